// Loops that ask memory whether they go on, and on which way: what begins them, what leaves them
// and what ends a round is compared with what was loaded, at addresses that stay, advance or were
// loaded themselves. On some ways nothing is written and on others the memory is written to or
// grows. Values are used, on one way only, or not at all; rounds that would trap may never come.
#include "tests/random/text.h"

#include <string>
#include <vector>

namespace wexn::random {

namespace {

class Conditions {
public:
  Conditions(Rng &rng, const Setting &setting, std::string name)
      : rng_(rng), setting_(setting), name_(std::move(name)), type_(setting.memories[0].type()),
        steady_(rng.chance(50)), quiet_(rng.chance(50)) {}

  Function run() {
    const std::string body =
        effects(rng_.below(2)) + loop() + effects(rng_.below(2)) + (rng_.chance(20) ? loop() : "");
    Function f;
    f.text = helper() + "(func (export \"" + name_ + "\") (param $p " + type_ + ") (param $q " +
             type_ + ") (param $n i32) (param $x i32) (result i64)\n (local $a " + type_ +
             ") (local $y i32) (local $s i64) (local $cf f32) (local $cd f64)" + locals_ + "\n " +
             set("a", get("p")) + body + "\n " +
             op("i64.add", op("i64.mul", get("s"), constant("i64", 31)),
                "(i64.extend_i32_u " + op("i32.add", get("y"), get("x")) + ")") +
             ")\n";
    for (unsigned i = 0; i < 12; ++i)
      f.calls.push_back(
          {0, name_, {{place(), 0}, {place(), 0}, {some_count(), 0}, {some_number(), 0}}});
    return f;
  }

private:
  static constexpr size_t kDeepest = 3;
  Rng &rng_;
  const Setting &setting_;
  std::string name_, type_, locals_;
  bool steady_; // most addresses are what the function was given
  bool quiet_;  // most ways write nothing
  unsigned loops_ = 0;
  std::vector<std::string> counters_{"n"}; // of the loops around, the innermost last

  // ---- Arguments

  uint64_t place() {
    const uint64_t bytes = setting_.memories[0].pages << 16;
    uint64_t at = rng_.below(15000) * 4;
    if (rng_.chance(20)) // around the end
      at = bytes - rng_.below(24);
    else if (rng_.chance(25)) // far outside
      at = rng_.pick({uint64_t{0}, uint64_t{1} << 31, uint64_t{1} << 32, uint64_t{1} << 33,
                      uint64_t{1} << 40, uint64_t{1} << 47, uint64_t{1} << 63, uint64_t{1} << 36,
                      bytes + 4096, bytes + 65536}) +
           rng_.pick({uint64_t{0}, uint64_t{0} - 1, uint64_t{0} - 4, uint64_t{0} - 8,
                      uint64_t{0} - 65536, rng_.below(64)});
    return type_ == "i32" ? at & UINT32_MAX : at;
  }
  uint64_t some_count() { return rng_.chance(25) ? 0 : rng_.below(rng_.chance(70) ? 6 : 100); }
  uint64_t some_number() { return rng_.chance(50) ? rng_.below(8) : some_bits(rng_) & UINT32_MAX; }

  // ---- Values

  size_t memory() { return rng_.below(10) < 8 ? 0 : rng_.below(setting_.memories.size()); }
  std::string type_of(size_t memory) const { return setting_.memories[memory].type(); }
  [[nodiscard]] std::string counter() const { return get(counters_.back()); }

