// See loop_complements.h.
//
// What it relies on: x ^ y == -1 if and only if x == ~y, for every x and y. What a loop does not
// change is there at the end of the block before it. Of many values in a loop, none would have a
// register there.
#include "wexnc/optimize/loop_complements.h"

#include "wexnc/optimize/preserved.h"

#include "llvm/ADT/DenseMap.h"
#include "llvm/ADT/SmallPtrSet.h"
#include "llvm/Analysis/LoopInfo.h"
#include "llvm/IR/Constants.h"
#include "llvm/IR/Function.h"
#include "llvm/IR/InstrTypes.h"
#include "llvm/IR/Instructions.h"
#include "llvm/IR/PatternMatch.h"

#include <cstddef>
#include <utility>

namespace wexn::optimize {

using namespace llvm;

namespace {

constexpr size_t kMostValues = 16; // of a loop
using OfLoops = DenseMap<const Loop *, SmallPtrSet<const Value *, kMostValues>>;

bool take_out(ICmpInst &compare, const Loop &loop, OfLoops &values) {
  using namespace PatternMatch;
  Value *x = nullptr, *y = nullptr;
  if (!compare.isEquality() || !compare.getType()->isIntegerTy() ||
      !match(&compare, m_ICmp(m_OneUse(m_Xor(m_Value(x), m_Value(y))), m_AllOnes())))
    return false;
  if (loop.isLoopInvariant(x))
    std::swap(x, y);
  BasicBlock *before = loop.getLoopPreheader();
  if (!before || loop.isLoopInvariant(x) || !loop.isLoopInvariant(y))
    return false;
  auto &known = values[&loop];
  if (known.size() == kMostValues && !known.contains(y))
    return false;
  known.insert(y);
  auto *old = cast<Instruction>(compare.getOperand(0));
  compare.setOperand(0, x);
  compare.setOperand(1, BinaryOperator::CreateNot(y, "", before->getTerminator()->getIterator()));
  old->eraseFromParent();
  return true;
}

} // namespace

PreservedAnalyses LoopComplementsPass::run(Function &f, FunctionAnalysisManager &am) {
  const LoopInfo &loops = am.getResult<LoopAnalysis>(f);
  OfLoops values;
  bool changed = false;
  if (!loops.empty())
    for (BasicBlock &block : f)
      if (const Loop *loop = loops.getLoopFor(&block))
        for (Instruction &i : block)
          if (auto *compare = dyn_cast<ICmpInst>(&i))
            changed |= take_out(*compare, *loop, values);
  return all_but_values(changed);
}

} // namespace wexn::optimize
