// Accesses right at the end of a memory, and far behind it: with constants added to addresses and
// as offsets, between branches, loops, calls and growth. Each call aims at one access of its
// function: its last byte is the memory's last one, or lies behind it or before it by one.
#include "tests/random/text.h"

#include <algorithm>
#include <utility>

namespace wexn::random {

namespace {

using interpret::Value;

class Edges {
public:
  Edges(Rng &rng, const Setting &setting, std::string name)
      : rng_(rng), name_(std::move(name)), plan_(setting.memories[0]), type_(plan_.type()) {
    for (unsigned i = 0; i < 3; ++i) {
      offsets_.push_back(offset());
      steps_.push_back(step());
    }
  }

  Function run() {
    Function f;
    const std::string locals = "(local $i i32) (local $cf f32) (local $cd f64)\n  ";
    const std::string helper = statements(1, 1 + rng_.below(2));
    const std::string parameters = " (param $p " + type_ + ") (param $q " + type_ + ") (param $n " +
                                   type_ + ") (param $x i32) (result i32) ";
    calls_ = true;
    const std::string body = statements(3, 2 + rng_.below(5));
    f.text = "(func $" + name_ + "h" + parameters + locals + helper + grow(20) + get("x") + ")\n" +
             "(func (export \"" + name_ + "\")" + parameters + locals + body + get("x") + ")\n";
    for (unsigned i = 0; i < 16; ++i) {
      const uint64_t p = address(), q = rng_.chance(50) ? address() : rng_.below(plan_.pages << 16);
      f.calls.push_back({0,
                         name_,
                         {{masked(p), 0},
                          {masked(q), 0},
                          {masked(length(rng_.chance(50) ? p : q)), 0},
                          {static_cast<uint32_t>(some_bits(rng_)), 0}}});
    }
    return f;
  }

private:
  Rng &rng_;
  std::string name_;
  const MemoryPlan &plan_;
  std::string type_;
  std::vector<uint64_t> offsets_;
  std::vector<int64_t> steps_;
  std::vector<uint64_t> ends_; // of accesses, behind $p or $q
  bool calls_ = false;
  unsigned labels_ = 0;

  [[nodiscard]] uint64_t masked(uint64_t n) const { return plan_.is64 ? n : n & UINT32_MAX; }

  uint64_t offset() {
    if (rng_.chance(92))
      return rng_.below(64);
    if (!plan_.is64 || rng_.chance(30))
      return rng_.pick(
          {65528ull, 65536ull, 1ull << 20, (1ull << 31) - 1, 0xFFFFFFF0ull, 0xFFFFFFFFull});
    return rng_.pick(
        {(1ull << 32) - 1, 1ull << 32, (1ull << 32) + 1, 1ull << 36, 1ull << 63, ~0ull - 7, ~0ull});
  }
  int64_t step() {
    if (rng_.chance(plan_.is64 ? 70 : 85))
      return rng_.between(-20, 60);
    if (!plan_.is64 || rng_.chance(30))
      return rng_.pick({65536, -65536, 1 << 20, (1 << 20) + 1, -(1 << 20), INT32_MAX, INT32_MIN});
    return rng_.pick({int64_t{1} << 32, -(int64_t{1} << 32), int64_t{1} << 36, -(int64_t{1} << 36),
                      (int64_t{1} << 36) + (int64_t{1} << 32), INT64_MAX, INT64_MIN});
  }

  // An address that makes the last byte of some access one near the end, or any.
  uint64_t address() {
    if (rng_.chance(15))
      return rng_.below(plan_.pages << 16);
    if (rng_.chance(15))
      return rng_.pick({0ull, 1ull << 20, 1ull << 31, 1ull << 32, (1ull << 36) - 1, 1ull << 36,
                        (1ull << 36) + (1ull << 20), (1ull << 36) + (1ull << 32) + (1ull << 21),
                        1ull << 47, 1ull << 63, ~0ull, ~0ull << 3, ~0ull << 20, ~0ull << 36});
    const uint64_t pages = rng_.chance(70) ? plan_.pages : plan_.most;
    return (pages << 16) - aimed_at() + rng_.pick({~0ull, 0ull, 0ull, 0ull, 1ull});
  }
  // Often the access of all near ones that goes farthest: so the others do not trap.
  uint64_t aimed_at() {
    uint64_t most = 4;
    for (const uint64_t end : ends_)
      if (end < 4096)
        most = std::max(most, end);
    return ends_.empty() || rng_.chance(60) ? most : rng_.pick(ends_);
  }
  uint64_t length(uint64_t from) {
    switch (rng_.below(8)) {
    case 0:
    case 1:
    case 2:
      return rng_.below(20);
    case 3:
      return rng_.pick({~0ull, 1ull << 32, 1ull << 31, ~0ull << 36}) + rng_.below(3);
    default:
      return std::min<uint64_t>((plan_.pages << 16) - from, 5000) +
             rng_.pick({~0ull, 0ull, 0ull, 1ull});
    }
  }

