// Quicksort of 40,000 32-bit integers, small parts by insertion.
#include "../kernel.h"
enum { N = 40000 };
static int32_t original[N], v[N];

void setup(void) {
  uint32_t seed = 13;
  for (int i = 0; i < N; i++)
    original[i] = (int32_t)next_random(&seed);
}

static void sort(int32_t *p, int lo, int hi) {
  while (hi - lo > 12) {
    int32_t x = p[lo], y = p[(lo + hi) / 2], z = p[hi];
    int32_t pivot = x < y ? (y < z ? y : x < z ? z : x) : (x < z ? x : y < z ? z : y);
    int i = lo, j = hi;
    while (i <= j) {
      while (p[i] < pivot)
        i++;
      while (p[j] > pivot)
        j--;
      if (i <= j) {
        int32_t t = p[i];
        p[i++] = p[j];
        p[j--] = t;
      }
    }
    if (j - lo < hi - i) {
      sort(p, lo, j);
      lo = i;
    } else {
      sort(p, i, hi);
      hi = j;
    }
  }
  for (int i = lo + 1; i <= hi; i++) {
    int32_t x = p[i];
    int j = i - 1;
    for (; j >= lo && p[j] > x; j--)
      p[j + 1] = p[j];
    p[j + 1] = x;
  }
}

uint32_t run(void) {
  for (int i = 0; i < N; i++)
    v[i] = original[i];
  sort(v, 0, N - 1);
  uint32_t check = 0;
  for (int i = 0; i < N; i += 100)
    check = check * 31 + (uint32_t)v[i];
  return check;
}
