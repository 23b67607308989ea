/* wexn: managed objects in the hands of a C host (spec: Appendix, Embedding, values; Execution,
 * Aggregate Instructions). Goes with wexn/wexn.h.
 *
 * A reference of the any hierarchy is a wexn_ref: null (0), an i31, or an object of the store's heap:
 * a structure, an array, or a host pointer that came through any.convert_extern. Objects stay as
 * long as something refers to them: globals, tables, other objects, locals of compiled code, and the
 * host's roots. The host's own variables do not count: what is to outlive the next call that may
 * collect, the host roots first. These may collect: calls of compiled code, wexn_instance_new,
 * wexn_exn_new, wexn_store_collect, and those below whose comment says so.
 *
 * A reference that is null, of another kind or of nothing in the store is an error, never undefined;
 * but one kept too long may name an object that was made since. */
#ifndef WEXN_OBJECT_H
#define WEXN_OBJECT_H

#include <wexn/wexn.h>

#ifdef __cplusplus
extern "C" {
#endif
#pragma GCC visibility push(default)

/* ---- What a reference is ---- */

typedef enum wexn_ref_kind {
  WEXN_KIND_INVALID, /* no reference of this store */
  WEXN_KIND_NULL,
  WEXN_KIND_I31,
  WEXN_KIND_STRUCT,
  WEXN_KIND_ARRAY,
  WEXN_KIND_HOST, /* a host pointer: wexn_ref_to_extern */
  WEXN_KIND_EXN,  /* an exception: of type exnref, not of the any hierarchy */
} wexn_ref_kind;
/* What it refers to. */
wexn_ref_kind wexn_ref_kind_of(const wexn_store *store, wexn_ref ref);
/* The type of a structure or array; null for others. */
const wexn_type *wexn_ref_type(const wexn_store *store, wexn_ref ref);
/* Whether a value of that reference belongs to the type, as ref.test decides. */
bool wexn_ref_matches(const wexn_store *store, wexn_ref ref, const wexn_valtype *type);
/* A line about the reference for people, cut to `size` bytes with the NUL: kind, fields or length.
 * Returns how long it is uncut, without the NUL. */
size_t wexn_ref_text(const wexn_store *store, wexn_ref ref, char *text, size_t size);

/* Of `value` the low 31 bits count. */
static inline wexn_ref wexn_i31_new(int32_t value) { return (wexn_ref)value << 1 | 1; }
/* REQUIRES: an i31. */
static inline int32_t wexn_i31_get(wexn_ref ref) { return (int32_t)ref >> 1; }

/* ---- Roots ---- */

/* Keeps what a reference names alive until released. */
typedef struct wexn_root wexn_root;
/* Null: the reference is null, an i31 or invalid (nothing to keep), or out of memory. */
wexn_root *wexn_ref_root(wexn_store *store, wexn_ref ref);
wexn_ref wexn_root_ref(const wexn_root *root); /* 0 for null */
void wexn_root_release(wexn_root *root);       /* null is allowed */
/* Releases all roots made since wexn_scope_open, those of inner scopes too. */
typedef uint64_t wexn_scope;
wexn_scope wexn_scope_open(wexn_store *store);
void wexn_scope_close(wexn_store *store, wexn_scope scope);

/* ---- Structures and arrays ---- */

/* Types come from module images: of parameters, results, globals and fields, as
 * wexn_valtype.type. Values are checked against the types of fields and elements; references among
 * the values are kept alive by the call itself. Packed fields take the low bits of i32. */

/* A structure with these fields, in order; `fields` null: all zero or null. May collect. WEXN_ERROR:
 * no structure type, a value of another type, no default, out of memory. */
wexn_status wexn_struct_new(wexn_store *store, const wexn_type *type, const wexn_slot *fields,
                            wexn_ref *out);
/* An array of `length` elements, all of them `*element`; null: zero or null. May collect. */
wexn_status wexn_array_new(wexn_store *store, const wexn_type *type, uint32_t length,
                           const wexn_slot *element, wexn_ref *out);
/* Packed fields are extended with their sign. false: not such a reference, no such field. */
bool wexn_struct_get(const wexn_store *store, wexn_ref ref, uint32_t field, wexn_slot *out);
/* WEXN_ERROR: as above; the field is immutable; a value of another type. */
wexn_status wexn_struct_set(wexn_store *store, wexn_ref ref, uint32_t field, wexn_slot value);
/* Number of elements; 0 if it is no array. */
uint32_t wexn_array_length(const wexn_store *store, wexn_ref ref);
/* As of structures, with an element instead of the field. false, WEXN_ERROR: also when `index` is not
 * below the length. */
bool wexn_array_get(const wexn_store *store, wexn_ref ref, uint32_t index, wexn_slot *out);
wexn_status wexn_array_set(wexn_store *store, wexn_ref ref, uint32_t index, wexn_slot value);
/* The elements of an array of numbers, side by side, where they stay as long as the array; null: no
 * array, or one of references. */
void *wexn_array_data(const wexn_store *store, wexn_ref ref);

/* ---- The extern hierarchy ---- */

/* any.convert_extern: the object that the pointer stands for, or a reference that holds the pointer.
 * May collect. WEXN_ERROR: out of memory. */
wexn_status wexn_ref_from_extern(wexn_store *store, void *pointer, wexn_ref *out);
/* extern.convert_any: the pointer, or one that stands for the object. Null for null. */
void *wexn_ref_to_extern(const wexn_store *store, wexn_ref ref);

#pragma GCC visibility pop
#ifdef __cplusplus
}
#endif
#endif
