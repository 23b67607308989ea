// See masked_loads.h. What it relies on: a load that may trap is volatile, and so is the
// description of the access of what it became part of; a mask that leaves lanes out is an operand
// of a class of registers that only such masks have (VK...WM). A volatile load whose value nobody
// uses stays.
#include "wexnc/emit/masked_loads.h"

#include "wexnc/emit/machine_names.h"

#include "llvm/ADT/STLExtras.h"
#include "llvm/CodeGen/MachineFunction.h"
#include "llvm/CodeGen/MachineFunctionPass.h"
#include "llvm/CodeGen/MachineInstrBuilder.h"
#include "llvm/CodeGen/MachineRegisterInfo.h"
#include "llvm/CodeGen/Passes.h"
#include "llvm/CodeGen/TargetInstrInfo.h"
#include "llvm/CodeGen/TargetRegisterInfo.h"
#include "llvm/CodeGen/TargetSubtargetInfo.h"

#include <cstdint>

namespace wexn::emit {

using namespace llvm;

namespace {

constexpr unsigned kAddress = 5; // operands: base, scale, index, displacement, segment

StringRef load_of(uint64_t bytes) {
  switch (bytes) {
  case 1:
    return "MOV8rm";
  case 2:
    return "MOV16rm";
  case 4:
    return "MOV32rm";
  case 8:
    return "MOV64rm";
  case 16:
    return "VMOVUPSrm";
  case 32:
    return "VMOVUPSYrm";
  case 64:
    return "VMOVUPSZrm";
  default:
    bug("a masked access of another width");
  }
}

class MaskedLoads : public MachineFunctionPass {
public:
  MaskedLoads() : MachineFunctionPass(id_) {}

  bool runOnMachineFunction(MachineFunction &mf) override {
    if (!mf.getSubtarget().checkFeatures("+avx512f"))
      return false;
    bool changed = false;
    for (MachineBasicBlock &block : mf)
      for (MachineInstr &instr : block)
        if (instr.mayLoad() && instr.hasOneMemOperand() && instr.hasOrderedMemoryRef() &&
            is_masked(instr)) {
          read_all(instr);
          changed = true;
        }
    return changed;
  }

  [[nodiscard]] StringRef getPassName() const override { return "wexnc masked loads"; }

private:
  inline static char id_ = 0;

  static bool is_masked(const MachineInstr &instr) {
    const TargetRegisterInfo &registers = *instr.getMF()->getSubtarget().getRegisterInfo();
    return any_of(instr.getDesc().operands(), [&](const MCOperandInfo &operand) {
      if (operand.OperandType != MCOI::OPERAND_REGISTER || operand.RegClass < 0)
        return false;
      const StringRef name =
          registers.getRegClassName(registers.getRegClass(unsigned(operand.RegClass)));
      return name.starts_with("VK") && name.ends_with("WM");
    });
  }

  static void read_all(MachineInstr &instr) {
    MachineFunction &mf = *instr.getMF();
    const TargetInstrInfo &instrs = *mf.getSubtarget().getInstrInfo();
    const MachineMemOperand &access = **instr.memoperands_begin();
    const MCInstrDesc &load =
        instrs.get(opcode_named(instrs, load_of(access.getSize().getValue().getFixedValue())));
    const ArrayRef<MCOperandInfo> operands = instr.getDesc().operands();
    const auto *address = find_if(operands, [](const MCOperandInfo &operand) {
      return operand.OperandType == MCOI::OPERAND_MEMORY;
    });
    const auto first = static_cast<unsigned>(address - operands.begin());
    const Register value = mf.getRegInfo().createVirtualRegister(
        instrs.getRegClass(load, 0, mf.getSubtarget().getRegisterInfo(), mf));
    MachineInstrBuilder made = BuildMI(*instr.getParent(), instr, instr.getDebugLoc(), load, value);
    for (unsigned i = first; i < first + kAddress; ++i) {
      MachineOperand operand = instr.getOperand(i);
      if (operand.isReg())
        operand.setIsKill(false);
      made.add(operand);
    }
    made.cloneMemRefs(instr);
  }
};

} // namespace

void add_masked_loads_pass(TargetPassConfig &config) {
  config.insertPass(&FinalizeISelID, new MaskedLoads);
}

} // namespace wexn::emit
