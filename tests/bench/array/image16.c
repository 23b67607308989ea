// Images of 16-bit samples, 512 x 256: gain and clip, difference of two frames.
#include "../kernel.h"
enum { W = 512, H = 256, ROUNDS = 8 };
static int16_t a[H * W], b[H * W], c[H * W];

void setup(void) {
  uint32_t seed = 9;
  for (int i = 0; i < H * W; i++) {
    a[i] = (int16_t)next_random(&seed);
    b[i] = (int16_t)next_random(&seed);
  }
}

uint32_t run(void) {
  uint32_t check = 0;
  for (int r = 0; r < ROUNDS; r++) {
    const int gain = 200 + 16 * r;
    for (int i = 0; i < H * W; i++) {
      int v = (a[i] * gain) >> 8;
      c[i] = (int16_t)(v > 32767 ? 32767 : v < -32768 ? -32768 : v);
    }
    for (int i = 0; i < H * W; i++) {
      int d = c[i] - b[i];
      check += (uint32_t)(d < 0 ? -d : d);
    }
  }
  return check;
}
