// See copy_values.h.
#include "wexnc/optimize/copy_values.h"

#include "llvm/IR/Instruction.h"

#include <cstdlib>

namespace wexn::optimize::copies {

using namespace llvm;

uint64_t cut(uint64_t n, unsigned width) {
  return width >= 64 ? n : n & ((uint64_t{1} << width) - 1);
}

Known number_of(uint64_t n, unsigned width) {
  Known k;
  k.width = static_cast<uint8_t>(width);
  k.number = cut(n, width);
  return k;
}

std::optional<Row> row_of(const Known &k) {
  if (k.source == 1 && k.target == 0)
    return Row::Source;
  if (k.source == 0 && k.target == 1)
    return Row::Target;
  return std::nullopt;
}

std::optional<Known> lanes_of(const Known &k) {
  if (k.kind == Known::Lanes)
    return k;
  if (!k.is_number() || k.width % kByte != 0)
    return std::nullopt;
  Known all = k;
  all.kind = Known::Lanes;
  for (unsigned i = 0; i < k.width / kByte; ++i)
    all.lanes[i] = {Lane::Number, static_cast<int16_t>(k.number >> (kByte * i) & 0xff)};
  return all;
}

std::optional<Known> folded(unsigned opcode, uint64_t a, uint64_t b, unsigned width) {
  switch (opcode) {
  case Instruction::Add:
    return number_of(a + b, width);
  case Instruction::Sub:
    return number_of(a - b, width);
  case Instruction::Mul:
    return number_of(a * b, width);
  case Instruction::And:
    return number_of(a & b, width);
  case Instruction::Or:
    return number_of(a | b, width);
  case Instruction::Xor:
    return number_of(a ^ b, width);
  case Instruction::Shl:
    return b < width ? std::optional(number_of(a << b, width)) : std::nullopt;
  case Instruction::LShr:
    return b < width ? std::optional(number_of(a >> b, width)) : std::nullopt;
  case Instruction::UDiv:
    return b ? std::optional(number_of(a / b, width)) : std::nullopt;
  case Instruction::URem:
    return b ? std::optional(number_of(a % b, width)) : std::nullopt;
  default:
    return std::nullopt;
  }
}

std::optional<Known> added(const Known &a, const Known &b, int sign, unsigned width) {
  if (a.kind != Known::Sum || b.kind != Known::Sum)
    return std::nullopt;
  const int source = a.source + sign * b.source, target = a.target + sign * b.target;
  if (std::abs(source) > kMostTimes || std::abs(target) > kMostTimes)
    return std::nullopt;
  Known sum = a;
  sum.source = static_cast<int8_t>(source);
  sum.target = static_cast<int8_t>(target);
  sum.number = cut(a.number + uint64_t(int64_t(sign)) * b.number, width);
  return sum;
}

std::optional<Known> multiplied(const Known &a, uint64_t by, unsigned width) {
  if (a.kind != Known::Lanes)
    return std::nullopt;
  Known sum = *lanes_of(number_of(0, width));
  for (unsigned i = 0; i < width / kByte; ++i) {
    const uint64_t factor = by >> (kByte * i) & 0xff;
    if (factor == 0)
      continue;
    const auto part = factor == 1 ? shifted(a, kByte * i) : std::nullopt;
    const auto more = part ? joined(sum, *part) : std::nullopt;
    if (!more)
      return std::nullopt;
    sum = *more;
  }
  return sum;
}

std::optional<Known> joined(const Known &a, const Known &b) {
  auto all = lanes_of(a);
  const auto others = lanes_of(b);
  if (!all || !others)
    return std::nullopt;
  for (unsigned i = 0; i < a.width / kByte; ++i)
    if (all->lanes[i].is(0))
      all->lanes[i] = others->lanes[i];
    else if (!others->lanes[i].is(0))
      return std::nullopt;
  return all;
}

std::optional<Known> shifted(const Known &a, int64_t by) {
  if (a.kind != Known::Lanes || by % kByte != 0 || std::abs(by) >= int64_t(a.width))
    return std::nullopt;
  Known to = a;
  const int lanes = int(a.width / kByte), ways = int(by) / int(kByte);
  for (int i = 0; i < lanes; ++i)
    to.lanes[size_t(i)] = i - ways >= 0 && i - ways < lanes ? a.lanes[size_t(i - ways)] : Lane{};
  return to;
}

} // namespace wexn::optimize::copies
