// From code addresses to modules, functions, names and lines.
#include "runtime/instance/code_unit.h"
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

// Element `number` of a list of names; empty if there is none.
static wexn_name name_at(const char *text, const uint32_t *offsets, uint32_t count,
                         uint32_t number) {
  if (offsets == nullptr || number >= count)
    return {"", 0};
  return {text + offsets[number], offsets[number + 1] - offsets[number]};
}
static wexn_name source_name(const wexn_module_image *image, uint32_t number) {
  return name_at(image->source_names, image->source_name_offsets, image->num_source_names, number);
}

bool find_location(const wexn_store *store, uintptr_t address, uint32_t &depth, CodeLocation &out) {
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
  if (!unwind::find_chain(inlined, function.start, static_cast<uint32_t>(address - function.start),
                          chain))
    chain = {};
  for (bool found = false;;) {
    const unwind::SourcePlace place = chain.place;
    const bool inner = unwind::next_inlined(inlined, chain, out.function);
    if (!inner)
      out.function = function.index;
    const bool of_source = inner && (out.function & unwind::kSourceFunction) != 0;
    if (!of_source && out.function >= out.image->num_funcs) // a thunk
      return false;
    if (!found && depth == 0) {
      found = true;
      out.file = source_name(out.image, place.file - 1);
      out.line = out.file.size != 0 ? place.line : 0;
      out.inlined = {"", 0};
      if (of_source)
        out.inlined = source_name(out.image, out.function - unwind::kSourceFunction);
    } else if (!found) {
      --depth;
    }
    // From a function of the source outwards to the Wasm function that has its code.
    if (found && !of_source)
      return true;
    if (!inner)
      return false;
  }
}

// The name by which the module exports the function, or empty.
static wexn_name export_name(const wexn_module_image *image, uint32_t function) {
#ifndef WEXN_BARE
  for (uint32_t i = 0; i < image->num_exports; ++i) {
    const wexn_export_desc &desc = image->exports[i];
    if (desc.type.kind == WEXN_EXTERN_FUNC && desc.index == function)
      return desc.name;
  }
#else
  (void)image;
  (void)function;
#endif
  return {"", 0};
}

bool frame_at(const wexn_store *store, const FrameRecord &record, uint32_t index, wexn_frame *out) {
  // Mostly the frame asked for is the one behind the last.
  const bool onwards = index >= record.seen_index;
  uint32_t first = onwards ? record.seen_index : 0;
  for (uint32_t i = onwards ? record.seen : 0; i < record.num_frames; ++i) {
    record.seen = i;
    record.seen_index = first;
    CodeLocation location;
    uint32_t depth = index - first;
    if (!find_location(store, record.frames[i], depth, location)) {
      first = index - depth;
      continue;
    }
    const wexn_module_image *image = location.image;
    out->image = image;
    out->module = image->name;
    out->function_index = location.function;
    out->pc = record.frames[i];
    out->function = location.inlined;
    if (out->function.size == 0)
      out->function =
          name_at(image->func_names, image->func_name_offsets, image->num_funcs, location.function);
    if (out->function.size == 0)
      out->function = export_name(image, location.function);
    out->file = location.file;
    out->line = location.line;
    return true;
  }
  return false;
}

} // namespace wexn::rt

using namespace wexn::rt;

bool wexn_trap_frame(const wexn_store *store, uint32_t index, wexn_frame *out) {
  return frame_at(store, store->trap.stack, index, out);
}

bool wexn_trap_frames_cut(const wexn_store *store) { return store->trap.stack.frames_cut; }
