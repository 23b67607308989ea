/* Interrupts by signals, at any moment: so many times from another thread, and at each of so many first instructions of calls
 * (x86-64, where the processor can be made to stop at each). Afterwards everything in the store is whole, and the next call
 * right. program RANDOM STEPS [COLLECT] */
#define _GNU_SOURCE
#include "m.h"

#include <signal.h>
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <ucontext.h>

static wexn_store *store;
static m_instance *m;
static int failures;
static void expect(int ok, const char *what, long at) {
  if (!ok && failures++ < 10)
    printf("wrong: %s at %ld: %s\n", what, at, wexn_trap_message(store));
}

static volatile int wanted, depth;
static int32_t host(void *env, int32_t n) {
  int32_t result = 0;
  (void)env;
  if (depth == 0 && (n & 3) == 0) { /* nested entries */
    depth = 1;
    if (m_deep(m, 20, &result) == WEXN_TRAP)
      wexn_reraise_trap(store);
    depth = 0;
  }
  return n;
}

static uint64_t now(void) {
  struct timespec t;
  clock_gettime(CLOCK_MONOTONIC, &t);
  return (uint64_t)t.tv_sec * 1000000000u + (uint64_t)t.tv_nsec;
}
static void *interrupter(void *unused) {
  uint32_t random = 1;
  for (int seen = 0;;) {
    int n;
    while ((n = __atomic_load_n(&wanted, __ATOMIC_ACQUIRE)) == seen) {
    }
    if (n < 0)
      return unused;
    seen = n;
    random = random * 1664525 + 1013904223;
    const uint64_t until = now() + (random >> 8) % 60000;
    while (now() < until) {
    }
    expect(wexn_interrupt(store), "interrupt", n);
  }
}

static void check(long at) {
  int32_t n = 0;
  depth = 0;
  expect(m_check(m, 0, &n) == WEXN_OK && n == 1, "what is left", at);
}

static void any(int count) {
  pthread_t thread;
  pthread_create(&thread, NULL, interrupter, NULL);
  for (int i = 1; i <= count && !failures; i++) {
    int32_t n;
    __atomic_store_n(&wanted, i, __ATOMIC_RELEASE);
    const wexn_status status = m_all(m, i, &n);
    expect(status == WEXN_TRAP && wexn_trap_code(store) == WEXN_TRAP_Interrupted, "end", i);
    expect(!wexn_interrupt_waits(store), "once", i);
    if (i % 16 == 0)
      check(i);
  }
  __atomic_store_n(&wanted, -1, __ATOMIC_RELEASE);
  pthread_join(thread, NULL);
}

#if defined(__x86_64__)
/* After so many instructions of the call the interrupt comes, and the signal before the next. */
static volatile long steps_left;
static void step(int number, siginfo_t *info, void *context) {
  ucontext_t *c = context;
  (void)number, (void)info;
  if (--steps_left > 0)
    return;
  c->uc_mcontext.gregs[REG_EFL] &= ~0x100;
  wexn_interrupt(store);
  sigset_t pending;
  const uint64_t until = now() + 4000000; /* none is sent when the store does not run yet, or no longer */
  do
    sigpending(&pending);
  while (!sigismember(&pending, SIGURG) && now() < until);
}
static void trace(int on) {
  uint64_t flags;
  __asm__ volatile("pushfq\n\tpop %0" : "=r"(flags));
  flags = on ? flags | 0x100 : flags & ~(uint64_t)0x100;
  __asm__ volatile("push %0\n\tpopfq" : : "r"(flags) : "cc");
}
static void steps(int from, int count) {
  typedef wexn_status function(m_instance *, int32_t, int32_t *);
  static const struct { const char *name; function *call; int32_t argument; } calls[] = {
      {"deep", m_deep, 3}, {"tries", m_tries, 3}, {"makes", m_makes, 3}, {"loops", m_loops, 100}, {"hosts", m_hosts, 4}};
  struct sigaction action = {.sa_sigaction = step, .sa_flags = SA_SIGINFO};
  sigemptyset(&action.sa_mask);
  sigaddset(&action.sa_mask, SIGURG);
  sigaction(SIGTRAP, &action, NULL);
  long ended = 0;
  for (size_t k = 0; k < sizeof calls / sizeof *calls; k++)
    for (int i = from; i < from + count && !failures; i++) {
      int32_t n;
      steps_left = i;
      trace(1);
      const wexn_status status = calls[k].call(m, calls[k].argument, &n);
      trace(0);
      depth = 0;
      if (status == WEXN_TRAP) {
        expect(wexn_trap_code(store) == WEXN_TRAP_Interrupted, calls[k].name, i);
        ended++;
      } else {
        expect(status == WEXN_OK, calls[k].name, i);
        wexn_clear_interrupt(store);
      }
      check(i);
    }
  expect(ended > 2 * count, "most are ended", ended);
}
#else
static void steps(int from, int count) { (void)from, (void)count; }
#endif

int main(int argc, char **argv) {
  const m_imports imports = {.env.host.fn = host};
  const wexn_store_config config = {.stress_heap = argc > 3 ? (uint32_t)atoi(argv[3]) : 0};
  store = wexn_store_new(&config);
  expect(m_new(store, &imports, NULL, &m) == WEXN_OK, "instance", 0);
  expect(!wexn_interrupt(store) && wexn_store_enable_interrupts(store), "enabled", 0);
  any(atoi(argv[1]));
  steps(1, atoi(argv[2]));
  wexn_store_delete(store);
  puts(failures ? "failed" : "all right");
  return failures != 0;
}
