// Optimised llvm::Module -> relocatable object (or assembly text), the last phase of a compilation.
// The code generator's pipeline is built by hand, because two things of ours sit at its end: a
// machine pass that takes the personality away (drop_personality.h) and a printer handler that
// writes the unwind tables (handler_emitter.h). The module follows the conventions of runtime_calls
// and unwindinfo/README.md; it is changed (vmctx slots, resume) and should be thrown away after.
#pragma once

#include "wexnc/emit/inline_table.h"

#include "llvm/CodeGen/TargetPassConfig.h"
#include "llvm/IR/Module.h"
#include "llvm/Support/raw_ostream.h"
#include "llvm/Target/TargetMachine.h"

#include <cstdint>
#include <functional>
#include <string>

namespace wexn::emit {

struct EmitOptions {
  bool assembly = false;      // text instead of an object
  bool verify = false;        // run LLVM's verifier on the module and between machine passes
  bool check_segment = false; // functions that rely on GS stop if it is wrong (ir/memory_segment.h)
  bool small = false;         // room counts more than time
  bool tables = true;         // write the unwind tables; objects of programs always need them
  const FileNumbers *files = nullptr; // of the source: the inline tables have lines
  std::function<void(const llvm::Function &)> emitted;  // called when a function's code is written
  std::function<void(llvm::TargetPassConfig &)> insert; // adds machine passes that look at the code
};

// Sizes of what was written, for -v and inspect.
struct EmitStats {
  uint32_t functions = 0;        // rows
  uint32_t functions_in_try = 0; // of these, with call sites
  uint32_t call_sites = 0;       // calls that unwind to a landing pad
  uint32_t landing_pads = 0;
  uint32_t clauses = 0;
};

// Writes `module` to `out`. Returns false, with a message in `error`, when the target cannot write
// that kind of file or the module holds something that cannot be emitted.
[[nodiscard]] bool emit_object(llvm::Module &module, llvm::TargetMachine &target_machine,
                               llvm::raw_pwrite_stream &out, const EmitOptions &options,
                               EmitStats &stats, std::string &error);

} // namespace wexn::emit
