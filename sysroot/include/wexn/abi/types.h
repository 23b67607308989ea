/* Values and types at the boundary between compiled code and the runtime. Freestanding, valid C11
 * and C++20. All supported targets are little-endian with 64-bit pointers. */
#ifndef WEXN_ABI_TYPES_H
#define WEXN_ABI_TYPES_H

#include <stddef.h>
#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif

/* Raised whenever the meaning of anything under wexn/abi changes. Every object refers to the symbol
 * wexn_abi_v<N>, which the runtime defines, so that a mismatch is a link error. */
#define WEXN_ABI_VERSION 8
#define WEXN_ABI_SYMBOL wexn_abi_v8

typedef struct wexn_store wexn_store;
typedef struct wexn_instance wexn_instance;
typedef struct wexn_module_image wexn_module_image;

/* Managed references (exnref, and the any hierarchy) are 32-bit offsets into the store's heap;
 * 0 is null. Function references are `wexn_func *`, external references the host's `void *`. */
typedef uint32_t wexn_ref;
typedef struct wexn_func wexn_func;

/* Free places of a size class in the managed heap, one behind the other: where the next object goes,
 * and the end of the last place. */
typedef struct wexn_run { wexn_ref at, end; } wexn_run;

typedef struct { uint64_t lo, hi; } wexn_v128_bits;

/* One value in memory: arguments and results of calls made through slots, and globals' cells.
 * Unused upper bytes are unspecified. */
typedef union wexn_slot {
  int32_t i32;
  int64_t i64;
  float f32;
  double f64;
  wexn_v128_bits v128;
  wexn_func *func;
  void *extern_;
  wexn_ref ref;
  uint8_t bytes[16];
} __attribute__((aligned(16))) wexn_slot;

/* Value type codes: the binary format's bytes, so that dumps read like the specification. */
enum {
#define VALUE_TYPE(kind, code, text, log2) WEXN_##kind = code,
#include <wexn/abi/value_types.def>
  WEXN_REF = 0x64,      /* (ref ht) */
  WEXN_REF_NULL = 0x63, /* (ref null ht) */
};
/* Heap type codes. WEXN_HEAP_CONCRETE: wexn_valtype.type says which. */
enum {
#define HEAP_TYPE(kind, KIND, code, above, place, text, abbreviation, feature)                     \
  WEXN_HEAP_##KIND = code,
#include <wexn/abi/heap_types.def>
  WEXN_HEAP_CONCRETE = 0x01,
};

/* Values of an exception lie one behind the other, each in this many bytes, the first aligned to 8. */
static inline uint32_t wexn_payload_bytes(uint8_t code) { return code == WEXN_V128 ? 16 : 8; }

typedef struct wexn_type wexn_type;
typedef struct wexn_valtype {
  uint8_t code;    /* WEXN_I32 ... WEXN_REF_NULL */
  uint8_t heap;    /* references: a WEXN_HEAP_ code */
  uint8_t packed;  /* fields: 0, 8 or 16 bits */
  uint8_t mutable_;/* fields and globals */
  const wexn_type *type; /* WEXN_HEAP_CONCRETE */
} wexn_valtype;

enum { WEXN_TYPE_FUNC, WEXN_TYPE_STRUCT, WEXN_TYPE_ARRAY };

/* A type definition. Emitted by the compiler as a weak hidden symbol whose name carries the full
 * hash, so the linker keeps one copy: equal addresses mean equal types. Objects in libraries loaded
 * apart have copies of their own: when addresses differ, equal hashes mean equal types.
 * `hash` begins with that of the recursion group's structure, SHA-256 cut short, and ends with the
 * type's position in the group, 32 bits with the low byte first. */
enum { WEXN_TYPE_POSITION = 28 };
struct wexn_type {
  uint8_t hash[32];
  const wexn_type *super; /* declared supertype or null */
  uint8_t kind;           /* WEXN_TYPE_ */
  uint8_t final_;
  uint16_t depth;         /* number of supertypes above */
  uint32_t num_params;    /* struct, array: number of fields */
  uint32_t num_results;
  const wexn_valtype *types; /* parameters, then results; or fields */
};

/* The abstract heap type directly above an abstract one, above the bottom of a hierarchy its top; of
 * a top itself. */
static inline uint8_t wexn_heap_above(uint8_t heap) {
  switch (heap) {
#define HEAP_TYPE(kind, KIND, code, above, place, text, abbreviation, feature)                     \
  case code:                                                                                       \
    return WEXN_HEAP_##above;
#include <wexn/abi/heap_types.def>
  default:
    return heap;
  }
}

/* The top of the hierarchy of a reference type: WEXN_HEAP_FUNC, _EXTERN, _ANY or _EXN. References of
 * the first two are pointers, of the others wexn_ref. */
static inline uint8_t wexn_heap_top(const wexn_valtype *type) {
  uint8_t heap = type->heap;
  if (heap == WEXN_HEAP_CONCRETE)
    heap = type->type->kind == WEXN_TYPE_FUNC ? WEXN_HEAP_FUNC : WEXN_HEAP_ANY;
  while (heap != wexn_heap_above(heap))
    heap = wexn_heap_above(heap);
  return heap;
}

