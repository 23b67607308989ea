/* A host whose guest has threads: they have the limits of the first one's store; a deadline of that is the
 * first thread's, and wexn_wasi_delete ends the others wherever they are. program WHAT */
#include "m.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>
#include <wexn/wasi.h>

enum { PAGE = 65536 };
static wexn_store *store;
static wexn_wasi *wasi;
static m_instance *m;
static wexn_shared_memory *own;

static void check(int ok, const char *what) {
  if (!ok) {
    printf("wrong: %s: %s\n", what, wexn_error_message(store));
    exit(1);
  }
}

/* The memory of the embedder's, where there is one. */
static bool memory_import(void *env, const wexn_import_desc *import, wexn_extern *out) {
  (void)env;
  if (own == NULL || import->type.kind != WEXN_EXTERN_MEMORY)
    return false;
  *out = wexn_extern_memory(wexn_shared_memory_memory(own));
  return true;
}

static volatile uint32_t *word(uint32_t at) {
  wexn_extern memory;
  check(wexn_instance_export((wexn_instance *)m, "memory", &memory), "memory");
  return (volatile uint32_t *)(wexn_memory_data(memory.of.memory) + at);
}

static void begin(wexn_store_config config, uint32_t max_threads) {
  char error[200];
  wexn_wasi_config w = {.own_process = true, .max_threads = max_threads};
  wexn_instance_config c = {.resolver = memory_import};
  wexn_instance *instance;
  store = wexn_store_new(&config);
  wasi = wexn_wasi_new(store, &w, error, sizeof error);
  check(wasi != NULL, "wasi");
  if (wexn_wasi_instantiate(wasi, &m_module, &c, &instance, error, sizeof error) != WEXN_OK) {
    printf("error: %s\n", error);
    exit(0);
  }
  m = (m_instance *)instance;
}

static void spawn(int32_t what) {
  int32_t id;
  for (;; usleep(100)) {
    check(m_spawn(m, what, &id) == WEXN_OK, "spawn");
    if (id > 0)
      return; /* else those of a thread that makes others are too many for a moment */
  }
}

static uint64_t now(void) {
  struct timespec t;
  clock_gettime(CLOCK_MONOTONIC, &t);
  return (uint64_t)t.tv_sec * 1000000000u + (uint64_t)t.tv_nsec;
}

static void on_leave(wexn_store *s, wexn_status status) {
  uint32_t depth = *word(64);
  printf("left with %d by %s, depth %s\n", status, s == store ? "the first" : (const char *)wexn_store_data(s),
         depth > 100 && depth < 20000 ? "little" : "much");
  fflush(stdout);
}

/* Threads do all those things; the first one has no more time. */
static void ends(const int *whats, int count) {
  wexn_limits limits = {.min = 1, .max = 64, .has_max = 1, .shared = 1};
  own = wexn_shared_memory_new(&limits);
  begin((wexn_store_config){0}, 20);
  for (int i = 0; i < count; i++)
    spawn(whats[i]);
  check(m_meet(m, (int32_t)count) == WEXN_OK, "meet");
  check(wexn_store_set_deadline(store, 20000000), "deadline");
  check(m_forever(m) == WEXN_TRAP && wexn_trap_code(store) == WEXN_TRAP_Interrupted, "first");
  uint32_t before = *word(0);
  while (*word(0) == before) /* goes on */
    usleep(1000);
  uint64_t time = now();
  wexn_wasi_delete(wasi);
  check(now() - time < 30000000000u, "time");
  before = *word(0);
  usleep(20000);
  check(*word(0) == before, "nobody goes on");
  wexn_store_delete(store);
  wexn_shared_memory_release(own);
}

int main(int argc, char **argv) {
  const char *what = argc > 1 ? argv[1] : "";
  if (!strcmp(what, "limits")) {
    begin((wexn_store_config){.max_memory_bytes = 32 * PAGE, .max_table_elements = 100}, 4);
    spawn(5);
    check(m_meet(m, 2) == WEXN_OK, "meet");
    for (uint32_t at = 64; at <= 88; at += 4)
      printf("%d ", (int)*word(at));
    puts("");
    wexn_wasi_delete(wasi);
    wexn_store_delete(store);
  } else if (!strcmp(what, "small")) {
    begin((wexn_store_config){.max_memory_bytes = PAGE - 1}, 4);
  } else if (!strcmp(what, "stack")) {
    begin((wexn_store_config){.max_stack = 65536, .on_leave = on_leave}, 4);
    wexn_store_set_data(store, "a thread");
    spawn(6);
    m_forever(m);
  } else if (!strcmp(what, "ends")) {
    static const int all[] = {1, 2, 3, 4, 2, 3, 7};
    int ends_of_pipe[2]; /* which nobody writes to */
    check(pipe(ends_of_pipe) == 0 && dup2(ends_of_pipe[0], 0) == 0, "pipe");
    for (int i = 0; i < 20; i++)
      ends(all, sizeof all / sizeof *all);
    puts("all ended");
  } else if (!strcmp(what, "start")) {
    /* One that does not come back from the start function. */
    begin((wexn_store_config){0}, 4);
    *word(8) = 1;
    spawn(0);
    while (*word(0) == 0)
      usleep(1000);
    wexn_wasi_delete(wasi);
    wexn_store_delete(store);
    puts("ended");
  }
  return 0;
}
