// The one reader of the inline tables (format: README.md, inline_tables.h). Freestanding, and
// every read is checked against the bounds of its section, as in read.h.
#pragma once

#include "unwindinfo/inline_tables.h"
#include "unwindinfo/read.h"

namespace wexn::unwind {

struct InlineTables {
  Section rows, chains;
  bool sorted = true; // as in Tables
};

// Place in a chain of functions, each inlined into the next.
struct InlineChain {
  uint64_t nodes = 0; // offset in the chains section
  uint32_t num_nodes = 0;
  uint32_t node = 0; // 0: nothing inlined, the function itself
};

// Whose code lies `offset` bytes into the function that starts at address `function`. False: the
// function has no inlined code, or its tables are damaged.
[[nodiscard]] bool find_chain(const InlineTables &tables, uint64_t function, uint32_t offset,
                              InlineChain &out);
// The innermost function of the chain, which then moves outwards. False: what is left is the
// function that the code was inlined into.
[[nodiscard]] bool next_inlined(const InlineTables &tables, InlineChain &chain, uint32_t &function);

} // namespace wexn::unwind
