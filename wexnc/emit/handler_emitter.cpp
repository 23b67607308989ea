// See handler_emitter.h.
#include "wexnc/emit/handler_emitter.h"

#include "unwindinfo/write.h"
#include "wexnc/emit/streamer_sink.h"
#include "wexnc/ir/clause_marker.h"
#include "wexnc/ir/func_marks.h"
#include "wexnc/optimize/vmctx_slot.h"
#include "wexnc/support/result.h"

#include "llvm/CodeGen/MachineFrameInfo.h"
#include "llvm/CodeGen/MachineFunction.h"
#include "llvm/CodeGen/TargetFrameLowering.h"
#include "llvm/CodeGen/TargetRegisterInfo.h"
#include "llvm/CodeGen/TargetSubtargetInfo.h"
#include "llvm/IR/Instructions.h"
#include "llvm/MC/MCContext.h"
#include "llvm/MC/MCDwarf.h"
#include "llvm/MC/MCStreamer.h"
#include "llvm/MC/MCSymbol.h"
#include "llvm/Support/xxhash.h"

namespace wexn::emit {
namespace {

using llvm::MCSymbol;

class HandlerEmitter : public llvm::AsmPrinterHandler {
public:
  HandlerEmitter(llvm::AsmPrinter &printer, const ReturnLabels &labels, EmitStats &stats,
                 std::string &error)
      : printer_(printer), labels_(labels), stats_(stats), error_(error) {
    const llvm::Triple &triple = printer.TM.getTargetTriple();
    if (triple.getArch() == llvm::Triple::x86_64)
      machine_ = unwind::Machine::X86_64;
    else if (triple.isAArch64())
      machine_ =
          triple.isOSBinFormatMachO() ? unwind::Machine::AArch64MachO : unwind::Machine::AArch64Elf;
    else
      error_ = "there is no unwind table format for this architecture";
  }

  void endModule() override {}
  // Labels of our own: the function's symbol may be one that other libraries can replace.
  void beginFunction(const llvm::MachineFunction *mf) override {
    subtarget_ = &mf->getSubtarget();
    function_ = {};
    mf_ = mf;
    begin_ = printer_.OutContext.createTempSymbol();
    printer_.OutStreamer->emitLabel(begin_);
  }
  void markFunctionEnd() override {
    printer_.OutStreamer->emitCodeAlignment(llvm::Align(unwind::kSizeUnit), subtarget_);
    gather_sites(*mf_, function_);
    // Linkers that fold functions of equal code (--icf) do not know that a handler for one tag is
    // something else than one for another: such functions end in bytes that no other has.
    if (!function_.sites.empty())
      printer_.OutStreamer->emitIntValue(
          static_cast<uint32_t>(llvm::xxh3_64bits(printer_.CurrentFnSym->getName())),
          unwind::kMarkBytes);
    end_ = printer_.OutContext.createTempSymbol();
    printer_.OutStreamer->emitLabel(end_);
  }

  void endFunction(const llvm::MachineFunction *mf) override {
    if (!error_.empty())
      return;
    FunctionDesc &f = function_;
    f.begin = begin_;
    f.end = end_;
    f.size_bound = code_size_bound(*mf, *begin_);
    const llvm::Attribute index = mf->getFunction().getFnAttribute(ir::kFuncIndexAttribute);
    if (index.isValid() && index.getValueAsString().getAsInteger(10, f.index))
      bug("malformed function index attribute");
    gather_frame(*mf, f);

    llvm::MCStreamer &out = *printer_.OutStreamer;
    out.pushSection();
    StreamerSink sink(out, printer_.OutContext, *printer_.CurrentFnSym);
    unwind::write_function(sink, machine_, f);
    out.popSection();
    count(f);
  }

private:
  using FunctionDesc = unwind::FunctionDesc<const MCSymbol *>;

  llvm::AsmPrinter &printer_;
  const ReturnLabels &labels_;
  EmitStats &stats_;
  std::string &error_;
  unwind::Machine machine_ = unwind::Machine::X86_64;
  MCSymbol *begin_ = nullptr, *end_ = nullptr;
  const llvm::MCSubtargetInfo *subtarget_ = nullptr;
  const llvm::MachineFunction *mf_ = nullptr;
  FunctionDesc function_;

