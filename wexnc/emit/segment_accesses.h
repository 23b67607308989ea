// In a function in which the segment GS begins where memory 0 does (ir/segment_attribute.h),
// accesses to it go through GS: their pointers become those of LLVM's address space 256, in which
// an address is the index itself. The memory's base then takes no register, and what the index is
// the sum of may become a part of the access (segment_sums.h).
//
// An access through GS takes a cycle more until its value is there, and a byte or two more of code.
// So in small loops without calls, where the base would have a register, vectors do not go through
// it, nor whatever begins with an address that was computed before the loop, or in the round
// before, and needs no base any more. In functions of which such loops are the greater part, only
// sums that become parts do.
#pragma once

#include "llvm/IR/Module.h"

namespace wexn::emit {

// The last pass on IR before code generation. REQUIRES: no checks are left (optimize/exact.h).
void address_by_segment(llvm::Module &module);

} // namespace wexn::emit
