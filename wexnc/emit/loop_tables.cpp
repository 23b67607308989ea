// See loop_tables.h.
//
// What it relies on: what a switch does is to compare, to load a target and to jump there; that is
// said in those steps. A table's address is a constant, so it can be computed anywhere before its
// uses; the block in front of a loop dominates all of the loop. The register allocator computes
// constants again rather than to keep them in the frame; what came through inline assembly it can
// only keep. Blocks whose addresses are taken stay: nothing behind this pass copies or drops one.
#include "wexnc/emit/loop_tables.h"

#include "wexnc/emit/table_switch.h"

#include "llvm/ADT/STLExtras.h"
#include "llvm/ADT/SetVector.h"
#include "llvm/ADT/SmallVector.h"
#include "llvm/Analysis/BlockFrequencyInfo.h"
#include "llvm/Analysis/BranchProbabilityInfo.h"
#include "llvm/Analysis/LoopInfo.h"
#include "llvm/CodeGen/StackProtector.h"
#include "llvm/IR/Constants.h"
#include "llvm/IR/Dominators.h"
#include "llvm/IR/Function.h"
#include "llvm/IR/GlobalVariable.h"
#include "llvm/IR/IRBuilder.h"
#include "llvm/IR/InlineAsm.h"
#include "llvm/IR/Instructions.h"
#include "llvm/IR/MDBuilder.h"
#include "llvm/IR/Module.h"
#include "llvm/Pass.h"

#include <cstdint>
#include <optional>
#include <utility>

