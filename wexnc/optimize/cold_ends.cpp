// See cold_ends.h.
#include "wexnc/optimize/cold_ends.h"

#include "unwindinfo/tables.h"
#include "wexnc/ir/convention.h"
#include "wexnc/ir/debug_scope.h"
#include "wexnc/ir/func_marks.h"
#include "wexnc/ir/tag_marks.h"

#include "llvm/ADT/DenseMap.h"
#include "llvm/ADT/SetVector.h"
#include "llvm/ADT/SmallPtrSet.h"
#include "llvm/ADT/SmallVector.h"
#include "llvm/IR/CFG.h"
#include "llvm/IR/IRBuilder.h"
#include "llvm/IR/InstIterator.h"
#include "llvm/IR/Instructions.h"
#include "llvm/IR/IntrinsicInst.h"
#include "llvm/IR/Module.h"
#include "llvm/Transforms/Utils/BasicBlockUtils.h"

namespace wexn::optimize {

using namespace llvm;

namespace {

using Blocks = SmallSetVector<BasicBlock *, 8>;

// What registers hold in calls, the instance among them.
constexpr int kMostValues = 6;

bool calls(const Instruction &i) {
  const auto *call = dyn_cast<CallBase>(&i);
  return call && !call->isInlineAsm() && (!isa<IntrinsicInst>(call) || isa<MemIntrinsic>(call));
}

// Blocks from which one that ends as `ends` says can be reached.
template <typename Ends> SmallPtrSet<BasicBlock *, 16> leading_to(Function &f, Ends ends) {
  SmallPtrSet<BasicBlock *, 16> found;
  SmallVector<BasicBlock *, 16> next;
  for (BasicBlock &block : f)
    if (ends(*block.getTerminator()) && found.insert(&block).second)
      next.push_back(&block);
  while (!next.empty())
    for (BasicBlock *before : predecessors(next.pop_back_val()))
      if (found.insert(before).second)
        next.push_back(before);
  return found;
}

class ColdEnds {
public:
  explicit ColdEnds(Function &f)
      : f_(f), returns_(leading_to(f, [](const Instruction &i) { return isa<ReturnInst>(i); })),
        ends_(leading_to(f, [](const Instruction &i) {
          return isa<UnreachableInst>(i) || isa<ResumeInst>(i);
        })) {}

  bool run() {
    for (BasicBlock *block : returns_)
      if (any_of(*block, calls))
        return false;
    SmallSetVector<BasicBlock *, 4> first;
    for (BasicBlock &block : f_)
      if (!returns_.contains(&block) && any_of(predecessors(&block), [&](BasicBlock *before) {
            return returns_.contains(before);
          }))
        first.insert(&block);
    bool changed = false;
    for (BasicBlock *block : first) {
      Blocks part = part_from(block);
      if (is_worth_it(part)) {
        move(part);
        changed = true;
      }
    }
    return changed;
  }

private:
  Function &f_;
  const SmallPtrSet<BasicBlock *, 16> returns_, ends_;

  static Blocks part_from(BasicBlock *first) {
    Blocks part;
    part.insert(first);
    for (unsigned i = 0; i < part.size(); ++i)
      for (BasicBlock *next : successors(part[i]))
        part.insert(next);
    return part;
  }

  static SmallSetVector<Value *, 8> values_from_outside(const Blocks &part) {
    SmallSetVector<Value *, 8> values;
    for (BasicBlock *block : part)
      for (Instruction &i : *block)
        for (Value *operand : i.operands()) {
          const auto *made = dyn_cast<Instruction>(operand);
          if (isa<Argument>(operand) ||
              (made && !part.contains(const_cast<BasicBlock *>(made->getParent()))))
            values.insert(operand);
        }
    return values;
  }

  [[nodiscard]] bool is_worth_it(const Blocks &part) const {
    unsigned num_calls = 0;
    for (BasicBlock *block : part) {
      if (!ends_.contains(block))
        return false;
      for (BasicBlock *before : predecessors(block))
        if (!part.contains(before) && (block != part[0] || !returns_.contains(before)))
          return false;
      for (const Instruction &i : *block) {
        if (!calls(i))
          continue;
        if (cast<CallBase>(i).hasFnAttr(ir::kTagAttribute))
          return false;
        num_calls += isa<InvokeInst>(i) ? 2 : 1;
      }
    }
    const auto values = values_from_outside(part);
    const auto others = count_if(values, [&](Value *v) { return v != f_.getArg(0); });
    return num_calls > 1 && others < kMostValues &&
           none_of(values, [](Value *v) { return isa<AllocaInst>(v); });
  }

