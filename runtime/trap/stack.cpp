// The stack that compiled code runs on, and the limit of it that compiled code compares with
// (abi/stack.h). Both are looked up when the store is entered from somewhere else than before; a
// stack of which nothing is known, or that is too small for the head-room, is not entered.
#include "runtime/api/error.h"
#include "runtime/instance/guards.h"
#include "runtime/instance/memory.h"

#include <wexn/abi/stack.h>
#include <wexn/port.h>

namespace wexn::rt {

struct Stack {
  uintptr_t lo, hi;
  [[nodiscard]] bool contains(uintptr_t address) const { return address >= lo && address < hi; }
};

#ifdef WEXN_BARE
static uint64_t this_thread() { return 0; }
#else
static uint64_t this_thread() { return wexn_port_thread(); }
#endif
static bool is_this_thread(uint64_t thread) { return !kHosted || thread == this_thread(); }

static uint64_t headroom_of(const wexn_store *store, uint64_t size) {
  uint64_t headroom = store->config.stack_headroom;
  if (headroom == 0)
    headroom = size / 4 < WEXN_STACK_USUAL_HEADROOM ? size / 4 : WEXN_STACK_USUAL_HEADROOM;
  return headroom < WEXN_STACK_MIN_HEADROOM ? WEXN_STACK_MIN_HEADROOM : headroom;
}

static wexn_status check_size(wexn_store *store, const Stack &stack) {
  const uint64_t size = stack.hi - stack.lo, headroom = headroom_of(store, size);
  if (size > headroom && size - headroom >= WEXN_STACK_MIN_USABLE)
    return WEXN_OK;
  return kHosted ? fail(store,
                        "a stack of %u bytes is too small: compiled code needs %u, and %u of "
                        "head-room for host functions",
                        size, uint64_t{WEXN_STACK_MIN_USABLE}, headroom)
                 : fail(store, "the stack is too small for compiled code and its head-room");
}

// The stack that `here` lies on. `guarded`: for modules that rely on the page behind its end.
static wexn_status find_stack(wexn_store *store, uintptr_t here, bool guarded, Stack &stack) {
  stack = {store->told_lo, store->told_hi};
  if (!stack.contains(here) || !is_this_thread(store->told_thread)) {
    if (!wexn_port_stack_bounds(&stack.lo, &stack.hi) || !stack.contains(here))
      return fail(store, "the stack that the call comes from is not known: tell its bounds with "
                         "wexn_store_set_stack, on this thread");
    if (check_size(store, stack) != WEXN_OK)
      return WEXN_ERROR;
  }
  if (kHasGuards && guarded && here - stack.lo > store->config.max_stack)
    return fail(store,
                "the stack has %u bytes left, more than max_stack: --stack-check=guard cannot stop "
                "before its end",
                uint64_t{here - stack.lo});
  return WEXN_OK;
}

// `first`: where the store was entered on this stack. false: no memory for what notices its
// overflow.
static bool set_stack(wexn_store *store, const Stack &stack, uintptr_t first) {
  store->stack_lo = stack.lo;
  store->stack_hi = stack.hi;
  uintptr_t limit = stack.lo + headroom_of(store, stack.hi - stack.lo);
  if (kHosted && first > limit && first - limit > store->config.max_stack)
    limit = first - store->config.max_stack;
  store->stack_limit = limit;
  set_head_limit(store);
  return !kHasGuards || store->stack_faults == nullptr || guard_stack(store, stack.lo);
}

wexn_status guard_thread(wexn_store *store, const FaultOps &faults) {
  if (faults.guard_thread())
    return WEXN_OK;
  return fail(store, "--stack-check=guard: nothing can notice the end of the stack: it is the "
                     "thread's signal stack, or there is no memory for one");
}

wexn_status check_stack(wexn_store *store, bool guarded) {
  const auto here = reinterpret_cast<uintptr_t>(__builtin_frame_address(0));
  Stack stack = {store->stack_limit, store->stack_hi};
  if (stack.contains(here) && is_this_thread(store->thread) &&
      guarded == (store->stack_faults != nullptr))
    return WEXN_OK; // as at the last entry
  return find_stack(store, here, guarded, stack);
}

} // namespace wexn::rt

using namespace wexn::rt;

uint32_t wexn_rt_stack_switch(wexn_store *store, EntryRecord *record) {
  const auto here = reinterpret_cast<uintptr_t>(record);
  Stack stack = {store->stack_lo, store->stack_hi};
  if (record->prev == nullptr || !stack.contains(here)) {
    const FaultOps *faults = store->stack_faults;
    if (find_stack(store, here, faults != nullptr, stack) != WEXN_OK ||
        (kHasGuards && faults != nullptr && guard_thread(store, *faults) != WEXN_OK))
      return WEXN_ERROR;
    if (record->prev != nullptr) { // the outer entry goes on on its own stack
      record->old_stack_lo = store->stack_lo;
      record->old_stack_hi = store->stack_hi;
#ifndef WEXN_BARE
      record->old_entry_thread = store->entry_thread;
      record->old_signal_thread = store->signal_thread;
#endif
      store->stack_switches += 1;
    }
#ifndef WEXN_BARE
    store->thread = store->entry_thread = this_thread();
    if (store->signals != nullptr)
      store->signals->entered(store);
#endif
    if (!set_stack(store, stack, here))
      return fail_no_memory(store);
  }
  const bool interrupted = kHosted && take_interrupt(store); // else compiled code looks by itself
  if (!interrupted && here >= store->stack_limit)
    return WEXN_OK;
  wexn::rt::record(store, interrupted ? WEXN_TRAP_Interrupted : WEXN_TRAP_StackExhausted, 0,
                   record->fp);
  store->trap.has_address = false;
  return WEXN_TRAP;
}

void wexn_rt_stack_restore(wexn_store *store, EntryRecord *record) {
  const EntryRecord *first = record->prev;
  while (kHosted && first->prev != nullptr && first->old_stack_hi == 0)
    first = first->prev;
#ifndef WEXN_BARE
  // The next outermost entry looks: interrupts by signals may have been enabled meanwhile.
  store->thread = 0;
  store->entry_thread = record->old_entry_thread;
  __atomic_store_n(&store->signal_thread, record->old_signal_thread, __ATOMIC_RELEASE);
#endif
  // The place among the guards is the one that was given up just now.
  (void)set_stack(store, {record->old_stack_lo, record->old_stack_hi},
                  reinterpret_cast<uintptr_t>(first));
}

wexn_status wexn_store_set_stack(wexn_store *store, void *lo, void *hi) {
  const Stack stack = {reinterpret_cast<uintptr_t>(lo), reinterpret_cast<uintptr_t>(hi)};
  store->told_hi = 0;
  if (store->entry == nullptr)
    store->stack_hi = 0; // so that the next entry looks
  if (stack.hi == 0)
    return WEXN_OK;
  if (stack.lo >= stack.hi)
    return fail(store, "the bounds of a stack are the wrong way round");
  if (check_size(store, stack) != WEXN_OK)
    return WEXN_ERROR;
  store->told_lo = stack.lo;
  store->told_hi = stack.hi;
  if (kHosted)
    store->told_thread = this_thread();
  return WEXN_OK;
}
