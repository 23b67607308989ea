/* Throws through many different frames, from every function and to every depth; with `starve`, from the second instance on
 * there is no more memory for the runtime. */
#include "many.h"

#include <stdio.h>
#include <string.h>

static int starved;
void *__real_wexn_port_pages(size_t bytes);
void *__wrap_wexn_port_pages(size_t bytes) { return starved ? NULL : __real_wexn_port_pages(bytes); }

static unsigned wrong, right;

static void check(many_instance *many, int32_t first, int32_t n) {
  const int64_t a = 1 + 17 * (int64_t)first, b = -3 * (int64_t)n, c = ((int64_t)first << 33) + n;
  const double d = 1e6 + first;
  const int64_t x = 3 * a, y = b + x, expected = 1000 + (x ^ y) + (int64_t)(2 * d) + (a ^ b ^ c);
  int64_t result = 0;
  if (many_caught(many, first, n, a, b, c, d, &result) == WEXN_OK && result == expected)
    right++;
  else
    wrong++;
}

int main(int argc, char **argv) {
  wexn_store *store = wexn_store_new(NULL);
  many_instance *many;
  int32_t result;
  if (!store || many_new(store, NULL, NULL, &many) != WEXN_OK)
    return 1;
  starved = argc > 1 && strcmp(argv[1], "starve") == 0;
  for (int32_t first = 0; first < 600; first++)
    check(many, first, 3);
  for (int32_t n = 0; n < 1300; n += 7)
    check(many, n % 600, n);
  for (int32_t n = 0; n < 600; n += 31)
    if (many_uncaught(many, n, n, &result) == WEXN_EXCEPTION)
      right++;
  for (int32_t first = 599; first >= 0; first -= 2)
    check(many, first, 50);
  printf("right %u, wrong %u\n", right, wrong);
  starved = 0;
  wexn_store_delete(store);
  return 0;
}
