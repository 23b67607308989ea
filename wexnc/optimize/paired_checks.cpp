// See paired_checks.h.
#include "wexnc/optimize/paired_checks.h"

#include "wexnc/ir/func_marks.h"
#include "wexnc/ir/stack_attribute.h"
#include "wexnc/optimize/stack_check.h"

#include "llvm/ADT/STLExtras.h"
#include "llvm/ADT/SmallVector.h"
#include "llvm/IR/Function.h"
#include "llvm/IR/InstrTypes.h"
#include "llvm/IR/Instructions.h"
#include "llvm/Transforms/Utils/Cloning.h"
#include "llvm/Transforms/Utils/ValueMapper.h"

namespace wexn::optimize {

using namespace llvm;

namespace {

constexpr unsigned kMostInstructions = 32; // that are there twice

SmallVector<CallBase *, 4> calls_of_itself(Function &f) {
  SmallVector<CallBase *, 4> calls;
  for (User *user : f.users())
    if (auto *call = dyn_cast<CallBase>(user);
        call && call->getFunction() == &f && call->isCallee(&call->getCalledOperandUse()) &&
        call->getCalledFunction() == &f && goes_deeper(*call))
      calls.push_back(call);
  return calls;
}

bool is_small(const Function &f) {
  unsigned found = 0;
  for (const BasicBlock &block : f)
    for (const Instruction &i : block.instructionsWithoutDebug())
      if (++found > kMostInstructions || (isa<CallInst>(i) && cast<CallInst>(i).isMustTailCall()))
        return false;
  return true;
}

void pair(Function &f, ArrayRef<CallBase *> calls) {
  ValueToValueMapTy values;
  Function *copy = CloneFunction(&f, values); // whose calls are of the function
  copy->setName(f.getName() + ".unchecked");
  // Initialisation comes behind all functions (build_image.cpp).
  copy->removeFromParent();
  f.getParent()->getFunctionList().insertAfter(f.getIterator(), copy);
  copy->setLinkage(GlobalValue::InternalLinkage);
  copy->setVisibility(GlobalValue::DefaultVisibility);
  copy->setDSOLocal(true);
  copy->setComdat(nullptr);
  f.addFnAttr(ir::kPairAttribute, ir::kChecked);
  copy->addFnAttr(ir::kPairAttribute, ir::kUnchecked);
  for (CallBase *call : calls)
    call->setCalledFunction(copy);
}

} // namespace

void pair_checks(Module &module) {
  SmallVector<Function *, 16> functions;
  for (Function &f : module)
    if (!f.isDeclaration() && !f.hasAvailableExternallyLinkage() &&
        f.hasFnAttribute(ir::kFuncIndexAttribute) && !f.hasOptNone() && !f.hasOptSize() &&
        f.getCallingConv() == CallingConv::C && is_small(f))
      functions.push_back(&f);
  for (Function *f : functions)
    if (const auto calls = calls_of_itself(*f); !calls.empty())
      pair(*f, calls);
}

} // namespace wexn::optimize
