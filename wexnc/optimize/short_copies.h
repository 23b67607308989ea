// IR -> IR, before checks of accesses become compares: functions that copy or fill memory, as
// memcpy, memmove and memset of a module's C library, get a way of their own for short lengths.
#pragma once

#include "llvm/IR/PassManager.h"

namespace wexn::optimize {

struct ShortCopiesPass : llvm::PassInfoMixin<ShortCopiesPass> {
  llvm::PreservedAnalyses run(llvm::Module &module, llvm::ModuleAnalysisManager &am);
};

} // namespace wexn::optimize
