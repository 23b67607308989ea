// See dump.h.
#include "unwindinfo/dump.h"

#include <algorithm>
#include <cstdio>
#include <map>

namespace wexn::unwind {
namespace {

std::string clause_text(const Clause &clause) {
  switch (clause.kind) {
  case ClauseKind::Catch:
    return "catch " + std::to_string(clause.tag);
  case ClauseKind::CatchRef:
    return "catch_ref " + std::to_string(clause.tag);
  case ClauseKind::CatchAll:
    return "catch_all";
  case ClauseKind::CatchAllRef:
    return "catch_all_ref";
  }
  return "";
}

// Lists and chains that many share, or that damaged tables repeat: so many entries are shown for a
// section, what takes about as much memory as it has bytes.
uint64_t budget(const Section &section) { return section.size + 65536; }

bool dump_sites(const Tables &tables, const Block &block, uint64_t &entries,
                std::vector<DumpedSite> &out) {
  for (uint32_t i = 0; i < block.num_sites; ++i) {
    Site site;
    if (!read_site(tables, block, i, site))
      return false;
    DumpedSite &dumped = out.emplace_back();
    dumped.return_offset = site.return_offset;
    dumped.pad_offset = site.pad_offset;
    uint64_t cursor = site.clauses;
    for (Clause clause; next_clause(tables, cursor, clause);) {
      dumped.clauses.push_back(entries != 0 ? clause_text(clause) : "...");
      if (entries == 0)
        break;
      --entries;
    }
  }
  return true;
}

bool dump_ranges(const InlineTables &tables, const InlineFunction &f, uint64_t &entries,
                 std::vector<DumpedRange> &out) {
  std::vector<InlineNode> nodes;
  uint64_t cursor = f.nodes;
  for (InlineNode node; nodes.size() < f.num_nodes; nodes.push_back(node))
    if (!next_node(tables, f.lines, cursor, node) || node.parent > nodes.size())
      return false;
  for (uint32_t i = 0; i < f.num_ranges; ++i) {
    InlineRange range;
    if (!read_range(tables, f, i, range))
      return false;
    DumpedRange &dumped = out.emplace_back();
    dumped.offset = range.offset;
    SourcePlace place;
    if (f.lines && !next_place(tables, cursor, place))
      return false;
    if (f.lines)
      dumped.places.push_back(place);
    for (uint32_t node = range.node; node != 0; node = nodes[node - 1].parent) {
      dumped.cut = entries == 0;
      if (dumped.cut)
        break;
      --entries;
      dumped.functions.push_back(nodes[node - 1].function);
      if (f.lines)
        dumped.places.push_back(nodes[node - 1].call);
    }
  }
  return true;
}

// Where each block ends: blocks lie one behind the other.
class BlockEnds {
public:
  explicit BlockEnds(uint64_t size) : starts_{size} {}
  void add(uint64_t start) { starts_.push_back(start); }
  void finish() { std::sort(starts_.begin(), starts_.end()); }
  [[nodiscard]] uint64_t bytes(uint64_t start) const {
    const auto next = std::upper_bound(starts_.begin(), starts_.end(), start);
    return next == starts_.end() ? 0 : *next - start;
  }

private:
  std::vector<uint64_t> starts_;
};

bool dump_function(const Tables &tables, const Function &f, uint64_t &entries,
                   DumpedFunction &out) {
  out.start = f.start;
  out.index = f.index;
  out.size = f.size;
  if (!f.has_block)
    return read_frame(tables, f, out.frame);
  Block block;
  if (!read_block(tables, f, block) || !dump_sites(tables, block, entries, out.sites))
    return false;
  out.frame = block.frame;
  return true;
}

bool dump_inlined(const InlineTables &tables, std::vector<DumpedFunction> &functions) {
  std::map<uint64_t, DumpedFunction *> by_start;
  for (DumpedFunction &function : functions)
    by_start[function.start] = &function;
  const auto count = static_cast<uint32_t>(tables.rows.size / kInlineRowBytes);
  BlockEnds ends(tables.chains.size);
  std::vector<InlineFunction> rows(count);
  for (uint32_t row = 0; row < count; ++row) {
    if (!read_inline_row(tables, row, rows[row]))
      return false;
    ends.add(rows[row].block);
  }
  ends.finish();
  uint64_t entries = budget(tables.chains);
  uint64_t ranges = 0; // each takes a byte at least, unless damaged rows share their blocks
  for (const InlineFunction &row : rows) {
    const auto it = by_start.find(row.start);
    ranges += row.num_ranges;
    if (it == by_start.end() || ranges > tables.chains.size)
      return false;
    it->second->inlined.clear(); // functions that a linker folded have a row each
    if (!dump_ranges(tables, row, entries, it->second->inlined))
      return false;
    it->second->inline_bytes = kInlineRowBytes + ends.bytes(row.block);
  }
  return true;
}

std::string register_name(Machine machine, uint32_t number) {
  static constexpr const char *kX86[] = {"rbx", "r12", "r13", "r14", "r15"};
  if (machine == Machine::X86_64)
    return kX86[number];
  return number < 10 ? "x" + std::to_string(19 + number) : "d" + std::to_string(number - 2);
}

std::string hex_offset(uint32_t offset) {
  char text[16];
  std::snprintf(text, sizeof text, "+0x%-6x", offset);
  return text;
}

} // namespace

bool dump_tables(const Tables &tables, const InlineTables &inlined,
                 std::vector<DumpedFunction> &out) {
  const uint32_t count = num_functions(tables);
  BlockEnds ends(tables.sites.size);
  std::vector<uint64_t> blocks; // by row; 0xff...: none
  uint64_t entries = budget(tables.sites);
  uint64_t sites = 0; // as above
  for (uint32_t row = 0; row < count; ++row) {
    Function f;
    DumpedFunction dumped;
    if (!read_function(tables, row, f) || !dump_function(tables, f, entries, dumped))
      return false;
    sites += dumped.sites.size();
    if (sites > tables.sites.size)
      return false;
    blocks.push_back(f.has_block ? f.block : ~uint64_t{0});
    if (f.has_block)
      ends.add(f.block);
    out.push_back(std::move(dumped));
  }
  ends.finish();
  for (uint32_t row = 0; row < count; ++row)
    out[row].table_bytes = kRowBytes + ends.bytes(blocks[row]);
  return dump_inlined(inlined, out);
}

std::string saved_registers_text(Machine machine, const Frame &frame) {
  std::string text;
  for (uint32_t r = 0; r < num_registers(machine); ++r)
    if (const int32_t offset = frame.saved.offset[r])
      text += (text.empty() ? "" : ", ") + register_name(machine, r) + " at fp" +
              (offset > 0 ? "+" : "") + std::to_string(offset);
  return text;
}

std::string sites_text(const DumpedFunction &function) {
  std::string text;
  for (const DumpedSite &site : function.sites) {
    text += "  " + hex_offset(site.return_offset) + " -> " + hex_offset(site.pad_offset);
    for (const std::string &clause : site.clauses)
      text += "  " + clause;
    text += "\n";
  }
  return text;
}

std::string source_name(const SourceNames &names, uint32_t number) {
  return number < names.size() ? names[number] : "?";
}

std::string inlined_text(const DumpedFunction &function, const SourceNames &names) {
  std::string text;
  for (const DumpedRange &range : function.inlined) {
    text += "  " + hex_offset(range.offset);
    auto place = range.places.begin();
    auto add = [&](const std::string &name) {
      text += " " + name;
      if (place != range.places.end() && (place++)->line != 0)
        text +=
            " at " + source_name(names, place[-1].file - 1) + ":" + std::to_string(place[-1].line);
    };
    for (const uint32_t f : range.functions) {
      add(f < kSourceFunction ? std::to_string(f) : source_name(names, f - kSourceFunction));
      text += " in";
    }
    if (range.cut)
      text += " ... in";
    add(function.index == kNoFunction ? "thunk" : std::to_string(function.index));
    text += "\n";
  }
  return text;
}

} // namespace wexn::unwind
