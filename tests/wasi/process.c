/* Arguments, environment, clocks, sleeping, random bytes, exit status. */
#include "show.h"

#include <poll.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

static void at_exit(void) { puts("at exit"); }

static double seconds(clockid_t id) {
  struct timespec t;
  clock_gettime(id, &t);
  return (double)t.tv_sec + (double)t.tv_nsec / 1e9;
}

int main(int argc, char **argv) {
  for (int i = 1; i < argc; i++)
    printf("argument %d: \"%s\"\n", i, argv[i]);
  printf("WEXN_TEST=%s\n", getenv("WEXN_TEST") ? getenv("WEXN_TEST") : "(none)");
  SHOW(getenv("none") != NULL);

  double monotonic = seconds(CLOCK_MONOTONIC), real = seconds(CLOCK_REALTIME);
  struct timespec pause = {0, 30000000};
  SHOW(nanosleep(&pause, NULL));
  SHOW(seconds(CLOCK_MONOTONIC) - monotonic >= 0.030);
  SHOW(seconds(CLOCK_REALTIME) - real >= 0.029);
  SHOW(seconds(CLOCK_MONOTONIC) - monotonic < 30);
  SHOW(real > 1.6e9);
  struct timespec resolution = {1, 0};
  SHOW(clock_getres(CLOCK_MONOTONIC, &resolution));
  SHOW(resolution.tv_sec == 0 && resolution.tv_nsec > 0);
  SHOW(time(NULL) >= (time_t)real);

  struct pollfd fds[2] = {{0, POLLIN, 0}, {1, POLLOUT, 0}};
  SHOW(poll(fds, 2, 1000) >= 1);
  SHOW((fds[1].revents & POLLOUT) != 0);
  SHOW(poll(NULL, 0, 10));

  unsigned char a[300] = {0}, b[300] = {0};
  SHOW(getentropy(a, 256));
  SHOW(getentropy(b, 256));
  SHOW(memcmp(a, b, 256) != 0);
  SHOW(a[256] | b[256]);
  SHOW(isatty(0) | isatty(1));
  atexit(at_exit);
  exit(argc > 3 ? 42 : 0);
}
