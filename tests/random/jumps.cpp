// Jumps into and out of the middle of loops, as compilers make them of goto: a loop that begins
// with a switch on a number, which cases set to constants, or to what they computed; some have so
// many cases that code generation makes a table of them. Cases have loops, branches and accesses of
// their own, and compare the same numbers twice; all numbers live on from one to the next.
#include "tests/random/text.h"

#include <utility>

namespace wexn::random {

namespace {

using interpret::Value;

class Jumps {
public:
  Jumps(Rng &rng, const Setting &setting, std::string name)
      : rng_(rng), name_(std::move(name)), type_(setting.memories[0].type()),
        cases_(2 + static_cast<unsigned>(rng.below(rng.chance(75) ? 6 : 24))) {}

  Function run() {
    Function f;
    std::string text = "(br_table";
    for (unsigned i = 0; i < cases_; ++i)
      text += " $k" + std::to_string(rng_.chance(85) ? i : rng_.below(cases_));
    text += " " + get("l") + ")";
    for (unsigned i = 0; i < cases_; ++i)
      text = "(block $k" + std::to_string(i) + " " + text + ")\n  " + one_case();
    if (rng_.chance(40))
      text = statements(1) + text;
    f.text = "(func (export \"" + name_ + "\")" +
             " (param $a i32) (param $b i32) (param $c i32) (param $l i32) (result i64)\n" +
             " (local $d i32) (local $n i32) " + set("n", constant("i32", 60)) +
             (rng_.chance(70) ? set("l", some_case()) : "") + follow() +
             "\n (block $out (loop $top\n  " + text + follow() + " (br $top)))\n " + result() +
             ")\n";
    for (unsigned i = 0; i < 8; ++i)
      f.calls.push_back({0, name_, {number(), number(), number(), {rng_.below(cases_ + 1), 0}}});
    return f;
  }

private:
  Rng &rng_;
  std::string name_, type_;
  unsigned cases_;
  std::string step_ = rng_.chance(30) ? constant("i32", rng_.between(1, 8)) : "";

  // Wherever a case begins, one number is another and a constant, as what comes next.
  std::string follow() { return step_.empty() ? "" : set("d", op("i32.add", get("a"), step_)); }

  Value number() { return {rng_.below(rng_.chance(50) ? 8 : 1u << 20), 0}; }
  std::string some_case() { return constant("i32", rng_.between(0, cases_)); }
  std::string local() { return rng_.pick({"a", "b", "c", "d"}); }
  std::string value() {
    if (rng_.chance(20))
      return access("i32.load8_u", 0, 0, place());
    const std::string x = get(local()),
                      y = rng_.chance(50) ? get(local()) : some_constant(rng_, "i32");
    return op(std::string("i32.") + rng_.pick({"add", "sub", "xor", "mul", "and", "shr_u"}), x, y);
  }
  std::string place() {
    return convert("i32", type_, op("i32.and", get(local()), constant("i32", 0xffff)));
  }
  std::string statements(unsigned depth) {
    std::string text;
    for (uint64_t i = rng_.below(4); i; --i)
      switch (rng_.below(depth ? 6 : 3)) {
      case 0:
        text += access("i32.store16", 0, 0, place(), get(local()));
        break;
      case 3:
        text += "(if " + op("i32.lt_u", get(local()), get(local())) + " (then " +
                statements(depth - 1) + ") (else " + statements(depth - 1) + "))";
        break;
      case 4: {
        const std::string name = "$i" + std::to_string(loops_++);
        text += "(loop " + name + " " + statements(depth - 1) +
                set("n", op("i32.sub", get("n"), constant("i32", 1))) + "(br_if " + name + " " +
                op("i32.and", op("i32.gt_s", get("n"), constant("i32", 0)),
                   op("i32.lt_u", get(local()), get(local()))) +
                "))";
        break;
      }
      case 5:
        text += compared_twice(depth - 1);
        break;
      default:
        text += set(local(), value());
      }
    return text;
  }
  unsigned loops_ = 0;

  // What an `if` decides is asked again behind it, of the same two or nearly so: by another, or by
  // a loop that goes on.
  std::string compared_twice(unsigned depth) {
    const std::string x = local(), y = local();
    auto compare = [&] {
      const std::string of =
          std::string(rng_.pick({"lt", "le", "gt", "ge"})) + rng_.pick({"_s", "_u"});
      const std::string first = get(rng_.chance(85) ? x : local());
      const std::string second = get(rng_.chance(85) ? y : local());
      return op("i32." + (rng_.chance(20) ? rng_.pick({"eq", "ne"}) : of), first, second);
    };
    std::string text = "(if " + compare() + " (then " +
                       access("i32.store16", 0, 0, place(), get(local())) +
                       set(rng_.chance(60) ? x : local(), value()) + statements(depth) + "))";
    if (rng_.chance(50))
      return text + "(if " + compare() + " (then " + statements(depth) + set(local(), value()) +
             access("i32.store8", 0, 0, place(), get(local())) + ") (else " + statements(depth) +
             "))";
    const std::string name = std::to_string(loops_++);
    return "(block $e" + name + " (loop $i" + name + " " + statements(depth) +
           set("n", op("i32.sub", get("n"), constant("i32", 1))) + "(br_if $e" + name + " " +
           op("i32.le_s", get("n"), constant("i32", 0)) + ")" + text + "(br_if $i" + name + " " +
           compare() + ")))";
  }

  std::string one_case() {
    std::string text = statements(2) + set("n", op("i32.sub", get("n"), constant("i32", 1))) +
                       "(br_if $out " + op("i32.le_s", get("n"), constant("i32", 0)) + ")";
    if (rng_.chance(30)) // before it may be left
      text += "(if " + op("i32.lt_u", get(local()), get(local())) + " (then " + statements(1) +
              set("l", some_case()) + follow() + "(br $top)))";
    if (rng_.chance(80))
      text += set("l", rng_.chance(80)
                           ? some_case()
                           : op("i32.and", get(local()), constant("i32", cases_ / 16 * 28 + 3)));
    if (rng_.chance(70))
      text += follow() + "(br $top)";
    else if (rng_.chance(20))
      text += "(br $out)";
    return text;
  }
  std::string result() {
    std::string all = convert("i32", "i64", get("l"));
    for (const char *each : {"a", "b", "c", "d"})
      all = op("i64.add", op("i64.mul", all, constant("i64", 1'000'003)),
               convert("i32", "i64", get(each)));
    return all;
  }
};

} // namespace

Function jumps(Rng &rng, const Setting &setting, const std::string &name) {
  return Jumps(rng, setting, name).run();
}

} // namespace wexn::random
