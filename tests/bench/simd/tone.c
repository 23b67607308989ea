// An image filter in floats: bytes become floats, are multiplied and moved, limited by min and max, and become bytes again.
#include "../kernel.h"
#include "../simd.h"

#ifndef LIMIT
#define LIMIT(x, low, high) wasm_f32x4_max(wasm_f32x4_min(x, high), low)
#define TRUNCATE(x) wasm_i32x4_trunc_sat_f32x4(x)
#endif

enum { N = 65536, ROUNDS = 8 };
static uint8_t pixels[N];

void setup(void) {
  uint32_t seed = 255;
  for (int i = 0; i < N; i++)
    pixels[i] = (uint8_t)(next_random(&seed) >> 9);
}

static v128_t graded(v128_t x, float gain, float lift) {
  x = wasm_f32x4_add(wasm_f32x4_mul(wasm_f32x4_convert_i32x4(x), wasm_f32x4_splat(gain)), wasm_f32x4_splat(lift));
  return TRUNCATE(LIMIT(x, wasm_f32x4_splat(0), wasm_f32x4_splat(255)));
}

uint32_t run(void) {
  const v128_t zero = wasm_i32x4_splat(0);
  uint32_t sum = 0;
  for (int round = 0; round < ROUNDS; round++) {
    const float gain = round % 2 ? 1.25f : 0.75f, lift = (float)(round * 3 - 8);
    for (int i = 0; i < N; i += 16) {
      const v128_t bytes = wasm_v128_load(pixels + i);
      const v128_t low = wasm_u16x8_extend_low_u8x16(bytes), high = wasm_u16x8_extend_high_u8x16(bytes);
#define HALF(v, h)                                                                                                      \
  wasm_i8x16_shuffle(v, zero, 8 * h, 8 * h + 1, 16, 16, 8 * h + 2, 8 * h + 3, 16, 16, 8 * h + 4, 8 * h + 5, 16, 16,         \
                     8 * h + 6, 8 * h + 7, 16, 16)
      const v128_t a = wasm_i16x8_narrow_i32x4(graded(HALF(low, 0), gain, lift), graded(HALF(low, 1), gain, lift));
      const v128_t b = wasm_i16x8_narrow_i32x4(graded(HALF(high, 0), gain, lift), graded(HALF(high, 1), gain, lift));
      wasm_v128_store(pixels + i, wasm_u8x16_narrow_i16x8(a, b));
    }
    sum = sum * 31 + pixels[round * 4099] + ((uint32_t)pixels[N - 1 - round] << 8);
  }
  return sum;
}
