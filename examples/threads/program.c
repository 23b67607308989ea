/* Four threads add up parts of an array, count under one mutex, and share out work by an atomic
 * counter. */
#include "threads.h"

enum { THREADS = 4, STACK = 16384, SIZE = 1 << 20, COUNT = 20000, TASKS = 1000 };

static int values[SIZE];
static _Alignas(16) char stacks[THREADS][STACK];
static thread threads[THREADS];

static void *sum_part(void *arg) {
  long sum = 0, part = (long)arg;
  for (long i = part * (SIZE / THREADS); i < (part + 1) * (SIZE / THREADS); ++i)
    sum += values[i];
  return (void *)sum;
}

static mutex counter_lock;
static long counter;
static void *count(void *arg) {
  (void)arg;
  for (int i = 0; i < COUNT; ++i) {
    mutex_lock(&counter_lock);
    ++counter;
    mutex_unlock(&counter_lock);
  }
  return NULL;
}

static int next_task, done[TASKS];
static void *work(void *arg) {
  (void)arg;
  for (int task; (task = __atomic_fetch_add(&next_task, 1, __ATOMIC_SEQ_CST)) < TASKS;)
    done[task]++;
  return NULL;
}

/* Runs it on all threads; the sum of their results. */
static long on_all(void *(*run)(void *)) {
  long sum = 0;
  for (long i = 0; i < THREADS; ++i)
    if (thread_create(&threads[i], stacks[i], STACK, run, (void *)i) != 0)
      proc_exit(1);
  for (int i = 0; i < THREADS; ++i)
    sum += (long)thread_join(&threads[i]);
  return sum;
}

void _start(void) {
  for (int i = 0; i < SIZE; ++i)
    values[i] = i % 1000;
  print("sum ", on_all(sum_part));
  on_all(count);
  print("count ", counter);
  on_all(work);
  long once = 0;
  for (int i = 0; i < TASKS; ++i)
    once += done[i] == 1;
  print("tasks done once ", once);
}
