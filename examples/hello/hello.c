/* An ordinary C program. clang compiles it to WebAssembly with WASI, wexnc that to native code. */
#include <stdio.h>

int main(int argc, char **argv) {
  printf("Hello, %s!\n", argc > 1 ? argv[1] : "world");
  return argc > 2 ? 3 : 0;
}
