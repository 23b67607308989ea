/* The managed heap as a host sees it: limits, how much memory it takes, roots, objects that the host makes, misuse. */
#include "gchost.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <wexn/object.h>

static wexn_store *store;
static gchost_instance *m;

static void check(bool ok, const char *what) {
  if (!ok) {
    printf("wrong: %s (%s)\n", what, wexn_error_message(store));
    exit(1);
  }
}
#define CHECK(condition) check(condition, #condition)

static const wexn_type *type_of_parameter(uint32_t index) {
  wexn_extern types;
  CHECK(wexn_instance_export(gchost_base(m), "types", &types));
  return types.type.functype->type->types[index].type;
}

/* A host function that makes an object around the one it gets. */
static wexn_ref wrap(void *env, wexn_ref ref) {
  const wexn_type *anys = type_of_parameter(3);
  wexn_slot element = {0};
  (void)env;
  wexn_ref out;
  element.ref = ref;
  CHECK(wexn_array_new(store, anys, 2, &element, &out) == WEXN_OK);
  return out;
}

/* What calls that are over have left on the stack may lie in frames of later ones, where the collector takes it for references:
 * it can't tell. Here it is gone. */
__attribute__((noinline)) static void overwrite_stack(void) {
  volatile char room[32 << 10];
  for (size_t i = 0; i < sizeof room; ++i)
    room[i] = 0;
}

static void start(uint64_t max_heap, uint32_t stress) {
  wexn_store_config config = {.max_heap_bytes = max_heap, .stress_heap = stress};
  gchost_imports imports = {0};
  store = wexn_store_new(&config);
  imports.host.call.fn = wrap;
  check(gchost_new(store, &imports, NULL, &m) == WEXN_OK, "instance");
}

static void objects(void) {
  const wexn_type *node = type_of_parameter(0), *bytes = type_of_parameter(1), *leaf = type_of_parameter(2);
  const wexn_scope scope = wexn_scope_open(store);
  wexn_slot fields[3] = {{0}}, slot = {0};
  wexn_ref ref, array, other;
  int32_t tests;
  CHECK(wexn_struct_new(store, node, NULL, &ref) == WEXN_OK);
  wexn_root *root = wexn_ref_root(store, ref);
  CHECK(root != NULL && wexn_root_ref(root) == ref);
  fields[0].ref = ref;
  fields[1].i32 = 42;
  CHECK(wexn_struct_new(store, node, fields, &ref) == WEXN_OK);
  CHECK(wexn_ref_root(store, ref) != NULL);
  CHECK(wexn_array_new(store, bytes, 3, NULL, &array) == WEXN_OK && wexn_array_length(store, array) == 3);
  CHECK(wexn_ref_root(store, array) != NULL);
  slot.i32 = 0x1ff;
  CHECK(wexn_array_set(store, array, 1, slot) == WEXN_OK && wexn_array_get(store, array, 1, &slot) && slot.i32 == -1);
  CHECK(!wexn_array_get(store, array, 3, &slot));
  CHECK(wexn_array_set(store, array, 3, slot) == WEXN_ERROR);
  fields[0].i32 = -5;
  fields[1].ref = array;
  CHECK(wexn_struct_new(store, leaf, fields, &other) == WEXN_OK);
  CHECK(wexn_ref_root(store, other) != NULL);
  CHECK(wexn_struct_get(store, other, 0, &slot) && slot.i32 == -5);
  CHECK(wexn_struct_set(store, other, 0, slot) == WEXN_ERROR); /* immutable */
  wexn_store_collect(store);
  CHECK(wexn_struct_get(store, ref, 0, &slot) && slot.ref == wexn_root_ref(root));
  CHECK(wexn_struct_get(store, ref, 1, &slot) && slot.i32 == 42);
  CHECK(!wexn_struct_get(store, ref, 3, &slot) && !wexn_struct_get(store, array, 0, &slot));
  CHECK(wexn_ref_type(store, ref) == node && wexn_ref_kind_of(store, array) == WEXN_KIND_ARRAY);
  CHECK(gchost_test(m, ref, &tests) == WEXN_OK && tests == 1);
  CHECK(gchost_test(m, other, &tests) == WEXN_OK && tests == 2);
  CHECK(gchost_test(m, wexn_i31_new(-7), &tests) == WEXN_OK && tests == 0);
  CHECK(wexn_i31_get(wexn_i31_new(-7)) == -7);
  /* Values of other types, and what is no reference. */
  slot.ref = array;
  CHECK(wexn_struct_set(store, ref, 0, slot) == WEXN_ERROR);
  for (uint32_t bad = 2; bad < 16; bad += 2) {
    slot.ref = ref + bad;
    CHECK(wexn_struct_set(store, ref, 0, slot) == WEXN_ERROR && wexn_ref_kind_of(store, ref + bad) == WEXN_KIND_INVALID);
  }
  CHECK(wexn_struct_new(store, bytes, NULL, &other) == WEXN_ERROR && other == 0);
  CHECK(wexn_array_new(store, node, 1, NULL, &other) == WEXN_ERROR && other == 0);
  CHECK(wexn_array_new(store, bytes, UINT32_MAX, NULL, &other) == WEXN_ERROR);
  char text[64];
  CHECK(wexn_ref_text(store, array, text, sizeof text) == strlen(text));
  puts(text);
  wexn_ref_text(store, wexn_i31_new(-3), text, sizeof text);
  puts(text);
  /* Through the host and back: the array that it made holds the reference twice. */
  CHECK(gchost_pass(m, ref, &other) == WEXN_OK && wexn_array_length(store, other) == 2);
  CHECK(wexn_array_get(store, other, 1, &slot) && slot.ref == ref);
  /* Host pointers. */
  int here;
  CHECK(wexn_ref_from_extern(store, &here, &other) == WEXN_OK && wexn_ref_kind_of(store, other) == WEXN_KIND_HOST);
  CHECK(wexn_ref_to_extern(store, other) == &here);
  CHECK(wexn_ref_from_extern(store, wexn_ref_to_extern(store, ref), &other) == WEXN_OK && other == ref);
  CHECK(wexn_ref_from_extern(store, wexn_ref_to_extern(store, wexn_i31_new(9)), &other) == WEXN_OK && other == wexn_i31_new(9));
  wexn_scope_close(store, scope);
  overwrite_stack();
  wexn_store_collect(store);
  printf("live after the scope: %llu\n", (unsigned long long)wexn_store_heap_stats(store).live);
}

