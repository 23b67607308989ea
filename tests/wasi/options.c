/* Shows what the program gets of its command line. */
#include <stdio.h>

extern char **environ;

int main(int argc, char **argv) {
  for (int i = 1; i < argc; i++)
    printf("[%s]", argv[i]);
  for (char **e = environ; *e; e++)
    printf("{%s}", *e);
  FILE *f = fopen("/data/file", "r");
  char text[20] = "";
  if (f && fgets(text, sizeof text, f))
    printf("<%s>", text);
  printf("\n");
  return 0;
}
