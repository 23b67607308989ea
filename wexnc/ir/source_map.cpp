// See source_map.h.
#include "wexnc/ir/source_map.h"

#include "llvm/DebugInfo/DWARF/DWARFContext.h"
#include "llvm/DebugInfo/DWARF/DWARFDebugLine.h"
#include "llvm/DebugInfo/DWARF/DWARFDie.h"
#include "llvm/DebugInfo/DWARF/DWARFUnit.h"

#include <algorithm>
#include <map>

namespace wexn::ir {

using namespace llvm;

class SourceMapReader {
public:
  SourceMapReader(const wasm::Module &module, SourceMap &out) : module_(module), out_(out) {}

  void read() {
    StringMap<std::unique_ptr<MemoryBuffer>> sections;
    for (const wasm::CustomSection &s : module_.customs)
      if (s.name.starts_with(".debug_"))
        sections[StringRef(s.name.data(), s.name.size()).drop_front()] = MemoryBuffer::getMemBuffer(
            StringRef(reinterpret_cast<const char *>(s.bytes.data()), s.bytes.size()), "", false);
    if (!sections.contains("debug_line") || !sections.contains("debug_info"))
      return;
    // Custom sections never make a module invalid: what cannot be read is as good as absent.
    auto ignore = [](Error error) { consumeError(std::move(error)); };
    const std::unique_ptr<DWARFContext> context =
        DWARFContext::create(sections, 4, true, ignore, ignore);
    for (const std::unique_ptr<DWARFUnit> &unit : context->compile_units()) {
      const DWARFDie root = unit->getUnitDIE(false);
      if (!root)
        continue;
      if (const DWARFDebugLine::LineTable *table = context->getLineTableForUnit(unit.get()))
        read_lines(*table, *unit);
      if (!out_.language_)
        out_.language_ =
            static_cast<uint16_t>(dwarf::toUnsigned(root.find(dwarf::DW_AT_language), 0));
      read_scopes(root, SourceMap::kNone, *unit, 0);
    }
    std::stable_sort(out_.lines_.begin(), out_.lines_.end(),
                     [](const SourceMap::Line &a, const SourceMap::Line &b) {
                       // The end of a sequence comes before the start of the next.
                       return a.offset != b.offset ? a.offset < b.offset : ends(a) && !ends(b);
                     });
    flatten();
    collect_names();
  }

private:
  const wasm::Module &module_;
  SourceMap &out_;
  std::map<std::pair<const DWARFUnit *, uint64_t>, uint32_t> file_of_unit_;
  std::map<uint64_t, uint32_t> function_numbers_; // by offset of the DIE
  struct Interval {
    uint64_t start, end;
    uint32_t scope;
  };
  std::vector<Interval> intervals_;
  static constexpr uint32_t kMaxDepth = 200; // of nested scopes; compilers do not get near

  static bool ends(const SourceMap::Line &line) { return line.file == SourceMap::kNone; }

  // Code that a linker dropped has an address of 0 or beyond everything.
  bool is_code(uint64_t start, uint64_t end) const {
    return start > 0 && start < end && end <= UINT32_MAX - 2;
  }

  uint32_t file(const DWARFDebugLine::LineTable *table, DWARFUnit &unit, uint64_t index) {
    const auto [known, is_new] = file_of_unit_.try_emplace({&unit, index}, SourceMap::kNone);
    if (!is_new || !table)
      return known->second;
    const char *directory = unit.getCompilationDir();
    std::string name;
    if (!table->getFileNameByIndex(index, directory ? directory : "",
                                   DILineInfoSpecifier::FileLineInfoKind::RelativeFilePath, name))
      return known->second;
    // Relative to the directory that the compiler ran in.
    SourceMap::File f{name.starts_with("/") || !directory ? "" : directory, name};
    const auto [number, added] = out_.file_numbers_.try_emplace(
        {f.directory, f.name}, static_cast<uint32_t>(out_.files_.size()));
    if (added)
      out_.files_.push_back(std::move(f));
    return known->second = number->second;
  }

  void read_lines(const DWARFDebugLine::LineTable &table, DWARFUnit &unit) {
    for (const DWARFDebugLine::Sequence &sequence : table.Sequences) {
      if (!is_code(sequence.LowPC, sequence.HighPC))
        continue;
      for (unsigned i = sequence.FirstRowIndex; i < sequence.LastRowIndex; ++i) {
        const DWARFDebugLine::Row &row = table.Rows[i];
        SourceMap::Line line{row.Address.Address + module_.code_offset, SourceMap::kNone, row.Line,
                             row.Column};
        if (!row.EndSequence)
          line.file = file(&table, unit, row.File);
        out_.lines_.push_back(line);
      }
    }
  }

