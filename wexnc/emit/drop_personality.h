// Machine pass between code generation and the printer. Two things happen here:
//  - Each call in a try gets a label directly behind it: its return address, the key of the
//    call-site tables. (LLVM's own end label comes after copies of results and stack adjustments.)
//  - The personality goes. LLVM then writes neither .gcc_except_table nor a personality routine
//  into
//    .eh_frame, and the CFI stays clean; our own tables take their place.
// It also aligns functions as the tables need it.
#pragma once

#include "wexnc/emit/emit_object.h"

#include "llvm/ADT/DenseMap.h"
#include "llvm/CodeGen/MachineFunctionPass.h"

namespace wexn::emit {

// Begin label of an invoke (LandingPadInfo::BeginLabels) -> label of its return address.
using ReturnLabels = llvm::DenseMap<const llvm::MCSymbol *, llvm::MCSymbol *>;

// The result lives as long as `labels` and `stats`, which it fills; `labels` is cleared at the
// start of every function, so it describes the function that the printer sees next.
[[nodiscard]] llvm::MachineFunctionPass *create_drop_personality_pass(ReturnLabels &labels,
                                                                      EmitStats &stats);

} // namespace wexn::emit
