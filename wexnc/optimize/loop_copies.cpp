// See loop_copies.h.
#include "wexnc/optimize/loop_copies.h"

#include "llvm/ADT/SmallVector.h"
#include "llvm/Analysis/LoopInfo.h"
#include "llvm/IR/Constants.h"
#include "llvm/IR/IRBuilder.h"
#include "llvm/IR/Instructions.h"
#include "llvm/IR/MDBuilder.h"
#include "llvm/IR/Metadata.h"
#include "llvm/Transforms/Utils/BasicBlockUtils.h"
#include "llvm/Transforms/Utils/Cloning.h"
#include "llvm/Transforms/Utils/LoopUtils.h"

namespace wexn::optimize {

using namespace llvm;

void join_exits(const Loop &loop, const ValueToValueMapTy &map) {
  SmallVector<BasicBlock *, 8> exits;
  loop.getUniqueExitBlocks(exits);
  for (BasicBlock *exit : exits)
    for (PHINode &phi : exit->phis())
      for (unsigned i = 0, n = phi.getNumIncomingValues(); i < n; ++i)
        if (const auto from = map.find(phi.getIncomingBlock(i)); from != map.end()) {
          Value *value = phi.getIncomingValue(i);
          const auto known = map.find(value);
          phi.addIncoming(known == map.end() ? value : cast<Value>(known->second),
                          cast<BasicBlock>(from->second));
        }
}

BranchInst &copy_unless(Value &proved, const Loop &loop) {
  BasicBlock *before = loop.getLoopPreheader();
  BasicBlock *preheader = SplitBlock(before, before->getTerminator());
  ValueToValueMapTy map;
  SmallVector<BasicBlock *, 16> copies;
  const auto clone = [&](BasicBlock *block) {
    BasicBlock *made = CloneBasicBlock(block, map, ".exact", before->getParent());
    map[block] = made;
    copies.push_back(made);
  };
  clone(preheader);
  for (BasicBlock *block : loop.blocks())
    clone(block);
  remapInstructionsInBlocks(copies, map);
  join_exits(loop, map);
  before->getTerminator()->eraseFromParent();
  IRBuilder<> b(before);
  BranchInst *branch = b.CreateCondBr(&proved, preheader, cast<BasicBlock>(map[preheader]),
                                      MDBuilder(b.getContext()).createBranchWeights(1u << 20, 1));
  for (const Loop *each : loop.getLoopsInPreorder())
    if (BasicBlock *latch = each->getLoopLatch())
      keep_small(*cast<BasicBlock>(map[latch]));
  return *branch;
}

void keep_small(BasicBlock &latch) {
  LLVMContext &ctx = latch.getContext();
  MDNode *id = MDNode::getDistinct(
      ctx, {nullptr, MDNode::get(ctx, MDString::get(ctx, "llvm.loop.unroll.disable")),
            MDNode::get(ctx, {MDString::get(ctx, "llvm.loop.vectorize.enable"),
                              ConstantAsMetadata::get(ConstantInt::getFalse(ctx))}),
            MDNode::get(ctx, MDString::get(ctx, "llvm.loop.licm_versioning.disable"))});
  id->replaceOperandWith(0, id);
  latch.getTerminator()->setMetadata(LLVMContext::MD_loop, id);
}

bool is_kept_small(const Loop &loop) {
  return findStringMetadataForLoop(&loop, "llvm.loop.vectorize.enable").has_value();
}

} // namespace wexn::optimize
