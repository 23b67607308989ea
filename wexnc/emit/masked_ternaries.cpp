// See masked_ternaries.h. What it relies on: of the functions of three vectors only the choice
// (a ? b : c) is known as such before instructions are selected, so that these patterns can find it
// (others are found by code, without lanes that stay). Of its six tables, one for each order of the
// operands, VPTERNLOG231_imm8 and VPTERNLOG312_imm8 (X86InstrAVX512.td) make each what the other
// should make, and no other pattern makes these two. The pass is the first one behind selection:
// nothing has turned operands round since.
#include "wexnc/emit/masked_ternaries.h"

#include "llvm/CodeGen/MachineFunction.h"
#include "llvm/CodeGen/MachineFunctionPass.h"
#include "llvm/CodeGen/Passes.h"
#include "llvm/CodeGen/TargetInstrInfo.h"
#include "llvm/CodeGen/TargetSubtargetInfo.h"

#include <cstdint>

namespace wexn::emit {

using namespace llvm;

namespace {

// Of the operands x, y and z, in memory: z ? x : y and y ? z : x.
constexpr int64_t kMemoryChooses = 0xe4, kSecondChooses = 0xb8;

class MaskedTernaries : public MachineFunctionPass {
public:
  MaskedTernaries() : MachineFunctionPass(id_) {}

  bool runOnMachineFunction(MachineFunction &mf) override {
    const TargetInstrInfo &instrs = *mf.getSubtarget().getInstrInfo();
    bool changed = false;
    for (MachineBasicBlock &block : mf)
      for (MachineInstr &instr : block)
        if (instr.mayLoad() && is_masked_ternary(instrs.getName(instr.getOpcode())))
          changed |= turn(instr.getOperand(instr.getNumExplicitOperands() - 1));
    return changed;
  }

  [[nodiscard]] StringRef getPassName() const override { return "wexnc masked ternaries"; }

private:
  inline static char id_ = 0;

  static bool is_masked_ternary(StringRef name) {
    return name.starts_with("VPTERNLOG") && (name.ends_with("rmik") || name.ends_with("rmbik"));
  }
  static bool turn(MachineOperand &table) {
    const int64_t is = table.getImm() & 0xff;
    if (is != kMemoryChooses && is != kSecondChooses)
      return false;
    table.setImm(is == kMemoryChooses ? kSecondChooses : kMemoryChooses);
    return true;
  }
};

} // namespace

void add_masked_ternaries_pass(TargetPassConfig &config) {
  config.insertPass(&FinalizeISelID, new MaskedTernaries);
}

} // namespace wexn::emit
