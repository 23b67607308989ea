// Loops as compilers leave them behind, and nearly so: the same statements several times over at
// addresses a step apart, perhaps with one copy that differs; strides of both signs and 0; sums,
// prefix sums, values carried from round to round; exits in the middle; counters that are values,
// too. Addresses may wrap, run out of the memory in the middle of a round, and alias at any
// distance.
#include "tests/random/text.h"

#include <algorithm>

namespace wexn::random {

namespace {

using interpret::Value;

struct Counter {
  std::string name, type;
  int64_t step = 1; // of one copy
};
struct Carried {
  std::string name, type;
};

class Loop {
public:
  Loop(Rng &rng, const Setting &setting, std::string name)
      : rng_(rng), setting_(setting), name_(std::move(name)),
        address_type_(setting.memories[0].type()) {}

  Function run() {
    copies_ = rng_.pick({1u, 1u, 2u, 2u, 2u, 3u, 4u, 4u, 4u, 5u, 6u, 8u});
    main_ = rng_.pick(widths());
    if (rng_.chance(35)) // what there is most of
      main_ = widths()[rng_.chance(70) ? 4 : 7];
    crowded_ = rng_.chance(20);
    records_ = !crowded_ && rng_.chance(35);
    if (crowded_)
      copies_ = rng_.pick({1u, 1u, 1u, 2u, 4u});
    if (records_) {
      copies_ = rng_.pick({2u, 2u, 2u, 2u, 3u, 4u});
      main_ = widths()[rng_.chance(70) ? 4 : 7];
    }
    tidy_ = rng_.chance(records_ || crowded_ ? 90 : 65);
    make_counters();
    const bool nested = rng_.chance(20);
    std::string text = one_loop("l", copies_);
    if (rng_.chance(25)) // what a compiler leaves over
      text += "(local.set $n " + op("i32.and", get("x"), constant("i32", rng_.pick({3, 7, 31}))) +
              ")" + one_loop("m", 1);
    if (nested)
      text = outer(text);
    Function f;
    f.text = helpers_ + head() + starts_ + text + results() + ")\n";
    const unsigned calls = 6 + static_cast<unsigned>(rng_.below(6));
    for (unsigned i = 0; i < calls; ++i)
      f.calls.push_back({0, name_, arguments()});
    return f;
  }

private:
  Rng &rng_;
  const Setting &setting_;
  std::string name_, address_type_;
  bool tidy_ = false; // few kinds of addresses, counts that can be computed: what is optimised most
  bool crowded_ = false; // accesses overlap each other
  bool records_ = false; // what is stored differs from copy to copy: fields of a record
  unsigned copies_ = 1, helper_count_ = 0;
  Width main_;
  std::vector<Counter> counters_;
  std::vector<Carried> sums_, carried_;
  std::string starts_, helpers_;
  int64_t reach_ = 1; // bytes that the pointer moves in a round

  // ---- Counters

  void make_counters() {
    if (rng_.chance(10)) // an element of a ring
      starts_ +=
          set("p", op(address_type_ + ".add", get("p"),
                      convert("i32", address_type_,
                              op("i32.mul",
                                 op("i32.rem_u", get(rng_.chance(50) ? "n" : "o"),
                                    op("i32.or", get("x"), constant("i32", rng_.pick({0, 1, 2})))),
                                 constant("i32", rng_.pick({8, 100, 1040}))))));
    const auto width = static_cast<int64_t>(main_.bytes);
    auto step = [&]() -> int64_t {
      switch (rng_.below(10)) {
      case 0:
        return rng_.pick({0, -1, 3, 5, 12, 24, -2});
      case 1:
        return -width;
      case 2:
        return 2 * width;
      default:
        return width;
      }
    };
    const unsigned n = 1 + static_cast<unsigned>(rng_.below(3));
    for (unsigned i = 0; i < n; ++i) {
      Counter c{"c" + std::to_string(i), "i32", 1};
      if (rng_.chance(50)) { // a pointer
        c.type = address_type_;
        c.step = tidy_ ? width : step();
        starts_ += set(c.name, get(rng_.chance(70) ? "p" : "q"));
      } else {
        c.type = records_ ? main_.type : rng_.chance(75) ? "i32" : "i64";
        c.step =
            rng_.chance(75) ? rng_.pick({int64_t{1}, int64_t{1}, int64_t{1}, int64_t{2}}) : step();
        if (rng_.chance(30))
          starts_ += set(c.name, convert("i32", c.type, get("x")));
      }
      counters_.push_back(c);
    }
    reach_ = std::max<int64_t>(1, std::abs(counters_[0].step)) * copies_;
  }
  std::string advance(unsigned copies) {
    std::string text;
    for (const Counter &c : counters_)
      text += set(c.name, op(c.type + ".add", get(c.name),
                             constant(c.type, c.step * static_cast<int64_t>(copies))));
    return text;
  }
  // The counter's value in copy `j`.
  static std::string in_copy(const Counter &c, unsigned j) {
    const int64_t more = c.step * static_cast<int64_t>(j);
    return more == 0 ? get(c.name) : op(c.type + ".add", get(c.name), constant(c.type, more));
  }

