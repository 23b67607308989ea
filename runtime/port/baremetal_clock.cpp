// Time on bare metal: the generic timer, which every processor of the architecture has (Arm
// Architecture Reference Manual, "The Generic Timer").
#include <wexn/port.h>

uint64_t wexn_port_now() {
  uint64_t count, frequency;
  asm volatile("mrs %0, cntvct_el0" : "=r"(count));
  asm volatile("mrs %0, cntfrq_el0" : "=r"(frequency));
  constexpr uint64_t kSecond = 1000000000;
  if (frequency == 0) // the firmware has not said it
    frequency = kSecond;
  return count / frequency * kSecond + count % frequency * kSecond / frequency;
}
