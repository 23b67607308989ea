/* What the runtime asks of the system below it. runtime/port/ has one file per system; an embedder
 * may link another definition of these functions instead. C11 and C++20, freestanding.
 *
 * Address space: `reserve` gives inaccessible pages, `commit` makes a part of them readable,
 * writable and zero, `release` gives everything back. Sizes and addresses are multiples of the page
 * size. A system without virtual memory may commit everything when it reserves; it then refuses
 * sizes that it cannot back, and modules compiled with --bounds=software run. */
#ifndef WEXN_PORT_H
#define WEXN_PORT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif

/* Bytes, a power of two. */
size_t wexn_port_page_size(void);
/* Null: no address space of that size. */
void *wexn_port_reserve(size_t bytes);
/* false: no memory. REQUIRES: no page of it is committed. */
bool wexn_port_commit(void *start, size_t bytes);
/* Makes committed pages inaccessible again and drops what is in them; a later commit gives zeros.
 * false: the system has no room for one more kind of pages; they are as before. */
bool wexn_port_decommit(void *start, size_t bytes);
/* REQUIRES: start and bytes as reserved, or as given by wexn_port_pages. On AArch64, where there are
 * guards, it also gives back whole pages at either end of what is reserved. */
void wexn_port_release(void *start, size_t bytes);
/* Readable, writable, zero pages; null: no memory. */
void *wexn_port_pages(size_t bytes);

/* Bounds of the current thread's stack, lowest usable address and past the highest. false: not
 * known; compiled code is then entered only from stacks that wexn_store_set_stack told of. */
bool wexn_port_stack_bounds(uintptr_t *lo, uintptr_t *hi);
/* A number that only this thread of the process has, not 0, also when threads have ended: stores
 * learn by it that they are used on another thread. Not asked on bare metal. */
uint64_t wexn_port_thread(void);

/* Runs `run(argument)` on a new thread that nobody joins. false: no thread can be made. Only where there
 * is WASI. */
bool wexn_port_thread_create(void (*run)(void *), void *argument);
/* For threads, which share memories. Waits while *word is `value`, at most `timeout` ns; negative: as
 * long as it takes. May return at any time. */
void wexn_port_wait(const uint32_t *word, uint32_t value, int64_t timeout);
/* Ends one wait for the word, if there is one. The word may be gone already. */
void wexn_port_wake(const uint32_t *word);
/* Makes the pages, from wexn_port_pages, zero in the child of a fork of this process, where its other
 * threads are not. Called once. */
void wexn_port_wipe_on_fork(void *start, size_t bytes);
#if defined(__aarch64__)
/* Whether the processor has the Large System Extensions. */
bool wexn_port_has_lse(void);
#endif
/* Nanoseconds since some moment; never runs backwards. */
uint64_t wexn_port_now(void);

/* Calls alarm->ring(alarm) from another thread when so much time has passed; replaces what was set
 * for the alarm before. WEXN_ALARM_ASKED: when wexn_port_ring asks for it. 0: no alarm, and none rings
 * any more. The alarm stays where it is until then. `ring` returns when it is to be called again, in
 * the same way, 0: not. false: not possible. Not on bare metal. */
typedef struct wexn_alarm {
  uint64_t (*ring)(struct wexn_alarm *alarm); /* set by the caller; must not set alarms */
  uint64_t at;                                /* the rest is the port's, and 0 at first */
  struct wexn_alarm *next, **link;
  bool asked;
} wexn_alarm;
#define WEXN_ALARM_ASKED UINT64_MAX
bool wexn_port_set_alarm(wexn_alarm *alarm, uint64_t nanoseconds);
/* Makes an alarm that is set ring soon. From any thread and from signal handlers. */
void wexn_port_ring(wexn_alarm *alarm);

/* Writes to the error output. Used before wexn_port_abort only. */
void wexn_port_error(const char *text, size_t bytes);
#ifdef __cplusplus
[[noreturn]]
#else
_Noreturn
#endif
void wexn_port_abort(void);

/* A memory fault, or where a signal has interrupted a thread (`address` is 0 then). The handler reads
 * the first four fields; to claim the fault it sets the others and returns true: the thread then
 * calls resume(resume_arg), which does not return, on its own stack below `sp`, which the handler may
 * have raised. Otherwise what would have happened without the handler happens. The handler runs in
 * signal context. */
typedef struct wexn_fault {
  uintptr_t pc, sp, fp, address;
  void (*resume)(void *);
  void *resume_arg;
} wexn_fault;
typedef bool wexn_fault_handler(wexn_fault *fault);
/* Makes sure that a fault handler can run on this thread when its stack is full. false: not possible. */
bool wexn_port_fault_stack(void);
/* Makes `handler` see every memory fault of the process before others do. false: not possible. */
bool wexn_port_catch_faults(wexn_fault_handler *handler);

/* By what wexn_port_signal finds this thread. Safe in a signal handler. Not on bare metal, like the
 * next two. */
uint64_t wexn_port_signal_thread(void);
/* Makes `handler` run on the thread, if it is there still; it may run again, or not at all. */
void wexn_port_signal(uint64_t thread);
/* Makes `handler` see every such signal, before others do or behind those that pass on what is not
 * theirs. false: not possible. */
bool wexn_port_catch_signals(wexn_fault_handler *handler);

#ifdef __cplusplus
}
#endif

#endif
