// Loops over arrays with allocations in them. What an access needs of its array is held over
// collections in whatever form the code generator likes, perhaps for many rounds before the index
// gets into the array. The arrays are in locals only, and what takes their places when they are
// lost looks otherwise. Run with a collection at each allocation.
#include "tests/random/text.h"

namespace wexn::random {

namespace {

struct Element {
  const char *name, *type, *get, *junk;
};
constexpr Element kElements[] = {
    {"b", "i8", "i64.extend_i32_u (array.get_u", "(i32.const 170)"},
    {"h", "i16", "i64.extend_i32_s (array.get_s", "(i32.const -3000)"},
    {"i", "i32", "i64.extend_i32_u (array.get", "(i32.const 1000001)"},
    {"l", "i64", "i64.xor (i64.const 5) (array.get", "(i64.const -77)"},
    {"v", "v128", "i64x2.extract_lane 1 (array.get", "(v128.const i64x2 -1 -99)"},
};
constexpr unsigned kArrays = 3;

class Objects {
public:
  Objects(Rng &rng, std::string name) : rng_(rng), name_(std::move(name)) {}

  Function run() {
    elements_[0] = element();
    for (unsigned k = 1; k < kArrays; ++k)
      elements_[k] = rng_.chance(70) ? elements_[0] : element();
    length_ = static_cast<unsigned>(rng_.between(3, 60));
    std::string body;
    for (unsigned k = 0; k < kArrays; ++k)
      body += start(k);
    for (unsigned i = 0, n = 1 + static_cast<unsigned>(rng_.below(2)); i < n; ++i)
      body += loop("i", rng_.chance(25));
    if (rng_.chance(50))
      body += access(constant("i32", rng_.between(0, length_)), false);
    Function f;
    f.text = definitions() + "(func (export \"" + name_ + "\")" +
             " (param $p i32) (param $q i32) (result i64) (local $i i32) (local $j i32) (local $wi "
             "i64) (local $wj i64)"
             " (local $s i64) (local $at i32)";
    for (unsigned k = 0; k < kArrays; ++k) {
      const std::string type = " (ref " + id(elements_[k]->name) + "))";
      f.text += " (local $a" + std::to_string(k) + type + " (local $x" + std::to_string(k) + type +
                " (local $n" + std::to_string(k) + " i32)";
    }
    f.text += "\n" + body + " (local.get $s))\n";
    for (unsigned i = 0; i < 2; ++i)
      f.calls.push_back(
          {0,
           name_,
           {{rng_.pick({0u, 1u, 40u, 200u, static_cast<unsigned>(rng_.below(200))}), 0},
            {static_cast<uint32_t>(some_bits(rng_)), 0}}});
    return f;
  }

private:
  Rng &rng_;
  std::string name_;
  const Element *elements_[kArrays] = {};
  unsigned length_ = 0, labels_ = 0;

  const Element *element() { return &kElements[rng_.below(std::size(kElements))]; }
  [[nodiscard]] std::string id(const std::string &what) const { return "$" + name_ + what; }
  [[nodiscard]] std::string array(unsigned k) const { return get("a" + std::to_string(k)); }

