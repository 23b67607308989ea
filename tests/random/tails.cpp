// Functions with many parameters and results of all types, some of which are on the stack, which
// call each other, most often as the last thing that they do: directly, through a table, by
// reference. Parameters are handed on in other places, so that what is on the stack changes places.
// Values live across calls that throw; some grow the memory or the table before they do.
#include "tests/random/text.h"

#include <string>
#include <vector>

namespace wexn::random {

namespace {

using Types = std::vector<std::string>;

class Tails {
public:
  Tails(Rng &rng, const Setting &setting, std::string name)
      : rng_(rng), address_(setting.memories[0].type()), name_(std::move(name)) {}

  Function run() {
    for (size_t i = 3 + rng_.below(4); i > 0; --i)
      functions_.push_back(rng_.chance(30) ? whole_numbers()
                                           : some_types(rng_.chance(50) ? 16 : 7));
    if (rng_.chance(50)) // one that has the parameters of another
      functions_.push_back(functions_[0]);
    results_ = some_types(rng_.chance(70) ? 3 : 9);
    thrown_ = some_types(3);
    Function f;
    f.text = definitions();
    for (size_t i = 0; i < functions_.size(); ++i)
      f.text += function(i);
    f.text += entry();
    for (unsigned i = 0; i < 12; ++i)
      f.calls.push_back({0, name_, {{some_bits(rng_), 0}, {rng_.below(40), 0}}});
    return f;
  }

private:
  Rng &rng_;
  std::string address_, name_;
  std::vector<Types> functions_; // parameters
  Types results_, thrown_;
  unsigned labels_ = 0;

  [[nodiscard]] std::string id(const std::string &what) const { return "$" + name_ + what; }
  [[nodiscard]] std::string id(const std::string &what, size_t n) const {
    return id(what + std::to_string(n));
  }
  Types some_types(size_t most) {
    Types types;
    for (size_t n = rng_.below(most + 1); n > 0; --n)
      types.emplace_back(rng_.pick({"i32", "i32", "i64", "i64", "f32", "f64", "v128"}));
    return types;
  }
  // So many that a few are on the stack, often an odd number of them.
  Types whole_numbers() {
    Types types;
    for (uint64_t n = 6 + rng_.below(7); n > 0; --n)
      types.emplace_back(rng_.pick({"i32", "i64"}));
    return types;
  }
  static std::string list(const std::string &kind, const Types &types) {
    std::string text = "(" + kind;
    for (const std::string &type : types)
      text += " " + type;
    return text + ")";
  }

  std::string definitions() {
    std::string text, elements;
    for (size_t i = 0; i < functions_.size(); ++i) {
      text += "(type " + id("t", i) + " (func " + list("param", functions_[i]) + " " +
              list("result", results_) + "))\n";
      elements += " " + id("f", i);
    }
    text += "(tag " + id("e") + " " + list("param", thrown_) + ")\n";
    text += "(global " + id("fuel") + " (mut i32) (i32.const 0))";
    text += "(table " + id("t") + " " + std::to_string(functions_.size()) + " 60 funcref)";
    text += "(elem (table " + id("t") + ") (i32.const 0) func" + elements + ")\n";
    if (rng_.chance(50)) // what a table holds may change
      text += "(func (export \"" + name_ + "s\") (table.set " + id("t") +
              " (i32.const 0) (ref.null func)))\n";
    return text;
  }

  // ---- Values. $h has something of all that was seen; parameters are $p0, $p1, ...

  static std::string as_number(const std::string &type, const std::string &v) {
    return type == "v128"  ? op("i64.add", op("i64x2.extract_lane 0", v),
                                op("i64.mul", op("i64x2.extract_lane 1", v), constant("i64", 31)))
           : type == "i64" ? v
           : type == "f64" ? op("i64.reinterpret_f64", v)
           : type == "f32" ? op("i64.extend_i32_u", op("i32.reinterpret_f32", v))
                           : op("i64.extend_i32_u", v);
  }
  static std::string of_number(const std::string &type, const std::string &v) {
    return type == "v128"  ? op("i64x2.splat", v)
           : type == "i64" ? v
           : type == "f64" ? op("f64.convert_i64_s", v)
           : type == "f32" ? op("f32.convert_i64_s", v)
                           : op("i32.wrap_i64", v);
  }
  static std::string seen(const std::string &number) {
    return set("h", op("i64.add", op("i64.rotl", get("h"), constant("i64", 7)), number)) + " ";
  }
  std::string value(const std::string &type, const Types &locals) {
    std::vector<std::string> same;
    for (size_t i = 0; i < locals.size(); ++i)
      if (locals[i] == type)
        same.push_back(get("p" + std::to_string(i)));
    if (!same.empty() && rng_.chance(80))
      return rng_.pick(same);
    const std::string h = rng_.chance(50)
                              ? get("h")
                              : op("i64.add", get("h"), constant("i64", rng_.between(-100, 100)));
    return rng_.chance(25) ? of_number(type, constant("i64", rng_.between(-9, 9)))
                           : of_number(type, h);
  }
  std::string values(const Types &types, const Types &locals) {
    std::string text;
    for (const std::string &type : types)
      text += " " + value(type, locals);
    return text;
  }
  // Pops results, the last one first.
  std::string take(const Types &types) {
    std::string text;
    for (size_t i = types.size(); i > 0; --i)
      text += "(local.set $" + types[i - 1] + "s) " +
              seen(as_number(types[i - 1], get(types[i - 1] + "s")));
    return text;
  }

