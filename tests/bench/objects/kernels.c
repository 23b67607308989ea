// kernels FUNCTION N SHORT: runs the kernel with SHORT, then with N, and reports about the latter
// (measure.h).
#include "measure.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

int main(int argc, char **argv) {
  if (argc != 4)
    return 2;
  prepare();
  for (const Kernel *kernel = kernels; kernel->name; kernel++) {
    if (strcmp(kernel->name, argv[1]) != 0)
      continue;
    kernel->run((uint32_t)atoi(argv[3]));
    forget_pauses();
    char result[16];
    const Moment before = moment();
    snprintf(result, sizeof result, "%08x", kernel->run((uint32_t)atoi(argv[2])));
    report(result, before);
  }
  return 0;
}
