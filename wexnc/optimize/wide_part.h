// Parts of addresses of 64 bits.
#pragma once

#include "llvm/Analysis/ValueTracking.h"
#include "llvm/IR/DataLayout.h"
#include "llvm/IR/IRBuilder.h"
#include "llvm/IR/PatternMatch.h"
#include "llvm/Support/KnownBits.h"

namespace wexn::optimize {

// A number extended to 64 bits. A shift is a part of such an address, if it loses none of its bits.
inline llvm::Value *wide_part(llvm::IRBuilder<> &b, llvm::Value &number,
                              const llvm::DataLayout &layout) {
  using namespace llvm::PatternMatch;
  llvm::Value *x = nullptr;
  const llvm::APInt *by = nullptr;
  if (match(&number, m_Shl(m_Value(x), m_APInt(by))) && by->ule(3) &&
      llvm::computeKnownBits(x, layout).countMinLeadingZeros() >= by->getZExtValue())
    return b.CreateShl(b.CreateZExt(x, b.getInt64Ty()), by->getZExtValue());
  return b.CreateZExt(&number, b.getInt64Ty());
}

} // namespace wexn::optimize
