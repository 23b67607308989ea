/* A WebAssembly module on a board without an operating system: calls it, catches its exceptions and
 * traps, and ends with a status. */
#include "sensor.h"

#include <wexn/board.h>

static void print(const char *text) { wexn_board_write(text, __builtin_strlen(text)); }

static void print_number(int32_t number) {
  char digits[12], *at = digits + sizeof digits;
  uint32_t rest = number < 0 ? 0u - (uint32_t)number : (uint32_t)number;
  do
    *--at = (char)('0' + rest % 10);
  while (rest /= 10);
  if (number < 0)
    *--at = '-';
  wexn_board_write(at, (size_t)(digits + sizeof digits - at));
}

/* The board's sensors: 0 works, but now and then it exaggerates; 1 breaks. */
static int32_t read_sensor(void *env, int32_t sensor) {
  int32_t *count = env;
  const int32_t n = (*count)++;
  if (sensor == 1 && n % 8 == 7)
    return -1;
  return n % 5 == 3 ? 1000 + n : 20 + n % 7;
}

static void report(wexn_store *store, sensor_instance *sensor, wexn_status status) {
  wexn_slot field;
  switch (status) {
  case WEXN_OK:
    return;
  case WEXN_EXCEPTION:
    if (wexn_exception_tag(store) == sensor_broken(sensor) && wexn_exception_field(store, 0, &field)) {
      print("broken: sensor ");
      print_number(field.i32);
    } else {
      print("another exception");
    }
    break;
  case WEXN_TRAP:
    print("trap: ");
    print(wexn_trap_message(store));
    break;
  case WEXN_ERROR:
    print("error: ");
    print(wexn_error_message(store));
    break;
  }
  print("\n");
}

int main(void) {
  wexn_store *store = wexn_store_new(NULL);
  if (!store) {
    print("no memory\n");
    return 1;
  }
  int32_t count = 0;
  sensor_imports imports = {0};
  imports.env.read.fn = read_sensor;
  imports.env.read.env = &count;
  sensor_instance *sensor;
  wexn_status status = sensor_new(store, &imports, NULL, &sensor);
  if (status != WEXN_OK) {
    report(store, sensor, status);
    return 1;
  }

  int32_t kept = 0, mean = 0;
  report(store, sensor, sensor_collect(sensor, 0, 20, &kept));
  report(store, sensor, sensor_mean(sensor, kept, &mean));
  print("kept ");
  print_number(kept);
  print(", mean ");
  print_number(mean);
  print("\n");

  report(store, sensor, sensor_collect(sensor, 1, 20, &kept)); /* an exception for us */
  report(store, sensor, sensor_mean(sensor, 0, &mean));        /* division by zero */
  report(store, sensor, sensor_collect(sensor, 0, 1 << 20, &kept)); /* beyond the memory */
  wexn_store_delete(store);
  return 7;
}
