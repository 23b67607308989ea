// See dispatch_lines.h. Of the blocks right before the jump, each behind the other and in all about
// a line at most, the first that many branches lead to is aligned: what lies before it is not run
// by those that come to another. If a way falls into it from a few instructions more that still fit
// in the line, those are: where it lies is as certain, and that way has no padding to run.
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
constexpr unsigned kMostWithStart = 12;    // in a line, nearly for certain
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
        for (MachineBasicBlock *inside = &block; inside != first; inside = inside->getPrevNode())
          inside->setAlignment(Align(1));
        first->setAlignment(Align(kCacheLine));
        changed = true;
      }
    }
    return changed;
  }

  [[nodiscard]] StringRef getPassName() const override { return "wexnc dispatch lines"; }

private:
  inline static char id_ = 0;

  static bool falls_into(const MachineBasicBlock *before, const MachineBasicBlock *block) {
    return before && before->isSuccessor(block) && (before->empty() || !before->back().isBarrier());
  }

  static unsigned instructions(const MachineBasicBlock &block) {
    return static_cast<unsigned>(
        count_if(block, [](const MachineInstr &instr) { return !instr.isMetaInstruction(); }));
  }

  static MachineBasicBlock *beginning(MachineBasicBlock &jump) {
    MachineBasicBlock *found = nullptr;
    unsigned all = 0, here = 0; // up to `block`, and up to what was found
    for (MachineBasicBlock *block = &jump;; block = block->getPrevNode()) {
      all += instructions(*block);
      if (all > kMostInstructions)
        break;
      if (block->pred_size() >= kManyWays) {
        found = block;
        here = all;
      }
      const MachineBasicBlock *before = block->getPrevNode();
      if (!before || !before->isSuccessor(block))
        break;
    }
    return found ? start(*found, here) : nullptr;
  }

  static MachineBasicBlock *start(MachineBasicBlock &found, unsigned here) {
    MachineBasicBlock *first = &found;
    while (falls_into(first->getPrevNode(), first)) {
      here += instructions(*first->getPrevNode());
      if (here > kMostWithStart)
        return first;
      first = first->getPrevNode();
    }
    return first;
  }
};

} // namespace

void add_dispatch_lines_pass(TargetPassConfig &config) {
  if (config.getOptLevel() != CodeGenOptLevel::None)
    config.insertPass(&MachineBlockPlacementID, new DispatchLines);
}

} // namespace wexn::emit
