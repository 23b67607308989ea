// libFuzzer: the readers of the unwind tables and the inline tables on arbitrary bytes. Everything
// that can be asked is asked; answers must lie within the sections, and the readers must end.
#include "unwindinfo/read.h"
#include "unwindinfo/read_inline.h"

#include <cstdlib>
#include <vector>

using namespace wexn::unwind;

static void require(bool condition) {
  if (!condition)
    std::abort();
}

static void ask_function(const Tables &tables, const Function &f) {
  Frame frame = {};
  (void)read_frame(tables, f, frame);
  Block block;
  if (!f.has_block || !read_block(tables, f, block))
    return;
  for (uint32_t i = 0; i < block.num_sites && i < 64; ++i) {
    Site site, same;
    if (!read_site(tables, block, i, site))
      continue;
    require(site.pad_offset < block.size);
    (void)find_site(tables, block, site.return_offset, same);
    uint64_t cursor = site.clauses, before = cursor;
    for (Clause clause; next_clause(tables, cursor, clause); before = cursor) {
      require(cursor > before && cursor <= tables.sites.size);
      require(entry_selector(clause_entry(clause.kind, clause.tag)) == clause.selector);
    }
  }
  (void)frame.sp(0x7fff'0000);
  (void)frame.vmctx_slot(0x7fff'0000);
}

static void ask_inline(const InlineTables &tables) {
  for (uint32_t row = 0; row < tables.rows.size / kInlineRowBytes && row < 16; ++row) {
    InlineFunction f;
    if (!read_inline_row(tables, row, f))
      continue;
    InlineRange range = {};
    for (uint32_t i = 0; i < f.num_ranges && i < 16; ++i) {
      if (!read_range(tables, f, i, range))
        continue;
      InlineChain chain;
      uint32_t function = 0;
      if (find_chain(tables, f.start, range.offset, chain))
        for (uint32_t node = chain.node; next_inlined(tables, chain, function); node = chain.node)
          require(chain.node < node);
    }
    require(!read_range(tables, f, f.num_ranges, range));
    uint64_t cursor = f.nodes, before = cursor;
    InlineNode node;
    for (; next_node(tables, f.lines, cursor, node); before = cursor)
      require(cursor > before && cursor <= tables.chains.size);
    SourcePlace place;
    for (cursor = before; next_place(tables, cursor, place); before = cursor)
      require(cursor > before && cursor <= tables.chains.size);
  }
}

extern "C" int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
  if (size < 8)
    return 0;
  // Header: machine, where the sections begin and where they lie.
  const auto machine = static_cast<Machine>(data[0] % 3);
  const uint64_t sites_address = 0x1000 + data[1] * 2u;
  const size_t body = size - 8;
  const size_t funcs = body * data[2] / 512 / 4 * 4;
  // Copies, so that a read beyond a section is noticed.
  const std::vector<uint8_t> funcs_bytes(data + 8, data + 8 + funcs);
  const std::vector<uint8_t> sites_bytes(data + 8 + funcs, data + size);
  const Tables tables = {{funcs_bytes.data(), funcs_bytes.size(), 0x1000},
                         {sites_bytes.data(), sites_bytes.size(), sites_address},
                         machine};
  for (uint32_t row = 0; row < num_functions(tables) && row < 256; ++row) {
    Function f, found;
    if (!read_function(tables, row, f))
      continue;
    ask_function(tables, f);
    if (find_function(tables, f.start, found))
      require(f.start - found.start < found.size);
  }
  Function f;
  require(!read_function(tables, num_functions(tables), f));
  InlineTables inlined{tables.funcs, tables.sites};
  inlined.sorted = data[3] % 2 == 0;
  ask_inline(inlined);
  return 0;
}
