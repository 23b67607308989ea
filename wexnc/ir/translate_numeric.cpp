// Arithmetic on scalars (spec: "Execution / Numerics"). What the specification traps on is tested
// first; NaNs follow its rules although LLVM treats signalling NaNs as quiet (see fenced()).
#include "wexnc/ir/translate_func.h"
#include "wexnc/ir/translate_simd.h"

namespace wexn::ir {

using namespace llvm;
using wasm::Opcode;

// Behind a fence LLVM does not see what arithmetic gave: see optimize/exact_nans.h.
Value *FuncTranslator::fenced(Value *x) {
  return b.CreateIntrinsic(Intrinsic::arithmetic_fence, {x->getType()}, {x});
}

Value *FuncTranslator::float_arith(unsigned opcode, Value *x, Value *y) {
  return fenced(b.CreateBinOp(static_cast<Instruction::BinaryOps>(opcode), x, y));
}

// Spec: "fmin", "fmax": NaN if either is, and -0 below +0.
Value *FuncTranslator::float_min_max(Value *x, Value *y, bool max) {
  if (!m.x86)
    return VectorOps(m, b).arm_min_max(x, y, max);
  // The second operand unless the first is less (greater): an instruction.
  auto pick = [&](Value *first, Value *second) {
    return b.CreateSelect(max ? b.CreateFCmpOGT(first, second) : b.CreateFCmpOLT(first, second),
                          first, second);
  };
  if (isa<ConstantFP>(x))
    std::swap(x, y);
  Value *number;
  if (auto *constant = dyn_cast<ConstantFP>(y)) {
    // Equal to it may be a zero of the other sign; that one counts if this one is the wrong one.
    const bool wrong = constant->isZero() && constant->isNegative() == max;
    number = wrong ? pick(y, x) : pick(x, y);
  } else {
    // Picked in both orders they are the same number, or zeros of either sign.
    Type *type = x->getType(), *bits = type->isFloatTy() ? m.i32 : m.i64;
    Value *one = b.CreateBitCast(pick(x, y), bits), *other = b.CreateBitCast(pick(y, x), bits);
    number = b.CreateBitCast(max ? b.CreateAnd(one, other) : b.CreateOr(one, other), type);
  }
  return b.CreateSelect(b.CreateFCmpUNO(x, y), ConstantFP::getNaN(x->getType()), number);
}

// 128 bits are two numbers of the stack, the higher one above.
Value *FuncTranslator::pop_wide() {
  Type *wide = b.getInt128Ty();
  Value *high = b.CreateShl(b.CreateZExt(pop(), wide), 64), *low = b.CreateZExt(pop(), wide);
  return b.CreateOr(high, low);
}

void FuncTranslator::push_wide(Value *x) {
  push(b.CreateTrunc(x, m.i64));
  push(b.CreateTrunc(b.CreateLShr(x, 64), m.i64));
}

Value *FuncTranslator::divide(Opcode op, Value *x, Value *y) {
  trap_if(b.CreateIsNull(y), TrapCode::IntegerDivideByZero);
  Type *type = x->getType();
  switch (op) {
  case Opcode::I32DivS:
  case Opcode::I64DivS: {
    Value *lowest = ConstantInt::get(type, APInt::getSignedMinValue(type->getIntegerBitWidth()));
    Value *overflow = b.CreateAnd(b.CreateICmpEQ(x, lowest),
                                  b.CreateICmpEQ(y, ConstantInt::getAllOnesValue(type)));
    trap_if(overflow, TrapCode::IntegerOverflow);
    return b.CreateSDiv(x, y);
  }
  case Opcode::I32DivU:
  case Opcode::I64DivU:
    return b.CreateUDiv(x, y);
  case Opcode::I32RemS:
  case Opcode::I64RemS: {
    // x % -1 is 0, also where the quotient overflows.
    Value *minus_one = b.CreateICmpEQ(y, ConstantInt::getAllOnesValue(type));
    return b.CreateSRem(x, b.CreateSelect(minus_one, ConstantInt::get(type, 1), y));
  }
  case Opcode::I32RemU:
  case Opcode::I64RemU:
    return b.CreateURem(x, y);
  default:
    bug("not a division");
  }
}

// Truncation that traps on NaN and on results out of range.
Value *FuncTranslator::trunc_checked(Value *x, Type *to, bool is_signed) {
  Type *type = x->getType();
  const unsigned width = to->getIntegerBitWidth();
  const fltSemantics &semantics = type->isFloatTy() ? APFloat::IEEEsingle() : APFloat::IEEEdouble();
  trap_if(b.CreateFCmpUNO(x, x), TrapCode::InvalidConversionToInteger);
  // The operand must lie strictly between `below` and `above`. Where lowest - 1 is no
  // floating-point number of the type, lowest itself is allowed and compared with >=.
  APFloat above = APFloat::getZero(semantics);
  above.convertFromAPInt(APInt::getOneBitSet(width + 1, is_signed ? width - 1 : width), false,
                         APFloat::rmTowardZero);
  APFloat below = APFloat::getZero(semantics);
  bool exact = true;
  if (is_signed) {
    APInt lowest = APInt::getSignedMinValue(width).sext(width + 1) - 1;
    exact = below.convertFromAPInt(lowest, true, APFloat::rmTowardZero) == APFloat::opOK;
  } else {
    below = APFloat(semantics, "-1");
  }
  Constant *low = ConstantFP::get(m.ctx, below);
  Value *in_range = b.CreateAnd(exact ? b.CreateFCmpOGT(x, low) : b.CreateFCmpOGE(x, low),
                                b.CreateFCmpOLT(x, ConstantFP::get(m.ctx, above)));
  trap_if(b.CreateNot(in_range), TrapCode::IntegerOverflow);
  return is_signed ? b.CreateFPToSI(x, to) : b.CreateFPToUI(x, to);
}

void FuncTranslator::numeric(const wasm::Instr &instr) {
  auto compare = [&](CmpInst::Predicate p) {
    Value *y = pop();
    Value *x = pop();
    push(b.CreateZExt(b.CreateCmp(p, x, y), m.i32));
  };
  auto binary = [&](Instruction::BinaryOps op) {
    Value *y = pop();
    Value *x = pop();
    push(b.CreateBinOp(op, x, y));
  };
  auto shift = [&](Instruction::BinaryOps op) {
    Value *y = pop();
    Value *x = pop();
    Type *type = x->getType();
    push(b.CreateBinOp(op, x,
                       b.CreateAnd(y, ConstantInt::get(type, type->getIntegerBitWidth() - 1))));
  };
  auto rotate = [&](Intrinsic::ID id) {
    Value *y = pop();
    Value *x = pop();
    push(b.CreateIntrinsic(id, {x->getType()}, {x, x, y}));
  };
  auto floating = [&](unsigned op) {
    Value *y = pop();
    Value *x = pop();
    push(float_arith(op, x, y));
  };
  auto min_max = [&](bool max) {
    Value *y = pop();
    Value *x = pop();
    push(float_min_max(x, y, max));
  };
  auto division = [&] {
    Value *y = pop();
    Value *x = pop();
    push(divide(instr.op, x, y));
  };
  auto unary = [&](Intrinsic::ID id) { push(b.CreateUnaryIntrinsic(id, pop())); };
  auto round = [&](Intrinsic::ID id) { push(VectorOps(m, b).round(id, pop())); };
  auto count = [&](Intrinsic::ID id) {
    Value *x = pop();
    push(b.CreateIntrinsic(id, {x->getType()}, {x, b.getFalse()}));
  };
  auto truncate = [&](Type *to, bool is_signed) { push(trunc_checked(pop(), to, is_signed)); };
  auto saturate = [&](Type *to, bool is_signed) {
    Value *x = pop();
    push(b.CreateIntrinsic(is_signed ? Intrinsic::fptosi_sat : Intrinsic::fptoui_sat,
                           {to, x->getType()}, {x}));
  };
  auto sign_extend = [&](Type *from) {
    Value *x = pop();
    push(b.CreateSExt(b.CreateTrunc(x, from), x->getType()));
  };
  auto copysign = [&] {
    Value *y = pop();
    Value *x = pop();
    push(b.CreateBinaryIntrinsic(Intrinsic::copysign, x, y));
  };

  switch (instr.op) {
  case Opcode::I32Eqz:
  case Opcode::I64Eqz:
    return push(b.CreateZExt(b.CreateIsNull(pop()), m.i32));
  case Opcode::I32Eq:
  case Opcode::I64Eq:
    return compare(CmpInst::ICMP_EQ);
  case Opcode::I32Ne:
  case Opcode::I64Ne:
    return compare(CmpInst::ICMP_NE);
  case Opcode::I32LtS:
  case Opcode::I64LtS:
    return compare(CmpInst::ICMP_SLT);
  case Opcode::I32LtU:
  case Opcode::I64LtU:
    return compare(CmpInst::ICMP_ULT);
  case Opcode::I32GtS:
  case Opcode::I64GtS:
    return compare(CmpInst::ICMP_SGT);
  case Opcode::I32GtU:
  case Opcode::I64GtU:
    return compare(CmpInst::ICMP_UGT);
  case Opcode::I32LeS:
  case Opcode::I64LeS:
    return compare(CmpInst::ICMP_SLE);
  case Opcode::I32LeU:
  case Opcode::I64LeU:
    return compare(CmpInst::ICMP_ULE);
  case Opcode::I32GeS:
  case Opcode::I64GeS:
    return compare(CmpInst::ICMP_SGE);
  case Opcode::I32GeU:
  case Opcode::I64GeU:
    return compare(CmpInst::ICMP_UGE);
  case Opcode::F32Eq:
  case Opcode::F64Eq:
    return compare(CmpInst::FCMP_OEQ);
  case Opcode::F32Ne:
  case Opcode::F64Ne:
    return compare(CmpInst::FCMP_UNE);
  case Opcode::F32Lt:
  case Opcode::F64Lt:
    return compare(CmpInst::FCMP_OLT);
  case Opcode::F32Gt:
  case Opcode::F64Gt:
    return compare(CmpInst::FCMP_OGT);
  case Opcode::F32Le:
  case Opcode::F64Le:
    return compare(CmpInst::FCMP_OLE);
  case Opcode::F32Ge:
  case Opcode::F64Ge:
    return compare(CmpInst::FCMP_OGE);

  case Opcode::I32Clz:
  case Opcode::I64Clz:
    return count(Intrinsic::ctlz);
  case Opcode::I32Ctz:
  case Opcode::I64Ctz:
    return count(Intrinsic::cttz);
  case Opcode::I32Popcnt:
  case Opcode::I64Popcnt:
    return unary(Intrinsic::ctpop);
  case Opcode::I32Add:
  case Opcode::I64Add:
    return binary(Instruction::Add);
  case Opcode::I32Sub:
  case Opcode::I64Sub:
    return binary(Instruction::Sub);
  case Opcode::I64Add128:
  case Opcode::I64Sub128: {
    Value *y = pop_wide(), *x = pop_wide();
    return push_wide(instr.op == Opcode::I64Add128 ? b.CreateAdd(x, y) : b.CreateSub(x, y));
  }
  case Opcode::I64MulWideS:
  case Opcode::I64MulWideU: {
    Type *wide = b.getInt128Ty();
    const bool is_signed = instr.op == Opcode::I64MulWideS;
    Value *y = b.CreateIntCast(pop(), wide, is_signed),
          *x = b.CreateIntCast(pop(), wide, is_signed);
    return push_wide(b.CreateMul(x, y));
  }
  case Opcode::I32Mul:
  case Opcode::I64Mul:
    return binary(Instruction::Mul);
  case Opcode::I32DivS:
  case Opcode::I64DivS:
  case Opcode::I32DivU:
  case Opcode::I64DivU:
  case Opcode::I32RemS:
  case Opcode::I64RemS:
  case Opcode::I32RemU:
  case Opcode::I64RemU:
    return division();
  case Opcode::I32And:
  case Opcode::I64And:
    return binary(Instruction::And);
  case Opcode::I32Or:
  case Opcode::I64Or:
    return binary(Instruction::Or);
  case Opcode::I32Xor:
  case Opcode::I64Xor:
    return binary(Instruction::Xor);
  case Opcode::I32Shl:
  case Opcode::I64Shl:
    return shift(Instruction::Shl);
  case Opcode::I32ShrS:
  case Opcode::I64ShrS:
    return shift(Instruction::AShr);
  case Opcode::I32ShrU:
  case Opcode::I64ShrU:
    return shift(Instruction::LShr);
  case Opcode::I32Rotl:
  case Opcode::I64Rotl:
    return rotate(Intrinsic::fshl);
  case Opcode::I32Rotr:
  case Opcode::I64Rotr:
    return rotate(Intrinsic::fshr);

  case Opcode::F32Abs:
  case Opcode::F64Abs:
    return unary(Intrinsic::fabs);
  case Opcode::F32Neg:
  case Opcode::F64Neg:
    return push(b.CreateFNeg(pop()));
  case Opcode::F32Ceil:
  case Opcode::F64Ceil:
    return round(Intrinsic::ceil);
  case Opcode::F32Floor:
  case Opcode::F64Floor:
    return round(Intrinsic::floor);
  case Opcode::F32Trunc:
  case Opcode::F64Trunc:
    return round(Intrinsic::trunc);
  case Opcode::F32Nearest:
  case Opcode::F64Nearest:
    return round(Intrinsic::roundeven);
  case Opcode::F32Sqrt:
  case Opcode::F64Sqrt:
    return unary(Intrinsic::sqrt);
  case Opcode::F32Add:
  case Opcode::F64Add:
    return floating(Instruction::FAdd);
  case Opcode::F32Sub:
  case Opcode::F64Sub:
    return floating(Instruction::FSub);
  case Opcode::F32Mul:
  case Opcode::F64Mul:
    return floating(Instruction::FMul);
  case Opcode::F32Div:
  case Opcode::F64Div:
    return floating(Instruction::FDiv);
  case Opcode::F32Min:
  case Opcode::F64Min:
    return min_max(false);
  case Opcode::F32Max:
  case Opcode::F64Max:
    return min_max(true);
  case Opcode::F32Copysign:
  case Opcode::F64Copysign:
    return copysign();

  case Opcode::I32WrapI64:
    return push(b.CreateTrunc(pop(), m.i32));
  case Opcode::I64ExtendI32S:
    return push(b.CreateSExt(pop(), m.i64));
  case Opcode::I64ExtendI32U:
    return push(b.CreateZExt(pop(), m.i64));
  case Opcode::I32TruncF32S:
  case Opcode::I32TruncF64S:
    return truncate(m.i32, true);
  case Opcode::I32TruncF32U:
  case Opcode::I32TruncF64U:
    return truncate(m.i32, false);
  case Opcode::I64TruncF32S:
  case Opcode::I64TruncF64S:
    return truncate(m.i64, true);
  case Opcode::I64TruncF32U:
  case Opcode::I64TruncF64U:
    return truncate(m.i64, false);
  case Opcode::I32TruncSatF32S:
  case Opcode::I32TruncSatF64S:
    return saturate(m.i32, true);
  case Opcode::I32TruncSatF32U:
  case Opcode::I32TruncSatF64U:
    return saturate(m.i32, false);
  case Opcode::I64TruncSatF32S:
  case Opcode::I64TruncSatF64S:
    return saturate(m.i64, true);
  case Opcode::I64TruncSatF32U:
  case Opcode::I64TruncSatF64U:
    return saturate(m.i64, false);
  case Opcode::F32ConvertI32S:
  case Opcode::F32ConvertI64S:
    return push(b.CreateSIToFP(pop(), m.f32));
  case Opcode::F32ConvertI32U:
  case Opcode::F32ConvertI64U:
    return push(b.CreateUIToFP(pop(), m.f32));
  case Opcode::F64ConvertI32S:
  case Opcode::F64ConvertI64S:
    return push(b.CreateSIToFP(pop(), m.f64));
  case Opcode::F64ConvertI32U:
  case Opcode::F64ConvertI64U:
    return push(b.CreateUIToFP(pop(), m.f64));
  case Opcode::F32DemoteF64:
    return push(fenced(b.CreateFPTrunc(pop(), m.f32)));
  case Opcode::F64PromoteF32:
    return push(b.CreateFPExt(pop(), m.f64));
  case Opcode::I32ReinterpretF32:
    return push(b.CreateBitCast(pop(), m.i32));
  case Opcode::I64ReinterpretF64:
    return push(b.CreateBitCast(pop(), m.i64));
  case Opcode::F32ReinterpretI32:
    return push(b.CreateBitCast(pop(), m.f32));
  case Opcode::F64ReinterpretI64:
    return push(b.CreateBitCast(pop(), m.f64));
  case Opcode::I32Extend8S:
    return sign_extend(m.i8);
  case Opcode::I32Extend16S:
    return sign_extend(m.i16);
  case Opcode::I64Extend8S:
    return sign_extend(m.i8);
  case Opcode::I64Extend16S:
    return sign_extend(m.i16);
  case Opcode::I64Extend32S:
    return sign_extend(m.i32);
  default:
    bug(wasm::opcode_name(instr.op));
  }
}

} // namespace wexn::ir
