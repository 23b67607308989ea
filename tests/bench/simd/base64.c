// Base64: 12 bytes at a time become 16 characters; the six bits of each are moved by shuffles, shifts and masks, and become
// characters by a look-up of what is to be added.
#include "../kernel.h"
#include "../simd.h"

enum { BYTES = 49152, CHARS = BYTES / 3 * 4, ROUNDS = 30 };
static uint8_t bytes[BYTES + 16], chars[CHARS];

void setup(void) {
  uint32_t seed = 64;
  for (int i = 0; i < BYTES; i++)
    bytes[i] = (uint8_t)(next_random(&seed) >> 13);
}

static v128_t encode(v128_t in) {
  const v128_t spread = wasm_i8x16_shuffle(in, in, 1, 0, 2, 1, 4, 3, 5, 4, 7, 6, 8, 7, 10, 9, 11, 10);
  // Bits 10-15 and 4-9 of each half, and bits 6-11 and 0-5 of the other.
  const v128_t a = wasm_v128_and(wasm_u32x4_shr(spread, 10), wasm_i32x4_splat(0x0000003f));
  const v128_t b = wasm_v128_and(wasm_i32x4_shl(spread, 4), wasm_i32x4_splat(0x00003f00));
  const v128_t c = wasm_v128_and(wasm_u32x4_shr(spread, 6), wasm_i32x4_splat(0x003f0000));
  const v128_t d = wasm_v128_and(wasm_i32x4_shl(spread, 8), wasm_i32x4_splat(0x3f000000));
  const v128_t six = wasm_v128_or(wasm_v128_or(a, b), wasm_v128_or(c, d));
  const v128_t add = wasm_i8x16_const('a' - 26, '0' - 52, '0' - 52, '0' - 52, '0' - 52, '0' - 52, '0' - 52, '0' - 52,
                                      '0' - 52, '0' - 52, '0' - 52, '+' - 62, '/' - 63, 'A', 0, 0);
  const v128_t kind = wasm_u8x16_sub_sat(six, wasm_i8x16_splat(51));
  const v128_t upper = wasm_i8x16_lt(six, wasm_i8x16_splat(26));
  const v128_t which = wasm_v128_or(kind, wasm_v128_and(upper, wasm_i8x16_splat(13)));
  return wasm_i8x16_add(six, wasm_i8x16_swizzle(add, which));
}

uint32_t run(void) {
  uint32_t sum = 0;
  for (int r = 0; r < ROUNDS; r++) {
    for (int i = 0, o = 0; i < BYTES; i += 12, o += 16)
      wasm_v128_store(chars + o, encode(wasm_v128_load(bytes + i)));
    bytes[r] ^= chars[r * 7];
    sum = sum * 31 + chars[r * 1021] + ((uint32_t)chars[CHARS - 1 - r] << 8);
  }
  return sum;
}
