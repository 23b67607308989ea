// See frame_check.h.
#include "wexnc/emit/frame_check.h"

#include "wexnc/emit/machine_names.h"
#include "wexnc/ir/stack_attribute.h"
#include "wexnc/support/result.h"

#include <wexn/abi/stack.h>
#include <wexn/abi/store.h>
#include <wexn/abi/vmctx.h>

#include "llvm/ADT/SmallVector.h"
#include "llvm/CodeGen/MachineFrameInfo.h"
#include "llvm/CodeGen/MachineFunction.h"
#include "llvm/CodeGen/MachineFunctionPass.h"
#include "llvm/CodeGen/MachineInstrBuilder.h"
#include "llvm/CodeGen/Passes.h"
#include "llvm/CodeGen/TargetInstrInfo.h"
#include "llvm/CodeGen/TargetRegisterInfo.h"
#include "llvm/CodeGen/TargetSubtargetInfo.h"
#include "llvm/IR/InlineAsm.h"
#include "llvm/IR/Instructions.h"
#include "llvm/MC/MCRegister.h"
#include "llvm/Target/TargetMachine.h"

namespace wexn::emit {

using namespace llvm;

namespace {

// Where a function finds the store: in a register, or `at` bytes from where that points.
struct StorePlace {
  const char *x86, *aarch64;
  bool itself;
  uint64_t at;
};

StorePlace store_place(const Function &f) {
  const StringRef attribute = f.getFnAttribute(ir::kStackAttribute).getValueAsString();
  if (attribute == ir::kStoreItself)
    return {"%rcx", "x3", true, 0};
  const bool self = f.hasParamAttribute(0, Attribute::SwiftSelf); // ir/convention.h
  const char *x86 = self ? "%r13" : "%rdi", *aarch64 = self ? "x20" : "x0";
  if (attribute == ir::kStoreOfInstance)
    return {x86, aarch64, false, offsetof(wexn_instance, store)};
  if (attribute == ir::kStoreOfHostFunc)
    return {x86, aarch64, false, offsetof(wexn_host_func, store)};
  bug("a function that runs on a stack of which it does not know the limit");
}

// All of these write to the scratch registers r11 and x16, x17, which hold nothing at an entry.
// Sums and differences that wrap are no room, either: the limit is WEXN_INTERRUPTED while an
// interrupt waits.
std::string check_x86(const StorePlace &place, uint64_t bytes, StringRef prefix, StringRef suffix) {
  const std::string limit = std::to_string(offsetof(wexn_store_head, stack_limit));
  const std::string field = std::to_string(place.at) + "(" + place.x86 + ")";
  std::string text, store = place.x86;
  if (!place.itself) {
    store = "%r11";
    text = "movq " + field + ", %r11\n";
  }
  text += "movq " + limit + "(" + store + "), %r11\n";
  text += "addq $$" + std::to_string(bytes) + ", %r11\njc 2f\ncmpq %r11, %rsp\njae 1f\n2:\n";
  text += "movq " + (place.itself ? store : field) + ", %rdi\n";
  return text + "jmp " + prefix.str() + "wexn_rt_stop" + suffix.str() + "\n1:";
}

std::string check_aarch64(const StorePlace &place, uint64_t bytes, StringRef prefix) {
  const std::string limit = std::to_string(offsetof(wexn_store_head, stack_limit));
  const std::string field =
      std::string("[") + place.aarch64 + ", #" + std::to_string(place.at) + "]\n";
  std::string text, store = place.aarch64;
  if (!place.itself) {
    store = "x16";
    text = "ldr x16, " + field;
  }
  text += "ldr x16, [" + store + ", #" + limit + "]\n";
  text += "mov x17, #" + std::to_string(bytes & 0xffff) + "\n";
  text += "movk x17, #" + std::to_string(bytes >> 16) + ", lsl #16\n";
  text += "subs x17, sp, x17\nccmp x17, x16, #0, hs\nb.hs 1f\n"; // #0: lower
  text += place.itself ? "mov x0, " + store + "\n" : "ldr x0, " + field;
  return text + "b " + prefix.str() + "wexn_rt_stop\n1:";
}

// What a function may take of the stack from its entry on, without what it calls.
uint64_t frame_bytes(const MachineFunction &mf) {
  const MachineFrameInfo &frame = mf.getFrameInfo();
  // Of the red zone of x86 leaves, 128 bytes, the code generator's size says nothing.
  uint64_t bytes = frame.getStackSize() + frame.getMaxAlign().value() + 128;
  if (frame.isMaxCallFrameSizeComputed())
    bytes += frame.getMaxCallFrameSize();
  // Room for the arguments of tail calls that do not fit into the function's own.
  uint64_t arguments = 0;
  for (const BasicBlock &block : mf.getFunction())
    if (const CallInst *call = block.getTerminatingMustTailCall())
      arguments = std::max<uint64_t>(arguments, call->arg_size());
  return bytes + 16 * arguments;
}

class FrameCheck : public MachineFunctionPass {
public:
  FrameCheck() : MachineFunctionPass(id_) {}

