/* Everything that goes on for ever is ended by another thread and by a signal handler, once for each interrupt; everything
 * else gives what the same module without --interruptible (plain) gives. */
#define _GNU_SOURCE
#include "plain.h"
#include "m.h"

#include <pthread.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <sys/time.h>
#include <time.h>

static int failures;
static void expect(int ok, const char *what) {
  if (!ok)
    failures += printf("wrong: %s\n", what) > 0;
}
static void host(void *env) { (void)env; }

static wexn_store *store;
static m_instance *m;
typedef wexn_status function(m_instance *, int32_t, int32_t *);
static const struct {
  const char *name;
  function *call;
  int32_t argument;
} endless[] = {{"spin", m_spin, 0},           {"spin_writing", m_spin_writing, 0}, {"fib", m_fib, 90},
               {"tail_self", m_tail_self, 0}, {"tail_table", m_tail_table, 0},     {"hosts", m_hosts, 0},
               {"throws", m_throws, 0},       {"fills", m_fills, 0},               {"chases", m_chases, 0},
               {"counts", m_counts, 0},       {"nests", m_nests, 5},  {"waits", m_waits, 0},               {"nests much", m_nests, 100000},
               {"misses", m_misses, 0}};

static void *interrupt_later(void *unused) {
  const struct timespec pause = {0, 2000000};
  nanosleep(&pause, NULL);
  expect(wexn_interrupt(store), "interruptible");
  return unused;
}
static void on_alarm(int number) {
  (void)number;
  wexn_interrupt(store);
}

int main(void) {
  const m_imports imports = {.env.host.fn = host};
  const plain_imports plain_imports = {.env.host.fn = host};
  int32_t n;
  plain_instance *plain;
  const wexn_store_config config = {.keep_signals = true};
  wexn_install_trap_handlers();
  store = wexn_store_new(&config);
  expect(plain_new(store, &plain_imports, NULL, &plain) == WEXN_OK, "plain instance");
  expect(!wexn_interrupt(store), "nothing to interrupt");
  expect(!wexn_store_enable_interrupts(store) && !wexn_store_set_deadline(store, 1), "signals are kept");
  expect(m_new(store, &imports, NULL, &m) == WEXN_OK, "instance");

  signal(SIGALRM, on_alarm);
  for (size_t i = 0; i < sizeof endless / sizeof *endless; i++)
    for (int by_signal = 0; by_signal < 2; by_signal++) {
      pthread_t thread;
      if (by_signal) {
        const struct itimerval timer = {.it_value.tv_usec = 2000};
        setitimer(ITIMER_REAL, &timer, NULL);
      } else {
        pthread_create(&thread, NULL, interrupt_later, NULL);
      }
      const wexn_status status = endless[i].call(m, endless[i].argument, &n);
      expect(status == WEXN_TRAP && wexn_trap_code(store) == WEXN_TRAP_Interrupted, endless[i].name);
      if (!by_signal)
        pthread_join(thread, NULL);
    }
  expect(strcmp(wexn_trap_message(store), "interrupted") == 0, "message");

  /* Taken once; kept until then, for whatever is called next; taken back. */
  expect(m_fib(m, 20, &n) == WEXN_OK && n == 6765, "afterwards");
  expect(wexn_interrupt(store) && wexn_interrupt(store), "two");
  expect(wexn_interrupt_waits(store), "waits");
  expect(plain_fib(plain, 20, &n) == WEXN_TRAP && wexn_trap_code(store) == WEXN_TRAP_Interrupted, "waited");
  expect(plain_fib(plain, 20, &n) == WEXN_OK && n == 6765, "not for ever");
  expect(m_fib(m, 20, &n) == WEXN_OK && n == 6765, "once");
  expect(!wexn_clear_interrupt(store), "none waits");
  expect(wexn_interrupt(store) && wexn_clear_interrupt(store), "taken back");
  expect(m_fib(m, 20, &n) == WEXN_OK, "was taken back");

  /* Deadlines: met, replaced, none. */
  expect(wexn_store_set_deadline(store, 2000000) && m_spin(m, 0, &n) == WEXN_TRAP, "deadline");
  expect(wexn_trap_code(store) == WEXN_TRAP_Interrupted, "deadline's code");
  expect(wexn_store_set_deadline(store, 3600000000000) && wexn_store_set_deadline(store, 2000000), "a nearer one");
  expect(m_spin(m, 0, &n) == WEXN_TRAP, "replaced");
  expect(wexn_store_set_deadline(store, 1) && wexn_store_set_deadline(store, 0), "none");
  wexn_clear_interrupt(store);
  expect(m_fib(m, 20, &n) == WEXN_OK && wexn_store_set_deadline(store, 3600000000000), "one that does not come");

  static const struct {
    const char *name;
    function *call;
    wexn_status (*plain)(plain_instance *, int32_t, int32_t *);
  } ends[] = {{"sums", m_sums, plain_sums},    {"writes", m_writes, plain_writes}, {"down", m_down, plain_down},
              {"steps", m_steps, plain_steps}, {"finds", m_finds, plain_finds},    {"wraps", m_wraps, plain_wraps}};
  for (int i = 0; i < 200000; i++) {
    const uint32_t word = (uint32_t)i * 2654435769u;
    memcpy(wexn_memory_data(m_memory(m)) + 4 * i, &word, 4);
    memcpy(wexn_memory_data(plain_memory(plain)) + 4 * i, &word, 4);
  }
  for (size_t i = 0; i < sizeof ends / sizeof *ends; i++)
    for (int32_t count = 0; count < 200000; count += count < 300 ? 1 : 997) {
      int32_t wanted = 0, got = 1;
      const wexn_status a = ends[i].plain(plain, count, &wanted), b = ends[i].call(m, count, &got);
      if (a != b || wanted != got) {
        printf("%s(%d): %d, not %d\n", ends[i].name, count, got, wanted);
        failures++;
        break;
      }
    }
  expect(memcmp(wexn_memory_data(m_memory(m)), wexn_memory_data(plain_memory(plain)), 17 << 16) == 0, "memories");
  wexn_store_delete(store);
  puts(failures ? "failed" : "all right");
  return failures != 0;
}
