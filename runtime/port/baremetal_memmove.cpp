// memmove for programs without a C library.
#include "runtime/port/baremetal_words.h"

extern "C" __attribute__((weak)) void *memmove(void *to, const void *from, size_t bytes) {
  auto *t = static_cast<uint8_t *>(to);
  const auto *f = static_cast<const uint8_t *>(from);
  if (reinterpret_cast<uintptr_t>(t) - reinterpret_cast<uintptr_t>(f) >= bytes)
    wexn::rt::copy_up(t, f, bytes); // t is below f, or beyond its end
  else
    wexn::rt::copy_down(t, f, bytes);
  return to;
}
