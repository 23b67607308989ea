/* FP/SIMD disabled behind the runtime's back. */
#include "compute.h"
#include "print.h"

int main(void) {
  wexn_store *store = wexn_store_new(NULL);
  compute_instance *m;
  int64_t word;
  REQUIRE(store && compute_new(store, NULL, NULL, &m) == WEXN_OK);
  print("disabled\n");
  __asm__ volatile("msr cpacr_el1, xzr\n\tisb");
  (void)compute_matrix(m, &word);
  print("not reached\n");
  return 0;
}
