/* What bench.c needs, over the thread library of examples/threads: condition variables and stacks, and
 * the clock. */
#include "examples/threads/threads.h"

__attribute__((import_module("wasi_snapshot_preview1"), import_name("clock_time_get"))) int32_t
clock_time_get(int32_t clock, int64_t precision, uint64_t *time);

typedef struct { int waits, turn; } condition;
#define MUTEX {0}
#define CONDITION {0, 0}
static void condition_wait(condition *c, mutex *m) {
  int turn = __atomic_load_n(&c->turn, __ATOMIC_SEQ_CST);
  __atomic_fetch_add(&c->waits, 1, __ATOMIC_SEQ_CST);
  mutex_unlock(m);
  __builtin_wasm_memory_atomic_wait32(&c->turn, turn, -1);
  __atomic_fetch_sub(&c->waits, 1, __ATOMIC_SEQ_CST);
  mutex_lock(m);
}
static void condition_signal(condition *c) {
  __atomic_fetch_add(&c->turn, 1, __ATOMIC_SEQ_CST);
  if (__atomic_load_n(&c->waits, __ATOMIC_SEQ_CST))
    __builtin_wasm_memory_atomic_notify(&c->turn, 1);
}

static _Alignas(16) char stacks[2][65536];
static int next_stack;
static void start(thread *t, void *(*run)(void *), void *arg) {
  if (thread_create(t, stacks[next_stack++ & 1], sizeof stacks[0], run, arg) != 0)
    proc_exit(1);
}
static void join(thread *t) { thread_join(t); }

static uint64_t now(void) {
  uint64_t time;
  clock_time_get(1, 1, &time);
  return time;
}
static void report(const char *name, int threads, uint64_t ns) {
  char text[40];
  int n = 0;
  while (*name)
    text[n++] = *name++;
  text[n++] = ' ';
  text[n++] = (char)('0' + threads);
  text[n++] = ' ';
  text[n] = 0;
  print(text, (long)(ns / 1000));
}
