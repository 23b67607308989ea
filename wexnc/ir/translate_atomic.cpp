// Atomic instructions (threads proposal: "Execution / Memory Instructions"): Wasm -> LLVM IR.
//
// Each first traps on an address that is not a multiple of the width, then on one out of bounds. On
// a shared memory the rest is LLVM's instruction (or AArch64's), sequentially consistent, and
// volatile, because an access that faults is a trap whether or not its value is used. On an
// unshared one nobody else looks, so what is left is a plain access; waiting there is a trap, and
// there is nobody to notify.
//
// The rows of opcodes.def are regular: 0x10 to 0x16 are loads, 0x17 to 0x1D stores, then come
// groups of seven widths, one group an operation. Width and type are the row's columns IMM and SIG.
#include "wexnc/ir/translate_func.h"

#include <wexn/abi/vmctx.h>

#include "llvm/IR/InlineAsm.h"

namespace wexn::ir {

using namespace llvm;
using wasm::Opcode;

namespace {

constexpr uint16_t kFirstStore = 0x17, kFirstRmw = 0x1E, kGroup = 7;

enum class Operation : uint16_t { Add, Sub, And, Or, Xor, Xchg, Cmpxchg }; // in order of the rows
Operation operation_of(uint16_t code) {
  return static_cast<Operation>((code - kFirstRmw) / kGroup);
}

bool is_store(uint16_t code) { return code >= kFirstStore && code < kFirstRmw; }

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

// Without what follows for order and size. The operand of a subtraction is negated, of `and`
// inverted.
const char *lse_name(Operation operation) {
  switch (operation) {
  case Operation::Add:
  case Operation::Sub:
    return "ldadd";
  case Operation::And:
    return "ldclr";
  case Operation::Or:
    return "ldset";
  case Operation::Xor:
    return "ldeor";
  case Operation::Xchg:
    return "swp";
  case Operation::Cmpxchg:
    return "cas";
  }
  bug("atomic operation without a case");
}

AtomicRMWInst::BinOp llvm_operation(Operation operation) {
  switch (operation) {
  case Operation::Add:
    return AtomicRMWInst::Add;
  case Operation::Sub:
    return AtomicRMWInst::Sub;
  case Operation::And:
    return AtomicRMWInst::And;
  case Operation::Or:
    return AtomicRMWInst::Or;
  case Operation::Xor:
    return AtomicRMWInst::Xor;
  case Operation::Xchg:
    return AtomicRMWInst::Xchg;
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

Value *FuncTranslator::aligned_address(const wasm::MemArg &mem, Value *index, uint64_t size) {
  check_aligned(mem, index, size);
  return address(mem, index, size);
}

void FuncTranslator::atomic_wait(const wasm::Instr &instr, uint64_t size) {
  Value *timeout = pop(), *expected = pop();
  Value *at = aligned_address(instr.mem, pop(), size);
  if (shared(instr.mem.memory))
    push(call_runtime(size == 4 ? RuntimeCall::atomic_wait32_ : RuntimeCall::atomic_wait64_,
                      {vmctx_, at, expected, timeout}));
  else
    trap(TrapCode::ExpectedSharedMemory);
}

void FuncTranslator::atomic_notify(const wasm::Instr &instr, uint64_t size) {
  Value *count = pop();
  Value *at = aligned_address(instr.mem, pop(), size);
  if (shared(instr.mem.memory))
    push(call_runtime(RuntimeCall::atomic_notify_, {at, count}));
  else
    push(b.getInt32(0));
}

// `value` and `expected`, of the memory's type, are null where the instruction takes none. Returns
// what was there before; null for a store.
Value *FuncTranslator::plain_access(const wasm::Instr &instr, Value *index, Value *value,
                                    Value *expected, Type *type) {
  const uint16_t code = wasm::opcode_info(instr.op).code;
  if (is_store(code)) {
    store_memory(instr.mem, index, value);
    return nullptr;
  }
  Value *old = load_memory(instr.mem, index, type);
  if (!value)
    return old;
  if (expected)
    value = b.CreateSelect(b.CreateICmpEQ(old, expected), value, old);
  else
    value = combine(b, operation_of(code), old, value);
  store_memory(instr.mem, index, value);
  return old;
}

// LLVM's instruction; on AArch64 without LSE it becomes a loop of exclusive accesses.
Value *FuncTranslator::read_and_write(uint16_t code, Value *at, Value *value, Value *expected) {
  constexpr auto kOrder = AtomicOrdering::SequentiallyConsistent;
  const Align align(value->getType()->getIntegerBitWidth() / 8);
  if (!expected) {
    AtomicRMWInst *rmw =
        b.CreateAtomicRMW(llvm_operation(operation_of(code)), at, value, align, kOrder);
    rmw->setVolatile(true);
    return rmw;
  }
  AtomicCmpXchgInst *exchange = b.CreateAtomicCmpXchg(at, expected, value, align, kOrder, kOrder);
  exchange->setVolatile(true);
  return b.CreateExtractValue(exchange, 0);
}

// One instruction of AArch64's Large System Extensions, in code for processors that may not have
// them. Not LLVM's calls of helpers (outline-atomics): a fault in those would be no trap.
Value *FuncTranslator::lse_access(uint16_t code, Value *at, Value *value, Value *expected) {
  Type *narrow = value->getType();
  const unsigned bits = narrow->getIntegerBitWidth();
  Type *type = bits == 64 ? m.i64 : m.i32;
  const char *name = lse_name(operation_of(code));
  const std::string size = bits == 8 ? "b" : bits == 16 ? "h" : "";
  const std::string w = bits == 64 ? ":x" : ":w";
  if (operation_of(code) == Operation::Sub)
    value = b.CreateNeg(value);
  else if (operation_of(code) == Operation::And)
    value = b.CreateNot(value);
  value = b.CreateZExt(value, type);
  const std::string text = ".arch_extension lse\n\t" + std::string(name) + "al" + size + "\t";
  CallInst *access;
  if (expected) {
    access = b.CreateCall(InlineAsm::get(FunctionType::get(type, {type, type, m.ptr}, false),
                                         text + "${0" + w + "}, ${2" + w + "}, [$3]",
                                         "=&r,0,r,r,~{memory}", true),
                          {b.CreateZExt(expected, type), value, at});
  } else {
    access = b.CreateCall(InlineAsm::get(FunctionType::get(type, {type, m.ptr}, false),
                                         text + "${1" + w + "}, ${0" + w + "}, [$2]",
                                         "=r,r,r,~{memory}", true),
                          {value, at});
  }
  access->setDoesNotThrow();
  return b.CreateTrunc(access, narrow);
}

Value *FuncTranslator::atomic_access(const wasm::Instr &instr, Value *index, Value *value,
                                     Value *expected, Type *type) {
  const uint16_t code = wasm::opcode_info(instr.op).code;
  const uint64_t size = type->getIntegerBitWidth() / 8;
  const Align align(size);
  constexpr auto kOrder = AtomicOrdering::SequentiallyConsistent;
  Value *at = address(instr.mem, index, size);
  if (is_store(code)) {
    b.CreateAlignedStore(value, at, align, /*isVolatile=*/true)->setAtomic(kOrder);
    return nullptr;
  }
  if (!value) {
    LoadInst *load = b.CreateAlignedLoad(type, at, align, /*isVolatile=*/true);
    load->setAtomic(kOrder);
    return load;
  }
  if (!m.options.ask_lse)
    return read_and_write(code, at, value, expected);
  BasicBlock *lse = new_block("lse"), *loop = new_block("exclusive"), *next = new_block("next");
  Value *flags = vmctx_load(m.i64, offsetof(wexn_instance, flags), "flags");
  b.CreateCondBr(b.CreateIsNotNull(b.CreateAnd(flags, uint64_t{WEXN_INSTANCE_LSE})), lse, loop);
  resume_at(lse);
  Value *at_once = lse_access(code, at, value, expected);
  b.CreateBr(next);
  resume_at(loop);
  Value *in_loop = read_and_write(code, at, value, expected);
  b.CreateBr(next);
  resume_at(next);
  PHINode *old = b.CreatePHI(type, 2);
  old->addIncoming(at_once, lse);
  old->addIncoming(in_loop, loop);
  return old;
}

void FuncTranslator::atomic(const wasm::Instr &instr) {
  const wasm::OpcodeInfo &info = wasm::opcode_info(instr.op);
  switch (instr.op) {
  case Opcode::AtomicFence:
    if (m.has_shared_memory)
      b.CreateFence(AtomicOrdering::SequentiallyConsistent);
    return;
  case Opcode::MemoryAtomicWait32:
  case Opcode::MemoryAtomicWait64:
    return atomic_wait(instr, width_of(info.imm));
  case Opcode::MemoryAtomicNotify:
    return atomic_notify(instr, width_of(info.imm));
  default:
    break;
  }
  // SIG: address, operands, result.
  const bool has_value = info.code >= kFirstStore;
  const bool is_cmpxchg = info.code >= kFirstRmw && operation_of(info.code) == Operation::Cmpxchg;
  const uint64_t size = width_of(info.imm);
  Type *memory_type = b.getIntNTy(static_cast<unsigned>(8 * size));
  Type *type = std::string_view(info.sig).find('l') != std::string_view::npos ? m.i64 : m.i32;
  Value *value = has_value ? b.CreateTrunc(pop(), memory_type) : nullptr;
  Value *expected = is_cmpxchg ? b.CreateTrunc(pop(), memory_type) : nullptr;
  Value *index = pop();
  check_aligned(instr.mem, index, size);
  Value *old = shared(instr.mem.memory) ? atomic_access(instr, index, value, expected, memory_type)
                                        : plain_access(instr, index, value, expected, memory_type);
  if (old)
    push(b.CreateZExt(old, type));
}

} // namespace wexn::ir
