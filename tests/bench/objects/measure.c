#include "measure.h"

#include <stdio.h>
#include <sys/resource.h>
#include <time.h>

Moment moment(void) {
  struct timespec t;
  struct rusage usage;
  clock_gettime(CLOCK_MONOTONIC, &t);
  getrusage(RUSAGE_SELF, &usage);
  return (Moment){(double)t.tv_sec * 1e3 + (double)t.tv_nsec / 1e6,
                  (double)usage.ru_utime.tv_sec * 1e3 + (double)usage.ru_utime.tv_usec / 1e3};
}

void report(const char *result, Moment since) {
  const Moment now = moment();
  const Pauses taken = pauses();
  struct rusage usage;
  getrusage(RUSAGE_SELF, &usage);
  printf("%s %.3f %.3f %ld %.3f %.3f\n", result, now.wall - since.wall, now.user - since.user,
         usage.ru_maxrss, taken.longest, taken.percentile);
}