  // ---- Statements: all decisions come from `r`, so that copies are alike.

  size_t some_memory(Rng &r) { return r.chance(75) ? 0 : r.below(setting_.memories.size()); }

  // An address in copy `j`; what of it goes into the instruction is left in `offset`.
  std::string address(Rng &r, size_t memory, unsigned j, uint64_t &offset) {
    if (!crowded_ && r.chance(6))
      return fixed_address(r, memory, offset);
    if (!crowded_ && r.chance(6))
      return masked_address(r, memory, j, offset);
    if (tidy_ && r.chance(95))
      return tidy_address(r, memory, j, offset);
    const Counter &c = r.pick(counters_);
    const unsigned shift =
        c.type == address_type_ && std::abs(c.step) > 2 ? 0 : static_cast<unsigned>(r.below(4));
    const std::string type = setting_.memories[memory].type();
    std::string at = convert(c.type, type, get(c.name));
    if (shift)
      at = op(type + ".shl", at, constant(type, shift));
    const int64_t step = c.step * static_cast<int64_t>(1u << shift);
    if (shift || r.chance(20))
      if (r.chance(60))
        at = op(type + ".add", at, convert(address_type_, type, get(r.chance(50) ? "p" : "q")));
    const auto width = static_cast<int64_t>(main_.bytes);
    int64_t more = r.chance(60) ? 0 : r.between(-2, 4) * width;
    if (r.chance(12))
      more += r.between(-9, 9);
    if (r.chance(10))
      more += static_cast<int64_t>(r.below(2000));
    const bool folded = r.chance(70);
    more += step * static_cast<int64_t>(j);
    offset = 0;
    if (more >= 0 && folded)
      offset = static_cast<uint64_t>(more);
    else if (more != 0)
      at = op(type + ".add", at, constant(type, more));
    return at;
  }
  // The same in every round: something may be hoisted, or kept in a register.
  std::string fixed_address(Rng &r, size_t memory, uint64_t &offset) {
    const std::string type = setting_.memories[memory].type();
    offset = r.chance(50) ? 0 : r.below(40);
    if (r.chance(20))
      return constant(type, r.pick({0, 1024, 65532, 65536}));
    return convert(address_type_, type, get(r.chance(50) ? "p" : "q"));
  }
  // Of so few bits that it may be known to be inside.
  std::string masked_address(Rng &r, size_t memory, unsigned j, uint64_t &offset) {
    const std::string type = setting_.memories[memory].type();
    const Counter &c = r.pick(counters_);
    const std::string v = r.chance(60) ? in_copy(c, j) : get("x");
    const std::string from = v == get("x") ? "i32" : c.type;
    offset = r.chance(60) ? 0 : r.pick({1u, 7u, 8u, 64u});
    if (r.chance(20))
      return convert(from, type,
                     op(from + ".shr_u", v, constant(from, r.pick({14, 15, 16, 17, 24}))));
    if (r.chance(20))
      return convert("i32", type, load(r, "i32", j));
    return convert(
        from, type,
        op(from + ".and", v, constant(from, r.pick({255, 4095, 0xfff8, 0xfffc, 0xffff, 0x1fffe}))));
  }
  std::string tidy_address(Rng &r, size_t memory, unsigned j, uint64_t &offset) {
    const Counter &c = counters_[r.chance(85) ? 0 : r.below(counters_.size())];
    const std::string type = setting_.memories[memory].type();
    const bool pointer = c.step == static_cast<int64_t>(main_.bytes) && c.type == address_type_;
    std::string at = convert(c.type, type, get(c.name));
    const unsigned scale = pointer ? 1 : main_.bytes;
    if (scale > 1)
      at = op(type + ".mul", at, constant(type, scale));
    if (!pointer)
      at = op(type + ".add", at, convert(address_type_, type, get(r.chance(75) ? "p" : "q")));
    offset = r.chance(70) ? 0 : r.below(6) * main_.bytes;
    if (r.chance(30))
      offset += 4096;
    if (crowded_)
      offset = r.chance(65) ? r.below(2) * main_.bytes : r.below(2 * main_.bytes);
    else if (r.chance(8))
      offset += r.below(9);
    const int64_t more = c.step * scale * static_cast<int64_t>(j);
    if (more >= 0)
      offset += static_cast<uint64_t>(more);
    else
      at = op(type + ".add", at, constant(type, more));
    return at;
  }
  const Width &some_width(Rng &r) {
    if (r.chance(tidy_ ? 95 : 75))
      return main_;
    const Width &w = r.pick(widths());
    return w;
  }
  std::string load(Rng &r, const std::string &type, unsigned j) {
    const size_t memory = some_memory(r);
    uint64_t offset = 0;
    const std::string at = address(r, memory, j, offset);
    const Width &w = some_width(r);
    return convert(w.type, type, access(w.load, memory, offset, at));
  }
  std::string leaf(Rng &r, const std::string &type, unsigned j) {
    switch (records_ && r.chance(60) ? 3 : crowded_ && r.chance(75) ? r.below(3) : r.below(8)) {
    case 0:
      return convert("i32", type, get("x"));
    case 1:
      return convert("i64", type, get("y"));
    case 2:
      return some_constant(r, type);
    case 3:
    case 4: {
      const Counter &c = r.pick(counters_);
      return convert(c.type, type, in_copy(c, j));
    }
    default:
      return load(r, type, j);
    }
  }
  std::string value(Rng &r, const std::string &type, unsigned j, unsigned depth) {
    if (depth == 0 || r.chance(records_ ? 45 : 25))
      return leaf(r, type, records_ ? 0 : j);
    const std::string a = value(r, type, j, depth - 1), b = value(r, type, j, depth - 1);
    return combine(r, type, a, b);
  }
  std::string condition(Rng &r, unsigned j) {
    const std::string v = value(r, "i32", j, 1);
    switch (r.below(3)) {
    case 0:
      return op("i32.eqz", op("i32.and", v, constant("i32", r.pick({7, 15, 63}))));
    case 1:
      return op("i32.lt_s", v, constant("i32", r.between(-100, 100)));
    default:
      return op("i32.gt_u", v,
                constant("i32", static_cast<int32_t>(r.pick({0x10u, 0x8000u, 0xc0000000u}))));
    }
  }
  std::string store(Rng &r, unsigned j, unsigned depth) {
    const size_t memory = some_memory(r);
    uint64_t offset = 0;
    const std::string at = address(r, memory, j, offset);
    const Width &w = some_width(r);
    Rng v(r.next() + (records_ ? j : 0));
    if (records_ && j == 0 && v.chance(30)) { // a counter itself
      const Counter &c = v.pick(counters_);
      return access(w.store, memory, offset, at, convert(c.type, w.type, get(c.name)));
    }
    return access(w.store, memory, offset, at, canonical(w.type, value(v, w.type, j, depth)));
  }
  // Added to, by an operation that is the same in all copies.
  std::string accumulate(Rng &r, const Carried &sum, const std::string &v) {
    if (r.chance(70) && sum.type != "v128")
      return set(sum.name, op(sum.type + ".add", get(sum.name), v));
    return set(sum.name, combine(r, sum.type, get(sum.name), v));
  }
  std::string call_helper(Rng &r, unsigned j, unsigned helper) {
    const Counter &c = r.pick(counters_);
    return set("h", op("i32.add", get("h"),
                       "(call $" + name_ + "h" + std::to_string(helper) + " " +
                           convert(c.type, address_type_, in_copy(c, j)) + " " +
                           value(r, "i32", j, 1) + ")"));
  }
  void make_helper() {
    Rng &r = rng_;
    const std::string name = "$" + name_ + "h" + std::to_string(helper_count_);
    const std::string at = "(local.get $a)", with = "(local.get $v)";
    std::string body;
    for (unsigned i = 0, n = 1 + static_cast<unsigned>(r.below(3)); i < n; ++i)
      if (r.chance(50))
        body += access("i32.store", 0, r.below(16), at, op("i32.add", with, constant("i32", 3)));
      else
        body +=
            "(local.set $v " + op("i32.xor", with, access("i32.load", 0, r.below(40), at)) + ")";
    if (r.chance(15))
      body +=
          "(local.set $v " +
          op("i32.add", with,
             convert(address_type_, "i32", "(memory.grow " + constant(address_type_, 1) + ")")) +
          ")";
    if (r.chance(30))
      body += "(local.set $v " +
              op(r.pick({"i32.div_s", "i32.rem_u", "i32.div_u"}), with,
                 op("i32.and", access("i32.load8_u", 0, r.below(4), at), constant("i32", 63))) +
              ")";
    helpers_ += "(func " + name + " (param $a " + address_type_ + ") (param $v i32) (result i32)" +
                body + with + ")\n";
  }

