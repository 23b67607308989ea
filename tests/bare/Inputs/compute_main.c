#include "compute.h"
#include "print.h"

static void print_line(uint64_t n) {
  print_number(n);
  print("\n");
}

int main(void) {
  wexn_store *store = wexn_store_new(NULL);
  compute_instance *m;
  REQUIRE(store && compute_new(store, NULL, NULL, &m) == WEXN_OK);
  const uint64_t start = wexn_board_clock();
  int32_t number;
  int64_t word;
  REQUIRE(compute_primes(m, &number) == WEXN_OK);
  print_line((uint32_t)number);
  REQUIRE(compute_crc(m, &number) == WEXN_OK);
  print_line((uint32_t)number);
  REQUIRE(compute_matrix(m, &word) == WEXN_OK);
  print_line((uint64_t)word);
  REQUIRE(compute_unaligned(m, &word) == WEXN_OK);
  print_line((uint64_t)word);
  REQUIRE(wexn_board_clock() > start);
  wexn_store_delete(store);
  return 0;
}
