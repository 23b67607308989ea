// See allocation.h.
#include "wexnc/optimize/allocation.h"

#include "wexnc/ir/object_marks.h"
#include "wexnc/optimize/use_place.h"

#include <wexn/abi/object.h>
#include <wexn/abi/store.h>
#include <wexn/abi/vmctx.h>

#include "llvm/ADT/DenseMap.h"
#include "llvm/ADT/MapVector.h"
#include "llvm/Analysis/LoopInfo.h"
#include "llvm/IR/Dominators.h"
#include "llvm/IR/IRBuilder.h"
#include "llvm/IR/Instructions.h"
#include "llvm/IR/IntrinsicInst.h"
#include "llvm/IR/MDBuilder.h"
#include "llvm/Transforms/Utils/BasicBlockUtils.h"
#include "llvm/Transforms/Utils/Local.h"

namespace wexn::optimize {

using namespace llvm;

namespace {

// Lengths up to which the place of an array of unknown length is taken inline: classes of 16, 32,
// ... 256 bytes.
constexpr uint32_t kFineClasses = 16;
// In functions with more allocations than this the heap's base is kept over all of them, which
// takes less time to compile.
constexpr size_t kMostNear = 64;
// With more, all stay calls: each that does not divides the rest of its block. And with fewer,
// where there are blocks enough for each to depend on something: the register allocator looks in
// all of them at each reference that is kept over allocations.
constexpr size_t kMostCalls = 3000, kMostConditional = 400;

bool is_call(const Instruction &instr) {
  return isa<CallBase>(instr) && !isa<IntrinsicInst>(instr) && !cast<CallBase>(instr).isInlineAsm();
}

// Null: it is no load of the heap's base.
const Value *vmctx_of(const LoadInst &heap) {
  auto loaded_from = [](const Value *value, uint64_t offset) -> const Value * {
    const auto *load = dyn_cast<LoadInst>(value);
    if (!load || !load->hasMetadata(LLVMContext::MD_invariant_load) ||
        !load->getType()->isPointerTy())
      return nullptr;
    APInt at(64, 0);
    const Value *base = load->getPointerOperand()->stripAndAccumulateConstantOffsets(
        load->getDataLayout(), at, /*AllowNonInbounds=*/true);
    return at == offset ? base : nullptr;
  };
  const Value *store = loaded_from(&heap, offsetof(wexn_store_head, heap_base));
  return store ? loaded_from(store, offsetof(wexn_instance, store)) : nullptr;
}

class Inliner {
public:
  Inliner(Function &f, ArrayRef<CallInst *> calls)
      : f_(f), b_(f.getContext()),
        unlikely_(MDBuilder(f.getContext()).createBranchWeights(1, 2000)),
        near_wanted_(calls.size() <= kMostNear) {
    MDBuilder md(f.getContext());
    auto kind = [&](const char *name) {
      MDNode *type = md.createTBAAScalarTypeNode(name, md.createTBAARoot("wexn"));
      return md.createTBAAStructTagNode(type, type, 0);
    };
    run_ = kind("run");
    head_ = kind(ir::kObjectHead);
    place_loads(calls);
  }

  // Behind an allocation the heap's base is at hand: `heap`, loaded before, need not be kept for
  // what comes there before the next call.
  void use_near_bases(LoadInst &heap) {
    const Value *vmctx = vmctx_of(heap);
    if (!vmctx)
      return;
    for (Use &use : make_early_inc_range(heap.uses())) {
      auto *user = cast<Instruction>(use.getUser());
      auto *near = near_.find(user->getParent());
      if (isa<PHINode>(user) || near == near_.end() || near->second.vmctx != vmctx)
        continue;
      Instruction *&end = near->second.end;
      if (!end) {
        const auto call = find_if(*user->getParent(), is_call);
        end = call != user->getParent()->end() ? &*call : user->getParent()->getTerminator();
      }
      if (!end->comesBefore(user))
        use.set(near->second.heap);
    }
  }
  // REQUIRES: no more allocations follow.
  void drop_unused() {
    for (auto &[block, near] : near_)
      for (PHINode *phi : {near.heap, near.runs})
        RecursivelyDeleteDeadPHINode(phi);
  }

