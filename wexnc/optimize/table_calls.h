// Calls through static tables (ir/static_tables.h) are rows of six to nine instructions: is there
// such an element, what is it, is it of the type. Where a function makes one not in a loop, and no
// more often than it is called itself, it goes to a function that does all that for the calls of
// its type, and jumps to the element. That is a thirtieth of the code of a large C program that has
// tables of methods, for a jump more in each such call.
#pragma once

#include "llvm/IR/PassManager.h"

namespace wexn::optimize {

// Runs when nothing is inlined, and no constant found, any more. What it makes is in the module
// like other functions.
struct TableCallsPass : llvm::PassInfoMixin<TableCallsPass> {
  llvm::PreservedAnalyses run(llvm::Module &module, llvm::ModuleAnalysisManager &am);
};

} // namespace wexn::optimize
