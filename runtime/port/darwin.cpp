// The port for Darwin (macOS 11 and later, x86-64 and arm64). What it takes of libSystem is
// declared here, so that it compiles on any system without Apple's headers. Man pages: mmap(2),
// sigaction(2); layouts from the public headers sys/signal.h, mach/i386/_structs.h,
// mach/arm/_structs.h.
#include <wexn/port.h>

extern "C" {
void *mmap(void *start, size_t bytes, int protection, int flags, int fd, int64_t offset);
int mprotect(void *start, size_t bytes, int protection);
int munmap(void *start, size_t bytes);
int getpagesize();
intptr_t write(int fd, const void *data, size_t bytes);
int *__error();
[[noreturn]] void abort();
int raise(int signal);

struct _opaque_pthread_t;
_opaque_pthread_t *pthread_self();
void *pthread_get_stackaddr_np(_opaque_pthread_t *); // past the highest address
size_t pthread_get_stacksize_np(_opaque_pthread_t *);

int pthread_key_create(unsigned long *key, void (*destructor)(void *));
int pthread_setspecific(unsigned long key, const void *value);

struct stack_t {
  void *ss_sp;
  size_t ss_size;
  int ss_flags;
};
int sigaltstack(const stack_t *now, stack_t *old);

struct siginfo_t {
  int si_signo, si_errno, si_code, si_pid;
  uint32_t si_uid;
  int si_status;
  void *si_addr;
  uintptr_t rest[9];
};
struct sigaction {
  union {
    void (*sa_handler)(int);
    void (*sa_sigaction)(int, siginfo_t *, void *);
  };
  uint32_t sa_mask;
  int sa_flags;
};
int sigaction(int signal, const struct sigaction *now, struct sigaction *old);
}

namespace {

constexpr int kProtNone = 0, kProtRead = 1, kProtWrite = 2;
constexpr int kMapPrivate = 2, kMapFixed = 0x10, kMapNoReserve = 0x40, kMapAnon = 0x1000;
constexpr int kReserve = kMapPrivate | kMapAnon | kMapNoReserve;
constexpr int kStderr = 2, kInterrupted = 4;
constexpr int kSigbus = 10, kSigsegv = 11;
constexpr int kNoSignalStack = 4; // SS_DISABLE
constexpr int kOnStack = 1, kNoDefer = 0x10, kSigInfo = 0x40;
constexpr uintptr_t kDefault = 0, kIgnore = 1; // values of sa_handler
constexpr int kFirstCodeOfProcesses = 0x10001; // si_code: sent by kill() and its like

// mcontext_t: exception state, then the registers.
struct Registers {
#if defined(__x86_64__)
  uint64_t exception[2];
  uint64_t rax, rbx, rcx, rdx, rdi, rsi, rbp, rsp, r8_to_r15[8], rip;
#elif defined(__aarch64__)
  uint64_t exception[2];
  uint64_t x[29], fp, lr, sp, pc;
#endif
};
// ucontext_t.
struct SignalContext {
  int on_stack;
  uint32_t mask;
  void *stack_start;
  size_t stack_bytes;
  int stack_flags;
  SignalContext *link;
  size_t registers_bytes;
  Registers *registers;
};
static_assert(offsetof(siginfo_t, si_addr) == 24 && sizeof(siginfo_t) == 104);
static_assert(sizeof(struct sigaction) == 16 && offsetof(SignalContext, registers) == 48);

void *map(void *start, size_t bytes, int protection, int flags) {
  void *p = mmap(start, bytes, protection, flags, -1, 0);
  return reinterpret_cast<intptr_t>(p) == -1 ? nullptr : p;
}

} // namespace

// 4 KiB, on arm64 16 KiB.
size_t wexn_port_page_size() { return static_cast<size_t>(getpagesize()); }

void *wexn_port_reserve(size_t bytes) { return map(nullptr, bytes, kProtNone, kReserve); }

bool wexn_port_commit(void *start, size_t bytes) {
  return mprotect(start, bytes, kProtRead | kProtWrite) == 0;
}

void wexn_port_decommit(void *start, size_t bytes) {
  // A fresh mapping in the same place is one call for both; it fails only if `start` was not ours.
  map(start, bytes, kProtNone, kReserve | kMapFixed);
}

void wexn_port_release(void *start, size_t bytes) { munmap(start, bytes); }

void *wexn_port_pages(size_t bytes) {
  return map(nullptr, bytes, kProtRead | kProtWrite, kMapPrivate | kMapAnon);
}

bool wexn_port_stack_bounds(uintptr_t *lo, uintptr_t *hi) {
  _opaque_pthread_t *self = pthread_self();
  const size_t bytes = pthread_get_stacksize_np(self);
  *hi = reinterpret_cast<uintptr_t>(pthread_get_stackaddr_np(self));
  *lo = *hi - bytes;
  return bytes != 0 && bytes < *hi;
}

void wexn_port_error(const char *text, size_t bytes) {
  while (bytes != 0) {
    const intptr_t n = write(kStderr, text, bytes);
    if (n < 0 && *__error() == kInterrupted)
      continue;
    if (n <= 0)
      return;
    text += n;
    bytes -= static_cast<size_t>(n);
  }
}

