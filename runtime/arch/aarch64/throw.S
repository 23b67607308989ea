/* From a throw in compiled code to its handler, and from a trap to the runtime, AAPCS64. In: x0, x1 as declared in
 * runtime_calls.def. Frame, from x29 down: x29+8 the thrower's return address, x29+0 its x29, below
 * that a ThrowContext (runtime/throw/unwind.h): x19-x28, d8-d15, fp, pc, exnref, selector.
 * Out, at the landing pad: x0 exnref, w1 selector, everything else as the handler's frame had it. */
#include "runtime/arch/arch.h"
#include "runtime/throw/unwind.h"

/* Touches the stack that the way out takes, page by page: where less is left, this faults. */
.macro probe
#ifndef WEXN_BARE
        sub     x9, sp, #4096
        ldr     xzr, [x9]
        sub     x9, sp, #8192
        ldr     xzr, [x9]
#endif
.endm

/* move: stp into the context, or ldp from it. */
.macro registers move
        \move   x19, x20, [sp]
        \move   x21, x22, [sp, #16]
        \move   x23, x24, [sp, #32]
        \move   x25, x26, [sp, #48]
        \move   x27, x28, [sp, #64]
        \move   d8, d9, [sp, #80]
        \move   d10, d11, [sp, #96]
        \move   d12, d13, [sp, #112]
        \move   d14, d15, [sp, #128]
.endm

/* Of the arguments of wexn_rt_throw those of wexn_rt_find_handler. */
.macro of_throw
        ldr     x0, [x0, #WEXN_INSTANCE_STORE]
        mov     w2, wzr
.endm

.macro throw_body arguments, call:vararg
        .cfi_startproc
        stp     x29, x30, [sp, #-16]!
        .cfi_def_cfa_offset 16
        .cfi_offset x29, -16
        .cfi_offset x30, -8
        mov     x29, sp
        .cfi_def_cfa x29, 16
        probe
        sub     sp, sp, #WEXN_THROW_SIZE
        registers stp
        ldr     x4, [x29]
        mov     x5, x30
        stp     x4, x5, [sp, #WEXN_THROW_FP]
        mov     x3, sp
        \arguments
        \call
        registers ldp
        mov     x29, x0
        mov     x10, x1
        ldr     x9, [sp, #WEXN_THROW_PC]
        ldp     x0, x1, [sp, #WEXN_THROW_REF]
        mov     sp, x10
        ret     x9                            /* not br: landing pads do not begin with bti */
        .cfi_endproc
.endm

.macro throw_symbol name
        .globl  WEXN_SYM(\name)
#ifdef __ELF__
        .type   \name, %function
#endif
        .p2align 2
WEXN_SYM(\name):
.endm

#ifdef WEXN_BARE /* one body for all, and only what is used: small */
.macro throw_entry name, finder, arguments
        .section .text.\name, "ax", %progbits
        throw_symbol \name
        \arguments
        adrp    x11, \finder
        add     x11, x11, :lo12:\finder
        b       throw_common
        .size   \name, . - \name
.endm

        .section .text.throw_common, "ax", %progbits
        .p2align 2
throw_common:
        throw_body , blr x11
#else
.macro throw_entry name, finder, arguments
        .p2align 4
        throw_symbol \name
        throw_body \arguments, bl WEXN_SYM(\finder)
#ifdef __ELF__
        .size   \name, . - \name
#endif
.endm

/* Goes on in `name`_probed as if that had been called. */
.macro trap_entry name
        .p2align 4
        throw_symbol \name
        .cfi_startproc
        stp     x29, x30, [sp, #-16]!
        .cfi_def_cfa_offset 16
        .cfi_offset x29, -16
        .cfi_offset x30, -8
        mov     x29, sp
        .cfi_def_cfa x29, 16
        probe
        ldp     x29, x30, [sp], #16
        .cfi_def_cfa sp, 0
        b       WEXN_SYM(\name\()_probed)
        .cfi_endproc
#ifdef __ELF__
        .size   \name, . - \name
#endif
.endm

        .text
        .globl  WEXN_SYM(wexn_rt_ways_out), WEXN_SYM(wexn_rt_ways_out_end)
        WEXN_HIDDEN(wexn_rt_ways_out)
        WEXN_HIDDEN(wexn_rt_ways_out_end)
WEXN_L(ways_out):
        .set    WEXN_SYM(wexn_rt_ways_out), WEXN_L(ways_out)
#endif

/* x20 vmctx: an access beyond a memory. */
#ifdef WEXN_BARE
        .section .text.wexn_rt_trap_memory, "ax", %progbits
#endif
        throw_symbol wexn_rt_trap_memory
        .cfi_startproc
        mov     x0, x20
        mov     w1, #WEXN_TRAP_OF_MEMORY
        b       WEXN_SYM(wexn_rt_trap)
        .cfi_endproc
#ifdef __ELF__
        .size   wexn_rt_trap_memory, . - wexn_rt_trap_memory
#endif

#ifndef WEXN_BARE
/* x20 vmctx: the end of the stack, or an interrupt. */
        throw_symbol wexn_rt_stop_instance
        .cfi_startproc
        ldr     x0, [x20, #WEXN_INSTANCE_STORE]
        b       WEXN_SYM(wexn_rt_stop)
        .cfi_endproc
#ifdef __ELF__
        .size   wexn_rt_stop_instance, . - wexn_rt_stop_instance
#endif
#endif

throw_entry wexn_rt_throw, wexn_rt_find_handler, of_throw
throw_entry wexn_rt_throw_ref, wexn_rt_find_throw_ref
throw_entry wexn_rt_throw_pending, wexn_rt_find_pending
#ifndef WEXN_BARE
trap_entry wexn_rt_trap
trap_entry wexn_rt_stop
WEXN_L(ways_out_end):
        .set    WEXN_SYM(wexn_rt_ways_out_end), WEXN_L(ways_out_end)
#endif

#ifdef __ELF__
        .section .note.GNU-stack, "", %progbits
#endif
        WEXN_PROPERTIES