  // $p or $q, or a constant behind it; `behind` says how far.
  std::string index(uint64_t &behind) {
    const std::string base = get(rng_.chance(70) ? "p" : "q");
    behind = 0;
    if (rng_.chance(50))
      return base;
    const int64_t by = rng_.pick(steps_) * (rng_.chance(20) ? 2 : 1);
    behind = static_cast<uint64_t>(by);
    return op(type_ + ".add", base, constant(type_, plan_.is64 ? by : static_cast<int32_t>(by)));
  }
  struct Place {
    std::string index;
    uint64_t offset;
  };
  Place place(uint64_t bytes) {
    uint64_t behind = 0;
    std::string at = index(behind);
    const uint64_t offset = rng_.pick(offsets_);
    ends_.push_back(behind + offset + bytes);
    return {std::move(at), offset};
  }
  std::string load() {
    const Width &w = rng_.pick(widths());
    const auto [at, offset] = place(w.bytes);
    return convert(w.type, "i32", access(w.load, 0, offset, at));
  }
  std::string store() {
    const Width &w = rng_.pick(widths());
    const auto [at, offset] = place(w.bytes);
    return access(w.store, 0, offset, at, canonical(w.type, convert("i32", w.type, get("x"))));
  }
  std::string grow(unsigned percent) {
    return rng_.chance(percent) ? "(drop (memory.grow " + constant(type_, 1) + "))" : "";
  }
  std::string mix(const std::string &value) {
    return set("x", op("i32.add", op("i32.rotl", get("x"), constant("i32", 5)), value));
  }
  std::string bit() {
    return op("i32.and", get("x"), constant("i32", int64_t{1} << rng_.below(6)));
  }

  std::string statements(unsigned depth, uint64_t n) {
    std::string text;
    for (uint64_t i = 0; i < n; ++i)
      text += statement(depth) + "\n  ";
    return text;
  }
  std::string statement(unsigned depth) {
    const uint64_t kind = rng_.below(depth ? 18 : 12);
    if (kind < 5)
      return mix(load());
    if (kind < 9)
      return store();
    if (kind == 9)
      return set(rng_.chance(70) ? "p" : "q",
                 op(type_ + ".add", get("p"), constant(type_, rng_.between(-8, 8))));
    if (kind == 10)
      return mix(convert(type_, "i32", "(memory.size)")) + grow(30);
    if (kind == 11) {
      uint64_t to = 0, from = 0;
      const std::string first = index(to);
      ends_.push_back(to + rng_.below(16));
      return rng_.chance(50) ? "(memory.fill " + first + " " + get("x") + " " + get("n") + ")"
                             : "(memory.copy " + first + " " + index(from) + " " + get("n") + ")";
    }
    if (kind == 12 && calls_)
      return set("x", "(call $" + name_ + "h " + get("p") + " " + get("q") + " " + get("n") + " " +
                          get("x") + ")");
    if (kind < 15)
      return "(if " + bit() + " (then " + statements(depth - 1, 1 + rng_.below(2)) + ")" +
             (rng_.chance(50) ? " (else " + statements(depth - 1, 1 + rng_.below(2)) + ")" : "") +
             ")";
    return loop(depth);
  }
  // A few rounds, of the same or of one of several ways each.
  std::string loop(unsigned depth) {
    if (depth < 2)
      return statements(0, 2);
    const std::string label = "$l" + std::to_string(labels_++);
    std::string body;
    if (rng_.chance(50)) {
      body = statements(0, 1 + rng_.below(3));
    } else {
      const std::string c = label + "c", a = label + "a", b = label + "b";
      body = "(block " + c + " (block " + b + " (block " + a + " (br_table " + a + " " + b + " " +
             c + " " + op("i32.and", get("x"), constant("i32", 3)) + ")) " +
             statements(depth - 2, 1) + " (br " + c + ")) " + statements(depth - 2, 2) + ")" +
             mix(constant("i32", 1));
    }
    if (rng_.chance(60))
      body +=
          set("p", op(type_ + ".add", get("p"), constant(type_, rng_.pick({1, 4, 8, -1, -4, 16}))));
    return set("i", constant("i32", rng_.between(1, 6))) + "(loop " + label + " " + body +
           "(br_if " + label + " (local.tee $i " + op("i32.sub", get("i"), constant("i32", 1)) +
           ")))";
  }
};

} // namespace

Function edges(Rng &rng, const Setting &setting, const std::string &name) {
  return Edges(rng, setting, name).run();
}

} // namespace wexn::random
