// Halves of 64-bit values as indices and as values that are extended again: loops that dispatch by
// a table of all cases, whose state is such a half, to which what is often 0 or 1 is added or
// otherwise brings nothing; and straight code of halves, bytes put into them, and what products,
// quotients, counts of bits, choices and compare-exchanges leave; more of them at once than there
// are registers.
#include "tests/random/text.h"

#include <string>
#include <vector>

namespace wexn::random {

namespace {

class Halves {
public:
  Halves(Rng &rng, const Setting &setting, std::string name)
      : rng_(rng), wide_(setting.memories[0].is64), name_(std::move(name)) {}

  Function run() {
    const bool chained = rng_.chance(25);
    const bool crowded = !chained && rng_.chance(25);
    const std::string body = chained           ? chain()
                             : crowded         ? crowd()
                             : rng_.chance(60) ? dispatch()
                                               : straight();
    Function f;
    f.text = "(func (export \"" + name_ +
             "\") (param $x i64) (param $y i64) (param $o i32) (param $n i32) (result i64)\n"
             " (local $g i64) (local $h i32) (local $k i32) (local $fuel i32)" +
             locals_ + "\n" + body + " " +
             (chained ? get("g") : op("i64.xor", get("g"), op("i64.add", get("x"), get("y")))) +
             ")\n";
    for (unsigned i = 0; i < 12; ++i)
      f.calls.push_back({0,
                         name_,
                         {{rng_.next() << 32 | some_index(), 0},
                          {(rng_.chance(70) ? rng_.next() << 32 : 0) | some_index(), 0},
                          {rng_.chance(85) ? 0 : rng_.below(64), 0},
                          {rng_.chance(50) ? 0 : rng_.below(64), 0}}});
    return f;
  }

private:
  Rng &rng_;
  bool wide_;
  std::string name_, locals_;

  uint64_t some_index() { return 512 + rng_.below(4096); }
  std::string half(const std::string &of) {
    return rng_.chance(85) ? op("i32.wrap_i64", get(of))
                           : op("i32.wrap_i64", op("i64.shr_u", get(of), constant("i64", 3)));
  }
  std::string at(const std::string &index) { return wide_ ? op("i64.extend_i32_u", index) : index; }
  // Where nothing else is, aligned.
  std::string cell() { return at(constant("i32", static_cast<int64_t>(8 * rng_.below(8)))); }

