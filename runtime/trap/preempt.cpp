// Interrupts by signals: compiled code pays nothing for them, and loops stay as they are. An
// alarm's thread sends a signal to the thread that runs the store; the handler looks where that is.
// In a function of a module, with nothing but compiled code up to the store's innermost entry, it
// ends the code like a trap. Anywhere else (the runtime, a host function, another store's code, the
// code between them) it does nothing, and the signal is sent again, until the interrupt has been
// taken or the entry has ended.
//
// What that relies on:
//  - All that compiled code and the runtime share is changed by the runtime, or with one
//    instruction: globals, elements, the runs of the heap. A new object is whole before compiled
//    code puts a reference to it anywhere (ir/translate_struct.cpp); one that is not whole yet is
//    all zeroes but for what was written (heap/heap.cpp).
//  - Frame pointers: compiled functions have one, theirs or, in a prologue, their caller's. Those
//    without loops and calls may hold anything there (wexnc/optimize/leaf_frames.h): what is read
//    lies between the stack pointer and the entry, and what does not lead to the entry ends nothing.
//  - The handler is on the thread whose signal it is, so that nothing it reads of the stack moves.
#include "runtime/instance/code_unit.h"

#include <wexn/abi/object.h>
#include <wexn/port.h>

namespace wexn::rt {

// A signal that is on its way. Never released: the handler may come late, when the store is gone
// and its post, too. The owner of a post is who has changed its state last.
struct Post {
  enum : uint32_t { Free, Making, Sent, Handled };
  uint32_t state;
  uint64_t thread;
  wexn_store *store; // lives while the post is not free
};
static constexpr uint32_t kPosts = 64; // more stores than that have to wait for a place
static Post posts[kPosts];

static bool move(Post &post, uint32_t from, uint32_t to) {
  return __atomic_compare_exchange_n(&post.state, &from, to, false, __ATOMIC_ACQUIRE,
                                     __ATOMIC_RELAXED);
}
static void free(Post &post) { __atomic_store_n(&post.state, Post::Free, __ATOMIC_RELEASE); }

// No handler looks at the store any more, until there is another post.
static void withdraw(const wexn_store *store) {
  for (Post &post : posts)
    while (__atomic_load_n(&post.store, __ATOMIC_RELAXED) == store &&
           __atomic_load_n(&post.state, __ATOMIC_ACQUIRE) != Post::Free)
      if (move(post, Post::Sent, Post::Making))
        free(post);
      else
        wexn_port_wait(&post.state, Post::Handled, 100'000);
}

static void send(wexn_store *store) {
  for (Post &post : posts)
    if (move(post, Post::Free, Post::Making)) {
      const uint64_t thread = __atomic_load_n(&store->signal_thread, __ATOMIC_ACQUIRE);
      __atomic_store_n(&post.store, store, __ATOMIC_RELAXED);
      __atomic_store_n(&post.thread, thread, __ATOMIC_RELAXED);
      __atomic_store_n(&post.state, Post::Sent, __ATOMIC_RELEASE);
      wexn_port_signal(thread);
      return;
    }
}

// ---- In the handler ----

// Return addresses seen, so that deep recursion is walked without a search for every frame.
struct Known {
  static constexpr uint32_t kEntries = 32;
  uintptr_t pc[kEntries] = {};
  uint64_t reserved[kEntries];
};

// Whether there is nothing but compiled code between where the thread is and the store's entry.
static bool runs(const wexn_store *store, const wexn_fault &place) {
  const CodeUnit *unit = find_unit(store, place.pc);
  unwind::Function function;
  if (unit == nullptr || !unwind::find_function(unit->tables, place.pc, function) ||
      function.index == unwind::kNoFunction)
    return false;
  Known known;
  const uintptr_t entry_fp = store->entry->fp;
  uint64_t reserved = unwind::read_reserved(unit->tables, function);
  uintptr_t lowest = place.sp;
  for (uintptr_t fp = place.fp;;) {
    if (fp < lowest || fp >= entry_fp || fp % sizeof(uintptr_t) != 0)
      return false;
    const auto *frame = reinterpret_cast<const uintptr_t *>(fp);
    const uintptr_t caller = frame[0];
    const uintptr_t pc = plain_address(frame[1 + reserved / sizeof(uintptr_t)]);
    if (pc == reinterpret_cast<uintptr_t>(wexn_rt_enter_return))
      return caller == entry_fp;
    const uint32_t at = pc / 4 % Known::kEntries;
    if (known.pc[at] != pc) {
      unit = find_unit(store, pc - 1);
      if (unit == nullptr || !unwind::find_function(unit->tables, pc - 1, function))
        return false;
      known.pc[at] = pc;
      known.reserved[at] = unwind::read_reserved(unit->tables, function);
    }
    reserved = known.reserved[at];
    lowest = fp + 2 * sizeof(uintptr_t);
    fp = caller;
  }
}

[[noreturn]] static void leave(void *store) {
  wexn_rt_leave(static_cast<wexn_store *>(store), WEXN_TRAP);
}

// ThreadSanitizer runs handlers when the thread calls the system the next time, and what they
// change of where it was is lost: there only calls end.
#if __has_feature(thread_sanitizer)
static constexpr bool kCanEnd = false;
#else
static constexpr bool kCanEnd = true;
#endif

static bool end(wexn_store *store, uint64_t thread, wexn_fault *place) {
  if (__atomic_load_n(&store->signal_thread, __ATOMIC_ACQUIRE) != thread ||
      store->entry == nullptr || !interrupt_waits(store) || !runs(store, *place) || !kCanEnd ||
      !take_interrupt(store))
    return false;
  record(store, WEXN_TRAP_Interrupted, place->pc, place->fp);
  store->trap.has_address = false;
  // The frames below the entry are done with: their room serves the way out.
  place->sp = reinterpret_cast<uintptr_t>(store->entry) - 256;
  place->resume = leave;
  place->resume_arg = store;
  return true;
}

static bool on_signal(wexn_fault *place) {
  const uint64_t thread = wexn_port_signal_thread();
  bool ended = false;
  for (Post &post : posts) {
    if (ended || __atomic_load_n(&post.thread, __ATOMIC_RELAXED) != thread ||
        !move(post, Post::Sent, Post::Handled))
      continue;
    ended = post.thread == thread && end(post.store, thread, place);
    free(post);
  }
  return ended;
}

// ---- On the alarm's thread ----

constexpr uint64_t kMillisecond = 1'000'000;

// Looks whether the interrupt still waits for code that runs. A store that is entered at this
// moment may not be seen; it is the next time, or sees the interrupt itself.
static uint64_t ring(wexn_alarm *alarm) {
  auto *store = reinterpret_cast<wexn_store *>(reinterpret_cast<uint8_t *>(alarm) -
                                               offsetof(wexn_store, pulse));
  constexpr uint32_t kIdle = 4; // so often without an entry
  withdraw(store);
  if (!interrupt_waits(store))
    return WEXN_ALARM_ASKED;
  const uint32_t pulses = __atomic_fetch_add(&store->pulses, 1, __ATOMIC_RELAXED);
  const bool running = __atomic_load_n(&store->entry, __ATOMIC_RELAXED) != nullptr;
  if (running)
    send(store);
  else if (pulses >= kIdle)
    return WEXN_ALARM_ASKED;
  // A host function that takes long is not disturbed all the time. But code that is in the C
  // library nearly always, in a loop of short fills, is met soon only by many signals.
  const uint32_t doublings = pulses / 16;
  return kMillisecond << (doublings < 2 ? doublings : 2);
}

// ---- On the store's thread ----

static void ask(wexn_store *store) {
  __atomic_store_n(&store->pulses, 0, __ATOMIC_RELAXED);
  wexn_port_ring(&store->pulse);
}

static void entered(wexn_store *store) {
  __atomic_store_n(&store->signal_thread, wexn_port_signal_thread(), __ATOMIC_RELEASE);
  (void)wexn_port_fault_stack(); // else the handler runs on the thread's own
}

static void release(wexn_store *store) {
  (void)wexn_port_set_alarm(&store->pulse, 0);
  withdraw(store);
}

// The heap zeroes places from now on (heap.cpp); those that it has given out already are zeroed
// here.
static void clear_runs(const wexn_store *store) {
  for (uint32_t c = 0; store->head.runs != nullptr && c < WEXN_SIZE_CLASSES; ++c) {
    const wexn_run &run = store->head.runs[c];
    __builtin_memset(store->head.heap_base + run.at, 0, run.end - run.at);
  }
}

static constexpr InterruptOps kOps = {ask, entered, release};

} // namespace wexn::rt

using namespace wexn::rt;

bool wexn_store_enable_interrupts(wexn_store *store) {
  if (store->signals != nullptr)
    return true;
  store->pulse.ring = ring;
  if (store->config.keep_signals || !wexn_port_catch_signals(on_signal) ||
      !wexn_port_set_alarm(&store->pulse, WEXN_ALARM_ASKED))
    return false;
  if (store->entry == nullptr)
    store->stack_hi = 0; // so that the next entry looks, and says where it is
  else
    entered(store);
  clear_runs(store);
  __atomic_store_n(&store->signals, &kOps, __ATOMIC_RELEASE);
  return true;
}
