// Host functions. Spec: Host Functions (Execution, Runtime Structure).
#include "runtime/api/error.h"

using namespace wexn::rt;

static wexn_status new_func(wexn_store *store, const wexn_functype *functype, const void *code,
                            const void *fn, void *env, wexn_func **out) {
  if (code == nullptr)
    return fail(store, "the module that the function type comes from imports no function of this "
                       "type: compile it with --host-functions");
  auto *host = alloc<wexn_host_func>(store);
  if (host == nullptr)
    return fail_no_memory(store);
  host->func = {code, nullptr, host, functype->type, functype};
  host->fn = fn;
  host->env = env;
  host->store = store;
  *out = &host->func;
  return WEXN_OK;
}

wexn_status wexn_func_new(wexn_store *store, const wexn_functype *functype, const void *fn,
                          void *env, wexn_func **out) {
  return new_func(store, functype, functype->host, fn, env, out);
}

wexn_status wexn_func_new_slots(wexn_store *store, const wexn_functype *functype, wexn_slots_fn *fn,
                                void *env, wexn_func **out) {
  return new_func(store, functype, functype->host_slots, reinterpret_cast<const void *>(fn), env,
                  out);
}
