// Whether anyone can have a reference to an exception, told without looking at objects: for hosts
// that keep something for each exception that they make (wexn.hpp).
#include "runtime/api/exception.h"
#include "runtime/heap/objects.h"
#include "runtime/instance/instance.h"
#include "runtime/instance/type.h"

using namespace wexn::rt;

static bool takes_exceptions(const wexn_valtype &type) {
  return is_reference(type) && wexn_heap_top(&type) == WEXN_HEAP_EXN;
}

static bool has_such_global(const wexn_store *store) {
  for (const wexn_instance *i = store->instances; i != nullptr; i = i->next)
    for (uint32_t g = 0; g < i->image->num_globals; ++g)
      if (takes_exceptions(i->image->global_types[g].value))
        return true;
  for (const HostGlobal *g = store->host_globals; g != nullptr; g = g->next)
    if (takes_exceptions(g->type))
      return true;
  return false;
}

static bool has_such_table(const wexn_store *store) {
  for (const wexn_table *t = store->tables; t != nullptr; t = t->next)
    if (takes_exceptions(t->type))
      return true;
  return false;
}

// Of structures and arrays that were made.
static bool has_such_field(const Heap &heap) {
  for (uint32_t i = 0; heap.types != nullptr && i < heap.types->capacity; ++i) {
    const uint32_t offset = heap.types->slots[i];
    const wexn_type *type = offset == 0 ? nullptr : type_of(*at<const wexn_rtt>(heap, offset));
    for (uint32_t f = 0; type != nullptr && f < type->num_params; ++f)
      if (takes_exceptions(type->types[f]))
        return true;
  }
  return false;
}

static bool has_handle(const Heap &heap) {
  for (const Handle *handle = heap.handles; handle != nullptr; handle = handle->next)
    if (handle->alive == Handle::kException)
      return true;
  return false;
}

bool wexn_store_may_hold_exceptions(const wexn_store *store) {
  const Heap *heap = heap_of(store);
  return heap != nullptr &&
         (store->entry != nullptr || wexn_has_exception(store) || has_handle(*heap) ||
          has_such_global(store) || has_such_table(store) || has_such_field(*heap));
}
