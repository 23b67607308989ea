// What keeps an access that may trap alive and in order, from translation to machine code:
//
// In LLVM's passes on IR, its check does: see ir/access_check.h. Nothing else is needed there, and
// the access behind it is plain: what is certainly the same value may be shared, what nobody uses
// may go, since the check stays.
//
// Software bounds: CompareBoundsPass makes of the check a compare and a branch to a block that
// calls the runtime and ends. That call, too, may see all memory and does not return; and the
// access is behind a branch, which no load or store may be moved over before it is known to be in
// bounds.
//
// Guarded memories: PinAccessesPass, behind the last pass on IR, fuses the check with the access
// behind it, which becomes volatile; where that has gone or changed, a load of the last byte takes
// its place. The code generator neither deletes, narrows, joins nor splits volatile accesses and
// keeps their order among each other. That is not enough: a store to a global may still move over a
// volatile load, and a plain load that a check before it proves may move up over that check. So in
// all code that could be scheduled together with a check, every store and every load that could
// fault is volatile, too. That is the whole function without its loops that have no check in them:
// their blocks end in branches, over which the code generator moves no store, and no load that it
// does not know to be harmless.
// A store over the end of the memory must write nothing. Processors of x86 keep that; those of
// AArch64 may have written the part that lies before the end: there the last byte is read first.
#include "wexnc/optimize/exact.h"

#include "wexnc/ir/access_check.h"

#include "llvm/ADT/SmallPtrSet.h"
#include "llvm/Analysis/LoopInfo.h"
#include "llvm/Analysis/ValueTracking.h"
#include "llvm/IR/IRBuilder.h"
#include "llvm/IR/Instructions.h"
#include "llvm/IR/IntrinsicInst.h"
#include "llvm/IR/MDBuilder.h"
#include "llvm/TargetParser/Triple.h"
#include "llvm/Transforms/Utils/BasicBlockUtils.h"
#include "llvm/Transforms/Utils/Local.h"

#include <map>
#include <vector>

namespace wexn::optimize {

using namespace llvm;
using ir::AccessCheck;
using ir::MemoryFacts;

namespace {

enum : uint32_t {
#define TRAP(id, text) Trap##id,
#include <wexn/abi/traps.def>
};

std::vector<AccessCheck> checks_of(BasicBlock &block) {
  std::vector<AccessCheck> found;
  for (Instruction &i : block)
    if (auto check = ir::access_check(i))
      found.push_back(*check);
  return found;
}

void erase(const AccessCheck &check) {
  const WeakTrackingVH index = check.index, pointer = check.pointer;
  check.call->eraseFromParent();
  for (const WeakTrackingVH &operand : {index, pointer})
    if (operand)
      RecursivelyDeleteTriviallyDeadInstructions(operand);
}

class BoundsComparer {
public:
  explicit BoundsComparer(Function &f)
      : f_(f), memories_(ir::read_memory_facts(*f.getParent())),
        unlikely_(MDBuilder(f.getContext()).createBranchWeights(1, 1u << 20)) {}

  bool run() {
    std::vector<AccessCheck> checks;
    for (BasicBlock &block : f_)
      for (const AccessCheck &check : checks_of(block))
        if (!memories_[check.memory].guarded)
          checks.push_back(check);
    for (const AccessCheck &check : checks) {
      compare(check);
      erase(check);
    }
    return !checks.empty();
  }

private:
  Function &f_;
  std::vector<MemoryFacts> memories_;
  MDNode *unlikely_;
  std::map<const DILocation *, BasicBlock *> traps_; // each place in the source has its own

  void compare(const AccessCheck &check) {
    IRBuilder<> b(check.call);
    const MemoryFacts &memory = memories_[check.memory];
    Value *bytes = ir::load_memory_bytes(b, f_.getArg(0), memory);
    Value *beyond = nullptr;
    if (!memory.is64) {
      // No overflow: below 2^32 + 2^32 + 16.
      Value *end = b.CreateAdd(check.index, b.getInt64(check.extent), "end", true, true);
      beyond = b.CreateICmpUGT(end, bytes);
    } else {
      Value *extent = b.getInt64(check.extent);
      beyond = b.CreateICmpUGT(check.index, b.CreateSub(bytes, extent));
      if (check.extent > memory.min_bytes)
        beyond = b.CreateOr(b.CreateICmpULT(bytes, extent), beyond);
    }
    BasicBlock *block = check.call->getParent();
    BasicBlock *next = SplitBlock(block, check.call);
    block->getTerminator()->eraseFromParent();
    b.SetInsertPoint(block);
    b.SetCurrentDebugLocation(check.call->getDebugLoc());
    b.CreateCondBr(beyond, trap_at(check.call->getDebugLoc()), next, unlikely_);
  }

