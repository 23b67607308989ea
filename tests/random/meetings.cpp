// Loops with two counters that run towards each other, or away, in steps of their own, and go on
// while one is below the other; a second exit ends them where one has come to a number. The
// counters pass each other where they do not meet, and wrap, signed or unsigned. What they end
// with, and how many rounds there were, is seen behind the loop.
#include "tests/random/text.h"

#include <string>
#include <vector>

namespace wexn::random {

namespace {

class Meetings {
public:
  Meetings(Rng &rng, const Setting &setting, std::string name)
      : rng_(rng), setting_(setting), name_(std::move(name)), type_(rng.chance(70) ? "i32" : "i64"),
        up_(rng.pick({1, 1, 1, 2, 5})), down_(rng.pick({3, 7, 2, 1, 5, -1})),
        ends_(rng.pick({30, 40, 100, 9})) {}

  Function run() {
    std::string text = "(func (export \"" + name_ + "\") (param $a " + type_ + ") (param $b " +
                       type_ + ") (param $n " + type_ + ") (result i64)\n (local $i " + type_ +
                       ") (local $j " + type_ + ") (local $r i32) (local $q i32) (local $s i64)\n ";
    const std::string some = rng_.chance(50) ? loop() : again(loop());
    Function f;
    f.text = text + some + "\n " + mixed(mixed(get("s"), get("i")), get("j")) + ")\n";
    for (unsigned i = 0; i < 10; ++i)
      f.calls.push_back({0, name_, {{number(), 0}, {number(), 0}, {number(), 0}}});
    return f;
  }

private:
  static constexpr int64_t kRounds = 1000; // at most
  Rng &rng_;
  const Setting &setting_;
  std::string name_, type_;
  int64_t up_, down_, ends_;
  bool stays_ = false; // the first counter begins with 0

  // Small, or where signed or unsigned ones begin again.
  uint64_t number() {
    const uint64_t n =
        rng_.pick<uint64_t>({0, 0, 0, 0, 1ull << 31, 1ull << 63}) +
        static_cast<uint64_t>(rng_.chance(60) ? rng_.between(0, 130) : rng_.between(-9, 9));
    return type_ == "i64" ? n : n & UINT32_MAX;
  }
  [[nodiscard]] std::string mixed(const std::string &sum, const std::string &value) const {
    return op("i64.add", op("i64.mul", sum, constant("i64", 31)), convert(type_, "i64", value));
  }
  // Within what a loop of few rounds comes to, so that what is known of it says something.
  std::string bounded(const std::string &value) {
    return rng_.chance(70) ? op(type_ + ".and", value, constant(type_, rng_.pick({127, 63, 255})))
                           : value;
  }
  std::string starts() {
    stays_ = rng_.chance(60);
    return set("i", stays_ ? constant(type_, 0) : bounded(get("a"))) +
           set("j", bounded(rng_.chance(70)
                                ? get("b")
                                : op(type_ + ".add", get("b"), convert("i32", type_, get("q")))));
  }
  // Ends the loop.
  std::string met() {
    const std::string ge = type_ + rng_.pick({".ge_u", ".ge_u", ".ge_s", ".gt_u"});
    return rng_.chance(75) ? op(ge, get("i"), get("j"))
                           : op(type_ + rng_.pick({".le_u", ".le_s", ".lt_u"}), get("j"), get("i"));
  }
  std::string ended() {
    const std::string last = rng_.chance(80) ? constant(type_, ends_ * up_) : get("n");
    return rng_.chance(75) ? op(type_ + ".eq", get("i"), last)
                           : op(type_ + rng_.pick({".ge_u", ".ge_s"}), get("i"), last);
  }
  std::string seen() {
    if (rng_.chance(12)) // also behind the memory's end
      return access("i32.store8", 0, rng_.chance(50) ? 0 : 65500,
                    convert(type_, setting_.memories[0].type(), get(rng_.pick({"i", "j"}))),
                    get("r"));
    if (rng_.chance(40))
      return set("s", mixed(get("s"), get(rng_.pick({"i", "j"}))));
    if (rng_.chance(40)) {
      const size_t m = rng_.below(setting_.memories.size());
      return access("i32.store", m, 4096,
                    convert("i32", setting_.memories[m].type(),
                            op("i32.shl", op("i32.and", get("r"), constant("i32", 1023)),
                               constant("i32", 2))),
                    convert(type_, "i32", get("j")));
    }
    return "";
  }
  std::string loop() {
    const std::string out = rng_.chance(50) ? met() : "", end = "(br_if $out " + ended() + ")",
                      steps = set("i", op(type_ + ".add", get("i"), constant(type_, up_))) +
                              set("j", op(type_ + ".sub", get("j"), constant(type_, down_)));
    const std::string rounds = "(br_if $out (i32.ge_u (local.tee $r " +
                               op("i32.add", get("r"), constant("i32", 1)) + ") " +
                               constant("i32", kRounds) + "))";
    // Where rounds are not counted, the constant that is come to ends them.
    std::string text = starts() + set("r", constant("i32", 0)) + "(block $out (loop $next\n  ";
    if (!out.empty())
      text += "(br_if $out " + out + ")" + end + seen() + steps;
    else
      text += seen() + steps + end + "(br_if $out " + met() + ")";
    return text + (rng_.chance(50) ? rounds : "") + "(br $next)))";
  }
  std::string again(const std::string &inner) {
    return "(loop $outer " + inner + "\n  " + set("s", mixed(get("s"), get("i"))) +
           set("q", op("i32.add", get("q"), constant("i32", 1))) + "(br_if $outer " +
           op("i32.lt_u", get("q"), constant("i32", rng_.pick({3, 20}))) + "))";
  }
};

} // namespace

Function meetings(Rng &rng, const Setting &setting, const std::string &name) {
  return Meetings(rng, setting, name).run();
}

} // namespace wexn::random
