// C = A * B transposed, 160 x 160 32-bit integers: an inner loop that sums up (a reduction).
#include "../kernel.h"
enum { N = 160 };
static int32_t a[N][N], b[N][N], c[N][N];

void setup(void) {
  uint32_t seed = 7;
  for (int i = 0; i < N; i++)
    for (int j = 0; j < N; j++) {
      a[i][j] = (int32_t)(next_random(&seed) & 1023);
      b[i][j] = (int32_t)(next_random(&seed) & 1023);
    }
}

uint32_t run(void) {
  uint32_t check = 0;
  for (int i = 0; i < N; i++)
    for (int j = 0; j < N; j++) {
      int32_t sum = 0;
      for (int k = 0; k < N; k++)
        sum += a[i][k] * b[j][k];
      c[i][j] = sum;
      check = check * 31 + (uint32_t)sum;
    }
  return check;
}
