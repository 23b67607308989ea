// Functions that call each other through tables that nobody writes, by numbers that they find in
// memory, as C++ calls virtual functions: few of each type, most of them small. Values are handed
// on in memory, on the guest's own stack, too. Some trap or throw, before or behind a store. Others
// call by a number that they are given, again and again.
#include "tests/random/text.h"

#include <string>
#include <vector>

namespace wexn::random {

namespace {

struct Signature {
  const char *name, *params, *results;
};
constexpr Signature kSignatures[] = {
    {"a", "(param $p i32) (param $q i32)", "(result i32)"},
    {"b", "(param $p i32) (param $q i32) (param $c i64)", "(result i64 i32)"},
    {"c", "(param $p i32) (param $q i32)", ""},
};
constexpr int64_t kFrame = 32;
constexpr unsigned kByNumber = 6; // functions that are given a number
constexpr const char *kLocals = " (local $x i32) (local $y i64)";

class Virtuals {
public:
  Virtuals(Rng &rng, const Setting &setting, std::string name)
      : rng_(rng), setting_(setting), name_(std::move(name)) {}

  Function run() {
    for (uint64_t i = 3 + rng_.below(7); i > 0; --i)
      signatures_.push_back(rng_.below(std::size(kSignatures)));
    first_ = rng_.below(4);
    const bool thin = rng_.chance(40); // few elements that are far from each other
    for (uint64_t i = 2 + rng_.below(9); i > 0; --i) {
      elements_.push_back(rng_.below(signatures_.size() + (rng_.chance(5) ? 1 : 0)));
      if (thin && i > 1)
        elements_.resize(elements_.size() + rng_.below(100), signatures_.size());
    }
    wide_ = rng_.chance(20);
    Function f;
    f.text = definitions();
    for (size_t i = 0; i < signatures_.size(); ++i)
      f.text += function(i);
    f.text += entry();
    for (unsigned i = 0; i < kByNumber; ++i)
      f.text += by_number(i);
    for (unsigned i = 0; i < 16; ++i)
      f.calls.push_back({0, name_, {{argument(), 0}, {argument(), 0}, {some_bits(rng_), 0}}});
    for (unsigned i = 0; i < 5 * kByNumber; ++i)
      f.calls.push_back(
          {0, name_ + "n" + std::to_string(i % kByNumber), {{some_number(), 0}, {argument(), 0}}});
    return f;
  }

private:
  Rng &rng_;
  const Setting &setting_;
  std::string name_;
  std::vector<size_t> signatures_; // of the functions
  uint64_t first_ = 0;             // element
  std::vector<size_t> elements_;   // from there on: functions; null: their number
  bool wide_ = false;              // the table
  bool leaf_ = false;              // the current function calls nothing
  unsigned labels_ = 0;
  std::string counters_; // locals of the current function's loops

  [[nodiscard]] std::string id(const std::string &what) const { return "$" + name_ + what; }
  [[nodiscard]] std::string id(const std::string &what, size_t n) const {
    return id(what + std::to_string(n));
  }
  uint64_t argument() {
    return rng_.chance(85) ? rng_.below(1000) : static_cast<uint32_t>(some_bits(rng_));
  }

  std::string definitions() {
    std::string text;
    for (const Signature &s : kSignatures)
      text += "(type " + id(s.name) + " (func " + s.params + " " + s.results + "))";
    text += "(tag " + id("e") + " (param i32))";
    text += "(global " + id("fuel") + " (mut i32) (i32.const 0))";
    text += "(global " + id("sp") + " (mut i32) (i32.const 0))";
    text += "(global " + id("g") + " (export \"" + name_ + "g\") (mut i32) (i32.const 0))";
    text += "(table " + id("t") + (wide_ ? " i64 " : " ") +
            std::to_string(first_ + elements_.size() + rng_.below(3)) + " funcref)\n(elem (table " +
            id("t") + ") " + constant(index_type(), static_cast<int64_t>(first_)) + " funcref";
    for (const size_t f : elements_)
      text += f < signatures_.size() ? " (ref.func " + id("f", f) + ")" : " (ref.null func)";
    return text + ")\n";
  }
  [[nodiscard]] std::string index_type() const { return wide_ ? "i64" : "i32"; }

