/* Results of compiled code do not depend on the host's floating-point environment; its control (rounding, flushing,
 * traps) is as before when a call returns, however that ends, and is what host functions see. */
#include "fp.h"

#include <fenv.h>
#include <stdio.h>

#if defined(__x86_64__)
typedef unsigned control_t;
static control_t get(void) {
  unsigned value;
  __asm__ volatile("stmxcsr %0" : "=m"(value));
  return value & ~0x3fu; /* without the notes of what occurred */
}
static void set(control_t value) { __asm__ volatile("ldmxcsr %0" : : "m"(value)); }
static const control_t controls[] = {0x1f80, 0x1f80 | 0x8040, 0x5f80, 0x3f80, 0x7f80 | 0x8000, 0x1f80 & ~0x680u, 0};
#else
typedef unsigned long control_t;
static control_t get(void) {
  control_t value;
  __asm__ volatile("mrs %0, fpcr" : "=r"(value));
  return value;
}
static void set(control_t value) { __asm__ volatile("msr fpcr, %0" : : "r"(value)); }
static const control_t controls[] = {0, 1ul << 24, 1ul << 22, 2ul << 22, 3ul << 22 | 1ul << 24, 1ul << 25};
#endif
enum { COUNT = sizeof controls / sizeof controls[0] };

static int failures;
static void expect(int ok, const char *what, control_t control) {
  if (!ok) {
    set(controls[0]);
    printf("wrong under %lx: %s\n", (unsigned long)control, what);
    failures++;
  }
}

static fp_instance *fp;
static wexn_store *store;
static control_t seen, leaves_with;
static int how;
static void look(void *env) {
  double r;
  (void)env;
  seen = get();
  if (how == 1) /* a call inside a call, that traps */
    how = fp_trunc(fp, 1e300, &(int32_t){0}) == WEXN_TRAP && get() == seen ? 0 : 99;
  if (how == 2) {
    wexn_exn *exn;
    wexn_extern tag;
    if (wexn_instance_export((wexn_instance *)fp, "e", &tag) && wexn_exn_new(store, tag.of.tag, NULL, &exn) == WEXN_OK) {
      wexn_throw(store, exn);
      wexn_exn_release(exn);
    }
  }
  if (how == 3)
    how = fp_add(fp, 1.0, 0x1p-60, &r) == WEXN_OK && get() == seen ? 0 : 99;
  set(leaves_with);
}

#define CHECK(call, ok, what)                                                                                               \
  do {                                                                                                                      \
    set(control);                                                                                                           \
    wexn_status status = call;                                                                                              \
    control_t after = get();                                                                                                \
    set(controls[0]);                                                                                                       \
    expect(status == WEXN_OK && (ok), what, control);                                                                       \
    expect(after == control, what " changed the control", control);                                                         \
  } while (0)

static void under(control_t control, control_t other) {
  double d;
  float f;
  int32_t i;
  CHECK(fp_mul(fp, 0x1p-600, 0x1p-460, &d), d == 0x1p-1060, "denormal result");
  CHECK(fp_mul(fp, 0x1p-1060, 0x1p600, &d), d == 0x1p-460, "denormal operand");
  CHECK(fp_mulf(fp, 0x1p-100f, 0x1p-40f, &f), f == 0x1p-140f, "denormal float");
  CHECK(fp_promote(fp, 0x1p-140f, &d), d == 0x1p-140, "promote");
  CHECK(fp_add(fp, 1.0, 0x1p-60, &d), d == 1.0, "add");
  CHECK(fp_add(fp, -1.0, -0x1p-60, &d), d == -1.0, "add negative");
  CHECK(fp_mul(fp, 1e300, 1e300, &d), d == __builtin_inf(), "overflow");
  CHECK(fp_div(fp, 1.0, 0.0, &d), d == __builtin_inf(), "division by zero");
  CHECK(fp_sqrt(fp, -1.0, &d), d != d, "invalid");
  CHECK(fp_nearest(fp, 2.5, &d), d == 2.0, "nearest");
  CHECK(fp_convert(fp, 0x1000000000000001, &f), f == 0x1p60f, "convert");
  CHECK(fp_trunc(fp, 2.7, &i), i == 2, "trunc");
  set(control);
  wexn_status status = fp_trunc(fp, 1e300, &i);
  control_t after = get();
  expect(status == WEXN_TRAP && after == control, "trap", control);
  set(control);
  status = fp_throw(fp);
  after = get();
  expect(status == WEXN_EXCEPTION && after == control, "exception", control);
  for (how = 0; how <= 3; how++) {
    const int before = how;
    set(control);
    leaves_with = other;
    status = before == 2 ? fp_catch(fp, 1.0, 0x1p-60, &d) : fp_around(fp, 1.0, 0x1p-60, &d);
    after = get();
    set(controls[0]);
    expect(status == WEXN_OK && d == 1.0, "around a host function", control);
    expect(seen == control, "what a host function sees", control);
    expect(after == other, "what a host function sets", control);
    expect(how != 99, "a call in a host function", control);
    how = before;
  }
}

int main(void) {
  store = wexn_store_new(NULL);
  fp_imports imports = {0};
  imports.host.look.fn = look;
  if (fp_new(store, &imports, NULL, &fp) != WEXN_OK)
    return 1;
  for (int i = 0; i < COUNT; i++) {
    set(controls[i]);
    const control_t there = get(); /* what the processor has no bits for is 0 */
    for (int k = 0; k < COUNT; k++) {
      set(controls[k]);
      const control_t other = get();
      under(there, other);
    }
  }
  set(controls[0]);
  wexn_store_delete(store);
  puts(failures == 0 ? "all right" : "failed");
  return failures != 0;
}
