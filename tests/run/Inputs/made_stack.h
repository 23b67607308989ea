/* A function on a stack that the program has made. */
#include <stddef.h>
#include <ucontext.h>

/* Calls `body` on the `size` bytes from `lo` on, as a coroutine that comes back when it returns. */
static void run_coroutine(void *lo, size_t size, void (*body)(void)) {
  static ucontext_t here, coroutine;
  getcontext(&coroutine);
  coroutine.uc_stack.ss_sp = lo;
  coroutine.uc_stack.ss_size = size;
  coroutine.uc_link = &here;
  makecontext(&coroutine, body, 0);
  swapcontext(&here, &coroutine);
}