  bool runOnMachineFunction(MachineFunction &mf) override {
    if (!mf.getFunction().hasFnAttribute(ir::kStackAttribute))
      return false;
    const uint64_t bytes = frame_bytes(mf);
    if (bytes <= (mf.getFunction().hasFnAttribute(ir::kPairAttribute) ? WEXN_STACK_PAIRED_FRAME
                                                                      : WEXN_STACK_SMALL_FRAME))
      return false;
    if (bytes > INT32_MAX)
      bug("a frame of gigabytes");
    const StorePlace place = store_place(mf.getFunction());
    const Triple &triple = mf.getTarget().getTargetTriple();
    const StringRef prefix = triple.isOSBinFormatMachO() ? "_" : "";
    const std::string text =
        triple.isX86() ? check_x86(place, bytes, prefix, triple.isOSBinFormatELF() ? "@PLT" : "")
                       : check_aarch64(place, bytes, prefix);
    MachineBasicBlock *entry = &mf.front();
    if (!entry->pred_empty()) { // the head of a loop
      MachineBasicBlock *first = mf.CreateMachineBasicBlock(entry->getBasicBlock());
      mf.push_front(first);
      first->addSuccessor(entry);
      for (const MachineBasicBlock::RegisterMaskPair &in : entry->liveins())
        first->addLiveIn(in);
      entry = first;
    }
    MachineInstrBuilder check =
        BuildMI(*entry, entry->begin(), DebugLoc(),
                mf.getSubtarget().getInstrInfo()->get(TargetOpcode::INLINEASM));
    check.addExternalSymbol(mf.createExternalSymbolName(text));
    check.addImm(InlineAsm::Extra_HasSideEffects);
    // What the scheduler would else move over it.
    const StringRef from = triple.isX86() ? StringRef(place.x86).drop_front() : place.aarch64;
    const TargetRegisterInfo &registers = *mf.getSubtarget().getRegisterInfo();
    const MCRegister read = register_named(registers, from.upper());
    entry->addLiveIn(read);
    entry->sortUniqueLiveIns();
    check.addReg(read, RegState::Implicit);
    const SmallVector<StringRef, 3> written = triple.isX86()
                                                  ? SmallVector<StringRef, 3>{"R11", "EFLAGS"}
                                                  : SmallVector<StringRef, 3>{"X16", "X17", "NZCV"};
    for (const StringRef each : written)
      check.addReg(register_named(registers, each), RegState::ImplicitDefine | RegState::Dead);
    return true;
  }

  [[nodiscard]] StringRef getPassName() const override { return "wexnc frame check"; }

private:
  inline static char id_ = 0;
};

} // namespace

void add_frame_check_pass(TargetPassConfig &config) {
  config.insertPass(&PrologEpilogCodeInserterID, new FrameCheck);
}

} // namespace wexn::emit
