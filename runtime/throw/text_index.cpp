// See text_index.h.
#include "runtime/throw/text_index.h"

namespace wexn::rt {

namespace {

// Before a store has met so many addresses, the cache of sites serves it: most stores never throw,
// or once.
constexpr uint64_t kIndexAfter = 16;

// Part of a piece of text, in bytes from its start.
struct Part {
  uint32_t from, to;
  uint8_t shape;
};

// The part of the piece that begins at `begin` whose calls can be left by the function's shape:
// around `address`, if that is not 0, as far as there are no calls in a try. False: there is none.
bool part_of(const unwind::Tables &tables, uint32_t row, uintptr_t begin, uintptr_t address,
             Part &out) {
  const uintptr_t end = begin + CodeUnit::kIndexBytes;
  unwind::Function f;
  if (!unwind::read_function(tables, row, f) || f.shape >= IndexWord::kShapes || f.start >= end ||
      f.start + f.size <= begin)
    return false;
  uintptr_t from = f.start > begin ? f.start : begin;
  uintptr_t to = f.start + f.size < end ? f.start + f.size : end;
  if (f.has_block) {
    unwind::Block block;
    if (!unwind::read_block(tables, f, block) || block.frame.reserved != 0)
      return false;
    // Addresses asked for are return addresses - 1.
    const auto offset = static_cast<uint32_t>((address != 0 ? address : from) + 1 - f.start);
    const uint32_t next = unwind::first_site_from(tables, block, offset);
    unwind::Site site;
    if (unwind::read_site(tables, block, next, site) && f.start + site.return_offset - 1 < to) {
      if (address == 0)
        return false;
      to = f.start + site.return_offset - 1;
    }
    if (address != 0 && next != 0 && unwind::read_site(tables, block, next - 1, site) &&
        f.start + site.return_offset > from)
      from = f.start + site.return_offset;
  }
  out = {static_cast<uint32_t>(from - begin), static_cast<uint32_t>(to - begin), f.shape};
  return true;
}

} // namespace

bool have_index(wexn_store *store, CodeUnit &unit) {
  if (unit.index != nullptr)
    return true;
  if (unit.no_index || !unit.tables.sorted || ++exceptions_of(store)->unindexed < kIndexAfter)
    return false;
  const uint64_t count = (unit.text_hi - unit.text_lo) / CodeUnit::kIndexBytes + 1;
  unit.index = static_cast<uint32_t *>(alloc(store, count * sizeof *unit.index));
  unit.no_index = unit.index == nullptr;
  if (unit.no_index)
    return false;
  forget_sites(store); // some are the index's now
  return true;
}

bool add_to_index(const Lookup &found, uintptr_t address) {
  CodeUnit &unit = *found.unit;
  const uint64_t piece = (address - unit.text_lo) / CodeUnit::kIndexBytes;
  // What a word says stays: two that take turns would be searched for each time.
  if (unit.index[piece] != 0)
    return false;
  const uintptr_t begin = unit.text_lo + piece * CodeUnit::kIndexBytes;
  const uint32_t row = found.function.row;
  Part first, second;
  if (!part_of(unit.tables, row, begin, address, first))
    return false;
  second = {first.to, first.to, 0};
  // The one before or the one behind it, if no call in a try is between.
  const unwind::Function &f = found.function;
  Part other;
  if (row != 0 && begin + first.from == f.start && part_of(unit.tables, row - 1, begin, 0, other)) {
    second = first;
    first = other;
  } else if (begin + first.to == f.start + f.size &&
             part_of(unit.tables, row + 1, begin, 0, other)) {
    second = other;
  }
  unit.index[piece] = IndexWord::of(first.from, second.from, second.to, first.shape, second.shape);
  return true;
}

} // namespace wexn::rt
