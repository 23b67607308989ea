// See sections.h. The numbers of the flags: System V ABI, "Section Attribute Flags";
// mach-o/loader.h.
#include "objfmt/sections.h"

#include <span>

namespace wexn::objfmt {
namespace {

enum : uint64_t {
  SHF_WRITE = 1,
  SHF_ALLOC = 2,
  SHF_EXECINSTR = 4,
  SHF_MERGE = 0x10,
  SHF_STRINGS = 0x20,
  SHF_LINK_ORDER = 0x80,
};
enum : uint32_t {
  S_REGULAR = 0,
  S_CSTRING_LITERALS = 2,
  S_4BYTE_LITERALS = 3,
  S_8BYTE_LITERALS = 4,
  S_COALESCED = 0xb,
  S_16BYTE_LITERALS = 0xe,
  S_ATTR_SOME_INSTRUCTIONS = 0x400,
  S_ATTR_DEBUG = 0x2000000,
  S_ATTR_LIVE_SUPPORT = 0x8000000,
  S_ATTR_STRIP_STATIC_SYMS = 0x20000000,
  S_ATTR_NO_TOC = 0x40000000,
  S_ATTR_PURE_INSTRUCTIONS = 0x80000000,
};

constexpr SectionRow kRows[] = {
#define SECTION(id, role, elf, elf_flags, segment, section, macho_flags, align, unit)              \
  {SectionId::id, SectionRole::role, elf, elf_flags, segment, section, macho_flags, align, unit},
#include "objfmt/sections.def"
};

} // namespace

const SectionRow &section_row(SectionId id) { return kRows[static_cast<size_t>(id)]; }

std::string section_name(SectionId id, ObjectFormat format) {
  const SectionRow &row = section_row(id);
  if (format == ObjectFormat::Elf)
    return row.elf_name ? row.elf_name : "";
  return row.macho_name ? std::string(row.macho_segment) + "," + row.macho_name : "";
}

const SectionRow *find_section(std::string_view name, ObjectFormat format) {
  if (format == ObjectFormat::MachO) {
    const size_t comma = name.find(',');
    for (const SectionRow &row : kRows)
      if (row.macho_name && comma != name.npos && name.substr(0, comma) == row.macho_segment &&
          name.substr(comma + 1) == row.macho_name)
        return &row;
    return nullptr;
  }
  // The longest name that fits: .rodata.cst4 is no .rodata.
  const SectionRow *found = nullptr;
  size_t length = 0;
  for (const SectionRow &row : kRows) {
    const std::string_view known = row.elf_name ? row.elf_name : "";
    if (known.size() <= length || !name.starts_with(known))
      continue;
    if (name.size() == known.size() || (known[0] == '.' && name[known.size()] == '.')) {
      found = &row;
      length = known.size();
    }
  }
  return found;
}

std::string bound_symbol(SectionId id, ObjectFormat format, bool end) {
  const SectionRow &row = section_row(id);
  if (format == ObjectFormat::Elf)
    return (end ? "__stop_" : "__start_") + std::string(row.elf_name);
  return (end ? "section$end$" : "section$start$") + std::string(row.macho_segment) + "$" +
         row.macho_name;
}

} // namespace wexn::objfmt
