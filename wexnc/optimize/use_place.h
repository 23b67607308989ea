// Before which instruction a value has to be there for one of its uses. A phi takes it at the end
// of the block that it comes from.
#pragma once

#include "llvm/IR/BasicBlock.h"
#include "llvm/IR/Instructions.h"
#include "llvm/IR/Use.h"
#include "llvm/Support/Casting.h"

namespace wexn::optimize {

[[nodiscard]] inline llvm::Instruction *use_place(const llvm::Use &use) {
  auto *user = llvm::cast<llvm::Instruction>(use.getUser());
  const auto *phi = llvm::dyn_cast<llvm::PHINode>(user);
  return phi ? phi->getIncomingBlock(use)->getTerminator() : user;
}

} // namespace wexn::optimize
