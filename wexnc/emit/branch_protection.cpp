// Options -> what LLVM's AArch64 back end reads: attributes of functions for the code, flags of the
// module for the note that tells the linker (ABI for the Arm 64-bit Architecture, "Program
// property").
#include "wexnc/emit/branch_protection.h"

#include "llvm/IR/Instructions.h"

namespace wexn::emit {

using namespace llvm;

namespace {

// Whether not all arguments fit in registers (AAPCS64: eight general ones, eight for vectors).
bool has_stack_arguments(const FunctionType &type) {
  unsigned general = 0, vector = 0;
  for (const Type *param : type.params())
    ++(param->isFloatingPointTy() || param->isVectorTy() ? vector : general);
  return general > 8 || vector > 8;
}

// Functions that make or receive tail calls free their own stack arguments, and make room for those
// of the function they jump to. LLVM 19 signs with the stack pointer before and authenticates with
// the one after, so such functions cannot be signed when it differs.
bool leaves_other_stack(const Function &f) {
  if (f.getCallingConv() != CallingConv::Tail)
    return false;
  if (has_stack_arguments(*f.getFunctionType()))
    return true;
  for (const BasicBlock &block : f)
    if (const CallInst *call = block.getTerminatingMustTailCall())
      if (has_stack_arguments(*call->getFunctionType()))
        return true;
  return false;
}

} // namespace

void protect_branches(Module &m, BranchProtection protection) {
  const bool bti = protection == BranchProtection::Bti || protection == BranchProtection::Standard;
  const bool pac =
      protection == BranchProtection::PacRet || protection == BranchProtection::Standard;
  if (!bti && !pac)
    return;
  m.addModuleFlag(Module::Min, "branch-target-enforcement", bti);
  m.addModuleFlag(Module::Min, "sign-return-address", pac);
  m.addModuleFlag(Module::Min, "sign-return-address-all", 0u);
  m.addModuleFlag(Module::Min, "sign-return-address-with-bkey", 0u);
  for (Function &f : m) {
    if (f.isDeclaration())
      continue;
    if (bti)
      f.addFnAttr("branch-target-enforcement");
    if (pac) { // functions that save their return address, with the key that C uses
      f.addFnAttr("sign-return-address", leaves_other_stack(f) ? "none" : "non-leaf");
      f.addFnAttr("sign-return-address-key", "a_key");
    }
  }
}

} // namespace wexn::emit
