/* A C program with a WebAssembly module inside. shop.h was written by `wexnc --header`. */
#include "shop.h"

#include <inttypes.h>
#include <stdio.h>

typedef struct {
  wexn_store *store;
  wexn_tag *unknown_item;
} Host;

static void log_item(void *env, int32_t item) {
  (void)env;
  printf("unknown item %d\n", (int)item);
}

/* A host function throws by leaving the exception in the store and returning. */
static int32_t price(void *env, int32_t item) {
  static const int32_t prices[] = {5, 20, 100, 600};
  Host *host = env;
  wexn_slot field;
  wexn_exn *exception;
  if (item < (int32_t)(sizeof prices / sizeof *prices))
    return prices[item];
  field.i32 = item;
  if (wexn_exn_new(host->store, host->unknown_item, &field, &exception) == WEXN_OK) {
    wexn_throw(host->store, exception);
    wexn_exn_release(exception);
  }
  return 0;
}

static void report(wexn_store *store, shop_instance *shop, wexn_status status) {
  wexn_exn *exception;
  wexn_slot sum, index;
  switch (status) {
  case WEXN_OK:
    break;
  case WEXN_TRAP:
    printf("trap: %s\n", wexn_trap_message(store));
    break;
  case WEXN_EXCEPTION:
    exception = wexn_take_exception(store);
    if (wexn_tag_eq(wexn_exn_tag(exception), shop_too_expensive(shop)) &&
        wexn_exn_field(exception, 0, &sum) && wexn_exn_field(exception, 1, &index))
      printf("too expensive: %" PRId64 " at item %d\n", sum.i64, (int)index.i32);
    wexn_exn_release(exception);
    break;
  case WEXN_ERROR:
    printf("error: %s\n", wexn_error_message(store));
    break;
  }
}

static void total(wexn_store *store, shop_instance *shop, const char *items, int32_t count) {
  uint8_t *memory = wexn_memory_data(shop_memory(shop));
  int64_t sum;
  wexn_status status;
  for (int32_t i = 0; i < count; i++)
    memory[i] = (uint8_t)items[i];
  status = shop_total(shop, count, &sum);
  if (status == WEXN_OK)
    printf("total %" PRId64 "\n", sum);
  else
    report(store, shop, status);
}

int main(void) {
  static shop_instance storage; /* an instance may lie anywhere, here among the static variables */
  shop_instance *shop;
  shop_imports imports = {0};
  Host host;
  int32_t quotient, rest;
  wexn_status status;

  host.store = wexn_store_new(NULL);
  status = shop_new_host_unknown_item(host.store, &host.unknown_item);
  imports.host.log.fn = log_item;
  imports.host.price.fn = price;
  imports.host.price.env = &host;
  imports.host.unknown_item = host.unknown_item;
  if (status == WEXN_OK)
    status = shop_new(host.store, &imports, &storage, &shop);
  if (status != WEXN_OK) {
    printf("no instance: %s\n", wexn_error_message(host.store));
    return 1;
  }

  status = shop_divide_with_rest(shop, 47, 5, &quotient, &rest);
  report(host.store, shop, status);
  printf("47 / 5 = %d rest %d\n", (int)quotient, (int)rest);
  report(host.store, shop, shop_divide(shop, 1, 0, &quotient));

  total(host.store, shop, "\0\1\2", 3);
  total(host.store, shop, "\1\7\2", 3);
  total(host.store, shop, "\3\3", 2);
  shop_limit(shop)->value.i64 = 5000;
  total(host.store, shop, "\3\3", 2);
  wexn_store_delete(host.store);
  return 0;
}
