/* From a throw in compiled code to its handler, and from a trap to the runtime, System V AMD64. In: rdi, rsi as declared in
 * runtime_calls.def. Frame, from rbp down: rbp+8 the thrower's return address, rbp+0 its rbp, below
 * that a ThrowContext (runtime/throw/unwind.h): rbx r12 r13 r14 r15, fp, pc, exnref, selector.
 * Out, at the landing pad: rax exnref, edx selector, everything else as the handler's frame had it. */
#include "runtime/arch/arch.h"
#include "runtime/throw/unwind.h"

        .text
        .intel_syntax noprefix
        .globl  WEXN_SYM(wexn_rt_ways_out), WEXN_SYM(wexn_rt_ways_out_end)
        WEXN_HIDDEN(wexn_rt_ways_out)
        WEXN_HIDDEN(wexn_rt_ways_out_end)
WEXN_L(ways_out):
        .set    WEXN_SYM(wexn_rt_ways_out), WEXN_L(ways_out)

/* Touches the stack that the way out takes, page by page: where less is left, this faults. */
.macro probe
        cmp     al, [rsp - 4096]
        cmp     al, [rsp - 8192]
.endm

/* move: to_context or from_context. */
.macro to_context i, register
        mov     [rsp + 8 * \i], \register
.endm
.macro from_context i, register
        mov     \register, [rsp + 8 * \i]
.endm
.macro registers move
        \move 0, rbx
        \move 1, r12
        \move 2, r13
        \move 3, r14
        \move 4, r15
.endm

/* Of the arguments of wexn_rt_throw those of wexn_rt_find_handler. */
.macro of_throw
        mov     rdi, [rdi + WEXN_INSTANCE_STORE]
        xor     edx, edx
.endm

.macro throw_entry name, finder, arguments
        .globl  WEXN_SYM(\name)
#ifdef __ELF__
        .type   \name, @function
#endif
        .p2align 4
WEXN_SYM(\name):
        .cfi_startproc
        mov     r8, rbp
        push    rbp
        .cfi_def_cfa_offset 16
        .cfi_offset rbp, -16
        mov     rbp, rsp
        .cfi_def_cfa_register rbp
        probe
        sub     rsp, WEXN_THROW_SIZE
        registers to_context
        mov     r9, [rbp + 8]
        mov     [rsp + WEXN_THROW_FP], r8
        mov     [rsp + WEXN_THROW_PC], r9
        mov     rcx, rsp
        \arguments
        call    WEXN_SYM(\finder)
        registers from_context
        mov     rbp, rax
        mov     rsi, rdx
        mov     rax, [rsp + WEXN_THROW_REF]
        mov     edx, [rsp + WEXN_THROW_SELECTOR]
        mov     rcx, [rsp + WEXN_THROW_PC]
        mov     rsp, rsi
        jmp     rcx
        .cfi_endproc
#ifdef __ELF__
        .size   \name, . - \name
#endif
.endm

/* Goes on in `name`_probed as if that had been called. */
.macro trap_entry name
        .globl  WEXN_SYM(\name)
#ifdef __ELF__
        .type   \name, @function
#endif
        .p2align 4
WEXN_SYM(\name):
        .cfi_startproc
        push    rbp
        .cfi_def_cfa_offset 16
        .cfi_offset rbp, -16
        mov     rbp, rsp
        .cfi_def_cfa_register rbp
        probe
        pop     rbp
        .cfi_def_cfa rsp, 8
        jmp     WEXN_SYM(\name\()_probed)
        .cfi_endproc
#ifdef __ELF__
        .size   \name, . - \name
#endif
.endm

/* r13 vmctx: an access beyond a memory. */
        .globl  WEXN_SYM(wexn_rt_trap_memory)
#ifdef __ELF__
        .type   wexn_rt_trap_memory, @function
#endif
        .p2align 4
WEXN_SYM(wexn_rt_trap_memory):
        .cfi_startproc
        mov     rdi, r13
        mov     esi, WEXN_TRAP_OF_MEMORY
        jmp     WEXN_SYM(wexn_rt_trap)
        .cfi_endproc
#ifdef __ELF__
        .size   wexn_rt_trap_memory, . - wexn_rt_trap_memory
#endif

/* r13 vmctx: the end of the stack, or an interrupt. */
        .globl  WEXN_SYM(wexn_rt_stop_instance)
#ifdef __ELF__
        .type   wexn_rt_stop_instance, @function
#endif
        .p2align 4
WEXN_SYM(wexn_rt_stop_instance):
        .cfi_startproc
        mov     rdi, [r13 + WEXN_INSTANCE_STORE]
        jmp     WEXN_SYM(wexn_rt_stop)
        .cfi_endproc
#ifdef __ELF__
        .size   wexn_rt_stop_instance, . - wexn_rt_stop_instance
#endif

throw_entry wexn_rt_throw, wexn_rt_find_handler, of_throw
throw_entry wexn_rt_throw_ref, wexn_rt_find_throw_ref
throw_entry wexn_rt_throw_pending, wexn_rt_find_pending
trap_entry wexn_rt_trap
trap_entry wexn_rt_stop
WEXN_L(ways_out_end):
        .set    WEXN_SYM(wexn_rt_ways_out_end), WEXN_L(ways_out_end)

#ifdef __ELF__
        .section .note.GNU-stack, "", @progbits
#endif
