/* Whose stack it is: threads that take each other's place, coroutines, signal stacks, stores nested on one stack, stacks
 * without end. stack_owners [unlimited] */
#define _GNU_SOURCE
#include "made_stack.h"

#include "m.h"

#include <pthread.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/resource.h>

enum { FOREVER = -1 };
static int failures;
static void expect(int ok, const char *what) {
  if (!ok)
    failures += printf("wrong: %s\n", what) > 0;
}

static wexn_store *store;
static m_instance *m;
static int exhausted(wexn_status status) {
  return status == WEXN_TRAP && wexn_trap_code(store) == WEXN_TRAP_StackExhausted;
}
static int unknown(wexn_status status) {
  return status == WEXN_ERROR && strstr(wexn_error_message(store), "wexn_store_set_stack") != NULL;
}
static int deep_ends(void) {
  int32_t n;
  return exhausted(m_deep(m, FOREVER, &n)) && m_deep(m, 100, &n) == WEXN_OK && n == 100;
}

/* ---- Host functions ---- */
enum { NOTHING, NEST, LEAF_OF_OTHER, LEAF };
static wexn_store *inner_store;
static m_instance *inner;
static int came_back;
static wexn_status nested;
static void host(void *env, int32_t what) {
  (void)env;
  int32_t n = 0;
  if (what == NEST) {
    nested = m_deep(inner, FOREVER, &n);
    came_back++;
  } else if (what == LEAF) {
    nested = m_leaf(m, 14, &n);
    came_back += n;
  }
}

/* ---- Threads ---- */
static void *job(void *unused) {
  expect(wexn_guard_thread_stack() && deep_ends(), "in a thread");
  return unused;
}
static void run_thread(size_t size) {
  pthread_attr_t attr;
  pthread_t thread;
  pthread_attr_init(&attr);
  pthread_attr_setstacksize(&attr, size);
  expect(pthread_create(&thread, &attr, job, NULL) == 0, "thread");
  pthread_join(thread, NULL);
}

/* ---- Coroutines ---- */
static void on_unknown_stack(void) {
  int32_t n;
  m_instance *another;
  const m_imports imports = {.env.host.fn = host};
  expect(unknown(m_leaf(m, 1, &n)), "leaf on an unknown stack");
  expect(unknown(m_deep(m, FOREVER, &n)), "deep on an unknown stack");
  expect(unknown(m_new(store, &imports, NULL, &another)), "new on an unknown stack");
}
static void on_told_stack(void) { expect(deep_ends(), "on a stack that was told"); }
static stack_t signal_stack;
static void on_signal(int number) {
  (void)number;
  int32_t n;
  expect(unknown(m_leaf(m, 1, &n)), "leaf on a signal stack");
  expect(wexn_store_set_stack(store, signal_stack.ss_sp, (char *)signal_stack.ss_sp + signal_stack.ss_size) == WEXN_OK,
         "tell of a signal stack");
#ifdef GUARD
  m_instance *another;
  const m_imports imports = {.env.host.fn = host};
  expect(m_deep(m, FOREVER, &n) == WEXN_ERROR && strstr(wexn_error_message(store), "signal stack"), "no guard");
  expect(m_new(store, &imports, NULL, &another) == WEXN_ERROR, "new on a signal stack");
#else
  expect(deep_ends(), "on a signal stack that was told");
#endif
  expect(wexn_store_set_stack(store, NULL, NULL) == WEXN_OK, "forget");
}