  std::string definitions() {
    std::string text = "(type " + id("s") +
                       " (struct (field i32) (field (mut (ref null array)))))\n(tag " + id("t") +
                       " (param i32))\n(global " + id("keep") + " (mut anyref) (ref.null any))\n";
    std::string churn;
    for (const Element &e : kElements) {
      const std::string type = id(e.name);
      const std::string storage = e.type;
      const std::string value = storage == "i64" || storage == "v128" ? storage : "i32";
      text += "(type " + type + " (array (mut " + storage + ")))\n(global " +
              id(std::string("g") + e.name) + " (mut (ref null " + type + ")) (ref.null " + type +
              "))\n";
      // Each element has a value of its own.
      text +=
          "(func " + id(std::string("make") + e.name) +
          " (param $n i32) (param $x i32) (result (ref " + type + ")) (local $a (ref " + type +
          ")) (local $k i32)\n (local.set $a (array.new " + type + " " +
          convert("i32", value, get("x")) +
          " (local.get $n)))\n (loop $l (if (i32.lt_u (local.get $k) (local.get $n)) (then "
          "(array.set " +
          type + " (local.get $a) (local.get $k) " +
          convert("i32", value, "(i32.mul (i32.add (local.get $k) (local.get $x)) (i32.const 7))") +
          ") (local.set $k (i32.add (local.get $k) (i32.const 1))) (br $l))))\n (local.get $a))\n";
      for (const Element *used : elements_)
        if (used == &e) {
          churn += " (global.set " + id("keep") + " (struct.new " + id("s") +
                   " (local.get $i) (array.new " + type + " " + e.junk + " " +
                   constant("i32", length_) + ")))\n";
          break;
        }
    }
    text += "(func " + id("churn") + " (param $i i32)\n" + churn + ")\n";
    return text + "(func " + id("throws") + " (param $i i32) (call " + id("churn") +
           " (local.get $i)) (if (i32.eqz (i32.and (local.get $i) (i32.const 3))) (then (throw " +
           id("t") + " (local.get $i)))))\n";
  }

  // An array is made, and what it is in is forgotten.
  std::string start(unsigned k) {
    const Element &e = *elements_[k];
    const std::string number = std::to_string(k), global = id(std::string("g") + e.name);
    const std::string made = "(call " + id(std::string("make") + e.name) + " " +
                             constant("i32", length_) + " (i32.add (local.get $p) " +
                             constant("i32", k) + "))";
    std::string text = set("x" + number, made);
    if (rng_.chance(60))
      text = "(global.set " + global + " " + made + ")" +
             set("x" + number, "(ref.as_non_null (global.get " + global + "))") + "(global.set " +
             global + " (ref.null " + id(e.name) + "))";
    text += set("a" + number, get("x" + number));
    return text +
           set("n" + number,
               rng_.chance(75) ? "(array.len " + array(k) + ")" : constant("i32", length_)) +
           "\n";
  }

  std::string allocate(const std::string &counter) {
    const std::string churn = "(call " + id("churn") + " " + get(counter) + ")";
    switch (rng_.below(7)) {
    case 0:
      return "(if (i32.eqz (i32.and " + get(counter) + " (i32.const 3))) (then " + churn + "))";
    case 1: {
      const std::string caught = "$c" + std::to_string(labels_++);
      return "(block " + caught + " (result i32) (try_table (catch " + id("t") + " " + caught +
             ") (call " + id("throws") + " " + get(counter) + ")) (i32.const 0))(drop)";
    }
    case 2:
    case 3: {
      const Element &e = *elements_[rng_.below(kArrays)];
      return "(global.set " + id("keep") + " (struct.new " + id("s") + " " + get(counter) +
             " (array.new " + id(e.name) + " " + e.junk + " " + constant("i32", length_) + ")))";
    }
    default:
      return churn;
    }
  }

  // From a counter.
  std::string index(const std::string &i) {
    const std::string far = constant("i32", rng_.pick({1u, 20u, 100u, 300u}));
    switch (rng_.below(9)) {
    case 0:
      return op("i32.mul", i, constant("i32", rng_.pick({2, 3, 5, 12})));
    case 1:
      return op("i32.sub", i, far);
    case 2:
      return op("i32.sub", far, i);
    case 3:
      return op("i32.add", i, constant("i32", rng_.between(1, 8)));
    case 4:
      return op(rng_.pick({"i32.shr_u", "i32.shl"}), i, constant("i32", rng_.between(1, 2)));
    case 5:
      return op("i32.xor", i, constant("i32", 1));
    default:
      return i;
    }
  }

