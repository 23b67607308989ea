/* Functions with variable arguments for arm64 Mach-O programs that use Linux' C library. Apple's
 * platforms pass such arguments on the stack, in slots of 8 bytes; that is what a va_list of
 * AArch64 Linux says with no registers left (Procedure Call Standard for the Arm 64-bit
 * Architecture, "Variable argument lists"; as it is more than 16 bytes, it is passed by address).
 */
#include <stdarg.h>
#include <stddef.h>

struct linux_va_list {
  void *stack, *general_top, *vector_top;
  int general_offset, vector_offset;
};

int vprintf(const char *format, struct linux_va_list *arguments);
int vsnprintf(char *buffer, size_t size, const char *format, struct linux_va_list *arguments);
int __isoc99_vfscanf(void *file, const char *format, struct linux_va_list *arguments);

#define VARIADIC(function, parameters, worker, ...)                                                \
  int function parameters {                                                                        \
    va_list stack;                                                                                 \
    va_start(stack, format);                                                                       \
    struct linux_va_list arguments = {stack, NULL, NULL, 0, 0};                                    \
    const int result = worker(__VA_ARGS__, &arguments);                                            \
    va_end(stack);                                                                                 \
    return result;                                                                                 \
  }
VARIADIC(printf, (const char *format, ...), vprintf, format)
VARIADIC(snprintf, (char *buffer, size_t size, const char *format, ...), vsnprintf, buffer, size,
         format)
/* What glibc's header makes of fscanf; since 2.38 it is the second. */
VARIADIC(__isoc99_fscanf, (void *file, const char *format, ...), __isoc99_vfscanf, file, format)
VARIADIC(__isoc23_fscanf, (void *file, const char *format, ...), __isoc99_vfscanf, file, format)
