// Every instruction on numbers and vectors that opcodes.def has, in deep expressions between
// branches and short loops, with loads and stores of all kinds. Floats are whatever bits there are,
// with NaNs of both kinds: what only moves bits is compared to the last one; of a NaN that
// arithmetic made, whose sign and payload are open, it is seen whether it is quiet.
#include "tests/random/text.h"

#include <array>
#include <string>
#include <string_view>
#include <vector>

namespace wexn::random {

namespace {

using interpret::Value;

struct Op {
  std::string_view text, imm, sig, feature;
  [[nodiscard]] std::string_view operands() const { return sig.substr(0, sig.find(':')); }
  [[nodiscard]] char result() const { return sig.back(); } // ':' if there is none
  [[nodiscard]] bool is(std::string_view part) const {
    return text.find(part) != std::string_view::npos;
  }
};

constexpr Op kOps[] = {
#define OPCODE(id, text, prefix, code, imm, sig, feature) {text, #imm, sig, #feature},
#include "wexnc/wasm/opcodes.def"
#undef OPCODE
};

constexpr std::string_view kLetters = "ilfdv"; // of a signature
constexpr std::array<const char *, 5> kTypes = {"i32", "i64", "f32", "f64", "v128"};
const char *type_of(char letter) { return kTypes[kLetters.find(letter)]; }

// f or d: its NaNs, or those of its lanes, are open.
struct Expr {
  std::string text;
  char open = 0;
};

// By results; without one: stores.
struct Table {
  std::vector<const Op *> with[5], stores;
  Table() {
    for (const Op &op : kOps) {
      const bool plain = op.feature == "Mvp" || op.feature == "Simd";
      const bool atomic = op.imm.starts_with("AtomicMemArg") && !op.text.starts_with("memory");
      if ((!plain && !atomic) || op.sig == "*" || op.sig == ":" || op.imm == "Memory" ||
          op.imm == "DataMemory" || op.imm.ends_with("Const"))
        continue;
      if (const size_t letter = kLetters.find(op.result()); letter != std::string_view::npos)
        with[letter].push_back(&op);
      else if (op.operands().starts_with("p") && op.operands().size() == 2)
        stores.push_back(&op);
    }
  }
};

class Expressions {
public:
  Expressions(Rng &rng, const Setting &setting, std::string name)
      : rng_(rng), memory_(setting.memories[0]), name_(std::move(name)) {}

  Function run() {
    std::string text, helpers;
    for (unsigned i = 0; i < helpers_; ++i)
      helpers += helper(i);
    const unsigned statements = 2 + static_cast<unsigned>(rng_.below(7));
    for (unsigned i = 0; i < statements; ++i)
      text += statement(2);
    Function f;
    f.text = helpers + "(func (export \"" + name_ + "\") " + params() +
             " (result i32 i64 f32 f64 v128 v128)\n" + locals() + text;
    for (const char letter : std::string_view("ilfdvv"))
      f.text += " " + seen(expr(letter, 2), letter) + "\n";
    f.text += ")\n";
    for (unsigned i = 0; i < 16; ++i) {
      Call call{0, name_, {}};
      for (const char letter : kLetters)
        for (unsigned k = 0; k < 2; ++k)
          call.args.push_back(some_value(letter));
      f.calls.push_back(call);
    }
    return f;
  }

private:
  Rng &rng_;
  const MemoryPlan &memory_;
  std::string name_;
  unsigned labels_ = 0;
  unsigned helpers_ = static_cast<unsigned>(rng_.below(3)), callable_ = 0;
  std::vector<char> helper_results_;

  // Each letter's locals: two whose bits are known, and one or two whose NaNs are open.
  static std::string params() {
    std::string text;
    for (const char letter : kLetters)
      for (const char *number : {"0", "1"})
        text += std::string("(param $") + letter + number + " " + type_of(letter) + ") ";
    return text;
  }
  static std::string locals() {
    return " (local $cf f32) (local $cd f64) (local $cv v128) (local $of f32) (local $od f64) "
           "(local $vf v128) (local $vd v128) (local $n1 i32) (local $n2 i32)\n";
  }

  // ---- NaNs

