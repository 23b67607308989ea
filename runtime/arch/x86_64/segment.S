/* The base of the segment GS, which may be that of a memory (wexnc/ir/memory_segment.h). Linux from 5.9 on
 * lets programs read and write it themselves (AMD64 manual, volume 3: RDGSBASE, WRGSBASE), and says so in
 * the second word of the processor's capabilities; elsewhere, and under Valgrind, it is asked
 * (arch_prctl(2)). Writing takes 10 ns, reading 1, the system 50 to 500. */
#include "runtime/arch/arch.h"

#ifdef WEXN_SEGMENTS
#define HWCAP2 26
#define HWCAP2_FSGSBASE WEXN_SEGMENTS_FAST     /* the same bit */
#define SYS_getpid 39
#define SYS_arch_prctl 158
#define ARCH_SET_GS 0x1001
#define ARCH_GET_GS 0x1004

        .intel_syntax noprefix
        .bss
        .globl  wexn_rt_segments
        WEXN_HIDDEN(wexn_rt_segments)
        .type   wexn_rt_segments, @object
        .size   wexn_rt_segments, 1
wexn_rt_segments:
        .zero   1

        .text
/* arch_prctl(operation, argument). Keeps all registers but r11 and the flags. */
.macro arch_prctl operation, argument
        push    rax
        push    rcx
        push    rsi
        push    rdi
        mov     rsi, \argument
        mov     edi, \operation
        mov     eax, SYS_arch_prctl
        syscall
        test    eax, eax
        jz      1f
        ud2
1:      pop     rdi
        pop     rsi
        pop     rcx
        pop     rax
.endm

/* -> r11. Keeps all other registers. */
        .globl  wexn_rt_read_segment
        WEXN_HIDDEN(wexn_rt_read_segment)
        .type   wexn_rt_read_segment, @function
        .p2align 4
wexn_rt_read_segment:
        .cfi_startproc
        test    byte ptr [rip + wexn_rt_segments], WEXN_SEGMENTS_FAST
        jz      .Lask
        rdgsbase r11
        ret
.Lask:  push    r11                            /* the place */
        .cfi_adjust_cfa_offset 8
        mov     r11, rsp
        arch_prctl ARCH_GET_GS, r11
        pop     r11
        .cfi_adjust_cfa_offset -8
        ret
        .cfi_endproc
        .size   wexn_rt_read_segment, . - wexn_rt_read_segment

/* r10 base. Keeps all registers but r11. See runtime_calls.def. */
        .globl  wexn_rt_use_segment
        .type   wexn_rt_use_segment, @function
        .p2align 4
wexn_rt_use_segment:
        .cfi_startproc
        test    byte ptr [rip + wexn_rt_segments], WEXN_SEGMENTS_FAST
        jz      .Lslow
        rdgsbase r11
        cmp     r11, r10
        jne     .Lset
        ret
.Lset:  wrgsbase r10
        ret
.Lslow: call    wexn_rt_read_segment
        cmp     r11, r10
        je      .Ldone
        arch_prctl ARCH_SET_GS, r10
.Ldone: ret
        .cfi_endproc
        .size   wexn_rt_use_segment, . - wexn_rt_use_segment

/* -> al: whether programs can set GS here, and it stays what they set while the system does something.
 * Some systems refuse it (seccomp(2), gVisor); one that says yes and does nothing, or sets GS to what
 * it knows of when a call of the system returns, would have compiled code access anything. So for the
 * first module that wants it, GS is set to another value, the system called, and GS read and used. */
        .globl  wexn_rt_ready_segments
        WEXN_HIDDEN(wexn_rt_ready_segments)
        .type   wexn_rt_ready_segments, @function
        .p2align 4
wexn_rt_ready_segments:
        .cfi_startproc
        mov     al, 1
        test    byte ptr [rip + wexn_rt_segments], WEXN_SEGMENTS_USED
        jnz     .Lknown
        push    rbx
        .cfi_adjust_cfa_offset 8
        .cfi_rel_offset rbx, 0
        sub     rsp, 16                        /* what GS was; what is read of it */
        .cfi_adjust_cfa_offset 16
        mov     edi, HWCAP2
        call    getauxval@PLT
        mov     ebx, eax
        and     ebx, HWCAP2_FSGSBASE
        jz      .Lask_system
        rdgsbase rax
        mov     [rsp], rax
        wrgsbase rsp
        mov     eax, SYS_getpid
        syscall
        rdgsbase rax
        mov     [rsp + 8], rax
        jmp     .Lcompare
.Lask_system:
        mov     rsi, rsp
        mov     edi, ARCH_GET_GS
        mov     eax, SYS_arch_prctl
        syscall
        test    eax, eax
        jnz     .Lrefused
        mov     rsi, rsp
        mov     edi, ARCH_SET_GS
        mov     eax, SYS_arch_prctl
        syscall
        test    eax, eax
        jnz     .Lrefused
        lea     rsi, [rsp + 8]
        mov     edi, ARCH_GET_GS
        mov     eax, SYS_arch_prctl
        syscall
.Lcompare:
        cmp     [rsp + 8], rsp
        jne     .Lrefused
        cmp     gs:[8], rsp
        jne     .Lrefused
        test    ebx, ebx
        jz      .Lput_back
        mov     rax, [rsp]
        wrgsbase rax
        jmp     .Lready
.Lput_back:
        mov     rsi, [rsp]
        mov     edi, ARCH_SET_GS
        mov     eax, SYS_arch_prctl
        syscall
        test    eax, eax
        jnz     .Lrefused
.Lready:
        or      ebx, WEXN_SEGMENTS_USED
        or      byte ptr [rip + wexn_rt_segments], bl
.Lrefused:
        test    ebx, WEXN_SEGMENTS_USED
        setnz   al
        add     rsp, 16
        .cfi_adjust_cfa_offset -16
        pop     rbx
        .cfi_adjust_cfa_offset -8
        .cfi_restore rbx
.Lknown:
        ret
        .cfi_endproc
        .size   wexn_rt_ready_segments, . - wexn_rt_ready_segments
#endif
#ifdef __ELF__
        .section .note.GNU-stack, "", @progbits
#endif
