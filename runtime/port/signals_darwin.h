// What posix_fault.cpp needs to know of Darwin, declared here like the rest of libSystem
// (darwin.cpp). Layouts from the public headers sys/signal.h, mach/i386/_structs.h,
// mach/arm/_structs.h.
#ifndef WEXN_RUNTIME_PORT_SIGNALS_H
#define WEXN_RUNTIME_PORT_SIGNALS_H

#include <stddef.h>
#include <stdint.h>

extern "C" {
int raise(int signal);
int getpid();

int *__error();
struct _opaque_pthread_t;
_opaque_pthread_t *pthread_self();
int pthread_kill(_opaque_pthread_t *, int signal);

using pthread_key_t = unsigned long;
int pthread_key_create(pthread_key_t *key, void (*destructor)(void *));
int pthread_setspecific(pthread_key_t key, const void *value);

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

#define errno (*__error())
constexpr int SIGBUS = 10, SIGSEGV = 11, SIGURG = 16;
constexpr int SS_ONSTACK = 1, SS_DISABLE = 4;
constexpr int SA_ONSTACK = 1, SA_NODEFER = 0x10, SA_SIGINFO = 0x40;
inline void (*const SIG_DFL)(int) = nullptr;

namespace wexn::port {

constexpr int kFirstCodeOfProcesses = 0x10001; // si_code: sent by kill() and its like
inline bool from_kernel(const siginfo_t &info) { return info.si_code < kFirstCodeOfProcesses; }

// mcontext_t: exception state, then the registers.
struct SavedRegisters {
#if defined(__x86_64__)
  uint64_t exception[2];
  uint64_t rax, rbx, rcx, rdx, rdi, rsi, rbp, rsp, r8_to_r15[8], rip;
#elif defined(__aarch64__)
  uint64_t exception[2];
  uint64_t x[29], fp, lr, sp, pc;
  uint32_t cpsr;
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
  SavedRegisters *registers;
};
static_assert(offsetof(siginfo_t, si_addr) == 24 && sizeof(siginfo_t) == 104);
static_assert(sizeof(struct sigaction) == 16 && offsetof(SignalContext, registers) == 48);

using Word = uint64_t;
struct Registers {
  Word &pc, &sp, &fp, &argument;
};
inline Registers registers_of(void *context) {
  SavedRegisters &r = *static_cast<SignalContext *>(context)->registers;
#if defined(__x86_64__)
  return {r.rip, r.rsp, r.rbp, r.rdi};
#elif defined(__aarch64__)
  return {r.pc, r.sp, r.fp, r.x[0]};
#endif
}

// What goes on at another address comes from no branch: BTI has nothing to check there.
inline void forget_branch([[maybe_unused]] void *context) {
#if defined(__aarch64__)
  constexpr uint32_t kBranchType = 3 << 10; // PSTATE.BTYPE
  static_cast<SignalContext *>(context)->registers->cpsr &= ~kBranchType;
#endif
}

// libpthread knows which of its threads are alive, and finds no other.
inline uint64_t this_thread() { return reinterpret_cast<uintptr_t>(pthread_self()); }
inline void send(uint64_t thread, int signal) {
  pthread_kill(reinterpret_cast<_opaque_pthread_t *>(thread), signal);
}

} // namespace wexn::port

#endif
