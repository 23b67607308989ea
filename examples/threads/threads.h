/* A thread library of one page for programs without a C library: threads, mutexes and joining, over
 * wasi.thread-spawn and the atomic instructions. A wasi-libc that is built with threads has pthreads
 * made the same way. */
#include <stddef.h>
#include <stdint.h>

__attribute__((import_module("wasi"), import_name("thread-spawn"))) int32_t wasi_thread_spawn(void *arg);
__attribute__((import_module("wasi_snapshot_preview1"), import_name("fd_write"))) int32_t
fd_write(int32_t fd, const void *buffers, int32_t count, int32_t *written);
__attribute__((import_module("wasi_snapshot_preview1"), import_name("proc_exit"))) _Noreturn void
proc_exit(int32_t status);

/* ---- Mutexes: 0 free, 1 held, 2 held and somebody may wait ---- */
typedef struct { int state; } mutex;

static void mutex_lock(mutex *m) {
  int free = 0;
  if (__atomic_compare_exchange_n(&m->state, &free, 1, 0, __ATOMIC_SEQ_CST, __ATOMIC_SEQ_CST))
    return;
  while (__atomic_exchange_n(&m->state, 2, __ATOMIC_SEQ_CST) != 0)
    __builtin_wasm_memory_atomic_wait32(&m->state, 2, -1);
}

static void mutex_unlock(mutex *m) {
  if (__atomic_exchange_n(&m->state, 0, __ATOMIC_SEQ_CST) == 2)
    __builtin_wasm_memory_atomic_notify(&m->state, 1);
}

/* ---- Threads ---- */
typedef struct thread {
  void *stack; /* first: wasi_thread_start reads it; the highest address */
  void *(*run)(void *);
  void *arg, *result;
  int done;
} thread;

/* Called by wasi_thread_start (start.s) on the thread's own stack. */
void thread_main(thread *self) {
  self->result = self->run(self->arg);
  __atomic_store_n(&self->done, 1, __ATOMIC_SEQ_CST);
  __builtin_wasm_memory_atomic_notify(&self->done, 1);
}

/* `stack` has `bytes`. 0: the thread runs; else there are too many. */
static int thread_create(thread *t, void *stack, size_t bytes, void *(*run)(void *), void *arg) {
  *t = (thread){.stack = (char *)stack + bytes, .run = run, .arg = arg};
  return wasi_thread_spawn(t) > 0 ? 0 : -1;
}

static void *thread_join(thread *t) {
  while (!__atomic_load_n(&t->done, __ATOMIC_SEQ_CST))
    __builtin_wasm_memory_atomic_wait32(&t->done, 0, -1);
  return t->result;
}

/* ---- Output ---- */
static void print(const char *text, long number) {
  char line[80];
  int n = 0, digits = 0;
  char reversed[24];
  while (*text)
    line[n++] = *text++;
  do
    reversed[digits++] = (char)('0' + number % 10);
  while ((number /= 10) != 0);
  while (digits)
    line[n++] = reversed[--digits];
  line[n++] = '\n';
  struct { const char *data; int32_t size; } buffer = {line, n};
  int32_t written;
  fd_write(1, &buffer, 1, &written);
}