int main(int argc, char **argv) {
  (void)argv;
  wexn_install_trap_handlers();
  wexn_guard_thread_stack();
  const m_imports imports = {.env.host.fn = host};
  store = wexn_store_new(NULL);
  const wexn_status made = m_new(store, &imports, NULL, &m);
  if (argc > 1) { /* the stack of the main thread has no end */
    int32_t n = 0;
    struct rusage usage = {0};
#ifdef GUARD
    expect(made == WEXN_ERROR && strstr(wexn_error_message(store), "max_stack"), "no guard page");
#else
    expect(exhausted(m_deep(m, FOREVER, &n)), "deep without a limit of the system's");
    getrusage(RUSAGE_SELF, &usage);
    expect(usage.ru_maxrss < 100 << 10, "64 MiB are the most");
    expect(usage.ru_maxrss > 50 << 10, "64 MiB may be used");
#endif
    puts(failures ? "failed" : "all right");
    return failures != 0;
  }

  expect(made == WEXN_OK, "instance");
  for (int i = 0; i < 3; i++) { /* the second one's stack lies where the first one's was */
    run_thread((size_t)64 << 20);
    run_thread(256 << 10);
    run_thread((size_t)1 << 20);
    expect(deep_ends(), "on the main thread");
  }

  const size_t size = 256 << 10, page = 64 << 10;
  char *lo = (char *)mmap(NULL, size + page, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0) + page;
  mprotect(lo - page, page, PROT_NONE);
  run_coroutine(lo, size, on_unknown_stack);
  expect(wexn_store_set_stack(store, lo, lo + (24 << 10)) == WEXN_ERROR, "too small");
  expect(strstr(wexn_error_message(store), "too small") != NULL, wexn_error_message(store));
  run_coroutine(lo, size, on_unknown_stack);
  expect(wexn_store_set_stack(store, lo, lo + size) == WEXN_OK, "set_stack");
  run_coroutine(lo, size, on_told_stack);
  expect(deep_ends(), "on the main thread, after a coroutine");
  run_coroutine(lo, size, on_told_stack);
  expect(wexn_store_set_stack(store, NULL, NULL) == WEXN_OK, "forget");
  run_coroutine(lo, size, on_unknown_stack);

  stack_t before;
  signal_stack = (stack_t){.ss_sp = lo, .ss_size = size};
  sigaltstack(&signal_stack, &before);
  struct sigaction action = {.sa_handler = on_signal, .sa_flags = SA_ONSTACK};
  sigaction(SIGUSR1, &action, NULL);
  raise(SIGUSR1);
  sigaltstack(&before, NULL);
  expect(deep_ends(), "on the main thread, after a signal");

  /* A host function may be called with the head-room left, and not come back into compiled code from there. */
  int32_t n, depth = 0, step;
  for (step = 1 << 20; step; step /= 2)
    if (m_then_host(m, depth + step, NOTHING, &n) == WEXN_OK)
      depth += step;
  came_back = 0;
  expect(m_then_host(m, 10, LEAF, &n) == WEXN_OK && nested == WEXN_OK && came_back == 42, "nested entry");
  expect(m_then_host(m, depth, LEAF, &n) == WEXN_OK && exhausted(nested), "nested entry at the end of the stack");
  expect(exhausted(m_then_host(m, depth + 1, LEAF, &n)), "a call more");

  /* Of two stores on one stack, the inner one's overflow ends the inner one's call. */
  came_back = 0;
  inner_store = wexn_store_new(NULL);
  expect(m_new(inner_store, &imports, NULL, &inner) == WEXN_OK, "inner instance");
  expect(m_deep(inner, 10, &n) == WEXN_OK, "inner");
  for (int i = 0; i < 3; i++) {
    expect(m_then_host(m, 10, NEST, &n) == WEXN_OK && n == 10, "outer goes on");
    expect(nested == WEXN_TRAP && wexn_trap_code(inner_store) == WEXN_TRAP_StackExhausted, "inner traps");
    expect(came_back == i + 1, "host function goes on");
  }
  wexn_store_delete(inner_store);
  expect(deep_ends(), "afterwards");

#ifndef GUARD
  const wexn_store_config config = {.max_stack = 200 << 10};
  wexn_store *small = wexn_store_new(&config);
  m_instance *in_small;
  expect(m_new(small, &imports, NULL, &in_small) == WEXN_OK, "instance");
  expect(m_deep(in_small, (200 << 10) / 8, &n) == WEXN_TRAP && m_deep(in_small, 500, &n) == WEXN_OK, "max_stack");
  expect(m_deep(m, (200 << 10) / 8, &n) == WEXN_OK, "the usual one");
  wexn_store_delete(small);
#endif
  wexn_store_delete(store);
  puts(failures ? "failed" : "all right");
  return failures != 0;
}
