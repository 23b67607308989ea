// See indefinite_integers.h. LLVM's own conversions have no result for numbers that do not fit, so
// that the instructions are called by their names.
//
// What it relies on (Intel's manual, CVTTSS2SI, CVTTSD2SI, CVTTPS2DQ, CVTTPD2DQ):
// - The result is cut off towards zero, whatever the rounding mode; for a NaN and for what does not
//   fit it is the lowest number. Numbers between -2^31 - 1 and -2^31 fit and give that one, too.
// - To 64 bits: what lies between -1 and 0 gives 0; what lies below is negative, what lies at 2^32
//   or above has more than 32 bits, and so has the lowest number: all of these have an upper half
//   that is not 0.
#include "wexnc/optimize/indefinite_integers.h"

#include "wexnc/optimize/preserved.h"

#include "llvm/ADT/APFloat.h"
#include "llvm/ADT/STLExtras.h"
#include "llvm/ADT/SmallVector.h"
#include "llvm/IR/Constants.h"
#include "llvm/IR/DerivedTypes.h"
#include "llvm/IR/Function.h"
#include "llvm/IR/IRBuilder.h"
#include "llvm/IR/InstIterator.h"
#include "llvm/IR/Instructions.h"
#include "llvm/IR/IntrinsicInst.h"
#include "llvm/IR/IntrinsicsX86.h"
#include "llvm/IR/MDBuilder.h"
#include "llvm/IR/PatternMatch.h"
#include "llvm/Transforms/Utils/BasicBlockUtils.h"

#include <cmath>
#include <cstddef>
#include <utility>

