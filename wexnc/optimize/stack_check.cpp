// See stack_check.h.
#include "wexnc/optimize/stack_check.h"

#include "wexnc/ir/convention.h"
#include "wexnc/ir/func_marks.h"
#include "wexnc/ir/stack_attribute.h"
#include "wexnc/optimize/long_copies.h"

#include <wexn/abi/store.h>
#include <wexn/abi/vmctx.h>

#include "llvm/Analysis/LoopInfo.h"
#include "llvm/IR/DebugInfoMetadata.h"
#include "llvm/IR/Dominators.h"
#include "llvm/IR/IRBuilder.h"
#include "llvm/IR/IntrinsicInst.h"
#include "llvm/IR/Intrinsics.h"
#include "llvm/IR/MDBuilder.h"
#include "llvm/TargetParser/Triple.h"
#include "llvm/Transforms/Utils/BasicBlockUtils.h"
#include "llvm/Transforms/Utils/LoopUtils.h"

namespace wexn::optimize {

using namespace llvm;

// Functions of the module that never return may call themselves all the same. What is cold besides
// is the runtime's, which looks after itself there, or the cold end of a function (cold_ends.h),
// which has a check of its own.
bool goes_deeper(const Instruction &i) {
  const auto *call = dyn_cast<CallBase>(&i);
  return call && !isa<IntrinsicInst>(call) && !call->isInlineAsm() &&
         !call->hasFnAttr(kJumpAttribute) &&
         !(call->doesNotReturn() && call->hasFnAttr(Attribute::Cold));
}

namespace {

// Calls of the runtime, and what becomes a call of the C library. The runtime looks after itself
// where it throws and traps (runtime/arch/*/throw.S).
bool leaves_compiled_code(const Instruction &i) {
  if (const auto *intrinsic = dyn_cast<IntrinsicInst>(&i)) {
    switch (intrinsic->getIntrinsicID()) {
    case Intrinsic::memcpy:
    case Intrinsic::memmove:
    case Intrinsic::memset:
      return !isa<ConstantInt>(intrinsic->getArgOperand(2)) ||
             cast<ConstantInt>(intrinsic->getArgOperand(2))->getZExtValue() > kLongCopy;
    case Intrinsic::ceil:
    case Intrinsic::floor:
    case Intrinsic::trunc:
    case Intrinsic::nearbyint:
    case Intrinsic::rint:
    case Intrinsic::roundeven:
    case Intrinsic::fma:
      return true; // where the processor has no instruction
    default:
      return false;
    }
  }
  const auto *call = dyn_cast<CallBase>(&i);
  return call && goes_deeper(i) && call->getCalledFunction() &&
         call->getCalledFunction()->getName().starts_with("wexn_rt_");
}

} // namespace

BasicBlock *place_of_check(Function &f, bool (*counts)(const Instruction &)) {
  DominatorTree dominators(f);
  BasicBlock *place = nullptr;
  for (BasicBlock &block : f)
    if (dominators.isReachableFromEntry(&block) && any_of(block, counts))
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

void allocas_first(Function &f) {
  BasicBlock &entry = f.getEntryBlock();
  for (Instruction &i : make_early_inc_range(entry))
    if (isa<AllocaInst>(i))
      i.moveBefore(entry, entry.begin());
}

void stop_if(IRBuilderBase &b, Value *condition, Value *store) {
  Instruction *stop =
      SplitBlockAndInsertIfThen(condition, &*b.GetInsertPoint(), /*Unreachable=*/true,
                                MDBuilder(b.getContext()).createBranchWeights(1, 1u << 20));
  const DebugLoc line = b.getCurrentDebugLocation();
  b.SetInsertPoint(stop);
  b.SetCurrentDebugLocation(line);
  Function &f = *stop->getFunction();
  // Where the instance is elsewhere, or the runtime has no such function, the store is told. In
  // small functions that call themselves, too: their argument has to leave its register before the
  // check then, not behind it, which on AArch64 is a jump less into a loop there.
  const bool in_place = f.hasFnAttribute(ir::kFuncIndexAttribute) &&
                        f.hasParamAttribute(0, Attribute::SwiftSelf) &&
                        !f.hasFnAttribute(ir::kPairAttribute) &&
                        Triple(f.getParent()->getTargetTriple()).getOS() != Triple::UnknownOS;
  CallInst *call = b.CreateCall(
      f.getParent()->getOrInsertFunction(in_place ? "wexn_rt_stop_instance" : "wexn_rt_stop",
                                         FunctionType::get(b.getVoidTy(), {b.getPtrTy()}, false)),
      {in_place ? f.getArg(0) : store});
  if (in_place)
    ir::set_convention(*call, ir::Convention::Compiled);
  call->setDoesNotReturn();
  call->setDoesNotThrow();
  call->addFnAttr(Attribute::Cold);
}

namespace {

void add_check(BasicBlock &place, uint64_t store_at) {
  Function &f = *place.getParent();
  LLVMContext &ctx = f.getContext();
  allocas_first(f);
  auto at = place.getFirstInsertionPt();
  while (isa<AllocaInst>(at))
    ++at;
  IRBuilder<> b(&place, at);
  b.SetCurrentDebugLocation(
      f.getSubprogram() ? DebugLoc(DILocation::get(ctx, 0, 0, f.getSubprogram())) : DebugLoc());
  auto load = [&](Value *base, uint64_t offset) {
    return b.CreateLoad(b.getPtrTy(), b.CreateConstInBoundsGEP1_64(b.getInt8Ty(), base, offset));
  };
  Value *here = b.CreateIntrinsic(Intrinsic::frameaddress, {b.getPtrTy()}, {b.getInt32(0)});
  LoadInst *store = load(f.getArg(0), store_at);
  store->setMetadata(LLVMContext::MD_invariant_load, MDNode::get(ctx, {}));
  Value *limit = load(store, offsetof(wexn_store_head, stack_limit));
  stop_if(b, b.CreateICmpULT(here, limit), store);
}

} // namespace

// Room for the arguments of a tail call, where its own has none, is made before the frame, and
// nothing touches it.
static bool may_step_over_guard(const Function &f) {
  // Of 16 bytes at most: with what else is untouched, less than a page.
  constexpr size_t kFew = 128;
  return any_of(f, [](const BasicBlock &block) {
    const CallInst *call = block.getTerminatingMustTailCall();
    return call && call->arg_size() > kFew;
  });
}

void add_stack_checks(Module &module, bool guard_pages) {
  for (Function &f : module) {
    if (f.isDeclaration() ||
        f.getFnAttribute(ir::kPairAttribute).getValueAsString() == ir::kUnchecked)
      continue;
    if (f.hasFnAttribute(ir::kFuncIndexAttribute)) {
      if (BasicBlock *place = place_of_check(f, guard_pages ? leaves_compiled_code : goes_deeper))
        add_check(*place, offsetof(wexn_instance, store));
      else if (guard_pages && !may_step_over_guard(f))
        f.removeFnAttr(ir::kStackAttribute); // whatever its frame
    } else if (guard_pages &&
               f.getFnAttribute(ir::kStackAttribute).getValueAsString() == ir::kStoreOfHostFunc) {
      add_check(f.getEntryBlock(), offsetof(wexn_host_func, store));
    }
  }
}

} // namespace wexn::optimize
