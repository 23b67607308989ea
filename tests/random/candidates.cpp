// Searches through candidates, as compressors have them: each round takes one from a list, and goes
// on to the next at once, on one way or several, unless an element of it is like one at a fixed
// place, as far behind as the best that was found; else an inner loop counts how much is alike. The
// best, which most rounds leave as it is, grows up to the end of a memory and across it; stores and
// growth anywhere in a round.
#include "tests/random/text.h"

#include <string>

namespace wexn::random {

namespace {

class Candidates {
public:
  Candidates(Rng &rng, const Setting &setting, std::string name)
      : rng_(rng), setting_(setting), name_(std::move(name)),
        list_(rng.below(setting.memories.size())), data_(rng.below(setting.memories.size())) {}

  Function run() {
    std::string round = some_effect() + " " + set("c", candidate()) + "\n";
    for (unsigned k = 0, n = 1 + static_cast<unsigned>(rng_.below(3)); k < n; ++k)
      round += rejection();
    round += some_effect() + like() + some_effect();
    if (rng_.chance(60))
      round += " (br_if $reject " + op("i32.le_u", get("l"), some_best()) + ")\n";
    round += " " + set("b", rng_.chance(60) ? get("l") : op("i32.add", get("b"), get("l"))) + "\n";
    if (rng_.chance(30))
      round += " (br_if $end " + op("i32.gt_u", get("b"), number(rng_.below(40))) + ")\n";
    Function f;
    f.text =
        "(func (export \"" + name_ + "\") (param $p i32) (param $o i32) (param $n i32)" +
        " (result i64)\n (local $i i32) (local $b i32) (local $c i32) (local $l i32)" +
        " (local $s i64)\n " + set("b", number(rng_.below(6))) +
        "\n (block $end (loop $next\n (block $reject\n" + round + " )\n" +
        (rng_.chance(50) ? some_effect() : "") + " " +
        set("i", op("i32.add", get("i"), number(1))) + "\n (br_if $next " +
        (rng_.chance(50) ? op("i32.ne", get("i"), get("n")) : op("i32.lt_u", get("i"), get("n"))) +
        ")))\n " +
        op("i64.add", op("i64.mul", get("s"), constant("i64", 1000003)),
           op("i64.or", op("i64.shl", op("i64.extend_i32_u", get("b")), constant("i64", 32)),
              op("i64.extend_i32_u", op("i32.add", get("i"), get("l"))))) +
        ")\n";
    for (unsigned i = 0; i < 6; ++i)
      f.calls.push_back(
          {0, name_, {{near_end(data_), 0}, {near_end(list_), 0}, {1 + rng_.below(12), 0}}});
    return f;
  }

private:
  Rng &rng_;
  const Setting &setting_;
  std::string name_;
  size_t list_, data_; // memories

  static std::string number(uint64_t n) { return constant("i32", static_cast<int64_t>(n)); }
  uint64_t near_end(size_t memory) {
    const uint64_t end = setting_.memories[memory].pages << 16;
    return static_cast<uint32_t>(rng_.chance(50) ? rng_.below(512) : end - rng_.below(64));
  }
  std::string at(size_t memory, const std::string &address) {
    return setting_.memories[memory].is64
               ? op(rng_.chance(80) ? "i64.extend_i32_u" : "i64.extend_i32_s", address)
               : address;
  }
  std::string load(size_t memory, const std::string &address) {
    return access(rng_.pick({"i32.load8_u", "i32.load8_u", "i32.load16_u", "i32.load"}), memory,
                  rng_.chance(70) ? 0 : rng_.below(16), at(memory, address));
  }
  std::string candidate() {
    const std::string loaded =
        load(list_, op("i32.add", get("o"), op("i32.shl", get("i"), number(rng_.below(3)))));
    return rng_.chance(80) ? op("i32.and", loaded, number(rng_.pick({255u, 511u, 65535u})))
                           : loaded;
  }
  std::string some_best() {
    const std::string best = get("b");
    return rng_.chance(60) ? best : op("i32.add", best, number(rng_.below(8)));
  }
  // An element of the fixed place, or of the candidate.
  std::string element(const std::string &of) {
    std::string place = op("i32.add", get(of), some_best());
    if (rng_.chance(20))
      place = op("i32.sub", place, number(rng_.below(8)));
    return op("i32.and", load(data_, rng_.chance(85) ? place : get(of)),
              number(rng_.pick({1u, 3u})));
  }
  std::string rejection() {
    std::string unlike = rng_.chance(85) ? op("i32.ne", element(rng_.chance(50) ? "p" : "c"),
                                              element(rng_.chance(50) ? "p" : "c"))
                                         : op("i32.and", get("c"), number(1));
    return some_effect() + " (br_if $reject " + unlike + ")\n";
  }
  std::string like() {
    const std::string count = get("l");
    return " " + set("l", number(0)) + "\n (block $unlike (loop $alike (br_if $unlike " +
           op("i32.ne", op("i32.and", load(data_, op("i32.add", get("p"), count)), number(3)),
              op("i32.and", load(data_, op("i32.add", get("c"), count)), number(3))) +
           ") " + set("l", op("i32.add", count, number(1))) + " (br_if $alike " +
           op("i32.lt_u", count, number(4 + rng_.below(40))) + ")))\n";
  }
  std::string some_effect() {
    if (!rng_.chance(15))
      return "";
    switch (rng_.below(4)) {
    case 0: {
      const MemoryPlan &memory = setting_.memories[data_];
      const std::string more = op("i32.eq", get("i"), number(2 + rng_.below(3)));
      return " (drop (memory.grow " + std::to_string(data_) + " " +
             (memory.is64 ? op("i64.extend_i32_u", more) : more) + "))\n";
    }
    case 1:
      return " " + set("s", op("i64.add", get("s"), op("i64.extend_i32_u", some_best()))) + "\n";
    default:
      return " " +
             access("i32.store", data_, 1024 + 8 * rng_.below(16), at(data_, get("i")),
                    some_best()) +
             "\n";
    }
  }
};

} // namespace

Function candidates(Rng &rng, const Setting &setting, const std::string &name) {
  return Candidates(rng, setting, name).run();
}

} // namespace wexn::random
