// Checks of an emitted object.
#include "objfmt/check.h"

#include "objfmt/sections.h"

#include <cstring>
#include <wexn/abi/types.h>

namespace wexn::objfmt {
namespace {

#define WEXN_STRING_(x) #x
#define WEXN_STRING(x) WEXN_STRING_(x)

constexpr SectionId kTables[] = {SectionId::Funcs, SectionId::Sites, SectionId::Inline,
                                 SectionId::Chains};

bool is_known_undefined(std::string_view name, ObjectFormat format) {
#define RUNTIME_CALL(call, result, parameters, effects)                                            \
  if (name == "wexn_rt_" #call)                                                                    \
    return true;
#include <wexn/abi/runtime_calls.def>
#define RUNTIME_PART(part)                                                                         \
  if (name == "wexn_rt_" #part)                                                                    \
    return true;
#define THREAD_PART RUNTIME_PART
#include <wexn/abi/runtime_parts.def>
#define LIBCALL(call)                                                                              \
  if (name == call)                                                                                \
    return true;
#include "objfmt/libcalls.def"
  for (SectionId table : kTables)
    if (name == bound_symbol(table, format, false) || name == bound_symbol(table, format, true))
      return true;
  return name == WEXN_STRING(WEXN_ABI_SYMBOL) || name == "_GLOBAL_OFFSET_TABLE_";
}

unwind::Section table_section(const Object &object, SectionId id) {
  Section s = object.merged(section_name(id, object.format));
  const Section *first = s.size ? object.section_at(s.address) : nullptr;
  if (!first || !first->has_bytes)
    return {};
  // The pieces of a table lie one behind the other (object.h), so the first leads to all.
  return {object.contents(*first).data(), s.size, s.address};
}

std::string hex(uint64_t value) {
  char buffer[24];
  std::snprintf(buffer, sizeof buffer, "0x%llx", static_cast<unsigned long long>(value));
  return buffer;
}

uint32_t bits(std::initializer_list<RelocKind> kinds) {
  uint32_t all = 0;
  for (RelocKind kind : kinds)
    all |= 1u << static_cast<unsigned>(kind);
  return all;
}

// Which relocations a section of this role may have.
uint32_t allowed_relocations(SectionRole role) {
  switch (role) {
  case SectionRole::Code:
    return bits({RelocKind::Code, RelocKind::Relative32});
  case SectionRole::Constants:
    return bits({RelocKind::Relative32, RelocKind::Relative64});
  case SectionRole::Pointers: // and tables of code relative to themselves
    return bits({RelocKind::Absolute64, RelocKind::Relative32});
  case SectionRole::Frames:
    return bits({RelocKind::Absolute64, RelocKind::Relative32, RelocKind::Relative64});
  case SectionRole::Note:
    return 0;
  case SectionRole::Table:
    return bits({RelocKind::Relative32});
  }
  bug("section role");
}

// Flags that say what a section is: of ELF those of sections.def, membership in a group apart.
uint64_t kind_flags(const Section &section, ObjectFormat format) {
  uint64_t known = 0;
  for (SectionId id : {SectionId::Text, SectionId::Pointers, SectionId::Strings, SectionId::Funcs})
    known |= section_row(id).elf_flags;
  return format == ObjectFormat::Elf ? section.flags & known : section.flags;
}

std::optional<std::string> check_section(const Section &section, ObjectFormat format) {
  const SectionRow *row = section.row;
  if (!row)
    return "section " + section.name + " is none that an object of ours has";
  const uint64_t flags = format == ObjectFormat::Elf ? row->elf_flags : row->macho_flags;
  if (kind_flags(section, format) != flags)
    return "section " + section.name + " has flags " + hex(section.flags) + ", not " + hex(flags);
  if (format == ObjectFormat::Elf &&
      (section.unit != row->unit || (row->unit != 0 && section.size % row->unit != 0)))
    return "section " + section.name + " has " + std::to_string(section.size) +
           " bytes that linkers merge by " + std::to_string(section.unit) + ", not by " +
           std::to_string(row->unit);
  if (section.align < row->align)
    return "section " + section.name + " is aligned to " + std::to_string(section.align) +
           " bytes only";
  if (section.reloc_kinds & ~allowed_relocations(row->role))
    return "section " + section.name + " has relocations that it may not have" +
           (section.other_reloc ? ": " + std::to_string(section.other_reloc) : "");
  return std::nullopt;
}

std::optional<std::string> check_sections(const Object &object) {
  for (const Section &section : object.sections)
    if (section.size && (section.alloc || section.row))
      if (auto problem = check_section(section, object.format))
        return problem;
  return std::nullopt;
}

// Whether the instruction that ends before the address is a call.
bool is_behind_call(const Object &object, uint64_t address) {
  if (object.arch == Arch::AArch64) {
    const std::span<const uint8_t> code = object.bytes(address - 4, 4);
    uint32_t instr = 0;
    if (code.size() == 4)
      std::memcpy(&instr, code.data(), 4);
    return (instr & 0xfc00'0000) == 0x9400'0000 || // bl
           (instr & 0xffff'fc1f) == 0xd63f'0000;   // blr
  }
  if (const auto direct = object.bytes(address - 5, 5); !direct.empty() && direct[0] == 0xe8)
    return true;
  // ff /2: opcode, ModRM, perhaps SIB and a displacement.
  for (const uint64_t length : {2u, 3u, 4u, 6u, 7u}) {
    const auto code = object.bytes(address - length, length);
    if (code.empty() || code[0] != 0xff || (code[1] & 0x38) != 0x10)
      continue;
    const unsigned mod = code[1] >> 6, rm = code[1] & 7;
    const bool sib = mod != 3 && rm == 4;
    const bool wide = mod == 2 || (mod == 0 && (rm == 5 || (sib && (code[2] & 7) == 5)));
    if (length == 2u + sib + (wide ? 4 : mod == 1 ? 1 : 0))
      return true;
  }
  return false;
}

std::optional<std::string> check_block(const Object &object, const unwind::Tables &tables,
                                       const unwind::Function &f, const unwind::Block &block,
                                       const std::string &name) {
  uint32_t last = 0;
  for (uint32_t i = 0; i < block.num_sites; ++i) {
    unwind::Site site;
    if (!unwind::read_site(tables, block, i, site))
      return name + ": call site " + std::to_string(i) + " cannot be read";
    if (site.return_offset <= last && i)
      return name + ": call sites are not in order";
    last = site.return_offset;
    if (site.return_offset > f.size)
      return name + ": a call site is outside of the function";
    if (!is_behind_call(object, f.start + site.return_offset))
      return name + ": call site " + std::to_string(i) + " is not behind a call";
    unwind::Clause clause;
    uint64_t cursor = site.clauses;
    uint32_t clauses = 0;
    while (unwind::next_clause(tables, cursor, clause))
      ++clauses;
    if (!clauses)
      return name + ": a call site has no clauses";
  }
  return std::nullopt;
}

// Rows and functions are both in the order of addresses: walk them together.
std::optional<std::string> check_tables(const Object &object) {
  unwind::Tables tables = unwind_tables(object);
  std::map<uint64_t, const Symbol *> functions;
  for (const Symbol &s : object.symbols)
    if (s.function && s.section != ~0u && s.size && object.sections[s.section].code)
      functions.emplace(s.address, &s);
  uint32_t rows = unwind::num_functions(tables);
  if (rows != functions.size())
    return "there are " + std::to_string(functions.size()) + " functions and " +
           std::to_string(rows) + " rows in the unwind tables";
  auto it = functions.begin();
  for (uint32_t row = 0; row < rows; ++row, ++it) {
    unwind::Function f;
    const Symbol &symbol = *it->second;
    if (!unwind::read_function(tables, row, f))
      return "row " + std::to_string(row) + " of the unwind tables cannot be read";
    // Mach-O symbols have no size: what is known there is the distance to the next, with padding.
    // ELF's leave out what the tables count in: padding, the mark of functions with handlers.
    const uint64_t padded =
        (symbol.size + unwind::kSizeUnit - 1) & ~uint64_t{unwind::kSizeUnit - 1};
    unwind::Block block;
    if (f.has_block && !unwind::read_block(tables, f, block))
      return symbol.name + ": its block of the unwind tables cannot be read";
    const bool marked = f.has_block && block.num_sites;
    bool same_size = object.format == ObjectFormat::Elf
                         ? f.size == padded + (marked ? unwind::kMarkBytes : 0)
                         : f.size <= symbol.size;
    if (f.start != symbol.address || !same_size)
      return symbol.name + ": its row has " + hex(f.start) + " with " + std::to_string(f.size) +
             " bytes, the symbol " + hex(symbol.address) + " with " + std::to_string(symbol.size);
    if (f.has_block)
      if (auto problem = check_block(object, tables, f, block, symbol.name))
        return problem;
    // Mach-O: the linker keeps or drops what lies between two symbols.
    if (object.format == ObjectFormat::MachO && object.relocatable &&
        !object.symbol_at(tables.funcs.address + uint64_t{row} * unwind::kRowBytes))
      return symbol.name + ": its row has no symbol";
  }
  return std::nullopt;
}

std::optional<std::string> check_inline_block(const unwind::InlineTables &tables,
                                              const unwind::InlineFunction &f,
                                              const Symbol &symbol) {
  unwind::InlineRange range;
  unwind::InlineNode node;
  uint32_t last = 0;
  for (uint32_t i = 0; i < f.num_ranges; ++i, last = range.offset)
    if (!unwind::read_range(tables, f, i, range) || range.offset < last ||
        range.offset > symbol.size)
      return symbol.name + ": range " + std::to_string(i) +
             " of its inlined code is not in order, outside of the function, or nobody's";
  uint64_t cursor = f.nodes;
  for (uint32_t i = 0; i < f.num_nodes; ++i)
    if (!unwind::next_node(tables, f.lines, cursor, node) || node.parent > i)
      return symbol.name + ": its chains of inlined functions do not end";
  unwind::SourcePlace place;
  for (uint32_t i = 0; f.lines && i < f.num_ranges; ++i)
    if (!unwind::next_place(tables, cursor, place))
      return symbol.name + ": the lines of its ranges cannot be read";
  return std::nullopt;
}

std::optional<std::string> check_inline_tables(const Object &object) {
  const unwind::InlineTables tables = inline_tables(object);
  if (tables.rows.size % unwind::kInlineRowBytes != 0)
    return "the inline tables end within a row";
  uint64_t last = 0;
  for (uint32_t row = 0; row < tables.rows.size / unwind::kInlineRowBytes; ++row) {
    unwind::InlineFunction f;
    if (!unwind::read_inline_row(tables, row, f))
      return "row " + std::to_string(row) + " of the inline tables cannot be read";
    const Symbol *symbol = object.symbol_at(f.start);
    if (!symbol || !symbol->function || (row && f.start <= last))
      return "row " + std::to_string(row) +
             " of the inline tables is of no function, or not in order";
    last = f.start;
    if (auto problem = check_inline_block(tables, f, *symbol))
      return problem;
  }
  return std::nullopt;
}

TableCounts count_tables(const unwind::Tables &tables) {
  TableCounts counts;
  counts.functions = unwind::num_functions(tables);
  for (uint32_t row = 0; row < counts.functions; ++row) {
    unwind::Function f;
    unwind::Block block;
    if (!unwind::read_function(tables, row, f) || !f.has_block ||
        !unwind::read_block(tables, f, block))
      continue;
    counts.functions_in_try += block.num_sites != 0;
    counts.call_sites += block.num_sites;
  }
  return counts;
}

} // namespace

unwind::Tables unwind_tables(const Object &object) {
  unwind::Tables tables;
  tables.funcs = table_section(object, SectionId::Funcs);
  tables.sites = table_section(object, SectionId::Sites);
  tables.machine = object.arch == Arch::X86_64          ? unwind::Machine::X86_64
                   : object.format == ObjectFormat::Elf ? unwind::Machine::AArch64Elf
                                                        : unwind::Machine::AArch64MachO;
  return tables;
}

unwind::InlineTables inline_tables(const Object &object) {
  unwind::InlineTables tables;
  tables.rows = table_section(object, SectionId::Inline);
  tables.chains = table_section(object, SectionId::Chains);
  return tables;
}

std::optional<std::string> check_object(const Object &object) {
  if (object.format == ObjectFormat::MachO && object.relocatable && !object.scatters)
    return "linkers would take the object's sections as a whole";
  for (const Symbol &s : object.symbols)
    if (s.undefined && !s.name.empty() && !is_known_undefined(s.name, object.format))
      return "the object needs " + s.name + ", which no library of ours defines";
  if (auto problem = check_sections(object))
    return problem;
  if (auto problem = check_tables(object))
    return problem;
  return check_inline_tables(object);
}

std::optional<std::string> check_object(std::span<const uint8_t> file,
                                        const TableCounts &expected) {
  Result<Object> object = read_object(file);
  if (!object.ok())
    return object.error().detail;
  if (auto problem = check_object(object.value()))
    return problem;
  const TableCounts found = count_tables(unwind_tables(object.value()));
  auto text = [](const TableCounts &c) {
    return std::to_string(c.functions) + " functions, " + std::to_string(c.functions_in_try) +
           " of them with " + std::to_string(c.call_sites) + " call sites in a try";
  };
  if (found != expected)
    return "the unwind tables have " + text(found) + "; the code has " + text(expected);
  return std::nullopt;
}

} // namespace wexn::objfmt
