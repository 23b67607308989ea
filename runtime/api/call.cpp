// Calls from the host. Spec: Invocation (Execution, Modules).
#include "runtime/api/error.h"
#include "runtime/instance/instance.h"

using namespace wexn::rt;

wexn_status wexn_call(wexn_store *store, wexn_func *func, wexn_slot *slots) {
  wexn_enter_fn *enter = func->boundary->enter;
  if (enter == nullptr)
    return fail(store, "the function's module has no code for calls from the host of its type");
  if (store_of(func) != store)
    return fail(store, "the function belongs to another store");
  return static_cast<wexn_status>(wexn_rt_enter(store, enter, func->vmctx, func->code, slots));
}
