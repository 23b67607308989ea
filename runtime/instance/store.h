// The store: everything that the instances of one embedding share. Spec: Store (Execution, Runtime
// Structure). Starts with the part that compiled code reads (abi/store.h); the rest belongs to the
// runtime. One thread at a time uses a store.
#ifndef WEXN_RUNTIME_STORE_H
#define WEXN_RUNTIME_STORE_H

#include "runtime/arch/arch.h"

#include <stddef.h>
#include <wexn/abi/module_image.h>
#include <wexn/abi/stack.h>
#include <wexn/abi/store.h>
#include <wexn/abi/vmctx.h>
#include <wexn/port.h>
#include <wexn/wexn.h>

namespace wexn::rt {

// Without an operating system there are no threads that the runtime could know, no virtual memory,
// and a stack is as large as the program says; messages are brief.
#ifdef WEXN_BARE
constexpr bool kHosted = false;
#else
constexpr bool kHosted = true;
#endif

// Lies in the frame of wexn_rt_enter, WEXN_ENTRY_FROM_FP bytes from its frame pointer. A walk over
// compiled frames ends at the frame whose caller's frame pointer equals store->entry->fp.
struct EntryRecord {
  EntryRecord *prev;
  wexn_store *store;
  uintptr_t fp;
  uintptr_t old_stack_lo, old_stack_hi; // of the outer entry's stack; hi is 0 when it is the same
  uint64_t old_host_fp;                 // head.host_fp of the outer entry; bare metal: FPCR itself
#ifndef WEXN_BARE
  uint64_t old_entry_thread, old_signal_thread; // of the outer entry, if old_stack_hi is not 0
#endif
#ifdef WEXN_SEGMENTS
  // The base in GS, to be given back: the host's, or that of a body which a signal's handler
  // interrupted. Or WEXN_NO_SEGMENT.
  uint64_t old_segment;
  uint64_t unused;
#endif
};

// Code addresses in text ranges of units, innermost first: inside the calling instruction (return
// address - 1), or the faulting instruction itself.
struct FrameRecord {
  static constexpr uint32_t kMaxFrames = 64;
  uint32_t num_frames;
  // For wexn_trap_frame: frames[seen] has the function numbered seen_index and those it is inlined
  // into, so that going through all takes no time that grows with the square of their number.
  mutable uint32_t seen, seen_index;
  bool frames_cut; // there were more than fit
  uintptr_t frames[kMaxFrames];
};

// The last trap: where it happened and what was on the stack.
struct TrapRecord {
  uint32_t code;     // traps.def
  bool has_address;  // a memory fault
  uintptr_t pc, fp;  // of the frame that trapped, or of a runtime function it called
  uintptr_t address; // of the faulting access, if has_address
  FrameRecord stack;
};

// Cell of a global made by the host; a root if its type is a managed reference.
struct HostGlobal {
  wexn_global cell; // first: wexn_global * of the API points here
  wexn_valtype type;
  HostGlobal *next;
};

// Name given to something that instances may import (wexn_define).
struct Definition {
  Definition *next;
  wexn_name module, name;
  wexn_extern value;
};

struct CodeUnit; // code_unit.h
struct FaultOps; // guards.h
struct InterruptOps;
struct ThreadOps; // thread_ops.h
struct SharedUse; // threads/shared_memory.h
struct FreeBlock;
struct Chunk;

// Allocation for one store (alloc.cpp). Nothing is returned to the port before the store goes.
struct Arena {
  static constexpr uint32_t kNumClasses = 40;
  uint8_t *cur, *end; // free part of the newest chunk
  Chunk *chunks;      // from the port
  bool callers;       // the newest chunk is the caller's buffer, which may hold anything
  FreeBlock *free_lists[kNumClasses]; // by power of two
};

// A limit and what is used of it. Whoever makes or grows something says so here, before anything
// else is made.
struct Budget {
  uint64_t most, used; // used <= most
  [[nodiscard]] bool has(uint64_t amount) const { return amount <= most - used; }
  void take(uint64_t amount) { used += amount; } // REQUIRES: has(amount)
  void give(uint64_t amount) { used -= amount; }
};

struct ErrorMessage {
  static constexpr uint32_t kSize = 512;
  char text[kSize]; // NUL-terminated; empty: no error
};

// Values of wexn_store_head.pending. Others are in throw/unwind.h.
constexpr uint64_t kPendingNone = 0;
constexpr uint64_t kPendingTrap = uint64_t{1} << 63; // store->trap says which

} // namespace wexn::rt

