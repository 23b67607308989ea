// Tables whose elements are known when the module is compiled: nobody outside can reach them and no
// instruction writes them, so after instantiation they hold what the element segments say. A
// call_indirect through one needs neither the table nor the function's record: translate_call.cpp.
#pragma once

#include "wexnc/wasm/features.h"
#include "wexnc/wasm/module.h"

#include <cstdint>
#include <optional>
#include <unordered_map>
#include <vector>

namespace wexn::ir {

// Function indices, kNullElement for null.
using StaticTable = std::vector<uint32_t>;
inline constexpr uint32_t kNullElement = ~0u;

// By table; nothing for those that are not static. `written[t]`: some instruction writes table t.
// REQUIRES: the module was validated.
[[nodiscard]] std::vector<std::optional<StaticTable>>
find_static_tables(const wasm::Module &module, const wasm::Features &features,
                   const std::vector<bool> &written);

// By function: whether the instance itself is all that can have references to it, since only static
// tables hold it. `read[t]`: some instruction takes elements from table t; `referenced`: by
// function, some instruction makes a reference to it.
[[nodiscard]] std::vector<bool>
find_kept_functions(const wasm::Module &module, const wasm::Features &features,
                    const std::vector<std::optional<StaticTable>> &tables,
                    const std::vector<bool> &read, std::vector<bool> referenced);

// The integer that a constant expression gives, zero-extended, if it is nothing but that constant.
[[nodiscard]] std::optional<uint64_t> number_of(const wasm::ConstExpr &expr,
                                                const wasm::Features &features);

// What a call_indirect of a type finds in a table.
struct Callees {
  // All of them are defined in this module, and of the very type: the elements' type numbers tell.
  bool direct = false;
  uint32_t first = 0, end = 0; // the elements in question lie in [first, end)
  bool dense = false;          // and are all of those
  // They are so many of the elements in [first, end), which then may begin before the first of
  // them, that a table of their own, in which the others are functions that trap, serves better
  // than a look at the type.
  bool own_table = false;
  std::optional<uint32_t> only; // the function, if there is but one
  static constexpr size_t kFew = 8;
  std::vector<uint32_t> few; // the elements in question, if there are no more than kFew
};
// By canonical type; nothing for types of which the table has no function. All at once, since a
// module may call with many types what is in a large table.
using CalleesOfTable = std::unordered_map<uint32_t, Callees>;
[[nodiscard]] CalleesOfTable find_callees(const wasm::Module &module, const StaticTable &table);

} // namespace wexn::ir
