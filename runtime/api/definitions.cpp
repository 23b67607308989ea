// Names that a store's instances can import.
#include "runtime/api/error.h"
#include "runtime/instance/instance.h"

namespace wexn::rt {

static Definition *find(const wexn_store *store, wexn_name module, wexn_name name) {
  for (Definition *def = store->definitions; def != nullptr; def = def->next)
    if (same_name(def->name, name) && same_name(def->module, module))
      return def;
  return nullptr;
}

const wexn_extern *find_definition(const wexn_store *store, wexn_name module, wexn_name name) {
  const Definition *def = find(store, module, name);
  return def == nullptr ? nullptr : &def->value;
}

static wexn_status define(wexn_store *store, wexn_name module, wexn_name name,
                          const wexn_extern &value) {
  Definition *def = find(store, module, name);
  if (def == nullptr) {
    def = alloc<Definition>(store);
    if (def == nullptr)
      return fail_no_memory(store);
    def->next = store->definitions;
    def->module = module;
    def->name = name;
    store->definitions = def;
  }
  def->value = value;
  return WEXN_OK;
}

} // namespace wexn::rt

using namespace wexn::rt;

wexn_status wexn_define(wexn_store *store, const char *module, const char *name,
                        wexn_extern value) {
  return define(store, {module, __builtin_strlen(module)}, {name, __builtin_strlen(name)}, value);
}

wexn_status wexn_define_instance(wexn_store *store, const char *module, wexn_instance *instance) {
  wexn_extern value;
  for (uint32_t i = 0; wexn_instance_export_at(instance, i, &value); ++i) {
    const wexn_status status =
        define(store, {module, __builtin_strlen(module)}, instance->image->exports[i].name, value);
    if (status != WEXN_OK)
      return status;
  }
  return WEXN_OK;
}
