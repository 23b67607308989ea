// What posix_fault.cpp needs to know of Linux (glibc or musl): sigaction(2), sigaltstack(2), and
// where a signal's context keeps the registers (ucontext.h).
#ifndef WEXN_RUNTIME_PORT_SIGNALS_H
#define WEXN_RUNTIME_PORT_SIGNALS_H

#include <errno.h>
#include <pthread.h>
#include <signal.h>
#include <stdint.h>
#include <sys/syscall.h>
#include <ucontext.h>
#include <unistd.h>

namespace wexn::port {

// 0 or less: from kill() and its like.
inline bool from_kernel(const siginfo_t &info) { return info.si_code > 0; }

#if defined(__x86_64__)
using Word = greg_t;
#elif defined(__aarch64__)
using Word = decltype(mcontext_t::pc);
#endif
struct Registers {
  Word &pc, &sp, &fp, &argument;
};
inline Registers registers_of(void *context) {
  auto &saved = static_cast<ucontext_t *>(context)->uc_mcontext;
#if defined(__x86_64__)
  auto &r = saved.gregs;
  return {r[REG_RIP], r[REG_RSP], r[REG_RBP], r[REG_RDI]};
#elif defined(__aarch64__)
  return {saved.pc, saved.sp, saved.regs[29], saved.regs[0]};
#endif
}
#if defined(__aarch64__)
inline Word *link_register(void *context) {
  return &static_cast<ucontext_t *>(context)->uc_mcontext.regs[30];
}
#endif

// What goes on at another address comes from no branch: BTI has nothing to check there.
inline void forget_branch([[maybe_unused]] void *context) {
#if defined(__aarch64__)
  constexpr uint64_t kBranchType = 3 << 10; // PSTATE.BTYPE
  static_cast<ucontext_t *>(context)->uc_mcontext.pstate &= ~kBranchType;
#endif
}

// Threads by their numbers in the system: one that is gone is not found, and who has its number
// then gets a signal that says nothing to it. The thread of a fork's child keeps the number that it
// had in the parent.
struct ForkedThread {
  uint64_t known, now;
};
inline ForkedThread forked; // of this process; 0: it is no such child
inline uint64_t forking;    // the number, where a fork is under way
inline uint64_t thread_id() { return static_cast<uint64_t>(syscall(SYS_gettid)); }
inline uint64_t this_thread() {
  const uint64_t id = thread_id();
  return id == forked.now ? forked.known : id;
}
inline void send(uint64_t thread, int signal) {
  const uint64_t id = thread == forked.known ? forked.now : thread;
  syscall(SYS_tgkill, getpid(), static_cast<pid_t>(id), signal);
}
inline void about_to_fork() { forking = this_thread(); }
inline void in_child() { forked = {forking, thread_id()}; }

} // namespace wexn::port

#endif
