// Structures, and what all managed objects have in common (spec: "Execution / Aggregate
// Instructions"; layout: abi/object.h). A reference is zero-extended once and added to the heap's
// base with 64 bits, so that what stays in registers or on the stack over a call points into the
// object or right behind it, where the collector looks for it.
#include "wexnc/ir/object_marks.h"
#include "wexnc/ir/translate_func.h"

#include <wexn/abi/object.h>
#include <wexn/abi/store.h>
#include <wexn/abi/vmctx.h>

#include "llvm/IR/InlineAsm.h"
#include "llvm/IR/MDBuilder.h"

namespace wexn::ir {

using namespace llvm;
using wasm::Opcode;

// Never changes once code of a module that uses objects runs (init.cpp).
Value *FuncTranslator::heap_base() {
  const uint64_t kKey = ~uint64_t{0};
  Value *&known = invariants_[kKey];
  if (known)
    return known;
  Value *store = vmctx_load(m.ptr, offsetof(wexn_instance, store), "store");
  IRBuilder<> at(entry_);
  LoadInst *load = at.CreateLoad(
      m.ptr, at.CreateConstInBoundsGEP1_64(m.i8, store, offsetof(wexn_store_head, heap_base)),
      "heap");
  load->setMetadata(LLVMContext::MD_invariant_load, m.empty_node());
  load->setMetadata(LLVMContext::MD_noundef, m.empty_node());
  load->setMetadata(LLVMContext::MD_tbaa, m.tbaa(AliasKind::Vmctx));
  return invariants_[kKey] = load;
}

// Offset of the runtime type in the heap.
Value *FuncTranslator::runtime_type(uint32_t type) {
  return vmctx_load(m.i32, m.layout.rtts + sizeof(uint32_t) * uint64_t{m.facts.rtt_index[type]},
                    "rtt");
}

Value *FuncTranslator::in_object(Value *ref, Value *offset) {
  Value *object = b.CreateGEP(m.i8, heap_base(), b.CreateZExt(ref, m.i64), "object");
  return b.CreateGEP(m.i8, object, offset);
}
Value *FuncTranslator::in_object(Value *ref, uint64_t offset) {
  return in_object(ref, b.getInt64(offset));
}

static Align field_align(uint32_t offset) {
  return commonAlignment(Align(WEXN_FIELD_ALIGN), offset);
}

// A word that never changes: the type of an object or the length of an array.
Value *FuncTranslator::load_head(Value *ref, uint64_t offset, const char *name) {
  LoadInst *load = b.CreateAlignedLoad(m.i32, in_object(ref, offset), Align(4), name);
  load->setMetadata(LLVMContext::MD_invariant_load, m.empty_node());
  load->setMetadata(LLVMContext::MD_tbaa, m.tbaa(AliasKind::ObjectHead));
  return load;
}

// Of an allocation, which traps rather than give null.
void FuncTranslator::never_null(CallBase &object) {
  object.addRetAttr(
      Attribute::get(m.ctx, Attribute::Range, ConstantRange(APInt(32, 1), APInt(32, 0))));
}

// A field or element of a type without null never holds null: nothing stores one, compiled code or
// the host.
void FuncTranslator::note_null(LoadInst &load, const wasm::FieldType &field) {
  if (field.type.kind != wasm::ValKind::Ref || field.type.nullable)
    return;
  if (load.getType() == m.i32)
    load.setMetadata(LLVMContext::MD_range,
                     MDBuilder(m.ctx).createRange(APInt(32, 1), APInt(32, 0)));
  else if (field.type.heap.kind != wasm::HeapKind::Extern)
    load.setMetadata(LLVMContext::MD_nonnull, m.empty_node());
}

Value *FuncTranslator::unpack(Value *stored, const wasm::FieldType &field, bool is_signed) {
  if (field.packed == wasm::Packed::None)
    return stored;
  return is_signed ? b.CreateSExt(stored, m.i32) : b.CreateZExt(stored, m.i32);
}

Value *FuncTranslator::pack(Value *value, const wasm::FieldType &field) {
  return field.packed == wasm::Packed::None ? value : b.CreateTrunc(value, m.storage(field));
}

// An interrupt by a signal can end the code at any instruction, and what others can reach then has
// to be whole: a reference to a new object goes nowhere before the object has all its values. No
// code: something that may read all there is, and writes nothing.
void FuncTranslator::object_is_whole() {
  if (!m.options.hosted)
    return;
  CallInst *point = b.CreateCall(
      InlineAsm::get(FunctionType::get(m.void_, false), "", "~{memory}", /*hasSideEffects=*/true));
  point->setMemoryEffects(MemoryEffects::readOnly() | MemoryEffects::inaccessibleMemOnly());
  for (const Attribute::AttrKind kind :
       {Attribute::NoUnwind, Attribute::WillReturn, Attribute::NoFree, Attribute::NoSync,
        Attribute::NoCallback})
    point->addFnAttr(kind);
}

// REQUIRES: nothing between the allocation and the last store can collect.
void FuncTranslator::struct_new(uint32_t type, const std::vector<Value *> &values) {
  const std::vector<wasm::FieldType> &fields = m.wasm.types[type].fields;
  const std::vector<uint32_t> &offsets = m.object_layout(type).offsets;
  CallBase *ref = call_runtime(RuntimeCall::struct_new_, {vmctx_, runtime_type(type)});
  ref->addFnAttr(Attribute::get(m.ctx, kObjectBytes, std::to_string(m.object_layout(type).size)));
  never_null(*ref);
  for (uint32_t i = 0; i < fields.size(); ++i) {
    StoreInst *store = b.CreateAlignedStore(pack(values[i], fields[i]), in_object(ref, offsets[i]),
                                            field_align(offsets[i]));
    store->setMetadata(LLVMContext::MD_tbaa, m.field_tbaa(type, i));
  }
  object_is_whole();
  push(ref);
}

void FuncTranslator::structure(const wasm::Instr &instr) {
  const wasm::TypeDef &type = m.wasm.types[instr.index];
  if (instr.op == Opcode::StructNew)
    return struct_new(instr.index, pop_n(type.fields.size()));
  if (instr.op == Opcode::StructNewDefault) {
    std::vector<Value *> zeroes;
    for (const wasm::FieldType &field : type.fields)
      zeroes.push_back(zero(field.type));
    return struct_new(instr.index, zeroes);
  }
  const wasm::FieldType &field = type.fields[instr.index2];
  const uint32_t offset = m.object_layout(instr.index).offsets[instr.index2];
  const Align align = field_align(offset);
  Value *value = instr.op == Opcode::StructSet ? pop() : nullptr;
  Value *ref = pop();
  trap_if(b.CreateIsNull(ref), TrapCode::NullStructReference);
  Instruction *access = nullptr;
  if (value) {
    access = b.CreateAlignedStore(pack(value, field), in_object(ref, offset), align);
  } else {
    LoadInst *load = b.CreateAlignedLoad(m.storage(field), in_object(ref, offset), align);
    note_null(*load, field);
    access = load;
    push(unpack(load, field, instr.op == Opcode::StructGetS));
  }
  access->setMetadata(LLVMContext::MD_tbaa, m.field_tbaa(instr.index, instr.index2));
}

} // namespace wexn::ir
