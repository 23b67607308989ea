// See vector_marks.h.
#include "wexnc/ir/vector_marks.h"

#include "wexnc/support/result.h"

#include "llvm/IR/IntrinsicsX86.h"
#include "llvm/IR/Module.h"

#include <string>

namespace wexn::ir {

using namespace llvm;

namespace {

constexpr const char *kPrefix = "wexn.vector.";

const char *name_of(VectorMark mark) {
  switch (mark) {
  case VectorMark::Min:
    return "min";
  case VectorMark::Max:
    return "max";
  case VectorMark::Trunc:
    return "trunc";
  }
  bug("mark of a vector operation");
}

FixedVectorType *ints(Value *x) {
  return cast<FixedVectorType>(VectorType::getInteger(cast<VectorType>(x->getType())));
}

} // namespace

CallInst *create_vector_mark(IRBuilderBase &b, VectorMark mark, ArrayRef<Value *> operands) {
  Type *type = operands[0]->getType();
  Type *result = mark == VectorMark::Trunc ? ints(operands[0]) : type;
  SmallVector<Type *, 2> types(operands.size(), type);
  const std::string name =
      std::string(kPrefix) + name_of(mark) + (type->getScalarType()->isFloatTy() ? ".f32" : ".f64");
  auto *callee =
      cast<Function>(b.GetInsertBlock()
                         ->getModule()
                         ->getOrInsertFunction(name, FunctionType::get(result, types, false))
                         .getCallee());
  callee->setMemoryEffects(MemoryEffects::none());
  for (const Attribute::AttrKind kind :
       {Attribute::NoUnwind, Attribute::WillReturn, Attribute::NoFree, Attribute::NoSync,
        Attribute::NoCallback, Attribute::Speculatable})
    callee->addFnAttr(kind);
  return b.CreateCall(callee, operands);
}

std::optional<VectorMark> vector_mark(const Value &value) {
  const auto *call = dyn_cast<CallInst>(&value);
  const Function *callee = call ? call->getCalledFunction() : nullptr;
  StringRef name = callee ? callee->getName() : "";
  if (!name.consume_front(kPrefix))
    return std::nullopt;
  for (const VectorMark mark : {VectorMark::Min, VectorMark::Max, VectorMark::Trunc})
    if (name.starts_with(name_of(mark)))
      return mark;
  bug("unknown mark of a vector operation");
}

Value *pick_of(IRBuilderBase &b, Value *x, Value *y, bool max) {
  if (x->getType()->getScalarType()->isFloatTy())
    return b.CreateIntrinsic(max ? Intrinsic::x86_sse_max_ps : Intrinsic::x86_sse_min_ps, {},
                             {x, y});
  return b.CreateIntrinsic(max ? Intrinsic::x86_sse2_max_pd : Intrinsic::x86_sse2_min_pd, {},
                           {x, y});
}

Value *truncate_lanes(IRBuilderBase &b, Value *x) {
  return b.CreateIntrinsic(Intrinsic::x86_sse2_cvttps2dq, {}, {x});
}

Value *min_max_of_any(IRBuilderBase &b, Value *x, Value *y, bool max) {
  // Picked in both orders they are the same number, or zeros of either sign.
  Value *one = b.CreateBitCast(pick_of(b, x, y, max), ints(x));
  Value *other = b.CreateBitCast(pick_of(b, y, x, max), ints(x));
  Value *number = max ? b.CreateAnd(one, other) : b.CreateOr(one, other);
  return b.CreateSelect(b.CreateFCmpUNO(x, y), ConstantFP::getNaN(x->getType()),
                        b.CreateBitCast(number, x->getType()));
}

Value *trunc_of_any(IRBuilderBase &b, Value *x) {
  Constant *limit = ConstantFP::get(x->getType(), 0x1p31);
  Value *number = b.CreateSelect(b.CreateFCmpORD(x, x), x, Constant::getNullValue(x->getType()));
  // From 2^31 on: the complement of 0x80000000.
  return b.CreateXor(truncate_lanes(b, number),
                     b.CreateSExt(b.CreateFCmpOGE(number, limit), ints(x)));
}

} // namespace wexn::ir
