// Loops that do several elements in a round, behind one that did those left over, as compilers
// unroll what counts down to zero or up to an end. Most rests are what the rounds leave; others are
// of another size, of another number, or left out, so that the count misses its end and goes on
// until an access traps. Rows are near the memory's end, and overlap at all distances.
#include "tests/random/text.h"

#include <cstdint>
#include <string>

namespace wexn::random {

namespace {

class Rests {
public:
  Rests(Rng &rng, const Setting &setting, std::string name)
      : rng_(rng), name_(std::move(name)), plan_(setting.memories[0]), type_(plan_.type()),
        number_(rng.chance(75) ? "i32" : "i64"), width_(rng.pick(widths())),
        copies_(rng.pick({2, 4, 4, 4, 8, 8, 3, 16})),
        rest_(rng.chance(80) ? copies_ : rng.pick({1, 2, 4, 8, 6})), down_(rng.chance(25)),
        up_(rng.chance(40)), stores_(rng.chance(75)), copies_only_(rng.chance(50)),
        limit_(rng.pick({0, 0, 0, -2, -2, -1, -4, -9, 1, 3, 7})), seed_(rng.below(UINT64_MAX)) {}

  Function run() {
    Function f;
    f.text = "(func (export \"" + name_ + "\") (param $p " + type_ + ") (param $q " + type_ +
             ") (param $n " + number_ + ") (param $x " + number_ + ") (result i64)\n (local $i " +
             number_ + ") (local $k " + number_ +
             ") (local $s i64) (local $cf f32) (local $cd f64)" + "\n " +
             set("i", up_ ? constant(number_, 0) : get("n")) + "\n (block $out\n  " + before() +
             "\n  " + enough() + further() + "(loop $next\n   " + round() + "))\n " +
             op("i64.add", op("i64.mul", get("s"), constant("i64", 31)),
                op("i64.xor", convert(number_, "i64", get("i")), convert(type_, "i64", get("p")))) +
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
  Width width_;
  int64_t copies_, rest_;
  bool down_, up_, stores_; // the pointers go down, the count goes up
  bool copies_only_;
  int64_t limit_; // below or above which a count down goes on; 0: while it is not 0
  uint64_t seed_; // of what all elements have done to them

  [[nodiscard]] int64_t along() const { return down_ ? -int64_t{width_.bytes} : width_.bytes; }
  Call call() {
    const auto n = rng_.pick<int64_t>(
        {0, 1, 2, 3, 4, 5, 7, 8, 9, 12, 15, 16, 17, 31, 32, 33, 40, 64, 100, 129, 200, 300});
    const auto bytes = static_cast<int64_t>(plan_.pages << 16);
    int64_t p = rng_.chance(60) ? rng_.between(4096, 9000)
                : down_         ? (n - 1) * width_.bytes
                                : bytes - n * width_.bytes;
    p += rng_.between(-6, 6);
    const int64_t q = rng_.chance(60) ? p + rng_.between(-40, 40) : rng_.between(6000, 30000);
    return {0,
            name_,
            {{bits_of(type_, p), 0},
             {bits_of(type_, q), 0},
             {bits_of(number_, n), 0},
             {bits_of(number_, rng_.between(0, 20)), 0}}};
  }

  // One element, and what goes along.
  std::string element(int64_t at, bool moves) {
    std::string text;
    const std::string from = access(width_.load, 0, 0, place("q", at));
    if (stores_)
      text = access(width_.store, 0, 0, place("p", at),
                    copies_only_ ? from
                                 : canonical(width_.type, combined(from, access(width_.load, 0, 0,
                                                                                place("p", at)))));
    else
      text = set("s", op("i64.add", get("s"), convert(width_.type, "i64", from)));
    return text + (moves ? move(1) : "");
  }
  [[nodiscard]] std::string combined(const std::string &a, const std::string &b) const {
    Rng same(seed_);
    return combine(same, width_.type, a, b);
  }
  [[nodiscard]] std::string place(const std::string &row, int64_t at) const {
    return at == 0 ? get(row) : op(type_ + ".add", get(row), constant(type_, at * along()));
  }
  [[nodiscard]] std::string move(int64_t elements) const {
    std::string text;
    for (const char *row : {"p", "q"})
      text += set(row, op(type_ + ".add", get(row), constant(type_, elements * along())));
    return text +
           set("i", op(number_ + ".add", get("i"), constant(number_, up_ ? elements : -elements)));
  }
  std::string before() {
    const int64_t mask = rest_ - 1;
    const std::string of = get(rng_.chance(92) ? "n" : "x");
    const std::string rest = (rest_ & mask) != 0 || rng_.chance(15)
                                 ? op(number_ + ".rem_u", of, constant(number_, rest_))
                                 : op(number_ + ".and", of, constant(number_, mask));
    if (rng_.chance(5))
      return "";
    const std::string some =
        "(loop $one\n   " + element(0, true) + "(br_if $one (i32.eqz " +
        op(number_ + ".eqz",
           "(local.tee $k " + op(number_ + ".sub", get("k"), constant(number_, 1)) + ")") +
        ")))";
    if (rng_.chance(20)) // one by one, up to what is left
      return set("k", rest) + "(block $none (br_if $none " + op(number_ + ".eqz", get("k")) + ")" +
             some + ")";
    return "(if (i32.eqz " + op(number_ + ".eqz", "(local.tee $k " + rest + ")") + ") (then " +
           some + "))";
  }
  std::string enough() {
    return rng_.chance(80)
               ? "(br_if $out " + op(number_ + ".lt_u", get("n"), constant(number_, copies_)) + ")"
               : "";
  }
  // Where the count goes one further, to -1, or what is left of it may be several numbers.
  std::string further() {
    if (up_ || limit_ == 0)
      return "";
    return set("i", op(number_ + ".sub", get("i"),
                       constant(number_, limit_ > 0        ? 0
                                         : rng_.chance(80) ? 1
                                                           : rng_.between(0, 4))));
  }
  std::string round() {
    std::string text;
    for (int64_t i = 0; i < copies_; ++i)
      text += element(i, false);
    text += move(copies_);
    if (!up_ && limit_ != 0)
      return text + "(br_if $next " +
             op(number_ + (limit_ < 0 ? ".lt_u" : ".gt_u"), get("i"), constant(number_, limit_)) +
             ")";
    if (!up_)
      return text + "(br_if $next (i32.eqz " + op(number_ + ".eqz", get("i")) + "))";
    return text + "(br_if $next " + op(number_ + ".ne", get("i"), get("n")) + ")";
  }
};

} // namespace

Function rests(Rng &rng, const Setting &setting, const std::string &name) {
  return Rests(rng, setting, name).run();
}

} // namespace wexn::random
