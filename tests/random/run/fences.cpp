// What no code may touch, on both sides of whatever the runtime reserves address space for: a load
// outside of a memory is a fault then, always, also if nothing wants its value. The linker puts
// these in front of the port's functions (--wrap).
#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <vector>

namespace {

#ifdef __aarch64__
constexpr size_t kFence = size_t{1} << 26; // an emulator takes time for each page
#else
constexpr size_t kFence = (size_t{1} << 40) + (size_t{1} << 36);
#endif

struct Reserved {
  uint8_t *start; // what the runtime has of it
  size_t bytes;
  void *all;
  size_t all_bytes;
};
std::vector<Reserved> reserved;

} // namespace

extern "C" {

void *__real_wexn_port_reserve(size_t bytes);
void __real_wexn_port_release(void *start, size_t bytes);
void *__wrap_wexn_port_reserve(size_t bytes);
void __wrap_wexn_port_release(void *start, size_t bytes);

void *__wrap_wexn_port_reserve(size_t bytes) {
  const size_t all_bytes = bytes + 2 * kFence;
  auto *all = static_cast<uint8_t *>(__real_wexn_port_reserve(all_bytes));
  if (!all)
    return nullptr;
  reserved.push_back({all + kFence, bytes, all, all_bytes});
  return all + kFence;
}

// What is given back at one end only, and was never used, becomes a part of the fence.
void __wrap_wexn_port_release(void *start, size_t bytes) {
  auto *from = static_cast<uint8_t *>(start);
  const auto found = std::ranges::find_if(reserved, [&](const Reserved &each) {
    return from >= each.start && from < each.start + each.bytes;
  });
  if (found == reserved.end())
    return __real_wexn_port_release(start, bytes);
  if (from == found->start)
    found->start += bytes;
  found->bytes -= bytes;
  if (found->bytes > 0)
    return;
  __real_wexn_port_release(found->all, found->all_bytes);
  reserved.erase(found);
}

} // extern "C"
