// C = A * B, 160 x 160 doubles, the inner loop along rows.
#include "../kernel.h"
enum { N = 160 };
static double a[N][N], b[N][N], c[N][N];

void setup(void) {
  for (int i = 0; i < N; i++)
    for (int j = 0; j < N; j++) {
      a[i][j] = (i * j + 1) % N / (double)N;
      b[i][j] = (i * (j + 1)) % N / (double)N;
    }
}

uint32_t run(void) {
  for (int i = 0; i < N; i++) {
    for (int j = 0; j < N; j++)
      c[i][j] *= 0.5;
    for (int k = 0; k < N; k++)
      for (int j = 0; j < N; j++)
        c[i][j] += 1.5 * a[i][k] * b[k][j];
  }
  double sum = 0;
  for (int i = 0; i < N; i++)
    sum += c[i][i];
  return double_bits(sum);
}
