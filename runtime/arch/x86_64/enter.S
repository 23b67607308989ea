/* Host -> compiled code and back, System V AMD64. Frame of wexn_rt_enter, from rbp down:
 *
 *   rbp+8 return address   rbp+0 caller's rbp   rbp-8 rbx   rbp-16 r12   rbp-24 r13   rbp-32 r14
 *   rbp-40 r15             below, at rsp while inside, the entry record and a word
 *
 * In: rdi store, rsi enter, rdx vmctx, rcx code, r8 slots. Out: eax status. */
#include "runtime/arch/arch.h"

#define ROOM (WEXN_ENTRY_SIZE + 8)            /* rsp stays aligned to 16 */
/* MXCSR: nearest, denormals as they are, nothing unmasked; the lowest bits only note what occurred */
#define FP_DEFAULT 0x1f80
#define FP_FLAGS 0x3f

        .text
        .intel_syntax noprefix
        .globl  WEXN_SYM(wexn_rt_enter), WEXN_SYM(wexn_rt_enter_return), WEXN_SYM(wexn_rt_leave)
        WEXN_HIDDEN(wexn_rt_enter_return)
        WEXN_HIDDEN(wexn_rt_leave)
#ifdef __ELF__
        .type   wexn_rt_enter, @function
        .type   wexn_rt_leave, @function
#endif
        .p2align 4
WEXN_SYM(wexn_rt_enter):
        .cfi_startproc
        .cfi_remember_state
        mov     rax, [rdi + WEXN_STORE_ENTRY]
        test    rax, rax
        jz      WEXN_L(enter)
        cmp     qword ptr [rdi + WEXN_STORE_PENDING], 0
        jl      WEXN_L(raised)
WEXN_L(enter):
        push    rbp
        .cfi_def_cfa_offset 16
        .cfi_offset rbp, -16
        mov     rbp, rsp
        .cfi_def_cfa_register rbp
        push    rbx
        push    r12
        push    r13
        push    r14
        push    r15
        .cfi_offset rbx, -24
        .cfi_offset r12, -32
        .cfi_offset r13, -40
        .cfi_offset r14, -48
        .cfi_offset r15, -56
        sub     rsp, ROOM
        mov     [rsp + WEXN_ENTRY_PREV], rax
        mov     [rsp + WEXN_ENTRY_STORE], rdi
        mov     [rsp + WEXN_ENTRY_FP], rbp
        mov     qword ptr [rsp + WEXN_ENTRY_OLD_HI], 0
        mov     [rdi + WEXN_STORE_ENTRY], rsp
        mov     qword ptr [rdi + WEXN_STORE_PENDING], 0 /* what nobody took is dropped */
        mov     rbx, rsi
        mov     r12, rdx
        mov     r13, rcx
        mov     r14, r8
        mov     r15, rdi
        mov     r10, [rdi + WEXN_STORE_HOST_FP]
        stmxcsr [rsp + WEXN_ENTRY_SIZE]
        mov     r9d, [rsp + WEXN_ENTRY_SIZE]
        mov     [rsp + WEXN_ENTRY_OLD_FP], r10
        and     r9d, ~FP_FLAGS
        xor     r9d, FP_DEFAULT
        mov     [rdi + WEXN_STORE_HOST_FP], r9
        jnz     WEXN_L(other_fp)
WEXN_L(default_fp):
#ifdef WEXN_SEGMENTS
        mov     qword ptr [rsp + WEXN_ENTRY_OLD_SEGMENT], WEXN_NO_SEGMENT
        test    byte ptr [rip + wexn_rt_segments], WEXN_SEGMENTS_USED
        jnz     WEXN_L(old_segment)
WEXN_L(outer_segment):
#endif
        cmp     rsp, [rdi + WEXN_STORE_STACK_LIMIT]
        jb      WEXN_L(other_stack)
        cmp     rsp, [rdi + WEXN_STORE_STACK_HI]
        jae     WEXN_L(other_stack)
        test    rax, rax                       /* while an entry waits, its stack stays what it is */
        jz      WEXN_L(outermost)
WEXN_L(call): mov     rdi, r12
        mov     rsi, r13
        mov     rdx, r14
        mov     rcx, r15
        call    rbx
WEXN_L(enter_return):
        .set    WEXN_SYM(wexn_rt_enter_return), WEXN_L(enter_return)
        xor     eax, eax
WEXN_L(leave):                                /* rsp = record, eax = status */
        cmp     qword ptr [rsp + WEXN_ENTRY_OLD_HI], 0
        jne     WEXN_L(restore_stack)
