// What the tables say, as values and as text: for `wexnc inspect` and tests. Unlike the readers,
// not freestanding.
#pragma once

#include "unwindinfo/read.h"
#include "unwindinfo/read_inline.h"

#include <string>
#include <vector>

namespace wexn::unwind {

struct DumpedSite {
  uint32_t return_offset = 0, pad_offset = 0; // bytes from the function's start
  // "catch 0", "catch_all_ref"; at last "..." if they are too many to show all.
  std::vector<std::string> clauses;
};

// Code from `offset` on, up to the next range: whose it is, by index in the Wasm module or as a
// kSourceFunction, innermost first; empty: the function's own.
struct DumpedRange {
  uint32_t offset = 0;
  bool cut = false; // there are more functions than are shown
  std::vector<uint32_t> functions;
  // The place in each of them and at last in the function itself; empty if the tables have none.
  std::vector<SourcePlace> places;
};

struct DumpedFunction {
  uint64_t start = 0; // address
  uint32_t index = kNoFunction, size = 0;
  // Of the function's rows and blocks, with what aligns them.
  uint64_t table_bytes = 0, inline_bytes = 0;
  Frame frame = {};
  std::vector<DumpedSite> sites;
  std::vector<DumpedRange> inlined;
};

// All functions, in the order of their rows. False: a row is damaged, the one behind the last of
// `out`, or one of the inline tables.
[[nodiscard]] bool dump_tables(const Tables &tables, const InlineTables &inlined,
                               std::vector<DumpedFunction> &out);

// "rbx at fp-16, r14 at fp-8"; empty when the frame saves none.
[[nodiscard]] std::string saved_registers_text(Machine machine, const Frame &frame);
// A line for each call site in a try: "  +0x27     -> +0x41      catch 0".
[[nodiscard]] std::string sites_text(const DumpedFunction &function);
// Names of the source by number, those of the module that the function is of.
using SourceNames = std::vector<std::string>;
// The element, or "?" when the tables are wrong.
[[nodiscard]] std::string source_name(const SourceNames &names, uint32_t number);
// A line for each range: "  +0x20     2 in 1", with lines "  +0x20     2 at a.c:7 in 1 at a.c:30".
[[nodiscard]] std::string inlined_text(const DumpedFunction &function, const SourceNames &names);

} // namespace wexn::unwind