  uint32_t function(DWARFDie die, DWARFUnit &unit) {
    DWARFDie origin = die.getAttributeValueAsReferencedDie(dwarf::DW_AT_abstract_origin);
    if (!origin)
      origin = die;
    const auto [known, is_new] = function_numbers_.try_emplace(
        origin.getOffset(), static_cast<uint32_t>(out_.functions_.size()));
    if (!is_new)
      return known->second;
    SourceMap::Function f;
    if (const char *name = die.getSubroutineName(DINameKind::ShortName))
      f.name = name;
    f.line = static_cast<uint32_t>(die.getDeclLine());
    DWARFUnit &home = origin.getDwarfUnit() ? *origin.getDwarfUnit() : unit;
    if (const auto number = dwarf::toUnsigned(die.findRecursively({dwarf::DW_AT_decl_file})))
      f.file = file(home.getContext().getLineTableForUnit(&home), home, *number);
    out_.functions_.push_back(std::move(f));
    return known->second;
  }

  // Functions and what is inlined into them.
  void read_scopes(DWARFDie die, uint32_t parent, DWARFUnit &unit, uint32_t depth) {
    if (depth > kMaxDepth)
      return;
    // children() would run past a list that nothing ends.
    for (DWARFDie child = die.getFirstChild(); child && !child.isNULL();
         child = child.getSibling()) {
      const dwarf::Tag tag = child.getTag();
      uint32_t inside = parent;
      if (tag == dwarf::DW_TAG_subprogram ||
          (tag == dwarf::DW_TAG_inlined_subroutine && parent != SourceMap::kNone)) {
        inside = scope(child, tag == dwarf::DW_TAG_subprogram ? SourceMap::kNone : parent, unit);
        if (inside == SourceMap::kNone)
          continue;
      } else if (tag != dwarf::DW_TAG_lexical_block && tag != dwarf::DW_TAG_namespace) {
        continue;
      }
      read_scopes(child, inside, unit, depth + 1);
    }
  }

  uint32_t scope(DWARFDie die, uint32_t parent, DWARFUnit &unit) {
    Expected<DWARFAddressRangesVector> ranges = die.getAddressRanges();
    if (!ranges) {
      consumeError(ranges.takeError());
      return SourceMap::kNone;
    }
    const auto number = static_cast<uint32_t>(out_.scopes_.size());
    bool any = false;
    for (const DWARFAddressRange &range : *ranges)
      if (is_code(range.LowPC, range.HighPC)) {
        intervals_.push_back(
            {range.LowPC + module_.code_offset, range.HighPC + module_.code_offset, number});
        any = true;
      }
    if (!any)
      return SourceMap::kNone;
    SourceMap::Scope s;
    s.function = function(die, unit);
    s.parent = parent;
    if (parent != SourceMap::kNone) {
      uint32_t call_file = 0, discriminator = 0;
      die.getCallerFrame(call_file, s.call_line, s.call_column, discriminator);
      s.call_file = file(unit.getContext().getLineTableForUnit(&unit), unit, call_file);
    }
    out_.scopes_.push_back(s);
    return number;
  }

  // Nested intervals -> consecutive ranges, each with its innermost scope. Outer scopes were found
  // before inner ones and stay before them when they start together.
  void flatten() {
    std::stable_sort(intervals_.begin(), intervals_.end(),
                     [](const Interval &a, const Interval &b) { return a.start < b.start; });
    std::vector<Interval> open;
    auto close = [&](uint64_t until) {
      while (!open.empty() && open.back().end <= until) {
        const uint64_t end = open.back().end;
        open.pop_back();
        out_.ranges_.push_back({end, open.empty() ? SourceMap::kNone : open.back().scope});
      }
    };
    for (const Interval &interval : intervals_) {
      close(interval.start);
      out_.ranges_.push_back({interval.start, interval.scope});
      open.push_back(interval);
      if (open.size() > 1) // a scope never ends after the one that it is in
        open.back().end = std::min(interval.end, open[open.size() - 2].end);
    }
    close(UINT64_MAX);
  }

  void collect_names() {
    for (const SourceMap::File &f : out_.files_)
      out_.names_.push_back(f.directory.empty() ? f.name : f.directory + "/" + f.name);
    std::map<std::string_view, uint32_t> known;
    for (const SourceMap::Scope &scope : out_.scopes_) {
      SourceMap::Function &f = out_.functions_[scope.function];
      if (scope.parent == SourceMap::kNone || f.name.empty())
        continue;
      const auto [number, is_new] =
          known.try_emplace(f.name, static_cast<uint32_t>(out_.names_.size()));
      if (is_new)
        out_.names_.push_back(f.name);
      f.name_number = number->second;
    }
  }
};

SourceMap SourceMap::read(const wasm::Module &module) {
  SourceMap map;
  SourceMapReader(module, map).read();
  return map;
}

const SourceMap::Line *SourceMap::line(uint64_t offset) const {
  auto after = std::upper_bound(lines_.begin(), lines_.end(), offset,
                                [](uint64_t o, const Line &l) { return o < l.offset; });
  if (after == lines_.begin() || (--after)->file == kNone)
    return nullptr;
  return &*after;
}

uint32_t SourceMap::scope(uint64_t offset) const {
  auto after = std::upper_bound(ranges_.begin(), ranges_.end(), offset,
                                [](uint64_t o, const Range &r) { return o < r.start; });
  return after == ranges_.begin() ? kNone : (--after)->scope;
}

} // namespace wexn::ir
