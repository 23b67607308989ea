// Where the structure of a text in JSON is: 64 bytes at a time become masks of bits, by look-ups with both halves of each
// byte; the bits that are set become a list of places.
#include "../kernel.h"
#include "../simd.h"

enum { N = 65536, ROUNDS = 8 };
static uint8_t text[N];
static uint32_t places[N];

void setup(void) {
  static const char words[] = "{\"name\": \"value of it\", \"numbers\": [1, 22, 333, 4444], \"nested\": {\"yes\": true}},\n";
  uint32_t seed = 64;
  for (int i = 0, w = 0; i < N; i++) {
    text[i] = (uint8_t)words[w];
    w = w + 1 == sizeof words - 1 ? (int)(next_random(&seed) % 40) : w + 1;
  }
}

static uint32_t structural(v128_t bytes) {
  const v128_t by_low = wasm_i8x16_const(16, 0, 2, 0, 0, 0, 0, 0, 0, 8, 12, 1, 2, 9, 0, 0);
  const v128_t by_high = wasm_i8x16_const(8, 0, 18, 4, 0, 1, 0, 1, 0, 0, 0, 3, 2, 1, 0, 0);
  const v128_t low = wasm_i8x16_swizzle(by_low, wasm_v128_and(bytes, wasm_i8x16_splat(0x0f)));
  const v128_t high = wasm_i8x16_swizzle(by_high, wasm_u8x16_shr(bytes, 4));
  const v128_t both = wasm_v128_and(wasm_v128_and(low, high), wasm_i8x16_splat(7));
  const v128_t quote = wasm_i8x16_eq(bytes, wasm_i8x16_splat('"'));
  return wasm_i8x16_bitmask(wasm_v128_or(wasm_i8x16_gt(both, wasm_i8x16_splat(0)), quote));
}

uint32_t run(void) {
  uint32_t sum = 0;
  for (int round = 0; round < ROUNDS; round++) {
    uint32_t count = 0;
    for (uint32_t i = 0; i < N; i += 64) {
      uint64_t bits = 0;
      for (uint32_t k = 0; k < 4; k++)
        bits |= (uint64_t)structural(wasm_v128_load(text + i + 16 * k)) << (16 * k);
      for (; bits; bits &= bits - 1)
        places[count++] = i + (uint32_t)__builtin_ctzll(bits);
    }
    text[places[count / 2]] ^= 1;
    sum = sum * 31 + count + places[count - 1] + places[count / 3];
  }
  return sum;
}