  // An element goes into the sum, or is changed; mostly within the array.
  std::string access(const std::string &at, bool guarded) {
    const auto k = static_cast<unsigned>(rng_.below(kArrays));
    const std::string number = std::to_string(k), type = id(elements_[k]->name);
    std::string which = array(k);
    for (unsigned other = 0; other < kArrays; ++other)
      if (other != k && elements_[other] == elements_[k] && rng_.chance(20))
        which = "(select (result (ref " + type + ")) " + which + " " + array(other) + " " +
                (rng_.chance(50) ? get("q") : op("i32.and", at, constant("i32", 4))) + ")";
    std::string text = "(local.set $s (i64.add (i64.mul (local.get $s) (i64.const 31)) (" +
                       std::string(elements_[k]->get) + " " + type + " " + which + " " + at +
                       "))))";
    if (rng_.chance(20)) {
      const std::string storage = elements_[k]->type;
      const std::string value = storage == "i64" || storage == "v128" ? storage : "i32";
      text += "(array.set " + type + " " + which + " " + at + " " +
              convert("i32", value, op("i32.add", at, get("p"))) + ")";
    }
    if (!guarded)
      return text;
    return "\n (if " +
           op("i32.lt_u", at,
              rng_.chance(80) ? get("n" + number) : "(array.len " + array(k) + ")") +
           " (then " + text + "))";
  }
  std::string exchange() {
    const auto k = static_cast<unsigned>(rng_.below(kArrays));
    const unsigned other = (k + 1) % kArrays;
    if (elements_[k] != elements_[other])
      return "";
    const std::string a = std::to_string(k), b = std::to_string(other);
    return "\n (if (i32.eqz (i32.and (local.get $i) " + constant("i32", rng_.pick({1, 7, 15})) +
           ")) (then " + set("x" + a, array(k)) + set("a" + a, array(other)) +
           set("a" + b, get("x" + a)) + "))";
  }

  // The counter may be 64 bits wide; what the body sees is in a local of 32.
  std::string loop(const std::string &counter, bool outer) {
    const std::string label = "$l" + std::to_string(labels_++);
    const bool wide = rng_.chance(30), down = rng_.chance(70);
    const std::string type = wide ? "i64" : "i32", c = (wide ? "w" : "") + counter;
    const int64_t far = outer            ? rng_.between(2, 12)
                        : counter == "j" ? rng_.pick({20, 70})
                                         : rng_.pick({20, 70, 70, 150, 400});
    const int64_t step = rng_.chance(60) ? 1 : rng_.between(2, 13);
    std::string first = constant(type, down ? far : rng_.pick({int64_t{0}, int64_t{1}, -far}));
    if (!wide && rng_.chance(15))
      first = get("p");
    std::string body;
    if (wide)
      body += set(counter, op("i32.wrap_i64", get(c)));
    const bool early = rng_.chance(60);
    if (early)
      body += allocate(counter);
    for (unsigned i = 0, n = 1 + static_cast<unsigned>(rng_.below(3)); i < n; ++i) {
      const std::string at = index(get(counter));
      body +=
          rng_.chance(20) ? set("at", at) + access(get("at"), true) : access(at, rng_.chance(97));
      if (rng_.chance(25))
        body += allocate(counter);
    }
    if (!early)
      body += allocate(counter);
    if (rng_.chance(20) && counter == "i")
      body += exchange();
    if (outer)
      body += loop("j", false);
    const std::string next =
        set(c, op(type + (down ? ".sub" : ".add"), get(c), constant(type, step)));
    const std::string more = !down ? op(type + ".lt_s", get(c), constant(type, far))
                             : step == 1 && rng_.chance(70)
                                 ? (wide ? op("i64.ne", get(c), constant(type, 0)) : get(c))
                                 : op(type + ".gt_s", get(c), constant(type, 0));
    return set(c, first) + "\n(loop " + label + " " + body + "\n " + next + "\n (br_if " + label +
           " " + more + "))\n";
  }
};

} // namespace

Function objects(Rng &rng, const Setting & /*setting*/, const std::string &name) {
  return Objects(rng, name).run();
}

} // namespace wexn::random
