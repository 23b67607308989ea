/* Stands in for the C library's clock: every call is a second later than the one before, so that the
 * programs, which repeat their work until enough time has gone by, do it once. */
#include <time.h>

int clock_gettime(clockid_t clock, struct timespec *now) {
  static time_t seconds;
  (void)clock;
  now->tv_sec = ++seconds;
  now->tv_nsec = 0;
  return 0;
}
