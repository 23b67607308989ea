// See direct_ways.h. Such a block has phis and decides by one of them; before it may come a block
// in which others meet already. For each block that it goes on to, those that come with a constant
// which leads there get a block of their own, with copies of all that. A small loop inside of which
// there is none keeps its beginning: what code generation does for loops counts more there.
//
// What it relies on:
// - The block has no effects, and what it decides depends on the phi alone. So whoever comes with a
//   constant may leave it out, if its values are taken along.
// - A value from before the block is known wherever control comes from, too. What follows it, and
//   used one of its values, uses the copy now, or a phi of both: LLVM's SSAUpdater finds which.
#include "wexnc/optimize/direct_ways.h"

#include "llvm/ADT/MapVector.h"
#include "llvm/ADT/STLExtras.h"
#include "llvm/ADT/SetVector.h"
#include "llvm/ADT/SmallVector.h"
#include "llvm/Analysis/LoopInfo.h"
#include "llvm/IR/Constants.h"
#include "llvm/IR/Function.h"
#include "llvm/IR/IRBuilder.h"
#include "llvm/IR/Instructions.h"
#include "llvm/IR/IntrinsicInst.h"
#include "llvm/IR/ValueHandle.h"
#include "llvm/Transforms/Utils/BasicBlockUtils.h"
#include "llvm/Transforms/Utils/SSAUpdater.h"
#include "llvm/Transforms/Utils/ValueMapper.h"

#include <memory>
#include <utility>

namespace wexn::optimize {

using namespace llvm;

namespace {

constexpr unsigned kSmallLoop = 16; // blocks
constexpr unsigned kMostPhis = 64, kMostEdges = 2000, kMostCopied = 4;

class Junction {
public:
  explicit Junction(BasicBlock &block) : block_(block) {}

  bool find() { return find_decision() && find_ways(); }

  void write() {
    for (const auto &[way, from] : ways_)
      make_direct(way.first, way.second, from);
    for (const auto &[way, from] : ways_)
      for (BasicBlock *each : from)
        for (PHINode &phi : (way.second ? way.second : &block_)->phis())
          while (phi.getBasicBlockIndex(each) >= 0)
            phi.removeIncomingValue(each, /*DeletePHIIfEmpty=*/false);
    SmallVector<BasicBlock *, 4> left_out;
    for (const auto &[way, from] : ways_)
      if (way.second && pred_empty(way.second) && !is_contained(left_out, way.second))
        left_out.push_back(way.second);
    for (BasicBlock *each : left_out)
      detach(*each);
    if (pred_empty(&block_)) {
      left_out.push_back(&block_);
      detach(block_);
    }
    for (Instruction *each : copied_)
      use_copies(*each);
    DeleteDeadBlocks(left_out);
  }

private:
  using Way = std::pair<BasicBlock *, BasicBlock *>; // to where; by way of which block before

  BasicBlock &block_;
  PHINode *phi_ = nullptr;
  ICmpInst *compare_ = nullptr;
  SmallVector<Instruction *, kMostCopied> others_;    // that the block has besides
  MapVector<Way, SmallVector<BasicBlock *, 4>> ways_; // and from where
  SmallVector<std::pair<BasicBlock *, std::unique_ptr<ValueToValueMapTy>>, 4> directs_;
  SetVector<Instruction *> copied_;

  bool find_decision() {
    Instruction *end = block_.getTerminator();
    auto *branch = dyn_cast<BranchInst>(end);
    Value *by = nullptr;
    if (auto *select = dyn_cast<SwitchInst>(end))
      by = select->getCondition();
    else if (branch && branch->isConditional())
      by = branch->getCondition();
    if (!by)
      return false;
    if (auto *compare = dyn_cast<ICmpInst>(by);
        compare && branch && compare->getParent() == &block_) {
      compare_ = compare;
      by = compare->getOperand(0);
      if (!isa<ConstantInt>(compare->getOperand(1)))
        return false;
    }
    phi_ = dyn_cast<PHINode>(by);
    if (!phi_ || phi_->getParent() != &block_ || phi_->getNumIncomingValues() > kMostEdges ||
        hasNItemsOrMore(block_.phis(), kMostPhis))
      return false;
    for (Instruction &i : block_)
      if (!isa<PHINode, DbgInfoIntrinsic>(i) && &i != end) {
        if (i.mayReadOrWriteMemory() || i.mayHaveSideEffects() || i.getType()->isTokenTy() ||
            others_.size() == kMostCopied)
          return false;
        others_.push_back(&i);
      }
    return true;
  }

  BasicBlock *way_of(const ConstantInt &number) const {
    if (auto *select = dyn_cast<SwitchInst>(block_.getTerminator()))
      return select->findCaseValue(&number)->getCaseSuccessor();
    const bool is_so =
        compare_ ? ICmpInst::compare(number.getValue(),
                                     cast<ConstantInt>(compare_->getOperand(1))->getValue(),
                                     compare_->getPredicate())
                 : number.isOne();
    return block_.getTerminator()->getSuccessor(is_so ? 0 : 1);
  }

