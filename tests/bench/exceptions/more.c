// What measure.c cannot: throws between two modules, through host functions, the first throw of a process, throws after
// thousands of others, and threads that throw at the same time. Prints lines "NAME N NANOSECONDS", the best of several.
//   more first: one throw through 10 frames in this process; more rest: everything else
#include "distinct.h"
#include "ping.h"
#include "pong.h"
#include "shared.h"

#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

enum { REPEATS = 25, MOST_THREADS = 8 };

static double now(void) {
  struct timespec t;
  clock_gettime(CLOCK_THREAD_CPUTIME_ID, &t);
  return (double)t.tv_sec * 1e9 + (double)t.tv_nsec;
}

static void need(int right, const char *what) {
  if (!right) {
    fprintf(stderr, "wrong: %s\n", what);
    exit(1);
  }
}

static distinct_instance *new_distinct(wexn_store **store) {
  distinct_instance *instance = NULL;
  *store = wexn_store_new(NULL);
  need(*store && distinct_new(*store, NULL, NULL, &instance) == WEXN_OK, "distinct");
  return instance;
}

// ---- Two modules, and the host between ----

static ping_instance *ping;
static pong_instance *pong;

static int32_t back(void *env, int32_t n) {
  int32_t result = 0;
  (void)env;
  (void)ping_host(ping, n, &result); // what it left pending goes on
  return result;
}

static wexn_extern export_of(shared_instance *instance, const char *name) {
  wexn_extern found;
  need(wexn_instance_export(shared_base(instance), name, &found), name);
  return found;
}

static void between(void) {
  wexn_store *store = wexn_store_new(NULL);
  shared_instance *shared = NULL;
  need(store && shared_new(store, NULL, NULL, &shared) == WEXN_OK, "shared");
  ping_imports in = {0};
  in.host.back.fn = back;
  in.host.table = export_of(shared, "table").of.table;
  in.host.tag = export_of(shared, "tag").of.tag;
  wexn_slot other = {.i32 = 1};
  need(wexn_global_new(store, &(wexn_valtype){.code = WEXN_I32}, other, &in.host.other) == WEXN_OK, "global");
  need(ping_new(store, &in, NULL, &ping) == WEXN_OK, "ping");
  pong_imports out;
  memcpy(&out, &in, sizeof out);
  other.i32 = 0;
  need(wexn_global_new(store, &(wexn_valtype){.code = WEXN_I32}, other, &out.host.other) == WEXN_OK, "global");
  need(pong_new(store, &out, NULL, &pong) == WEXN_OK, "pong");
  need(ping_set(ping, 0) == WEXN_OK && pong_set(pong, 1) == WEXN_OK, "set");
  static const int depths[] = {10, 100};
  for (int k = 0; k < 2; k++) {
    double modules = 1e18, hosts = 1e18;
    int32_t hash;
    for (int i = 0; i < REPEATS; i++) {
      double start = now();
      need(ping_modules(ping, 2000, depths[k], &hash) == WEXN_OK, "modules");
      const double time = (now() - start) / 2000;
      modules = time < modules ? time : modules;
      start = now();
      need(ping_hosts(ping, 500, depths[k], &hash) == WEXN_OK, "hosts");
      const double through = (now() - start) / 500;
      hosts = through < hosts ? through : hosts;
    }
    printf("modules %d %.1f\nhosts %d %.1f\n", depths[k], modules, depths[k], hosts);
  }
  wexn_store_delete(store);
}

// ---- Cold and crowded ----

static double one_throw(distinct_instance *instance, int32_t n) {
  int32_t hash;
  const double start = now();
  need(distinct_indirect(instance, 1, n, &hash) == WEXN_OK, "throw");
  return now() - start;
}

static void after_others(void) {
  wexn_store *store;
  distinct_instance *instance = new_distinct(&store);
  double best = 1e18;
  int32_t hash;
  for (int i = 0; i < REPEATS; i++) {
    for (int32_t n = 11; n <= 1000; n += 99)
      need(distinct_indirect(instance, 1000, n, &hash) == WEXN_OK, "others");
    const double time = one_throw(instance, 10);
    best = time < best ? time : best;
  }
  printf("after_others 10 %.1f\n", best);
  wexn_store_delete(store);
}

typedef struct Thrower {
  distinct_instance *instance;
  pthread_barrier_t *start;
  double best;
} Thrower;

static void *throws(void *argument) {
  Thrower *thrower = argument;
  int32_t hash;
  pthread_barrier_wait(thrower->start);
  thrower->best = 1e18;
  for (int r = 0; r < REPEATS; r++) {
    const double start = now();
    need(distinct_indirect(thrower->instance, 20000, 20, &hash) == WEXN_OK, "thread");
    const double time = (now() - start) / 20000;
    thrower->best = time < thrower->best ? time : thrower->best;
  }
  return NULL;
}

// The time of a throw in the slowest of `count` threads that throw at once, each with a store.
static double threads(int count) {
  wexn_store *stores[MOST_THREADS];
  Thrower throwers[MOST_THREADS];
  pthread_t ids[MOST_THREADS];
  pthread_barrier_t start;
  pthread_barrier_init(&start, NULL, (unsigned)count);
  for (int i = 0; i < count; i++) {
    throwers[i].instance = new_distinct(&stores[i]);
    throwers[i].start = &start;
    need(pthread_create(&ids[i], NULL, throws, &throwers[i]) == 0, "thread");
  }
  double worst = 0;
  for (int i = 0; i < count; i++) {
    pthread_join(ids[i], NULL);
    worst = throwers[i].best > worst ? throwers[i].best : worst;
    wexn_store_delete(stores[i]);
  }
  pthread_barrier_destroy(&start);
  return worst;
}

int main(int argc, char **argv) {
  if (argc != 2)
    return 2;
  if (strcmp(argv[1], "first") == 0) {
    wexn_store *store;
    distinct_instance *instance = new_distinct(&store);
    const double first = one_throw(instance, 10);
    printf("first 10 %.1f\n", first);
    return 0;
  }
  between();
  after_others();
  printf("threads 1 %.1f\n", threads(1));
  const long processors = sysconf(_SC_NPROCESSORS_ONLN);
  for (int count = 2; count <= MOST_THREADS; count *= 4)
    if (count <= processors)
      printf("threads %d %.1f\n", count, threads(count));
    else
      fprintf(stderr, "there are %ld processors: %d threads at once are not measured\n", processors, count);
  return 0;
}
