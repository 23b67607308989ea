// A switch whose lowest case is a little above 0, as what is left of a br_table that has the
// default's target in front, gets cases from 0 on that go where the default goes. Then its table of
// targets begins with 0, and nothing is taken off the value first. If a branch before lets no value
// by that is no case then, the value is not compared again.
#pragma once

#include "llvm/CodeGen/TargetPassConfig.h"

namespace wexn::emit {

// REQUIRES: before the passes of instruction selection are added to `config`.
void add_low_cases_pass(llvm::TargetPassConfig &config);

} // namespace wexn::emit
