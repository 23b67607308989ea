/* What setting deadlines takes when one store has one, and when thousands have; and whether they
 * end calls. */
#include "m.h"

#include <stdio.h>
#include <time.h>
#include <unistd.h>

#define SECOND UINT64_C(1000000000)
enum { STORES = 4000, SETS = 50000 };
static wexn_store *stores[STORES];

/* Seconds, of all threads. */
static double used(void) {
  struct timespec t;
  clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &t);
  return (double)t.tv_sec + (double)t.tv_nsec * 1e-9;
}
static double cost(int count) {
  int ok = 1;
  const double from = used();
  for (int i = 0; i < SETS; ++i)
    ok &= wexn_store_set_deadline(stores[i % count], 1000 * SECOND - (uint64_t)i);
  const double seconds = used() - from;
  if (!ok)
    printf("not set\n");
  return seconds;
}

static void ends(wexn_store *store, uint64_t deadline) {
  m_instance *m;
  if (m_new(store, NULL, NULL, &m) != WEXN_OK || !wexn_store_set_deadline(store, deadline) ||
      m_spin(m) != WEXN_TRAP || wexn_trap_code(store) != WEXN_TRAP_Interrupted)
    printf("goes on after %llu\n", (unsigned long long)deadline);
}

int main(void) {
  alarm(60);
  for (int i = 0; i < STORES; ++i)
    stores[i] = wexn_store_new(NULL);
  const double one = cost(1);
  const double many = cost(STORES);
  if (many > 10 * one + 0.5)
    printf("%.2f s for one, %.2f s for many\n", one, many);
  ends(stores[0], SECOND / 50); /* nearer than all others */
  wexn_store_set_deadline(stores[1], SECOND / 10);
  ends(stores[2], SECOND / 5); /* farther than another */
  ends(stores[2], 1);
  for (int i = 0; i < STORES; ++i)
    wexn_store_delete(stores[i]);
  wexn_store *last = wexn_store_new(NULL);
  ends(last, SECOND / 50);
  wexn_store_delete(last);
  puts("all right");
  return 0;
}
