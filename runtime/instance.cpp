// Makes instances of module images. Spec: Instantiation (Execution, Modules), Module Instances.
#include "runtime/instance.h"
#include "runtime/code_unit.h"
#include "runtime/error.h"
#include "runtime/memory.h"
#include "runtime/table.h"
#include "runtime/unwind.h"

namespace wexn::rt {

static void fill_imports(wexn_instance *instance, const wexn_extern *imports) {
  const wexn_module_image *image = instance->image;
  uint32_t func = 0, table = 0, memory = 0, global = 0, tag = 0;
  for (uint32_t i = 0; i < image->num_imports; ++i) {
    const wexn_extern &value = imports[i];
    switch (value.type.kind) {
    case WEXN_EXTERN_FUNC: {
      wexn_func *f = value.of.func;
      imported_funcs(instance)[func++] = {f->code, f->vmctx, f->tail_code, f};
      break;
    }
    case WEXN_EXTERN_TABLE:
      tables(instance)[table++] = value.of.table;
      break;
    case WEXN_EXTERN_MEMORY:
      memories(instance)[memory++] = {value.of.memory->base, value.of.memory};
      break;
    case WEXN_EXTERN_GLOBAL:
      imported_globals(instance)[global++] = value.of.global;
      break;
    case WEXN_EXTERN_TAG:
      tags(instance)[tag++] = value.of.tag;
      break;
    }
  }
}

// What needs no memory but the instance's own.
static void fill_definitions(wexn_instance *instance) {
  const wexn_module_image *image = instance->image;
  for (uint32_t i = image->num_imported_tags; i < image->num_tags; ++i) {
    wexn_tag *tag = tag_cells(instance) + (i - image->num_imported_tags);
    tag->type = image->tag_types[i].functype->type;
    tag->store = instance->store;
    tags(instance)[i] = tag;
  }
  for (uint32_t i = 0; i < image->num_func_defs; ++i) {
    const wexn_func_def &def = image->func_defs[i];
    funcs(instance)[i] = {def.code, def.tail_code, instance, def.functype->type, def.functype};
  }
  for (uint32_t i = 0; i < image->num_datas; ++i)
    datas(instance)[i] = image->data_defs[i];
  for (uint32_t i = 0; i < image->num_elems; ++i) {
    const wexn_elem_def &def = image->elem_defs[i];
    const uint64_t *values =
        def.funcs == nullptr ? elem_values(instance) + def.values_index : nullptr;
    elems(instance)[i] = {values, def.funcs, def.size};
  }
}

// Gives back what make_memories_and_tables took before it failed.
static void undo(wexn_instance *instance) {
  const wexn_module_image *image = instance->image;
  for (uint32_t i = 0; i < image->num_memories - image->num_imported_memories; ++i)
    release_memory(memory_cells(instance) + i);
  for (uint32_t i = 0; i < image->num_tables - image->num_imported_tables; ++i)
    if (table_cells(instance)[i].store != nullptr)
      release_table(table_cells(instance) + i);
}

static wexn_status make_memories_and_tables(wexn_instance *instance) {
  const wexn_module_image *image = instance->image;
  wexn_store *store = instance->store;
  const Bounds bounds =
      (image->flags & WEXN_IMAGE_SOFTWARE_BOUNDS) != 0 ? Bounds::Software : Bounds::Guard;
  for (uint32_t i = image->num_imported_memories; i < image->num_memories; ++i) {
    wexn_memory *memory = memory_cells(instance) + (i - image->num_imported_memories);
    const wexn_status status = init_memory(store, memory, image->memory_types[i].limits, bounds);
    if (status != WEXN_OK)
      return status;
    memories(instance)[i] = {memory->base, memory};
  }
  for (uint32_t i = image->num_imported_tables; i < image->num_tables; ++i) {
    wexn_table *table = table_cells(instance) + (i - image->num_imported_tables);
    const wexn_externtype &type = image->table_types[i];
    const wexn_status status = init_table(store, table, type.limits, type.value);
    if (status != WEXN_OK)
      return status;
    tables(instance)[i] = table;
  }
  return WEXN_OK;
}

// From here on the instance is part of the store.
static void join(wexn_instance *instance) {
  const wexn_module_image *image = instance->image;
  wexn_store *store = instance->store;
  for (uint32_t i = 0; i < image->num_memories - image->num_imported_memories; ++i)
    add_memory(memory_cells(instance) + i);
  for (uint32_t i = 0; i < image->num_tables - image->num_imported_tables; ++i)
    add_table(table_cells(instance) + i);
  instance->next = store->instances;
  store->instances = instance;
}

static wexn_status make(wexn_store *store, const wexn_module_image *image,
                        const wexn_instance_config &config, wexn_extern *imports,
                        wexn_instance *instance) {
  __builtin_memset(instance, 0, image->instance_size);
  instance->store = store;
  instance->image = image;
  instance->stack_limit = store->stack_limit;
  instance->host_data = config.host_data;
  wexn_status status = resolve_imports(store, image, config, imports);
  if (status != WEXN_OK)
    return status;
  fill_imports(instance, imports);
  fill_definitions(instance);
  if (!reserve_payload(store, image->max_payload_bytes) || !add_unit(store, image) ||
      !prepare_exceptions(store, image))
    return fail_no_memory(store);
  status = make_memories_and_tables(instance);
  if (status != WEXN_OK) {
    undo(instance);
    return status;
  }
  join(instance);
  return WEXN_OK;
}

} // namespace wexn::rt

using namespace wexn::rt;

wexn_status wexn_instance_new(wexn_store *store, const wexn_module_image *image,
                              const wexn_instance_config *config, wexn_instance **out) {
  const wexn_instance_config defaults = {};
  if (config == nullptr)
    config = &defaults;
  *out = nullptr;
  if (image->abi_version != WEXN_ABI_VERSION)
    return fail(store, "module %n was compiled for another version of the runtime", &image->name);
  if (reinterpret_cast<uintptr_t>(config->buffer) % 16 != 0)
    return fail(store, "the buffer for an instance of %n is not aligned to 16", &image->name);

  const uint64_t imports_size = uint64_t{image->num_imports} * sizeof(wexn_extern);
  auto *imports = static_cast<wexn_extern *>(alloc(store, imports_size));
  auto *instance = static_cast<wexn_instance *>(
      config->buffer != nullptr ? config->buffer : alloc(store, image->instance_size));
  wexn_status status = WEXN_ERROR;
  if (imports == nullptr || instance == nullptr)
    status = fail_no_memory(store);
  else
    status = make(store, image, *config, imports, instance);
  free(store, imports, imports_size);
  if (status != WEXN_OK) {
    if (config->buffer == nullptr)
      free(store, instance, image->instance_size);
    return status;
  }
  *out = instance;
  if (image->init == nullptr)
    return WEXN_OK;
  wexn_slot slots[1] = {};
  return static_cast<wexn_status>(
      wexn_rt_enter(store, image->init_enter, instance, image->init, slots));
}

void *wexn_instance_data(const wexn_instance *instance) { return instance->host_data; }
wexn_store *wexn_instance_store(const wexn_instance *instance) { return instance->store; }
const wexn_module_image *wexn_instance_image(const wexn_instance *instance) {
  return instance->image;
}
