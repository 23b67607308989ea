// See global_marks.h.
#include "wexnc/ir/global_marks.h"

#include "llvm/ADT/Twine.h"
#include "llvm/IR/Constants.h"
#include "llvm/IR/Metadata.h"

namespace wexn::ir {

using namespace llvm;

namespace {
constexpr const char *kGlobal = "wexn.global.";
} // namespace

void add_global_mark(Module &module, uint64_t offset, unsigned zeros) {
  LLVMContext &ctx = module.getContext();
  Constant *number = ConstantInt::get(Type::getInt32Ty(ctx), zeros);
  module.getOrInsertNamedMetadata((kGlobal + Twine(offset)).str())
      ->addOperand(MDNode::get(ctx, ConstantAsMetadata::get(number)));
}

unsigned global_mark(const Module &module, uint64_t offset) {
  const NamedMDNode *mark = module.getNamedMetadata(kGlobal + Twine(offset));
  if (!mark)
    return 0;
  const MDOperand &number = mark->getOperand(0)->getOperand(0);
  return static_cast<unsigned>(mdconst::extract<ConstantInt>(number)->getZExtValue());
}

} // namespace wexn::ir