struct wexn_store {
  wexn_store_head head;
  // Bounds of the stack that compiled code was last entered on, and the thread (wexn_port_thread)
  // of the outermost entry; 0: the next one looks. All 0 before the first entry. stack_limit
  // belongs to them.
  uintptr_t stack_hi;
  wexn::rt::EntryRecord *entry; // innermost; null when no compiled code is active
  uint64_t thread;
  uintptr_t stack_lo;
  // What wexn_store_set_stack told, and on which thread; told_hi 0: nothing.
  uintptr_t told_lo, told_hi;
  uint64_t told_thread;
  uintptr_t stack_limit; // what head.stack_limit is while no interrupt waits
  // wexn_interrupt (trap/interrupt.cpp), written by any thread; and whether an instance looks.
  bool interrupt, interruptible;
#ifndef WEXN_BARE
  uint64_t entry_thread; // of the innermost entry (wexn_port_thread)
  // Interrupts by signals (trap/preempt.cpp): null until they are enabled.
  const wexn::rt::InterruptOps *signals;
  uint64_t signal_thread; // of the innermost entry (wexn_port_signal_thread)
  wexn_alarm pulse;
  uint32_t pulses;                     // without success
  wexn_alarm alarm;                    // wexn_store_set_deadline (trap/deadline.cpp)
  void (*release_alarm)(wexn_store *); // null until needed, like release_heap
#endif
  // Not null: an instance relies on the stack's guard page (--stack-check=guard).
  const wexn::rt::FaultOps *stack_faults;
  uintptr_t
      guarded_stack; // lowest address of the stack whose end is registered (trap/guards.cpp), or 0
  uint64_t stack_switches; // how often an entry on another stack made compiled code wait on its own

  uint32_t payload_capacity; // bytes of head.payload
  uint32_t exit_status;      // with trap code Exit
  wexn::rt::CodeUnit *units;
  wexn_instance *instances; // linked by next, newest first
  wexn_memory *memories;
  wexn_table *tables;
  wexn::rt::HostGlobal *host_globals;
  wexn::rt::Definition *definitions;

  // Managed heap and exceptions (heap/heap.cpp, api/exception.cpp); null until needed. release_*
  // are called by wexn_store_delete when not null, so that the archive members stay optional.
  void *heap;
  void *exceptions;
  void (*release_heap)(wexn_store *); // heap reservation and handles
  void *user_data;

  wexn::rt::Budget memory_bytes;   // of all memories
  wexn::rt::Budget table_elements; // of all tables
  wexn_store_config config;        // as given, but for limits whose 0 stands for a number

#ifndef WEXN_BARE
  // Shared memories (threads/shared_memory.cpp): null until an instance has one.
  const wexn::rt::ThreadOps *threads;
  wexn::rt::SharedUse *shared;
  bool is_home; // the store belongs to a shared memory and has nothing else
#endif

  wexn::rt::Arena arena;
  wexn::rt::TrapRecord trap;
  wexn::rt::ErrorMessage error;
  bool refused;   // what a host function gave, which has ended an entry with WEXN_ERROR
  bool own_block; // the store lies in a block of its own (reuse.h), not in the caller's buffer
};

