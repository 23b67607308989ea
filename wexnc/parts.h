// Valid module -> objects: how a module is cut into parts, and one part's way through LLVM.
#pragma once

#include "wexnc/compile.h"
#include "wexnc/ir/facts.h"
#include "wexnc/ir/layout.h"
#include "wexnc/ir/source_map.h"

#include <vector>

namespace wexn {

// Everything that the compilation of the functions reads and does not change.
struct Job {
  const Options &options;
  const wasm::Module &module;
  const ir::ModuleFacts &facts;
  const ir::Layout &layout;
  const ir::SourceMap &source; // empty without -g
  bool segment = false;        // the module's bodies have the base of memory 0 in GS
};

// Big modules are compiled in parts, each with an LLVM module of its own: memory stays bounded and
// parts can be done side by side, for which they are much alike. How a module is cut depends on
// nothing but its bytes.
struct Part {
  uint32_t first = 0, end = 0; // function indices
  bool image = false;          // holds the image and the glue, too
  bool huge = false;           // nothing but a huge function: not optimised
  uint64_t work = 0;           // what compiling it takes, in no unit
};

// The parts of the job's module, in the order of its functions; at least one.
[[nodiscard]] std::vector<Part> cut(const Job &job);

// An object for each part, up to Options::jobs at a time, those that take longest first. The first
// error in the order of parts is returned.
[[nodiscard]] Result<std::vector<CompiledObject>> compile_parts(const Job &job,
                                                                const std::vector<Part> &parts);

} // namespace wexn
