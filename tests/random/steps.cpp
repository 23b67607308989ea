// Loops whose counter comes to its end exactly, in steps of several, or misses it and goes on until
// an access traps: numbers of all signs, ends that are given, computed or complements, exits before
// and behind the accesses, beside others, or that some rounds go past. Accesses are at pointers
// that go along, in steps that may be known only at run time, at what the counter says, or stay;
// the last one in bounds ends where the memory does, or a few bytes before or behind it.
#include "tests/random/text.h"

#include <cstdint>
#include <string>

namespace wexn::random {

namespace {

class Steps {
public:
  Steps(Rng &rng, const Setting &setting, std::string name)
      : rng_(rng), name_(std::move(name)), plan_(setting.memories[0]), type_(plan_.type()),
        number_(rng.chance(75) ? "i32" : "i64"),
        step_(rng.pick({4, 4, 4, 2, 8, 3, 12, 16, 1, -4, -1, -3, -8})),
        far_(rng.pick({1, 2, 4, 4, 8, 16, -4, -8})), computed_(rng.chance(25)),
        complement_(rng.chance(20)) {}

  Function run() {
    const std::string inner = loop();
    const std::string body = !nested_
                                 ? inner
                                 : set("k", constant("i32", rng_.between(1, 3))) + "(loop $outer " +
                                       inner + "(br_if $outer (local.tee $k " +
                                       op("i32.sub", get("k"), constant("i32", 1)) + ")))";
    Function f;
    f.text = "(func (export \"" + name_ + "\") (param $p " + type_ + ") (param $q " + type_ +
             ") (param $from " + number_ + ") (param $to " + number_ + ") (param $by " + type_ +
             ") (param $x i32) (result i64)\n (local $i " + number_ + ") (local $r " + type_ +
             ") (local $k i32) (local $s i64) (local $cf f32) (local $cd f64)\n " + body + "\n " +
             op("i64.add", op("i64.mul", get("s"), constant("i64", 31)),
                op("i64.xor", convert(number_, "i64", get("i")),
                   "(i64.extend_i32_u " + get("x") + ")")) +
             ")\n";
    for (unsigned i = 0; i < 12; ++i)
      f.calls.push_back(call());
    return f;
  }

private:
  Rng &rng_;
  std::string name_;
  const MemoryPlan &plan_;
  std::string type_, number_;
  int64_t step_, far_; // of the counter, and of the pointer
  bool computed_;      // the pointer's step is given
  bool complement_;    // the end is
  bool nested_ = false, zero_ = false;

  Call call() {
    const int64_t rounds = rng_.pick<int64_t>({1, 2, 3, 5, 9, 40, 200});
    int64_t from = zero_ ? 0
                         : rng_.pick<int64_t>({0, 0, 1, -7, -8 * step_, 100, INT32_MAX, INT32_MIN,
                                               INT64_MAX, INT64_MIN});
    auto to =
        static_cast<int64_t>(static_cast<uint64_t>(from) + static_cast<uint64_t>(rounds * step_));
    if (rng_.chance(25))
      to += rng_.pick({1, -1, 2, -2, 5});
    const int64_t by = computed_ ? rng_.pick<int64_t>({4, 1, 8, 0, -4, 100, far_}) : far_;
    const auto bytes = static_cast<int64_t>(plan_.pages << 16);
    int64_t p = rng_.chance(30) ? rng_.between(4096, 9000)
                : by > 0        ? bytes - rounds * by
                                : -rounds * by;
    p += rng_.between(-12, 6);
    const int64_t q = rng_.chance(50) ? p + rng_.between(-24, 24) : rng_.between(0, 60000);
    return {0,
            name_,
            {{bits_of(type_, p), 0},
             {bits_of(type_, q), 0},
             {bits_of(number_, from), 0},
             {bits_of(number_, complement_ ? ~to : to), 0},
             {bits_of(type_, by), 0},
             {static_cast<uint32_t>(some_bits(rng_)), 0}}};
  }

  std::string one(const std::string &at) {
    const Width &w = rng_.pick(widths());
    const uint64_t offset = rng_.chance(50) ? 0 : rng_.below(8);
    if (rng_.chance(55))
      return access(w.store, 0, offset, at, canonical(w.type, convert(number_, w.type, get("i"))));
    return set("s", op("i64.add", get("s"), convert(w.type, "i64", access(w.load, 0, offset, at))));
  }
  std::string along() { // what advances, so that all rounds end
    return rng_.chance(70)
               ? get("r")
               : op(type_ + ".add", get("p"),
                    rng_.chance(50) ? convert(number_, type_, get("i"))
                                    : op(type_ + ".shl", convert(number_, type_, get("i")),
                                         constant(type_, rng_.between(0, 3))));
  }
  std::string accesses() {
    std::string text = one(along());
    for (uint64_t n = rng_.below(4); n > 0; --n)
      text += one(rng_.chance(75) ? along() : rng_.chance(50) ? get("q") : get("p"));
    return text;
  }
  [[nodiscard]] std::string comes() const { // at the end
    if (!complement_)
      return op(number_ + ".eq", get("i"), get("to"));
    return op(number_ + ".eq", op(number_ + ".xor", get("i"), get("to")), constant(number_, -1));
  }
  [[nodiscard]] std::string other() {
    return rng_.chance(50)
               ? op("i32.eqz",
                    "(local.tee $x " +
                        op("i32.and", get("x"), op("i32.sub", get("x"), constant("i32", 1))) + ")")
               : op("i32.eq", access("i32.load8_u", 0, 0, get("r")),
                    constant("i32", rng_.pick({0, 7, 255})));
  }
  std::string leave(const std::string &where, const std::string &again) {
    const uint64_t kind = rng_.below(10);
    const std::string out = "(br_if " + where + " " + comes() + ")";
    if (kind < 5)
      return out + again;
    if (kind == 5) // not in all rounds
      return "(if " + op("i32.and", access("i32.load8_u", 0, 0, get("q")), constant("i32", 1)) +
             " (then " + one(get("q")) + out + "))" + again;
    if (kind == 6)
      return "(br_if " + where + " " + op("i32.or", comes(), other()) + ")" + again;
    if (kind == 7)
      return "(br_if " + where + " (select (i32.const 1) " + other() + " " + comes() + "))" + again;
    return "(br_if " + where + " " + other() + ")" + out + again;
  }
  std::string loop() {
    nested_ = rng_.chance(20);
    zero_ = rng_.chance(30);
    const std::string next =
        set("r", op(type_ + ".add", get("r"), computed_ ? get("by") : constant(type_, far_))) +
        set("i", op(number_ + ".add", get("i"), constant(number_, step_)));
    const bool before = rng_.chance(30);
    const std::string again = "(br $next)";
    std::string text = set("r", get("p")) + set("i", zero_ ? constant(number_, 0) : get("from"));
    if (zero_ && !complement_ && step_ > 1 && rng_.chance(30)) // less what does not fill a round
      text += set("to", op(number_ + ".sub", get("to"),
                           op(number_ + ".rem_u", get("to"), constant(number_, step_))));
    text += "(block $out (loop $next\n  ";
    text += before ? leave("$out", "") + accesses() + next + again
                   : accesses() + next + leave("$out", again);
    return text + "))";
  }
};

} // namespace

Function steps(Rng &rng, const Setting &setting, const std::string &name) {
  return Steps(rng, setting, name).run();
}

} // namespace wexn::random