  // A half of `of`, most often as it is where $o is 0.
  std::string index(const std::string &of) {
    const std::string v = half(of);
    switch (rng_.below(16)) {
    case 0:
      return op("i32.sub", v, get("o"));
    case 1:
      return op(rng_.chance(50) ? "i32.or" : "i32.xor", rng_.chance(50) ? get("o") : get("k"), v);
    case 2:
      return op("i32." + std::string(rng_.pick({"shl", "shr_u", "shr_s", "rotl", "rotr"})), v,
                get("o"));
    case 3:
      return "(select " + v + " " + get(rng_.chance(50) ? "h" : "k") + " " +
             op("i32.eqz", get("o")) + ")";
    case 4:
      return op("i32.or", op("i32.and", v, constant("i32", -256)),
                access("i32.load8_u", 0, 0, at(get("n"))));
    case 5:
      return op("i32.or", op("i32.and", v, constant("i32", -65536)),
                op("i32.and", half("y"), constant("i32", rng_.pick({255, 4095, 65535}))));
    case 6:
      return op(rng_.pick({"i32.div_u", "i32.div_s", "i32.mul"}), v,
                op("i32.add", get("o"), constant("i32", 1)));
    case 7:
      return op("i32." + std::string(rng_.pick({"clz", "ctz", "popcnt"})), v);
    case 8:
      return op("i32.and", v, op("i32.sub", get("o"), constant("i32", 1)));
    case 9: { // what a compare-exchange finds, which was put there before
      const std::string c = cell();
      return "(block (result i32) (i32.store " + c + " " + v + ") (i32.atomic.rmw.cmpxchg " + c +
             " " + v + " " + half("y") + "))";
    }
    case 10: {
      const std::string c = cell();
      return "(block (result i32) (i32.store " + c + " " + v + ") (i32.atomic.rmw." +
             rng_.pick({"add", "sub", "xor", "or", "xchg"}) + " " + c + " " + get("o") + "))";
    }
    case 11:
      return v;
    default:
      return op("i32.add", rng_.chance(80) ? get("o") : get("k"), v);
    }
  }
  std::string load(const std::string &i) {
    return access(rng_.pick({"i32.load8_u", "i32.load8_u", "i32.load16_u", "i32.load8_s"}), 0,
                  rng_.chance(60) ? 0 : rng_.below(64), at(i));
  }
  std::string extended(const std::string &v) {
    return op(rng_.chance(70) ? "i64.extend_i32_u" : "i64.extend_i32_s", v);
  }
  std::string gathered() {
    const std::string of = rng_.chance(70) ? "x" : "y";
    return set("g", op(rng_.pick({"i64.add", "i64.xor", "i64.sub"}),
                       rng_.chance(40) ? op("i64.rotl", get("g"), constant("i64", 9)) : get("g"),
                       extended(rng_.chance(60) ? index(of) : load(index(of)))));
  }
  // Both halves go on, or only the upper one.
  std::string next() {
    return op("i64.add", get("x"),
              constant("i64", rng_.pick({int64_t{1}, int64_t{1}, int64_t{2}, int64_t{0x100000001},
                                         int64_t{0x7fffffff00000003}})));
  }

  // ---- Loops

  std::string dispatch() {
    const unsigned cases = rng_.chance(60) ? 8 : 4;
    const bool kept = rng_.chance(25); // what was computed before each dispatch
    const std::string of = rng_.chance(85) ? "x" : "y", cell_at = cell();
    const uint64_t kind = rng_.below(4);
    std::string where =
        kind == 0 ? index(of) : op("i32.add", get("o"), op("i32.wrap_i64", get(of)));
    if (kind == 1 && of == "x")
      where = op("i32.add", get("o"),
                 "(i32.atomic.rmw.cmpxchg " + cell_at + " (i32.wrap_i64 " + get("x") + ") " +
                     constant("i32", 999) + ")");
    const std::string before = kind == 1 ? access("i32.store", 0, 0, cell_at, half("x")) : "";
    std::string text = " " + before + "(loop $next\n";
    for (unsigned i = cases; i > 0; --i)
      text += "(block $c" + std::to_string(i - 1) + " ";
    text += kept ? set("h", where) + " " : "";
    text += "(br_table";
    for (unsigned i = 0; i < cases; ++i)
      text += " $c" + std::to_string(i);
    text += " (i32.and " + load(kept ? get("h") : where) + " " +
            constant("i32", static_cast<int64_t>(cases) - 1) + "))\n";
    for (unsigned i = 0; i + 1 < cases; ++i) {
      text += ") ";
      if (kind == 1)
        text += set(
            "x", rng_.chance(60)
                     ? op("i64.add", op("i64.and", get("x"), constant("i64", 0xfff)),
                          op("i64.shl",
                             access("i64.load", 0, 64 + 8 * rng_.below(16), at(constant("i32", 0))),
                             constant("i64", 32)))
                     : next());
      text += set(of, kind == 1   ? op("i64.add", get(of), constant("i64", 1))
                      : of == "x" ? next()
                                  : op("i64.add", get("y"), constant("i64", 0x300000001)));
      text += before;
      text += rng_.chance(15)
                  ? gathered()
                  : set("g", op(rng_.pick({"i64.add", "i64.mul", "i64.xor", "i64.rotl"}), get("g"),
                                constant("i64", static_cast<int64_t>(3 + i))));
      const uint64_t base = rng_.below(8);
      text += base < 5    ? set("o", constant("i32", 0))
              : base == 5 ? set("o", get("n"))
              : base == 6 ? set("o", get("k"))
                          : "";
      if (rng_.chance(10))
        text += set("k", constant("i32", 0));
      if (rng_.chance(10))
        text += set("h", op("i32.wrap_i64", next()));
      if (rng_.chance(10))
        text +=
            "(br_if $next " + access("i32.load8_u", 0, 0, at(op("i32.wrap_i64", get(of)))) + ")";
      text += " (br_if $next (i32.lt_u (local.tee $fuel (i32.add (local.get $fuel) (i32.const 1))) "
              "(i32.const 500)))\n";
      if (rng_.chance(70)) { // without a count: the bytes end it
        text.erase(text.rfind(" (br_if"));
        text += " (br $next)\n";
      }
    }
    return text + "))\n";
  }

