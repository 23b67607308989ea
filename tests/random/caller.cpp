// Functions that call each other in every way (directly, through a table or a reference, as tail
// calls), change globals and tables, throw and catch, branch about, and trap in between. Each has
// types, tables, globals and callees of its own. A counter of calls bounds recursion.
#include "tests/random/text.h"

namespace wexn::random {

namespace {

using interpret::Value;

// Signatures: parameters and results.
struct Signature {
  const char *name, *params, *results;
};
constexpr Signature kSignatures[] = {
    {"a", "(param $a i32) (param $b i32)", "(result i32)"},
    {"b", "(param $c i64) (param $a i32)", "(result i64)"},
    {"c", "", "(result i32)"},
    {"d", "(param $a i32) (param $d f64)", "(result i32 i64)"},
};
constexpr unsigned kFunctions = 7, kTableSize = 12, kTypedSize = 5;

class Caller {
public:
  Caller(Rng &rng, const Setting &setting, std::string name)
      : rng_(rng), setting_(setting), name_(std::move(name)) {}

  Function run() {
    for (unsigned i = 0; i < kFunctions; ++i)
      signatures_.push_back(i < 4 ? i : static_cast<unsigned>(rng_.below(4)));
    std::string text = definitions();
    for (unsigned i = 0; i < kFunctions; ++i)
      text += function(i);
    text += entry();
    Function f;
    f.text = text;
    for (unsigned i = 0; i < 10; ++i)
      f.calls.push_back({0,
                         name_,
                         {{static_cast<uint32_t>(some_bits(rng_)), 0},
                          {some_bits(rng_), 0},
                          {rng_.pick({1u, 3u, 10u, 40u, 200u}), 0}}});
    return f;
  }

private:
  Rng &rng_;
  const Setting &setting_;
  std::string name_;
  std::vector<unsigned> signatures_; // of the functions
  std::vector<unsigned>
      elements_; // of the table at first, from index 1: functions; kFunctions: null
  unsigned labels_ = 0, budget_ = 0, loops_ = 0;

  [[nodiscard]] std::string id(const std::string &what) const { return "$" + name_ + what; }
  [[nodiscard]] std::string id(const std::string &what, uint64_t n) const {
    return id(what + std::to_string(n));
  }
  [[nodiscard]] std::string exported(const std::string &what) const {
    return "(export \"" + name_ + what + "\")";
  }
  std::string new_label() { return "$l" + std::to_string(labels_++); }

  std::string definitions() {
    std::string text = "(rec";
    for (const Signature &s : kSignatures)
      text += "(type " + id(s.name) + " (func " + s.params + " " + s.results + "))";
    text += ")\n(tag " + id("e") + " (param i32))(tag " + id("f") + " (param i64 i32))\n";
    text += "(global " + id("fuel") + " " + exported("fuel") + " (mut i32) (i32.const 0))";
    text += "(global " + id("g") + " " + exported("g") + " (mut i32) (i32.const 5))";
    text += "(global " + id("h") + " " + exported("h") + " (mut i64) (i64.const -5))";
    text += "(global " + id("r") + " " + exported("r") + " (mut funcref) (ref.null func))\n";
    text += "(table " + id("t") + " " + exported("t") + " " + std::to_string(kTableSize) +
            " 20 funcref)";
    text += "(table " + id("u") + " " + exported("u") + " " + std::to_string(kTypedSize) +
            " (ref null " + id("a") + "))\n";
    auto list = [&](unsigned n, bool any) {
      std::string elements;
      elements_.clear();
      for (unsigned i = 0; i < n; ++i) {
        auto f = static_cast<unsigned>(rng_.below(kFunctions));
        while (!any && signatures_[f] != 0)
          f = (f + 1) % kFunctions;
        elements_.push_back(rng_.chance(90) ? f : kFunctions);
        elements += elements_.back() == f ? "(ref.func " + id("f", f) + ")"
                    : any                 ? "(ref.null func)"
                                          : "(ref.null " + id("a") + ")";
      }
      return elements;
    };
    text += "(elem (table " + id("u") + ") (i32.const 0) (ref null " + id("a") + ") " +
            list(kTypedSize, false) + ")";
    text += "(elem " + id("p") + " funcref " + list(6, true) + ")";
    text += "(table " + id("s") + " " + std::to_string(kTableSize) + " funcref)"; // stays as it is
    text +=
        "(elem (table " + id("s") + ") (i32.const 1) funcref " + list(kTableSize - 2, true) + ")";
    text +=
        "(elem (table " + id("t") + ") (i32.const 1) funcref " + list(kTableSize - 2, true) + ")";
    text += "(elem declare func"; // so that each may be referred to
    for (unsigned i = 0; i < kFunctions; ++i)
      text += " " + id("f", i);
    return text + ")(data " + id("q") + " \"some bytes that nothing else has\")\n";
  }