namespace wexn::optimize {

using namespace llvm;
using namespace llvm::PatternMatch;

namespace {

// Saturating conversions of one function that get a branch. Passes take time with the square of
// thousands of blocks in a row.
constexpr size_t kMostSplits = 256;

Value *scalar_truncation(IRBuilder<> &b, Value *x, unsigned width) {
  const bool is_float = x->getType()->isFloatTy();
  const Intrinsic::ID id =
      is_float      ? width == 32 ? Intrinsic::x86_sse_cvttss2si : Intrinsic::x86_sse_cvttss2si64
      : width == 32 ? Intrinsic::x86_sse2_cvttsd2si
                    : Intrinsic::x86_sse2_cvttsd2si64;
  auto *type = FixedVectorType::get(x->getType(), is_float ? 4 : 2);
  return b.CreateIntrinsic(id, {}, {b.CreateInsertElement(PoisonValue::get(type), x, uint64_t(0))});
}

// Whether `compare` asks if what `left` matches is below `bound`, or, which `otherwise` then says,
// if it is not.
template <typename Pattern>
bool is_below(Value *compare, const Pattern &left, double bound, bool &otherwise) {
  const APFloat *found = nullptr;
  FCmpInst::Predicate predicate = FCmpInst::BAD_FCMP_PREDICATE;
  if (!match(compare, m_FCmp(predicate, left, m_APFloat(found))))
    return false;
  otherwise = predicate == FCmpInst::FCMP_UGE;
  return (otherwise || predicate == FCmpInst::FCMP_OLT) && found->convertToDouble() == bound;
}

Value *signed_truncation(SelectInst &choice, IRBuilder<> &b) {
  Type *type = choice.getType();
  const unsigned width = type->getScalarSizeInBits();
  Value *x = nullptr;
  bool otherwise = false;
  if ((width != 32 && width != 64) || !is_below(choice.getCondition(), m_FAbs(m_Value(x)),
                                                std::ldexp(1.0, int(width) - 1), otherwise))
    return nullptr;
  Value *fits = choice.getTrueValue(), *lowest = choice.getFalseValue();
  if (otherwise)
    std::swap(fits, lowest);
  if (!match(fits, m_FPToSI(m_Specific(x))) || !match(lowest, m_SignMask()))
    return nullptr;
  if (type->isIntegerTy())
    return scalar_truncation(b, x, width);
  const unsigned lanes = cast<FixedVectorType>(type)->getNumElements();
  if (width != 32)
    return nullptr;
  if (x->getType()->getScalarType()->isFloatTy())
    return lanes == 4 ? b.CreateIntrinsic(Intrinsic::x86_sse2_cvttps2dq, {}, {x}) : nullptr;
  return lanes == 2 ? b.CreateShuffleVector(
                          b.CreateIntrinsic(Intrinsic::x86_sse2_cvttpd2dq, {}, {x}), {0, 1})
                    : nullptr;
}

Value *unsigned_truncation(SelectInst &choice, IRBuilder<> &b) {
  Value *x = nullptr, *one = nullptr, *other = nullptr;
  Value *fits = choice.getTrueValue(), *zero = choice.getFalseValue();
  bool otherwise = false;
  if (!choice.getType()->isIntegerTy(32))
    return nullptr;
  if (match(choice.getCondition(), m_LogicalOr(m_Value(one), m_Value(other)))) {
    std::swap(fits, zero);
    otherwise = true;
  } else if (!match(choice.getCondition(), m_LogicalAnd(m_Value(one), m_Value(other)))) {
    return nullptr;
  }
  if (!match(fits, m_FPToUI(m_Value(x))) || !match(zero, m_ZeroInt()))
    return nullptr;
  const auto is_in_range = [&](Value *below, Value *not_negative) {
    bool is_other = false;
    FCmpInst::Predicate predicate = FCmpInst::BAD_FCMP_PREDICATE;
    return is_below(below, m_Specific(x), 0x1p32, is_other) && is_other == otherwise &&
           match(not_negative, m_FCmp(predicate, m_Specific(x), m_AnyZeroFP())) &&
           predicate == (otherwise ? FCmpInst::FCMP_ULT : FCmpInst::FCMP_OGE);
  };
  if (!is_in_range(one, other) && !is_in_range(other, one))
    return nullptr;
  Value *wide = scalar_truncation(b, x, 64);
  return b.CreateSelect(b.CreateICmpULT(wide, b.getInt64(uint64_t(1) << 32)),
                        b.CreateTrunc(wide, choice.getType()), zero);
}

// x86's result is the one that saturates but for what is too high and for NaNs, for which it is the
// lowest number: only where that comes out, which is rare, the whole conversion is made.
void ask_if_lowest(IntrinsicInst &saturating) {
  IRBuilder<> b(&saturating);
  Value *x = saturating.getArgOperand(0);
  Type *type = saturating.getType();
  const unsigned width = type->getIntegerBitWidth();
  Value *plain = scalar_truncation(b, x, width);
  Value *is_lowest = b.CreateICmpEQ(plain, b.getInt(APInt::getSignedMinValue(width)));
  constexpr uint32_t kOften = 1 << 20;
  Instruction *end =
      SplitBlockAndInsertIfThen(is_lowest, &saturating, /*Unreachable=*/false,
                                MDBuilder(b.getContext()).createBranchWeights(1, kOften));
  BasicBlock *before = cast<Instruction>(is_lowest)->getParent(), *behind = saturating.getParent();
  saturating.moveBefore(end);
  b.SetInsertPoint(behind, behind->begin());
  PHINode *result = b.CreatePHI(type, 2);
  saturating.replaceAllUsesWith(result);
  result->addIncoming(plain, before);
  result->addIncoming(&saturating, end->getParent());
}

} // namespace

PreservedAnalyses IndefiniteIntegersPass::run(Function &f, FunctionAnalysisManager &) {
  SmallVector<IntrinsicInst *, 8> saturating;
  for (Instruction &i : instructions(f))
    if (auto *call = dyn_cast<IntrinsicInst>(&i);
        call && call->getIntrinsicID() == Intrinsic::fptosi_sat &&
        (call->getType()->isIntegerTy(32) || call->getType()->isIntegerTy(64)) && !f.hasOptSize())
      saturating.push_back(call);
  if (saturating.size() > kMostSplits)
    saturating.clear();
  // From the end, so that each time little is left of the block to be moved behind the branch.
  for (IntrinsicInst *call : reverse(saturating))
    ask_if_lowest(*call);
  bool changed = false;
  for (Instruction &i : make_early_inc_range(instructions(f))) {
    auto *choice = dyn_cast<SelectInst>(&i);
    if (!choice)
      continue;
    IRBuilder<> b(choice);
    Value *result = signed_truncation(*choice, b);
    if (!result)
      result = unsigned_truncation(*choice, b);
    if (!result)
      continue;
    choice->replaceAllUsesWith(result);
    choice->eraseFromParent();
    changed = true;
  }
  return saturating.empty() ? all_but_values(changed) : PreservedAnalyses::none();
}

} // namespace wexn::optimize
