// The port for Darwin (macOS 11 and later, x86-64 and arm64). What it takes of libSystem is
// declared here, so that it compiles on any system without Apple's headers; faults are in
// posix_fault.cpp. Man page: mmap(2).
#include <wexn/port.h>

extern "C" {
void *mmap(void *start, size_t bytes, int protection, int flags, int fd, int64_t offset);
int mprotect(void *start, size_t bytes, int protection);
int munmap(void *start, size_t bytes);
int getpagesize();
[[noreturn]] void abort();

struct _opaque_pthread_t;
_opaque_pthread_t *pthread_self();
void *pthread_get_stackaddr_np(_opaque_pthread_t *); // past the highest address
size_t pthread_get_stacksize_np(_opaque_pthread_t *);

int __ulock_wait(uint32_t operation, void *word, uint64_t value, uint32_t microseconds);
int __ulock_wake(uint32_t operation, void *word, uint64_t value);
uint64_t clock_gettime_nsec_np(int clock);
int pthread_atfork(void (*before)(), void (*in_parent)(), void (*in_child)());
int pthread_threadid_np(_opaque_pthread_t *, uint64_t *number); // null: this thread
}

namespace {

constexpr int kProtNone = 0, kProtRead = 1, kProtWrite = 2;
constexpr int kMapPrivate = 2, kMapFixed = 0x10, kMapNoReserve = 0x40, kMapAnon = 0x1000;
constexpr int kReserve = kMapPrivate | kMapAnon | kMapNoReserve;
constexpr uint32_t kCompareAndWait = 1, kNoErrno = 0x01000000; // UL_COMPARE_AND_WAIT, ULF_NO_ERRNO
constexpr int kUptimeRaw = 8;

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

bool wexn_port_decommit(void *start, size_t bytes) {
  // A fresh mapping in the same place is one call for both.
  return map(start, bytes, kProtNone, kReserve | kMapFixed) != nullptr;
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

// As libc++ and the Swift runtime wait for a word.
void wexn_port_wait(const uint32_t *word, uint32_t value, int64_t timeout) {
  uint64_t microseconds = 0; // none
  if (timeout >= 0)
    microseconds = static_cast<uint64_t>(timeout) / 1000 + 1;
  if (microseconds > UINT32_MAX)
    microseconds = UINT32_MAX;
  __ulock_wait(kCompareAndWait | kNoErrno, const_cast<uint32_t *>(word), value,
               static_cast<uint32_t>(microseconds));
}

void wexn_port_wake(const uint32_t *word) {
  __ulock_wake(kCompareAndWait | kNoErrno, const_cast<uint32_t *>(word), 0);
}

static void *wiped;
static size_t wiped_bytes;
void wexn_port_wipe_on_fork(void *start, size_t bytes) {
  wiped = start;
  wiped_bytes = bytes;
  pthread_atfork(nullptr, nullptr, [] { __builtin_memset(wiped, 0, wiped_bytes); });
}

#if defined(__aarch64__)
bool wexn_port_has_lse() { return true; }
#endif

uint64_t wexn_port_now() { return clock_gettime_nsec_np(kUptimeRaw); }

uint64_t wexn_port_thread() {
  uint64_t number = 0;
  pthread_threadid_np(nullptr, &number);
  return number;
}

void wexn_port_abort() { abort(); }