  void count(const FunctionDesc &f) {
    stats_.functions += 1;
    stats_.functions_in_try += !f.sites.empty();
    stats_.landing_pads += static_cast<uint32_t>(f.pads.size());
    for (const auto &pad : f.pads)
      stats_.clauses += static_cast<uint32_t>(pad.clauses.size());
  }

  void gather_sites(const llvm::MachineFunction &mf, FunctionDesc &f) {
    if (mf.getLandingPads().empty())
      return;
    const std::vector<const llvm::GlobalValue *> &markers = mf.getTypeInfos();
    llvm::DenseMap<const MCSymbol *, uint32_t> pad_of; // by begin label
    for (const llvm::LandingPadInfo &info : mf.getLandingPads()) {
      if (!info.LandingPadLabel || !info.LandingPadLabel->isDefined())
        continue;
      FunctionDesc::Pad pad{info.LandingPadLabel, {}};
      for (auto it = info.TypeIds.rbegin(); it != info.TypeIds.rend(); ++it) {
        if (*it <= 0) // cleanup: the runtime enters a landing pad for its clauses only
          continue;
        const uint32_t entry = ir::marker_entry(markers[static_cast<size_t>(*it) - 1]);
        pad.clauses.push_back(entry);
        if (unwind::catches_all(unwind::entry_kind(entry)))
          break;
      }
      if (pad.clauses.empty())
        continue;
      for (const MCSymbol *begin : info.BeginLabels)
        pad_of[begin] = static_cast<uint32_t>(f.pads.size());
      f.pads.push_back(std::move(pad));
    }
    for (const llvm::MachineBasicBlock &block : mf)
      for (const llvm::MachineInstr &instr : block.instrs()) {
        if (!instr.isEHLabel())
          continue;
        const auto pad = pad_of.find(instr.getOperand(0).getMCSymbol());
        if (pad == pad_of.end())
          continue;
        const auto label = labels_.find(pad->first);
        if (label == labels_.end())
          bug("invoke without a call");
        f.sites.push_back({label->second, pad->second});
      }
  }

  // Number of a callee-saved register in the tables (unwindinfo/tables.h).
  uint32_t register_number(llvm::MCRegister reg, const llvm::TargetRegisterInfo &tri) const {
    const llvm::StringRef name = tri.getName(reg);
    uint32_t number = 0;
    if (machine_ == unwind::Machine::X86_64) {
      static constexpr llvm::StringLiteral names[] = {"RBX", "R12", "R13", "R14", "R15"};
      for (const llvm::StringLiteral &n : names) {
        if (name == n)
          return number;
        ++number;
      }
    } else if (!name.drop_front().getAsInteger(10, number)) {
      if (name[0] == 'X' && number >= 19 && number <= 28)
        return number - 19;
      if (name[0] == 'D' && number >= 8 && number <= 15)
        return number + 2;
    }
    bug("a callee-saved register that the unwind tables do not know");
  }

  // Bytes from the canonical frame address (the caller's stack pointer) to the saved frame pointer.
  int64_t frame_pointer_offset(const llvm::MachineFunction &mf, const llvm::TargetRegisterInfo &tri,
                               llvm::Register fp) const {
    const int dwarf = tri.getDwarfRegNum(fp, true);
    for (const llvm::MCCFIInstruction &cfi : mf.getFrameInstructions())
      if (cfi.getOperation() == llvm::MCCFIInstruction::OpOffset &&
          static_cast<int>(cfi.getRegister()) == dwarf)
        return cfi.getOffset();
    bug("a function without frame pointer or unwind information");
  }

