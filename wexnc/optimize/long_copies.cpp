// See long_copies.h.
#include "wexnc/optimize/long_copies.h"

#include "wexnc/ir/func_marks.h"

#include "llvm/IR/IRBuilder.h"
#include "llvm/IR/IntrinsicInst.h"
#include "llvm/IR/MDBuilder.h"
#include "llvm/Transforms/Utils/BasicBlockUtils.h"

namespace wexn::optimize {

using namespace llvm;

namespace {

void call_runtime(IRBuilder<> &b, MemIntrinsic &copy, Value *vmctx, Value *length) {
  Module &module = *copy.getModule();
  auto declare = [&](const char *name, Type *second) {
    return module.getOrInsertFunction(
        name, FunctionType::get(b.getVoidTy(), {b.getPtrTy(), b.getPtrTy(), second, b.getInt64Ty()},
                                false));
  };
  CallInst *call = nullptr;
  if (auto *fill = dyn_cast<MemSetInst>(&copy))
    call = b.CreateCall(
        declare("wexn_rt_long_fill", b.getInt32Ty()),
        {vmctx, fill->getRawDest(), b.CreateZExt(fill->getValue(), b.getInt32Ty()), length});
  else
    call = b.CreateCall(
        declare("wexn_rt_long_move", b.getPtrTy()),
        {vmctx, copy.getRawDest(), cast<MemTransferInst>(copy).getRawSource(), length});
  call->setDoesNotThrow();
}

void divide(MemIntrinsic &copy, Value *vmctx) {
  IRBuilder<> b(&copy);
  Value *length = b.CreateZExt(copy.getLength(), b.getInt64Ty());
  if (isa<ConstantInt>(length)) {
    call_runtime(b, copy, vmctx, length);
    copy.eraseFromParent();
    return;
  }
  Instruction *is_long = nullptr, *is_short = nullptr;
  SplitBlockAndInsertIfThenElse(b.CreateICmpUGT(length, b.getInt64(kLongCopy)), &copy, &is_long,
                                &is_short,
                                MDBuilder(copy.getContext()).createBranchWeights(1, 2000));
  b.SetInsertPoint(is_long);
  b.SetCurrentDebugLocation(copy.getDebugLoc());
  call_runtime(b, copy, vmctx, length);
  copy.moveBefore(is_short);
}

bool may_be_long(const MemIntrinsic &copy) {
  const auto *length = dyn_cast<ConstantInt>(copy.getLength());
  return !length || length->getZExtValue() > kLongCopy;
}

} // namespace

void divide_long_copies(Module &module) {
  for (Function &f : module) {
    if (f.isDeclaration() || !f.hasFnAttribute(ir::kFuncIndexAttribute))
      continue;
    SmallVector<MemIntrinsic *> copies;
    for (BasicBlock &block : f)
      for (Instruction &i : block)
        if (auto *copy = dyn_cast<MemIntrinsic>(&i); copy && may_be_long(*copy))
          copies.push_back(copy);
    for (MemIntrinsic *copy : copies)
      divide(*copy, f.getArg(0));
  }
}

} // namespace wexn::optimize
