#include "cb.h"
#include "plain.h"
#include <stdio.h>

static void callback(void *env, int32_t a, int32_t b, int32_t c) {
  (void)env;
  printf("callback %d %d %d\n", a, b, c);
}
static void pair(void *env, double a, int64_t b, double *r0, int64_t *r1) {
  *r0 = a + *(double *)env;
  *r1 = b + 1;
}

int main(void) {
  wexn_store *store = wexn_store_new(NULL);
  cb_instance *cb;
  wexn_func *f, *g;
  wexn_slot value;
  double one = 1, r0;
  int64_t r1;
  if (cb_new(store, NULL, NULL, &cb) != WEXN_OK ||
      wexn_func_new(store, cb_functype(0), (const void *)callback, NULL, &f) != WEXN_OK ||
      wexn_func_new(store, cb_functype(1), (const void *)pair, &one, &g) != WEXN_OK) {
    puts(wexn_error_message(store));
    return 1;
  }
  value.func = f;
  if (!wexn_table_set(cb_table(cb), 2, value) || cb_run(cb, 2) != WEXN_OK || cb_pair(cb, g, &r0, &r1) != WEXN_OK)
    return 2;
  printf("sum %g %d\n", r0, (int)r1);
  if (wexn_func_new(store, &plain_module.functypes[0], (const void *)callback, NULL, &f) == WEXN_OK)
    return 3;
  printf("plain: %s\n", wexn_error_message(store));
  wexn_store_delete(store);
  return 0;
}
