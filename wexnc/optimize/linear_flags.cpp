// See linear_flags.h. What it relies on: ConstraintElimination looks through extensions, through
// what has a flag and is a sum, a difference, a product with or a shift by a constant, or a
// disjoint `or`, through additions of negative constants, and through addresses; nothing else. It
// looks at overflow itself where it brings two such sums together. Flags say more than what is
// computed, and a frozen value that is not poison is the value: neither changes results.
#include "wexnc/optimize/linear_flags.h"

#include "wexnc/optimize/preserved.h"

#include "llvm/ADT/DenseMap.h"
#include "llvm/ADT/MapVector.h"
#include "llvm/ADT/PostOrderIterator.h"
#include "llvm/IR/Constants.h"
#include "llvm/IR/Instructions.h"
#include "llvm/IR/Module.h"
#include "llvm/IR/Operator.h"
#include "llvm/Support/MathExtras.h"

#include <algorithm>
#include <cstdint>

namespace wexn::optimize {

using namespace llvm;

namespace {

constexpr uint64_t kMost = uint64_t{1} << 60; // of all factors and the constant together

// What a constant counts, read with or without a sign.
uint64_t size_of_constant(const ConstantInt &constant) {
  const APInt &value = constant.getValue();
  if (value.getBitWidth() > 64)
    return 1;
  const uint64_t plain = value.getZExtValue();
  return std::max(value.abs().getZExtValue(), plain > INT64_MAX ? 1 : plain);
}

class LinearFlags {
public:
  bool run(Function &f) {
    for (BasicBlock *block : ReversePostOrderTraversal<Function *>(&f))
      for (Instruction &i : *block)
        visit(i);
    return changed_;
  }

private:
  // Of each value that is a sum: that of the sizes of its factors and its constant.
  DenseMap<const Value *, uint64_t> sizes_;
  bool changed_ = false;

  uint64_t size(const Value *v) const {
    if (const auto *constant = dyn_cast<ConstantInt>(v))
      return size_of_constant(*constant);
    const auto found = sizes_.find(v);
    return found == sizes_.end() ? 1 : found->second;
  }

  static bool has_flag(const Instruction &i) {
    if (const auto *wraps = dyn_cast<OverflowingBinaryOperator>(&i))
      return wraps->hasNoSignedWrap() || wraps->hasNoUnsignedWrap();
    const auto *joins = dyn_cast<PossiblyDisjointInst>(&i);
    return joins && joins->isDisjoint();
  }

  static bool adds_negative(const Instruction &i) {
    const auto *constant = dyn_cast<ConstantInt>(i.getOperand(1));
    return i.getOpcode() == Instruction::Add && constant && constant->isNegative();
  }

  // 1 of what is no sum.
  uint64_t size_of(const Instruction &i) const {
    if (isa<ZExtInst, SExtInst>(i))
      return size(i.getOperand(0));
    if (const auto *address = dyn_cast<GetElementPtrInst>(&i))
      return size_of(*address);
    if (!i.isBinaryOp() || (!has_flag(i) && !adds_negative(i)))
      return 1;
    const uint64_t left = size(i.getOperand(0)), right = size(i.getOperand(1));
    const auto *constant = dyn_cast<ConstantInt>(i.getOperand(1));
    switch (i.getOpcode()) {
    case Instruction::Add:
    case Instruction::Sub:
    case Instruction::Or:
      return SaturatingAdd(left, right);
    case Instruction::Mul:
      return constant ? SaturatingMultiply(left, right) : 1;
    case Instruction::Shl:
      return constant && constant->getValue().ult(64)
                 ? SaturatingMultiply(left, uint64_t{1} << constant->getZExtValue())
                 : 1;
    default:
      return 1;
    }
  }

  uint64_t size_of(const GetElementPtrInst &address) const {
    const DataLayout &layout = address.getModule()->getDataLayout();
    MapVector<Value *, APInt> parts;
    APInt constant(layout.getIndexTypeSizeInBits(address.getType()), 0);
    if (!address.collectOffset(layout, constant.getBitWidth(), parts, constant))
      return 1;
    uint64_t sum = SaturatingAdd(size(address.getPointerOperand()), constant.abs().getZExtValue());
    for (const auto &[index, factor] : parts)
      sum = SaturatingMultiplyAdd(size(index), factor.abs().getZExtValue(), sum);
    return sum;
  }

  void visit(Instruction &i) {
    uint64_t here = size_of(i);
    if (here > kMost) {
      here = 1;
      changed_ = true;
      if (auto *address = dyn_cast<GetElementPtrInst>(&i)) {
        address->setNoWrapFlags(GEPNoWrapFlags::none());
      } else if (has_flag(i)) {
        i.dropPoisonGeneratingFlags();
      }
      // Nothing that was small before may be added to a constant that is this large.
      if (i.isBinaryOp() && adds_negative(i)) {
        here = size(i.getOperand(1));
        if (size(i.getOperand(0)) > 1)
          i.setOperand(0, new FreezeInst(i.getOperand(0), "", i.getIterator()));
      }
    }
    if (here > 1)
      sizes_[&i] = here;
  }
};

} // namespace

PreservedAnalyses LinearFlagsPass::run(Function &f, FunctionAnalysisManager &) {
  return all_but_values(LinearFlags().run(f));
}

} // namespace wexn::optimize
