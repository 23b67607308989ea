#include "wexnc/ir/global_marks.h"

#include "llvm/IR/Constants.h"
#include "llvm/IR/Metadata.h"

namespace wexn::ir {

using namespace llvm;

namespace {
constexpr const char *kGlobals = "wexn.globals";
} // namespace

void add_global_mark(Module &module, uint64_t offset, unsigned zeros) {
  LLVMContext &ctx = module.getContext();
  auto number = [&](uint64_t n) {
    return ConstantAsMetadata::get(ConstantInt::get(Type::getInt64Ty(ctx), n));
  };
  module.getOrInsertNamedMetadata(kGlobals)->addOperand(
      MDNode::get(ctx, {number(offset), number(zeros)}));
}

GlobalMarks read_global_marks(const Module &module) {
  GlobalMarks marks;
  if (const NamedMDNode *list = module.getNamedMetadata(kGlobals))
    for (const MDNode *node : list->operands())
      marks[mdconst::extract<ConstantInt>(node->getOperand(0))->getZExtValue()] =
          static_cast<unsigned>(mdconst::extract<ConstantInt>(node->getOperand(1))->getZExtValue());
  return marks;
}

} // namespace wexn::ir