WEXN_L(unlink):
        mov     rdx, [rsp + WEXN_ENTRY_STORE]
        mov     r9, [rdx + WEXN_STORE_HOST_FP]
        mov     rcx, [rsp + WEXN_ENTRY_PREV]
        mov     r10, [rsp + WEXN_ENTRY_OLD_FP]
        mov     [rdx + WEXN_STORE_ENTRY], rcx
        mov     [rdx + WEXN_STORE_HOST_FP], r10
#ifdef WEXN_SEGMENTS
        mov     r10, [rsp + WEXN_ENTRY_OLD_SEGMENT]
        cmp     r10, WEXN_NO_SEGMENT
        jne     WEXN_L(leave_segment)
WEXN_L(left_segment):
#endif
        test    r9, r9
        jnz     WEXN_L(restore_fp)
WEXN_L(restored_fp):
        add     rsp, ROOM
        pop     r15
        pop     r14
        pop     r13
        pop     r12
        pop     rbx
        pop     rbp
        .cfi_remember_state
        .cfi_def_cfa rsp, 8
        ret
        .cfi_restore_state

WEXN_L(other_fp):
        xor     [rsp + WEXN_ENTRY_SIZE], r9d
        ldmxcsr [rsp + WEXN_ENTRY_SIZE]
        jmp     WEXN_L(default_fp)
WEXN_L(restore_fp):
        stmxcsr [rsp + WEXN_ENTRY_SIZE]
        xor     [rsp + WEXN_ENTRY_SIZE], r9d
        ldmxcsr [rsp + WEXN_ENTRY_SIZE]
        jmp     WEXN_L(restored_fp)

#ifdef WEXN_SEGMENTS
WEXN_L(old_segment):
        call    wexn_rt_read_segment
        mov     [rsp + WEXN_ENTRY_OLD_SEGMENT], r11
        jmp     WEXN_L(outer_segment)
WEXN_L(leave_segment):
        call    wexn_rt_use_segment
        jmp     WEXN_L(left_segment)
#endif

WEXN_L(outermost):                            /* another thread's stack may lie where one was */
        call    WEXN_SYM(wexn_port_thread)
        cmp     rax, [r15 + WEXN_STORE_THREAD]
        je      WEXN_L(call)
WEXN_L(other_stack):
        mov     rdi, r15
        mov     rsi, rsp
        call    WEXN_SYM(wexn_rt_stack_switch)
        test    eax, eax
        jz      WEXN_L(call)
        jmp     WEXN_L(leave)

WEXN_L(restore_stack):
        mov     ebx, eax
        mov     rdi, [rsp + WEXN_ENTRY_STORE]
        mov     rsi, rsp
        call    WEXN_SYM(wexn_rt_stack_restore)
        mov     eax, ebx
        jmp     WEXN_L(unlink)
        .cfi_restore_state

WEXN_L(raised):                               /* a trap that waits for a host function to return */
        mov     eax, WEXN_ENDED_BY_TRAP
        ret
        .cfi_endproc
#ifdef __ELF__
        .size   wexn_rt_enter, . - wexn_rt_enter
#endif

/* rdi store. See runtime_calls.def. */
        .globl  WEXN_SYM(wexn_rt_fp_host), WEXN_SYM(wexn_rt_fp_guest)
#ifdef __ELF__
        .type   wexn_rt_fp_host, @function
        .type   wexn_rt_fp_guest, @function
#endif
        .p2align 4
WEXN_SYM(wexn_rt_fp_guest):
        stmxcsr [rsp - 8]
        mov     eax, [rsp - 8]
        and     eax, ~FP_FLAGS
        xor     eax, FP_DEFAULT
        mov     [rdi + WEXN_STORE_HOST_FP], rax
        xor     [rsp - 8], eax
        ldmxcsr [rsp - 8]
        ret
        .p2align 4
WEXN_SYM(wexn_rt_fp_host):
        stmxcsr [rsp - 8]
        mov     eax, [rdi + WEXN_STORE_HOST_FP]
        xor     [rsp - 8], eax
        ldmxcsr [rsp - 8]
        ret
#ifdef __ELF__
        .size   wexn_rt_fp_guest, WEXN_SYM(wexn_rt_fp_host) - wexn_rt_fp_guest
        .size   wexn_rt_fp_host, . - wexn_rt_fp_host
#endif

/* rdi store, esi status: continues at the label `leave` in the innermost wexn_rt_enter's frame. */
        .p2align 4
WEXN_SYM(wexn_rt_leave):
        mov     eax, esi
        mov     rsp, [rdi + WEXN_STORE_ENTRY]
        lea     rbp, [rsp - WEXN_ENTRY_FROM_FP]
        jmp     WEXN_L(leave)
#ifdef __ELF__
        .size   wexn_rt_leave, . - wexn_rt_leave
        .section .note.GNU-stack, "", @progbits
#endif
