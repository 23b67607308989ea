// Finite differences in time, three fields of 200 x 240 doubles.
#include "../kernel.h"
enum { NX = 200, NY = 240, STEPS = 8 };
static double ex[NX][NY], ey[NX][NY], hz[NX][NY], fict[STEPS];

void setup(void) {
  for (int i = 0; i < STEPS; i++)
    fict[i] = i;
  for (int i = 0; i < NX; i++)
    for (int j = 0; j < NY; j++) {
      ex[i][j] = (double)i * (j + 1) / NX;
      ey[i][j] = (double)i * (j + 2) / NY;
      hz[i][j] = (double)i * (j + 3) / NX;
    }
}

uint32_t run(void) {
  for (int t = 0; t < STEPS; t++) {
    for (int j = 0; j < NY; j++)
      ey[0][j] = fict[t];
    for (int i = 1; i < NX; i++)
      for (int j = 0; j < NY; j++)
        ey[i][j] = ey[i][j] - 0.5 * (hz[i][j] - hz[i - 1][j]);
    for (int i = 0; i < NX; i++)
      for (int j = 1; j < NY; j++)
        ex[i][j] = ex[i][j] - 0.5 * (hz[i][j] - hz[i][j - 1]);
    for (int i = 0; i < NX - 1; i++)
      for (int j = 0; j < NY - 1; j++)
        hz[i][j] = hz[i][j] - 0.7 * (ex[i][j + 1] - ex[i][j] + ey[i + 1][j] - ey[i][j]);
  }
  return double_bits(hz[NX / 2][NY / 2] + ex[3][5] + ey[7][9]);
}
