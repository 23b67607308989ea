// Operations on vectors between shuffles, most of which turn all lanes on by a quarter or two, or
// round, so that they undo each other again and again; vectors that several shuffles take, and
// single lanes beside.
#include "tests/random/text.h"

#include <string>
#include <vector>

namespace wexn::random {

namespace {

class Shuffles {
public:
  Shuffles(Rng &rng, const Setting &setting, std::string name)
      : rng_(rng), address_(setting.memories[0].type()), name_(std::move(name)) {}

  Function run() {
    std::string body;
    for (const char *local : {"s", "t", "u", "v"}) {
      body += rng_.chance(40) ? undone(local)
                              : " " + set(local, chance_shuffled(60, operation())) + "\n";
      known_.emplace_back(local);
    }
    const std::string all = shuffled(operation());
    Function f;
    f.text = "(func (export \"" + name_ + "\") (param $p " + address_ +
             ") (param $x v128) (param $y v128) (param $n i32) (result i64)" +
             " (local $s v128) (local $t v128) (local $u v128) (local $v v128)\n" + body + " " +
             access("v128.store", 0, 16 * rng_.below(8), get("p"), all) + "\n " +
             op("i64.xor", op("i64x2.extract_lane 0", get("v")),
                op("i64.rotl", op("i64x2.extract_lane 1", get("v")), constant("i64", 9))) +
             ")\n";
    for (unsigned i = 0; i < 8; ++i)
      f.calls.push_back({0,
                         name_,
                         {{rng_.below(4096), 0},
                          {rng_.next(), rng_.next()},
                          {rng_.next(), rng_.next()},
                          {some_bits(rng_), 0}}});
    return f;
  }

private:
  Rng &rng_;
  std::string address_, name_;
  std::vector<std::string> known_; // locals that are set

  std::string leaf() {
    switch (rng_.below(8)) {
    case 0:
      return op(rng_.pick({"i8x16.splat", "i16x8.splat", "i32x4.splat"}), get("n"));
    case 1:
      return access("v128.load", 0, 16 * rng_.below(8), get("p"));
    case 2:
      return "(v128.const i8x16 1 2 3 4 5 6 7 8 9 10 11 12 13 14 15 16)";
    case 3:
    case 4:
      return get(rng_.pick({"x", "y"}));
    default: // mostly the last one
      return known_.empty() ? get("x") : get(rng_.chance(70) ? known_.back() : rng_.pick(known_));
    }
  }
  // The numbers of the lanes that are taken; of two vectors here and there.
  std::string mask() {
    const uint64_t turn = 4 * (rng_.chance(90) ? 1 + rng_.below(3) : 0), kind = rng_.below(10);
    std::string text;
    for (uint64_t i = 0; i < 16; ++i) {
      uint64_t lane = (i + turn) % 16;
      if (kind == 0)
        lane = 15 - lane;
      else if (kind == 1)
        lane = turn; // one for all
      else if (kind == 2)
        lane = 16 * (i / 8) + lane;
      else if (kind == 3)
        lane = rng_.below(32);
      text += " " + std::to_string(lane);
    }
    return text;
  }
  std::string shuffled(const std::string &a) {
    return "(i8x16.shuffle" + mask() + " " + a + " " + (rng_.chance(70) ? a : leaf()) + ")";
  }
  std::string chance_shuffled(unsigned percent, const std::string &a) {
    return rng_.chance(percent) ? shuffled(a) : a;
  }
  static std::string turned(const std::string &a, uint64_t by) {
    std::string mask;
    for (uint64_t i = 0; i < 16; ++i)
      mask += " " + std::to_string((i + by) % 16);
    return "(i8x16.shuffle" + mask + " " + a + " " + a + ")";
  }
  // One value by two ways, which is where it was by one of them, and what it is made of by the
  // other, if nothing is wrong there.
  std::string undone(const std::string &local) {
    const uint64_t inner = 1 + rng_.below(15), first = 1 + rng_.below(15), way = rng_.below(16),
                   outer = 32 - first - (rng_.chance(90) ? way : 1),
                   other = 64 - inner - first - outer;
    const std::string a = turned(leaf(), inner),
                      b = rng_.chance(80) ? op("i8x16.splat", get("n")) : operand();
    return " " + set(local, operation(rng_.chance(50) ? a : b, rng_.chance(50) ? b : a)) + "\n " +
           set(local, turned(get(local), first)) + "\n " +
           set(local, operation(turned(get(local), way), turned(get(local), other))) + "\n " +
           set(local, turned(get(local), outer)) + "\n";
  }
  std::string operand() { return chance_shuffled(70, leaf()); }
  std::string operation() { return operation(operand(), operand()); }
  std::string operation(const std::string &a, const std::string &b) {
    switch (rng_.below(8)) {
    case 0:
      return op(std::string(rng_.pick({"i8x16.", "i16x8.", "i32x4."})) +
                    rng_.pick({"eq", "gt_s", "ne"}),
                a, b);
    case 1:
      return op(std::string(rng_.pick({"i8x16.", "i16x8."})) +
                    rng_.pick({"min_u", "max_s", "add_sat_u"}),
                a, b);
    case 2:
      return op(rng_.pick({"i8x16.popcnt", "i8x16.neg", "i32x4.abs", "v128.not"}), a);
    case 3:
      return "(v128.bitselect " + a + " " + b + " " + op("i8x16.lt_s", operand(), operand()) + ")";
    case 4:
      return op(rng_.pick({"i16x8.mul", "i32x4.mul", "v128.and", "v128.xor"}), a, b);
    default:
      return op(std::string(rng_.pick({"i8x16.", "i8x16.", "i32x4."})) + rng_.pick({"add", "sub"}),
                a, b);
    }
  }
};

} // namespace

Function shuffles(Rng &rng, const Setting &setting, const std::string &name) {
  return Shuffles(rng, setting, name).run();
}

} // namespace wexn::random
