// memcpy for programs without a C library. By words where both sides are aligned alike.
#include "runtime/port/baremetal_words.h"

extern "C" __attribute__((weak)) void *memcpy(void *__restrict to, const void *__restrict from,
                                              size_t bytes) {
  wexn::rt::copy_up(static_cast<uint8_t *>(to), static_cast<const uint8_t *>(from), bytes);
  return to;
}
