// Exceptions in the hands of the host (wexn.h, Exceptions). Spec: Embedding (exn_alloc, exn_tag,
// exn_read). Whoever calls this needs exception objects, so the managed heap is linked with it.
#include "runtime/api/exception.h"

#include "runtime/api/reference.h"
#include "runtime/heap/heap.h"
#include "runtime/instance/type.h"
#include "runtime/throw/payload.h"
#include "runtime/throw/trace.h"

using namespace wexn::rt;

namespace wexn::rt {

static const wexn_exn *checked(const wexn_exn *exn) {
  if (exn == nullptr || exn->alive != Handle::kException)
    bug("use of an exception handle that is null or was released");
  return exn;
}

Handle *new_handle(wexn_store *store, wexn_ref ref, uint32_t kind) {
  Heap *heap = heap_of(store);
  auto *handle = alloc<Handle>(store);
  if (handle == nullptr) {
    (void)fail_no_memory(store);
    return nullptr;
  }
  handle->alive = kind;
  handle->ref = ref;
  handle->store = store;
  handle->number = ++heap->num_handles;
  handle->next = heap->handles;
  if (handle->next != nullptr)
    handle->next->prev = handle;
  heap->handles = handle;
  return handle;
}

void release_handle(Handle *handle) {
  if (handle->prev != nullptr)
    handle->prev->next = handle->next;
  else
    heap_of(handle->store)->handles = handle->next;
  if (handle->next != nullptr)
    handle->next->prev = handle->prev;
  handle->alive = 0;
  wexn::rt::free(handle->store, handle, sizeof(Handle));
}

static wexn_exn *new_exception_handle(wexn_store *store, wexn_ref ref) {
  return static_cast<wexn_exn *>(new_handle(store, ref, Handle::kException));
}

static ExceptionObject *object_of(const wexn_exn *exn) {
  ExceptionObject *object = find_object(*heap_of(exn->store), exn->ref);
  if (object == nullptr)
    bug("an exception handle that names no exception");
  return object;
}

// Whether a reference that is not null may be one of the type: of its hierarchy, at least.
static bool names_object(const Heap &heap, const wexn_valtype &type, wexn_ref ref) {
  if (wexn_heap_top(&type) == WEXN_HEAP_EXN)
    return find_object(heap, ref) != nullptr;
  return (ref & 1) != 0 || (is_object(heap, ref) && find_object(heap, ref) == nullptr);
}

// The heap, made known to the throw path: the host may throw into modules that never take an
// exnref.
static Heap *heap_for_host(wexn_store *store) {
  Heap *heap = ensure_heap(store);
  if (heap == nullptr)
    (void)fail(store, "no memory for exceptions");
  else if (ExceptionState *state = exceptions_of(store))
    state->heap = &wexn_rt_heap;
  return heap;
}

} // namespace wexn::rt

wexn_status wexn_exn_new(wexn_store *store, wexn_tag *tag, const wexn_slot *fields,
                         wexn_exn **out) {
  *out = nullptr;
  if (tag == nullptr || tag->store != store)
    return fail(store, "the exception's tag belongs to another store");
  const wexn_type &type = *tag->type;
  if (fields == nullptr && type.num_params != 0)
    return fail(store, "the exception's tag has parameters, but no fields were given");
  Heap *heap = heap_for_host(store);
  if (heap == nullptr)
    return WEXN_ERROR;
  heap->held = {type.types, fields, type.num_params};
  const wexn_ref ref = new_object(store, tag, nullptr);
  heap->held = {};
  if (ref == 0)
    return fail(store, "the managed heap is full");
#ifndef WEXN_BARE
  if (Traces *traces = traces_of(store))
    trace_object(*traces, ref, nullptr);
#endif
  auto *object = reinterpret_cast<ExceptionObject *>(heap->base + ref);
  uint8_t *at = object->values;
  for (uint32_t i = 0; i < type.num_params; ++i) {
    const wexn_valtype &param = type.types[i];
    if (check_reference(store, param, fields[i]) != WEXN_OK)
      return WEXN_ERROR;
    if (!kHosted && is_managed_reference(param) && fields[i].ref != 0 &&
        !names_object(*heap, param, fields[i].ref))
      return fail(store,
                  "a field is not a reference to an object of this store, or of another kind");
    __builtin_memcpy(at, &fields[i], wexn_payload_bytes(param.code));
    at += wexn_payload_bytes(param.code);
  }
  for (uint32_t i = 0; !kHosted && i < type.num_params; ++i)
    if (type.types[i].code == WEXN_REF && is_managed_reference(type.types[i]) && fields[i].ref == 0)
      return fail(store, "a field is null, but its type is not nullable");
  *out = new_exception_handle(store, ref);
  return *out != nullptr ? WEXN_OK : WEXN_ERROR;
}

wexn_tag *wexn_exn_tag(const wexn_exn *exn) {
  return tag_of(*heap_of(checked(exn)->store), *object_of(exn));
}

bool wexn_exn_field(const wexn_exn *exn, uint32_t index, wexn_slot *out) {
  const ExceptionObject *object = object_of(checked(exn));
  const wexn_type &type = *tag_of(*heap_of(exn->store), *object)->type;
  if (index >= type.num_params)
    return false;
  read_payload(type, object->values, index, out);
  return true;
}

wexn_exn *wexn_exn_clone(const wexn_exn *exn) {
  return new_exception_handle(checked(exn)->store, exn->ref);
}

void wexn_exn_release(wexn_exn *exn) {
  if (exn == nullptr)
    return;
  checked(exn);
  release_handle(exn);
}

wexn_ref wexn_exn_ref(const wexn_exn *exn) { return checked(exn)->ref; }

wexn_exn *wexn_exn_from_ref(wexn_store *store, wexn_ref ref) {
  if (ref == 0)
    return nullptr;
  const Heap *heap = heap_for_host(store);
  if (heap == nullptr)
    return nullptr;
  if (find_object(*heap, ref) == nullptr) {
    (void)fail(store, "not a reference to an exception of this store");
    return nullptr;
  }
  return new_exception_handle(store, ref);
}

wexn_status wexn_throw(wexn_store *store, const wexn_exn *exn) {
  if (checked(exn)->store != store)
    return fail(store, "the exception belongs to another store");
  if (store->entry == nullptr)
    return fail(store, "wexn_throw outside of a host function: no compiled code is waiting");
  heap_for_host(store);
  store->head.pending = exn->ref;
  return WEXN_OK;
}

wexn_exn *wexn_take_exception(wexn_store *store) {
  if (!wexn_has_exception(store) || heap_for_host(store) == nullptr)
    return nullptr;
  auto ref = static_cast<wexn_ref>(store->head.pending);
  if (store->head.pending == kPendingPayload) {
    ref = exceptions_of(store)->heap->make(store, exceptions_of(store)->tag, nullptr);
#ifndef WEXN_BARE
    if (Traces *traces = traces_of(store); traces != nullptr && ref != 0)
      trace_object(*traces, ref, &store->trap.stack);
#endif
  }
  wexn_exn *exn = nullptr;
  if (ref == 0)
    (void)fail(store, "the managed heap is full");
  else
    exn = new_exception_handle(store, ref);
  store->head.pending = kPendingNone;
  return exn;
}

void wexn_store_collect(wexn_store *store) {
  if (store->heap != nullptr)
    collect(store, nullptr);
}
