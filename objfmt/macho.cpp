// Mach-O -> Object; header, sections and symbols through a library (macho_view.h). Relocations are
// read from the file itself: a difference of two symbols has two at one address, of which LIEF
// keeps one (mach-o/x86_64/reloc.h, mach-o/arm64/reloc.h).
#include "objfmt/macho_view.h"
#include "objfmt/object.h"

#include <algorithm>
#include <cstring>

namespace wexn::objfmt {
namespace {

constexpr uint32_t kSectionTypeMask = 0xff, kZeroFill = 1;
constexpr uint8_t kTypeMask = 0x0e, kTypeSection = 0x0e, kTypeUndefined = 0, kExternal = 1,
                  kPrivate = 0x10, kStab = 0xe0;
constexpr uint16_t kWeakDefinition = 0x80, kWeakReference = 0x40;
constexpr uint32_t kSubsectionsViaSymbols = 0x2000;
constexpr uint32_t kCpuX86_64 = 0x01000007, kCpuArm64 = 0x0100000c,
                   kRelocatable = 1; // cputype, MH_OBJECT
constexpr uint32_t kMagic64 = 0xfeedfacf;
constexpr uint32_t kUnsigned = 0;
constexpr uint32_t kSubtractorX86 = 5, kSubtractorArm = 1;
constexpr size_t kRelocBytes = 8;

constexpr uint32_t kSegment64 = 0x19, kSymtab = 2;
constexpr size_t kHeaderBytes = 32, kSegmentBytes = 72, kSymbolBytes = 16;

uint64_t number(std::span<const uint8_t> file, size_t at, size_t bytes) {
  uint64_t value = 0;
  if (at <= file.size() && file.size() - at >= bytes)
    std::memcpy(&value, file.data() + at, bytes);
  return value;
}
uint32_t word(std::span<const uint8_t> file, size_t at) {
  return static_cast<uint32_t>(number(file, at, 4));
}

// A load command: where it starts in the file.
struct Command {
  uint32_t kind = 0;
  size_t at = 0;
};
std::vector<Command> load_commands(std::span<const uint8_t> file) {
  std::vector<Command> commands;
  size_t at = kHeaderBytes;
  for (uint32_t n = word(file, 16); n > 0 && at < file.size(); --n) {
    commands.push_back({word(file, at), at});
    const uint32_t size = word(file, at + 4);
    if (size < 8)
      break;
    at += size;
  }
  return commands;
}

// Whether all that the load commands speak of is there. A library may take what it finds.
bool is_whole(std::span<const uint8_t> file) {
  auto fits = [&](uint64_t offset, uint64_t bytes) {
    return offset <= file.size() && file.size() - offset >= bytes;
  };
  if (!fits(kHeaderBytes, word(file, 20)))
    return false;
  for (const Command &c : load_commands(file)) {
    if (c.kind == kSegment64 && !fits(number(file, c.at + 40, 8), number(file, c.at + 48, 8)))
      return false;
    if (c.kind == kSymtab &&
        (!fits(word(file, c.at + 8), uint64_t{word(file, c.at + 12)} * kSymbolBytes) ||
         !fits(word(file, c.at + 16), word(file, c.at + 20))))
      return false;
  }
  return true;
}

// struct relocation_info, decoded.
struct RawReloc {
  uint32_t offset = 0, symbol = 0, type = 0, length_log2 = 0;
  bool external = false;
};

class Reader {
public:
  Reader(const MachoView &view, std::span<const uint8_t> file) : view_(view), file_(file) {}

  Result<Object> read() {
    object_.format = ObjectFormat::MachO;
    object_.arch = view_.cpu_type == kCpuArm64 ? Arch::AArch64 : Arch::X86_64;
    object_.relocatable = view_.file_type == kRelocatable;
    object_.scatters = view_.flags & kSubsectionsViaSymbols;
    object_.sections.emplace_back(); // sections are counted from 1
    std::vector<std::string> segments = segment_names();
    for (const MachoSection &s : view_.sections)
      TRY(add_section(s, object_.sections.size() <= segments.size()
                             ? segments[object_.sections.size() - 1]
                             : ""));
    read_symbols();
    uint32_t index = 0;
    for (const MachoSection &s : view_.sections)
      TRY(apply_relocations(++index, s));
    object_.finish({}, false); // sections have addresses, and relocations are applied
    return std::move(object_);
  }

private:
  const MachoView &view_;
  std::span<const uint8_t> file_;
  Object object_;

