// The values of an exception in the store's payload area and in its object: one behind the other,
// each in wexn_payload_bytes.
#ifndef WEXN_RUNTIME_PAYLOAD_H
#define WEXN_RUNTIME_PAYLOAD_H

#include <wexn/abi/types.h>

namespace wexn::rt {

// Bytes of the first `count` values.
inline uint32_t payload_offset(const wexn_type &type, uint32_t count) {
  uint32_t bytes = 0;
  for (uint32_t i = 0; i < count; ++i)
    bytes += wexn_payload_bytes(type.types[i].code);
  return bytes;
}
inline uint32_t payload_bytes(const wexn_type &type) {
  return payload_offset(type, type.num_params);
}

// REQUIRES: index < type.num_params.
inline void read_payload(const wexn_type &type, const uint8_t *values, uint32_t index,
                         wexn_slot *out) {
  __builtin_memcpy(out, values + payload_offset(type, index),
                   wexn_payload_bytes(type.types[index].code));
}

// A multiple of 8 bytes. Most exceptions have a value or two, so that a call would cost more.
inline void copy_payload(uint8_t *to, const uint8_t *from, uint32_t bytes) {
#pragma clang loop vectorize(disable) unroll(disable)
  for (uint64_t rest = bytes; rest != 0; rest -= 8) {
    uint64_t value;
    __builtin_memcpy(&value, from + rest - 8, 8);
    __builtin_memcpy(to + rest - 8, &value, 8);
  }
}

} // namespace wexn::rt

#endif