  // ---- Calls

  std::string call(const Types &locals, const std::string &prefix) {
    const size_t f = rng_.below(functions_.size());
    const std::string arguments = values(functions_[f], locals);
    switch (rng_.below(4)) {
    case 0:
      return "(" + prefix + "call_indirect " + id("t") + " (type " + id("t", f) + ")" + arguments +
             " " + constant("i32", static_cast<int64_t>(f)) + ")";
    case 1:
      return "(" + prefix + "call_ref " + id("t", f) + arguments + " (ref.func " + id("f", f) +
             "))";
    default:
      return "(" + prefix + "call " + id("f", f) + arguments + ")";
    }
  }
  // One that may throw: what was thrown is seen, and what was there before.
  std::string attempt(const Types &locals) {
    const std::string done = "$l" + std::to_string(labels_++),
                      caught = "$l" + std::to_string(labels_++);
    std::string text = "\n (block " + done + " (block " + caught + " " + list("result", thrown_) +
                       " (try_table (catch " + id("e") + " " + caught + ") " + call(locals, "") +
                       take(results_) + ") (br " + done + ")) " + take(thrown_);
    for (size_t i = 0; i < locals.size(); ++i)
      if (rng_.chance(50))
        text += seen(as_number(locals[i], get("p" + std::to_string(i))));
    return text + ")";
  }
  std::string grown() {
    switch (rng_.below(3)) {
    case 0:
      return seen(op("i64.extend_i32_s", "(table.grow " + id("t") + " (ref.null func) " +
                                             constant("i32", rng_.between(0, 3)) + ")"));
    case 1:
      return seen(
          as_number(address_, "(memory.grow " + constant(address_, rng_.between(0, 1)) + ")"));
    default:
      return access("i64.store", 0, 8 * rng_.below(100), constant(address_, 0), get("h")) + " " +
             seen(access("i64.load", 0, 8 * rng_.below(100), constant(address_, 0)));
    }
  }
  std::string statement(const Types &locals) {
    switch (rng_.below(8)) {
    case 0:
      return "\n (if (i32.eqz " + op("i32.and", op("i32.wrap_i64", get("h")), constant("i32", 7)) +
             ") (then " + grown() + "(throw " + id("e") + values(thrown_, locals) + ")))";
    case 1:
      return "\n " + grown();
    case 2:
      return "\n " + call(locals, "") + take(results_);
    case 3:
      if (!locals.empty()) {
        const size_t i = rng_.below(locals.size());
        return "\n " + set("p" + std::to_string(i), value(locals[i], locals));
      }
      [[fallthrough]];
    default:
      return attempt(locals);
    }
  }

  // ---- Functions

  static std::string own_locals() {
    return "(local $h i64)(local $i32s i32)(local $i64s i64)(local $f32s f32)(local $f64s f64)"
           "(local $v128s v128)";
  }
  std::string function(size_t f) {
    const Types &types = functions_[f];
    const std::string fuel = "(global.get " + id("fuel") + ")";
    std::string text = "(func " + id("f", f) + " (type " + id("t", f) + ")";
    for (size_t i = 0; i < types.size(); ++i)
      text += " (param $p" + std::to_string(i) + " " + types[i] + ")";
    text += " " + list("result", results_) + own_locals() + "\n ";
    for (size_t i = 0; i < types.size(); ++i)
      text += seen(as_number(types[i], get("p" + std::to_string(i))));
    std::string last;
    for (const std::string &type : results_)
      last += " " + of_number(type, get("h"));
    text += "\n (if (i32.eqz " + fuel + ") (then (return" + last + ")))\n (global.set " +
            id("fuel") + " (i32.sub " + fuel + " (i32.const 1)))";
    for (uint64_t i = rng_.below(3); i > 0; --i)
      text += statement(types);
    if (rng_.chance(40)) // all of what it was given lives until here
      for (size_t i = 0; i < types.size(); ++i)
        text += seen(as_number(types[i], get("p" + std::to_string(i))));
    if (rng_.chance(40))
      text += "\n (if " + op("i32.wrap_i64", op("i64.shr_u", get("h"), constant("i64", 63))) +
              " (then " + call(types, "return_") + "))";
    return text + "\n " + (rng_.chance(80) ? call(types, "return_") : last) + ")\n";
  }
  std::string entry() {
    std::string text = "(func (export \"" + name_ +
                       "\") (param $p0 i64) (param $n i32) (result i64)" + own_locals() + "\n " +
                       set("h", get("p0")) + "(global.set " + id("fuel") + " " + get("n") + ")";
    for (uint64_t i = 1 + rng_.below(2); i > 0; --i)
      text += attempt({"i64"});
    return text + "\n " + get("h") + ")\n";
  }
};

} // namespace

Function tails(Rng &rng, const Setting &setting, const std::string &name) {
  return Tails(rng, setting, name).run();
}

} // namespace wexn::random
