// Minimum, maximum and conversions of vectors, with constants and without, and look-ups, of numbers
// such as zeros, infinities, and NaNs of both kinds. Of a NaN it is seen whether it is quiet.
#include "tests/random/text.h"

namespace wexn::random {

namespace {

using interpret::Value;

class Vectors {
public:
  Vectors(Rng &rng, std::string name)
      : rng_(rng), name_(std::move(name)), shape_(rng.chance(60) ? "f32x4." : "f64x2."),
        lanes_(shape_ == "f32x4." ? 4 : 2) {}

  Function run() {
    Function f;
    std::string text = "(func (export \"" + name_ +
                       "\") (param $a i64) (param $b i64) (param $c i64) (param $d i64) "
                       "(result i64)\n (local $x v128) (local $y v128)\n " +
                       set("x", vector("a", "b")) + set("y", vector("c", "d")) + "\n ";
    const unsigned steps = 1 + static_cast<unsigned>(rng_.below(4));
    for (unsigned i = 0; i < steps; ++i)
      text += set(rng_.chance(70) ? "x" : "y", number(rng_.below(4) == 0 ? 1 : 0)) + "\n ";
    text += set("x", last()) + "\n ";
    text += op("i64.add", op("i64x2.extract_lane 0", get("x")),
               op("i64.rotl", op("i64x2.extract_lane 1", get("x")), constant("i64", 7))) +
            ")\n";
    f.text = text;
    for (unsigned i = 0; i < 24; ++i)
      f.calls.push_back({0, name_, {bits(), bits(), bits(), bits()}});
    return f;
  }

private:
  Rng &rng_;
  std::string name_, shape_;
  unsigned lanes_;

  static std::string vector(const std::string &low, const std::string &high) {
    return "(i64x2.replace_lane 1 (i64x2.splat " + get(low) + ") " + get(high) + ")";
  }
  std::string some_number() {
    return rng_.pick({"0", "-0", "1", "-1", "inf", "-inf", "255", "0x1p31", "-0x1p31",
                      "0x1.fffffep30", "0x1p32", "nan", "nan:0x200000", "-nan", "0x1p-140", "0.5",
                      "-7.5"});
  }
  std::string constants() {
    const bool same = rng_.chance(60);
    std::string text = "(v128.const " + shape_.substr(0, 5), one = some_number();
    for (unsigned i = 0; i < lanes_; ++i)
      text += " " + (same ? one : some_number());
    return text + ")";
  }
  std::string operand() { return rng_.chance(50) ? constants() : get(rng_.chance(50) ? "x" : "y"); }
  std::string number(unsigned depth) {
    const std::string x = depth ? number(depth - 1) : get(rng_.chance(70) ? "x" : "y");
    switch (rng_.below(14)) {
    case 0:
      return op(shape_ + rng_.pick({"abs", "neg"}), x);
    case 1:
      return op(shape_ + rng_.pick({"add", "sub", "mul", "div"}), x, operand());
    case 2:
      return op(shape_ + rng_.pick({"sqrt", "nearest", "trunc", "floor", "ceil"}), x);
    case 3:
      return lanes_ == 4 ? op(rng_.pick({"f32x4.convert_i32x4_s", "f32x4.convert_i32x4_u"}),
                              vector("b", "c"))
                         : op("f64x2.convert_low_i32x4_s", vector("b", "c"));
    case 4:
      return "(v128.bitselect " + x + " " + operand() + " " +
             op(shape_ + rng_.pick({"lt", "ge", "ne"}), x, operand()) + ")";
    case 5:
      return op(shape_ + rng_.pick({"pmin", "pmax"}), rng_.chance(50) ? x : operand(), operand());
    case 6:
      return "(i8x16.shuffle 0 1 2 3 4 5 6 7 24 25 26 27 28 29 30 31 " + x + " " + operand() + ")";
    default: {
      std::string a = x, b = operand();
      if (rng_.chance(40))
        std::swap(a, b);
      return op(shape_ + rng_.pick({"min", "max"}), a, b);
    }
    }
  }
  // At least some number, mostly zero, and at most some number, in one order or the other.
  std::string between_limits() {
    auto limit = [&](const std::string &kind, const std::string &v, const std::string &number) {
      const std::string constant =
          rng_.chance(20) ? constants() : op(shape_ + "splat", "(f32.const " + number + ")");
      return rng_.chance(30) ? op(shape_ + kind, constant, v) : op(shape_ + kind, v, constant);
    };
    const std::string low = rng_.pick({"0", "0", "-0", "1", "-1"});
    const std::string high =
        rng_.pick({"255", "255", "0", "-0", "-7.5", "0x1p31", "0x1.fffffep30"});
    return rng_.chance(50) ? limit("min", limit("max", get("x"), low), high)
                           : limit("max", limit("min", get("x"), high), low);
  }
  // With canonical NaNs, and whether they were quiet.
  std::string seen(const std::string &v) {
    const std::string nan = op(shape_ + "ne", get("x"), get("x"));
    const std::string quiet = lanes_ == 4 ? "(v128.const i32x4 0x400000 0x400000 0x400000 0x400000)"
                                          : "(v128.const i64x2 0x8000000000000 0x8000000000000)";
    const std::string canonical =
        lanes_ == 4 ? "(v128.const i32x4 0x7f800001 0x7f800001 0x7f800001 0x7f800001)"
                    : "(v128.const i64x2 0x7ff0000000000001 0x7ff0000000000001)";
    return "(v128.bitselect (v128.or " + canonical + " (v128.and " + get("x") + " " + quiet +
           ")) " + v + " " + nan + ")";
  }
  std::string last() {
    switch (rng_.below(6)) {
    case 0:
    case 1:
      if (lanes_ == 4)
        return op(rng_.chance(75) ? "i32x4.trunc_sat_f32x4_s" : "i32x4.trunc_sat_f32x4_u",
                  rng_.chance(40) ? between_limits() : get("x"));
      return op(rng_.chance(75) ? "i32x4.trunc_sat_f64x2_s_zero" : "i32x4.trunc_sat_f64x2_u_zero",
                get("x"));
    case 2: {
      std::string index = seen(get("x"));
      switch (rng_.below(10)) {
      case 0:
        index = op("v128.and", index, splat(rng_.pick({15, 7, 31, 143, 255, 0x4f})));
        break;
      case 1:
        index = "(i8x16.shr_u " + index + " " + constant("i32", rng_.between(3, 5)) + ")";
        break;
      case 2:
        index = op("v128.or", index, splat(0x70));
        break;
      case 3:
        index = op("i8x16.min_u", index, splat(rng_.pick({15, 16, 14})));
        break;
      case 4:
        index = op("v128.or", op("v128.and", index, splat(15)),
                   splat(rng_.pick({16, 128, 0x70, 0x40})));
        break;
      case 5:
        index = op("i8x16.sub_sat_u", op("v128.and", index, splat(rng_.pick({63, 31, 127}))),
                   splat(rng_.pick({51, 48, 47, 16, 112})));
        break;
      case 6: // none of them where another is large
        index = op("v128.or", op("v128.and", index, splat(rng_.pick({15, 15, 31}))),
                   op(rng_.pick({"i8x16.gt_u", "i8x16.lt_s", "i16x8.eq"}), seen(get("x")),
                      splat(rng_.pick({0, 9, 63, 128}))));
        break;
      case 7:
        index = op("i8x16.add", op("v128.and", index, splat(rng_.pick({8, 8, 7, 240}))),
                   "(i8x16.shr_u " + index + " " + constant("i32", rng_.between(4, 6)) + ")");
        break;
      case 8: // put together in wider lanes
        index = op("v128.or",
                   op("v128.and", "(i32x4.shr_u " + index + " (i32.const 4))",
                      splat32(rng_.pick({0x0f000f00, 0x1f000f00, 0x0f0f0000}))),
                   op("v128.and", index, splat32(rng_.pick({0x000f000f, 0x00100f0f}))));
        break;
      default:
        break;
      }
      return op("i8x16.swizzle", vector("c", "b"), index);
    }
    default:
      return seen(get("x"));
    }
  }
  static std::string splat32(int lane) { return op("i32x4.splat", constant("i32", lane)); }
  static std::string splat(int byte) { return op("i8x16.splat", constant("i32", byte)); }

