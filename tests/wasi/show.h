/* Results of calls as text that is the same for every C library. */
#include <errno.h>
#include <stdio.h>

static const char *error_name(int e) {
  switch (e) {
#define NAME(e)                                                                                    \
  case e:                                                                                          \
    return #e;
    NAME(EACCES)
    NAME(EBADF)
    NAME(EBUSY)
    NAME(EEXIST)
    NAME(EINVAL)
    NAME(EISDIR)
    NAME(ELOOP)
    NAME(ENAMETOOLONG)
    NAME(ENOENT)
    NAME(ENOTDIR)
    NAME(ENOTEMPTY)
    NAME(EPERM)
    NAME(ESPIPE)
#ifdef ENOTCAPABLE
    NAME(ENOTCAPABLE)
#endif
  }
  return "another error";
}

/* Shows the text of a call and its result, or the error when that is -1. */
#define SHOW(call)                                                                                 \
  do {                                                                                             \
    errno = 0;                                                                                     \
    long long result_ = (long long)(call);                                                         \
    if (result_ == -1)                                                                             \
      printf("%s: %s\n", #call, error_name(errno));                                                \
    else                                                                                           \
      printf("%s: %lld\n", #call, result_);                                                        \
  } while (0)
