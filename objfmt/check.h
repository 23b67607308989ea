// What must hold for every object that the compiler emits, looked at after emission: a violation is
// the compiler's own mistake and is found here rather than during somebody's throw.
#pragma once

#include "objfmt/object.h"
#include "unwindinfo/read.h"

#include <optional>
#include <string>

namespace wexn::objfmt {

// The unwind tables of the object, for unwindinfo/read.h. Sizes are 0 when there are none.
[[nodiscard]] unwind::Tables unwind_tables(const Object &object);

// Checks that
//   - every symbol that the object needs is one of runtime_calls.def, the ABI symbol, a section
//   bound
//     of the tables, or a row of libcalls.def;
//   - every function has its row in the tables, with its size, and rows are in order;
//   - every block can be read to its end: call sites ascending and inside of their function,
//   landing
//     pads inside of it, clauses known.
// Returns the first violation.
[[nodiscard]] std::optional<std::string> check_object(std::span<const uint8_t> file);
[[nodiscard]] std::optional<std::string> check_object(const Object &object);

} // namespace wexn::objfmt
