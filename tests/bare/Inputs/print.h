/* Text and numbers on the board's console, and checks that end a program. */
#include <wexn/board.h>
#include <wexn/wexn.h>

static inline void print(const char *text) { wexn_board_write(text, __builtin_strlen(text)); }
static inline void print_number(uint64_t n) {
  char digits[20], *at = digits + sizeof digits;
  do
    *--at = (char)('0' + n % 10);
  while (n /= 10);
  wexn_board_write(at, (size_t)(digits + sizeof digits - at));
}
WEXN_NORETURN static inline void failed(const char *what) {
  print("failed: ");
  print(what);
  print("\n");
  wexn_board_exit(1);
}
#define REQUIRE(condition) ((condition) ? (void)0 : failed(#condition))
