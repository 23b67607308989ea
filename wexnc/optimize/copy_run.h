// What a function does that gets (target, source or byte, length) is found by running it: once for
// each length, and for each alignment of its pointers if it asks for that, with addresses and bytes
// that are symbols. If in each run every byte of the target gets the byte that it should, the
// function is known for these lengths.
//
// What it relies on:
// - A run knows the length as a number, and of the rows' addresses that each row lies within the
//   memory and that the rows are apart; further their lowest bits or which comes first, and then
//   there is a run for each possibility. A branch or an access that this does not decide ends the
//   proof. So whatever the function does is what one of the runs did.
// - In a run no access lies outside of the rows, so none traps; what is read and written cannot be
//   seen by others before the function returns, as the memory is not shared, and only such
//   functions are called as are run, too. So only the bytes at the end count, which are compared,
//   all of them, and the result.
// - An index is symbol + number, modulo 2^32 or 2^64. As the row lies within the memory, it does
//   not wrap where the number is one of the row's.
// - Rows that overlap are only moved, all loads first, if the function was run for each distance
//   between them, too.
#pragma once

#include "wexnc/ir/access_check.h"

#include "llvm/IR/Function.h"

#include <cstdint>
#include <optional>

namespace wexn::optimize {

constexpr unsigned kShortCopy = 32;   // bytes, up to which rows may overlap
constexpr unsigned kLongestCopy = 64; // and up to which they may not

// What the function does: up to which length, and whether rows of up to kShortCopy may overlap.
struct CopyProof {
  bool fill = false, overlapping = false;
  unsigned longest = 0;
};

// None: it is not known to be one, or not for all short lengths. The memory, number `index` of the
// module, is not shared. `left`: how many instructions may be run, less those that were.
[[nodiscard]] std::optional<CopyProof>
prove_copy(const llvm::Function &f, const ir::MemoryFacts &memory, uint32_t index, uint64_t &left);

} // namespace wexn::optimize
