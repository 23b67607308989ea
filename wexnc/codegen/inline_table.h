// Debug locations after inlining -> inline tables (unwindinfo/README.md), from which backtraces
// name the functions of the Wasm module whose code was put into others. Last step of a compilation:
// a machine pass before the printer finds out where code of another function begins, a printer
// handler writes the rows.
#pragma once

#include "unwindinfo/write_inline.h"

#include "llvm/CodeGen/AsmPrinter.h"
#include "llvm/CodeGen/AsmPrinterHandler.h"
#include "llvm/CodeGen/MachineFunctionPass.h"
#include "llvm/IR/DebugInfoMetadata.h"

#include <memory>

namespace wexn::codegen {

// The function that the printer sees next; without ranges if it has no inlined code.
using InlinedCode = unwind::InlineDesc<const llvm::MCSymbol *>;

// A Wasm function's DISubprogram holds its index in the module as "virtual index" (which DWARF has
// for methods only). Scopes that are no Wasm function hold this.
inline constexpr uint32_t kNoWasmFunction = ~0u;
inline uint32_t wasm_function_of(const llvm::DISubprogram &scope) {
  return scope.getVirtualIndex();
}

// Fills `code` for each function in turn; it must outlive the result.
[[nodiscard]] llvm::MachineFunctionPass *create_inline_table_pass(InlinedCode &code);
// Writes what the pass found.
[[nodiscard]] std::unique_ptr<llvm::AsmPrinterHandler>
create_inline_table_writer(llvm::AsmPrinter &printer, InlinedCode &code);

} // namespace wexn::codegen
