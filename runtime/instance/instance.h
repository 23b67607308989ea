// Access to the arrays of an instance, whose offsets the module image holds (abi/vmctx.h).
#ifndef WEXN_RUNTIME_INSTANCE_H
#define WEXN_RUNTIME_INSTANCE_H

#include "runtime/instance/store.h"

namespace wexn::rt {

template <typename T> T *array_at(wexn_instance *instance, uint32_t offset) {
  return reinterpret_cast<T *>(reinterpret_cast<uint8_t *>(instance) + offset);
}

// The array `field` of the instance. The element types are those of abi/vmctx.h.
inline wexn_memory_entry *memories(wexn_instance *i) {
  return array_at<wexn_memory_entry>(i, i->image->memories);
}
inline wexn_table **tables(wexn_instance *i) { return array_at<wexn_table *>(i, i->image->tables); }
inline wexn_global **imported_globals(wexn_instance *i) {
  return array_at<wexn_global *>(i, i->image->imported_globals);
}
inline wexn_global *globals(wexn_instance *i) {
  return array_at<wexn_global>(i, i->image->globals);
}
inline wexn_tag **tags(wexn_instance *i) { return array_at<wexn_tag *>(i, i->image->tags); }
inline wexn_imported_func *imported_funcs(wexn_instance *i) {
  return array_at<wexn_imported_func>(i, i->image->imported_funcs);
}
inline wexn_func *funcs(wexn_instance *i) { return array_at<wexn_func>(i, i->image->funcs); }
inline wexn_data_segment *datas(wexn_instance *i) {
  return array_at<wexn_data_segment>(i, i->image->datas);
}
inline wexn_elem_segment *elems(wexn_instance *i) {
  return array_at<wexn_elem_segment>(i, i->image->elems);
}
inline wexn_memory *memory_cells(wexn_instance *i) {
  return array_at<wexn_memory>(i, i->image->memory_cells);
}
inline wexn_table *table_cells(wexn_instance *i) {
  return array_at<wexn_table>(i, i->image->table_cells);
}
inline wexn_tag *tag_cells(wexn_instance *i) { return array_at<wexn_tag>(i, i->image->tag_cells); }
inline uint64_t *elem_values(wexn_instance *i) {
  return array_at<uint64_t>(i, i->image->elem_values);
}

// By index in the module's index spaces. func: null if the compiler gave the function no reference.
inline wexn_global *global_at(wexn_instance *i, uint32_t index) {
  const uint32_t imported = i->image->num_imported_globals;
  return index < imported ? imported_globals(i)[index] : globals(i) + (index - imported);
}
inline wexn_func *func_at(wexn_instance *i, uint32_t index) {
  const uint32_t imported = i->image->num_imported_funcs;
  if (index < imported)
    return imported_funcs(i)[index].func;
  const uint32_t slot = i->image->func_slots[index - imported];
  return slot == UINT32_MAX ? nullptr : funcs(i) + slot;
}
// An element of a segment, as a slot of a table has it.
inline uint64_t element_value(wexn_instance *i, const wexn_elem_segment &elem, uint64_t index) {
  return elem.values != nullptr ? elem.values[index]
                                : reinterpret_cast<uintptr_t>(func_at(i, elem.funcs[index]));
}

// The store that a function belongs to: a host function's vmctx is itself.
inline wexn_store *store_of(const wexn_func *func) {
  return func->vmctx == func ? reinterpret_cast<const wexn_host_func *>(func)->store
                             : static_cast<const wexn_instance *>(func->vmctx)->store;
}

// import.cpp: the values for all imports of the image, in order, into `out`.
[[nodiscard]] wexn_status resolve_imports(wexn_store *store, const wexn_module_image *image,
                                          const wexn_instance_config &config, wexn_extern *out);
// missing_import.cpp: a function that traps with the import's name; and the error that names the
// `count` imports whose values are null.
[[nodiscard]] wexn_status stub_import(wexn_store *store, const wexn_import_desc &import,
                                      wexn_extern &out);
wexn_status fail_missing(wexn_store *store, const wexn_module_image *image,
                         const wexn_extern *values, uint32_t count);
// api/definitions.cpp: what wexn_define gave the name; null if nothing.
const wexn_extern *find_definition(const wexn_store *store, wexn_name module, wexn_name name);

inline bool same_name(wexn_name a, wexn_name b) {
  return a.size == b.size && __builtin_memcmp(a.data, b.data, a.size) == 0;
}

} // namespace wexn::rt

#endif
