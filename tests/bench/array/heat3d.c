// Heat equation, 40 x 40 x 40 doubles, two grids in turn.
#include "../kernel.h"
enum { N = 40, STEPS = 8 };
static double a[N][N][N], b[N][N][N];

void setup(void) {
  for (int i = 0; i < N; i++)
    for (int j = 0; j < N; j++)
      for (int k = 0; k < N; k++)
        a[i][j][k] = b[i][j][k] = (double)(i + j + (N - k)) * 10 / N;
}

static inline void step(double (*to)[N][N], double (*from)[N][N]) {
  for (int i = 1; i < N - 1; i++)
    for (int j = 1; j < N - 1; j++)
      for (int k = 1; k < N - 1; k++)
        to[i][j][k] =
            0.125 * (from[i + 1][j][k] - 2.0 * from[i][j][k] + from[i - 1][j][k]) +
            0.125 * (from[i][j + 1][k] - 2.0 * from[i][j][k] + from[i][j - 1][k]) +
            0.125 * (from[i][j][k + 1] - 2.0 * from[i][j][k] + from[i][j][k - 1]) + from[i][j][k];
}

uint32_t run(void) {
  for (int t = 0; t < STEPS; t++) {
    step(b, a);
    step(a, b);
  }
  return double_bits(a[N / 2][N / 2][N / 2] + a[1][2][3]);
}