  struct Statement {
    unsigned kind = 0;
    uint64_t seed = 0;
    unsigned which = 0; // sum, carried value or helper
  };
  enum : unsigned {
    Store,
    Sum,
    Prefix,
    Carry,
    If,
    Exit,
    Update,
    Grow,
    Helper,
    Bulk,
    Divide,
    Atomic,
    Forward
  };

  Statement some_statement() {
    static constexpr unsigned kKinds[] = {Store,  Store,  Store, Store,  Sum,   Sum,
                                          Prefix, Prefix, Carry, Update, If,    Exit,
                                          Grow,   Helper, Bulk,  Divide, Atomic};
    Statement s;
    s.kind = kKinds[rng_.below(rng_.chance(tidy_ ? 97 : 60) ? 10 : std::size(kKinds))];
    s.seed = rng_.next();
    switch (s.kind) {
    case Sum:
    case Prefix:
      s.which = static_cast<unsigned>(sums_.size());
      sums_.push_back({"s" + std::to_string(s.which), main_.type});
      break;
    case Carry:
      s.which = static_cast<unsigned>(carried_.size());
      carried_.push_back({"k" + std::to_string(s.which), main_.type});
      break;
    case Helper:
      s.which = helper_count_;
      make_helper();
      ++helper_count_;
      break;
    default:
      break;
    }
    return s;
  }
  Statement of_kind(unsigned kind) {
    Statement s;
    s.kind = kind;
    s.seed = rng_.next();
    return s;
  }

