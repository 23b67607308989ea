// The lower half of C = alpha * (A * B' + B * A') + beta * C, 170 x 150 doubles behind pointers that may be anything.
#include "../kernel.h"
enum { N = 170, M = 150 };
static double array[N * N + 2 * N * M];
double *memory; // which the compiler does not know

__attribute__((noinline)) static void syr2k(double alpha, double beta, double c[N][N], double a[N][M], double b[N][M]) {
  for (int i = 0; i < N; i++) {
    for (int j = 0; j <= i; j++)
      c[i][j] *= beta;
    for (int k = 0; k < M; k++)
      for (int j = 0; j <= i; j++)
        c[i][j] += a[j][k] * alpha * b[i][k] + b[j][k] * alpha * a[i][k];
  }
}

void setup(void) {
  memory = array;
  for (int i = 0; i < (int)(sizeof array / sizeof *array); i++)
    array[i] = i % 193 / 193.0;
}

uint32_t run(void) {
  double *a = memory + N * N, *b = a + N * M;
  syr2k(1.5, 0.25, (double(*)[N])memory, (double(*)[M])a, (double(*)[M])b);
  double sum = 0;
  for (int i = 0; i < N * N; i++)
    sum += memory[i];
  return double_bits(sum);
}
