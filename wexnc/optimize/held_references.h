// Keeps what compiled code still needs of the managed heap where the collector looks for it
// (runtime/heap/heap_roots.cpp): behind each call that may collect stands a use of every reference
// with whose object something is done after the call. Run when the optimiser is through, before
// code generation.
#pragma once

#include "llvm/IR/Instructions.h"
#include "llvm/IR/Module.h"

namespace wexn::optimize {

void hold_references(llvm::Module &module);

// Whether it is such a use: a call with the reference as its argument.
[[nodiscard]] bool holds_reference(const llvm::Instruction &instr);
// Another value in the place of the reference.
void hold_instead(llvm::CallInst &use, llvm::Value &other);

} // namespace wexn::optimize
