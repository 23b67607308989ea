/* Every function of stack_frames.py at every depth of the one stack, which has the size that the linker script gives it when
 * nobody asks for another, and memory of ours directly below. */
#include "frames.h"
#include "print.h"

extern uint8_t stack_below[64 << 10]; /* linked last: the end of .bss */
extern uint8_t wexn_stack_bottom[], wexn_stack_top[];
static uint8_t *const below = stack_below;
static const size_t below_size = sizeof stack_below;

static int failures;
static void report(const char *what, int32_t which, int32_t depth) {
  failures++;
  print("function ");
  print_number((uint64_t)which);
  print(" at depth ");
  print_number((uint64_t)depth);
  print(": ");
  print(what);
  print("\n");
}

#include "../../run/Inputs/stack_frames.h"

int main(void) {
  REQUIRE(wexn_stack_top - wexn_stack_bottom == 64 << 10);
  REQUIRE(stack_below + sizeof stack_below == wexn_stack_bottom);
  wexn_store *store = wexn_store_new(NULL);
  frames_instance *frames;
  REQUIRE(store && make(store, &frames) == WEXN_OK);
  all_functions(store, frames);
  print(failures ? "failed\n" : "all right\n");
  return failures != 0;
}