  BasicBlock *trap_at(const DebugLoc &place) {
    BasicBlock *&trap = traps_[place.get()];
    if (trap)
      return trap;
    trap = BasicBlock::Create(f_.getContext(), "trap", &f_);
    IRBuilder<> b(trap);
    b.SetCurrentDebugLocation(place);
    FunctionCallee rt = f_.getParent()->getOrInsertFunction(
        "wexn_rt_trap", FunctionType::get(b.getVoidTy(), {b.getPtrTy(), b.getInt32Ty()}, false));
    CallInst *call = b.CreateCall(rt, {f_.getArg(0), b.getInt32(TrapMemoryOutOfBounds)});
    call->setDoesNotReturn();
    call->setDoesNotThrow();
    call->addFnAttr(Attribute::Cold);
    b.CreateUnreachable();
    return trap;
  }
};

// Where a constant number of bytes behind what a pointer points.
struct Place {
  const Value *base;
  APInt offset;
  bool operator==(const Place &other) const = default;
};
Place place_of(const Value *pointer, const DataLayout &layout) {
  Place p{nullptr, APInt(64, 0)};
  p.base = pointer->stripAndAccumulateConstantOffsets(layout, p.offset, /*AllowNonInbounds=*/true);
  return p;
}

class Pinner {
public:
  explicit Pinner(Function &f)
      : f_(f), layout_(f.getDataLayout()), memories_(ir::read_memory_facts(*f.getParent())),
        split_stores_(Triple(f.getParent()->getTargetTriple()).isAArch64()) {}

  bool run(LoopInfo &loops) {
    SmallPtrSet<const BasicBlock *, 16> exact;
    std::vector<AccessCheck> checks;
    for (BasicBlock &block : f_)
      for (const AccessCheck &check : checks_of(block)) {
        exact.insert(&block);
        checks.push_back(check);
      }
    if (checks.empty())
      return false;
    for (const AccessCheck &check : checks) {
      fuse(check);
      erase(check);
    }
    SmallPtrSet<const Loop *, 8> with_checks;
    for (const BasicBlock *block : exact)
      for (const Loop *loop = loops.getLoopFor(block); loop; loop = loop->getParentLoop())
        with_checks.insert(loop);
    for (BasicBlock &block : f_)
      if (const Loop *loop = loops.getLoopFor(&block); !loop || with_checks.contains(loop))
        pin(block);
    return true;
  }

private:
  Function &f_;
  const DataLayout &layout_;
  std::vector<MemoryFacts> memories_;
  bool split_stores_;

  // The access faults in place of the check.
  void fuse(const AccessCheck &check) {
    Instruction *access = access_of(check);
    IRBuilder<> b(check.call);
    // What is atomic is aligned, and done as a whole or not at all.
    const bool splits = split_stores_ && check.width > 1 && isa_and_nonnull<StoreInst>(access) &&
                        !access->isAtomic();
    if (!access || splits) {
      Value *last = b.CreateConstGEP1_64(b.getInt8Ty(), check.pointer, check.width - 1);
      b.CreateAlignedLoad(b.getInt8Ty(), last, Align(1), /*isVolatile=*/true);
    }
    if (auto *load = dyn_cast_or_null<LoadInst>(access))
      load->setVolatile(true);
    else if (auto *plain = dyn_cast_or_null<StoreInst>(access))
      plain->setVolatile(true);
  }

  // The access that a check stands before: everything that could be told from a trap stays behind
  // it.
  Instruction *access_of(const AccessCheck &check) const {
    const Place wanted = place_of(check.pointer, layout_);
    for (Instruction *i = check.call->getNextNode(); i; i = i->getNextNode()) {
      if (Value *pointer = getLoadStorePointerOperand(i)) {
        const TypeSize size = layout_.getTypeStoreSize(getLoadStoreType(i));
        if (size == TypeSize::getFixed(check.width) && place_of(pointer, layout_) == wanted)
          return i;
      }
      // Those of two operations are volatile since translation.
      if (isa<AtomicRMWInst, AtomicCmpXchgInst>(i) && place_of(i->getOperand(0), layout_) == wanted)
        return i;
      if (ir::access_check(*i) || isa<DbgInfoIntrinsic>(i))
        continue;
      if (i->mayHaveSideEffects())
        return nullptr;
    }
    return nullptr;
  }

  void pin(BasicBlock &block) {
    for (Instruction &i : block) {
      if (auto *load = dyn_cast<LoadInst>(&i)) {
        if (can_fault(*load))
          load->setVolatile(true);
      } else if (auto *store = dyn_cast<StoreInst>(&i)) {
        if (can_be_seen(store->getPointerOperand()))
          store->setVolatile(true);
      } else if (auto *bulk = dyn_cast<MemIntrinsic>(&i)) {
        if (can_be_seen(bulk->getDest()))
          bulk->setVolatile(ConstantInt::getTrue(f_.getContext()));
      }
    }
  }

  static bool can_be_seen(const Value *pointer) {
    return !isa<AllocaInst>(getUnderlyingObject(pointer));
  }

  // All but the parts of the instance and what lies on the stack.
  bool can_fault(const LoadInst &load) const {
    if (load.hasMetadata(LLVMContext::MD_invariant_load) || !can_be_seen(load.getPointerOperand()))
      return false;
    const MDNode *kind = load.getMetadata(LLVMContext::MD_tbaa);
    return !kind || any_of(memories_, [&](const MemoryFacts &m) { return m.kind == kind; });
  }
};

} // namespace

PreservedAnalyses CompareBoundsPass::run(Function &f, FunctionAnalysisManager &) {
  return BoundsComparer(f).run() ? PreservedAnalyses::none() : PreservedAnalyses::all();
}

PreservedAnalyses PinAccessesPass::run(Function &f, FunctionAnalysisManager &am) {
  if (!Pinner(f).run(am.getResult<LoopAnalysis>(f)))
    return PreservedAnalyses::all();
  PreservedAnalyses kept;
  kept.preserveSet<CFGAnalyses>();
  return kept;
}

} // namespace wexn::optimize
