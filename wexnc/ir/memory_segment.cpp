// See memory_segment.h.
#include "wexnc/ir/memory_segment.h"

#include "wexnc/ir/segment_attribute.h"

#include "llvm/IR/InlineAsm.h"
#include "llvm/IR/IntrinsicInst.h"

namespace wexn::ir {

using namespace llvm;

void set_segment(IRBuilder<> &b, Value *vmctx, const MemoryFacts &memory) {
  Module &module = *b.GetInsertBlock()->getModule();
  Value *base = load_memory_base(b, vmctx, memory);
  // As runtime_calls.def has it: in r10; all other registers stay what they are.
  auto *callee = cast<Function>(
      module
          .getOrInsertFunction("wexn_rt_use_segment",
                               FunctionType::get(b.getVoidTy(), {b.getPtrTy()}, false))
          .getCallee());
  callee->setCallingConv(CallingConv::PreserveAll);
  callee->addFnAttr(Attribute::NonLazyBind); // the dynamic linker would need registers, too
  callee->setDoesNotThrow();
  CallInst *call = b.CreateCall(callee, {base});
  call->setCallingConv(CallingConv::PreserveAll);
  call->addParamAttr(0, Attribute::Nest);
  call->setDoesNotThrow();
}

void build_segment_entry(ModuleContext &m, uint32_t func) {
  Function *entry = m.entry(func), *body = m.body(func);
  IRBuilder<> b(BasicBlock::Create(m.ctx, "", entry));
  set_segment(b, entry->getArg(0), m.memories[0]);
  std::vector<Value *> args;
  for (Argument &a : entry->args())
    args.push_back(&a);
  CallInst *c = b.CreateCall(body, args);
  set_convention(*c, Convention::Compiled);
  c->setTailCallKind(CallInst::TCK_MustTail);
  c->setIsNoInline(); // a body in here would have no attribute
  if (c->getType()->isVoidTy())
    b.CreateRetVoid();
  else
    b.CreateRet(c);
}

namespace {

bool may_change_segment(const CallBase &call) {
  if (isa<IntrinsicInst>(call) || call.isInlineAsm() || call.hasFnAttr(kOwnCallAttribute))
    return false;
  const Function *callee = call.getCalledFunction();
  return !callee || !(callee->hasFnAttribute(kSegmentAttribute) || callee->doesNotAccessMemory());
}

void check_segment(IRBuilder<> &b, Value *vmctx, const MemoryFacts &memory) {
  Value *base = load_memory_base(b, vmctx, memory);
  b.CreateCall(InlineAsm::get(FunctionType::get(b.getVoidTy(), {b.getPtrTy()}, false),
                              "rdgsbase %r11; cmpq $0, %r11; je . + 4; ud2",
                              "r,~{r11},~{flags},~{memory}", /*hasSideEffects=*/true),
               {base});
}

class Keeper {
public:
  Keeper(Function &f, const MemoryFacts &memory, bool check)
      : f_(f), memory_(memory), check_(check) {}

  void run() {
    std::vector<CallBase *> calls;
    std::vector<LandingPadInst *> pads;
    for (BasicBlock &block : f_)
      for (Instruction &i : block)
        if (auto *call = dyn_cast<CallBase>(&i);
            call && !isa<IntrinsicInst>(i) && !call->isInlineAsm() && !call->doesNotReturn())
          calls.push_back(call);
        else if (auto *pad = dyn_cast<LandingPadInst>(&i))
          pads.push_back(pad);
    for (LandingPadInst *pad : pads)
      keep_at(pad->getParent(), std::next(pad->getIterator()), true);
    for (CallBase *call : calls)
      if (auto *invoke = dyn_cast<InvokeInst>(call))
        keep_at(invoke->getNormalDest(), invoke->getNormalDest()->getFirstInsertionPt(),
                may_change_segment(*call));
      else if (!cast<CallInst>(call)->isMustTailCall())
        keep_at(call->getParent(), std::next(call->getIterator()), may_change_segment(*call));
    if (check_) {
      auto at = f_.getEntryBlock().getFirstInsertionPt();
      while (isa<AllocaInst>(at))
        ++at;
      keep_at(&f_.getEntryBlock(), at, false);
    }
  }

private:
  Function &f_;
  const MemoryFacts &memory_;
  const bool check_;

  void keep_at(BasicBlock *block, BasicBlock::iterator at, bool set) {
    IRBuilder<> b(block, at);
    if (set)
      set_segment(b, f_.getArg(0), memory_);
    if (check_)
      check_segment(b, f_.getArg(0), memory_);
  }
};

} // namespace

void keep_segment(Module &module, bool check) {
  const std::vector<MemoryFacts> memories = read_memory_facts(module);
  for (Function &f : module)
    if (!f.isDeclaration() && f.hasFnAttribute(kSegmentAttribute))
      Keeper(f, memories[0], check).run();
}

} // namespace wexn::ir
