// See dispatch_lines.h. Of the blocks right before the jump, each behind the other and in all about
// a line at most, the first that many branches lead to is aligned: what lies before it is not run
// by those that come to another.
//
// What it relies on: nothing. Alignment changes no block, only what lies before it: instructions
// that do nothing.
#include "wexnc/emit/dispatch_lines.h"

#include "wexnc/emit/cache_line.h"

#include "llvm/CodeGen/MachineFunction.h"
#include "llvm/CodeGen/MachineFunctionPass.h"
#include "llvm/CodeGen/MachineJumpTableInfo.h"
#include "llvm/CodeGen/Passes.h"

namespace wexn::emit {

using namespace llvm;

namespace {

constexpr unsigned kMostInstructions = 16; // in a line, about
constexpr unsigned kManyWays = 4;

class DispatchLines : public MachineFunctionPass {
public:
  DispatchLines() : MachineFunctionPass(id_) {}

  bool runOnMachineFunction(MachineFunction &mf) override {
    const MachineJumpTableInfo *tables = mf.getJumpTableInfo();
    if (!tables || tables->isEmpty())
      return false;
    bool changed = false;
    for (MachineBasicBlock &block : mf) {
      if (block.empty() || !block.back().isIndirectBranch() || block.succ_size() < kManyWays)
        continue;
      if (MachineBasicBlock *first = beginning(block);
          first && first->getAlignment() < Align(kCacheLine)) {
        first->setAlignment(Align(kCacheLine));
        changed = true;
      }
    }
    return changed;
  }

  [[nodiscard]] StringRef getPassName() const override { return "wexnc dispatch lines"; }

private:
  inline static char id_ = 0;

  static MachineBasicBlock *beginning(MachineBasicBlock &jump) {
    MachineBasicBlock *found = nullptr;
    unsigned instructions = 0;
    for (MachineBasicBlock *block = &jump;; block = block->getPrevNode()) {
      for (const MachineInstr &instr : *block)
        instructions += !instr.isMetaInstruction();
      if (instructions > kMostInstructions)
        return found;
      if (block->pred_size() >= kManyWays)
        found = block;
      const MachineBasicBlock *before = block->getPrevNode();
      if (!before || !before->isSuccessor(block))
        return found;
    }
  }
};

} // namespace

void add_dispatch_lines_pass(TargetPassConfig &config) {
  if (config.getOptLevel() != CodeGenOptLevel::None)
    config.insertPass(&MachineBlockPlacementID, new DispatchLines);
}

} // namespace wexn::emit
