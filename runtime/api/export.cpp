// Exports of an instance. Spec: Export Instances; Appendix, Embedding (instance_export).
#include "runtime/instance/instance.h"

using namespace wexn::rt;

static wexn_extern value_of(wexn_instance *instance, const wexn_export_desc &desc) {
  switch (desc.type.kind) {
  case WEXN_EXTERN_FUNC: {
    wexn_func *func = func_at(instance, desc.index);
    if (func == nullptr)
      bug("exported function without a reference");
    return wexn_extern_func(func);
  }
  case WEXN_EXTERN_TABLE:
    return wexn_extern_table(tables(instance)[desc.index]);
  case WEXN_EXTERN_MEMORY:
    return wexn_extern_memory(memories(instance)[desc.index].memory);
  case WEXN_EXTERN_GLOBAL:
    return wexn_extern_global(global_at(instance, desc.index), &desc.type.value);
  default: {
    wexn_extern tag = {};
    tag.type = desc.type;
    tag.of.tag = tags(instance)[desc.index];
    return tag;
  }
  }
}

bool wexn_instance_export_at(wexn_instance *instance, uint32_t index, wexn_extern *out) {
  const wexn_module_image *image = instance->image;
  if (index >= image->num_exports)
    return false;
  *out = value_of(instance, image->exports[index]);
  return true;
}

bool wexn_instance_export_sized(wexn_instance *instance, const char *name, size_t size,
                                wexn_extern *out) {
  for (uint32_t i = 0; i < instance->image->num_exports; ++i)
    if (same_name(instance->image->exports[i].name, {name, size}))
      return wexn_instance_export_at(instance, i, out);
  return false;
}

bool wexn_instance_export(wexn_instance *instance, const char *name, wexn_extern *out) {
  return wexn_instance_export_sized(instance, name, __builtin_strlen(name), out);
}