  // ---- Expressions

  std::string index(unsigned size) {
    return op("i32.rem_u", i32(1), constant("i32", size + (rng_.chance(4) ? 2 : 0)));
  }
  // Where a function of this signature is in the table, mostly.
  std::string index_of(unsigned signature) {
    const auto start = static_cast<unsigned>(rng_.below(elements_.size()));
    for (unsigned i = 0; i < elements_.size() && rng_.chance(98); ++i) {
      const unsigned at = (start + i) % static_cast<unsigned>(elements_.size());
      if (elements_[at] < kFunctions && signatures_[elements_[at]] == signature)
        return constant("i32", at + 1);
    }
    return index(kTableSize);
  }
  std::string address() {
    const std::string type = setting_.memories[0].type();
    return convert("i32", type,
                   op("i32.and", i32(1), constant("i32", rng_.chance(99) ? 1023 : -1)));
  }
  std::string arguments(unsigned signature, unsigned depth) {
    switch (signature) {
    case 0:
      return i32(depth) + " " + i32(depth);
    case 1:
      return i64(depth) + " " + i32(depth);
    case 2:
      return "";
    default:
      return i32(depth) + " " + f64(depth);
    }
  }
  // A function of this signature, or of any.
  unsigned some_function(unsigned signature) {
    unsigned f = static_cast<unsigned>(rng_.below(kFunctions));
    while (signatures_[f] != signature)
      f = (f + 1) % kFunctions;
    return f;
  }
  std::string call(unsigned signature, unsigned depth, const std::string &prefix = "") {
    const std::string args = arguments(signature, depth);
    const std::string type = id(kSignatures[signature].name);
    switch (rng_.below(signature == 0 ? 7 : 5)) {
    case 0:
      return "(" + prefix + "call_indirect " + id("t") + " (type " + type + ") " + args + " " +
             index_of(signature) + ")";
    case 1:
    case 2:
      return "(" + prefix + "call_indirect " + id("s") + " (type " + type + ") " + args + " " +
             index(kTableSize) + ")";
    case 5: // a reference from the typed table
      return "(" + prefix + "call_ref " + type + " " + args + " (table.get " + id("u") + " " +
             index(kTypedSize) + "))";
    case 6:
      return "(" + prefix + "call_ref " + type + " " + args + " (ref.func " +
             id("f", some_function(signature)) + "))";
    default:
      return "(" + prefix + "call " + id("f", some_function(signature)) + " " + args + ")";
    }
  }
  bool spend() {
    if (budget_ == 0)
      return false;
    --budget_;
    return true;
  }
  std::string i32(unsigned depth) {
    if (depth == 0 || !spend())
      switch (rng_.below(4)) {
      case 0:
        return some_constant(rng_, "i32");
      case 1:
        return "(global.get " + id("g") + ")";
      default:
        return get(rng_.chance(50) ? "a" : "b");
      }
    --depth;
    switch (rng_.below(14)) {
    case 0:
    case 1:
      return call(0, depth);
    case 2:
      return call(2, depth);
    case 3:
      return "(i32.load8_u offset=3 " + address() + ")";
    case 4:
      return "(table.size " + id(rng_.chance(50) ? "t" : "u") + ")";
    case 5:
      return "(ref.is_null (table.get " + id("t") + " " + index(kTableSize) + "))";
    case 6: {
      const std::string label = new_label();
      return "(block " + label + " (result i32) " + statements(1) + "(drop (br_if " + label + " " +
             i32(depth) + " " + i32(depth) + "))" + i32(depth) + ")";
    }
    case 7: {
      const std::string c = i32(depth), a = i32(depth), b = i32(depth);
      return "(if (result i32) " + c + " (then " + a + ") (else " + b + "))";
    }
    case 8:
      return attempt(depth);
    case 9: {
      const std::string a = i32(depth), b = i32(depth);
      return op(rng_.pick({"i32.div_s", "i32.rem_u", "i32.lt_s", "i32.ge_u"}), a,
                rng_.chance(92) ? op("i32.or", b, constant("i32", 1)) : b);
    }
    case 10:
      return op("i32.wrap_i64", i64(depth));
    default: {
      const std::string a = i32(depth), b = i32(depth);
      return combine(rng_, "i32", a, b);
    }
    }
  }
  std::string i64(unsigned depth) {
    if (depth == 0 || !spend())
      return rng_.chance(30)   ? some_constant(rng_, "i64")
             : rng_.chance(30) ? "(global.get " + id("h") + ")"
                               : get("c");
    --depth;
    switch (rng_.below(5)) {
    case 0:
      return call(1, depth);
    case 1:
      return op("i64.extend_i32_s", i32(depth));
    case 2:
      return op("i64.reinterpret_f64", canonical("f64", f64(depth)));
    default: {
      const std::string a = i64(depth), b = i64(depth);
      return combine(rng_, "i64", a, b);
    }
    }
  }
  std::string f64(unsigned depth) {
    if (depth == 0 || !spend())
      return rng_.chance(40) ? some_constant(rng_, "f64") : get("d");
    --depth;
    const std::string a = rng_.chance(40) ? op("f64.convert_i32_s", i32(depth)) : f64(depth);
    return combine(rng_, "f64", a, f64(depth));
  }
  // Something that may throw, and what is made of that.
  std::string attempt(unsigned depth) {
    const std::string done = new_label(), caught = new_label();
    const std::string body = statements(1) + i32(depth);
    switch (rng_.below(4)) {
    case 0:
      return "(block " + done + " (result i32) (try_table (result i32) (catch " + id("e") + " " +
             done + ") " + body + "))";
    case 1: // both values of the other tag
      return "(block " + done + " (result i32) (block " + caught + " (result i64 i32) (br " + done +
             " (try_table (result i32) (catch " + id("f") + " " + caught + ") " + body +
             ")))(local.set $a)(local.set $c) " + get("a") + ")";
    case 2: // thrown again, or not
      return "(block " + done + " (result i32) (block " + caught + " (result exnref) (br " + done +
             " (try_table (result i32) (catch_all_ref " + caught + ") " + body + ")))" +
             (rng_.chance(40) ? "(throw_ref)" : "(drop) " + constant("i32", 77)) + ")";
    default:
      return "(block " + done + " (result i32) (block " + caught + " (br " + done +
             " (try_table (result i32) (catch_all " + caught + ") " + body + "))) " +
             constant("i32", 78) + ")";
    }
  }

