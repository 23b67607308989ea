/* Arm semihosting: x0 = result of operation w0 with the argument x1 (Semihosting for AArch32 and
 * AArch64, Arm 100863). Without a debugger or emulator that serves it, an undefined instruction.
 * And the generic timer: x0 its count, x1 its frequency. */
        .section .text.wexn_semihost, "ax", %progbits
        .globl  wexn_semihost
        .hidden wexn_semihost
        .type   wexn_semihost, %function
wexn_semihost:
        hlt     #0xf000
        ret
        .size   wexn_semihost, . - wexn_semihost

        .section .text.wexn_timer, "ax", %progbits
        .globl  wexn_timer
        .hidden wexn_timer
        .type   wexn_timer, %function
wexn_timer:
        isb
        mrs     x0, cntvct_el0
        mrs     x1, cntfrq_el0
        ret
        .size   wexn_timer, . - wexn_timer
        .section .note.GNU-stack, "", %progbits
