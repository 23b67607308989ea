/* A host with coroutines: compiled code waits on one stack while other code of its store runs on others. */
#include "exn_stacks.h"

#include <stdio.h>
#include <stdlib.h>
#include <ucontext.h>

enum { STACK = 256 << 10, DEPTH = 3 };

static wexn_store *store;
static exn_stacks__instance *instance;
static int depth, rounds;
static ucontext_t waiting[DEPTH], running[DEPTH];

static void hold(void) {
  int32_t result = 0;
  if (exn_stacks__hold(instance, 100 + depth, &result) != WEXN_OK)
    exit(1);
  printf("on stack %d: %d\n", depth, result);
}

static void churn(void) {
  const uint64_t before = wexn_store_heap_stats(store).collections;
  if (exn_stacks__churn(instance, rounds) != WEXN_OK)
    exit(1);
  const wexn_heap_stats stats = wexn_store_heap_stats(store);
  if (stats.collections <= before || stats.committed > 1 << 20)
    printf("%llu collections, %llu bytes\n", (unsigned long long)stats.collections,
           (unsigned long long)stats.committed);
}

/* Where the calls that follow come from: the stack that was made last and is still in use. */
static void tell(void) {
  const stack_t mine = running[depth - 1].uc_stack;
  if (wexn_store_set_stack(store, mine.ss_sp, (char *)mine.ss_sp + mine.ss_size) != WEXN_OK)
    exit(1);
}

/* Runs on a new stack of its own. */
static void coroutine(void) {
  tell();
  if (depth < DEPTH)
    hold();
  tell();
  churn();
}

static void away(void *env) {
  (void)env;
  const int outer = depth++;
  void *stack = malloc(STACK);
  if (!stack || getcontext(&running[outer]) != 0)
    exit(1);
  running[outer].uc_stack.ss_sp = stack;
  running[outer].uc_stack.ss_size = STACK;
  running[outer].uc_link = &waiting[outer];
  makecontext(&running[outer], coroutine, 0);
  swapcontext(&waiting[outer], &running[outer]);
  free(stack);
  depth = outer;
}

int main(int argc, char **argv) {
  wexn_store_config config = {0};
  rounds = atoi(argv[1]);
  config.stress_heap = argc > 2;
  store = wexn_store_new(&config);
  exn_stacks__imports imports = {0};
  imports.host.away.fn = away;
  if (!store || exn_stacks__new(store, &imports, NULL, &instance) != WEXN_OK)
    return 1;
  hold();
  churn();
  hold();
  wexn_store_collect(store);
  printf("%llu bytes live\n", (unsigned long long)wexn_store_heap_stats(store).live);
  wexn_store_delete(store);
  return 0;
}