  // Each case loads the next state, whose half a compare-exchange then finds in a cell, and goes on
  // to a later case.
  std::string chain() {
    const unsigned cases = rng_.chance(70) ? 8 : 4;
    const std::string zero = at(constant("i32", 0)), found = cell();
    const std::string put = access("i32.store", 0, 0, found, op("i32.wrap_i64", get("x")));
    std::string text;
    for (unsigned i = 0; i + 1 < cases; ++i) { // what case i loads, and where that leads to
      const auto to =
          static_cast<int64_t>(i + 1 + (rng_.chance(80) ? 0 : rng_.below(cases - 1 - i)));
      text += " " +
              access("i64.store", 0, 128 + 8 * i, zero,
                     op("i64.or", op("i64.shl", get("y"), constant("i64", 32)),
                        constant("i64", static_cast<int64_t>(512 + i)))) +
              access("i32.store8", 0, 512 + i, zero, constant("i32", to)) + "\n";
    }
    text += " " + set("x", access("i64.load", 0, 128, zero)) + put + set("o", constant("i32", 0)) +
            "\n (loop $next\n";
    for (unsigned i = cases; i > 0; --i)
      text += "(block $c" + std::to_string(i - 1) + " ";
    text += "(br_table";
    for (unsigned i = 0; i < cases; ++i)
      text += " $c" + std::to_string(i);
    const std::string state = rng_.chance(70) ? "(i32.atomic.rmw.cmpxchg " + found + " " +
                                                    op("i32.wrap_i64", get("x")) + " " +
                                                    constant("i32", 999) + ")"
                                              : op("i32.wrap_i64", get("x"));
    text +=
        " (i32.and " +
        access("i32.load8_u", 0, 0, at(rng_.chance(90) ? op("i32.add", get("o"), state) : state)) +
        " " + constant("i32", static_cast<int64_t>(cases) - 1) + "))\n";
    for (unsigned i = 0; i + 1 < cases; ++i)
      text += ") " + set("x", access("i64.load", 0, 128 + 8 * i, zero)) + put +
              set("o", rng_.chance(70) ? constant("i32", 0) : get("n")) +
              set("g", op(rng_.pick({"i64.add", "i64.mul", "i64.xor", "i64.rotl"}), get("g"),
                          constant("i64", static_cast<int64_t>(3 + i)))) +
              " (br $next)\n";
    return text + "))\n";
  }

