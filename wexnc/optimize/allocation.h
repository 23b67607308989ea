// Allocations of structures and arrays -> code that takes the next place of the size class's run in
// the managed heap (abi/types.h wexn_run), and calls the runtime when the run is at its end. Places
// are taken one by one: outside of functions that run once, one allocation in 11 follows another
// with nothing between in what compilers of Kotlin, Java and MoonBit make (10 of 165, 8 of 82, 7 of
// 36).
#pragma once

#include "llvm/IR/Module.h"

namespace wexn::optimize {

// The last of the passes: until here an allocation is a call that writes nothing but the object's
// type and length, which therefore can be read as constants (!invariant.load); from here on they
// are stores like others, and the loads lose that property.
void inline_allocations(llvm::Module &module);

} // namespace wexn::optimize
