// See allocation.h.
#include "wexnc/optimize/allocation.h"

#include "wexnc/ir/object_marks.h"

#include <wexn/abi/object.h>
#include <wexn/abi/store.h>
#include <wexn/abi/vmctx.h>

#include "llvm/ADT/DenseMap.h"
#include "llvm/IR/IRBuilder.h"
#include "llvm/IR/Instructions.h"
#include "llvm/IR/MDBuilder.h"
#include "llvm/Transforms/Utils/BasicBlockUtils.h"

namespace wexn::optimize {

using namespace llvm;

namespace {

// Lengths up to which the place of an array of unknown length is taken inline: classes of 16, 32,
// ... 256 bytes.
constexpr uint32_t kFineClasses = 16;

class Inliner {
public:
  explicit Inliner(Function &f)
      : f_(f), b_(f.getContext()),
        unlikely_(MDBuilder(f.getContext()).createBranchWeights(1, 2000)) {
    MDBuilder md(f.getContext());
    auto kind = [&](const char *name) {
      MDNode *type = md.createTBAAScalarTypeNode(name, md.createTBAARoot("wexn"));
      return md.createTBAAStructTagNode(type, type, 0);
    };
    run_ = kind("run");
    head_ = kind(ir::kObjectHead);
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
    Value *heap, *runs;
  };
  Function &f_;
  IRBuilder<> b_;
  MDNode *unlikely_, *run_, *head_;
  DenseMap<Value *, Base> bases_; // by vmctx

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
  // Loaded at the function's entry, where `vmctx` is a parameter; else before the call.
  Base base_of(CallInst *call) {
    Value *vmctx = call->getArgOperand(0);
    IRBuilderBase::InsertPointGuard guard(b_);
    const bool parameter = isa<Argument>(vmctx);
    if (parameter) {
      const auto known = bases_.find(vmctx);
      if (known != bases_.end())
        return known->second;
      b_.SetInsertPoint(&*f_.getEntryBlock().getFirstNonPHIOrDbgOrAlloca());
    }
    Value *store = constant_field(vmctx, offsetof(wexn_instance, store));
    const Base base{constant_field(store, offsetof(wexn_store_head, heap_base)),
                    constant_field(store, offsetof(wexn_store_head, runs))};
    if (parameter)
      bases_[vmctx] = base;
    return base;
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
  void join(CallInst *call, const Split &blocks, Value *at) {
    BasicBlock *fast = b_.GetInsertBlock();
    b_.CreateBr(blocks.joined);
    auto *result = PHINode::Create(b_.getInt32Ty(), 2, "object");
    result->insertBefore(*blocks.joined, blocks.joined->begin());
    call->replaceAllUsesWith(result);
    result->addIncoming(at, fast);
    result->addIncoming(call, blocks.slow);
  }

  bool replace_fixed(CallInst *call, uint64_t bytes, Value *length) {
    if (bytes > WEXN_MAX_SMALL)
      return false;
    const Base base = base_of(call);
    const uint32_t c = wexn_size_class(static_cast<uint32_t>(bytes));
    const Split blocks = split(call);
    b_.SetCurrentDebugLocation(call->getDebugLoc());
    Value *run = field(base.runs, sizeof(wexn_run) * uint64_t{c});
    join(call, blocks,
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
    join(call, blocks, take(base, run, size, call->getArgOperand(1), length, blocks.slow));
  }
};

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
    Inliner inliner(f);
    bool inlined = false;
    for (CallInst *call : calls)
      inlined |= inliner.replace(call);
    if (!inlined)
      continue;
    for (BasicBlock &block : f)
      for (Instruction &instr : block)
        if (reads_object_head(instr))
          instr.setMetadata(LLVMContext::MD_invariant_load, nullptr);
  }
}

} // namespace wexn::optimize
