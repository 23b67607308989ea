// On AArch64, where a loop jumps through a table of targets (an interpreter's dispatch). LLVM makes
// the table's address anew at each jump, and another one to which the targets are relative: three
// instructions. Here targets are relative to the table, whose address is computed before the loop
// and stays in a register, or in the frame.
#pragma once

#include "llvm/CodeGen/TargetPassConfig.h"

namespace wexn::emit {

// REQUIRES: before the passes of instruction selection are added to `config`, behind
// add_low_cases_pass(); the target is AArch64 and its objects are ELF.
void add_loop_tables_pass(llvm::TargetPassConfig &config);

} // namespace wexn::emit
