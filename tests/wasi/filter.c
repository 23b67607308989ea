/* Copies standard input to standard output with counts on standard error: pipes, long transfers. */
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

int main(void) {
  static char buffer[1 << 20];
  unsigned long long bytes = 0, sum = 0;
  for (;;) {
    ssize_t n = read(0, buffer, sizeof buffer);
    if (n < 0) {
      perror("read");
      return 1;
    }
    if (n == 0)
      break;
    bytes += (unsigned long long)n;
    for (ssize_t i = 0; i < n; i++)
      sum = sum * 31 + (unsigned char)buffer[i];
    for (ssize_t done = 0; done < n;) {
      ssize_t w = write(1, buffer + done, (size_t)(n - done));
      if (w <= 0) {
        perror("write");
        return 1;
      }
      done += w;
    }
  }
  fprintf(stderr, "%llu bytes, sum %llx\n", bytes, sum);
  return 0;
}
