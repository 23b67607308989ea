// See undef_reads.h. What it relies on: instructions that have different numbers of operands are
// not identical (MachineInstr::isIdenticalTo); implicit operands are no part of what is written;
// one that is undefined is no use of its register, so nothing has to be live for it.
#include "wexnc/emit/undef_reads.h"

#include "llvm/CodeGen/MachineFunction.h"
#include "llvm/CodeGen/MachineFunctionPass.h"
#include "llvm/CodeGen/MachineInstrBuilder.h"
#include "llvm/CodeGen/Passes.h"

namespace wexn::emit {

using namespace llvm;

namespace {

class UndefReads : public MachineFunctionPass {
public:
  UndefReads() : MachineFunctionPass(id_) {}

  bool runOnMachineFunction(MachineFunction &mf) override {
    bool changed = false;
    for (MachineBasicBlock &block : mf)
      for (MachineInstr &instr : block)
        if (!instr.isCall() && !instr.isTerminator()) // those stay where they are
          changed |= mark(mf, instr);
    return changed;
  }

  [[nodiscard]] StringRef getPassName() const override { return "wexnc undef reads"; }

private:
  inline static char id_ = 0;

  static bool mark(MachineFunction &mf, MachineInstr &instr) {
    const unsigned count = instr.getNumOperands();
    for (unsigned i = 0; i < count; ++i)
      if (const MachineOperand &read = instr.getOperand(i);
          read.isReg() && read.isUse() && read.isUndef() && read.getReg())
        instr.addOperand(mf, MachineOperand::CreateReg(read.getReg(), /*isDef=*/false,
                                                       /*isImp=*/true, /*isKill=*/false,
                                                       /*isDead=*/false, /*isUndef=*/true));
    return instr.getNumOperands() != count;
  }
};

} // namespace

void add_undef_reads_pass(TargetPassConfig &config) {
  if (config.getOptLevel() != CodeGenOptLevel::None)
    config.insertPass(&PrologEpilogCodeInserterID, new UndefReads);
}

} // namespace wexn::emit
