#include "all.h"
#include "grow.h"

#include <stdio.h>
#include <string.h>

static int failures;
static wexn_store *store;
static int32_t r;
static int64_t r64;
#define RETURNS(call, result, value)                                                                \
  do {                                                                                              \
    if ((call) != WEXN_OK || (result) != (value))                                                   \
      printf("line %d: wrong\n", __LINE__), failures++;                                             \
  } while (0)
#define TRAPS(call)                                                                                 \
  do {                                                                                              \
    if ((call) != WEXN_TRAP || strcmp(wexn_trap_message(store), "out of bounds memory access") != 0) \
      printf("line %d: no trap\n", __LINE__), failures++;                                           \
  } while (0)

int main(void) {
  store = wexn_store_new(NULL);
  all_instance *all;
  grow_instance *grow;
  if (all_new(store, NULL, NULL, &all) != WEXN_OK || grow_new(store, NULL, NULL, &grow) != WEXN_OK) {
    printf("error: %s\n", wexn_error_message(store));
    return 1;
  }
  RETURNS(all_size(all, &r), r, 65536);
  RETURNS(all_grow(all, 0, &r), r, 65536);
  RETURNS(all_grow(all, 1, &r), r, -1);
  RETURNS(all_load8(all, -1, &r), r, 0);
  RETURNS(all_store8(all, -1, 7), 0, 0);
  RETURNS(all_load8(all, -1, &r), r, 7);
  RETURNS(all_offset(all, 0, &r), r, 7);
  RETURNS(all_load(all, -4, &r), r, 0x07000000);
  TRAPS(all_load(all, -3, &r));
  TRAPS(all_offset(all, 1, &r));
  RETURNS(all_next(all, -1, &r), r, 0);
  RETURNS(all_store8(all, 0, 5), 0, 0);
  RETURNS(all_next(all, -1, &r), r, 5);
  RETURNS(all_sum(all, -4, &r), r, 12);
  TRAPS(all_fill(all, -1, 1, 2));
  RETURNS(all_fill(all, -2, 9, 2), 0, 0);
  RETURNS(all_sum(all, -8, &r), r, 18);

  RETURNS(grow_grow(grow, 65535, &r), r, 0);
  TRAPS(grow_load8(grow, -1, &r));
  RETURNS(grow_grow(grow, 1, &r), r, 65535);
  RETURNS(grow_load8(grow, -1, &r), r, 0);
  RETURNS(grow_size(grow, &r), r, 65536);
  RETURNS(grow_grow64(grow, 65536, &r64), r64, 0);
  RETURNS(grow_load64(grow, 0xffffffff, &r), r, 0);
  TRAPS(grow_load64(grow, 0x100000000, &r));
  wexn_store_delete(store);
  puts(failures ? "failed" : "all right");
  return failures;
}
