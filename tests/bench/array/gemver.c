// A += u1 * v1' + u2 * v2'; x = beta * A' * y + z; w = alpha * A * x, 700 x 700 doubles behind pointers that may be anything.
#include "../kernel.h"
enum { N = 700 };
static double array[N * N + 8 * N];
double *memory; // which the compiler does not know

__attribute__((noinline)) static void gemver(double alpha, double beta, double a[N][N], double *u1, double *v1, double *u2,
                                             double *v2, double *w, double *x, double *y, double *z) {
  for (int i = 0; i < N; i++)
    for (int j = 0; j < N; j++)
      a[i][j] = a[i][j] + u1[i] * v1[j] + u2[i] * v2[j];
  for (int i = 0; i < N; i++)
    for (int j = 0; j < N; j++)
      x[i] = x[i] + beta * a[j][i] * y[j];
  for (int i = 0; i < N; i++)
    x[i] = x[i] + z[i];
  for (int i = 0; i < N; i++)
    for (int j = 0; j < N; j++)
      w[i] = w[i] + alpha * a[i][j] * x[j];
}

void setup(void) {
  memory = array;
  for (int i = 0; i < (int)(sizeof array / sizeof *array); i++)
    array[i] = i % 191 / 191.0;
}

uint32_t run(void) {
  double *u1 = memory + N * N, *v1 = u1 + N, *u2 = v1 + N, *v2 = u2 + N, *w = v2 + N, *x = w + N;
  for (int i = 0; i < N; i++)
    w[i] = x[i] = 0;
  gemver(1.5, 0.25, (double(*)[N])memory, u1, v1, u2, v2, w, x, x + N, x + 2 * N);
  double sum = 0;
  for (int i = 0; i < N; i++)
    sum += w[i];
  return double_bits(sum);
}
