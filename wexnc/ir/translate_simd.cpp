// Vector instructions, relaxed ones included: every row of opcodes.def with prefix 0xFD, and those
// that go through memory in full (spec: "Execution / Vector Instructions"). Phase: translation.
// What an operation means in LLVM is in VectorOps (translate_simd.h).
#include "wexnc/ir/translate_simd.h"
#include "wexnc/ir/translate_func.h"

#include "llvm/Support/Endian.h"

#include <functional>

namespace wexn::ir {

using namespace llvm;
using wasm::Opcode;

void FuncTranslator::simd(const wasm::Instr &instr) {
  VectorOps v(m, b);
  // The shape the instruction's text starts with: that of its result, mostly of its operands, too.
  FixedVectorType *const shape = v.shape_of(instr.op);
  Type *const lane = shape->getElementType();

  auto result = [&](Value *x) { push(v.as(x, m.v128)); };
  auto unary_of = [&](Type *from, auto f) { result(std::invoke(f, v, v.as(pop(), from))); };
  auto binary_of = [&](Type *from, auto f) {
    Value *y = v.as(pop(), from);
    Value *x = v.as(pop(), from);
    result(std::invoke(f, v, x, y));
  };
  auto unary = [&](auto f) { unary_of(shape, f); };
  auto binary = [&](auto f) { binary_of(shape, f); };
  auto ternary = [&](auto f) {
    Value *z = v.as(pop(), shape);
    Value *y = v.as(pop(), shape);
    Value *x = v.as(pop(), shape);
    result(std::invoke(f, v, x, y, z));
  };

  // Memory.
  auto load_extend = [&](Type *narrow, bool is_signed) {
    // As a double the 64 bits go straight to a vector register.
    Value *bits = load_memory(instr.mem, pop(), m.f64);
    auto *from = FixedVectorType::get(narrow, 64 / narrow->getIntegerBitWidth());
    result(v.extend(v.as(bits, from), VectorType::getExtendedElementVectorType(from), is_signed));
  };
  auto load_splat = [&](Type *type) {
    result(v.splat(VectorOps::shape(type), load_memory(instr.mem, pop(), type)));
  };
  auto load_zero = [&](Type *type) {
    Value *zero = Constant::getNullValue(VectorOps::shape(type));
    result(b.CreateInsertElement(zero, load_memory(instr.mem, pop(), type), uint64_t{0}));
  };
  auto load_lane = [&](Type *type) {
    Value *vector = v.as(pop(), VectorOps::shape(type));
    result(b.CreateInsertElement(vector, load_memory(instr.mem, pop(), type), instr.index));
  };
  auto store_lane = [&](Type *type) {
    Value *vector = v.as(pop(), VectorOps::shape(type));
    store_memory(instr.mem, pop(), b.CreateExtractElement(vector, instr.index));
  };

  // Lanes. Scalars on the operand stack have at least 32 bits.
  auto constant = [&] {
    const uint8_t *bytes = instr.bytes.data();
    push(ConstantDataVector::get(m.ctx, ArrayRef<uint64_t>{support::endian::read64le(bytes),
                                                           support::endian::read64le(bytes + 8)}));
  };
  auto shuffle = [&](VectorOps &, Value *x, Value *y) { return v.shuffle(x, y, instr.bytes); };
  auto lane_of = [&](Value *scalar) {
    return scalar->getType() == lane ? scalar : b.CreateTrunc(scalar, lane);
  };
  auto splat = [&] { result(v.splat(shape, lane_of(pop()))); };
  auto extract = [&](bool is_signed) {
    Value *x = b.CreateExtractElement(v.as(pop(), shape), instr.index);
    push(lane->getScalarSizeInBits() < 32 ? v.extend(x, m.i32, is_signed) : x);
  };
  auto replace = [&] {
    Value *scalar = lane_of(pop());
    result(b.CreateInsertElement(v.as(pop(), shape), scalar, instr.index));
  };
  auto test = [&](auto f) { push(std::invoke(f, v, v.as(pop(), shape))); };

  // Arithmetic.
  auto arithmetic = [&](Instruction::BinaryOps op) {
    binary([&](VectorOps &, Value *x, Value *y) { return b.CreateBinOp(op, x, y); });
  };
  auto floating = [&](Instruction::BinaryOps op) {
    binary([&](VectorOps &, Value *x, Value *y) { return float_arith(op, x, y); });
  };
  auto intrinsic = [&](Intrinsic::ID id) {
    unary([&](VectorOps &, Value *x) { return b.CreateUnaryIntrinsic(id, x); });
  };
  auto intrinsic2 = [&](Intrinsic::ID id) {
    binary([&](VectorOps &, Value *x, Value *y) { return b.CreateBinaryIntrinsic(id, x, y); });
  };
  auto compare = [&](CmpInst::Predicate p) {
    binary([&](VectorOps &, Value *x, Value *y) { return v.compare(p, x, y); });
  };
  auto bit_not = [&](VectorOps &, Value *x) { return b.CreateNot(x); };
  auto and_not = [&](VectorOps &, Value *x, Value *y) { return b.CreateAnd(x, b.CreateNot(y)); };
  auto negate = [&](VectorOps &, Value *x) { return b.CreateNeg(x); };
  auto negate_float = [&](VectorOps &, Value *x) { return b.CreateFNeg(x); };
  auto absolute = [&](VectorOps &, Value *x) {
    return b.CreateBinaryIntrinsic(Intrinsic::abs, x, b.getFalse());
  };
  auto shift = [&](Instruction::BinaryOps op) {
    Value *count = pop();
    result(v.shift(op, v.as(pop(), shape), count));
  };
  auto round = [&](Intrinsic::ID id) {
    unary([&](VectorOps &, Value *x) { return v.round(id, x); });
  };
  auto min_max = [&](auto f, bool max) {
    binary([&](VectorOps &, Value *x, Value *y) { return std::invoke(f, v, x, y, max); });
  };
  // Relaxed: one rounding where the CPU can, otherwise two.
  auto multiply_add = [&](bool negated) {
    ternary([&](VectorOps &, Value *x, Value *y, Value *z) {
      if (negated)
        x = b.CreateFNeg(x);
      return v.has_fma() ? fenced(v.fma(x, y, z))
                         : float_arith(Instruction::FAdd, float_arith(Instruction::FMul, x, y), z);
    });
  };

  // Operands of half or twice the width of the result's lanes.
  auto extend = [&](bool high, bool is_signed) {
    unary_of(VectorOps::halved(shape),
             [&](VectorOps &, Value *x) { return v.extend_half(x, high, is_signed); });
  };
  auto extmul = [&](bool high, bool is_signed) {
    binary_of(VectorOps::halved(shape),
              [&](VectorOps &, Value *x, Value *y) { return v.extmul(x, y, high, is_signed); });
  };
  auto extadd_pairwise = [&](bool is_signed) {
    unary_of(VectorOps::halved(shape),
             [&](VectorOps &, Value *x) { return v.extadd_pairwise(x, is_signed); });
  };
  auto narrow = [&](bool is_signed) {
    binary_of(VectorOps::doubled(shape),
              [&](VectorOps &, Value *x, Value *y) { return v.narrow(x, y, is_signed); });
  };
  auto dot = [&](auto f) { binary_of(VectorOps::halved(shape), f); };
  auto relaxed_dot_add = [&] {
    Value *sum = v.as(pop(), shape);
    Value *y = v.as(pop(), VectorOps::shape(m.i8));
    Value *x = v.as(pop(), VectorOps::shape(m.i8));
    result(b.CreateAdd(v.extadd_pairwise(v.relaxed_dot(x, y), true), sum));
  };

  // Conversions between integers and floating point.
  auto convert = [&](bool is_signed) {
    unary_of(VectorOps::shape(m.i32),
             [&](VectorOps &, Value *x) { return v.convert(x, shape, is_signed); });
  };
  auto trunc = [&](auto f, Type *from, bool is_signed) {
    unary_of(VectorOps::shape(from),
             [&](VectorOps &, Value *x) { return std::invoke(f, v, x, is_signed); });
  };
  auto promote_low = [&] { unary_of(VectorOps::shape(m.f32), &VectorOps::promote_low); };
  auto demote_zero = [&] { unary_of(VectorOps::shape(m.f64), &VectorOps::demote_zero); };

  // clang-format off: a table.
  switch (instr.op) {
  // Memory
  case Opcode::V128Load: return push(load_memory(instr.mem, pop(), m.v128));
  case Opcode::V128Load8x8S: return load_extend(m.i8, true);
  case Opcode::V128Load8x8U: return load_extend(m.i8, false);
  case Opcode::V128Load16x4S: return load_extend(m.i16, true);
  case Opcode::V128Load16x4U: return load_extend(m.i16, false);
  case Opcode::V128Load32x2S: return load_extend(m.i32, true);
  case Opcode::V128Load32x2U: return load_extend(m.i32, false);
  case Opcode::V128Load8Splat: return load_splat(m.i8);
  case Opcode::V128Load16Splat: return load_splat(m.i16);
  case Opcode::V128Load32Splat: return load_splat(m.i32);
  case Opcode::V128Load64Splat: return load_splat(m.f64);
  case Opcode::V128Load32Zero: return load_zero(m.i32);
  case Opcode::V128Load64Zero: return load_zero(m.i64);
  case Opcode::V128Load8Lane: return load_lane(m.i8);
  case Opcode::V128Load16Lane: return load_lane(m.i16);
  case Opcode::V128Load32Lane: return load_lane(m.i32);
  case Opcode::V128Load64Lane: return load_lane(m.i64);
  case Opcode::V128Store: {
    Value *vector = pop();
    return store_memory(instr.mem, pop(), vector);
  }
  case Opcode::V128Store8Lane: return store_lane(m.i8);
  case Opcode::V128Store16Lane: return store_lane(m.i16);
  case Opcode::V128Store32Lane: return store_lane(m.i32);
  case Opcode::V128Store64Lane: return store_lane(m.i64);

  // Lanes
  case Opcode::V128Const: return constant();
  case Opcode::I8x16Shuffle: return binary(shuffle);
  case Opcode::I8x16Swizzle: return binary(&VectorOps::swizzle);
  case Opcode::I8x16RelaxedSwizzle: return binary(&VectorOps::relaxed_swizzle);
  case Opcode::I8x16Splat:
  case Opcode::I16x8Splat:
  case Opcode::I32x4Splat:
  case Opcode::I64x2Splat:
  case Opcode::F32x4Splat:
  case Opcode::F64x2Splat: return splat();
  case Opcode::I8x16ExtractLaneS:
  case Opcode::I16x8ExtractLaneS: return extract(true);
  case Opcode::I8x16ExtractLaneU:
  case Opcode::I16x8ExtractLaneU:
  case Opcode::I32x4ExtractLane:
  case Opcode::I64x2ExtractLane:
  case Opcode::F32x4ExtractLane:
  case Opcode::F64x2ExtractLane: return extract(false);
  case Opcode::I8x16ReplaceLane:
  case Opcode::I16x8ReplaceLane:
  case Opcode::I32x4ReplaceLane:
  case Opcode::I64x2ReplaceLane:
  case Opcode::F32x4ReplaceLane:
  case Opcode::F64x2ReplaceLane: return replace();

  // Bits
  case Opcode::V128Not: return unary(bit_not);
  case Opcode::V128And: return arithmetic(Instruction::And);
  case Opcode::V128Andnot: return binary(and_not);
  case Opcode::V128Or: return arithmetic(Instruction::Or);
  case Opcode::V128Xor: return arithmetic(Instruction::Xor);
  case Opcode::V128Bitselect: return ternary(&VectorOps::bitselect);
  case Opcode::I8x16RelaxedLaneselect:
  case Opcode::I16x8RelaxedLaneselect:
  case Opcode::I32x4RelaxedLaneselect:
  case Opcode::I64x2RelaxedLaneselect: return ternary(&VectorOps::laneselect);
  case Opcode::V128AnyTrue: return test(&VectorOps::any_true);
  case Opcode::I8x16AllTrue:
  case Opcode::I16x8AllTrue:
  case Opcode::I32x4AllTrue:
  case Opcode::I64x2AllTrue: return test(&VectorOps::all_true);
  case Opcode::I8x16Bitmask:
  case Opcode::I16x8Bitmask:
  case Opcode::I32x4Bitmask:
  case Opcode::I64x2Bitmask: return test(&VectorOps::bitmask);

  // Comparisons
  case Opcode::I8x16Eq:
  case Opcode::I16x8Eq:
  case Opcode::I32x4Eq:
  case Opcode::I64x2Eq: return compare(CmpInst::ICMP_EQ);
  case Opcode::I8x16Ne:
  case Opcode::I16x8Ne:
  case Opcode::I32x4Ne:
  case Opcode::I64x2Ne: return compare(CmpInst::ICMP_NE);
  case Opcode::I8x16LtS:
  case Opcode::I16x8LtS:
  case Opcode::I32x4LtS:
  case Opcode::I64x2LtS: return compare(CmpInst::ICMP_SLT);
  case Opcode::I8x16LtU:
  case Opcode::I16x8LtU:
  case Opcode::I32x4LtU: return compare(CmpInst::ICMP_ULT);
  case Opcode::I8x16GtS:
  case Opcode::I16x8GtS:
  case Opcode::I32x4GtS:
  case Opcode::I64x2GtS: return compare(CmpInst::ICMP_SGT);
  case Opcode::I8x16GtU:
  case Opcode::I16x8GtU:
  case Opcode::I32x4GtU: return compare(CmpInst::ICMP_UGT);
  case Opcode::I8x16LeS:
  case Opcode::I16x8LeS:
  case Opcode::I32x4LeS:
  case Opcode::I64x2LeS: return compare(CmpInst::ICMP_SLE);
  case Opcode::I8x16LeU:
  case Opcode::I16x8LeU:
  case Opcode::I32x4LeU: return compare(CmpInst::ICMP_ULE);
  case Opcode::I8x16GeS:
  case Opcode::I16x8GeS:
  case Opcode::I32x4GeS:
  case Opcode::I64x2GeS: return compare(CmpInst::ICMP_SGE);
  case Opcode::I8x16GeU:
  case Opcode::I16x8GeU:
  case Opcode::I32x4GeU: return compare(CmpInst::ICMP_UGE);
  case Opcode::F32x4Eq:
  case Opcode::F64x2Eq: return compare(CmpInst::FCMP_OEQ);
  case Opcode::F32x4Ne:
  case Opcode::F64x2Ne: return compare(CmpInst::FCMP_UNE);
  case Opcode::F32x4Lt:
  case Opcode::F64x2Lt: return compare(CmpInst::FCMP_OLT);
  case Opcode::F32x4Gt:
  case Opcode::F64x2Gt: return compare(CmpInst::FCMP_OGT);
  case Opcode::F32x4Le:
  case Opcode::F64x2Le: return compare(CmpInst::FCMP_OLE);
  case Opcode::F32x4Ge:
  case Opcode::F64x2Ge: return compare(CmpInst::FCMP_OGE);

  // Integers
  case Opcode::I8x16Add:
  case Opcode::I16x8Add:
  case Opcode::I32x4Add:
  case Opcode::I64x2Add: return arithmetic(Instruction::Add);
  case Opcode::I8x16Sub:
  case Opcode::I16x8Sub:
  case Opcode::I32x4Sub:
  case Opcode::I64x2Sub: return arithmetic(Instruction::Sub);
  case Opcode::I16x8Mul:
  case Opcode::I32x4Mul:
  case Opcode::I64x2Mul: return arithmetic(Instruction::Mul);
  case Opcode::I8x16Neg:
  case Opcode::I16x8Neg:
  case Opcode::I32x4Neg:
  case Opcode::I64x2Neg: return unary(negate);
  case Opcode::I8x16Abs:
  case Opcode::I16x8Abs:
  case Opcode::I32x4Abs:
  case Opcode::I64x2Abs: return unary(absolute);
  case Opcode::I8x16Popcnt: return intrinsic(Intrinsic::ctpop);
  case Opcode::I8x16Shl:
  case Opcode::I16x8Shl:
  case Opcode::I32x4Shl:
  case Opcode::I64x2Shl: return shift(Instruction::Shl);
  case Opcode::I8x16ShrS:
  case Opcode::I16x8ShrS:
  case Opcode::I32x4ShrS:
  case Opcode::I64x2ShrS: return shift(Instruction::AShr);
  case Opcode::I8x16ShrU:
  case Opcode::I16x8ShrU:
  case Opcode::I32x4ShrU:
  case Opcode::I64x2ShrU: return shift(Instruction::LShr);
  case Opcode::I8x16AddSatS:
  case Opcode::I16x8AddSatS: return intrinsic2(Intrinsic::sadd_sat);
  case Opcode::I8x16AddSatU:
  case Opcode::I16x8AddSatU: return intrinsic2(Intrinsic::uadd_sat);
  case Opcode::I8x16SubSatS:
  case Opcode::I16x8SubSatS: return intrinsic2(Intrinsic::ssub_sat);
  case Opcode::I8x16SubSatU:
  case Opcode::I16x8SubSatU: return intrinsic2(Intrinsic::usub_sat);
  case Opcode::I8x16MinS:
  case Opcode::I16x8MinS:
  case Opcode::I32x4MinS: return intrinsic2(Intrinsic::smin);
  case Opcode::I8x16MinU:
  case Opcode::I16x8MinU:
  case Opcode::I32x4MinU: return intrinsic2(Intrinsic::umin);
  case Opcode::I8x16MaxS:
  case Opcode::I16x8MaxS:
  case Opcode::I32x4MaxS: return intrinsic2(Intrinsic::smax);
  case Opcode::I8x16MaxU:
  case Opcode::I16x8MaxU:
  case Opcode::I32x4MaxU: return intrinsic2(Intrinsic::umax);
  case Opcode::I8x16AvgrU:
  case Opcode::I16x8AvgrU: return binary(&VectorOps::average);
  case Opcode::I16x8ExtendLowI8x16S:
  case Opcode::I32x4ExtendLowI16x8S:
  case Opcode::I64x2ExtendLowI32x4S: return extend(false, true);
  case Opcode::I16x8ExtendLowI8x16U:
  case Opcode::I32x4ExtendLowI16x8U:
  case Opcode::I64x2ExtendLowI32x4U: return extend(false, false);
  case Opcode::I16x8ExtendHighI8x16S:
  case Opcode::I32x4ExtendHighI16x8S:
  case Opcode::I64x2ExtendHighI32x4S: return extend(true, true);
  case Opcode::I16x8ExtendHighI8x16U:
  case Opcode::I32x4ExtendHighI16x8U:
  case Opcode::I64x2ExtendHighI32x4U: return extend(true, false);
  case Opcode::I16x8ExtmulLowI8x16S:
  case Opcode::I32x4ExtmulLowI16x8S:
  case Opcode::I64x2ExtmulLowI32x4S: return extmul(false, true);
  case Opcode::I16x8ExtmulLowI8x16U:
  case Opcode::I32x4ExtmulLowI16x8U:
  case Opcode::I64x2ExtmulLowI32x4U: return extmul(false, false);
  case Opcode::I16x8ExtmulHighI8x16S:
  case Opcode::I32x4ExtmulHighI16x8S:
  case Opcode::I64x2ExtmulHighI32x4S: return extmul(true, true);
  case Opcode::I16x8ExtmulHighI8x16U:
  case Opcode::I32x4ExtmulHighI16x8U:
  case Opcode::I64x2ExtmulHighI32x4U: return extmul(true, false);
  case Opcode::I8x16NarrowI16x8S:
  case Opcode::I16x8NarrowI32x4S: return narrow(true);
  case Opcode::I8x16NarrowI16x8U:
  case Opcode::I16x8NarrowI32x4U: return narrow(false);
  case Opcode::I16x8ExtaddPairwiseI8x16S:
  case Opcode::I32x4ExtaddPairwiseI16x8S: return extadd_pairwise(true);
  case Opcode::I16x8ExtaddPairwiseI8x16U:
  case Opcode::I32x4ExtaddPairwiseI16x8U: return extadd_pairwise(false);
  case Opcode::I16x8Q15mulrSatS: return binary(&VectorOps::q15mulr_sat);
  case Opcode::I16x8RelaxedQ15mulrS: return binary(&VectorOps::relaxed_q15mulr);
  case Opcode::I32x4DotI16x8S: return dot(&VectorOps::dot);
  case Opcode::I16x8RelaxedDotI8x16I7x16S: return dot(&VectorOps::relaxed_dot);
  case Opcode::I32x4RelaxedDotI8x16I7x16AddS: return relaxed_dot_add();

  // Floating point
  case Opcode::F32x4Add:
  case Opcode::F64x2Add: return floating(Instruction::FAdd);
  case Opcode::F32x4Sub:
  case Opcode::F64x2Sub: return floating(Instruction::FSub);
  case Opcode::F32x4Mul:
  case Opcode::F64x2Mul: return floating(Instruction::FMul);
  case Opcode::F32x4Div:
  case Opcode::F64x2Div: return floating(Instruction::FDiv);
  case Opcode::F32x4Neg:
  case Opcode::F64x2Neg: return unary(negate_float);
  case Opcode::F32x4Abs:
  case Opcode::F64x2Abs: return intrinsic(Intrinsic::fabs);
  case Opcode::F32x4Sqrt:
  case Opcode::F64x2Sqrt: return intrinsic(Intrinsic::sqrt);
  case Opcode::F32x4Ceil:
  case Opcode::F64x2Ceil: return round(Intrinsic::ceil);
  case Opcode::F32x4Floor:
  case Opcode::F64x2Floor: return round(Intrinsic::floor);
  case Opcode::F32x4Trunc:
  case Opcode::F64x2Trunc: return round(Intrinsic::trunc);
  case Opcode::F32x4Nearest:
  case Opcode::F64x2Nearest: return round(Intrinsic::roundeven);
  case Opcode::F32x4Min:
  case Opcode::F64x2Min: return min_max(&VectorOps::min_max, false);
  case Opcode::F32x4Max:
  case Opcode::F64x2Max: return min_max(&VectorOps::min_max, true);
  case Opcode::F32x4Pmin:
  case Opcode::F64x2Pmin: return min_max(&VectorOps::pseudo_min_max, false);
  case Opcode::F32x4Pmax:
  case Opcode::F64x2Pmax: return min_max(&VectorOps::pseudo_min_max, true);
  case Opcode::F32x4RelaxedMin:
  case Opcode::F64x2RelaxedMin: return min_max(&VectorOps::relaxed_min_max, false);
  case Opcode::F32x4RelaxedMax:
  case Opcode::F64x2RelaxedMax: return min_max(&VectorOps::relaxed_min_max, true);
  case Opcode::F32x4RelaxedMadd:
  case Opcode::F64x2RelaxedMadd: return multiply_add(false);
  case Opcode::F32x4RelaxedNmadd:
  case Opcode::F64x2RelaxedNmadd: return multiply_add(true);
  case Opcode::F32x4ConvertI32x4S:
  case Opcode::F64x2ConvertLowI32x4S: return convert(true);
  case Opcode::F32x4ConvertI32x4U:
  case Opcode::F64x2ConvertLowI32x4U: return convert(false);
  case Opcode::I32x4TruncSatF32x4S: return trunc(&VectorOps::trunc_sat, m.f32, true);
  case Opcode::I32x4TruncSatF32x4U: return trunc(&VectorOps::trunc_sat, m.f32, false);
  case Opcode::I32x4TruncSatF64x2SZero: return trunc(&VectorOps::trunc_sat, m.f64, true);
  case Opcode::I32x4TruncSatF64x2UZero: return trunc(&VectorOps::trunc_sat, m.f64, false);
  case Opcode::I32x4RelaxedTruncF32x4S: return trunc(&VectorOps::relaxed_trunc, m.f32, true);
  case Opcode::I32x4RelaxedTruncF32x4U: return trunc(&VectorOps::relaxed_trunc, m.f32, false);
  case Opcode::I32x4RelaxedTruncF64x2SZero: return trunc(&VectorOps::relaxed_trunc, m.f64, true);
  case Opcode::I32x4RelaxedTruncF64x2UZero: return trunc(&VectorOps::relaxed_trunc, m.f64, false);
  case Opcode::F64x2PromoteLowF32x4: return promote_low();
  case Opcode::F32x4DemoteF64x2Zero: return demote_zero();
    // clang-format on

    // The rows without prefix 0xFD are translated elsewhere; one with it and no case above does not
    // compile.
#define OTHER_0(id) case Opcode::id:
#define OTHER_0xFB(id) case Opcode::id:
#define OTHER_0xFC(id) case Opcode::id:
#define OTHER_0xFD(id)
#define OTHER_0xFE(id) case Opcode::id:
#define OPCODE(id, text, prefix, code, imm, sig, feature) OTHER_##prefix(id)
#include "wexnc/wasm/opcodes.def"
#undef OTHER_0
#undef OTHER_0xFB
#undef OTHER_0xFC
#undef OTHER_0xFD
#undef OTHER_0xFE
    break;
  }
  bug(wasm::opcode_name(instr.op));
}

} // namespace wexn::ir
