// Ackermann's function: deep recursion.
#include "../kernel.h"

void setup(void) {}

__attribute__((noinline)) static uint32_t ackermann(uint32_t m, uint32_t n) {
  if (m == 0)
    return n + 1;
  return ackermann(m - 1, n == 0 ? 1 : ackermann(m, n - 1));
}

uint32_t run(void) { return ackermann(2, 600) + ackermann(3, 6); }
