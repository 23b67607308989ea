// See call_constants.h. LLVM's disassembler goes through the function once; from each call back,
// the last instruction that writes the argument's register has to move a constant, and no branch
// may lead in between.
#include "wexnc/emit/call_constants.h"

#include "wexnc/emit/machine_names.h"
#include "wexnc/support/result.h"

#include "llvm/MC/MCAsmInfo.h"
#include "llvm/MC/MCContext.h"
#include "llvm/MC/MCDisassembler/MCDisassembler.h"
#include "llvm/MC/MCInst.h"
#include "llvm/MC/MCInstrAnalysis.h"
#include "llvm/MC/MCInstrInfo.h"
#include "llvm/MC/MCRegisterInfo.h"
#include "llvm/MC/MCSubtargetInfo.h"
#include "llvm/MC/MCTargetOptions.h"
#include "llvm/MC/TargetRegistry.h"
#include "llvm/Support/TargetSelect.h"

#include <algorithm>

namespace wexn::emit {
namespace {

struct Decoded {
  uint64_t offset = 0;
  llvm::MCInst instr;
};

} // namespace

class CallConstants::Reader {
public:
  explicit Reader(Arch arch) {
    LLVMInitializeX86TargetInfo();
    LLVMInitializeX86TargetMC();
    LLVMInitializeX86Disassembler();
    LLVMInitializeAArch64TargetInfo();
    LLVMInitializeAArch64TargetMC();
    LLVMInitializeAArch64Disassembler();
    const bool x86 = arch == Arch::X86_64;
    const llvm::Triple triple(x86 ? "x86_64" : "aarch64");
    std::string error;
    const llvm::Target *target = llvm::TargetRegistry::lookupTarget(triple.str(), error);
    if (!target)
      bug(error.c_str());
    registers_.reset(target->createMCRegInfo(triple.str()));
    asm_info_.reset(target->createMCAsmInfo(*registers_, triple.str(), llvm::MCTargetOptions()));
    instrs_.reset(target->createMCInstrInfo());
    subtarget_.reset(target->createMCSubtargetInfo(triple.str(), "", x86 ? "" : "+all"));
    context_ = std::make_unique<llvm::MCContext>(triple, asm_info_.get(), registers_.get(),
                                                 subtarget_.get());
    disassembler_.reset(target->createMCDisassembler(*subtarget_, *context_));
    analysis_.reset(target->createMCInstrAnalysis(instrs_.get()));
    if (!disassembler_ || !analysis_)
      bug("LLVM has no disassembler for a target of ours");
    argument_ = register_named(*registers_, x86 ? "ESI" : "W1");
  }

  void read(std::span<const uint8_t> code) {
    list_.clear();
    branched_to_.assign(code.size(), false);
    const llvm::ArrayRef<uint8_t> bytes(code.data(), code.size());
    for (uint64_t at = 0; at < bytes.size();) {
      Decoded decoded;
      uint64_t size = 0;
      decoded.offset = at;
      if (disassembler_->getInstruction(decoded.instr, size, bytes.slice(at), at, llvm::nulls()) !=
          llvm::MCDisassembler::Success)
        decoded.instr.setOpcode(0); // padding, or data
      else if (uint64_t to = 0; analysis_->isBranch(decoded.instr) &&
                                analysis_->evaluateBranch(decoded.instr, at, size, to) &&
                                to < code.size())
        branched_to_[to] = true;
      at += std::max<uint64_t>(size, 1);
      list_.push_back(std::move(decoded));
    }
  }

  [[nodiscard]] std::optional<uint32_t> constant_at(uint64_t place) const {
    auto it = std::upper_bound(list_.begin(), list_.end(), place,
                               [](uint64_t a, const Decoded &d) { return a < d.offset; });
    if (it == list_.begin())
      return std::nullopt;
    // The move stands close to its call. Damaged code can be without any for as long as it is.
    constexpr int kFar = 200;
    --it;
    for (int steps = 0; it != list_.begin() && steps < kFar; ++steps) {
      if (branched_to_[it->offset])
        return std::nullopt;
      --it;
      const llvm::MCInst &instr = it->instr;
      if (instr.getOpcode() == 0 || instrs_->get(instr.getOpcode()).isBarrier())
        return std::nullopt;
      if (writes_argument(instr))
        return moved_constant(instr);
    }
    return std::nullopt;
  }

private:
  std::unique_ptr<llvm::MCRegisterInfo> registers_;
  std::unique_ptr<llvm::MCAsmInfo> asm_info_;
  std::unique_ptr<llvm::MCInstrInfo> instrs_;
  std::unique_ptr<llvm::MCSubtargetInfo> subtarget_;
  std::unique_ptr<llvm::MCContext> context_;
  std::unique_ptr<llvm::MCDisassembler> disassembler_;
  std::unique_ptr<llvm::MCInstrAnalysis> analysis_;
  llvm::MCRegister argument_;
  std::vector<Decoded> list_;
  std::vector<bool> branched_to_; // by offset

  [[nodiscard]] bool writes_argument(const llvm::MCInst &instr) const {
    const llvm::MCInstrDesc &desc = instrs_->get(instr.getOpcode());
    for (unsigned i = 0; i < std::min<unsigned>(desc.getNumDefs(), instr.getNumOperands()); ++i)
      if (instr.getOperand(i).isReg() && instr.getOperand(i).getReg() &&
          registers_->regsOverlap(instr.getOperand(i).getReg(), argument_))
        return true;
    for (const llvm::MCPhysReg reg : desc.implicit_defs())
      if (registers_->regsOverlap(reg, argument_))
        return true;
    return desc.isCall();
  }

  // mov esi, imm32 and movz w1, imm16.
  [[nodiscard]] std::optional<uint32_t> moved_constant(const llvm::MCInst &instr) const {
    const llvm::StringRef name = instrs_->getName(instr.getOpcode());
    const bool shifted = name == "MOVZWi" && instr.getOperand(2).getImm() != 0;
    if ((name != "MOV32ri" && name != "MOVZWi") || shifted ||
        instr.getOperand(0).getReg() != argument_ || !instr.getOperand(1).isImm())
      return std::nullopt;
    return static_cast<uint32_t>(instr.getOperand(1).getImm());
  }
};

CallConstants::CallConstants(Arch arch) : reader_(std::make_unique<Reader>(arch)) {}
CallConstants::~CallConstants() = default;

std::vector<std::optional<uint32_t>>
CallConstants::second_arguments(std::span<const uint8_t> code,
                                const std::vector<uint32_t> &places) {
  reader_->read(code);
  std::vector<std::optional<uint32_t>> constants;
  for (const uint32_t place : places)
    constants.push_back(reader_->constant_at(place));
  return constants;
}

} // namespace wexn::emit
