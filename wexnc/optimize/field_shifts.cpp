// See field_shifts.h.
//
// What it relies on: the mask is one run of bits; shifted down to the lowest bit, it takes the same
// bits of x, or zeros behind the last, and shifting them back loses none.
#include "wexnc/optimize/field_shifts.h"

#include "wexnc/optimize/preserved.h"

#include "llvm/ADT/STLExtras.h"
#include "llvm/ADT/SmallVector.h"
#include "llvm/IR/IRBuilder.h"
#include "llvm/IR/InstIterator.h"
#include "llvm/IR/Instructions.h"
#include "llvm/IR/PatternMatch.h"
#include "llvm/IR/ValueHandle.h"
#include "llvm/Transforms/Utils/Local.h"

namespace wexn::optimize {

using namespace llvm;
using namespace llvm::PatternMatch;

namespace {

// Takes a shifted operand.
bool is_sum(const User *user, const Value &part) {
  if (match(user, m_Sub(m_Value(), m_Specific(&part))))
    return true;
  if (const auto *pointer = dyn_cast<GetElementPtrInst>(user))
    return pointer->getNumIndices() == 1 && pointer->getOperand(1) == &part &&
           pointer->getSourceElementType()->isIntegerTy(8);
  Value *other = nullptr;
  return match(user, m_c_Add(m_Specific(&part), m_Value(other))) && !isa<Constant>(other);
}

bool are_sums(const Value &part) {
  return !part.use_empty() &&
         all_of(part.users(), [&](const User *user) { return is_sum(user, part); });
}

bool change(Instruction &field) {
  Value *word = nullptr;
  const APInt *by = nullptr, *mask = nullptr;
  unsigned low = 0, length = 0;
  if (!field.getType()->isIntegerTy(32) && !field.getType()->isIntegerTy(64))
    return false;
  const bool down =
      match(&field, m_And(m_OneUse(m_LShr(m_Value(word), m_APInt(by))), m_APInt(mask)));
  if ((!down &&
       !match(&field, m_And(m_OneUse(m_Shl(m_Value(word), m_APInt(by))), m_APInt(mask)))) ||
      !mask->isShiftedMask(low, length) || low == 0 || by->uge(mask->getBitWidth()))
    return false;
  const auto first = static_cast<int>(by->getZExtValue());
  const int from = static_cast<int>(low) + (down ? first : -first); // the lowest bit taken
  if (from <= 0 || from >= static_cast<int>(mask->getBitWidth()))
    return false;
  SmallVector<ZExtInst *, 2> extended;
  for (User *user : field.users())
    if (auto *extension = dyn_cast<ZExtInst>(user);
        extension && extension->getType()->isIntegerTy(64) && are_sums(*extension))
      extended.push_back(extension);
    else if (!is_sum(user, field))
      return false;
  IRBuilder<> b(&field);
  Value *bits = b.CreateAnd(b.CreateLShr(word, static_cast<uint64_t>(from)), mask->lshr(low));
  for (ZExtInst *extension : extended) {
    b.SetInsertPoint(extension);
    extension->replaceAllUsesWith(
        b.CreateShl(b.CreateZExt(bits, extension->getType()), uint64_t{low}));
  }
  // Left as users are the extensions that have none.
  b.SetInsertPoint(&field);
  Value *sum = b.CreateShl(bits, uint64_t{low});
  field.replaceUsesWithIf(sum, [](const Use &use) { return !isa<ZExtInst>(use.getUser()); });
  return true;
}

} // namespace

PreservedAnalyses FieldShiftsPass::run(Function &f, FunctionAnalysisManager &) {
  SmallVector<WeakTrackingVH, 16> changed;
  for (Instruction &i : instructions(f))
    if (i.getOpcode() == Instruction::And && !i.use_empty() && change(i))
      changed.emplace_back(&i);
  for (const WeakTrackingVH &old : changed)
    if (auto *field = dyn_cast_or_null<Instruction>(old)) {
      for (User *user : make_early_inc_range(field->users()))
        cast<Instruction>(user)->eraseFromParent();
      RecursivelyDeleteTriviallyDeadInstructions(field);
    }
  return all_but_values(!changed.empty());
}

} // namespace wexn::optimize
