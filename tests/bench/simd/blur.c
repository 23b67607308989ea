// An image filter in bytes: three rows weighted 1 2 1, each way, with 16 bits in between.
#include "../kernel.h"
#include "../simd.h"

enum { WIDTH = 512, HEIGHT = 256, ROUNDS = 6 };
static uint8_t images[2][HEIGHT][WIDTH];

void setup(void) {
  uint32_t seed = 121;
  for (int y = 0; y < HEIGHT; y++)
    for (int x = 0; x < WIDTH; x++)
      images[0][y][x] = (uint8_t)(next_random(&seed) >> 9);
}

static v128_t weigh(v128_t a, v128_t b, v128_t c) { return wasm_i16x8_add(wasm_i16x8_add(a, c), wasm_i16x8_add(b, b)); }

static v128_t low_of(const uint8_t *p, int by) {
  return weigh(wasm_u16x8_extend_low_u8x16(wasm_v128_load(p - by)), wasm_u16x8_extend_low_u8x16(wasm_v128_load(p)),
               wasm_u16x8_extend_low_u8x16(wasm_v128_load(p + by)));
}
static v128_t high_of(const uint8_t *p, int by) {
  return weigh(wasm_u16x8_extend_high_u8x16(wasm_v128_load(p - by)), wasm_u16x8_extend_high_u8x16(wasm_v128_load(p)),
               wasm_u16x8_extend_high_u8x16(wasm_v128_load(p + by)));
}

uint32_t run(void) {
  uint32_t sum = 0;
  for (int round = 0; round < ROUNDS; round++) {
    const uint8_t *from = images[round % 2][0];
    uint8_t *to = images[(round + 1) % 2][0];
    for (int i = WIDTH; i < WIDTH * (HEIGHT - 1); i += 16) {
      const v128_t low = wasm_i16x8_add(low_of(from + i, WIDTH), low_of(from + i, 1));
      const v128_t high = wasm_i16x8_add(high_of(from + i, WIDTH), high_of(from + i, 1));
      wasm_v128_store(to + i, wasm_u8x16_narrow_i16x8(wasm_u16x8_shr(low, 3), wasm_u16x8_shr(high, 3)));
    }
    sum = sum * 31 + to[WIDTH * 7 + 5] + ((uint32_t)to[WIDTH * 99 + 400] << 8);
  }
  return sum;
}
