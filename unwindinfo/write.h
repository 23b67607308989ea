// The one writer of the unwind tables (format: README.md, tables.h). It lays the bytes out; a Sink
// puts them somewhere: into memory for tests, into the assembler's streamer in the compiler, where
// code positions are labels whose values nobody knows yet.
//
// A Sink has:
//   using Label = ...;                    a position in code or tables
//   void byte(uint8_t), half(uint16_t), word(uint32_t);
//   void uleb(uint64_t), sleb(int64_t);
//   void distance(Label from, Label to, unsigned bytes);   to - from, both in one function
//   void begin_sites(), begin_funcs();      where the next bytes go; aligned
//   Label here();                                          label at the present position
//   void relative(Label target, uint32_t add);  int32: target - present position + add
//   void scaled_distance(Label from, Label to, uint32_t factor, uint32_t add);
//                                         word: (to - from) * factor + add, both in one function
#pragma once

#include "unwindinfo/tables.h"

#include <algorithm>
#include <cstdint>
#include <vector>

namespace wexn::unwind {

struct FrameDesc {
  SavedRegisters saved = {};
  uint64_t sp_distance = 0; // bytes from the stack pointer up to the frame pointer, or what is left
                            // of that below the aligned address when realigned; multiple of 8
  uint64_t vmctx_distance = 0; // bytes from the stack pointer up to the vmctx slot; multiple of 8
  uint8_t align_log2 = 0;      // not 0: realigned
  uint64_t pushed = 0;         // realigned: bytes between frame pointer and where alignment begins
  uint64_t reserved = 0;       // bytes for longer arguments of tail calls, directly above the saved
                               // frame pointer; the return address lies above them
};

template <typename Label> struct FunctionDesc {
  Label begin, end;        // kSizeUnit divides their distance
  uint64_t size_bound = 0; // the function is certainly not larger
  uint32_t index = kNoFunction;
  FrameDesc frame;
  struct Pad {
    Label label;
    std::vector<uint32_t> clauses; // clause_entry(), in source order
  };
  std::vector<Pad> pads;
  struct Site {
    Label return_address;
    uint32_t pad = 0;
  };
  std::vector<Site> sites; // in order of address
};

// The number of the layout `saved`, or kShapeListed.
inline uint8_t find_shape(Machine machine, const SavedRegisters &saved) {
  uint32_t x = 0, d = 0;
  if (machine == Machine::X86_64) {
    for (uint32_t r = 0; r < 5; ++r)
      if (saved.offset[r])
        x |= 1u << (4 - r);
  } else {
    for (uint32_t r = 0; r < 18; ++r)
      if (saved.offset[r])
        (r < 10 ? x : d) += r == 1 ? 10 : 1;
  }
  const auto shape = static_cast<uint8_t>(machine == Machine::X86_64 ? x : x + 20 * d);
  SavedRegisters usual;
  if (!shape_offsets(machine, shape, usual) ||
      !std::equal(std::begin(saved.offset), std::end(saved.offset), std::begin(usual.offset)))
    return kShapeListed;
  return shape;
}

// Clause lists one behind the other, each ended by 0. A list that is another's end lies there, as
// those of nested tries do: an inner one's is its own clauses, then the outer one's list.
struct ClauseArea {
  std::vector<const std::vector<uint32_t> *> lists;
  std::vector<uint32_t> position; // by number of the list as given
  uint64_t bytes = 0;

