// ChaCha20: additions, exclusive ors and rotations of vectors.
#include "../kernel.h"
#include "../simd.h"

enum { BLOCKS = 2048, ROUNDS = 4 };
static uint32_t state[16], stream[BLOCKS * 16];

void setup(void) {
  uint32_t seed = 20;
  for (int i = 0; i < 16; i++)
    state[i] = next_random(&seed);
}

#define ROTATE(v, n) wasm_v128_or(wasm_i32x4_shl(v, n), wasm_u32x4_shr(v, 32 - n))
#define QUARTERS                                                                                                        \
  a = wasm_i32x4_add(a, b), d = wasm_v128_xor(d, a), d = ROTATE(d, 16);                                                 \
  c = wasm_i32x4_add(c, d), b = wasm_v128_xor(b, c), b = ROTATE(b, 12);                                                 \
  a = wasm_i32x4_add(a, b), d = wasm_v128_xor(d, a), d = ROTATE(d, 8);                                                  \
  c = wasm_i32x4_add(c, d), b = wasm_v128_xor(b, c), b = ROTATE(b, 7);

static void block(uint32_t *out) {
  const v128_t a0 = wasm_v128_load(state), b0 = wasm_v128_load(state + 4), c0 = wasm_v128_load(state + 8),
               d0 = wasm_v128_load(state + 12);
  v128_t a = a0, b = b0, c = c0, d = d0;
  for (int i = 0; i < 10; i++) {
    QUARTERS
    b = wasm_i32x4_shuffle(b, b, 1, 2, 3, 0);
    c = wasm_i32x4_shuffle(c, c, 2, 3, 0, 1);
    d = wasm_i32x4_shuffle(d, d, 3, 0, 1, 2);
    QUARTERS
    b = wasm_i32x4_shuffle(b, b, 3, 0, 1, 2);
    c = wasm_i32x4_shuffle(c, c, 2, 3, 0, 1);
    d = wasm_i32x4_shuffle(d, d, 1, 2, 3, 0);
  }
  wasm_v128_store(out, wasm_i32x4_add(a, a0));
  wasm_v128_store(out + 4, wasm_i32x4_add(b, b0));
  wasm_v128_store(out + 8, wasm_i32x4_add(c, c0));
  wasm_v128_store(out + 12, wasm_i32x4_add(d, d0));
}

uint32_t run(void) {
  uint32_t sum = 0;
  for (int round = 0; round < ROUNDS; round++) {
    for (int i = 0; i < BLOCKS; i++) {
      block(stream + 16 * i);
      state[12]++;
    }
    sum = sum * 31 + stream[round * 17] + stream[BLOCKS * 16 - 1];
  }
  return sum;
}
