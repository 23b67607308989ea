// Switches over many numbers, as interpreters have them, behind branches that let only some numbers
// by: all that are cases, one more, or one less. The lowest numbers may go where the default goes,
// and others between. Each call aims at a number where that changes.
#include "tests/random/text.h"

#include <string>
#include <vector>

namespace wexn::random {

namespace {

class Switches {
public:
  Switches(Rng &rng, const Setting &setting, std::string name)
      : rng_(rng), name_(std::move(name)), type_(setting.memories[0].type()) {}

  Function run() {
    std::string body = dispatch();
    if (rng_.chance(50)) // an interpreter's loop, with another number in each round
      body = "(loop $l " + body + set("x", op("i32.add", get("x"), get("y"))) +
             "(br_if $l (local.tee $n " + op("i32.sub", get("n"), constant("i32", 1)) + ")))";
    else if (rng_.chance(50))
      body += set("x", op("i32.xor", get("x"), get("y"))) + "\n " + dispatch();
    Function f;
    f.text = "(func (export \"" + name_ + "\")" +
             " (param $x i32) (param $y i32) (param $n i32) (result i64) (local $a i32) (local $b "
             "i32) (local $w i64)\n " +
             body +
             op("i64.or", op("i64.extend_i32_u", get("a")),
                op("i64.shl", op("i64.extend_i32_u", get("b")), constant("i64", 32))) +
             ")\n";
    for (unsigned i = 0; i < 16; ++i)
      f.calls.push_back({0,
                         name_,
                         {{number(), 0},
                          {rng_.chance(60) ? rng_.below(4) : number(), 0},
                          {rng_.chance(50) ? 1 : 1 + rng_.below(6), 0}}});
    return f;
  }

private:
  Rng &rng_;
  std::string name_, type_;
  std::vector<int64_t> edges_; // the first number of which something else holds
  unsigned labels_ = 0;

  uint64_t number() {
    if (rng_.chance(10))
      return static_cast<uint32_t>(some_bits(rng_));
    return static_cast<uint32_t>(rng_.pick(edges_) + rng_.between(-1, 1));
  }

  // What a number is made of before it is looked at.
  std::string narrowed() {
    switch (rng_.below(6)) {
    case 0:
      return op("i32.and", get("x"), constant("i32", rng_.pick({31, 63, 127, 255})));
    case 1:
      return op("i32.sub", get("x"), constant("i32", rng_.between(1, 9)));
    case 2:
      return access("i32.load8_u", 0, 0,
                    convert("i32", type_, op("i32.and", get("x"), constant("i32", 127))));
    default:
      return get("x");
    }
  }

  // Leaves for a label, or comes by with numbers up to about `highest`.
  std::string bound(const std::string &away, int64_t highest) {
    if (rng_.chance(12)) { // or with all that are not small
      const int64_t first = rng_.between(1, 4);
      edges_.push_back(first);
      return "(br_if " + away + " " + op("i32.lt_u", get("x"), constant("i32", first)) + ")";
    }
    const int64_t last = highest + rng_.pick({-2, -1, 0, 0, 0, 1, 1, 2}); // that comes by
    edges_.push_back(last + 1);
    const std::string wide =
        op(rng_.chance(50) ? "i64.extend_i32_u" : "i64.extend_i32_s", get("x"));
    switch (rng_.below(6)) {
    case 0:
      return "(br_if " + away + " " + op("i32.gt_u", get("x"), constant("i32", last)) + ")";
    case 1: // and negative ones
      return "(br_if " + away + " " + op("i32.ge_s", get("x"), constant("i32", last + 1)) + ")";
    case 2:
      return "(br_if " + away + " " + op("i64.gt_u", wide, constant("i64", last)) + ")";
    case 3:
      return "(br_if " + away + " " +
             op("i32.eqz", op("i32.le_u", get("x"), constant("i32", last))) + ")";
    case 4: // away is not where numbers above go
      return "(if " + op("i32.lt_u", get("x"), constant("i32", last + 1)) + " (then) (else " +
             set("a", op("i32.sub", get("a"), constant("i32", 5))) + "(br " + away + ")))";
    default:
      return "(br_if " + away + " " + op("i32.ge_u", get("x"), constant("i32", last + 1)) + ")";
    }
  }

  std::string dispatch() {
    const unsigned ways = 4 + static_cast<unsigned>(rng_.below(4));
    std::vector<std::string> labels;
    for (unsigned i = 0; i < ways; ++i)
      labels.push_back("$k" + std::to_string(labels_++));
    const std::string other = rng_.pick(labels);
    const auto low = static_cast<int64_t>(rng_.below(11));
    const auto cases = rng_.between(10, 40);
    const bool holes = rng_.chance(30);
    std::string table;
    for (int64_t i = 0; i < low; ++i)
      table += other + " ";
    for (int64_t i = 0; i < cases; ++i) {
      const std::string *to = &rng_.pick(labels);
      while (*to == other && !holes)
        to = &rng_.pick(labels);
      table += *to + " ";
    }
    edges_.insert(edges_.end(), {0, low, low + cases});
    std::string text = set("x", narrowed());
    if (rng_.chance(80))
      text += bound(rng_.pick(labels), low + cases - 1);
    if (rng_.chance(20))
      text += bound(rng_.pick(labels), low + cases - 1);
    text += "(br_table " + table + other + " " + get("x") + ")";
    for (unsigned i = 0; i < ways; ++i)
      text = "(block " + labels[i] + " " + text + ")\n  " + way();
    return text;
  }

  std::string way() {
    const std::string number = constant("i32", rng_.between(1, 1000));
    switch (rng_.below(5)) {
    case 0:
      return access("i32.store8", 0, rng_.below(64), constant(type_, 0),
                    op("i32.add", get("a"), number));
    case 1:
      return set("b", op("i32.add", op("i32.mul", get("b"), constant("i32", 31)), number));
    case 2:
      return "(if " + op("i32.and", get("a"), constant("i32", 1)) + " (then " +
             set("b", op("i32.xor", get("b"), number)) + "))";
    default:
      return set("a", op("i32.add", op("i32.mul", get("a"), constant("i32", 33)), number));
    }
  }
};

} // namespace

Function switches(Rng &rng, const Setting &setting, const std::string &name) {
  return Switches(rng, setting, name).run();
}

} // namespace wexn::random
