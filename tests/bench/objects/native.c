// Some of the kernels (kernels.wat) as one writes them in C, with malloc and free.
#include "measure.h"

#include <stdlib.h>
#include <string.h>

typedef struct Tree {
  struct Tree *left, *right;
} Tree;

static Tree *make(uint32_t depth) {
  Tree *tree = malloc(sizeof *tree);
  tree->left = depth == 0 ? NULL : make(depth - 1);
  tree->right = depth == 0 ? NULL : make(depth - 1);
  return tree;
}

static uint32_t count_and_free(Tree *tree) {
  if (!tree)
    return 0;
  const uint32_t count = 1 + count_and_free(tree->left) + count_and_free(tree->right);
  free(tree);
  return count;
}

static uint32_t trees(uint32_t depth) {
  uint32_t sum = count_and_free(make(depth + 1));
  Tree *kept = make(depth);
  for (uint32_t d = 4; d <= depth; d += 2)
    for (uint32_t i = 1u << (depth + 4 - d); i != 0; i--)
      sum += count_and_free(make(d));
  return sum + count_and_free(kept);
}

typedef struct Link {
  struct Link *next;
  uint32_t value;
} Link;

static uint32_t list(uint32_t n) {
  Link *all = NULL;
  for (; n != 0; n--) {
    Link *link = malloc(sizeof *link);
    *link = (Link){all, n};
    all = link;
  }
  uint32_t sum = 0;
  while (all) {
    Link *next = all->next;
    sum = sum * 7 + all->value;
    free(all);
    all = next;
  }
  return sum;
}

static uint32_t seed;
static uint32_t next_random(void) {
  seed = seed * 1103515245 + 12345;
  return seed >> 8;
}

static int32_t *some_ints(uint32_t n) {
  int32_t *all = malloc(n * sizeof *all);
  seed = 1;
  for (uint32_t i = 0; i < n; i++)
    all[i] = (int32_t)next_random();
  return all;
}

__attribute__((noinline)) static uint32_t sum_ints(const int32_t *a, uint32_t n) {
  uint32_t sum = 0;
  for (uint32_t i = 0; i < n; i++)
    sum += (uint32_t)a[i];
  return sum;
}

static uint32_t sum(uint32_t n) {
  int32_t *a = some_ints(10000);
  uint32_t h = 0;
  for (; n != 0; n--) {
    a[7] = (int32_t)h;
    h = h * 31 + sum_ints(a, 10000);
  }
  free(a);
  return h;
}

__attribute__((noinline)) static void add_scaled(double *c, const double *a, const double *b,
                                                 double k, int n) {
  for (int i = 0; i < n; i++)
    c[i] = a[i] * k + b[i];
}

static uint32_t axpy(uint32_t n) {
  enum { SIZE = 4000 };
  double *a = malloc(3 * SIZE * sizeof *a), *b = a + SIZE, *c = b + SIZE;
  for (int i = 0; i < SIZE; i++)
    a[i] = 1.5, b[i] = 2.5, c[i] = 0;
  for (; n != 0; n--)
    add_scaled(c, a, b, n, SIZE);
  const uint32_t h = (uint32_t)(int32_t)c[SIZE - 1];
  free(a);
  return h;
}

static uint32_t copy(uint32_t n) {
  int32_t *a = some_ints(10000), *b = calloc(10000, sizeof *b);
  for (; n != 0; n--) {
    a[n & 8191] = (int32_t)n;
    memmove(b + 1, a, 9999 * sizeof *a);
    memmove(b, b + 1, 9999 * sizeof *a);
  }
  const uint32_t h = sum_ints(b, 10000);
  free(a);
  free(b);
  return h;
}

__attribute__((noinline)) static void fill_ints(int32_t *a, int32_t x, uint32_t n) {
  for (uint32_t i = 0; i < n; i++)
    a[i] = x;
}

static uint32_t fill(uint32_t n) {
  int32_t *a = calloc(10000, sizeof *a);
  uint32_t h = 0;
  for (; n != 0; n--) {
    fill_ints(a + 1, (int32_t)n, 9998);
    h += (uint32_t)a[n & 8191];
  }
  free(a);
  return h;
}

static void sort_part(int32_t *a, int low, int high) {
  while (low < high) {
    int i = low, j = high;
    const int32_t pivot = a[(uint32_t)(low + high) >> 1];
    do {
      while (a[i] < pivot)
        i++;
      while (a[j] > pivot)
        j--;
      if (i <= j) {
        const int32_t x = a[i];
        a[i++] = a[j];
        a[j--] = x;
      }
    } while (i <= j);
    sort_part(a, low, j);
    low = i;
  }
}

static uint32_t sort(uint32_t n) {
  int32_t *a = some_ints(n);
  sort_part(a, 0, (int)n - 1);
  const uint32_t h = (uint32_t)(a[n / 2] ^ a[n / 3]);
  free(a);
  return h;
}

__attribute__((noinline)) static uint32_t upper(uint8_t *to, const uint8_t *from, uint32_t n) {
  uint32_t changed = 0;
  for (uint32_t i = 0; i < n; i++) {
    uint32_t x = from[i];
    if (x - 97 < 26) {
      x -= 32;
      changed++;
    }
    to[i] = (uint8_t)x;
  }
  return changed;
}

static uint32_t bytes(uint32_t n) {
  uint8_t *a = malloc(10000), *b = malloc(10000);
  uint32_t h = 0;
  for (uint32_t i = 0; i < 10000; i++)
    a[i] = (uint8_t)(i % 127);
  for (; n != 0; n--) {
    a[n & 8191] = (uint8_t)n;
    h += upper(b, a, 10000);
  }
  h += b[97];
  free(a);
  free(b);
  return h;
}

__attribute__((noinline)) static uint32_t dot(const int16_t *a, const int16_t *b, uint32_t n) {
  uint32_t sum = 0;
  for (uint32_t i = 0; i < n; i++)
    sum += (uint32_t)(a[i] * b[i]);
  return sum;
}

static uint32_t shorts(uint32_t n) {
  int16_t *a = malloc(20000), *b = malloc(20000);
  uint32_t h = 0;
  for (uint32_t i = 0; i < 10000; i++) {
    a[i] = (int16_t)(i * 77);
    b[i] = (int16_t)(i * 91);
  }
  for (; n != 0; n--) {
    a[n & 8191] = (int16_t)n;
    h += dot(a, b, 10000);
  }
  free(a);
  free(b);
  return h;
}

const Kernel kernels[] = {{"trees", trees},   {"list", list}, {"sum", sum},   {"axpy", axpy},
                          {"copy", copy},     {"fill", fill}, {"sort", sort}, {"bytes", bytes},
                          {"shorts", shorts}, {NULL, NULL}};
void prepare(void) {}
void forget_pauses(void) {}
Pauses pauses(void) { return (Pauses){0, 0}; }