  void gather_frame(const llvm::MachineFunction &mf, FunctionDesc &f) {
    const llvm::MachineFrameInfo &mfi = mf.getFrameInfo();
    const llvm::TargetFrameLowering &tfi = *mf.getSubtarget().getFrameLowering();
    const llvm::TargetRegisterInfo &tri = *mf.getSubtarget().getRegisterInfo();
    if (!tfi.hasFP(mf) && !mfi.hasCalls() && f.sites.empty())
      return; // nobody walks from there: optimize/leaf_frames.h
    if (!tfi.hasFP(mf) || mfi.hasVarSizedObjects())
      bug("a frame that the unwind tables cannot describe");
    const llvm::Register fp = tri.getFrameRegister(mf);
    const bool x86 = machine_ == unwind::Machine::X86_64;
    const int64_t fp_offset = frame_pointer_offset(mf, tri, fp);
    // x86: return address and saved frame pointer, 16 bytes, unless room for the arguments of tail
    // calls lies between them. AArch64: they are always side by side.
    f.frame.reserved = x86 ? static_cast<uint64_t>(-fp_offset - 16) : 0;
    const uint64_t below_entry = mfi.getStackSize() + (x86 ? 8 : 0);
    f.frame.sp_distance = below_entry - static_cast<uint64_t>(-fp_offset);

    uint64_t pushed = 0;
    for (const llvm::CalleeSavedInfo &info : mfi.getCalleeSavedInfo()) {
      const llvm::MCRegister reg = info.getReg();
      const int dwarf = tri.getDwarfRegNum(reg, true);
      if (dwarf == tri.getDwarfRegNum(fp, true) ||
          (!x86 && dwarf == tri.getDwarfRegNum(tri.getRARegister(), true)))
        continue;
      if (info.isSpilledToReg())
        bug("a callee-saved register kept in another register");
      llvm::Register base;
      const llvm::StackOffset at = tfi.getFrameIndexReference(mf, info.getFrameIdx(), base);
      int64_t offset = at.getFixed();
      if (base != fp)
        offset -= static_cast<int64_t>(f.frame.sp_distance);
      f.frame.saved.offset[register_number(reg, tri)] = static_cast<int32_t>(offset);
      pushed += 8;
    }

    const bool realigned = tri.hasStackRealignment(mf);
    if (realigned) {
      if (!x86)
        bug("a realigned frame on this architecture");
      const uint64_t align = mfi.getMaxAlign().value();
      f.frame.align_log2 = static_cast<uint8_t>(llvm::Log2(mfi.getMaxAlign()));
      f.frame.pushed = pushed;
      f.frame.sp_distance = llvm::alignTo(f.frame.sp_distance - pushed, align);
    }
    if (!f.sites.empty())
      f.frame.vmctx_distance = vmctx_distance(mf, f.frame, tfi, fp);
  }

  uint64_t vmctx_distance(const llvm::MachineFunction &mf, const unwind::FrameDesc &frame,
                          const llvm::TargetFrameLowering &tfi, llvm::Register fp) const {
    const llvm::MachineFrameInfo &mfi = mf.getFrameInfo();
    for (int i = 0; i < mfi.getObjectIndexEnd(); ++i) {
      const llvm::AllocaInst *alloca = mfi.getObjectAllocation(i);
      if (!alloca || !alloca->hasMetadata(optimize::kVmctxSlotMetadata))
        continue;
      llvm::Register base;
      const int64_t offset = tfi.getFrameIndexReference(mf, i, base).getFixed();
      const int64_t distance =
          base == fp ? static_cast<int64_t>(frame.sp_distance) + offset : offset;
      if (base == fp && frame.align_log2 != 0)
        bug("vmctx slot addressed from the frame pointer of a realigned frame");
      if (distance < 0 || distance % 8 != 0)
        bug("vmctx slot at a place that the unwind tables cannot describe");
      return static_cast<uint64_t>(distance);
    }
    bug("a function with call sites in a try has no vmctx slot");
  }
};

} // namespace

std::unique_ptr<llvm::AsmPrinterHandler> create_handler_emitter(llvm::AsmPrinter &printer,
                                                                const ReturnLabels &labels,
                                                                EmitStats &stats,
                                                                std::string &error) {
  return std::make_unique<HandlerEmitter>(printer, labels, stats, error);
}

} // namespace wexn::emit
