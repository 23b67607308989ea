// Products of vectors of bytes, one side without the highest bit, with the relaxed instruction for them.
#include "../kernel.h"
#include "../simd.h"

enum { N = 4096, ROWS = 64, ROUNDS = 8 };
static int8_t matrix[ROWS][N];
static uint8_t vector[N];

void setup(void) {
  uint32_t seed = 7;
  for (int i = 0; i < N; i++)
    vector[i] = next_random(&seed) >> 11 & 0x7f;
  for (int r = 0; r < ROWS; r++)
    for (int i = 0; i < N; i++)
      matrix[r][i] = (int8_t)(next_random(&seed) >> 11);
}

static int32_t dot(const int8_t *a, const uint8_t *b) {
  const v128_t ones = wasm_i16x8_splat(1);
  v128_t sum = wasm_i32x4_splat(0);
  for (int i = 0; i < N; i += 16)
    sum = wasm_i32x4_add(
        sum, wasm_i32x4_dot_i16x8(wasm_i16x8_relaxed_dot_i8x16_i7x16(wasm_v128_load(a + i), wasm_v128_load(b + i)), ones));
  return wasm_i32x4_extract_lane(sum, 0) + wasm_i32x4_extract_lane(sum, 1) + wasm_i32x4_extract_lane(sum, 2) +
         wasm_i32x4_extract_lane(sum, 3);
}

uint32_t run(void) {
  uint32_t sum = 0;
  for (int round = 0; round < ROUNDS; round++)
    for (int r = 0; r < ROWS; r++) {
      const int32_t d = dot(matrix[r], vector);
      vector[(r * 61 + round) % N] = d >> 5 & 0x7f;
      sum = sum * 31 + (uint32_t)d;
    }
  return sum;
}
