// Copies and fills of memory whose length may be large -> where it is, calls of the runtime, which
// works in strips and ends between two when the host wants the code to end (wexn_interrupt): a
// signal that comes in the middle of the C library's memmove can't end that. Loops of short ones
// are in compiled code often enough to be met there.
#pragma once

#include "llvm/IR/Module.h"

namespace wexn::optimize {

// What is longer than so many bytes is: a page, too.
inline constexpr uint64_t kLongCopy = 4095;

// Runs after run(), whose passes know the intrinsics better, and after add_stack_checks(): the
// runtime's functions need no more stack than the C library's.
void divide_long_copies(llvm::Module &module);

} // namespace wexn::optimize
