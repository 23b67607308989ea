// What keeps an access that may trap alive and in order, from translation to machine code:
//
// In LLVM's passes on IR, its check does: see ir/access_check.h. Nothing else is needed there, and
// the access behind it is plain: what is certainly the same value may be shared, what nobody uses
// may go, since the check stays.
//
// Software bounds: CompareBoundsPass makes of the check a compare and a branch to a block that
// calls the runtime and ends. That call, too, may see all memory and does not return; and the
// access is behind a branch, which no load or store may be moved over before it is known to be in
// bounds. PinAccessesPass compiles no function in which such a check is left.
//
// Guarded 64-bit memories: an index is compared with a constant (abi/types.h, guarded memories),
// and the check stays, for the fault. No compare is needed where the index lies near to the memory
// (near_indices.h).
//
// Guarded memories: PinAccessesPass, behind the last pass on IR, fuses the check with the access
// behind it, which becomes volatile, also where that is a load that was moved behind a branch;
// where it has gone or changed, a load of the last byte takes its place. The code generator neither
// deletes, narrows, joins nor splits volatile accesses and keeps their order among each other. That
// is not enough: a store to a global may still move over a volatile load, and a plain load that a
// check before it proves may move up over that check. So in all code that could be scheduled
// together with a check, every store and every load that could fault is volatile, too. That is the
// whole function without its loops that have no check in them: their blocks end in branches, over
// which the code generator moves no store, and no load that it does not know to be harmless. A
// store over the end of the memory must write nothing. Processors of x86 keep that; those of
// AArch64 may have written the part that lies before the end: there it is read first, unless it is
// aligned. Atomic accesses are.
#include "wexnc/optimize/exact.h"

#include "wexnc/ir/access_check.h"
#include "wexnc/ir/convention.h"
#include "wexnc/optimize/low_zeros.h"
#include "wexnc/optimize/near_indices.h"
#include "wexnc/optimize/preserved.h"
#include "wexnc/support/result.h"

#include <wexn/abi/types.h>

#include "llvm/ADT/DenseMap.h"
#include "llvm/ADT/DepthFirstIterator.h"
#include "llvm/ADT/SmallPtrSet.h"
#include "llvm/ADT/SmallVector.h"
#include "llvm/Analysis/LoopInfo.h"
#include "llvm/Analysis/ValueTracking.h"
#include "llvm/IR/Dominators.h"
#include "llvm/IR/IRBuilder.h"
#include "llvm/IR/Instructions.h"
#include "llvm/IR/IntrinsicInst.h"
#include "llvm/IR/MDBuilder.h"
#include "llvm/TargetParser/Triple.h"
#include "llvm/Transforms/Utils/BasicBlockUtils.h"
#include "llvm/Transforms/Utils/Local.h"
#include "llvm/Transforms/Utils/LoopUtils.h"

#include <map>
#include <tuple>
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
  BoundsComparer(Function &f, LoopInfo &loops, DominatorTree &dominators)
      : f_(f), loops_(loops), dominators_(dominators),
        memories_(ir::read_memory_facts(*f.getParent())),
        unlikely_(MDBuilder(f.getContext()).createBranchWeights(1, 1u << 20)),
        compares_with_memory_(Triple(f.getParent()->getTargetTriple()).isX86()),
        lines_(f.getParent()->getModuleFlag("Dwarf Version")) {}

  bool run() {
    std::vector<AccessCheck> checks, may_be_near;
    // Each block behind those that dominate it.
    for (const DomTreeNode *node : depth_first(dominators_.getRootNode()))
      for (const AccessCheck &check : checks_of(*node->getBlock()))
        if (!relies_on_faults(check))
          checks.push_back(check);
        else if (memories_[check.memory].is64)
          may_be_near.push_back(check);
    const NearIndices near(f_, dominators_, may_be_near);
    for (size_t i = 0; i < may_be_near.size(); ++i)
      if (!near.is_near(i))
        checks.push_back(may_be_near[i]);
    // Before any block is cut.
    for (const AccessCheck &check : checks)
      if (is_in_register(check))
        make_preheaders(*check.call->getParent());
    // From the end, so that each cut of a block moves no more than lies between two checks.
    for (const AccessCheck &check : reverse(checks)) {
      const bool faults = relies_on_faults(check);
      branch_unless(check, faults ? is_far(check) : is_beyond(check));
      if (!faults)
        erase(check);
    }
    return !checks.empty();
  }

