// --memory-base=gs: the base of memory 0 is in the base of the segment GS (x86-64, "FS.base and
// GS.base" of the architecture's manual), so that an access with a 32-bit address is one operand.
// If it were another memory's, accesses would be outside of the instance's. So what is relied upon:
//
//   In a function with kSegmentAttribute, a body, GS's base is the base of its instance's memory 0.
//
// wexnc/memory_base.h has which modules these are; the base of such a memory never changes. Only
// compiled code sets GS, and host functions and fibers may leave there what they like.
//
// Ways into a body, and who sets GS:
//  - Calls by another instance, by the host and by wexn_call, of exports, elements of any table,
//    references in globals, imports that are passed on: all through wexn_func.code, which is the
//    function that build_segment_entry() makes. It compares, sets and jumps to the body.
//  - Typed exports give wexn_rt_enter the same function.
//  - wexn_func.code of functions that only static tables hold (ModuleContext::has_entry): nobody
//    but the instance itself can get hold of these. Its calls through static tables without
//    wexn_func the same.
//  - The start function: init.cpp, which sets GS right before. Initialisation itself is no body:
//    constant expressions and segments access no memory but through the runtime.
//  - Direct calls, in whatever part of the module, references that are compared with those of the
//    module's own functions, ends and rests of bodies that became functions: from a body.
//  - Tail calls: the module makes none. Those of others into it take wexn_func.code, for there is
//    no tail_code.
//  - Other threads have a GS of their own and come in as above; so do a child process of fork and
//    handlers of signals, which have that of what they interrupted.
//
// Ways back into a body, behind what may have changed GS (keep_segment()):
//  - A call returns: all but those that are known to keep GS are followed by a compare. Known are
//    direct calls of bodies, marked calls (kOwnCallAttribute), intrinsics and what reads no memory.
//    So all of these are: imports, calls through tables and references, and every function of the
//    runtime, which may wait, ask the system for memory or call what the host has configured.
//  - An exception is caught: each landing pad begins with a compare. What lies between, frames of
//    other instances, of modules without GS, of host functions, has not set GS back.
//  - Traps, deadlines, interrupts and a full stack do not come back into bodies: wexn_rt_enter
//    gives the host what it had (runtime/arch/x86_64/enter.S), as it does whenever a call ends.
//  - A signal's handler that calls compiled code goes back to the body with what it had, too.
//
// By induction over what runs on a thread, a body has its GS whenever it runs.
#pragma once

#include "wexnc/ir/module_context.h"

namespace wexn::ir {

// Sets GS to the base of the instance's memory 0. REQUIRES: behind `b` comes nothing but the way to
// a body.
void set_segment(llvm::IRBuilder<> &b, llvm::Value *vmctx, const MemoryFacts &memory);

// Defines ModuleContext::entry(func). REQUIRES: has_entry(func).
void build_segment_entry(ModuleContext &m, uint32_t func);

// Makes it so in all bodies of a module that is optimised already. `check`: in tests; bodies stop
// wherever it is not so, at their beginning and behind each call.
void keep_segment(llvm::Module &module, bool check);

} // namespace wexn::ir
