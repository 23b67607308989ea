// See recursive_lines.h. It relies on nothing: alignment changes no instruction but those that do
// nothing. The pass runs behind block placement, which aligns loops.
#include "wexnc/emit/recursive_lines.h"

#include "wexnc/emit/cache_line.h"

#include "llvm/ADT/STLExtras.h"
#include "llvm/CodeGen/MachineFunction.h"
#include "llvm/CodeGen/MachineFunctionPass.h"
#include "llvm/CodeGen/Passes.h"
#include "llvm/IR/Function.h"

namespace wexn::emit {

using namespace llvm;

namespace {

constexpr unsigned kMost = 48; // instructions: two lines, about, with what tables say of them

class RecursiveLines : public MachineFunctionPass {
public:
  RecursiveLines() : MachineFunctionPass(id_) {}

  bool runOnMachineFunction(MachineFunction &mf) override {
    if (!calls_itself(mf) || mf.getInstructionCount() > kMost)
      return false;
    mf.ensureAlignment(Align(kCacheLine / 2));
    for (MachineBasicBlock &block : mf)
      block.setAlignment(Align(1));
    return true;
  }

  [[nodiscard]] StringRef getPassName() const override { return "wexnc recursive lines"; }

private:
  inline static char id_ = 0;

  static bool calls_itself(const MachineFunction &mf) {
    const GlobalValue *itself = &mf.getFunction();
    const auto is_itself = [&](const MachineOperand &operand) {
      return operand.isGlobal() && operand.getGlobal() == itself;
    };
    return any_of(mf, [&](const MachineBasicBlock &block) {
      return any_of(block, [&](const MachineInstr &instr) {
        return instr.isCall() && any_of(instr.operands(), is_itself);
      });
    });
  }
};

} // namespace

void add_recursive_lines_pass(TargetPassConfig &config) {
  if (config.getOptLevel() != CodeGenOptLevel::None)
    config.insertPass(&MachineBlockPlacementID, new RecursiveLines);
}

} // namespace wexn::emit
