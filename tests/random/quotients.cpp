// Quotients of vectors of floats, of which lanes are zero by zero: operands in which shuffles,
// conversions, masks, narrowing, shifts and compares that are never true leave zeros, as some part
// of the compiler may find and another not. Of a NaN it is seen whether it is quiet; lanes of the
// results are moved, narrowed, counted and added.
#include "tests/random/text.h"

#include <string>

namespace wexn::random {

namespace {

class Quotients {
public:
  Quotients(Rng &rng, const Setting &setting, std::string name)
      : rng_(rng), type_(setting.memories[0].type()), name_(std::move(name)), f32_(rng.chance(75)) {
  }

  Function run() {
    std::string text =
        "(func (export \"" + name_ +
        "\") (param $a i64) (param $b i64) (param $p i32) (result i64)\n"
        " (local $x v128) (local $y v128) (local $z v128) (local $q v128)"
        " (local $zero v128) (local $sum i64)\n " +
        set("x", "(i64x2.replace_lane 1 (i64x2.splat " + get("a") + ") " + get("b") + ")");
    for (uint64_t i = 1 + rng_.below(3); i > 0; --i)
      text += "\n " + step();
    text += "\n " + sum(get("q")) + "\n " + get("sum") + ")\n";
    Function f;
    f.text = text;
    for (unsigned i = 0; i < 8; ++i)
      f.calls.push_back({0, name_, {{bits(), 0}, {bits(), 0}, {rng_.below(4096), 0}}});
    return f;
  }

private:
  Rng &rng_;
  std::string type_, name_;
  bool f32_;