  // More numbers than there are registers, whose halves are stored, extended in their place and
  // indices.
  std::string crowd() {
    constexpr uint64_t kMost = 34;
    const uint64_t numbers = 20 + rng_.below(kMost - 20);
    const auto name = [](uint64_t i) { return "c" + std::to_string(i); };
    const std::string zero = at(constant("i32", 0));
    std::string text, round;
    for (uint64_t i = 0; i < numbers; ++i) {
      locals_ += " (local $" + name(i) + " i64)";
      text += " " +
              set(name(i), op("i64.add", get(rng_.chance(50) ? "x" : "y"),
                              access("i64.load8_u", 0, 512 + 8 * i, zero))) +
              "\n";
    }
    for (uint64_t i = 20 + rng_.below(30); i > 0; --i) {
      const std::string a = name(rng_.below(numbers)), b = name(rng_.below(numbers));
      const std::string h = op("i32.wrap_i64", get(a));
      switch (rng_.below(6)) {
      case 0:
        round += set(a, op("i64.add", get(a), get(b)));
        [[fallthrough]];
      case 1:
        round += access("i32.store", 0, 256 + 4 * rng_.below(32), zero, h) +
                 set(a, op("i64.extend_i32_u", h));
        break;
      case 2:
        round += set(a, op("i64.or", op("i64.shl", get(b), constant("i64", 32)),
                           access("i64.load16_u", 0, 2 * rng_.below(400), zero)));
        break;
      case 3:
        round +=
            set(b, op("i64.xor", get(b), extended(load(op("i32.and", h, constant("i32", 4095))))));
        break;
      case 4:
        round += set(b, op("i64.sub", get(b), extended(h)));
        break;
      default:
        round += set("g", op("i64.add", op("i64.rotl", get("g"), constant("i64", 5)),
                             rng_.chance(50) ? get(a) : extended(load(h))));
      }
      round += "\n ";
    }
    text += rng_.chance(50)
                ? round
                : " (loop $again " + round +
                      "(br_if $again (i32.lt_u (local.tee $fuel (i32.add (local.get $fuel) "
                      "(i32.const 1))) (i32.const 4))))\n";
    for (uint64_t i = 0; i < numbers; ++i)
      text +=
          " " + set("g", op("i64.add", op("i64.rotl", get("g"), constant("i64", 7)), get(name(i))));
    return text;
  }

  // ---- Straight code

  std::string straight() {
    std::string text;
    for (uint64_t i = 3 + rng_.below(8); i > 0; --i)
      text += statement(2);
    return text;
  }
  std::string statement(unsigned depth) {
    const std::string of = rng_.chance(60) ? "x" : "y";
    switch (rng_.below(depth ? 10 : 7)) {
    case 0:
      return " " + set("h", index(of)) + set("g", op("i64.add", get("g"), extended(get("h")))) +
             access("i32.store", 0, 256, at(constant("i32", 0)),
                    op("i32.mul", get("h"), constant("i32", 77))) +
             "\n";
    case 1:
      return " " + set("k", load(index(of))) + "\n";
    case 2:
      return " " +
             set(of,
                 op("i64.add", get(of), op("i64.shl", extended(get("k")), constant("i64", 32)))) +
             "\n";
    case 3:
      return " " +
             (rng_.chance(50) ? access("i32.store8", 0, rng_.below(64), at(index(of)), half("y"))
                              : access("i64.store32", 0, rng_.below(64), at(index(of)), get("g"))) +
             "\n";
    case 4:
    case 5:
    case 6:
      return " " + gathered() + "\n";
    case 7:
      return " (loop $l" + std::to_string(depth) + "\n" + statement(0) + set("x", next()) +
             " (br_if $l" + std::to_string(depth) +
             " (i32.lt_u (local.tee $fuel (i32.add (local.get $fuel) (i32.const 1))) (i32.const " +
             std::to_string(rng_.pick({3, 40})) + "))))\n";
    default: {
      std::string text = " (if " + (rng_.chance(50) ? get("n") : half("y")) + " (then\n" +
                         statement(depth - 1) + statement(depth - 1) + ")";
      if (rng_.chance(60))
        text += " (else\n" + statement(depth - 1) + ")";
      return text + ")\n";
    }
    }
  }
};

} // namespace

Function halves(Rng &rng, const Setting &setting, const std::string &name) {
  return Halves(rng, setting, name).run();
}

} // namespace wexn::random
