/* Files: opening in every mode, positions, sizes, several buffers, appending, attributes. */
#include "show.h"

#include <fcntl.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/uio.h>
#include <unistd.h>

static void show_file(const char *name) {
  char text[200];
  int fd = open(name, O_RDONLY);
  long n = read(fd, text, sizeof text);
  printf("%s holds \"%.*s\"\n", name, n < 0 ? 0 : (int)n, text);
  close(fd);
}

int main(void) {
  SHOW(open("none", O_RDONLY));
  SHOW(open("none/none", O_RDWR | O_CREAT, 0644));
  int fd = open("a", O_RDWR | O_CREAT | O_EXCL, 0644);
  SHOW(write(fd, "0123456789", 10));
  SHOW(lseek(fd, 0, SEEK_CUR));
  SHOW(lseek(fd, -3, SEEK_END));
  SHOW(write(fd, "xyzw", 4));
  SHOW(lseek(fd, 2, SEEK_SET));
  char a[3] = "", b[4] = "";
  struct iovec vecs[3] = {{a, 2}, {NULL, 0}, {b, 3}};
  SHOW(readv(fd, vecs, 3));
  printf("%s %s\n", a, b);
  SHOW(pread(fd, a, 2, 9));
  printf("%s\n", a);
  SHOW(pwrite(fd, "P", 1, 0));
  SHOW(lseek(fd, 0, SEEK_CUR));
  SHOW(lseek(fd, -1, SEEK_SET));
  SHOW(lseek(fd, 20, SEEK_SET));
  SHOW(write(fd, "!", 1));
  show_file("a");
  SHOW(ftruncate(fd, 4));
  show_file("a");
  SHOW(ftruncate(fd, -1));
  SHOW(fsync(fd));
  SHOW(fdatasync(fd));
  SHOW(posix_fallocate(fd, 0, 8));
  struct stat st;
  SHOW(fstat(fd, &st));
  printf("%d bytes, file %d, links %d\n", (int)st.st_size, S_ISREG(st.st_mode) != 0,
         (int)st.st_nlink);
  SHOW(close(fd));
  SHOW(close(fd));
  SHOW(read(fd, a, 1));

  SHOW(open("a", O_RDWR | O_CREAT | O_EXCL, 0644));
  fd = open("a", O_WRONLY | O_APPEND);
  SHOW(lseek(fd, 0, SEEK_SET));
  SHOW(write(fd, "end", 3));
  SHOW(fcntl(fd, F_GETFL) & (O_APPEND | O_NONBLOCK) ? 1 : 0);
  SHOW(fcntl(fd, F_SETFL, 0));
  SHOW(lseek(fd, 0, SEEK_SET));
  SHOW(write(fd, "start", 5));
  SHOW(close(fd));
  fd = open("a", O_RDONLY);
  SHOW(lseek(fd, 0, SEEK_END));
  SHOW(close(fd));
  fd = open("a", O_WRONLY | O_TRUNC);
  SHOW(close(fd));
  SHOW(stat("a", &st));
  printf("%d bytes\n", (int)st.st_size);
  struct timespec times[2] = {{1000000000, 5}, {2000000000, 7}};
  SHOW(utimensat(AT_FDCWD, "a", times, 0));
  SHOW(stat("a", &st));
  printf("%lld.%ld %lld.%ld\n", (long long)st.st_atim.tv_sec, (long)st.st_atim.tv_nsec,
         (long long)st.st_mtim.tv_sec, (long)st.st_mtim.tv_nsec);
  SHOW(open("a", O_RDONLY | O_DIRECTORY));
  SHOW(open("a/", O_RDONLY));
  SHOW(open(".", O_RDWR));
  SHOW(isatty(open("a", O_RDONLY)));

  /* Standard I/O of the C library on top. */
  FILE *f = fopen("b", "w+");
  for (int i = 0; i < 3000; i++)
    fprintf(f, "%d\n", i * i);
  SHOW(fseek(f, -9, SEEK_END));
  char line[20];
  SHOW(fgets(line, sizeof line, f) != NULL);
  printf("%s", line);
  SHOW(ftell(f));
  SHOW(fclose(f));
  SHOW(unlink("b"));
  SHOW(unlink("b"));
  return 0;
}
