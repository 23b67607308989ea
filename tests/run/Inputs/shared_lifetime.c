/* A memory lives on when the store that made it is gone, with the limit that it got there, and whoever uses it is not
 * concerned: other stores grow it, run into its end, wait and are woken, also while another one traps. */
#include "maker.h"
#include "user.h"

#include <pthread.h>
#include <stdio.h>

static int failures;
static void expect(int ok, const char *what) {
  if (!ok) {
    printf("wrong: %s\n", what);
    __atomic_add_fetch(&failures, 1, __ATOMIC_SEQ_CST);
  }
}

static wexn_memory *memory;
static user_instance *use(wexn_store *store) {
  user_imports imports = {.m.memory = memory};
  user_instance *user;
  expect(user_new(store, &imports, NULL, &user) == WEXN_OK, wexn_error_message(store));
  return user;
}

static void *waits(void *unused) {
  wexn_store *store = wexn_store_new(NULL);
  user_instance *user = use(store);
  int32_t n = 9;
  expect(user_wait(user, 64, &n) == WEXN_OK && n == 0, "woken");
  expect(user_load(user, 1 << 24, &n) == WEXN_TRAP && wexn_trap_code(store) == WEXN_TRAP_MemoryOutOfBounds, "far");
  wexn_store_delete(store);
  return unused;
}

/* The memory in `memory` may have so many pages. */
static void check(wexn_store *maker_store, uint32_t pages, wexn_shared_memory *handle) {
  pthread_t thread;
  pthread_create(&thread, NULL, waits, NULL);
  wexn_store *store = wexn_store_new(NULL);
  user_instance *user = use(store);
  int32_t n;
  wexn_store_delete(maker_store);
  for (int i = 0; i < 100; i++) {
    expect(user_load(user, (int32_t)(65536 * pages), &n) == WEXN_TRAP, "beyond the end");
    expect(user_fill(user, -500) == WEXN_TRAP, "fill");
  }
  expect(user_grow(user, (int32_t)pages, &n) == WEXN_OK && n == -1, "too much");
  expect(user_grow(user, (int32_t)pages - 1, &n) == WEXN_OK && n == 1, "grows");
  expect(user_load(user, (int32_t)(65536 * pages - 4), &n) == WEXN_OK && n == 0, "the last word");
  while (wexn_shared_memory_notify(handle, 64, UINT32_MAX) == 0)
    expect(user_load(user, (int32_t)(65536 * pages), &n) == WEXN_TRAP, "while another one waits");
  pthread_join(thread, NULL);
  wexn_store_delete(store);
  expect(wexn_memory_pages(wexn_shared_memory_memory(handle)) == pages, "the handle's");
  wexn_shared_memory_release(handle);
}

int main(void) {
  for (int limited = 0; limited < 2; limited++) {
    const wexn_store_config config = {.max_memory_bytes = limited ? 10 * 65536 : 0};
    wexn_store *store = wexn_store_new(&config);
    maker_instance *maker;
    expect(maker_new(store, NULL, NULL, &maker) == WEXN_OK, wexn_error_message(store));
    memory = maker_memory(maker);
    check(store, limited ? 10 : 64, wexn_shared_memory_retain(wexn_memory_shared(memory)));
    /* The same made by the host: in a store, it counts there. */
    const wexn_limits limits = {.min = 1, .max = 64, .has_max = 1, .shared = 1}, small = {.min = 1};
    wexn_memory *other;
    store = wexn_store_new(&config);
    wexn_shared_memory *shared = wexn_shared_memory_new_within(store, &limits);
    expect(shared != NULL, "within");
    memory = wexn_shared_memory_memory(shared);
    expect((wexn_memory_new(store, &small, &other) == WEXN_OK) == !limited, "counts");
    check(store, limited ? 10 : 64, shared);
  }
  const wexn_store_config config = {.max_memory_bytes = 65535};
  const wexn_limits limits = {.min = 1, .max = 64, .has_max = 1, .shared = 1};
  wexn_store *store = wexn_store_new(&config);
  expect(wexn_shared_memory_new_within(store, &limits) == NULL, "no room");
  puts(wexn_error_message(store));
  wexn_store_delete(store);
  puts(failures ? "failed" : "all right");
  return failures != 0;
}
