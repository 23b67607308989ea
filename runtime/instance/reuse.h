// Address space that the process keeps for the next store: getting and returning it is most of what
// a short-lived instance costs. Bounded; shared by all threads without locks.
#ifndef WEXN_RUNTIME_KEPT_H
#define WEXN_RUNTIME_KEPT_H

#include <stdint.h>
#include <wexn/port.h>

namespace wexn::rt {

// Blocks of zeroed memory for stores and their arenas.
#ifdef WEXN_BARE
// From the port and back: there is nothing to save.
constexpr uint64_t kBlockSize = uint64_t{8} << 10;
[[nodiscard]] inline uint8_t *take_block() {
  return static_cast<uint8_t *>(wexn_port_pages(kBlockSize));
}
inline void give_block(uint8_t *block, uint64_t) { wexn_port_release(block, kBlockSize); }
#else
constexpr uint64_t kBlockSize = uint64_t{64} << 10;
[[nodiscard]] uint8_t *take_block(); // null: no memory
// `used`: bytes at the start that may not be zero any more.
void give_block(uint8_t *block, uint64_t used);
#endif

// Guarded reservations (memory.h). At most the first kKeptCommitted bytes are committed, and zero.
constexpr uint64_t kKeptCommitted = uint64_t{64} << 10;
[[nodiscard]] uint8_t *take_guarded(bool is64, uint64_t *committed); // null: no address space
void give_guarded(uint8_t *base, bool is64, uint64_t committed);

} // namespace wexn::rt

#endif
