// Printer handler: after each function, its rows of the unwind tables (unwindinfo/README.md)
// through the assembler's streamer. Gathers what the code generator decided (frame, call sites,
// landing pads), lets unwindinfo/write.h lay it out, and stands in for LLVM's own exception tables.
#pragma once

#include "wexnc/emit/drop_personality.h"

#include "llvm/CodeGen/AsmPrinter.h"
#include "llvm/CodeGen/AsmPrinterHandler.h"

#include <memory>

namespace wexn::emit {

// `labels` holds the return addresses of the function being printed; `stats` is added to. A problem
// leaves a message in `error`, which stays empty otherwise. All must outlive the result.
[[nodiscard]] std::unique_ptr<llvm::AsmPrinterHandler>
create_handler_emitter(llvm::AsmPrinter &printer, const ReturnLabels &labels, EmitStats &stats,
                       std::string &error);

} // namespace wexn::emit
