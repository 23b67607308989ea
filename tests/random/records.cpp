// Records right at the ends of memories: rows of accesses behind one address or two, whose last
// byte is the memory's last one, or lies behind it by one. What comes between is little, and of
// all kinds: calls, growth, exceptions that are thrown and caught within a row or across it, traps
// of other kinds, ways that meet, loops, and loops that are entered in the middle. Addresses are
// parameters, constants, or have few bits; values that are loaded may not be used.
#include "tests/random/text.h"

#include <algorithm>
#include <string>
#include <utility>
#include <vector>

namespace wexn::random {

namespace {

class Records {
public:
  Records(Rng &rng, const Setting &setting, std::string name)
      : rng_(rng), name_(std::move(name)), plan_(setting.memories[0]), type_(plan_.type()),
        memories_(setting.memories.size() > 1 && setting.memories[1].is64 == plan_.is64 ? 2 : 1),
        width_(rng.pick({4u, 4u, 8u, 2u, 1u})) {}

  Function run() {
    const std::string parameters =
        " (param $p " + type_ + ") (param $q " + type_ + ") (param $x i32) (result i32) ";
    const std::string locals =
        "(local $r " + type_ +
        ") (local $s i32) (local $n i32) (local $k i32) (local $cf f32) (local $cd f64)\n";
    std::string helper = rng_.chance(60) ? row(1 + rng_.below(2)) : "";
    helper += rng_.chance(40) ? grow() : "";
    helper += rng_.chance(60) ? throws() : "";
    calls_ = true;
    std::string body;
    if (rng_.chance(40))
      body += set("r", rng_.chance(50) ? fixed() : masked());
    for (uint64_t i = 1 + rng_.below(3); i; --i)
      body += statement(2) + "\n  ";
    Function f;
    f.text = "(tag " + id("t") + " (param i32))\n(global " + id("g") + " (export \"" + name_ +
             "g\") (mut i32) (i32.const 1))\n(func " + id("h") + parameters + locals + helper +
             get("x") + ")\n(func (export \"" + name_ + "\")" + parameters + locals + body +
             get("x") + ")\n";
    for (unsigned i = 0; i < 16; ++i) {
      const uint64_t p = address();
      f.calls.push_back(
          {0,
           name_,
           {{in_type(p), 0},
            {in_type(rng_.chance(40)   ? address()
                     : rng_.chance(50) ? p + rng_.below(20)
                                       : rng_.below(plan_.pages << 16)),
             0},
            {static_cast<uint32_t>(rng_.chance(20) ? UINT32_MAX : some_bits(rng_)), 0}}});
    }
    return f;
  }

private:
  Rng &rng_;
  std::string name_;
  const MemoryPlan &plan_;
  std::string type_;
  size_t memories_;
  unsigned width_;             // of most accesses
  std::vector<uint64_t> ends_; // of accesses, behind addresses
  uint64_t farthest_ = 0;
  unsigned labels_ = 0;
  bool calls_ = false;

  [[nodiscard]] std::string id(const std::string &what) const { return "$" + name_ + what; }
  [[nodiscard]] uint64_t in_type(uint64_t n) const { return plan_.is64 ? n : n & UINT32_MAX; }
  [[nodiscard]] std::string number(uint64_t n) const {
    return constant(type_, plan_.is64 ? static_cast<int64_t>(n) : static_cast<int32_t>(n));
  }
  std::string label() { return "$l" + std::to_string(labels_++); }

  // Where something may end that is declared, is there at first, or comes later.
  uint64_t some_end() {
    return rng_.pick({plan_.pages, plan_.pages, plan_.pages, plan_.declared, plan_.most}) << 16;
  }
  uint64_t address() {
    if (rng_.chance(8)) // before and behind all
      return rng_.pick({0ull, ~0ull, ~0ull - 7, 1ull << 31, 1ull << 32, 1ull << 63});
    const uint64_t behind =
        ends_.empty() || rng_.chance(60) ? std::max(farthest_, uint64_t{1}) : rng_.pick(ends_);
    return some_end() - behind + rng_.pick<uint64_t>({~0ull, 0, 0, 1, 1, 1, 2, rng_.below(16)});
  }
  std::string fixed() {
    return number(some_end() - rng_.below(17) + rng_.pick<uint64_t>({0, 0, 1}));
  }
  std::string masked() {
    const uint64_t mask =
        (rng_.chance(50) ? 0xffff : 0x1ffff) & ~(rng_.chance(40) ? uint64_t{width_} - 1 : 0);
    return op(type_ + ".and", rng_.chance(50) ? convert("i32", type_, get("x")) : get("q"),
              number(mask));
  }