namespace wexn::rt {

// alloc.cpp. Zeroed memory, aligned to 16; null when the port has none left.
void *alloc(wexn_store *store, uint64_t bytes);
// Gives a block back to the store for reuse. REQUIRES: `bytes` as given to alloc.
void free(wexn_store *store, void *block, uint64_t bytes);
template <typename T> T *alloc(wexn_store *store) {
  return static_cast<T *>(alloc(store, sizeof(T)));
}

void release_chunks(Arena &arena);

// Whether compiled code can be entered from here: WEXN_ERROR when the stack is unknown or too
// small, or too large for modules that rely on its guard page (trap/stack.cpp).
[[nodiscard]] wexn_status check_stack(wexn_store *store, bool guarded);
// Sees to it that the end of the stack that the call comes from is noticed on this thread.
[[nodiscard]] wexn_status guard_thread(wexn_store *store, const FaultOps &faults);

// trap/interrupt.cpp. Makes head.stack_limit what stack_limit is, unless an interrupt waits.
void set_head_limit(wexn_store *store);
// How it reads and writes what others do, too.
constexpr int kOneOrder = kHosted ? __ATOMIC_SEQ_CST : __ATOMIC_RELAXED;
// Whether an interrupt waits; and the same, and it is taken.
[[nodiscard]] inline bool interrupt_waits(const wexn_store *store) {
  return __atomic_load_n(&store->head.stack_limit, kOneOrder) == WEXN_INTERRUPTED;
}
bool take_interrupt(wexn_store *store);
// The trap of compiled code that gets no object: out of memory, or an interrupt, which is taken.
#ifdef WEXN_BARE
inline uint32_t why_none(wexn_store *) { return WEXN_TRAP_OutOfMemory; }
#else
uint32_t why_none(wexn_store *store);
#endif

#ifndef WEXN_BARE
// What trap/preempt.cpp does for those who do not link it.
struct InterruptOps {
  void (*ask)(wexn_store *);     // an interrupt waits; from signal handlers, too
  void (*entered)(wexn_store *); // the store is entered on another thread or stack than before
  void (*release)(wexn_store *);
};
// Whether the owner has to look for interrupts where no compiled code runs.
[[nodiscard]] inline bool may_be_interrupted(const wexn_store *store) {
  return store->interruptible || store->signals != nullptr;
}
#endif

// Whether the caller is on the stack of the innermost entry, below it.
// REQUIRES: there is an entry.
[[nodiscard, gnu::always_inline]] inline bool is_below_entry(const wexn_store *store) {
  const auto here = reinterpret_cast<uintptr_t>(__builtin_frame_address(0));
  return here >= store->stack_lo && here < reinterpret_cast<uintptr_t>(store->entry);
}

// Makes head.payload hold at least `bytes`; called for every instance and tag (store.cpp).
[[nodiscard]] bool reserve_payload(wexn_store *store, uint32_t bytes);

// Records trap `code` at the caller's frame with a backtrace and leaves to the innermost entry
// (trap/trap.cpp). Same as wexn_rt_trap for callers that have the store.
[[noreturn]] void raise_trap(wexn_store *store, uint32_t code);
// The same in the frame `fp`, whose call returns to `return_address`.
[[noreturn]] void raise_trap_at(wexn_store *store, uint32_t code, uintptr_t return_address,
                                uintptr_t fp);
// Makes a record of the frames from `fp`, which runs at `pc`, to the innermost entry
// (trap/trap.cpp).
void record(wexn_store *store, uint32_t code, uintptr_t pc, uintptr_t fp);
// To be called before wexn_rt_leave: tells the host, if it wants to know.
inline void announce_leave(wexn_store *store, wexn_status status) {
#ifndef WEXN_BARE
  if (store->config.on_leave != nullptr && store->entry->prev == nullptr &&
      (status != WEXN_TRAP || store->trap.code != WEXN_TRAP_Exit))
    store->config.on_leave(store, status);
#else
  (void)store;
  (void)status;
#endif
}
// Ends the innermost entry with the trap that is already recorded: a host function left
// kPendingTrap. Clears head.pending.
[[noreturn]] void raise_recorded_trap(wexn_store *store);

// Stops the program: a broken invariant. Message on the port's error output.
[[noreturn]] void bug(const char *message);

} // namespace wexn::rt

#endif
