// See shifted_sums.h.
//
// What it relies on: nothing of the values; the sum is made of the same operands. Code generation
// takes a cast of a constant to its own type for a value that it knows nothing about (LLVM's own
// constant hoisting is made of such casts), and makes the constant anew where registers are few.
#include "wexnc/optimize/shifted_sums.h"

#include "wexnc/optimize/preserved.h"

#include "llvm/ADT/DenseMap.h"
#include "llvm/ADT/STLExtras.h"
#include "llvm/ADT/SmallVector.h"
#include "llvm/Analysis/LoopInfo.h"
#include "llvm/IR/InstIterator.h"
#include "llvm/IR/Instructions.h"
#include "llvm/IR/IntrinsicInst.h"
#include "llvm/IR/PatternMatch.h"

#include <utility>

namespace wexn::optimize {

using namespace llvm;
using namespace llvm::PatternMatch;

namespace {

constexpr unsigned kMostBlocks = 64; // of a loop

// Which an addition takes as a part of itself. Others are in registers as it is.
bool is_immediate(const APInt &constant) {
  const uint64_t n = constant.isNegative() ? (-constant).getZExtValue() : constant.getZExtValue();
  return n < 1u << 12 || (n % (1u << 12) == 0 && n >> 12 < 1u << 12);
}

// Whether the constant may become a part of accesses.
bool is_address(const Value &sum) {
  return all_of(sum.users(), [](const User *user) {
    const auto *extension = dyn_cast<ZExtInst>(user);
    return isa<GetElementPtrInst>(user) ||
           (extension && match(extension->getOperand(0), m_NUWAdd(m_Value(), m_Value())) &&
            all_of(extension->users(), IsaPred<GetElementPtrInst>));
  });
}

class ShiftedSums {
public:
  explicit ShiftedSums(LoopInfo &loops) : loops_(loops) {}

  bool run(Function &f) {
    SmallVector<std::pair<Instruction *, const Loop *>, 16> wanted;
    for (Instruction &i : instructions(f))
      if (const Loop *loop = loops_.getLoopFor(i.getParent()); loop && is_wanted(i, *loop))
        if (const Loop *where = outermost(loop))
          wanted.emplace_back(&i, where);
    for (const auto &[sum, loop] : wanted) {
      sum->setOperand(1, held(*cast<ConstantInt>(sum->getOperand(1)), *loop));
      // Else both operands would be extended in place of the sum.
      sum->dropPoisonGeneratingFlags();
    }
    return !wanted.empty();
  }

private:
  LoopInfo &loops_;
  DenseMap<const Loop *, bool> fit_;
  DenseMap<std::pair<const Loop *, const ConstantInt *>, Instruction *> held_;

  static bool is_wanted(const Instruction &i, const Loop &loop) {
    Value *shifted = nullptr;
    const APInt *constant = nullptr;
    return (i.getType()->isIntegerTy(32) || i.getType()->isIntegerTy(64)) &&
           match(&i,
                 m_Add(m_OneUse(m_Shl(m_Value(shifted), m_ConstantInt())), m_APInt(constant))) &&
           is_immediate(*constant) && !loop.isLoopInvariant(shifted) && !is_address(i);
  }

  // What a register is free in.
  bool fits(const Loop &loop) {
    const auto [known, is_new] = fit_.try_emplace(&loop, false);
    if (is_new)
      known->second = loop.getNumBlocks() <= kMostBlocks && loop.getLoopPreheader() &&
                      none_of(loop.blocks(), [](const BasicBlock *block) {
                        return any_of(*block, [](const Instruction &i) {
                          return isa<CallBase>(i) && !isa<IntrinsicInst>(i) &&
                                 !cast<CallBase>(i).doesNotReturn();
                        });
                      });
    return known->second;
  }

  const Loop *outermost(const Loop *loop) {
    const Loop *found = nullptr;
    for (; loop && fits(*loop); loop = loop->getParentLoop())
      found = loop;
    return found;
  }

  Instruction *held(ConstantInt &constant, const Loop &loop) {
    Instruction *&known = held_[{&loop, &constant}];
    if (!known)
      known = new BitCastInst(&constant, constant.getType(), "",
                              loop.getLoopPreheader()->getTerminator()->getIterator());
    return known;
  }
};

} // namespace

PreservedAnalyses ShiftedSumsPass::run(Function &f, FunctionAnalysisManager &am) {
  return all_but_values(ShiftedSums(am.getResult<LoopAnalysis>(f)).run(f));
}

} // namespace wexn::optimize
