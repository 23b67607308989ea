// The one reader of the unwind tables (format: README.md, tables.h). Freestanding: the runtime uses
// it during a throw, `wexnc inspect` and the tests use it too. Every read is checked against the
// bounds of its section, so damaged tables give "not found", never an access outside.
#pragma once

#include "unwindinfo/tables.h"

#include <stddef.h>
#include <stdint.h>

namespace wexn::unwind {

// A section as it lies in memory, and the address it has in the program it describes (the same,
// for a program that reads its own tables).
struct Section {
  const uint8_t *data = nullptr;
  size_t size = 0;
  uint64_t address = 0;
};

// The Machine of the program that this code is compiled into.
constexpr Machine native_machine() {
#if defined(__aarch64__) && defined(__APPLE__)
  return Machine::AArch64MachO;
#elif defined(__aarch64__)
  return Machine::AArch64Elf;
#else
  return Machine::X86_64;
#endif
}

struct Tables {
  Section funcs, sites;
#ifdef WEXN_BARE // a program that reads its own tables alone, and has to be small
  static constexpr Machine machine = native_machine();
  static constexpr bool sorted = true;
#else
  Machine machine = Machine::X86_64;
  // False: rows are in no order; finding one takes a look at each.
  bool sorted = true;
#endif
};

// What the functions below fill in; nothing is zero before.
struct Function {
  uint64_t start; // address
  uint32_t size;  // bytes
  uint32_t index; // in its Wasm module, or kNoFunction
  uint32_t row;
  uint8_t shape;
  bool has_block;
  uint64_t block, block_rest; // if has_block: offset in sites, and of what follows `index` there
};

struct Frame {
  SavedRegisters saved;
  uint64_t sp_distance, vmctx_distance, pushed, reserved; // bytes; see FrameDesc
  uint8_t align_log2;

  // Stack pointer and address of the vmctx slot of the frame whose frame pointer is `fp`.
  [[nodiscard]] uint64_t sp(uint64_t fp) const {
    if (align_log2 == 0)
      return fp - sp_distance;
    return ((fp - pushed) & ~((uint64_t{1} << align_log2) - 1)) - sp_distance;
  }
  [[nodiscard]] uint64_t vmctx_slot(uint64_t fp) const { return sp(fp) + vmctx_distance; }
};

// Where the parts of a function's block lie: offsets in the sites section.
struct Block {
  Frame frame;
  uint32_t size; // of the function
  uint32_t num_sites, num_pads;
  uint64_t site_offsets, site_pads, pad_offsets, pad_lists, clauses;
  uint8_t code_bytes, number_bytes;
};

struct Site {
  uint32_t return_offset; // from the function's start
  uint32_t pad_offset;
  uint64_t clauses; // offset in sites of the clause list
};

struct Clause {
  uint32_t selector; // what the landing pad finds in the second result register
  ClauseKind kind;
  uint32_t tag;
};

// The lowest address of a function and the one behind the highest; whether rows are in order.
struct RowRange {
  uint64_t lo, hi;
  bool sorted;
};
[[nodiscard]] RowRange range_of_rows(const Tables &tables);
[[nodiscard]] uint32_t num_functions(const Tables &tables);
// Row number `row`. False: there are not so many, or it is damaged.
[[nodiscard]] bool read_function(const Tables &tables, uint32_t row, Function &out);
// The function whose code contains `address`. For a return address pass address - 1: a call may be
// a function's last instruction.
[[nodiscard]] bool find_function(const Tables &tables, uint64_t address, Function &out);
// Frame layout. Without a block, only `saved` is known (nothing else is needed to leave the frame).
[[nodiscard]] bool read_frame(const Tables &tables, const Function &function, Frame &out);
// Frame::reserved alone; 0 if the tables are damaged.
[[nodiscard]] uint64_t read_reserved(const Tables &tables, const Function &function);
// How a frame of this shape, not kShapeListed, saves registers.
[[nodiscard]] bool read_shape(const Tables &tables, uint8_t shape, SavedRegisters &out);
// REQUIRES: function.has_block.
[[nodiscard]] bool read_block(const Tables &tables, const Function &function, Block &out);
// Number of the first call site whose return address is not less than that, `return_offset` bytes
// from the function's start; block.num_sites: none.
[[nodiscard]] uint32_t first_site_from(const Tables &tables, const Block &block,
                                       uint32_t return_offset);
// The call site with this return address, `return_offset` bytes from the function's start.
// False: that call is not in a try.
[[nodiscard]] bool find_site(const Tables &tables, const Block &block, uint32_t return_offset,
                             Site &out);
[[nodiscard]] bool read_site(const Tables &tables, const Block &block, uint32_t number, Site &out);
// The clause at `cursor` (at first Site::clauses), which moves on. False: end of the list.
[[nodiscard]] bool next_clause(const Tables &tables, uint64_t &cursor, Clause &out);

} // namespace wexn::unwind
