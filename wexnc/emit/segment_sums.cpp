// See segment_sums.h. Behind instruction selection, in SSA form.
//
// What it relies on:
// - The processor computes base + index * scale + displacement modulo 2^32 if they are of 32 bits,
//   extends it with zeros and adds the base of GS, in 64 bits. The bytes of the access follow each
//   other from there and do not wrap. That is equal to the sum in a register, by definition, if the
//   access adds nothing to that register: a constant that it adds, the offset of the access in
//   WebAssembly, is added in 64 bits and would wrap here. So an access that does is left alone, and
//   with it the sum.
// - SUBREG_TO_REG of a sum is its extension with zeros. Only the instructions in sum_of() are taken
//   apart, whose flags nobody uses.
// - Only accesses are changed whose operands may be any register (X86's class of pointers, and that
//   without the stack pointer): so no vector of indices, none that cannot have a REX prefix, and no
//   jump. The assembler takes the prefix 0x67 from the registers, whatever the encoding is.
// - A value of 64 bits has its lower half in the register's lower half.
// - No pass between here and the assembler makes other addresses of those with a segment, nor asks
//   for the class of a register in an address, but to find a larger one, which then is not found.
//   LLVM's verifier of machine code knows 32 bits in addresses only of processes that have no
//   others: it takes them for a mistake.
#include "wexnc/emit/segment_sums.h"

#include "wexnc/emit/machine_names.h"
#include "wexnc/ir/segment_attribute.h"

#include "llvm/ADT/STLExtras.h"
#include "llvm/ADT/SmallVector.h"
#include "llvm/CodeGen/MachineFunction.h"
#include "llvm/CodeGen/MachineFunctionPass.h"
#include "llvm/CodeGen/MachineInstrBuilder.h"
#include "llvm/CodeGen/MachineLoopInfo.h"
#include "llvm/CodeGen/MachineRegisterInfo.h"
#include "llvm/CodeGen/Passes.h"
#include "llvm/CodeGen/TargetInstrInfo.h"
#include "llvm/CodeGen/TargetRegisterInfo.h"
#include "llvm/CodeGen/TargetSubtargetInfo.h"

#include <cstddef>
#include <cstdint>
#include <optional>

namespace wexn::emit {

using namespace llvm;

namespace {

constexpr unsigned kMostAccesses = 8; // of one sum

// The operands of an access, from that of its base on.
enum : unsigned { kBase, kScale, kIndex, kDisplacement, kSegment, kOperands };

// A register, or its part.
struct Half {
  Register reg;
  unsigned part = 0;
};

struct Sum {
  Half base, index;
  int64_t scale = 1, displacement = 0;
};

class SegmentSums : public MachineFunctionPass {
public:
  SegmentSums() : MachineFunctionPass(id_) {}

  bool runOnMachineFunction(MachineFunction &mf) override {
    if (!mf.getFunction().hasFnAttribute(ir::kSegmentAttribute))
      return false;
    names_.emplace(mf);
    values_ = &mf.getRegInfo();
    const MachineLoopInfo &loops = getAnalysis<MachineLoopInfoWrapperPass>().getLI();
    bool changed = false;
    for (MachineBasicBlock &block : mf)
      for (MachineInstr &instr : make_early_inc_range(block))
        if (instr.isSubregToReg())
          changed |= fold(instr, loops);
    return changed;
  }

  void getAnalysisUsage(AnalysisUsage &usage) const override {
    usage.addRequired<MachineLoopInfoWrapperPass>();
    usage.addPreserved<MachineLoopInfoWrapperPass>();
    usage.setPreservesCFG();
    MachineFunctionPass::getAnalysisUsage(usage);
  }

  [[nodiscard]] StringRef getPassName() const override { return "wexnc segment sums"; }

private:
  inline static char id_ = 0;

  // What LLVM calls by numbers.
  struct Names {
    const TargetInstrInfo &instrs;
    const TargetRegisterInfo &registers;
    const TargetRegisterClass *pointer, *index; // classes of 64 bits, and of 32
    const TargetRegisterClass *base32, *index32;
    Register gs, flags;
    unsigned lower = 0; // half of a register
    unsigned lea, lea32, add, add_disjoint, add_constant, add_constant_disjoint, increment,
        decrement, shift, move;

