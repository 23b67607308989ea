// Positions in an open directory: small numbers for the guest, who keeps them in 32 bits, for the
// host's, which are 63-bit hashes on some file systems.
//
// Number n > 0 is a position behind an entry that was handed out; 0 is the start. A host's position
// has one number for as long as it is known, and a number never comes to mean another one. The
// latest MAX_POSITIONS numbers are known.
#pragma once

#include "runtime/wasi/types.h"

namespace wexn::wasi {

class Positions {
public:
  Positions() = default;
  Positions(const Positions &) = delete;
  Positions &operator=(const Positions &) = delete;
  ~Positions();

  // The host's position for a number. false: none, or one that is too old.
  bool find(uint64_t number, int64_t &host) const;
  // The number for a host's position. nomem, overflow (all are used up; `rewind` begins anew).
  Errno number_of(int64_t host, uint32_t &number);
  // Reading starts at the beginning, where a guest may no longer count on older numbers.
  void rewind();

private:
  bool known(uint32_t number) const {
    return number != 0 && number <= last_ && last_ - number < capacity_;
  }
  int64_t &at(uint32_t number) const { return ring_[(number - 1) & (capacity_ - 1)]; }
  uint32_t &slot_of(int64_t host) const;
  bool grow();
  void index();

  int64_t *ring_ = nullptr;   // capacity_ positions, that of `number` at number - 1 round
  uint32_t *index_ = nullptr; // hash table of 2 * capacity_ numbers by position; 0 is empty
  uint32_t capacity_ = 0;     // a power of two, or 0
  uint32_t last_ = 0;         // number
  uint32_t used_ = 0;         // slots of index_, those of forgotten numbers as well
};

} // namespace wexn::wasi
