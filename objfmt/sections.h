// The rows of sections.def as data: what sections are called in each format, and what for.
#pragma once

#include "wexnc/support/target.h"

#include <cstdint>
#include <string>
#include <string_view>

namespace wexn::objfmt {

enum class SectionRole : uint8_t {
  Code,
  Constants, // read-only; relative addresses at most
  Pointers,  // read-only once the program was loaded: addresses
  Frames,    // call frame information for debuggers and other unwinders
  Note,      // for linker and loader; no addresses
  Table,     // tables of our own
};

enum class SectionId : uint8_t {
#define SECTION(id, ...) id,
#include "objfmt/sections.def"
};

struct SectionRow {
  SectionId id;
  SectionRole role;
  const char *elf_name;
  uint64_t elf_flags;
  const char *macho_segment, *macho_name;
  uint32_t macho_flags;
  uint32_t align;
  uint32_t unit;
};

[[nodiscard]] const SectionRow &section_row(SectionId id);

// As Object names sections: Mach-O's have the form "segment,section".
[[nodiscard]] std::string section_name(SectionId id, ObjectFormat format);
// The row of a section, ".rodata.name" belonging to ".rodata"; null: no row of that name.
[[nodiscard]] const SectionRow *find_section(std::string_view name, ObjectFormat format);

// The symbol that linkers define for the first byte of all sections of this name in a program, or
// for the byte behind them; as it stands in the object.
[[nodiscard]] std::string bound_symbol(SectionId id, ObjectFormat format, bool end);

} // namespace wexn::objfmt
