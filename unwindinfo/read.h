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

struct Tables {
  Section funcs, sites;
  Machine machine = Machine::X86_64;
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

struct Function {
  uint64_t start = 0; // address
  uint32_t size = 0;  // bytes
  uint32_t index = 0; // in its Wasm module, or kNoFunction
  uint32_t row = 0;
  uint8_t shape = 0;
  bool has_block = false;
  uint64_t block = 0; // offset in sites, if has_block
};

struct Frame {
  SavedRegisters saved;
  uint64_t sp_distance = 0, vmctx_distance = 0, pushed = 0, reserved = 0; // bytes; see FrameDesc
  uint8_t align_log2 = 0;

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
  uint32_t size = 0; // of the function
  uint32_t num_sites = 0, num_pads = 0;
  uint64_t site_offsets = 0, site_pads = 0, pad_offsets = 0, pad_lists = 0, clauses = 0;
  uint8_t code_bytes = 2, number_bytes = 1;
};

struct Site {
  uint32_t return_offset = 0; // from the function's start
  uint32_t pad_offset = 0;
  uint64_t clauses = 0; // offset in sites of the clause list
};

struct Clause {
  uint32_t selector = 0; // what the landing pad finds in the second result register
  ClauseKind kind = ClauseKind::CatchAll;
  uint32_t tag = 0;
};

[[nodiscard]] uint32_t num_functions(const Tables &tables);
// Row number `row`. False: there are not so many, or it is damaged.
[[nodiscard]] bool read_function(const Tables &tables, uint32_t row, Function &out);
// The function whose code contains `address`. For a return address pass address - 1: a call may be
// a function's last instruction.
[[nodiscard]] bool find_function(const Tables &tables, uint64_t address, Function &out);
// Frame layout. Without a block, only `saved` is known (nothing else is needed to leave the frame).
[[nodiscard]] bool read_frame(const Tables &tables, const Function &function, Frame &out);
// REQUIRES: function.has_block.
[[nodiscard]] bool read_block(const Tables &tables, const Function &function, Block &out);
// The call site with this return address, `return_offset` bytes from the function's start.
// False: that call is not in a try.
[[nodiscard]] bool find_site(const Tables &tables, const Block &block, uint32_t return_offset,
                             Site &out);
[[nodiscard]] bool read_site(const Tables &tables, const Block &block, uint32_t number, Site &out);
// The clause at `cursor` (at first Site::clauses), which moves on. False: end of the list.
[[nodiscard]] bool next_clause(const Tables &tables, uint64_t &cursor, Clause &out);

} // namespace wexn::unwind
