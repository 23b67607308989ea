/* What throws take, in instructions: QEMU's clock goes on with them (-icount shift=0: one a nanosecond). The bounds are what
 * wexn-tables(5) states. */
#include "print.h"
#include "cost.h"

static cost_instance *module;

static uint64_t ticks(void) {
  uint64_t count;
  __asm__ volatile("isb\n\tmrs %0, cntvct_el0" : "=r"(count));
  return count;
}

static uint64_t instructions(wexn_status (*run)(cost_instance *, int32_t, int32_t *), int32_t n) {
  enum { ROUNDS = 10 };
  uint64_t frequency;
  __asm__ volatile("mrs %0, cntfrq_el0" : "=r"(frequency));
  int32_t result = 0;
  const uint64_t start = ticks();
  for (int i = 0; i < ROUNDS; i++)
    REQUIRE(run(module, n, &result) == WEXN_OK && result == 7);
  return (ticks() - start) * (1000000000 / frequency) / ROUNDS;
}

static void tell(const char *what, uint64_t count, uint64_t most) {
  print(what);
  print_number(count);
  print(count <= most ? ", within what is stated\n" : ", too many\n");
}

int main(void) {
  wexn_store *store = wexn_store_new(NULL);
  REQUIRE(store && cost_new(store, NULL, NULL, &module) == WEXN_OK);
  const uint64_t near = instructions(cost_plain, 0), far = instructions(cost_plain, 50);
  const uint64_t in_try = instructions(cost_tries, 50) - instructions(cost_tries, 0);
  /* Eight functions: three doublings. */
  tell("a frame: ", (far - near) / 50, 620 + 3 * 10);
  tell("a frame whose call is in a try: ", in_try / 50, 620 + 3 * 10 + 1250 + 100 + 130);
  tell("a clause: ", (instructions(cost_clauses, 0) - near) / 4, 100);
  return 0;
}
