// Host functions that tail calls go to: what they get is what was given, in every way to call them.
#include "m.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

typedef int32_t i32x4 __attribute__((vector_size(16)));

static int32_t calls, n;

static void expect(bool right, const char *what) {
  if (right)
    return;
  printf("call %d: %s\n", calls, what);
  exit(1);
}
static bool all(i32x4 v, int32_t of) {
  return v[0] == of && v[1] == of && v[2] == of && v[3] == of;
}
static i32x4 vector(wexn_slot slot) {
  i32x4 v;
  memcpy(&v, &slot, sizeof v);
  return v;
}

static void many(void *env, int32_t i, int32_t one, i32x4 a, i32x4 b, i32x4 c, i32x4 d, i32x4 e,
                 i32x4 f, i32x4 g, i32x4 h, i32x4 last, int32_t two, int32_t three, int32_t four,
                 int64_t five, int64_t six, int64_t *r, i32x4 *s, int32_t *t) {
  calls += 1;
  expect(env == &calls, "environment");
  expect(one == 1 && two == 2 && three == 3 && four == 4 && five == 5 && six == 6,
         "numbers of many");
  expect(all(a, i) && all(b, i) && all(c, i) && all(d, i) && all(e, i) && all(f, i) && all(g, i) &&
             all(h, i) && all(last, i + n),
         "vectors of many");
  *r = i;
  *s = (i32x4){0, 0, i, 0};
  *t = 1;
}
static int32_t one(void *env, int32_t i, int32_t a, int32_t b, int32_t c, int32_t d, int32_t e,
                   i32x4 f, i32x4 g, i32x4 h, i32x4 j, i32x4 k, i32x4 l, i32x4 m, i32x4 o,
                   i32x4 last) {
  calls += 1;
  expect(env == &calls, "environment");
  expect(a == 1 && b == 2 && c == 3 && d == 4 && e == 5, "numbers of one");
  expect(all(f, i) && all(g, i) && all(h, i) && all(j, i) && all(k, i) && all(l, i) && all(m, i) &&
             all(o, i) && all(last, i + n),
         "vectors of one");
  return i;
}
static void two(void *env, int32_t i, int32_t a, int32_t b, int32_t c, int32_t d, double e,
                double f, double g, double h, double j, double k, double l, double m, i32x4 last,
                int32_t o, int64_t *r, int64_t *s) {
  calls += 1;
  expect(env == &calls, "environment");
  expect(a == 1 && b == 2 && c == 3 && d == 4 && o == 6, "numbers of two");
  expect(e == 1 && f == 2 && g == 3 && h == 4 && j == 5 && k == 6 && l == 7 && m == 8,
         "floats of two");
  expect(all(last, i + n), "vector of two");
  *r = i;
  *s = 1;
}

static void many_slots(void *env, wexn_slot *v) {
  i32x4 s;
  int64_t r;
  int32_t t;
  many(env, v[0].i32, v[1].i32, vector(v[2]), vector(v[3]), vector(v[4]), vector(v[5]),
       vector(v[6]), vector(v[7]), vector(v[8]), vector(v[9]), vector(v[10]), v[11].i32, v[12].i32,
       v[13].i32, v[14].i64, v[15].i64, &r, &s, &t);
  v[0].i64 = r;
  memcpy(&v[1], &s, sizeof s);
  v[2].i32 = t;
}
static void one_slots(void *env, wexn_slot *v) {
  v[0].i32 = one(env, v[0].i32, v[1].i32, v[2].i32, v[3].i32, v[4].i32, v[5].i32, vector(v[6]),
                 vector(v[7]), vector(v[8]), vector(v[9]), vector(v[10]), vector(v[11]),
                 vector(v[12]), vector(v[13]), vector(v[14]));
}
static void two_slots(void *env, wexn_slot *v) {
  int64_t r, s;
  two(env, v[0].i32, v[1].i32, v[2].i32, v[3].i32, v[4].i32, v[5].f64, v[6].f64, v[7].f64, v[8].f64,
      v[9].f64, v[10].f64, v[11].f64, v[12].f64, vector(v[13]), v[14].i32, &r, &s);
  v[0].i64 = r;
  v[1].i64 = s;
}

// Of the import, in the order of the module.
static wexn_extern function(wexn_store *store, uint32_t import, const void *fn,
                            wexn_slots_fn *slots) {
  const wexn_functype *type = m_module.imports[import].type.functype;
  wexn_func *made = NULL;
  if ((slots ? wexn_func_new_slots(store, type, slots, &calls, &made)
             : wexn_func_new(store, type, fn, &calls, &made)) != WEXN_OK)
    expect(false, wexn_error_message(store));
  return wexn_extern_func(made);
}

int main(void) {
  wexn_store *store = wexn_store_new(NULL);
  const wexn_extern imports[] = {
      function(store, 0, (const void *)many, NULL), function(store, 1, (const void *)one, NULL),
      function(store, 2, (const void *)two, NULL),  function(store, 3, NULL, many_slots),
      function(store, 4, NULL, one_slots),          function(store, 5, NULL, two_slots)};
  const wexn_instance_config config = {.imports = imports};
  wexn_instance *instance;
  int64_t sum;
  expect(wexn_instance_new(store, &m_module, &config, &instance) == WEXN_OK, "instance");
  for (n = 1; n < 40; ++n) {
    expect(m_sum((m_instance *)instance, n, &sum) == WEXN_OK, wexn_trap_message(store));
    expect(sum == (int64_t)n * (n - 1) * 2 + 2 * n + n, "sum");
  }
  printf("%d calls\n", calls);
  wexn_store_delete(store);
  return 0;
}
