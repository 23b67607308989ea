// Calls from the host. Spec: Invocation (Execution, Modules).
#include "runtime/api/reference.h"

using namespace wexn::rt;

wexn_status wexn_call(wexn_store *store, wexn_func *func, wexn_slot *slots) {
  if (kHosted && func == nullptr)
    return fail(store, "the function is null");
  wexn_enter_fn *enter = func->boundary->enter;
  if (enter == nullptr)
    return fail(store, "the function's module has no code for calls from the host of its type");
  if (store_of(func) != store)
    return fail(store, "the function belongs to another store");
  if constexpr (kHosted)
    for (uint32_t i = 0; i < func->type->num_params; ++i)
      if (check_reference(store, func->type->types[i], slots[i]) != WEXN_OK)
        return WEXN_ERROR;
  return static_cast<wexn_status>(wexn_rt_enter(store, enter, func->vmctx, func->code, slots));
}
