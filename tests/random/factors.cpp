// Comparisons of sums with factors, shifts and constants, small and very large, behind branches
// that say in what range the numbers are; offsets of addresses made of them.
#include "tests/random/text.h"

#include <bit>
#include <string>
#include <vector>

namespace wexn::random {

namespace {

class Factors {
public:
  Factors(Rng &rng, const Setting &setting, std::string name)
      : rng_(rng), wide_(setting.memories[0].is64), name_(std::move(name)) {}

  Function run() {
    if (rng_.chance(60))
      return with(wrapped());
    std::string body = " " + set("s", rng_.chance(60) ? narrow_sum() : sum(1)) + "\n";
    for (uint64_t i = 2 + rng_.below(5); i > 0; --i)
      body += guard();
    if (rng_.chance(50))
      body += " " + set("t", sum(1)) + "\n";
    for (uint64_t i = rng_.below(4); i > 0; --i)
      body += guard();
    for (uint64_t i = 1 + rng_.below(4); i > 0; --i)
      body += " " +
              set("r", op("i32.add", op("i32.shl", get("r"), constant("i32", 1)),
                          rng_.chance(80) ? compared() : stored())) +
              "\n";
    return with(body);
  }

private:
  Rng &rng_;
  bool wide_;
  std::string name_;
  int64_t first_ = 1;         // the factor of narrow_sum
  std::vector<int64_t> said_; // numbers that the code compares with

  Function with(const std::string &body) {
    Function f;
    f.text = "(func (export \"" + name_ +
             "\") (param $x i32) (param $y i32) (param $z i64) (result i32)\n"
             " (local $s i64) (local $t i64) (local $r i32)\n" +
             body + " (local.get $r))\n";
    for (unsigned i = 0; i < 24; ++i) {
      const uint64_t x = some_32();
      const uint64_t y = rng_.chance(70) ? rng_.below(20) - x * static_cast<uint64_t>(first_)
                                         : some_32(); // then x * first + y is small
      f.calls.push_back({0, name_, {{x, 0}, {y & UINT32_MAX, 0}, {some_64(), 0}}});
    }
    return f;
  }

