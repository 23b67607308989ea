#include "all.h"
#include "grow.h"
#include "loops.h"

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

static void loops_at_the_ends(loops_instance *loops) {
  RETURNS(loops_grow(loops, &r), r, 1);
  RETURNS(loops_length(loops, -128, &r), r, 143);
  RETURNS(loops_length(loops, -127, &r), r, 142);
  RETURNS(loops_length(loops, -17, &r), r, 32);
  RETURNS(loops_length(loops, -16, &r), r, 31);
  RETURNS(loops_length(loops, -15, &r), r, 30);
  RETURNS(loops_length(loops, -1, &r), r, 16);
  RETURNS(loops_length(loops, 0, &r), r, 15);
  RETURNS(loops_length(loops, 0x7fffffd0, &r), r, 77);
  RETURNS(loops_differ(loops, -128, 32768, 78, &r), r, 0);
  RETURNS(loops_differ(loops, -128, 32768, 200, &r), r, 122);
  RETURNS(loops_differ(loops, -24, -128, 24, &r), r, 0);
  RETURNS(loops_differ(loops, -24, -128, 40, &r), r, 16);
  RETURNS(loops_differ(loops, -50, -102, 60, &r), r, 10);
  RETURNS(loops_differ(loops, -20, -20, 40, &r), r, 0);
  RETURNS(loops_differ(loops, 0x7fffffe0, 0x7fffffe0, 100, &r), r, 0);
  RETURNS(loops_move(loops, -100, -90, 100), 0, 0);
  RETURNS(loops_sum(loops, -160, 320, 1, &r), r, 0x4d08b02);
  RETURNS(loops_move(loops, -90, -100, 100), 0, 0);
  RETURNS(loops_sum(loops, -160, 320, 1, &r), r, -1419192225);
  RETURNS(loops_move(loops, 32768, -40, 80), 0, 0);
  RETURNS(loops_sum(loops, -160, 320, 1, &r), r, -1419192225);
  RETURNS(loops_move(loops, -16, 32768, 40), 0, 0);
  RETURNS(loops_sum(loops, -160, 320, 1, &r), r, -620772212);
  RETURNS(loops_move(loops, -120, 32770, 70), 0, 0);
  RETURNS(loops_sum(loops, -160, 320, 1, &r), r, 0x2281971b);
  RETURNS(loops_move(loops, -40, -24, 30), 0, 0);
  RETURNS(loops_sum(loops, -160, 320, 1, &r), r, -1665256613);
  RETURNS(loops_words(loops, -64, 32768, 4), 0, 0);
  RETURNS(loops_sum(loops, -160, 320, 1, &r), r, -2069719083);
  RETURNS(loops_words(loops, -64, 32800, 5), 0, 0);
  RETURNS(loops_sum(loops, -160, 320, 1, &r), r, 0x1f594ebd);
  RETURNS(loops_words(loops, -68, 32768, 4), 0, 0);
  RETURNS(loops_sum(loops, -160, 320, 1, &r), r, -741475205);
  TRAPS(loops_words(loops, -67, 32768, 5));
  RETURNS(loops_sum(loops, -160, 320, 1, &r), r, 0x3e126eea);
  RETURNS(loops_words(loops, 32768, -112, 7), 0, 0);
  RETURNS(loops_sum(loops, -160, 320, 1, &r), r, 0x3e126eea);
  RETURNS(loops_words(loops, 32768, -112, 8), 0, 0);
  RETURNS(loops_sum(loops, -160, 320, 1, &r), r, 0x3e126eea);
  TRAPS(loops_words(loops, -128, -120, 8));
  RETURNS(loops_sum(loops, -160, 320, 1, &r), r, -1240784794);
  RETURNS(loops_add_up(loops, -64, 16), 0, 0);
  RETURNS(loops_sum(loops, -160, 320, 1, &r), r, -829840146);
  RETURNS(loops_add_up(loops, -64, 17), 0, 0);
  RETURNS(loops_sum(loops, -160, 320, 1, &r), r, 0x703d2766);
  TRAPS(loops_add_up(loops, -63, 16));
  RETURNS(loops_sum(loops, -160, 320, 1, &r), r, -734485105);
  RETURNS(loops_add_up(loops, -4, 1), 0, 0);
  RETURNS(loops_sum(loops, -160, 320, 1, &r), r, -734485105);
  RETURNS(loops_add_up(loops, -256, 64), 0, 0);
  RETURNS(loops_sum(loops, -160, 320, 1, &r), r, -947837117);
  RETURNS(loops_add_up(loops, 0x7fffff00, 128), 0, 0);
  RETURNS(loops_sum(loops, -160, 320, 1, &r), r, -947837117);
  RETURNS(loops_sum(loops, -64, 200, 3, &r), r, -2033950730);
  RETURNS(loops_sum(loops, 100, 200, -3, &r), r, -412019621);
  RETURNS(loops_sum(loops, 0, 5, 0x40000000, &r), r, 0xe3d481);
  RETURNS(loops_sum(loops, -1, 8, INT32_MIN, &r), r, -463068652);
  RETURNS(loops_sum(loops, 0x7fffff80, 300, 1, &r), r, -260743105);
  RETURNS(loops_sum(loops, -1, 40, -7, &r), r, 0x759604db);
}

int main(void) {
  store = wexn_store_new(NULL);
  all_instance *all;
  grow_instance *grow;
  loops_instance *loops;
  if (all_new(store, NULL, NULL, &all) != WEXN_OK || grow_new(store, NULL, NULL, &grow) != WEXN_OK ||
      loops_new(store, NULL, NULL, &loops) != WEXN_OK) {
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
  loops_at_the_ends(loops);
  wexn_store_delete(store);
  puts(failures ? "failed" : "all right");
  return failures;
}
