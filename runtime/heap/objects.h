// Structures, arrays and boxed host references in the managed heap (abi/object.h), and the runtime
// types that their headers name. Linked only into programs with modules that work with such objects
// or hosts that make them.
#ifndef WEXN_RUNTIME_OBJECTS_H
#define WEXN_RUNTIME_OBJECTS_H

#include "runtime/heap/heap.h"

namespace wexn::rt {

// The runtime types of a store, found by the hashes of their wexn_types.
struct TypeTable {
  uint32_t *slots; // offsets of RTTs; 0: free. A power of two, never full
  uint32_t capacity, count;
  uint32_t next, end; // free part of the newest blocks for RTTs
  uint32_t host;      // RTT of boxed host references
};

// The store's heap, made when there is none, ready for objects. Null: no memory or address space.
[[nodiscard]] Heap *ensure_objects(wexn_store *store);
// Offset of the runtime type of a structure or array type, made when there is none; 0: no memory.
// Types that are equal have one, whatever image they come from. REQUIRES: ensure_objects.
[[nodiscard]] uint32_t runtime_type(wexn_store *store, const wexn_type *type);

template <typename T> T *at(const Heap &heap, uint64_t offset) {
  return reinterpret_cast<T *>(heap.base + offset);
}
// REQUIRES: `ref` names a structure, an array or a boxed host reference.
inline const wexn_rtt *rtt_of(const Heap &heap, wexn_ref ref) {
  return at<const wexn_rtt>(heap, *at<const uint32_t>(heap, ref));
}
inline const wexn_type *type_of(const wexn_rtt &rtt) {
  return reinterpret_cast<const wexn_type *>(rtt.type);
}
inline uint32_t array_length(const Heap &heap, wexn_ref ref) {
  return *at<const uint32_t>(heap, ref + WEXN_ARRAY_LENGTH);
}
inline uint64_t array_bytes(const wexn_rtt &rtt, uint64_t length) {
  return WEXN_ARRAY_ELEMENTS + (length << rtt.elem_log2);
}

// How much room a value of a field or element takes, as a power of two, and where a field of a
// structure lies.
[[nodiscard]] uint32_t storage_log2(const wexn_valtype &type);
[[nodiscard]] uint32_t field_offset(const wexn_type &type, uint32_t field);

// A structure or array with its header written, and nothing else. 0: out of memory. May collect.
[[nodiscard]] wexn_ref new_struct(wexn_store *store, uint32_t rtt);
[[nodiscard]] wexn_ref new_array(wexn_store *store, uint32_t rtt, uint32_t length);
// A host reference as one of the any hierarchy: the object that it is the address of, or a box.
[[nodiscard]] bool internalize(wexn_store *store, void *pointer, wexn_ref &out);

} // namespace wexn::rt
#endif
