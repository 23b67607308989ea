// See narrow_lanes.h. What it relies on: each row that comes out wrong has one of these
// instructions, with operands of which the same is known here as there; the pass looks at them as
// they are now.
#include "wexnc/optimize/narrow_lanes.h"

#include "llvm/ADT/STLExtras.h"
#include "llvm/Analysis/ValueTracking.h"
#include "llvm/IR/Constants.h"
#include "llvm/IR/DataLayout.h"
#include "llvm/IR/Function.h"
#include "llvm/IR/InstIterator.h"
#include "llvm/IR/Instructions.h"
#include "llvm/IR/Operator.h"
#include "llvm/Support/KnownBits.h"

namespace wexn::optimize {

using namespace llvm;

namespace {

// SLPVectorizer takes what both sides of compares need as many bits for as lanes of that width,
// though one side was extended with its sign and the other with zeros: then it compares others.
// A small constant is the same either way.
bool compares_signs(const Instruction &i) {
  const auto *compare = dyn_cast<ICmpInst>(&i);
  if (!compare || !compare->getOperand(0)->getType()->isIntegerTy())
    return false;
  constexpr unsigned kSmall = 7; // bits
  const DataLayout &layout = i.getFunction()->getDataLayout();
  const Value *sides[] = {compare->getOperand(0), compare->getOperand(1)};
  const KnownBits known[] = {computeKnownBits(sides[0], layout),
                             computeKnownBits(sides[1], layout)};
  for (const unsigned side : {0U, 1U})
    if (!known[side].isNonNegative() && ComputeNumSignBits(sides[side], layout) > 1 &&
        known[1 - side].countMinLeadingZeros() > 1 && known[1 - side].countMaxActiveBits() > kSmall)
      return true;
  return false;
}

// It converts such lanes, too, as if they were all of an unsigned number that is negative as one
// with a sign.
bool converts_sign(const Instruction &i) {
  if (!isa<UIToFPInst>(i) || !i.getOperand(0)->getType()->isIntegerTy())
    return false;
  const DataLayout &layout = i.getFunction()->getDataLayout();
  return ComputeNumSignBits(i.getOperand(0), layout) > 1 &&
         !computeKnownBits(i.getOperand(0), layout).isNonNegative();
}

// And where a row has shifts and other operations, the shifts are made in narrow lanes unseen: of a
// number that was extended with its sign, zeros come in where its signs are, and a count that is no
// constant may be as large as the lane.
bool shifts_in_lanes(const Instruction &i) {
  if (!isa<LShrOperator, AShrOperator>(i) || !i.getType()->isIntegerTy())
    return false;
  const DataLayout &layout = i.getFunction()->getDataLayout();
  const Value *shifted = i.getOperand(0);
  const unsigned half = i.getType()->getIntegerBitWidth() / 2;
  const bool is_signed = ComputeNumSignBits(shifted, layout) > half;
  const KnownBits known = computeKnownBits(shifted, layout);
  if (is_signed && i.getOpcode() == Instruction::LShr && !known.isNonNegative())
    return true;
  constexpr unsigned kNarrowest = 8;
  return !isa<ConstantInt>(i.getOperand(1)) &&
         (is_signed || known.countMinLeadingZeros() >= half) &&
         computeKnownBits(i.getOperand(1), layout).getMaxValue().uge(kNarrowest);
}

} // namespace

bool has_unsafe_lanes(const Function &f) {
  return any_of(instructions(f), [](const Instruction &i) {
    return compares_signs(i) || converts_sign(i) || shifts_in_lanes(i);
  });
}

} // namespace wexn::optimize
