/* The module image: one constant object per compiled module, symbol `<NAME>_module`. Everything the
 * runtime needs to make, link and describe instances. Read-only; trusted as much as the code beside
 * it, but its sizes are checked on use. Strings are NUL-terminated with an explicit length. */
#ifndef WEXN_ABI_MODULE_IMAGE_H
#define WEXN_ABI_MODULE_IMAGE_H

#include "vmctx.h"

#ifdef __cplusplus
extern "C" {
#endif

typedef struct { const char *data; uint64_t size; } wexn_name;

enum { WEXN_EXTERN_FUNC, WEXN_EXTERN_TABLE, WEXN_EXTERN_MEMORY, WEXN_EXTERN_GLOBAL, WEXN_EXTERN_TAG };

typedef struct wexn_limits {
  uint64_t min, max;
  uint8_t has_max, is64, shared;
  uint8_t page_log2; /* of memories: 0, or 16, is pages of 64 KiB */
  uint8_t unused[4]; /* 0 */
} wexn_limits;
enum { WEXN_PAGES_OF_1_BYTE = 64 }; /* as page_log2 */

/* Type of an import, export or definition; which fields count depends on the kind. */
typedef struct wexn_externtype {
  uint8_t kind;                  /* WEXN_EXTERN_ */
  wexn_limits limits;            /* table, memory */
  wexn_valtype value;            /* table: element type; global: value type and mutability */
  const wexn_functype *functype; /* func, tag */
} wexn_externtype;

typedef struct wexn_import_desc { wexn_name module, name; wexn_externtype type; } wexn_import_desc;
typedef struct wexn_export_desc { wexn_name name; wexn_externtype type; uint32_t index; } wexn_export_desc;

/* A defined function that can be referenced (exported, in an element segment, ref.func). */
typedef struct wexn_func_def {
  const void *code;
  const void *tail_code;
  const wexn_functype *functype;
} wexn_func_def;

typedef struct wexn_elem_def {
  const uint32_t *funcs; /* null: the init function stores the values */
  uint64_t size;
  wexn_valtype type;
  uint32_t values_index; /* first 8-byte cell in elem_values, when funcs is null */
} wexn_elem_def;

enum {
  WEXN_IMAGE_SOFTWARE_BOUNDS = 1, /* compiled with explicit checks; else needs guard reservations */
  WEXN_IMAGE_USES_HEAP = 2,       /* takes exnrefs */
  WEXN_IMAGE_STACK_CHECK = 4,     /* compares with stack_limit */
  WEXN_IMAGE_STACK_GUARD = 8,     /* relies on the guard page of the stack */
  WEXN_IMAGE_INTERRUPTIBLE = 16,  /* looks for wexn_interrupt */
  WEXN_IMAGE_USES_OBJECTS = 32,   /* works with structures, arrays or casts */
  WEXN_IMAGE_STUB_IMPORTS = 64,   /* functions that nobody provides are made up, and trap */
  WEXN_IMAGE_THREAD_PARTS = 128,  /* wexn_thread_parts lie behind the image */
  WEXN_IMAGE_TAG_NAMES = 256,     /* func_name_offsets goes on with num_tags names of tags */
  WEXN_IMAGE_SEGMENT = 512,       /* compiled code has the base of memory 0 in that of the segment GS */
};

struct wexn_module_image {
  uint32_t abi_version;
  uint32_t flags;                 /* WEXN_IMAGE_ */
  wexn_name name;
  const void *abi_symbol;         /* &wexn_abi_vN: skew is a link error */
  uint64_t instance_size;         /* bytes, alignment 16 */

  /* Byte offsets in the instance. */
  uint32_t memories, tables, imported_globals, globals, tags, imported_funcs, funcs, datas, elems,
      memory_cells, table_cells, tag_cells, elem_values, rtts;
  uint32_t max_payload_bytes;     /* largest exception payload of any tag */

  /* Index spaces: number imported, number in all. */
  uint32_t num_imported_memories, num_memories, num_imported_tables, num_tables, num_imported_globals,
      num_globals, num_imported_tags, num_tags, num_imported_funcs, num_funcs;
  uint32_t num_imports, num_exports, num_datas, num_elems, num_func_defs, num_elem_values,
      num_object_types;

  const wexn_import_desc *imports;      /* num_imports, in module order */
  const wexn_export_desc *exports;      /* num_exports, in module order */
  const wexn_externtype *memory_types;  /* all, imported ones too */
  const wexn_externtype *table_types;
  const wexn_externtype *global_types;
  const wexn_externtype *tag_types;
  const wexn_func_def *func_defs;       /* element i describes funcs[i] of the instance */
  const uint32_t *func_slots;           /* defined function (index - imported) -> element of funcs, ~0: none */
  const wexn_data_segment *data_defs;
  const wexn_elem_def *elem_defs;

  /* Evaluates globals, table initialisers, element segments; copies active segments; calls start.
   * Convention of wexn_func's `code`; called through wexn_rt_enter with `init_enter`. May trap or throw.
   * Comes after all Wasm functions in the object's text: backtraces tell modules apart by it. */
  const void *init;
  wexn_enter_fn *init_enter;

  /* This object's share of the linked tables is found through the section bounds of the program or
   * library that the object was linked into (unwindinfo/README.md). */
  const void *unwind_funcs_start, *unwind_funcs_end; /* wexn_funcs */
  const void *unwind_sites_start, *unwind_sites_end; /* wexn_sites: call sites and frames */
  /* Inlined functions and lines for backtraces; all null when the linked unit has neither. */
  const void *inline_rows_start, *inline_rows_end;     /* wexn_inline */
  const void *inline_chains_start, *inline_chains_end; /* wexn_chains */

  /* Structure and array types that the code makes objects of or casts to; element i is for rtts[i] of
   * the instance. */
  const wexn_type *const *object_types;

  /* The extents of the instance's limits; the last is 0. Null: no limits. */
  const uint32_t *limit_extents;

  /* Parts of the runtime that the module needs; the others are null and not linked. */
#define RUNTIME_PART(name) const void *name;
#define THREAD_PART(name)
#include "runtime_parts.def"

  /* Function names for backtraces: num_funcs + 1 offsets into func_names; null without names. */
  const uint32_t *func_name_offsets;
  const char *func_names;

  /* Names of the source that the inline tables refer to by number, files and functions:
   * num_source_names + 1 offsets into source_names; null without -g. */
  const uint32_t *source_name_offsets;
  const char *source_names;
  uint32_t num_source_names;

  /* Types of functions by index in the Wasm module, all zero for other types; for wexn_func_new. Only those
   * of imported functions have code for host functions, or all with --host-functions. */
  uint32_t num_functypes;
  const wexn_functype *functypes;
};

/* Directly behind the image, if it has WEXN_IMAGE_THREAD_PARTS. */
typedef struct wexn_thread_parts {
#define RUNTIME_PART(name)
#define THREAD_PART(name) const void *name;
#include "runtime_parts.def"
} wexn_thread_parts;

/* Null: the module needs none of them. */
static inline const wexn_thread_parts *wexn_image_thread_parts(const wexn_module_image *image) {
  return image->flags & WEXN_IMAGE_THREAD_PARTS ? (const wexn_thread_parts *)(image + 1) : NULL;
}

#ifdef __cplusplus
}
#endif
#endif
