// A read-only view of an object that wexnc wrote, ELF or Mach-O: sections, symbols, and the
// contents of data as they will be after linking. The sections of a relocatable object get
// addresses here, as a linker would give them, and relocations of data are applied, so that a
// pointer found in the contents leads to what it points to. Sections of one name among the unwind
// tables (wexn_*) lie one behind the other, in the order of the code they describe. Symbols that
// the object does not define get addresses of their own, where nothing lies.
#pragma once

#include "objfmt/sections.h"
#include "wexnc/support/result.h"
#include "wexnc/support/target.h"

#include <cstdint>
#include <map>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace wexn::objfmt {

struct Section {
  std::string name;
  const SectionRow *row = nullptr; // null: of a kind that our objects do not have
  uint64_t flags = 0;              // of the format
  uint64_t address = 0, size = 0, align = 1;
  uint64_t unit = 0; // ELF: of what linkers merge, as the file says
  bool alloc = false, code = false, writable = false, has_bytes = false;
  uint64_t first_byte = 0;   // offset in Object's contents, if has_bytes
  uint32_t link_order = ~0u; // index of the section that this one describes
  uint32_t relocations = 0;
  uint32_t reloc_kinds = 0; // those that occur, a bit for each RelocKind
  uint32_t other_reloc = 0; // number of the last one of kind Other
};

struct Symbol {
  std::string name;
  uint64_t address = 0, size = 0;
  uint32_t section = ~0u;  // ~0: undefined or absolute
  uint32_t references = 0; // relocations that name it
  bool undefined = false, weak = false, local = false, hidden = false, function = false;
};

// How a relocation changes its field: S + A or S + A - P (S symbol, A addend, P place) in 32 or 64
// bits; Code: part of an instruction; Other: not in relocations.def.
enum class RelocKind : uint8_t { Absolute64, Absolute32, Relative32, Relative64, Code, Other };
[[nodiscard]] RelocKind reloc_kind(Arch arch, ObjectFormat format, uint32_t number);
struct Relocation {
  uint64_t offset = 0; // in its section
  uint32_t section = 0, symbol = 0;
  uint32_t number = 0; // in the format
  RelocKind kind = RelocKind::Other;
  int64_t addend = 0;
};

// A place in code that refers to a symbol the object does not define.
struct CodeReference {
  uint64_t address = 0;
  uint32_t symbol = 0;
};

class Object {
public:
  ObjectFormat format = ObjectFormat::Elf;
  Arch arch = Arch::X86_64;
  bool relocatable = false;
  bool scatters = false; // Mach-O: the linker may take sections apart at symbols
  std::vector<Section> sections;
  std::vector<Symbol> symbols;
  std::vector<CodeReference> code_references; // of relocatable objects

  // Contents at an address, `size` bytes of them; empty if there are none.
  [[nodiscard]] std::span<const uint8_t> bytes(uint64_t address, uint64_t size) const;
  [[nodiscard]] std::span<const uint8_t> contents(const Section &section) const;
  [[nodiscard]] const Section *section_at(uint64_t address) const;
  // The defined function or object that starts at the address, or the undefined symbol it stands
  // for.
  [[nodiscard]] const Symbol *symbol_at(uint64_t address) const;
  // All sections of this name together, as they will lie after linking, up to a gap in memory or
  // contents. size 0: there are none.
  [[nodiscard]] Section merged(std::string_view name) const;

  // For the readers: gives addresses, if the file has none, applies relocations, makes the indices.
  void finish(const std::vector<Relocation> &relocations, bool give_addresses);
  std::vector<uint8_t> data; // contents of all sections, by Section::first_byte

private:
  void assign_addresses();
  std::vector<uint32_t> by_address_; // sections
  std::map<uint64_t, uint32_t> symbol_at_;
  std::map<std::string_view, uint32_t> symbol_by_name_;
};

// Whether a file that begins so is of one of the formats. Errors: BadObject.
[[nodiscard]] Status check_magic(std::span<const uint8_t> start);

// Errors: BadObject.
[[nodiscard]] Result<Object> read_object(std::span<const uint8_t> file);

// The readers of the formats. Called by read_object, which looks at the magic number.
[[nodiscard]] Result<Object> read_elf(std::span<const uint8_t> file);
[[nodiscard]] Result<Object> read_macho(std::span<const uint8_t> file);

[[nodiscard]] Error bad_object(std::string detail);

} // namespace wexn::objfmt
