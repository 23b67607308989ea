/* Everything lies in the arena: it is used up and given back. */
#include "arena.h"
#include "print.h"

static uint8_t arena[4 << 20] __attribute__((aligned(4096)));
void wexn_board_arena(uint8_t **start, uint8_t **end) {
  *start = arena;
  *end = arena + sizeof arena;
}

static void once(void) {
  const wexn_store_config config = {.max_heap_bytes = 64 << 10};
  wexn_store *store = wexn_store_new(&config);
  arena_instance *a, *b;
  int32_t n = 0, size = 0;
  REQUIRE(store && arena_new(store, NULL, NULL, &a) == WEXN_OK && arena_new(store, NULL, NULL, &b) == WEXN_OK);

  /* Growth page by page, until the reservation ends: half of what there was when the memory was
   * made. */
  int32_t grown = 0;
  for (; arena_grow(a, 1, &n) == WEXN_OK && n != -1; ++grown)
    REQUIRE(n == grown + 1);
  REQUIRE(arena_size(a, &size) == WEXN_OK && size == grown + 1 && size >= 15 && size <= 32);
  REQUIRE(arena_touch(a, size * 65536 - 4, &n) == WEXN_OK && n == 7);
  REQUIRE(arena_touch(a, size * 65536 - 3, &n) == WEXN_TRAP &&
          wexn_trap_code(store) == WEXN_TRAP_MemoryOutOfBounds);
  REQUIRE(arena_size(b, &n) == WEXN_OK && n == 1);

  /* Two instances with globals of their own. */
  REQUIRE(arena_count(a, &n) == WEXN_OK && arena_count(a, &n) == WEXN_OK && n == 2);
  REQUIRE(arena_count(b, &n) == WEXN_OK && n == 1);

  /* The heap in the arena: many times its size goes through it, and what is kept stays. */
  for (int32_t i = 0; i < 20000; ++i)
    REQUIRE(arena_keep(a, i) == WEXN_OK && (i % 1000 != 0 || arena_keep(b, -i) == WEXN_OK));
  REQUIRE(arena_kept(a, &n) == WEXN_OK && n == 19999);
  REQUIRE(arena_kept(b, &n) == WEXN_OK && n == -19000);
  const wexn_heap_stats stats = wexn_store_heap_stats(store);
  REQUIRE(stats.collections > 1 && stats.committed <= 128 << 10);

  /* An exception for the host. */
  REQUIRE(arena_throw(a, 5) == WEXN_EXCEPTION);
  wexn_exn *exn = wexn_take_exception(store);
  wexn_slot field;
  REQUIRE(exn && wexn_exn_field(exn, 0, &field) && field.i32 == 5);
  wexn_exn_release(exn);

  /* More memories than there is room for: an error in words, and nothing is lost. */
  wexn_status status = WEXN_OK;
  arena_instance *more;
  for (int i = 0; i < 100 && status == WEXN_OK; ++i)
    status = arena_new(store, NULL, NULL, &more);
  REQUIRE(status == WEXN_ERROR);
  print(wexn_error_message(store));
  print("\n");
  REQUIRE(arena_kept(a, &n) == WEXN_OK && n == 19999);
  wexn_store_delete(store);
}

int main(void) {
  for (int i = 0; i < 3; ++i)
    once();
  print("done\n");
  return 3;
}
