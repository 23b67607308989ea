// Checks of an emitted object.
#include "objfmt/check.h"

#include "objfmt/sections.h"

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
#define LIBCALL(call)                                                                              \
  if (name == call)                                                                                \
    return true;
#include "objfmt/libcalls.def"
  for (SectionId table : kTables)
    if (name == bound_symbol(table, format, false) || name == bound_symbol(table, format, true))
      return true;
  return name == WEXN_STRING(WEXN_ABI_SYMBOL) || name == "wexn_rt_heap" ||
         name == "_GLOBAL_OFFSET_TABLE_";
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

std::optional<std::string> check_block(const unwind::Tables &tables, const unwind::Function &f,
                                       const std::string &name) {
  unwind::Block block;
  if (!unwind::read_block(tables, f, block))
    return name + ": its block of the unwind tables cannot be read";
  uint32_t last = 0;
  for (uint32_t i = 0; i < block.num_sites; ++i) {
    unwind::Site site;
    if (!unwind::read_site(tables, block, i, site))
      return name + ": call site " + std::to_string(i) + " cannot be read";
    if (site.return_offset <= last && i)
      return name + ": call sites are not in order";
    last = site.return_offset;
    if (site.return_offset > f.size || site.pad_offset >= f.size)
      return name + ": a call site or landing pad is outside of the function";
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
    const bool marked = f.has_block && unwind::read_block(tables, f, block) && block.num_sites;
    bool same_size = object.format == ObjectFormat::Elf ? f.size == padded + (marked ? 4 : 0)
                                                        : f.size <= symbol.size;
    if (f.start != symbol.address || !same_size)
      return symbol.name + ": its row has " + hex(f.start) + " with " + std::to_string(f.size) +
             " bytes, the symbol " + hex(symbol.address) + " with " + std::to_string(symbol.size);
    if (f.has_block)
      if (auto problem = check_block(tables, f, symbol.name))
        return problem;
  }
  return std::nullopt;
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

std::optional<std::string> check_object(const Object &object) {
  for (const Symbol &s : object.symbols)
    if (s.undefined && !s.name.empty() && !is_known_undefined(s.name, object.format))
      return "the object needs " + s.name + ", which no library of ours defines";
  return check_tables(object);
}

std::optional<std::string> check_object(std::span<const uint8_t> file) {
  Result<Object> object = read_object(file);
  if (!object.ok())
    return object.error().detail;
  return check_object(object.value());
}

} // namespace wexn::objfmt
