// Compares of the same numbers again and again: what the branch before decided, or nearly so, of
// numbers that stayed as they were, or were changed by one on some of the ways. As searches and
// partitions have them; calls compare numbers that are alike, next to each other, or far apart.
#include "tests/random/text.h"

#include <string>
#include <vector>

namespace wexn::random {

namespace {

class Compares {
public:
  Compares(Rng &rng, const Setting &setting, std::string name)
      : rng_(rng), name_(std::move(name)), address_(setting.memories[0].type()),
        type_(rng.chance(70) ? "i32" : "i64") {
    for (unsigned i = 0; i < 3; ++i)
      constants_.push_back(rng_.chance(70) ? rng_.between(-2, 9)
                                           : static_cast<int64_t>(some_bits(rng_)));
    if (type_ == "i32")
      for (int64_t &each : constants_)
        each = static_cast<int32_t>(each);
  }

  Function run() {
    Function f;
    std::string text = "(func (export \"" + name_ + "\")";
    for (const char *each : {"a", "b", "c"})
      text += std::string(" (param $") + each + " " + type_ + ")";
    text += " (param $n i32) (result i64) (local $s i64)\n ";
    for (uint64_t i = 1 + rng_.below(3); i; --i)
      text += statement(3) + "\n ";
    std::string result = get("s");
    for (const char *each : {"a", "b", "c"})
      result = op("i64.add", op("i64.mul", result, constant("i64", 1'000'003)),
                  convert(type_, "i64", get(each)));
    f.text = text + result + ")\n";
    for (unsigned i = 0; i < 16; ++i) {
      const uint64_t a = number(), b = rng_.chance(50) ? a + near() : number();
      const uint64_t c = rng_.chance(30) ? b + near() : number();
      f.calls.push_back(
          {0, name_, {{masked(a), 0}, {masked(b), 0}, {masked(c), 0}, {4 + rng_.below(20), 0}}});
    }
    return f;
  }

private:
  Rng &rng_;
  std::string name_, address_, type_;
  std::vector<int64_t> constants_;
  unsigned labels_ = 0;

  [[nodiscard]] uint64_t masked(uint64_t n) const { return type_ == "i64" ? n : n & UINT32_MAX; }
  uint64_t near() { return static_cast<uint64_t>(rng_.between(-1, 1)); }
  uint64_t number() {
    switch (rng_.below(4)) {
    case 0:
      return static_cast<uint64_t>(rng_.pick(constants_)) + near();
    case 1: // where signed ones begin again
      return (type_ == "i64" ? uint64_t{1} << 63 : uint64_t{1} << 31) + near();
    default:
      return rng_.below(8) - 2;
    }
  }

  std::string local() { return rng_.pick({"a", "a", "b", "b", "c"}); }
  struct Pair {
    std::string first, second; // locals; or a constant
  };
  std::string second_of(const Pair &pair) {
    return pair.second.starts_with("(") ? pair.second : get(pair.second);
  }
  Pair pair() {
    const std::string first = local();
    if (rng_.chance(35))
      return {first, constant(type_, rng_.pick(constants_))};
    std::string second = local();
    while (second == first)
      second = local();
    return {first, second};
  }
  std::string compare(const Pair &pair) {
    const std::string name = type_ + "." +
                             (rng_.chance(20) ? std::string(rng_.pick({"eq", "ne"}))
                                              : std::string(rng_.pick({"lt", "le", "gt", "ge"})) +
                                                    (rng_.chance(75) ? "_s" : "_u"));
    std::string a = get(rng_.chance(90) ? pair.first : local()), b = second_of(pair);
    if (pair.second.starts_with("(") && rng_.chance(25))
      b = constant(type_, rng_.pick(constants_));
    if (rng_.chance(20))
      std::swap(a, b);
    return op(name, a, b);
  }
  // What can be told afterwards from another way.
  std::string trace() {
    const std::string number = constant("i64", rng_.between(1, 1000));
    if (rng_.chance(30))
      return access("i64.store", 0, 8 * rng_.below(8), constant(address_, 0),
                    op("i64.add", get("s"), number));
    return set("s", op("i64.add", op("i64.mul", get("s"), constant("i64", 31)), number));
  }
  std::string change(const Pair &pair) {
    const std::string of = rng_.chance(40)                                    ? pair.first
                           : rng_.chance(60) && !pair.second.starts_with("(") ? pair.second
                                                                              : local();
    if (rng_.chance(15))
      return set(of, rng_.chance(50) ? get(local()) : constant(type_, rng_.pick(constants_)));
    return set(of, op(type_ + "." + rng_.pick({"add", "sub"}), get(of), constant(type_, 1)));
  }
  // On one way, of what is compared; maybe decided again, on the way.
  std::string arm(const Pair &pair, unsigned depth) {
    std::string text;
    if (rng_.chance(60))
      text += trace();
    if (depth && rng_.chance(25))
      text += again(pair, depth - 1);
    if (rng_.chance(50))
      text += change(pair);
    return text;
  }
  // Two or more of one pair, one behind the other.
  std::string again(const Pair &pair, unsigned depth) {
    std::string text;
    for (uint64_t i = 2 + rng_.below(2); i; --i) {
      text += "\n  (if " + compare(pair) + " (then " + arm(pair, depth) + ")";
      text += rng_.chance(50) ? " (else " + arm(pair, depth) + "))" : ")";
    }
    return text;
  }
  // Goes on while the pair says so, after what asked the same.
  std::string loop(const Pair &pair, unsigned depth) {
    const std::string name = "$l" + std::to_string(labels_++);
    const std::string out = "$o" + name.substr(1);
    std::string text;
    if (rng_.chance(50))
      text += search(pair);
    if (rng_.chance(30))
      text += "(br_if " + out + " " + compare(pair) + ")";
    text += rng_.chance(50) ? again(pair, depth)
                            : "(if " + compare(pair) + " (then " + arm(pair, depth) + "))";
    return "(block " + out + " (loop " + name + " " + spend(out) + text + "(br_if " + name + " " +
           compare(pair) + ")))";
  }
  // A loop that only counts.
  std::string search(const Pair &pair) {
    const std::string name = "$l" + std::to_string(labels_++), out = "$o" + name.substr(1);
    return "(block " + out + " (loop " + name + " " + spend(out) + change(pair) + "(br_if " + name +
           " " + compare(pair) + ")))";
  }
  static std::string spend(const std::string &out) {
    return "(br_if " + out + " " + op("i32.eqz", get("n")) + ")" +
           set("n", op("i32.sub", get("n"), constant("i32", 1)));
  }
  std::string statement(unsigned depth) {
    const Pair of = pair();
    return rng_.chance(50) ? again(of, depth) : loop(of, depth - 1);
  }
};

} // namespace

Function compares(Rng &rng, const Setting &setting, const std::string &name) {
  return Compares(rng, setting, name).run();
}

} // namespace wexn::random
