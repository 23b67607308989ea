// Conversions of floating-point numbers to integers where a compare before says that they fit, as C
// compilers write them without instructions that saturate, and where it says so only nearly: other
// bounds, the neighbour of a bound, other predicates, other values for what does not fit. Some are
// made for each element of a row.
#include "tests/random/text.h"

#include <bit>
#include <string>

namespace wexn::random {

namespace {

class Truncations {
public:
  Truncations(Rng &rng, const Setting &setting, std::string name)
      : rng_(rng), wide_memory_(setting.memories[0].is64), name_(std::move(name)) {}

  Function run() {
    std::string text;
    for (uint64_t i = 2 + rng_.below(4); i > 0; --i)
      text += rng_.chance(35) ? row() : sum(rng_.chance(50) ? "x" : "y");
    Function f;
    f.text = "(func (export \"" + name_ +
             "\") (param $x f32) (param $y f64) (param $n i32) (result i64)\n"
             " (local $r i64) (local $i i32) (local $vx f32) (local $vy f64)\n" +
             text + " (local.get $r))\n";
    for (unsigned i = 0; i < 24; ++i)
      f.calls.push_back({0, name_, {{number32(), 0}, {number64(), 0}, {rng_.below(40), 0}}});
    return f;
  }

private:
  Rng &rng_;
  bool wide_memory_;
  std::string name_;
  unsigned labels_ = 0;

  // ---- Numbers near where integers end

  double near() {
    const double edge = rng_.pick({0x1p31, 0x1p32, 0x1p63, 0x1p64, 0.0, 1.0, 0x1p30});
    const double off = rng_.pick({0.0, 0.0, 0.5, 1.0, 1.5, 128.0, 256.0, 2048.0});
    return (rng_.chance(50) ? edge : -edge) + (rng_.chance(50) ? off : -off);
  }
  uint64_t number32() {
    return rng_.chance(80)
               ? std::bit_cast<uint32_t>(static_cast<float>(near())) + (rng_.chance(20) ? 1 : 0)
               : some_bits(rng_) & UINT32_MAX;
  }
  uint64_t number64() {
    return rng_.chance(80) ? std::bit_cast<uint64_t>(near()) + (rng_.chance(20) ? 1 : 0)
                           : some_bits(rng_);
  }

  // ---- One conversion

  // `value` is a local of type f32 or f64; the result an i64.
  std::string converted(const std::string &type, const std::string &value) {
    const bool is_signed = rng_.chance(60), is_wide = rng_.chance(40);
    const std::string to = is_wide ? "i64" : "i32", x = get(value);
    const std::string truncate = op(
        to + (rng_.chance(85) ? ".trunc_" : ".trunc_sat_") + type + (is_signed ? "_s" : "_u"), x);
    const int bits = (is_wide ? 64 : 32) - (is_signed ? 1 : 0);
    std::string bound =
        "0x1p" + std::to_string(rng_.chance(85) ? bits : rng_.pick({30, 31, 32, 63}));
    if (rng_.chance(10))
      bound = "0x1.000002p31";
    const std::string number = "(" + type + ".const " + bound + ")";
    const bool inverse = rng_.chance(30);
    const std::string less = rng_.chance(90) ? ".lt" : rng_.pick({".le", ".gt", ".ge", ".ne"});
    std::string fits = is_signed && rng_.chance(85) ? op(type + less, op(type + ".abs", x), number)
                                                    : op(type + less, x, number);
    if (!is_signed || rng_.chance(10))
      fits =
          op("i32.and", fits,
             op(type + (rng_.chance(90) ? ".ge" : rng_.pick({".gt", ".le", ".eq"})), x,
                "(" + type + ".const " + rng_.pick({"0", "0", "0", "-0", "-1", "-0x1p31"}) + ")"));
    const std::string other =
        rng_.chance(15) ? constant(to, rng_.pick({0, -1, 7}))
        : is_signed ? "(" + to + ".const " + (is_wide ? "0x8000000000000000" : "0x80000000") + ")"
                    : constant(to, 0);
    std::string choice = inverse ? "(if (result " + to + ") " + op("i32.eqz", fits) + " (then " +
                                       other + ") (else " + truncate + "))"
                                 : "(if (result " + to + ") " + fits + " (then " + truncate +
                                       ") (else " + other + "))";
    return is_wide ? choice : op(rng_.pick({"i64.extend_i32_s", "i64.extend_i32_u"}), choice);
  }

  std::string added(const std::string &value) {
    return " " + set("r", op("i64.add", op("i64.rotl", get("r"), constant("i64", 7)), value)) +
           "\n";
  }
  std::string sum(const std::string &value) {
    return added(converted(value == "x" ? "f32" : "f64", value));
  }

  // Each element of a row is one operation of the argument and the number of the round.
  std::string row() {
    const bool single = rng_.chance(60);
    const std::string type = single ? "f32" : "f64", local = single ? "vx" : "vy";
    const std::string label = "l" + std::to_string(labels_++);
    const std::string at = op("i32.shl", get("i"), constant("i32", single ? 2 : 3));
    const std::string address = wide_memory_ ? op("i64.extend_i32_u", at) : at;
    const std::string element =
        rng_.chance(50) ? access(type + ".load", 0, 0, address)
                        : op(type + rng_.pick({".add", ".mul", ".sub"}), get(single ? "x" : "y"),
                             op(type + ".convert_i32_s", get("i")));
    const std::string value = converted(type, local);
    const std::string use =
        rng_.chance(50) ? " " + access("i32.store", 0, 1024, address, op("i32.wrap_i64", value))
                        : " " + set("r", op("i64.add", get("r"), value));
    return " " + set("i", constant("i32", 0)) + "\n (loop $" + label + "\n " + set(local, element) +
           "\n" + use + "\n (br_if $" + label + " (i32.lt_s (local.tee $i " +
           op("i32.add", get("i"), constant("i32", 1)) + ") (local.get $n))))\n";
  }
};

} // namespace

Function truncations(Rng &rng, const Setting &setting, const std::string &name) {
  return Truncations(rng, setting, name).run();
}

} // namespace wexn::random
