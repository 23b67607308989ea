// Images of 32-bit pixels, 384 x 256: one drawn over another by its alpha, then grey values.
#include "../kernel.h"
enum { W = 384, H = 256, ROUNDS = 4 };
static uint32_t front[H * W], back[H * W];
static uint8_t grey[H * W];

void setup(void) {
  uint32_t seed = 11;
  for (int i = 0; i < H * W; i++) {
    front[i] = next_random(&seed);
    back[i] = next_random(&seed);
  }
}

uint32_t run(void) {
  uint32_t check = 0;
  for (int r = 0; r < ROUNDS; r++) {
    for (int i = 0; i < H * W; i++) {
      uint32_t f = front[i], b = back[i], alpha = (f >> 24) + 1;
      uint32_t rb = ((f & 0xff00ff) * alpha + (b & 0xff00ff) * (256 - alpha)) >> 8;
      uint32_t g = ((f & 0xff00) * alpha + (b & 0xff00) * (256 - alpha)) >> 8;
      back[i] = (rb & 0xff00ff) | (g & 0xff00) | 0xff000000;
    }
    for (int i = 0; i < H * W; i++) {
      uint32_t p = back[i];
      grey[i] = (uint8_t)(((p & 255) * 29 + (p >> 8 & 255) * 150 + (p >> 16 & 255) * 77) >> 8);
    }
    check = check * 31 + grey[r * 1009] + back[r * 2003];
  }
  return check;
}