  // Whether the call became more than a call.
  bool replace(CallInst *call) {
    const Attribute bytes = call->getFnAttr(ir::kObjectBytes);
    const Attribute log2 = call->getFnAttr(ir::kElementLog2);
    if (bytes.isValid())
      return replace_fixed(call, number(bytes), nullptr);
    if (!log2.isValid())
      return false;
    Value *length = call->getArgOperand(2);
    if (const auto *constant = dyn_cast<ConstantInt>(length))
      return replace_fixed(call, WEXN_ARRAY_ELEMENTS + (constant->getZExtValue() << number(log2)),
                           length);
    replace_array(call, static_cast<uint32_t>(number(log2)), length);
    return true;
  }

private:
  struct Base {
    Value *heap = nullptr, *runs = nullptr;
  };
  Function &f_;
  IRBuilder<> b_;
  MDNode *unlikely_, *run_, *head_;
  // Before which is loaded what the allocation needs.
  struct Places {
    Instruction *base = nullptr, *type = nullptr;
    bool in_loop = false; // the places are before it
  };
  // What is known at the start of the block behind an allocation: the base, loaded again if the
  // runtime was called.
  struct Near {
    Value *vmctx;
    PHINode *heap, *runs;
    Instruction *end = nullptr; // the next call in the block, or its terminator
  };
  MapVector<BasicBlock *, Near> near_;
  const bool near_wanted_;
  DenseMap<CallInst *, Places> places_;
  DenseMap<std::pair<Instruction *, Value *>, Base> bases_; // by place and vmctx
  DenseMap<std::pair<Instruction *, Value *>, Value *> types_;

  static uint64_t number(Attribute attribute) {
    uint64_t n = 0;
    (void)attribute.getValueAsString().getAsInteger(10, n);
    return n;
  }
  Value *field(Value *base, uint64_t offset) {
    return b_.CreateConstInBoundsGEP1_64(b_.getInt8Ty(), base, offset);
  }
  Value *constant_field(Value *base, uint64_t offset) {
    LoadInst *load = b_.CreateLoad(b_.getPtrTy(), field(base, offset));
    load->setMetadata(LLVMContext::MD_invariant_load, MDNode::get(f_.getContext(), {}));
    return load;
  }
  // What an allocation needs and never changes is loaded before the loops that it is in, else right
  // before it, and not at the entry: the calls between would have to keep it. Allocations of a
  // block share it.
  void place_loads(ArrayRef<CallInst *> calls) {
    const DominatorTree tree(f_);
    const LoopInfo loops(tree);
    DenseMap<std::pair<BasicBlock *, Value *>, CallInst *> first;
    for (CallInst *call : calls) {
      Value *vmctx = call->getArgOperand(0);
      Places &places = places_[call];
      places.base = first.try_emplace({call->getParent(), vmctx}, call).first->second;
      places.type = call;
      const Loop *loop = loops.getLoopFor(call->getParent());
      const BasicBlock *before = loop ? loop->getOutermostLoop()->getLoopPreheader() : nullptr;
      const auto *instr = dyn_cast<Instruction>(vmctx);
      if (before && (!instr || tree.dominates(instr, before->getTerminator()))) {
        places.in_loop = true;
        places.base = places.type = const_cast<Instruction *>(before->getTerminator());
      }
    }
  }
  // The load of the runtime type from the instance, if it is one.
  static LoadInst *type_load(const CallInst *call) {
    auto *load = dyn_cast<LoadInst>(call->getArgOperand(1));
    if (!load || !load->hasMetadata(LLVMContext::MD_invariant_load))
      return nullptr;
    const auto *address = dyn_cast<GetElementPtrInst>(load->getPointerOperand());
    return address && address->hasAllConstantIndices() &&
                   address->getPointerOperand() == call->getArgOperand(0)
               ? load
               : nullptr;
  }
  Base base_of(CallInst *call) {
    IRBuilderBase::InsertPointGuard guard(b_);
    const Places at = places_[call];
    Value *vmctx = call->getArgOperand(0);
    if (LoadInst *load = type_load(call)) {
      Value *&type = types_[{at.type, load}];
      if (!type) {
        b_.SetInsertPoint(at.type);
        Instruction *address = cast<Instruction>(load->getPointerOperand())->clone();
        b_.Insert(address);
        Instruction *moved = b_.Insert(load->clone());
        moved->setOperand(0, address);
        type = moved;
      }
      call->setArgOperand(1, type);
      RecursivelyDeleteTriviallyDeadInstructions(load);
    }
    if (const auto *near = near_.find(call->getParent()); near != near_.end() && !at.in_loop) {
      if (near->second.vmctx == vmctx &&
          none_of(make_range(near->first->begin(), call->getIterator()), is_call))
        return {near->second.heap, near->second.runs};
      b_.SetInsertPoint(call);
      return load_base(vmctx);
    }
    Base &base = bases_[{at.base, vmctx}];
    if (!base.heap) {
      b_.SetInsertPoint(at.base);
      base = load_base(vmctx);
    }
    return base;
  }
  Base load_base(Value *vmctx) {
    Value *store = constant_field(vmctx, offsetof(wexn_instance, store));
    return {constant_field(store, offsetof(wexn_store_head, heap_base)),
            constant_field(store, offsetof(wexn_store_head, runs))};
  }