  // With NaNs that say no more than whether they are quiet.
  std::string seen(const Expr &e, char letter) {
    if (!e.open)
      return e.text;
    if (letter == 'v') {
      const bool single = e.open == 'f';
      const std::string nan = single ? "i32x4 0x7f800001 0x7f800001 0x7f800001 0x7f800001"
                                     : "i64x2 0x7ff0000000000001 0x7ff0000000000001";
      const std::string quiet = single ? "i32x4 0x400000 0x400000 0x400000 0x400000"
                                       : "i64x2 0x8000000000000 0x8000000000000";
      return "(v128.bitselect (v128.or (v128.and (local.tee $cv " + e.text + ") (v128.const " +
             quiet + ")) (v128.const " + nan + ")) (local.get $cv) (" +
             (single ? "f32x4" : "f64x2") + ".ne (local.get $cv) (local.get $cv)))";
    }
    const bool single = letter == 'f';
    const std::string type = type_of(letter), ints = single ? "i32" : "i64";
    const std::string local = single ? "cf" : "cd", to_bits = ints + ".reinterpret_" + type;
    return op(
        type + ".reinterpret_" + ints,
        "(select " + op(to_bits, "(local.tee $" + local + " " + e.text + ")") + " " +
            op(ints + ".or",
               op(ints + ".and", op(to_bits, get(local)),
                  "(" + ints + ".const " + (single ? "0x400000" : "0x8000000000000") + ")"),
               "(" + ints + ".const " + (single ? "0x7f800001" : "0x7ff0000000000001") + ")") +
            " " + op(type + ".eq", get(local), get(local)) + ")");
  }

  // Of which floats operands may have open NaNs.
  static char takes(const Op &op, size_t operand) {
    if (op.is(".reinterpret") || op.is(".convert") || (op.is(".copysign") && operand == 1))
      return 0;
    const std::string_view behind = op.text.substr(op.text.find('.'));
    for (const std::string_view part : {behind, op.text.substr(0, op.text.find('.'))})
      if (part.find("f32") != std::string_view::npos)
        return 'f';
      else if (part.find("f64") != std::string_view::npos)
        return 'd';
    return 0;
  }
  static char gives(const Op &op, bool any_open) {
    const std::string_view before = op.text.substr(0, op.text.find('.'));
    const char shape = before.starts_with("f32") ? 'f' : before.starts_with("f64") ? 'd' : 0;
    if (!shape || op.result() == 'i' || op.result() == 'l')
      return 0;
    for (const char *moves : {".abs", ".neg", ".copysign", ".pmin", ".pmax", "_lane", ".splat"})
      if (op.is(moves))
        return any_open ? shape : char{0};
    for (const char *known :
         {".reinterpret", ".convert", ".eq", ".ne", ".lt", ".gt", ".le", ".ge", ".load", ".const"})
      if (op.text.substr(op.text.find('.')).starts_with(known) && !op.is(".nearest"))
        return 0;
    return shape;
  }

  // ---- Values

  std::string lanes(unsigned below) { return " " + std::to_string(rng_.below(below)); }

  Expr operand(char letter, char open, unsigned depth) {
    Expr e = expr(letter, depth);
    if (e.open && e.open != open)
      e = {seen(e, letter), 0};
    return e;
  }

  Expr leaf(char letter) {
    const std::string one(1, letter);
    const uint64_t kind = rng_.below(10);
    if (kind < 3)
      return {some_number(letter), 0};
    if (kind < 5 && letter == 'v')
      return kind == 3 ? Expr{get("vf"), 'f'} : Expr{get("vd"), 'd'};
    if (kind < 5 && (letter == 'f' || letter == 'd'))
      return {get("o" + one), letter};
    if (kind == 5 && letter == 'i')
      return {get(rng_.chance(50) ? "n1" : "n2"), 0}; // of loops
    return {get(one + (rng_.chance(50) ? "0" : "1")), 0};
  }

  Expr expr(char letter, unsigned depth) {
    if (depth == 0 || rng_.chance(10))
      return leaf(letter);
    const uint64_t kind = rng_.below(20);
    if (kind == 0)
      return choice(letter, depth);
    if (kind <= 2 && letter == 'v')
      return rng_.chance(50) ? lane_choice(depth) : lane_shuffle(depth);
    if (kind == 3)
      if (const auto call = call_of(letter, depth); !call.text.empty())
        return call;
    static const Table kTable;
    const auto &all = kTable.with[kLetters.find(letter)];
    const Op *op = all[rng_.below(all.size())];
    if (op->is(".trunc_f") && !rng_.chance(15))
      op = all[rng_.below(all.size())];
    return apply(*op, depth);
  }

