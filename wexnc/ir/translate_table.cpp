// Tables and references (spec: "Execution / Table Instructions", "Reference Instructions").
#include "wexnc/ir/translate_func.h"

#include <wexn/abi/vmctx.h>

namespace wexn::ir {

using namespace llvm;
using wasm::Opcode;

Value *FuncTranslator::table_head(uint32_t table) {
  return vmctx_load(m.ptr, m.layout.tables + sizeof(void *) * uint64_t{table}, "table");
}

// A table that cannot grow keeps its elements where they are.
bool FuncTranslator::fixed_size(uint32_t table) const {
  const wasm::Table &t = m.wasm.tables[table];
  if (t.type.limits.max && *t.type.limits.max == t.type.limits.min)
    return true;
  if (t.import || m.facts.table_grows[table])
    return false;
  for (const wasm::Export &e : m.wasm.exports)
    if (e.kind == wasm::ExternKind::Table && e.index == table)
      return false;
  return true;
}

Value *FuncTranslator::table_size(uint32_t table) {
  if (fixed_size(table))
    return b.getInt64(m.wasm.tables[table].type.limits.min);
  LoadInst *load = b.CreateLoad(
      m.i64, b.CreateConstInBoundsGEP1_64(m.i8, table_head(table), offsetof(wexn_table, size)),
      "size");
  load->setMetadata(LLVMContext::MD_tbaa, m.tbaa(AliasKind::TableHead));
  return load;
}

// Address of element `index` (64 bits), or a trap with `code`.
Value *FuncTranslator::table_slot(uint32_t table, Value *index, TrapCode code) {
  trap_if(b.CreateICmpUGE(index, table_size(table)), code);
  LoadInst *elems = b.CreateLoad(
      m.ptr, b.CreateConstInBoundsGEP1_64(m.i8, table_head(table), offsetof(wexn_table, elems)),
      "elems");
  elems->setMetadata(LLVMContext::MD_tbaa, m.tbaa(AliasKind::TableHead));
  if (fixed_size(table))
    elems->setMetadata(LLVMContext::MD_invariant_load, m.empty_node());
  return b.CreateGEP(m.type(m.wasm.tables[table].type.elem), elems, index);
}

Value *FuncTranslator::from_bits(Value *bits, Type *type) {
  return type->isPointerTy() ? b.CreateIntToPtr(bits, type) : b.CreateTrunc(bits, type);
}

void FuncTranslator::table(const wasm::Instr &instr) {
  auto is64 = [&](uint32_t index) { return m.wasm.tables[index].type.limits.is64; };
  switch (instr.op) {
  case Opcode::TableGet: {
    Value *slot =
        table_slot(instr.index, memory_index(pop(), is64(instr.index)), TrapCode::TableOutOfBounds);
    LoadInst *load = b.CreateLoad(m.type(m.wasm.tables[instr.index].type.elem), slot);
    load->setMetadata(LLVMContext::MD_tbaa, m.tbaa(AliasKind::Table));
    push(load);
    break;
  }
  case Opcode::TableSet: {
    Value *value = pop();
    Value *slot =
        table_slot(instr.index, memory_index(pop(), is64(instr.index)), TrapCode::TableOutOfBounds);
    StoreInst *store = b.CreateStore(value, slot);
    store->setMetadata(LLVMContext::MD_tbaa, m.tbaa(AliasKind::Table));
    break;
  }
  case Opcode::TableSize: {
    Value *size = table_size(instr.index);
    push(is64(instr.index) ? size : b.CreateTrunc(size, m.i32));
    break;
  }
  case Opcode::TableGrow: {
    Value *delta = memory_index(pop(), is64(instr.index));
    Value *value = ref_bits(pop());
    Value *old =
        call_runtime(RuntimeCall::table_grow_, {vmctx_, b.getInt32(instr.index), delta, value});
    push(is64(instr.index) ? old : b.CreateTrunc(old, m.i32));
    break;
  }
  case Opcode::TableFill: {
    Value *count = memory_index(pop(), is64(instr.index));
    Value *value = ref_bits(pop());
    Value *start = memory_index(pop(), is64(instr.index));
    call_runtime(RuntimeCall::table_fill_, {vmctx_, b.getInt32(instr.index), start, value, count});
    break;
  }
  case Opcode::TableCopy: {
    const bool to64 = is64(instr.index), from64 = is64(instr.index2);
    Value *count = memory_index(pop(), to64 && from64);
    Value *source = memory_index(pop(), from64);
    Value *destination = memory_index(pop(), to64);
    call_runtime(RuntimeCall::table_copy_, {vmctx_, b.getInt32(instr.index),
                                            b.getInt32(instr.index2), destination, source, count});
    break;
  }
  case Opcode::TableInit: {
    Value *count = b.CreateZExt(pop(), m.i64);
    Value *source = b.CreateZExt(pop(), m.i64);
    Value *destination = memory_index(pop(), is64(instr.index2));
    call_runtime(RuntimeCall::table_init_, {vmctx_, b.getInt32(instr.index),
                                            b.getInt32(instr.index2), destination, source, count});
    break;
  }
  case Opcode::ElemDrop:
    call_runtime(RuntimeCall::elem_drop_, {vmctx_, b.getInt32(instr.index)});
    break;
  default:
    bug("table instruction without a case");
  }
}

Value *FuncTranslator::func_ref(uint32_t func) {
  if (func < m.wasm.num_imported_funcs)
    return vmctx_load(m.ptr,
                      m.layout.imported_funcs + sizeof(wexn_imported_func) * uint64_t{func} +
                          offsetof(wexn_imported_func, func),
                      "import.func");
  const uint32_t slot = m.layout.func_slot[func];
  if (slot == kNoSlot)
    bug("ref.func of a function that was not declared");
  return b.CreateConstInBoundsGEP1_64(m.i8, vmctx_,
                                      m.layout.funcs + sizeof(wexn_func) * uint64_t{slot});
}

void FuncTranslator::reference(const wasm::Instr &instr) {
  switch (instr.op) {
  case Opcode::RefNull:
    push(Constant::getNullValue(m.type(wasm::ValType{wasm::ValKind::Ref, true, instr.heap})));
    break;
  case Opcode::RefIsNull:
    push(b.CreateZExt(b.CreateIsNull(pop()), m.i32));
    break;
  case Opcode::RefFunc:
    push(func_ref(instr.index));
    break;
  case Opcode::RefAsNonNull: {
    Value *ref = pop();
    trap_if(b.CreateIsNull(ref), TrapCode::NullReference);
    push(ref);
    break;
  }
  case Opcode::RefEq: {
    Value *second = pop();
    Value *first = pop();
    push(b.CreateZExt(b.CreateICmpEQ(first, second), m.i32));
    break;
  }
  // An i31 is its value shifted left, with the lowest bit set; heap references are even.
  case Opcode::RefI31:
    push(b.CreateOr(b.CreateShl(pop(), 1), b.getInt32(1)));
    break;
  case Opcode::I31GetS:
  case Opcode::I31GetU: {
    Value *ref = pop();
    trap_if(b.CreateIsNull(ref), TrapCode::NullI31Reference);
    push(instr.op == Opcode::I31GetS ? b.CreateAShr(ref, 1) : b.CreateLShr(ref, 1));
    break;
  }
  default:
    bug("reference instruction without a case");
  }
}

} // namespace wexn::ir
