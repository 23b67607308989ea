/* Managed objects (structures, arrays, boxed host references) as compiled code and the runtime see
 * them: where headers, fields and elements lie, and the runtime types (RTTs) that headers name.
 * Freestanding, valid C11 and C++20.
 *
 *   structure   +0 offset of its RTT   fields, see wexn_place_field
 *   array       +0 offset of its RTT   +4 length   +8 elements
 *   host        +0 offset of its RTT   +8 the host's pointer (any.convert_extern)
 *   exception   +0 zero                the rest is the runtime's own
 *
 * Offsets are counted from wexn_store_head.heap_base, as references are. Objects begin at multiples
 * of 16, those of more than WEXN_MAX_SMALL bytes at multiples of 8. An i31 reference is its value times 2 plus 1. */
#ifndef WEXN_ABI_OBJECT_H
#define WEXN_ABI_OBJECT_H

#include "types.h"

#ifdef __cplusplus
extern "C" {
#endif

enum {
  WEXN_OBJECT_ALIGN = 16,
  WEXN_FIELD_ALIGN = 8,    /* at most, of any object */
  WEXN_OBJECT_TYPE = 0,    /* offset of the RTT */
  WEXN_STRUCT_FIELDS = 4,  /* where fields may begin */
  WEXN_ARRAY_LENGTH = 4,
  WEXN_ARRAY_ELEMENTS = 8,
  WEXN_HOST_POINTER = 8,
};

/* Kinds of objects: WEXN_TYPE_STRUCT, WEXN_TYPE_ARRAY, and a host reference in the any hierarchy. */
enum { WEXN_OBJECT_HOST = 3 };

/* How a field or an element holds references that the collector follows. */
enum { WEXN_HOLDS_NONE, WEXN_HOLDS_MANAGED, WEXN_HOLDS_EXTERN };

/* A runtime type, read-only in the heap's region, one for each type of a store. `display` holds the
 * RTT offsets of the type's supertypes, the root's first, its own at [depth], then zeroes; it has
 * at least WEXN_RTT_DISPLAY entries, so that most casts need not look at `depth`. Behind it
 * `num_refs` words follow, for the fields of a structure that the collector follows: offset * 4 +
 * WEXN_HOLDS_. */
enum { WEXN_RTT_DISPLAY = 8 };
typedef struct wexn_rtt {
  uint8_t kind;        /* WEXN_TYPE_STRUCT, WEXN_TYPE_ARRAY, WEXN_OBJECT_HOST */
  uint8_t elem_log2;   /* array: bytes of an element */
  uint8_t elem_holds;  /* array: WEXN_HOLDS_ */
  uint8_t size_class;  /* structure: the runtime's own */
  uint32_t size;       /* structure: bytes, header included */
  uint32_t depth;      /* number of supertypes */
  uint32_t num_refs;
  uint64_t type;       /* wexn_type *; 0 for host references */
  uint32_t refs;       /* entries of display */
  uint32_t unused;
  uint32_t display[WEXN_RTT_DISPLAY];
} wexn_rtt;

/* Size classes of the heap (wexn_store_head.runs): 16, 32, ... 256 bytes; then four steps a doubling: 320,
 * 384, 448, 512, 640, ... 2048. Larger objects have blocks of their own. */
enum { WEXN_SIZE_CLASSES = 28, WEXN_MAX_SMALL = 2048 };
#ifdef __cplusplus
#define WEXN_CONSTEXPR constexpr
#else
#define WEXN_CONSTEXPR static inline
#endif
WEXN_CONSTEXPR uint32_t wexn_class_size(uint32_t c) {
  return c < 16 ? 16 * (c + 1)
                : (UINT32_C(256) << (c - 16) / 4) + (UINT32_C(64) << (c - 16) / 4) * ((c - 16) % 4 + 1);
}
/* The class for `bytes`, 1 to WEXN_MAX_SMALL. */
WEXN_CONSTEXPR uint32_t wexn_size_class(uint32_t bytes) {
  uint32_t c = (bytes + 15) / 16 - 1;
  if (bytes > 256) {
    const uint32_t doubling = 23 - (uint32_t)__builtin_clz(bytes - 1);
    c = 16 + 4 * doubling + (bytes - 1 - (UINT32_C(256) << doubling)) / (UINT32_C(64) << doubling);
  }
  return c;
}

/* References of the any hierarchy as external ones: an object is its address; an i31 has this in
 * the upper half, and its reference in the lower. No address has that. */
#define WEXN_EXTERN_I31 UINT64_C(0x8031003100000000)

/* Where the next field of a structure goes. Fields are placed in order, so that those of a supertype
 * come first and lie the same: each at a multiple of its size, in the smallest hole that alignment
 * has left if there is one. Starts as {WEXN_STRUCT_FIELDS, {0}}. */
typedef struct wexn_struct_layout {
  uint32_t end;
  uint32_t holes[4]; /* of 1, 2, 4, 8 bytes; 0: none */
} wexn_struct_layout;

/* `log2`: of the field's bytes, 0 to 4. Returns the field's offset in the object. */
static inline uint32_t wexn_place_field(wexn_struct_layout *layout, uint32_t log2) {
  uint32_t size = log2, at;
  while (size < 4 && layout->holes[size] == 0)
    ++size;
  if (size < 4) {
    at = layout->holes[size];
    layout->holes[size] = 0;
    /* The parts that are left; no vectors are made of this. */
    for (uint32_t part = UINT32_C(1) << log2; log2 < size; ++log2, part += part)
      layout->holes[log2] = at + part;
    return at;
  }
  for (size = 0; size < log2; ++size)
    if ((layout->end >> size & 1) != 0) {
      layout->holes[size] = layout->end;
      layout->end += UINT32_C(1) << size;
    }
  at = layout->end;
  layout->end += UINT32_C(1) << log2;
  return at;
}

#ifdef __cplusplus
}
#endif
#endif
