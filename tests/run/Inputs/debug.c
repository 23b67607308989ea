/* Divides by zero four calls down; square is inlined where there is an optimiser. Tests name lines by
 * number. */
#include <stdio.h>
#include <stdlib.h>

static int square(int x) {
  return x * x;
}

__attribute__((noinline)) int divide(int by) {
  volatile int *p = malloc(sizeof *p);
  *p = square(by);
  int result = 1000 / *p;
  free((void *)p);
  return result;
}

__attribute__((noinline)) int walk(int n, int *calls) {
  *calls += 1;
  if (n == 0)
    return divide(*calls - 4);
  return walk(n - 1, calls) + 1;
}

int main(int argc, char **argv) {
  int calls = 0;
  int r = walk(argc + 2, &calls);
  printf("%d %d\n", r, calls);
  return 0;
}