  // In the first memory's type.
  std::string address() {
    const auto plus = [&](const std::string &to, const std::string &what) {
      return op(type_ + ".add", to, what);
    };
    const std::string base = get(rng_.pick({"p", "p", "q"}));
    switch (steady_ && rng_.chance(75) ? rng_.below(5) : rng_.below(10)) {
    case 0:
    case 1:
    case 2:
      return base;
    case 3:
      return plus(base, constant(type_, rng_.pick({4, 8, -4, 100, 65536})));
    case 4:
      return plus(base, op(type_ + ".shl", convert("i32", type_, get("n")), constant(type_, 2)));
    case 5:
      return constant(type_, static_cast<int64_t>(rng_.below(200)) * 4);
    case 6:
      return plus(base, op(type_ + ".shl", convert("i32", type_, counter()), constant(type_, 2)));
    case 7: // one that was loaded
      return op(type_ + ".and", access(type_ + ".load", 0, some_offset(), base),
                constant(type_, rng_.pick({0xffff, 0x1fffc, 0xfff, -1})));
    default:
      return get("a");
    }
  }
  uint64_t some_offset() {
    if (rng_.chance(50))
      return 0;
    if (rng_.chance(80))
      return rng_.below(16) * 4;
    return rng_.pick({uint64_t{65532}, uint64_t{65536}, uint64_t{131068}, uint64_t{0x7fffffff},
                      uint64_t{0xffff0000}, uint64_t{0xfffffff8}});
  }
  std::string in(size_t memory, const std::string &address) {
    return convert(type_, type_of(memory), address);
  }
  // Of a whole vector that is loaded, some lanes are wanted.
  std::string some_lanes(const std::string &v) {
    switch (rng_.below(5)) {
    case 0:
      return op("i16x8.bitmask",
                op(rng_.pick({"i16x8.extend_low_i8x16_s", "i16x8.extend_low_i8x16_u",
                              "i16x8.extend_high_i8x16_s"}),
                   v));
    case 1:
      return op("i32x4.bitmask", op("i32x4.extend_low_i16x8_s", v));
    case 2:
      return op("i8x16.bitmask", "(v128.and " + v + " (v128.const i32x4 0 -1 0 0))");
    case 3:
      return op("i8x16.bitmask",
                "(i8x16.shuffle 0 1 2 3 0 1 2 3 0 1 2 3 0 1 2 3 " + v + " (v128.const i64x2 0 0))");
    default:
      return op("i32x4.extract_lane " + std::to_string(rng_.below(4)), v);
    }
  }
  std::string load() { // i32
    const size_t m = memory();
    if (rng_.chance(15))
      return some_lanes(access("v128.load", m, some_offset(), in(m, address())));
    if (rng_.chance(15)) {
      const Width &w = rng_.pick(widths());
      return convert(w.type, "i32", access(w.load, m, some_offset(), in(m, address())));
    }
    return access(rng_.pick({"i32.load", "i32.load", "i32.load8_u", "i32.load8_s", "i32.load16_u"}),
                  m, some_offset(), in(m, address()));
  }
  std::string small() {
    return constant("i32", rng_.chance(60) ? rng_.between(-2, 9) : rng_.between(-99999, 99999));
  }
  std::string compare(const std::string &a, const std::string &b) {
    return op(rng_.pick({"i32.eq", "i32.ne", "i32.lt_s", "i32.gt_s", "i32.lt_u", "i32.ge_u"}), a,
              b);
  }
  std::string condition() {
    switch (rng_.below(12)) {
    case 0:
      return compare(load(), load());
    case 1:
      return op("i32.eqz", load());
    case 2:
      return op("i32.and", load(), constant("i32", 1 << rng_.below(4)));
    case 3:
      return op(rng_.pick({"i32.and", "i32.or"}), compare(load(), small()),
                compare(rng_.chance(50) ? counter() : load(), small()));
    case 4:
      return compare(load(), get("x"));
    case 5:
      return compare(load(), counter());
    case 6:
      return compare(counter(), get("n"));
    case 7:
      return compare(get(rng_.pick({"x", "y"})), small());
    default:
      return compare(load(), small());
    }
  }

  // ---- Statements

