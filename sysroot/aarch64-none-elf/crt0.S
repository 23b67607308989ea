/* Start-up of a bare-metal program, AArch64: from the boot loader's jump to main, and the vectors.
 *
 * In: any exception level, MMU and caches off (and clean: reset or the loader invalidated them).
 * Then: EL1 (EL3 and EL2 are left for good), interrupts masked, FP/SIMD on, memory mapped one to one
 * with caches, because without the MMU all memory is Device memory, where the unaligned accesses
 * that WebAssembly allows fault. The map is four entries of 1 GiB: those that hold RAM are normal
 * memory, the others device memory. wexn_board_exit(main()) ends the program.
 *
 * The vector table and the code share a page of 2 KiB: the table is cut down to the exceptions that
 * can happen here, those taken from EL1 on its own stack (Arm ARM, D1.3.1.5). */

#define HCR_RW (1 << 31)             /* EL1 is AArch64 */
#define CPTR_NO_TRAPS 0x33ff         /* CPTR_EL2: RES1 bits only */
#define SCR_TO_NON_SECURE 0x5b1      /* NS, RES1, SMD, HCE, RW */
#define SPSR_EL1H 0x3c5              /* interrupts masked */
#define SPSR_EL2H 0x3c9
#define SCTLR_RES1 0x30d00800
#define SCTLR_ON 0x1005              /* M, C, I */
#define CPACR_FPEN (3 << 20)
#define MAIR 0xff00                  /* 0: Device-nGnRnE, 1: Normal, write-back */
#define TCR 0x803520                 /* 32 bits from TTBR0 alone, 4 KiB, write-back, inner shareable */
#define BLOCK_DEVICE 0x401           /* accessed, attribute 0 */
#define BLOCK_NORMAL 0x705           /* accessed, inner shareable, attribute 1 */

        .section .text.wexn_start, "ax", %progbits
        .globl  _start
        .type   _start, %function
        .p2align 11
vectors:
_start:
        msr     daifset, #15
        mrs     x0, mpidr_el1
        tst     x0, #0xff
        b.ne    halt                    /* one core only */
        mrs     x0, CurrentEL
        adr     x3, at_el1
        cmp     x0, #(2 << 2)
        b.lo    at_el1
        b.eq    at_el2
        mov     w1, #SCR_TO_NON_SECURE
        msr     scr_el3, x1
        msr     cptr_el3, xzr
        mov     w1, #SPSR_EL1H
        mrs     x2, id_aa64pfr0_el1
        tst     x2, #0xf00              /* is there an EL2 on the way? */
        b.eq    1f
        mov     w1, #SPSR_EL2H
        adr     x3, at_el2
1:      msr     spsr_el3, x1
        msr     elr_el3, x3
        mov     w1, #(SCTLR_RES1 & 0xffff)
        movk    w1, #(SCTLR_RES1 >> 16), lsl #16
        msr     sctlr_el1, x1
        eret
at_el2:
        adr     x3, at_el1
        mov     x1, #HCR_RW
        msr     hcr_el2, x1
        mov     w1, #CPTR_NO_TRAPS
        msr     cptr_el2, x1
        mov     w1, #3                  /* the timer belongs to EL1 */
        msr     cnthctl_el2, x1
        msr     cntvoff_el2, xzr
        mov     w1, #(SCTLR_RES1 & 0xffff)
        movk    w1, #(SCTLR_RES1 >> 16), lsl #16
        msr     sctlr_el1, x1
        mov     w1, #SPSR_EL1H
        msr     spsr_el2, x1
        msr     elr_el2, x3
        eret

at_el1:
        msr     spsel, #1
        adr     x0, vectors
        msr     vbar_el1, x0
        adrp    x0, wexn_stack_top
        add     x0, x0, :lo12:wexn_stack_top
        mov     sp, x0
        mov     x29, xzr
        adrp    x0, reporting
        str     wzr, [x0, :lo12:reporting]
        b       set_up

/* Exceptions from EL1 with its own stack pointer. Nothing comes back from here, so the stack is
 * emptied: it may be what is wrong. An exception in the report of one sleeps for ever. */
        .org    vectors + 0x200
        mov     x0, #0
