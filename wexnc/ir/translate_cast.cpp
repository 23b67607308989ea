// Type tests and casts of references, and conversions between the any and the extern hierarchy
// (spec: "Execution / Reference Instructions"). A test of an object loads its runtime type; a type
// without subtypes is one compare, others look at one entry of the display (abi/object.h). Nothing
// is called but for types of functions.
#include "wexnc/ir/translate_func.h"
#include "wexnc/wasm/match.h"

#include <wexn/abi/object.h>

namespace wexn::ir {

using namespace llvm;
using wasm::HeapKind;
using wasm::Opcode;

// Tests in a chain: each goes on only if those before did not decide. The answer is where the code
// goes on, or a value. Branches by such a value would be the same, but each is then taken apart by
// SimplifyCFG, which takes a round over all of the function for each in a row of them.
class FuncTranslator::Decision {
public:
  Decision(FuncTranslator &translator, BasicBlock *yes, BasicBlock *no, MDNode *no_weights)
      : t_(translator), yes_(yes), no_(no), no_weights_(no_weights) {}
  Decision(FuncTranslator &translator, BasicBlock *joined)
      : t_(translator), yes_(joined), no_(joined),
        result_(PHINode::Create(translator.m.i1, 4, "matches", joined)) {}

  // If `condition`, the answer is `answer`; the rest goes on in a new block.
  void decide(Value *condition, bool answer) {
    BasicBlock *next = t_.new_block("test");
    if (result_)
      result_->addIncoming(t_.b.getInt1(answer), t_.b.GetInsertBlock());
    t_.b.CreateCondBr(condition, answer ? yes_ : no_, next, answer ? nullptr : no_weights_);
    t_.b.SetInsertPoint(next);
  }
  void finish(Value *answer) {
    if (result_) {
      result_->addIncoming(answer, t_.b.GetInsertBlock());
      t_.b.CreateBr(yes_);
    } else if (no_weights_) {
      t_.b.CreateCondBr(t_.b.CreateNot(answer), no_, yes_, no_weights_);
    } else {
      t_.b.CreateCondBr(answer, yes_, no_);
    }
  }
  Value *result() const { return result_; }

private:
  FuncTranslator &t_;
  BasicBlock *yes_, *no_;
  MDNode *no_weights_ = nullptr; // of a branch to `no_`, if that is seldom gone
  PHINode *result_ = nullptr;
};

// Decides whether `ref`, of static type `source`, is of heap type `to`; null is if `null_matches`.
void FuncTranslator::decide_type(Decision &decision, Value *ref, const wasm::ValType &source,
                                 const wasm::HeapType &to, bool null_matches) {
  const auto finish = [&](Value *answer) { decision.finish(answer); };
  Value *is_null = b.CreateIsNull(ref);
  if (wasm::matches(m.wasm, source.heap, to)) // only null can fail
    return finish(null_matches ? b.getTrue() : b.CreateNot(is_null));
  if (to.kind == HeapKind::None || to.kind == HeapKind::NoFunc || to.kind == HeapKind::NoExtern ||
      to.kind == HeapKind::NoExn)
    return finish(null_matches ? is_null : b.getFalse());
  if (to.kind == HeapKind::I31) {
    Value *odd = b.CreateTrunc(ref, m.i1);
    return finish(null_matches ? b.CreateOr(odd, is_null) : odd);
  }
  if (source.nullable)
    decision.decide(is_null, null_matches);
  if (!m.is_managed(source)) { // a function of a concrete type
    LoadInst *actual = b.CreateLoad(
        m.ptr, b.CreateConstInBoundsGEP1_64(m.i8, ref, offsetof(wexn_func, type)), "type");
    actual->setMetadata(LLVMContext::MD_invariant_load, m.empty_node());
    actual->setMetadata(LLVMContext::MD_tbaa, m.tbaa(AliasKind::Func));
    Value *expected = m.type_symbol(to.index);
    decision.decide(b.CreateICmpEQ(actual, expected), true);
    return finish(b.CreateIsNotNull(call_runtime(RuntimeCall::type_check_, {actual, expected})));
  }
  const wasm::HeapType i31{HeapKind::I31, false, 0};
  if (wasm::matches(m.wasm, i31, source.heap))
    decision.decide(b.CreateTrunc(ref, m.i1), to.kind == HeapKind::Eq);
  Value *rtt = load_head(ref, WEXN_OBJECT_TYPE, "rtt");
  if (to.kind != HeapKind::Concrete) {
    LoadInst *kind = b.CreateLoad(m.i8, in_object(rtt, offsetof(wexn_rtt, kind)), "kind");
    kind->setMetadata(LLVMContext::MD_invariant_load, m.empty_node());
    kind->setMetadata(LLVMContext::MD_tbaa, m.tbaa(AliasKind::ObjectHead));
    switch (to.kind) {
    case HeapKind::Eq:
      return finish(b.CreateICmpNE(kind, b.getInt8(WEXN_OBJECT_HOST)));
    case HeapKind::Struct:
      return finish(b.CreateICmpEQ(kind, b.getInt8(WEXN_TYPE_STRUCT)));
    case HeapKind::Array:
      return finish(b.CreateICmpEQ(kind, b.getInt8(WEXN_TYPE_ARRAY)));
    default:
      bug("a cast to a type without a case");
    }
  }
  Value *wanted = runtime_type(to.index);
  Value *same = b.CreateICmpEQ(rtt, wanted);
  const wasm::TypeDef &type = m.wasm.types[to.index];
  if (type.final_)
    return finish(same);
  decision.decide(same, true);
  uint32_t depth = 0;
  for (auto above = type.super; above; above = m.wasm.types[*above].super)
    ++depth;
  if (depth >= WEXN_RTT_DISPLAY) {
    Value *actual = load_head(rtt, offsetof(wexn_rtt, depth), "depth");
    decision.decide(b.CreateICmpULT(actual, b.getInt32(depth)), false);
  }
  Value *entry =
      load_head(rtt, offsetof(wexn_rtt, display) + sizeof(uint32_t) * uint64_t{depth}, "display");
  return finish(b.CreateICmpEQ(entry, wanted));
}

void FuncTranslator::cast(const wasm::Instr &instr) {
  const bool null_matches = instr.op == Opcode::RefTestNull || instr.op == Opcode::RefCastNull;
  const wasm::ValType source = validator_->cast_operand();
  Value *ref = pop();
  if (instr.op == Opcode::RefTest || instr.op == Opcode::RefTestNull) {
    BasicBlock *joined = new_block("tested");
    Decision decision(*this, joined);
    decide_type(decision, ref, source, instr.heap, null_matches);
    resume_at(joined);
    push(b.CreateZExt(decision.result(), m.i32));
    return;
  }
  BasicBlock *next = new_block("next");
  Decision decision(*this, next, trap_block(TrapCode::CastFailure), m.unlikely());
  decide_type(decision, ref, source, instr.heap, null_matches);
  resume_at(next);
  push(ref);
}

void FuncTranslator::br_on_cast(const wasm::Instr &instr) {
  const wasm::ValType source{wasm::ValKind::Ref, instr.nullable, instr.heap};
  BasicBlock *branch = new_block("branch"), *next = new_block("next");
  const bool if_cast = instr.op == Opcode::BrOnCast;
  Decision decision(*this, if_cast ? branch : next, if_cast ? next : branch, nullptr);
  decide_type(decision, stack_.back(), source, instr.heap2, instr.nullable2);
  resume_at(branch);
  branch_to(label(instr.index));
  resume_at(next);
}

void FuncTranslator::convert(const wasm::Instr &instr) {
  Value *from = pop();
  if (instr.op == Opcode::AnyConvertExtern) {
    push(call_runtime(RuntimeCall::internalize_, {vmctx_, from}));
    return;
  }
  BasicBlock *start = b.GetInsertBlock(), *number = new_block("i31"), *maybe = new_block("maybe"),
             *object = new_block("object"), *host = new_block("host"), *end = new_block("external");
  PHINode *result = PHINode::Create(m.ptr, 4, "external", end);
  auto to_end = [&](Value *value) {
    result->addIncoming(value, b.GetInsertBlock());
    b.CreateBr(end);
  };
  BasicBlock *held = new_block("held");
  result->addIncoming(ConstantPointerNull::get(cast<PointerType>(m.ptr)), start);
  b.CreateCondBr(b.CreateIsNull(from), end, maybe);
  resume_at(maybe);
  b.CreateCondBr(b.CreateTrunc(from, m.i1), number, object);
  resume_at(number);
  to_end(
      b.CreateIntToPtr(b.CreateOr(b.CreateZExt(from, m.i64), b.getInt64(WEXN_EXTERN_I31)), m.ptr));
  resume_at(object);
  Value *rtt = load_head(from, WEXN_OBJECT_TYPE, "rtt");
  LoadInst *kind = b.CreateLoad(m.i8, in_object(rtt, offsetof(wexn_rtt, kind)), "kind");
  kind->setMetadata(LLVMContext::MD_invariant_load, m.empty_node());
  kind->setMetadata(LLVMContext::MD_tbaa, m.tbaa(AliasKind::ObjectHead));
  b.CreateCondBr(b.CreateICmpEQ(kind, b.getInt8(WEXN_OBJECT_HOST)), host, held);
  resume_at(host);
  LoadInst *pointer = b.CreateAlignedLoad(m.ptr, in_object(from, WEXN_HOST_POINTER), Align(8));
  pointer->setMetadata(LLVMContext::MD_tbaa, m.tbaa(AliasKind::ObjectHead));
  to_end(pointer);
  resume_at(held);
  to_end(in_object(from, uint64_t{0}));
  resume_at(end);
  push(result);
}

} // namespace wexn::ir