  // Of everything that could; a call may go through dozens of them.
  bool may_trap() { return rng_.chance(6) && rng_.chance(25); }

  // ---- Accesses. Addresses are small, but for some that are out of bounds.

  std::string address() {
    const std::string at = rng_.chance(50) ? get("q") : get("p");
    return convert("i32", setting_.memories[0].type(),
                   !may_trap() ? op("i32.and", at, constant("i32", 2047)) : at);
  }
  uint64_t offset() { return 4 * rng_.below(kFrame / 4) + (rng_.chance(10) ? rng_.below(4) : 0); }
  std::string load() {
    return access(rng_.pick({"i32.load", "i32.load", "i32.load8_u", "i32.load16_s"}), 0, offset(),
                  address());
  }
  std::string store(const std::string &value) {
    return access(rng_.pick({"i32.store", "i32.store", "i32.store8", "i32.store16"}), 0, offset(),
                  address(), value);
  }

  std::string i32(unsigned depth) {
    switch (rng_.below(depth ? 9 : 4)) {
    case 0:
      return some_constant(rng_, "i32");
    case 1:
      return get("q");
    case 2:
      return get("x");
    case 3:
      return load();
    case 4: {
      const std::string a = i32(depth - 1), b = i32(depth - 1);
      return op(rng_.pick({"i32.div_s", "i32.rem_u"}), a,
                !may_trap() ? op("i32.or", b, constant("i32", 1)) : b);
    }
    case 5: {
      const std::string a = i32(depth - 1), b = i32(depth - 1);
      return "(select " + a + " " + b + " " + i32(depth - 1) + ")";
    }
    default: {
      const std::string a = i32(depth - 1), b = i32(depth - 1);
      return combine(rng_, "i32", a, b);
    }
    }
  }

  // ---- Calls

  // The number of an element: of an object, in memory, or computed; most often one of the type.
  std::string number(size_t signature) {
    std::string n;
    if (!may_trap()) {
      std::vector<size_t> found;
      for (size_t i = 0; i < elements_.size(); ++i)
        if (elements_[i] < signatures_.size() && signatures_[elements_[i]] == signature)
          found.push_back(static_cast<size_t>(first_) + i);
      if (!found.empty()) {
        n = constant("i32", static_cast<int64_t>(rng_.pick(found)));
        for (unsigned i = 0; i < 2; ++i) { // one of three, by bits in memory
          const std::string other = constant("i32", static_cast<int64_t>(rng_.pick(found)));
          const std::string bits = load();
          n = "(select " + n + " " + other + " " +
              op("i32.and", bits, constant("i32", rng_.between(1, 7))) + ")";
        }
      }
    }
    if (n.empty()) {
      n = rng_.chance(60) ? load() : i32(1);
      n = op("i32.rem_u", n,
             constant("i32", static_cast<int64_t>(first_ + elements_.size() + rng_.below(2))));
    }
    return wide_ ? op("i64.extend_i32_u", n) : n;
  }
  // Most often a signature that an element has.
  size_t called() {
    size_t f = rng_.pick(elements_);
    for (unsigned i = 0; i < 50 && f == signatures_.size(); ++i)
      f = rng_.pick(elements_);
    return f < signatures_.size() ? signatures_[f] : rng_.below(std::size(kSignatures));
  }
  // What a function is asked for, with a frame of its own for what it is given, or without.
  std::string call() {
    const size_t s = called();
    const bool frame = rng_.chance(60);
    std::string text, given = i32(1);
    if (frame) {
      text += "\n (global.set " + id("sp") + " (i32.sub (global.get " + id("sp") + ") " +
              constant("i32", kFrame) + "))";
      given = "(global.get " + id("sp") + ")";
      const std::string at = convert("i32", setting_.memories[0].type(), given);
      for (uint64_t i = 1 + rng_.below(3); i > 0; --i)
        text += "\n " + access("i32.store", 0, 4 * rng_.below(4), at, i32(1));
    }
    const std::string object = op("i32.and", i32(1), constant("i32", 1023));
    std::string c = "(call_indirect " + id("t") + " (type " + id(kSignatures[s].name) + ") " +
                    object + " " + given + (s == 1 ? " " + get("y") : "") + " " + number(s) + ")";
    if (s == 0)
      c = set("x", combine(rng_, "i32", get("x"), c));
    else if (s == 1)
      c = c + set("x", "") + set("y", "");
    if (rng_.chance(20)) {
      const std::string done = "$l" + std::to_string(labels_++),
                        caught = "$l" + std::to_string(labels_++);
      c = "(block " + done + " (block " + caught + " (result i32) (try_table (catch " + id("e") +
          " " + caught + ") " + c + ") (br " + done + "))" + set("x", "") + ")";
    }
    text += "\n " + c;
    if (frame)
      text += "\n (global.set " + id("sp") + " (i32.add (global.get " + id("sp") + ") " +
              constant("i32", kFrame) + "))";
    return text;
  }

