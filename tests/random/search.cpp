// Searches: loops that read one or two rows and leave at a difference, a zero, a value, or after n
// rounds. What they look for is put at any place, also near the end of the memory and behind it.
#include "tests/random/text.h"

namespace wexn::random {

namespace {

using interpret::Value;

class Search {
public:
  Search(Rng &rng, const Setting &setting, std::string name)
      : rng_(rng), name_(std::move(name)), type_(setting.memories[0].type()),
        bytes_(setting.memories[0].pages << 16),
        width_(widths()[rng.pick({0u, 0u, 0u, 4u, 4u, 2u, 7u, 1u})]), two_(rng.chance(50)),
        counter_(rng.chance(75)) {}

  Function run() {
    step_ = rng_.chance(92) ? width_.bytes : rng_.pick({-1, 2, 8, 0});
    offset_ = rng_.chance(60) ? 0 : rng_.pick({1u, 4u, 100u, 65'500u});
    if (step_ == 0)
      counter_ = true;
    complement_ = !two_ && width_.bytes == 1 && rng_.chance(30);
    Function f;
    f.text = "(func (export \"" + name_ + "\") (param $p " + type_ + ") (param $q " + type_ +
             ") (param $n i32) (param $d i32) (param $x i32) (result i64)\n (local $a " +
             width_.type + ") (local $b " + width_.type + ")\n " + prepare() + "\n " + loop() +
             "\n " + result() + ")\n";
    for (unsigned i = 0; i < 12; ++i)
      f.calls.push_back({0, name_, arguments()});
    return f;
  }

private:
  Rng &rng_;
  std::string name_, type_;
  uint64_t bytes_;
  Width width_;
  bool two_, counter_;      // rows; whether it ends after n rounds
  bool complement_ = false; // what is looked for is that of a value
  int64_t step_ = 1;
  uint64_t offset_ = 0;

  std::string plus(const std::string &local, const std::string &by) const {
    return op(type_ + ".add", get(local), by);
  }
  // Rows that are alike but for one byte.
  std::string prepare() {
    const std::string length = convert("i32", type_, get("d"));
    const std::string from = plus("p", constant(type_, static_cast<int64_t>(offset_)));
    const std::string to = plus("q", constant(type_, static_cast<int64_t>(offset_)));
    std::string text;
    if (two_)
      text = "(memory.copy " + to + " " + from + " " + length + ")";
    else
      text = "(memory.fill " + from + " " + op("i32.or", get("x"), constant("i32", 1)) + " " +
             length + ")";
    return "(if " + op("i32.and", get("x"), constant("i32", 128)) + " (then " + text +
           access("i32.store8", 0, offset_, op(type_ + ".add", get(two_ ? "q" : "p"), length),
                  two_          ? op("i32.shr_u", get("x"), constant("i32", 8))
                  : complement_ ? op("i32.xor", get("x"), constant("i32", -1))
                                : constant("i32", 0)) +
           "))";
  }

  std::string leaves() {
    const std::string t = width_.type + ".", a = get("a");
    if (complement_)
      return op(
          t + "eq", constant(width_.type, -1),
          op(t + "xor", a,
             op(t + "or", convert("i32", width_.type, get("x")), constant(width_.type, -256))));
    const std::string other =
        two_ ? get("b")
        : rng_.chance(50)
            ? constant(width_.type, 0)
            : convert("i32", width_.type, op("i32.and", get("x"), constant("i32", 255)));
    switch (rng_.below(8)) {
    case 0: { // a zero byte in a word
      const std::string ones = width_.bytes == 8 ? "0x0101010101010101" : "0x01010101";
      const std::string tops = width_.bytes == 8 ? "0x8080808080808080" : "0x80808080";
      if (width_.bytes < 4)
        break;
      const std::string v = two_ ? op(t + "xor", a, other) : a;
      return op(t + "ne", constant(width_.type, 0),
                op(t + "and",
                   op(t + "and", op(t + "sub", v, "(" + t + "const " + ones + ")"),
                      op(t + "xor", v, constant(width_.type, -1))),
                   "(" + t + "const " + tops + ")"));
    }
    case 1:
      return op("i32.or", op(t + "ne", a, other), op(t + "eqz", a));
    case 2:
      return op(t + rng_.pick({"lt_u", "gt_s", "ge_u"}), a, other);
    default:
      break;
    }
    return op(t + (two_ || rng_.chance(15) ? "ne" : "eq"), a, other);
  }

  std::string loop() {
    const std::string down = "(local.tee $n " + op("i32.sub", get("n"), constant("i32", 1)) + ")";
    const bool first = counter_ && rng_.chance(30);
    std::string text;
    if (first)
      text += "(br_if $out " + op("i32.eqz", get("n")) + ")";
    const bool early = rng_.chance(30); // counters step before the row is read
    std::string steps = set("p", plus("p", constant(type_, step_)));
    if (two_)
      steps += set("q", plus("q", constant(type_, step_)));
    if (early)
      text += steps;
    text += set("a", access(width_.load, 0, offset_, get("p")));
    if (two_)
      text += set("b", access(width_.load, 0, offset_, get("q")));
    text += "(br_if $out " + leaves() + ")";
    if (rng_.chance(30))
      text += "(br_if $out " + op(width_.type + ".eqz", get("a")) + ")";
    if (!early)
      text += steps;
    if (first)
      text += set("n", op("i32.sub", get("n"), constant("i32", 1)));
    text += counter_ && !first ? "(br_if $l " + down + ")" : "(br $l)";
    text = "(block $out (loop $l " + text + "))";
    if (rng_.chance(40)) { // one that goes on where the first one ended
      const std::string next = set("p", plus("p", constant(type_, 1))),
                        read = set("x", access("i32.load8_u", 0, offset_, get("p")));
      text += "(loop $m " + (rng_.chance(50) ? next + read : read + next) + "(br_if $m " +
              get("x") + "))";
    }
    return text;
  }
  std::string result() {
    std::string all = convert(width_.type, "i64", op(width_.type + ".sub", get("a"), get("b")));
    for (const auto &[local, type] : {std::pair{"p", type_}, {"q", type_}, {"n", "i32"}})
      all =
          op("i64.add", op("i64.rotl", all, constant("i64", 9)), convert(type, "i64", get(local)));
    return all;
  }

  std::vector<Value> arguments() {
    const int64_t length = rng_.between(0, rng_.chance(60) ? 40 : 200);
    auto place = [&] {
      const auto last = static_cast<int64_t>(bytes_ - offset_);
      switch (rng_.below(6)) {
      case 0: // what is looked for is the last byte, or near
        return last - length - rng_.between(-2, 20);
      case 1:
        return last - rng_.between(0, 60);
      case 2: // an index that wraps
        return -rng_.between(1, 100);
      default:
        return static_cast<int64_t>(rng_.below(60'000));
      }
    };
    const int64_t p = place();
    const int64_t q = rng_.chance(20) ? p + rng_.between(-20, 20) : place();
    // Rounds: about as many as there are before what is looked for.
    int64_t n = length / static_cast<int64_t>(width_.bytes) + rng_.between(-12, 16);
    if (n < 1)
      n = rng_.between(1, 3);
    const uint64_t mask = type_ == "i32" ? UINT32_MAX : UINT64_MAX;
    const uint64_t x = rng_.below(65'536) | (rng_.chance(85) ? 128 : 0);
    return {{static_cast<uint64_t>(p) & mask, 0},
            {static_cast<uint64_t>(q) & mask, 0},
            {static_cast<uint32_t>(n), 0},
            {static_cast<uint32_t>(length), 0},
            {x, 0}};
  }
};

} // namespace

Function search(Rng &rng, const Setting &setting, const std::string &name) {
  return Search(rng, setting, name).run();
}

} // namespace wexn::random
