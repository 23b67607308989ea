/* Collections where compiled code waits on another stack than the one they come from. */
#include "m.h"
#include "made_stack.h"

#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <wexn/object.h>

enum { STACK = 64 << 10 };

static wexn_store *store;
static m_instance *m;
static void (*go)(void (*)(void)); /* there */

static const wexn_type *node_type(void) {
  wexn_extern type;
  if (!wexn_instance_export(m_base(m), "type", &type))
    exit(1);
  return type.type.functype->type->types[0].type;
}

/* Makes rubbish where there is room. */
static void collect(void) {
  wexn_slot fields[2] = {{0}};
  wexn_ref ref;
  fields[0].i32 = -1;
  for (int i = 0; i < 2000; ++i) {
    if (i % 1000 == 0)
      wexn_store_collect(store);
    if (wexn_struct_new(store, node_type(), fields, &ref) != WEXN_OK)
      exit(1);
  }
}

static void away(void *env) {
  (void)env;
  go(collect);
}

static void here(void (*call)(void)) { call(); }

static void *run(void *call) {
  ((void (*)(void))call)();
  return NULL;
}
static void on_thread(void (*call)(void)) {
  pthread_t thread;
  if (pthread_create(&thread, NULL, run, (void *)call) != 0)
    exit(1);
  pthread_join(thread, NULL);
}

static void below(void (*call)(void)) {
  static char stack[STACK];
  run_coroutine(stack, STACK, call);
}
static char *outer; /* a frame of main's */
static void above(void (*call)(void)) { run_coroutine(outer, STACK, call); }

static void hold(const char *where, void (*there)(void (*)(void))) {
  int32_t sum = 0;
  go = there;
  if (m_hold(m, &sum) != WEXN_OK)
    exit(1);
  printf("%s: %d\n", where, sum);
}

__attribute__((noinline)) static void overwrite_stack(void) {
  volatile char room[32 << 10];
  for (size_t i = 0; i < sizeof room; ++i)
    room[i] = 0;
}

int main(void) {
  char stack[STACK];
  wexn_store_config config = {0};
  m_imports imports = {0};
  imports.host.away.fn = away;
  outer = stack;
  store = wexn_store_new(&config);
  if (m_new(store, &imports, NULL, &m) != WEXN_OK)
    return 1;
  hold("here", here);
  hold("thread", on_thread);
  hold("stack below", below);
  hold("stack above", above);
  overwrite_stack();
  wexn_store_collect(store);
  printf("all that was made has gone: %d\n", wexn_store_heap_stats(store).live < 1000);
  wexn_store_delete(store);

  config.stress_heap = 1;
  store = wexn_store_new(&config);
  if (m_new(store, &imports, NULL, &m) != WEXN_OK)
    return 1;
  wexn_slot field = {0};
  wexn_exn *exn;
  if (m_make(m, 7, &field.ref) != WEXN_OK || wexn_exn_new(store, m_tag(m), &field, &exn) != WEXN_OK)
    printf("no exception: %s\n", wexn_error_message(store));
  else if (wexn_exn_field(exn, 0, &field) && wexn_struct_get(store, field.ref, 0, &field))
    printf("field: %d\n", field.i32);
  wexn_store_delete(store);
  return 0;
}
