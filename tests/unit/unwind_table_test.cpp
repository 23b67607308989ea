// The unwind tables' writer and reader against each other on random tables, the worked example of
// unwindinfo/README.md, and the shapes of frames.
#include "tests/unit/table_sink.h"
#include "unwindinfo/read.h"
#include "unwindinfo/write.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <random>

namespace {

using namespace wexn::unwind;

using Desc = FunctionDesc<uint64_t>;

Tables tables_of(const ByteSink &sink, Machine machine) {
  return {sink.funcs.section(), sink.sites.section(), machine};
}

struct Maker {
  std::mt19937 random;
  uint64_t pick(uint64_t below) { return random() % below; }

  SavedRegisters registers(Machine machine) {
    SavedRegisters saved = {};
    const uint8_t shapes = machine == Machine::X86_64 ? 32 : 99;
    if (pick(4) != 0) {
      EXPECT_TRUE(shape_offsets(machine, static_cast<uint8_t>(pick(shapes)), saved));
      return saved;
    }
    for (uint32_t r = 0; r < num_registers(machine); ++r)
      if (pick(2))
        saved.offset[r] = 8 * (static_cast<int32_t>(pick(200)) - 250);
    return saved;
  }

  Desc function(Machine machine, uint64_t begin) {
    Desc f;
    const uint64_t size = 4 * (pick(20) == 0 ? 17'000 + pick(30'000) : 1 + pick(2'500));
    f.begin = begin;
    f.end = begin + size;
    f.size_bound = size + pick(size + 1);
    f.index = static_cast<uint32_t>(pick(5) ? pick(pick(2) ? 40'000 : 1'000'000) : kNoFunction);
    f.frame.saved = registers(machine);
    const bool has_sites = pick(2);
    if (!has_sites)
      return f;
    f.frame.sp_distance = 8 * pick(pick(10) ? 100 : 1'000'000);
    f.frame.vmctx_distance = 8 * pick(50);
    if (pick(5) == 0) {
      f.frame.align_log2 = static_cast<uint8_t>(5 + pick(3));
      f.frame.pushed = 8 * pick(6);
    }
    if (pick(5) == 0)
      f.frame.reserved = 8 * (1 + pick(20));
    const size_t pads = 1 + pick(pick(10) ? 6 : 400);
    for (size_t i = 0; i < pads; ++i) {
      Desc::Pad pad{begin + pick(size), {}};
      const size_t clauses = 1 + pick(5);
      for (size_t c = 0; c < clauses; ++c)
        pad.clauses.push_back(clause_entry(static_cast<ClauseKind>(pick(4)),
                                           static_cast<uint32_t>(pick(pick(3) ? 4 : 100'000))));
      f.pads.push_back(pad);
    }
    for (uint64_t at = begin;;) {
      at += 1 + pick(size / 8 + 1);
      if (at > f.end)
        break;
      f.sites.push_back({at, static_cast<uint32_t>(pick(pads))});
    }
    return f;
  }
};

void check_sites(const Tables &tables, const Function &function, const Desc &f) {
  Block block;
  ASSERT_TRUE(read_block(tables, function, block));
  ASSERT_EQ(block.num_sites, f.sites.size());
  EXPECT_EQ(block.num_pads, f.pads.size());
  EXPECT_EQ(block.size, f.end - f.begin);
  for (const uint64_t fp : {uint64_t{0x7ffe12345670}, uint64_t{0x7ffe12345678}}) {
    uint64_t sp = fp - f.frame.sp_distance;
    if (f.frame.align_log2) {
      const uint64_t align = uint64_t{1} << f.frame.align_log2;
      sp = (fp - f.frame.pushed) / align * align - f.frame.sp_distance;
    }
    EXPECT_EQ(block.frame.sp(fp), sp);
    EXPECT_EQ(block.frame.vmctx_slot(fp), sp + f.frame.vmctx_distance);
  }
  EXPECT_EQ(block.frame.reserved, f.frame.reserved);
  size_t next = 0;
  for (uint32_t offset = 0; offset <= f.end - f.begin + 1; ++offset) {
    Site site;
    const bool there = next < f.sites.size() && f.sites[next].return_address == f.begin + offset;
    ASSERT_EQ(find_site(tables, block, offset, site), there) << offset;
    if (!there)
      continue;
    const Desc::Pad &pad = f.pads[f.sites[next++].pad];
    EXPECT_EQ(site.pad_offset, pad.label - f.begin);
    uint64_t cursor = site.clauses;
    for (uint32_t entry : pad.clauses) {
      Clause clause;
      ASSERT_TRUE(next_clause(tables, cursor, clause));
      EXPECT_EQ(clause.selector, entry_selector(entry));
      EXPECT_EQ(clause_entry(clause.kind, clause.tag), entry);
    }
    Clause end;
    EXPECT_FALSE(next_clause(tables, cursor, end));
  }
}

TEST(UnwindTable, WhatIsWrittenIsRead) {
  for (uint32_t seed = 0; seed < 60; ++seed) {
    SCOPED_TRACE(seed);
    const auto machine = static_cast<Machine>(seed % 3);
    Maker maker{std::mt19937(seed)};
    ByteSink sink;
    std::vector<Desc> functions;
    uint64_t address = 0x1000;
    for (size_t n = 1 + maker.pick(30); n-- > 0;) {
      functions.push_back(maker.function(machine, address));
      address = functions.back().end + maker.pick(3) * 16;
      write_function(sink, machine, functions.back());
    }
    const Tables tables = tables_of(sink, machine);
    EXPECT_TRUE(range_of_rows(tables).sorted);
    ASSERT_EQ(num_functions(tables), functions.size());
    Function found;
    EXPECT_FALSE(find_function(tables, 0xfff, found));
    EXPECT_FALSE(find_function(tables, functions.back().end, found));
    for (uint32_t row = 0; row < functions.size(); ++row) {
      const Desc &f = functions[row];
      for (uint64_t at : {f.begin, f.end - 1, f.begin + (f.end - f.begin) / 2}) {
        ASSERT_TRUE(find_function(tables, at, found));
        EXPECT_EQ(found.start, f.begin);
        EXPECT_EQ(found.size, f.end - f.begin);
        EXPECT_EQ(found.row, row);
      }
      if (row + 1 < functions.size() && functions[row + 1].begin != f.end)
        EXPECT_FALSE(find_function(tables, f.end, found));
      ASSERT_TRUE(read_function(tables, row, found));
      EXPECT_EQ(found.index, f.index);
      Frame frame;
      ASSERT_TRUE(read_frame(tables, found, frame));
      EXPECT_TRUE(std::equal(std::begin(frame.saved.offset), std::end(frame.saved.offset),
                             std::begin(f.frame.saved.offset)));
      EXPECT_TRUE(found.has_block || f.sites.empty());
      if (!f.sites.empty())
        check_sites(tables, found, f);
    }
  }
}

// Rows in the order that a linker left behind when it moved functions.
TEST(UnwindTable, RowsOutOfOrder) {
  Maker maker{std::mt19937(7)};
  std::vector<Desc> functions;
  uint64_t address = 0x1000;
  for (int i = 0; i < 20; ++i) {
    functions.push_back(maker.function(Machine::X86_64, address));
    address = functions.back().end + 16;
  }
  ByteSink sink;
  std::shuffle(functions.begin(), functions.end(), maker.random);
  for (const Desc &f : functions)
    write_function(sink, Machine::X86_64, f);
  Tables tables = tables_of(sink, Machine::X86_64);
  const RowRange range = range_of_rows(tables);
  EXPECT_FALSE(range.sorted);
  EXPECT_EQ(range.lo, 0x1000u);
  EXPECT_EQ(range.hi, address - 16);
  tables.sorted = false;
  Function found;
  for (const Desc &f : functions) {
    ASSERT_TRUE(find_function(tables, f.end - 1, found));
    EXPECT_EQ(found.start, f.begin);
    EXPECT_FALSE(find_function(tables, f.end, found));
  }
}

TEST(UnwindTable, ExampleOfTheReadme) {
  const uint8_t block[] = {0x10, 0x12, 0x4c, 0x00, 0x02, 0x01, 0x01, 0x04,
                           0x01, 0x27, 0x00, 0x41, 0x00, 0x02, 0x00};
  // The function at 0x5000, its row at 0x6000, the block at 0x7000.
  const uint8_t row[] = {0x00, 0xf0, 0xff, 0xff, 0xfd, 0x0f, 0x00, 0x00};
  const Tables tables = {{row, sizeof row, 0x6000}, {block, sizeof block, 0x7000}, Machine::X86_64};
  Function f;
  ASSERT_TRUE(find_function(tables, 0x5026, f));
  EXPECT_EQ(f.start, 0x5000u);
  EXPECT_EQ(f.size, 76u);
  EXPECT_EQ(f.index, 1u);
  Block b;
  ASSERT_TRUE(read_block(tables, f, b));
  EXPECT_EQ(b.frame.saved.offset[3], -8);  // r14
  EXPECT_EQ(b.frame.saved.offset[0], -16); // rbx
  EXPECT_EQ(b.frame.sp(0x9000), 0x9000u - 32);
  EXPECT_EQ(b.frame.vmctx_slot(0x9000), 0x9000u - 24);
  Site site;
  EXPECT_FALSE(find_site(tables, b, 0x26, site));
  ASSERT_TRUE(find_site(tables, b, 0x27, site));
  EXPECT_EQ(site.pad_offset, 0x41u);
  Clause clause;
  ASSERT_TRUE(next_clause(tables, site.clauses, clause));
  EXPECT_EQ(clause.kind, ClauseKind::Catch);
  EXPECT_EQ(clause.tag, 0u);
  EXPECT_FALSE(next_clause(tables, site.clauses, clause));
  EXPECT_FALSE(find_function(tables, 0x504c, f));
  EXPECT_FALSE(find_function(tables, 0x4fff, f));
}

TEST(UnwindTable, ShapesSaveEachRegisterOnce) {
  for (const Machine machine : {Machine::X86_64, Machine::AArch64Elf, Machine::AArch64MachO}) {
    int shapes = 0;
    for (uint32_t shape = 0; shape < 127; ++shape) {
      SavedRegisters saved;
      if (!shape_offsets(machine, static_cast<uint8_t>(shape), saved))
        continue;
      ++shapes;
      std::vector<int32_t> used;
      for (int32_t offset : saved.offset)
        if (offset)
          used.push_back(offset);
      std::sort(used.begin(), used.end());
      EXPECT_EQ(std::adjacent_find(used.begin(), used.end()), used.end()) << shape;
      for (int32_t offset : used) {
        EXPECT_EQ(offset % 8, 0);
        EXPECT_NE(offset, 8); // the return address
      }
      EXPECT_EQ(find_shape(machine, saved), shape);
    }
    EXPECT_EQ(shapes, machine == Machine::X86_64 ? 32 : 99);
  }
}

TEST(UnwindTable, SmallFunctionsTakeEightBytes) {
  ByteSink sink;
  Desc f;
  f.begin = 0x1000;
  f.end = f.begin + kRowSizes - kSizeUnit;
  f.size_bound = kRowSizes - kSizeUnit;
  f.index = kRowIndices - 1;
  write_function(sink, Machine::X86_64, f);
  EXPECT_EQ(sink.funcs.bytes.size(), 8u);
  EXPECT_EQ(sink.sites.bytes.size(), 0u);
  Function found;
  ASSERT_TRUE(find_function(tables_of(sink, Machine::X86_64), f.end - 1, found));
  EXPECT_EQ(found.index, f.index);

  // What does not fit has a block.
  f.index += 1;
  f.begin = 0x10000;
  f.end = 0x10100;
  f.size_bound = 0x100;
  write_function(sink, Machine::X86_64, f);
  EXPECT_EQ(sink.funcs.bytes.size(), 16u);
  EXPECT_EQ(sink.sites.bytes.size(), 7u);
  ASSERT_TRUE(find_function(tables_of(sink, Machine::X86_64), f.end - 1, found));
  EXPECT_EQ(found.index, f.index);
  EXPECT_EQ(found.size, 0x100u);
}

// Ends of lists are shared: nested tries take no more than the longest list.
TEST(UnwindTable, NestedTriesShareTheirClauses) {
  const std::vector<uint32_t> all = {2, 6, 10, 200, 14, 70000};
  std::vector<std::vector<uint32_t>> lists;
  for (size_t i = 0; i <= all.size(); ++i)
    lists.emplace_back(all.begin() + static_cast<std::ptrdiff_t>(i), all.end());
  lists.push_back({2, 6});
  std::vector<const std::vector<uint32_t> *> pointers;
  for (const auto &list : lists)
    pointers.push_back(&list);
  const ClauseArea area(pointers);
  EXPECT_EQ(area.lists.size(), 2u);
  EXPECT_EQ(area.bytes, 10u + 3u);
  const uint32_t start = area.position[0];
  EXPECT_EQ(area.position,
            (std::vector<uint32_t>{start, start + 1, start + 2, start + 3, start + 5, start + 6,
                                   area.position[7] + 2, area.position[7]}));
}

// A single landing pad, which most functions have that have any, takes no numbers.
TEST(UnwindTable, OneLandingPad) {
  ByteSink sink;
  Desc f;
  f.begin = 0x1000;
  f.end = 0x1100;
  f.size_bound = 0x100;
  f.pads.push_back({f.begin + 0x80, {}});
  for (uint32_t tag = 0; tag < 300; ++tag)
    f.pads[0].clauses.push_back(clause_entry(ClauseKind::Catch, tag));
  for (const uint32_t at : {0x10u, 0x20u, 0x30u})
    f.sites.push_back({f.begin + at, 0});
  write_function(sink, Machine::X86_64, f);
  EXPECT_EQ(sink.sites.bytes.size(), 5u + 4u + 3 * 2 + 2 + 32 + 268 * 2 + 1);
  const Tables tables = tables_of(sink, Machine::X86_64);
  Function found;
  Block block;
  ASSERT_TRUE(find_function(tables, f.begin, found) && read_block(tables, found, block));
  for (const uint32_t at : {0x10u, 0x20u, 0x30u}) {
    Site site;
    Clause clause;
    ASSERT_TRUE(find_site(tables, block, at, site));
    EXPECT_EQ(site.pad_offset, 0x80u);
    for (uint32_t tag = 0; tag < 300; ++tag) {
      ASSERT_TRUE(next_clause(tables, site.clauses, clause));
      EXPECT_EQ(clause.tag, tag);
    }
    EXPECT_FALSE(next_clause(tables, site.clauses, clause));
  }
}

TEST(UnwindTable, ManyLandingPadsAndLongLists) {
  for (const uint32_t pads : {200u, 300u, 0x10001u}) {
    ByteSink sink;
    Desc f;
    f.begin = 0x1000;
    f.end = f.begin + 0x40000;
    f.size_bound = 0x40000;
    for (uint32_t i = 0; i < pads; ++i) {
      f.pads.push_back({f.begin + i, {clause_entry(ClauseKind::Catch, i % 1000)}});
      f.sites.push_back({f.begin + 1 + 2 * i, i});
    }
    write_function(sink, Machine::X86_64, f);
    const Tables tables = tables_of(sink, Machine::X86_64);
    Function found;
    Block block;
    ASSERT_TRUE(find_function(tables, f.begin, found) && read_block(tables, found, block));
    for (const uint32_t i : {0u, 1u, pads / 2, pads - 1}) {
      Site site;
      Clause clause;
      ASSERT_TRUE(find_site(tables, block, 1 + 2 * i, site));
      EXPECT_EQ(site.pad_offset, i);
      ASSERT_TRUE(next_clause(tables, site.clauses, clause));
      EXPECT_EQ(clause.tag, i % 1000);
      EXPECT_FALSE(next_clause(tables, site.clauses, clause));
    }
  }
}

} // namespace
