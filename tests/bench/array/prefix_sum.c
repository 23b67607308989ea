// Prefix sums of 65,536 32-bit integers: in place, and out of place with a carry of 64 bits.
#include "../kernel.h"
enum { N = 65536, ROUNDS = 20 };
static uint32_t in[N], out[N];
static uint64_t wide[N];

void setup(void) {
  uint32_t seed = 3;
  for (int i = 0; i < N; i++)
    in[i] = next_random(&seed);
}

uint32_t run(void) {
  uint32_t check = 0;
  for (int r = 0; r < ROUNDS; r++) {
    uint32_t sum = (uint32_t)r;
    uint64_t carry = 0;
    for (int i = 0; i < N; i++)
      out[i] = sum += in[i];
    for (int i = 0; i < N; i++)
      wide[i] = carry += out[i];
    for (int i = 1; i < N; i++)
      out[i] += out[i - 1];
    check = check * 31 + out[N - 1] + (uint32_t)(wide[N - 1] >> 32);
  }
  return check;
}
