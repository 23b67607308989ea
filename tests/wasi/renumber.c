/* fd_renumber and rights, through WASI's own interface. */
#include "show.h"

#include <fcntl.h>
#include <string.h>
#include <unistd.h>
#include <wasi/api.h>
#include <wasi/libc.h>

int main(void) {
  int a = open("a", O_RDWR | O_CREAT, 0644), b = open("b", O_RDWR | O_CREAT, 0644);
  printf("%d\n", write(a, "in a", 4) == 4 && write(b, "in b", 4) == 4);
  printf("renumber %d\n", __wasi_fd_renumber(a, b));
  printf("again %d\n", __wasi_fd_renumber(a, b));
  printf("to a closed one %d\n", __wasi_fd_renumber(b, a));
  char text[5] = "";
  printf("%d\n", (int)pread(b, text, 4, 0));
  printf("%s\n", text);

  /* Standard output becomes a file. */
  int out = open("out", O_RDWR | O_CREAT, 0644);
  fflush(stdout);
  int renumbered = __wasi_fd_renumber(out, 1);
  printf("this goes to the file\n");
  fflush(stdout);
  fprintf(stderr, "renumber over standard output %d\n", renumbered);
  int in = open("out", O_RDONLY);
  char line[100] = "";
  read(in, line, sizeof line - 1);
  fprintf(stderr, "the file holds: %s", line);

  __wasi_fdstat_t stat;
  if (__wasi_fd_fdstat_get(in, &stat) != 0)
    return 1;
  fprintf(stderr, "write right of a file opened for reading: %d\n",
          (stat.fs_rights_base & __WASI_RIGHTS_FD_WRITE) != 0);
  fprintf(stderr, "give up reading %d\n", __wasi_fd_fdstat_set_rights(in, 0, 0));
  fprintf(stderr, "read: %d", (int)read(in, line, 1));
  fprintf(stderr, " %s\n", error_name(errno));
  fprintf(stderr, "take it back %d\n", __wasi_fd_fdstat_set_rights(in, __WASI_RIGHTS_FD_READ, 0));
  return 0;
}
