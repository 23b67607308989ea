/* Modules whose names and exports, put together, look like each other's or like functions of the C library. */
#define _GNU_SOURCE
#include "a.h"
#include "a_b.h"
#include "clock.h"
#include "strtok.h"
#include <stdio.h>
#include <string.h>
#include <time.h>

int main(void) {
  wexn_store *store = wexn_store_new(NULL);
  a_instance *a;
  a_b__instance *a_b;
  module_clock__instance *clock;
  strtok_instance *tokens;
  int32_t v[4] = {0};
  if (a_new(store, NULL, NULL, &a) || a_b__new(store, NULL, NULL, &a_b) || module_clock__new(store, NULL, NULL, &clock) ||
      strtok_new(store, NULL, NULL, &tokens) || a_b_c(a, &v[0]) || a_b__c(a_b, &v[1]) || module_clock__gettime(clock, &v[2]) ||
      strtok__x72(tokens, &v[3]))
    return 1;
  printf("%d %d %d %d\n", v[0], v[1], v[2], v[3]);
  char text[] = "a b", *rest, day[8];
  strtok_r(text, " ", &rest);
  struct timespec now;
  clock_gettime(CLOCK_REALTIME, &now);
  strftime(day, sizeof day, "%Y", gmtime(&now.tv_sec));
  printf("token %s, year %s\n", strtok_r(NULL, " ", &rest), day);
  wexn_store_delete(store);
  return 0;
}
