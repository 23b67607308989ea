// Computations that are alike, on what narrow loads of other widths and signs gave: sums, products,
// shifts by numbers and by values, compares of what was extended in two ways, choices between them,
// least and greatest. Straight code of a few lanes, or rounds of a loop; results are stored next to
// each other with fewer bits, or become one number. LLVM computes them in lanes that are as narrow
// as it thinks they may be.
#include "tests/random/text.h"

#include <string>
#include <utility>
#include <vector>

namespace wexn::random {

namespace {

class Narrow {
public:
  Narrow(Rng &rng, const Setting &setting, std::string name)
      : rng_(rng), address_(setting.memories[0].type()), name_(std::move(name)),
        type_(rng.chance(75) ? "i32." : "i64."), count_(rng.pick({1u, 2u, 4u, 4u, 8u, 8u, 16u})),
        rounds_(count_ == 1      ? rng.pick({0u, 8u, 16u, 33u})
                : rng.chance(25) ? rng.pick({0u, 2u, 3u})
                                 : 1) {}

  Function run() {
    const std::string tree = expr(count_ > 8 ? 3 : 2 + static_cast<unsigned>(rng_.below(3)));
    const std::string other = rng_.chance(15) ? expr(2) : tree;
    const unsigned odd = static_cast<unsigned>(rng_.below(count_));
    const Width a = some_width(), b = some_width();
    const bool stores = rng_.chance(count_ == 1 ? 40 : 60);
    const Width to = some_width();
    const std::string reduction =
        rng_.pick({"add", "xor", "or", "and", "mul", "add", "min", "max"});
    std::string locals, body, result;
    for (unsigned k = 0; k < count_; ++k) {
      for (const char *each : {"a", "b", "c", "r"})
        locals += "(local " + lane(each, k) + " " + bare() + ")";
      body += assign(lane("a", k), load(a, "p", k)) + assign(lane("b", k), load(b, "q", k)) +
              assign(lane("c", k), constant(bare(), rng_.pick({5, 5, 5, 7, 255, 65535, -1, 128})));
      body += "\n";
    }
    for (unsigned k = 0; k < count_; ++k) {
      const std::string v = of_lane(k == odd ? other : tree, k);
      body += " " +
              (stores ? access(to.store, 0, uint64_t{k} * to.bytes, get("r"), v)
                      : assign(lane("r", k), v)) +
              "\n";
    }
    if (!stores) {
      result = "(local.get " + lane("r", 0) + ")";
      for (unsigned k = 1; k < count_; ++k)
        result = reduced(reduction, result, "(local.get " + lane("r", k) + ")");
      body += " " + set("s", reduced(reduction, get("s"), rounds_ == 1 ? fewer(result) : result));
    }
    if (rounds_ != 1)
      body = loop(body, a, b, to);
    Function f;
    f.text = "(func (export \"" + name_ + "\") (param $p " + address_ + ") (param $q " + address_ +
             ") (param $r " + address_ + ") (param $n i32) (result i64)\n (local $s " + bare() +
             ") (local $t " + bare() + ") (local $i i32) " + locals + "\n" +
             set("s", constant(bare(), rng_.pick({0, 0, 1, 300, -1}))) + body + "\n " +
             (type_ == "i32." ? op("i64.extend_i32_u", fewer(get("s"))) : fewer(get("s"))) + ")\n";
    for (unsigned i = 0; i < 12; ++i)
      f.calls.push_back({0,
                         name_,
                         {{rng_.below(4096), 0},
                          {rng_.below(4096), 0},
                          {8192 + rng_.below(64), 0},
                          {1 + rng_.below(40), 0}}});
    return f;
  }

private:
  Rng &rng_;
  std::string address_, name_, type_; // of what is computed, with a point
  unsigned count_, rounds_;           // rounds: 0 if an argument says so

  [[nodiscard]] std::string bare() const { return type_.substr(0, 3); }
  static std::string lane(const std::string &local, unsigned k) {
    return "$" + local + std::to_string(k);
  }
  static std::string assign(const std::string &local, const std::string &v) {
    return "(local.set " + local + " " + v + ")";
  }
  static std::string of_lane(const std::string &text, unsigned k) {
    std::string result;
    for (const char c : text)
      result += c == '@' ? std::to_string(k) : std::string(1, c);
    return result;
  }

