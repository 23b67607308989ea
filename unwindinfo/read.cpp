// See read.h.
#include "unwindinfo/cursor.h"

namespace wexn::unwind {
namespace {

// REQUIRES: there is such a row.
uint64_t row_start(const Tables &t, uint32_t row) {
  const uint64_t at = uint64_t{row} * kRowBytes;
#ifdef WEXN_BARE // its own rows are aligned; without this half of a throw would go by here
  const int32_t start = *reinterpret_cast<const int32_t *>(t.funcs.data + at);
#else
  int32_t start;
  __builtin_memcpy(&start, t.funcs.data + at, sizeof start);
#endif
  return t.funcs.address + at + static_cast<uint64_t>(int64_t{start});
}

} // namespace

uint32_t num_functions(const Tables &t) { return static_cast<uint32_t>(t.funcs.size / kRowBytes); }

bool read_function(const Tables &t, uint32_t row, Function &out) {
  Cursor r{t.funcs, uint64_t{row} * kRowBytes + 4};
  const uint64_t at = t.funcs.address + r.at;
  const uint32_t word = r.fixed(4);
  if (!r.ok)
    return false;
  out.start = row_start(t, row);
  out.row = row;
  out.has_block = word & 1;
  if (!out.has_block) {
    out.shape = word >> kRowShapeBit & (kRowShapes - 1);
    out.size = (word >> kRowSizeBit) * kSizeUnit & (kRowSizes - 1);
    out.index = word >> kRowIndexBit == kRowIndices ? kNoFunction : word >> kRowIndexBit;
    return true;
  }
  const int64_t distance = static_cast<int32_t>(word - 1);
  out.block = at + static_cast<uint64_t>(distance) - t.sites.address;
  Cursor c{t.sites, out.block};
  const uint32_t flags = c.fixed(1);
  out.shape = static_cast<uint8_t>(c.fixed(1));
  out.size = c.fixed(flags & kWide ? 4 : 2);
  out.index = static_cast<uint32_t>(c.uleb()) - 1; // 0: kNoFunction
  out.block_rest = c.at;
  return c.ok && (flags & ~uint32_t{kKnownFlags}) == 0;
}

bool find_function(const Tables &t, uint64_t address, Function &out) {
  uint32_t lo = 0, hi = num_functions(t);
  while (lo < hi) {
    const uint32_t mid = lo + (hi - lo) / 2;
    if (row_start(t, mid) <= address)
      lo = mid + 1;
    else
      hi = mid;
  }
  if (lo != 0 && read_function(t, lo - 1, out) && address - out.start < out.size)
    return true;
  for (uint32_t row = 0; !t.sorted && row < num_functions(t); ++row)
    if (read_function(t, row, out) && address - out.start < out.size)
      return true;
  return false;
}

RowRange range_of_rows(const Tables &t) {
  RowRange range = {~uint64_t{0}, 0, true};
  uint64_t last = 0;
  for (uint32_t row = 0; row < num_functions(t); ++row) {
    Function f;
    if (!read_function(t, row, f))
      continue;
    range.sorted &= f.start >= last;
    last = f.start;
    range.lo = f.start < range.lo ? f.start : range.lo;
    range.hi = f.start + f.size > range.hi ? f.start + f.size : range.hi;
  }
  return range;
}

bool read_shape(const Tables &t, uint8_t shape, SavedRegisters &out) {
  return shape_offsets(t.machine, shape, out);
}

bool read_frame(const Tables &t, const Function &f, Frame &out) {
  if (f.has_block) {
    Block block;
    if (!read_block(t, f, block))
      return false;
    out = block.frame;
    return true;
  }
  out = {};
  return read_shape(t, f.shape, out.saved);
}

uint64_t read_reserved(const Tables &t, const Function &f) {
  if (!f.has_block || !(Cursor{t.sites, f.block}.fixed(1) & kReserved))
    return 0;
  return Cursor{t.sites, f.block_rest}.uleb() * 8;
}

bool read_block(const Tables &t, const Function &f, Block &out) {
  const uint32_t flags = Cursor{t.sites, f.block}.fixed(1);
  Cursor c{t.sites, f.block_rest};
  out = {};
  out.code_bytes = flags & kWide ? 4 : 2;
  out.size = f.size;
  if (flags & kReserved)
    out.frame.reserved = c.uleb() * 8; // also read_reserved
  if (f.shape == kShapeListed) {
    const uint32_t count = c.fixed(1);
    for (uint32_t i = 0; i < count; ++i) {
      const uint32_t reg = c.fixed(1);
      const int64_t offset = c.sleb() * 8;
      if (reg >= num_registers(t.machine) || offset == 0 || offset != static_cast<int32_t>(offset))
        return false;
      out.frame.saved.offset[reg] = static_cast<int32_t>(offset);
    }
  } else if (!read_shape(t, f.shape, out.frame.saved)) {
    return false;
  }
  if (flags & kSites) {
    out.num_sites = static_cast<uint32_t>(c.uleb());
    out.num_pads = static_cast<uint32_t>(c.uleb());
    out.frame.sp_distance = c.uleb() * 8;
    out.frame.vmctx_distance = c.uleb() * 8;
  }
  if (flags & kRealigned) {
    out.frame.align_log2 = static_cast<uint8_t>(c.fixed(1));
    out.frame.pushed = c.uleb() * 8;
    if (!(flags & kSites) || out.frame.align_log2 < 1 || out.frame.align_log2 > 30)
      return false;
  }
  out.number_bytes = out.num_pads == 1 ? 0 : flags & kHugePads ? 4 : flags & kManyPads ? 2 : 1;
  out.site_offsets = c.skip(out.num_sites, out.code_bytes);
  out.site_pads = c.skip(out.num_sites, out.number_bytes);
  out.pad_offsets = c.skip(out.num_pads, out.code_bytes);
  out.pad_lists = c.skip(out.num_pads, out.number_bytes);
  out.clauses = c.at;
  return c.ok;
}

// Element `number` of an array in the sites section.
static uint32_t element(const Tables &t, uint64_t array, uint32_t number, uint32_t bytes,
                        bool &ok) {
  return fixed_at(t.sites, array + uint64_t{number} * bytes, bytes, ok);
}

bool read_site(const Tables &t, const Block &b, uint32_t number, Site &out) {
  if (number >= b.num_sites)
    return false;
  bool ok = true;
  out.return_offset = element(t, b.site_offsets, number, b.code_bytes, ok);
  const uint32_t pad = element(t, b.site_pads, number, b.number_bytes, ok);
  if (!ok || pad >= b.num_pads)
    return false;
  out.pad_offset = element(t, b.pad_offsets, pad, b.code_bytes, ok);
  out.clauses = b.clauses + element(t, b.pad_lists, pad, b.number_bytes, ok);
  return ok && out.pad_offset < b.size;
}

uint32_t first_site_from(const Tables &t, const Block &b, uint32_t return_offset) {
  uint32_t lo = 0, hi = b.num_sites;
  bool ok = true;
  while (lo < hi) {
    const uint32_t mid = lo + (hi - lo) / 2;
    if (element(t, b.site_offsets, mid, b.code_bytes, ok) < return_offset)
      lo = mid + 1;
    else
      hi = mid;
  }
  return lo;
}

bool find_site(const Tables &t, const Block &b, uint32_t return_offset, Site &out) {
  return read_site(t, b, first_site_from(t, b, return_offset), out) &&
         out.return_offset == return_offset;
}

bool next_clause(const Tables &t, uint64_t &cursor, Clause &out) {
  Cursor c{t.sites, cursor};
  const uint64_t entry = c.uleb();
  if (!c.ok || entry < 2 || entry > ~0u)
    return false;
  cursor = c.at;
  out.selector = entry_selector(static_cast<uint32_t>(entry));
  out.kind = entry_kind(static_cast<uint32_t>(entry));
  out.tag = entry_tag(static_cast<uint32_t>(entry));
  return true;
}

} // namespace wexn::unwind
