// The values that a run of a function over two rows of bytes computes (copy_run.h), where addresses
// and bytes are symbols, and what can be said of operations on them. None: it cannot be said.
#pragma once

#include "llvm/Support/MathExtras.h"

#include <array>
#include <cstdint>
#include <optional>

namespace wexn::optimize::copies {

constexpr int kMostTimes = 4;  // that a sum has an address in it
constexpr unsigned kByte = 8;  // bits
constexpr unsigned kLanes = 8; // bytes of the widest value

enum class Row : uint8_t { Source, Target };

// One byte: a number, a byte that lay in a row before the run, or one of the argument to fill with.
struct Lane {
  enum Kind : uint8_t { Number, Source, Target, Fill } kind = Number;
  int16_t which = 0; // the number, or the byte's place from the row's start
  bool operator==(const Lane &) const = default;
  [[nodiscard]] bool is(int16_t number) const { return kind == Number && which == number; }
};

struct Known {
  enum Kind : uint8_t {
    Sum,      // source * (source's address) + target * (target's) + number, modulo 2^width
    Lanes,    // bytes, from the lowest
    Low,      // only the lowest `bits` bits are known, those of number: of what is computed of the
              // rows' addresses whose source or target is not 0
    Instance, // pointer to the instance + number
    Pointer   // pointer to the memory's start + the same sum
  } kind = Sum;
  uint8_t width = 0; // bits
  uint8_t bits = 0;
  int8_t source = 0, target = 0; // at most kMostTimes, or as much below 0
  uint64_t number = 0;
  std::array<Lane, kLanes> lanes{};

  [[nodiscard]] bool is_number() const { return kind == Sum && !source && !target; }
  [[nodiscard]] int64_t offset() const { return llvm::SignExtend64(number, width); }
};

[[nodiscard]] uint64_t cut(uint64_t n, unsigned width);
[[nodiscard]] Known number_of(uint64_t n, unsigned width);

// Of a row: the place's number. The row's address times 1 is all that is added to it.
[[nodiscard]] std::optional<Row> row_of(const Known &k);
[[nodiscard]] std::optional<Known> lanes_of(const Known &k);
[[nodiscard]] std::optional<Known> folded(unsigned opcode, uint64_t a, uint64_t b, unsigned width);
[[nodiscard]] std::optional<Known> added(const Known &a, const Known &b, int sign, unsigned width);
// Bytes that are repeated.
[[nodiscard]] std::optional<Known> multiplied(const Known &a, uint64_t by, unsigned width);
[[nodiscard]] std::optional<Known> joined(const Known &a, const Known &b);
// To the left, or with a negative number to the right.
[[nodiscard]] std::optional<Known> shifted(const Known &a, int64_t by);

} // namespace wexn::optimize::copies
