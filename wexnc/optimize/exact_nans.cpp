// See exact_nans.h. An operation that LLVM would fold to an operand is folded here, so that no
// fold is left to find.
//
// What it relies on: LLVM folds arithmetic to one of its operands, or its negation, only where it
// sees that another one is the constant that changes nothing; and it moves nothing out of a fence.
// Constants that it finds between the two times that the pass runs it finds where loops are peeled
// and unrolled: fences around what begins with such a constant stay until then. Which bits a quiet
// NaN has besides is open, but those of an operand, which folding leaves, are always right.
#include "wexnc/optimize/exact_nans.h"

#include "wexnc/optimize/preserved.h"

#include "llvm/ADT/PointerIntPair.h"
#include "llvm/ADT/PostOrderIterator.h"
#include "llvm/ADT/STLExtras.h"
#include "llvm/ADT/SmallPtrSet.h"
#include "llvm/ADT/SmallVector.h"
#include "llvm/Analysis/ConstantFolding.h"
#include "llvm/Analysis/InstructionSimplify.h"
#include "llvm/Analysis/ValueTracking.h"
#include "llvm/IR/Constants.h"
#include "llvm/IR/DerivedTypes.h"
#include "llvm/IR/IRBuilder.h"
#include "llvm/IR/Instructions.h"
#include "llvm/IR/IntrinsicInst.h"
#include "llvm/IR/IntrinsicsAArch64.h"
#include "llvm/IR/PatternMatch.h"

