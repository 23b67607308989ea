// What the whole programs of the benchmark print: lines "RES name nanoseconds runs checksum".
#ifndef BENCH_EXCEPTIONS_ROWS_H
#define BENCH_EXCEPTIONS_ROWS_H

#include <cstdint>
#include <cstdio>
#include <ctime>

inline double now() {
  timespec t;
  clock_gettime(CLOCK_MONOTONIC, &t);
  return static_cast<double>(t.tv_sec) * 1e9 + static_cast<double>(t.tv_nsec);
}

// Runs `work`, which returns a checksum, again and again; each row is the best of several parts of the time.
template <typename Work> void row(const char *name, Work work) {
  uint32_t check = work();
  double best = 1e18;
  for (int part = 0; part < 8; part++) {
    uint64_t runs = 0;
    const double start = now();
    double time;
    do {
      if (work() != check)
        check = 0;
      runs++;
      time = now() - start;
    } while (time < 3e7);
    best = time / static_cast<double>(runs) < best ? time / static_cast<double>(runs) : best;
  }
  std::printf("RES %s %.0f 1 %u\n", name, best, static_cast<unsigned>(check));
  std::fflush(stdout);
}

inline uint32_t mixed(uint32_t hash, uint32_t value) { return (hash << 5 | hash >> 27) ^ value; }

// The same numbers everywhere.
struct Numbers {
  uint32_t state = 42;
  uint32_t next(uint32_t below) {
    state = state * 1664525u + 1013904223u;
    return (state >> 16) % below;
  }
};

#endif
