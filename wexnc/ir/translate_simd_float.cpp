// Floating-point arithmetic of vectors (spec: "Execution / Numerics / Floating-Point Operations",
// "Conversions" and "Relaxed Operations"). Phase: translation; see translate_simd.h.
//
// LLVM takes a signalling NaN for a quiet one when it folds, but here an arithmetic result must be
// quiet, and canonical if all NaN operands are. So operations that LLVM might fold to their operand
// are written with intrinsics of the target or give the canonical NaN themselves.
#include "wexnc/ir/translate_simd.h"
#include "wexnc/ir/vector_marks.h"

#include "llvm/IR/IntrinsicsAArch64.h"
#include "llvm/IR/IntrinsicsX86.h"

namespace wexn::ir {

using namespace llvm;

// x if it is less (greater) than y, otherwise y, whatever they are.
Value *VectorOps::pick(Value *x, Value *y, bool max) {
  if (!m_.x86)
    return b_.CreateSelect(max ? b_.CreateFCmpOGT(x, y) : b_.CreateFCmpOLT(x, y), x, y);
  return pick_of(b_, x, y, max);
}

// AArch64 has the instruction, on scalars, too. LLVM's own intrinsic is not it: of two equal
// operands, or with an infinity that cannot be the result, LLVM takes the other one, be it a
// signalling NaN.
Value *VectorOps::arm_min_max(Value *x, Value *y, bool max) {
  return call(max ? Intrinsic::aarch64_neon_fmax : Intrinsic::aarch64_neon_fmin, {x->getType()},
              {x, y});
}

Value *VectorOps::min_max(Value *x, Value *y, bool max) {
  if (!m_.x86)
    return arm_min_max(x, y, max);
  if (m_.options.optimize)
    return create_vector_mark(b_, max ? VectorMark::Max : VectorMark::Min, {x, y});
  return min_max_of_any(b_, x, y, max);
}

// y if it is less (greater) than x, otherwise x.
Value *VectorOps::pseudo_min_max(Value *x, Value *y, bool max) { return pick(y, x, max); }

// Relaxed: with a NaN or two zeros x86 gives the second operand; elsewhere as without "relaxed".
Value *VectorOps::relaxed_min_max(Value *x, Value *y, bool max) {
  return m_.x86 ? pick(x, y, max) : min_max(x, y, max);
}

Value *VectorOps::round(Intrinsic::ID id, Value *x) {
  return m_.x86 && !m_.options.sse41 ? round_by_adding(id, x) : b_.CreateUnaryIntrinsic(id, x);
}

// Rounding with plain SSE2, where LLVM would call the C library: numbers from 2^(p-1) on are whole,
// p being the precision in bits, so that adding that much to a smaller one rounds its fraction off.
Value *VectorOps::round_by_adding(Intrinsic::ID id, Value *x) {
  Type *type = x->getType();
  Constant *whole = ConstantFP::get(type, type->getScalarType()->isFloatTy() ? 0x1p23 : 0x1p52);
  Constant *one = ConstantFP::get(type, 1.0);
  auto with_sign_of_x = [&](Value *v) {
    return b_.CreateBinaryIntrinsic(Intrinsic::copysign, v, x);
  };
  Value *size = b_.CreateUnaryIntrinsic(Intrinsic::fabs, x);
  Value *signed_whole = with_sign_of_x(whole);
  Value *result = b_.CreateFSub(b_.CreateFAdd(x, signed_whole), signed_whole);
  auto adjust = [&](Value *condition, Constant *by) {
    result = b_.CreateFAdd(result, b_.CreateSelect(condition, by, Constant::getNullValue(type)));
  };
  Constant *minus_one = ConstantFP::get(type, -1.0);
  switch (id) {
  case Intrinsic::roundeven:
    break;
  case Intrinsic::floor:
    adjust(b_.CreateFCmpOGT(result, x), minus_one);
    break;
  case Intrinsic::ceil:
    adjust(b_.CreateFCmpOLT(result, x), one);
    break;
  case Intrinsic::trunc:
    result = b_.CreateUnaryIntrinsic(Intrinsic::fabs, result);
    adjust(b_.CreateFCmpOGT(result, size), minus_one);
    break;
  default:
    bug("not a rounding operation");
  }
  // A NaN compares as false and has become quiet by now.
  return b_.CreateSelect(b_.CreateFCmpOGE(size, whole), x, with_sign_of_x(result));
}

// f32x4 to i32x4, or f64x2 to the two lower lanes with zeros above.
Value *VectorOps::trunc_sat(Value *x, bool is_signed) {
  FixedVectorType *type = type_of(x), *i32x4 = shape(m_.i32);
  const bool from32 = type->getScalarType()->isFloatTy();
  if (!m_.x86) {
    const auto id = is_signed ? Intrinsic::fptosi_sat : Intrinsic::fptoui_sat;
    if (from32)
      return call(id, {i32x4, type}, {x});
    // Saturated to 64 bits first, then to 32: fcvtzs and sqxtn.
    return zero_above(
        call(is_signed ? Intrinsic::aarch64_neon_sqxtn : Intrinsic::aarch64_neon_uqxtn,
             {FixedVectorType::get(m_.i32, 2)}, {call(id, {shape(m_.i64), type}, {x})}));
  }
  // cvttps2dq and cvttpd2dq give 0x80000000 for whatever an i32 cannot hold.
  auto constant = [&](double value) { return ConstantFP::get(type, value); };
  Constant *zero = Constant::getNullValue(type);
  auto from_zero = [&](Value *v) { return pick(v, zero, true); }; // a NaN becomes zero
  if (from32) {
    if (is_signed && m_.options.optimize)
      return create_vector_mark(b_, VectorMark::Trunc, {x});
    if (is_signed)
      return trunc_of_any(b_, x);
    // From 2^31 on: the complement of 0x80000000.
    auto saturate = [&](Value *v) {
      return b_.CreateXor(truncate_lanes(b_, v), compare(CmpInst::FCMP_OGE, v, constant(0x1p31)));
    };
    // In two parts: up to 2^31, and what is above.
    Value *number = from_zero(x);
    return b_.CreateAdd(truncate_lanes(b_, number),
                        saturate(from_zero(b_.CreateFSub(number, constant(0x1p31)))));
  }
  if (is_signed) {
    Constant *limit = constant(INT32_MAX);
    Value *otherwise = b_.CreateSelect(b_.CreateFCmpORD(x, x), limit, zero);
    return call(Intrinsic::x86_sse2_cvttpd2dq, {}, {pick(x, otherwise, false)});
  }
  // 2^52 + n has n in its lower half.
  Constant *limit = constant(UINT32_MAX);
  Value *number = round(Intrinsic::trunc, pick(from_zero(x), limit, false));
  Value *lanes = as(b_.CreateFAdd(number, constant(0x1p52)), i32x4);
  return b_.CreateShuffleVector(lanes, Constant::getNullValue(i32x4), {0, 2, 4, 5});
}

// Relaxed: what the result's type cannot hold comes out as 0x80000000 on x86 if signed; otherwise
// saturated.
Value *VectorOps::relaxed_trunc(Value *x, bool is_signed) {
  if (!m_.x86 || !is_signed)
    return trunc_sat(x, is_signed);
  return call(type_of(x)->getScalarType()->isFloatTy() ? Intrinsic::x86_sse2_cvttps2dq
                                                       : Intrinsic::x86_sse2_cvttpd2dq,
              {}, {x});
}

// All lanes, or the lower half if those of `to` are twice as wide.
Value *VectorOps::convert(Value *ints, Type *to, bool is_signed) {
  if (to->getScalarSizeInBits() == 64)
    ints = half(ints, false);
  return is_signed ? b_.CreateSIToFP(ints, to) : b_.CreateUIToFP(ints, to);
}

Value *VectorOps::promote_low(Value *x) { return b_.CreateFPExt(half(x, false), shape(m_.f64)); }

Value *VectorOps::demote_zero(Value *x) {
  if (m_.x86)
    return call(Intrinsic::x86_sse2_cvtpd2ps, {}, {x});
  auto *type = FixedVectorType::get(m_.f32, 2);
  return zero_above(call(Intrinsic::arithmetic_fence, {type}, {b_.CreateFPTrunc(x, type)}));
}

bool VectorOps::has_fma() const { return !m_.x86 || m_.options.fma; }

Value *VectorOps::fma(Value *x, Value *y, Value *z) {
  return call(Intrinsic::fma, {x->getType()}, {x, y, z});
}

} // namespace wexn::ir