  std::string text(const Statement &s, Rng r, unsigned j, const std::string &out) {
    switch (s.kind) {
    case Store:
      return store(r, j, tidy_ ? 1 : 2);
    case Sum:
      return accumulate(r, sums_[s.which], value(r, main_.type, j, 1));
    case Prefix: {
      const std::string sum = accumulate(r, sums_[s.which], load(r, main_.type, j));
      const size_t memory = some_memory(r);
      uint64_t offset = 0;
      const std::string at = address(r, memory, j, offset);
      return sum + access(main_.store, memory, offset, at,
                          canonical(main_.type, get(sums_[s.which].name)));
    }
    case Carry: {
      const Carried &k = carried_[s.which];
      const std::string next = load(r, k.type, j);
      const size_t memory = some_memory(r);
      uint64_t offset = 0;
      const std::string at = address(r, memory, j, offset);
      const std::string v = r.chance(40) ? get(k.name) : combine(r, k.type, get(k.name), next);
      return access(main_.store, memory, offset, at, canonical(k.type, v)) + set(k.name, next);
    }
    case If: {
      const std::string c = condition(r, j);
      return "(if " + c + " (then " + store(r, j, 1) + ")" +
             (r.chance(40) ? " (else " + store(r, j, 1) + ")" : "") + ")";
    }
    case Exit:
      return "(br_if $" + out + " " + condition(r, j) + ")";
    case Update: {
      const size_t memory = some_memory(r);
      uint64_t offset = 0;
      const std::string at = address(r, memory, j, offset);
      const Width &w = some_width(r);
      return access(w.store, memory, offset, at,
                    canonical(w.type, combine(r, w.type, access(w.load, memory, offset, at),
                                              value(r, w.type, j, 1))));
    }
    case Grow: {
      const size_t memory = some_memory(r);
      const std::string type = setting_.memories[memory].type();
      return "(if " + condition(r, j) + " (then (drop (memory.grow " + std::to_string(memory) +
             " " + constant(type, 1) + "))))";
    }
    case Helper:
      return call_helper(r, j, s.which);
    case Bulk: {
      uint64_t offset = 0;
      const std::string to = address(r, 0, j, offset), from = address(r, 0, j, offset);
      const std::string n = constant(address_type_, r.pick({0, 1, 3, 8, 16, 33}));
      if (r.chance(50))
        return "(memory.fill " + to + " " + value(r, "i32", j, 1) + " " + n + ")";
      return "(memory.copy " + to + " " + from + " " + n + ")";
    }
    case Forward: { // stored for the next round, but for what is stored over it
      const std::string type = setting_.memories[0].type();
      const Counter &c = counters_[0];
      const bool pointer = c.step == static_cast<int64_t>(main_.bytes) && c.type == address_type_;
      std::string at = convert(c.type, type, in_copy(c, j));
      if (!pointer)
        at = op(type + ".add", op(type + ".mul", at, constant(type, main_.bytes)),
                convert(address_type_, type, get("p")));
      const std::string next = convert("i64", main_.type, get("y")),
                        over = convert("i32", main_.type, get("x"));
      std::string text =
          access(main_.store, 0, r.below(3 * main_.bytes), at, canonical(main_.type, over));
      const std::string ahead =
          access(main_.store, 0, 2 * main_.bytes, at, canonical(main_.type, next));
      text = r.chance(50) ? text + ahead : ahead + text;
      return text +
             access(main_.store, 0, main_.bytes, at,
                    canonical(main_.type, combine(r, main_.type,
                                                  access(main_.load, 0, main_.bytes, at), over)));
    }
    case Atomic: {
      uint64_t offset = 0;
      const std::string at = op(address_type_ + ".and", address(r, 0, j, offset),
                                constant(address_type_, r.chance(95) ? -8 : -1));
      const std::string v = value(r, "i32", j, 1);
      return set("h", op("i32.add", get("h"),
                         access(r.pick({"i32.atomic.rmw.add", "i32.atomic.rmw8.xor_u",
                                        "i32.atomic.rmw16.xchg_u", "i32.atomic.rmw.sub"}),
                                0, offset & ~uint64_t{7}, at, v)));
    }
    default: { // Divide
      const std::string a = value(r, "i32", j, 1), b = value(r, "i32", j, 1);
      return set("h", op("i32.xor", get("h"),
                         op(r.pick({"i32.div_s", "i32.div_u", "i32.rem_s", "i32.rem_u"}), a, b)));
    }
    }
  }

