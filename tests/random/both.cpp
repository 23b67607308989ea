// Branches in loops, both ways of which begin with the same computations or nearly so: extensions,
// products, shuffles and sums of vectors and of numbers, of which one way reads less than the
// other.
#include "tests/random/text.h"

#include <string>
#include <vector>

namespace wexn::random {

namespace {

class Both {
public:
  Both(Rng &rng, const Setting &setting, std::string name)
      : rng_(rng), address_(setting.memories[0].type()), name_(std::move(name)) {}

  Function run() {
    // The vector may not be in the register that it came in.
    const bool fresh = rng_.chance(50);
    std::string body = fresh ? set("x", op("i8x16.splat", get("n"))) : "";
    body += " " + set("v", leaf()) + set("w", leaf()) + "\n (loop $again\n";
    if (rng_.chance(40))
      body += apart();
    else
      for (uint64_t i = 1 + rng_.below(2); i > 0; --i)
        body += branch();
    body += " (br_if $again (local.tee $n (i32.sub (local.get $n) (i32.const 1)))))\n";
    Function f;
    f.text = "(func (export \"" + name_ + "\") (param $p " + address_ +
             ") (param $n i32) (param $m i32) (param $" + (fresh ? "y" : "x") +
             " v128) (result i64)\n"
             " (local $v v128) (local $w v128) (local $i i32) (local $l i64)" +
             (fresh ? " (local $x v128)\n" : "\n") + body + " " +
             op("i64.add", op("i64x2.extract_lane 0", get("x")),
                op("i64.mul", op("i64x2.extract_lane 1", get("x")), constant("i64", 77))) +
             op("i64.xor", op("i64.extend_i32_u", get("i")),
                op("i64.xor", get("l"), op("i64x2.extract_lane 1", get("w")))) +
             " i64.add)\n";
    for (unsigned i = 0; i < 12; ++i)
      f.calls.push_back({0,
                         name_,
                         {{rng_.below(4096), 0},
                          {1 + rng_.below(6), 0},
                          {rng_.below(6), 0},
                          {some_bits(rng_), some_bits(rng_)}}});
    return f;
  }

private:
  Rng &rng_;
  std::string address_, name_;

