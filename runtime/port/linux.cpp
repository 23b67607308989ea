// The port for Linux (glibc or musl). Man pages: mmap(2), sigaction(2), pthread_getattr_np(3).
#include <wexn/port.h>

#include <errno.h>
#include <pthread.h>
#include <signal.h>
#include <stdlib.h>
#include <sys/auxv.h>
#include <sys/mman.h>
#include <sys/resource.h>
#include <sys/types.h>
#include <ucontext.h>
#include <unistd.h>

size_t wexn_port_page_size() {
  static size_t size = 0;
  size_t known = __atomic_load_n(&size, __ATOMIC_RELAXED);
  if (known == 0) {
    known = static_cast<size_t>(sysconf(_SC_PAGESIZE));
    __atomic_store_n(&size, known, __ATOMIC_RELAXED);
  }
  return known;
}

void *wexn_port_reserve(size_t bytes) {
  void *p = mmap(nullptr, bytes, PROT_NONE, MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0);
  return p == MAP_FAILED ? nullptr : p;
}

bool wexn_port_commit(void *start, size_t bytes) {
  return mprotect(start, bytes, PROT_READ | PROT_WRITE) == 0;
}

void wexn_port_decommit(void *start, size_t bytes) {
  // A fresh mapping in the same place is one call for both; it fails only if `start` was not ours.
  mmap(start, bytes, PROT_NONE, MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE | MAP_FIXED, -1, 0);
}

void wexn_port_release(void *start, size_t bytes) { munmap(start, bytes); }

