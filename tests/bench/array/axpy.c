// y = a * x + y for 16,384 floats whose place is known at run time only.
#include "../kernel.h"
enum { N = 16384, ROUNDS = 200 };
static float storage[3][N];

void setup(void) {
  for (int i = 0; i < N; i++) {
    storage[0][i] = (float)(i % 100) * 0.25f;
    storage[1][i] = (float)(i % 77);
    storage[2][i] = 1;
  }
}

__attribute__((noinline)) static void axpy(float *restrict y, const float *restrict x, float a, int n) {
  for (int i = 0; i < n; i++)
    y[i] = a * x[i] + y[i];
}

uint32_t run(void) {
  for (int r = 0; r < ROUNDS; r++)
    axpy(storage[r & 1], storage[1 + (r & 1)], r & 2 ? 0.01f : -0.01f, N);
  float sum = 0;
  for (int i = 0; i < N; i += 97)
    sum += storage[0][i] + storage[1][i];
  return double_bits(sum);
}