  Width some_width() {
    std::vector<Width> all;
    for (const auto &[bytes, suffix] :
         {std::pair{1u, "8"}, std::pair{2u, "16"}, std::pair{4u, "32"}, std::pair{8u, ""}}) {
      if (type_ == "i32." && bytes >= 4)
        continue;
      for (const char *sign : {"_s", "_u"})
        all.push_back({bytes, bare(), type_ + "load" + suffix + (*suffix ? sign : ""),
                       type_ + "store" + suffix});
    }
    if (type_ == "i32.")
      all.push_back({4, "i32", "i32.load", "i32.store"});
    return rng_.pick(all);
  }
  static std::string load(const Width &w, const std::string &base, unsigned k) {
    return access(w.load, 0, uint64_t{k} * w.bytes, get(base));
  }

  // ---- What is computed of a lane's values; '@' is its number.

  std::string leaf() { return get(std::string(rng_.pick({"a@", "b@", "a@", "b@", "c@"}))); }
  std::string compared(const std::string &x, const std::string &y) {
    return op(type_ + rng_.pick({"lt_s", "lt_u", "gt_s", "gt_u", "le_s", "ge_u", "le_u", "ge_s",
                                 "eq", "ne"}),
              x, y);
  }
  std::string value(const std::string &condition) {
    return type_ == "i32." ? condition : op("i64.extend_i32_u", condition);
  }
  std::string some_number() {
    return constant(bare(), rng_.pick({1, 3, 7, 8, 15, 16, 24, 100, 127, 128, 255, 256, -1, -128,
                                       32767, 65535, 65536}));
  }
  std::string expr(unsigned depth) {
    if (depth == 0 || rng_.chance(10))
      return leaf();
    const uint64_t kind = rng_.below(24);
    if (kind < 7)
      return op(type_ + rng_.pick({"or", "and", "xor", "add", "add", "sub", "sub", "mul"}),
                expr(depth - 1), expr(depth - 1));
    if (kind < 11)
      return value(compared(expr(depth - 1), rng_.chance(80) ? expr(depth - 1) : some_number()));
    if (kind < 13) { // the smaller or the greater one
      const std::string x = expr(depth - 1), y = rng_.chance(75) ? leaf() : some_number();
      return "(select " + x + " " + y + " " + compared(x, y) + ")";
    }
    if (kind < 15)
      return "(select " + expr(depth - 1) + " " + expr(depth - 1) + " " +
             compared(leaf(), expr(depth - 1)) + ")";
    if (kind == 15)
      return "(select " + expr(depth - 1) + " " + leaf() + " " +
             (type_ == "i32." ? leaf() : op("i32.wrap_i64", leaf())) + ")";
    const std::string x = expr(depth - 1);
    if (kind == 16)
      return op(type_ + rng_.pick({"shl", "shr_s", "shr_u"}), x,
                op(type_ + "and", leaf(), constant(bare(), rng_.pick({7, 15, 31}))));
    if (kind == 17)
      return op(type_ + "extend8_s", x);
    if (kind == 18)
      return op(type_ + "extend16_s", x);
    if (kind < 21)
      return op(type_ + rng_.pick({"shl", "shr_s", "shr_u"}), x,
                constant(bare(), rng_.pick({1, 3, 7, 8, 15, 16, 24, 31})));
    if (kind == 21)
      return op(type_ + "and", x, constant(bare(), rng_.pick({1, 127, 255, 65535})));
    return op(type_ + rng_.pick({"add", "sub", "mul", "xor", "or"}), x, some_number());
  }

  // ---- What becomes of them

  std::string reduced(const std::string &by, const std::string &x, const std::string &y) {
    if (by == "min" || by == "max")
      return "(select (local.tee $t " + x + ") " + y + " " +
             op(type_ + (by == "min" ? "lt_s" : "gt_u"), get("t"), y) + ")";
    return op(type_ + by, x, y);
  }
  std::string fewer(const std::string &v) {
    switch (rng_.below(5)) {
    case 0:
      return op(type_ + "and", v, constant(bare(), 255));
    case 1:
      return op(type_ + "extend16_s", v);
    default:
      return v;
    }
  }
  std::string loop(const std::string &body, const Width &a, const Width &b, const Width &to) {
    const auto step = [&](const std::string &local, const Width &w) {
      return set(local,
                 op(address_ + ".add", get(local), constant(address_, int64_t{count_} * w.bytes)));
    };
    return "(loop $again\n" + body + step("p", a) + step("q", b) + step("r", to) +
           "\n (br_if $again (i32.lt_u (local.tee $i (i32.add (local.get $i) (i32.const 1))) " +
           (rounds_ ? constant("i32", rounds_) : get("n")) + ")))";
  }
};

} // namespace

Function narrow(Rng &rng, const Setting &setting, const std::string &name) {
  return Narrow(rng, setting, name).run();
}

} // namespace wexn::random
