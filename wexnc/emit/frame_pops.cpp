// See frame_pops.h. LLVM does that where a function is optimised for size alone.
//
// What it relies on: the eight bytes belong to the frame that ends, so they can be read. Behind the
// addition, up to the return, nothing reads its flags or the register; nor does the caller, who
// finds results in no other registers than those that the return names, and keeps none in this one.
// Unwind information counts from the frame pointer, which is there in every function of ours.
#include "wexnc/emit/frame_pops.h"

#include "wexnc/emit/machine_names.h"

#include "llvm/CodeGen/MachineFunction.h"
#include "llvm/CodeGen/MachineFunctionPass.h"
#include "llvm/CodeGen/MachineInstrBuilder.h"
#include "llvm/CodeGen/Passes.h"
#include "llvm/CodeGen/TargetInstrInfo.h"
#include "llvm/CodeGen/TargetRegisterInfo.h"
#include "llvm/CodeGen/TargetSubtargetInfo.h"

#include <cstdint>

namespace wexn::emit {

using namespace llvm;

namespace {

constexpr int64_t kBytes = 8;

class FramePops : public MachineFunctionPass {
public:
  FramePops() : MachineFunctionPass(id_) {}

  bool runOnMachineFunction(MachineFunction &mf) override {
    const TargetSubtargetInfo &target = mf.getSubtarget();
    if (!pop_)
      find_names(*target.getInstrInfo(), *target.getRegisterInfo());
    bool changed = false;
    for (MachineBasicBlock &block : mf)
      if (block.isReturnBlock())
        changed |= change_end(block, *target.getInstrInfo(), *target.getRegisterInfo());
    return changed;
  }

  [[nodiscard]] StringRef getPassName() const override { return "wexnc frame pops"; }

private:
  inline static char id_ = 0;
  unsigned add_ = 0, pop_ = 0;
  MCRegister rsp_, rcx_;

  void find_names(const TargetInstrInfo &instrs, const TargetRegisterInfo &registers) {
    add_ = opcode_named(instrs, "ADD64ri32");
    pop_ = opcode_named(instrs, "POP64r");
    rsp_ = register_named(registers, "RSP");
    rcx_ = register_named(registers, "RCX");
  }

  bool change_end(MachineBasicBlock &block, const TargetInstrInfo &instrs,
                  const TargetRegisterInfo &registers) const {
    for (MachineInstr &instr : reverse(block)) {
      if (is_addition(instr)) {
        BuildMI(block, instr, instr.getDebugLoc(), instrs.get(pop_), rcx_)
            .setMIFlag(MachineInstr::FrameDestroy);
        instr.eraseFromParent();
        return true;
      }
      const bool ends = instr.isReturn() || instr.getFlag(MachineInstr::FrameDestroy);
      if ((!ends && !instr.isMetaInstruction()) || instr.readsRegister(rcx_, &registers))
        return false;
    }
    return false;
  }

  bool is_addition(const MachineInstr &instr) const {
    return instr.getOpcode() == add_ && instr.getFlag(MachineInstr::FrameDestroy) &&
           instr.getOperand(0).getReg() == rsp_ && instr.getOperand(2).isImm() &&
           instr.getOperand(2).getImm() == kBytes;
  }
};

} // namespace

void add_frame_pops_pass(TargetPassConfig &config) {
  if (config.getOptLevel() != CodeGenOptLevel::None)
    config.insertPass(&PrologEpilogCodeInserterID, new FramePops);
}

} // namespace wexn::emit
