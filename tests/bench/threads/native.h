/* What bench.c needs, as native programs have it. */
#include <pthread.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <time.h>

typedef pthread_mutex_t mutex;
typedef pthread_cond_t condition;
#define mutex_lock pthread_mutex_lock
#define mutex_unlock pthread_mutex_unlock
#define condition_wait pthread_cond_wait
#define condition_signal pthread_cond_signal
#define MUTEX PTHREAD_MUTEX_INITIALIZER
#define CONDITION PTHREAD_COND_INITIALIZER

typedef pthread_t thread;
static void start(thread *t, void *(*run)(void *), void *arg) {
  if (pthread_create(t, NULL, run, arg) != 0)
    abort();
}
static void join(thread *t) { pthread_join(*t, NULL); }

static uint64_t now(void) {
  struct timespec t;
  clock_gettime(CLOCK_MONOTONIC, &t);
  return (uint64_t)t.tv_sec * 1000000000u + (uint64_t)t.tv_nsec;
}
static void report(const char *name, int threads, uint64_t ns) {
  printf("%s %d %lu\n", name, threads, (unsigned long)(ns / 1000));
}
