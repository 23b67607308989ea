// Last change to the IR before code generation: functions that still contain an invoke after
// optimisation keep their vmctx in the frame, where a throw finds it (unwindinfo/README.md). All
// others stay as they are: storing it in every frame would cost every function.
// Also: `resume` becomes unreachable. It stands behind the clauses of a landing pad so that
// inlining composes; the runtime enters a landing pad only when one of its clauses matches.
#pragma once

#include "llvm/IR/Module.h"

namespace wexn::optimize {

// Metadata kind on the alloca of the slot, by which the emitter finds it.
inline constexpr const char *kVmctxSlotMetadata = "wexn.vmctx.slot";

void add_vmctx_slots(llvm::Module &module);

} // namespace wexn::optimize
