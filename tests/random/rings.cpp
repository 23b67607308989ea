// Loops over elements of a ring, which a mask chooses: of products, sums and shifts of the rounds'
// number, or of what the round before left. One element or several next to each other are read and
// written, of every width, in one memory or two; rounds end before the ring begins again, with it
// or behind that.
#include "tests/random/text.h"

#include <string>
#include <vector>

namespace wexn::random {

namespace {

class Rings {
public:
  Rings(Rng &rng, const Setting &setting, std::string name)
      : rng_(rng), setting_(setting), name_(std::move(name)),
        ring_(rng.below(setting.memories.size())), row_(rng.below(setting.memories.size())),
        width_(rng.pick(widths())), elements_(uint64_t{8} << rng.below(6)),
        step_(rng.chance(80) ? rng.pick({2u, 3u, 3u, 5u, 5u, 7u})
                             : 1 + static_cast<unsigned>(rng.below(40))),
        group_(rng.chance(40) ? 1 + static_cast<unsigned>(rng.below(step_ < 5 ? step_ : 4)) : 1),
        wide_(rng.chance(60)), carried_(rng.chance(30)) {}

  Function run() {
    std::string body;
    for (unsigned k = 0; k < group_; ++k)
      body += statement(k);
    const std::string type = wide_ ? "i64" : "i32";
    body += " " + set("k", next()) + "\n";
    Function f;
    f.text = "(func (export \"" + name_ + "\") (param $o i32) (param $n " + type +
             ") (result i64)\n (local $i " + type + ") (local $k " + type + ") (local $s " +
             width_.type + ") (local $w i32)" + "(local $cf f32) (local $cd f64)\n (loop $next\n" +
             body + " (br_if $next (" + type + ".ne (local.tee $i (" + type +
             ".add (local.get $i) (" + type + ".const 1))) " + rounds() + ")))\n " +
             convert(width_.type, "i64", canonical(width_.type, get("s"))) + ")\n";
    for (unsigned i = 0; i < 6; ++i)
      f.calls.push_back({0, name_, {{8 * rng_.below(64), 0}, {1 + rng_.below(3 * elements_), 0}}});
    return f;
  }

private:
  Rng &rng_;
  const Setting &setting_;
  std::string name_;
  size_t ring_, row_; // memories
  const Width &width_;
  uint64_t elements_; // of the ring
  unsigned step_, group_;
  bool wide_;    // 64 bits
  bool carried_; // from the round before

  std::string numbered(const std::string &name) const {
    return std::string(wide_ ? "i64." : "i32.") + name;
  }
  std::string number(uint64_t n) const {
    return constant(wide_ ? "i64" : "i32", static_cast<int64_t>(n));
  }
  std::string rounds() {
    return rng_.chance(40) ? get("n")
                           : number(rng_.pick({elements_, elements_, elements_ / 2, 2 * elements_,
                                               elements_ - 1, elements_ + 1}));
  }
  std::string masked(const std::string &v) { return op(numbered("and"), v, number(elements_ - 1)); }
  std::string next() {
    const std::string sum = op(numbered("add"), get("k"), number(step_));
    return carried_ ? masked(sum) : sum;
  }
  // The number of an element of the ring.
  std::string chosen() {
    if (carried_)
      return get("k");
    std::string v = rng_.chance(50) ? op(numbered("mul"), get("i"), number(step_)) : get("k");
    if (rng_.chance(25))
      v = op(numbered("add"), v, number(rng_.below(elements_)));
    return masked(v);
  }
  // An element's address, in a memory.
  std::string at(size_t memory, const std::string &element) {
    const std::string bytes = width_.bytes == 1 || rng_.chance(20)
                                  ? op(numbered("mul"), element, number(width_.bytes))
                                  : op(numbered("shl"), element, number(shift()));
    const bool is64 = setting_.memories[memory].is64;
    if (wide_ == is64)
      return bytes;
    return op(wide_ ? "i32.wrap_i64" : "i64.extend_i32_u", bytes);
  }
  [[nodiscard]] unsigned shift() const {
    unsigned bits = 0;
    while (1U << bits < width_.bytes)
      ++bits;
    return bits;
  }
  std::string based(size_t memory, const std::string &address) {
    const bool is64 = setting_.memories[memory].is64;
    return op(is64 ? "i64.add" : "i32.add", address,
              is64 ? op("i64.extend_i32_u", get("o")) : get("o"));
  }
  std::string statement(unsigned k) {
    std::string in_ring = at(ring_, chosen()), in_row = at(row_, get("i"));
    if (rng_.chance(25))
      in_ring = based(ring_, in_ring);
    const uint64_t ring_offset = 1024 + uint64_t{k} * width_.bytes, row_offset = 16384;
    const auto ring = [&](const std::string &v) {
      return access(v.empty() ? width_.load : width_.store, ring_, ring_offset, in_ring, v);
    };
    const auto row = [&](const std::string &v) {
      return access(v.empty() ? width_.load : width_.store, row_, row_offset, in_row, v);
    };
    switch (rng_.below(4)) {
    case 0:
      return " " + set("s", combine(rng_, width_.type, get("s"), ring(""))) + "\n";
    case 1:
      return " " + ring(row("")) + "\n";
    case 2:
      return " " + ring(some_constant(rng_, width_.type)) + "\n";
    default:
      return " " + row(ring("")) + "\n";
    }
  }
};

} // namespace

Function rings(Rng &rng, const Setting &setting, const std::string &name) {
  return Rings(rng, setting, name).run();
}

} // namespace wexn::random
