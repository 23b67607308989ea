// Globals made by the host. Spec: Global Instances.
#include "runtime/api/reference.h"

using namespace wexn::rt;

wexn_status wexn_global_new(wexn_store *store, const wexn_valtype *type, wexn_slot value,
                            wexn_global **out) {
  if (check_reference(store, *type, value) != WEXN_OK)
    return WEXN_ERROR;
  auto *global = alloc<HostGlobal>(store);
  if (global == nullptr)
    return fail_no_memory(store);
  global->cell.value = value;
  global->type = *type;
  global->next = store->host_globals;
  store->host_globals = global;
  *out = &global->cell;
  return WEXN_OK;
}

wexn_status wexn_global_set(wexn_store *store, wexn_global *global, const wexn_valtype *type,
                            wexn_slot value) {
  if (!type->mutable_)
    return fail(store, "the global is immutable");
  const wexn_status status = check_reference(store, *type, value);
  if (status == WEXN_OK)
    global->value = value;
  return status;
}