namespace wexn::optimize {

using namespace llvm;
using namespace llvm::PatternMatch;

namespace {

constexpr size_t kMostSteps = 64; // of values that one is chosen or put together from

bool is_fence(const Value *v) { return match(v, m_Intrinsic<Intrinsic::arithmetic_fence>()); }

// Of AArch64, which code generation folds with an infinity.
bool is_minimum(const Instruction &i) {
  return match(&i, m_Intrinsic<Intrinsic::aarch64_neon_fmin>()) ||
         match(&i, m_Intrinsic<Intrinsic::aarch64_neon_fmax>());
}

// Of a demotion: what is promoted there, but for its sign.
bool is_promoted(const Value *v) {
  Value *x = nullptr;
  while (match(v, m_CopySign(m_Value(x), m_Value())) || match(v, m_FAbs(m_Value(x))) ||
         match(v, m_FNeg(m_Value(x))))
    v = x;
  return isa<FPExtInst>(v);
}

bool is_quiet_constant(const Constant &constant) {
  if (const auto *number = dyn_cast<ConstantFP>(&constant))
    return !number->getValueAPF().isSignaling();
  if (isa<UndefValue, ConstantAggregateZero>(constant))
    return true;
  const auto *type = dyn_cast<FixedVectorType>(constant.getType());
  for (unsigned i = 0; type && i < type->getNumElements(); ++i)
    if (const Constant *lane = constant.getAggregateElement(i); !lane || !is_quiet_constant(*lane))
      return false;
  return type != nullptr;
}

bool is_arithmetic(const Instruction &i) {
  switch (i.getOpcode()) {
  case Instruction::FAdd:
  case Instruction::FSub:
  case Instruction::FMul:
  case Instruction::FDiv:
  case Instruction::FPTrunc:
    return true;
  default:
    return false;
  }
}

// Certainly no signalling NaN.
bool is_quiet(const Value *value) {
  SmallPtrSet<const Value *, 16> seen;
  SmallVector<const Value *, 8> next{value};
  while (!next.empty()) {
    const Value *v = next.pop_back_val();
    if (!seen.insert(v).second)
      continue;
    if (seen.size() > kMostSteps)
      return false;
    if (const auto *constant = dyn_cast<Constant>(v)) {
      if (!is_quiet_constant(*constant))
        return false;
      continue;
    }
    const auto *i = dyn_cast<Instruction>(v);
    if (!i)
      return false;
    if (is_arithmetic(*i))
      continue;
    switch (i->getOpcode()) {
    case Instruction::FPExt:
    case Instruction::SIToFP:
    case Instruction::UIToFP:
      continue;
    case Instruction::FNeg:
    case Instruction::Freeze:
    case Instruction::ExtractElement:
      next.push_back(i->getOperand(0));
      continue;
    case Instruction::Select:
      next.append({i->getOperand(1), i->getOperand(2)});
      continue;
    case Instruction::InsertElement:
    case Instruction::ShuffleVector:
      next.append({i->getOperand(0), i->getOperand(1)});
      continue;
    case Instruction::PHI:
      next.append(cast<PHINode>(i)->value_op_begin(), cast<PHINode>(i)->value_op_end());
      continue;
    default:
      break;
    }
    const auto *call = dyn_cast<IntrinsicInst>(i);
    switch (call ? call->getIntrinsicID() : Intrinsic::not_intrinsic) {
    case Intrinsic::arithmetic_fence:
    case Intrinsic::sqrt:
    case Intrinsic::ceil:
    case Intrinsic::floor:
    case Intrinsic::trunc:
    case Intrinsic::roundeven:
    case Intrinsic::fma:
      continue;
    case Intrinsic::fabs:
    case Intrinsic::copysign:
      next.push_back(call->getArgOperand(0));
      continue;
    default:
      return false;
    }
  }
  return true;
}

// Whether a test holds for something that the value may turn out to be, once it is known what is
// chosen; `other_sign`: perhaps with another sign. So it is if there is too much to look at.
template <typename Test> bool any_choice(const Value *value, Test test) {
  using Choice = PointerIntPair<const Value *, 1, bool>;
  SmallPtrSet<Choice, 16> seen;
  SmallVector<Choice, 8> next{{value, false}};
  while (!next.empty()) {
    const Choice choice = next.pop_back_val();
    const Value *v = choice.getPointer();
    const bool other_sign = choice.getInt();
    if (!seen.insert(choice).second)
      continue;
    if (seen.size() > kMostSteps || test(v, other_sign))
      return true;
    const Value *x = nullptr, *y = nullptr;
    if (const auto *phi = dyn_cast<PHINode>(v)) {
      for (const Value *each : phi->incoming_values())
        next.push_back({each, other_sign});
    } else if (match(v, m_Select(m_Value(), m_Value(x), m_Value(y))) ||
               match(v, m_InsertElt(m_Value(x), m_Value(y), m_Value())) ||
               match(v, m_Shuffle(m_Value(x), m_Value(y)))) {
      next.append({{x, other_sign}, {y, other_sign}});
    } else if (match(v, m_ExtractElt(m_Value(x), m_Value())) || match(v, m_Freeze(m_Value(x)))) {
      next.push_back({x, other_sign});
    } else if (match(v, m_FNeg(m_Value(x))) || match(v, m_FAbs(m_Value(x))) ||
               match(v, m_CopySign(m_Value(x), m_Value()))) {
      next.push_back({x, true});
    }
  }
  return false;
}

Value *quiet(IRBuilder<> &b, Value *x) {
  if (is_quiet(x))
    return x;
  Type *type = x->getType();
  const unsigned width = type->getScalarSizeInBits();
  Type *bits = type->getWithNewType(b.getIntNTy(width));
  const unsigned bit = APFloat::semanticsPrecision(type->getScalarType()->getFltSemantics()) - 2;
  Constant *set = ConstantInt::get(bits, APInt::getOneBitSet(width, bit));
  Value *quieted = b.CreateBitCast(b.CreateOr(b.CreateBitCast(x, bits), set), type);
  return b.CreateSelect(b.CreateFCmpUNO(x, x), quieted, x);
}

template <typename Test> bool any_lane(const Constant &constant, Test test) {
  const auto is_such = [&](const Constant *lane) {
    const auto *number = dyn_cast_or_null<ConstantFP>(lane);
    return number && test(*number);
  };
  const auto *type = dyn_cast<FixedVectorType>(constant.getType());
  if (!type)
    return is_such(&constant);
  for (unsigned i = 0; i < type->getNumElements(); ++i)
    if (is_such(constant.getAggregateElement(i)))
      return true;
  return false;
}

// Some lanes of a constant are such that those of the operation are the other operand's.
bool has_neutral_lane(const Instruction &operation, unsigned operand, const Constant &constant) {
  return any_lane(constant, [&](const ConstantFP &number) {
    switch (operation.getOpcode()) {
    case Instruction::FAdd:
    case Instruction::FSub:
      return number.isZero() &&
             (number.isNegative() == (operation.getOpcode() == Instruction::FAdd || operand == 0) ||
              cannotBeNegativeZero(operation.getOperand(1 - operand), 0,
                                   SimplifyQuery(operation.getDataLayout())));
    case Instruction::FDiv:
      return operand == 1 && abs(number.getValueAPF()).isExactlyValue(1);
    case Instruction::FMul:
      return abs(number.getValueAPF()).isExactlyValue(1);
    default:
      return false;
    }
  });
}

bool adds_zero(const Instruction &operation, const Constant &constant) {
  return (operation.getOpcode() == Instruction::FAdd ||
          operation.getOpcode() == Instruction::FSub) &&
         any_lane(constant, [](const ConstantFP &number) { return number.isZero(); });
}

class ExactNans {
public:
  ExactNans(Function &f, ExactNansPass::Fences fences)
      : f_(f), keep_some_(fences == ExactNansPass::Fences::KeepSome),
        hide_computed_(fences == ExactNansPass::Fences::AroundComputed), b_(f.getContext()) {}

