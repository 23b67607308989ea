// See text.h.
#include "tests/random/text.h"

namespace wexn::random {

const std::vector<Width> &widths() {
  static const std::vector<Width> kWidths = {
      {1, "i32", "i32.load8_u", "i32.store8"},   {1, "i32", "i32.load8_s", "i32.store8"},
      {2, "i32", "i32.load16_u", "i32.store16"}, {2, "i32", "i32.load16_s", "i32.store16"},
      {4, "i32", "i32.load", "i32.store"},       {4, "i32", "i32.load", "i32.store"},
      {4, "i32", "i32.load", "i32.store"},       {8, "i64", "i64.load", "i64.store"},
      {8, "i64", "i64.load", "i64.store"},       {1, "i64", "i64.load8_u", "i64.store8"},
      {2, "i64", "i64.load16_s", "i64.store16"}, {4, "i64", "i64.load32_s", "i64.store32"},
      {4, "f32", "f32.load", "f32.store"},       {8, "f64", "f64.load", "f64.store"},
      {16, "v128", "v128.load", "v128.store"},
  };
  return kWidths;
}

std::string access(const std::string &name, size_t memory, uint64_t offset,
                   const std::string &address, const std::string &value) {
  return "(" + name + (memory ? " " + std::to_string(memory) : "") +
         (offset ? " offset=" + std::to_string(offset) : "") + " " + address +
         (value.empty() ? "" : " " + value) + ")";
}

std::string combine(Rng &rng, const std::string &type, const std::string &a, const std::string &b) {
  const std::string t = type + ".";
  if (type == "v128")
    return op(rng.pick({"v128.xor", "v128.and", "i8x16.add", "i16x8.mul", "i32x4.add", "i32x4.sub",
                        "i64x2.add", "i16x8.add_sat_s", "i8x16.max_u", "i32x4.min_s"}),
              a, b);
  if (type == "f32" || type == "f64")
    return rng.chance(12) // the sign of a NaN is not determined
               ? op(t + "copysign", a, canonical(type, b))
               : op(t + rng.pick({"add", "sub", "mul", "add", "mul", "min", "max"}), a, b);
  switch (rng.below(15)) {
  case 0:
    return op(t + "shl", a, op(t + "and", b, constant(type, 15)));
  case 1:
    return op(t + (rng.chance(50) ? "shr_u" : "shr_s"), a, constant(type, rng.between(0, 40)));
  case 2:
    return op(t + "rotl", a, constant(type, rng.between(1, 63)));
  case 3: { // the smaller one
    return "(select " + a + " " + b + " " + op(t + (rng.chance(50) ? "lt_s" : "gt_u"), a, b) + ")";
  }
  case 4: { // some bits of b, times a power of two
    const int64_t low = rng.between(1, 12);
    const int64_t length = rng.between(1, (type == "i32" ? 32 : 60) - low);
    const std::string moved =
        op(t + (rng.chance(70) ? "shr_u" : "shl"), b, constant(type, rng.between(0, 20)));
    return op(t + rng.pick({"add", "add", "sub"}), a,
              op(t + "and", moved, constant(type, ((int64_t{1} << length) - 1) << low)));
  }
  default:
    return op(t + rng.pick({"add", "add", "add", "sub", "xor", "xor", "and", "or", "mul", "mul"}),
              a, b);
  }
}

std::string canonical(const std::string &type, const std::string &value) {
  if (type != "f32" && type != "f64")
    return value;
  const std::string local = type == "f32" ? "cf" : "cd";
  return "(select (" + type + ".const nan) (local.tee $" + local + " " + value + ") (" + type +
         ".ne " + get(local) + " " + get(local) + "))";
}

std::string convert(const std::string &from, const std::string &to, const std::string &value) {
  if (from == to)
    return value;
  // By way of i64 or i32.
  if (from == "v128")
    return convert("i64", to, op("i64x2.extract_lane 1", value));
  if (from == "f32")
    return convert("i32", to, op("i32.reinterpret_f32", canonical(from, value)));
  if (from == "f64")
    return convert("i64", to, op("i64.reinterpret_f64", canonical(from, value)));
  if (to == "v128")
    return op(from == "i32" ? "i32x4.splat" : "i64x2.splat", value);
  if (to == "f32" || to == "f64")
    return op(to + ".convert_" + from + "_s", value);
  return op(to == "i32" ? "i32.wrap_i64" : "i64.extend_i32_u", value);
}

uint64_t some_bits(Rng &rng) {
  switch (rng.below(6)) {
  case 0:
    return rng.below(8);
  case 1:
    return UINT64_MAX - rng.below(4);
  case 2:
    return uint64_t{1} << rng.below(64);
  case 3:
    return (uint64_t{1} << rng.below(64)) - 1;
  default:
    return rng.next();
  }
}

uint64_t bits_of(const std::string &type, int64_t number) {
  return static_cast<uint64_t>(number) & (type == "i64" ? UINT64_MAX : UINT32_MAX);
}

std::string some_constant(Rng &rng, const std::string &type) {
  if (type == "v128")
    return "(v128.const i64x2 " + std::to_string(some_bits(rng)) + " " +
           std::to_string(some_bits(rng)) + ")";
  if (type == "f32" || type == "f64")
    return "(" + type + ".const " + std::to_string(rng.between(-9, 9)) + "." +
           std::to_string(rng.below(4) * 25) + ")";
  const uint64_t bits = rng.chance(60) ? rng.below(10) + 1 : some_bits(rng);
  return type == "i32" ? constant("i32", static_cast<int32_t>(bits))
                       : constant("i64", static_cast<int64_t>(bits));
}

} // namespace wexn::random