  Expr apply(const Op &op, unsigned depth) {
    std::string text = "(" + std::string(op.text) + immediates(op);
    bool any_open = false;
    for (size_t i = 0; i < op.operands().size(); ++i) {
      const char letter = op.operands()[i];
      if (letter == 'p') {
        text += " " + address(op);
        continue;
      }
      const Expr e = operand(letter, takes(op, i), depth - 1);
      any_open |= e.open != 0;
      const bool divides = i == 1 && (op.is(".div_") || op.is(".rem_"));
      text += " " + (divides && rng_.chance(85) ? random::op(std::string(type_of(letter)) + ".or",
                                                             e.text, constant(type_of(letter), 1))
                                                : e.text);
    }
    return {text + ")", gives(op, any_open)};
  }

  std::string immediates(const Op &op) {
    if (op.imm.find("MemArg") != std::string_view::npos) {
      std::string text = rng_.chance(40) ? " offset=" + std::to_string(8 * rng_.below(8)) : "";
      if (const size_t at = op.imm.find("Lane"); at != std::string_view::npos)
        text += lanes(128u / static_cast<unsigned>(std::stoul(std::string(op.imm.substr(at + 4)))));
      return text;
    }
    if (op.imm == "Shuffle")
      return rng_.chance(70) ? regular_shuffle() : any_shuffle();
    return op.imm.starts_with("Lane")
               ? lanes(static_cast<unsigned>(std::stoul(std::string(op.imm.substr(4)))))
               : "";
  }

  std::string any_shuffle() {
    std::string text;
    for (unsigned i = 0; i < 16; ++i)
      text += lanes(32);
    return text;
  }

  // In the orders that processors have instructions for.
  std::string regular_shuffle() {
    const unsigned bytes = 1U << rng_.below(4), count = 16 / bytes;
    const auto order = rng_.below(7), half = rng_.below(2), from = rng_.below(uint64_t{2} * count);
    std::string text;
    for (unsigned i = 0; i < count; ++i) {
      const uint64_t odd = i % 2, other = odd * count;
      const uint64_t lane = order == 0   ? i / 2 + half * (count / 2) + other // zip
                            : order == 1 ? 2 * i + half                       // unzip
                            : order == 2 ? i - odd + half + other             // transpose
                            : order == 3 ? from + i                           // extract
                            : order == 4 ? from + count - i                   // reverse
                            : order == 5 ? from                               // one
                                         : i + half * count * rng_.below(2);  // blend
      for (unsigned byte = 0; byte < bytes; ++byte)
        text += " " + std::to_string(lane % (uint64_t{2} * count) * bytes + byte);
    }
    return text;
  }

  std::string address(const Op &op) {
    const std::string mask = op.imm.starts_with("Atomic") ? "120" : "127";
    const std::string at =
        rng_.chance(50)
            ? constant("i32", static_cast<int64_t>(op.imm.starts_with("Atomic") ? 8 * rng_.below(16)
                                                                                : rng_.below(96)))
            : "(i32.and " + expr('i', 1).text + " (i32.const " + mask + "))";
    return memory_.is64 ? random::op("i64.extend_i32_u", at) : at;
  }

  Expr choice(char letter, unsigned depth) {
    const char open = letter == 'f' || letter == 'd' ? letter : rng_.chance(50) ? 'f' : 'd';
    const Expr a = operand(letter, open, depth - 1), b = operand(letter, open, depth - 1);
    return {"(select " + a.text + " " + b.text + " " + expr('i', depth - 1).text + ")",
            a.open || b.open ? open : char{0}};
  }
  // By a comparison, lane by lane.
  Expr lane_choice(unsigned depth) {
    const char open = rng_.chance(50) ? 'f' : 'd';
    const std::string shape = open == 'f' ? "f32x4." : "f64x2.";
    const Expr a = operand('v', open, depth - 1), b = operand('v', open, depth - 1);
    const std::string x = operand('v', open, depth - 1).text, y = operand('v', open, 0).text;
    return {"(v128.bitselect " + a.text + " " + b.text + " " +
                random::op(shape + rng_.pick({"eq", "ne", "lt", "gt", "le", "ge"}), x, y) + ")",
            a.open || b.open ? open : char{0}};
  }
  // Lanes of floats stay whole; perhaps each where it is.
  Expr lane_shuffle(unsigned depth) {
    const char open = rng_.chance(50) ? 'f' : 'd';
    const unsigned bytes = open == 'f' ? 4 : 8, lanes = 16 / bytes;
    const Expr a = operand('v', open, depth - 1), b = operand('v', open, depth - 1);
    const bool stay = rng_.chance(60);
    std::string text = "(i8x16.shuffle";
    for (unsigned lane = 0; lane < lanes; ++lane) {
      const unsigned from = stay ? lane + (rng_.chance(50) ? lanes : 0)
                                 : static_cast<unsigned>(rng_.below(uint64_t{2} * lanes));
      for (unsigned i = 0; i < bytes; ++i)
        text += " " + std::to_string(from * bytes + i);
    }
    return {text + " " + a.text + " " + b.text + ")", a.open || b.open ? open : char{0}};
  }