/* How many collections there are while 400 MB are made and 32 MB alive. */
static uint64_t collections(uint32_t heap_growth) {
  const wexn_store_config config = {.heap_growth = heap_growth};
  gchost_imports imports = {0};
  int32_t length;
  store = wexn_store_new(&config);
  imports.host.call.fn = wrap;
  check(gchost_new(store, &imports, NULL, &m) == WEXN_OK, "instance");
  CHECK(gchost_list(m, 2000000) == WEXN_OK);
  wexn_store_collect(store);
  const uint64_t before = wexn_store_heap_stats(store).collections;
  CHECK(gchost_churn(m, 4000, 100000, &length) == WEXN_OK);
  const uint64_t count = wexn_store_heap_stats(store).collections - before;
  wexn_store_delete(store);
  return count;
}

int main(int argc, char **argv) {
  const uint32_t scale = argc > 1 ? (uint32_t)atoi(argv[1]) : 1;
  int32_t length;
  start(0, 0);
  objects();
  if (argc > 2)
    return 0;

  /* Much is made, little is alive: memory stays flat. */
  CHECK(gchost_churn(m, 100000 * scale, 1000, &length) == WEXN_OK && length == 1000);
  const uint64_t flat = wexn_store_heap_stats(store).committed;
  CHECK(gchost_churn(m, 1000 * scale, 100000, &length) == WEXN_OK && length == 100000);
  CHECK(gchost_churn(m, 1000000 * scale, 8, &length) == WEXN_OK);
  printf("flat: %d\n", wexn_store_heap_stats(store).committed < flat + (16 << 20) && flat < 24 << 20);
  CHECK(gchost_cycles(m, 100000 * scale) == WEXN_OK);
  overwrite_stack();
  wexn_store_collect(store);
  printf("cycles: %d\n", wexn_store_heap_stats(store).live < 1000);

  /* A long list: the collector's own memory is bounded. */
  CHECK(gchost_list(m, 1000000 * scale) == WEXN_OK);
  wexn_store_collect(store);
  CHECK(gchost_length(m, &length) == WEXN_OK && (uint32_t)length == 1000000 * scale);
  CHECK(wexn_store_heap_stats(store).live >= (uint64_t)length * 16);
  CHECK(gchost_drop(m) == WEXN_OK);
  overwrite_stack();
  wexn_store_collect(store);
  printf("after the list: %d\n", wexn_store_heap_stats(store).live < 1000);
  wexn_store_delete(store);

  /* The limit: a trap; what was there stays; and everything goes on when there is room again. */
  start(4 << 20, 0);
  for (int i = 0; i < 3; ++i) {
    CHECK(gchost_fill(m) == WEXN_TRAP);
    printf("%s", i == 0 ? wexn_trap_message(store) : "");
    CHECK(gchost_length(m, &length) == WEXN_OK && length > 150000 && length < (4 << 20) / 16);
    CHECK(gchost_drop(m) == WEXN_OK);
    overwrite_stack();
    CHECK(gchost_churn(m, 100, 1 << 20, &length) == WEXN_OK);
    CHECK(gchost_churn(m, 1, 5 << 20, &length) == WEXN_TRAP);
  }
  puts("");
  wexn_store_delete(store);
  start(0, 1);
  objects();
  wexn_store_delete(store);
  const uint64_t usual = collections(0), often = collections(1), rarely = collections(400);
  printf("collections: %d\n", usual == collections(100) && often > usual && rarely < usual && rarely != 0);
  return 0;
}
