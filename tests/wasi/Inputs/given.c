/* Ends with 0 if it finds its file and sends what is in it to the socket behind the two directories. */
#include <fcntl.h>
#include <sys/socket.h>
#include <unistd.h>

int main(void) {
  char text[20];
  const int file = open("/data/file", O_RDONLY);
  const ssize_t size = read(file, text, sizeof text);
  if (file < 0 || size <= 0)
    return 1;
  return send(5, text, (size_t)size, 0) == size ? 0 : 2;
}
