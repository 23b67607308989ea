// Pieces of modules as text.
#pragma once

#include "tests/random/program.h"
#include "tests/random/rng.h"

#include <string>

namespace wexn::random {

inline std::string get(const std::string &local) { return "(local.get $" + local + ")"; }
inline std::string set(const std::string &local, const std::string &value) {
  return "(local.set $" + local + " " + value + ")";
}
inline std::string constant(const std::string &type, int64_t value) {
  return "(" + type + ".const " + std::to_string(value) + ")";
}
inline std::string op(const std::string &name, const std::string &a) {
  return "(" + name + " " + a + ")";
}
inline std::string op(const std::string &name, const std::string &a, const std::string &b) {
  return "(" + name + " " + a + " " + b + ")";
}

// An access: the instruction without type of result, as load and store want it.
struct Width {
  unsigned bytes = 4;
  std::string type;        // i32, i64, f32, f64, v128
  std::string load, store; // instructions
};
[[nodiscard]] const std::vector<Width> &widths();

// `(NAME MEMORY offset=N ADDRESS [VALUE])`.
[[nodiscard]] std::string access(const std::string &name, size_t memory, uint64_t offset,
                                 const std::string &address, const std::string &value = {});

// Values of a type from others: deterministic but for NaNs.
[[nodiscard]] std::string combine(Rng &rng, const std::string &type, const std::string &a,
                                  const std::string &b);
// Every NaN becomes the canonical one; needs locals $cf (f32) and $cd (f64).
[[nodiscard]] std::string canonical(const std::string &type, const std::string &value);
// From one type to another, with all bits or some.
[[nodiscard]] std::string convert(const std::string &from, const std::string &to,
                                  const std::string &value);
// A number of type i32 or i64 as an argument.
[[nodiscard]] uint64_t bits_of(const std::string &type, int64_t number);
// Interesting constants.
[[nodiscard]] std::string some_constant(Rng &rng, const std::string &type);
[[nodiscard]] uint64_t some_bits(Rng &rng);

} // namespace wexn::random
