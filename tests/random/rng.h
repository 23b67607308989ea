// Random decisions that a seed determines. One of them can be made otherwise: so a copy of a
// statement differs from the others in one point.
#pragma once

#include <cstddef>
#include <cstdint>
#include <initializer_list>
#include <string>
#include <vector>

namespace wexn::random {

class Rng {
public:
  explicit Rng(uint64_t seed) : state_(seed) {}
  // The same decisions as Rng(seed), but for number `changed`.
  Rng(uint64_t seed, unsigned changed) : state_(seed), changed_(changed) {}

  uint64_t next() {
    if (made_++ == changed_)
      state_ ^= 0x5851f42d4c957f2d;
    state_ += 0x9e3779b97f4a7c15;
    uint64_t z = state_;
    z = (z ^ (z >> 30)) * 0xbf58476d1ce4e5b9;
    z = (z ^ (z >> 27)) * 0x94d049bb133111eb;
    z ^= z >> 31;
    if (made_ - 1 == changed_)
      state_ ^= 0x5851f42d4c957f2d; // what comes after is as before
    return z;
  }
  uint64_t below(uint64_t n) { return next() % n; }
  int64_t between(int64_t low, int64_t high) {
    return low + static_cast<int64_t>(below(static_cast<uint64_t>(high - low + 1)));
  }
  bool chance(unsigned percent) { return below(100) < percent; }
  template <typename T> T pick(std::initializer_list<T> of) { return of.begin()[below(of.size())]; }
  template <typename T> const T &pick(const std::vector<T> &of) { return of[below(of.size())]; }

private:
  static constexpr unsigned kNever = UINT32_MAX;
  uint64_t state_;
  unsigned changed_ = kNever, made_ = 0;
};

} // namespace wexn::random
