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
  bool lines = false;
  SourcePlace place; // in the function that next_inlined names, or the one that is left
};

// A row and the head of its block; the offsets are in the chains section.
struct InlineFunction {
  uint64_t start = 0; // address
  uint64_t block = 0;
  uint64_t range_offsets = 0, range_nodes = 0, nodes = 0;
  uint32_t num_ranges = 0, num_nodes = 0;
  uint8_t code_bytes = 0, number_bytes = 0;
  bool lines = false;
};
struct InlineRange {
  uint32_t offset = 0, node = 0; // from the function's start; to whom it belongs
};
struct InlineNode {
  // Index in the module, or a kSourceFunction; node that it was inlined into.
  uint32_t function = 0, parent = 0;
  SourcePlace call;
};

// Row number `row`. False: there are not so many, or it is damaged.
[[nodiscard]] bool read_inline_row(const InlineTables &tables, uint32_t row, InlineFunction &out);
[[nodiscard]] bool read_range(const InlineTables &tables, const InlineFunction &function,
                              uint32_t number, InlineRange &out);
// The node at `cursor` (at first InlineFunction::nodes: node 1), which moves on to the next.
// `lines`: as in the InlineFunction.
[[nodiscard]] bool next_node(const InlineTables &tables, bool lines, uint64_t &cursor,
                             InlineNode &out);
// With lines: the place of a range, the first one's being behind the last node.
[[nodiscard]] bool next_place(const InlineTables &tables, uint64_t &cursor, SourcePlace &out);

// Whose code lies `offset` bytes into the function that starts at address `function`. False: the
// function has neither inlined code nor lines, or its tables are damaged.
[[nodiscard]] bool find_chain(const InlineTables &tables, uint64_t function, uint32_t offset,
                              InlineChain &out);
// The innermost function of the chain, which then moves outwards: an index in the Wasm module or a
// kSourceFunction. False: what is left is the function that the code was inlined into.
[[nodiscard]] bool next_inlined(const InlineTables &tables, InlineChain &chain, uint32_t &function);

} // namespace wexn::unwind
