/* Instances of two stores on two fibers of each thread, and of a third store below them, call each other in every way that random
 * numbers say: through imports, tables and references, out to the host, which calls back, goes on to the other fiber, uses the
 * segment GS itself, throws and traps. Each instance finds its own memory, and the host what it has in GS, whatever happened. */
#include "m.h"

#include <pthread.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/syscall.h>
#include <ucontext.h>
#include <unistd.h>

extern unsigned char wexn_rt_segments; /* runtime/arch/x86_64/segment.S */

enum { INSTANCES = 4, STACK = 1 << 20, ROUNDS = 20000 };
static const uint64_t host_value = 0x12345678;

static uint64_t get_gs(void) {
  uint64_t value = 0;
  syscall(SYS_arch_prctl, 0x1004, &value);
  return value;
}
static void set_gs(uint64_t value) { syscall(SYS_arch_prctl, 0x1001, value); }

struct fiber {
  ucontext_t context;
  struct fiber *other;
  uint64_t random;
  wexn_store *store, *below; /* the last instance is in `below` */
  m_instance *instance[INSTANCES];
  wexn_tag *tag, *tag_below;
  uint32_t first_mark;
  int done, wrong;
  long switches, caught, trapped;
};
struct host {
  struct fiber *fiber;
  int is_below;
};

static uint32_t next(struct fiber *f) {
  f->random = f->random * 6364136223846793005u + 1442695040888963407u;
  return (uint32_t)(f->random >> 33);
}

static void fail(struct fiber *f, const char *what, int number) {
  if (f->wrong++ < 5)
    printf("wrong: %s %d\n", what, number);
}

static void wrong(void *env, int32_t at) { fail(((struct host *)env)->fiber, "memory at", at); }

static void call(struct fiber *f, int which, int32_t n) {
  int32_t mark;
  const wexn_status status = m_run(f->instance[which], n, &mark);
  wexn_store *store = which == INSTANCES - 1 ? f->below : f->store;
  if (status == WEXN_OK && mark != (int32_t)f->first_mark + which)
    fail(f, "mark of", which);
  if (status == WEXN_EXCEPTION) {
    f->caught++;
    wexn_exn_release(wexn_take_exception(store));
  }
  f->trapped += status == WEXN_TRAP;
  if (status == WEXN_ERROR)
    fail(f, wexn_error_message(store), which);
}

static int32_t step(void *env, int32_t n) {
  const struct host *host = env;
  struct fiber *f = host->fiber;
  wexn_store *store = host->is_below ? f->below : f->store;
  const int32_t rest = (int32_t)((uint32_t)n >> 3);
  switch (n & 7) {
  case 1:
  case 2:
    if (!host->is_below) {
      call(f, n & 1, rest);
      break;
    } /* fall through */
  case 3:
    if (f->other && !f->other->done) {
      f->switches++;
      swapcontext(&f->context, &f->other->context);
    }
    break;
  case 4:
    set_gs(next(f));
    break;
  case 5: {
    wexn_exn *exn;
    wexn_slot field = {.i32 = n};
    if (wexn_exn_new(store, host->is_below ? f->tag_below : f->tag, &field, &exn) == WEXN_OK) {
      wexn_throw(store, exn);
      wexn_exn_release(exn);
    }
    break;
  }
  case 6:
    if (rest & 1)
      wexn_raise_trap(store, WEXN_TRAP_Unreachable);
    break;
  case 7:
    if (!host->is_below)
      call(f, INSTANCES - 1, rest);
    break;
  }
  return n;
}

static void require(wexn_store *store, wexn_status status) {
  if (status != WEXN_OK) {
    printf("%s\n", wexn_error_message(store));
    exit(1);
  }
}

