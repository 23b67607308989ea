// --interruptible: compiled code looks, every so often, whether the host wants it to end
// (wexn_interrupt), for hosts that have no signals for that or keep them to themselves. Added after
// optimisation, so that nothing is kept from being vectorised.
//
//  - A function that calls others compares with a limit that is far above any stack while an
//    interrupt waits: the check of the stack itself (stack_check.cpp). Without that, a compare of
//    its own. Either stands in every function that calls, so no recursion and no chain of tail
//    calls goes on for ever.
//  - A loop that is known to end soon needs nothing. A loop that counts is cut into strips: it runs
//    to the nearer of its end and the end of the strip, and looks between two strips. Any other
//    loop looks in every iteration. A strip, and a loop that ends soon, take about kStrip
//    instructions.
//
// Every cycle of the control flow is covered, also those that are no natural loops.
#pragma once

#include "llvm/IR/Module.h"
#include "llvm/Target/TargetMachine.h"

namespace wexn::optimize {

// Runs after run() and before add_stack_checks(). `calls`: functions that call look, too; else the
// check of their stack will.
void add_interrupt_checks(llvm::Module &module, llvm::TargetMachine &machine, bool calls);

} // namespace wexn::optimize
