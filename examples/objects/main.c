/* A C program that shares structures and arrays with a WebAssembly module. */
#include "catalog.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>
#include <wexn/object.h>

static int fail(wexn_store *store, const char *what) {
  fprintf(stderr, "%s: %s\n", what, wexn_error_message(store));
  return 1;
}

/* The type of the first parameter of an export: here the array of a name's bytes. */
static const wexn_type *parameter_type(wexn_instance *instance, const char *name) {
  wexn_extern function;
  if (!wexn_instance_export(instance, name, &function))
    return NULL;
  return function.type.functype->type->types[0].type;
}

int main(void) {
  static const struct { const char *name; int64_t price; } items[] = {{"bolt", 5}, {"nut", 3}, {"washer", 1}};
  wexn_store *store = wexn_store_new(NULL);
  catalog_instance *catalog;
  if (store == NULL || catalog_new(store, NULL, NULL, &catalog) != WEXN_OK)
    return fail(store, "instance");
  const wexn_type *name_type = parameter_type(catalog_base(catalog), "add");

  for (size_t i = 0; i < sizeof items / sizeof *items; ++i) {
    wexn_ref name;
    if (wexn_array_new(store, name_type, (uint32_t)strlen(items[i].name), NULL, &name) != WEXN_OK)
      return fail(store, "name");
    memcpy(wexn_array_data(store, name), items[i].name, strlen(items[i].name));
    if (catalog_add(catalog, name, items[i].price) != WEXN_OK)
      return fail(store, "add");
  }

  /* What the module returned is kept by a root while other calls run. */
  wexn_ref ref;
  if (catalog_first(catalog, &ref) != WEXN_OK)
    return fail(store, "first");
  wexn_root *first = wexn_ref_root(store, ref);
  wexn_store_collect(store);
  for (ref = wexn_root_ref(first); ref != 0;) {
    wexn_slot name, price, next;
    wexn_struct_get(store, ref, 0, &name);
    wexn_struct_get(store, ref, 1, &price);
    wexn_struct_get(store, ref, 2, &next);
    printf("%.*s costs %" PRId64 "\n", (int)wexn_array_length(store, name.ref),
           (const char *)wexn_array_data(store, name.ref), price.i64);
    price.i64 += 10;
    wexn_struct_set(store, ref, 1, price);
    ref = next.ref;
  }
  if (catalog_prices(catalog, &ref) != WEXN_OK)
    return fail(store, "prices");
  const int64_t *prices = wexn_array_data(store, ref);
  for (uint32_t i = 0; i < wexn_array_length(store, ref); ++i)
    printf("%" PRId64 "\n", prices[i]);
  wexn_root_release(first);
  wexn_store_delete(store);
  return 0;
}
