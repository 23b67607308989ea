// The check of the stack limit in functions that call others, before the first call, added after
// optimisation so that inlined functions bring none and leaves pay nothing. The limit leaves
// head-room for frames up to kLargeFrame; larger frames are told to us, after a first emission, and
// subtracted.
#include "wexnc/optimize/optimize.h"

#include <wexn/abi/vmctx.h>

#include "llvm/Analysis/LoopInfo.h"
#include "llvm/IR/DebugInfoMetadata.h"
#include "llvm/IR/Dominators.h"
#include "llvm/IR/IRBuilder.h"
#include "llvm/IR/IntrinsicInst.h"
#include "llvm/IR/Intrinsics.h"
#include "llvm/IR/MDBuilder.h"
#include "llvm/Transforms/Utils/BasicBlockUtils.h"
#include "llvm/Transforms/Utils/LoopUtils.h"

namespace wexn::optimize {

using namespace llvm;

namespace {

enum : uint32_t {
#define TRAP(id, text) Trap##id,
#include <wexn/abi/traps.def>
};

// Calls that trap do not count: the runtime's head-room is there for them.
bool goes_deeper(const Instruction &i) {
  const auto *call = dyn_cast<CallBase>(&i);
  return call && !isa<IntrinsicInst>(call) && !call->doesNotReturn() && !call->isInlineAsm();
}

// Where all ways to a call come through, once: nothing that returns without a call pays for the
// check. Null if the function does not go deeper into the stack.
BasicBlock *place_of_check(Function &f) {
  DominatorTree dominators(f);
  BasicBlock *place = nullptr;
  for (BasicBlock &block : f)
    if (dominators.isReachableFromEntry(&block) && any_of(block, goes_deeper))
      place = place ? dominators.findNearestCommonDominator(place, &block) : &block;
  if (!place || place->isEntryBlock())
    return place;
  LoopInfo loops(dominators);
  while (Loop *loop = loops.getLoopFor(place)) {
    place = loop->getLoopPreheader();
    if (!place)
      place = InsertPreheaderForLoop(loop, &dominators, &loops, nullptr, /*PreserveLCSSA=*/false);
    if (!place)
      place = dominators.getNode(loop->getHeader())->getIDom()->getBlock();
  }
  return place;
}

void add_check(BasicBlock &place, uint64_t frame) {
  Function &f = *place.getParent();
  Module &module = *f.getParent();
  LLVMContext &ctx = module.getContext();
  BasicBlock &entry = f.getEntryBlock();
  // What stands behind the check is no longer in the entry block, and an alloca there is dynamic.
  for (Instruction &i : make_early_inc_range(entry))
    if (isa<AllocaInst>(i))
      i.moveBefore(entry, entry.begin());
  auto at = place.getFirstInsertionPt();
  while (isa<AllocaInst>(at))
    ++at;
  IRBuilder<> b(&place, at);
  b.SetCurrentDebugLocation(
      f.getSubprogram() ? DebugLoc(DILocation::get(ctx, 0, 0, f.getSubprogram())) : DebugLoc());
  Value *here =
      b.CreateIntrinsic(Intrinsic::frameaddress, {PointerType::get(ctx, 0)}, {b.getInt32(0)});
  if (frame) {
    // The frame may be larger than the stack: compare without wrapping below zero.
    Value *address = b.CreatePtrToInt(here, b.getInt64Ty());
    here = b.CreateIntToPtr(
        b.CreateBinaryIntrinsic(Intrinsic::usub_sat, address, b.getInt64(frame)), here->getType());
  }
  LoadInst *limit = b.CreateLoad(
      b.getPtrTy(), b.CreateConstInBoundsGEP1_64(b.getInt8Ty(), f.getArg(0),
                                                 offsetof(wexn_instance, stack_limit)));
  limit->setMetadata(LLVMContext::MD_invariant_load, MDNode::get(ctx, {}));
  Value *exhausted = b.CreateICmpULT(here, limit);
  Instruction *trap =
      SplitBlockAndInsertIfThen(exhausted, &*b.GetInsertPoint(), /*Unreachable=*/true,
                                MDBuilder(ctx).createBranchWeights(1, 1u << 20));
  b.SetInsertPoint(trap);
  FunctionCallee rt = module.getOrInsertFunction(
      "wexn_rt_trap", FunctionType::get(b.getVoidTy(), {b.getPtrTy(), b.getInt32Ty()}, false));
  CallInst *call = b.CreateCall(rt, {f.getArg(0), b.getInt32(TrapStackExhausted)});
  call->setDoesNotReturn();
  call->setDoesNotThrow();
  call->addFnAttr(Attribute::Cold);
}

} // namespace

void add_stack_checks(Module &module, const std::map<std::string, uint64_t> &large_frames) {
  for (Function &f : module) {
    if (f.isDeclaration() || !f.hasFnAttribute("wexn-func"))
      continue;
    auto known = large_frames.find(f.getName().str());
    const uint64_t frame = known == large_frames.end() ? 0 : known->second;
    // A frame that the head-room is too small for is checked for whatever the function does.
    if (BasicBlock *place = frame ? &f.getEntryBlock() : place_of_check(f))
      add_check(*place, frame);
  }
}

} // namespace wexn::optimize