  // ---- The loop

  std::string one_loop(const std::string &label, unsigned copies) {
    std::vector<Statement> statements;
    if (records_ && rng_.chance(80))
      statements.push_back(of_kind(Store));
    else if (crowded_ && rng_.chance(30))
      statements.push_back(of_kind(Forward));
    else if (crowded_ && rng_.chance(80))
      for (unsigned i = 0, n = 2 + static_cast<unsigned>(rng_.below(3)); i < n; ++i)
        statements.push_back(of_kind(rng_.chance(60) ? Store : Update));
    else
      for (unsigned i = 0, n = 1 + static_cast<unsigned>(rng_.below(tidy_ ? 2 : 3)); i < n; ++i)
        statements.push_back(some_statement());
    if (tidy_ && rng_.chance(12))
      statements.push_back(of_kind(rng_.chance(70) ? Exit : Grow));
    const std::string out = label + "out";
    // The copy that differs, and where.
    const unsigned other = rng_.chance(35) ? static_cast<unsigned>(rng_.below(copies)) : kAll;
    const size_t changed = rng_.below(statements.size());
    const auto at = static_cast<unsigned>(rng_.below(12));
    // Instead of copy by copy, statement by statement.
    const bool transposed = copies > 1 && rng_.chance(15);
    const unsigned exit_after =
        copies > 1 && rng_.chance(15) ? 1 + static_cast<unsigned>(rng_.below(copies - 1)) : kAll;
    std::string before, end = test(label, copies, before);
    std::string body;
    auto statement = [&](size_t i, unsigned j) {
      const Statement &s = statements[i];
      const bool differs = j == other && i == changed;
      body += text(s, differs ? Rng(s.seed, at) : Rng(s.seed), j, out) + "\n    ";
    };
    if (transposed) {
      for (size_t i = 0; i < statements.size(); ++i)
        for (unsigned j = 0; j < copies; ++j)
          statement(i, j);
    } else {
      for (unsigned j = 0; j < copies; ++j) {
        if (j == exit_after)
          body += "(br_if $" + out + " " + op("i32.ge_u", get("t"), get("n")) + ")\n    ";
        for (size_t i = 0; i < statements.size(); ++i)
          statement(i, j);
      }
    }
    const bool test_first = rng_.chance(10);
    std::string text = set("t", constant("i32", 0)) + before;
    const std::string loop =
        "\n  (block $" + out + "\n   (loop $" + label + "\n    " +
        (test_first ? "(br_if $" + out + " " + op("i32.ge_u", get("t"), get("n")) + ")" : "") +
        body + advance(copies) +
        set("t", op("i32.add", get("t"),
                    constant("i32", tidy_ || rng_.chance(80) ? static_cast<int64_t>(copies) : 1))) +
        "\n    " + end + "))";
    // Compilers test once before the loop that it has a round.
    if (rng_.chance(60))
      return text + "(if " + get("n") + " (then " + loop + "))";
    return text + loop;
  }
  // The branch back; `before` computes what it needs.
  std::string test(const std::string &label, unsigned copies, std::string &before) {
    const auto again = [&](const std::string &c) { return "(br_if $" + label + " " + c + ")"; };
    const Counter &c = counters_[0];
    const int64_t step = c.step * static_cast<int64_t>(copies);
    switch (tidy_ && rng_.chance(70) ? rng_.pick({2u, 5u, 5u, 6u}) : rng_.below(9)) {
    case 0:
    case 1: // n rounds
      before += set("r", get("n"));
      return again("(local.tee $r " + op("i32.sub", get("r"), constant("i32", 1)) + ")");
    case 2: // up to where the first counter is after n rounds
      before +=
          set("end" + c.type,
              op(c.type + ".add", get(c.name),
                 op(c.type + ".mul", convert("i32", c.type, get("n")), constant(c.type, step))));
      return again(op(c.type + ".ne", get(c.name), get("end" + c.type)));
    case 3:
      before +=
          set("end" + c.type,
              op(c.type + ".add", get(c.name),
                 op(c.type + ".mul", convert("i32", c.type, get("n")), constant(c.type, step))));
      return again(op(c.type + (step < 0 ? ".gt_" : ".lt_") + (rng_.chance(50) ? "u" : "s"),
                      get(c.name), get("end" + c.type)));
    case 4: // n elements
      return again(op(rng_.chance(70) ? "i32.lt_u" : "i32.lt_s", get("t"), get("n")));
    case 5:
      return again(op("i32.lt_u", get("t"), op("i32.and", get("n"), constant("i32", 0xfff0))));
    case 6: // a constant number
      return again(op("i32.lt_u", get("t"), constant("i32", rng_.between(1, 200))));
    case 7: // as long as there is something
      return again(
          access("i32.load8_u", 0, rng_.below(3), convert(c.type, address_type_, get(c.name))));
    default: // n elements, less what does not fill a round, which may have been forgotten
      before += set("r", rng_.chance(25) ? get("n")
                                         : op("i32.sub", get("n"),
                                              op("i32.rem_u", get("n"), constant("i32", copies))));
      return again(op("i32.ne", get("t"), get("r")));
    }
  }
  std::string outer(const std::string &text) {
    const int64_t row = rng_.pick({0, 4, 64, 256, 100, -64});
    return set("o", constant("i32", rng_.between(1, 4))) + "\n (loop $o " + text +
           set("p", op(address_type_ + ".add", get("p"), constant(address_type_, row))) +
           (rng_.chance(70) ? starts_ : "") + "(br_if $o (local.tee $o " +
           op("i32.sub", get("o"), constant("i32", 1)) + ")))";
  }

