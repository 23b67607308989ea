// What a reference is that the host gives to a store, and whether it may stand where a type is
// wanted: in tables, globals, fields, and as argument or result of a call. Managed references are
// numbers that only the store's heap can tell; those of another store name nothing here, unless its
// heap has grown to where this one's objects lie (heap.cpp, first_block). Spec: Appendix,
// Embedding.
#include "runtime/api/reference.h"

#include "runtime/heap/objects.h"

#include <wexn/object.h>

using namespace wexn::rt;

wexn_ref_kind wexn_ref_kind_of(const wexn_store *store, wexn_ref ref) {
  if (ref == 0)
    return WEXN_KIND_NULL;
  if ((ref & 1) != 0)
    return WEXN_KIND_I31;
  const Heap *heap = heap_of(store);
  if (heap == nullptr || !is_object(*heap, ref))
    return WEXN_KIND_INVALID;
  if (*at<const uint32_t>(*heap, ref) == 0)
    return WEXN_KIND_EXN;
  switch (rtt_of(*heap, ref)->kind) {
  case WEXN_TYPE_STRUCT:
    return WEXN_KIND_STRUCT;
  case WEXN_TYPE_ARRAY:
    return WEXN_KIND_ARRAY;
  default:
    return WEXN_KIND_HOST;
  }
}

bool wexn_ref_matches(const wexn_store *store, wexn_ref ref, const wexn_valtype *type) {
  if (!is_managed_reference(*type))
    return false;
  wexn_valtype actual = {};
  actual.code = WEXN_REF;
  switch (wexn_ref_kind_of(store, ref)) {
  case WEXN_KIND_INVALID:
    return false;
  case WEXN_KIND_NULL:
    return type->code == WEXN_REF_NULL;
  case WEXN_KIND_I31:
    actual.heap = WEXN_HEAP_I31;
    break;
  case WEXN_KIND_STRUCT:
  case WEXN_KIND_ARRAY:
    actual.heap = WEXN_HEAP_CONCRETE;
    actual.type = type_of(*rtt_of(*heap_of(store), ref));
    break;
  case WEXN_KIND_HOST:
    actual.heap = WEXN_HEAP_ANY;
    break;
  case WEXN_KIND_EXN:
    actual.heap = WEXN_HEAP_EXN;
    break;
  }
  return wexn_valtype_matches(&actual, type);
}

namespace wexn::rt {

wexn_status check_any_reference(wexn_store *store, const wexn_valtype &type,
                                const wexn_slot &value) {
  const bool pointer = is_pointer_reference(type);
  if (pointer ? value.extern_ == nullptr : value.ref == 0)
    return type.code == WEXN_REF_NULL
               ? WEXN_OK
               : fail(store, "a reference is null, but its type is not nullable");
  wexn_valtype actual = {};
  actual.code = WEXN_REF;
  switch (wexn_heap_top(&type)) {
  case WEXN_HEAP_FUNC:
    if (store_of(value.func) != store)
      return fail(store, "the function belongs to another store");
    actual.heap = WEXN_HEAP_CONCRETE;
    actual.type = value.func->type;
    break;
  case WEXN_HEAP_EXTERN:
    actual.heap = WEXN_HEAP_EXTERN;
    break;
  default:
    if (wexn_ref_kind_of(store, value.ref) == WEXN_KIND_INVALID)
      return fail(store, "a reference names no object of this store");
    return wexn_ref_matches(store, value.ref, &type)
               ? WEXN_OK
               : fail(store, "a reference is of another type");
  }
  return wexn_valtype_matches(&actual, &type) ? WEXN_OK
                                              : fail(store, "a reference is of another type");
}

} // namespace wexn::rt

static wexn_status check_all(wexn_store *store, const wexn_valtype *types, uint32_t count,
                             const wexn_slot *values) {
  wexn_status status = WEXN_OK;
  for (uint32_t i = 0; i < count && status == WEXN_OK; ++i)
    status = check_reference(store, types[i], values[i]);
  return status;
}

WEXN_CALLED uint32_t wexn_rt_check_arguments(wexn_store *store, const wexn_type *type,
                                             const wexn_slot *slots) {
  return check_all(store, type->types, type->num_params, slots);
}

WEXN_CALLED void wexn_rt_check_results(wexn_host_func *host, const wexn_slot *slots) {
  const wexn_type &type = *host->func.type;
  if (check_all(host->store, type.types + type.num_params, type.num_results, slots) != WEXN_OK) {
    host->store->refused = true;
    wexn_rt_leave(host->store, WEXN_ERROR);
  }
}
