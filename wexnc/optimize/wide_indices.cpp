// See wide_indices.h.
//
// What it relies on: an extension has the same value wherever it is made, and that of a phi is the
// phi of the extensions.
#include "wexnc/optimize/wide_indices.h"

#include "wexnc/optimize/held_references.h"
#include "wexnc/optimize/preserved.h"

#include "llvm/ADT/DenseMap.h"
#include "llvm/ADT/MapVector.h"
#include "llvm/ADT/STLExtras.h"
#include "llvm/ADT/SmallVector.h"
#include "llvm/IR/Constants.h"
#include "llvm/IR/Function.h"
#include "llvm/IR/IRBuilder.h"
#include "llvm/IR/InstIterator.h"
#include "llvm/IR/Instructions.h"
#include "llvm/TargetParser/Triple.h"

namespace wexn::optimize {

using namespace llvm;

namespace {

constexpr unsigned kManyCases = 16; // of which code generation makes a table

bool is_extension(const User &user) {
  return isa<ZExtInst>(user) && user.getType()->isIntegerTy(64);
}

// Where the extension of what is no phi can be made right behind it.
Instruction *place_behind(Value &value, Function &f) {
  if (isa<Argument>(value))
    return &*f.getEntryBlock().getFirstNonPHIOrDbgOrAlloca();
  auto &instr = cast<Instruction>(value);
  if (auto *invoke = dyn_cast<InvokeInst>(&instr)) {
    BasicBlock *next = invoke->getNormalDest();
    // A phi with one value, as behind a loop, would come before it.
    return next->getSinglePredecessor() && !isa<PHINode>(next->front())
               ? &*next->getFirstInsertionPt()
               : nullptr;
  }
  return instr.isTerminator() ? nullptr : instr.getNextNode();
}

bool can_be_extended(Value &value, Function &f) {
  if (isa<ConstantInt, UndefValue, Argument, PHINode>(value))
    return true;
  return isa<Instruction>(value) && place_behind(value, f);
}

class WideIndices {
public:
  explicit WideIndices(Function &f) : f_(f), wide_type_(Type::getInt64Ty(f.getContext())) {}

  bool run() {
    if (Triple(f_.getParent()->getTargetTriple()).isX86())
      for (BasicBlock &block : f_)
        if (auto *choice = dyn_cast<SwitchInst>(block.getTerminator()))
          widen(*choice);
    SmallVector<Value *, 32> wanted;
    for (Argument &argument : f_.args())
      if (is_extended_elsewhere(argument, f_.getEntryBlock()))
        wanted.push_back(&argument);
    for (Instruction &instr : instructions(f_))
      if (is_extended_elsewhere(instr, *instr.getParent()) && can_be_extended(instr, f_))
        wanted.push_back(&instr);
    for (Value *value : wanted)
      extended(*value);
    while (!unfilled_.empty())
      fill(*unfilled_.pop_back_val());
    for (auto [value, wide] : wide_)
      replace(*value, *wide);
    return !wide_.empty();
  }

private:
  Function &f_;
  Type *wide_type_;
  MapVector<Value *, Value *> wide_;
  SmallVector<PHINode *, 16> unfilled_;

  // Where a value of another block decides.
  void widen(SwitchInst &choice) {
    Value *by = choice.getCondition();
    auto *made = dyn_cast<Instruction>(by);
    if (choice.getNumCases() < kManyCases || by->getType()->getIntegerBitWidth() > 32 || !made ||
        isa<PHINode>(made) || made->getParent() == choice.getParent() ||
        !can_be_extended(*made, f_))
      return;
    Type *narrow = Type::getInt32Ty(f_.getContext());
    if (by->getType() != narrow)
      by = IRBuilder<>(place_behind(*made, f_)).CreateZExt(by, narrow);
    choice.setCondition(IRBuilder<>(&choice).CreateZExt(by, wide_type_));
    for (auto &each : choice.cases())
      each.setValue(
          cast<ConstantInt>(ConstantInt::get(wide_type_, each.getCaseValue()->getZExtValue())));
  }

  static bool is_extended_elsewhere(const Value &value, const BasicBlock &home) {
    if (!value.getType()->isIntegerTy(32))
      return false;
    // What a collection needs to find is held in one form as it is (emit/held_values.h).
    if (any_of(value.users(), [](const User *user) {
          const auto *instr = dyn_cast<Instruction>(user);
          return instr && holds_reference(*instr);
        }))
      return false;
    return any_of(value.users(), [&](const User *user) {
      return is_extension(*user) &&
             (isa<PHINode>(value) || cast<Instruction>(user)->getParent() != &home);
    });
  }

  // REQUIRES: can_be_extended()
  Value *extended(Value &value) {
    if (isa<UndefValue>(value))
      return ConstantInt::get(wide_type_, 0);
    if (auto *constant = dyn_cast<ConstantInt>(&value))
      return ConstantInt::get(wide_type_, constant->getZExtValue());
    if (Value *known = wide_.lookup(&value))
      return known;
    Value *wide = nullptr;
    auto *phi = dyn_cast<PHINode>(&value);
    if (phi &&
        all_of(phi->incoming_values(), [&](const Use &use) { return can_be_extended(*use, f_); })) {
      wide = PHINode::Create(wide_type_, phi->getNumIncomingValues(), "", phi->getIterator());
      unfilled_.push_back(phi);
    } else {
      Instruction *place =
          phi ? &*phi->getParent()->getFirstInsertionPt() : place_behind(value, f_);
      wide = IRBuilder<>(place).CreateZExt(&value, wide_type_);
    }
    wide_[&value] = wide;
    return wide;
  }

  void fill(PHINode &phi) {
    auto *wide = cast<PHINode>(wide_.lookup(&phi));
    for (unsigned i = 0; i < phi.getNumIncomingValues(); ++i)
      wide->addIncoming(extended(*phi.getIncomingValue(i)), phi.getIncomingBlock(i));
  }

  static void replace(Value &value, Value &wide) {
    for (User *user : make_early_inc_range(value.users()))
      if (user != &wide && is_extension(*user)) {
        user->replaceAllUsesWith(&wide);
        cast<Instruction>(user)->eraseFromParent();
      }
    // From block to block only the wide one lives.
    auto *phi = isa<PHINode>(wide) ? cast<PHINode>(&value) : nullptr;
    const BasicBlock *home = phi ? nullptr : cast<Instruction>(wide).getParent();
    DenseMap<BasicBlock *, Value *> narrow;
    for (Use &each : make_early_inc_range(value.uses())) {
      auto *user = cast<Instruction>(each.getUser());
      auto *other = dyn_cast<PHINode>(user);
      BasicBlock *block = other ? other->getIncomingBlock(each) : user->getParent();
      if (block == home)
        continue;
      Value *&part = narrow[block];
      if (!part)
        part = IRBuilder<>(&*block->getFirstInsertionPt()).CreateTrunc(&wide, value.getType());
      each.set(part);
    }
    if (phi)
      phi->eraseFromParent();
  }
};

} // namespace

PreservedAnalyses WideIndicesPass::run(Function &f, FunctionAnalysisManager &) {
  return all_but_values(WideIndices(f).run());
}

} // namespace wexn::optimize
