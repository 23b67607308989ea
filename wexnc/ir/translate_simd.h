// Vector instructions as functions from LLVM values to LLVM values; the operand stack and memory
// are FuncTranslator::simd's business (translate_simd.cpp). Phase: translation. Spec: "Execution /
// Numerics", the parts for vectors, and "Relaxed Operations".
//
// A v128 on the operand stack is a <2 x i64>; an operation works on the shape that the first part
// of its text names (i8x16.add: <16 x i8>). Both targets are little-endian, so that lane 0 is the
// vector's lowest byte in LLVM, too. Where LLVM finds the machine's instruction in plain IR, plain
// IR is what is written; target intrinsics stand where it does not, or where plain IR is undefined
// outside the range that the instruction defines.
#pragma once

#include "wexnc/ir/module_context.h"
#include "wexnc/wasm/instr.h"

namespace wexn::ir {

class VectorOps {
public:
  VectorOps(ModuleContext &module, llvm::IRBuilder<> &builder) : m_(module), b_(builder) {}

  // Types. REQUIRES: `lane` is one of i8, i16, i32, i64, f32, f64.
  [[nodiscard]] static llvm::FixedVectorType *shape(llvm::Type *lane);  // 128 bits of it
  [[nodiscard]] llvm::FixedVectorType *shape_of(wasm::Opcode op) const; // <2 x i64> for v128.*
  // The shape with integers of the same, of half and of twice the width.
  [[nodiscard]] static llvm::FixedVectorType *ints(llvm::Type *shape);
  [[nodiscard]] static llvm::FixedVectorType *halved(llvm::Type *shape);
  [[nodiscard]] static llvm::FixedVectorType *doubled(llvm::Type *shape);
  [[nodiscard]] llvm::Value *as(llvm::Value *x, llvm::Type *type); // the same bits

  // translate_simd_lanes.cpp: moving, choosing and looking at lanes. Results of any_true, all_true
  // and bitmask are i32.
  llvm::Value *shuffle(llvm::Value *x, llvm::Value *y, const std::array<uint8_t, 16> &lanes);
  llvm::Value *swizzle(llvm::Value *x, llvm::Value *lanes);
  llvm::Value *relaxed_swizzle(llvm::Value *x, llvm::Value *lanes);
  llvm::Value *splat(llvm::FixedVectorType *shape, llvm::Value *lane);
  llvm::Value *bitselect(llvm::Value *x, llvm::Value *y, llvm::Value *mask);
  llvm::Value *laneselect(llvm::Value *x, llvm::Value *y, llvm::Value *mask);
  llvm::Value *any_true(llvm::Value *x);
  llvm::Value *all_true(llvm::Value *x);
  llvm::Value *bitmask(llvm::Value *x);
  llvm::Value *half(llvm::Value *x, bool high); // the lower or upper lanes, 64 bits
  llvm::Value *concat(llvm::Value *low, llvm::Value *high);
  llvm::Value *zero_above(llvm::Value *low); // 64 bits and as many zeros
  llvm::Value *compare(llvm::CmpInst::Predicate p, llvm::Value *x, llvm::Value *y);

  // translate_simd_int.cpp
  llvm::Value *shift(llvm::Instruction::BinaryOps op, llvm::Value *x, llvm::Value *count);
  llvm::Value *extend(llvm::Value *x, llvm::Type *to, bool is_signed);
  llvm::Value *extend_half(llvm::Value *x, bool high, bool is_signed);
  llvm::Value *narrow(llvm::Value *x, llvm::Value *y, bool is_signed);
  llvm::Value *average(llvm::Value *x, llvm::Value *y);
  llvm::Value *extmul(llvm::Value *x, llvm::Value *y, bool high, bool is_signed);
  llvm::Value *extadd_pairwise(llvm::Value *x, bool is_signed);
  llvm::Value *q15mulr_sat(llvm::Value *x, llvm::Value *y);
  llvm::Value *relaxed_q15mulr(llvm::Value *x, llvm::Value *y);
  llvm::Value *dot(llvm::Value *x, llvm::Value *y);             // i16x8 -> i32x4
  llvm::Value *relaxed_dot(llvm::Value *x, llvm::Value *seven); // i8x16 by 7-bit lanes -> i16x8

  // translate_simd_float.cpp
  llvm::Value *min_max(llvm::Value *x, llvm::Value *y, bool max);
  llvm::Value *arm_min_max(llvm::Value *x, llvm::Value *y, bool max); // of scalars, too
  llvm::Value *pseudo_min_max(llvm::Value *x, llvm::Value *y, bool max);
  llvm::Value *relaxed_min_max(llvm::Value *x, llvm::Value *y, bool max);
  // ceil, floor, trunc or roundeven; of scalars, too.
  llvm::Value *round(llvm::Intrinsic::ID id, llvm::Value *x);
  llvm::Value *trunc_sat(llvm::Value *x, bool is_signed); // f32x4 or f64x2 -> i32x4
  llvm::Value *relaxed_trunc(llvm::Value *x, bool is_signed);
  llvm::Value *convert(llvm::Value *ints, llvm::Type *to, bool is_signed);
  llvm::Value *promote_low(llvm::Value *x);
  llvm::Value *demote_zero(llvm::Value *x);
  [[nodiscard]] bool has_fma() const;
  llvm::Value *fma(llvm::Value *x, llvm::Value *y, llvm::Value *z);

private:
  ModuleContext &m_;
  llvm::IRBuilder<> &b_;

  [[nodiscard]] static llvm::FixedVectorType *type_of(llvm::Value *x);
  llvm::Value *call(llvm::Intrinsic::ID id, llvm::ArrayRef<llvm::Type *> types,
                    llvm::ArrayRef<llvm::Value *> args);
  llvm::Value *every_other(llvm::Value *x, bool odd); // the even or the odd lanes
  llvm::Value *pick(llvm::Value *x, llvm::Value *y, bool max);
  llvm::Value *round_by_adding(llvm::Intrinsic::ID id, llvm::Value *x);
};

} // namespace wexn::ir