  // ---- Calls by a number that the caller gives, which may be any: several by the same one, so
  // that what is computed of it is shared, with branches and divisions between them.

  uint64_t some_element() {
    uint64_t i = rng_.below(elements_.size());
    while (rng_.chance(97) && elements_[i] == signatures_.size())
      i = rng_.below(elements_.size());
    return first_ + i;
  }
  uint64_t some_number() {
    const uint64_t size = first_ + elements_.size(), inside = some_element();
    if (rng_.chance(45))
      return inside;
    if (wide_ && rng_.chance(50))
      return rng_.pick({uint64_t{1} << 32, uint64_t{1} << 61, uint64_t{1} << 63}) | inside;
    const uint64_t n = rng_.pick({size, size + 1, uint64_t{1} << 29, uint64_t{1} << 31, -inside,
                                  -uint64_t{1} - rng_.below(4), uint64_t{0}});
    return wide_ ? n : n & UINT32_MAX;
  }
  std::string given_number() {
    const std::string type = index_type();
    if (rng_.chance(85))
      return get("i");
    return op(type + "." + rng_.pick({"add", "sub", "shl"}), get("i"), constant(type, 1));
  }
  std::string call_by_number() {
    const size_t s = rng_.chance(80) ? 0 : called(); // many that do the same
    const std::string c = "(call_indirect " + id("t") + " (type " + id(kSignatures[s].name) + ") " +
                          get("q") + " " + constant("i32", 1500) + (s == 1 ? " " + get("y") : "") +
                          " " + given_number() + ")";
    return s == 0   ? set("x", combine(rng_, "i32", get("x"), c))
           : s == 1 ? c + set("x", "") + set("y", "")
                    : c;
  }
  // Where the call may be made, there may be nothing that it cannot be divided by.
  std::string divided_by_number() {
    const std::string type = index_type(), i = get("i");
    const std::string by = rng_.chance(40) ? i
                                           : op(type + rng_.pick({".add", ".add", ".sub"}), i,
                                                constant(type, rng_.between(1, 4)));
    const std::string what = rng_.pick({"x", "q", "q"});
    const std::string quotient = op(rng_.pick({"i32.div_u", "i32.div_s", "i32.rem_u"}), get(what),
                                    wide_ ? op("i32.wrap_i64", by) : by);
    return (rng_.chance(60) ? call_by_number() : "") +
           set("x", what == "x" ? quotient : op("i32.xor", get("x"), quotient));
  }
  std::string step_by_number(unsigned depth) {
    switch (rng_.below(depth ? 9 : 7)) {
    case 0:
    case 1:
      return "\n " + divided_by_number();
    case 7:
    case 8: {
      const std::string bit = constant("i32", rng_.pick({1, 2, 4, 8}));
      std::string ways[2];
      for (std::string &way : ways)
        for (uint64_t n = 1 + rng_.below(2); n > 0; --n)
          way += step_by_number(depth - 1);
      return "\n (if " + op("i32.and", get("q"), bit) + " (then " + ways[0] + ") (else " + ways[1] +
             "))";
    }
    default:
      return "\n " + call_by_number();
    }
  }
  std::string by_number(unsigned n) {
    std::string text;
    for (uint64_t i = 1 + rng_.below(3); i > 0; --i)
      text += step_by_number(2);
    return "(func (export \"" + name_ + "n" + std::to_string(n) + "\") (param $i " + index_type() +
           ") (param $q i32) (result i32 i64)" + kLocals + "\n (global.set " + id("fuel") +
           " (i32.const 60)) (global.set " + id("sp") + " (i32.const 1500))" + text + "\n " +
           get("x") + " " + get("y") + ")\n";
  }