report:
        adrp    x9, wexn_stack_top
        add     x9, x9, :lo12:wexn_stack_top
        mov     sp, x9
        adrp    x9, reporting
        ldr     w10, [x9, :lo12:reporting]
        cbnz    w10, halt
        mov     w10, #1
        str     w10, [x9, :lo12:reporting]
        mrs     x1, esr_el1
        stp     x0, x1, [sp, #-32]!
        mrs     x2, elr_el1
        mrs     x3, far_el1
        stp     x2, x3, [sp, #16]
        mov     x0, sp
        mov     x29, xzr
        bl      wexn_board_fault
        .org    vectors + 0x280
        mov     x0, #1
        b       report
        .org    vectors + 0x300
        mov     x0, #2
        b       report
halt:   wfi
        b       halt
        .org    vectors + 0x380
        mov     x0, #3
        b       report

set_up:
        /* Initialised data out of ROM, then zeroes. All bounds are multiples of 16. */
        ldr     x0, =wexn_data_load
        ldr     x1, =wexn_data_start
        ldr     x2, =wexn_data_end
        cmp     x0, x1
        b.eq    2f
1:      cmp     x1, x2
        b.eq    2f
        ldp     x3, x4, [x0], #16
        stp     x3, x4, [x1], #16
        b       1b
2:      ldr     x1, =wexn_bss_start
        ldr     x2, =wexn_bss_end
3:      cmp     x1, x2
        b.eq    4f
        stp     xzr, xzr, [x1], #16
        b       3b

4:      mrs     x0, id_aa64pfr0_el1     /* 15: not there; FP in bits 16-19, SIMD in 20-23 */
        ubfx    x1, x0, #16, #4
        ubfx    x2, x0, #20, #4
        cmp     x1, #15
        ccmp    x2, #15, #4, ne
        b.eq    no_fp
        mov     x0, #CPACR_FPEN
        msr     cpacr_el1, x0
        isb
        mrs     x0, cpacr_el1
        tst     x0, #CPACR_FPEN
        b.eq    no_fp

        adrp    x0, map
        add     x0, x0, :lo12:map
        ldr     x1, =wexn_ram_first
        ldr     x2, =wexn_ram_last
        lsr     x1, x1, #30
        lsr     x2, x2, #30
        mov     x3, #0
5:      mov     w4, #BLOCK_DEVICE
        mov     w5, #BLOCK_NORMAL
        cmp     x3, x1
        ccmp    x3, x2, #2, hs          /* below the first: as if above the last */
        csel    x4, x5, x4, ls
        orr     x4, x4, x3, lsl #30
        str     x4, [x0, x3, lsl #3]
        add     x3, x3, #1
        cmp     x3, #4
        b.ne    5b
        msr     ttbr0_el1, x0
        mov     w1, #MAIR
        msr     mair_el1, x1
        mov     w1, #(TCR & 0xffff)
        movk    w1, #(TCR >> 16), lsl #16
        msr     tcr_el1, x1
        tlbi    vmalle1
        ic      iallu
        dsb     sy
        isb
        mrs     x0, sctlr_el1
        mov     w1, #SCTLR_ON
        orr     x0, x0, x1
        bic     x0, x0, #2              /* A: no fault for what is not aligned */
        msr     sctlr_el1, x0
        isb

        ldr     x19, =wexn_init_array_start
        ldr     x20, =wexn_init_array_end
6:      cmp     x19, x20
        b.eq    7f
        ldr     x0, [x19], #8
        blr     x0
        b       6b
7:      mov     x0, #0
        mov     x1, #0
        bl      main
        bl      wexn_board_exit

no_fp:
        adr     x0, no_fp_text
        mov     x1, #(no_fp_end - no_fp_text)
        bl      wexn_board_write
        mov     w0, #134                /* WEXN_BOARD_ABORTED */
        bl      wexn_board_exit
no_fp_text:
        .ascii  "wexn: this core has no FP/SIMD unit, or it cannot be enabled; compiled modules need it\n"
no_fp_end:
        .p2align 3
        .ltorg
        .size   _start, . - _start

        .bss
        .p2align 6                      /* the least alignment of a translation table */
map:    .zero   32
reporting:
        .zero   4
