/* Exceptions between compiled code and the host, in all directions, and what the interface says to
 * misuse. Prints what exn_host.test expects. */
#include "exn_host.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <wexn/wexn.h>

static wexn_store *store;
static wexn_instance *instance;
static wexn_tag *tag;

static wexn_func *export(const char *name) {
  wexn_extern e;
  if (!wexn_instance_export(instance, name, &e) || e.type.kind != WEXN_EXTERN_FUNC)
    abort();
  return e.of.func;
}
static wexn_tag *export_tag(const char *name) {
  wexn_extern e;
  if (!wexn_instance_export(instance, name, &e) || e.type.kind != WEXN_EXTERN_TAG)
    abort();
  return e.of.tag;
}
/* One parameter, one result. */
static wexn_status call(const char *name, wexn_slot *value) {
  return wexn_call(store, export(name), value);
}
static wexn_status call_i32(const char *name, int32_t argument, int32_t *result) {
  wexn_slot slot = {.i32 = argument};
  wexn_status status = call(name, &slot);
  *result = status == WEXN_OK ? slot.i32 : 0;
  return status;
}

static void throw_host(int32_t value) {
  wexn_slot fields[2] = {{.i32 = value}, {.f64 = 0.5}};
  wexn_exn *exn;
  if (wexn_exn_new(store, tag, fields, &exn) != WEXN_OK || wexn_throw(store, exn) != WEXN_OK)
    abort();
  wexn_exn_release(exn); /* pending keeps it alive */
}

/* What the imported function does. */
static int32_t host(void *env, int32_t what) {
  (void)env;
  int32_t result;
  wexn_status status;
  wexn_slot slot;
  if (what >= 100) { /* alternate with compiled code, deeper and deeper */
    call_i32("open", what - 1, &result);
    return result;
  }
  switch (what) {
  case 0:
    return 5;
  case 1:
    throw_host(7);
    return 123;
  case 2: /* another call throws; nobody takes it: passed on */
    slot.i64 = 42;
    call("throw_own", &slot);
    return 0;
  case 3: /* takes it: not passed on */
    slot.i64 = 43;
    status = call("throw_own", &slot);
    wexn_exn_release(wexn_take_exception(store));
    return status == WEXN_EXCEPTION && !wexn_has_exception(store) ? 300 : 0;
  case 4: /* takes it and throws another */
    slot.i64 = 44;
    call("throw_own", &slot);
    wexn_exn_release(wexn_take_exception(store));
    throw_host(8);
    return 0;
  case 5: /* drops it by calling on */
    slot.i64 = 45;
    call("throw_own", &slot);
    call_i32("open", 0, &result);
    return result + 400;
  case 6: /* a trap below is a status here, no exception */
    status = call_i32("other", 7, &result);
    return status == WEXN_TRAP ? 600 : 0;
  case 7:
    wexn_raise_trap(store, WEXN_TRAP_Unreachable);
    return 0;
  case 99:
    throw_host(99);
    return 0;
  }
  return -1;
}

static void show(const char *what, wexn_status status, int32_t result) {
  printf("%s: %d %d", what, status, result);
  if (wexn_has_exception(store)) {
    wexn_slot field;
    wexn_exception_field(store, 0, &field);
    printf(" %s %d", wexn_exception_tag(store) == tag ? "host's" : "own", field.i32);
  }
  printf("\n");
}

static void misuse(void) {
  wexn_store *other = wexn_store_new(NULL);
  wexn_tag *other_tag;
  wexn_exn *exn = NULL, *other_exn = NULL;
  wexn_slot fields[2] = {{.i32 = 1}, {.f64 = 1}};
  if (wexn_tag_new(other, tag->type, &other_tag) != WEXN_OK)
    abort();
  printf("tag of another store: %d %s\n", wexn_exn_new(store, other_tag, fields, &exn),
         wexn_error_message(store));
  printf("no fields: %d %s\n", wexn_exn_new(store, tag, NULL, &exn), wexn_error_message(store));
  if (wexn_exn_new(other, other_tag, fields, &other_exn) != WEXN_OK)
    abort();
  printf("exception of another store: %d %s\n", wexn_throw(store, other_exn),
         wexn_error_message(store));
  if (wexn_exn_new(store, tag, fields, &exn) != WEXN_OK)
    abort();
  printf("nobody waits: %d %s\n", wexn_throw(store, exn), wexn_error_message(store));
  wexn_slot wrong = {.ref = 48};
  wexn_exn *wrapped = NULL;
  printf("not a reference: %d %s\n", wexn_exn_new(store, export_tag("wrap"), &wrong, &wrapped),
         wexn_error_message(store));
  printf("not a reference: %d %s\n", wexn_exn_from_ref(store, 0x12345670) == NULL,
         wexn_error_message(store));
  wexn_tag *bad;
  printf("results: %d %s\n", wexn_tag_new(store, export("open")->type, &bad),
         wexn_error_message(store));
  wexn_exn_release(exn);
  wexn_exn_release(NULL);
  wexn_exn_release(other_exn);
  wexn_store_delete(other);
}

