/* Runs out of stack on the main thread and on others, again and again; in between everything works. */
#include "m.h"

#include <pthread.h>
#include <stdio.h>
#include <string.h>

static int failures;
static void expect(int ok, const char *what) {
  if (!ok) {
    printf("wrong: %s\n", what);
    failures++;
  }
}

static void *use(void *store) {
  m_instance *m;
  int64_t result;
  wexn_v128 in = {0}, out;
  if (m_new(store, NULL, NULL, &m) != WEXN_OK)
    return "no instance";
  for (int i = 0; i < 3; i++) {
    expect(m_deep(m, 0, &result) == WEXN_TRAP, "deep");
    expect(strcmp(wexn_trap_message(store), "call stack exhausted") == 0, wexn_trap_message(store));
    wexn_frame frame;
    expect(wexn_trap_frame(store, 10, &frame) && frame.function_index == 0, "frames of deep");
    expect(m_wide(m, in, &out) == WEXN_TRAP, "wide");
    expect(strcmp(wexn_trap_message(store), "call stack exhausted") == 0, wexn_trap_message(store));
    expect(m_add(m, i, &result) == WEXN_OK && result == i + 1, "add");
    expect(m_load(m, -8, &result) == WEXN_TRAP, "load");
    expect(strcmp(wexn_trap_message(store), "out of bounds memory access") == 0, wexn_trap_message(store));
  }
  return NULL;
}

int main(void) {
  wexn_store *store = wexn_store_new(NULL);
  expect(use(store) == NULL, "main thread");
  for (int i = 0; i < 3; i++) { /* the store moves from thread to thread */
    pthread_t thread;
    void *result = "not run";
    expect(pthread_create(&thread, NULL, use, store) == 0, "thread");
    pthread_join(thread, &result);
    expect(result == NULL, "in a thread");
  }
  expect(use(store) == NULL, "main thread again");
  wexn_store_delete(store);
  puts(failures == 0 ? "all right" : "failed");
  return failures;
}
