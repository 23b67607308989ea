// See read_inline.h.
#include "unwindinfo/read_inline.h"

#include "unwindinfo/cursor.h"

namespace wexn::unwind {
namespace {

// The int32 at `at` of the rows plus its own address.
uint64_t target(const Section &rows, uint64_t at, bool &ok) {
  return rows.address + at +
         static_cast<uint64_t>(
             static_cast<int64_t>(static_cast<int32_t>(fixed_at(rows, at, 4, ok))));
}

// Number of the last of `count` ascending values that is not above `wanted`, plus 1; 0: none.
template <typename Value> uint32_t search(uint32_t count, uint64_t wanted, const Value &value) {
  uint32_t lo = 0, hi = count;
  while (lo < hi) {
    const uint32_t mid = lo + (hi - lo) / 2;
    if (value(mid) <= wanted)
      lo = mid + 1;
    else
      hi = mid;
  }
  return lo;
}

SourcePlace read_place(Cursor &c) {
  SourcePlace place;
  place.file = static_cast<uint32_t>(c.uleb());
  place.line = static_cast<uint32_t>(c.uleb());
  return place;
}

// The place of range `number`: places lie behind the nodes.
bool find_place(const InlineTables &t, const InlineFunction &f, uint32_t number, SourcePlace &out) {
  uint64_t cursor = f.nodes;
  InlineNode node;
  for (uint32_t i = 0; i < f.num_nodes; ++i)
    if (!next_node(t, true, cursor, node))
      return false;
  for (uint32_t i = 0; i <= number; ++i)
    if (!next_place(t, cursor, out))
      return false;
  return true;
}

} // namespace

bool read_inline_row(const InlineTables &t, uint32_t row, InlineFunction &out) {
  bool ok = true;
  const uint64_t at = uint64_t{row} * kInlineRowBytes;
  out.start = target(t.rows, at, ok);
  Cursor c{t.chains, target(t.rows, at + 4, ok) - t.chains.address};
  out.block = c.at;
  const uint32_t flags = c.fixed(1);
  out.code_bytes = flags & kInlineWide ? 4 : 2;
  out.number_bytes = flags & kInlineMany ? 2 : 1;
  out.lines = (flags & kInlineLines) != 0;
  out.num_ranges = static_cast<uint32_t>(c.uleb());
  out.num_nodes = static_cast<uint32_t>(c.uleb());
  out.range_offsets = c.skip(out.num_ranges, out.code_bytes);
  out.range_nodes = c.skip(out.num_ranges, out.number_bytes);
  out.nodes = c.at;
  return ok && c.ok && (flags & ~uint32_t{kKnownInlineFlags}) == 0;
}

bool read_range(const InlineTables &t, const InlineFunction &f, uint32_t number, InlineRange &out) {
  bool ok = number < f.num_ranges;
  out.offset =
      fixed_at(t.chains, f.range_offsets + uint64_t{number} * f.code_bytes, f.code_bytes, ok);
  out.node =
      fixed_at(t.chains, f.range_nodes + uint64_t{number} * f.number_bytes, f.number_bytes, ok);
  return ok && out.node <= f.num_nodes;
}

bool next_node(const InlineTables &t, bool lines, uint64_t &cursor, InlineNode &out) {
  Cursor c{t.chains, cursor};
  const uint64_t function = c.uleb();
  out.parent = static_cast<uint32_t>(c.uleb());
  if (lines) {
    out.function = static_cast<uint32_t>(function >> 1) | (function & 1 ? kSourceFunction : 0);
    out.call = read_place(c);
  } else {
    out.function = static_cast<uint32_t>(function);
  }
  cursor = c.at;
  return c.ok;
}

bool next_place(const InlineTables &t, uint64_t &cursor, SourcePlace &out) {
  Cursor c{t.chains, cursor};
  out = read_place(c);
  cursor = c.at;
  return c.ok;
}

bool find_chain(const InlineTables &t, uint64_t function, uint32_t offset, InlineChain &out) {
  out = {};
  bool ok = true;
  const auto num_rows = static_cast<uint32_t>(t.rows.size / kInlineRowBytes);
  auto start = [&](uint32_t i) { return target(t.rows, uint64_t{i} * kInlineRowBytes, ok); };
  uint32_t row = search(num_rows, function, start);
  if (!t.sorted)
    for (row = num_rows; row != 0 && start(row - 1) != function;)
      --row;
  InlineFunction f;
  if (row == 0 || !read_inline_row(t, row - 1, f) || f.start != function)
    return false;
  out.nodes = f.nodes;
  out.num_nodes = f.num_nodes;
  out.lines = f.lines;
  const uint32_t range = search(f.num_ranges, offset, [&](uint32_t i) {
    return fixed_at(t.chains, f.range_offsets + uint64_t{i} * f.code_bytes, f.code_bytes, ok);
  });
  if (range == 0)
    return ok;
  InlineRange found;
  if (!read_range(t, f, range - 1, found))
    return false;
  out.node = found.node;
  return ok && (!f.lines || find_place(t, f, range - 1, out.place));
}

bool next_inlined(const InlineTables &t, InlineChain &chain, uint32_t &function) {
  if (chain.node == 0 || chain.node > chain.num_nodes)
    return false;
  uint64_t cursor = chain.nodes;
  InlineNode node;
  for (uint32_t i = 0; i < chain.node; ++i)
    if (!next_node(t, chain.lines, cursor, node))
      return false;
  if (node.parent >= chain.node) // a parent has a lower number: chains end
    return false;
  function = node.function;
  chain.node = node.parent;
  chain.place = node.call;
  return true;
}

} // namespace wexn::unwind