  uint64_t bits() {
    if (rng_.chance(40))
      return 0;
    return rng_.pick({some_bits(rng_), uint64_t{0x3f80000000000000}, uint64_t{0x3f800000},
                      uint64_t{0x8000000000000000}, uint64_t{0x7f8000007f800000}});
  }
  static std::string vector(const std::string &numbers) { return "(v128.const " + numbers + ")"; }
  std::string zero() { return rng_.chance(50) ? get("zero") : vector("i64x2 0 0"); }
  std::string address() {
    return convert("i32", type_, op("i32.and", get("p"), constant("i32", 0xff0)));
  }
  // Bytes of two vectors, mostly whole lanes, and mostly of the second.
  std::string shuffle(const std::string &a, const std::string &b) {
    std::string text = "(i8x16.shuffle";
    for (unsigned lane = 0; lane < 4; ++lane) {
      const uint64_t from = (rng_.chance(65) ? 4 : 0) + rng_.below(4);
      for (unsigned i = 0; i < 4; ++i)
        text += " " + std::to_string(rng_.chance(95) ? from * 4 + i : rng_.below(32));
    }
    return text + " " + a + " " + b + ")";
  }
  std::string mask() {
    std::string text = "i32x4";
    for (unsigned lane = 0; lane < 4; ++lane)
      text += rng_.chance(60) ? " 0" : " -1";
    return vector(text);
  }
  std::string number() {
    switch (rng_.below(5)) {
    case 0:
      return get("y");
    case 1:
      return get("q");
    case 2:
      return access(rng_.pick({"v128.load", "v128.load16x4_s", "v128.load16x4_u", "v128.load32x2_s",
                               "v128.load8x8_u", "v128.load32_splat"}),
                    0, rng_.below(64), address());
    default:
      return get("x");
    }
  }
  std::string never(const std::string &x) {
    const std::string all = rng_.chance(50) ? op("f32x4.eq", zero(), shuffle(x, zero()))
                                            : op("i32x4.eq", zero(), shuffle(x, zero()));
    switch (rng_.below(4)) {
    case 0:
      return op("i32x4.gt_u", number(), all);
    case 1:
      return op("i32x4.lt_u", number(), op("v128.and", x, mask()));
    case 2:
      return op("f32x4.lt", op("f32x4.abs", x), op("v128.and", number(), mask()));
    default:
      return op("i8x16.gt_u", number(), all);
    }
  }
  // With lanes that are zero.
  std::string part(uint64_t depth) {
    const std::string x = depth ? part(depth - 1) : number();
    switch (rng_.below(13)) {
    case 0:
      return zero();
    case 1:
      return shuffle(x, zero());
    case 2: {
      std::string index = "i8x16";
      for (unsigned i = 0; i < 16; ++i)
        index += " " + std::to_string(rng_.chance(70) ? 0x80 : rng_.below(20));
      return op("i8x16.swizzle", x, vector(index));
    }
    case 3:
      return rng_.chance(60)
                 ? op("f32x4.demote_f64x2_zero",
                      op("v128.and", x, vector("i64x2 0xbfffffffffffffff 0"))) // no NaN
                 : op(rng_.pick({"i32x4.trunc_sat_f64x2_s_zero", "i32x4.trunc_sat_f64x2_u_zero"}),
                      x);
    case 4:
      return op("v128.and", x, mask());
    case 5:
      return access(rng_.pick({"v128.load32_zero", "v128.load64_zero"}), 0, rng_.below(64),
                    address());
    case 6:
    case 7:
      return never(x);
    case 8:
      return op(rng_.pick({"i16x8.narrow_i32x4_u", "i16x8.narrow_i32x4_s", "i8x16.narrow_i16x8_u"}),
                x, zero());
    case 9:
      return std::string("(") +
             rng_.pick({"i64x2.shl", "i64x2.shr_u", "i32x4.shr_u", "i16x8.shl"}) + " " + x + " " +
             constant("i32", rng_.pick({32, 16, 31, 24})) + ")";
    case 10:
      return op(rng_.pick({"i32x4.min_u", "i8x16.sub_sat_u", "i32x4.mul"}),
                rng_.chance(50) ? x : zero(), op("v128.and", number(), mask()));
    case 11:
      return op("v128.andnot", x, shuffle(x, x));
    default:
      return op(rng_.pick({"i32x4.extend_low_i16x8_u", "i16x8.extend_high_i8x16_u",
                           "i64x2.extend_low_i32x4_u"}),
                op("v128.and", x, mask()));
    }
  }
  // With canonical NaNs, and whether they were quiet.
  std::string seen() {
    const std::string q = get("q");
    const std::string quiet = f32_ ? vector("i32x4 0x400000 0x400000 0x400000 0x400000")
                                   : vector("i64x2 0x8000000000000 0x8000000000000");
    const std::string canonical = f32_ ? vector("i32x4 0x7f800001 0x7f800001 0x7f800001 0x7f800001")
                                       : vector("i64x2 0x7ff0000000000001 0x7ff0000000000001");
    return "(v128.bitselect " + op("v128.or", op("v128.and", q, quiet), canonical) + " " + q + " " +
           op(f32_ ? "f32x4.ne" : "f64x2.ne", q, q) + ")";
  }
  std::string sum(const std::string &v) {
    const std::string w = op("i64.rotl", get("sum"), constant("i64", 9));
    switch (rng_.below(4)) {
    case 0:
      return set("sum", op("i64.add", w,
                           "(i64.extend_i32_u (i32x4.extract_lane " +
                               std::to_string(rng_.below(4)) + " " + v + "))"));
    case 1:
      return set("sum", op("i64.xor", w,
                           std::string("(i64.extend_i32_u (") +
                               rng_.pick({"i32x4", "i8x16", "i64x2"}) + ".bitmask " + v + "))"));
    default:
      return set("y", v) + set("sum", op("i64.add", w,
                                         op("i64.xor", op("i64x2.extract_lane 0", get("y")),
                                            op("i64x2.extract_lane 1", get("y")))));
    }
  }
  std::string step() {
    std::string text = set("z", part(rng_.below(3)));
    std::string a = get("z"), b = rng_.chance(60) ? zero() : part(rng_.below(2));
    if (rng_.chance(25))
      std::swap(a, b);
    text += set("q", op(f32_ ? "f32x4.div" : "f64x2.div", a, b)) + set("q", seen());
    switch (rng_.below(7)) {
    case 0:
      text += sum(op("i8x16.add_sat_u", get("q"), get("z")));
      break;
    case 1:
      text += sum(shuffle(get("q"), rng_.chance(50) ? zero() : get("z")));
      break;
    case 2:
      text += sum(op("i16x8.narrow_i32x4_s", get("q"), get("z")));
      break;
    case 3:
      text += sum(op("v128.and", get("q"), mask()));
      break;
    case 4:
      text += sum(op(rng_.pick({"i16x8.max_u", "i32x4.add", "v128.or"}), get("q"), get("z")));
      break;
    default:
      break;
    }
    return text;
  }
};

} // namespace

Function quotients(Rng &rng, const Setting &setting, const std::string &name) {
  return Quotients(rng, setting, name).run();
}

} // namespace wexn::random
