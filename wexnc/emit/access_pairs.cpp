// See access_pairs.h. The second access moves up to the first one.
//
// What it relies on: of several loads that fault nobody can tell which one did, if no effect comes
// between them and backtraces show them in one place; so a load may come before other loads, and
// what else can neither fault nor be seen from outside of the function. Of a pair of stores the
// second must not fault when the first does not: it is known that neither does, or the pair is
// aligned, so that both lie in one page, and a guarded memory ends with a page. Nothing is known of
// the order in which other threads see plain accesses; atomic ones are in no pair, and nothing
// moves over them.
#include "wexnc/emit/access_pairs.h"

#include "wexnc/emit/machine_names.h"
#include "wexnc/optimize/exact.h"

#include "llvm/ADT/STLExtras.h"
#include "llvm/CodeGen/LiveRegUnits.h"
#include "llvm/CodeGen/MachineFunction.h"
#include "llvm/CodeGen/MachineFunctionPass.h"
#include "llvm/CodeGen/MachineInstrBuilder.h"
#include "llvm/CodeGen/MachineMemOperand.h"
#include "llvm/CodeGen/Passes.h"
#include "llvm/CodeGen/PseudoSourceValue.h"
#include "llvm/CodeGen/TargetInstrInfo.h"
#include "llvm/CodeGen/TargetRegisterInfo.h"
#include "llvm/CodeGen/TargetSubtargetInfo.h"
#include "llvm/IR/DebugInfoMetadata.h"
#include "llvm/IR/Metadata.h"

#include <algorithm>
#include <array>
#include <cstddef>
#include <cstdint>
#include <optional>

namespace wexn::emit {

using namespace llvm;

namespace {

constexpr unsigned kFarthest = 24; // instructions from one to the other

// Of an access at base + constant: with a constant that counts in the access's size, and in bytes.
struct Kind {
  const char *scaled, *unscaled, *pair;
  int bytes;
};
constexpr std::array<Kind, 9> kKinds{{
    {"LDRWui", "LDURWi", "LDPWi", 4},
    {"LDRXui", "LDURXi", "LDPXi", 8},
    {"LDRSWui", "LDURSWi", "LDPSWi", 4},
    {"LDRSui", "LDURSi", "LDPSi", 4},
    {"LDRDui", "LDURDi", "LDPDi", 8},
    {"STRWui", "STURWi", "STPWi", 4},
    {"STRXui", "STURXi", "STPXi", 8},
    {"STRSui", "STURSi", "STPSi", 4},
    {"STRDui", "STURDi", "STPDi", 8},
}};

struct Opcodes {
  unsigned scaled, unscaled, pair;
};

struct Access {
  MachineInstr *instr;
  size_t kind;
  Register value, base;
  int64_t at; // bytes
};

// An access of the frame that is none of the program's own.
bool is_spill(const MachineInstr &instr) {
  return !instr.memoperands_empty() &&
         all_of(instr.memoperands(), [](const MachineMemOperand *memory) {
           const PseudoSourceValue *place = memory->getPseudoValue();
           return place && isa<FixedStackPseudoSourceValue>(place) && memory->isUnordered();
         });
}

class AccessPairs : public MachineFunctionPass {
public:
  explicit AccessPairs(bool lines) : MachineFunctionPass(id_), lines_(lines) {}

  bool runOnMachineFunction(MachineFunction &mf) override {
    instructions_ = mf.getSubtarget().getInstrInfo();
    registers_ = mf.getSubtarget().getRegisterInfo();
    if (!opcodes_[0].pair)
      for (size_t i = 0; i < kKinds.size(); ++i)
        opcodes_[i] = {opcode_named(*instructions_, kKinds[i].scaled),
                       opcode_named(*instructions_, kKinds[i].unscaled),
                       opcode_named(*instructions_, kKinds[i].pair)};
    bool changed = false;
    for (MachineBasicBlock &block : mf)
      for (auto i = block.begin(); i != block.end();) {
        MachineInstr &instr = *i++;
        if (const auto first = access_of(instr))
          if (const auto second = partner_of(*first)) {
            if (i != block.end() && &*i == second->instr)
              ++i;
            join(*first, *second);
            changed = true;
          }
      }
    return changed;
  }

  [[nodiscard]] StringRef getPassName() const override { return "wexnc access pairs"; }

private:
  inline static char id_ = 0;
  bool lines_;
  const TargetInstrInfo *instructions_ = nullptr;
  const TargetRegisterInfo *registers_ = nullptr;
  std::array<Opcodes, kKinds.size()> opcodes_{};

  // LLVM takes care of those that are not volatile.
  [[nodiscard]] std::optional<Access> access_of(MachineInstr &instr) const {
    if (!instr.mayLoadOrStore() || !instr.hasOneMemOperand())
      return std::nullopt;
    const MachineMemOperand &memory = **instr.memoperands_begin();
    if (!memory.isVolatile() || memory.isAtomic())
      return std::nullopt;
    for (size_t i = 0; i < kKinds.size(); ++i) {
      const bool scaled = instr.getOpcode() == opcodes_[i].scaled;
      if ((scaled || instr.getOpcode() == opcodes_[i].unscaled) && instr.getOperand(1).isReg() &&
          instr.getOperand(2).isImm())
        return Access{&instr, i, instr.getOperand(0).getReg(), instr.getOperand(1).getReg(),
                      instr.getOperand(2).getImm() * (scaled ? kKinds[i].bytes : 1)};
    }
    return std::nullopt;
  }