  // ---- The function around it

  std::string head() {
    std::string text = "(func (export \"" + name_ + "\") (param $p " + address_type_ +
                       ") (param $q " + address_type_ +
                       ") (param $n i32) (param $x i32) (param $y i64) (result i64)\n  ";
    auto local = [&](const std::string &name, const std::string &type) {
      text += "(local $" + name + " " + type + ")";
    };
    for (const char *name : {"t", "r", "h", "o", "endi32"})
      local(name, "i32");
    local("endi64", "i64");
    local("cf", "f32");
    local("cd", "f64");
    for (const Counter &c : counters_)
      local(c.name, c.type);
    for (const auto &list : {sums_, carried_})
      for (const Carried &c : list)
        local(c.name, c.type);
    return text + "\n  ";
  }
  std::string results() {
    std::string all = convert("i32", "i64", get("h"));
    auto add = [&](const std::string &type, const std::string &v) {
      all = op("i64.add", op("i64.rotl", all, constant("i64", 7)), convert(type, "i64", v));
    };
    for (const auto &list : {sums_, carried_})
      for (const Carried &c : list)
        add(c.type, get(c.name));
    if (rng_.chance(50))
      for (const Counter &c : counters_) // also as what InstCombine computes of the round before
        add(c.type,
            rng_.chance(30) ? op(c.type + ".sub", constant(c.type, 1), get(c.name)) : get(c.name));
    return "\n  " + all;
  }

