/* host N: the Kotlin program with a collection at each Nth allocation. */
#include "run.h"

int main(int argc, char **argv) {
  const wexn_heap_stats stats = run_kotlin(argc > 1 ? (uint32_t)atoi(argv[1]) : 0);
  fprintf(stderr, "%llu collections, %llu KB committed, %llu KB live\n", (unsigned long long)stats.collections,
          (unsigned long long)stats.committed >> 10, (unsigned long long)stats.live >> 10);
  return 0;
}
