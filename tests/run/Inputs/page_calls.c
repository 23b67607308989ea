/* Linked in between the runtime and the C library (--wrap): what the runtime asks of memory begins and ends at
   pages, whatever size they have here. qemu would let pass what only its own host's pages allow. */
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <unistd.h>

static unsigned long calls;
__attribute__((destructor)) static void report(void) { fprintf(stderr, "%lu calls\n", calls); }

static void check(const char *call, void *start, size_t bytes) {
  const uintptr_t page = (uintptr_t)sysconf(_SC_PAGESIZE);
  calls += 1;
  if ((uintptr_t)start % page == 0 && bytes % page == 0 && bytes != 0)
    return;
  fprintf(stderr, "%s(%p, %#zx) with pages of %#zx bytes\n", call, start, bytes, (size_t)page);
  exit(99);
}

void *__real_mmap(void *start, size_t bytes, int protection, int flags, int fd, off_t offset);
int __real_mprotect(void *start, size_t bytes, int protection);
int __real_munmap(void *start, size_t bytes);

void *__wrap_mmap(void *start, size_t bytes, int protection, int flags, int fd, off_t offset) {
  check("mmap", start, bytes);
  return __real_mmap(start, bytes, protection, flags, fd, offset);
}
int __wrap_mprotect(void *start, size_t bytes, int protection) {
  check("mprotect", start, bytes);
  return __real_mprotect(start, bytes, protection);
}
int __wrap_munmap(void *start, size_t bytes) {
  check("munmap", start, bytes);
  return __real_munmap(start, bytes);
}
