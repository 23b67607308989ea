// Parts of what is loaded, at the memory's end: loads side by side that become one number, with
// something to see between them; vectors of which the first lanes, one, those under a mask, or none
// are wanted; vectors and numbers that are copied right behind a store to a part of them. Each of
// the accesses may be the first that is out of bounds, and what is before it has happened.
#include "tests/random/text.h"

#include <string>
#include <utility>
#include <vector>

namespace wexn::random {

namespace {

class Parts {
public:
  Parts(Rng &rng, const Setting &setting, std::string name)
      : rng_(rng), name_(std::move(name)), plan_(setting.memories[0]), type_(plan_.type()) {}

  Function run() {
    std::string body;
    for (uint64_t n = 1 + rng_.below(3); n > 0; --n) {
      body += (rng_.chance(40) ? effect() : "") + part() + "\n  ";
      if (rng_.chance(20))
        body += effect();
    }
    Function f;
    f.text =
        "(global " + id("g") + " (export \"" + name_ + "g\") (mut i32) (i32.const 1))\n" +
        "(func " + id("h") + " (param $x i32) (global.set " + id("g") + " " + get("x") + ")" +
        (rng_.chance(50) ? "(drop (memory.grow " + constant(type_, 0) + "))" : "") +
        ")\n(func (export \"" + name_ + "\") (param $p " + type_ + ") (param $q " + type_ +
        ") (param $x i32) (param $y f64) (result i64)\n  (local $s i64) (local $v v128)" +
        " (local $w v128) (local $cf f32) (local $cd f64)" + locals_ + "\n  " +
        set("v", "(i32x4.splat " + get("x") + ")") +
        set("w", "(v128.load " + constant(type_, static_cast<int64_t>(rng_.below(256)) * 8) + ")") +
        body + get("s") + ")\n";
    for (unsigned i = 0; i < 16; ++i)
      f.calls.push_back({0,
                         name_,
                         {{place(), 0},
                          {place(), 0},
                          {some_bits(rng_) & (rng_.chance(50) ? 3 : UINT32_MAX), 0},
                          {rng_.pick<uint64_t>({0, 0x4008000000000000, 0x4014000000000000}), 0}}});
    return f;
  }

private:
  Rng &rng_;
  std::string name_;
  const MemoryPlan &plan_;
  std::string type_, locals_;
  unsigned numbers_ = 0;

  [[nodiscard]] std::string id(const std::string &what) const { return "$" + name_ + what; }
  uint64_t place() {
    return (plan_.pages << 16) - (rng_.chance(75) ? rng_.below(40) : 4096 + 8 * rng_.below(512));
  }
  std::string base() { return get(rng_.pick({"p", "p", "q"})); }
  std::string sum(const std::string &value) { // of i64
    return set("s", op("i64.add", op("i64.rotl", get("s"), constant("i64", 7)), value));
  }
  std::string effect() {
    switch (rng_.below(8)) {
    case 0:
      return "(call " + id("h") + " " + op("i32.add", get("x"), constant("i32", 5)) + ")";
    case 1:
      return "(drop (memory.grow " + constant(type_, rng_.pick({0, 1})) + "))";
    case 2:
      return access("i32.store8", 0, rng_.below(8), base(), get("x"));
    case 3:
    case 4:
      return access("i32.store", 0, 0, constant(type_, 64), get("x"));
    case 5:
      return sum(op("i64.extend_i32_u", op("i32.div_u", constant("i32", 1000), get("x"))));
    default:
      return "(global.set " + id("g") + " " + constant("i32", rng_.between(2, 9)) + ")";
    }
  }
  std::string part() {
    switch (rng_.below(6)) {
    case 0:
    case 1:
      return side_by_side();
    case 2:
      return copied();
    case 3:
      return chosen();
    default:
      return wanted();
    }
  }

