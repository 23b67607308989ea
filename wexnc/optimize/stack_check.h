// The check of the stack limit in functions that call others, before the first call, added after
// optimisation so that inlined functions bring none and leaves pay nothing. It comes when the frame
// is there already: the head-room below the limit is for small frames. Those that are not small are
// checked by emit/frame_check.h besides. With guard pages only calls that leave compiled code are
// checked, because no fault in a function of others can be a trap, and frames of functions that end
// in a call with very many arguments.
#pragma once

#include "llvm/IR/IRBuilder.h"
#include "llvm/IR/Module.h"

namespace wexn::optimize {

// Adds the checks; when `guard_pages` are relied upon, only of calls of what is no compiled code.
// Runs after run().
void add_stack_checks(llvm::Module &module, bool guard_pages);

// Of a call at a function's end that is a jump to the rest of the same function: the stack becomes
// no deeper, and what is there does not come back to where it jumped from.
inline constexpr const char *kJumpAttribute = "wexn-jump";

// What other checks at the same places need.
//
// Whether it is a call, of functions that never return as well. Calls that trap or throw do not
// count: the runtime's head-room is there for them. Jumps to the rest of a function do not, either.
[[nodiscard]] bool goes_deeper(const llvm::Instruction &i);
// Where all ways to a call come through, once: nothing that returns without a call pays for the
// check. Null if there is no call that counts.
[[nodiscard]] llvm::BasicBlock *place_of_check(llvm::Function &f,
                                               bool (*counts)(const llvm::Instruction &));
// What stands behind a check is no longer in the entry block, and an alloca there is dynamic.
void allocas_first(llvm::Function &f);
// Ends compiled code before the instruction if the condition holds; the builder stands there.
void stop_if(llvm::IRBuilderBase &b, llvm::Value *condition, llvm::Value *store);

} // namespace wexn::optimize
