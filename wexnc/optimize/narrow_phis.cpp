// See narrow_phis.h.
#include "wexnc/optimize/narrow_phis.h"

#include "wexnc/optimize/preserved.h"

#include "llvm/Analysis/LoopInfo.h"
#include "llvm/IR/Constants.h"
#include "llvm/IR/Dominators.h"
#include "llvm/IR/Instructions.h"

#include <iterator>
#include <vector>

namespace wexn::optimize {

using namespace llvm;

namespace {

// The constant that `kind` extends to `wide`, or null.
Constant *narrowed(const Value *wide, Instruction::CastOps kind, IntegerType *type) {
  const auto *constant = dyn_cast<ConstantInt>(wide);
  if (!constant)
    return nullptr;
  const APInt &value = constant->getValue();
  const APInt low = value.trunc(type->getBitWidth());
  const APInt again =
      kind == Instruction::ZExt ? low.zext(value.getBitWidth()) : low.sext(value.getBitWidth());
  return again == value ? ConstantInt::get(type, low) : nullptr;
}

// Every incoming value is an extension of the same kind from the same type, or could be one.
bool narrow(PHINode &phi) {
  if (!phi.getType()->isIntegerTy())
    return false;
  CastInst *extension = nullptr;
  for (Value *value : phi.incoming_values())
    if (isa<ZExtInst, SExtInst>(value) && !extension)
      extension = cast<CastInst>(value);
  if (!extension)
    return false;
  auto *type = dyn_cast<IntegerType>(extension->getSrcTy());
  if (!type || (type->getBitWidth() != 8 && type->getBitWidth() != 16))
    return false;
  const Instruction::CastOps kind = extension->getOpcode();
  std::vector<Value *> values;
  for (Value *value : phi.incoming_values()) {
    const auto *cast = dyn_cast<CastInst>(value);
    Value *low = narrowed(value, kind, type);
    if (cast && cast->getOpcode() == kind && cast->getSrcTy() == type)
      low = cast->getOperand(0);
    if (!low)
      return false;
    values.push_back(low);
  }
  PHINode *carried =
      PHINode::Create(type, phi.getNumIncomingValues(), phi.getName(), phi.getIterator());
  carried->setDebugLoc(phi.getDebugLoc());
  for (unsigned i = 0; i < phi.getNumIncomingValues(); ++i)
    carried->addIncoming(values[i], phi.getIncomingBlock(i));
  CastInst *wide =
      CastInst::Create(kind, carried, phi.getType(), "", phi.getParent()->getFirstInsertionPt());
  wide->setDebugLoc(phi.getDebugLoc());
  phi.replaceAllUsesWith(wide);
  phi.eraseFromParent();
  return true;
}

// The extension of `value` to `type` that is there at the end of `block`, or null.
Value *widened(Value *value, Instruction::CastOps kind, Type *type, const BasicBlock *block,
               const DominatorTree &dominators) {
  if (const auto *constant = dyn_cast<ConstantInt>(value)) {
    const APInt &low = constant->getValue();
    const unsigned bits = type->getIntegerBitWidth();
    return ConstantInt::get(type, kind == Instruction::ZExt ? low.zext(bits) : low.sext(bits));
  }
  for (User *user : value->users())
    if (auto *cast = dyn_cast<CastInst>(user))
      if (cast->getOpcode() == kind && cast->getType() == type &&
          dominators.dominates(cast, block->getTerminator()))
        return cast;
  return nullptr;
}

// Its only use is an extension, and its incoming values are extended the same way already, or
// loaded, which extends them for nothing.
bool widen(PHINode &phi, const DominatorTree &dominators) {
  auto *extension = phi.hasOneUse() ? dyn_cast<CastInst>(phi.user_back()) : nullptr;
  if (!extension || !isa<ZExtInst, SExtInst>(extension) || !phi.getType()->isIntegerTy())
    return false;
  const auto extended = [&](unsigned i) {
    return widened(phi.getIncomingValue(i), extension->getOpcode(), extension->getType(),
                   phi.getIncomingBlock(i), dominators);
  };
  for (unsigned i = 0; i < phi.getNumIncomingValues(); ++i)
    if (!isa<LoadInst>(phi.getIncomingValue(i)) && !extended(i))
      return false;
  std::vector<Value *> values;
  for (unsigned i = 0; i < phi.getNumIncomingValues(); ++i) {
    values.push_back(extended(i)); // by then also of a load that comes in twice
    if (values.back())
      continue;
    auto *load = cast<LoadInst>(phi.getIncomingValue(i));
    auto *made = CastInst::Create(extension->getOpcode(), load, extension->getType(), "",
                                  std::next(load->getIterator()));
    made->setDebugLoc(load->getDebugLoc());
    values.back() = made;
  }
  PHINode *carried = PHINode::Create(extension->getType(), phi.getNumIncomingValues(),
                                     phi.getName(), phi.getIterator());
  carried->setDebugLoc(phi.getDebugLoc());
  for (unsigned i = 0; i < phi.getNumIncomingValues(); ++i)
    carried->addIncoming(values[i], phi.getIncomingBlock(i));
  extension->replaceAllUsesWith(carried);
  extension->eraseFromParent();
  phi.eraseFromParent();
  return true;
}

// Applies `change` to the phis of all loop headers until nothing changes: one may feed another.
template <typename Change>
PreservedAnalyses each(Function &f, FunctionAnalysisManager &am, Change change) {
  bool changed = false;
  for (Loop *loop : am.getResult<LoopAnalysis>(f).getLoopsInPreorder())
    for (bool again = true; again;) {
      again = false;
      for (PHINode &phi : make_early_inc_range(loop->getHeader()->phis()))
        again |= change(phi);
      changed |= again;
    }
  return all_but_values(changed);
}

} // namespace

PreservedAnalyses NarrowPhisPass::run(Function &f, FunctionAnalysisManager &am) {
  return each(f, am, narrow);
}

PreservedAnalyses WidenPhisPass::run(Function &f, FunctionAnalysisManager &am) {
  const auto &dominators = am.getResult<DominatorTreeAnalysis>(f);
  return each(f, am, [&](PHINode &phi) { return widen(phi, dominators); });
}

} // namespace wexn::optimize