  // ---- Functions that are called

  std::string helper(unsigned number) {
    const char letter = kLetters[rng_.below(kLetters.size())];
    Expr body = expr(letter, 3);
    if (letter == 'v')
      body = {seen(body, 'v'), 0};
    helper_results_.push_back(letter);
    callable_ = number + 1;
    return "(func $" + name_ + "h" + std::to_string(number) + " " + params() + "(result " +
           type_of(letter) + ")\n" + locals() + " " + body.text + ")\n";
  }
  Expr call_of(char letter, unsigned depth) {
    for (unsigned i = 0; i < callable_; ++i)
      if (helper_results_[i] == letter) {
        std::string text = "(call $" + name_ + "h" + std::to_string(i);
        for (const char each : kLetters)
          for (unsigned k = 0; k < 2; ++k)
            text += " " + operand(each, 0, k == 0 && depth > 1 ? 1 : 0).text;
        return {text + ")", letter == 'f' || letter == 'd' ? letter : char{0}};
      }
    return {};
  }

  // ---- Statements

  std::string set_local() {
    const char letter = kLetters[rng_.below(kLetters.size())];
    const std::string one(1, letter);
    const unsigned depth = 1 + static_cast<unsigned>(rng_.below(4));
    if (letter == 'v' && rng_.chance(40)) {
      const char open = rng_.chance(50) ? 'f' : 'd';
      return " " + set("v" + std::string(1, open), operand('v', open, depth).text) + "\n";
    }
    const Expr e = expr(letter, depth);
    if (e.open && letter != 'v' && rng_.chance(70))
      return " " + set("o" + one, e.text) + "\n";
    return " " + set(one + (rng_.chance(50) ? "0" : "1"), seen(e, letter)) + "\n";
  }
  std::string store() {
    static const Table kTable;
    const Op &op = *kTable.stores[rng_.below(kTable.stores.size())];
    return " (" + std::string(op.text) + immediates(op) + " " + address(op) + " " +
           operand(op.operands()[1], 0, 2).text + ")\n";
  }
  std::string some_statements(unsigned depth) {
    std::string text;
    for (uint64_t i = 1 + rng_.below(3); i > 0; --i)
      text += statement(depth);
    return text;
  }
  std::string statement(unsigned depth) {
    const uint64_t kind = rng_.below(depth ? 10 : 6);
    if (kind < 5)
      return set_local();
    if (kind < 6)
      return store();
    if (kind < 8) {
      std::string text =
          " (if " + expr('i', 2).text + " (then\n" + some_statements(depth - 1) + ")";
      if (rng_.chance(60))
        text += " (else\n" + some_statements(depth - 1) + ")";
      return text + ")\n";
    }
    if (kind == 8) {
      const std::string out = "$b" + std::to_string(labels_++);
      return " (block " + out + "\n" + some_statements(depth - 1) + " (br_if " + out + " " +
             expr('i', 2).text + ")\n" + some_statements(depth - 1) + ")\n";
    }
    const std::string counter = "n" + std::to_string(depth);
    const std::string name = "$l" + std::to_string(labels_++);
    const std::string rounds = std::to_string(rng_.pick({1, 2, 3, 4, 7, 8, 16, 21}));
    return " " + set(counter, constant("i32", 0)) + "\n (loop " + name + "\n" +
           some_statements(depth - 1) + " (br_if " + name + " (i32.lt_u (local.tee $" + counter +
           " (i32.add (local.get $" + counter + ") (i32.const 1))) (i32.const " + rounds + "))))\n";
  }

  // ---- Numbers