  // Phis, and on to the block.
  bool is_before(const BasicBlock &before) const {
    return before.getSingleSuccessor() == &block_ && isa<BranchInst>(before.getTerminator()) &&
           before.getFirstNonPHIOrDbg() == before.getTerminator() &&
           !hasNItemsOrMore(before.phis(), kMostPhis) && &before != &block_;
  }

  bool find_ways() {
    for (BasicBlock *from : predecessors(&block_)) {
      Value *by = phi_->getIncomingValueForBlock(from);
      add_way(from, *by, nullptr);
      const auto *earlier = dyn_cast<PHINode>(by);
      if (earlier && earlier->getParent() == from && is_before(*from) &&
          earlier->getNumIncomingValues() <= kMostEdges)
        for (BasicBlock *each : predecessors(from))
          add_way(each, *earlier->getIncomingValueForBlock(each), from);
    }
    return !ways_.empty();
  }

  void add_way(BasicBlock *from, const Value &by, BasicBlock *before) {
    const auto *number = dyn_cast<ConstantInt>(&by);
    if (!number || !isa<BranchInst, SwitchInst>(from->getTerminator()) || from == &block_)
      return;
    BasicBlock *to = way_of(*number);
    if (to == &block_ || to == before)
      return;
    if (auto &list = ways_[{to, before}]; !is_contained(list, from))
      list.push_back(from);
  }

  void make_direct(BasicBlock *to, BasicBlock *before, ArrayRef<BasicBlock *> from) {
    BasicBlock *direct =
        BasicBlock::Create(block_.getContext(), "direct", block_.getParent(), &block_);
    IRBuilder<> b(direct);
    b.SetCurrentDebugLocation(block_.getTerminator()->getDebugLoc());
    BasicBlock *meets = before ? before : &block_;
    auto &copies = *directs_.emplace_back(direct, std::make_unique<ValueToValueMapTy>()).second;
    auto copy = [&](PHINode &phi) {
      auto value_from = [&](BasicBlock *each) -> Value * {
        if (phi.getParent() == meets)
          return phi.getIncomingValueForBlock(each);
        Value *value = phi.getIncomingValueForBlock(meets);
        auto *earlier = dyn_cast<PHINode>(value);
        return earlier && earlier->getParent() == meets ? earlier->getIncomingValueForBlock(each)
                                                        : value;
      };
      PHINode *made = b.CreatePHI(phi.getType(), static_cast<unsigned>(from.size()), phi.getName());
      for (BasicBlock *each : from)
        for (auto n = count(successors(each), meets); n; --n)
          made->addIncoming(value_from(each), each);
      copies[&phi] = made;
      copied_.insert(&phi);
    };
    if (before)
      for_each(before->phis(), copy);
    for_each(block_.phis(), copy);
    for (Instruction *each : others_) {
      Instruction *made = b.Insert(each->clone(), each->getName());
      for (Use &operand : made->operands())
        if (Value *known = copies.lookup(operand))
          operand = known;
      copies[each] = made;
      copied_.insert(each);
    }
    b.CreateBr(to);
    for (PHINode &next : to->phis()) {
      Value *value = next.getIncomingValueForBlock(&block_);
      Value *known = copies.lookup(value);
      next.addIncoming(known ? known : value, direct);
    }
    for (BasicBlock *each : from)
      each->getTerminator()->replaceSuccessorWith(meets, direct);
  }

  // Nobody comes here: where it would go on does not see it any more.
  static void detach(BasicBlock &block) {
    for (BasicBlock *to : successors(&block))
      to->removePredecessor(&block, /*KeepOneInputPHIs=*/true);
    block.getTerminator()->eraseFromParent();
    new UnreachableInst(block.getContext(), &block);
  }

  void use_copies(Instruction &value) const {
    BasicBlock *block = value.getParent();
    SmallVector<Use *, 16> uses;
    for (Use &use : value.uses()) {
      const auto *user = cast<Instruction>(use.getUser());
      const auto *next = dyn_cast<PHINode>(user);
      if ((next ? next->getIncomingBlock(use) : user->getParent()) != block)
        uses.push_back(&use);
    }
    if (uses.empty())
      return;
    SSAUpdater updater;
    updater.Initialize(value.getType(), value.getName());
    if (!pred_empty(block))
      updater.AddAvailableValue(block, &value);
    for (const auto &[direct, copies] : directs_)
      if (Value *copy = copies->lookup(&value))
        updater.AddAvailableValue(direct, copy);
    for (Use *use : uses)
      updater.RewriteUse(*use);
  }
};

} // namespace

PreservedAnalyses DirectWaysPass::run(Function &f, FunctionAnalysisManager &am) {
  const LoopInfo &loops = am.getResult<LoopAnalysis>(f);
  SmallVector<WeakVH, 4> headers;
  for (const Loop *loop : loops.getLoopsInPreorder())
    if (!loop->isInnermost() || loop->getNumBlocks() > kSmallLoop)
      headers.emplace_back(loop->getHeader());
  bool changed = false;
  for (const WeakVH &header : headers) {
    if (!header)
      continue;
    if (Junction junction(*cast<BasicBlock>(header)); junction.find()) {
      junction.write();
      changed = true;
    }
  }
  return changed ? PreservedAnalyses::none() : PreservedAnalyses::all();
}

} // namespace wexn::optimize
