// memcmp for programs without a C library.
#include <stddef.h>
#include <stdint.h>

extern "C" __attribute__((weak)) int memcmp(const void *a, const void *b, size_t bytes) {
  const auto *x = static_cast<const uint8_t *>(a), *y = static_cast<const uint8_t *>(b);
  for (size_t i = 0; i < bytes; ++i)
    if (x[i] != y[i])
      return x[i] - y[i];
  return 0;
}
