/* What the assembly of runtime/arch and the C++ of the runtime agree on: where the entry record
 * lies and the offsets of the store fields that the assembly reads. Included by .S and .cpp files.
 *
 * wexn_rt_enter is the only way from the host into compiled code. It saves the callee-saved
 * registers in its frame, puts an entry record into the same frame and links it into the store; a
 * walker that meets the return address wexn_rt_enter_return has reached the end of the compiled
 * frames, and the saved frame pointer found beside it is wexn_rt_enter's own. */
#ifndef WEXN_RUNTIME_ARCH_H
#define WEXN_RUNTIME_ARCH_H

/* Offsets in wexn_store (checked in instance/store.cpp). */
#define WEXN_STORE_PENDING 0
#define WEXN_STORE_HOST_FP 32
#define WEXN_STORE_STACK_LIMIT 40
#define WEXN_STORE_STACK_HI 48
#define WEXN_STORE_ENTRY 56
#define WEXN_STORE_THREAD 64

/* Compiled code may have the base of a memory in that of the segment GS (segment.S). */
#if defined(__x86_64__) && defined(__linux__)
#define WEXN_SEGMENTS
/* Bits of wexn_rt_segments: some compiled code does; the system lets programs use RDGSBASE,
 * WRGSBASE. */
#define WEXN_SEGMENTS_USED 1
#define WEXN_SEGMENTS_FAST 2
/* In an entry record: there was no such code; no base. */
#define WEXN_NO_SEGMENT (-1)
#endif

/* WEXN_TRAP_MemoryOutOfBounds (checked there, too). */
#define WEXN_TRAP_OF_MEMORY 5
/* WEXN_TRAP (checked there, too). */
#define WEXN_ENDED_BY_TRAP 2

/* Offsets in the entry record (checked in instance/store.cpp). */
#define WEXN_ENTRY_PREV 0
#define WEXN_ENTRY_STORE 8
#define WEXN_ENTRY_FP 16
#define WEXN_ENTRY_OLD_LO 24
#define WEXN_ENTRY_OLD_HI 32
#define WEXN_ENTRY_OLD_FP 40
#if defined(WEXN_BARE)
#define WEXN_ENTRY_SIZE 48
#elif defined(WEXN_SEGMENTS)
#define WEXN_ENTRY_OLD_SEGMENT 64
#define WEXN_ENTRY_SIZE 80
#else
#define WEXN_ENTRY_SIZE 64
#endif

/* Address of the entry record, counted from the frame pointer of wexn_rt_enter. */
#if defined(__x86_64__)
#define WEXN_ENTRY_FROM_FP (-48 - WEXN_ENTRY_SIZE)
#elif defined(__aarch64__)
#define WEXN_ENTRY_FROM_FP 16
#else
#error "runtime/arch has no support for this architecture"
#endif

/* Symbol names carry an underscore on Mach-O; labels private to the assembler start differently. */
#if defined(__APPLE__)
#define WEXN_SYM(name) _##name
#define WEXN_L(name) L##name
#else
#define WEXN_SYM(name) name
#define WEXN_L(name) .L##name
#endif

/* What is not for compiled code to call. */
#if defined(__ELF__)
#define WEXN_HIDDEN(name) .hidden name
#else
#define WEXN_HIDDEN(name) .private_extern WEXN_SYM(name)
#endif

/* AArch64: BTI_C begins what is called through a register, SIGN_RA and AUTH_RA enclose a frame, as
 * clang's -mbranch-protection asks for; all are hints, which older processors ignore. The note that
 * an object is so made (ABI for the Arm 64-bit Architecture, "Program property") is
 * WEXN_PROPERTIES. */
/* clang-format off */
#if defined(__aarch64__) && defined(__ASSEMBLER__)
#if defined(__ARM_FEATURE_BTI_DEFAULT)
#define WEXN_BTI_C hint #34
#define WEXN_BTI 1
#else
#define WEXN_BTI_C
#define WEXN_BTI 0
#endif
#if defined(__ARM_FEATURE_PAC_DEFAULT)
#define WEXN_SIGN_RA hint #25; .cfi_negate_ra_state
#define WEXN_AUTH_RA hint #29; .cfi_negate_ra_state
#define WEXN_PAC 2
#else
#define WEXN_SIGN_RA
#define WEXN_AUTH_RA
#define WEXN_PAC 0
#endif
#if defined(__ELF__) && WEXN_BTI + WEXN_PAC != 0
/* Owner "GNU", NT_GNU_PROPERTY_TYPE_0, GNU_PROPERTY_AARCH64_FEATURE_1_AND. */
#define WEXN_PROPERTIES                                                                            \
  .section .note.gnu.property, "a", %note;                                                         \
  .p2align 3;                                                                                      \
  .word 4, 16, 5, 0x00554e47, 0xc0000000, 4, WEXN_BTI + WEXN_PAC, 0