static void handles(void) {
  wexn_slot slot = {.i64 = 77}, field;
  wexn_status status = call("throw_own", &slot);
  wexn_exn *exn = wexn_take_exception(store), *copy = wexn_exn_clone(exn);
  wexn_exn_release(exn);
  wexn_store_collect(store);
  wexn_exn_field(copy, 0, &field);
  printf("taken: %d own %d value %lld, more %d\n", status,
         wexn_tag_eq(wexn_exn_tag(copy), export_tag("own")), (long long)field.i64,
         wexn_exn_field(copy, 1, &field));
  printf("none left: %d\n", wexn_take_exception(store) == NULL);
  /* As an argument of type exnref, thrown again by compiled code. */
  slot.ref = wexn_exn_ref(copy);
  status = call("rethrow", &slot);
  wexn_exn *again = wexn_take_exception(store);
  printf("rethrown: %d same %d\n", status, wexn_exn_ref(again) == wexn_exn_ref(copy));
  /* As a field of another exception. */
  slot.ref = wexn_exn_ref(copy);
  status = call("throw_wrapped", &slot);
  wexn_exn *outer = wexn_take_exception(store);
  wexn_exn_release(copy);
  wexn_exn_release(again);
  wexn_store_collect(store);
  wexn_exn_field(outer, 0, &field);
  exn = wexn_exn_from_ref(store, field.ref);
  wexn_exn_field(exn, 0, &field);
  printf("wrapped: %d value %lld\n", status, (long long)field.i64);
  wexn_exn_release(exn);
  wexn_exn_release(outer);
  wexn_store_collect(store);
  printf("live after all were released: %llu\n", (unsigned long long)wexn_store_heap_stats(store).live);
  slot.i64 = 78;
  status = call("caught_ref", &slot);
  exn = wexn_exn_from_ref(store, slot.ref);
  wexn_store_collect(store);
  wexn_exn_field(exn, 0, &field);
  printf("returned: %d value %lld\n", status, (long long)field.i64);
  wexn_exn_release(exn);
}

/* Kilobytes of memory in use. */
static long resident(void) {
  long pages = 0;
  FILE *f = fopen("/proc/self/statm", "r");
  if (!f || fscanf(f, "%*d %ld", &pages) != 1)
    abort();
  fclose(f);
  return pages * 4;
}

static void many(long long n) {
  wexn_slot slot = {.i64 = 1000};
  call("many", &slot);
  const unsigned long long heap = wexn_store_heap_stats(store).committed;
  const long before = resident();
  slot.i64 = n;
  wexn_status status = call("many", &slot);
  printf("caught: %d %lld, heap grew by %llu, memory by at most 128 KiB: %d\n", status,
         (long long)slot.i64, (unsigned long long)wexn_store_heap_stats(store).committed - heap,
         resident() - before <= 128);
  slot.i64 = n;
  status = call("many_ref", &slot);
  wexn_heap_stats stats = wexn_store_heap_stats(store);
  printf("caught by reference: %d %lld, heap of at most 256 KiB: %d, memory of at most 512 KiB: %d, "
         "collected: %d\n",
         status, (long long)slot.i64, stats.committed <= 256 << 10, resident() - before <= 512,
         stats.collections > 0);
}

int main(int argc, char **argv) {
  wexn_store_config config = {.stress_heap = argc > 2};
  store = wexn_store_new(&config);
  const wexn_module_image *image = &exn_host__module;
  wexn_func *f;
  if (wexn_func_new(store, image->imports[0].type.functype, (const void *)host, NULL, &f) != WEXN_OK ||
      wexn_tag_new(store, image->imports[1].type.functype->type, &tag) != WEXN_OK)
    abort();
  wexn_define(store, "host", "call", wexn_extern_func(f));
  wexn_define(store, "host", "e", wexn_extern_tag(tag));
  if (wexn_instance_new(store, image, NULL, &instance) != WEXN_OK) {
    printf("%s\n", wexn_error_message(store));
    return 1;
  }
  int32_t result;
  static const char *const functions[] = {"guarded", "open", "other"};
  for (int k = 0; k < 3; ++k)
    for (int32_t what = 0; what <= 6; ++what) {
      char name[32];
      snprintf(name, sizeof name, "%s %d", functions[k], what);
      wexn_status status = call_i32(functions[k], what, &result);
      show(name, status, result);
    }
  printf("frames:");
  call_i32("other", 1, &result);
  wexn_frame frame;
  for (uint32_t i = 0; wexn_trap_frame(store, i, &frame); ++i)
    printf(" #%u", frame.function_index);
  printf("\n");
  wexn_status status = call_i32("guarded", 130, &result); /* 31 host frames in between; 99 throws */
  show("alternating", status, result);
  misuse();
  handles();
  many(atoll(argv[1]));
  wexn_store_delete(store);
  return 0;
}
