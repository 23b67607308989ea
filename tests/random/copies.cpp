// Functions that copy, move or fill memory, in the ways of C libraries: bytes until a row is
// aligned, words, several a round, words that are shifted together, what is left over by the bits
// of the length; stores from both ends. In about half of them one number is another than it should
// be: such a function is not what it looks like, for some lengths, alignments or distances only.
#include "tests/random/text.h"

#include <array>

namespace wexn::random {

namespace {

using interpret::Value;

class Copies {
public:
  Copies(Rng &rng, const Setting &setting, std::string name)
      : rng_(rng), name_(std::move(name)), type_(setting.memories[0].type()),
        bytes_(static_cast<int64_t>(setting.memories[0].pages << 16)),
        wrong_(rng.chance(55) ? rng.below(40) : UINT64_MAX) {}

  Function run() {
    const uint64_t kind = rng_.below(3);
    const bool fills = kind == 0;
    std::string body = fills ? fill() : kind == 1 ? forward() : move();
    Function f;
    f.text = "(func (export \"" + name_ + "\") (param $d " + type_ + ") (param $s " +
             (fills ? "i32" : type_) + ") (param $n " + type_ + ") (result " + type_ +
             ")\n (local $D " + type_ + ") (local $S " + type_ +
             ") (local $w i32) (local $x i32) (local $m i64)\n " + set("D", get("d")) +
             (fills ? "" : set("S", get("s"))) + "\n (block $out " + body + ")\n " + get("d") +
             ")\n";
    for (unsigned i = 0; i < 40; ++i)
      f.calls.push_back({0, name_, arguments(fills)});
    return f;
  }

private:
  struct Word {
    int64_t bytes;
    const char *load, *store;
  };
  static constexpr std::array<Word, 4> kWords = {{{1, "i32.load8_u", "i32.store8"},
                                                  {2, "i32.load16_u", "i32.store16"},
                                                  {4, "i32.load", "i32.store"},
                                                  {8, "i64.load", "i64.store"}}};

  Rng &rng_;
  std::string name_, type_;
  int64_t bytes_;
  uint64_t wrong_, numbers_ = 0;

  // A number, or where the mistake is, another.
  int64_t number(int64_t right) {
    if (numbers_++ != wrong_)
      return right;
    return rng_.pick({right + 1, right - 1, right * 2, right ^ 2, int64_t{0}});
  }
  uint64_t offset(int64_t right) {
    const int64_t n = number(right);
    return static_cast<uint64_t>(n < 0 ? 0 : n);
  }
  std::string of(int64_t right) { return constant(type_, number(right)); }
  std::string a(const char *operation, const std::string &x, const std::string &y) const {
    return op(type_ + "." + operation, x, y);
  }
  std::string is_zero(const std::string &x) const { return op(type_ + ".eqz", x); }
  std::string step(const char *local, int64_t by) {
    return set(local, a("add", get(local), of(by)));
  }
  static std::string leave(const std::string &label, const std::string &condition) {
    return "(br_if $" + label + " " + condition + ")";
  }
  static std::string loop(const std::string &label, const std::string &end,
                          const std::string &body) {
    return "(block $" + label + "_end (loop $" + label + " " + leave(label + "_end", end) + body +
           "(br $" + label + ")))\n ";
  }
  static std::string when(const std::string &condition, const std::string &body) {
    return "(if " + condition + " (then " + body + "))\n ";
  }

  std::string copied(const Word &word, int64_t at) {
    const std::string value = access(word.load, 0, offset(at), get("S"));
    return access(word.store, 0, offset(at), get("D"), value);
  }
  std::string both(int64_t by) { return step("D", by) + step("S", by); }

  // ---- Copies

  std::string until_aligned() {
    const std::string end =
        op("i32.or", is_zero(a("and", get(rng_.pick({"D", "S"})), of(rng_.pick({1, 3, 7})))),
           is_zero(get("n")));
    return loop("align", end, copied(kWords[0], 0) + both(1) + step("n", -1));
  }
  std::string words(const Word &word, int64_t count) {
    std::string body;
    for (int64_t i = 0; i < count; ++i)
      body += copied(word, i * word.bytes);
    const int64_t all = count * word.bytes;
    return loop("words", a("lt_u", get("n"), of(all)), body + both(all) + step("n", -all));
  }
  // The source's words as they lie, for a target that lies otherwise: `first` bytes before it.
  std::string shifted_words(int64_t first) {
    std::string body = set("w", access("i32.load", 0, offset(0), get("S")));
    for (int64_t i = 0; i < first; ++i)
      body += access("i32.store8", 0, offset(i), get("D"),
                     i == 0 ? get("w") : op("i32.shr_u", get("w"), constant("i32", number(8 * i))));
    body += both(first) + step("n", -first);
    body +=
        loop("shift", a("lt_u", get("n"), of(8 - first)),
             set("x", access("i32.load", 0, offset(4 - first), get("S"))) +
                 access("i32.store", 0, offset(0), get("D"),
                        op("i32.or", op("i32.shr_u", get("w"), constant("i32", number(8 * first))),
                           op("i32.shl", get("x"), constant("i32", number(32 - 8 * first))))) +
                 set("w", get("x")) + both(4) + step("n", -4));
    const std::string lies = a("eq", a("and", get("D"), of(3)), of(first == 4 ? 0 : 4 - first));
    return when(op("i32.and", lies, a("ge_u", get("n"), of(8))), body);
  }
  std::string by_bits(int64_t most) {
    std::string text;
    for (int64_t bytes = most; bytes >= 1; bytes /= 2) {
      std::string body;
      for (int64_t at = 0; at < bytes; at += 8)
        body += copied(kWords[bytes >= 8 ? 3 : bytes == 4 ? 2 : bytes == 2 ? 1 : 0], at);
      text += when(
          op("i32.ne", constant("i32", 0), convert(type_, "i32", a("and", get("n"), of(bytes)))),
          body + both(bytes));
    }
    return text;
  }
  std::string rest() {
    return loop("rest", is_zero(get("n")), copied(kWords[0], 0) + both(1) + step("n", -1));
  }