  Function *new_function(const SmallSetVector<Value *, 8> &values) {
    LLVMContext &ctx = f_.getContext();
    SmallVector<Type *, 8> types;
    for (Value *value : values)
      types.push_back(value->getType());
    Function *cold = Function::Create(FunctionType::get(Type::getVoidTy(ctx), types, false),
                                      GlobalValue::InternalLinkage, f_.getName() + ".cold");
    f_.getParent()->getFunctionList().insertAfter(f_.getIterator(), cold);
    cold->setDSOLocal(true);
    if (f_.hasPersonalityFn())
      cold->setPersonalityFn(f_.getPersonalityFn());
    AttrBuilder attributes(ctx, f_.getAttributes().getFnAttrs());
    for (const Attribute::AttrKind kind :
         {Attribute::Memory, Attribute::NoUnwind, Attribute::WillReturn, Attribute::NoFree,
          Attribute::NoSync, Attribute::AlwaysInline, Attribute::InlineHint})
      attributes.removeAttribute(kind);
    attributes.addAttribute(Attribute::NoInline).addAttribute(Attribute::NoReturn);
    attributes.addAttribute(ir::kFuncIndexAttribute, std::to_string(unwind::kNoFunction));
    cold->setAttributes(AttributeList::get(ctx, AttributeList::FunctionIndex, attributes));
    cold->addParamAttrs(0, AttrBuilder(ctx, f_.getAttributes().getParamAttrs(0)));
    if (const DISubprogram *scope = f_.getSubprogram())
      cold->setSubprogram(DISubprogram::getDistinct(
          ctx, scope->getScope(), scope->getName(), "", scope->getFile(), scope->getLine(),
          scope->getType(), scope->getScopeLine(), nullptr, ir::kNoFunction, 0,
          DINode::FlagArtificial, scope->getSPFlags(), scope->getUnit()));
    return cold;
  }

  void move(Blocks &part) {
    BasicBlock *first = part[0];
    SmallVector<BasicBlock *, 4> outside;
    for (BasicBlock *before : predecessors(first))
      if (!part.contains(before))
        outside.push_back(before);
    BasicBlock *from = SplitBlockPredecessors(first, outside, ".cold");
    SmallSetVector<Value *, 8> values;
    values.insert(f_.getArg(0));
    for (Value *value : values_from_outside(part))
      values.insert(value);
    DebugLoc at;
    for (BasicBlock *block : part)
      for (const Instruction &i : *block)
        if (!at && calls(i))
          at = i.getDebugLoc();

    Function *cold = new_function(values);
    BasicBlock *entry = BasicBlock::Create(f_.getContext(), "", cold);
    BranchInst::Create(first, entry);
    first->replacePhiUsesWith(from, entry);
    DenseMap<const MDNode *, MDNode *> cache;
    for (BasicBlock *block : part) {
      cold->splice(cold->end(), &f_, block->getIterator());
      for (Instruction &i : *block)
        if (i.getDebugLoc() && cold->getSubprogram())
          i.setDebugLoc(DebugLoc::replaceInlinedAtSubprogram(
              i.getDebugLoc(), *cold->getSubprogram(), f_.getContext(), cache));
    }
    for (unsigned i = 0; i < values.size(); ++i)
      values[i]->replaceUsesWithIf(cold->getArg(i), [&](Use &use) {
        return cast<Instruction>(use.getUser())->getFunction() == cold;
      });
    from->getTerminator()->eraseFromParent();
    IRBuilder<> b(from);
    b.SetCurrentDebugLocation(at);
    CallInst *call = b.CreateCall(cold, values.getArrayRef());
    ir::set_convention(*call, ir::Convention::Compiled);
    call->addFnAttr(Attribute::Cold);
    b.CreateUnreachable();
  }
};

} // namespace

PreservedAnalyses ColdEndsPass::run(Module &module, ModuleAnalysisManager &) {
  bool changed = false;
  for (Function &f : make_early_inc_range(module))
    if (!f.isDeclaration() && !f.hasOptNone() && f.hasFnAttribute(ir::kFuncIndexAttribute) &&
        f.getCallingConv() == CallingConv::C)
      changed |= ColdEnds(f).run();
  return changed ? PreservedAnalyses::none() : PreservedAnalyses::all();
}

} // namespace wexn::optimize