  // Most often what brings a sum near to 0, or to what is compared with.
  uint64_t some_32() {
    if (rng_.chance(30))
      return some_bits(rng_) & UINT32_MAX;
    const int64_t n = said_.empty() || rng_.chance(60) ? rng_.between(-3, 3) : rng_.pick(said_);
    return static_cast<uint32_t>(n + rng_.between(-2, 2)) & UINT32_MAX;
  }
  uint64_t some_64() {
    if (rng_.chance(40))
      return some_bits(rng_);
    const int64_t n = said_.empty() || rng_.chance(60) ? rng_.between(-8, 8) : rng_.pick(said_);
    return static_cast<uint64_t>(n) + rng_.below(3) - 1;
  }
  int64_t factor() {
    const int64_t n = (int64_t{1} << rng_.below(63)) + rng_.pick({0, 0, 1, 1, -1});
    const int64_t f = rng_.chance(25) ? rng_.between(1, 40) : rng_.chance(15) ? -n : n;
    if (rng_.chance(50))
      said_.push_back(rng_.chance(70) ? -f : f);
    return f;
  }
  std::string number() {
    const uint64_t kind = rng_.below(8);
    if (kind == 0)
      return get("z");
    if (kind == 1)
      return op("i64.and", get("z"), constant("i64", (int64_t{2} << rng_.below(40)) - 1));
    return op(rng_.chance(70) ? "i64.extend_i32_s" : "i64.extend_i32_u", get(kind < 5 ? "x" : "y"));
  }
  std::string term(unsigned depth) {
    const std::string of = depth && rng_.chance(40) ? get(rng_.chance(60) ? "s" : "t") : number();
    const uint64_t kind = rng_.below(6);
    if (kind == 0)
      return of;
    if (kind == 1)
      return op("i64.shl", of, constant("i64", rng_.between(1, 62)));
    return op("i64.mul", of, constant("i64", factor()));
  }
  std::string sum(unsigned depth) {
    std::string v = term(depth);
    for (uint64_t i = rng_.below(3); i > 0; --i)
      v = op(rng_.chance(80) ? "i64.add" : "i64.sub", v, rng_.chance(60) ? term(0) : number());
    if (rng_.chance(35))
      v = op("i64.add", v, constant("i64", factor()));
    if (rng_.chance(30))
      v = op("i64.mul", v, constant("i64", factor()));
    return v;
  }
  // x times a factor, and y.
  std::string narrow_sum() {
    first_ = (int64_t{1} << (10 + rng_.below(20))) + rng_.pick({0, 1, 1});
    said_.push_back(-first_);
    return op("i64.add", op("i64.mul", op("i64.extend_i32_s", get("x")), constant("i64", first_)),
              op("i64.extend_i32_s", get("y")));
  }
  // So large that its product with the first one wraps, perhaps just so.
  int64_t second() {
    if (first_ == 1 || rng_.chance(30))
      return factor();
    return (INT64_MAX / first_ >> rng_.below(4)) + rng_.pick({1, 2, 4});
  }
  // A sum that is small, because x times a factor and y nearly cancel each other, times another
  // factor, the product of both being near 2^64: what is left of it would be as small. Behind
  // branches that say on which side of zero the numbers are.
  std::string wrapped() {
    std::string text = " " + set("s", narrow_sum()) + "\n";
    const auto bits = static_cast<unsigned>(std::bit_width(static_cast<uint64_t>(first_)));
    const auto out = [&](const std::string &condition) {
      text += " (if " + condition + " (then (return " +
              constant("i32", static_cast<int64_t>(100 + rng_.below(900))) + ")))\n";
    };
    const uint64_t most = bits - 3 - rng_.below(4);
    // A mask with a bit more is no comparison.
    const int64_t mask =
        -(int64_t{1} << most) - (rng_.chance(70) ? int64_t{1} << rng_.below(most) : 0);
    out(rng_.chance(75)
            ? op("i64.ne", op("i64.and", get("s"), constant("i64", mask)), constant("i64", 0))
            : op("i64.gt_u", get("s"), constant("i64", int64_t{1} << most)));
    // All from below or all from above, most often: what is left of the sum is then on one side,
    // too.
    const bool above = rng_.chance(50);
    const auto side = [&](const std::string &type, const char *of, int64_t bound) {
      if (rng_.chance(90))
        out(op(type + (above == rng_.chance(95) ? ".lt_s" : ".gt_s"), get(of),
               constant(type, above ? bound : -bound)));
    };
    side("i32", "x", rng_.pick({-1, -1, 0, -5}));
    side("i32", "y", rng_.pick({int64_t{0}, int64_t{1}, int64_t{1000}, first_ / 4}));
    const bool compared = rng_.chance(70); // with z
    if (compared)
      out(op(above ? "i64.gt_s" : "i64.lt_s", get("z"),
             constant("i64", rng_.pick({0, 1, -1, -5, 100}))));
    const auto second = static_cast<int64_t>(-uint64_t{1} / static_cast<uint64_t>(first_)) +
                        rng_.pick({0, 1, 1, 2});
    for (uint64_t i = 3 + rng_.below(4); i > 0; --i)
      text += " " +
              set("r", op("i32.add", op("i32.shl", get("r"), constant("i32", 1)),
                          op("i64." + relation(), op("i64.mul", get("s"), constant("i64", second)),
                             compared ? get("z") : constant("i64", rng_.between(-3, 3))))) +
              "\n";
    return text;
  }
  std::string relation() {
    return rng_.pick({"lt_s", "gt_s", "le_s", "ge_s", "lt_u", "gt_u", "le_u", "ge_u"});
  }
  // Leaves the function, with a number of its own, where something is out of a range.
  std::string guard() {
    std::string condition;
    const uint64_t kind = rng_.below(8);
    if (kind < 3) { // what was computed is small, so that a product does not wrap
      const uint64_t bits = 8 + rng_.below(33);
      condition =
          rng_.chance(40)
              ? op("i64.ne",
                   op("i64.and", get(rng_.chance(70) ? "s" : "t"),
                      constant("i64", -(int64_t{1} << bits) -
                                          (rng_.chance(50) ? int64_t{1} << rng_.below(bits) : 0))),
                   constant("i64", 0))
              : op(rng_.chance(50) ? "i64.gt_u" : "i64.ge_s",
                   rng_.chance(50)
                       ? get("s")
                       : op("i64.add", get("s"), constant("i64", int64_t{1} << rng_.below(bits))),
                   constant("i64", int64_t{1} << bits));
    } else if (kind < 6) {
      const int64_t bound = rng_.chance(50) || said_.empty()
                                ? rng_.pick({int64_t{0}, int64_t{1}, int64_t{-1}, int64_t{100},
                                             int64_t{-100000}, int64_t{65536}})
                                : static_cast<int32_t>(rng_.pick(said_));
      condition = op("i32." + relation(), get(rng_.chance(50) ? "x" : "y"), constant("i32", bound));
    } else {
      condition = op("i64." + relation(), get("z"),
                     constant("i64", rng_.pick({int64_t{0}, int64_t{-5}, int64_t{1} << 20,
                                                int64_t{1} << 40, -(int64_t{1} << 33)})));
    }
    return " (if " + condition + " (then (return " +
           constant("i32", static_cast<int64_t>(100 + rng_.below(900))) + ")))\n";
  }
  std::string compared() {
    const std::string left =
        rng_.chance(50) ? sum(1) : op("i64.mul", get("s"), constant("i64", second()));
    const std::string right = rng_.chance(40)   ? get("z")
                              : rng_.chance(50) ? sum(1)
                                                : constant("i64", rng_.chance(50) ? factor() : 0);
    return op("i64." + relation(), left, right);
  }
  // An address of the sum's lowest bits.
  std::string stored() {
    const std::string at = op("i64.and", sum(1), constant("i64", 65528));
    return access("i32.load8_u", 0, rng_.below(8), wide_ ? at : op("i32.wrap_i64", at));
  }
};

} // namespace

Function factors(Rng &rng, const Setting &setting, const std::string &name) {
  return Factors(rng, setting, name).run();
}

} // namespace wexn::random