namespace wexn::emit {

using namespace llvm;

namespace {

struct Dispatch {
  SwitchInst *branch;
  TableCases cases;
  BasicBlock *before; // the loop
};

std::optional<TableCases> cases_of(const SwitchInst &branch) {
  // Of one target that is likely, LLVM makes a compare.
  return branch.hasMetadata(LLVMContext::MD_prof) ? std::nullopt : table_cases(branch);
}

SmallVector<Dispatch, 4> dispatches(Function &f) {
  SmallVector<Dispatch, 4> found;
  for (BasicBlock &block : f)
    if (auto *branch = dyn_cast<SwitchInst>(block.getTerminator()))
      if (const auto cases = cases_of(*branch))
        found.push_back({branch, *cases, nullptr});
  if (found.empty())
    return found;
  const DominatorTree dominators(f);
  const LoopInfo loops(dominators);
  const BranchProbabilityInfo probabilities(f, loops);
  const BlockFrequencyInfo often(f, probabilities, loops);
  erase_if(found, [&](Dispatch &dispatch) {
    const BasicBlock *here = dispatch.branch->getParent();
    const Loop *loop = loops.getLoopFor(here);
    if (!loop)
      return true;
    const auto *header = dominators.getNode(loop->getOutermostLoop()->getHeader());
    dispatch.before = header->getIDom()->getBlock();
    return often.getBlockFreq(dispatch.before) >= often.getBlockFreq(here);
  });
  return found;
}

// Where each value from the lowest case to the highest goes.
SmallVector<BasicBlock *, 64> targets_of(const Dispatch &dispatch) {
  const auto &[lowest, highest, none_between] = dispatch.cases;
  SmallVector<BasicBlock *, 64> targets(highest - lowest + 1, dispatch.branch->getDefaultDest());
  for (const auto &each : dispatch.branch->cases())
    targets[each.getCaseValue()->getZExtValue() - lowest] = each.getCaseSuccessor();
  return targets;
}

GlobalVariable *make_table(Function &f, ArrayRef<BasicBlock *> targets) {
  LLVMContext &ctx = f.getContext();
  Type *i32 = Type::getInt32Ty(ctx), *i64 = Type::getInt64Ty(ctx);
  ArrayType *type = ArrayType::get(i32, targets.size());
  auto *table = new GlobalVariable(*f.getParent(), type, /*isConstant=*/true,
                                   GlobalValue::PrivateLinkage, nullptr, "targets");
  table->setUnnamedAddr(GlobalValue::UnnamedAddr::Global);
  table->setAlignment(Align(8));
  table->setComdat(f.getComdat()); // it goes with the function
  Constant *start = ConstantExpr::getPtrToInt(table, i64);
  SmallVector<Constant *, 64> steps;
  for (BasicBlock *target : targets)
    steps.push_back(ConstantExpr::getTrunc(
        ConstantExpr::getSub(ConstantExpr::getPtrToInt(BlockAddress::get(&f, target), i64), start),
        i32));
  table->setInitializer(ConstantArray::get(type, steps));
  return table;
}

Value *hold(GlobalVariable &table, BasicBlock &before) {
  IRBuilder<> b(before.getTerminator());
  auto *type = FunctionType::get(b.getPtrTy(), {b.getPtrTy()}, false);
  CallInst *held =
      b.CreateCall(InlineAsm::get(type, "", "=r,0", /*hasSideEffects=*/false), {&table});
  held->setDoesNotThrow();
  held->setDoesNotAccessMemory();
  return held;
}

// The edges to `target` come from those of `blocks` now instead of from the switch.
void move_edges(BasicBlock &target, BasicBlock &from, ArrayRef<BasicBlock *> blocks) {
  for (PHINode &phi : make_early_inc_range(target.phis())) {
    Value *value = phi.getIncomingValueForBlock(&from);
    phi.removeIncomingValueIf([&](unsigned i) { return phi.getIncomingBlock(i) == &from; },
                              /*DeletePHIIfEmpty=*/false);
    for (BasicBlock *block : blocks)
      phi.addIncoming(value, block);
  }
}

void replace(const Dispatch &dispatch) {
  SwitchInst &branch = *dispatch.branch;
  BasicBlock *here = branch.getParent(), *other = branch.getDefaultDest();
  Function &f = *here->getParent();
  const bool compared = !branch.defaultDestUndefined();
  const SmallVector<BasicBlock *, 64> all = targets_of(dispatch);
  const SmallSetVector<BasicBlock *, 16> targets(all.begin(), all.end());
  const auto count = static_cast<uint32_t>(targets.size());
  GlobalVariable *table = make_table(f, all);
  Value *held = hold(*table, *dispatch.before);

  BasicBlock *jump = BasicBlock::Create(f.getContext(), "jump", &f, here->getNextNode());
  for (BasicBlock *target : targets)
    if (target != other)
      move_edges(*target, *here, {jump});
  SmallVector<BasicBlock *, 2> to_other;
  if (compared)
    to_other.push_back(here);
  if (targets.contains(other))
    to_other.push_back(jump);
  move_edges(*other, *here, to_other);

  IRBuilder<> b(&branch);
  Value *index = branch.getCondition();
  if (dispatch.cases.lowest != 0)
    index = b.CreateSub(index, ConstantInt::get(index->getType(), dispatch.cases.lowest));
  Value *wide = b.CreateZExtOrTrunc(index, b.getInt64Ty());
  if (compared)
    b.CreateCondBr(b.CreateICmpUGT(index, ConstantInt::get(index->getType(), all.size() - 1)),
                   other, jump, MDBuilder(f.getContext()).createBranchWeights(1, count));
  else
    b.CreateBr(jump);
  b.SetInsertPoint(jump);
  b.SetCurrentDebugLocation(branch.getDebugLoc());
  LoadInst *step = b.CreateAlignedLoad(b.getInt32Ty(),
                                       b.CreateInBoundsGEP(b.getInt32Ty(), held, wide), Align(4));
  step->setMetadata(LLVMContext::MD_invariant_load, MDNode::get(f.getContext(), {}));
  auto *indirect = b.CreateIndirectBr(
      b.CreateGEP(b.getInt8Ty(), held, b.CreateSExt(step, b.getInt64Ty())), count);
  for (BasicBlock *target : targets)
    indirect->addDestination(target);
  branch.eraseFromParent();
}

class LoopTables : public FunctionPass {
public:
  LoopTables() : FunctionPass(id_) {}

  // What that knows of slots stays; it can't be asked again.
  void getAnalysisUsage(AnalysisUsage &usage) const override {
    usage.addPreserved<StackProtector>();
  }

  [[nodiscard]] StringRef getPassName() const override { return "wexnc loop tables"; }

  bool runOnFunction(Function &f) override {
    const SmallVector<Dispatch, 4> found = dispatches(f);
    for (const Dispatch &dispatch : found)
      replace(dispatch);
    return !found.empty();
  }

private:
  inline static char id_ = 0;
};

} // namespace

void add_loop_tables_pass(TargetPassConfig &config) {
  if (config.getOptLevel() != CodeGenOptLevel::None)
    config.insertPass(&StackProtector::ID, new LoopTables);
}

} // namespace wexn::emit
