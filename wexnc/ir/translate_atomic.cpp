// Atomic instructions (threads proposal: "Execution / Memory Instructions"): Wasm -> LLVM IR.
//
// Each first traps on an address that is not a multiple of the width, then on one out of bounds. On
// an unshared memory nobody else looks, so what is left is a plain access; waiting there is a trap,
// and there is nobody to notify.
//
// The rows of opcodes.def are regular: 0x10 to 0x16 are loads, 0x17 to 0x1D stores, then come
// groups of seven widths, one group an operation. Width and type are the row's columns IMM and SIG.
#include "wexnc/ir/translate_func.h"

namespace wexn::ir {

using namespace llvm;
using wasm::Opcode;

namespace {

constexpr uint16_t kFirstStore = 0x17, kFirstRmw = 0x1E, kGroup = 7;

enum class Operation : uint16_t { Add, Sub, And, Or, Xor, Xchg, Cmpxchg }; // in order of the rows
Operation operation_of(uint16_t code) {
  return static_cast<Operation>((code - kFirstRmw) / kGroup);
}

uint64_t width_of(wasm::Imm imm) {
  switch (imm) {
  case wasm::Imm::AtomicMemArg8:
    return 1;
  case wasm::Imm::AtomicMemArg16:
    return 2;
  case wasm::Imm::AtomicMemArg32:
    return 4;
  case wasm::Imm::AtomicMemArg64:
    return 8;
  default:
    bug("atomic instruction without an atomic access");
  }
}

Value *combine(IRBuilder<> &b, Operation operation, Value *old, Value *operand) {
  switch (operation) {
  case Operation::Add:
    return b.CreateAdd(old, operand);
  case Operation::Sub:
    return b.CreateSub(old, operand);
  case Operation::And:
    return b.CreateAnd(old, operand);
  case Operation::Or:
    return b.CreateOr(old, operand);
  case Operation::Xor:
    return b.CreateXor(old, operand);
  case Operation::Xchg:
    return operand;
  case Operation::Cmpxchg:
    break;
  }
  bug("atomic operation without a case");
}

} // namespace

void FuncTranslator::check_aligned(const wasm::MemArg &mem, Value *index, uint64_t size) {
  if (size == 1)
    return;
  Type *type = index->getType();
  Value *low = b.CreateAdd(index, ConstantInt::get(type, mem.offset & (size - 1)));
  trap_if(b.CreateIsNotNull(b.CreateAnd(low, ConstantInt::get(type, size - 1))),
          TrapCode::UnalignedAtomic);
}

void FuncTranslator::check_access(const wasm::MemArg &mem, Value *index, uint64_t size) {
  check_aligned(mem, index, size);
  address(mem, index, size);
}

void FuncTranslator::atomic(const wasm::Instr &instr) {
  const wasm::OpcodeInfo &info = wasm::opcode_info(instr.op);
  switch (instr.op) {
  case Opcode::AtomicFence:
    return;
  case Opcode::MemoryAtomicWait32:
  case Opcode::MemoryAtomicWait64: {
    pop_n(2); // timeout, expected value
    check_access(instr.mem, pop(), width_of(info.imm));
    trap(TrapCode::ExpectedSharedMemory);
    return;
  }
  case Opcode::MemoryAtomicNotify:
    pop(); // how many
    check_access(instr.mem, pop(), width_of(info.imm));
    push(b.getInt32(0));
    return;
  default:
    break;
  }

  // SIG: address, operands, result.
  const bool is_store = info.code >= kFirstStore && info.code < kFirstRmw;
  const bool has_value = info.code >= kFirstStore;
  const bool is_cmpxchg = info.code >= kFirstRmw && operation_of(info.code) == Operation::Cmpxchg;
  const uint64_t size = width_of(info.imm);
  Type *memory_type = b.getIntNTy(static_cast<unsigned>(8 * size));
  Value *value = has_value ? b.CreateTrunc(pop(), memory_type) : nullptr;
  Value *expected = is_cmpxchg ? pop() : nullptr;
  Value *index = pop();
  Type *type = std::string_view(info.sig).find('l') != std::string_view::npos ? m.i64 : m.i32;
  check_aligned(instr.mem, index, size);
  if (is_store) {
    store_memory(instr.mem, index, value);
    return;
  }
  Value *old = load_memory(instr.mem, index, memory_type);
  if (is_cmpxchg)
    // The whole operand is compared, so one with higher bits is never what is read.
    value = b.CreateSelect(b.CreateICmpEQ(b.CreateZExt(old, type), expected), value, old);
  else if (has_value)
    value = combine(b, operation_of(info.code), old, value);
  if (has_value)
    store_memory(instr.mem, index, value);
  push(b.CreateZExt(old, type));
}

} // namespace wexn::ir
