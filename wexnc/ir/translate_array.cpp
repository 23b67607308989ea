// Arrays (spec: "Execution / Aggregate Instructions"; layout: abi/object.h). The length of an array
// never changes; where elements lie is calculated with 64 bits, in which nothing overflows.
#include "wexnc/ir/object_marks.h"
#include "wexnc/ir/translate_func.h"

#include <wexn/abi/object.h>

namespace wexn::ir {

using namespace llvm;
using wasm::Opcode;

FuncTranslator::ArrayAccess FuncTranslator::open_array(uint32_t type, Value *ref) {
  trap_if(b.CreateIsNull(ref), TrapCode::NullArrayReference);
  return {type, ref, load_head(ref, WEXN_ARRAY_LENGTH, "length")};
}

// Address of an element. `index`: 64 bits, in bounds.
Value *FuncTranslator::element(const ArrayAccess &array, Value *index) {
  Type *type = m.storage(m.wasm.types[array.type].fields.front());
  return b.CreateGEP(type, in_object(array.ref, WEXN_ARRAY_ELEMENTS), index);
}

static Align element_align(uint64_t bytes) {
  return Align(std::min<uint64_t>(bytes, WEXN_FIELD_ALIGN));
}

Value *FuncTranslator::load_element(const ArrayAccess &array, Value *index, bool is_signed) {
  const wasm::FieldType &field = m.wasm.types[array.type].fields.front();
  Type *type = m.storage(field);
  LoadInst *load = b.CreateAlignedLoad(
      type, element(array, index), element_align(m.llvm.getDataLayout().getTypeStoreSize(type)));
  load->setMetadata(LLVMContext::MD_tbaa, m.element_tbaa(array.type));
  note_null(*load, field);
  return unpack(load, field, is_signed);
}

void FuncTranslator::store_element(const ArrayAccess &array, Value *index, Value *value) {
  const wasm::FieldType &field = m.wasm.types[array.type].fields.front();
  StoreInst *store = b.CreateAlignedStore(
      pack(value, field), element(array, index),
      element_align(m.llvm.getDataLayout().getTypeStoreSize(m.storage(field))));
  store->setMetadata(LLVMContext::MD_tbaa, m.element_tbaa(array.type));
}

// Traps unless [start, start + count) lies in the array. Both 64 bits, below 2^32.
void FuncTranslator::check_elements(const ArrayAccess &array, Value *start, Value *count) {
  Value *end = b.CreateAdd(start, count, "end", true, true);
  trap_if(b.CreateICmpUGT(end, b.CreateZExt(array.length, m.i64)), TrapCode::ArrayOutOfBounds);
}

// REQUIRES: in bounds. `start`, `count`: 64 bits.
void FuncTranslator::fill_elements(const ArrayAccess &array, Value *start, Value *count,
                                   Value *value) {
  const wasm::FieldType &field = m.wasm.types[array.type].fields.front();
  Type *type = m.storage(field);
  Value *stored = pack(value, field);
  const auto *constant = dyn_cast<Constant>(stored);
  if (type == m.i8 || (constant && constant->isNullValue())) {
    Value *bytes = b.CreateMul(count, b.getInt64(m.llvm.getDataLayout().getTypeStoreSize(type)),
                               "bytes", true, true);
    CallInst *fill = b.CreateMemSet(element(array, start), type == m.i8 ? stored : b.getInt8(0),
                                    bytes, Align(1));
    fill->setMetadata(LLVMContext::MD_tbaa, m.element_tbaa(array.type));
    return;
  }
  BasicBlock *before = b.GetInsertBlock(), *loop = new_block("fill"), *after = new_block("filled");
  Value *end = b.CreateAdd(start, count, "", true, true);
  b.CreateCondBr(b.CreateIsNull(count), after, loop);
  resume_at(loop);
  PHINode *index = b.CreatePHI(m.i64, 2, "index");
  index->addIncoming(start, before);
  StoreInst *store = b.CreateAlignedStore(
      stored, element(array, index), element_align(m.llvm.getDataLayout().getTypeStoreSize(type)));
  store->setMetadata(LLVMContext::MD_tbaa, m.element_tbaa(array.type));
  Value *next = b.CreateAdd(index, b.getInt64(1), "", true, true);
  index->addIncoming(next, loop);
  b.CreateCondBr(b.CreateICmpEQ(next, end), after, loop);
  resume_at(after);
}

// REQUIRES: nothing between the allocation and the last store can collect.
void FuncTranslator::array_new(const wasm::Instr &instr) {
  const uint32_t type = instr.index;
  auto make = [&](Value *length) {
    CallBase *ref = call_runtime(RuntimeCall::array_new_, {vmctx_, runtime_type(type), length});
    const uint64_t bytes =
        m.llvm.getDataLayout().getTypeStoreSize(m.storage(m.wasm.types[type].fields.front()));
    ref->addFnAttr(Attribute::get(m.ctx, kElementLog2, std::to_string(Log2_64(bytes))));
    never_null(*ref);
    push(ref);
    return ArrayAccess{type, ref, length};
  };
  switch (instr.op) {
  case Opcode::ArrayNew:
  case Opcode::ArrayNewDefault: {
    Value *length = pop();
    Value *value =
        instr.op == Opcode::ArrayNew ? pop() : zero(m.wasm.types[type].fields.front().type);
    fill_elements(make(length), b.getInt64(0), b.CreateZExt(length, m.i64), value);
    object_is_whole();
    break;
  }
  case Opcode::ArrayNewFixed: {
    const std::vector<Value *> values = pop_n(instr.index2);
    const ArrayAccess array = make(b.getInt32(instr.index2));
    for (uint32_t i = 0; i < values.size(); ++i)
      store_element(array, b.getInt64(i), values[i]);
    object_is_whole();
    break;
  }
  case Opcode::ArrayNewData:
  case Opcode::ArrayNewElem: {
    Value *length = pop();
    Value *from = pop();
    push(call_runtime(instr.op == Opcode::ArrayNewData ? RuntimeCall::array_new_data_
                                                       : RuntimeCall::array_new_elem_,
                      {vmctx_, runtime_type(type), b.getInt32(instr.index2), from, length}));
    break;
  }
  default:
    bug("array.new without a case");
  }
}

void FuncTranslator::array(const wasm::Instr &instr) {
  if (instr.op == Opcode::ArrayLen) {
    push(open_array(instr.index, pop()).length);
    return;
  }
  Value *value = instr.op == Opcode::ArraySet ? pop() : nullptr;
  Value *index = pop();
  const ArrayAccess array = open_array(instr.index, pop());
  trap_if(b.CreateICmpUGE(index, array.length), TrapCode::ArrayOutOfBounds);
  Value *place = b.CreateZExt(index, m.i64);
  if (value)
    store_element(array, place, value);
  else
    push(load_element(array, place, instr.op == Opcode::ArrayGetS));
}

void FuncTranslator::array_bulk(const wasm::Instr &instr) {
  Value *count = pop();
  switch (instr.op) {
  case Opcode::ArrayFill: {
    Value *value = pop();
    Value *start = b.CreateZExt(pop(), m.i64);
    const ArrayAccess array = open_array(instr.index, pop());
    Value *elements = b.CreateZExt(count, m.i64);
    check_elements(array, start, elements);
    fill_elements(array, start, elements, value);
    break;
  }
  case Opcode::ArrayCopy: {
    Value *elements = b.CreateZExt(count, m.i64);
    Value *from = b.CreateZExt(pop(), m.i64);
    Value *source_ref = pop();
    Value *to = b.CreateZExt(pop(), m.i64);
    const ArrayAccess target = open_array(instr.index, pop());
    const ArrayAccess source = open_array(instr.index2, source_ref);
    check_elements(target, to, elements);
    check_elements(source, from, elements);
    const uint64_t size = m.llvm.getDataLayout().getTypeStoreSize(
        m.storage(m.wasm.types[instr.index].fields.front()));
    const Align align = element_align(size);
    CallInst *copy = b.CreateMemMove(element(target, to), align, element(source, from), align,
                                     b.CreateMul(elements, b.getInt64(size), "bytes", true, true));
    copy->setMetadata(LLVMContext::MD_tbaa, m.element_tbaa(instr.index));
    break;
  }
  case Opcode::ArrayInitData:
  case Opcode::ArrayInitElem: {
    Value *from = pop();
    Value *to = pop();
    Value *ref = pop();
    trap_if(b.CreateIsNull(ref), TrapCode::NullArrayReference);
    call_runtime(instr.op == Opcode::ArrayInitData ? RuntimeCall::array_init_data_
                                                   : RuntimeCall::array_init_elem_,
                 {vmctx_, ref, b.getInt32(instr.index2), to, from, count});
    break;
  }
  default:
    bug("array instruction without a case");
  }
}

} // namespace wexn::ir
