// See callee_pops.h.
#include "wexnc/emit/callee_pops.h"

#include "llvm/CodeGen/MachineFrameInfo.h"
#include "llvm/CodeGen/MachineFunction.h"
#include "llvm/CodeGen/MachineFunctionPass.h"
#include "llvm/CodeGen/Passes.h"
#include "llvm/CodeGen/TargetInstrInfo.h"
#include "llvm/CodeGen/TargetSubtargetInfo.h"

namespace wexn::emit {

using namespace llvm;

namespace {

class PoppedCalls : public MachineFunctionPass {
public:
  PoppedCalls() : MachineFunctionPass(id_) {}

  bool runOnMachineFunction(MachineFunction &mf) override {
    const TargetInstrInfo &target = *mf.getSubtarget().getInstrInfo();
    const unsigned begin_of_call = target.getCallFrameSetupOpcode(),
                   end_of_call = target.getCallFrameDestroyOpcode();
    bool changed = false;
    for (MachineBasicBlock &block : mf) {
      MachineInstr *begin = nullptr, *call = nullptr;
      for (MachineInstr &instr : make_early_inc_range(block)) {
        if (instr.getOpcode() == begin_of_call)
          begin = &instr;
        if (instr.isCall())
          call = &instr;
        // Its operands: bytes of arguments, bytes that the callee popped.
        if (instr.getOpcode() != end_of_call || instr.getOperand(1).getImm() == 0)
          continue;
        const int64_t popped = instr.getOperand(1).getImm();
        for (MachineInstr *end : {begin, &instr})
          if (end && end->getOperand(0).getImm() < popped) {
            end->getOperand(0).setImm(popped);
            changed = true;
          }
        if (!call || instr.getPrevNode() == call)
          continue;
        instr.removeFromParent();
        block.insertAfter(call->getIterator(), &instr);
        changed = true;
      }
    }
    return changed;
  }

  [[nodiscard]] StringRef getPassName() const override { return "wexnc popped calls"; }

private:
  inline static char id_ = 0;
};

class WholeFrames : public MachineFunctionPass {
public:
  WholeFrames() : MachineFunctionPass(id_) {}

  bool runOnMachineFunction(MachineFunction &mf) override {
    MachineFrameInfo &frame = mf.getFrameInfo();
    if (mf.getFunction().getCallingConv() != CallingConv::Tail || !frame.getSavePoint())
      return false;
    frame.setSavePoint(nullptr);
    frame.setRestorePoint(nullptr);
    return true;
  }

  [[nodiscard]] StringRef getPassName() const override { return "wexnc whole frames"; }

private:
  inline static char id_ = 0;
};

} // namespace

void add_callee_pop_passes(TargetPassConfig &config) {
  config.insertPass(&FixupStatepointCallerSavedID, new PoppedCalls);
  if (config.getOptLevel() != CodeGenOptLevel::None)
    config.insertPass(&ShrinkWrapID, new WholeFrames);
}

} // namespace wexn::emit
