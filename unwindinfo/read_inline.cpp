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

} // namespace

bool find_chain(const InlineTables &t, uint64_t function, uint32_t offset, InlineChain &out) {
  out = {};
  bool ok = true;
  const auto num_rows = static_cast<uint32_t>(t.rows.size / kInlineRowBytes);
  auto start = [&](uint32_t i) { return target(t.rows, uint64_t{i} * kInlineRowBytes, ok); };
  uint32_t row = search(num_rows, function, start);
  if (!t.sorted)
    for (row = num_rows; row != 0 && start(row - 1) != function;)
      --row;
  if (row == 0 || start(row - 1) != function)
    return false;
  const uint64_t at = (uint64_t{row} - 1) * kInlineRowBytes;

  Cursor c{t.chains, target(t.rows, at + 4, ok) - t.chains.address};
  const uint32_t flags = c.fixed(1);
  const uint32_t code = flags & kInlineWide ? 4 : 2, number = flags & kInlineMany ? 2 : 1;
  const auto num_ranges = static_cast<uint32_t>(c.uleb());
  out.num_nodes = static_cast<uint32_t>(c.uleb());
  const uint64_t starts = c.skip(num_ranges, code);
  const uint64_t nodes = c.skip(num_ranges, number);
  out.nodes = c.at;
  if (!ok || !c.ok || (flags & ~uint32_t{kKnownInlineFlags}) != 0)
    return false;
  const uint32_t range = search(num_ranges, offset, [&](uint32_t i) {
    return fixed_at(t.chains, starts + uint64_t{i} * code, code, ok);
  });
  if (range != 0)
    out.node = fixed_at(t.chains, nodes + (uint64_t{range} - 1) * number, number, ok);
  return ok && out.node <= out.num_nodes;
}

bool next_inlined(const InlineTables &t, InlineChain &chain, uint32_t &function) {
  if (chain.node == 0 || chain.node > chain.num_nodes)
    return false;
  Cursor c{t.chains, chain.nodes};
  uint64_t index = 0, parent = 0;
  for (uint32_t i = 0; i < chain.node && c.ok; ++i) {
    index = c.uleb();
    parent = c.uleb();
  }
  if (!c.ok || parent >= chain.node) // a parent has a lower number: chains end
    return false;
  function = static_cast<uint32_t>(index);
  chain.node = static_cast<uint32_t>(parent);
  return true;
}

} // namespace wexn::unwind
