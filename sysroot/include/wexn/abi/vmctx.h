/* The instance ("vmctx"), which every compiled function gets (types.h, wexn_func). A fixed header,
 * expanded from vmctx.def, then arrays whose offsets the compiler chose and wrote into the module
 * image:
 *
 *   memories         wexn_memory_entry[], imported ones first; always directly after the header
 *   tables           wexn_table *[], imported ones first
 *   imported_globals wexn_global *[]
 *   globals          wexn_global[], defined ones
 *   tags             wexn_tag *[], imported ones first
 *   imported_funcs   wexn_imported_func[]
 *   funcs            wexn_func[], defined functions that can be referenced (image: func_defs)
 *   datas            wexn_data_segment[]
 *   elems            wexn_elem_segment[]
 *   memory_cells     wexn_memory[], defined ones
 *   table_cells      wexn_table[], defined ones
 *   tag_cells        wexn_tag[], defined ones
 *   elem_values      wexn_slot-free storage of element segments given by expressions: 8 bytes each
 *   rtts             uint32_t[], offsets of runtime types in the heap (image: object_types)
 *   limits           uint32_t[], or uint64_t[] if its indices are, right in front of the first defined memory: its
 *                    size less the extents (offset + width) that accesses have most, which is the largest index
 *                    that is in bounds; the last one first; kept up to date by whatever lets it grow (image:
 *                    limit_extents)
 */
#ifndef WEXN_ABI_VMCTX_H
#define WEXN_ABI_VMCTX_H

#include "types.h"

#ifdef __cplusplus
extern "C" {
#endif

struct wexn_instance {
#define VMCTX_FIELD(name, type, changes) type name;
#include "vmctx.def"
};

/* wexn_instance.flags. Set for instances with shared memories only. */
enum {
  WEXN_INSTANCE_LSE = 1, /* AArch64: the processor has the Large System Extensions (atomic instructions) */
};

typedef struct wexn_memory_entry {
  uint8_t *base; /* copy of memory->base, which never changes */
  wexn_memory *memory;
} wexn_memory_entry;

typedef struct wexn_imported_func {
  const void *code; /* copies of the function's fields, to save a load */
  void *vmctx;
  const void *tail_code;
  wexn_func *func;
} wexn_imported_func;

typedef struct wexn_data_segment {
  const uint8_t *bytes;
  uint64_t size; /* 0 once dropped */
} wexn_data_segment;

/* Element segment as seen by table.init. `values` (one 8-byte reference an element) or, when null,
 * `funcs` (function indices of the module). size becomes 0 when dropped. */
typedef struct wexn_elem_segment {
  const uint64_t *values;
  const uint32_t *funcs;
  uint64_t size;
} wexn_elem_segment;

#ifdef __cplusplus
}
#endif
#endif
