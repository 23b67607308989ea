// Linear memory (spec: "Execution / Memory Instructions").
//
// Every access is a check (access_check.h) and then a plain load or store. The passes behind take
// away the checks that prove true, and make of the others (optimize/exact.cpp):
//   guard mode: nothing. A memory32 lies in a reservation that covers every 32-bit address plus
//   every offset, so the access faults where it must trap, if it stays where it is. For a memory64
//   the reservation covers all that is below a constant, which indices are compared with;
//   software mode: a compare with the memory's size.
// Accesses of shared memories are volatile, or atomic, from the start. LLVM may read a plain one
// twice and use one value where it has checked the other, which another thread has changed between
// the two.
#include "wexnc/ir/access_check.h"
#include "wexnc/ir/translate_func.h"

namespace wexn::ir {

using namespace llvm;
using wasm::Opcode;

Value *FuncTranslator::memory_base(uint32_t memory) {
  const MemoryFacts &facts = m.memories[memory];
  Value *&known = invariants_[base_offset(facts)];
  if (!known) {
    IRBuilder<> at(entry_);
    known = load_memory_base(at, vmctx_, facts);
  }
  return known;
}

Value *FuncTranslator::address(const wasm::MemArg &mem, Value *index, uint64_t size) {
  Value *start = memory_index(index, m.wasm.memories[mem.memory].type.limits.is64);
  Value *at = b.CreateGEP(m.i8, memory_base(mem.memory), start);
  if (mem.offset)
    at = b.CreateGEP(m.i8, at, b.getInt64(mem.offset));
  if (mem.offset > UINT64_MAX - size)
    trap_if(b.getTrue(), TrapCode::MemoryOutOfBounds);
  else
    create_access_check(
        b, {nullptr, start, at, mem.memory, mem.offset + size, static_cast<uint32_t>(size)});
  return at;
}

Value *FuncTranslator::load_memory(const wasm::MemArg &mem, Value *index, Type *type) {
  Value *at = address(mem, index, m.llvm.getDataLayout().getTypeStoreSize(type));
  LoadInst *load = b.CreateAlignedLoad(type, at, Align(1), shared(mem.memory));
  load->setMetadata(LLVMContext::MD_tbaa, m.tbaa(AliasKind::Memory));
  return load;
}

void FuncTranslator::store_memory(const wasm::MemArg &mem, Value *index, Value *value) {
  Value *at = address(mem, index, m.llvm.getDataLayout().getTypeStoreSize(value->getType()));
  StoreInst *store = b.CreateAlignedStore(value, at, Align(1), shared(mem.memory));
  store->setMetadata(LLVMContext::MD_tbaa, m.tbaa(AliasKind::Memory));
}

void FuncTranslator::memory_access(const wasm::Instr &instr) {
  auto load = [&](Type *type) { push(load_memory(instr.mem, pop(), type)); };
  auto load_signed = [&](Type *memory, Type *type) {
    push(b.CreateSExt(load_memory(instr.mem, pop(), memory), type));
  };
  auto load_unsigned = [&](Type *memory, Type *type) {
    push(b.CreateZExt(load_memory(instr.mem, pop(), memory), type));
  };
  auto store = [&](Type *memory) {
    Value *value = pop();
    Value *index = pop();
    store_memory(instr.mem, index, memory ? b.CreateTrunc(value, memory) : value);
  };
  switch (instr.op) {
  case Opcode::I32Load:
    return load(m.i32);
  case Opcode::I64Load:
    return load(m.i64);
  case Opcode::F32Load:
    return load(m.f32);
  case Opcode::F64Load:
    return load(m.f64);
  case Opcode::I32Load8S:
    return load_signed(m.i8, m.i32);
  case Opcode::I32Load8U:
    return load_unsigned(m.i8, m.i32);
  case Opcode::I32Load16S:
    return load_signed(m.i16, m.i32);
  case Opcode::I32Load16U:
    return load_unsigned(m.i16, m.i32);
  case Opcode::I64Load8S:
    return load_signed(m.i8, m.i64);
  case Opcode::I64Load8U:
    return load_unsigned(m.i8, m.i64);
  case Opcode::I64Load16S:
    return load_signed(m.i16, m.i64);
  case Opcode::I64Load16U:
    return load_unsigned(m.i16, m.i64);
  case Opcode::I64Load32S:
    return load_signed(m.i32, m.i64);
  case Opcode::I64Load32U:
    return load_unsigned(m.i32, m.i64);
  case Opcode::I32Store:
    return store(nullptr);
  case Opcode::I64Store:
    return store(nullptr);
  case Opcode::F32Store:
    return store(nullptr);
  case Opcode::F64Store:
    return store(nullptr);
  case Opcode::I32Store8:
    return store(m.i8);
  case Opcode::I32Store16:
    return store(m.i16);
  case Opcode::I64Store8:
    return store(m.i8);
  case Opcode::I64Store16:
    return store(m.i16);
  case Opcode::I64Store32:
    return store(m.i32);
  default:
    bug("memory access without a case");
  }
}

// Traps unless [start, start + count) lies in the memory.
void FuncTranslator::check_range(uint32_t memory, Value *start, Value *count) {
  const MemoryFacts &facts = m.memories[memory];
  Value *bytes = load_checked_bytes(b, vmctx_, facts);
  // No overflow where the memory's indices are of 32 bits: counts are, too, then.
  Value *beyond = facts.is64
                      ? b.CreateOr(b.CreateICmpUGT(count, bytes),
                                   b.CreateICmpUGT(start, b.CreateSub(bytes, count)))
                      : b.CreateICmpUGT(b.CreateAdd(start, count, "end", true, true), bytes);
  trap_if(beyond, TrapCode::MemoryOutOfBounds);
}

void FuncTranslator::memory_bulk(const wasm::Instr &instr) {
  auto is64 = [&](uint32_t memory) { return m.wasm.memories[memory].type.limits.is64; };
  switch (instr.op) {
  case Opcode::MemorySize: {
    LoadInst *bytes = load_memory_bytes(b, vmctx_, m.memories[instr.index]);
    // Code may wait for what other threads make of it.
    if (shared(instr.index))
      bytes->setAtomic(AtomicOrdering::SequentiallyConsistent);
    Value *pages = b.CreateLShr(bytes, m.wasm.memories[instr.index].type.page_log2);
    push(is64(instr.index) ? pages : b.CreateTrunc(pages, m.i32));
    break;
  }
  case Opcode::MemoryGrow: {
    Value *delta = memory_index(pop(), is64(instr.index));
    Value *old = call_runtime(RuntimeCall::memory_grow_, {vmctx_, b.getInt32(instr.index), delta});
    push(is64(instr.index) ? old : b.CreateTrunc(old, m.i32));
    break;
  }
  case Opcode::MemoryInit: {
    Value *count = b.CreateZExt(pop(), m.i64);
    Value *source = b.CreateZExt(pop(), m.i64);
    Value *destination = memory_index(pop(), is64(instr.index2));
    call_runtime(RuntimeCall::memory_init_, {vmctx_, b.getInt32(instr.index),
                                             b.getInt32(instr.index2), destination, source, count});
    break;
  }
  case Opcode::DataDrop:
    call_runtime(RuntimeCall::data_drop_, {vmctx_, b.getInt32(instr.index)});
    break;
  case Opcode::MemoryCopy: {
    const bool to64 = is64(instr.index), from64 = is64(instr.index2);
    Value *count = memory_index(pop(), to64 && from64);
    Value *source = memory_index(pop(), from64);
    Value *destination = memory_index(pop(), to64);
    check_range(instr.index, destination, count);
    check_range(instr.index2, source, count);
    CallInst *c = b.CreateMemMove(b.CreateGEP(m.i8, memory_base(instr.index), destination),
                                  Align(1), b.CreateGEP(m.i8, memory_base(instr.index2), source),
                                  Align(1), count, shared(instr.index) || shared(instr.index2));
    c->setMetadata(LLVMContext::MD_tbaa, m.tbaa(AliasKind::Memory));
    break;
  }
  case Opcode::MemoryFill: {
    Value *count = memory_index(pop(), is64(instr.index));
    Value *value = b.CreateTrunc(pop(), m.i8);
    Value *destination = memory_index(pop(), is64(instr.index));
    check_range(instr.index, destination, count);
    CallInst *c = b.CreateMemSet(b.CreateGEP(m.i8, memory_base(instr.index), destination), value,
                                 count, Align(1), shared(instr.index));
    c->setMetadata(LLVMContext::MD_tbaa, m.tbaa(AliasKind::Memory));
    break;
  }
  default:
    bug("memory instruction without a case");
  }
}

} // namespace wexn::ir
