/* Ends in the way that the first argument says. */
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

__attribute__((noinline)) static int load(uintptr_t address) { return *(volatile int *)address; }
__attribute__((noinline)) static int outer_load(uintptr_t address) { return load(address) + 1; }
__attribute__((noinline)) static int divide(int a, int b) { return a / b; }
__attribute__((noinline)) static int recurse(int n) {
  return n < 0 ? 0 : recurse(n + 1) * 3 + recurse(n - 5);
}
static int callee(int x) { return x; }

int main(int argc, char **argv) {
  puts("before");
  fflush(stdout);
  const char *how = argc > 1 ? argv[1] : "";
  volatile int zero = 0;
  if (!strcmp(how, "bounds"))
    return outer_load(0xfff00000u + (unsigned)zero);
  if (!strcmp(how, "divide"))
    return divide(5, zero);
  if (!strcmp(how, "stack"))
    return recurse(1 + zero);
  if (!strcmp(how, "abort"))
    abort();
  if (!strcmp(how, "type")) {
    void (*volatile f)(void) = (void (*)(void))(uintptr_t)callee;
    f();
  }
  return 0;
}