/* A field or element of this type has 2 to the result bytes. `top`: of a reference's hierarchy, as
 * wexn_heap_top says it; only looked at for references. */
static inline uint32_t wexn_storage_log2(const wexn_valtype *type, uint8_t top) {
  if (type->packed != 0)
    return type->packed == 8 ? 0 : 1;
  switch (type->code) {
#define VALUE_TYPE(kind, code, text, log2)                                                         \
  case WEXN_##kind:                                                                                \
    return log2;
#include <wexn/abi/value_types.def>
  default:
    return top == WEXN_HEAP_ANY || top == WEXN_HEAP_EXN ? 2 : 3;
  }
}

/* Slots-based call of compiled code: reads arguments from `slots`, calls `code` with `vmctx` first,
 * writes results to `slots` from index 0. The store is for its stack check. Compiled per function
 * type. */
typedef void wexn_enter_fn(void *vmctx, const void *code, wexn_slot *slots, wexn_store *store);
/* Host function called through slots. Arguments in, results out, both from index 0. To throw, it
 * leaves an exception pending in the store (wexn_throw) and returns. */
typedef void wexn_slots_fn(void *env, wexn_slot *slots);

/* A function type together with the code that crosses the boundary for it. Null thunks: the module
 * has no use for that direction. */
typedef struct wexn_functype {
  const wexn_type *type;
  wexn_enter_fn *enter;    /* host -> compiled code */
  const void *host;        /* compiled code -> typed C function `R f(void *env, args...)` */
  const void *host_slots;  /* compiled code -> wexn_slots_fn */
} wexn_functype;

/* A function reference points to one of these. `code` has the C calling convention, but `vmctx` is in
 * r13 or x20. Functions that make tail calls have a second entry with LLVM's tailcc, to which
 * others tail-call; it is null for the rest, which a tail call may call and return from. */
struct wexn_func {
  const void *code;
  const void *tail_code;
  void *vmctx;             /* wexn_instance *, or wexn_host_func * for host functions */
  const wexn_type *type;
  const wexn_functype *boundary;
};

/* A host function; its `func.vmctx` points to itself. The thunks of wexn_functype read fn, env, store. */
typedef struct wexn_host_func {
  wexn_func func;
  const void *fn;
  void *env;
  wexn_store *store;
} wexn_host_func;

/* Guarded memories: faults in the address space that is reserved around a memory's base are traps.
 * It covers every index that compiled code does not compare, the offset, and the access: all indices
 * of 32 bits; of 64 bits those below WEXN_GUARDED_INDEX64, and what is within WEXN_GUARDED_STEP64
 * before 0 or behind them, for accesses that end within WEXN_GUARDED_EXTENT.
 * On AArch64, memories of 32-bit indices begin at a multiple of WEXN_GUARDED_ALIGN then. */
#define WEXN_GUARDED_EXTENT (UINT64_C(1) << 32)
#define WEXN_GUARDED_INDEX64 (UINT64_C(64) << 30)
#define WEXN_GUARDED_STEP64 (UINT64_C(32) << 30)
#define WEXN_GUARDED_ALIGN (UINT64_C(1) << 32)

/* Whether guard mode is meant for memories of this type, with pages of 1 << page_log2 bytes; others
 * are always checked. 64-bit memories then have WEXN_GUARDED_INDEX64 bytes at most. */
static inline int wexn_can_guard(int is64, unsigned page_log2, uint64_t min_pages) {
  return page_log2 == 16 && (!is64 || min_pages <= WEXN_GUARDED_INDEX64 >> 16);
}

/* A limit in an instance is an index; so it is as wide as those of the memory. */
static inline uint32_t wexn_limit_bytes(int is64) { return is64 ? 8 : 4; }

/* A linear memory. `base` never changes; `bytes` only grows. */
typedef struct wexn_memory {
  uint8_t *base;
  uint64_t bytes;
  const uint32_t *extents;  /* of the limits in front of it in its instance; the last is 0; null: none */
  uint64_t max_pages;      /* what growth may reach: the declared maximum or the implementation's */
  uint64_t declared_max;   /* pages, valid if has_max */
  uint64_t reserved_bytes; /* address space from base on, guard included */
  uint8_t page_log2;       /* as in wexn_limits, never 0 */
  uint8_t is64, shared, has_max;
  uint8_t guard;           /* accesses rely on faults (wexn_can_guard) */
  wexn_store *store;
  struct wexn_memory *next; /* in the store */
} wexn_memory;

/* A table. Elements are pointers (function and external references) or wexn_ref (managed). */
typedef struct wexn_table {
  void *elems;
  uint64_t size;
  uint64_t max;            /* what growth may reach */
  uint64_t declared_max;
  uint64_t capacity;
  wexn_valtype type;
  uint8_t is64, has_max;
  uint8_t elem_log2;       /* 3: pointers, 2: managed */
  wexn_store *store;
  struct wexn_table *next;
} wexn_table;

/* A global's cell; imported globals are pointers to the cell of another instance or the host. */
typedef struct wexn_global {
  wexn_slot value;
} wexn_global;

/* A tag. Its identity is its address. */
typedef struct wexn_tag {
  const wexn_type *type;
  wexn_store *store;
} wexn_tag;

#ifdef __cplusplus
}
#endif
#endif
