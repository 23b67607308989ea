// External values together with their types. Spec: External Instances; Appendix, Embedding.
#include "runtime/instance/memory.h"

using namespace wexn::rt;

wexn_extern wexn_extern_func(wexn_func *func) {
  wexn_extern value = {};
  value.type.kind = WEXN_EXTERN_FUNC;
  value.type.functype = func->boundary;
  value.of.func = func;
  return value;
}

wexn_extern wexn_extern_table(wexn_table *table) {
  wexn_extern value = {};
  value.type.kind = WEXN_EXTERN_TABLE;
  value.type.value = table->type;
  value.type.limits.min = table->size;
  value.type.limits.max = table->declared_max;
  value.type.limits.has_max = table->has_max;
  value.type.limits.is64 = table->is64;
  value.of.table = table;
  return value;
}

wexn_extern wexn_extern_memory(wexn_memory *memory) {
  wexn_extern value = {};
  value.type.kind = WEXN_EXTERN_MEMORY;
  value.type.limits.min = pages(memory);
  value.type.limits.max = memory->declared_max;
  value.type.limits.has_max = memory->has_max;
  value.type.limits.is64 = memory->is64;
  value.type.limits.shared = memory->shared;
  value.type.limits.page_log2 = memory->page_log2;
  value.of.memory = memory;
  return value;
}

wexn_extern wexn_extern_global(wexn_global *global, const wexn_valtype *type) {
  wexn_extern value = {};
  value.type.kind = WEXN_EXTERN_GLOBAL;
  value.type.value = *type;
  value.of.global = global;
  return value;
}

// The type's functype stays null: a tag is matched by tag->type.
wexn_extern wexn_extern_tag(wexn_tag *tag) {
  wexn_extern value = {};
  value.type.kind = WEXN_EXTERN_TAG;
  value.of.tag = tag;
  return value;
}