  std::string forward() {
    std::string text;
    if (rng_.chance(50))
      text += until_aligned();
    if (rng_.chance(40))
      text += shifted_words(rng_.between(1, 3));
    const Word &word = kWords[rng_.below(4)];
    const int64_t count = rng_.pick({1, 1, 2, 4});
    text += words(word, count);
    return text +
           (rng_.chance(50) && word.bytes * count > 1 ? by_bits(word.bytes * count / 2) : rest());
  }

  std::string backward() {
    std::string text;
    const auto at_end = [&](const Word &word) {
      return access(word.store, 0, offset(0), a("add", get("d"), get("n")),
                    access(word.load, 0, offset(0), a("add", get("s"), get("n"))));
    };
    if (rng_.chance(40))
      text += loop(
          "odd",
          op("i32.or", is_zero(get("n")), is_zero(a("and", a("add", get("d"), get("n")), of(3)))),
          step("n", -1) + at_end(kWords[0]));
    if (rng_.chance(60)) {
      const Word &word = kWords[1 + rng_.below(3)];
      text +=
          loop("back", a("lt_u", get("n"), of(word.bytes)), step("n", -word.bytes) + at_end(word));
    }
    return text + loop("bytes", is_zero(get("n")), step("n", -1) + at_end(kWords[0]));
  }

  std::string move() {
    std::string text;
    if (rng_.chance(50))
      text += leave("out", a("eq", get("d"), get("s")));
    if (rng_.chance(50)) {
      const std::string apart = a("le_u", a("sub", a("sub", get("d"), get("s")), get("n")),
                                  a("sub", constant(type_, 0), a("shl", get("n"), of(1))));
      text += when(apart, forward() + "(br $out)");
    }
    const std::string before = a(rng_.pick({"lt_u", "le_u"}), get("d"), get("s"));
    return text + "(if " + before + " (then " + words(kWords[rng_.below(4)], 1) + rest() +
           ") (else " + backward() + "))";
  }

  // ---- Fills

  std::string fill() {
    const auto store = [&](const Word &word, int64_t at, const std::string &to) {
      return access(word.store, 0, offset(at), to, get(word.bytes == 8 ? "m" : "w"));
    };
    const auto from_end = [&](int64_t bytes) {
      return a("sub", a("add", get("D"), get("n")), of(bytes));
    };
    std::string text;
    if (rng_.chance(50)) // from both ends
      for (const int64_t most : {2, 6}) {
        text += leave("out", is_zero(get("n")));
        text += set("w", get("s"));
        for (int64_t i = most == 2 ? 0 : 1; i <= most / 2 - (most == 2 ? 1 : 0); ++i)
          text += store(kWords[0], i, get("D")) + store(kWords[0], 0, from_end(i + 1));
        text += leave("out", a("le_u", get("n"), of(most == 2 ? 2 : 6)));
      }
    text += set("w", op("i32.mul", op("i32.and", get("s"), constant("i32", number(255))),
                        constant("i32", number(0x01010101))));
    text += set("m", op("i64.mul", op("i64.extend_i32_u", get("w")),
                        constant("i64", number(0x1'0000'0001))));
    if (rng_.chance(40))
      text += loop("align", op("i32.or", is_zero(get("n")), is_zero(a("and", get("D"), of(3)))),
                   store(kWords[0], 0, get("D")) + step("D", 1) + step("n", -1));
    const Word &word = kWords[rng_.below(4)];
    const int64_t count = rng_.pick({1, 2, 4}), all = word.bytes * count;
    std::string body;
    for (int64_t i = 0; i < count; ++i)
      body += store(word, i * word.bytes, get("D"));
    text += loop("words", a("lt_u", get("n"), of(all)), body + step("D", all) + step("n", -all));
    return text + loop("rest", is_zero(get("n")),
                       store(kWords[0], 0, get("D")) + step("D", 1) + step("n", -1));
  }

  // ---- Calls

  std::vector<Value> arguments(bool fills) {
    const int64_t n = rng_.chance(85) ? rng_.between(0, 70) : rng_.between(0, 300);
    const auto place = [&] {
      switch (rng_.below(8)) {
      case 0: // the last byte, or near
        return bytes_ - n + rng_.between(-3, 3);
      case 1: // an index that wraps
        return -rng_.between(1, 100);
      default:
        return static_cast<int64_t>(rng_.below(60'000));
      }
    };
    const int64_t d = place();
    int64_t s = place();
    if (rng_.chance(25)) // as far as they just do not overlap, or nearly
      s = d + rng_.pick({n, -n}) + rng_.between(-2, 2);
    else if (rng_.chance(50))
      s = d + rng_.between(-70, 70);
    if (fills)
      s = static_cast<int64_t>(rng_.next());
    const uint64_t mask = type_ == "i32" ? UINT32_MAX : UINT64_MAX;
    return {{static_cast<uint64_t>(d) & mask, 0},
            {static_cast<uint64_t>(s) & (fills ? UINT32_MAX : mask), 0},
            {static_cast<uint64_t>(n) & mask, 0}};
  }
};

} // namespace

Function copies(Rng &rng, const Setting &setting, const std::string &name) {
  return Copies(rng, setting, name).run();
}

} // namespace wexn::random
