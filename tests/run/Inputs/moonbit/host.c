/* Runs what MoonBit makes of a program: host N collects at each Nth allocation. */
#include "moonbit.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* A UTF-16 unit; the program prints ASCII. */
static void print_char(void *env, int32_t unit) {
  (void)env;
  putchar(unit);
}

int main(int argc, char **argv) {
  const wexn_store_config config = {.stress_heap = argc > 1 ? (uint32_t)atoi(argv[1]) : 0};
  wexn_store *store = wexn_store_new(&config);
  moonbit_imports imports;
  moonbit_instance *moonbit;
  memset(&imports, 0, sizeof imports);
  imports.spectest.print_char.fn = print_char;
  if (moonbit_new(store, &imports, NULL, &moonbit) != WEXN_OK ||
      moonbit__start(moonbit) != WEXN_OK) {
    printf("failed: %s %s\n", wexn_error_message(store), wexn_trap_message(store));
    return 1;
  }
  wexn_store_delete(store);
  return 0;
}