  LoadInst *load_run(Value *address) {
    LoadInst *load = b_.CreateAlignedLoad(b_.getInt32Ty(), address, Align(4));
    load->setMetadata(LLVMContext::MD_tbaa, run_);
    return load;
  }
  void store(Value *value, Value *address, MDNode *kind) {
    b_.CreateAlignedStore(value, address, Align(4))->setMetadata(LLVMContext::MD_tbaa, kind);
  }

  // At the insertion point: the place at the start of the run, or on to `slow`.
  // Leaves the insertion point where the object's head has been written.
  Value *take(const Base &base, Value *run, Value *size, Value *rtt, Value *length,
              BasicBlock *slow) {
    Value *at = load_run(run);
    Value *end = load_run(field(run, offsetof(wexn_run, end)));
    BasicBlock *fast = BasicBlock::Create(f_.getContext(), "place", &f_, slow);
    b_.CreateCondBr(b_.CreateICmpEQ(at, end), slow, fast, unlikely_);
    b_.SetInsertPoint(fast);
    store(b_.CreateAdd(at, size), run, run_);
    Value *object = b_.CreateGEP(b_.getInt8Ty(), base.heap, b_.CreateZExt(at, b_.getInt64Ty()));
    store(rtt, object, head_);
    if (length)
      store(length, field(object, WEXN_ARRAY_LENGTH), head_);
    return at;
  }

  // Splits at the call: `slow` keeps it, `joined` takes its users.
  struct Split {
    BasicBlock *slow, *joined;
  };
  Split split(CallInst *call) {
    BasicBlock *before = call->getParent();
    BasicBlock *joined = before->splitBasicBlock(std::next(call->getIterator()), "made");
    BasicBlock *slow = BasicBlock::Create(f_.getContext(), "collect", &f_, joined);
    before->getTerminator()->eraseFromParent();
    call->moveBefore(*slow, slow->end());
    b_.SetInsertPoint(slow);
    b_.CreateBr(joined);
    b_.SetInsertPoint(before);
    return {slow, joined};
  }
  void join(CallInst *call, const Base &base, const Split &blocks, Value *at) {
    BasicBlock *fast = b_.GetInsertBlock();
    b_.CreateBr(blocks.joined);
    auto choose = [&](Value *if_fast, Value *if_slow, const char *name) {
      auto *phi = PHINode::Create(if_fast->getType(), 2, name);
      phi->insertBefore(*blocks.joined, blocks.joined->begin());
      phi->addIncoming(if_fast, fast);
      phi->addIncoming(if_slow, blocks.slow);
      return phi;
    };
    if (near_wanted_ && !places_[call].in_loop) {
      b_.SetInsertPoint(blocks.slow->getTerminator());
      const Base again = load_base(call->getArgOperand(0));
      near_[blocks.joined] = {call->getArgOperand(0), choose(base.heap, again.heap, "heap"),
                              choose(base.runs, again.runs, "runs")};
    }
    PHINode *result = choose(at, at, "object");
    call->replaceAllUsesWith(result);
    result->setIncomingValueForBlock(blocks.slow, call);
  }

