/* interrupt DIR [walk]: Whatever the guest waits for or has the runtime do is ended soon after a deadline, and the store goes on to be of use. */
#include "m.h"

#include <stdio.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>
#include <wexn/wasi.h>

static double now(void) {
  struct timespec t;
  clock_gettime(CLOCK_MONOTONIC, &t);
  return (double)t.tv_sec + 1e-9 * (double)t.tv_nsec;
}

static wexn_status fills_of(m_instance *m, int32_t *n) { return m_fills_of(m, 100000, n); }
static wexn_status copies_of(m_instance *m, int32_t *n) { return m_copies_of(m, 1 << 20, n); }

int main(int argc, char **argv) {
  static const struct {
    const char *name;
    wexn_status (*call)(m_instance *, int32_t *);
  } longs[] = {{"buffers", m_buffers}, {"fill", m_fill},     {"fill_constant", m_fill_constant}, {"copy", m_copy},
               {"table_fill", m_table_fill}, {"table_copy", m_table_copy}, {"array", m_array},
               {"array_copy", m_array_copy}, {"fills", m_fills}, {"fills_of", fills_of}, {"copies_of", copies_of},
               {"table_fills", m_table_fills}, {"table_inits", m_table_inits}, {"array_inits", m_array_inits}, {"wait", m_wait}, {"random", m_random},
               {"read", m_read},     {"write", m_write}, {"accept", m_accept}, {"open", m_open}, {"poll_clock", m_poll_clock},
               {"poll_read", m_poll_read}};
  int pair[2], failures = 0, listener = socket(AF_UNIX, SOCK_STREAM, 0);
  const struct sockaddr any = {.sa_family = AF_UNIX}; /* a name that the system chooses */
  if (socketpair(AF_UNIX, SOCK_STREAM, 0, pair) != 0 || bind(listener, &any, sizeof any.sa_family) != 0 ||
      listen(listener, 1) != 0 || argc < 2 || chdir(argv[1]) != 0 || (mkfifo("pipe", 0666) != 0 && argc == 2))
    return puts("no sockets"), 1;
  const wexn_wasi_dir dirs[] = {{".", "/"}};
  const int sockets[] = {pair[0], listener};
  char error[200];
  wexn_store *store = wexn_store_new(NULL);
  wexn_wasi *wasi = wexn_wasi_new(store, &(wexn_wasi_config){.dirs = dirs, .num_dirs = 1, .walk_paths = argc > 2, .sockets = sockets, .num_sockets = 2}, error, sizeof error);
  wexn_instance *instance;
  if (!wasi || wexn_wasi_instantiate(wasi, &m_module, NULL, &instance, error, sizeof error) != WEXN_OK)
    return puts(error), 1;
  m_instance *m = (m_instance *)instance;
  for (size_t i = 0; i < sizeof longs / sizeof *longs; i++) {
    int32_t n = 0;
    if (!wexn_store_set_deadline(store, 60000000))
      return puts("no deadline"), 1;
    const double before = now();
    const wexn_status status = longs[i].call(m, &n);
    const double took = now() - before;
    fprintf(stderr, "%s: %.1f ms\n", longs[i].name, took * 1e3);
    if (status != WEXN_TRAP || wexn_trap_code(store) != WEXN_TRAP_Interrupted || took < 0.05 || took > 0.5)
      failures += printf("%s: status %d, %s, result %d, after %.3f s\n", longs[i].name, status, wexn_trap_message(store), n, took) > 0;
    if (m_sum(m, 100, &n) != WEXN_OK || n != 5050)
      failures += printf("after %s: %d\n", longs[i].name, n) > 0;
  }
  wexn_wasi_delete(wasi);
  wexn_store_delete(store);
  puts(failures ? "failed" : "all right");
  return failures != 0;
}
