// Integer arithmetic of vectors that is more than one LLVM instruction (spec: "Execution / Numerics
// / Integer Operations" and "Relaxed Operations"). Phase: translation; see translate_simd.h.
#include "wexnc/ir/translate_simd.h"

#include "llvm/IR/IntrinsicsAArch64.h"
#include "llvm/IR/IntrinsicsX86.h"

namespace wexn::ir {

using namespace llvm;

Value *VectorOps::shift(Instruction::BinaryOps op, Value *x, Value *count) {
  Type *lane = x->getType()->getScalarType();
  Value *modulo = b_.CreateAnd(count, lane->getIntegerBitWidth() - 1);
  return b_.CreateBinOp(op, x, splat(type_of(x), b_.CreateZExtOrTrunc(modulo, lane)));
}

Value *VectorOps::extend(Value *x, Type *to, bool is_signed) {
  return is_signed ? b_.CreateSExt(x, to) : b_.CreateZExt(x, to);
}

Value *VectorOps::extend_half(Value *x, bool high, bool is_signed) {
  return extend(half(x, high), doubled(x->getType()), is_signed);
}

// Two vectors of signed lanes to one with lanes of half the width, saturating.
Value *VectorOps::narrow(Value *x, Value *y, bool is_signed) {
  FixedVectorType *from = type_of(x), *to = halved(from);
  const unsigned width = to->getScalarSizeInBits();
  if (m_.x86 && width == 8)
    return call(is_signed ? Intrinsic::x86_sse2_packsswb_128 : Intrinsic::x86_sse2_packuswb_128, {},
                {x, y});
  if (m_.x86 && is_signed)
    return call(Intrinsic::x86_sse2_packssdw_128, {}, {x, y});
  if (m_.x86 && m_.options.sse41)
    return call(Intrinsic::x86_sse41_packusdw, {}, {x, y});
  Type *half_type = VectorType::getTruncatedElementVectorType(from);
  auto saturate = [&](Value *v) -> Value * {
    if (!m_.x86)
      return call(is_signed ? Intrinsic::aarch64_neon_sqxtn : Intrinsic::aarch64_neon_sqxtun,
                  {half_type}, {v});
    // Only i16x8.narrow_i32x4_u with plain SSE2 is left.
    v = b_.CreateBinaryIntrinsic(Intrinsic::smax, v, Constant::getNullValue(from));
    v = b_.CreateBinaryIntrinsic(Intrinsic::smin, v, ConstantInt::get(from, UINT16_MAX));
    return b_.CreateTrunc(v, half_type);
  };
  Value *low = saturate(x);
  return concat(low, saturate(y));
}

Value *VectorOps::average(Value *x, Value *y) {
  Type *wide = VectorType::getExtendedElementVectorType(type_of(x));
  Value *sum = b_.CreateAdd(b_.CreateZExt(x, wide), b_.CreateZExt(y, wide));
  sum = b_.CreateAdd(sum, ConstantInt::get(wide, 1));
  return b_.CreateTrunc(b_.CreateLShr(sum, 1), x->getType());
}

Value *VectorOps::extmul(Value *x, Value *y, bool high, bool is_signed) {
  return b_.CreateMul(extend_half(x, high, is_signed), extend_half(y, high, is_signed));
}

Value *VectorOps::extadd_pairwise(Value *x, bool is_signed) {
  FixedVectorType *from = type_of(x), *to = doubled(from);
  if (!m_.x86)
    return call(is_signed ? Intrinsic::aarch64_neon_saddlp : Intrinsic::aarch64_neon_uaddlp,
                {to, from}, {x});
  Value *ones = ConstantInt::get(from, 1);
  if (from->getScalarSizeInBits() == 8 && m_.options.ssse3)
    // The first operand is taken as unsigned, the second as signed.
    return call(Intrinsic::x86_ssse3_pmadd_ub_sw_128, {},
                {is_signed ? ones : x, is_signed ? x : ones});
  if (from->getScalarSizeInBits() == 16 && is_signed)
    return call(Intrinsic::x86_sse2_pmadd_wd, {}, {x, ones});
  const unsigned width = from->getScalarSizeInBits();
  Value *wide = as(x, to);
  if (is_signed)
    return b_.CreateAdd(b_.CreateAShr(b_.CreateShl(wide, width), width),
                        b_.CreateAShr(wide, width));
  return b_.CreateAdd(b_.CreateAnd(wide, ConstantInt::get(to, (1u << width) - 1)),
                      b_.CreateLShr(wide, width));
}

// (x * y + 2^14) >> 15, where only -1 * -1 is out of range.
Value *VectorOps::q15mulr_sat(Value *x, Value *y) {
  if (!m_.x86)
    return call(Intrinsic::aarch64_neon_sqrdmulh, {x->getType()}, {x, y});
  // Out of range it comes out as -1 (0x8000), which nothing else does.
  Value *product = relaxed_q15mulr(x, y);
  Value *lowest = ConstantInt::get(x->getType(), 0x8000);
  return b_.CreateXor(product, compare(CmpInst::ICMP_EQ, product, lowest));
}

// Relaxed: -1 * -1 is -1 on x86, saturated elsewhere.
Value *VectorOps::relaxed_q15mulr(Value *x, Value *y) {
  if (!m_.x86)
    return q15mulr_sat(x, y);
  if (m_.options.ssse3)
    return call(Intrinsic::x86_ssse3_pmul_hr_sw_128, {}, {x, y});
  Type *wide = VectorType::getExtendedElementVectorType(type_of(x));
  Value *product = b_.CreateMul(b_.CreateSExt(x, wide), b_.CreateSExt(y, wide));
  product = b_.CreateAdd(product, ConstantInt::get(wide, 1u << 14));
  return b_.CreateTrunc(b_.CreateAShr(product, 15), x->getType());
}

Value *VectorOps::dot(Value *x, Value *y) {
  if (m_.x86)
    return call(Intrinsic::x86_sse2_pmadd_wd, {}, {x, y});
  Value *low = extmul(x, y, false, true), *high = extmul(x, y, true, true);
  return call(Intrinsic::aarch64_neon_addp, {low->getType()}, {low, high});
}

// Relaxed: with a lane outside 0 to 127 in `seven`, x86's pmaddubsw takes it as unsigned and
// saturates the sum; elsewhere it is signed and the sum wraps.
Value *VectorOps::relaxed_dot(Value *x, Value *seven) {
  if (m_.x86 && m_.options.ssse3)
    return call(Intrinsic::x86_ssse3_pmadd_ub_sw_128, {}, {seven, x});
  Value *low = extmul(x, seven, false, true), *high = extmul(x, seven, true, true);
  if (!m_.x86)
    return call(Intrinsic::aarch64_neon_addp, {low->getType()}, {low, high});
  Value *products = concat(low, high);
  return b_.CreateAdd(every_other(products, false), every_other(products, true));
}

} // namespace wexn::ir
