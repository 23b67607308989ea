// Functions with a frame on the guest's own stack, as C compilers make them: a global is lowered at
// the start and raised at the end, and in between everything lies at small distances from it. The
// stack may be at the end of the memory, run out below 0, or be moved in between.
#include "tests/random/text.h"

#include <utility>

namespace wexn::random {

namespace {

using interpret::Value;

class Frame {
public:
  Frame(Rng &rng, const Setting &setting, std::string name)
      : rng_(rng), setting_(setting), name_(std::move(name)), type_(setting.memories[0].type()),
        size_(rng.pick({16, 32, 48, 64, 256, 4096})) {}

  Function run() {
    Function f;
    f.text = "(global $" + name_ + "sp (export \"" + name_ + "sp\") (mut " + type_ + ") " +
             constant(type_, 4096) + ")\n" + callee() + inner() + "(func (export \"" + name_ +
             "\") (param $p " + type_ +
             ") (param $x i32) (param $n i32) (result i32)\n (global.set $" + name_ + "sp " +
             get("p") + ")(call $" + name_ + "r " + get("x") + " " + get("n") + "))\n" +
             chosen_often();
    const uint64_t bytes = setting_.memories[0].pages << 16;
    const uint64_t mask = type_ == "i32" ? UINT32_MAX : UINT64_MAX;
    const auto size = static_cast<uint64_t>(size_);
    for (unsigned i = 0; i < 10; ++i) {
      const uint64_t n = rng_.below(4);
      uint64_t p = 8192 + rng_.below(4096) * 4 + size * 4;
      if (i >= 6) // the whole stack at one end of the memory, or part of it beyond
        p = rng_.chance(50)
                ? bytes + rng_.pick({uint64_t{0}, size, size / 2, size * n}) + rng_.below(20)
                : rng_.pick({uint64_t{0}, size, size / 2, size * (n + 1)}) + rng_.below(20);
      if (i >= 8 && farthest_) // the farthest is the memory's last byte, or just behind
        p = bytes + size - farthest_ - rng_.below(3);
      f.calls.push_back(
          {0,
           name_,
           {{p & mask, 0},
            {static_cast<uint32_t>(rng_.chance(25) ? ~uint64_t{0} : some_bits(rng_)), 0},
            {n, 0}}});
    }
    // All of them in the memory; or the farthest lies around where addresses begin again, at 0.
    for (unsigned i = 0; i < 6; ++i) {
      const uint64_t p = i < 2 ? rng_.below(4096) : rng_.below(4) - often_most_ - (i < 5 ? 2 : 0);
      f.calls.push_back(
          {0,
           name_ + "w",
           {{p & mask, 0}, {i % 2 ? ~uint32_t{0} : some_bits(rng_) & ~uint32_t{0}, 0}}});
    }
    return f;
  }

private:
  Rng &rng_;
  const Setting &setting_;
  std::string name_, type_;
  int size_;
  uint64_t farthest_ = 0;   // byte of the last choices, in the frame
  uint64_t often_most_ = 0; // what is added to the parameter

