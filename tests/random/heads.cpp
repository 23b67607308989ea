// Loops that begin one behind the other, and a switch in the innermost whose cases go straight to
// where they begin, or set what it asks for to a constant, or nearly so, before that: most of the
// cases never come. Which, may be known; what it asks for is a constant at first, or has few bits.
#include "tests/random/text.h"

#include <string>
#include <vector>

namespace wexn::random {

namespace {

class Heads {
public:
  Heads(Rng &rng, const Setting &setting, std::string name)
      : rng_(rng), name_(std::move(name)), type_(setting.memories[0].type()),
        loops_(rng.chance(75) ? 3 : 1 + static_cast<unsigned>(rng.below(4))),
        cases_(2 + static_cast<unsigned>(rng.below(6))) {}

  Function run() {
    std::string text = "(br_table";
    unsigned steps = 0;
    for (unsigned i = 0; i < cases_; ++i)
      if (i + 1 < cases_ ? rng_.chance(90) : rng_.chance(20)) {
        text += " " + inner();
      } else {
        text += " $k" + std::to_string(steps++);
        ends_.push_back(i);
      }
    text += " " + (rng_.chance(90) ? "$out" : head()) + " " +
            op("i32.sub", get("s"), constant("i32", rng_.chance(90) ? 0 : rng_.between(0, 3))) +
            ")";
    for (unsigned i = 0; i < steps; ++i)
      text = "(block $k" + std::to_string(i) + " " + text + ")\n  " + step();
    for (unsigned i = loops_; i--;)
      text = "(loop $l" + std::to_string(i) + " " + (rng_.chance(10) ? set("a", value()) : "") +
             text + ")";
    Function f;
    f.text =
        "(func (export \"" + name_ + "\") (param $a i32) (param $b i32) (result i64)" +
        " (local $s i32) (local $n i32) " + set("n", constant("i32", 40)) + set("s", first()) +
        "\n (block $out " + text + ")\n " +
        op("i64.add", op("i64.mul", convert("i32", "i64", get("s")), constant("i64", 1'000'003)),
           op("i64.xor", convert("i32", "i64", get("a")),
              op("i64.shl", convert("i32", "i64", get("n")), constant("i64", 40)))) +
        ")\n";
    for (unsigned i = 0; i < 8; ++i)
      f.calls.push_back({0, name_, {{rng_.below(16), 0}, {rng_.below(1u << 20), 0}}});
    return f;
  }

private:
  Rng &rng_;
  std::string name_, type_;
  unsigned loops_, cases_;
  std::vector<unsigned> ends_; // cases that do not go straight back, for ever

  std::string head() { return "$l" + std::to_string(rng_.below(loops_)); }
  std::string inner() {
    return rng_.chance(15) ? head()
                           : "$l" + std::to_string(loops_ - 1 - rng_.below((loops_ + 1) / 2));
  }
  std::string number() {
    if (rng_.chance(5))
      return constant("i32", rng_.between(0, cases_));
    if (!ends_.empty() && rng_.chance(20))
      return constant("i32", rng_.pick(ends_));
    return constant("i32", rng_.chance(70) ? -1 - 8 * rng_.between(0, 12)
                                           : cases_ + rng_.between(0, rng_.chance(50) ? 3 : 400));
  }
  std::string value() {
    return op(std::string("i32.") + rng_.pick({"add", "xor", "mul"}), get(rng_.pick({"a", "b"})),
              number());
  }
  std::string first() {
    switch (rng_.below(8)) {
    case 0:
      return op("i32.and", get("a"), constant("i32", rng_.chance(50) ? 1 : 3));
    case 1:
      return "(select " + number() + " " + number() + " " + get("a") + ")";
    default:
      return number();
    }
  }
  // What a case that does not go straight back may do before it does.
  std::string step() {
    std::string text;
    if (rng_.chance(20))
      text += set("n", op("i32.sub", get("n"), constant("i32", 1))) + "(br_if $out " +
              op("i32.le_s", get("n"), constant("i32", 0)) + ")";
    if (rng_.chance(10))
      text +=
          set("a", access("i32.load8_u", 0, 0,
                          convert("i32", type_, op("i32.and", get("b"), constant("i32", 255)))));
    if (rng_.chance(90))
      text +=
          set("s", rng_.chance(70) ? constant("i32", rng_.chance(50) ? 0 : rng_.between(0, cases_))
                                   : (rng_.chance(70) ? number() : first()));
    return text + (rng_.chance(85) ? "(br " + (rng_.chance(75) ? "$l0" : head()) + ")" : "");
  }
};

} // namespace

Function heads(Rng &rng, const Setting &setting, const std::string &name) {
  return Heads(rng, setting, name).run();
}

} // namespace wexn::random
