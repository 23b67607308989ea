// See branch_chains.h.
//
// What it relies on: a branch changes no flags, so that behind one that was taken the same
// condition holds, and a branch with that condition is taken, too, if control comes right to it. It
// begins a block for that; in the code nothing is between it and what was before it. Every branch
// of a chain goes to the same block in the end, over branches that lie behind it, and the last goes
// there. Sizes of instructions are not known here; from a wrong guess comes a branch of six bytes,
// as it was before. The pass runs where blocks have their order and before anything is said of the
// frame at the beginning of each, which is the same at all branches to one block.
#include "wexnc/emit/branch_chains.h"

#include "llvm/ADT/DenseMap.h"
#include "llvm/ADT/SmallVector.h"
#include "llvm/CodeGen/MachineFunction.h"
#include "llvm/CodeGen/MachineFunctionPass.h"
#include "llvm/CodeGen/Passes.h"

#include <vector>

namespace wexn::emit {

using namespace llvm;

namespace {

constexpr unsigned kBytes = 4; // of an instruction, about
constexpr unsigned kMostSteps = 4;
constexpr unsigned kReach = 140; // beyond that a branch is not short

class BranchChains : public MachineFunctionPass {
public:
  BranchChains() : MachineFunctionPass(id_) {}

  bool runOnMachineFunction(MachineFunction &mf) override {
    // Branches by where they go to and their condition; in order.
    using Key = std::pair<MachineBasicBlock *, int64_t>;
    DenseMap<Key, unsigned> numbers;
    std::vector<SmallVector<Branch, 4>> chains;
    unsigned at = 0;
    for (MachineBasicBlock &block : mf) {
      for (MachineInstr &instr : block)
        at += instr.isMetaInstruction() ? 0 : kBytes;
      // Only a block's first branch: what is before others belongs to those.
      const auto first = block.getFirstTerminator();
      if (first == block.end() || !first->isConditionalBranch() || !first->getOperand(0).isMBB() ||
          !ends(*first->getOperand(0).getMBB()) || goes_twice(block))
        continue;
      const Key key{first->getOperand(0).getMBB(), first->getOperand(1).getImm()};
      const auto [known, is_new] = numbers.try_emplace(key, chains.size());
      if (is_new)
        chains.emplace_back();
      chains[known->second].push_back({&*first, at});
    }
    bool changed = false;
    for (const auto &chain : chains)
      for (size_t i = chain.size(); i-- > 1;)
        if (chain[i].at - chain[i - 1].at <= kReach)
          changed |= join(*chain[i - 1].instr, *chain[i].instr);
    return changed;
  }

  [[nodiscard]] StringRef getPassName() const override { return "wexnc branch chains"; }

private:
  inline static char id_ = 0;
  struct Branch {
    MachineInstr *instr;
    unsigned at;
  };

  // Whether nothing but a call that does not return comes: such branches are hardly ever taken.
  static bool ends(const MachineBasicBlock &block) {
    const MachineBasicBlock *last = &block;
    for (unsigned steps = 0; last->succ_size() == 1 && steps < kMostSteps; ++steps)
      last = *last->succ_begin();
    return last->succ_empty() && !last->isReturnBlock() && !block.isEHPad();
  }

  // Whether two of a block's branches go to one block.
  static bool goes_twice(const MachineBasicBlock &block) {
    SmallVector<const MachineBasicBlock *, 4> seen;
    for (const MachineInstr &branch : block.terminators())
      for (const MachineOperand &operand : branch.operands())
        if (operand.isMBB()) {
          if (is_contained(seen, operand.getMBB()))
            return true;
          seen.push_back(operand.getMBB());
        }
    return false;
  }

  static bool join(MachineInstr &branch, MachineInstr &next) {
    MachineBasicBlock *to = next.getParent();
    if (next.getPrevNode())
      to = to->splitAt(*next.getPrevNode());
    MachineBasicBlock &from = *branch.getParent();
    if (from.isSuccessor(to))
      return false; // comes along anyway
    from.replaceSuccessor(branch.getOperand(0).getMBB(), to);
    branch.getOperand(0).setMBB(to);
    return true;
  }
};

} // namespace

void add_branch_chains_pass(TargetPassConfig &config) {
  if (config.getOptLevel() != CodeGenOptLevel::None)
    config.insertPass(&MachineBlockPlacementID, new BranchChains);
}

} // namespace wexn::emit
