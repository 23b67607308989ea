// What must hold for every object that the compiler emits, looked at after emission: a violation is
// the compiler's own mistake and is found here rather than during somebody's throw.
#pragma once

#include "objfmt/object.h"
#include "unwindinfo/read_inline.h"

#include <optional>
#include <string>

namespace wexn::objfmt {

// The unwind tables of the object, for unwindinfo/read.h. Sizes are 0 when there are none.
[[nodiscard]] unwind::Tables unwind_tables(const Object &object);
[[nodiscard]] unwind::InlineTables inline_tables(const Object &object);

// What the code generator gave the tables; nothing of it may be missing in the object.
struct TableCounts {
  uint64_t functions = 0, functions_in_try = 0, call_sites = 0;
  bool operator==(const TableCounts &) const = default;
};

// Checks that
//   - every symbol that the object needs is one of runtime_calls.def, the ABI symbol, a bound of
//     the tables' sections, or a row of libcalls.def;
//   - every section in memory is a row of sections.def, with its flags and alignment, and has only
//     relocations that its role allows (relocations.def);
//   - every function has its row in the tables, with its size, and rows are in order; on Mach-O
//     each row has a symbol, so that it goes with its function;
//   - every block can be read to its end: call sites ascending and inside of their function, each
//     directly behind a call, landing pads inside of it, clauses known; the inline tables alike;
//   - the tables have as many functions and call sites as `expected`.
// Returns the first violation. A call that is in no row is in no try, as far as an object can tell:
// hence `expected`.
[[nodiscard]] std::optional<std::string> check_object(std::span<const uint8_t> file,
                                                      const TableCounts &expected);
// The same but for the last.
[[nodiscard]] std::optional<std::string> check_object(const Object &object);

} // namespace wexn::objfmt