static void make(struct fiber *f, struct host hosts[2]) {
  wexn_table *table = NULL, *table_below = NULL;
  wexn_global *ref = NULL, *ref_below = NULL;
  wexn_func *last = NULL;
  f->store = wexn_store_new(NULL);
  f->below = wexn_store_new(NULL);
  hosts[0] = (struct host){f, 0};
  hosts[1] = (struct host){f, 1};
  require(f->store, m_new_host_e(f->store, &f->tag));
  require(f->below, m_new_host_e(f->below, &f->tag_below));
  require(f->store, m_new_peer_table(f->store, NULL, &table));
  require(f->below, m_new_peer_table(f->below, NULL, &table_below));
  require(f->store, m_new_peer_ref(f->store, NULL, &ref));
  require(f->below, m_new_peer_ref(f->below, NULL, &ref_below));
  for (int i = 0; i < INSTANCES; i++) {
    const int is_below = i == INSTANCES - 1;
    wexn_store *store = is_below ? f->below : f->store;
    m_imports imports;
    memset(&imports, 0, sizeof imports);
    imports.host.step.fn = step;
    imports.host.step.env = &hosts[is_below];
    imports.host.wrong.fn = wrong;
    imports.host.wrong.env = &hosts[is_below];
    imports.host.e = is_below ? f->tag_below : f->tag;
    imports.peer.table = is_below ? table_below : table;
    imports.peer.ref = is_below ? ref_below : ref;
    if (i == 0 || is_below) {
      imports.peer.other.fn = step;
      imports.peer.other.env = &hosts[is_below];
    } else {
      imports.peer.other.func = last;
    }
    require(store, m_new(store, &imports, NULL, &f->instance[i]));
    require(store, m_mark(f->instance[i], (int32_t)f->first_mark + i));
    wexn_extern run;
    if (!wexn_instance_export((wexn_instance *)f->instance[i], "run", &run))
      exit(1);
    last = run.of.func;
    const wexn_slot value = {.func = last};
    if (i == 1 || is_below)
      (is_below ? ref_below : ref)->value = value;
    if (!wexn_table_set(is_below ? table_below : table, 3, value))
      exit(1);
  }
}

static void work(struct fiber *f) {
  for (int i = 0; i < ROUNDS; i++) {
    const uint64_t value = i % 3 == 0 ? host_value + (uint64_t)i : 0;
    set_gs(value);
    call(f, (int)(next(f) % (INSTANCES - 1)), (int32_t)next(f));
    if (get_gs() != value)
      fail(f, "GS in round", i);
  }
  for (int i = 0; i < INSTANCES; i++) {
    int32_t is = 0, looks = 0;
    if (m_is(f->instance[i], (int32_t)f->first_mark + i, &is) != WEXN_OK || !is)
      fail(f, "own memory", i);
    if (m_looks(f->instance[i], &looks) != WEXN_OK || looks == 0)
      fail(f, "never looked", i);
  }
  f->done = 1;
}

static void start(unsigned lo, unsigned hi) {
  struct fiber *f = (struct fiber *)((uintptr_t)lo | (uintptr_t)hi << 32);
  work(f);
  setcontext(&f->other->context);
}

static void *thread(void *slow) {
  static int number;
  struct fiber first = {.random = 1}, second = {.random = 2};
  struct host hosts[2][2];
  const int n = __atomic_fetch_add(&number, 1, __ATOMIC_RELAXED);
  first.random += (uint64_t)n * 100;
  first.first_mark = 1000 + 100 * (uint32_t)n;
  second.first_mark = 1050 + 100 * (uint32_t)n;
  make(&first, hosts[0]);
  make(&second, hosts[1]);
  if (slow)
    wexn_rt_segments = 1; /* in use; without the instructions */
  char *stack = malloc(STACK);
  require(second.store, wexn_store_set_stack(second.store, stack, stack + STACK));
  require(second.below, wexn_store_set_stack(second.below, stack, stack + STACK));
  first.other = &second;
  second.other = &first;
  getcontext(&second.context);
  second.context.uc_stack.ss_sp = stack;
  second.context.uc_stack.ss_size = STACK;
  makecontext(&second.context, (void (*)(void))start, 2, (unsigned)(uintptr_t)&second,
              (unsigned)((uintptr_t)&second >> 32));
  work(&first);
  while (!second.done)
    swapcontext(&first.context, &second.context);
  for (struct fiber *f = &first; f; f = f == &first ? &second : NULL) {
    if (f->switches < 100 || f->caught < 100 || f->trapped < 100)
      fail(f, "too few of something", (int)f->switches);
    wexn_store_delete(f->store);
    wexn_store_delete(f->below);
  }
  free(stack);
  return (void *)(intptr_t)(first.wrong + second.wrong);
}

int main(int argc, char **argv) {
  void *slow = argc > 1 && !strcmp(argv[1], "slow") ? argv : NULL, *result, *other;
  pthread_t second;
  pthread_create(&second, NULL, thread, slow);
  result = thread(slow);
  pthread_join(second, &other);
  if (result || other)
    return 1;
  puts("all right");
  return 0;
}
