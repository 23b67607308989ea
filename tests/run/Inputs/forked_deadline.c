/* What a store's deadlines and interrupts do in children, which have none of their parent's threads: children of a host
 * function's, too, where compiled code goes on. Each process has a few seconds. */
#define _GNU_SOURCE
#include "m.h"

#include <pthread.h>
#include <stdio.h>
#include <sys/wait.h>
#include <unistd.h>

enum { SOON = 50000000 };
static wexn_store *store;
static m_instance *m;
static int interrupted(wexn_status status) {
  return status == WEXN_TRAP && wexn_trap_code(store) == WEXN_TRAP_Interrupted;
}

static int failures;
static pid_t child;
static void start_child(void) {
  fflush(stdout);
  child = fork();
  if (child == 0)
    alarm(5);
}
static void fork_in_host(void *env) {
  (void)env;
  start_child();
}

/* Ends the process if it is a child. */
static void join(const char *what, int ok) {
  if (!ok)
    failures += printf("%s: wrong in the %s\n", what, child == 0 ? "child" : "parent") > 0;
  if (child == 0) {
    fflush(stdout);
    _exit(ok ? 0 : 1);
  }
  int status = 0;
  if (waitpid(child, &status, 0) != child || status != 0)
    failures += printf("%s: child's status %d\n", what, status) > 0;
}

static void *interrupt_soon(void *unused) {
  usleep(SOON / 1000);
  wexn_interrupt(store);
  return unused;
}
static int ends_by_thread(void) {
  pthread_t thread;
  if (pthread_create(&thread, NULL, interrupt_soon, NULL) != 0)
    return 0;
  const int ok = interrupted(m_spin(m));
  pthread_join(thread, NULL);
  return ok;
}
static int ends_by_deadline(void) {
  return wexn_store_set_deadline(store, SOON) && interrupted(m_spin(m)) && m_leaf(m) == WEXN_OK;
}

int main(void) {
  alarm(20);
  const m_imports imports = {.env.fork.fn = fork_in_host};
  store = wexn_store_new(NULL);
  if (m_new(store, &imports, NULL, &m) != WEXN_OK || !ends_by_deadline())
    return puts("no deadlines"), 1;

  start_child();
  join("a deadline set in each", ends_by_deadline());

  wexn_store_set_deadline(store, SOON);
  start_child();
  join("a deadline set before", interrupted(m_spin(m)));

  start_child();
  for (int fd = 3; child == 0 && fd < 256; ++fd)
    close(fd); /* as daemons do */
  join("all descriptors closed", ends_by_deadline() && ends_by_thread());

  start_child();
  join("another thread", ends_by_thread());

  wexn_store_set_deadline(store, SOON);
  const int ended = interrupted(m_fork_and_spin(m));
  join("forked by a host function", ended);

  const pid_t first = (start_child(), child);
  if (first == 0)
    start_child();
  const pid_t second = child; /* 0 in the grandchild */
  const int ok = ends_by_deadline() && ends_by_thread();
  child = second;
  join("grandchild", ok);
  puts(failures ? "failed" : first == 0 ? "child all right" : "all right");
  return failures != 0;
}
