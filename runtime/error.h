// Texts of WEXN_ERROR, put together from parts into the store's message.
#ifndef WEXN_RUNTIME_ERROR_H
#define WEXN_RUNTIME_ERROR_H

#include "runtime/store.h"

namespace wexn::rt {

struct Text {
  const char *data;
  uint64_t size;
  Text(const char *s) : data(s), size(__builtin_strlen(s)) {}
  Text(wexn_name name) : data(name.data), size(name.size) {}
};

// A number in decimal; usable as long as the object lives.
struct Decimal {
  char digits[20];
  uint32_t size = 0;
  explicit Decimal(uint64_t value) {
    char *p = digits + sizeof digits;
    do {
      *--p = static_cast<char>('0' + value % 10);
      value /= 10;
      ++size;
    } while (value != 0);
    __builtin_memmove(digits, p, size);
  }
  operator Text() const { return wexn_name{digits, size}; }
};

// Sets the message, cut off when too long; returns WEXN_ERROR.
wexn_status fail_parts(wexn_store *store, const Text *parts, uint32_t count);

template <typename... Parts> wexn_status fail(wexn_store *store, const Parts &...parts) {
  const Text texts[] = {Text(parts)...};
  return fail_parts(store, texts, sizeof...(parts));
}

wexn_status fail_no_memory(wexn_store *store);

} // namespace wexn::rt

#endif
