// Loops over the bits of words: each round takes the lowest or the highest bit away and counts
// zeros, guarded by tests for zero, or not, before the loop, at its start or at its end; wider than
// what they came from, turned around, or with bits added on the way. Or as many rounds as the word
// has bits, of which each takes the lowest away, or nearly so.
#include "tests/random/text.h"

namespace wexn::random {

namespace {

using interpret::Value;

class Bits {
public:
  Bits(Rng &rng, const Setting &setting, std::string name)
      : rng_(rng), name_(std::move(name)), type_(rng.pick({"i32", "i64"})),
        memory_(setting.memories[0].type()) {}

  Function run() {
    Function f;
    f.text = "(func (export \"" + name_ +
             "\") (param $x i32) (param $y i32) (result i64)\n (local $m " + type_ +
             ") (local $r i64) (local $i i32) (local $n i32) (local $end i32)\n (block $out " +
             before() + (rng_.chance(40) ? rounds() : loop()) + ")\n " + get("r") + ")\n";
    for (unsigned i = 0; i < 16; ++i)
      f.calls.push_back({0, name_, {{i ? some_word() : 0, 0}, {some_word(), 0}}});
    return f;
  }

private:
  Rng &rng_;
  std::string name_, type_, memory_;

  std::string a(const char *operation, const std::string &x, const std::string &y) const {
    return op(type_ + "." + operation, x, y);
  }
  std::string leave_if_zero() const { return "(br_if $out " + op(type_ + ".eqz", get("m")) + ")"; }

  std::string before() {
    std::string word = get("x");
    if (rng_.chance(40))
      word = op("i32.xor", word, constant("i32", rng_.pick({-1, -1, 1})));
    std::string text;
    if (rng_.chance(40))
      text += "(br_if $out " + op("i32.eq", get("x"), constant("i32", rng_.pick({-1, 0, 1}))) + ")";
    if (rng_.chance(30))
      word = op(rng_.pick({"i32.rotl", "i32.rotr", "i32.shr_u"}), word, get("y"));
    text +=
        set("m", type_ == "i32"
                     ? word
                     : op(rng_.pick({"i64.extend_i32_u", "i64.extend_i32_u", "i64.extend_i32_s"}),
                          word));
    if (rng_.chance(30))
      text += set("m", a("or", get("m"), constant(type_, rng_.pick({0, 1, 64}))));
    if (rng_.chance(50))
      text += leave_if_zero();
    return text;
  }

  // Of the word, or of its lower half.
  std::string count() {
    const std::string zeros = rng_.pick({"ctz", "ctz", "clz"});
    if (type_ == "i64" && rng_.chance(60))
      return op("i64.extend_i32_u", op("i32." + zeros, op("i32.wrap_i64", get("m"))));
    return convert(type_, "i64", op(type_ + "." + zeros, get("m")));
  }
  std::string counted() {
    std::string value = count();
    if (rng_.chance(40))
      value =
          "(select " + constant("i64", 77) + " " + value + " " + op(type_ + ".eqz", get("m")) + ")";
    return set("r", op("i64.add", op("i64.mul", get("r"), constant("i64", 67)), value));
  }

  std::string take() {
    switch (rng_.below(6)) {
    case 0:
      return set("m", a("shr_u", get("m"), constant(type_, 1)));
    case 1:
      return set("m",
                 a("xor", get("m"), a("and", get("m"), a("sub", constant(type_, 0), get("m")))));
    case 2: // may come back to zero and go on
      return set("m", a("add", get("m"), constant(type_, rng_.pick({-1, 1, -3}))));
    default:
      return set("m", a("and", get("m"), a("sub", get("m"), constant(type_, 1))));
    }
  }

  std::string leave_after_most() {
    return "(br_if $out " +
           op("i32.ge_u", "(local.tee $i " + op("i32.add", get("i"), constant("i32", 1)) + ")",
              constant("i32", rng_.between(2, 70))) +
           ")";
  }

  // A counter goes down or up by as many as there are bits, or by one more or less.
  std::string rounds() {
    const bool up = rng_.chance(30);
    std::string bits = op(type_ + ".popcnt", get("m"));
    if (type_ == "i64")
      bits = op("i32.wrap_i64", bits);
    const int64_t lower = rng_.pick({0, 0, 1, 1, 2, 0x7fffffe0, -16, -1});
    std::string upper = op("i32.add", bits, constant("i32", lower));
    if (rng_.chance(15))
      upper = op("i32.add", upper, constant("i32", rng_.pick({1, -1})));
    std::string text = set("n", up ? constant("i32", lower) : upper);
    text += set("end", up ? upper : constant("i32", lower));
    const char *again = up ? rng_.pick({"i32.ne", "i32.lt_u", "i32.lt_s", "i32.le_u", "i32.le_s"})
                           : rng_.pick({"i32.ne", "i32.gt_u", "i32.gt_s", "i32.ge_u", "i32.ge_s"});
    std::string round = counted();
    // May miss its end; then it comes to that of the memory.
    if (again == std::string("i32.ne"))
      round +=
          access("i32.store", 0, 0,
                 op(memory_ + ".mul", convert("i32", memory_, get("i")), constant(memory_, 4096)),
                 get("n")) +
          set("i", op("i32.add", get("i"), constant("i32", 1)));
    else if (rng_.chance(30))
      round += leave_after_most();
    std::string taken = rng_.chance(85)
                            ? set("m", a("and", get("m"), a("sub", get("m"), constant(type_, 1))))
                            : take();
    const std::string step = set("n", op("i32.add", get("n"), constant("i32", up ? 1 : -1)));
    round += rng_.chance(50) ? taken + step : step + taken;
    if (rng_.chance(30))
      round += set("r", op("i64.add", get("r"), op("i64.extend_i32_u", get("n"))));
    return text + "(loop $l " + round + "(br_if $l " + op(again, get("n"), get("end")) + "))";
  }

  std::string loop() {
    const std::string most = leave_after_most();
    std::string text;
    if (rng_.chance(30))
      text += leave_if_zero();
    // Asked, but for nothing of what comes next.
    if (rng_.chance(25))
      text += "(if " + op(type_ + ".eqz", get("m")) + " (then " +
              access("i32.store", 0, 0, constant(memory_, 64), get("i")) + "))";
    text += counted();
    const bool last = rng_.chance(50);
    if (!last)
      text += most;
    text += take();
    if (rng_.chance(20))
      text += "(if " + op("i32.and", get("y"), constant("i32", 1)) + " (then " + take() + "))";
    text += rng_.chance(70) ? leave_if_zero() : "";
    if (last)
      text += most;
    if (rng_.chance(15))
      text += take();
    return "(loop $l " + text + "(br $l))";
  }

  uint64_t some_word() {
    switch (rng_.below(5)) {
    case 0:
      return rng_.pick({0u, 1u, 0x80000000u, 0xffffffffu, 0xfffffffeu});
    case 1:
      return uint64_t{1} << rng_.below(32);
    default:
      return static_cast<uint32_t>(rng_.next() & rng_.next());
    }
  }
};

} // namespace

Function bits(Rng &rng, const Setting &setting, const std::string &name) {
  return Bits(rng, setting, name).run();
}

} // namespace wexn::random
