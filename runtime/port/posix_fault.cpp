// Memory faults on Linux and Darwin, and signals from one thread to another: signal handlers, and
// the stacks they run on when a thread's own is full. What differs is in signals_linux.h and
// signals_darwin.h.
//
// Handlers are chained: a signal that is not ours goes to who had it before. When others took the
// signal since, being installed again means being in front of them, and they hold on to the handler
// they found: so there are several, each with a predecessor of its own that never changes, and no
// circle comes about.
//
// Between threads goes SIGURG: what it says by default is nothing, debuggers let it pass, and who
// uses it for sockets has to look what has come anyway.
#include <wexn/port.h>

#if defined(__linux__)
#include "runtime/port/signals_linux.h"
#else
#include "runtime/port/signals_darwin.h"
#endif

using namespace wexn::port;

static wexn_fault_handler *fault_handler, *signal_handler;

// What had a signal before one of our handlers: set once, before the handler is installed.
struct Predecessor {
  uintptr_t handler; // as in struct sigaction
  bool has_info;     // SA_SIGINFO
};
// Either of the first two may be a protection fault on Darwin.
static constexpr int kSignals[] = {SIGSEGV, SIGBUS, SIGURG};
static constexpr int kNumSignals = 3;
static constexpr int kMaxHandlers = 8;
static Predecessor predecessors[kNumSignals][kMaxHandlers];
static int num_handlers[kNumSignals]; // in use

static bool is_default(const Predecessor &p) {
  constexpr uintptr_t kDefault = 0, kIgnore = 1; // SIG_DFL, SIG_IGN
  return !p.has_info && (p.handler == kDefault || p.handler == kIgnore);
}

// Does what would have happened without our handler.
static void pass_on(const Predecessor &before, int signal, siginfo_t *info, void *context) {
  if (is_default(before) && signal == SIGURG) {
  } else if (is_default(before)) {
    // The faulting instruction runs again (or the sender's signal arrives again) under the default
    // action. An ignored fault ends the process like that.
    struct sigaction plain = {};
    plain.sa_handler = SIG_DFL;
    sigaction(signal, &plain, nullptr);
    if (!from_kernel(*info))
      raise(signal);
  } else if (before.has_info) {
    reinterpret_cast<void (*)(int, siginfo_t *, void *)>(before.handler)(signal, info, context);
  } else {
    reinterpret_cast<void (*)(int)>(before.handler)(signal);
  }
}

// The thread that tries whether SIGURG comes here, and whether it did (is_reached).
static uint64_t trying;
static bool heard;

static bool claim(int signal, siginfo_t *info, void *context) {
  const bool is_fault = signal != SIGURG;
  if (is_fault && !from_kernel(*info))
    return false;
  const Registers registers = registers_of(context);
  wexn_fault fault = {};
  fault.address = is_fault ? reinterpret_cast<uintptr_t>(info->si_addr) : 0;
  fault.pc = static_cast<uintptr_t>(registers.pc);
  fault.sp = static_cast<uintptr_t>(registers.sp);
  fault.fp = static_cast<uintptr_t>(registers.fp);
  if (!__atomic_load_n(is_fault ? &fault_handler : &signal_handler, __ATOMIC_ACQUIRE)(&fault))
    return false;
  // As after a call: below the red zone, aligned to 16, on x86-64 with the return address's slot.
  uintptr_t sp = (fault.sp - 128) & ~uintptr_t{15};
#if defined(__x86_64__)
  sp -= 8;
  *reinterpret_cast<uintptr_t *>(sp) = fault.pc + 1; // the caller, for debuggers
#elif defined(__linux__)
  *link_register(context) = fault.pc + 4;
#endif
  registers.sp = static_cast<Word>(sp);
  registers.argument = static_cast<Word>(reinterpret_cast<uintptr_t>(fault.resume_arg));
  registers.pc = static_cast<Word>(reinterpret_cast<uintptr_t>(fault.resume));
  forget_branch(context);
  return true;
}

template <int kNumber> static void on_signal(int signal, siginfo_t *info, void *context) {
  const int error = errno;
  if (signal == SIGURG && __atomic_load_n(&trying, __ATOMIC_RELAXED) == this_thread())
    __atomic_store_n(&heard, true, __ATOMIC_RELAXED);
  if (claim(signal, info, context)) {
    errno = error;
    return;
  }
  const int which = signal == kSignals[0] ? 0 : signal == kSignals[1] ? 1 : 2;
  const Predecessor &before = predecessors[which][kNumber];
  pass_on({__atomic_load_n(&before.handler, __ATOMIC_RELAXED),
           __atomic_load_n(&before.has_info, __ATOMIC_RELAXED)},
          signal, info, context);
}
static constexpr void (*kHandlers[kMaxHandlers])(int, siginfo_t *, void *) = {
    on_signal<0>, on_signal<1>, on_signal<2>, on_signal<3>,
    on_signal<4>, on_signal<5>, on_signal<6>, on_signal<7>};

static bool is_ours(const struct sigaction &now) {
  for (auto *handler : kHandlers)
    if ((now.sa_flags & SA_SIGINFO) != 0 && now.sa_sigaction == handler)
      return true;
  return false;
}

