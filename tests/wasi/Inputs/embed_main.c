/* A program with a main of its own runs one WASI module twice, each time with other arguments,
 * directories and standard descriptors, in stores that exist side by side. */
#include <stdio.h>
#include <string.h>
#include <wexn/wasi.h>

extern const wexn_module_image app_module;

/* What the module imports beside WASI. */
static bool other_import(void *env, const wexn_import_desc *import, wexn_extern *out) {
  (void)env, (void)import, (void)out;
  puts("asked for an import that is not WASI's");
  return false;
}

static int start(wexn_store *store, wexn_instance *instance) {
  wexn_extern function;
  if (!wexn_instance_export(instance, "_start", &function))
    return -1;
  wexn_slot slot;
  fflush(stdout);
  wexn_status status = wexn_call(store, function.of.func, &slot);
  return status == WEXN_TRAP && wexn_trap_code(store) == WEXN_TRAP_Exit
             ? (int)wexn_exit_status(store)
             : -(int)status;
}

int main(int argc, char **argv) {
  if (argc != 3)
    return 1;
  char error[200] = "";
  const char *args[] = {"first", "x"}, *more[] = {"second", "y", "z"};
  const char *environment[] = {"A=1"};
  wexn_wasi_dir dirs[] = {{argv[1], "/data"}}, other_dirs[] = {{argv[2], "/data"}};
  wexn_wasi_config configs[] = {
      {.args = args, .num_args = 2, .dirs = dirs, .num_dirs = 1},
      {.args = more,
       .num_args = 3,
       .environment = environment,
       .num_environment = 1,
       .dirs = other_dirs,
       .num_dirs = 1,
       .walk_paths = true},
  };
  wexn_store *stores[2];
  wexn_wasi *wasi[2];
  wexn_instance *instances[2];
  for (int i = 0; i < 2; i++) {
    stores[i] = wexn_store_new(NULL);
    wasi[i] = wexn_wasi_new(stores[i], &configs[i], error, sizeof error);
    wexn_instance_config config = {.resolver = other_import};
    if (!wasi[i] || wexn_wasi_instantiate(wasi[i], &app_module, &config, &instances[i], error,
                                          sizeof error) != WEXN_OK) {
      printf("error: %s\n", error);
      return 1;
    }
  }
  for (int i = 0; i < 2; i++)
    printf("status %d\n", start(stores[i], instances[i]));
  for (int i = 0; i < 2; i++) {
    wexn_wasi_delete(wasi[i]);
    wexn_store_delete(stores[i]);
  }

  /* What cannot be had is told. */
  wexn_store *store = wexn_store_new(NULL);
  wexn_wasi_dir missing = {"/nowhere/at/all", "/data"};
  wexn_wasi_config bad = {.dirs = &missing, .num_dirs = 1};
  wexn_wasi *none = wexn_wasi_new(store, &bad, error, sizeof error);
  printf("%d %s\n", none != NULL, error);
  wexn_store_delete(store);
  return 0;
}
