// args_*, environ_*: an array of addresses and the NUL-terminated texts they point to, both in
// buffers of the guest whose sizes it asked for before.
#include "runtime/wasi/guest.h"

namespace wexn::wasi {
namespace {

uint64_t text_bytes(const Strings &strings) {
  uint64_t bytes = 0;
  for (uint32_t i = 0; i < strings.count; i++)
    bytes += std::strlen(strings.items[i]) + 1;
  return bytes;
}

Errno sizes(const Strings &strings, Out<uint32_t> count, Out<uint32_t> bytes) {
  uint64_t total = text_bytes(strings);
  if (total > UINT32_MAX)
    return Errno::overflow;
  count.set(strings.count);
  bytes.set(static_cast<uint32_t>(total));
  return Errno::success;
}

Errno copy(const Call &call, const Strings &strings, Address pointers, Address text) {
  uint8_t *array, *bytes;
  if (!call.range(pointers.value, uint64_t{strings.count} * 4, array) ||
      !call.range(text.value, text_bytes(strings), bytes))
    return Errno::fault;
  uint32_t address = text.value;
  for (uint32_t i = 0; i < strings.count; i++) {
    size_t size = std::strlen(strings.items[i]) + 1;
    std::memcpy(array + uint64_t{i} * 4, &address, 4);
    std::memcpy(bytes, strings.items[i], size);
    bytes += size;
    address += static_cast<uint32_t>(size);
  }
  return Errno::success;
}

} // namespace

Errno args_get(Call &call, Address argv, Address text) {
  return copy(call, call.state->args, argv, text);
}
Errno args_sizes_get(Call &call, Out<uint32_t> count, Out<uint32_t> bytes) {
  return sizes(call.state->args, count, bytes);
}
Errno environ_get(Call &call, Address environ_, Address text) {
  return copy(call, call.state->environment, environ_, text);
}
Errno environ_sizes_get(Call &call, Out<uint32_t> count, Out<uint32_t> bytes) {
  return sizes(call.state->environment, count, bytes);
}

} // namespace wexn::wasi