  // ---- Statements

  std::string statements(unsigned depth) {
    std::string text;
    for (unsigned i = 0, n = static_cast<unsigned>(rng_.below(4)); i < n; ++i)
      text += statement(depth);
    return text;
  }
  std::string statement(unsigned depth) {
    if (!spend())
      return set("a", i32(0));
    switch (rng_.below(depth == 0 ? 9 : 16)) {
    case 0:
      return "(global.set " + id("g") + " " + i32(2) + ")";
    case 1:
      return "(global.set " + id("h") + " " + i64(2) + ")";
    case 2:
      return "(i32.store offset=1 " + address() + " " + i32(2) + ")";
    case 3:
      return set("a", i32(2));
    case 4:
      return set("c", i64(2));
    case 5:
      return set("d", f64(2));
    case 6:
      return table_statement();
    case 7: // two results
      return call(3, 1) + "(local.set $c)(local.set $b)";
    case 8:
      return rng_.chance(50) ? "(i64.store " + address() + " " + i64(2) + ")" : set("b", i32(2));
    case 9:
    case 10:
      return "\n (if " + i32(1) + " (then " + statements(depth - 1) + ") (else " +
             statements(depth - 1) + "))";
    case 11: { // a few rounds
      const std::string label = new_label(), counter = "k" + std::to_string(loops_++ % 4);
      return "\n (if (i32.eqz " + get(counter) + ") (then " +
             set(counter, constant("i32", rng_.between(1, 6))) + "(loop " + label + " " +
             statements(depth - 1) + "(br_if " + label + " (local.tee $" + counter + " " +
             op("i32.sub", get(counter), constant("i32", 1)) + ")))))";
    }
    case 12: {
      if (rng_.chance(30))
        return many_ways();
      const std::string a = new_label(), b = new_label();
      return "\n (block " + a + " (block " + b + " (br_table " + a + " " + b + " " + a + " " +
             i32(1) + "))" + statements(depth - 1) + ")";
    }
    case 13:
      return "\n (if " + op("i32.eqz", op("i32.and", i32(1), constant("i32", 3))) + " (then " +
             (rng_.chance(50) ? "(throw " + id("e") + " " + i32(1) + ")"
                              : "(throw " + id("f") + " " + i64(1) + " " + i32(1) + ")") +
             "))";
    case 14:
      return "\n (if " +
             op("i32.eq", op("i32.and", i32(1), constant("i32", 127)), constant("i32", 77)) +
             " (then (unreachable)))";
    default:
      return "(drop " + attempt(depth) + ")";
    }
  }
  // A table of many targets, of which the lowest may be the default's; what is above them may have
  // gone before.
  std::string many_ways() {
    std::vector<std::string> labels;
    std::string begin, end, table;
    for (unsigned i = 0; i < 5; ++i) {
      labels.push_back(new_label());
      begin = "(block " + labels[i] + " " + begin;
      end += ")" + set("a", op("i32.add", get("a"), constant("i32", 1 << (4 * i))));
    }
    const std::string other = rng_.pick(labels);
    const uint64_t low = rng_.below(10), high = 15 + rng_.below(26);
    const bool bounded = rng_.chance(50);
    for (uint64_t i = 0; i < low; ++i)
      table += other + " ";
    for (uint64_t i = 0; i < high; ++i) {
      std::string to = rng_.pick(labels);
      while (bounded && to == other)
        to = rng_.pick(labels);
      table += to + " ";
    }
    std::string value = op("i32.and", i32(1), constant("i32", 63));
    if (bounded) {
      if (rng_.chance(50))
        value = constant("i32", static_cast<int64_t>(low + high + rng_.below(4)) - 2);
      begin += set("a", value) + "(br_if " + labels[rng_.below(labels.size())] + " " +
               op("i32.ge_u", get("a"),
                  constant("i32", static_cast<int64_t>(low + high + rng_.below(3)) - 1)) +
               ")";
      value = get("a");
    }
    return "\n " + begin + "(br_table " + table + other + " " + value + ")" + end;
  }
  std::string table_statement() {
    const std::string t = id("t"), u = id("u");
    switch (rng_.below(9)) {
    case 0:
      return "(table.set " + t + " " + index(kTableSize) + " (ref.func " +
             id("f", rng_.below(kFunctions)) + "))";
    case 1:
      return "(table.set " + t + " " + index(kTableSize) + " (table.get " + t + " " +
             index(kTableSize) + "))";
    case 2:
      return "(table.copy " + t + " " + t + " " + index(8) + " " + index(8) + " " +
             constant("i32", rng_.between(0, 5)) + ")";
    case 3:
      return "(table.init " + t + " " + id("p") + " " + index(8) + " " + index(5) + " " +
             constant("i32", rng_.between(0, 4)) + ")";
    case 4:
      return "(table.fill " + t + " " + index(10) + " (ref.func " +
             id("f", rng_.below(kFunctions)) + ") " + constant("i32", rng_.between(0, 3)) + ")";
    case 5:
      return "(drop (table.grow " + t + " (ref.null func) " + constant("i32", rng_.between(0, 3)) +
             "))";
    case 6:
      return "(global.set " + id("r") + " (table.get " + t + " " + index(kTableSize) + "))";
    case 7:
      return "(table.set " + u + " " + index(kTypedSize) + " (ref.null " + id("a") + "))";
    default: {
      const std::string to = address();
      return rng_.chance(80) ? "(memory.init " + id("q") + " " + to + " " +
                                   op("i32.and", i32(1), constant("i32", 15)) + " " +
                                   constant("i32", rng_.between(0, 18)) + ")"
                             : "(elem.drop " + id("p") + ")";
    }
    }
  }

