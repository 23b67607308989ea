// longjmp to a setjmp that waits for it and, with an argument, to one whose function is gone.
#include <stdio.h>

typedef int jmp_buf[4];
int setjmp(jmp_buf) __attribute__((returns_twice));
_Noreturn void longjmp(jmp_buf, int);

static jmp_buf place;

__attribute__((noinline)) void jump(int value) { longjmp(place, value); }
__attribute__((noinline)) int caught(void) {
  volatile int before = 5;
  int value = setjmp(place);
  if (value == 0)
    jump(7);
  return value + before;
}
__attribute__((noinline)) void gone(void) {
  if (setjmp(place) != 0)
    puts("wrong");
}

int main(int argc, char **argv) {
  (void)argv;
  printf("%d\n", caught());
  fflush(stdout);
  gone();
  if (argc > 1)
    jump(9);
  return 0;
}
