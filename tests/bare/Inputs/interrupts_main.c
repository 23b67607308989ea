/* The same work without and with a timer that interrupts it all the time. The handler works on the
 * interrupted stack, saves what it changes, and fills the stack below with rubbish: whatever the
 * program keeps below its stack pointer is lost. */
#include "interrupts.h"
#include "print.h"

#define GICD ((volatile uint32_t *)0x08000000u)
#define GICC ((volatile uint32_t *)0x08010000u)
enum { VIRTUAL_TIMER = 27, INTERVAL = 500 };

volatile uint64_t interrupts;
extern char vectors[];

/* Vectors of the exceptions from EL1; only IRQ is expected. */
__asm__(".pushsection .text.vectors,\"ax\"\n.p2align 11\nvectors:\n"
        ".org vectors + 0x200\n b .\n"
        ".org vectors + 0x280\n"
        "stp x0, x1, [sp, #-32]!\n stp x2, x3, [sp, #16]\n"
        "movz x0, #0xdead, lsl #48\n mov x1, #0\n"
        "1: sub x2, sp, x1\n str x0, [x2, #-8]\n add x1, x1, #8\n cmp x1, #2048\n b.ne 1b\n"
        "movz x0, #0x0801, lsl #16\n ldr w1, [x0, #12]\n" /* acknowledge */
        "mov x2, #500\n msr cntv_tval_el0, x2\n"
        "str w1, [x0, #16]\n" /* end */
        "adrp x0, interrupts\n add x0, x0, :lo12:interrupts\n ldr x1, [x0]\n add x1, x1, #1\n str "
        "x1, [x0]\n"
        "ldp x2, x3, [sp, #16]\n ldp x0, x1, [sp], #32\n eret\n"
        ".org vectors + 0x400\n.popsection\n");

static void start_timer(void) {
  GICD[0] = 1;
  GICD[0x100 / 4] = 1u << VIRTUAL_TIMER;
  GICC[1] = 0xff;
  GICC[0] = 1;
  __asm__ volatile("msr vbar_el1, %0\n\tisb\n\tmsr cntv_tval_el0, %1\n\tmsr cntv_ctl_el0, "
                   "%2\n\tisb\n\tmsr daifclr, #2" ::"r"(vectors),
                   "r"((uint64_t)INTERVAL), "r"((uint64_t)1));
}

int main(void) {
  wexn_store *store = wexn_store_new(NULL);
  interrupts_instance *m;
  int64_t quiet = 0, busy = 1;
  REQUIRE(store && interrupts_new(store, NULL, NULL, &m) == WEXN_OK);
  REQUIRE(interrupts_work(m, 20000, &quiet) == WEXN_OK);
  start_timer();
  REQUIRE(interrupts_work(m, 20000, &busy) == WEXN_OK);
  __asm__ volatile("msr daifset, #2");
  REQUIRE(quiet == busy);
  REQUIRE(interrupts > 1000);
  print("same\n");
  return 0;
}
