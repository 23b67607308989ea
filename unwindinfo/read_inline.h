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

// A row and the head of its block; the offsets are in the chains section.
struct InlineFunction {
  uint64_t start = 0; // address
  uint64_t block = 0;
  uint64_t range_offsets = 0, range_nodes = 0, nodes = 0;
  uint32_t num_ranges = 0, num_nodes = 0;
  uint8_t code_bytes = 0, number_bytes = 0;
};
struct InlineRange {
  uint32_t offset = 0, node = 0; // from the function's start; to whom it belongs
};
struct InlineNode {
  uint32_t function = 0, parent = 0; // index in the module; node that it was inlined into
};

// Row number `row`. False: there are not so many, or it is damaged.
[[nodiscard]] bool read_inline_row(const InlineTables &tables, uint32_t row, InlineFunction &out);
[[nodiscard]] bool read_range(const InlineTables &tables, const InlineFunction &function,
                              uint32_t number, InlineRange &out);
// The node at `cursor` (at first InlineFunction::nodes: node 1), which moves on to the next.
[[nodiscard]] bool next_node(const InlineTables &tables, uint64_t &cursor, InlineNode &out);

// Whose code lies `offset` bytes into the function that starts at address `function`. False: the
// function has no inlined code, or its tables are damaged.
[[nodiscard]] bool find_chain(const InlineTables &tables, uint64_t function, uint32_t offset,
                              InlineChain &out);
// The innermost function of the chain, which then moves outwards. False: what is left is the
// function that the code was inlined into.
[[nodiscard]] bool next_inlined(const InlineTables &tables, InlineChain &chain, uint32_t &function);

} // namespace wexn::unwind
