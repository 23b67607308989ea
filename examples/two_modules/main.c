/* Two modules in one program, one of them twice: functions, memory, table, global and tag of one
 * instance are imported by another; a second instance shares nothing with the first. */
#include "counter.h"
#include "user.h"

#include <stdio.h>

static wexn_store *store;

static void check(wexn_status status) {
  wexn_exn *exception;
  wexn_slot field;
  if (status == WEXN_EXCEPTION) {
    exception = wexn_take_exception(store);
    wexn_exn_field(exception, 0, &field);
    printf("exhausted after %d\n", (int)field.i32);
    wexn_exn_release(exception);
  } else if (status != WEXN_OK) {
    printf("%s\n", status == WEXN_TRAP ? wexn_trap_message(store) : wexn_error_message(store));
  }
}

/* The result is passed by address: it is there only after the call that the status came from. */
static void show(const char *who, wexn_status status, const int32_t *value) {
  if (status == WEXN_OK)
    printf("%s: %d\n", who, (int)*value);
  else
    check(status);
}

int main(void) {
  static counter_instance first_storage, second_storage;
  counter_instance *first, *second;
  user_instance *user;
  user_imports imports = {0};
  wexn_extern next;
  int32_t value = 0;

  store = wexn_store_new(NULL);
  check(counter_new(store, NULL, &first_storage, &first));
  check(counter_new(store, NULL, &second_storage, &second));
  if (!wexn_instance_export(counter_base(first), "next", &next))
    return 1;
  imports.counter.next.func = next.of.func;
  imports.counter.memory = counter_memory(first);
  imports.counter.table = counter_table(first);
  imports.counter.count = counter_count(first);
  imports.counter.exhausted = counter_exhausted(first);
  check(user_new(store, &imports, NULL, &user)); /* null: the store has room for it */

  for (int i = 0; i < 4; i++)
    show("user", user_next_or_minus_one(user, &value), &value);
  show("first", counter_next(first, &value), &value);
  show("second", counter_next(second, &value), &value);
  show("call", counter_call(first, 14, &value), &value);
  show("second's table", counter_call(second, 14, &value), &value);
  check(user_reset(user));
  show("first", counter_next(first, &value), &value);
  wexn_store_delete(store);
  return 0;
}
