// See positions.h. The ring and its index grow for as long as the ring holds all there are.
#include "runtime/wasi/positions.h"

#include "runtime/wasi/limits.h"

#include <bit>
#include <cstdlib>
#include <cstring>

namespace wexn::wasi {
namespace {

constexpr uint32_t MAX_NUMBER = INT32_MAX; // of a `long` in the guest

} // namespace

Positions::~Positions() {
  std::free(ring_);
  std::free(index_);
}

bool Positions::find(uint64_t number, int64_t &host) const {
  if (number == 0) {
    host = 0;
    return true;
  }
  if (number > MAX_NUMBER || !known(static_cast<uint32_t>(number)))
    return false;
  host = at(static_cast<uint32_t>(number));
  return true;
}

// The slot that holds the known number for `host`, or an empty one. There always is one.
uint32_t &Positions::slot_of(int64_t host) const {
  uint32_t mask = 2 * capacity_ - 1;
  int bits = std::popcount(mask);
  uint64_t hash = static_cast<uint64_t>(host) * 0x9e3779b97f4a7c15u;
  for (uint32_t slot = static_cast<uint32_t>(hash >> (64 - bits));; slot++) {
    uint32_t &number = index_[slot & mask];
    if (number == 0 || (known(number) && at(number) == host))
      return number;
  }
}

void Positions::index() {
  std::memset(index_, 0, 2 * capacity_ * sizeof *index_);
  used_ = last_ < capacity_ ? last_ : capacity_;
  for (uint32_t i = 0; i < used_; i++)
    slot_of(at(last_ - i)) = last_ - i;
}

bool Positions::grow() {
  uint32_t capacity = capacity_ ? capacity_ * 2 : 64;
  void *ring = std::realloc(ring_, capacity * sizeof *ring_);
  if (!ring)
    return false;
  ring_ = static_cast<int64_t *>(ring);
  void *table = std::realloc(index_, 2 * capacity * sizeof *index_);
  if (!table)
    return false;
  index_ = static_cast<uint32_t *>(table);
  capacity_ = capacity;
  index();
  return true;
}

Errno Positions::number_of(int64_t host, uint32_t &number) {
  if (capacity_ && (number = slot_of(host)))
    return Errno::success;
  if (last_ == MAX_NUMBER)
    return Errno::overflow;
  if (last_ == capacity_ && capacity_ < MAX_POSITIONS) {
    if (!grow())
      return Errno::nomem;
  } else if (used_ == capacity_ + capacity_ / 2) {
    index();
  }
  number = ++last_;
  at(number) = host;
  slot_of(host) = number;
  used_++;
  return Errno::success;
}

void Positions::rewind() {
  if (last_ <= MAX_NUMBER / 2)
    return;
  last_ = 0;
  index();
}

} // namespace wexn::wasi
