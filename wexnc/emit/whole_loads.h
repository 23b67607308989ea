// LLVM makes instructions that take only a part of an operand in memory of a load and what uses
// only that part of it, also if the load has to trap wherever the rest is out of bounds
// (optimize/exact.h):
//
//  - AVX-512, with a mask: the processor faults for no lane that the mask leaves out;
//  - x86: extensions of the first half of a vector's lanes, or of fewer;
//  - AArch64: a vector's first lane in all lanes.
//
// A machine pass reads all of it before.
#pragma once

#include "llvm/CodeGen/TargetPassConfig.h"

namespace wexn::emit {

// REQUIRES: before the machine passes are added to `config`.
void add_whole_loads_pass(llvm::TargetPassConfig &config);

} // namespace wexn::emit
