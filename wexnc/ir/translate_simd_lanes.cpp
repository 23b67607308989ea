// Vector instructions that move, choose or look at lanes (spec: "Execution / Vector Instructions").
// Phase: translation; see translate_simd.h.
#include "wexnc/ir/translate_simd.h"

#include "llvm/Analysis/ConstantFolding.h"
#include "llvm/IR/IntrinsicsAArch64.h"
#include "llvm/IR/IntrinsicsX86.h"

#include <numeric>

namespace wexn::ir {

using namespace llvm;

FixedVectorType *VectorOps::shape(Type *lane) {
  return FixedVectorType::get(lane, 128 / lane->getScalarSizeInBits());
}

FixedVectorType *VectorOps::shape_of(wasm::Opcode op) const {
  const StringRef shape_name = StringRef(wasm::opcode_name(op)).split('.').first;
  const struct {
    StringRef name;
    Type *lane;
  } shapes[] = {{"v128", m_.i64},  {"i8x16", m_.i8},  {"i16x8", m_.i16}, {"i32x4", m_.i32},
                {"i64x2", m_.i64}, {"f32x4", m_.f32}, {"f64x2", m_.f64}};
  for (const auto &s : shapes)
    if (s.name == shape_name)
      return shape(s.lane);
  bug("vector instruction without a shape");
}

FixedVectorType *VectorOps::ints(Type *shape) {
  return cast<FixedVectorType>(VectorType::getInteger(cast<VectorType>(shape)));
}

FixedVectorType *VectorOps::halved(Type *shape) {
  return FixedVectorType::get(
      IntegerType::get(shape->getContext(), shape->getScalarSizeInBits() / 2),
      cast<FixedVectorType>(shape)->getNumElements() * 2);
}

FixedVectorType *VectorOps::doubled(Type *shape) {
  return FixedVectorType::get(
      IntegerType::get(shape->getContext(), shape->getScalarSizeInBits() * 2),
      cast<FixedVectorType>(shape)->getNumElements() / 2);
}

FixedVectorType *VectorOps::type_of(Value *x) { return cast<FixedVectorType>(x->getType()); }

Value *VectorOps::as(Value *x, Type *type) {
  // Most operands were just cast from the shape that is wanted again.
  if (auto *cast = dyn_cast<BitCastInst>(x); cast && cast->getSrcTy() == type)
    return cast->getOperand(0);
  // In full, so that constants can be recognised (float_arith).
  if (auto *constant = dyn_cast<Constant>(x))
    return ConstantFoldCastOperand(Instruction::BitCast, constant, type, m_.llvm.getDataLayout());
  return b_.CreateBitCast(x, type);
}

Value *VectorOps::call(Intrinsic::ID id, ArrayRef<Type *> types, ArrayRef<Value *> args) {
  return b_.CreateIntrinsic(id, types, args);
}

Value *VectorOps::shuffle(Value *x, Value *y, const std::array<uint8_t, 16> &lanes) {
  return b_.CreateShuffleVector(x, y, SmallVector<int, 16>(lanes.begin(), lanes.end()));
}

// A lane number above 15 selects zero.
Value *VectorOps::swizzle(Value *x, Value *lanes) {
  Type *type = lanes->getType();
  if (!m_.x86)
    return call(Intrinsic::aarch64_neon_tbl1, {type}, {x, lanes});
  if (m_.options.ssse3) {
    // pshufb selects zero where bit 7 is set and otherwise looks at bits 0 to 3 only: 16 and more
    // must come out as 128 and more.
    Value *number =
        b_.CreateBinaryIntrinsic(Intrinsic::uadd_sat, lanes, ConstantInt::get(type, 0x70));
    return call(Intrinsic::x86_ssse3_pshuf_b_128, {}, {x, number});
  }
  Value *inside = b_.CreateAnd(lanes, ConstantInt::get(type, 15));
  Value *result = PoisonValue::get(type);
  for (uint64_t i = 0; i < 16; ++i)
    result = b_.CreateInsertElement(
        result, b_.CreateExtractElement(x, b_.CreateExtractElement(inside, i)), i);
  return b_.CreateSelect(b_.CreateICmpULT(lanes, ConstantInt::get(type, 16)), result,
                         Constant::getNullValue(type));
}

// Relaxed: a lane number from 16 to 127 selects lane n % 16 with pshufb, zero elsewhere.
Value *VectorOps::relaxed_swizzle(Value *x, Value *lanes) {
  if (m_.x86 && m_.options.ssse3)
    return call(Intrinsic::x86_ssse3_pshuf_b_128, {}, {x, lanes});
  return swizzle(x, lanes);
}

Value *VectorOps::splat(FixedVectorType *shape, Value *lane) {
  return b_.CreateVectorSplat(shape->getNumElements(), lane);
}

Value *VectorOps::bitselect(Value *x, Value *y, Value *mask) {
  return b_.CreateOr(b_.CreateAnd(x, mask), b_.CreateAnd(y, b_.CreateNot(mask)));
}

// Relaxed: where the bits of a lane of the mask differ, its top bit decides on x86 (blendv), except
// for 16-bit lanes, which have no such instruction; elsewhere each bit decides on its own.
Value *VectorOps::laneselect(Value *x, Value *y, Value *mask) {
  if (!m_.x86 || !m_.options.sse41 || type_of(mask)->getScalarSizeInBits() == 16)
    return bitselect(x, y, mask);
  return b_.CreateSelect(b_.CreateIsNeg(mask), x, y);
}

Value *VectorOps::any_true(Value *x) {
  // ptest, umaxv.
  Value *any = m_.x86 ? as(x, b_.getInt128Ty())
                      : b_.CreateIntMaxReduce(as(x, shape(m_.i32)), /*IsSigned=*/false);
  return b_.CreateZExt(b_.CreateIsNotNull(any), m_.i32);
}

Value *VectorOps::all_true(Value *x) {
  if (!m_.x86 && type_of(x)->getScalarSizeInBits() < 64) // uminv
    return b_.CreateZExt(b_.CreateIsNotNull(b_.CreateIntMinReduce(x, /*IsSigned=*/false)), m_.i32);
  Type *bits = b_.getIntNTy(type_of(x)->getNumElements());
  return b_.CreateZExt(b_.CreateIsNull(b_.CreateBitCast(b_.CreateIsNull(x), bits)), m_.i32);
}

Value *VectorOps::bitmask(Value *x) {
  Type *bits = b_.getIntNTy(type_of(x)->getNumElements());
  return b_.CreateZExt(b_.CreateBitCast(b_.CreateIsNeg(x), bits), m_.i32);
}

Value *VectorOps::half(Value *x, bool high) {
  const unsigned lanes = type_of(x)->getNumElements() / 2;
  SmallVector<int, 8> mask(lanes);
  std::iota(mask.begin(), mask.end(), high ? lanes : 0);
  return b_.CreateShuffleVector(x, mask);
}

Value *VectorOps::concat(Value *low, Value *high) {
  SmallVector<int, 16> mask(type_of(low)->getNumElements() * 2);
  std::iota(mask.begin(), mask.end(), 0);
  return b_.CreateShuffleVector(low, high, mask);
}

Value *VectorOps::zero_above(Value *low) {
  return concat(low, Constant::getNullValue(low->getType()));
}

Value *VectorOps::every_other(Value *x, bool odd) {
  SmallVector<int, 16> mask(type_of(x)->getNumElements() / 2);
  for (size_t i = 0; i < mask.size(); ++i)
    mask[i] = static_cast<int>(2 * i + odd);
  return b_.CreateShuffleVector(x, mask);
}

Value *VectorOps::compare(CmpInst::Predicate p, Value *x, Value *y) {
  return b_.CreateSExt(b_.CreateCmp(p, x, y), ints(x->getType()));
}

} // namespace wexn::ir
