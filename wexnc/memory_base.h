// Which modules get what --memory-base asks for.
#pragma once

#include "wexnc/ir/facts.h"
#include "wexnc/options.h"

namespace wexn {

// Why the module's bodies cannot have the base of memory 0 in GS (ir/memory_segment.h); null: they
// can.
[[nodiscard]] const char *why_no_segment(const Options &options, const wasm::Module &module,
                                         const ir::ModuleFacts &facts);

} // namespace wexn
