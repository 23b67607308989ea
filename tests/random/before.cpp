// Loops that keep what numbers were in the round before: the counter, one that was loaded,
// constants from the second round on. Behind a branch on this round's numbers, those of the round
// before are compared, with constants, each other and the counter, and are how far a loop goes, or
// are only extended and added up. Some counters begin and go on with what the function is given,
// and wrap.
#include "tests/random/text.h"

#include <cstdint>
#include <initializer_list>
#include <string>

namespace wexn::random {

namespace {

class Before {
public:
  Before(Rng &rng, const Setting &setting, std::string name)
      : rng_(rng), name_(std::move(name)), type_(setting.memories[0].type()), far_(rng.chance(35)),
        step_(rng.chance(70) ? 1 : rng.pick({-1, 2, 3, -5, 16, kFar})) {}

  Function run() {
    const bool counts = !far_ && step_ > 0 && rng_.chance(50), fixed = rng_.chance(50);
    const std::string begin = set("oi", small()) + set("ox", small()) + set("flag", small());
    const std::string branch = far_ && rng_.chance(80)
                                   ? op(rng_.pick({"i32.lt_s", "i32.lt_s", "i32.ge_s", "i32.gt_s"}),
                                        get("i"), constant("i32", rng_.pick({0, 0, -1, 1000, 7})))
                               : rng_.chance(30) ? get(now())
                                                 : compare(get(now()), small());
    const std::string inner =
        rng_.chance(far_ ? 70 : 20) ? extended(old())
        : rng_.chance(60) ? "(if " + compare(old(), rng_.chance(50) ? small() : old_or_counter()) +
                                " (then " + set("s", op("i32.add", get("s"), small())) + ")" +
                                (rng_.chance(30) ? " (else " + mix() + ")" : "") + ")"
                          : up_to(old());
    Function f;
    f.text =
        "(func (export \"" + name_ +
        "\") (param $n i32) (param $b i32) (param $start i32) (param $step i32) (result i32) "
        "(local $i i32)" +
        " (local $j i32) (local $x i32) (local $s i32) (local $oi i32) (local $ox i32)" +
        " (local $flag i32) (local $k i32) (local $w i64)\n " +
        (counts && !fixed ? "" : set("i", far_ && rng_.chance(70) ? get("start") : start(counts))) +
        begin + "\n (loop $next\n  " + set("x", number()) + "\n  (if " + branch + " (then " +
        seen() + "\n   " + inner + ")" + (rng_.chance(20) ? " (else " + mix() + ")" : "") +
        ")\n  " + set("oi", get(rng_.chance(80) ? "i" : "x")) + set("ox", get("x")) +
        set("flag", small()) +
        set("i", op("i32.add", get("i"),
                    far_ && rng_.chance(70) ? get("step") : constant("i32", step_))) +
        "\n  (br_if $next " +
        (counts
             ? op("i32.lt_s", get("i"), fixed ? constant("i32", rng_.between(1, 30)) : get("n"))
             : op("i32.gt_s", "(local.tee $n " + op("i32.sub", get("n"), constant("i32", 1)) + ")",
                  constant("i32", 0))) +
        "))\n " + access("i64.store", 0, 8192, place(get("b")), get("w")) +
        op("i32.add", op("i32.mul", get("s"), constant("i32", 31)), get("oi")) + ")\n";
    for (unsigned i = 0; i < 8; ++i)
      f.calls.push_back({0,
                         name_,
                         {{rng_.below(i < 4 ? 5 : 40), 0},
                          {rng_.below(256), 0},
                          {argument({INT32_MAX, INT32_MAX, INT32_MAX - 1, -1, -1, -17, 0}), 0},
                          {argument({kFar, kFar, kFar + 1, INT32_MIN, 1, 2, 16}), 0}}});
    return f;
  }

private:
  static constexpr int kFar = -0x7ffffff0;
  Rng &rng_;
  std::string name_, type_;
  bool far_; // the counter begins and goes on with what the function was given, and wraps
  int64_t step_;
  std::string relation_, bound_; // of the last compare, and its constant

