// IR -> IR: passes over the graph of calls, to which large tables of functions say nothing. LLVM
// takes a function for one that may call each that a table which it reads has in it, and looks at
// all of them whenever it has changed the function: n functions that call through a table of n cost
// the square of n. While the passes run, such tables have no contents.
//
// Relies on: the tables are constant, and their contents are looked at by passes behind these, too;
// all that may be missed is that an element is known, and so can be inlined. Functions that only
// the tables name are kept by a copy of the contents that nobody reads.
#pragma once

#include "llvm/IR/PassManager.h"

#include <utility>

namespace wexn::optimize {

class LargeTablesPass : public llvm::PassInfoMixin<LargeTablesPass> {
public:
  explicit LargeTablesPass(llvm::ModulePassManager inner) : inner_(std::move(inner)) {}
  static bool isRequired() { return true; }
  llvm::PreservedAnalyses run(llvm::Module &module, llvm::ModuleAnalysisManager &analyses);

private:
  llvm::ModulePassManager inner_;
};

} // namespace wexn::optimize
