// See whole_loads.h. What it relies on: a load that may trap is volatile, and so is the description
// of the access of what it became part of, which says how many bytes were loaded. A mask that
// leaves lanes out is an operand of a class of registers that only such masks have (VK...WM). A
// volatile load whose value nobody uses stays. Other instructions' patterns that take less than was
// loaded take no volatile load.
#include "wexnc/emit/whole_loads.h"

#include "wexnc/emit/machine_names.h"

#include "llvm/ADT/STLExtras.h"
#include "llvm/ADT/StringSwitch.h"
#include "llvm/CodeGen/MachineFunction.h"
#include "llvm/CodeGen/MachineFunctionPass.h"
#include "llvm/CodeGen/MachineInstrBuilder.h"
#include "llvm/CodeGen/MachineRegisterInfo.h"
#include "llvm/CodeGen/Passes.h"
#include "llvm/CodeGen/TargetInstrInfo.h"
#include "llvm/CodeGen/TargetRegisterInfo.h"
#include "llvm/CodeGen/TargetSubtargetInfo.h"
#include "llvm/TargetParser/Triple.h"

#include <cstdint>

namespace wexn::emit {

using namespace llvm;

namespace {

constexpr unsigned kAddress = 5; // operands on x86: base, scale, index, displacement, segment
constexpr uint64_t kAll = UINT64_MAX;

class WholeLoads : public MachineFunctionPass {
public:
  WholeLoads() : MachineFunctionPass(id_) {}

  bool runOnMachineFunction(MachineFunction &mf) override {
    const TargetSubtargetInfo &target = mf.getSubtarget();
    instrs_ = target.getInstrInfo();
    registers_ = target.getRegisterInfo();
    x86_ = target.getTargetTriple().isX86();
    has_masks_ = x86_ && target.checkFeatures("+avx512f");
    has_avx_ = x86_ && target.checkFeatures("+avx");
    bool changed = false;
    for (MachineBasicBlock &block : mf)
      for (MachineInstr &instr : block)
        if (instr.mayLoad() && instr.hasOneMemOperand() && instr.hasOrderedMemoryRef() &&
            bytes_of(instr) > bytes_taken(instr)) {
          read_all(instr);
          changed = true;
        }
    return changed;
  }

  [[nodiscard]] StringRef getPassName() const override { return "wexnc whole loads"; }

private:
  inline static char id_ = 0;
  const TargetInstrInfo *instrs_ = nullptr;
  const TargetRegisterInfo *registers_ = nullptr;
  bool x86_ = false, has_masks_ = false, has_avx_ = false;

  static uint64_t bytes_of(const MachineInstr &instr) {
    const LocationSize size = (*instr.memoperands_begin())->getSize();
    return size.hasValue() ? size.getValue().getKnownMinValue() : 0;
  }

  uint64_t bytes_taken(const MachineInstr &instr) const {
    StringRef name = instrs_->getName(instr.getOpcode());
    if (!x86_) {
      if (!name.consume_front("LD1Rv"))
        return kAll;
      return StringSwitch<uint64_t>(name.take_while([](char c) { return c != '_'; }))
          .Cases("8b", "16b", 1)
          .Cases("4h", "8h", 2)
          .Cases("2s", "4s", 4)
          .Default(sizeof(uint64_t));
    }
    if (has_masks_ && is_masked(instr))
      return 0;
    name.consume_front("V");
    if (!name.consume_front("PMOVSX") && !name.consume_front("PMOVZX"))
      return kAll;
    const uint64_t made = registers_->getRegSizeInBits(*instrs_->getRegClass(
                              instr.getDesc(), 0, registers_, *instr.getMF())) /
                          8;
    return made /
           StringSwitch<uint64_t>(name.take_front(2)).Case("BQ", 8).Cases("BD", "WQ", 4).Default(2);
  }

  bool is_masked(const MachineInstr &instr) const {
    return any_of(instr.getDesc().operands(), [&](const MCOperandInfo &operand) {
      if (operand.OperandType != MCOI::OPERAND_REGISTER || operand.RegClass < 0)
        return false;
      const StringRef name =
          registers_->getRegClassName(registers_->getRegClass(unsigned(operand.RegClass)));
      return name.starts_with("VK") && name.ends_with("WM");
    });
  }

  StringRef load_of(uint64_t bytes) const {
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
      return has_avx_ ? "VMOVUPSrm" : "MOVUPSrm";
    case 32:
      return "VMOVUPSYrm";
    case 64:
      return "VMOVUPSZrm";
    default:
      bug("a load of another width");
    }
  }

  void read_all(MachineInstr &instr) const {
    MachineFunction &mf = *instr.getMF();
    const MCInstrDesc &load =
        instrs_->get(opcode_named(*instrs_, x86_ ? load_of(bytes_of(instr)) : "LDRQui"));
    const Register value =
        mf.getRegInfo().createVirtualRegister(instrs_->getRegClass(load, 0, registers_, mf));
    MachineInstrBuilder made = BuildMI(*instr.getParent(), instr, instr.getDebugLoc(), load, value);
    const auto add = [&](MachineOperand operand) {
      if (operand.isReg())
        operand.setIsKill(false);
      made.add(operand);
    };
    if (x86_) {
      const ArrayRef<MCOperandInfo> operands = instr.getDesc().operands();
      const auto *address = find_if(operands, [](const MCOperandInfo &operand) {
        return operand.OperandType == MCOI::OPERAND_MEMORY;
      });
      const auto first = static_cast<unsigned>(address - operands.begin());
      for (unsigned i = first; i < first + kAddress; ++i)
        add(instr.getOperand(i));
    } else {
      add(instr.getOperand(instr.getNumExplicitDefs()));
      made.addImm(0);
    }
    made.cloneMemRefs(instr);
  }
};

} // namespace

void add_whole_loads_pass(TargetPassConfig &config) {
  config.insertPass(&FinalizeISelID, new WholeLoads);
}

} // namespace wexn::emit