void *wexn_port_pages(size_t bytes) {
  void *p = mmap(nullptr, bytes, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
  return p == MAP_FAILED ? nullptr : p;
}

// For the main thread glibc reads /proc/self/maps, which takes tens of microseconds; that stack
// stays where it is, so its bounds are kept.
static uintptr_t main_stack_lo, main_stack_hi;

// The stack of the main thread where /proc is missing or does not show it: the program's path is at
// its very top, and the kernel keeps free below what the limit allows.
static bool stack_without_proc(uintptr_t *lo, uintptr_t *hi) {
  constexpr rlim_t kUsual = rlim_t{8} << 20;
  const uintptr_t top = getauxval(AT_EXECFN);
  rlimit limit;
  if (getpid() != gettid() || top == 0 || getrlimit(RLIMIT_STACK, &limit) != 0)
    return false;
  const uintptr_t page = wexn_port_page_size();
  *hi = (top + page) & ~(page - 1);
  *lo = *hi - (limit.rlim_cur < *hi / 2 ? limit.rlim_cur : kUsual);
  return true;
}

static bool find_stack(uintptr_t *lo, uintptr_t *hi) {
  pthread_attr_t attr;
  if (pthread_getattr_np(pthread_self(), &attr) != 0)
    return stack_without_proc(lo, hi);
  void *start = nullptr;
  size_t size = 0;
  const bool ok = pthread_attr_getstack(&attr, &start, &size) == 0;
  pthread_attr_destroy(&attr);
  *lo = reinterpret_cast<uintptr_t>(start);
  *hi = *lo + size;
  return ok && size != 0;
}

bool wexn_port_stack_bounds(uintptr_t *lo, uintptr_t *hi) {
  const auto here = reinterpret_cast<uintptr_t>(__builtin_frame_address(0));
  const uintptr_t main_lo = __atomic_load_n(&main_stack_lo, __ATOMIC_ACQUIRE);
  const uintptr_t main_hi = __atomic_load_n(&main_stack_hi, __ATOMIC_ACQUIRE);
  if (here >= main_lo && here < main_hi) {
    *lo = main_lo;
    *hi = main_hi;
    return true;
  }
  if (!find_stack(lo, hi))
    return false;
  if (getpid() == gettid()) {
    __atomic_store_n(&main_stack_lo, *lo, __ATOMIC_RELEASE);
    __atomic_store_n(&main_stack_hi, *hi, __ATOMIC_RELEASE);
  }
  return true;
}

void wexn_port_error(const char *text, size_t bytes) {
  while (bytes != 0) {
    const ssize_t n = write(STDERR_FILENO, text, bytes);
    if (n < 0 && errno == EINTR)
      continue;
    if (n <= 0)
      return;
    text += n;
    bytes -= static_cast<size_t>(n);
  }
}

void wexn_port_abort() { abort(); }

// ---- Faults ----

static wexn_fault_handler *fault_handler;
static constexpr size_t kFaultStack = size_t{64} << 10;
static struct sigaction previous[2]; // SIGSEGV, SIGBUS

static struct sigaction &previous_of(int signal) { return previous[signal == SIGSEGV ? 0 : 1]; }

// Does what would have happened without our handler.
static void pass_on(int signal, siginfo_t *info, void *context) {
  const struct sigaction &old = previous_of(signal);
  if ((old.sa_flags & SA_SIGINFO) != 0) {
    old.sa_sigaction(signal, info, context);
  } else if (old.sa_handler == SIG_DFL || old.sa_handler == SIG_IGN) {
    // The faulting instruction runs again (or the sender's signal arrives again) under the old
    // disposition. An ignored fault ends the process like the default action does.
    struct sigaction plain = old;
    plain.sa_handler = SIG_DFL;
    sigaction(signal, &plain, nullptr);
    if (info->si_code <= 0)
      raise(signal);
  } else {
    old.sa_handler(signal);
  }
}

static void on_signal(int signal, siginfo_t *info, void *context) {
  auto *uc = static_cast<ucontext_t *>(context);
  if (info->si_code > 0) { // from the kernel, not from kill()
    wexn_fault fault = {};
    fault.address = reinterpret_cast<uintptr_t>(info->si_addr);
#if defined(__x86_64__)
    auto &regs = uc->uc_mcontext.gregs;
    fault.pc = static_cast<uintptr_t>(regs[REG_RIP]);
    fault.sp = static_cast<uintptr_t>(regs[REG_RSP]);
    fault.fp = static_cast<uintptr_t>(regs[REG_RBP]);
#elif defined(__aarch64__)
    auto &regs = uc->uc_mcontext;
    fault.pc = regs.pc;
    fault.sp = regs.sp;
    fault.fp = regs.regs[29];
#endif
    if (fault_handler(&fault)) {
#if defined(__x86_64__)
      // As after a call: below the red zone, aligned to 16, then the slot of the return address.
      regs[REG_RSP] = static_cast<greg_t>(((fault.sp - 128) & ~uintptr_t{15}) - 8);
      regs[REG_RDI] = reinterpret_cast<greg_t>(fault.resume_arg);
      regs[REG_RIP] = reinterpret_cast<greg_t>(fault.resume);
#elif defined(__aarch64__)
      regs.sp = (fault.sp - 128) & ~uintptr_t{15};
      regs.regs[0] = reinterpret_cast<uintptr_t>(fault.resume_arg);
      regs.pc = reinterpret_cast<uintptr_t>(fault.resume);
#endif
      return;
    }
  }
  pass_on(signal, info, context);
}

// Given back when its thread ends.
static void drop_fault_stack(void *stack) {
  stack_t none = {};
  none.ss_flags = SS_DISABLE;
  sigaltstack(&none, nullptr);
  munmap(stack, kFaultStack);
}

static pthread_key_t fault_stack_key;
static bool has_fault_stack_key;
static void make_fault_stack_key() {
  has_fault_stack_key = pthread_key_create(&fault_stack_key, drop_fault_stack) == 0;
}

bool wexn_port_fault_stack() {
  stack_t present;
  if (sigaltstack(nullptr, &present) != 0)
    return false;
  if ((present.ss_flags & SS_DISABLE) == 0)
    return true; // the program's own
  static pthread_once_t once = PTHREAD_ONCE_INIT;
  pthread_once(&once, make_fault_stack_key);
  if (!has_fault_stack_key)
    return false;
  void *stack = wexn_port_pages(kFaultStack);
  if (stack == nullptr)
    return false;
  stack_t ours = {};
  ours.ss_sp = stack;
  ours.ss_size = kFaultStack;
  if (pthread_setspecific(fault_stack_key, stack) != 0 || sigaltstack(&ours, nullptr) != 0) {
    munmap(stack, kFaultStack);
    return false;
  }
  return true;
}

bool wexn_port_catch_faults(wexn_fault_handler *handler) {
  fault_handler = handler;
  const int signals[] = {SIGSEGV, SIGBUS};
  for (const int signal : signals) {
    struct sigaction old;
    if (sigaction(signal, nullptr, &old) != 0)
      return false;
    if ((old.sa_flags & SA_SIGINFO) != 0 && old.sa_sigaction == on_signal)
      continue; // already ours
    previous_of(signal) = old;
    struct sigaction ours = {};
    ours.sa_sigaction = on_signal;
    // ONSTACK: the embedder's alternative stack is used where there is one. NODEFER: a fault in a
    // handler that was there before is reported, not fatal without a word.
    ours.sa_flags = SA_SIGINFO | SA_ONSTACK | SA_NODEFER;
    sigemptyset(&ours.sa_mask);
    if (sigaction(signal, &ours, nullptr) != 0)
      return false;
  }
  return true;
}
