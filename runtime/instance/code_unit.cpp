// Linked units of a store.
#include "runtime/instance/code_unit.h"

namespace wexn::rt {

static unwind::Section section(const void *start, const void *end) {
  return {
      static_cast<const uint8_t *>(start),
      static_cast<size_t>(static_cast<const uint8_t *>(end) - static_cast<const uint8_t *>(start)),
      reinterpret_cast<uintptr_t>(start)};
}

bool add_unit(wexn_store *store, const wexn_module_image *image) {
  if (image->unwind_funcs_start == image->unwind_funcs_end)
    return true; // no code at all
  for (const CodeUnit *unit = store->units; unit != nullptr; unit = unit->next)
    if (unit->tables.funcs.data == image->unwind_funcs_start)
      return true;
  auto *unit = alloc<CodeUnit>(store);
  if (unit == nullptr)
    return false;
  unwind::Tables &tables = unit->tables;
  tables.funcs = section(image->unwind_funcs_start, image->unwind_funcs_end);
  tables.sites = section(image->unwind_sites_start, image->unwind_sites_end);
#ifndef WEXN_BARE
  tables.machine = unwind::native_machine();
  tables.sorted = true;
#endif
#if defined(__APPLE__)
  // Linkers for Mach-O keep rows in the order of their functions, unless they are told to move
  // functions (-order_file, a profile of calls) or to fold equal ones (--icf).
  const unwind::RowRange range = unwind::range_of_rows(tables);
  unit->text_lo = range.lo;
  unit->text_hi = range.hi;
  tables.sorted = range.sorted;
#else
  unwind::Function first, last;
  if (!unwind::read_function(tables, 0, first) ||
      !unwind::read_function(tables, unwind::num_functions(tables) - 1, last))
    bug("damaged unwind tables");
  unit->text_lo = first.start;
  unit->text_hi = last.start + last.size;
#endif
  unit->next = store->units;
  store->units = unit;
  return true;
}

} // namespace wexn::rt
