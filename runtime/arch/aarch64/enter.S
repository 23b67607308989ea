/* Host -> compiled code and back, AAPCS64. Frame of wexn_rt_enter, from x29 (= sp while inside) up:
 *
 *   x29+0 caller's x29, return address   x29+16 entry record
 *   x29+SAVED x19-x28, d8-d15            FRAME bytes in all
 *
 * In: x0 store, x1 enter, x2 vmctx, x3 code, x4 slots. Out: w0 status. */
#include "runtime/arch/arch.h"

#define RECORD WEXN_ENTRY_FROM_FP
#define SAVED (RECORD + WEXN_ENTRY_SIZE)
#define FRAME (SAVED + 144)

        .text
        .globl  WEXN_SYM(wexn_rt_enter), WEXN_SYM(wexn_rt_enter_return), WEXN_SYM(wexn_rt_leave)
        WEXN_HIDDEN(wexn_rt_enter_return)
        WEXN_HIDDEN(wexn_rt_leave)
#ifdef __ELF__
        .type   wexn_rt_enter, %function
        .type   wexn_rt_leave, %function
#endif
        .p2align 4
WEXN_SYM(wexn_rt_enter):
        .cfi_startproc
        .cfi_remember_state
        WEXN_BTI_C
        ldr     x9, [x0, #WEXN_STORE_ENTRY]
        cbz     x9, WEXN_L(enter)
        ldr     x11, [x0, #WEXN_STORE_PENDING]
        tbnz    x11, #63, WEXN_L(raised)
WEXN_L(enter):
        WEXN_SIGN_RA
        stp     x29, x30, [sp, #-FRAME]!
        .cfi_def_cfa_offset FRAME
        .cfi_offset x29, -FRAME
        .cfi_offset x30, -FRAME + 8
        mov     x29, sp
        .cfi_def_cfa x29, FRAME
        stp     x19, x20, [sp, #SAVED]
        stp     x21, x22, [sp, #(SAVED + 16)]
        stp     x23, x24, [sp, #(SAVED + 32)]
        stp     x25, x26, [sp, #(SAVED + 48)]
        stp     x27, x28, [sp, #(SAVED + 64)]
        stp     d8, d9, [sp, #(SAVED + 80)]
        stp     d10, d11, [sp, #(SAVED + 96)]
        stp     d12, d13, [sp, #(SAVED + 112)]
        stp     d14, d15, [sp, #(SAVED + 128)]
        .cfi_offset x19, SAVED + 0 - FRAME
        .cfi_offset x20, SAVED + 8 - FRAME
        .cfi_offset x21, SAVED + 16 - FRAME
        .cfi_offset x22, SAVED + 24 - FRAME
        .cfi_offset x23, SAVED + 32 - FRAME
        .cfi_offset x24, SAVED + 40 - FRAME
        .cfi_offset x25, SAVED + 48 - FRAME
        .cfi_offset x26, SAVED + 56 - FRAME
        .cfi_offset x27, SAVED + 64 - FRAME
        .cfi_offset x28, SAVED + 72 - FRAME
        .cfi_offset d8, SAVED + 80 - FRAME
        .cfi_offset d9, SAVED + 88 - FRAME
        .cfi_offset d10, SAVED + 96 - FRAME
        .cfi_offset d11, SAVED + 104 - FRAME
        .cfi_offset d12, SAVED + 112 - FRAME
        .cfi_offset d13, SAVED + 120 - FRAME
        .cfi_offset d14, SAVED + 128 - FRAME
        .cfi_offset d15, SAVED + 136 - FRAME
        stp     x9, x0, [sp, #(RECORD + WEXN_ENTRY_PREV)]
        str     x29, [sp, #(RECORD + WEXN_ENTRY_FP)]
        str     xzr, [sp, #(RECORD + WEXN_ENTRY_OLD_HI)]
        add     x10, sp, #RECORD
        str     x10, [x0, #WEXN_STORE_ENTRY]
        str     xzr, [x0, #WEXN_STORE_PENDING] /* what nobody took is dropped */
        mov     x19, x1
        mov     x20, x2
        mov     x21, x3
        mov     x22, x4
        mov     x23, x0
        mrs     x11, fpcr                     /* 0: nearest, denormals as they are, no traps */
#ifdef WEXN_BARE
        str     x11, [sp, #(RECORD + WEXN_ENTRY_OLD_FP)]
        msr     fpcr, xzr
#else
        ldr     x12, [x0, #WEXN_STORE_HOST_FP]
        str     x12, [sp, #(RECORD + WEXN_ENTRY_OLD_FP)]
        str     x11, [x0, #WEXN_STORE_HOST_FP]
        cbz     x11, WEXN_L(default_fp)
        msr     fpcr, xzr
WEXN_L(default_fp):
#endif
        ldp     x11, x12, [x0, #WEXN_STORE_STACK_LIMIT] /* and WEXN_STORE_STACK_HI */
        cmp     x10, x11
        b.lo    WEXN_L(other_stack)
        cmp     x10, x12
        b.hs    WEXN_L(other_stack)
#ifndef WEXN_BARE
        cbz     x9, WEXN_L(outermost)         /* while an entry waits, its stack stays what it is */
#endif
WEXN_L(call): mov     x0, x20
        mov     x1, x21
        mov     x2, x22
        mov     x3, x23
        blr     x19
WEXN_L(enter_return):
        .set    WEXN_SYM(wexn_rt_enter_return), WEXN_L(enter_return)
        mov     w0, #0
WEXN_L(leave):                                /* sp = x29 = frame, w0 = status */
        ldr     x9, [sp, #(RECORD + WEXN_ENTRY_OLD_HI)]
        cbnz    x9, WEXN_L(restore_stack)
WEXN_L(unlink):
        ldp     x9, x10, [sp, #(RECORD + WEXN_ENTRY_PREV)]
        str     x9, [x10, #WEXN_STORE_ENTRY]
        ldr     x12, [sp, #(RECORD + WEXN_ENTRY_OLD_FP)]
#ifdef WEXN_BARE
        msr     fpcr, x12
#else
        ldr     x11, [x10, #WEXN_STORE_HOST_FP]
        str     x12, [x10, #WEXN_STORE_HOST_FP]
        cbz     x11, WEXN_L(restored_fp)
        msr     fpcr, x11
WEXN_L(restored_fp):
#endif
        ldp     x19, x20, [sp, #SAVED]
        ldp     x21, x22, [sp, #(SAVED + 16)]
        ldp     x23, x24, [sp, #(SAVED + 32)]
        ldp     x25, x26, [sp, #(SAVED + 48)]
        ldp     x27, x28, [sp, #(SAVED + 64)]
        ldp     d8, d9, [sp, #(SAVED + 80)]
        ldp     d10, d11, [sp, #(SAVED + 96)]
        ldp     d12, d13, [sp, #(SAVED + 112)]
        ldp     d14, d15, [sp, #(SAVED + 128)]
        .cfi_remember_state
        ldp     x29, x30, [sp], #FRAME
        .cfi_def_cfa sp, 0
        WEXN_AUTH_RA
        ret
        .cfi_restore_state

#ifndef WEXN_BARE
WEXN_L(outermost):                            /* another thread's stack may lie where one was */
        bl      WEXN_SYM(wexn_port_thread)
        ldr     x9, [x23, #WEXN_STORE_THREAD]
        cmp     x0, x9
        b.eq    WEXN_L(call)
#endif
WEXN_L(other_stack):
        mov     x0, x23
        add     x1, sp, #RECORD
        bl      WEXN_SYM(wexn_rt_stack_switch)
        cbz     w0, WEXN_L(call)
        b       WEXN_L(leave)

WEXN_L(restore_stack):
        mov     w19, w0
        ldr     x0, [sp, #(RECORD + WEXN_ENTRY_STORE)]
        add     x1, sp, #RECORD
        bl      WEXN_SYM(wexn_rt_stack_restore)
        mov     w0, w19
        b       WEXN_L(unlink)
        .cfi_restore_state

WEXN_L(raised):                               /* a trap that waits for a host function to return */
        mov     w0, #WEXN_ENDED_BY_TRAP
        ret
        .cfi_endproc
#ifdef __ELF__
        .size   wexn_rt_enter, . - wexn_rt_enter
#endif

#ifndef WEXN_BARE
/* x0 store. See runtime_calls.def. */
#ifdef __ELF__
        .type   wexn_rt_fp_host, %function
        .type   wexn_rt_fp_guest, %function
#endif
        .globl  WEXN_SYM(wexn_rt_fp_host), WEXN_SYM(wexn_rt_fp_guest)
        .p2align 2
WEXN_SYM(wexn_rt_fp_guest):
        WEXN_BTI_C
        mrs     x9, fpcr
        str     x9, [x0, #WEXN_STORE_HOST_FP]
        msr     fpcr, xzr
        ret
WEXN_SYM(wexn_rt_fp_host):
        WEXN_BTI_C
        ldr     x9, [x0, #WEXN_STORE_HOST_FP]
        msr     fpcr, x9
        ret
#ifdef __ELF__
        .size   wexn_rt_fp_guest, WEXN_SYM(wexn_rt_fp_host) - wexn_rt_fp_guest
        .size   wexn_rt_fp_host, . - wexn_rt_fp_host
#endif
#endif

/* x0 store, w1 status: continues at the label `leave` in the innermost wexn_rt_enter's frame. */
        .p2align 4
WEXN_SYM(wexn_rt_leave):
        WEXN_BTI_C
        ldr     x9, [x0, #WEXN_STORE_ENTRY]
        mov     w0, w1
        sub     x29, x9, #RECORD
        mov     sp, x29
        b       WEXN_L(leave)
#ifdef __ELF__
        .size   wexn_rt_leave, . - wexn_rt_leave
        .section .note.GNU-stack, "", %progbits
#endif
        WEXN_PROPERTIES