void wexn_port_abort() { abort(); }

// ---- Faults ----
// Protection faults arrive as SIGBUS or as SIGSEGV, depending on the kernel's version.

static wexn_fault_handler *fault_handler;
static struct sigaction previous[2]; // SIGSEGV, SIGBUS

static struct sigaction &previous_of(int signal) { return previous[signal == kSigsegv ? 0 : 1]; }

// Does what would have happened without our handler.
static void pass_on(int signal, siginfo_t *info, void *context) {
  const struct sigaction &old = previous_of(signal);
  const auto handler = reinterpret_cast<uintptr_t>(old.sa_handler);
  if ((old.sa_flags & kSigInfo) != 0) {
    old.sa_sigaction(signal, info, context);
  } else if (handler == kDefault || handler == kIgnore) {
    // The faulting instruction runs again (or the sender's signal arrives again) under the old
    // disposition. An ignored fault ends the process like the default action does.
    struct sigaction plain = old;
    plain.sa_handler = nullptr;
    sigaction(signal, &plain, nullptr);
    if (info->si_code >= kFirstCodeOfProcesses)
      raise(signal);
  } else {
    old.sa_handler(signal);
  }
}

static void on_signal(int signal, siginfo_t *info, void *context) {
  Registers &regs = *static_cast<SignalContext *>(context)->registers;
  if (info->si_code < kFirstCodeOfProcesses) {
    wexn_fault fault = {};
    fault.address = reinterpret_cast<uintptr_t>(info->si_addr);
#if defined(__x86_64__)
    fault.pc = regs.rip;
    fault.sp = regs.rsp;
    fault.fp = regs.rbp;
#elif defined(__aarch64__)
    fault.pc = regs.pc;
    fault.sp = regs.sp;
    fault.fp = regs.fp;
#endif
    if (fault_handler(&fault)) {
      // Below the red zone, which both processors have here, aligned to 16.
      const uintptr_t sp = (fault.sp - 128) & ~uintptr_t{15};
#if defined(__x86_64__)
      regs.rsp = sp - 8; // as after a call: the slot of the return address
      regs.rdi = reinterpret_cast<uintptr_t>(fault.resume_arg);
      regs.rip = reinterpret_cast<uintptr_t>(fault.resume);
#elif defined(__aarch64__)
      regs.sp = sp;
      regs.x[0] = reinterpret_cast<uintptr_t>(fault.resume_arg);
      regs.pc = reinterpret_cast<uintptr_t>(fault.resume);
#endif
      return;
    }
  }
  pass_on(signal, info, context);
}

static constexpr size_t kFaultStack = size_t{64} << 10;

// Given back when its thread ends.
static void drop_fault_stack(void *stack) {
  const stack_t none = {nullptr, kFaultStack, kNoSignalStack};
  sigaltstack(&none, nullptr);
  munmap(stack, kFaultStack);
}

// The key of a thread's fault stack, plus 1; 0: not made yet. Two threads that make one at the same
// time leave one unused.
static bool fault_stack_key(unsigned long *key) {
  static unsigned long known = 0;
  unsigned long plus_one = __atomic_load_n(&known, __ATOMIC_ACQUIRE);
  if (plus_one == 0) {
    if (pthread_key_create(key, drop_fault_stack) != 0)
      return false;
    if (__atomic_compare_exchange_n(&known, &plus_one, *key + 1, false, __ATOMIC_ACQ_REL,
                                    __ATOMIC_ACQUIRE))
      return true;
  }
  *key = plus_one - 1;
  return true;
}

bool wexn_port_fault_stack() {
  stack_t present;
  if (sigaltstack(nullptr, &present) != 0)
    return false;
  if ((present.ss_flags & kNoSignalStack) == 0)
    return true; // the program's own
  unsigned long key;
  if (!fault_stack_key(&key))
    return false;
  void *stack = wexn_port_pages(kFaultStack);
  if (stack == nullptr)
    return false;
  const stack_t ours = {stack, kFaultStack, 0};
  if (pthread_setspecific(key, stack) != 0 || sigaltstack(&ours, nullptr) != 0) {
    munmap(stack, kFaultStack);
    return false;
  }
  return true;
}

bool wexn_port_catch_faults(wexn_fault_handler *handler) {
  fault_handler = handler;
  const int signals[] = {kSigsegv, kSigbus};
  for (const int signal : signals) {
    struct sigaction old;
    if (sigaction(signal, nullptr, &old) != 0)
      return false;
    if ((old.sa_flags & kSigInfo) != 0 && old.sa_sigaction == on_signal)
      continue; // already ours
    previous_of(signal) = old;
    struct sigaction ours = {};
    ours.sa_sigaction = on_signal;
    // ONSTACK: the embedder's alternative stack is used where there is one. NODEFER: a fault in a
    // handler that was there before is reported, not fatal without a word.
    ours.sa_flags = kSigInfo | kOnStack | kNoDefer;
    if (sigaction(signal, &ours, nullptr) != 0)
      return false;
  }
  return true;
}
