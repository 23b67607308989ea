// Traps: the record of what happened, and the way back to the host. Spec: Traps (Execution,
// Conventions).
#include "runtime/instance/code_unit.h"

namespace wexn::rt {

// Distance from the frame pointer to the return address in a frame of compiled code: functions that
// make tail calls may have room for arguments between the two.
static uintptr_t return_address_offset(const CodeUnit &unit, uintptr_t pc) {
  const unwind::Tables &tables = unit.tables;
  unwind::Function function;
  return sizeof(uintptr_t) + (unwind::find_function(tables, pc, function)
                                  ? unwind::read_reserved(tables, function)
                                  : 0);
}

// Follows frame pointers from the frame `fp`, which runs at `pc`, to the innermost entry.
void record(wexn_store *store, uint32_t code, uintptr_t pc, uintptr_t fp) {
  if (store->entry == nullptr)
    bug("trap outside of a call from the host");
  TrapRecord &trap = store->trap;
  trap.code = code;
  trap.pc = pc;
  trap.fp = fp;
  trap.stack.num_frames = 0;
  trap.stack.seen = trap.stack.seen_index = 0;
  trap.stack.frames_cut = false;
  const uintptr_t entry_fp = store->entry->fp;
  while (fp < entry_fp) { // the stack grows down: the entry's frame is above all others
    uintptr_t return_at = sizeof(uintptr_t);
    if (const CodeUnit *unit = find_unit(store, pc)) {
      if (trap.stack.num_frames == FrameRecord::kMaxFrames) {
        trap.stack.frames_cut = true;
        return;
      }
      trap.stack.frames[trap.stack.num_frames++] = pc;
      return_at = return_address_offset(*unit, pc);
    }
    const uintptr_t caller = *reinterpret_cast<const uintptr_t *>(fp);
    if (caller <= fp)
      return;
    pc = plain_address(*reinterpret_cast<const uintptr_t *>(fp + return_at)) - 1;
    fp = caller;
  }
}

void raise_trap_at(wexn_store *store, uint32_t code, uintptr_t return_address, uintptr_t fp) {
  record(store, code, plain_address(return_address) - 1, fp);
  if (kHosted) // else none has ever had one
    store->trap.has_address = false;
  announce_leave(store, WEXN_TRAP);
  wexn_rt_leave(store, WEXN_TRAP);
}

void raise_trap(wexn_store *store, uint32_t code) {
  const auto *frame = static_cast<const uintptr_t *>(__builtin_frame_address(0));
  raise_trap_at(store, code, frame[1], frame[0]);
}

void raise_fault_trap(void *argument) {
  auto *store = static_cast<wexn_store *>(argument);
  record(store, WEXN_TRAP_MemoryOutOfBounds, store->trap.pc, store->trap.fp);
  announce_leave(store, WEXN_TRAP);
  wexn_rt_leave(store, WEXN_TRAP);
}

void raise_recorded_trap(wexn_store *store) {
  store->head.pending = kPendingNone;
  announce_leave(store, WEXN_TRAP);
  wexn_rt_leave(store, WEXN_TRAP);
}

} // namespace wexn::rt

using namespace wexn::rt;

void WEXN_WAY_OUT(wexn_rt_trap)(wexn_instance *instance, uint32_t code) {
  const auto *frame = static_cast<const uintptr_t *>(__builtin_frame_address(0));
  raise_trap_at(instance->store, code, frame[1], frame[0]);
}

void WEXN_WAY_OUT(wexn_rt_stop)(wexn_store *store) {
  const auto *frame = static_cast<const uintptr_t *>(__builtin_frame_address(0));
  raise_trap_at(store, take_interrupt(store) ? WEXN_TRAP_Interrupted : WEXN_TRAP_StackExhausted,
                frame[1], frame[0]);
}
