// What the host learns about traps, and traps that the host raises.
#include "runtime/api/error.h"

using namespace wexn::rt;

const char *wexn_trap_kind_message(wexn_trap_kind kind) {
  switch (kind) {
#define TRAP(id, message)                                                                          \
  case WEXN_TRAP_##id:                                                                             \
    return message;
#include <wexn/abi/traps.def>
  }
  return "unknown trap";
}

wexn_trap_kind wexn_trap_code(const wexn_store *store) {
  return static_cast<wexn_trap_kind>(store->trap.code);
}

const char *wexn_trap_message(const wexn_store *store) {
  if (kHosted && wexn_trap_code(store) == WEXN_TRAP_StubImport)
    return store->error.text; // missing_import.cpp
  return wexn_trap_kind_message(wexn_trap_code(store));
}

uint32_t wexn_exit_status(const wexn_store *store) { return store->exit_status; }

void wexn_raise_trap(wexn_store *store, wexn_trap_kind kind) {
  TrapRecord &trap = store->trap;
  trap.code = kind;
  trap.stack.num_frames = 0;
  trap.stack.frames_cut = false;
  trap.has_address = false;
  store->head.pending = kPendingTrap;
}

void wexn_raise_exit(wexn_store *store, uint32_t status) {
  store->exit_status = status;
  wexn_raise_trap(store, WEXN_TRAP_Exit);
}

void wexn_reraise_trap(wexn_store *store) { store->head.pending = kPendingTrap; }
