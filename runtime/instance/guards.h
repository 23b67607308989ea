// Accesses that nothing checks before they are made: the ranges of addresses whose faults are traps
// (trap/guards.cpp), and the handler that makes them so (trap/fault.cpp). Hosted systems only.
#ifndef WEXN_RUNTIME_GUARDS_H
#define WEXN_RUNTIME_GUARDS_H

#include "runtime/instance/store.h"

namespace wexn::rt {

// The guarded ranges of all stores of the process.
[[nodiscard]] bool register_guard(wexn_memory *memory);
void unregister_guard(const wexn_memory *memory);
// Makes the end of the stack that begins at `lo` the one whose overflow is a trap of the store; 0:
// of none. false: no memory for it.
[[nodiscard]] bool guard_stack(wexn_store *store, uintptr_t lo);
struct FaultPlace {
  wexn_store *store; // null: the fault is not ours
  bool stack;        // the end of the stack; else a memory
};
// What a fault at `address` is when compiled code of a running store was at `pc` in the frame `fp`.
// Safe in a signal handler.
FaultPlace find_guard(uintptr_t address, uintptr_t pc, uintptr_t fp);

// The fault handler. Images of modules that rely on it point here (symbol wexn_rt_faults), so that
// programs without such modules do not link it.
struct FaultOps {
  bool (*installed)();
  bool (*install)();      // false: the system refused
  bool (*guard_thread)(); // lets the handler run when this thread's stack is full; false: no memory
};

} // namespace wexn::rt

WEXN_CALLED const wexn::rt::FaultOps wexn_rt_faults;

#endif