private:
  Function &f_;
  LoopInfo &loops_;
  DominatorTree &dominators_;
  std::vector<MemoryFacts> memories_;
  MDNode *unlikely_;
  bool compares_with_memory_;
  DenseMap<const Loop *, bool> stays_;
  SmallPtrSet<const Loop *, 8> have_preheaders_;   // or cannot have any
  DenseMap<const Loop *, const Loop *> outermost_; // found by size_stays_in()
  // Of a loop, a memory and an extent: the last index that is in bounds; of 0: the memory's size.
  std::map<std::tuple<const Loop *, unsigned, uint64_t>, Value *> last_;
  // Each place that backtraces tell apart has its own: with the source's lines each instruction,
  // else each function and where it was inlined.
  bool lines_;
  std::map<std::pair<const Metadata *, const Metadata *>, BasicBlock *> traps_;

  bool relies_on_faults(const AccessCheck &check) const {
    const MemoryFacts &memory = memories_[check.memory];
    return memory.guarded && (!memory.is64 || check.extent <= WEXN_GUARDED_EXTENT);
  }

  static Value *is_far(const AccessCheck &check) {
    IRBuilder<> b(check.call);
    return b.CreateICmpUGE(check.index, b.getInt64(WEXN_GUARDED_INDEX64));
  }

  Value *is_beyond(const AccessCheck &check) {
    IRBuilder<> b(check.call);
    const MemoryFacts &memory = memories_[check.memory];
    if (is_in_register(check))
      if (const Loop *loop = size_stays_in(*check.call->getParent()))
        return b.CreateICmpUGT(check.index, last_index(*loop, check));
    return ir::create_beyond(b, f_.getArg(0), memory, check.index, check.extent);
  }

  // Whether what an index is compared with is, in a loop.
  bool is_in_register(const AccessCheck &check) const {
    const MemoryFacts &memory = memories_[check.memory];
    return !relies_on_faults(check) && check.extent <= memory.min_bytes &&
           (!compares_with_memory_ || !ir::limit_offset(memory, check.extent));
  }
  void make_preheaders(const BasicBlock &block) {
    for (Loop *loop = loops_.getLoopFor(&block);
         loop && size_stays(*loop) && have_preheaders_.insert(loop).second;
         loop = loop->getParentLoop())
      if (!loop->getLoopPreheader())
        InsertPreheaderForLoop(loop, &dominators_, &loops_, nullptr, /*PreserveLCSSA=*/false);
  }

  // One operation less a check, for a register in which the difference stays.
  Value *last_index(const Loop &loop, const AccessCheck &check) {
    Value *&known = last_[{&loop, check.memory, check.extent}];
    if (!known) {
      IRBuilder<> b(loop.getLoopPreheader()->getTerminator());
      Value *&bytes = last_[{&loop, check.memory, 0}];
      if (!bytes)
        bytes = ir::load_checked_bytes(b, f_.getArg(0), memories_[check.memory]);
      known = b.CreateSub(bytes, b.getInt64(check.extent), "", true, false);
    }
    return known;
  }

  // Ends the block before the check.
  void branch_unless(const AccessCheck &check, Value *beyond) {
    BasicBlock *block = check.call->getParent();
    BasicBlock *next =
        SplitBlock(block, check.call, static_cast<DominatorTree *>(nullptr), &loops_);
    block->getTerminator()->eraseFromParent();
    IRBuilder<> b(block);
    b.SetCurrentDebugLocation(check.call->getDebugLoc());
    b.CreateCondBr(beyond, trap_at(check.call->getDebugLoc()), next, unlikely_);
  }

  // The outermost loop around the block in which a memory cannot grow, nor this thread learn of it:
  // by atomic instructions, which may be inline assembly (ir/translate_atomic.cpp).
  const Loop *size_stays_in(const BasicBlock &block) {
    const Loop *innermost = loops_.getLoopFor(&block);
    const auto [known, is_new] = outermost_.try_emplace(innermost, nullptr);
    if (is_new)
      for (const Loop *loop = innermost; loop && size_stays(*loop); loop = loop->getParentLoop())
        if (loop->getLoopPreheader())
          known->second = loop;
    return known->second;
  }
  bool size_stays(const Loop &loop) {
    const auto [known, is_new] = stays_.try_emplace(&loop, true);
    if (is_new)
      known->second = none_of(loop.blocks(), [](const BasicBlock *block) {
        return any_of(*block, [](const Instruction &i) {
          if (const auto *call = dyn_cast<CallBase>(&i))
            return call->isInlineAsm() ? call->mayWriteToMemory() : !isa<IntrinsicInst>(call);
          const auto *load = dyn_cast<LoadInst>(&i);
          return i.isAtomic() && !(load && load->isUnordered());
        });
      });
    return known->second;
  }

  BasicBlock *trap_at(const DebugLoc &place) {
    const DILocation *at = place.get();
    BasicBlock *&trap = traps_[{!at || lines_ ? static_cast<const Metadata *>(at) : at->getScope(),
                                at && !lines_ ? at->getInlinedAt() : nullptr}];
    if (trap)
      return trap;
    trap = BasicBlock::Create(f_.getContext(), "trap", &f_);
    IRBuilder<> b(trap);
    b.SetCurrentDebugLocation(place);
    // Where the instance is elsewhere, it would have to be moved, and what was there to be saved.
    const bool in_place = f_.hasParamAttribute(0, Attribute::SwiftSelf);
    SmallVector<Value *, 2> args{f_.getArg(0)};
    SmallVector<Type *, 2> types{b.getPtrTy()};
    if (!in_place) {
      args.push_back(b.getInt32(TrapMemoryOutOfBounds));
      types.push_back(b.getInt32Ty());
    }
    CallInst *call = b.CreateCall(
        f_.getParent()->getOrInsertFunction(in_place ? "wexn_rt_trap_memory" : "wexn_rt_trap",
                                            FunctionType::get(b.getVoidTy(), types, false)),
        args);
    if (in_place)
      ir::set_convention(*call, ir::Convention::Compiled);
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

// Nothing is said not to alias it.
MDNode *cannot_fault_scope(LLVMContext &ctx) {
  MDBuilder b(ctx);
  return b.createAliasScope("cannot fault", b.createAliasScopeDomain("wexn"));
}

class Pinner {
public:
  explicit Pinner(Function &f)
      : f_(f), layout_(f.getDataLayout()), memories_(ir::read_memory_facts(*f.getParent())),
        split_stores_(Triple(f.getParent()->getTargetTriple()).isAArch64()) {}

  bool run(LoopInfo &loops, const DominatorTree &dominators) {
    SmallPtrSet<const BasicBlock *, 16> exact;
    std::vector<AccessCheck> checks;
    for (BasicBlock &block : f_)
      for (const AccessCheck &check : checks_of(block)) {
        if (!memories_[check.memory].guarded && dominators.isReachableFromEntry(&block))
          bug("access without a compare");
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
  SmallPtrSet<const StoreInst *, 16> may_fault_; // as the first access there

  // The access, which pin() gets hold of, faults in place of the check.
  void fuse(const AccessCheck &check) {
    const bool is64 = memories_[check.memory].is64;
    Instruction *access = access_of(check);
    if (!access && is_covered(check))
      return;
    LoadInst *moved = access ? nullptr : sunk_load(check);
    if (is64 && access && has_check_between(check, *access)) {
      moved = dyn_cast<LoadInst>(access);
      moved = moved && moved->isSimple() ? moved : nullptr;
      access = nullptr;
    }
    if (moved) {
      move_to(check, *moved);
      return;
    }
    IRBuilder<> b(check.call);
    if (!access) {
      if (is64 && check.extent == check.width && check.width > 1) // the index may lie before 0
        b.CreateAlignedLoad(b.getInt8Ty(), check.pointer, Align(1), /*isVolatile=*/true);
      Value *last = b.CreateConstGEP1_64(b.getInt8Ty(), check.pointer, check.width - 1);
      b.CreateAlignedLoad(b.getInt8Ty(), last, Align(1), /*isVolatile=*/true);
    } else if (const auto *store = dyn_cast<StoreInst>(access);
               store && split_stores_ && !within_page(*store, check.width)) {
      // As wide as the store, so that both can have the same operands.
      Type *type = store->getValueOperand()->getType();
      if (check.width <= sizeof(uint64_t))
        type = b.getIntNTy(8 * check.width);
      b.CreateAlignedLoad(type, check.pointer, Align(1), /*isVolatile=*/true);
    } else if (store) {
      may_fault_.insert(store);
    }
  }

  // Then an index may be near to what the first check proves: it faults before the other access.
  static bool has_check_between(const AccessCheck &check, Instruction &access) {
    for (Instruction *i = check.call->getNextNode(); i != &access; i = i->getNextNode())
      if (ir::access_check(*i))
        return true;
    return false;
  }

  // Whether the store is aligned: a guarded memory ends with a page.
  bool within_page(const StoreInst &store, uint64_t width) const {
    const unsigned wanted = Log2_64_Ceil(width);
    const Value *pointer = store.getPointerOperand();
    return store.getAlign() >= width ||
           computeKnownBits(pointer, layout_).countMinTrailingZeros() >= wanted ||
           low_zeros(*pointer, f_) >= wanted;
  }

  // The access that a check stands before: everything that could be told from a trap stays behind
  // it. It is near, or has gone.
  Instruction *access_of(const AccessCheck &check) const {
    constexpr unsigned kFarthest = 500;
    const Place wanted = place_of(check.pointer, layout_);
    unsigned steps = 0;
    for (Instruction *i = check.call->getNextNode(); i && steps < kFarthest;
         i = i->getNextNode(), ++steps) {
      if (const auto [pointer, type] = operands_of(*i); pointer) {
        const TypeSize size = layout_.getTypeStoreSize(type);
        if (size == TypeSize::getFixed(check.width) && place_of(pointer, layout_) == wanted)
          return i;
      }
      if (ir::access_check(*i) || isa<DbgInfoIntrinsic>(i))
        continue;
      if (i->mayHaveSideEffects())
        return nullptr;
    }
    return nullptr;
  }

  // It traps as the check does, and what may be known of it behind the branch only is forgotten.
  static void move_to(const AccessCheck &check, LoadInst &load) {
    load.moveBefore(check.call);
    load.setOperand(LoadInst::getPointerOperandIndex(), check.pointer);
    load.setAlignment(Align(1));
    load.dropUBImplyingAttrsAndMetadata();
    load.setDebugLoc(check.call->getDebugLoc());
  }

  // The load that a check stands before, where it has been moved behind the branch, to the only way
  // on which it is used: nothing on the way there has an effect, so it can be made at the check.
  LoadInst *sunk_load(const AccessCheck &check) const {
    constexpr unsigned kFarthest = 100;
    BasicBlock *block = check.call->getParent();
    unsigned steps = 0;
    auto stops = [&](Instruction &i) {
      return ++steps > kFarthest || (i.mayHaveSideEffects() && !ir::access_check(i));
    };
    for (Instruction *i = check.call->getNextNode(); i; i = i->getNextNode())
      if (stops(*i))
        return nullptr;
    if (!isa<BranchInst>(block->getTerminator()))
      return nullptr;
    const Place wanted = place_of(check.pointer, layout_);
    for (BasicBlock *way : successors(block)) {
      if (!way->getSinglePredecessor())
        continue;
      for (Instruction &i : *way) {
        if (auto *load = dyn_cast<LoadInst>(&i);
            load && load->isSimple() &&
            layout_.getTypeStoreSize(load->getType()) == TypeSize::getFixed(check.width) &&
            place_of(load->getPointerOperand(), layout_) == wanted)
          return load;
        if (stops(i))
          break;
      }
    }
    return nullptr;
  }

  // Whether a check that comes next, but for what has no effect, traps, too, where this one does.
  // Which of the two it is nobody can tell.
  bool is_covered(const AccessCheck &check) const {
    constexpr unsigned kFarthest = 100;
    unsigned steps = 0;
    for (Instruction *i = check.call->getNextNode(); i && steps < kFarthest;
         i = i->getNextNode(), ++steps) {
      if (const auto next = ir::access_check(*i)) {
        if (next->memory == check.memory && next->index == check.index &&
            next->extent >= check.extent)
          return !memories_[check.memory].is64 || next->extent == next->width ||
                 check.extent != check.width;
        if (memories_[check.memory].is64)
          return false;
      } else if (i->mayHaveSideEffects()) {
        return false;
      }
    }
    return false;
  }

  // Pointer and type of an access that is one instruction to the processor, or begins with one.
  std::pair<Value *, Type *> operands_of(Instruction &i) const {
    if (Value *pointer = getLoadStorePointerOperand(&i))
      return {pointer, getLoadStoreType(&i)};
    if (auto *exchange = dyn_cast<AtomicCmpXchgInst>(&i))
      return {exchange->getPointerOperand(), exchange->getNewValOperand()->getType()};
    // x86 has not all: the code generator makes loops of the others, with a plain load before.
    if (auto *rmw = dyn_cast<AtomicRMWInst>(&i);
        rmw && (split_stores_ ||
                is_contained({AtomicRMWInst::Xchg, AtomicRMWInst::Add, AtomicRMWInst::Sub},
                             rmw->getOperation())))
      return {rmw->getPointerOperand(), rmw->getValOperand()->getType()};
    return {nullptr, nullptr};
  }

  void pin(BasicBlock &block) {
    for (Instruction &i : block) {
      if (auto *load = dyn_cast<LoadInst>(&i)) {
        if (can_fault(*load))
          load->setVolatile(true);
      } else if (auto *store = dyn_cast<StoreInst>(&i)) {
        if (can_be_seen(store->getPointerOperand())) {
          store->setVolatile(true);
          if (split_stores_)
            describe(*store);
        }
      } else if (auto *bulk = dyn_cast<MemIntrinsic>(&i)) {
        if (can_be_seen(bulk->getDest()))
          bulk->setVolatile(ConstantInt::getTrue(f_.getContext()));
      }
    }
  }

  // What pairs of stores are made by (emit/access_pairs.h).
  void describe(StoreInst &store) const {
    constexpr unsigned kMostZeros = 4; // of 16 bytes
    const Align align(
        uint64_t{1} << std::min(kMostZeros, low_zeros(*store.getPointerOperand(), f_)));
    store.setAlignment(std::max(store.getAlign(), align));
    if (!may_fault_.contains(&store))
      store.setMetadata(
          LLVMContext::MD_alias_scope,
          MDNode::concatenate(store.getMetadata(LLVMContext::MD_alias_scope),
                              MDNode::get(f_.getContext(), cannot_fault_scope(f_.getContext()))));
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

PreservedAnalyses CompareBoundsPass::run(Function &f, FunctionAnalysisManager &am) {
  return BoundsComparer(f, am.getResult<LoopAnalysis>(f), am.getResult<DominatorTreeAnalysis>(f))
                 .run()
             ? PreservedAnalyses::none()
             : PreservedAnalyses::all();
}

PreservedAnalyses PinAccessesPass::run(Function &f, FunctionAnalysisManager &am) {
  return all_but_values(
      Pinner(f).run(am.getResult<LoopAnalysis>(f), am.getResult<DominatorTreeAnalysis>(f)));
}

bool cannot_fault(const MDNode *scopes) {
  return scopes && is_contained(scopes->operands(), cannot_fault_scope(scopes->getContext()));
}

} // namespace wexn::optimize
