// A random module, and the calls that are compared. What it exports besides functions is looked at
// after every call: memories m0, m1, ..., globals g0, ..., tables t0, ...
#pragma once

#include "tests/random/rng.h"
#include "tests/support/interpreter/store.h"

#include <string>
#include <string_view>
#include <vector>

namespace wexn::random {

struct Call {
  unsigned function = 0; // of Program::functions
  std::string name;      // the export
  std::vector<interpret::Value> args;
};

// What of a module belongs together: an exported function and those that only it calls.
struct Function {
  std::string text; // fields of a module
  std::vector<Call> calls;
};

struct MemoryPlan {
  bool is64 = false;
  bool shared = false;
  bool small = false;    // its pages have one byte: 65536 for each of those below, and some more
  uint64_t more = 0;
  uint64_t declared = 1; // at least so many pages; a start function makes the others
  uint64_t pages = 1, most = 1;
  [[nodiscard]] uint64_t in_pages(uint64_t n) const { return small ? n << 16 : n; }
  [[nodiscard]] std::string type() const { return is64 ? "i64" : "i32"; }
};
// What all functions of a module share.
struct Setting {
  std::vector<MemoryPlan> memories;
};

struct Program {
  std::string text;
  std::vector<Call> calls;
};

constexpr unsigned kAll = UINT32_MAX;
// What a seed makes.
struct Choice {
  unsigned functions = 12;
  unsigned only = kAll;                // that function alone, as it is in the whole program
  std::vector<std::string> generators; // those that may make modules; none: all
};
[[nodiscard]] Program generate(uint64_t seed, const Choice &choice);
[[nodiscard]] std::string generator_names(); // with spaces between
[[nodiscard]] bool is_generator(std::string_view name);

// The generators. `name` is the export's, and begins the names of whatever else it needs.
[[nodiscard]] Function loop(Rng &rng, const Setting &setting, const std::string &name);
[[nodiscard]] Function rows(Rng &rng, const Setting &setting, const std::string &name);
[[nodiscard]] Function mixed(Rng &rng, const Setting &setting, const std::string &name);
[[nodiscard]] Function search(Rng &rng, const Setting &setting, const std::string &name);
[[nodiscard]] Function jumps(Rng &rng, const Setting &setting, const std::string &name);
[[nodiscard]] Function bits(Rng &rng, const Setting &setting, const std::string &name);
[[nodiscard]] Function conditions(Rng &rng, const Setting &setting, const std::string &name);
[[nodiscard]] Function copies(Rng &rng, const Setting &setting, const std::string &name);
[[nodiscard]] Function vectors(Rng &rng, const Setting &setting, const std::string &name);
[[nodiscard]] Function expressions(Rng &rng, const Setting &setting, const std::string &name);
[[nodiscard]] Function lanes(Rng &rng, const Setting &setting, const std::string &name);
[[nodiscard]] Function narrow(Rng &rng, const Setting &setting, const std::string &name);
[[nodiscard]] Function straight_line(Rng &rng, const Setting &setting, const std::string &name);
[[nodiscard]] Function frame(Rng &rng, const Setting &setting, const std::string &name);
[[nodiscard]] Function both(Rng &rng, const Setting &setting, const std::string &name);
[[nodiscard]] Function choices(Rng &rng, const Setting &setting, const std::string &name);
[[nodiscard]] Function shuffles(Rng &rng, const Setting &setting, const std::string &name);
[[nodiscard]] Function tails(Rng &rng, const Setting &setting, const std::string &name);
[[nodiscard]] Function wide(Rng &rng, const Setting &setting, const std::string &name);
[[nodiscard]] Function candidates(Rng &rng, const Setting &setting, const std::string &name);
[[nodiscard]] Function rings(Rng &rng, const Setting &setting, const std::string &name);
[[nodiscard]] Function counts(Rng &rng, const Setting &setting, const std::string &name);
[[nodiscard]] Function truncations(Rng &rng, const Setting &setting, const std::string &name);
[[nodiscard]] Function ranges(Rng &rng, const Setting &setting, const std::string &name);
[[nodiscard]] Function factors(Rng &rng, const Setting &setting, const std::string &name);
[[nodiscard]] Function halves(Rng &rng, const Setting &setting, const std::string &name);
[[nodiscard]] Function held(Rng &rng, const Setting &setting, const std::string &name);
[[nodiscard]] Function edges(Rng &rng, const Setting &setting, const std::string &name);
[[nodiscard]] Function objects(Rng &rng, const Setting &setting, const std::string &name);
[[nodiscard]] Function caller(Rng &rng, const Setting &setting, const std::string &name);
[[nodiscard]] Function virtuals(Rng &rng, const Setting &setting, const std::string &name);
[[nodiscard]] Function switches(Rng &rng, const Setting &setting, const std::string &name);
[[nodiscard]] Function before(Rng &rng, const Setting &setting, const std::string &name);
[[nodiscard]] Function heads(Rng &rng, const Setting &setting, const std::string &name);
[[nodiscard]] Function records(Rng &rng, const Setting &setting, const std::string &name);
[[nodiscard]] Function meetings(Rng &rng, const Setting &setting, const std::string &name);
[[nodiscard]] Function steps(Rng &rng, const Setting &setting, const std::string &name);
[[nodiscard]] Function rests(Rng &rng, const Setting &setting, const std::string &name);
[[nodiscard]] Function parts(Rng &rng, const Setting &setting, const std::string &name);
[[nodiscard]] Function quotients(Rng &rng, const Setting &setting, const std::string &name);
[[nodiscard]] Function returns(Rng &rng, const Setting &setting, const std::string &name);
[[nodiscard]] Function compares(Rng &rng, const Setting &setting, const std::string &name);

} // namespace wexn::random
