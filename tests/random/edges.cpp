// Accesses right at the end of memories, and far behind it: with constants added to addresses and
// as offsets, between branches, nested loops, calls and growth, at addresses that come by several
// ways. Each call aims at one access of its function: its last byte is the memory's last one, or
// lies behind it or before it by one; or its index is about 0.
#include "tests/random/text.h"

#include <algorithm>
#include <string>
#include <utility>
#include <vector>

namespace wexn::random {

namespace {

using interpret::Value;

class Edges {
public:
  Edges(Rng &rng, const Setting &setting, std::string name)
      : rng_(rng), name_(std::move(name)), plan_(setting.memories[0]), type_(plan_.type()) {
    for (const MemoryPlan &each : setting.memories)
      if (each.is64 == plan_.is64)
        memories_.push_back(&each);
    even_ = rng_.chance(40);
    for (unsigned i = 0; i < 3; ++i) {
      offsets_.push_back(offset());
      steps_.push_back(step());
    }
  }

  Function run() {
    Function f;
    const auto locals = [&](unsigned loops) {
      std::string text = "(local $r " + type_ + ") (local $cf f32) (local $cd f64)";
      for (; loops < labels_; ++loops)
        text += " (local $l" + std::to_string(loops) + " i32)";
      return text + "\n  ";
    };
    const std::string helper = statements(1, 1 + rng_.below(2));
    const std::string locals_of_helper = locals(0);
    const unsigned loops = labels_;
    const std::string parameters = " (param $p " + type_ + ") (param $q " + type_ + ") (param $n " +
                                   type_ + ") (param $x i32) (result i32) ";
    calls_ = true;
    const std::string body = statements(3, 2 + rng_.below(5));
    f.text = "(func $" + name_ + "h" + parameters + locals_of_helper + helper + grow(20) +
             get("x") + ")\n" + "(func (export \"" + name_ + "\")" + parameters + locals(loops) +
             body + get("x") + ")\n";
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
  std::vector<const MemoryPlan *> memories_; // the first, and the second if it has such addresses
  std::string type_;
  std::vector<uint64_t> offsets_;
  std::vector<int64_t> steps_;
  std::vector<uint64_t> ends_;    // of accesses, behind $p or $q
  std::vector<uint64_t> indices_; // of them
  bool calls_ = false;
  bool even_ = false; // all is 4 apart, so that accesses often end at the same place
  unsigned labels_ = 0;

  [[nodiscard]] uint64_t masked(uint64_t n) const { return plan_.is64 ? n : n & UINT32_MAX; }

  [[nodiscard]] std::string fixed(uint64_t n) const {
    return constant(type_, plan_.is64 ? static_cast<int64_t>(n) : static_cast<int32_t>(n));
  }

  uint64_t offset() {
    if (even_)
      return 4 * rng_.below(6);
    if (rng_.chance(92))
      return rng_.below(64);
    if (!plan_.is64 || rng_.chance(30))
      return rng_.pick(
          {65528ull, 65536ull, 1ull << 20, (1ull << 31) - 1, 0xFFFFFFF0ull, 0xFFFFFFFFull});
    return rng_.pick(
        {(1ull << 32) - 1, 1ull << 32, (1ull << 32) + 1, 1ull << 36, 1ull << 63, ~0ull - 7, ~0ull});
  }
  int64_t step() {
    if (even_)
      return 4 * rng_.between(-4, 6);
    if (rng_.chance(plan_.is64 ? 70 : 85))
      return rng_.between(-20, 60);
    if (!plan_.is64 || rng_.chance(30))
      return rng_.pick({65536, -65536, 1 << 20, (1 << 20) + 1, -(1 << 20), INT32_MAX, INT32_MIN});
    if (rng_.chance(40)) // about what is reserved around a memory
      return rng_.pick({(int64_t{1} << 35) - (1 << 20), (1 << 20) - (int64_t{1} << 35),
                        (int64_t{1} << 35) + 1, -(int64_t{1} << 35) - 1});
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
    if (rng_.chance(20))
      return rng_.pick<uint64_t>({~0ull, 0, 1, rng_.below(64), 0 - rng_.below(16)}) -
             (indices_.empty() ? 0 : rng_.pick(indices_)) -
             (rng_.chance(40) ? rng_.pick(offsets_) : 0);
    const MemoryPlan &plan = *rng_.pick(memories_);
    const uint64_t pages = rng_.chance(70) ? plan.pages : plan.most;
    return (pages << 16) - aimed_at() + rng_.pick<uint64_t>({~0ull, 0, 0, 0, 1, rng_.below(16)});
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
    const std::string base = get(rng_.chance(60) ? "p" : rng_.chance(70) ? "q" : "r");
    behind = 0;
    if (rng_.chance(50))
      return base;
    if (rng_.chance(20)) // a small number, signed
      return op(type_ + ".add", base,
                op(type_ + ".shl", plan_.is64 ? op("i64.extend_i32_s", small()) : small(),
                   constant(type_, static_cast<int64_t>(rng_.below(5)))));
    const int64_t by = rng_.pick(steps_) * (rng_.chance(20) ? 2 : 1);
    behind = static_cast<uint64_t>(by);
    return op(type_ + ".add", base, fixed(behind));
  }
  std::string small() {
    return op("i32.shr_s", get("x"), constant("i32", rng_.pick({0, 12, 28, 30})));
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
    indices_.push_back(behind);
    return {std::move(at), offset};
  }
  size_t memory() { return rng_.chance(60) ? 0 : rng_.below(memories_.size()); }
  std::string load() {
    const Width &w = rng_.pick(widths());
    const auto [at, offset] = place(w.bytes);
    return convert(w.type, "i32", access(w.load, memory(), offset, at));
  }
  std::string store() {
    const Width &w = rng_.pick(widths());
    const auto [at, offset] = place(w.bytes);
    return access(w.store, memory(), offset, at,
                  canonical(w.type, convert("i32", w.type, get("x"))));
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
    const uint64_t kind = rng_.below(depth ? 19 : 13);
    if (kind < 5)
      return rng_.chance(15) ? "(drop " + load() + ")" : mix(load());
    if (kind < 8)
      return store();
    if (kind < 10)
      return move();
    if (kind == 10)
      return mix(convert(type_, "i32", "(memory.size)")) + grow(30);
    if (kind == 11)
      return across_growth();
    if (kind == 12) {
      uint64_t to = 0, from = 0;
      const std::string first = index(to);
      ends_.push_back(to + rng_.below(16));
      return rng_.chance(50) ? "(memory.fill " + first + " " + get("x") + " " + get("n") + ")"
                             : "(memory.copy " + first + " " + index(from) + " " + get("n") + ")";
    }
    if (kind == 13 && calls_)
      return set("x", "(call $" + name_ + "h " + get("p") + " " + get("q") + " " + get("n") + " " +
                          get("x") + ")");
    if (kind < 16)
      return "(if " + bit() + " (then " + statements(depth - 1, 1 + rng_.below(2)) + ")" +
             (rng_.chance(50) ? " (else " + statements(depth - 1, 1 + rng_.below(2)) + ")" : "") +
             ")";
    return loop(depth);
  }
  // Behind one address, near and farther, between which the memory may grow.
  std::string across_growth() {
    uint64_t behind = 0;
    const std::string at = index(behind);
    const uint64_t offset = 4 * rng_.below(4), more = offset + 4 + 4 * rng_.below(4);
    ends_.push_back(behind + more + 4);
    return mix(access("i32.load8_u", 0, offset, at)) + grow(80) +
           access("i32.store", 0, more, at, get("x"));
  }
  // Other addresses: a constant behind one, another one, or a constant.
  std::string move() {
    const auto any = [&] { return std::string(rng_.pick({"p", "p", "q", "r"})); };
    const std::string to = any();
    if (rng_.chance(20))
      return set(to, fixed((plan_.pages << 16) - (rng_.chance(65) ? aimed_at() : 0) +
                           rng_.pick({~0ull, 0ull, 1ull})));
    if (rng_.chance(35))
      return set(to, get(any()));
    const int64_t by = rng_.chance(30) ? rng_.between(-8, 8) : rng_.pick(steps_);
    return set(to, op(type_ + ".add", get(any()), moved(by, 1)));
  }
  // What is added to an address so many times; accesses behind that are aimed at, too.
  std::string moved(int64_t by, uint64_t times) {
    if (!ends_.empty())
      ends_.push_back(rng_.pick(ends_) + static_cast<uint64_t>(by) * times);
    return fixed(static_cast<uint64_t>(by));
  }
  // A few rounds, of the same or of one of several ways each, or with a loop in each.
  std::string loop(unsigned depth) {
    const std::string counter = "l" + std::to_string(labels_++), label = "$" + counter;
    std::string body;
    if (depth < 2 || rng_.chance(50)) {
      body = statements(depth - 1, 1 + rng_.below(3));
    } else {
      const std::string c = label + "c", a = label + "a", b = label + "b";
      body = "(block " + c + " (block " + b + " (block " + a + " (br_table " + a + " " + b + " " +
             c + " " + op("i32.and", get("x"), constant("i32", 3)) + ")) " +
             statements(depth - 2, 1) + " (br " + c + ")) " + statements(depth - 2, 2) + ")" +
             mix(constant("i32", 1));
    }
    const uint64_t rounds = 1 + rng_.below(6);
    if (rng_.chance(60))
      body +=
          set("p", op(type_ + ".add", get("p"),
                      moved(rng_.pick<int64_t>({1, 4, 8, -1, -4, 16}), rng_.below(rounds + 1))));
    return set(counter, constant("i32", static_cast<int64_t>(rounds))) + "(loop " + label + " " +
           body + "(br_if " + label + " (local.tee " + label + " " +
           op("i32.sub", get(counter), constant("i32", 1)) + ")))";
  }
};

} // namespace

Function edges(Rng &rng, const Setting &setting, const std::string &name) {
  return Edges(rng, setting, name).run();
}

} // namespace wexn::random
