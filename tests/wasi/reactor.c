/* A reactor: constructors run, once; main does not, unless it is asked for. */
#include <stdio.h>
#include <stdlib.h>

__attribute__((constructor)) static void prepare(void) {
  puts("prepared");
  fflush(stdout);
  if (getenv("END"))
    _Exit(atoi(getenv("END")));
  if (getenv("TRAP"))
    __builtin_trap();
}

__attribute__((export_name("main"))) int entry(void) {
  puts("main");
  fflush(stdout);
  return 7;
}