  // ---- Functions

  std::string statement() {
    switch (rng_.below(leaf_ ? 7 : 11)) {
    case 0:
    case 1:
      return "\n " + store(i32(1));
    case 2:
      return "\n " + set("x", i32(2));
    case 3:
      return "\n (global.set " + id("g") + " " +
             op("i32.add", op("i32.mul", "(global.get " + id("g") + ")", constant("i32", 5)),
                i32(1)) +
             ")";
    case 4:
      return "\n (if " + i32(1) + " (then " + statement() + "))";
    case 5:
      return rng_.chance(85)
                 ? "\n " + set("y", op("i64.extend_i32_s", i32(1)))
                 : "\n (if (i32.eqz " + load() + ") (then (throw " + id("e") + " " + i32(1) + ")))";
    case 6:
      return repeated("\n " + store(i32(1)));
    case 7: {
      const std::string calls = call();
      return repeated(rng_.chance(50) ? calls : calls + call());
    }
    default:
      return call();
    }
  }
  std::string repeated(const std::string &body) {
    const std::string n = std::to_string(labels_++), label = "$l" + n, count = "k" + n;
    counters_ += " (local $" + count + " i32)";
    return "\n " + set(count, constant("i32", rng_.between(1, 6))) + " (loop " + label + body +
           "\n (br_if " + label + " (local.tee $" + count + " " +
           op("i32.sub", get(count), constant("i32", 1)) + ")))";
  }
  std::string body(uint64_t most) {
    std::string text;
    for (uint64_t i = rng_.below(most + 1); i > 0; --i)
      text += statement();
    return text;
  }
  std::string function(size_t f) {
    const size_t kind = signatures_[f];
    const Signature &s = kSignatures[kind];
    leaf_ = rng_.chance(65);
    counters_.clear();
    std::string text;
    if (!leaf_) { // until there are too many
      const std::string out = kind == 0 ? get("p") : kind == 1 ? get("c") + get("p") : "";
      text += "\n (if (i32.eqz (global.get " + id("fuel") + ")) (then (return " + out +
              ")))\n (global.set " + id("fuel") + " (i32.sub (global.get " + id("fuel") +
              ") (i32.const 1)))";
    }
    text += body(leaf_ ? 2 : 4);
    if (kind == 1)
      text += "\n " + op("i64.add", get("y"), get("c"));
    if (kind != 2)
      text += "\n " + i32(2);
    return "(func " + id("f", f) + " (type " + id(s.name) + ") " + s.params + " " + s.results +
           kLocals + counters_ + text + ")\n";
  }
  std::string entry() {
    leaf_ = false;
    counters_.clear();
    std::string text = "\n (global.set " + id("fuel") + " (i32.const 60)) (global.set " + id("sp") +
                       " (i32.const 1500))" + body(1);
    for (unsigned i = 0; i < 3; ++i)
      text += call();
    const std::string calls = call();
    text += repeated(calls + call());
    return "(func (export \"" + name_ +
           "\") (param $p i32) (param $q i32) (param $c i64) (result i32 i64)" + kLocals +
           counters_ + text + "\n " + get("x") + " " + get("y") + ")\n";
  }
};

} // namespace

Function virtuals(Rng &rng, const Setting &setting, const std::string &name) {
  return Virtuals(rng, setting, name).run();
}

} // namespace wexn::random
