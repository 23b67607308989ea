/* Libraries with a module are loaded and closed in turn, at the same place, while the shared memory that they use stays. */
#include <dlfcn.h>
#include <stdio.h>
#include <string.h>
#include <wexn/wexn.h>

static void *placed_at;

/* An access out of bounds. */
static int trap(const char *path, wexn_shared_memory *shared, wexn_store **out) {
  void *library = dlopen(path, RTLD_NOW | RTLD_LOCAL);
  const wexn_module_image *image = library ? (const wexn_module_image *)dlsym(library, "m_module") : NULL;
  void *place = image ? dlsym(library, "place") : NULL;
  if (place == NULL || (placed_at != NULL && place != placed_at))
    return 1;
  placed_at = place;
  const wexn_extern memory = wexn_extern_memory(wexn_shared_memory_memory(shared));
  const wexn_instance_config config = {.imports = &memory};
  wexn_store *store = wexn_store_new(NULL);
  wexn_instance *instance;
  wexn_extern load;
  wexn_slot slot;
  if (wexn_instance_new(store, image, &config, &instance) != WEXN_OK || !wexn_instance_export(instance, "load", &load))
    return 2;
  slot.i32 = 1 << 30;
  if (wexn_call(store, load.of.func, &slot) != WEXN_TRAP || strcmp(wexn_trap_message(store), "out of bounds memory access") != 0)
    return 3;
  dlclose(library);
  if (dlopen(path, RTLD_NOW | RTLD_NOLOAD) != NULL)
    return 4;
  *out = store;
  return 0;
}

int main(int argc, char **argv) {
  const wexn_limits limits = {.min = 1, .max = 2, .has_max = true, .shared = true};
  wexn_shared_memory *shared = wexn_shared_memory_new(&limits);
  wexn_store *stores[6] = {0};
  for (int i = 0; i < 6 && argc == 3; ++i) {
    const int error = trap(argv[1 + i % 2], shared, &stores[i]);
    if (error != 0)
      return error;
    if (i >= 3) /* those before stay */
      wexn_store_delete(stores[i]);
  }
  for (int i = 0; i < 3; ++i)
    wexn_store_delete(stores[i]);
  wexn_shared_memory_release(shared);
  puts("all trapped");
  return 0;
}
