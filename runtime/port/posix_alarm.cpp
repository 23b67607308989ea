// Alarms on Linux and Darwin: one thread, made when the first is set, for the life of the process.
// The child of a fork has none of its parent's threads: it makes one of its own if alarms are set.
// The nearest alarm is its time limit as it waits for a count to change, which says that alarms have
// changed or are asked for. No descriptors: a host that closes those it does not know (daemons do)
// would stop all deadlines.
#include <wexn/port.h>

#if defined(__linux__)
#include "runtime/port/signals_linux.h"

#include <time.h>
#else
#include "runtime/port/threads_darwin.h"
#endif

static pthread_mutex_t mutex = PTHREAD_MUTEX_INITIALIZER;
static wexn_alarm *alarms; // linked by next; `link` is what points to one that is set
static uint64_t nearest;   // what the thread waits for
static uint32_t changes;
static bool have_thread;

static uint64_t now() {
  timespec time;
  clock_gettime(CLOCK_MONOTONIC, &time);
  return static_cast<uint64_t>(time.tv_sec) * 1'000'000'000 + static_cast<uint64_t>(time.tv_nsec);
}

// When so much time has passed after `time`; WEXN_ALARM_ASKED: never.
static uint64_t after(uint64_t time, uint64_t nanoseconds) {
  return nanoseconds < WEXN_ALARM_ASKED - time ? time + nanoseconds : WEXN_ALARM_ASKED;
}

static void remove(wexn_alarm *alarm) {
  if (alarm->link == nullptr)
    return;
  *alarm->link = alarm->next;
  if (alarm->next != nullptr)
    alarm->next->link = alarm->link;
  alarm->link = nullptr;
}
static void add(wexn_alarm *alarm) {
  alarm->next = alarms;
  if (alarms != nullptr)
    alarms->link = &alarm->next;
  alarms = alarm;
  alarm->link = &alarms;
}

// Rings what is due. Nanoseconds to the next alarm; -1 without one.
static int64_t ring_due() {
  const uint64_t time = now();
  nearest = WEXN_ALARM_ASKED;
  for (wexn_alarm *alarm = alarms, *next; alarm != nullptr; alarm = next) {
    next = alarm->next;
    // What is asked for from here on counts again.
    const bool asked = __atomic_exchange_n(&alarm->asked, false, __ATOMIC_SEQ_CST);
    if (asked || alarm->at <= time) {
      const uint64_t again = alarm->ring(alarm);
      if (again == 0) {
        remove(alarm);
        continue;
      }
      alarm->at = after(time, again);
    }
    nearest = alarm->at < nearest ? alarm->at : nearest;
  }
  if (nearest == WEXN_ALARM_ASKED)
    return -1;
  const uint64_t left = nearest - time;
  return left < INT64_MAX ? static_cast<int64_t>(left) : INT64_MAX;
}

static void *watch(void *) {
  for (;;) {
    const uint32_t seen = __atomic_load_n(&changes, __ATOMIC_SEQ_CST);
    pthread_mutex_lock(&mutex);
    const int64_t timeout = ring_due();
    pthread_mutex_unlock(&mutex);
    wexn_port_wait(&changes, seen, timeout);
  }
}

static bool start();

// Nothing rings while the process is copied, and no list is half changed.
static void before_fork() {
  pthread_mutex_lock(&mutex);
  wexn::port::about_to_fork();
}
static void after_fork() { pthread_mutex_unlock(&mutex); }
static void after_fork_in_child() {
  wexn::port::in_child();
  have_thread = false;
  if (alarms != nullptr && !start())
    for (wexn_alarm *alarm = alarms; alarm != nullptr; alarm = alarm->next)
      (void)alarm->ring(alarm); // rather too early than never
  pthread_mutex_unlock(&mutex);
}

// The thread takes no signals of the program's.
static bool start() {
  static bool follows_forks = false;
  if (have_thread)
    return true;
  follows_forks =
      follows_forks || pthread_atfork(before_fork, after_fork, after_fork_in_child) == 0;
  if (!follows_forks)
    return false;
  sigset_t all, before;
  sigfillset(&all);
  pthread_t thread;
  pthread_sigmask(SIG_SETMASK, &all, &before);
  have_thread = pthread_create(&thread, nullptr, watch, nullptr) == 0;
  pthread_sigmask(SIG_SETMASK, &before, nullptr);
  if (have_thread)
    pthread_detach(thread);
  return have_thread;
}

// From signal handlers, too.
static void wake() {
  const int error = errno;
  __atomic_fetch_add(&changes, 1, __ATOMIC_SEQ_CST);
  wexn_port_wake(&changes);
  errno = error;
}

bool wexn_port_set_alarm(wexn_alarm *alarm, uint64_t nanoseconds) {
  bool ok = true;
  pthread_mutex_lock(&mutex);
  remove(alarm);
  if (nanoseconds != 0) {
    const uint64_t time = now();
    ok = start();
    if (ok) {
      alarm->at = after(time, nanoseconds);
      add(alarm);
      // Else the thread looks early enough. One that was made just now looks first.
      if (alarm->at < nearest || __atomic_load_n(&alarm->asked, __ATOMIC_SEQ_CST))
        wake();
    }
  }
  pthread_mutex_unlock(&mutex);
  return ok;
}

void wexn_port_ring(wexn_alarm *alarm) {
  if (!__atomic_exchange_n(&alarm->asked, true, __ATOMIC_SEQ_CST))
    wake();
}
