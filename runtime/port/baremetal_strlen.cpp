// strlen for programs without a C library.
#include <stddef.h>

extern "C" __attribute__((weak)) size_t strlen(const char *text) {
  size_t n = 0;
  while (text[n] != 0)
    ++n;
  return n;
}
