// Choices of bits and lanes of vectors, one inside the other: by constants and their complements,
// by compares of all widths, by masks that are computed; where a lane is not chosen, it is most
// often one of what the other choice is between, or zero. Of registers and of memory.
#include "tests/random/text.h"

#include <string>
#include <vector>

namespace wexn::random {

namespace {

class Choices {
public:
  Choices(Rng &rng, const Setting &setting, std::string name)
      : rng_(rng), address_(setting.memories[0].type()), name_(std::move(name)) {}

  Function run() {
    for (unsigned i = 0; i < 3; ++i)
      constants_.push_back(some_vector());
    std::string body;
    for (uint64_t i = 1 + rng_.below(4); i > 0; --i)
      body += " " + set(rng_.pick({"x", "y", "z"}), value(2)) + "\n";
    if (rng_.chance(30))
      body += " " + access("v128.store", 0, 16 * rng_.below(8), get("p"), value(1)) + "\n";
    const std::string all = op("v128.xor", get("x"), op("i64x2.add", get("y"), get("z")));
    Function f;
    f.text = "(func (export \"" + name_ + "\") (param $p " + address_ +
             ") (param $x v128) (param $y v128) (param $z v128) (param $n i32) (result i64)\n" +
             body + " " +
             op("i64.xor", op("i64x2.extract_lane 0", all),
                op("i64.rotl", op("i64x2.extract_lane 1", all), constant("i64", 9))) +
             ")\n";
    for (unsigned i = 0; i < 12; ++i)
      f.calls.push_back(
          {0, name_, {{rng_.below(4096), 0}, bits(), bits(), bits(), {some_bits(rng_) & 1, 0}}});
    return f;
  }

private:
  Rng &rng_;
  std::string address_, name_;
  std::vector<std::string> constants_; // some that come again

  // Lanes are alike, small or negative, or anything.
  interpret::Value bits() {
    const auto half = [&] {
      const uint64_t small = rng_.below(16);
      return rng_.chance(40)   ? small | small << 32
             : rng_.chance(50) ? ~(small << 17 | small)
                               : rng_.next();
    };
    const uint64_t low = half();
    return {low, rng_.chance(30) ? low : half()};
  }
  std::string some_vector() {
    const std::vector<std::string> kinds = {"0",
                                            "-1",
                                            "0x0f0f00ff1234",
                                            "0xffff1212aaaa5555",
                                            "0x00ff00ff00ff00ff",
                                            "0xffffffff",
                                            "0x7fffffff80000000",
                                            "5",
                                            "0x8000000000000000"};
    const std::string low = rng_.pick(kinds);
    return "(v128.const i64x2 " + low + " " + (rng_.chance(50) ? low : rng_.pick(kinds)) + ")";
  }
  std::string constants() { return rng_.chance(60) ? rng_.pick(constants_) : some_vector(); }
  std::string leaf() {
    switch (rng_.below(6)) {
    case 0:
      return constants();
    case 1:
      return access("v128.load", 0, 16 * rng_.below(8), get("p"));
    default:
      return get(rng_.pick({"x", "y", "z"}));
    }
  }
  static std::string without(const std::string &mask) { return op("v128.not", mask); }
  // Bits of `a` where the mask has ones, else of `b`, in one of the ways that can be written.
  std::string choose(const std::string &a, const std::string &b, const std::string &mask) {
    switch (rng_.below(6)) {
    case 0:
      return op("v128.or", op("v128.and", a, mask), op("v128.andnot", b, mask));
    case 1:
      return op("v128.or", op("v128.and", b, without(mask)), op("v128.and", mask, a));
    case 2:
      return op("v128.xor", op("v128.and", op("v128.xor", a, b), mask), b);
    default:
      return "(v128.bitselect " + a + " " + b + " " + mask + ")";
    }
  }
  std::string lanes() { return rng_.pick({"i8x16.", "i16x8.", "i32x4.", "i64x2.", "i64x2."}); }
  std::string compare() {
    const std::string shape = lanes();
    return op(shape + rng_.pick({"lt_s", "gt_s", "eq", "ne", "le_s"}), leaf(),
              rng_.chance(60) ? constants() : leaf());
  }
  std::string value(unsigned depth) {
    if (depth == 0)
      return leaf();
    const std::string a = rng_.chance(70) ? leaf() : value(depth - 1),
                      b = rng_.chance(80) ? leaf() : value(depth - 1);
    switch (rng_.below(8)) {
    case 0:
      return op(rng_.pick({"v128.and", "v128.or", "v128.xor", "v128.andnot"}), a, b);
    case 1:
      return op(lanes() + rng_.pick({"add", "sub"}), a, b);
    case 2:
      return "(select " + a + " " + b + " " + get("n") + ")";
    case 3:
      return choose(a, b, rng_.chance(50) ? compare() : leaf());
    default: {
      const std::string inner = choose(a, b, rng_.chance(75) ? constants() : leaf());
      const std::string other = rng_.chance(70)   ? (rng_.chance(50) ? a : b)
                                : rng_.chance(50) ? "(v128.const i64x2 0 0)"
                                                  : leaf();
      return choose(inner, other, compare());
    }
    }
  }
};

} // namespace

Function choices(Rng &rng, const Setting &setting, const std::string &name) {
  return Choices(rng, setting, name).run();
}

} // namespace wexn::random
