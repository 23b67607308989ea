// Defaults of the functions that a bare-metal program may define (wexn/board.h), for a board with
// semihosting. They run before FP/SIMD is known to be there: compiled without its registers.
#include <wexn/board.h>

extern "C" {
struct WexnTimer {
  uint64_t count, frequency;
};
// baremetal_semihost.S
uint64_t wexn_semihost(uint32_t operation, const void *argument);
WexnTimer wexn_timer();

extern uint8_t wexn_heap_start[], wexn_heap_end[];
}

namespace {

enum Operation : uint32_t { kWriteChar = 3, kExit = 0x18 };
constexpr uint64_t kApplicationExit = 0x20026;

void write(const char *text) { wexn_board_write(text, __builtin_strlen(text)); }

void write_hex(const char *name, uint64_t value) {
  write(name);
  char digits[16];
  for (uint32_t i = 16; i-- != 0; value >>= 4)
    digits[i] = "0123456789abcdef"[value & 15];
  wexn_board_write(digits, sizeof digits);
}

// ESR_EL1.EC, for the exceptions of programs that went wrong.
const char *cause(uint64_t syndrome) {
  switch (syndrome >> 26 & 63) {
  case 0x07:
    return "FP/SIMD instruction, but FP/SIMD is disabled (CPACR_EL1.FPEN)";
  case 0x20:
  case 0x21:
    return "instruction abort";
  case 0x22:
  case 0x26:
    return "misaligned program counter or stack pointer";
  case 0x24:
  case 0x25:
    return (syndrome & 63) == 0x21 ? "misaligned data access" : "data abort";
  default:
    return "unexpected instruction";
  }
}

} // namespace

#define DEFAULT __attribute__((weak))

DEFAULT void wexn_board_write(const char *text, size_t bytes) {
  for (size_t i = 0; i < bytes; ++i)
    wexn_semihost(kWriteChar, text + i);
}

DEFAULT void wexn_board_exit(int status) {
  const uint64_t block[] = {kApplicationExit, static_cast<uint64_t>(status)};
  wexn_semihost(kExit, block);
  for (;;)
    asm volatile("" ::: "memory");
}

DEFAULT void wexn_board_fault(const wexn_board_exception *e) {
  static const char *const kinds[] = {nullptr, "IRQ", "FIQ", "SError"};
  write("wexn: fault: ");
  write(e->kind != 0 ? kinds[e->kind & 3] : cause(e->syndrome));
  write_hex("; pc 0x", e->pc);
  write_hex(", address 0x", e->address);
  write_hex(", syndrome 0x", e->syndrome);
  write("\n");
  wexn_board_exit(WEXN_BOARD_ABORTED);
}

DEFAULT uint64_t wexn_board_clock(void) {
  constexpr uint64_t kSecond = 1'000'000'000;
  const WexnTimer timer = wexn_timer();
  // In two parts, so that nothing overflows.
  return timer.count / timer.frequency * kSecond +
         timer.count % timer.frequency * kSecond / timer.frequency;
}

DEFAULT void wexn_board_arena(uint8_t **start, uint8_t **end) {
  *start = wexn_heap_start;
  *end = wexn_heap_end;
}