  uint64_t argument(std::initializer_list<int32_t> of) {
    return static_cast<uint32_t>(rng_.pick(of));
  }
  std::string small() {
    if (bound_.empty() || rng_.chance(60))
      bound_ = constant("i32", rng_.chance(50) ? rng_.between(0, 2) : rng_.between(-9, 40));
    return bound_;
  }
  std::string start(bool counts) {
    if (counts)
      return constant("i32", rng_.between(-2, 1));
    if (step_ != kFar && rng_.chance(60))
      return small();
    return constant("i32", rng_.pick({INT32_MAX, -1, -1, INT32_MAX - 1}));
  }
  std::string now() { return rng_.pick({"i", "i", "x"}); }
  std::string old() { return get(rng_.pick({"oi", "oi", "ox"})); }
  std::string old_or_counter() { return get(rng_.pick({"oi", "ox", "flag", "flag", "i"})); }
  // Mostly as what stands in front compares.
  std::string compare(const std::string &a, const std::string &b) {
    if (relation_.empty() || rng_.chance(25))
      relation_ = rng_.pick({"gt_s", "gt_s", "lt_s", "gt_u", "lt_u", "ge_s", "le_u", "ne"});
    return op("i32." + relation_, a, b);
  }
  std::string place(const std::string &at) {
    return convert("i32", type_, op("i32.and", at, constant("i32", 0xfff)));
  }
  std::string number() {
    return op("i32.and", access("i32.load8_s", 0, 0, place(op("i32.add", get("b"), get("i")))),
              constant("i32", rng_.pick({7, 15, -1})));
  }
  // What makes a branch of an `if`.
  std::string seen() { return access("i32.store8", 0, 4096, place(get("i")), get("s")); }
  std::string mix() { return set("s", op("i32.xor", get("s"), get(now()))); }
  std::string add_wide(const std::string &extend, const std::string &x) {
    return set("w", op("i64.add", op("i64.mul", get("w"), constant("i64", 5)),
                       "(" + extend + " " + x + ")"));
  }
  std::string extended(const std::string &x) {
    if (rng_.chance(40))
      return add_wide(rng_.pick({"i64.extend_i32_s", "i64.extend_i32_u"}),
                      op("i32.add", x, rng_.chance(70) ? constant("i32", 1) : small()));
    // What a counter of a loop inside begins with, or is added to one.
    const bool begins = rng_.chance(60);
    const std::string sum = begins ? get("k") : op("i32.add", get("j"), x);
    return set("j", constant("i32", 0)) + (begins ? set("k", x) : "") + "(loop $up " +
           add_wide("i64.extend_i32_s", sum) + add_wide("i64.extend_i32_u", sum) +
           (begins ? set("k", op("i32.add", get("k"), constant("i32", 1))) : "") +
           set("j", op("i32.add", get("j"), constant("i32", 1))) + "(br_if $up " +
           op("i32.ne", get("j"), constant("i32", rng_.pick({3, 20, 100}))) + "))";
  }
  // A loop that goes round once at least; not for very long.
  std::string up_to(const std::string &end) {
    const std::string last = rng_.chance(50) ? end : op("i32.and", end, constant("i32", 31));
    return set("j", constant("i32", 0)) + "(loop $up " +
           set("s", op("i32.add", op("i32.mul", get("s"), constant("i32", 3)),
                       access("i32.load8_u", 0, 0, place(get("j"))))) +
           set("j", op("i32.add", get("j"), constant("i32", 1))) + "(br_if $up " +
           op(rng_.pick({"i32.lt_s", "i32.lt_s", "i32.lt_u"}), get("j"), last) + "))" +
           (rng_.chance(50) ? set("s", op("i32.add", get("s"), get("j"))) : "");
  }
};

} // namespace

Function before(Rng &rng, const Setting &setting, const std::string &name) {
  return Before(rng, setting, name).run();
}

} // namespace wexn::random