#else
#define WEXN_PROPERTIES
#endif
#endif
/* clang-format on */

#ifndef __ASSEMBLER__
#include <wexn/abi/types.h>

/* Declares what compiled code refers to: visible, like the functions of wexn.h, so that a program
 * can lend its runtime to modules in shared libraries. */
#define WEXN_CALLED extern "C" [[gnu::visibility("default")]]

namespace wexn::rt {
struct EntryRecord;

/* For a function that is to have the callee-saved registers of its callers in its frame: where the
 * frame begins, from which on the stack has all that the callers have. */
[[gnu::always_inline]] inline uintptr_t save_registers() {
  __builtin_unwind_init();
  const char in_frame = 0; // an operand, so that the frame is there when the stack pointer is read
  uintptr_t sp;
#if defined(__aarch64__)
  asm volatile("mov %0, sp" : "=r"(sp) : "m"(in_frame));
#else
  asm volatile("mov %%rsp, %0" : "=r"(sp) : "m"(in_frame));
#endif
  return sp;
}

/* A return address as a frame holds it, without the signature that it may carry. */
inline uintptr_t plain_address(uintptr_t saved) {
#if defined(__aarch64__)
  register uintptr_t x30 asm("x30") = saved;
  asm("hint #7" : "+r"(x30)); /* xpaclri; nothing on processors that cannot sign */
  return x30;
#else
  return saved;
#endif
}
} // namespace wexn::rt

/* Calls enter(vmctx, code, slots, store) under a new entry record, with the default floating-point
 * control, and puts the host's back however that ends. Forgets an exception that the host has not
 * taken. Returns WEXN_OK when it returns, the status given to wexn_rt_leave when a trap or an
 * uncaught exception ended it, and WEXN_ERROR or WEXN_TRAP when the stack is not fit for compiled
 * code. WEXN_TRAP, too, when a host function has raised a trap that ends its caller: it stays. */
WEXN_CALLED uint32_t wexn_rt_enter(wexn_store *store, wexn_enter_fn *enter, void *vmctx,
                                   const void *code, wexn_slot *slots);

extern "C" {
#ifdef WEXN_SEGMENTS
/* segment.S. To be called before compiled code that uses GS is entered; false: the system does not
 * let programs set it. */
bool wexn_rt_ready_segments();
#endif
/* Label after the call of `enter` in wexn_rt_enter; not a function. */
extern const uint8_t wexn_rt_enter_return[];
/* Makes the innermost wexn_rt_enter of the store return `status`. REQUIRES: store->entry not null,
 * and no host frame that the host still needs between here and that entry. */
[[noreturn]] void wexn_rt_leave(wexn_store *store, uint32_t status);
/* Called by compiled code; ends it with a trap (trap/trap.cpp). Where there are guard pages,
 * throw.S has the symbols that compiled code calls: before they go on here they touch the stack
 * that the way out takes, so that a full stack is noticed at a place that a fault handler can tell,
 * from wexn_rt_ways_out on. */
#ifdef WEXN_BARE
#define WEXN_WAY_OUT(name) name
#else
#define WEXN_WAY_OUT(name) name##_probed
extern const uint8_t wexn_rt_ways_out[], wexn_rt_ways_out_end[];
#endif
[[noreturn]] void WEXN_WAY_OUT(wexn_rt_trap)(wexn_instance *instance, uint32_t code);
[[noreturn]] void WEXN_WAY_OUT(wexn_rt_stop)(wexn_store *store);
/* Slow paths of wexn_rt_enter (trap/stack.cpp): the stack pointer is not between the limit and the
 * end of the known stack, or the thread is another one; a nested entry from another stack ends. The
 * first returns WEXN_OK or the status to return to the host instead of entering. */
uint32_t wexn_rt_stack_switch(wexn_store *store, wexn::rt::EntryRecord *record);
void wexn_rt_stack_restore(wexn_store *store, wexn::rt::EntryRecord *record);
}
#endif
#endif
