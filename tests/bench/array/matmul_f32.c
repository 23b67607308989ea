// C = A * B, 192 x 192 floats, the inner loop along rows.
#include "../kernel.h"
enum { N = 192 };
static float a[N][N], b[N][N], c[N][N];

void setup(void) {
  for (int i = 0; i < N; i++)
    for (int j = 0; j < N; j++) {
      a[i][j] = (i * j + 1) % N / (float)N;
      b[i][j] = (i * (j + 1)) % N / (float)N;
    }
}

uint32_t run(void) {
  for (int i = 0; i < N; i++) {
    for (int j = 0; j < N; j++)
      c[i][j] *= 0.5f;
    for (int k = 0; k < N; k++)
      for (int j = 0; j < N; j++)
        c[i][j] += 1.5f * a[i][k] * b[k][j];
  }
  double sum = 0;
  for (int i = 0; i < N; i++)
    sum += c[i][i];
  return double_bits(sum);
}
