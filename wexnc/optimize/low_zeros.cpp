// See low_zeros.h.
#include "wexnc/optimize/low_zeros.h"

#include "wexnc/ir/global_marks.h"

#include "llvm/ADT/DenseMap.h"
#include "llvm/ADT/STLExtras.h"
#include "llvm/ADT/SetVector.h"
#include "llvm/ADT/SmallVector.h"
#include "llvm/Analysis/ValueTracking.h"
#include "llvm/IR/Constants.h"
#include "llvm/IR/DataLayout.h"
#include "llvm/IR/Instructions.h"
#include "llvm/IR/Operator.h"
#include "llvm/Support/KnownBits.h"

#include <algorithm>

namespace wexn::optimize {

using namespace llvm;

namespace {

constexpr unsigned kAll = 64;
constexpr size_t kMostValues = 96; // that one depends on
constexpr unsigned kMostWays = 32; // of a phi

using Operands = SmallVector<const Value *, 4>;

// Those that computed() asks for; none if nothing is computed.
void operands_of(const Value &value, Operands &operands) {
  if (const auto *phi = dyn_cast<PHINode>(&value)) {
    if (phi->getNumIncomingValues() <= kMostWays)
      operands.append(phi->value_op_begin(), phi->value_op_end());
    return;
  }
  const auto *op = dyn_cast<Operator>(&value);
  if (!op)
    return;
  switch (op->getOpcode()) {
  case Instruction::Add:
  case Instruction::Sub:
  case Instruction::Or:
  case Instruction::Xor:
  case Instruction::And:
  case Instruction::Mul:
    operands.append({op->getOperand(0), op->getOperand(1)});
    break;
  case Instruction::Shl:
  case Instruction::ZExt:
  case Instruction::SExt:
  case Instruction::Trunc:
    operands.push_back(op->getOperand(0));
    break;
  case Instruction::Select:
    operands.append({op->getOperand(1), op->getOperand(2)});
    break;
  case Instruction::GetElementPtr:
    if (const auto *pointer = cast<GEPOperator>(op);
        pointer->getNumIndices() == 1 && pointer->getSourceElementType()->isIntegerTy(8) &&
        pointer->getOperand(1)->getType()->isIntegerTy(64))
      operands.append({pointer->getOperand(0), pointer->getOperand(1)});
    break;
  default:
    break;
  }
}

using Known = DenseMap<const Value *, unsigned>;

// From what is known of the operands.
unsigned computed(const Value &value, const Known &known) {
  Operands operands;
  operands_of(value, operands);
  unsigned least = kAll, most = 0;
  for (const Value *operand : operands) {
    least = std::min(least, known.lookup(operand));
    most = std::max(most, known.lookup(operand));
  }
  const auto *op = cast<Operator>(&value);
  switch (op->getOpcode()) {
  case Instruction::And:
  case Instruction::Mul:
    return most;
  case Instruction::Shl:
    if (const auto *by = dyn_cast<ConstantInt>(op->getOperand(1)))
      return static_cast<unsigned>(std::min<uint64_t>(kAll, least + by->getLimitedValue(kAll)));
    return least;
  default:
    return least;
  }
}

// Where nothing is computed.
unsigned looked_up(const Value &value, const Function &f) {
  const DataLayout &layout = f.getDataLayout();
  if (const auto *load = dyn_cast<LoadInst>(&value); load && load->getType()->isIntegerTy()) {
    APInt offset(64, 0);
    const Value *base = load->getPointerOperand()->stripAndAccumulateConstantOffsets(
        layout, offset, /*AllowNonInbounds=*/true);
    if (base == f.arg_begin())
      if (const unsigned zeros = ir::global_mark(*f.getParent(), offset.getZExtValue()))
        return zeros;
  }
  const KnownBits bits = computeKnownBits(&value, layout);
  const unsigned zeros = bits.countMinTrailingZeros();
  return zeros == bits.getBitWidth() ? kAll : zeros;
}

} // namespace

unsigned low_zeros(const Value &value, const Function &f) {
  SetVector<const Value *, SmallVector<const Value *, 16>> values;
  values.insert(&value);
  SmallVector<const Value *, 16> computed_ones;
  Known known;
  for (size_t i = 0; i < values.size(); ++i) {
    Operands operands;
    if (values.size() < kMostValues)
      operands_of(*values[i], operands);
    if (operands.empty()) {
      known[values[i]] = looked_up(*values[i], f);
      continue;
    }
    known[values[i]] = kAll;
    computed_ones.push_back(values[i]);
    values.insert(operands.begin(), operands.end());
  }
  for (bool changed = true; changed;) {
    changed = false;
    for (const Value *each : reverse(computed_ones)) {
      unsigned &zeros = known[each];
      if (const unsigned now = computed(*each, known); now < zeros) {
        zeros = now;
        changed = true;
      }
    }
  }
  return known.lookup(&value);
}

} // namespace wexn::optimize