  [[nodiscard]] std::optional<Access> partner_of(const Access &first) const {
    const bool is_load = first.instr->mayLoad();
    if (is_load && registers_->regsOverlap(first.value, first.base))
      return std::nullopt;
    LiveRegUnits modified(*registers_), used(*registers_);
    unsigned steps = 0;
    for (auto i = std::next(first.instr->getIterator());
         i != first.instr->getParent()->end() && steps < kFarthest; ++i) {
      if (i->isDebugOrPseudoInstr())
        continue;
      ++steps;
      const auto second = access_of(*i);
      if (second && make_a_pair(first, *second) && is_free(modified, second->value) &&
          (!is_load ||
           (is_free(used, second->value) && !registers_->regsOverlap(first.value, second->value))))
        return second;
      if (!may_move_over(*i, first))
        return std::nullopt;
      LiveRegUnits::accumulateUsedDefed(*i, modified, used, registers_);
      if (!is_free(modified, first.base))
        return std::nullopt;
    }
    return std::nullopt;
  }

  static bool is_free(const LiveRegUnits &units, Register reg) {
    return units.available(static_cast<MCPhysReg>(reg.id()));
  }

  [[nodiscard]] bool make_a_pair(const Access &a, const Access &b) const {
    const int bytes = kKinds[a.kind].bytes;
    const int64_t at = std::min(a.at, b.at);
    const Access &lower = a.at == at ? a : b;
    return a.kind == b.kind && a.base == b.base && std::max(a.at, b.at) == at + bytes &&
           at % bytes == 0 && isInt<7>(at / bytes) && are_one_place(*a.instr, *b.instr) &&
           (a.instr->mayLoad() || (cannot_fault(*a.instr) && cannot_fault(*b.instr)) ||
            (*lower.instr->memoperands_begin())->getAlign().value() >= 2 * uint64_t(bytes));
  }

  static bool cannot_fault(const MachineInstr &store) {
    return optimize::cannot_fault((*store.memoperands_begin())->getAAInfo().Scope);
  }

  // To backtraces.
  [[nodiscard]] bool are_one_place(const MachineInstr &a, const MachineInstr &b) const {
    const DILocation *of_a = a.getDebugLoc(), *of_b = b.getDebugLoc();
    if (of_a == of_b)
      return true;
    return of_a && of_b && !lines_ && of_a->getScope() == of_b->getScope() &&
           of_a->getInlinedAt() == of_b->getInlinedAt();
  }

  [[nodiscard]] bool may_move_over(const MachineInstr &instr, const Access &first) const {
    if (instr.isCall() || instr.isTerminator() || instr.isPosition() || instr.isInlineAsm() ||
        instr.hasUnmodeledSideEffects())
      return false;
    if (!instr.mayLoadOrStore() || is_spill(instr))
      return true;
    return first.instr->mayLoad() && !instr.mayStore() && !instr.memoperands_empty() &&
           none_of(instr.memoperands(),
                   [](const MachineMemOperand *memory) { return memory->isAtomic(); }) &&
           (!instr.hasOrderedMemoryRef() || are_one_place(instr, *first.instr));
  }

  void join(const Access &first, const Access &second) {
    const bool in_order = first.at < second.at;
    const MachineInstr &lower = in_order ? *first.instr : *second.instr,
                       &upper = in_order ? *second.instr : *first.instr;
    const int64_t at = std::min(first.at, second.at) / kKinds[first.kind].bytes;
    MachineOperand base = first.instr->getOperand(1);
    base.setIsKill(false);
    MachineInstrBuilder pair =
        BuildMI(*first.instr->getParent(), *first.instr, first.instr->getDebugLoc(),
                instructions_->get(opcodes_[first.kind].pair))
            .add(without_kill(lower.getOperand(0)))
            .add(without_kill(upper.getOperand(0)))
            .add(base)
            .addImm(at)
            .cloneMergedMemRefs({first.instr, second.instr});
    // The 64-bit names of what is loaded.
    for (const MachineInstr *each : {first.instr, second.instr})
      for (const MachineOperand &operand : each->implicit_operands())
        if (operand.isReg() && operand.isDef())
          pair.addReg(operand.getReg(), RegState::ImplicitDefine);
    first.instr->eraseFromParent();
    second.instr->eraseFromParent();
  }

  static MachineOperand without_kill(MachineOperand operand) {
    if (operand.isUse())
      operand.setIsKill(false);
    return operand;
  }
};

} // namespace

void add_access_pairs_pass(TargetPassConfig &config, bool lines) {
  if (config.getOptLevel() != CodeGenOptLevel::None)
    config.insertPass(&PrologEpilogCodeInserterID, new AccessPairs(lines));
}

} // namespace wexn::emit
