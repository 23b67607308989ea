// memset for programs without a C library.
#include "runtime/port/baremetal_words.h"

extern "C" __attribute__((weak)) void *memset(void *to, int value, size_t bytes) {
  auto *t = static_cast<uint8_t *>(to);
  const auto byte = static_cast<uint8_t>(value);
  const uint64_t pattern = byte * 0x0101010101010101u;
  for (; bytes != 0;) {
    if (bytes >= 8 && wexn::rt::aligned(t, t)) {
      wexn::rt::word(t) = pattern;
      t += 8;
      bytes -= 8;
    } else {
      *t++ = byte;
      --bytes;
    }
  }
  return to;
}
