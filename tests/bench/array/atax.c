// y = A' * (A * x), 800 x 900 doubles behind pointers that may be anything.
#include "../kernel.h"
enum { M = 800, N = 900 };
static double array[M * N + M + 2 * N];
double *memory; // which the compiler does not know

__attribute__((noinline)) static void atax(double a[M][N], double *x, double *y, double *tmp) {
  for (int j = 0; j < N; j++)
    y[j] = 0;
  for (int i = 0; i < M; i++) {
    tmp[i] = 0;
    for (int j = 0; j < N; j++)
      tmp[i] = tmp[i] + a[i][j] * x[j];
    for (int j = 0; j < N; j++)
      y[j] = y[j] + a[i][j] * tmp[i];
  }
}

void setup(void) {
  memory = array;
  for (int i = 0; i < (int)(sizeof array / sizeof *array); i++)
    array[i] = i % 181 / 181.0;
}

uint32_t run(void) {
  double *x = memory + M * N, *y = x + N;
  atax((double(*)[N])memory, x, y, y + N);
  double sum = 0;
  for (int i = 0; i < N; i++)
    sum += y[i];
  return double_bits(sum);
}
