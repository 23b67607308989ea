// Copies by words of 8 bytes, for the memory functions of programs without a C library. Every word
// is aligned: they also run where unaligned accesses fault. Compiled without recognition of loops
// that are a memcpy or memset.
#ifndef WEXN_RUNTIME_BAREMETAL_WORDS_H
#define WEXN_RUNTIME_BAREMETAL_WORDS_H

#include <stddef.h>
#include <stdint.h>

namespace wexn::rt {

typedef uint64_t __attribute__((may_alias)) Word;

inline Word &word(uint8_t *at) { return *reinterpret_cast<Word *>(at); }
inline const Word &word(const uint8_t *at) { return *reinterpret_cast<const Word *>(at); }

inline bool aligned(const uint8_t *a, const uint8_t *b) {
  return ((reinterpret_cast<uintptr_t>(a) | reinterpret_cast<uintptr_t>(b)) & 7) == 0;
}

inline void copy_up(uint8_t *to, const uint8_t *from, size_t bytes) {
  while (bytes != 0) {
    if (bytes >= 8 && aligned(to, from)) {
      word(to) = word(from);
      to += 8, from += 8, bytes -= 8;
    } else {
      *to++ = *from++;
      --bytes;
    }
  }
}

inline void copy_down(uint8_t *to, const uint8_t *from, size_t bytes) {
  while (bytes != 0) {
    if (bytes >= 8 && aligned(to + bytes, from + bytes)) {
      bytes -= 8;
      word(to + bytes) = word(from + bytes);
    } else {
      --bytes;
      to[bytes] = from[bytes];
    }
  }
}

} // namespace wexn::rt

#endif