// Number of a handler whose predecessor is `before`; -1: there is none left. One that ends the
// chain can do so again: nothing goes on from there.
static int handler_for(int which, const Predecessor &before) {
  for (int i = 0; i < num_handlers[which]; ++i)
    if (is_default(before) && is_default(predecessors[which][i]))
      return i;
  if (num_handlers[which] == kMaxHandlers)
    return -1;
  Predecessor &place = predecessors[which][num_handlers[which]];
  __atomic_store_n(&place.handler, before.handler, __ATOMIC_RELAXED);
  __atomic_store_n(&place.has_info, before.has_info, __ATOMIC_RELAXED);
  return num_handlers[which]++;
}

// Whether SIGURG comes to us, behind others that pass on what is not theirs: tried, since nothing
// says who they are. Being in front of them again and again, as with another runtime that wants the
// same, would use up the handlers. False as well while this thread blocks the signal.
static bool is_reached() {
  if (num_handlers[2] == 0)
    return false;
  __atomic_store_n(&heard, false, __ATOMIC_RELAXED);
  __atomic_store_n(&trying, this_thread(), __ATOMIC_RELAXED);
  send(this_thread(), SIGURG); // arrives before this returns
  __atomic_store_n(&trying, 0, __ATOMIC_RELAXED);
  return __atomic_load_n(&heard, __ATOMIC_RELAXED);
}

static bool put_in_front(int which) {
  struct sigaction now;
  if (sigaction(kSignals[which], nullptr, &now) != 0)
    return false;
  if (is_ours(now) || (kSignals[which] == SIGURG && is_reached()))
    return true;
  const bool has_info = (now.sa_flags & SA_SIGINFO) != 0;
  const int number = handler_for(which, {has_info ? reinterpret_cast<uintptr_t>(now.sa_sigaction)
                                                  : reinterpret_cast<uintptr_t>(now.sa_handler),
                                         has_info});
  if (number < 0)
    return false;
  struct sigaction ours = {};
  ours.sa_sigaction = kHandlers[number];
  // ONSTACK: a thread's signal stack is used where there is one. NODEFER: a fault in a handler that
  // was there before is reported, not fatal without a word.
  ours.sa_flags = SA_SIGINFO | SA_ONSTACK | SA_NODEFER;
  return sigaction(kSignals[which], &ours, nullptr) == 0;
}

// One thread at a time: the process in which one is at it. The child of a process has none of its
// other threads.
static int busy;
static void begin() {
  const int process = getpid();
  for (int holder = 0; !__atomic_compare_exchange_n(&busy, &holder, process, false,
                                                    __ATOMIC_ACQUIRE, __ATOMIC_RELAXED);)
    if (holder == process)
      holder = 0;
}
static bool end(bool done) {
  __atomic_store_n(&busy, 0, __ATOMIC_RELEASE);
  return done;
}

bool wexn_port_catch_faults(wexn_fault_handler *handler) {
  begin();
  __atomic_store_n(&fault_handler, handler, __ATOMIC_RELEASE);
  return end(put_in_front(0) && put_in_front(1));
}

bool wexn_port_catch_signals(wexn_fault_handler *handler) {
  begin();
  __atomic_store_n(&signal_handler, handler, __ATOMIC_RELEASE);
  return end(put_in_front(2));
}

uint64_t wexn_port_signal_thread() { return this_thread(); }
void wexn_port_signal(uint64_t thread) { send(thread, SIGURG); }

// ---- Signal stacks ----

static constexpr size_t kFaultStack = size_t{64} << 10;

// Given back when its thread ends.
static void drop_fault_stack(void *stack) {
  stack_t none = {};
  none.ss_size = kFaultStack;
  none.ss_flags = SS_DISABLE;
  sigaltstack(&none, nullptr);
  wexn_port_release(stack, kFaultStack);
}

// The key of a thread's fault stack, plus 1; 0: not made yet. Two threads that make one at the same
// time leave one unused.
static bool fault_stack_key(pthread_key_t *key) {
  static unsigned long known = 0;
  unsigned long plus_one = __atomic_load_n(&known, __ATOMIC_ACQUIRE);
  if (plus_one == 0) {
    if (pthread_key_create(key, drop_fault_stack) != 0)
      return false;
    if (__atomic_compare_exchange_n(&known, &plus_one, static_cast<unsigned long>(*key) + 1, false,
                                    __ATOMIC_ACQ_REL, __ATOMIC_ACQUIRE))
      return true;
  }
  *key = static_cast<pthread_key_t>(plus_one - 1);
  return true;
}

bool wexn_port_fault_stack() {
  stack_t present;
  if (sigaltstack(nullptr, &present) != 0)
    return false;
  if ((present.ss_flags & SS_ONSTACK) != 0)
    return false; // it is the one that gets full
  if ((present.ss_flags & SS_DISABLE) == 0)
    return true; // the program's own, or made before
  pthread_key_t key;
  if (!fault_stack_key(&key))
    return false;
  void *stack = wexn_port_pages(kFaultStack);
  if (stack == nullptr)
    return false;
  stack_t ours = {};
  ours.ss_sp = stack;
  ours.ss_size = kFaultStack;
  if (pthread_setspecific(key, stack) != 0 || sigaltstack(&ours, nullptr) != 0) {
    wexn_port_release(stack, kFaultStack);
    return false;
  }
  return true;
}
