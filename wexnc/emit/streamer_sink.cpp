// See streamer_sink.h.
#include "wexnc/emit/streamer_sink.h"

#include "llvm/BinaryFormat/ELF.h"
#include "llvm/MC/MCAsmInfo.h"
#include "llvm/MC/MCExpr.h"
#include "llvm/MC/MCSectionELF.h"
#include "llvm/MC/MCSectionMachO.h"

namespace wexn::emit {

using llvm::MCBinaryExpr, llvm::MCConstantExpr, llvm::MCExpr, llvm::MCSymbolRefExpr;

void StreamerSink::begin_sites() { begin(objfmt::SectionId::Sites); }
void StreamerSink::begin_funcs() { begin(objfmt::SectionId::Funcs); }
void StreamerSink::begin_inline() { begin(objfmt::SectionId::Inline); }
void StreamerSink::begin_chains() { begin(objfmt::SectionId::Chains); }

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

void StreamerSink::scaled_distance(Label from, Label to, uint32_t factor, uint32_t add) {
  const MCExpr *distance = MCBinaryExpr::createSub(
      MCSymbolRefExpr::create(to, context_), MCSymbolRefExpr::create(from, context_), context_);
  const MCExpr *scaled =
      MCBinaryExpr::createMul(distance, MCConstantExpr::create(factor, context_), context_);
  out_.emitValue(MCBinaryExpr::createAdd(scaled, MCConstantExpr::create(add, context_), context_),
                 4);
}

void StreamerSink::begin(objfmt::SectionId id) {
  const objfmt::SectionRow &row = objfmt::section_row(id);
  llvm::MCSection &text = function_.getSection();
  if (context_.getObjectFileType() == llvm::MCContext::IsELF) {
    auto &elf_text = static_cast<llvm::MCSectionELF &>(text);
    auto flags = static_cast<unsigned>(row.elf_flags);
    if (elf_text.getGroup())
      flags |= llvm::ELF::SHF_GROUP;
    out_.switchSection(context_.getELFSection(
        row.elf_name, llvm::ELF::SHT_PROGBITS, flags, 0,
        elf_text.getGroup() ? elf_text.getGroup()->getName() : llvm::StringRef(),
        elf_text.isComdat(),
        elf_text.getUniqueID() == llvm::MCSection::NonUniqueID ? llvm::MCSection::NonUniqueID
                                                               : elf_text.getUniqueID(),
        static_cast<const llvm::MCSymbolELF *>(text.getBeginSymbol())));
  } else {
    out_.switchSection(context_.getMachOSection(row.macho_segment, row.macho_name, row.macho_flags,
                                                llvm::SectionKind::getReadOnly()));
  }
  out_.emitValueToAlignment(llvm::Align(row.align));
  // Linkers for Mach-O keep or drop what lies between two symbols: each function's part has one.
  // Its prefix keeps it out of linked files.
  if (context_.getObjectFileType() == llvm::MCContext::IsMachO)
    out_.emitLabel(context_.getOrCreateSymbol(
        llvm::Twine(context_.getAsmInfo()->getLinkerPrivateGlobalPrefix()) + row.macho_name +
        function_.getName()));
}

// The longest that the assembler may still make of a piece of code. ~0: it is of a kind unknown
// here.
static uint64_t fragment_bound(const llvm::MCFragment &fragment) {
  switch (fragment.getKind()) {
  case llvm::MCFragment::FT_Data:
    return llvm::cast<llvm::MCDataFragment>(fragment).getContents().size();
  case llvm::MCFragment::FT_CompactEncodedInst:
    return llvm::cast<llvm::MCCompactEncodedInstFragment>(fragment).getContents().size();
  case llvm::MCFragment::FT_Relaxable:
    return 16; // an x86 instruction has at most 15 bytes
  case llvm::MCFragment::FT_Align:
    return llvm::cast<llvm::MCAlignFragment>(fragment).getAlignment().value();
  case llvm::MCFragment::FT_BoundaryAlign:
    return llvm::cast<llvm::MCBoundaryAlignFragment>(fragment).getAlignment().value();
  default:
    return ~uint64_t{0};
  }
}

// By the instructions, where code is printed as text. An AArch64 pseudo instruction becomes a few
// of 4 bytes.
static uint64_t bound_by_instructions(const llvm::MachineFunction &mf) {
  uint64_t bytes = 64;
  for (const llvm::MachineBasicBlock &block : mf) {
    bytes += block.getAlignment().value();
    for (const llvm::MachineInstr &instr : block.instrs())
      if (!instr.isMetaInstruction())
        bytes += 16;
  }
  return bytes;
}

uint64_t code_size_bound(const llvm::MachineFunction &mf, const llvm::MCSymbol &begin) {
  uint64_t bytes = 0;
  for (const llvm::MCFragment *f = begin.getFragment(); f != nullptr; f = f->getNext()) {
    const uint64_t more = fragment_bound(*f);
    if (more == ~uint64_t{0})
      return bound_by_instructions(mf);
    bytes += more;
  }
  bytes -= begin.getFragment() ? begin.getOffset() : 0; // what came before it in its fragment
  return bytes != 0 ? bytes : bound_by_instructions(mf);
}

} // namespace wexn::emit
