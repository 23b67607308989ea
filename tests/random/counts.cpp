// Loops that go on while there is more, and count by that condition: some count each round, some
// all but the last, by its number or by a choice. Some sum up or write what they are at. What was
// counted is seen behind the loop.
#include "tests/random/text.h"

#include <string>
#include <vector>

namespace wexn::random {

namespace {

class Counts {
public:
  Counts(Rng &rng, const Setting &setting, std::string name)
      : rng_(rng), setting_(setting), name_(std::move(name)),
        counters_(1 + static_cast<unsigned>(rng.below(3))) {
    for (unsigned k = 0; k < counters_; ++k)
      types_.emplace_back(rng.chance(70) ? "i32" : "i64");
  }

  Function run() {
    std::string locals, start, steps, end = get("s");
    for (unsigned k = 0; k < counters_; ++k) {
      locals += " (local $" + counter(k) + " " + types_[k] + ")";
      if (rng_.chance(30))
        start += " " + set(counter(k), number(k, rng_.pick({1, -1, 100, -7}))) + "\n";
      steps += " " + set(counter(k), step(k)) + "\n";
      end = op("i64.add", op("i64.mul", end, constant("i64", 1000003)),
               convert(types_[k], "i64", get(counter(k))));
    }
    std::string body;
    if (rng_.chance(50))
      body += " " + set("s", op("i64.add", get("s"), summand())) + "\n";
    if (rng_.chance(40))
      body += " " + written() + "\n";
    Function f;
    f.text = "(func (export \"" + name_ + "\") (param $n i32) (param $x i64) (result i64)\n" +
             locals + " (local $r i32) (local $more i32) (local $s i64)\n" + start +
             " (loop $next\n " + set("more", more()) + "\n" + body + steps + " " +
             set("r", op("i32.add", get("r"), constant("i32", 1))) +
             "\n (br_if $next (i32.and (local.get $more) (i32.lt_u (local.get $r) "
             "(i32.const 1000)))))\n " +
             end + ")\n";
    if (const std::string twice = "(i32.and (local.get $more) (i32.lt_u (local.get $r) "
                                  "(i32.const 1000)))";
        ends_) // whatever is counted, rounds end
      f.text.replace(f.text.find(twice), twice.size(), get("more"));
    for (unsigned i = 0; i < 6; ++i)
      f.calls.push_back(
          {0,
           name_,
           {{rng_.chance(60) ? (uint64_t{4} << rng_.below(5)) - rng_.below(3) : rng_.below(200), 0},
            {some_bits(rng_), 0}}});
    return f;
  }

private:
  Rng &rng_;
  const Setting &setting_;
  std::string name_;
  unsigned counters_;
  std::vector<std::string> types_;
  bool ends_ = false;

  static std::string counter(unsigned k) { return "c" + std::to_string(k); }
  [[nodiscard]] std::string number(unsigned k, int64_t n) const { return constant(types_[k], n); }
  std::string more() {
    ends_ = rng_.chance(75);
    if (ends_)
      return op(rng_.pick({"i32.lt_u", "i32.lt_s", "i32.ne"}), get("r"), get("n"));
    const unsigned k = static_cast<unsigned>(rng_.below(counters_));
    return op(types_[k] + rng_.pick({".lt_u", ".lt_s", ".ne"}), get(counter(k)),
              convert("i32", types_[k], get("n")));
  }
  std::string step(unsigned k) {
    const std::string by = number(k, rng_.pick({1, 1, 2, 4, -1, 40}));
    const std::string &t = types_[k];
    switch (rng_.below(4)) {
    case 0:
      return op(t + ".add", get(counter(k)), by);
    case 1:
      return op(t + ".add", get(counter(k)), convert("i32", t, get("more")));
    case 2:
      return "(select " + op(t + ".add", get(counter(k)), by) + " " + get(counter(k)) + " " +
             get("more") + ")";
    default:
      return op(t + ".add", get(counter(k)),
                "(select " + by + " " + number(k, 0) + " " + get("more") + ")");
    }
  }
  std::string summand() {
    const unsigned k = static_cast<unsigned>(rng_.below(counters_));
    const std::string value =
        rng_.chance(50) ? get("x") : convert(types_[k], "i64", get(counter(k)));
    return rng_.chance(50) ? value : "(select " + value + " (i64.const 0) " + get("more") + ")";
  }
  std::string written() {
    const size_t memory = rng_.below(setting_.memories.size());
    const std::string r = op("i32.shl", get("r"), constant("i32", 2));
    return access("i32.store", memory, 4096,
                  setting_.memories[memory].is64 ? op("i64.extend_i32_u", r) : r, get("r"));
  }
};

} // namespace

Function counts(Rng &rng, const Setting &setting, const std::string &name) {
  return Counts(rng, setting, name).run();
}

} // namespace wexn::random