  // ---- Arguments

  std::vector<Value> arguments() {
    const uint64_t bytes = setting_.memories[0].pages << 16;
    const auto u = static_cast<int64_t>(copies_);
    int64_t n =
        rng_.pick({int64_t{0}, int64_t{1}, int64_t{2}, int64_t{3}, u - 1, u, u + 1, 2 * u - 1,
                   2 * u, 2 * u + 1, int64_t{8}, int64_t{15}, int64_t{16}, int64_t{17}, int64_t{31},
                   int64_t{33}, int64_t{64}, int64_t{100}, int64_t{257}});
    if (rng_.chance(20))
      n = rng_.between(0, 40) * u + rng_.pick({0, 0, 1, -1});
    if (rng_.chance(3))
      n = rng_.between(1000, 5000);
    if (n < 0)
      n = 0;
    // As far as the pointer goes.
    const int64_t span = reach_ * std::max<int64_t>(1, rng_.chance(50) ? n : n / u);
    auto place = [&]() -> uint64_t {
      switch (rng_.below(10)) {
      case 0: // the last byte, or one more or less
        return bytes - static_cast<uint64_t>(span) + static_cast<uint64_t>(rng_.between(-2, 2));
      case 1: // beyond the end in the middle
        return bytes - static_cast<uint64_t>(rng_.between(0, span));
      case 2: // across the end of the address space
        return 0 - static_cast<uint64_t>(rng_.between(0, span));
      case 3: // below 0 downwards
        return static_cast<uint64_t>(rng_.between(0, span));
      default:
        return 4096 + rng_.below(16384);
      }
    };
    uint64_t p = place(),
             q = rng_.chance(60) ? p + static_cast<uint64_t>(rng_.between(-40, 40)) : place();
    if (rng_.chance(40)) {
      p &= ~uint64_t{7};
      q &= ~uint64_t{7};
    }
    const uint64_t mask = address_type_ == "i32" ? UINT32_MAX : UINT64_MAX;
    return {{p & mask, 0},
            {q & mask, 0},
            {static_cast<uint32_t>(n), 0},
            {static_cast<uint32_t>(some_bits(rng_)) & (rng_.chance(50) ? 255u : UINT32_MAX), 0},
            {some_bits(rng_), 0}};
  }
};

} // namespace

Function loop(Rng &rng, const Setting &setting, const std::string &name) {
  return Loop(rng, setting, name).run();
}

} // namespace wexn::random
