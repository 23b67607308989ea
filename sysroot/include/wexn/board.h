/* What a bare-metal program may tell the runtime about its board: five functions, each with a weak
 * default in libwexn.a for a board with Arm semihosting (a debugger, or QEMU with -semihosting).
 * A program that defines one of them itself replaces that one alone. The
 * functions of port.h that are needed are made of these in the archive: they are all that lies below
 * the runtime. C11 and C++20, freestanding.
 *
 * The first four may be called with FP/SIMD disabled, before main; the defaults use none of its
 * registers. */
#ifndef WEXN_BOARD_H
#define WEXN_BOARD_H

#include <stddef.h>
#include <stdint.h>

/* The arena is given out in pages of this many bytes. */
#define WEXN_BOARD_PAGE 4096

#ifdef __cplusplus
extern "C" {
#define WEXN_NORETURN [[noreturn]]
#else
#define WEXN_NORETURN _Noreturn
#endif

/* Writes to the console. Used for the last words of the runtime and of crt0; a program may use it
 * for its own. Default: SYS_WRITEC. */
void wexn_board_write(const char *text, size_t bytes);

/* Ends the program: status 0 is success. The runtime uses WEXN_BOARD_ABORTED. Default: SYS_EXIT;
 * without a semihosting host the processor sleeps. */
WEXN_NORETURN void wexn_board_exit(int status);
#define WEXN_BOARD_ABORTED 134

/* A processor exception that nothing handled, from the vectors of crt0. */
typedef struct wexn_board_exception {
  uint64_t kind;     /* 0 synchronous, 1 IRQ, 2 FIQ, 3 SError */
  uint64_t syndrome; /* ESR_EL1 */
  uint64_t pc;       /* ELR_EL1 */
  uint64_t address;  /* FAR_EL1 */
} wexn_board_exception;
/* Reports it and ends the program; runs on an emptied stack. Default: one line on the console, then
 * wexn_board_exit(WEXN_BOARD_ABORTED). */
WEXN_NORETURN void wexn_board_fault(const wexn_board_exception *exception);

/* Nanoseconds since some moment before main; never runs backwards. Default: the generic timer. */
uint64_t wexn_board_clock(void);

/* The arena: all memory that stores, linear memories, tables and the managed heap are made of.
 * Asked once, when the runtime first needs memory. Default: wexn_heap_start to wexn_heap_end of the
 * linker script. */
void wexn_board_arena(uint8_t **start, uint8_t **end);

#ifdef __cplusplus
}
#endif

#endif
