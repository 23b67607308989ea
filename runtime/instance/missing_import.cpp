// Imports that the host provides nothing for: all are named in one message; in modules compiled
// with
// --stub-imports, functions become stubs, which trap when they are called.
#include "runtime/api/error.h"
#include "runtime/instance/instance.h"

namespace wexn::rt {
namespace {

struct Stub {
  wexn_store *store;
  const wexn_import_desc *import;
};

void trap_with_name(void *env, wexn_slot *) {
  const Stub &stub = *static_cast<const Stub *>(env);
  fail(stub.store, "call of the import %i, which nobody provides", stub.import);
  wexn_raise_trap(stub.store, WEXN_TRAP_StubImport);
}

} // namespace

wexn_status stub_import(wexn_store *store, const wexn_import_desc &import, wexn_extern &out) {
  auto *stub = alloc<Stub>(store);
  if (stub == nullptr)
    return fail_no_memory(store);
  *stub = {store, &import};
  wexn_func *func;
  const wexn_status status =
      wexn_func_new_slots(store, import.type.functype, trap_with_name, stub, &func);
  if (status == WEXN_OK)
    out = wexn_extern_func(func);
  return status;
}

wexn_status fail_missing(wexn_store *store, const wexn_module_image *image,
                         const wexn_extern *values, uint32_t count) {
  constexpr uint32_t kNamed = 16; // the message has room for some 500 bytes
  uint32_t named = 0;
  fail(store, count == 1 ? "unknown import: " : "unknown imports: ");
  for (uint32_t i = 0; i < image->num_imports && named < kNamed; ++i)
    if (values[i].of.func == nullptr)
      append(store, named++ == 0 ? "%i" : ", %i", &image->imports[i]);
  if (named < count)
    append(store, " and %u more", uint64_t{count - named});
  return WEXN_ERROR;
}

} // namespace wexn::rt
