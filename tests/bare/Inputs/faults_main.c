/* Ends in the way that FAULT says. */
#include "print.h"

int main(void) {
  print("before\n");
#if FAULT == 1
  *(volatile int *)0xf0000000u = 1; /* nothing is there */
#elif FAULT == 2
  __asm__ volatile("udf #0");
#elif FAULT == 3
  __asm__ volatile("mov sp, %0\n\tstr x0, [sp, #-8]!" ::"r"((uintptr_t)0x3)); /* no stack */
#endif
  return 0;
}
