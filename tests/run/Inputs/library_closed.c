/* A library with a module is closed; the store in which there are instances of it is deleted after that. */
#include <dlfcn.h>
#include <stdio.h>
#include <wexn/wexn.h>

int main(int argc, char **argv) {
  void *library = argc == 2 ? dlopen(argv[1], RTLD_NOW | RTLD_LOCAL) : NULL;
  const wexn_module_image *image = library ? (const wexn_module_image *)dlsym(library, "handlers_module") : NULL;
  wexn_store *store = wexn_store_new(NULL);
  wexn_instance *instance;
  wexn_extern load;
  wexn_slot slot;
  if (image == NULL || wexn_instance_new(store, image, NULL, &instance) != WEXN_OK ||
      !wexn_instance_export(instance, "load", &load))
    return 1;
  slot.i32 = 1 << 30;
  if (wexn_call(store, load.of.func, &slot) != WEXN_TRAP)
    return 2;
  dlclose(library);
  if (dlopen(argv[1], RTLD_NOW | RTLD_NOLOAD) != NULL)
    return 3;
  wexn_store_delete(store);
  puts("deleted");
  return 0;
}
