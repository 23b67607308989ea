// See early_returns.h.
#include "wexnc/optimize/early_returns.h"

#include "llvm/ADT/STLExtras.h"
#include "llvm/ADT/SmallVector.h"
#include "llvm/IR/IRBuilder.h"
#include "llvm/IR/InstIterator.h"
#include "llvm/IR/Instructions.h"

#include <optional>

namespace wexn::optimize {

using namespace llvm;

namespace {

bool is_given(const Value *value) { return isa<Constant>(value) || isa<Argument>(value); }

struct EarlyReturn {
  ICmpInst *test;
  bool when;     // the test is so
  Value *result; // null: none
};

std::optional<EarlyReturn> find(Function &f) {
  BasicBlock &entry = f.getEntryBlock();
  auto *branch = dyn_cast<BranchInst>(entry.getTerminator());
  auto *test =
      branch && branch->isConditional() ? dyn_cast<ICmpInst>(branch->getCondition()) : nullptr;
  if (!test || !is_given(test->getOperand(0)) || !is_given(test->getOperand(1)))
    return std::nullopt;
  if (any_of(entry, [](const Instruction &i) { return i.mayHaveSideEffects(); }))
    return std::nullopt;
  for (const bool when : {true, false}) {
    BasicBlock *to = branch->getSuccessor(when ? 0 : 1);
    auto *ret = dyn_cast<ReturnInst>(to->getTerminator());
    if (!ret || to->getFirstNonPHIOrDbg() != ret || to == branch->getSuccessor(when ? 1 : 0))
      continue;
    Value *result = ret->getReturnValue();
    if (auto *phi = dyn_cast_or_null<PHINode>(result); phi && phi->getParent() == to)
      result = phi->getIncomingValueForBlock(&entry);
    if (!result || is_given(result))
      return EarlyReturn{test, when, result};
  }
  return std::nullopt;
}

void test_first(CallInst *call, const EarlyReturn &early) {
  const auto as_called = [&](Value *value) {
    const auto *argument = dyn_cast<Argument>(value);
    return argument ? call->getArgOperand(argument->getArgNo()) : value;
  };
  BasicBlock *before = call->getParent();
  BasicBlock *does = before->splitBasicBlock(call->getIterator(), "call");
  BasicBlock *done = does->splitBasicBlock(std::next(call->getIterator()), "called");
  before->getTerminator()->eraseFromParent();
  IRBuilder<> b(before);
  b.SetCurrentDebugLocation(call->getDebugLoc());
  Value *test = b.CreateICmp(early.test->getPredicate(), as_called(early.test->getOperand(0)),
                             as_called(early.test->getOperand(1)));
  b.CreateCondBr(test, early.when ? done : does, early.when ? does : done);
  if (call->use_empty())
    return;
  b.SetInsertPoint(done, done->begin());
  PHINode *result = b.CreatePHI(call->getType(), 2);
  call->replaceAllUsesWith(result);
  result->addIncoming(as_called(early.result), before);
  result->addIncoming(call, does);
}

} // namespace

PreservedAnalyses EarlyReturnsPass::run(Function &f, FunctionAnalysisManager &) {
  const std::optional<EarlyReturn> early = find(f);
  if (!early)
    return PreservedAnalyses::all();
  SmallVector<CallInst *, 4> calls;
  for (Instruction &i : instructions(f))
    if (auto *call = dyn_cast<CallInst>(&i))
      if (call->getCalledFunction() == &f && !call->isMustTailCall())
        calls.push_back(call);
  for (CallInst *call : calls)
    test_first(call, *early);
  return calls.empty() ? PreservedAnalyses::all() : PreservedAnalyses::none();
}

} // namespace wexn::optimize
