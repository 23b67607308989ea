// What posix_alarm.cpp and posix_error.cpp need to know of Darwin, declared here like the rest of
// libSystem (darwin.cpp). Layouts from the public headers sys/_pthread/_pthread_types.h, pthread.h,
// time.h.
#ifndef WEXN_RUNTIME_PORT_THREADS_H
#define WEXN_RUNTIME_PORT_THREADS_H

#include <stddef.h>
#include <stdint.h>

extern "C" {
struct pthread_mutex_t {
  long signature;
  char rest[56];
};
struct _opaque_pthread_t;
using pthread_t = _opaque_pthread_t *;
using sigset_t = uint32_t;
struct timespec {
  long tv_sec, tv_nsec;
};

int pthread_mutex_lock(pthread_mutex_t *);
int pthread_mutex_unlock(pthread_mutex_t *);
int pthread_create(pthread_t *, const void *attributes, void *(*run)(void *), void *);
int pthread_detach(pthread_t);
int pthread_atfork(void (*before)(void), void (*in_parent)(void), void (*in_child)(void));
int pthread_sigmask(int how, const sigset_t *now, sigset_t *old);
int clock_gettime(int clock, timespec *);
int *__error();
intptr_t write(int fd, const void *data, size_t bytes);
}

#define PTHREAD_MUTEX_INITIALIZER {0x32AAABA7, {0}}
constexpr int CLOCK_MONOTONIC = 6, SIG_SETMASK = 3;
#define errno (*__error())
constexpr int EINTR = 4, STDERR_FILENO = 2;
inline void sigfillset(sigset_t *set) { *set = ~sigset_t{0}; }

// A thread is known by the address of what libSystem knows of it, which is the same in a child.
namespace wexn::port {
inline void about_to_fork() {}
inline void in_child() {}
} // namespace wexn::port

#endif
