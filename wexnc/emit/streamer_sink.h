// Where the writers of unwindinfo/ put their bytes when an object is written: the assembler's
// streamer. On ELF each function's text section has table sections of its own that are linked to it
// (SHF_LINK_ORDER): the linker keeps or drops them together and sorts the tables by address.
#pragma once

#include "objfmt/sections.h"

#include "llvm/CodeGen/MachineFunction.h"
#include "llvm/MC/MCContext.h"
#include "llvm/MC/MCStreamer.h"
#include "llvm/MC/MCSymbol.h"

#include <cstdint>

namespace wexn::emit {

// A Sink as write.h and write_inline.h ask for it. `function`: the symbol of the one described.
class StreamerSink {
public:
  using Label = const llvm::MCSymbol *;

  StreamerSink(llvm::MCStreamer &out, llvm::MCContext &context, const llvm::MCSymbol &function)
      : out_(out), context_(context), function_(function) {}

  void byte(uint8_t v) { out_.emitIntValue(v, 1); }
  void half(uint16_t v) { out_.emitIntValue(v, 2); }
  void word(uint32_t v) { out_.emitIntValue(v, 4); }
  void uleb(uint64_t v) { out_.emitULEB128IntValue(v); }
  void sleb(int64_t v) { out_.emitSLEB128IntValue(v); }
  void distance(Label from, Label to, unsigned bytes) {
    out_.emitAbsoluteSymbolDiff(to, from, bytes);
  }
  void begin_sites();
  void begin_funcs();
  void begin_inline();
  void begin_chains();
  Label here();
  void relative(Label target, uint32_t add);
  void scaled_distance(Label from, Label to, uint32_t factor, uint32_t add);

private:
  llvm::MCStreamer &out_;
  llvm::MCContext &context_;
  const llvm::MCSymbol &function_;

  void begin(objfmt::SectionId id);
};

// Bytes that the function's code is certainly not larger than. `begin`: its label; nothing was
// printed into the section since the function's end.
[[nodiscard]] uint64_t code_size_bound(const llvm::MachineFunction &mf,
                                       const llvm::MCSymbol &begin);

} // namespace wexn::emit