  // In the order of memory or the other, or a part that is missing or elsewhere.
  std::string side_by_side() {
    const bool wide = rng_.chance(50);
    const std::string t = wide ? "i64" : "i32";
    const unsigned bits = wide ? rng_.pick({8u, 16u, 32u}) : rng_.pick({8u, 16u}), by = bits / 8;
    const unsigned all = (wide ? 64 : 32) / bits;
    const unsigned count = rng_.chance(50) ? all : 2;
    const bool other = rng_.chance(25);
    const uint64_t start = rng_.below(4);
    const std::string at = base(), loads = t + ".load" + std::to_string(bits) + "_u";
    std::vector<unsigned> order;
    for (unsigned k = 0; k < count; ++k)
      order.push_back(k);
    if (rng_.chance(30))
      for (size_t i = order.size(); i > 1; --i)
        std::swap(order[i - 1], order[rng_.below(i)]);
    std::string text, whole;
    std::vector<std::string> names(count);
    const unsigned where = static_cast<unsigned>(rng_.below(count));
    for (unsigned i = 0; i < count; ++i) {
      const unsigned k = order[i];
      names[k] = "l" + std::to_string(numbers_++);
      locals_ += " (local $" + names[k] + " " + t + ")";
      text += set(names[k], access(loads, 0, start + k * by, at));
      if (i + 1 < count && (i == where || rng_.chance(30)))
        text += effect();
    }
    for (unsigned k = 0; k < count; ++k) {
      const unsigned shift = bits * (other ? count - 1 - k : k);
      const std::string shifted =
          shift ? op(t + ".shl", get(names[k]), constant(t, shift)) : get(names[k]);
      whole = k == 0 ? shifted : op(t + ".or", whole, shifted);
    }
    return text + sum(convert(t, "i64", whole));
  }
  // At addresses that are constants, LLVM knows more often what was stored.
  std::string copied() {
    const std::string fixed =
        constant(type_, static_cast<int64_t>((plan_.pages << 16) - rng_.pick({16u, 24u, 40u, 64u}) -
                                             rng_.below(8)));
    const std::string from = rng_.chance(50) ? fixed : base(),
                      to = rng_.chance(50) ? fixed : base();
    const uint64_t start = rng_.below(8), far = rng_.pick({0u, 16u, 32u, 4u});
    const std::string vector = rng_.chance(70) ? "v128" : "i64";
    const uint64_t bytes = vector == "v128" ? 16 : 8;
    std::string text;
    for (uint64_t n = 1 + rng_.below(2); n > 0; --n) {
      const uint64_t width = rng_.pick({1u, 2u, 4u});
      text += access(width == 1   ? "i32.store8"
                     : width == 2 ? "i32.store16"
                                  : "i32.store",
                     0, start + rng_.below(bytes / width) * width, from, get("x"));
    }
    return text + access(vector + ".store", 0, start + far, rng_.chance(50) ? from : to,
                         access(vector + ".load", 0, start, from));
  }
  std::string loaded(const std::string &name = "v128.load") {
    return access(name, 0, rng_.chance(50) ? 0 : rng_.below(20), base());
  }
  std::string bits_of(const std::string &v) {
    return op("i64.xor", op("i64x2.extract_lane 0", v), op("i64x2.extract_lane 1", get("w")));
  }
  // The first lanes, or one in all.
  std::string wanted() {
    const std::string lanes = rng_.pick({"i8x16", "i16x8", "i32x4", "i64x2", "f32x4", "f64x2"});
    const std::string sign = lanes == "i8x16" || lanes == "i16x8" ? rng_.pick({"_s", "_u"}) : "";
    const std::string v = loaded();
    switch (rng_.below(5)) {
    case 0:
      return set("w", op(lanes + ".splat", op(lanes + ".extract_lane" + sign + " " +
                                                  std::to_string(rng_.chance(80) ? 0 : 1),
                                              v))) +
             sum(bits_of(get("w")));
    case 1:
      return set("w",
                 op(rng_.pick({"f64x2.convert_low_i32x4_u", "f64x2.convert_low_i32x4_s"}), v)) +
             sum(bits_of(get("w")));
    case 2:
      return set("w", op(rng_.pick({"i16x8.extmul_low_i8x16_u", "i32x4.extmul_low_i16x8_s",
                                    "i64x2.extmul_low_i32x4_u"}),
                         v, get("v"))) +
             sum(bits_of(get("w")));
    default: {
      const std::string s = rng_.pick({"_s", "_u"}), part = rng_.chance(85) ? "low" : "high";
      std::string extended = op("i16x8.extend_" + part + "_i8x16" + s, v);
      if (rng_.chance(50))
        extended = op("i32x4.extend_" + part + "_i16x8" + s, rng_.chance(40) ? extended : v);
      else if (rng_.chance(40))
        extended = op("i64x2.extend_" + part + "_i32x4" + s,
                      rng_.chance(40) ? op("i32x4.extend_" + part + "_i16x8" + s, v) : v);
      return set("w", extended) + sum(bits_of(get("w")));
    }
    }
  }
  // Under a mask, all lanes of which may be out.
  std::string chosen() {
    if (rng_.chance(25)) {
      const std::string f = rng_.pick({"f32", "f64"});
      const std::string y = f == "f64" ? get("y") : op("f32.demote_f64", get("y"));
      const std::string taken = "(select " + loaded(f + ".load") + " (" + f + ".const 0) " +
                                op(f + ".lt", y, "(" + f + ".const 3)") + ")";
      return sum(convert(f, "i64", taken));
    }
    const std::string lanes = rng_.pick({"i8x16", "i16x8", "i32x4", "i32x4", "i64x2"});
    const std::string mask =
        rng_.chance(50) ? op(lanes + ".eq",
                             lanes == "i64x2" ? op("i64x2.splat", op("i64.extend_i32_u", get("x")))
                                              : op(lanes + ".splat", get("x")),
                             "(v128.const i32x4 1 0 1 0)")
                        : op(lanes + rng_.pick({".gt_s", ".eq", ".ne"}), get("v"), get("w"));
    std::string v = loaded(rng_.chance(70)    ? "v128.load"
                           : lanes == "i32x4" ? rng_.pick({"v128.load32_splat", "v128.load16x4_s"})
                           : lanes == "i64x2" ? rng_.pick({"v128.load64_splat", "v128.load32x2_u"})
                           : lanes == "i16x8" ? "v128.load8x8_u"
                                              : "v128.load8_splat");
    if (rng_.chance(30))
      v = op(lanes + rng_.pick({".add", ".sub"}), get("v"), v);
    const std::string other = rng_.chance(50) ? "(v128.const i64x2 0 0)" : get("v");
    const std::string taken = rng_.chance(20) ? op("v128.and", mask, op(lanes + ".eq", get("v"), v))
                              : rng_.chance(70)
                                  ? "(v128.bitselect " + v + " " + other + " " + mask + ")"
                                  : "(v128.bitselect " + other + " " + v + " " + mask + ")";
    return set("w", taken) + sum(bits_of(get("w")));
  }
};

} // namespace

Function parts(Rng &rng, const Setting &setting, const std::string &name) {
  return Parts(rng, setting, name).run();
}

} // namespace wexn::random
