// Debug locations after inlining -> inline tables (unwindinfo/README.md), from which backtraces
// name the functions of the Wasm module whose code was put into others, and with -g lines of the
// source and the functions that the module's own compiler had inlined. Last step of a compilation:
// a machine pass before the printer finds out where code of another function or line begins, a
// printer handler writes the rows.
#pragma once

#include "unwindinfo/write_inline.h"

#include "llvm/CodeGen/AsmPrinter.h"
#include "llvm/CodeGen/AsmPrinterHandler.h"
#include "llvm/CodeGen/MachineFunctionPass.h"

#include <map>
#include <memory>
#include <string>

namespace wexn::emit {

// The function that the printer sees next; without ranges if nothing is to be written about it.
using InlinedCode = unwind::InlineDesc<const llvm::MCSymbol *>;

// The number of each source file by directory and name.
using FileNumbers = std::map<std::pair<std::string, std::string>, uint32_t>;

// Fills `code` for each function in turn, with lines if there are `files`; both must outlive the
// result.
[[nodiscard]] llvm::MachineFunctionPass *create_inline_table_pass(InlinedCode &code,
                                                                  const FileNumbers *files);
// Writes what the pass found.
[[nodiscard]] std::unique_ptr<llvm::AsmPrinterHandler>
create_inline_table_writer(llvm::AsmPrinter &printer, InlinedCode &code);

} // namespace wexn::emit
