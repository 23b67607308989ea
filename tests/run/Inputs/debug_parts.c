/* More code than wexnc compiles in one part (512 KiB), with the functions that fail at both ends, as
 * if from two files. */
#define TEN(x) x x x x x x x x x x

#line 10 "first.c"
__attribute__((export_name("first"))) int first(int by) {
  return 7 / by;
}

#define FILL(name)                                                                                 \
  __attribute__((export_name(#name))) int name(int x) {                                            \
    TEN(TEN(TEN(x = (x ^ (x << 3)) * 5 + 1;)))                                                     \
    return x;                                                                                      \
  }
FILL(fill0)
FILL(fill1)
FILL(fill2)
FILL(fill3)
FILL(fill4)
FILL(fill5)
FILL(fill6)
FILL(fill7)
FILL(fill8)
FILL(fill9)

#line 20 "second.c"
static inline __attribute__((always_inline)) int divide(int by) {
  return 7 / by;
}
__attribute__((export_name("second"))) int second(int by) {
  return first(by) + divide(by - 1);
}
