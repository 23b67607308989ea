// See streamer_sink.h.
#include "wexnc/codegen/streamer_sink.h"

#include "unwindinfo/inline_tables.h"
#include "unwindinfo/tables.h"

#include "llvm/BinaryFormat/ELF.h"
#include "llvm/MC/MCExpr.h"
#include "llvm/MC/MCSectionELF.h"
#include "llvm/MC/MCSectionMachO.h"

namespace wexn::codegen {

using llvm::MCBinaryExpr, llvm::MCConstantExpr, llvm::MCExpr, llvm::MCSymbolRefExpr;

void StreamerSink::begin_sites() { switch_to(unwind::kElfSites, unwind::kMachOSites, 2); }
void StreamerSink::begin_funcs() { switch_to(unwind::kElfFuncs, unwind::kMachOFuncs, 4); }
void StreamerSink::begin_index() { switch_to(unwind::kElfIndex, unwind::kMachOIndex, 4); }
void StreamerSink::begin_inline() { switch_to(unwind::kElfInline, unwind::kMachOInline, 4); }
void StreamerSink::begin_chains() { switch_to(unwind::kElfChains, unwind::kMachOChains, 2); }

StreamerSink::Label StreamerSink::here() {
  llvm::MCSymbol *label = context_.createTempSymbol();
  out_.emitLabel(label);
  return label;
}

void StreamerSink::relative(Label target, uint32_t add) {
  const MCExpr *value =
      MCBinaryExpr::createSub(MCSymbolRefExpr::create(target, context_),
                              MCSymbolRefExpr::create(here(), context_), context_);
  if (add)
    value = MCBinaryExpr::createAdd(value, MCConstantExpr::create(add, context_), context_);
  out_.emitValue(value, 4);
}

void StreamerSink::size_and_shape(Label begin, Label end, uint32_t low) {
  const MCExpr *size = MCBinaryExpr::createSub(MCSymbolRefExpr::create(end, context_),
                                               MCSymbolRefExpr::create(begin, context_), context_);
  const MCExpr *shifted =
      MCBinaryExpr::createMul(size, MCConstantExpr::create(256, context_), context_);
  out_.emitValue(MCBinaryExpr::createAdd(shifted, MCConstantExpr::create(low, context_), context_),
                 4);
}

void StreamerSink::switch_to(const char *elf, const char *macho, unsigned align) {
  llvm::MCSection &text = function_.getSection();
  if (context_.getObjectFileType() == llvm::MCContext::IsELF) {
    auto &elf_text = static_cast<llvm::MCSectionELF &>(text);
    unsigned flags = llvm::ELF::SHF_ALLOC | llvm::ELF::SHF_LINK_ORDER;
    if (elf_text.getGroup())
      flags |= llvm::ELF::SHF_GROUP;
    out_.switchSection(context_.getELFSection(
        elf, llvm::ELF::SHT_PROGBITS, flags, 0,
        elf_text.getGroup() ? elf_text.getGroup()->getName() : llvm::StringRef(),
        elf_text.isComdat(),
        elf_text.getUniqueID() == llvm::MCSection::NonUniqueID ? llvm::MCSection::NonUniqueID
                                                               : elf_text.getUniqueID(),
        static_cast<const llvm::MCSymbolELF *>(text.getBeginSymbol())));
  } else {
    out_.switchSection(context_.getMachOSection(unwind::kMachOSegment, macho,
                                                llvm::MachO::S_ATTR_NO_DEAD_STRIP,
                                                llvm::SectionKind::getReadOnly()));
  }
  out_.emitValueToAlignment(llvm::Align(align));
}

// An x86 instruction has at most 15 bytes; an AArch64 pseudo instruction becomes a few of 4.
uint64_t code_size_bound(const llvm::MachineFunction &mf) {
  uint64_t bytes = 64;
  for (const llvm::MachineBasicBlock &block : mf) {
    bytes += block.getAlignment().value();
    for (const llvm::MachineInstr &instr : block.instrs())
      if (!instr.isMetaInstruction())
        bytes += 16;
  }
  return bytes;
}

} // namespace wexn::codegen
