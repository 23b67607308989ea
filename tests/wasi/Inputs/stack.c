/* stack DIR: WASI functions at every depth of a stack of 64 KB, as small as its head-room can be. Prints the most of the
 * head-room that was used. */
#define _GNU_SOURCE
#include "frames.h"

#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>
#include <wexn/abi/stack.h>
#include <wexn/wasi.h>

static uint8_t *below, *stack_lo;
static const size_t below_size = 64 << 10, size = 64 << 10;
static int failures;
static void report(const char *what, int32_t which, int32_t depth) {
  if (failures++ < 20)
    printf("function %d at depth %d: %s\n", which, depth, what);
}

#define OWN_IMPORTS
#include "../../run/Inputs/made_stack.h"
#include "../../run/Inputs/stack_frames.h"

static wexn_store *store;
static frames_instance *frames;
static void all(void) { all_functions(store, frames); }

int main(int argc, char **argv) {
  if (argc < 2 || chdir(argv[1]) != 0 || mkdir("sub", 0777) != 0 || symlink(".", "link") != 0 ||
      open("sub/f", O_CREAT | O_RDWR, 0666) < 0)
    return 1;
  below = mmap(NULL, below_size + size, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
  stack_lo = below + below_size;
  for (int walk = 0; walk < 2; walk++) {
    char error[300] = "";
    const wexn_wasi_dir dirs[] = {{".", "/"}};
    const wexn_wasi_config config = {.dirs = dirs, .num_dirs = 1, .walk_paths = walk};
    store = wexn_store_new(NULL);
    wexn_wasi *wasi = wexn_wasi_new(store, &config, error, sizeof error);
    wexn_instance *instance;
    if (!wasi || wexn_wasi_instantiate(wasi, &frames_module, NULL, &instance, error, sizeof error) != WEXN_OK)
      report(error, 0, 0);
    frames = (frames_instance *)instance;
    memset(stack_lo, kPattern, size);
    wexn_store_set_stack(store, stack_lo, stack_lo + size);
    run_coroutine(stack_lo, size, all);
    wexn_wasi_delete(wasi);
    wexn_store_delete(store);
    size_t free = 0;
    while (stack_lo[free] == kPattern)
      free++;
    printf("head-room used: %zu of %d\n", WEXN_STACK_MIN_HEADROOM - free, WEXN_STACK_MIN_HEADROOM);
    if (free < 2048)
      report("little of the head-room is left", 0, 0);
  }
  puts(failures ? "failed" : "all right");
  return failures != 0;
}
