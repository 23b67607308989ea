// From code addresses to modules, functions and names.
#include "runtime/code_unit.h"
#include "unwindinfo/read_inline.h"

namespace wexn::rt {

bool is_compiled_code(const wexn_store *store, uintptr_t address) {
  const CodeUnit *unit = find_unit(store, address);
  unwind::Function function;
  return unit != nullptr && unwind::find_function(unit->tables, address, function);
}

// An object's initialisation code comes after its functions, so of all modules in the unit it is
// the one with the nearest init from the function on that the function belongs to.
static const wexn_module_image *find_image(const wexn_store *store, const CodeUnit &unit,
                                           uintptr_t function) {
  const wexn_module_image *found = nullptr;
  for (const wexn_instance *i = store->instances; i != nullptr; i = i->next) {
    const wexn_module_image *image = i->image;
    const auto init = reinterpret_cast<uintptr_t>(image->init);
    if (image->unwind_funcs_start == unit.tables.funcs.data && init >= function &&
        (found == nullptr || init < reinterpret_cast<uintptr_t>(found->init)))
      found = image;
  }
  return found;
}

// The inline tables of a unit: those that any of its modules points to.
static unwind::InlineTables inline_tables_of(const CodeUnit &unit, const wexn_module_image *image) {
  auto section = [](const void *start, const void *end) -> unwind::Section {
    return {static_cast<const uint8_t *>(start),
            static_cast<size_t>(static_cast<const uint8_t *>(end) -
                                static_cast<const uint8_t *>(start)),
            reinterpret_cast<uintptr_t>(start)};
  };
  return {section(image->inline_rows_start, image->inline_rows_end),
          section(image->inline_chains_start, image->inline_chains_end), unit.tables.sorted};
}

bool find_location(const wexn_store *store, uintptr_t address, uint32_t depth, CodeLocation &out) {
  const CodeUnit *unit = find_unit(store, address);
  if (unit == nullptr)
    return false;
  const unwind::Tables &tables = unit->tables;
  unwind::Function function;
  if (!unwind::find_function(tables, address, function))
    return false;
  out.image = find_image(store, *unit, function.start);
  if (out.image == nullptr)
    return false;
  const unwind::InlineTables inlined = inline_tables_of(*unit, out.image);
  unwind::InlineChain chain;
  if (unwind::find_chain(inlined, function.start, static_cast<uint32_t>(address - function.start),
                         chain))
    while (unwind::next_inlined(inlined, chain, out.function))
      if (depth-- == 0)
        return out.function < out.image->num_funcs;
  out.function = function.index;
  return depth == 0 && out.function != unwind::kNoFunction && out.function < out.image->num_funcs;
}

} // namespace wexn::rt

using namespace wexn::rt;

bool wexn_trap_frame(const wexn_store *store, uint32_t index, wexn_frame *out) {
  const TrapRecord &trap = store->trap;
  for (uint32_t i = 0, depth = 0; i < trap.num_frames;) {
    CodeLocation location;
    if (!find_location(store, trap.frames[i], depth, location)) {
      ++i;
      depth = 0;
      continue;
    }
    ++depth;
    if (index-- != 0)
      continue;
    const wexn_module_image *image = location.image;
    out->image = image;
    out->module = image->name;
    out->function_index = location.function;
    out->pc = trap.frames[i];
    out->function = {"", 0};
    if (const uint32_t *offsets = image->func_name_offsets)
      out->function = {image->func_names + offsets[location.function],
                       offsets[location.function + 1] - offsets[location.function]};
    return true;
  }
  return false;
}

bool wexn_trap_frames_cut(const wexn_store *store) { return store->trap.frames_cut; }
