// Calls through a table of function pointers, in an order that is hard to foresee.
#include "../kernel.h"
typedef uint32_t (*Op)(uint32_t, uint32_t);

static uint32_t add(uint32_t a, uint32_t b) { return a + b; }
static uint32_t sub(uint32_t a, uint32_t b) { return a - b; }
static uint32_t mul(uint32_t a, uint32_t b) { return a * (b | 1); }
static uint32_t xor(uint32_t a, uint32_t b) { return a ^ b; }
static uint32_t rot(uint32_t a, uint32_t b) { return a << (b & 31) | a >> (-b & 31); }
static uint32_t min(uint32_t a, uint32_t b) { return a < b ? a : b; }
static uint32_t max(uint32_t a, uint32_t b) { return a > b ? a : b; }
static uint32_t mix(uint32_t a, uint32_t b) { return (a ^ b >> 7) * 2654435769u; }

enum { N = 4096, ROUNDS = 100 };
static Op ops[8] = {add, sub, mul, xor, rot, min, max, mix};
static uint8_t order[N];

void setup(void) {
  uint32_t seed = 23;
  for (int i = 0; i < N; i++)
    order[i] = next_random(&seed) >> 9 & 7;
}

uint32_t run(void) {
  uint32_t x = 1;
  for (int r = 0; r < ROUNDS; r++)
    for (int i = 0; i < N; i++)
      x = ops[order[i]](x, (uint32_t)i);
  // A table that could change keeps the calls indirect on every side.
  Op first = ops[0];
  ops[0] = ops[1];
  ops[1] = first;
  return x;
}