  bool replace_fixed(CallInst *call, uint64_t bytes, Value *length) {
    if (bytes > WEXN_MAX_SMALL)
      return false;
    const Base base = base_of(call);
    const uint32_t c = wexn_size_class(static_cast<uint32_t>(bytes));
    const Split blocks = split(call);
    b_.SetCurrentDebugLocation(call->getDebugLoc());
    Value *run = field(base.runs, sizeof(wexn_run) * uint64_t{c});
    join(call, base, blocks,
         take(base, run, b_.getInt32(wexn_class_size(c)), call->getArgOperand(1), length,
              blocks.slow));
    return true;
  }

  void replace_array(CallInst *call, uint32_t log2, Value *length) {
    const Base base = base_of(call);
    const Split blocks = split(call);
    b_.SetCurrentDebugLocation(call->getDebugLoc());
    const uint32_t longest = (kFineClasses * WEXN_OBJECT_ALIGN - WEXN_ARRAY_ELEMENTS) >> log2;
    BasicBlock *small = BasicBlock::Create(f_.getContext(), "small", &f_, blocks.slow);
    b_.CreateCondBr(b_.CreateICmpUGT(length, b_.getInt32(longest)), blocks.slow, small);
    b_.SetInsertPoint(small);
    Value *bytes = b_.CreateAdd(b_.CreateShl(length, log2),
                                b_.getInt32(WEXN_ARRAY_ELEMENTS + WEXN_OBJECT_ALIGN - 1));
    Value *size = b_.CreateAnd(bytes, b_.getInt32(~(WEXN_OBJECT_ALIGN - 1u)));
    // Class c has places of 16 * (c + 1) bytes, a run takes 8.
    static_assert(2 * sizeof(wexn_run) == WEXN_OBJECT_ALIGN);
    Value *offset = b_.CreateZExt(b_.CreateLShr(size, 1), b_.getInt64Ty());
    Value *run = b_.CreateGEP(b_.getInt8Ty(), base.runs,
                              b_.CreateSub(offset, b_.getInt64(sizeof(wexn_run))));
    join(call, base, blocks, take(base, run, size, call->getArgOperand(1), length, blocks.slow));
  }
};

// Constants of the instance that translation loads at the entry go to where they are used, unless
// that is in a loop: calls before need not keep them.
void sink_constants(Function &f) {
  const DominatorTree tree(f);
  const LoopInfo loops(tree);
  BasicBlock &entry = f.getEntryBlock();
  for (Instruction &instr : make_early_inc_range(reverse(entry))) {
    if (!instr.hasMetadata(LLVMContext::MD_invariant_load) && !isa<GetElementPtrInst>(instr))
      continue;
    BasicBlock *to = nullptr;
    for (const Use &use : instr.uses()) {
      BasicBlock *block = use_place(use)->getParent();
      to = to ? tree.findNearestCommonDominator(to, block) : block;
    }
    if (to && to != &entry && !loops.getLoopFor(to) && !to->isEHPad())
      instr.moveBefore(*to, to->getFirstInsertionPt());
  }
}

bool reads_object_head(const Instruction &instr) {
  const MDNode *tbaa = instr.getMetadata(LLVMContext::MD_tbaa);
  if (!isa<LoadInst>(instr) || !tbaa)
    return false;
  const auto *type = cast<MDNode>(tbaa->getOperand(0));
  return cast<MDString>(type->getOperand(0))->getString() == ir::kObjectHead;
}

} // namespace

void inline_allocations(Module &module) {
  for (Function &f : module) {
    SmallVector<CallInst *, 16> calls;
    for (BasicBlock &block : f)
      for (Instruction &instr : block)
        if (auto *call = dyn_cast<CallInst>(&instr))
          if (call->hasFnAttr(ir::kObjectBytes) || call->hasFnAttr(ir::kElementLog2))
            calls.push_back(call);
    if (calls.empty() ||
        calls.size() > (f.size() > 2 * calls.size() ? kMostConditional : kMostCalls))
      continue;
    Inliner inliner(f, calls);
    bool inlined = false;
    for (CallInst *call : calls)
      inlined |= inliner.replace(call);
    if (!inlined)
      continue;
    for (Instruction &instr : f.getEntryBlock())
      if (auto *load = dyn_cast<LoadInst>(&instr))
        inliner.use_near_bases(*load);
    inliner.drop_unused();
    sink_constants(f);
    for (BasicBlock &block : f)
      for (Instruction &instr : block)
        if (reads_object_head(instr))
          instr.setMetadata(LLVMContext::MD_invariant_load, nullptr);
  }
}

} // namespace wexn::optimize
