// LLVM's numbers of a processor's instructions and registers are in none of its headers: they are
// found by name.
#pragma once

#include "wexnc/support/result.h"

#include "llvm/ADT/StringRef.h"
#include "llvm/MC/MCInstrInfo.h"
#include "llvm/MC/MCRegister.h"
#include "llvm/MC/MCRegisterInfo.h"

namespace wexn::emit {

[[nodiscard]] inline llvm::MCRegister register_named(const llvm::MCRegisterInfo &registers,
                                                     llvm::StringRef name) {
  for (unsigned r = 1; r < registers.getNumRegs(); ++r)
    if (name == registers.getName(r))
      return r;
  bug("LLVM has another name for a register");
}

[[nodiscard]] inline unsigned opcode_named(const llvm::MCInstrInfo &instrs, llvm::StringRef name) {
  for (unsigned i = 0; i < instrs.getNumOpcodes(); ++i)
    if (name == instrs.getName(i))
      return i;
  bug("LLVM has another name for an instruction");
}

} // namespace wexn::emit
