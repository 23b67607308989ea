// Memory faults that are traps. A fault is claimed only if its address lies in a guarded memory or
// at the end of a guarded stack, the program counter in a compiled function of the store that has
// it, and that store is running. Linked with the modules that rely on it (guards.h), and with
// programs that call wexn_install_trap_handlers.
#include "runtime/instance/code_unit.h"
#include "runtime/instance/guards.h"

#include <wexn/abi/stack.h>
#include <wexn/port.h>

namespace wexn::rt {

// trap.cpp; the argument is the store, whose trap record says where.
[[noreturn]] void raise_fault_trap(void *store);

// What recording a trap on the guest's stack may take, with the embedder's hook behind it.
static constexpr uintptr_t kRoom = WEXN_STACK_MIN_HEADROOM / 2;

// No stack is left for more than this.
[[noreturn]] static void leave(void *store) {
  wexn_rt_leave(static_cast<wexn_store *>(store), WEXN_TRAP);
}

static bool on_fault(wexn_fault *fault) {
  const FaultPlace place = find_guard(fault->address, fault->pc, fault->fp);
  wexn_store *store = place.store;
  if (store == nullptr)
    return false;
  fault->resume_arg = store;
  store->trap.address = fault->address;
  store->trap.has_address = !place.stack;
  // A frame may reach into the page behind the stack and not have touched it yet.
  if (place.stack || fault->sp < store->stack_lo + kRoom) {
    // The frames below the entry are done with: their room serves the way out.
    record(store, place.stack ? WEXN_TRAP_StackExhausted : WEXN_TRAP_MemoryOutOfBounds, fault->pc,
           fault->fp);
    fault->sp = reinterpret_cast<uintptr_t>(store->entry) - 256;
    fault->resume = leave;
    return true;
  }
  store->trap.pc = fault->pc;
  store->trap.fp = fault->fp;
  fault->resume = raise_fault_trap;
  return true;
}

static bool is_installed;
static bool installed() { return __atomic_load_n(&is_installed, __ATOMIC_ACQUIRE); }
static bool install() {
  if (!wexn_port_catch_faults(on_fault))
    return false;
  __atomic_store_n(&is_installed, true, __ATOMIC_RELEASE);
  return true;
}

} // namespace wexn::rt

const wexn::rt::FaultOps wexn_rt_faults = {wexn::rt::installed, wexn::rt::install,
                                           wexn_port_fault_stack};

bool wexn_guard_thread_stack(void) { return wexn_port_fault_stack(); }
bool wexn_install_trap_handlers(void) { return wexn::rt::install(); }
