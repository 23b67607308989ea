// Rows of scalar computations that are alike, next to each other: on bytes, words and what is left
// of them by masks, shifts, extensions, comparisons, limits and conversions to floats and back.
// Their results are stored next to each other, or become one number. LLVM makes vectors of them, as
// narrow as it thinks they may be.
#include "tests/random/text.h"

#include <string>
#include <vector>

namespace wexn::random {

namespace {

class Lanes {
public:
  Lanes(Rng &rng, const Setting &setting, std::string name)
      : rng_(rng), address_(setting.memories[0].type()), name_(std::move(name)),
        count_(rng.pick({4u, 4u, 8u, 8u, 16u})), steps_(1 + static_cast<unsigned>(rng.below(6))) {}

  Function run() {
    std::string text =
        "(func (export \"" + name_ + "\") (param $p " + address_ +
        ") (param $x i32) (param $y i64) (result i64)\n (local $t i32) (local $w i64)";
    for (unsigned k = 0; k < count_; ++k)
      text += " (local $r" + std::to_string(k) + " i32) (local $s" + std::to_string(k) + " i64)";
    text += "\n" + rows();
    const bool reduces = rng_.chance(60);
    std::string result = op("i64.extend_i32_s", "(local.get $r0)");
    if (reduces)
      result = op("i64.extend_i32_u", narrowed(reduced()));
    else
      text += stores();
    if (wide_)
      result = op("i64.xor", result, op("i64.rotl", "(local.get $s1)", constant("i64", 13)));
    Function f;
    f.text = text + " " + result + ")\n";
    for (unsigned i = 0; i < 16; ++i)
      f.calls.push_back(
          {0,
           name_,
           {{rng_.below(4096), 0}, {some_bits(rng_) & UINT32_MAX, 0}, {some_bits(rng_), 0}}});
    return f;
  }

private:
  Rng &rng_;
  std::string address_, name_;
  unsigned count_, steps_;
  bool wide_ = false; // some step is on 64 bits

  // ---- Steps: the same for each lane but for what the lane's own decisions make otherwise.

  std::string rows() {
    const Width &width = rng_.pick(narrow());
    const uint64_t offset = rng_.below(64), kind = rng_.below(5);
    const std::string to_number =
        rng_.pick({"i32.trunc_sat_f32_s", "i32.trunc_sat_f32_u", "i32.reinterpret_f32"});
    std::vector<uint64_t> seeds;
    for (unsigned i = 0; i < steps_; ++i)
      seeds.push_back(rng_.next());
    const unsigned odd = rng_.chance(30) ? static_cast<unsigned>(rng_.below(count_)) : count_;
    std::string text;
    for (unsigned k = 0; k < count_; ++k) {
      std::string v = access(width.load, 0, offset + uint64_t{k} * width.bytes, get("p"));
      if (kind == 0)
        v = op("i32.add", get("x"), constant("i32", k));
      else if (kind == 1)
        v = op("i32.xor", v, get("x"));
      else if (kind == 2)
        v = op("i32.wrap_i64", op("i64.shr_u", get("y"), constant("i64", 4 * k)));
      else if (kind == 3)
        v = op(to_number, access("f32.load", 0, offset + uint64_t{k} * 4, get("p")));
      text += " " + set("r" + std::to_string(k), v) + "\n";
    }
    for (unsigned i = 0; i < steps_; ++i)
      for (unsigned k = 0; k < count_; ++k) {
        Rng same(k == odd ? seeds[i] ^ 1 : seeds[i]);
        text += step(same, k);
      }
    return text;
  }
  static const std::vector<Width> &narrow() {
    static const std::vector<Width> kNarrow = {widths()[0], widths()[1], widths()[2], widths()[3],
                                               widths()[4]};
    return kNarrow;
  }

