// The lower half of C = alpha * A * A' + beta * C, 200 x 180 doubles behind pointers that may be anything; rows grow.
#include "../kernel.h"
enum { N = 200, M = 180 };
static double array[N * N + N * M];
double *memory; // which the compiler does not know

__attribute__((noinline)) static void syrk(double alpha, double beta, double c[N][N], double a[N][M]) {
  for (int i = 0; i < N; i++) {
    for (int j = 0; j <= i; j++)
      c[i][j] *= beta;
    for (int k = 0; k < M; k++)
      for (int j = 0; j <= i; j++)
        c[i][j] += alpha * a[i][k] * a[j][k];
  }
}

void setup(void) {
  memory = array;
  for (int i = 0; i < (int)(sizeof array / sizeof *array); i++)
    array[i] = i % 197 / 197.0;
}

uint32_t run(void) {
  syrk(1.5, 0.25, (double(*)[N])memory, (double(*)[M])(memory + N * N));
  double sum = 0;
  for (int i = 0; i < N * N; i++)
    sum += memory[i];
  return double_bits(sum);
}
