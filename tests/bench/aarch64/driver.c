// Runs one kernel, native code or wexnc's, as many rounds as asked for, and prints its checksum.
#include "kernel.wexn.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

void native_setup(void);
uint32_t native_run(void);

int main(int argc, char **argv) {
  if (argc != 3)
    return 2;
  const int rounds = atoi(argv[2]);
  uint32_t sum = 0;
  if (strcmp(argv[1], "native") == 0) {
    native_setup();
    for (int r = 0; r < rounds; r++)
      sum = sum * 31 + native_run();
  } else {
    wexn_store *store = wexn_store_new(NULL);
    kernel_instance *instance;
    int32_t check = 0;
    if (kernel_new(store, NULL, &instance) != WEXN_OK || kernel_setup(instance) != WEXN_OK)
      return 1;
    for (int r = 0; r < rounds; r++) {
      if (kernel_run(instance, &check) != WEXN_OK)
        return 1;
      sum = sum * 31 + (uint32_t)check;
    }
  }
  printf("%08x\n", sum);
  return 0;
}
