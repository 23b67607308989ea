// Products of vectors of floats, four sums at a time.
#include "../kernel.h"
#include "../simd.h"

enum { N = 2048, ROWS = 64, ROUNDS = 8 };
static float matrix[ROWS][N], vector[N];

void setup(void) {
  uint32_t seed = 32;
  for (int i = 0; i < N; i++)
    vector[i] = (float)(next_random(&seed) >> 20) / 4096;
  for (int r = 0; r < ROWS; r++)
    for (int i = 0; i < N; i++)
      matrix[r][i] = (float)(next_random(&seed) >> 20) / 4096;
}

static float dot(const float *a, const float *b) {
  v128_t sums[4];
  for (int k = 0; k < 4; k++)
    sums[k] = wasm_f32x4_splat(0);
  for (int i = 0; i < N; i += 16)
    for (int k = 0; k < 4; k++)
      sums[k] = wasm_f32x4_add(sums[k], wasm_f32x4_mul(wasm_v128_load(a + i + 4 * k), wasm_v128_load(b + i + 4 * k)));
  const v128_t all = wasm_f32x4_add(wasm_f32x4_add(sums[0], sums[1]), wasm_f32x4_add(sums[2], sums[3]));
  return wasm_f32x4_extract_lane(all, 0) + wasm_f32x4_extract_lane(all, 1) + wasm_f32x4_extract_lane(all, 2) +
         wasm_f32x4_extract_lane(all, 3);
}

uint32_t run(void) {
  float sum = 0;
  for (int round = 0; round < ROUNDS; round++)
    for (int r = 0; r < ROWS; r++) {
      const float d = dot(matrix[r], vector);
      vector[(r * 31 + round) % N] = d / N;
      sum += d;
    }
  return double_bits(sum);
}
