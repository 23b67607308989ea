// See vector_ops.h.
//
// What it relies on:
// - minps, maxps and their like give the second operand if the two are equal or one is a NaN. With
//   a constant as the first one that is the other operand, x: right for all x where the constant is
//   no zero, or the zero that gives way (+0 for the minimum, -0 for the maximum). A NaN comes out
//   as it is, where it has to be quiet: arithmetic makes it so.
// - x + 0 is x but for -0, which becomes +0: right for the maximum with +0, and for one that cannot
//   be -0. It makes NaNs quiet, and LLVM may not drop it, as it does not know that there is no -0.
// - Arithmetic gives no signalling NaN unless LLVM folds it to an operand that is one; so what is
//   called quiet here has no operand that could be.
// - The truncation gives 0 for a NaN, and for either zero. So where x is brought between 0 and c
//   before, a NaN may become 0 on the way, and zeros any zero: maxps with 0 as the second operand
//   gives no NaN, and of numbers it makes no difference which limit comes first, as c is not
//   negative.
// - pshufb looks at bits 0 to 3 and at bit 7 of an index.
#include "wexnc/optimize/vector_ops.h"

#include "wexnc/ir/vector_marks.h"
#include "wexnc/optimize/preserved.h"
#include "wexnc/optimize/vector_bytes.h"

#include "llvm/ADT/SmallVector.h"
#include "llvm/IR/Constants.h"
#include "llvm/IR/IRBuilder.h"
#include "llvm/IR/InstIterator.h"
#include "llvm/IR/IntrinsicInst.h"
#include "llvm/IR/IntrinsicsX86.h"
#include "llvm/IR/PatternMatch.h"
#include "llvm/Transforms/Utils/Local.h"

namespace wexn::optimize {

using namespace llvm;
using namespace llvm::PatternMatch;
using ir::VectorMark;

namespace {

constexpr unsigned kDepth = 6;

// Whether each lane of a constant is a number for which `holds`.
template <typename Holds> bool all_lanes(const Value *value, Holds holds) {
  const auto *constant = dyn_cast<Constant>(value);
  const auto *type = constant ? dyn_cast<FixedVectorType>(constant->getType()) : nullptr;
  if (!type)
    return false;
  for (unsigned i = 0; i < type->getNumElements(); ++i) {
    const auto *lane = dyn_cast_or_null<ConstantFP>(constant->getAggregateElement(i));
    if (!lane || lane->isNaN() || !holds(lane->getValueAPF()))
      return false;
  }
  return true;
}

// Certainly no signalling NaN, whatever LLVM folds.
bool is_quiet(const Value *v, unsigned depth = 0) {
  if (const auto *number = dyn_cast<ConstantFP>(v))
    return !number->isNaN();
  if (isa<Constant>(v))
    return isa<PoisonValue>(v) || all_lanes(v, [](const APFloat &) { return true; });
  const auto *i = dyn_cast<Instruction>(v);
  if (!i || depth == kDepth)
    return false;
  if (const auto mark = ir::vector_mark(*i))
    return *mark != VectorMark::Trunc;
  if (match(i, m_Intrinsic<Intrinsic::arithmetic_fence>()))
    return true; // exact_nans.h
  auto both = [&](unsigned a, unsigned b) {
    return is_quiet(i->getOperand(a), depth + 1) && is_quiet(i->getOperand(b), depth + 1);
  };
  switch (i->getOpcode()) {
  case Instruction::SIToFP:
  case Instruction::UIToFP:
    return true;
  case Instruction::FAdd:
  case Instruction::FSub:
  case Instruction::FMul:
  case Instruction::FDiv:
  case Instruction::ShuffleVector:
  case Instruction::InsertElement:
    return both(0, 1);
  case Instruction::Select:
    return both(1, 2);
  default:
    return false;
  }
}

// Whether the vector's numbers are certainly below 2^31; it may have NaNs.
bool is_small(const Value *v, unsigned depth = 0) {
  auto below = [](const APFloat &lane) { return lane.convertToDouble() < 0x1p31; };
  if (all_lanes(v, below))
    return true;
  const auto mark = ir::vector_mark(*v);
  if (!mark || *mark == VectorMark::Trunc || depth == kDepth)
    return false;
  const auto *call = cast<CallInst>(v);
  const bool x = is_small(call->getArgOperand(0), depth + 1);
  const bool y = is_small(call->getArgOperand(1), depth + 1);
  return *mark == VectorMark::Min ? x || y : x && y;
}

class VectorOps {
public:
  explicit VectorOps(Function &f) : layout_(f.getDataLayout()) {
    for (Instruction &i : instructions(f)) {
      if (ir::vector_mark(i))
        marks_.push_back(cast<CallInst>(&i));
      else if (auto *call = dyn_cast<IntrinsicInst>(&i);
               call && call->getIntrinsicID() == Intrinsic::x86_ssse3_pshuf_b_128)
        lookups_.push_back(call);
    }
  }

