// The inline tables' writer and reader against each other on random tables, the worked example of
// unwindinfo/README.md, and damaged tables.
#include "tests/unit/table_sink.h"
#include "unwindinfo/read_inline.h"
#include "unwindinfo/write_inline.h"

#include <algorithm>
#include <gtest/gtest.h>

#include <random>

namespace {

using namespace wexn::unwind;

using Desc = InlineDesc<uint64_t>;

InlineTables tables_of(const ByteSink &sink) {
  return {sink.rows.section(), sink.chains.section()};
}

std::vector<uint32_t> names(const InlineTables &tables, uint64_t function, uint32_t offset) {
  std::vector<uint32_t> found;
  InlineChain chain;
  uint32_t index = 0;
  if (find_chain(tables, function, offset, chain))
    while (next_inlined(tables, chain, index))
      found.push_back(index);
  return found;
}

using List = std::vector<uint32_t>;

// "function@file:line" for each function from the innermost one on; the outermost one's is "-".
std::string places(const InlineTables &tables, uint64_t function, uint32_t offset) {
  InlineChain chain;
  if (!find_chain(tables, function, offset, chain))
    return "none";
  std::string text;
  for (bool inner = true; inner;) {
    const SourcePlace place = chain.place;
    uint32_t index = 0;
    inner = next_inlined(tables, chain, index);
    text += !inner                    ? "-"
            : index < kSourceFunction ? std::to_string(index)
                                      : "s" + std::to_string(index - kSourceFunction);
    text += "@" + std::to_string(place.file) + ":" + std::to_string(place.line) + " ";
  }
  return text;
}

TEST(InlineTable, Example) {
  ByteSink sink;
  write_inline(sink, Desc{0x1000, 0x50, {{1, 0}, {0, 1}}, {{0x1020, 2}, {0x1030, 1}, {0x1040, 0}}});
  EXPECT_EQ(sink.chains.bytes,
            (std::vector<uint8_t>{0, 3, 2, 0x20, 0, 0x30, 0, 0x40, 0, 2, 1, 0, 1, 0, 0, 1}));
  EXPECT_EQ(names(tables_of(sink), 0x1000, 0), List{});
  EXPECT_EQ(names(tables_of(sink), 0x1000, 0x1f), List{});
  EXPECT_EQ(names(tables_of(sink), 0x1000, 0x20), (List{0, 1}));
  EXPECT_EQ(names(tables_of(sink), 0x1000, 0x2f), (List{0, 1}));
  EXPECT_EQ(names(tables_of(sink), 0x1000, 0x30), (List{1}));
  EXPECT_EQ(names(tables_of(sink), 0x1000, 0x40), List{});
  EXPECT_EQ(names(tables_of(sink), 0x1001, 0x21), List{});
  EXPECT_EQ(names(tables_of(sink), 0xfff, 0x21), List{});
}

// The same with lines: $middle's call is in line 9 of file 0, $inner's in line 300. The function
// that was inlined into $inner before is called $square, name 1.
TEST(InlineTable, ExampleWithLines) {
  ByteSink sink;
  write_inline(sink, Desc{0x1000,
                          0x50,
                          {{1, 0, {1, 9}}, {0, 1, {1, 300}}, {kSourceFunction + 1, 2, {1, 20}}},
                          {{0x1020, 3, {1, 2}}, {0x1030, 1, {1, 301}}, {0x1040, 0, {}}},
                          true});
  EXPECT_EQ(sink.chains.bytes,
            (std::vector<uint8_t>{4, 3, 3, 0x20, 0,    0x30, 0, 0x40, 0,  3, 1, 0, 2,    0, 1, 9,
                                  0, 1, 1, 0xac, 0x02, 3,    2, 1,    20, 1, 2, 1, 0xad, 2, 0, 0}));
  const InlineTables tables = tables_of(sink);
  EXPECT_EQ(places(tables, 0x1000, 0x1f), "-@0:0 ");
  EXPECT_EQ(places(tables, 0x1000, 0x20), "s1@1:2 0@1:20 1@1:300 -@1:9 ");
  EXPECT_EQ(places(tables, 0x1000, 0x3f), "1@1:301 -@1:9 ");
  EXPECT_EQ(places(tables, 0x1000, 0x40), "-@0:0 ");
}

// Random functions: with and without lines, offsets of 2 and 4 bytes, node numbers of 1 and 2.
std::vector<Desc> random_functions(std::mt19937 &random) {
  auto pick = [&](uint64_t below) { return random() % below; };
  std::vector<Desc> functions;
  uint64_t at = 0x1000;
  for (uint64_t i = pick(20) + 1; i; --i) {
    Desc f;
    f.begin = at;
    const uint64_t step = pick(3) ? 16 : 3000;
    f.lines = pick(2);
    auto place = [&]() -> SourcePlace {
      if (!f.lines || !pick(4))
        return {};
      return {static_cast<uint32_t>(pick(300)), static_cast<uint32_t>(random() >> pick(32))};
    };
    auto function = [&] {
      const auto index = static_cast<uint32_t>(pick(1u << 20));
      return f.lines && pick(2) ? kSourceFunction + index : index;
    };
    for (uint64_t n = pick(3) ? pick(10) + 1 : pick(600) + 1, k = 1; k <= n; ++k)
      f.nodes.push_back({function(), static_cast<uint32_t>(pick(k)), place()});
    uint64_t position = at;
    for (uint64_t n = pick(200) + 1; n; --n) {
      f.ranges.push_back({position, static_cast<uint32_t>(pick(f.nodes.size() + 1)), place()});
      position += pick(step) + 1;
    }
    f.size_bound = position - at + 100;
    at = position + 100;
    functions.push_back(std::move(f));
  }
  return functions;
}

TEST(InlineTable, RoundTrip) {
  std::mt19937 random(1);
  for (int round = 0; round < 200; ++round) {
    std::vector<Desc> functions = random_functions(random);
    const bool sorted = round % 2;
    if (!sorted)
      std::shuffle(functions.begin(), functions.end(), random);
    ByteSink sink;
    for (const Desc &f : functions)
      write_inline(sink, f);
    InlineTables tables = tables_of(sink);
    tables.sorted = sorted;
    for (const Desc &f : functions)
      for (const Desc::Range &range : f.ranges) {
        List expected;
        SourcePlace place = range.place;
        InlineChain chain;
        const auto offset = static_cast<uint32_t>(range.start - f.begin);
        ASSERT_TRUE(find_chain(tables, f.begin, offset, chain));
        ASSERT_TRUE(chain.place == place);
        for (uint32_t node = range.node, index = 0; node; node = f.nodes[node - 1].parent) {
          expected.push_back(f.nodes[node - 1].function);
          ASSERT_TRUE(next_inlined(tables, chain, index));
          ASSERT_TRUE(chain.place == f.nodes[node - 1].call);
        }
        ASSERT_EQ(names(tables, f.begin, offset), expected);
      }
  }
}

// Whatever the bytes, a chain ends and nothing outside of the sections is read (the sanitizers see
// the vectors' ends).
TEST(InlineTable, Damaged) {
  std::mt19937 random(2);
  for (int round = 0; round < 300; ++round) {
    const std::vector<Desc> functions = random_functions(random);
    ByteSink sink;
    for (const Desc &f : functions)
      write_inline(sink, f);
    for (int change = 0; change < 4; ++change) {
      sink.chains.bytes[random() % sink.chains.bytes.size()] = static_cast<uint8_t>(random());
      sink.rows.bytes[random() % sink.rows.bytes.size()] ^= static_cast<uint8_t>(random() % 8);
    }
    sink.chains.bytes.resize(sink.chains.bytes.size() -
                             random() % std::min<size_t>(sink.chains.bytes.size(), 40));
    sink.chains.bytes.shrink_to_fit();
    size_t longest = 0;
    for (const Desc &f : functions)
      longest = std::max(
          longest, names(tables_of(sink), f.begin, static_cast<uint32_t>(random() % 500)).size());
    ASSERT_LE(longest, kMaxInlineNodes);
  }
}

} // namespace
