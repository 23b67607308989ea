// The port for Linux (glibc or musl); faults are in posix_fault.cpp. Man pages: mmap(2),
// pthread_getattr_np(3).
#include <wexn/port.h>

#include <errno.h>
#include <linux/futex.h>
#include <pthread.h>
#include <stdlib.h>
#include <sys/auxv.h>
#include <sys/mman.h>
#include <sys/resource.h>
#include <sys/syscall.h>
#include <sys/types.h>
#include <time.h>
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

bool wexn_port_decommit(void *start, size_t bytes) {
  // A fresh mapping in the same place is one call for both. It fails where the process has as many
  // as it may have.
  return mmap(start, bytes, PROT_NONE, MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE | MAP_FIXED, -1,
              0) != MAP_FAILED;
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

bool wexn_port_thread_create(void (*run)(void *), void *argument) {
  struct Start {
    void (*run)(void *);
    void *argument;
  };
  auto *start = static_cast<Start *>(malloc(sizeof(Start)));
  if (start == nullptr)
    return false;
  *start = {run, argument};
  pthread_t thread;
  const auto enter = [](void *given) -> void * {
    const Start what = *static_cast<Start *>(given);
    ::free(given);
    what.run(what.argument);
    return nullptr;
  };
  if (pthread_create(&thread, nullptr, enter, start) != 0) {
    ::free(start);
    return false;
  }
  pthread_detach(thread);
  return true;
}

static constexpr int64_t kSecond = 1000000000;

void wexn_port_wait(const uint32_t *word, uint32_t value, int64_t timeout) {
  const timespec time = {timeout / kSecond, timeout % kSecond};
  syscall(SYS_futex, word, FUTEX_WAIT_PRIVATE, value, timeout < 0 ? nullptr : &time, nullptr, 0);
}

void wexn_port_wake(const uint32_t *word) {
  syscall(SYS_futex, word, FUTEX_WAKE_PRIVATE, 1, nullptr, nullptr, 0);
}

// Linux 4.14.
void wexn_port_wipe_on_fork(void *start, size_t bytes) { madvise(start, bytes, MADV_WIPEONFORK); }

#if defined(__aarch64__)
bool wexn_port_has_lse() {
  constexpr unsigned long kAtomics = 1 << 8; // HWCAP_ATOMICS
  return (getauxval(AT_HWCAP) & kAtomics) != 0;
}
#endif

uint64_t wexn_port_now() {
  timespec time;
  clock_gettime(CLOCK_MONOTONIC, &time);
  return static_cast<uint64_t>(time.tv_sec * kSecond + time.tv_nsec);
}

// Threads are numbered as they ask; a new thread's value of a key is null.
static pthread_key_t thread_key;
static bool has_thread_key;
static void make_thread_key() {
  __atomic_store_n(&has_thread_key, pthread_key_create(&thread_key, nullptr) == 0,
                   __ATOMIC_RELEASE);
}

uint64_t wexn_port_thread() {
  static uint64_t last = 0;
  static pthread_once_t once = PTHREAD_ONCE_INIT;
  if (!__atomic_load_n(&has_thread_key, __ATOMIC_ACQUIRE))
    pthread_once(&once, make_thread_key);
  // Without a key each call is answered with another number, and the stack looked up.
  const bool keyed = __atomic_load_n(&has_thread_key, __ATOMIC_ACQUIRE);
  void *number = keyed ? pthread_getspecific(thread_key) : nullptr;
  if (number == nullptr) {
    number = reinterpret_cast<void *>(__atomic_add_fetch(&last, 1, __ATOMIC_RELAXED));
    if (keyed)
      (void)pthread_setspecific(thread_key, number);
  }
  return reinterpret_cast<uint64_t>(number);
}

void wexn_port_abort() { abort(); }