  // In objects all sections are in one segment without a name; theirs is in the section's header
  // (mach-o/loader.h: section_64 in LC_SEGMENT_64).
  std::vector<std::string> segment_names() const {
    constexpr size_t kSection = 80, kName = 16, kCount = 64;
    std::vector<std::string> names;
    for (const Command &command : load_commands(file_)) {
      if (command.kind != kSegment64)
        continue;
      for (uint32_t i = 0; i < word(file_, command.at + kCount); ++i) {
        size_t name = command.at + kSegmentBytes + i * kSection + kName;
        if (name + kName > file_.size())
          return names;
        const char *text = reinterpret_cast<const char *>(file_.data()) + name;
        names.emplace_back(text, strnlen(text, kName));
      }
    }
    return names;
  }

  Status add_section(const MachoSection &s, const std::string &segment) {
    Section section;
    section.name = segment + "," + s.name;
    section.address = s.address;
    section.size = s.size;
    section.align = uint64_t{1} << std::min(s.align_log2, 31u);
    section.row = find_section(section.name, ObjectFormat::MachO);
    section.flags = s.flags;
    section.code = section.row && section.row->role == SectionRole::Code;
    section.alloc = segment != "__DWARF" && segment != "__LD";
    section.writable = segment == "__DATA";
    section.relocations = s.relocations;
    if ((s.flags & kSectionTypeMask) != kZeroFill) {
      if (s.offset > file_.size() || section.size > file_.size() - s.offset)
        return bad_object("section " + section.name + " reaches beyond the end of the file");
      if (object_.data.size() + section.size > file_.size())
        return bad_object("sections overlap");
      const auto content = file_.subspan(s.offset, section.size);
      section.has_bytes = true;
      section.first_byte = object_.data.size();
      object_.data.insert(object_.data.end(), content.begin(), content.end());
    }
    object_.sections.push_back(std::move(section));
    return ok_status();
  }

  // Undefined symbols get addresses behind all sections; functions end where the next one begins.
  void read_symbols() {
    uint64_t undefined = 0;
    for (const Section &s : object_.sections)
      undefined = std::max(undefined, s.address + s.size);
    undefined = (undefined + 0xffff) & ~uint64_t{0xffff};
    std::vector<std::pair<uint64_t, size_t>> functions;
    size_t text_bytes = 0; // as far as that is what a file of this size can have
    for (const MachoSymbol &s : view_.symbols) {
      Symbol symbol;
      text_bytes += s.name.size();
      if (text_bytes > 4 * file_.size())
        break;
      // Names of C have an underscore in front of them.
      symbol.name = s.name.starts_with("_") ? s.name.substr(1) : s.name;
      symbol.address = s.value;
      bool debugging = s.type & kStab;
      if (!debugging && (s.type & kTypeMask) == kTypeSection && s.section < object_.sections.size())
        symbol.section = s.section;
      symbol.undefined = !debugging && (s.type & kTypeMask) == kTypeUndefined;
      symbol.local = !(s.type & kExternal);
      symbol.hidden = s.type & kPrivate;
      symbol.weak = s.description & (symbol.undefined ? kWeakReference : kWeakDefinition);
      if (symbol.undefined)
        symbol.address = undefined += 16;
      // Labels of the assembler itself start with l or L.
      bool label = symbol.name.starts_with("ltmp") || symbol.name.starts_with("L");
      symbol.function = symbol.section != ~0u && object_.sections[symbol.section].code && !label;
      if (symbol.function)
        functions.emplace_back(symbol.address, object_.symbols.size());
      object_.symbols.push_back(std::move(symbol));
    }
    std::sort(functions.begin(), functions.end());
    for (size_t i = 0; i < functions.size(); ++i) {
      Symbol &symbol = object_.symbols[functions[i].second];
      const Section &section = object_.sections[symbol.section];
      uint64_t end = section.address + section.size;
      if (i + 1 < functions.size())
        end = std::min(end, functions[i + 1].first);
      symbol.size = end - symbol.address;
    }
  }

