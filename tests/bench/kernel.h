// What every kernel of the benchmark defines. The same file is compiled natively and to WebAssembly;
// it includes nothing of a C library, so that the same code is measured on all sides.
#ifndef BENCH_KERNEL_H
#define BENCH_KERNEL_H

#include <stddef.h>
#include <stdint.h>

#ifdef __wasm__
#define EXPORT(name) __attribute__((export_name(#name)))
#else
#define EXPORT(name)
// Beside the compiled modules in one program, under a name of its own.
#define setup native_setup
#define run native_run
#endif

// Fills in the input. Called once.
EXPORT(setup) void setup(void);
// One round of the work, a few milliseconds long; what is measured. Returns a checksum.
EXPORT(run) uint32_t run(void);

static inline uint32_t next_random(uint32_t *state) {
  uint32_t x = *state;
  x ^= x << 13;
  x ^= x >> 17;
  x ^= x << 5;
  return *state = x;
}

static inline uint32_t double_bits(double x) {
  union {
    double value;
    uint64_t bits;
  } u = {x};
  return (uint32_t)(u.bits >> 32) ^ (uint32_t)u.bits;
}

#endif
