/* A program with one module in it and another in a shared library, which it loads. */
#include "far.h"
#include "host.h"
#include "near.h"

#include <dlfcn.h>
#include <stdio.h>
#include <stdlib.h>

static wexn_store *store;

static void need(int right, const char *what) {
  if (!right) {
    fprintf(stderr, "%s: %s\n", what, wexn_error_message(store));
    exit(1);
  }
}

static wexn_instance *make(const wexn_module_image *image, const char *name) {
  wexn_instance *instance = NULL;
  need(wexn_instance_new(store, image, NULL, &instance) == WEXN_OK, name);
  need(wexn_define_instance(store, name, instance) == WEXN_OK, name);
  return instance;
}

static void show(const char *what, wexn_status (*call)(near_instance *, int32_t, int32_t *),
                 near_instance *near, int32_t value) {
  int32_t result = 0;
  need(call(near, value, &result) == WEXN_OK, what);
  printf("%s: %d\n", what, (int)result);
}

/* What `near` calls is another instance of the library's module than the one whose tag it knows. */
static void other_tag(near_imports imports, wexn_instance *other) {
  wexn_extern throws;
  wexn_exn *exception;
  wexn_slot field;
  near_instance *near;
  int32_t result = 0;
  need(wexn_instance_export(other, "throws", &throws), "throws");
  imports.far.throws.func = throws.of.func;
  need(near_new(store, &imports, NULL, &near) == WEXN_OK, "near");
  need(near_caught_here(near, 11, &result) == WEXN_EXCEPTION, "other tag");
  exception = wexn_take_exception(store);
  wexn_exn_field(exception, 0, &field);
  printf("tag of another instance: WEXN_EXCEPTION, %d\n", (int)field.i32);
  wexn_exn_release(exception);
}

static wexn_extern export_of(wexn_instance *instance, const char *name) {
  wexn_extern found;
  need(wexn_instance_export(instance, name, &found), name);
  return found;
}

int main(int argc, char **argv) {
  const wexn_module_image *image;
  near_imports imports = {0};
  near_instance *near;
  wexn_instance *host, *far;
  wexn_frame frame;
  void *library;

  store = wexn_store_new(NULL);
  need(argc == 2 && store != NULL, "start");
  host = make(&host_module, "host");
  library = dlopen(argv[1], RTLD_NOW | RTLD_LOCAL);
  if (library == NULL || !(image = (const wexn_module_image *)dlsym(library, "far_module"))) {
    fprintf(stderr, "%s\n", dlerror());
    return 1;
  }
  far = make(image, "far");
  imports.host.tag = export_of(host, "tag").of.tag;
  imports.far.tag = export_of(far, "tag").of.tag;
  imports.far.throws.func = export_of(far, "throws").of.func;
  imports.far.catches.func = export_of(far, "catches").of.func;
  imports.far.keep.func = export_of(far, "keep").of.func;
  imports.far.again.func = export_of(far, "again").of.func;
  imports.far.traps.func = export_of(far, "traps").of.func;
  need(near_new(store, &imports, NULL, &near) == WEXN_OK, "near");

  show("thrown there, caught here", near_caught_here, near, 7);
  show("thrown here, caught there", near_caught_there, near, 8);
  show("there, here, there", near_there_and_back, near, 9);
  show("kept and thrown again", near_kept, near, 10);
  other_tag(imports, make(image, "far"));
  need(near_outer(near) == WEXN_TRAP, "outer");
  printf("trap there: %s, frames", wexn_trap_message(store));
  for (uint32_t i = 0; wexn_trap_frame(store, i, &frame); i++)
    printf(" %.*s", (int)frame.function.size, frame.function.data);
  printf("\n");
  wexn_store_delete(store);
  dlclose(library);
  return 0;
}