  std::string step(Rng &same, unsigned k) {
    const std::string r = "r" + std::to_string(k), x = get(r);
    const std::string other =
        get("r" + std::to_string(same.chance(70) ? k : (k + same.below(count_)) % count_));
    const auto c = [&](int64_t low, int64_t high) {
      return constant("i32", same.chance(60) ? same.between(low, high) : rng_.between(low, high));
    };
    const auto number = [&] {
      return same.chance(40)
                 ? c(-2, 300)
                 : constant("i32", static_cast<int32_t>(same.chance(50) ? some_bits(same)
                                                                        : some_bits(rng_)));
    };
    const auto compared = [&] {
      return op("i32." + std::string(same.pick(
                             {"eq", "ne", "lt_s", "lt_u", "gt_s", "gt_u", "le_s", "ge_u"})),
                x, same.chance(40) ? get("x") : number());
    };
    std::string v;
    switch (same.below(19)) {
    case 0:
      v = op("i32.and", x,
             same.chance(60) ? constant("i32", same.pick({1, 3, 15, 127, 255, 65535})) : number());
      break;
    case 1:
      v = op("i32.shl", x, same.chance(80) ? c(0, 31) : get("x"));
      break;
    case 2:
    case 3:
      v = op(same.chance(50) ? "i32.shr_u" : "i32.shr_s", x, same.chance(80) ? c(0, 31) : get("x"));
      break;
    case 4:
    case 5:
      v = op(same.chance(60) ? "i32.extend8_s" : "i32.extend16_s", x);
      break;
    case 6:
      v = compared();
      break;
    case 7:
      v = "(select " + x + " " + (same.chance(50) ? number() : other) + " " + compared() + ")";
      break;
    case 8:
      v = op(same.chance(50) ? "i32.div_u" : "i32.rem_u", x, c(1, 300));
      break;
    case 9:
      v = op(same.chance(50) ? "i32.div_s" : "i32.rem_s", x, c(1, 300));
      break;
    case 10:
      v = op("i32.rotl", x, c(1, 31));
      break;
    case 11:
      v = op("i32." + std::string(same.pick({"popcnt", "clz", "ctz", "eqz"})), x);
      break;
    case 12: { // by way of 64 bits
      wide_ = true;
      const std::string s = "s" + std::to_string(k);
      return " " +
             set(s,
                 op("i64." + std::string(same.pick({"add", "sub", "mul", "xor", "shl", "shr_u"})),
                    op(same.chance(50) ? "i64.extend_i32_s" : "i64.extend_i32_u", x),
                    same.chance(50) ? get("y") : constant("i64", same.between(0, 70)))) +
             "\n " +
             set(r, op("i32.wrap_i64",
                       same.chance(50)
                           ? get(s)
                           : op("i64.shr_u", get(s), constant("i64", same.between(1, 40))))) +
             "\n";
    }
    case 13: { // the least or the greatest
      const std::string y = same.chance(50) ? number() : other;
      v = "(select " + x + " " + y + " " +
          op("i32." + std::string(same.pick({"lt_s", "lt_u", "gt_s", "gt_u", "le_s", "ge_u"})), x,
             y) +
          ")";
      break;
    }
    case 14:
    case 15: { // by way of a float, or of its bits
      const bool wide = same.chance(40), sign = same.chance(60);
      const std::string type = wide ? "f64" : "f32";
      std::string y = op(type + (sign ? ".convert_i32_s" : ".convert_i32_u"), x);
      if (same.chance(60))
        y = op(type + same.pick({".mul", ".add", ".min", ".max", ".sub"}), y,
               constant(type, same.chance(70) ? same.between(-3, 300) : rng_.between(-3, 300)));
      if (same.chance(20))
        y = op(type + same.pick({".abs", ".neg", ".nearest", ".floor"}), y);
      v = wide || same.chance(75) ? op("i32.trunc_sat_" + type + (same.chance(60) ? "_s" : "_u"), y)
                                  : op("i32.reinterpret_f32", y);
      break;
    }
    default:
      v = op("i32." + std::string(same.pick({"add", "add", "sub", "mul", "xor", "or", "and"})), x,
             same.chance(50) ? number() : other);
    }
    return " " + set(r, v) + "\n";
  }

  // ---- What becomes of them

  std::string reduced() {
    const uint64_t kind = rng_.below(8);
    std::string v = get("r0");
    for (unsigned k = 1; k < count_; ++k) {
      const std::string next = get("r" + std::to_string(k));
      if (kind < 6) {
        v = op("i32." + std::string(kind == 0   ? "and"
                                    : kind == 1 ? "or"
                                    : kind == 2 ? "xor"
                                    : kind == 3 ? "mul"
                                                : "add"),
               v, next);
      } else {
        v = "(select (local.tee $t " + v + ") " + next + " " +
            op(kind == 6 ? "i32.lt_s" : "i32.gt_u", get("t"), next) + ")";
      }
    }
    return v;
  }
  std::string narrowed(const std::string &v) {
    switch (rng_.below(6)) {
    case 0:
      return op("i32.and", v, constant("i32", 255));
    case 1:
      return op("i32.extend8_s", v);
    case 2:
      return op("i32.and", v, constant("i32", 65535));
    case 3:
      return op("i32.eq", v, get("x"));
    default:
      return v;
    }
  }
  std::string stores() {
    const Width &width = rng_.pick(narrow());
    const uint64_t offset = rng_.below(64);
    std::string text;
    if (rng_.chance(20)) { // as floats
      const std::string type = rng_.pick({"f32", "f64"}),
                        made = type + rng_.pick({".convert_i32_s", ".convert_i32_u"});
      for (unsigned k = 0; k < count_; ++k)
        text += " " +
                access(type + ".store", 0, offset + uint64_t{k} * (type == "f32" ? 4 : 8), get("p"),
                       op(made, get("r" + std::to_string(k)))) +
                "\n";
      return text;
    }
    for (unsigned k = 0; k < count_; ++k)
      text += " " +
              access(width.store, 0, offset + uint64_t{k} * width.bytes, get("p"),
                     get("r" + std::to_string(k))) +
              "\n";
    return text;
  }
};

} // namespace

Function lanes(Rng &rng, const Setting &setting, const std::string &name) {
  return Lanes(rng, setting, name).run();
}

} // namespace wexn::random