  bool run() {
    for (BasicBlock *block : ReversePostOrderTraversal<Function *>(&f_))
      for (Instruction &i : make_early_inc_range(*block))
        if (is_fence(&i))
          drop(cast<IntrinsicInst>(i));
        else if (is_arithmetic(i))
          fold(i);
        else if (!keep_some_)
          change(i);
    return changed_;
  }

private:
  Function &f_;
  bool keep_some_, hide_computed_, changed_ = false;
  IRBuilder<> b_;

  void replace(Instruction &old, Value *by) {
    old.replaceAllUsesWith(by);
    old.eraseFromParent();
    changed_ = true;
  }

  void drop(IntrinsicInst &fence) {
    Value *held = fence.getArgOperand(0);
    const auto *operation = dyn_cast<Instruction>(held);
    if (keep_some_ && operation && is_arithmetic(*operation) && may_be_folded(*operation))
      return;
    b_.SetInsertPoint(&fence);
    replace(fence, quiet(b_, held));
  }

  // Once what is chosen is known, or of one lane alone.
  static bool may_be_folded(const Instruction &operation) {
    if (operation.getOpcode() == Instruction::FPTrunc)
      return any_choice(operation.getOperand(0),
                        [](const Value *v, bool) { return isa<FPExtInst>(v); });
    return any_of(operation.operands(), [&](const Use &use) {
      const unsigned operand = use.getOperandNo();
      const Value *other = operation.getOperand(1 - operand);
      return !is_quiet(other) && any_choice(use, [&](const Value *v, bool other_sign) {
        const auto *constant = dyn_cast<Constant>(v);
        return constant && (has_neutral_lane(operation, operand, *constant) ||
                            (adds_zero(operation, *constant) &&
                             (other_sign || may_have_no_negative_zero(other, operation))));
      });
    });
  }

  // A zero of the other sign changes nothing where there is no -0.
  static bool may_have_no_negative_zero(const Value *value, const Instruction &operation) {
    const SimplifyQuery query(operation.getDataLayout());
    return any_choice(value,
                      [&](const Value *v, bool) { return cannotBeNegativeZero(v, 0, query); });
  }

  void hide(Use &use) {
    b_.SetInsertPoint(cast<Instruction>(use.getUser()));
    use.set(b_.CreateIntrinsic(Intrinsic::arithmetic_fence, {use->getType()}, {use.get()}));
    changed_ = true;
  }

  // Finds constants that code generation would.
  void change(Instruction &i) {
    if (is_minimum(i)) {
      for (Use &operand : cast<IntrinsicInst>(i).args())
        if (isa<Constant>(operand))
          hide(operand);
    } else if (all_of(i.operand_values(), [](const Value *v) { return isa<Constant>(v); })) {
      if (Constant *known = ConstantFoldInstruction(&i, f_.getDataLayout()))
        replace(i, known);
    }
  }

  // It looks at lanes alone, and through signs; with AVX-512 at choices of vectors.
  static bool code_generation_folds(const Instruction &i, const Use &use) {
    if (i.getOpcode() == Instruction::FPTrunc)
      return is_promoted(use);
    SmallVector<const Value *, 3> values{use.get()};
    if (const auto *choice = dyn_cast<SelectInst>(use); choice && choice->getType()->isVectorTy())
      values.append({choice->getTrueValue(), choice->getFalseValue()});
    return any_of(values, [&](const Value *value) {
      const auto *constant = dyn_cast<Constant>(value);
      return constant && has_neutral_lane(i, use.getOperandNo(), *constant);
    });
  }

  // Of what code generation may find to be a constant: of two loads of a local it makes one, and of
  // their difference 0.
  static bool is_computed(const Value *value) {
    while (const auto *cast = dyn_cast<BitCastInst>(value))
      value = cast->getOperand(0);
    const auto *i = dyn_cast<Instruction>(value);
    return i && !is_fence(i) && !is_arithmetic(*i) && !isa<LoadInst, PHINode>(i) &&
           (!isa<CallBase>(i) || isa<IntrinsicInst>(i));
  }

  void fold(Instruction &i) {
    b_.SetInsertPoint(&i);
    if (Value *folded = simplifyInstruction(&i, SimplifyQuery(f_.getDataLayout(), &i)))
      return replace(i, quiet(b_, folded));
    Value *x = nullptr;
    if (match(&i, m_FSub(m_NegZeroFP(), m_Value(x))) ||
        match(&i, m_c_FMul(m_Value(x), m_SpecificFP(-1))) ||
        match(&i, m_FDiv(m_Value(x), m_SpecificFP(-1))))
      return replace(i, b_.CreateFNeg(quiet(b_, x)));
    if (keep_some_)
      return;
    for (Use &use : i.operands())
      if (code_generation_folds(i, use) || (hide_computed_ && is_computed(use)))
        hide(use);
  }
};

} // namespace

PreservedAnalyses ExactNansPass::run(Function &f, FunctionAnalysisManager &) {
  return all_but_values(ExactNans(f, fences_).run());
}

} // namespace wexn::optimize