  explicit ClauseArea(const std::vector<const std::vector<uint32_t> *> &all)
      : position(all.size()) {
    std::vector<uint32_t> order(all.size());
    for (uint32_t i = 0; i < order.size(); ++i)
      order[i] = i;
    // From the last clause to the first, longer ones before their ends.
    std::stable_sort(order.begin(), order.end(), [&](uint32_t a, uint32_t b) {
      return std::lexicographical_compare(all[b]->rbegin(), all[b]->rend(), all[a]->rbegin(),
                                          all[a]->rend());
    });
    for (uint32_t i : order) {
      const std::vector<uint32_t> &list = *all[i];
      if (!lists.empty() && is_end(list, *lists.back())) {
        position[i] = static_cast<uint32_t>(bytes - size_of(list));
        continue;
      }
      position[i] = static_cast<uint32_t>(bytes);
      lists.push_back(&list);
      bytes += size_of(list);
    }
  }

private:
  static bool is_end(const std::vector<uint32_t> &list, const std::vector<uint32_t> &of) {
    return list.size() <= of.size() && std::equal(list.rbegin(), list.rend(), of.rbegin());
  }
  static uint64_t size_of(const std::vector<uint32_t> &list) {
    uint64_t size = 1;
    for (uint32_t entry : list)
      for (size += 1; entry >= 128; entry >>= 7)
        size += 1;
    return size;
  }
};

template <typename Sink>
void write_block(Sink &sink, Machine machine, const FunctionDesc<typename Sink::Label> &f,
                 uint8_t shape) {
  std::vector<const std::vector<uint32_t> *> lists;
  for (const auto &pad : f.pads)
    lists.push_back(&pad.clauses);
  const ClauseArea area(lists);

  const bool wide = f.size_bound >= 1u << 16;
  const bool one = f.pads.size() == 1; // its number and the place of its clauses are 0
  const bool many = !one && (f.pads.size() > 256 || area.bytes > 256);
  const bool huge = !one && (f.pads.size() > 65536 || area.bytes > 65536);
  const bool realigned = f.frame.align_log2 != 0 && !f.sites.empty();
  const unsigned code = wide ? 4 : 2;
  auto number = [&](uint32_t n) {
    if (one)
      return;
    if (huge)
      sink.word(n);
    else if (many)
      sink.half(static_cast<uint16_t>(n));
    else
      sink.byte(static_cast<uint8_t>(n));
  };

  sink.byte(static_cast<uint8_t>((wide ? kWide : 0) | (many ? kManyPads : 0) |
                                 (huge ? kHugePads : 0) | (realigned ? kRealigned : 0) |
                                 (f.frame.reserved ? kReserved : 0) |
                                 (f.sites.empty() ? 0 : kSites)));
  sink.byte(shape);
  sink.distance(f.begin, f.end, code);
  sink.uleb(f.index == kNoFunction ? 0 : uint64_t{f.index} + 1);
  if (f.frame.reserved)
    sink.uleb(f.frame.reserved / 8);
  if (shape == kShapeListed) {
    uint8_t count = 0;
    for (int32_t offset : f.frame.saved.offset)
      count = static_cast<uint8_t>(count + (offset != 0));
    sink.byte(count);
    for (uint32_t r = 0; r < num_registers(machine); ++r)
      if (f.frame.saved.offset[r]) {
        sink.byte(static_cast<uint8_t>(r));
        sink.sleb(f.frame.saved.offset[r] / 8);
      }
  }
  if (f.sites.empty())
    return;
  sink.uleb(f.sites.size());
  sink.uleb(f.pads.size());
  sink.uleb(f.frame.sp_distance / 8);
  sink.uleb(f.frame.vmctx_distance / 8);
  if (realigned) {
    sink.byte(f.frame.align_log2);
    sink.uleb(f.frame.pushed / 8);
  }
  for (const auto &site : f.sites)
    sink.distance(f.begin, site.return_address, code);
  for (const auto &site : f.sites)
    number(site.pad);
  for (const auto &pad : f.pads)
    sink.distance(f.begin, pad.label, code);
  for (uint32_t position : area.position)
    number(position);
  for (const auto *list : area.lists) {
    for (uint32_t entry : *list)
      sink.uleb(entry);
    sink.byte(0);
  }
}

// Writes the row of `f` and, where needed, its block.
template <typename Sink>
void write_function(Sink &sink, Machine machine, const FunctionDesc<typename Sink::Label> &f) {
  const uint8_t shape = find_shape(machine, f.frame.saved);
  const uint32_t index = f.index == kNoFunction ? kRowIndices : f.index;
  if (f.sites.empty() && shape < kRowShapes && f.size_bound < kRowSizes && f.frame.reserved == 0 &&
      (index < kRowIndices || f.index == kNoFunction)) {
    sink.begin_funcs();
    sink.relative(f.begin, 0);
    sink.scaled_distance(f.begin, f.end, (1u << kRowSizeBit) / kSizeUnit,
                         index << kRowIndexBit | static_cast<uint32_t>(shape) << kRowShapeBit);
  } else {
    sink.begin_sites();
    const typename Sink::Label block = sink.here();
    write_block(sink, machine, f, shape);
    sink.begin_funcs();
    sink.relative(f.begin, 0);
    sink.relative(block, 1);
  }
}

} // namespace wexn::unwind
