// C = alpha * A * B + beta * C, 160 x 170 x 180 doubles behind pointers that may be anything: whether rows overlap has to be
// found out when the loop runs.
#include "../kernel.h"
enum { NI = 160, NJ = 170, NK = 180 };
static double array[NI * NJ + NI * NK + NK * NJ];
double *memory; // which the compiler does not know

__attribute__((noinline)) static void gemm(double alpha, double beta, double c[NI][NJ], double a[NI][NK], double b[NK][NJ]) {
  for (int i = 0; i < NI; i++) {
    for (int j = 0; j < NJ; j++)
      c[i][j] *= beta;
    for (int k = 0; k < NK; k++)
      for (int j = 0; j < NJ; j++)
        c[i][j] += alpha * a[i][k] * b[k][j];
  }
}

void setup(void) {
  memory = array;
  for (int i = 0; i < (int)(sizeof array / sizeof *array); i++)
    array[i] = i % 199 / 199.0;
}

uint32_t run(void) {
  double *c = memory, *a = c + NI * NJ, *b = a + NI * NK;
  gemm(1.5, 0.25, (double(*)[NJ])c, (double(*)[NK])a, (double(*)[NJ])b);
  double sum = 0;
  for (int i = 0; i < NI * NJ; i++)
    sum += c[i];
  return double_bits(sum);
}
