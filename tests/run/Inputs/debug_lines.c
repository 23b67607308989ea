/* Ways to fail in functions that a compiler inlines; tests name lines by number. */
__asm__(".tagtype __cpp_exception i32\n"
        ".globl __cpp_exception\n"
        "__cpp_exception:");

static inline __attribute__((always_inline)) void set(volatile int *array, unsigned i, int to) {
  array[i] = to;
}

static inline __attribute__((always_inline)) int checked(int by) {
  if (by == 0)
    __builtin_trap();
  return 100 / (by - 1);
}

/* Left to wexnc to inline. */
__attribute__((noinline)) static int middle(int by) {
  int part = checked(by);
  set((int *)64, (unsigned)by << 24, part);
  return part;
}

__attribute__((export_name("run"))) int run(int by) {
  int result = middle(by);
  return result + 1;
}

__attribute__((noinline)) static void fail(int code) {
  if (code)
    __builtin_wasm_throw(0, (void *)(long)code);
}

__attribute__((export_name("raise"))) int raise(int code) {
  fail(code);
  return 1;
}
