// Code addresses: which linked unit, module and function they belong to. Uses the unwind tables
// (unwindinfo/).
#ifndef WEXN_RUNTIME_CODE_UNIT_H
#define WEXN_RUNTIME_CODE_UNIT_H

#include "runtime/instance/store.h"
#include "unwindinfo/read.h"

namespace wexn::rt {

// One linked program or library that contains compiled code, and its tables. Instances of all
// images that share the tables share the unit.
struct CodeUnit {
  CodeUnit *next;
  unwind::Tables tables;
  uintptr_t text_lo, text_hi; // lowest and past the highest address of the compiled code
#ifndef WEXN_BARE
  // For throws (throw/text_index.h): a word for each kIndexBytes of text; null until the store has
  // thrown often.
  static constexpr uint32_t kIndexBytes = 64;
  uint32_t *index;
  bool no_index; // there was no memory for it
#endif
};

// Makes the store know the unit that the image is part of. false: no memory.
[[nodiscard]] bool add_unit(wexn_store *store, const wexn_module_image *image);

// The unit whose text range contains the address, or null. Code of other origin may lie in that
// range too; find_function of the tables is exact.
inline CodeUnit *find_unit(const wexn_store *store, uintptr_t address) {
  for (CodeUnit *unit = store->units; unit != nullptr; unit = unit->next)
    if (address >= unit->text_lo && address < unit->text_hi)
      return unit;
  return nullptr;
}

// Whether the address is in a function that the tables know: compiled code and its thunks.
[[nodiscard]] bool is_compiled_code(const wexn_store *store, uintptr_t address);

struct CodeLocation {
  const wexn_module_image *image;
  uint32_t function; // index in the module
  wexn_name inlined; // with -g: function of the source that is in that one's code; else empty
  wexn_name file;    // of the source; empty if unknown
  uint32_t line;     // 0 if unknown
};
// The functions whose code lies at the address: `depth` 0 is the innermost, larger numbers are
// those that it was inlined into. false: there are not so many, none for a thunk; then `depth` is
// less by their number.
[[nodiscard]] bool find_location(const wexn_store *store, uintptr_t address, uint32_t &depth,
                                 CodeLocation &out);
// See wexn_trap_frame.
[[nodiscard]] bool frame_at(const wexn_store *store, const FrameRecord &record, uint32_t index,
                            wexn_frame *out);

} // namespace wexn::rt

#endif
