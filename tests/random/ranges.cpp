// Accesses to tables at constant addresses, behind branches that say in what range the index is:
// one less or one more than what just fits in the memory that is declared, by signed and unsigned
// compares, exits and ways that meet; shifted, extended, or changed in between.
#include "tests/random/text.h"

#include <string>
#include <vector>

namespace wexn::random {

namespace {

class Ranges {
public:
  Ranges(Rng &rng, const Setting &setting, std::string name)
      : rng_(rng), name_(std::move(name)), wide_(setting.memories[0].is64),
        bytes_(static_cast<int64_t>(setting.memories[0].declared << 16)) {}

  Function run() {
    std::string body;
    for (uint64_t i = 2 + rng_.below(4); i > 0; --i)
      body += step(2);
    if (rng_.chance(30))
      body = "(loop $again " + body + set("k", op("i32.add", get("k"), constant("i32", 1))) +
             "(br_if $again (i32.lt_u (local.tee $n (i32.add (local.get $n) (i32.const 1))) "
             "(i32.const 5))))";
    Function f;
    f.text = "(func (export \"" + name_ +
             "\") (param $k i32) (param $x i32) (result i64) (local $n i32) (local $s i64)\n "
             "(block $out " +
             body + ")\n " + get("s") + ")\n";
    for (unsigned i = 0; i < 16; ++i)
      f.calls.push_back({0, name_, {{number(), 0}, {number(), 0}}});
    return f;
  }

private:
  Rng &rng_;
  std::string name_;
  bool wide_;
  int64_t bytes_;
  int64_t bound_ = 100; // that was compared with last
  std::vector<int64_t> said_;

  uint64_t number() {
    const int64_t n = rng_.chance(70) && !said_.empty() ? rng_.pick(said_) + rng_.between(-2, 2)
                      : rng_.chance(50)                 ? rng_.between(-3, 300)
                                                        : static_cast<int64_t>(some_bits(rng_));
    return static_cast<uint64_t>(n) & UINT32_MAX;
  }
  std::string some_bound() {
    if (rng_.chance(75))
      bound_ = rng_.chance(60) ? rng_.between(0, 300) : rng_.between(0, 70000);
    said_.push_back(bound_);
    return constant("i32", bound_);
  }
  std::string condition() { // most often of small numbers
    return op(rng_.pick({"i32.lt_u", "i32.lt_u", "i32.le_u", "i32.lt_s", "i32.eq", "i32.gt_s"}),
              rng_.chance(80) ? get("k") : op("i32.add", get("k"), constant("i32", 1)),
              some_bound());
  }
  std::string accessed() {
    const uint64_t shift = rng_.chance(50) ? 0 : rng_.below(4);
    const Width w = rng_.pick(std::vector<Width>{{1, "i32", "i32.load8_u", "i32.store8"},
                                                 {2, "i32", "i32.load16_s", "i32.store16"},
                                                 {4, "i32", "i32.load", "i32.store"},
                                                 {8, "i64", "i64.load", "i64.store"}});
    // Where the last of the table is the memory's last, or nearly.
    int64_t at = bytes_ - (bound_ << shift) - w.bytes + rng_.between(-2, 2);
    if (at < 0 || rng_.chance(15))
      at = rng_.between(900, 66000);
    std::string index = get(rng_.chance(90) ? "k" : "x");
    if (rng_.chance(15))
      index = op("i32.add", index, constant("i32", rng_.between(-2, 2)));
    if (wide_)
      index = op(rng_.chance(80) ? "i64.extend_i32_u" : "i64.extend_i32_s", index);
    const std::string type = wide_ ? "i64" : "i32";
    if (shift)
      index = op(type + ".shl", index, constant(type, static_cast<int64_t>(shift)));
    auto offset = static_cast<uint64_t>(at);
    if (rng_.chance(30)) { // the table's address is added
      index = op(type + ".add", index, constant(type, at));
      offset = 0;
    }
    if (rng_.chance(25))
      return access(w.store, 0, offset, index, convert("i32", w.type, get("x")));
    return set("s", op("i64.add", op("i64.rotl", get("s"), constant("i64", 5)),
                       convert(w.type, "i64", access(w.load, 0, offset, index))));
  }
  std::string step(unsigned depth) {
    switch (rng_.below(depth ? 8 : 4)) {
    case 0:
      return "(br_if $out (i32.eqz " + condition() + "))\n " + accessed();
    case 1:
      return set("k", rng_.chance(50)
                          ? op("i32.add", get("k"), constant("i32", rng_.between(-3, 3)))
                          : op("i32.and", get("k"), constant("i32", rng_.pick({255, 1023, -2}))));
    case 2:
    case 3:
      return accessed() + "\n ";
    case 4:
      return "(if " + condition() + " (then " +
             set("k", rng_.chance(50) ? get("x") : some_bound()) + "))\n ";
    default:
      return "(if " + condition() + " (then " + accessed() + step(depth - 1) + ")" +
             (rng_.chance(40) ? " (else " + step(depth - 1) + ")" : "") + ")\n ";
    }
  }
};

} // namespace

Function ranges(Rng &rng, const Setting &setting, const std::string &name) {
  return Ranges(rng, setting, name).run();
}

} // namespace wexn::random
