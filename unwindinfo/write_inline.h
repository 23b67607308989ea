// The one writer of the inline tables (format: README.md, inline_tables.h). A Sink is one of
// write.h with two more functions: begin_inline() and begin_chains().
#pragma once

#include "unwindinfo/inline_tables.h"

#include <cstdint>
#include <vector>

namespace wexn::unwind {

template <typename Label> struct InlineDesc {
  Label begin;             // of the function
  uint64_t size_bound = 0; // the function is certainly not larger
  struct Node {
    uint32_t function = 0; // index in the Wasm module; with `lines` perhaps a kSourceFunction
    uint32_t parent = 0;   // number of the node that it was inlined into
    SourcePlace call = {}; // whose stead it is in
  };
  std::vector<Node> nodes; // of numbers 1, 2, …; at most kMaxInlineNodes
  struct Range {
    Label start; // up to the next one's
    uint32_t node = 0;
    SourcePlace place = {}; // in the node's function
  };
  std::vector<Range> ranges; // in order of address
  bool lines = false;        // with places
};

// REQUIRES: there is a range.
template <typename Sink> void write_inline(Sink &sink, const InlineDesc<typename Sink::Label> &f) {
  const bool wide = f.size_bound >= 1u << 16;
  const bool many = f.nodes.size() > 0xff;
  sink.begin_chains();
  const typename Sink::Label block = sink.here();
  sink.byte(static_cast<uint8_t>((wide ? kInlineWide : 0) | (many ? kInlineMany : 0) |
                                 (f.lines ? kInlineLines : 0)));
  sink.uleb(f.ranges.size());
  sink.uleb(f.nodes.size());
  for (const auto &range : f.ranges)
    sink.distance(f.begin, range.start, wide ? 4 : 2);
  for (const auto &range : f.ranges)
    if (many)
      sink.half(static_cast<uint16_t>(range.node));
    else
      sink.byte(static_cast<uint8_t>(range.node));
  auto put = [&](const SourcePlace &place) {
    sink.uleb(place.file);
    sink.uleb(place.line);
  };
  for (const auto &node : f.nodes) {
    // The bit kSourceFunction goes to the end, for small numbers take few bytes.
    sink.uleb(f.lines ? uint64_t{node.function & ~kSourceFunction} << 1 |
                            (node.function & kSourceFunction ? 1 : 0)
                      : node.function);
    sink.uleb(node.parent);
    if (f.lines)
      put(node.call);
  }
  if (f.lines)
    for (const auto &range : f.ranges)
      put(range.place);
  sink.begin_inline();
  sink.relative(f.begin, 0);
  sink.relative(block, 0);
}

} // namespace wexn::unwind