  Value bits() {
    if (rng_.chance(15))
      return {some_bits(rng_), 0};
    if (lanes_ == 4)
      return {float32() | float32() << 32, 0};
    return {rng_.pick({uint64_t{0}, uint64_t{1} << 63, uint64_t{0x7ff0000000000000},
                       uint64_t{0xfff0000000000000}, uint64_t{0x7ff8000000000000},
                       uint64_t{0xfff8000000000000}, uint64_t{0x7ff4000000000000},
                       uint64_t{0xfff0000000000001}, uint64_t{0x7ff8000000000123},
                       uint64_t{0x3ff0000000000000}, uint64_t{0xbff0000000000000},
                       uint64_t{0x41e0000000000000}, uint64_t{0xc1e0000000000000},
                       uint64_t{0x41dfffffffc00000}, uint64_t{0x41f0000000000000}, uint64_t{1},
                       uint64_t{0x406fe00000000000}}),
            0};
  }
  uint64_t float32() {
    return rng_.pick({uint64_t{0}, uint64_t{0x80000000}, uint64_t{0x7f800000}, uint64_t{0xff800000},
                      uint64_t{0x7fc00000}, uint64_t{0xffc00000}, uint64_t{0x7fa00000},
                      uint64_t{0xff800001}, uint64_t{0x7fc00123}, uint64_t{0x3f800000},
                      uint64_t{0xbf800000}, uint64_t{0x4f000000}, uint64_t{0xcf000000},
                      uint64_t{0x4effffff}, uint64_t{0x4f800000}, uint64_t{1}, uint64_t{0x437f0000},
                      uint64_t{0xcf000001}});
  }
};

} // namespace

Function vectors(Rng &rng, const Setting &, const std::string &name) {
  return Vectors(rng, name).run();
}

} // namespace wexn::random
