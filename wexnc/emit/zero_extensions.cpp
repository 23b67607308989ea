// See zero_extensions.h. What it relies on: SUBREG_TO_REG says that its
// operand's instruction has cleared the upper half, which holds of each
// instruction of x86 that writes 32 bits and is no copy; only LLVM's peephole
// optimiser makes copies of others, and nothing behind it does. Where a byte is
// written into a register, the rest stays what it was.
#include "wexnc/emit/zero_extensions.h"

#include "wexnc/emit/machine_names.h"

#include "llvm/ADT/STLExtras.h"
#include "llvm/ADT/SmallPtrSet.h"
#include "llvm/CodeGen/MachineFunction.h"
#include "llvm/CodeGen/MachineFunctionPass.h"
#include "llvm/CodeGen/MachineInstrBuilder.h"
#include "llvm/CodeGen/MachineRegisterInfo.h"
#include "llvm/CodeGen/Passes.h"
#include "llvm/CodeGen/TargetInstrInfo.h"
#include "llvm/CodeGen/TargetRegisterInfo.h"
#include "llvm/CodeGen/TargetSubtargetInfo.h"

#include <cstddef>

namespace wexn::emit {

using namespace llvm;

namespace {

constexpr size_t kMostSteps = 64; // of copies and phis, back from one value

class ZeroExtensions : public MachineFunctionPass {
public:
  ZeroExtensions() : MachineFunctionPass(id_) {}

  bool runOnMachineFunction(MachineFunction &mf) override {
    const TargetInstrInfo &instrs = *mf.getSubtarget().getInstrInfo();
    registers_ = mf.getSubtarget().getRegisterInfo();
    values_ = &mf.getRegInfo();
    if (!move_)
      move_ = opcode_named(instrs, "MOV32rr");
    bool changed = false;
    for (MachineBasicBlock &block : mf)
      for (MachineInstr &instr : block) {
        if (!instr.isSubregToReg() || !instr.getOperand(2).getReg().isVirtual())
          continue;
        MachineOperand &half = instr.getOperand(2);
        SmallPtrSet<const MachineInstr *, 8> seen;
        if (registers_->getRegSizeInBits(*values_->getRegClass(half.getReg())) != 32 ||
            half.getSubReg() || is_extended(half.getReg(), seen))
          continue;
        const Register whole = values_->createVirtualRegister(values_->getRegClass(half.getReg()));
        BuildMI(block, instr, instr.getDebugLoc(), instrs.get(move_), whole).addReg(half.getReg());
        half.setReg(whole);
        half.setIsKill(false);
        changed = true;
      }
    return changed;
  }

  [[nodiscard]] StringRef getPassName() const override { return "wexnc zero extensions"; }

private:
  inline static char id_ = 0;
  unsigned move_ = 0;
  const TargetRegisterInfo *registers_ = nullptr;
  MachineRegisterInfo *values_ = nullptr;

  bool is_extended(Register value, SmallPtrSetImpl<const MachineInstr *> &seen) const {
    const MachineInstr *from = values_->getUniqueVRegDef(value);
    if (!from)
      return false;
    if (!seen.insert(from).second)
      return true;
    if (seen.size() > kMostSteps) // an instruction more, where nobody looked
      return false;
    if (from->isPHI())
      return all_of(make_range(from->operands_begin() + 1, from->operands_end()),
                    [&](const MachineOperand &in) {
                      return !in.isReg() || (!in.getSubReg() && is_extended(in.getReg(), seen));
                    });
    if (from->isInsertSubreg()) // of a byte: the rest stays
      return !from->getOperand(1).getSubReg() && is_extended(from->getOperand(1).getReg(), seen);
    if (!from->isCopy())
      return from->getOpcode() > TargetOpcode::GENERIC_OP_END;
    const MachineOperand &source = from->getOperand(1);
    if (source.getSubReg())
      return false;
    // Others may be a caller's or a callee's, or left as they were by a compare-exchange.
    return source.getReg().isVirtual() && is_extended(source.getReg(), seen);
  }
};

} // namespace

void add_zero_extensions_pass(TargetPassConfig &config) {
  const bool optimizes = config.getOptLevel() != CodeGenOptLevel::None;
  config.insertPass(optimizes ? &PeepholeOptimizerID : &FinalizeISelID, new ZeroExtensions);
}

} // namespace wexn::emit