  std::string sum(const std::string &value) { // of i32
    return set("s", op("i64.add", op("i64.rotl", get("s"), constant("i64", 5)),
                       "(i64.extend_i32_u " + value + ")"));
  }
  std::string grow() {
    const size_t m = rng_.below(setting_.memories.size());
    const std::string grown = "(memory.grow " + std::to_string(m) + " " +
                              constant(type_of(m), rng_.pick({1, 1, 0, 7})) + ")";
    return rng_.chance(50) ? "(drop " + grown + ")" : sum(convert(type_of(m), "i32", grown));
  }
  std::string write() {
    if (rng_.chance(25))
      return grow();
    if (rng_.chance(15))
      return set("y", "(call $" + name_ + "h " + address() + " " + get("x") + ")");
    const size_t m = memory();
    return access(rng_.pick({"i32.store", "i32.store", "i32.store8", "i32.store16"}), m,
                  some_offset(), in(m, address()),
                  rng_.pick({get("x"), counter(), small(), op("i32.add", get("y"), small())}));
  }
  std::string effect() {
    if (rng_.chance(quiet_ ? 15 : 45))
      return write();
    switch (rng_.below(6)) {
    case 0:
      return "(drop " + load() + ")";
    case 1:
      return set("y", load());
    case 2:
      return "(if " + condition() + " (then " + sum(get("y")) + "))";
    case 3:
      return sum(counter());
    case 4:
      return set("x", op("i32.add", get("x"), small()));
    default:
      return sum(load());
    }
  }
  std::string effects(uint64_t n) {
    std::string text;
    for (; n > 0; --n)
      text += effect() + "\n ";
    return text;
  }
  // `leave` goes to where the loop ends, `again` to its next round.
  std::string way(const std::string &leave, const std::string &again) {
    std::string text = rng_.chance(50) ? write() : effects(rng_.below(3));
    if (rng_.chance(20))
      text += rng_.chance(60) ? "(br " + leave + ")" : "(br " + again + ")";
    return text;
  }
  std::string choice(const std::string &leave, const std::string &again) {
    if (rng_.chance(35))
      return "(br_if " + leave + " " + condition() + ")\n ";
    std::string text = "(if " + condition() + " (then " + way(leave, again) + ")";
    if (rng_.chance(40))
      text += " (else " + way(leave, again) + ")";
    return text + ")\n ";
  }
  std::string loop() {
    if (counters_.size() > kDeepest || loops_ == 4)
      return "";
    const std::string number = std::to_string(++loops_), i = "i" + number, left = "t" + number;
    const std::string leave = "$out" + number, again = "$next" + number, step = "$step" + number;
    counters_.push_back(i);
    locals_ += " (local $" + i + " i32) (local $" + left + " i32)";
    // Rounds end sometime; where that is looked at is not always the loop's end.
    const std::string fewer =
        "(local.tee $" + left + " " + op("i32.sub", get(left), constant("i32", 1)) + ")";
    const std::string ends = "(br_if " + leave + " " + op("i32.eqz", fewer) + ")";
    const uint64_t where = rng_.below(10);
    std::string body = where == 0 ? ends : "";
    body += effects(rng_.chance(30) ? 1 : 0);
    if (rng_.chance(80))
      body += choice(leave, step);
    body += effects(rng_.below(3));
    if (rng_.chance(35))
      body += choice(leave, step);
    if (where == 1)
      body += ends;
    if (rng_.chance(25))
      body += loop();
    body = "(block " + step + " " + body + ")\n ";
    body += set(i, op("i32.add", get(i), constant("i32", 1)));
    if (rng_.chance(60))
      body += set(
          "a", op(type_ + ".add", get("a"), constant(type_, rng_.pick({4, 4, 1, 8, -4, 65536}))));
    const bool counted = where > 1;
    const std::string on = rng_.chance(50) ? op("i32.lt_u", get(i), get("n")) : condition();
    body += rng_.chance(20) ? (counted ? ends : "") + "(br " + again + ")"
            : !counted      ? "(br_if " + again + " " + on + ")"
            : rng_.chance(50)
                ? ends + "(br_if " + again + " " + on + ")"
                : "(br_if " + again + " " +
                      op("i32.and", on, op("i32.ne", fewer, constant("i32", 0))) + ")";
    counters_.pop_back();
    std::string text = set(i, constant("i32", 0)) +
                       set(left, constant("i32", rng_.pick({2, 3, 5, 9, 20}))) + "(block " + leave +
                       "\n (loop " + again + "\n " + body + "))\n ";
    if (rng_.chance(50))
      text = "(if " + (rng_.chance(70) ? get("n") : condition()) + " (then " + text + "))\n ";
    return text;
  }
  // What may be inlined, and writes or only reads.
  std::string helper() {
    const std::string read = access("i32.load", 0, some_offset(), get("p"));
    std::string text = "(func $" + name_ + "h (param $p " + type_ + ") (param $n i32) (result i32)";
    if (rng_.chance(60))
      text += "(if (i32.gt_s (local.get $n) (i32.const 3)) (then " +
              (rng_.chance(50) ? access("i32.store", 0, some_offset(), get("p"), get("n"))
                               : "(drop (memory.grow " + constant(type_, 1) + "))") +
              "))";
    return text + (rng_.chance(70) ? op("i32.add", read, get("n")) : get("n")) + ")\n";
  }
};

} // namespace

Function conditions(Rng &rng, const Setting &setting, const std::string &name) {
  return Conditions(rng, setting, name).run();
}

} // namespace wexn::random