  std::string mix(const std::string &value) {
    return set("x", op("i32.add", op("i32.rotl", get("x"), constant("i32", 5)), value));
  }
  std::string bit() {
    return op("i32.and", get("x"), constant("i32", int64_t{1} << rng_.below(6)));
  }
  std::string grow() { return "(drop (memory.grow " + number(rng_.chance(70) ? 1 : 0) + "))"; }
  std::string throws() {
    return "(if " + bit() + " (then (throw " + id("t") + " " + get("x") + ")))";
  }

  // One access behind a local; `behind`: so far.
  std::string access_of(const std::string &base, int64_t behind) {
    const Width *w = &rng_.pick(widths());
    while (rng_.chance(70) && w->bytes != width_)
      w = &rng_.pick(widths());
    const auto offset = static_cast<uint64_t>(behind < 0 || rng_.chance(25) ? 0
                                              : rng_.chance(70)             ? behind
                                                                            : behind / 2);
    const int64_t added = behind - static_cast<int64_t>(offset);
    std::string at = get(base);
    if (added)
      at = op(type_ + ".add", at, number(static_cast<uint64_t>(added)));
    const auto end = static_cast<uint64_t>(behind) + w->bytes;
    ends_.push_back(end);
    if (behind >= 0)
      farthest_ = std::max(farthest_, end);
    const size_t memory = rng_.chance(80) ? 0 : rng_.below(memories_);
    if (rng_.chance(55))
      return access(w->store, memory, offset, at,
                    canonical(w->type, convert("i32", w->type, get("x"))));
    const std::string loaded = access(w->load, memory, offset, at);
    return rng_.chance(15) ? "(drop " + loaded + ")" : mix(convert(w->type, "i32", loaded));
  }
  // Up, down, or anyhow, perhaps behind two addresses by turns.
  std::string row(uint64_t accesses) {
    const std::string first = rng_.pick({"p", "p", "q", "r"}),
                      second = rng_.chance(70) ? first : rng_.pick({"p", "q", "r"});
    const auto by = static_cast<int64_t>(width_);
    const int64_t step = rng_.pick({by, by, by, 2 * by, -by, by + 1});
    const int64_t start = rng_.chance(60) ? 0 : rng_.pick({by, -by, 8 * by, 100 * by});
    const bool anyhow = rng_.chance(20);
    const unsigned between = rng_.chance(50) ? 0 : 20;
    std::string text;
    for (uint64_t i = 0; i < accesses; ++i) {
      const int64_t k =
          anyhow ? rng_.between(0, static_cast<int64_t>(accesses)) : static_cast<int64_t>(i);
      text += access_of(rng_.chance(50) ? first : second, start + k * step);
      if (rng_.chance(between))
        text += interruption();
    }
    return text;
  }
  std::string interruption() {
    switch (rng_.below(7)) {
    case 0:
      return grow();
    case 1:
      return "(if " + bit() + " (then " + grow() + "))";
    case 2:
      return call();
    case 3:
      return throws();
    case 4:
      return "(if " + op("i32.eqz", bit()) + " (then (unreachable)))";
    case 5:
      return mix(op("i32.div_u", constant("i32", 1000), bit()));
    default:
      return "(global.set " + id("g") + " " + get("x") + ")";
    }
  }
  // The helper does not call itself.
  std::string call() {
    return !calls_ ? ""
                   : set("x", "(call " + id("h") + " " + get("p") + " " + get("q") + " " +
                                  get("x") + ")");
  }
  std::string move() {
    const std::string to = rng_.pick({"p", "q", "r"});
    if (rng_.chance(15))
      return set(to, rng_.chance(50) ? fixed() : masked());
    if (rng_.chance(30))
      return set(to, get(rng_.pick({"p", "q", "r"})));
    return set(to, op(type_ + ".add", get(rng_.pick({"p", "q", "r"})),
                      number(static_cast<uint64_t>(rng_.pick({1, 2, 4, 8, -1, -4, -8}) *
                                                   static_cast<int64_t>(width_)))));
  }

