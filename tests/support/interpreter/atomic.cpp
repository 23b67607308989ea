// Atomic instructions (threads proposal: "Execution / Memory Instructions") in the only thread: an
// aligned access, and nobody to wake. The rows of opcodes.def are
// regular: 0x10 are loads, 0x17 stores, then groups of seven widths, one group an operation.
#include "tests/support/interpreter/code.h"

#include <cstring>

namespace wexn::interpret {

namespace {

constexpr uint16_t kNotify = 0x00, kWait = 0x02, kFence = 0x03, kStore = 0x17, kRmw = 0x1E,
                   kWidths = 7;

uint64_t width(wasm::Imm imm) {
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
    bug("an atomic instruction without a width");
  }
}

// What is stored; `expected` is that of cmpxchg, which has as many bits as `old`.
uint64_t combine(unsigned operation, uint64_t old, uint64_t operand, uint64_t expected) {
  switch (operation) {
  case 0:
    return old + operand;
  case 1:
    return old - operand;
  case 2:
    return old & operand;
  case 3:
    return old | operand;
  case 4:
    return old ^ operand;
  case 5:
    return operand;
  case 6:
    return old == expected ? operand : old;
  default:
    bug("an atomic operation");
  }
}

} // namespace

Trap run_atomic(const Op &op, const Instance &instance, Value *&sp) {
  const wasm::OpcodeInfo &info = wasm::opcode_info(op.op);
  if (info.code == kFence)
    return Trap::None;
  const uint64_t bytes = width(info.imm);
  const auto operands = static_cast<size_t>(std::strchr(info.sig, ':') - info.sig);
  const Value *args = sp -= operands;
  uint8_t *at = instance.memories[op.a]->find(args[0].lo, op.bits, bytes);
  if ((args[0].lo + op.bits) % bytes != 0)
    return Trap::UnalignedAtomic;
  if (!at)
    return Trap::MemoryOutOfBounds;
  uint64_t old = 0;
  std::memcpy(&old, at, bytes);
  if (info.code == kNotify) {
    *sp++ = {};
  } else if (info.code <= kWait) {
    if (!instance.memories[op.a]->type.limits.shared)
      return Trap::ExpectedSharedMemory;
    *sp++ = {old == args[1].lo ? uint64_t{2} : uint64_t{1}, 0}; // nobody wakes it
  } else if (info.code < kStore) {
    *sp++ = {old, 0};
  } else if (info.code < kRmw) {
    std::memcpy(at, &args[1].lo, bytes);
  } else {
    const uint64_t mask = UINT64_MAX >> (64 - 8 * bytes);
    const uint64_t stored =
        combine((info.code - kRmw) / kWidths, old, args[operands - 1].lo, args[1].lo & mask);
    std::memcpy(at, &stored, bytes);
    *sp++ = {old, 0};
  }
  return Trap::None;
}

} // namespace wexn::interpret