  [[nodiscard]] std::string sp() const { return "(global.get $" + name_ + "sp)"; }
  // Somewhere in the frame; rarely beyond it.
  uint64_t place(unsigned bytes) {
    if (rng_.chance(4))
      return rng_.below(static_cast<uint64_t>(size_) * 2);
    const uint64_t at = rng_.below(static_cast<uint64_t>(size_) - bytes + 1);
    return rng_.chance(80) ? at & ~uint64_t{bytes - 1} : at;
  }
  // The address that an access adds a part of the way to, and the rest.
  std::pair<std::string, uint64_t> way_to(uint64_t at) {
    if (rng_.chance(65))
      return {get("s"), at};
    const uint64_t before = rng_.below(at + 1);
    return {op(type_ + ".add", get("s"), constant(type_, static_cast<int64_t>(before))),
            at - before};
  }
  std::string load() {
    const Width &w = rng_.pick(widths());
    const auto [address, offset] = way_to(place(w.bytes));
    return convert(w.type, "i32", access(w.load, 0, offset, address));
  }
  std::string value() {
    switch (rng_.below(5)) {
    case 0:
      return some_constant(rng_, "i32");
    case 1:
      return get("x");
    case 2:
      return combine(rng_, "i32", load(), get("x"));
    default:
      return load();
    }
  }
  std::string store() {
    const Width &w = rng_.pick(widths());
    const auto [address, offset] = way_to(place(w.bytes));
    return access(w.store, 0, offset, address, canonical(w.type, convert("i32", w.type, value())));
  }
  // An array in the frame, from element to element.
  std::string array(unsigned number) {
    const std::string label = "$l" + std::to_string(number), i = get("i");
    const int64_t count = rng_.between(1, 2 + size_ / 4);
    const std::string at = op(type_ + ".add", get("s"),
                              op(type_ + ".shl", convert("i32", type_, i), constant(type_, 2)));
    return set("i", constant("i32", 0)) + "(loop " + label +
           access(
               "i32.store", 0, rng_.chance(80) ? 0 : 4, at,
               combine(rng_, "i32", rng_.chance(50) ? i : access("i32.load", 0, 0, at), get("x"))) +
           "(br_if " + label + " (i32.lt_u (local.tee $i " + op("i32.add", i, constant("i32", 1)) +
           ") " + constant("i32", count) + ")))";
  }
  // A byte that a masked number chooses, behind an access as far as its farthest, or nearly; in a
  // loop or not.
  std::string choices(unsigned number) {
    const auto shift = static_cast<unsigned>(rng_.below(3));
    const uint64_t mask = (static_cast<uint64_t>(size_) / 2 - 1) >> shift;
    const uint64_t first = rng_.below(static_cast<uint64_t>(size_) / 2);
    farthest_ = first + (mask << shift);
    const auto chosen = [&] {
      std::string few =
          op("i32.and", rng_.chance(50) ? get("x") : combine(rng_, "i32", get("x"), get("i")),
             constant("i32", static_cast<int64_t>(mask)));
      if (shift)
        few = op("i32.shl", few, constant("i32", shift));
      const std::string from =
          op(type_ + ".add", get("s"), constant(type_, static_cast<int64_t>(first)));
      few = convert("i32", type_, few);
      return rng_.chance(50) ? op(type_ + ".add", from, few) : op(type_ + ".add", few, from);
    };
    const std::string label = "$c" + std::to_string(number), i = get("i");
    std::string text;
    if (rng_.chance(80))
      text += access("i32.store8", 0, farthest_ + rng_.below(3) - (farthest_ ? 1 : 0), get("s"),
                     get("x"));
    text += set("i", constant("i32", 0));
    const std::string round =
        (rng_.chance(60) ? access("i32.store8", 0, 0, chosen(), get("i")) : "") +
        set("x", combine(rng_, "i32", access("i32.load8_u", 0, 0, chosen()), get("x")));
    if (rng_.chance(30))
      return text + round;
    return text + "(loop " + label + round + "(br_if " + label + " (i32.lt_u (local.tee $i " +
           op("i32.add", i, constant("i32", 1)) + ") " + constant("i32", rng_.between(1, 9)) +
           ")))";
  }
  // Bytes that masked numbers choose, behind a parameter, which nothing else is accessed by: all in
  // one loop.
  std::string chosen_often() {
    const auto shift = static_cast<unsigned>(rng_.below(4));
    const uint64_t mask = rng_.pick({uint64_t{1}, uint64_t{7}, uint64_t{255}});
    const uint64_t behind = rng_.chance(50) ? 0 : rng_.below(64);
    often_most_ = (mask << shift) + behind;
    std::string round;
    const auto n = static_cast<unsigned>(rng_.between(8, 12));
    for (unsigned k = 0; k < n; ++k) {
      std::string few =
          op("i32.and", op("i32.or", get("x"), op("i32.mul", get("i"), constant("i32", k + 1))),
             constant("i32", static_cast<int64_t>(mask)));
      few = convert("i32", type_, shift ? op("i32.shl", few, constant("i32", shift)) : few);
      std::string at =
          rng_.chance(50) ? op(type_ + ".add", get("p"), few) : op(type_ + ".add", few, get("p"));
      if (behind && rng_.chance(90))
        at = op(type_ + ".add", at, constant(type_, static_cast<int64_t>(behind)));
      const uint64_t offset = rng_.chance(80) ? 0 : rng_.below(16);
      const std::string sum = combine(rng_, "i32", access("i32.load8_u", 0, offset, at), get("r"));
      round += rng_.chance(40) ? access("i32.store8", 0, offset, at, get("r")) : set("r", sum);
    }
    return "(func (export \"" + name_ + "w\") (param $p " + type_ +
           ") (param $x i32) (result i32) (local $i i32) (local $r i32) (local $cf f32) " +
           "(local $cd f64)\n(loop $l " + round + "(br_if $l (i32.lt_u (local.tee $i " +
           op("i32.add", get("i"), constant("i32", 1)) + ") " +
           constant("i32", rng_.between(1, 9)) + ")))" + get("r") + ")\n";
  }
  // Gets an address in the frame, or moves the stack.
  std::string callee() {
    const std::string a = get("a"), x = get("x");
    std::string text = "(func $" + name_ + "c (param $a " + type_ + ") (param $x i32) (result i32)";
    if (rng_.chance(30))
      text += "(global.set $" + name_ + "sp " + op(type_ + ".sub", sp(), constant(type_, 16)) +
              ")" + access("i32.store", 0, 4, sp(), x) + "(global.set $" + name_ + "sp " +
              op(type_ + ".add", sp(), constant(type_, 16)) + ")";
    text += access("i32.store", 0, rng_.below(8), a, op("i32.add", x, access("i32.load", 0, 0, a)));
    return text + op("i32.mul", x, constant("i32", 3)) + ")\n";
  }
  std::string inner() {
    std::string text =
        "(func $" + name_ + "r (param $x i32) (param $n i32) (result i32) (local $s " + type_ +
        ") (local $i i32) (local $cf f32) (local $cd f64)\n (global.set $" + name_ +
        "sp (local.tee $s " + op(type_ + ".sub", sp(), constant(type_, size_)) + "))\n ";
    const unsigned n = 3 + static_cast<unsigned>(rng_.below(10));
    for (unsigned i = 0; i < n; ++i) {
      switch (rng_.below(12)) {
      case 10:
      case 11:
        text += choices(i);
        break;
      case 0:
        text += set(
            "x", "(call $" + name_ + "c " +
                     op(type_ + ".add", get("s"), constant(type_, static_cast<int64_t>(place(4)))) +
                     " " + value() + ")");
        break;
      case 1:
        text += "(if " + get("n") + " (then " +
                set("x", "(call $" + name_ + "r " + value() + " " +
                             op("i32.sub", get("n"), constant("i32", 1)) + ")") +
                "))";
        text += set("n", constant("i32", 0));
        break;
      case 2:
        text += array(i);
        break;
      case 3:
        text += "(if " + op("i32.and", get("x"), constant("i32", 1 << rng_.below(4))) + " (then " +
                store() + "))";
        break;
      case 4:
      case 5:
        text += set("x", op("i32.add", op("i32.rotl", get("x"), constant("i32", 5)), load()));
        break;
      default:
        text += store();
      }
      text += "\n ";
    }
    return text + "(global.set $" + name_ + "sp " +
           op(type_ + ".add", get("s"), constant(type_, size_)) + ")" + get("x") + ")\n";
  }
};

} // namespace

Function frame(Rng &rng, const Setting &setting, const std::string &name) {
  return Frame(rng, setting, name).run();
}

} // namespace wexn::random