  std::string some_vector() {
    std::string text = "(v128.const i16x8";
    const bool small = rng_.chance(50), same = rng_.chance(30);
    const uint64_t first = rng_.below(1000);
    for (unsigned i = 0; i < 8; ++i)
      text += " " + std::to_string(same ? first : rng_.below(small ? 256 : 1000));
    return text + ")";
  }
  std::string leaf() {
    switch (rng_.below(6)) {
    case 0:
      return some_vector();
    case 1:
      return access("v128.load", 0, 16 * rng_.below(4), get("p"));
    case 2:
      return op("i8x16.splat", get(rng_.chance(70) ? "n" : "m"));
    default:
      return get(rng_.pick({"x", "x", "v", "w"}));
    }
  }
  std::string extended(const std::string &v) {
    const unsigned first = rng_.chance(80) ? 8 : 0;
    if (rng_.chance(50)) { // of bytes, by lanes of zeros
      std::string text = "(i8x16.shuffle";
      for (unsigned i = 0; i < 8; ++i)
        text += " " + std::to_string(first + i) + " 16";
      return text + " " + v + " (v128.const i64x2 0 0))";
    }
    const bool bytes = rng_.chance(67);
    return op(std::string(bytes ? "i16x8.extend_" : "i32x4.extend_") + (first ? "high" : "low") +
                  (bytes ? "_i8x16" : "_i16x8") + (rng_.chance(75) ? "_u" : "_s"),
              v);
  }
  std::string combined(const std::string &a, const std::string &b) {
    return op(rng_.pick({"i16x8.add", "i16x8.sub", "i16x8.mul", "i16x8.mul", "v128.xor",
                         "i8x16.narrow_i16x8_u", "i16x8.add_sat_s", "i32x4.mul", "i8x16.add",
                         "i32x4.dot_i16x8_s", "i16x8.max_s", "i8x16.avgr_u", "i8x16.gt_s",
                         "i16x8.extmul_low_i8x16_u", "i16x8.extmul_high_i8x16_s"}),
              a, b);
  }
  // Of each lane only some bits are read.
  std::string part(const std::string &v) {
    switch (rng_.below(6)) {
    case 0:
    case 4:
    case 5:
      return op("v128.and", v, "(v128.const i16x8 255 255 255 255 255 255 255 255)");
    case 1:
      return op(rng_.pick({"i8x16.narrow_i16x8_u", "i8x16.narrow_i16x8_s"}), v, leaf());
    case 2: {
      std::string text = "(i8x16.shuffle";
      for (unsigned i = 0; i < 16; ++i)
        text += " " + std::to_string(i < 8 ? 2 * i : rng_.below(32));
      return text + " " + v + " " + leaf() + ")";
    }
    default:
      return op(rng_.pick({"i16x8.shr_u", "i16x8.shl", "i32x4.shl"}), v, constant("i32", 8));
    }
  }
  // A way that begins with `first`.
  std::string way(const std::string &first) {
    std::string v = first;
    if (rng_.chance(50))
      v = op("i16x8.mul", first, rng_.chance(50) ? first : leaf());
    else if (rng_.chance(40))
      v = combined(first, leaf());
    if (rng_.chance(50))
      v = part(v);
    for (uint64_t i = rng_.below(3); i > 0; --i)
      v = combined(v, leaf());
    std::string text = " " + set(rng_.chance(75) ? "x" : "w", v);
    if (rng_.chance(30))
      text += access("v128.store", 0, 64 + 16 * rng_.below(4), get("p"), get("x"));
    return text;
  }
  std::string number(bool wide, const std::string &first) {
    std::string v = op(rng_.pick({"i64.add", "i64.mul", "i64.xor"}), get("l"), first);
    if (!wide)
      return set("i",
                 op(rng_.pick({"i32.add", "i32.mul"}), get("i"),
                    rng_.chance(50) ? op("i32.and", op("i32.wrap_i64", v), constant("i32", 255))
                                    : op("i32.wrap_i64", v)));
    return set("l", v);
  }
  // Both ways take the upper bytes of a vector apart; one puts zeros between them, the other does
  // not care what is there.
  std::string apart() {
    const std::string of = rng_.chance(85) ? "x" : rng_.pick({"v", "w"});
    std::string zeros = "(i8x16.shuffle";
    for (unsigned i = 0; i < 8; ++i)
      zeros += " " + std::to_string(8 + i) + " 16";
    zeros += " " + get(of) + " (v128.const i64x2 0 0))";
    if (rng_.chance(70))
      zeros = op(rng_.pick({"i8x16.narrow_i16x8_u", "i8x16.narrow_i16x8_u", "i16x8.add"}), zeros,
                 rng_.chance(60) ? get(of) : leaf());
    if (rng_.chance(60))
      zeros = op("i16x8.mul", zeros, rng_.chance(60) ? some_vector() : leaf());
    std::string any = op("i16x8.extend_high_i8x16_u", get(of));
    any = op("i16x8.mul", any, rng_.chance(50) ? get(of) : leaf());
    any = op("v128.and", any, "(v128.const i16x8 255 255 255 255 255 255 255 255)");
    std::string ways[] = {zeros, any};
    for (std::string &each : ways) {
      for (uint64_t i = rng_.below(3); i > 0; --i)
        each = combined(each, leaf());
      each = set("x", each);
      if (rng_.chance(30))
        each += access("v128.store", 0, 64 + 16 * rng_.below(4), get("p"), get("x"));
    }
    const std::string condition =
        rng_.chance(50) ? op("i32.and", get("n"), constant("i32", 1))
                        : op("i32.lt_s", get("n"), rng_.chance(70) ? get("m") : constant("i32", 3));
    return " (if " + condition + " (then\n" + ways[0] + ") (else\n" + ways[1] + "))\n";
  }
  std::string branch() {
    const std::string operand = rng_.chance(80) ? get("x") : leaf();
    const std::string first = extended(operand);
    // The same bytes, by another instruction, or others.
    const std::string second = rng_.chance(50) ? first : extended(operand);
    std::string ways[] = {way(first), way(second)};
    if (rng_.chance(35)) {
      const std::string shared =
          op(rng_.pick({"i64.extend_i32_u", "i64.extend_i32_s"}),
             op(rng_.pick({"i32.mul", "i32.add", "i32.rotl"}), get("n"), get("m")));
      for (std::string &each : ways)
        each = number(rng_.chance(50), shared) + each;
    }
    const std::string condition = rng_.pick(std::vector<std::string>{
        op("i32.and", get("n"), constant("i32", 1)), op("i32.lt_s", get("n"), get("m")),
        op("i32.eqz", get("m")), get("m"), op("i8x16.extract_lane_u 3", get("x"))});
    return " (if " + condition + " (then\n" + ways[0] + ")" +
           (rng_.chance(90) ? " (else\n" + ways[1] + ")" : "") + ")\n";
  }
};

} // namespace

Function both(Rng &rng, const Setting &setting, const std::string &name) {
  return Both(rng, setting, name).run();
}

} // namespace wexn::random
