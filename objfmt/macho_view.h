// What the Mach-O reader takes of a file's header, sections and symbols from a library: LIEF
// (macho_lief.cpp), or LLVM's own reader (macho_llvm.cpp) where LIEF is not installed: one of the
// two files is empty. Names and numbers as in mach-o/loader.h and mach-o/nlist.h.
#pragma once

#include "wexnc/support/result.h"

#include <cstdint>
#include <span>
#include <string>
#include <vector>

namespace wexn::objfmt {

struct MachoSection {
  std::string name; // without its segment
  uint64_t address = 0, size = 0, offset = 0;
  uint32_t align_log2 = 0, flags = 0;
  uint32_t relocation_offset = 0, relocations = 0;
};

struct MachoSymbol {
  std::string name;
  uint8_t type = 0;
  uint8_t section = 0; // counted from 1; 0: none
  uint16_t description = 0;
  uint64_t value = 0;
};

struct MachoView {
  uint32_t cpu_type = 0, file_type = 0, flags = 0;
  std::vector<MachoSection> sections;
  std::vector<MachoSymbol> symbols;
};

// REQUIRES: what the load commands speak of lies within the file. Errors: BadObject.
[[nodiscard]] Result<MachoView> view_macho(std::span<const uint8_t> file);

} // namespace wexn::objfmt
