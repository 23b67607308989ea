// See small_loops.h.
//
// What it relies on: padding is never wrong, it only takes place. The longest padding that is asked
// for is one byte less than the loop, so that there is none where the loop fits into what is left
// of a line. LLVM does not tell sizes of instructions of x86; they are estimated, nine of ten loops
// to two bytes, and from a wrong guess comes a loop in two lines, or padding in vain. Which loops
// run often enough block placement has decided: those that it lets begin at a multiple of
// something. The pass runs right behind it, where registers and the order of blocks are known.
#include "wexnc/emit/small_loops.h"

#include "wexnc/emit/cache_line.h"

#include "llvm/ADT/DepthFirstIterator.h"
#include "llvm/CodeGen/MachineFunction.h"
#include "llvm/CodeGen/MachineFunctionPass.h"
#include "llvm/CodeGen/MachineLoopInfo.h"
#include "llvm/CodeGen/Passes.h"
#include "llvm/CodeGen/TargetInstrInfo.h"
#include "llvm/CodeGen/TargetRegisterInfo.h"
#include "llvm/CodeGen/TargetSubtargetInfo.h"
#include "llvm/Support/MathExtras.h"

namespace wexn::emit {

using namespace llvm;

namespace {

constexpr unsigned kMost = 32;   // bytes of a loop; larger ones are hardly faster, and pad more
constexpr unsigned kAddress = 5; // operands: base, factor, index, distance, segment

class SmallLoops : public MachineFunctionPass {
public:
  SmallLoops() : MachineFunctionPass(id_) {}

  void getAnalysisUsage(AnalysisUsage &usage) const override {
    usage.setPreservesAll();
    usage.addRequired<MachineLoopInfoWrapperPass>();
    MachineFunctionPass::getAnalysisUsage(usage);
  }

  bool runOnMachineFunction(MachineFunction &mf) override {
    registers_ = mf.getSubtarget().getRegisterInfo();
    instructions_ = mf.getSubtarget().getInstrInfo();
    bool changed = false;
    for (MachineLoop *outermost : getAnalysis<MachineLoopInfoWrapperPass>().getLI())
      for (MachineLoop *loop : depth_first(outermost))
        if (loop->isInnermost())
          changed |= place(*loop);
    return changed;
  }

  [[nodiscard]] StringRef getPassName() const override { return "wexnc small loops"; }

private:
  inline static char id_ = 0;
  const TargetRegisterInfo *registers_ = nullptr;
  const TargetInstrInfo *instructions_ = nullptr;

  bool place(MachineLoop &loop) const {
    MachineBasicBlock *top = loop.getTopBlock();
    bool is_hot = false;
    unsigned bytes = 0;
    auto block = top->getIterator();
    for (unsigned i = 0; i < loop.getNumBlocks(); ++i, ++block) {
      if (block == top->getParent()->end() || !loop.contains(&*block))
        return false;
      is_hot |= block->getAlignment() > 1;
      for (const MachineInstr &instr : *block) {
        if (instr.isCall())
          return false;
        bytes += size_of(instr);
        if (bytes > kMost)
          return false;
      }
    }
    if (!is_hot)
      return false;
    for (MachineBasicBlock *each : loop.blocks())
      each->setAlignment(Align(1), 0);
    top->setAlignment(Align(kCacheLine), bytes - 1);
    return true;
  }

  [[nodiscard]] unsigned number(const MachineOperand &op) const {
    return op.isReg() && op.getReg().isPhysical() ? registers_->getEncodingValue(op.getReg()) : 0u;
  }

  // Bytes, about: prefixes, operation, registers, address, constant.
  [[nodiscard]] unsigned size_of(const MachineInstr &instr) const {
    if (instr.isMetaInstruction())
      return 0;
    if (instr.isBranch())
      return 2; // within the loop or not far from it
    const StringRef name = instructions_->getName(instr.getOpcode());
    unsigned bytes = 2;
    for (const char *two : {"MOVZX", "MOVSX", "CMOV", "IMUL", "SET"})
      bytes += name.starts_with(two); // of two bytes
    bool is_vector = false, has_prefix = false;
    const unsigned operands = instr.getNumExplicitOperands();
    for (unsigned i = 0; i < operands; ++i) {
      const MachineOperand &op = instr.getOperand(i);
      has_prefix |= number(op) >= 8;
      if (const unsigned address = address_at(instr, i)) {
        has_prefix |= number(instr.getOperand(i + 2)) >= 8;
        bytes += address - 1;
        i += kAddress - 1;
      } else if (op.isReg() && op.getReg().isPhysical()) {
        const uint64_t bits =
            registers_->getRegSizeInBits(*registers_->getMinimalPhysRegClass(op.getReg()));
        is_vector |= bits >= 128;
        has_prefix |= bits == 64 || (bits == 8 && number(op) >= 4);
      } else if (op.isImm()) {
        const bool short_form = isInt<8>(op.getImm()) && !name.starts_with("MOV32");
        bytes += short_form ? 1 : 4;
      }
    }
    return bytes + (is_vector ? 2 : 0) + (has_prefix ? 1 : 0);
  }

  // 0: none begins at the operand. Otherwise one more than what it takes.
  [[nodiscard]] unsigned address_at(const MachineInstr &instr, unsigned i) const {
    if (i + kAddress > instr.getNumExplicitOperands())
      return 0;
    const MachineOperand &base = instr.getOperand(i), &index = instr.getOperand(i + 2),
                         &distance = instr.getOperand(i + 3);
    if (!base.isReg() || !instr.getOperand(i + 1).isImm() || !index.isReg() ||
        !instr.getOperand(i + 4).isReg())
      return 0;
    const unsigned extra = index.getReg() || number(base) % 8 == 4;
    if (!distance.isImm() || !isInt<8>(distance.getImm()))
      return 5 + extra;
    return 1 + extra + (distance.getImm() != 0 || number(base) % 8 == 5);
  }
};

} // namespace

void add_small_loops_pass(TargetPassConfig &config) {
  if (config.getOptLevel() != CodeGenOptLevel::None)
    config.insertPass(&MachineBlockPlacementID, new SmallLoops);
}

} // namespace wexn::emit
