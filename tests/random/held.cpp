// Functions that hold hundreds of values at once, so that their frames have kilobytes, behind tests
// that may return before any of them is there.
#include "tests/random/text.h"

#include <cstddef>
#include <string>
#include <utility>
#include <vector>

namespace wexn::random {

namespace {

using interpret::Value;

class Held {
public:
  Held(Rng &rng, const Setting &setting, std::string name)
      : rng_(rng), name_(std::move(name)), address_(setting.memories[0].type()),
        type_(rng.pick({"i32", "i64", "i64", "v128"})),
        count_(20 + static_cast<size_t>(rng.below(type_ == "v128" ? 250 : 500))) {}

  Function run() {
    Function f;
    const std::string helper = "$" + name_ + "h";
    f.text = "(func " + helper + " (param $a i32) (result i32) " +
             access("i32.store", 0, 0, place("a"), get("a")) + " " +
             op("i32.add", get("a"), access("i32.load", 0, 8, place("a"))) + ")\n";
    f.text += "(func (export \"" + name_ +
              "\") (param $a i32) (param $b i32) (result i64)\n (local $r i64)";
    for (size_t i = 0; i < count_; ++i)
      f.text += " (local " + local(i) + " " + type_ + ")";
    f.text += "\n " + tests();
    const bool calls = rng_.chance(50);
    for (size_t i = 0; i < count_; ++i) {
      f.text += "\n (local.set " + local(i) + " " + value(i) + ")";
      if (rng_.chance(2))
        f.text += tests();
    }
    // Nothing that was read before this may be read again after it.
    f.text += "\n " + access("i64.store", 0, 0, place("b"), constant("i64", rng_.between(-9, 9)));
    if (calls)
      f.text += set("a", "(call " + helper + " " + get("b") + ")");
    f.text += tests();
    std::vector<size_t> order;
    for (size_t i = 0; i < count_; ++i)
      order.insert(order.begin() + static_cast<ptrdiff_t>(rng_.below(i + 1)), i);
    for (const size_t i : order)
      f.text += "\n " + set("r", op("i64.add", op("i64.mul", get("r"), constant("i64", 31)),
                                    convert(type_, "i64", "(local.get " + local(i) + ")")));
    f.text += "\n " + get("r") + ")\n";
    for (unsigned i = 0; i < 8; ++i)
      f.calls.push_back({0, name_, {number(), number()}});
    return f;
  }

private:
  Rng &rng_;
  std::string name_, address_, type_;
  size_t count_;

  static std::string local(size_t i) { return "$v" + std::to_string(i); }
  Value number() { return {rng_.below(rng_.chance(60) ? 12 : 1u << 20), 0}; }
  std::string place(const std::string &of) {
    return convert("i32", address_, op("i32.and", get(of), constant("i32", 0x7ff0)));
  }
  std::string small() { return get(rng_.chance(50) ? "a" : "b"); }
  std::string product() {
    return op(std::string("i32.") + rng_.pick({"mul", "add", "xor", "sub"}), small(),
              constant("i32", rng_.between(0, 20)));
  }
  std::string tests() {
    std::string text;
    for (uint64_t i = rng_.below(4); i; --i)
      text += "(if " +
              op(std::string("i32.") + rng_.pick({"eq", "eq", "lt_s", "gt_u"}), product(),
                 rng_.chance(60) ? product() : constant("i32", rng_.between(0, 30))) +
              " (then (return " + constant("i64", rng_.between(0, 99)) + ")))";
    return text;
  }
  std::string value(size_t i) {
    const std::string loaded =
        access(type_ + ".load", 0, 16 * i + rng_.below(8), place(rng_.chance(50) ? "a" : "b"));
    return i == 0 || rng_.chance(50)
               ? loaded
               : combine(rng_, type_, loaded, "(local.get " + local(rng_.below(i)) + ")");
  }
};

} // namespace

Function held(Rng &rng, const Setting &setting, const std::string &name) {
  return Held(rng, setting, name).run();
}

} // namespace wexn::random