  uint64_t float32() {
    return rng_.chance(20)
               ? rng_.next() & UINT32_MAX
               : rng_.pick({uint64_t{0},          uint64_t{0x80000000}, uint64_t{0x3f800000},
                            uint64_t{0xbf800000}, uint64_t{0x7f800000}, uint64_t{0xff800000},
                            uint64_t{0x7fc00000}, uint64_t{0xffc00000}, uint64_t{0x7fa00000},
                            uint64_t{0xff800001}, uint64_t{0x7fc00123}, uint64_t{1},
                            uint64_t{0x40000000}, uint64_t{0x3f000000}, uint64_t{0x4f000000},
                            uint64_t{0xcf000000}, uint64_t{0x4effffff}, uint64_t{0x5f000000},
                            uint64_t{0xdf000001}, uint64_t{0x40200000}, uint64_t{0x7f7fffff}});
  }
  uint64_t float64() {
    return rng_.chance(20) ? rng_.next()
                           : rng_.pick({uint64_t{0},
                                        uint64_t{1} << 63,
                                        uint64_t{0x3ff0000000000000},
                                        uint64_t{0xbff0000000000000},
                                        uint64_t{0x7ff0000000000000},
                                        uint64_t{0xfff0000000000000},
                                        uint64_t{0x7ff8000000000000},
                                        uint64_t{0xfff8000000000000},
                                        uint64_t{0x7ff4000000000000},
                                        uint64_t{0xfff0000000000001},
                                        uint64_t{0x7ff8000000000123},
                                        uint64_t{1},
                                        uint64_t{0x4000000000000000},
                                        uint64_t{0x3fe0000000000000},
                                        uint64_t{0x41e0000000000000},
                                        uint64_t{0xc1e0000000000000},
                                        uint64_t{0x41dfffffffc00000},
                                        uint64_t{0x43e0000000000000},
                                        uint64_t{0xc3e0000000000001},
                                        uint64_t{0x36a0000000000000},
                                        uint64_t{0x47f0000000000000},
                                        uint64_t{0x7fefffffffffffff}});
  }
  uint64_t bits(char letter) {
    if (letter == 'f')
      return float32();
    if (letter == 'd')
      return float64();
    return letter == 'i' ? some_bits(rng_) & UINT32_MAX : some_bits(rng_);
  }
  Value some_value(char letter) {
    if (letter != 'v')
      return {bits(letter), 0};
    switch (rng_.below(4)) {
    case 0:
      return {float32() | float32() << 32, float32() | float32() << 32};
    case 1:
      return {float64(), float64()};
    default:
      return {some_bits(rng_), some_bits(rng_)};
    }
  }
  std::string some_number(char letter) {
    const Value v = some_value(letter);
    const std::string low = std::to_string(static_cast<int64_t>(v.lo));
    switch (letter) {
    case 'i':
      return constant("i32", static_cast<int32_t>(v.lo));
    case 'l':
      return constant("i64", static_cast<int64_t>(v.lo));
    case 'v':
      if (rng_.chance(40)) { // all lanes the same
        const uint64_t lane = rng_.chance(50) ? float32() : rng_.below(256);
        return "(v128.const i64x2 " + std::to_string(lane | lane << 32) + " " +
               std::to_string(lane | lane << 32) + ")";
      }
      return "(v128.const i64x2 " + std::to_string(v.lo) + " " + std::to_string(v.hi) + ")";
    default:
      return float_text(letter, v.lo);
    }
  }
  static std::string float_text(char letter, uint64_t bits) {
    const unsigned fraction = letter == 'f' ? 23 : 52, exponent = letter == 'f' ? 8 : 11;
    const uint64_t part = bits & ((uint64_t{1} << fraction) - 1);
    const uint64_t power = bits >> fraction & ((uint64_t{1} << exponent) - 1);
    const std::string sign = bits >> (fraction + exponent) & 1 ? "-" : "";
    const int64_t bias = (int64_t{1} << (exponent - 1)) - 1 + fraction;
    char text[64];
    if (power == (uint64_t{1} << exponent) - 1)
      std::snprintf(text, sizeof text, part ? "nan:0x%lx" : "inf", part);
    else
      std::snprintf(text, sizeof text, "0x%lxp%ld",
                    part | (power ? uint64_t{1} << fraction : uint64_t{0}),
                    static_cast<int64_t>(power ? power : 1) - bias);
    return std::string("(") + type_of(letter) + ".const " + sign + text + ")";
  }
};

} // namespace

Function expressions(Rng &rng, const Setting &setting, const std::string &name) {
  return Expressions(rng, setting, name).run();
}

} // namespace wexn::random
