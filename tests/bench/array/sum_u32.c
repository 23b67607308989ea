// Sum and exclusive or of 65,536 32-bit integers.
#include "../kernel.h"
enum { N = 65536, ROUNDS = 40 };
static uint32_t v[N];

void setup(void) {
  uint32_t seed = 1;
  for (int i = 0; i < N; i++)
    v[i] = next_random(&seed);
}

__attribute__((noinline)) static uint32_t sum(const uint32_t *p, int n) {
  uint32_t s = 0, x = 0;
  for (int i = 0; i < n; i++) {
    s += p[i];
    x ^= p[i];
  }
  return s * 3 + x;
}

uint32_t run(void) {
  uint32_t check = 0;
  for (int r = 0; r < ROUNDS; r++)
    check = check * 31 + sum(v + r, N - 2 * r);
  return check;
}
