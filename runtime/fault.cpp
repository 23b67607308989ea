// Memory faults that are traps. A fault is claimed only if the address lies in a guarded memory,
// the program counter in a compiled function of the memory's store, and that store is running. Only
// programs that call wexn_install_trap_handlers link this.
#include "runtime/code_unit.h"
#include "runtime/memory.h"

#include <wexn/port.h>

namespace wexn::rt {

// trap.cpp; the argument is the store, whose trap record says where.
[[noreturn]] void raise_fault_trap(void *store);

static bool on_fault(wexn_fault *fault) {
  const wexn_memory *memory = find_guard(fault->address);
  if (memory == nullptr)
    return false;
  wexn_store *store = memory->store;
  if (store->entry == nullptr || !is_compiled_code(store, fault->pc))
    return false;
  store->trap.pc = fault->pc;
  store->trap.fp = fault->fp;
  store->trap.address = fault->address;
  store->trap.has_address = true;
  fault->resume = raise_fault_trap;
  fault->resume_arg = store;
  return true;
}

} // namespace wexn::rt

bool wexn_install_trap_handlers(void) { return wexn_port_catch_faults(wexn::rt::on_fault); }
