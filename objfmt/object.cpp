// What ELF and Mach-O have in common: addresses, relocated contents, lookups.
#include "objfmt/object.h"

#include <algorithm>
#include <cstring>

namespace wexn::objfmt {
namespace {

// Far from zero, so that a null pointer or a small number leads nowhere.
constexpr uint64_t kFirstAddress = 0x1000000;
constexpr uint64_t kUndefinedStep = 16;

bool is_table(const Section &section) {
  return section.row && section.row->role == SectionRole::Table;
}

template <typename T> void put(uint8_t *at, uint64_t value) {
  T narrow = static_cast<T>(value);
  std::memcpy(at, &narrow, sizeof narrow);
}

} // namespace

RelocKind reloc_kind(Arch arch, ObjectFormat format, uint32_t number) {
#define RELOCATION(processor, of_format, name, of_number, kind)                                    \
  if (arch == Arch::processor && format == ObjectFormat::of_format && number == of_number)         \
    return RelocKind::kind;
#include "objfmt/relocations.def"
  return RelocKind::Other;
}

Error bad_object(std::string detail) {
  Error error;
  error.id = ErrorId::BadObject;
  error.detail = std::move(detail);
  return error;
}

namespace {

constexpr uint8_t kElf[] = {0x7f, 'E', 'L', 'F'}, kMachO[] = {0xcf, 0xfa, 0xed, 0xfe};

bool starts(std::span<const uint8_t> file, std::span<const uint8_t> magic) {
  return file.size() >= magic.size() && std::equal(magic.begin(), magic.end(), file.begin());
}

} // namespace

Status check_magic(std::span<const uint8_t> start) {
  if (!starts(start, kElf) && !starts(start, kMachO))
    return bad_object("neither ELF nor 64-bit Mach-O");
  return ok_status();
}

Result<Object> read_object(std::span<const uint8_t> file) {
  TRY(check_magic(file));
  return starts(file, kElf) ? read_elf(file) : read_macho(file);
}

// Code first, then the rest by name, tables in the order of their code: as a linker would.
void Object::assign_addresses() {
  std::vector<uint32_t> order;
  for (uint32_t i = 0; i < sections.size(); ++i)
    if (sections[i].alloc)
      order.push_back(i);
  auto rank = [&](uint32_t i) { return sections[i].code ? 0 : is_table(sections[i]) ? 2 : 1; };
  std::sort(order.begin(), order.end(), [&](uint32_t a, uint32_t b) {
    if (rank(a) != rank(b))
      return rank(a) < rank(b);
    if (rank(a) != 2)
      return a < b;
    if (sections[a].name != sections[b].name)
      return sections[a].name < sections[b].name;
    return sections[a].link_order != sections[b].link_order
               ? sections[a].link_order < sections[b].link_order
               : a < b;
  });
  uint64_t next = kFirstAddress;
  std::string_view previous;
  std::vector<uint8_t> moved; // contents in the order of addresses, so that tables are in one piece
  for (uint32_t i : order) {
    Section &section = sections[i];
    uint64_t align = std::max<uint64_t>(section.align, 1);
    bool goes_on = is_table(section) && section.name == previous;
    if (!goes_on)
      align = std::max<uint64_t>(align, 16);
    uint64_t gap = (align - next % align) % align;
    next += gap;
    section.address = next;
    next += section.size;
    previous = section.name;
    if (section.has_bytes) {
      moved.resize(moved.size() + (goes_on ? gap : 0));
      auto from = data.begin() + static_cast<int64_t>(section.first_byte);
      section.first_byte = moved.size();
      moved.insert(moved.end(), from, from + static_cast<int64_t>(section.size));
    }
  }
  data = std::move(moved);
  next = (next + 0xffff) & ~uint64_t{0xffff};
  for (Symbol &symbol : symbols) {
    if (symbol.section != ~0u)
      symbol.address += sections[symbol.section].address;
    else if (symbol.undefined && !symbol.name.empty())
      symbol.address = next += kUndefinedStep;
  }
}

void Object::finish(const std::vector<Relocation> &relocations, bool give_addresses) {
  if (give_addresses)
    assign_addresses();
  for (const Relocation &r : relocations) {
    Section &section = sections[r.section];
    ++section.relocations;
    section.reloc_kinds |= 1u << static_cast<unsigned>(r.kind);
    if (r.kind == RelocKind::Other)
      section.other_reloc = r.number;
    if (r.symbol < symbols.size())
      ++symbols[r.symbol].references;
    if (section.code && r.symbol < symbols.size() && symbols[r.symbol].undefined)
      code_references.push_back({section.address + r.offset, r.symbol});
    if (section.code || !section.alloc || !section.has_bytes || r.symbol >= symbols.size())
      continue;
    uint64_t width = r.kind == RelocKind::Absolute64 || r.kind == RelocKind::Relative64 ? 8 : 4;
    if (r.kind == RelocKind::Code || r.kind == RelocKind::Other || r.offset > section.size ||
        section.size - r.offset < width)
      continue;
    uint64_t value = symbols[r.symbol].address + static_cast<uint64_t>(r.addend);
    if (r.kind == RelocKind::Relative32 || r.kind == RelocKind::Relative64)
      value -= section.address + r.offset;
    uint8_t *at = data.data() + section.first_byte + r.offset;
    width == 8 ? put<uint64_t>(at, value) : put<uint32_t>(at, value);
  }
  for (uint32_t i = 0; i < sections.size(); ++i)
    if (sections[i].alloc && sections[i].size)
      by_address_.push_back(i);
  std::sort(by_address_.begin(), by_address_.end(),
            [&](uint32_t a, uint32_t b) { return sections[a].address < sections[b].address; });
  for (uint32_t i = 0; i < symbols.size(); ++i) {
    const Symbol &symbol = symbols[i];
    if (symbol.name.empty() || (symbol.section == ~0u && !symbol.undefined))
      continue;
    symbol_by_name_.emplace(symbol.name, i);
    auto [it, is_new] = symbol_at_.emplace(symbol.address, i);
    // Of several names for one place the sized one says most: a function or object.
    if (!is_new && symbols[it->second].size == 0 && symbol.size)
      it->second = i;
  }
}

const Section *Object::section_at(uint64_t address) const {
  auto it = std::upper_bound(by_address_.begin(), by_address_.end(), address,
                             [&](uint64_t a, uint32_t i) { return a < sections[i].address; });
  if (it == by_address_.begin())
    return nullptr;
  const Section &section = sections[*--it];
  return address - section.address < section.size ? &section : nullptr;
}

std::span<const uint8_t> Object::contents(const Section &section) const {
  if (!section.has_bytes)
    return {};
  return {data.data() + section.first_byte, section.size};
}

std::span<const uint8_t> Object::bytes(uint64_t address, uint64_t size) const {
  const Section *section = section_at(address);
  if (!section || !section->has_bytes || section->size - (address - section->address) < size)
    return {};
  return contents(*section).subspan(address - section->address, size);
}

const Symbol *Object::symbol_at(uint64_t address) const {
  auto it = symbol_at_.find(address);
  return it == symbol_at_.end() ? nullptr : &symbols[it->second];
}

Section Object::merged(std::string_view name) const {
  Section all;
  all.name = name;
  for (uint32_t i : by_address_) {
    const Section &section = sections[i];
    if (section.name != name)
      continue;
    if (!all.size) {
      all = section;
      continue;
    }
    if (!all.has_bytes || !section.has_bytes ||
        section.first_byte - all.first_byte != section.address - all.address)
      break; // a damaged file: our tables are in one piece
    all.size = section.address + section.size - all.address;
    all.relocations += section.relocations;
  }
  return all;
}

} // namespace wexn::objfmt
