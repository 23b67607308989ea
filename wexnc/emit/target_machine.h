// Options -> llvm::TargetMachine.
#pragma once

#include "wexnc/options.h"
#include "wexnc/support/result.h"

#include "llvm/Target/TargetMachine.h"

#include <memory>

namespace wexn::emit {

// Errors: a target that is not in targets.def, a CPU or attribute LLVM does not know.
[[nodiscard]] Result<std::unique_ptr<llvm::TargetMachine>>
make_target_machine(const Options &options);

} // namespace wexn::emit
