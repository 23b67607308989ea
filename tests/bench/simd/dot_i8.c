// Products of vectors of signed bytes, as networks of 8 bits have them.
#include "../kernel.h"
#include "../simd.h"

enum { N = 4096, ROWS = 64, ROUNDS = 6 };
static int8_t matrix[ROWS][N], vector[N];

void setup(void) {
  uint32_t seed = 8;
  for (int i = 0; i < N; i++)
    vector[i] = (int8_t)(next_random(&seed) >> 11);
  for (int r = 0; r < ROWS; r++)
    for (int i = 0; i < N; i++)
      matrix[r][i] = (int8_t)(next_random(&seed) >> 11);
}

static int32_t dot(const int8_t *a, const int8_t *b) {
  v128_t low = wasm_i32x4_splat(0), high = low;
  for (int i = 0; i < N; i += 16) {
    const v128_t x = wasm_v128_load(a + i), y = wasm_v128_load(b + i);
    low = wasm_i32x4_add(low, wasm_i32x4_dot_i16x8(wasm_i16x8_extend_low_i8x16(x), wasm_i16x8_extend_low_i8x16(y)));
    high = wasm_i32x4_add(high, wasm_i32x4_dot_i16x8(wasm_i16x8_extend_high_i8x16(x), wasm_i16x8_extend_high_i8x16(y)));
  }
  const v128_t all = wasm_i32x4_add(low, high);
  return wasm_i32x4_extract_lane(all, 0) + wasm_i32x4_extract_lane(all, 1) + wasm_i32x4_extract_lane(all, 2) +
         wasm_i32x4_extract_lane(all, 3);
}

uint32_t run(void) {
  uint32_t sum = 0;
  for (int round = 0; round < ROUNDS; round++)
    for (int r = 0; r < ROWS; r++) {
      const int32_t d = dot(matrix[r], vector);
      vector[(r * 61 + round) % N] ^= (int8_t)(d >> 5);
      sum = sum * 31 + (uint32_t)d;
    }
  return sum;
}
