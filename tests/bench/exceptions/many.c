// many throws N: N exceptions thrown and caught, then N caught by reference and dropped, then N kept one
//   at a time; prints what memory did.
// many threads T N: the same throws in each of T threads, each with a store; for counting system calls.
// Linked with --wrap for the functions that give memory, so that their calls are counted.
#include "standard.h"

#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/resource.h>

static unsigned long given;
#define COUNTED(type, name, parameters, arguments)                                                 \
  type __real_##name parameters;                                                                   \
  type __wrap_##name parameters {                                                                  \
    __atomic_fetch_add(&given, 1, __ATOMIC_RELAXED);                                               \
    return __real_##name arguments;                                                                \
  }
COUNTED(void *, malloc, (size_t size), (size))
COUNTED(void *, calloc, (size_t count, size_t size), (count, size))
COUNTED(void *, realloc, (void *p, size_t size), (p, size))
COUNTED(void *, aligned_alloc, (size_t align, size_t size), (align, size))
COUNTED(void *, mmap, (void *p, size_t size, int protection, int flags, int fd, off_t offset),
        (p, size, protection, flags, fd, offset))
COUNTED(int, mprotect, (void *p, size_t size, int protection), (p, size, protection))

static long resident_kib(void) {
  long pages = 0;
  FILE *file = fopen("/proc/self/statm", "r");
  if (!file || fscanf(file, "%*d %ld", &pages) != 1)
    return -1;
  fclose(file);
  return pages * 4;
}

typedef wexn_status Export(kernels_instance *, int32_t, int32_t, int32_t *);

static kernels_instance *new_instance(wexn_store **store) {
  kernels_instance *instance;
  *store = wexn_store_new(NULL);
  if (!*store || kernels_new(*store, NULL, NULL, &instance) != WEXN_OK)
    exit(1);
  return instance;
}

static void report(const char *what, Export *run, int32_t count) {
  wexn_store *store;
  kernels_instance *instance = new_instance(&store);
  int32_t result;
  if (run(instance, 1000, 3, &result) != WEXN_OK)
    exit(1);
  resident_kib(); // the first use of stdio takes memory
  const long before = resident_kib();
  const unsigned long given_before = given;
  if (run(instance, count, 3, &result) != WEXN_OK)
    exit(1);
  const unsigned long calls = given - given_before;
  const wexn_heap_stats heap = wexn_store_heap_stats(store);
  printf("%-28s %10d  %11lu  %12ld KiB  %8llu KiB  %11llu\n", what, count, calls, resident_kib() - before,
         (unsigned long long)heap.committed / 1024, (unsigned long long)heap.collections);
  wexn_store_delete(store);
}

static int32_t each;
static void *thrower(void *unused) {
  wexn_store *store;
  kernels_instance *instance = new_instance(&store);
  int32_t result;
  (void)unused;
  if (kernels_frames(instance, each, 3, &result) != WEXN_OK)
    exit(1);
  wexn_store_delete(store);
  return NULL;
}

int main(int argc, char **argv) {
  if (argc == 3 && strcmp(argv[1], "throws") == 0) {
    const int32_t count = atoi(argv[2]);
    printf("%-28s %10s  %11s  %16s  %12s  %11s\n", "", "throws", "allocations", "resident grew by", "heap",
           "collections");
    report("catch", kernels_frames, count);
    report("catch_ref, dropped", kernels_ref_dropped, count);
    report("catch_ref, the last one kept", kernels_ref_kept, count);
    return 0;
  }
  if (argc != 4 || strcmp(argv[1], "threads") != 0)
    return 2;
  pthread_t threads[64];
  const int count = atoi(argv[2]);
  each = atoi(argv[3]);
  for (int i = 0; i < count; i++)
    if (pthread_create(&threads[i], NULL, thrower, NULL) != 0)
      return 1;
  for (int i = 0; i < count; i++)
    pthread_join(threads[i], NULL);
  return 0;
}