    explicit Names(const MachineFunction &mf)
        : instrs(*mf.getSubtarget().getInstrInfo()),
          registers(*mf.getSubtarget().getRegisterInfo()),
          pointer(registers.getPointerRegClass(mf, 0)), index(registers.getPointerRegClass(mf, 1)),
          base32(class_named("GR32")), index32(class_named("GR32_NOSP")),
          gs(register_named(registers, "GS")), flags(register_named(registers, "EFLAGS")),
          lea(opcode("LEA64_32r")), lea32(opcode("LEA32r")), add(opcode("ADD32rr")),
          add_disjoint(opcode("ADD32rr_DB")), add_constant(opcode("ADD32ri")),
          add_constant_disjoint(opcode("ADD32ri_DB")), increment(opcode("INC32r")),
          decrement(opcode("DEC32r")), shift(opcode("SHL32ri")), move(opcode("MOV32rr")) {
      while (StringRef("sub_32bit") != registers.getSubRegIndexName(++lower))
        ;
    }

  private:
    [[nodiscard]] unsigned opcode(StringRef name) const { return opcode_named(instrs, name); }
    [[nodiscard]] const TargetRegisterClass *class_named(StringRef name) const {
      return *find_if(registers.regclasses(), [&](const TargetRegisterClass *each) {
        return name == registers.getRegClassName(each);
      });
    }
  };
  std::optional<Names> names_;
  MachineRegisterInfo *values_ = nullptr;

  // The accesses at `extension` take its sum for their addresses, if nobody else needs it.
  bool fold(MachineInstr &extension, const MachineLoopInfo &loops) {
    const MachineOperand &half = extension.getOperand(2);
    if (!half.getReg().isVirtual() || half.getSubReg() || extension.getOperand(0).getSubReg() ||
        extension.getOperand(3).getImm() != names_->lower)
      return false;
    MachineInstr *from = values_->getUniqueVRegDef(half.getReg());
    if (!from || !values_->hasOneUse(half.getReg()))
      return false;
    const std::optional<Sum> sum = sum_of(*from);
    if (!sum)
      return false;
    const Register address = extension.getOperand(0).getReg();
    SmallVector<MachineOperand *, kMostAccesses> bases;
    for (MachineOperand &use : values_->use_operands(address)) {
      const MachineLoop *loop = loops.getLoopFor(use.getParent()->getParent());
      if (bases.size() == kMostAccesses || !is_whole_address(use) ||
          (loop && !loop->contains(from->getParent())))
        return false;
      bases.push_back(&use);
    }
    if (bases.empty() || !constrain(sum->base, names_->base32, names_->pointer) ||
        !constrain(sum->index, names_->index32, names_->index))
      return false;
    for (MachineOperand *base : bases)
      replace(*base, *sum);
    for (const Half &each : {sum->base, sum->index})
      if (each.reg)
        values_->clearKillFlags(each.reg);
    extension.eraseFromParent();
    from->eraseFromParent();
    return true;
  }

