// Makes instances of module images. Spec: Instantiation (Execution, Modules), Module Instances.
#include "runtime/instance/instance.h"
#include "runtime/api/error.h"
#include "runtime/instance/code_unit.h"
#include "runtime/instance/guards.h"
#include "runtime/instance/memory.h"
#include "runtime/instance/table.h"
#include "runtime/instance/thread_ops.h"
#include "runtime/throw/unwind.h"

namespace wexn::rt {

// The arrays lie in the instance, which the image's fields cannot: pointers are worked out once.

static void fill_imports(wexn_instance *instance, const wexn_extern *imports) {
  const wexn_module_image *image = instance->image;
  wexn_imported_func *func = imported_funcs(instance);
  wexn_table **table = tables(instance);
  wexn_memory_entry *memory = memories(instance);
  wexn_global **global = imported_globals(instance);
  wexn_tag **tag = tags(instance);
  for (const wexn_extern *value = imports, *end = imports + image->num_imports; value != end;
       ++value) {
    switch (value->type.kind) {
    case WEXN_EXTERN_FUNC: {
      wexn_func *f = value->of.func;
      *func++ = {f->code, f->vmctx, f->tail_code, f};
      break;
    }
    case WEXN_EXTERN_TABLE:
      *table++ = value->of.table;
      break;
    case WEXN_EXTERN_MEMORY:
      *memory++ = {value->of.memory->base, value->of.memory};
      break;
    case WEXN_EXTERN_GLOBAL:
      *global++ = value->of.global;
      break;
    case WEXN_EXTERN_TAG:
      *tag++ = value->of.tag;
      break;
    }
  }
}

// What needs no memory but the instance's own.
static void fill_definitions(wexn_instance *instance) {
  const wexn_module_image *image = instance->image;
  wexn_tag *tag = tag_cells(instance), **tag_pointers = tags(instance);
  for (uint32_t i = image->num_imported_tags, n = image->num_tags; i < n; ++i, ++tag) {
    *tag = {image->tag_types[i].functype->type, instance->store};
    tag_pointers[i] = tag;
  }
  wexn_func *func = funcs(instance);
  const wexn_func_def *func_def = image->func_defs;
  for (uint32_t n = image->num_func_defs; n != 0; --n, ++func_def)
    *func++ = {func_def->code, func_def->tail_code, instance, func_def->functype->type,
               func_def->functype};
  if (image->num_datas != 0)
    __builtin_memcpy(datas(instance), image->data_defs,
                     image->num_datas * sizeof(wexn_data_segment));
  wexn_elem_segment *elem = elems(instance);
  const wexn_elem_def *elem_def = image->elem_defs;
  for (uint32_t n = image->num_elems; n != 0; --n, ++elem_def)
    *elem++ = {elem_def->funcs == nullptr ? elem_values(instance) + elem_def->values_index
                                          : nullptr,
               elem_def->funcs, elem_def->size};
}

// Calls one of the functions for each memory and table that the instance defines and holds: shared
// memories lie elsewhere.
static void for_cells(wexn_instance *instance, void (*memory_fn)(wexn_memory *),
                      void (*table_fn)(wexn_table *)) {
  const wexn_module_image *image = instance->image;
  wexn_memory *memory = memory_cells(instance);
  for (uint32_t n = image->num_memories - image->num_imported_memories; n != 0; --n, ++memory)
    if (!kHasThreads || memory->store != nullptr)
      memory_fn(memory);
  wexn_table *table = table_cells(instance);
  for (uint32_t n = image->num_tables - image->num_imported_tables; n != 0; --n)
    table_fn(table++);
}

static wexn_status make_memories_and_tables(wexn_instance *instance) {
  const wexn_module_image *image = instance->image;
  wexn_store *store = instance->store;
  const Bounds bounds =
      (image->flags & WEXN_IMAGE_SOFTWARE_BOUNDS) != 0 ? Bounds::Software : Bounds::Guard;
  wexn_memory *memory = memory_cells(instance);
  if (image->limit_extents != nullptr)
    memory->extents = image->limit_extents;
  for (uint32_t i = image->num_imported_memories; i < image->num_memories; ++i, ++memory) {
    const wexn_limits &limits = image->memory_types[i].limits;
#ifndef WEXN_BARE
    if (limits.shared) {
      const wexn_status status = store->threads->make_memory(instance, i, bounds);
      if (status != WEXN_OK)
        return status;
      continue;
    }
#endif
    const wexn_status status = init_memory(store, memory, limits, bounds);
    if (status != WEXN_OK)
      return status;
    memories(instance)[i] = {memory->base, memory};
  }
  wexn_table *table = table_cells(instance);
  for (uint32_t i = image->num_imported_tables; i < image->num_tables; ++i, ++table) {
    const wexn_externtype &type = image->table_types[i];
    const wexn_status status = init_table(store, table, type.limits, type.value);
    if (status != WEXN_OK)
      return status;
    tables(instance)[i] = table;
  }
  return WEXN_OK;
}

// Handlers for the faults of a module that makes some, and what they need on this thread.
static wexn_status prepare_faults(wexn_store *store, const wexn_module_image *image) {
  const auto *faults = static_cast<const FaultOps *>(image->faults);
  if (faults == nullptr)
    return WEXN_OK;
  if (!faults->installed()) {
    if (store->config.keep_signals)
      return fail(store,
                  "module %n needs signal handlers, which the store's config leaves to the host: "
                  "call wexn_install_trap_handlers before, or compile with --bounds=software and "
                  "without --stack-check=guard",
                  &image->name);
    if (!faults->install())
      return fail(store,
                  "the system refused the signal handlers that module %n needs; compile with "
                  "--bounds=software and without --stack-check=guard to do without",
                  &image->name);
  }
  return (image->flags & WEXN_IMAGE_STACK_GUARD) != 0 ? guard_thread(store, *faults) : WEXN_OK;
}

// What a store has of instances, to be as it was when the next one cannot be made.
struct Inventory {
  uint64_t memory_bytes, table_elements;
#ifndef WEXN_BARE
  const SharedUse *shared;
  wexn_instance *instances;
  wexn_memory *memories;
  wexn_table *tables;
#endif
};

static Inventory inventory(const wexn_store *store) {
  Inventory now = {};
  now.memory_bytes = store->memory_bytes.used;
  now.table_elements = store->table_elements.used;
#ifndef WEXN_BARE
  now.shared = store->shared;
  now.instances = store->instances;
  now.memories = store->memories;
  now.tables = store->tables;
#endif
  return now;
}

static void take_back(wexn_instance *instance, const Inventory &before) {
  wexn_store *store = instance->store;
#ifndef WEXN_BARE
  if (store->threads != nullptr)
    store->threads->release(store, before.shared);
  store->instances = before.instances;
  store->memories = before.memories;
  store->tables = before.tables;
#endif
  for_cells(instance, release_memory, release_table);
  store->memory_bytes.used = before.memory_bytes;
  store->table_elements.used = before.table_elements;
}

static wexn_status make(wexn_store *store, const wexn_module_image *image,
                        const wexn_instance_config &config, wexn_extern *imports, Inventory &before,
                        wexn_instance *instance) {
  __builtin_memset(instance, 0, image->instance_size);
  instance->store = store;
  instance->image = image;
  instance->host_data = config.host_data;
  wexn_status status = resolve_imports(store, image, config, imports);
  before = inventory(store); // the resolver may have made instances
  if (status == WEXN_OK && kHasGuards)
    status = prepare_faults(store, image);
  if (status != WEXN_OK)
    return status;
#ifdef WEXN_SEGMENTS
  if ((image->flags & WEXN_IMAGE_SEGMENT) != 0 && !wexn_rt_ready_segments())
    return fail(store,
                "this system does not let programs set the segment GS: compile module %n "
                "with --memory-base=register",
                &image->name);
#endif
  fill_imports(instance, imports);
  fill_definitions(instance);
  if (!reserve_payload(store, image->max_payload_bytes) || !add_unit(store, image) ||
      !prepare_exceptions(store, image))
    return fail_no_memory(store);
#ifndef WEXN_BARE
  if (const wexn_thread_parts *parts = wexn_image_thread_parts(image);
      parts != nullptr && parts->threads != nullptr)
    store->threads = static_cast<const ThreadOps *>(parts->threads);
#endif
  status = make_memories_and_tables(instance);
#ifndef WEXN_BARE
  if (status == WEXN_OK && store->threads != nullptr && !store->threads->attach(instance))
    status = fail_no_memory(store);
#endif
  if (status != WEXN_OK) {
    take_back(instance, before);
    return status;
  }
  // From here on the instance is part of the store.
  for_cells(instance, add_memory, add_table);
  instance->next = store->instances;
  store->instances = instance;
  if ((image->flags & WEXN_IMAGE_INTERRUPTIBLE) != 0)
    __atomic_store_n(&store->interruptible, true, __ATOMIC_RELAXED);
  if (kHasGuards && (image->flags & WEXN_IMAGE_STACK_GUARD) != 0 &&
      store->stack_faults == nullptr) {
    // From the next entry on; a stack that is known already, now.
    store->stack_faults = static_cast<const FaultOps *>(image->faults);
    if (store->stack_lo != 0 && !guard_stack(store, store->stack_lo))
      store->stack_faults = nullptr;
  }
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
    return fail(store, "module %n is of another version: compile it again", &image->name);
  if (reinterpret_cast<uintptr_t>(config->buffer) % 16 != 0)
    return fail(store, "the buffer for an instance of %n is not aligned to 16", &image->name);
  const bool guarded = (image->flags & WEXN_IMAGE_STACK_GUARD) != 0;
  // Before anything is made. Without an operating system the entry itself is early enough.
  if (kHasGuards && (image->init != nullptr || guarded) && check_stack(store, guarded) != WEXN_OK)
    return WEXN_ERROR;

  const uint64_t imports_size = uint64_t{image->num_imports} * sizeof(wexn_extern);
  auto *imports = static_cast<wexn_extern *>(alloc(store, imports_size));
  Inventory before = {};
  auto *instance = static_cast<wexn_instance *>(
      config->buffer != nullptr ? config->buffer : alloc(store, image->instance_size));
  wexn_status status = WEXN_ERROR;
  if (imports == nullptr || instance == nullptr)
    status = fail_no_memory(store);
  else
    status = make(store, image, *config, imports, before, instance);
  free(store, imports, imports_size);
  if (status == WEXN_OK) {
    *out = instance;
    if (image->init == nullptr)
      return WEXN_OK;
    if (kHosted)
      store->refused = false;
    wexn_slot slots[1] = {};
    status = static_cast<wexn_status>(
        wexn_rt_enter(store, image->init_enter, instance, image->init, slots));
    // Without the stack or the heap that it needs, the initialisation has not begun.
    if (!kHosted || status != WEXN_ERROR || store->refused)
      return status;
    *out = nullptr;
    take_back(instance, before);
  }
  if (config->buffer == nullptr)
    free(store, instance, image->instance_size);
  return status;
}

void *wexn_instance_data(const wexn_instance *instance) { return instance->host_data; }
wexn_store *wexn_instance_store(const wexn_instance *instance) { return instance->store; }
const wexn_module_image *wexn_instance_image(const wexn_instance *instance) {
  return instance->image;
}
