// IR -> IR, before the checks of the stack limit are added: a small function that calls itself gets
// a copy without a check. The function calls the copy where it called itself, and the copy calls
// the function: of the levels of a recursion, every second one compares with the limit. For
// AArch64: on x86-64, where a compare is one instruction with a load and a branch that is never
// taken, two functions in turn took up to twice as long (ackermann), and no kernel less.
//
// Relies on:
// - Nobody calls the copy but the function, behind its check (stack_check.h).
// - The frames of both are checked as large ones (emit/frame_check.h) if they have more than
//   WEXN_STACK_PAIRED_FRAME bytes, so that two of them take no more of the head-room than the small
//   frame of one function (abi/stack.h).
// - An interrupt, which the check sees, too, may wait for one more call.
// The copy has the function's index: it is the same function in backtraces and tables.
#pragma once

#include "llvm/IR/Module.h"

namespace wexn::optimize {

void pair_checks(llvm::Module &module);

} // namespace wexn::optimize