  [[nodiscard]] std::optional<Sum> sum_of(const MachineInstr &from) const {
    const unsigned opcode = from.getOpcode();
    const auto flags_unused = [&] { return from.registerDefIsDead(names_->flags, nullptr); };
    std::optional<Sum> sum = Sum();
    const auto take = [&](Half &into, unsigned operand, bool wide = false) {
      const MachineOperand &op = from.getOperand(operand);
      if (!op.isReg() || op.isUndef() || (op.getReg() && !op.getReg().isVirtual()) ||
          (wide && op.getSubReg()))
        sum.reset();
      else if (op.getReg())
        into = wide ? lower_half(op.getReg()) : Half{op.getReg(), op.getSubReg()};
    };
    const auto take_constant = [&](unsigned operand) {
      const MachineOperand &op = from.getOperand(operand);
      if (!op.isImm())
        sum.reset();
      else
        sum->displacement = static_cast<int32_t>(op.getImm());
    };
    if (from.getOperand(0).getSubReg())
      return std::nullopt;
    if (opcode == names_->lea || opcode == names_->lea32) {
      if (from.getOperand(1 + kSegment).getReg())
        return std::nullopt;
      sum->scale = from.getOperand(1 + kScale).getImm();
      take_constant(1 + kDisplacement);
      if (sum)
        take(sum->base, 1 + kBase, opcode == names_->lea);
      if (sum)
        take(sum->index, 1 + kIndex, opcode == names_->lea);
      return sum;
    }
    if (opcode == names_->move) {
      take(sum->base, 1);
      return sum;
    }
    if (opcode == names_->shift) {
      const int64_t bits = from.getOperand(2).getImm();
      if (!flags_unused() || bits < 1 || bits > 3)
        return std::nullopt;
      take(sum->index, 1);
      if (sum && bits == 1) // is shorter without a scale
        sum->base = sum->index;
      else if (sum)
        sum->scale = int64_t{1} << bits;
      return sum;
    }
    if (opcode == names_->add || opcode == names_->add_disjoint) {
      if (!flags_unused())
        return std::nullopt;
      take(sum->base, 1);
      if (sum)
        take(sum->index, 2);
      return sum;
    }
    if (opcode == names_->add_constant || opcode == names_->add_constant_disjoint) {
      if (!flags_unused())
        return std::nullopt;
      take_constant(2);
      if (sum)
        take(sum->base, 1);
      return sum;
    }
    if (opcode == names_->increment || opcode == names_->decrement) {
      if (!flags_unused())
        return std::nullopt;
      sum->displacement = opcode == names_->increment ? 1 : -1;
      take(sum->base, 1);
      return sum;
    }
    return std::nullopt;
  }

  // What an extended value was before, if that is known: else it would be needed in both widths.
  [[nodiscard]] Half lower_half(Register whole) const {
    const MachineInstr *from = values_->getUniqueVRegDef(whole);
    if (from && (from->isInsertSubreg() || from->isSubregToReg()))
      if (const MachineOperand &half = from->getOperand(2);
          from->getOperand(3).getImm() == names_->lower && half.getReg().isVirtual() &&
          !half.getSubReg() && !half.isUndef())
        return {half.getReg()};
    return {whole, names_->lower};
  }

  // Whether it is the base of an access through GS that adds nothing to it.
  [[nodiscard]] bool is_whole_address(const MachineOperand &use) const {
    const MachineInstr &access = *use.getParent();
    const unsigned at = access.getOperandNo(&use);
    const MCInstrDesc &about = access.getDesc();
    if (use.getSubReg() || access.isInlineAsm() || access.isCall() || !access.mayLoadOrStore() ||
        at + kOperands > about.getNumOperands() || !is_memory(about, at) ||
        (at != 0 && is_memory(about, at - 1)))
      return false;
    const MachineFunction &mf = *access.getMF();
    return access.getOperand(at + kIndex).getReg() == 0 &&
           access.getOperand(at + kDisplacement).isImm() &&
           access.getOperand(at + kDisplacement).getImm() == 0 &&
           access.getOperand(at + kSegment).getReg() == names_->gs &&
           names_->instrs.getRegClass(about, at + kBase, &names_->registers, mf) ==
               names_->pointer &&
           names_->instrs.getRegClass(about, at + kIndex, &names_->registers, mf) == names_->index;
  }
  [[nodiscard]] static bool is_memory(const MCInstrDesc &about, unsigned operand) {
    return about.operands()[operand].OperandType == MCOI::OPERAND_MEMORY;
  }

  bool constrain(const Half &half, const TargetRegisterClass *of_half,
                 const TargetRegisterClass *of_whole) {
    return !half.reg || values_->constrainRegClass(half.reg, half.part ? of_whole : of_half);
  }

  static void replace(MachineOperand &base, const Sum &sum) {
    MachineInstr &access = *base.getParent();
    const unsigned at = access.getOperandNo(&base);
    MachineOperand &index = access.getOperand(at + kIndex);
    base.setReg(sum.base.reg);
    base.setSubReg(sum.base.part);
    base.setIsKill(false);
    index.setReg(sum.index.reg);
    index.setSubReg(sum.index.part);
    access.getOperand(at + kScale).setImm(sum.scale);
    access.getOperand(at + kDisplacement).setImm(sum.displacement);
  }
};

} // namespace

void add_segment_sums_pass(TargetPassConfig &config) {
  if (config.getOptLevel() != CodeGenOptLevel::None)
    config.insertPass(&FinalizeISelID, new SegmentSums);
}

} // namespace wexn::emit
