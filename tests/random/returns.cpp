// Functions with thousands of returns, which the optimiser leaves passes out of, and small ones of
// the same kind: between the returns are loops whose state, a constant on most ways, says by a
// compare, a bit or a table where each round goes.
#include "tests/random/text.h"

#include <string>

namespace wexn::random {

namespace {

class Returns {
public:
  Returns(Rng &rng, std::string name) : rng_(rng), name_(std::move(name)), large_(rng.chance(8)) {}

  Function run() {
    std::string text = "(func (export \"" + name_ +
                       "\") (param $x i32) (param $s i32) (param $n i32) (result i32)\n"
                       " (local $sum i32) (local $t i32)";
    const bool behind = rng_.chance(50);
    if (!behind)
      text += returns();
    for (uint64_t i = 1 + rng_.below(large_ ? 4 : 2); i > 0; --i)
      text += machine();
    if (behind)
      text += returns();
    Function f;
    f.text = text + "\n " + get("sum") + ")\n";
    for (unsigned i = 0; i < 12; ++i)
      f.calls.push_back(
          {0,
           name_,
           {{rng_.chance(80) ? 3 + rng_.below(1000) : some_bits(rng_) & UINT32_MAX, 0},
            {rng_.below(6), 0},
            {rng_.below(30), 0}}});
    return f;
  }

private:
  Rng &rng_;
  std::string name_;
  bool large_;
  unsigned labels_ = 0;

  // Each by bits of its own.
  std::string returns() {
    std::string text;
    for (int64_t i = 0, n = large_ ? 2020 : rng_.between(0, 5); i < n; ++i) {
      const std::string bits = constant("i32", (i + 1) << 11 | 1);
      text += "\n (if (i32.eq " + op("i32.and", get("x"), bits) + " " + bits + ") (then (return " +
              constant("i32", rng_.between(0, 5000)) + ")))";
    }
    return text;
  }
  std::string state() { return constant("i32", rng_.between(0, 5)); }
  std::string add() {
    return set("sum", op("i32.add", op("i32.mul", get("sum"), constant("i32", 5)),
                         rng_.chance(50) ? state() : get("x")));
  }
  // What a way does, and the state that it goes on with.
  std::string way(unsigned depth) {
    std::string text = add();
    if (rng_.chance(25))
      text += rng_.chance(50) ? inner() : access_x();
    const std::string next =
        rng_.chance(75) ? set("s", state())
        : rng_.chance(50)
            ? set("s", op("i32.and", op("i32.add", get("s"), get("x")), constant("i32", 7)))
            : "";
    if (depth && rng_.chance(50))
      return text + "(if " + op("i32.and", get("x"), constant("i32", rng_.pick({1, 2, 4, 8}))) +
             " (then " + way(depth - 1) + ") (else " + way(depth - 1) + "))";
    return text + next;
  }
  // Without it a small loop keeps its beginning.
  std::string inner() {
    const std::string label = "$in" + std::to_string(labels_++);
    return set("t", constant("i32", rng_.between(1, 9))) + "(loop " + label + " " + access_x() +
           add() + "(br_if " + label + " (local.tee $t " +
           op("i32.sub", get("t"), constant("i32", 1)) + ")))";
  }
  std::string access_x() {
    return set("x", op("i32.xor", get("x"), op("i32.rotl", get("sum"), constant("i32", 3))));
  }
  // Where a round goes: 0 or 1, mostly.
  std::string decision() {
    switch (rng_.below(7)) {
    case 0:
      return op("i32.and", get("s"), constant("i32", 1));
    case 1:
      return get("s");
    case 2:
      return op("i32.eqz", get("s"));
    default:
      return op(rng_.pick({"i32.eq", "i32.eq", "i32.ne", "i32.lt_u", "i32.gt_s"}), get("s"),
                state());
    }
  }
  std::string machine() {
    const std::string n = std::to_string(labels_++), top = "$top" + n, end = "$end" + n;
    const unsigned depth = rng_.chance(50) ? 2 : 4;
    const uint64_t ways = rng_.chance(70) ? 2 : 3;
    std::string text =
        "\n " + (rng_.chance(60) ? set("s", state()) : "") + "(block " + end + " (loop " + top;
    for (uint64_t i = ways; i > 0; --i)
      text += " (block $w" + n + std::to_string(i - 1);
    text += " (br_table";
    for (uint64_t i = 0; i < ways; ++i)
      text += " $w" + n + std::to_string(i);
    text += " " + decision() + ")";
    for (uint64_t i = 0; i < ways; ++i)
      text += ")\n  " + way(depth) + "(br_if " + end + " (i32.eqz " + get("n") + ")) " +
              set("n", op("i32.sub", get("n"), constant("i32", 1))) + "(br " + top + ")";
    return text + "))";
  }
};

} // namespace

Function returns(Rng &rng, const Setting &, const std::string &name) {
  return Returns(rng, name).run();
}

} // namespace wexn::random
