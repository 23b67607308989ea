// Sums, differences and products of 128 bits: chains of them whose halves are operands of others,
// carries that are handed on as a high half of zero or one, and numbers near where they appear.
#include "tests/random/text.h"

#include <string>

namespace wexn::random {

namespace {

using interpret::Value;

class Wide {
public:
  Wide(Rng &rng, const Setting &setting, std::string name)
      : rng_(rng), setting_(setting), name_(std::move(name)) {}

  Function run() {
    std::string body;
    for (uint64_t i = 2 + rng_.below(10); i > 0; --i)
      body += statement();
    const bool loop = rng_.chance(40);
    if (loop)
      body = " (loop $next\n" + body + " (br_if $next (local.tee $n (i32.sub (local.get $n) " +
             constant("i32", 1) + "))))\n";
    std::string result = get("a");
    for (const char *other : {"b", "c", "d"})
      result = op("i64.add", op("i64.mul", result, constant("i64", 1000003)), get(other));
    Function f;
    f.text = "(func (export \"" + name_ +
             "\") (param $a i64) (param $b i64) (param $c i64) (param $d i64) (result i64)\n"
             " (local $n i32) " +
             set("n", constant("i32", rng_.between(1, 9))) + "\n" + body + " " + result + ")\n";
    for (unsigned i = 0; i < 16; ++i)
      f.calls.push_back({0, name_, {some_word(), some_word(), some_word(), some_word()}});
    return f;
  }

private:
  Rng &rng_;
  const Setting &setting_;
  std::string name_;

  Value some_word() {
    const uint64_t edge = rng_.pick({uint64_t{0}, uint64_t{1} << 32, uint64_t{1} << 63});
    return {rng_.chance(50) ? edge + rng_.below(5) - 2 : some_bits(rng_), 0};
  }
  std::string local() { return rng_.pick({"a", "b", "c", "d"}); }

  std::string operand() {
    switch (rng_.below(8)) {
    case 0:
      return constant("i64", rng_.pick({int64_t{0}, int64_t{1}, int64_t{-1}, INT64_MIN}));
    case 1: // a carry
      return op("i64.extend_i32_u",
                op(rng_.pick({"i64.lt_u", "i64.lt_s", "i64.eq"}), get(local()), get(local())));
    case 2:
      return op(rng_.pick({"i64.shl", "i64.shr_u", "i64.shr_s", "i64.and", "i64.sub"}),
                get(local()), rng_.chance(50) ? get(local()) : constant("i64", 63));
    case 3: {
      const size_t memory = rng_.below(setting_.memories.size());
      return access(
          "i64.load", memory, rng_.below(64),
          constant(setting_.memories[memory].type(), static_cast<int64_t>(8 * rng_.below(16))));
    }
    default:
      return get(local());
    }
  }
  // One of the halves may be of no use.
  std::string into(const std::string &value) {
    const std::string high = rng_.chance(15) ? "(drop)" : "(local.set $" + local() + ")";
    const std::string low = rng_.chance(15) ? "(drop)" : "(local.set $" + local() + ")";
    return " " + value + " " + high + " " + low + "\n";
  }
  std::string statement() {
    if (rng_.chance(40))
      return into("(" + std::string(rng_.pick({"i64.mul_wide_s", "i64.mul_wide_u"})) + " " +
                  operand() + " " + operand() + ")");
    const std::string high = rng_.chance(50) ? constant("i64", 0) : operand();
    return into("(" + std::string(rng_.pick({"i64.add128", "i64.sub128"})) + " " + operand() + " " +
                operand() + " " + operand() + " " + high + ")");
  }
};

} // namespace

Function wide(Rng &rng, const Setting &setting, const std::string &name) {
  return Wide(rng, setting, name).run();
}

} // namespace wexn::random
