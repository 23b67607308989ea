/* stack_frames [guard] [large]: every function of the module at every depth of stacks of several sizes, as a thread's and as
 * a coroutine's; with `guard`, a page that cannot be accessed lies between the stack and what is below; with `large`,
 * frames are larger than the head-room, and stacks. */
#define _GNU_SOURCE
#include "frames.h"

#include <pthread.h>
#include <stdio.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

static uint8_t *below, *stack_lo, *stack_hi;
static size_t below_size = 32 << 10;
static int failures;
static const char *where;
static size_t size;
static void report(const char *what, int32_t which, int32_t depth) {
  if (failures++ < 20)
    printf("%s of %zu: function %d at depth %d: %s\n", where, size, which, depth, what);
}

#include "made_stack.h"
#include "stack_frames.h"

static wexn_store *store;
static frames_instance *frames;
static void all(void) { all_functions(store, frames); }
static void *all_in_thread(void *unused) {
  if (!wexn_guard_thread_stack())
    report("no signal stack", 0, 0);
  all();
  return unused;
}

int main(int argc, char **argv) {
  size_t guard = 0, sizes[] = {64 << 10, 200 << 10};
  for (int i = 1; i < argc; i++)
    if (strcmp(argv[i], "guard") == 0) {
      guard = (size_t)sysconf(_SC_PAGESIZE);
      beyond = 800; /* so that each function begins at each place from the stack's end to some pages above */
    } else { /* of frames of 640 KB there is room for one, or none in the smaller stack */
      below_size = 1 << 20;
      sizes[0] = 512 << 10;
      sizes[1] = 1 << 20;
    }
  wexn_install_trap_handlers();
  wexn_guard_thread_stack();
  for (size_t i = 0; i < sizeof sizes / sizeof *sizes; i++) {
    size = sizes[i];
    uint8_t *map = mmap(NULL, below_size + guard + size, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
    below = map;
    stack_lo = map + below_size + guard;
    stack_hi = stack_lo + size;
    if (guard)
      mprotect(map + below_size, guard, PROT_NONE);
    store = wexn_store_new(NULL);
    if (make(store, &frames) != WEXN_OK)
      report(wexn_error_message(store), 0, 0);

    where = "thread";
    pthread_attr_t attr;
    pthread_t thread;
    pthread_attr_init(&attr);
    /* A thread has a smallest size, which differs from machine to machine. */
    if (size >= (size_t)sysconf(_SC_THREAD_STACK_MIN)) {
      if (pthread_attr_setstack(&attr, stack_lo, size) != 0 || pthread_create(&thread, &attr, all_in_thread, NULL) != 0)
        report("no thread", 0, 0);
      else
        pthread_join(thread, NULL);
    }

    where = "coroutine";
    if (wexn_store_set_stack(store, stack_lo, stack_hi) != WEXN_OK)
      report(wexn_error_message(store), 0, 0);
    run_coroutine(stack_lo, size, all);
    wexn_store_delete(store);
    munmap(map, below_size + guard + size);
  }
  puts(failures ? "failed" : "all right");
  return failures != 0;
}
