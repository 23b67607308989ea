// Words searched for in 100,000 bytes of text: a naive search and Horspool's.
#include "../kernel.h"
enum { N = 100000 };
static uint8_t text[N];
static const char *const words[] = {"gatattac", "aaccaatt", "cgcgcgtt", "ttagggat"};

void setup(void) {
  uint32_t seed = 19;
  for (int i = 0; i < N; i++)
    text[i] = (uint8_t)"acgt"[next_random(&seed) >> 7 & 3];
}

static uint32_t naive(const uint8_t *p, int n, const char *w, int m) {
  uint32_t found = 0;
  for (int i = 0; i + m <= n; i++) {
    int j = 0;
    while (j < m && p[i + j] == (uint8_t)w[j])
      j++;
    if (j == m)
      found += (uint32_t)i;
  }
  return found;
}

static uint32_t horspool(const uint8_t *p, int n, const char *w, int m) {
  int skip[256];
  uint32_t found = 0;
  for (int i = 0; i < 256; i++)
    skip[i] = m;
  for (int i = 0; i < m - 1; i++)
    skip[(uint8_t)w[i]] = m - 1 - i;
  for (int i = 0; i + m <= n; i += skip[p[i + m - 1]]) {
    int j = m - 1;
    while (j >= 0 && p[i + j] == (uint8_t)w[j])
      j--;
    if (j < 0)
      found += (uint32_t)i;
  }
  return found;
}

uint32_t run(void) {
  uint32_t check = 0;
  for (int i = 0; i < 4; i++) {
    int m = 0;
    while (words[i][m])
      m++;
    check = check * 31 + naive(text, N, words[i], m);
    check = check * 31 + horspool(text, N, words[i], m);
  }
  return check;
}
