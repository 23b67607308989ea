// Options -> llvm::TargetMachine.
#pragma once

#include "wexnc/options.h"
#include "wexnc/support/result.h"

#include "llvm/Target/TargetMachine.h"

#include <memory>

namespace wexn::emit {

// Errors (is_option_error): a target that is not in targets.def; a CPU, also to tune for, or a
// feature that LLVM does not know or that does not go with the runtime.
[[nodiscard]] Result<std::unique_ptr<llvm::TargetMachine>>
make_target_machine(const Options &options);

// Has all functions optimised for the processor of `options` that they are to be fast on, which
// need not be the one whose instructions they may use. Before anything is optimised.
void tune_functions(llvm::Module &module, const Options &options);

} // namespace wexn::emit
