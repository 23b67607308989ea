// Images of 8-bit grey pixels, 512 x 256: saturating sum, average of neighbours, threshold.
#include "../kernel.h"
enum { W = 512, H = 256, ROUNDS = 6 };
static uint8_t a[H][W], b[H][W], c[H][W];

void setup(void) {
  uint32_t seed = 5;
  for (int y = 0; y < H; y++)
    for (int x = 0; x < W; x++) {
      a[y][x] = (uint8_t)next_random(&seed);
      b[y][x] = (uint8_t)next_random(&seed);
    }
}

uint32_t run(void) {
  uint32_t check = 0;
  for (int r = 0; r < ROUNDS; r++) {
    for (int y = 0; y < H; y++)
      for (int x = 0; x < W; x++) {
        int sum = a[y][x] + b[y][x];
        c[y][x] = (uint8_t)(sum > 255 ? 255 : sum);
      }
    for (int y = 1; y < H - 1; y++)
      for (int x = 1; x < W - 1; x++)
        b[y][x] = (uint8_t)((c[y][x - 1] + c[y][x] * 2 + c[y][x + 1] + c[y - 1][x] * 2 +
                             c[y + 1][x] * 2 + 4) >> 3);
    for (int y = 0; y < H; y++)
      for (int x = 0; x < W; x++)
        check += b[y][x] > 128;
  }
  return check;
}