  std::string statement(unsigned depth) {
    switch (rng_.below(depth ? 10 : 4)) {
    case 0:
      return move() + row(1 + rng_.below(4));
    case 4: { // ways that meet
      const std::string other = rng_.chance(70) ? " (else " + statement(depth - 1) + ")" : "";
      return "(if " + bit() + " (then " + statement(depth - 1) + ")" + other + ")" +
             row(1 + rng_.below(3));
    }
    case 5: {
      const std::string caught = label(), done = label();
      return "(block " + done + " (block " + caught + " (result i32) (try_table (catch " + id("t") +
             " " + caught + ") " + row(1 + rng_.below(3)) + (rng_.chance(50) ? call() : throws()) +
             row(1 + rng_.below(4)) + ") (br " + done + "))" + set("x", "") + row(rng_.below(3)) +
             ")" + row(rng_.below(3));
    }
    case 6:
      return counted();
    case 9:
      return constants();
    case 7:
    case 8:
      return in_the_middle(depth - 1);
    default:
      return row(3 + rng_.below(8));
    }
  }
  // One of several constants, and a row behind it.
  std::string constants() {
    const uint64_t before = std::exchange(farthest_, 0);
    const std::string text = row(1 + rng_.below(4));
    const auto one = [&] {
      return set("r", number((plan_.declared << 16) - (rng_.chance(80) ? farthest_ : 4) +
                             rng_.pick<uint64_t>({~0ull, 0, 0, 1}))) +
             (rng_.chance(70) ? "(global.set " + id("g") + " " + get("x") + ")" : "");
    };
    const std::string ways = "(if " + bit() + " (then " + one() + ") (else " + one() +
                             (rng_.chance(50) ? "(if " + bit() + " (then " + one() + "))" : "") +
                             "))";
    farthest_ = std::max(farthest_, before);
    return ways + text;
  }
  static std::string next_round(const std::string &counter, const std::string &again) {
    return "(br_if " + again + " (local.tee $" + counter + " " +
           op("i32.sub", get(counter), constant("i32", 1)) + "))";
  }
  std::string counted() {
    const std::string again = label();
    return set("k", constant("i32", rng_.between(1, 5))) + "(loop " + again + " " + statement(0) +
           (rng_.chance(30) ? move() : "") +
           (rng_.chance(70) ? set("p", op(type_ + ".add", get("p"), number(width_))) : "") +
           next_round("k", again) + ")";
  }
  // A loop that begins with a switch on a number, which is known where it is set.
  std::string in_the_middle(unsigned depth) {
    const unsigned states = 2 + static_cast<unsigned>(rng_.below(4));
    const std::string again = label(), out = label();
    std::vector<std::string> labels;
    std::string table;
    for (unsigned i = 0; i < states; ++i) {
      labels.push_back(label());
      table += labels[i] + " ";
    }
    const auto state = [&] { return constant("i32", rng_.between(0, states - 1)); };
    std::string text = "(br_table " + table + labels.back() + " " + get("s") + ")";
    for (unsigned i = 0; i < states; ++i) {
      text = "(block " + labels[i] + " " + text + ")" + row(1 + rng_.below(3)) +
             (depth && rng_.chance(20) ? "(if " + bit() + " (then " + move() + "))" : "") +
             (rng_.chance(20) ? interruption() : "") + (rng_.chance(30) ? counted() : "");
      if (rng_.chance(80))
        text += set("s", state());
      text += rng_.chance(60) ? next_round("n", again) + "(br " + out + ")" : "";
    }
    const std::string first = rng_.chance(40)
                                  ? op("i32.and", get("x"), constant("i32", 1))
                                  : "(select " + state() + " " + state() + " " + bit() + ")";
    return set("s", first) + set("n", constant("i32", rng_.between(1, 5))) + "(block " + out +
           " (loop " + again + " " + text + next_round("n", again) + "))";
  }
};

} // namespace

Function records(Rng &rng, const Setting &setting, const std::string &name) {
  return Records(rng, setting, name).run();
}

} // namespace wexn::random
