// measure SIDE < CASES: runs the cases "NAME FUNCTION N" of standard input on this program's kernels and
// prints "SIDE NAME NANOSECONDS CHECKSUM" for each that it has. The best of several short measurements
// counts, so that other programs on the machine count less; the checksum is of 20 rounds.
#include "kernels.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

static double nanoseconds(void) {
  struct timespec t;
  clock_gettime(CLOCK_THREAD_CPUTIME_ID, &t);
  return (double)t.tv_sec * 1e9 + (double)t.tv_nsec;
}

static double time_of(const Kernel *kernel, uint32_t rounds, uint32_t n) {
  const double start = nanoseconds();
  kernel->run(rounds, n);
  return nanoseconds() - start;
}

int main(int argc, char **argv) {
  enum { REPEATS = 25 };
  const double enough = 2e6;
  if (argc != 2)
    return 2;
  prepare();
  char name[64], function[64];
  unsigned n;
  while (scanf("%63s %63s %u", name, function, &n) == 3) {
    const Kernel *kernel = kernels;
    while (kernel->name && strcmp(kernel->name, function) != 0)
      kernel++;
    if (!kernel->name)
      continue;
    const uint32_t check = kernel->run(20, n);
    uint32_t rounds = 1;
    while (time_of(kernel, rounds, n) < enough && rounds < 1u << 30)
      rounds *= 2;
    double best = 1e18;
    for (int i = 0; i < REPEATS; i++) {
      const double time = time_of(kernel, rounds, n) / rounds;
      if (time < best)
        best = time;
    }
    printf("%s %s %.3f %08x\n", argv[1], name, best, check);
    fflush(stdout);
  }
  return 0;
}
