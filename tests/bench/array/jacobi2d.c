// Five-point stencil on 256 x 256 doubles, two grids in turn.
#include "../kernel.h"
enum { N = 256, STEPS = 10 };
static double a[N][N], b[N][N];

void setup(void) {
  for (int i = 0; i < N; i++)
    for (int j = 0; j < N; j++) {
      a[i][j] = ((double)i * (j + 2) + 2) / N;
      b[i][j] = ((double)i * (j + 3) + 3) / N;
    }
}

uint32_t run(void) {
  for (int t = 0; t < STEPS; t++) {
    for (int i = 1; i < N - 1; i++)
      for (int j = 1; j < N - 1; j++)
        b[i][j] = 0.2 * (a[i][j] + a[i][j - 1] + a[i][1 + j] + a[1 + i][j] + a[i - 1][j]);
    for (int i = 1; i < N - 1; i++)
      for (int j = 1; j < N - 1; j++)
        a[i][j] = 0.2 * (b[i][j] + b[i][j - 1] + b[i][1 + j] + b[1 + i][j] + b[i - 1][j]);
  }
  return double_bits(a[N / 2][N / 2] + a[1][N - 2]);
}