  RawReloc raw_reloc(uint64_t at) const {
    uint32_t words[2];
    std::memcpy(words, file_.data() + at, sizeof words);
    return {words[0], words[1] & 0xffffff, words[1] >> 28, words[1] >> 25 & 3,
            (words[1] >> 27 & 1) != 0};
  }

  // What a relocation does; a SUBTRACTOR together with what comes behind it. Other: linkers refuse
  // it.
  RelocKind kind_of(const RawReloc &r, const RawReloc *next) const {
    const RelocKind kind = reloc_kind(object_.arch, ObjectFormat::MachO, r.type);
    if (r.type == kUnsigned)
      return r.length_log2 == 3   ? kind
             : r.length_log2 == 2 ? RelocKind::Absolute32
                                  : RelocKind::Other;
    if (r.type != subtractor())
      return kind;
    if (!r.external || !next || next->type != kUnsigned || next->length_log2 != r.length_log2)
      return RelocKind::Other;
    return r.length_log2 == 3 ? RelocKind::Relative64 : kind;
  }

  uint32_t subtractor() const {
    return object_.arch == Arch::X86_64 ? kSubtractorX86 : kSubtractorArm;
  }

  // In place is the addend; for relocations by section (not external) already the whole address.
  Status apply_relocations(uint32_t index, const MachoSection &s) {
    Section &section = object_.sections[index];
    uint64_t first = s.relocation_offset, count = s.relocations;
    if (first > file_.size() || count > (file_.size() - first) / kRelocBytes)
      return bad_object("damaged relocations");
    uint64_t minus = 0;
    bool has_minus = false;
    for (uint64_t i = 0; i < count; ++i) {
      RawReloc r = raw_reloc(first + i * kRelocBytes);
      RawReloc next = i + 1 < count ? raw_reloc(first + (i + 1) * kRelocBytes) : r;
      if (!has_minus) {
        const RelocKind kind = kind_of(r, i + 1 < count ? &next : nullptr);
        section.reloc_kinds |= 1u << static_cast<unsigned>(kind);
        if (kind == RelocKind::Other)
          section.other_reloc = r.type;
      }
      if (r.external && r.symbol >= object_.symbols.size())
        return bad_object("damaged relocations");
      if (r.external)
        ++object_.symbols[r.symbol].references;
      if (section.code && r.external && object_.symbols[r.symbol].undefined)
        object_.code_references.push_back({section.address + r.offset, r.symbol});
      uint64_t symbol = r.external ? object_.symbols[r.symbol].address : 0;
      if (r.type == subtractor()) {
        minus = symbol;
        has_minus = true;
        continue;
      }
      size_t width = size_t{1} << r.length_log2;
      if (!section.code && section.has_bytes && r.type == kUnsigned && width >= 4 &&
          r.offset <= section.size && section.size - r.offset >= width) {
        uint8_t *at = object_.data.data() + section.first_byte + r.offset;
        uint64_t value = 0;
        std::memcpy(&value, at, width);
        value += symbol - (has_minus ? minus : 0);
        std::memcpy(at, &value, width);
      }
      has_minus = false;
    }
    return ok_status();
  }
};

} // namespace

Result<Object> read_macho(std::span<const uint8_t> file) {
  if (!is_whole(file))
    return bad_object("the file is truncated");
  if (word(file, 0) != kMagic64 || (word(file, 4) != kCpuX86_64 && word(file, 4) != kCpuArm64))
    return bad_object("not a Mach-O file for x86-64 or arm64");
  TRY_ASSIGN(const MachoView view, view_macho(file));
  return Reader(view, file).read();
}

} // namespace wexn::objfmt