  // ---- Functions

  std::string locals(unsigned signature) {
    std::string text;
    const std::string params = kSignatures[signature].params;
    for (const auto &[name, type] :
         {std::pair("a", "i32"), {"b", "i32"}, {"c", "i64"}, {"d", "f64"}})
      if (params.find(std::string("$") + name) == std::string::npos)
        text += std::string("(local $") + name + " " + type + ")";
    for (const char *name : {"k0", "k1", "k2", "k3"})
      text += std::string("(local $") + name + " i32)";
    return text + "(local $cf f32)(local $cd f64)";
  }
  std::string results(unsigned signature, unsigned depth) {
    switch (signature) {
    case 1:
      return i64(depth);
    case 3:
      return i32(depth) + i64(depth);
    default:
      return i32(depth);
    }
  }
  std::string function(unsigned i) {
    labels_ = loops_ = 0;
    budget_ = 10 + static_cast<unsigned>(rng_.below(30));
    const unsigned signature = signatures_[i];
    const std::string fuel = "(global.get " + id("fuel") + ")";
    std::string text = "(func " + id("f", i) + " (type " + id(kSignatures[signature].name) + ") " +
                       kSignatures[signature].params + " " + kSignatures[signature].results +
                       locals(signature) + "\n (if (i32.eqz " + fuel + ") (then (return " +
                       (signature == 1   ? "(i64.const 9)"
                        : signature == 3 ? "(i32.const 8) (i64.const 9)"
                                         : "(i32.const 8)") +
                       ")))\n (global.set " + id("fuel") + " (i32.sub " + fuel +
                       " (i32.const 1)))\n ";
    for (unsigned n = 1 + static_cast<unsigned>(rng_.below(4)); n > 0; --n)
      text += statement(2) + "\n ";
    if (rng_.chance(30))
      return text + call(signature, 1, "return_") + ")\n";
    return text + results(signature, 2) + ")\n";
  }
  std::string entry() {
    labels_ = loops_ = 0;
    budget_ = 30;
    std::string text =
        "(func (export \"" + name_ +
        "\") (param $a i32) (param $c i64) (param $n i32) (result i32 i64)"
        "(local $b i32)(local $d f64)(local $k0 i32)(local $k1 i32)(local $k2 i32)(local $k3 i32)"
        "(local $cf f32)(local $cd f64)\n (global.set " +
        id("fuel") + " " + get("n") + ")\n ";
    for (unsigned n = 2 + static_cast<unsigned>(rng_.below(4)); n > 0; --n)
      text += statement(2) + "\n ";
    return text + i32(2) + i64(2) + ")\n";
  }
};

} // namespace

Function caller(Rng &rng, const Setting &setting, const std::string &name) {
  return Caller(rng, setting, name).run();
}

} // namespace wexn::random