  bool run() {
    // Those that use others first: what their operands are is seen in the marks.
    for (CallInst *mark : reverse(marks_)) {
      IRBuilder<> b(mark);
      replacements_.push_back(expanded(b, *mark));
    }
    for (const auto &[mark, value] : zip(reverse(marks_), replacements_))
      mark->replaceAllUsesWith(value);
    for (CallInst *mark : marks_)
      mark->eraseFromParent();
    bool changed = !marks_.empty();
    for (IntrinsicInst *lookup : lookups_)
      changed |= simplify_indices(*lookup);
    return changed;
  }

private:
  const DataLayout &layout_;
  SmallVector<CallInst *, 16> marks_;
  SmallVector<WeakTrackingVH, 16> replacements_;
  SmallVector<IntrinsicInst *, 16> lookups_;

  static Value *expanded(IRBuilder<> &b, CallInst &mark) {
    Value *x = mark.getArgOperand(0);
    const VectorMark kind = *ir::vector_mark(mark);
    if (kind == VectorMark::Trunc)
      return truncated(b, x);
    Value *y = mark.getArgOperand(1);
    const bool max = kind == VectorMark::Max;
    if (isa<Constant>(x))
      std::swap(x, y);
    if (Value *simple = isa<Constant>(y) ? with_constant(b, x, y, max) : nullptr)
      return simple;
    return ir::min_max_of_any(b, x, y, max);
  }

  static Value *with_constant(IRBuilder<> &b, Value *x, Value *constant, bool max) {
    Constant *zero = Constant::getNullValue(x->getType());
    auto positive = [](const APFloat &lane) { return !lane.isNegative(); };
    auto gives_way = [&](const APFloat &lane) {
      return !lane.isZero() || lane.isNegative() == max;
    };
    // A result that cannot be -0, or must not.
    if (max && all_lanes(constant, positive) && !(all_lanes(constant, gives_way) && is_quiet(x)))
      return b.CreateFAdd(ir::pick_of(b, constant, x, max), zero);
    if (!all_lanes(constant, gives_way))
      return nullptr;
    Value *picked = ir::pick_of(b, constant, x, max);
    if (is_quiet(x))
      return picked;
    // The highest bit of a NaN's fraction.
    Type *ints = VectorType::getInteger(cast<VectorType>(x->getType()));
    Constant *bit =
        ConstantInt::get(ints, uint64_t{1} << (ints->getScalarSizeInBits() == 32 ? 22 : 51));
    Value *quiet = b.CreateAnd(b.CreateSExt(b.CreateFCmpUNO(x, x), ints), bit);
    return b.CreateBitCast(b.CreateOr(b.CreateBitCast(picked, ints), quiet), x->getType());
  }

  // Of a minimum or maximum with a constant, in whatever order, the other operand.
  static Value *limited(Value *v, VectorMark kind, Constant *&limit) {
    if (ir::vector_mark(*v) != kind)
      return nullptr;
    auto *call = cast<CallInst>(v);
    for (unsigned k = 0; k < 2; ++k)
      if ((limit = dyn_cast<Constant>(call->getArgOperand(k))))
        return call->getArgOperand(1 - k);
    return nullptr;
  }

  // Truncated, the same as `x`, which has no negative numbers: see the head. Null: x may have some.
  static Value *without_nans(IRBuilder<> &b, Value *x) {
    Constant *low = nullptr, *high = nullptr;
    auto not_negative = [](const APFloat &lane) { return !lane.isNegative(); };
    auto is_zero = [](const APFloat &lane) { return lane.isZero(); };
    Value *inner = limited(x, VectorMark::Min, high);
    Value *y = limited(inner ? inner : x, VectorMark::Max, low);
    if (y && !inner)
      if (Value *first = limited(y, VectorMark::Min, high); first && all_lanes(high, not_negative))
        y = inner = first;
    if (!y || !all_lanes(low, is_zero) || (inner && !all_lanes(high, not_negative)))
      return nullptr;
    Value *number = ir::pick_of(b, y, Constant::getNullValue(x->getType()), true);
    return inner ? ir::pick_of(b, number, high, false) : number;
  }

  static Value *truncated(IRBuilder<> &b, Value *x) {
    if (!is_small(x))
      return ir::trunc_of_any(b, x);
    if (Value *number = without_nans(b, x))
      return ir::truncate_lanes(b, number);
    return ir::truncate_lanes(
        b, b.CreateSelect(b.CreateFCmpORD(x, x), x, Constant::getNullValue(x->getType())));
  }

  // The index as WebAssembly has it may be any byte; 0x70 is added, saturated, so that it has bit 7
  // if it is above 15.
  bool simplify_indices(IntrinsicInst &lookup) const {
    Value *index = lookup.getArgOperand(1), *plain = nullptr;
    if (match(index, m_c_Or(m_Value(plain), m_SpecificInt(0x70)))) {
      // Bits that are not looked at.
    } else if (!match(index,
                      m_Intrinsic<Intrinsic::uadd_sat>(m_Value(plain), m_SpecificInt(0x70))) ||
               !are_exact_indices(*plain, layout_)) {
      return false;
    }
    lookup.setArgOperand(1, plain);
    RecursivelyDeleteTriviallyDeadInstructions(index);
    return true;
  }
};

} // namespace

PreservedAnalyses VectorOpsPass::run(Function &f, FunctionAnalysisManager &) {
  return all_but_values(VectorOps(f).run());
}

} // namespace wexn::optimize
