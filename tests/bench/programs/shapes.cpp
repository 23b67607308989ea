// C++ with virtual calls: a tree of solids that is asked for distances, as a ray marcher does, and
// a tree of expressions that is differentiated, simplified and evaluated.
extern "C" {
#include "../kernel.h"
}

namespace {

alignas(16) unsigned char arena[1 << 19];
size_t used;

struct InArena {
  static void *operator new(size_t size) {
    void *at = arena + used;
    used += (size + 15) & ~size_t{15};
    if (used > sizeof arena)
      __builtin_trap();
    return at;
  }
  static void operator delete(void *) {}
};

// ---- solids

struct Vector {
  float x, y, z;
};
Vector operator-(Vector a, Vector b) { return {a.x - b.x, a.y - b.y, a.z - b.z}; }
Vector operator*(Vector a, float s) { return {a.x * s, a.y * s, a.z * s}; }
Vector operator+(Vector a, Vector b) { return {a.x + b.x, a.y + b.y, a.z + b.z}; }
float length(Vector a) { return __builtin_sqrtf(a.x * a.x + a.y * a.y + a.z * a.z); }
float smaller(float a, float b) { return a < b ? a : b; }
float larger(float a, float b) { return a > b ? a : b; }
float absolute(float a) { return a < 0 ? -a : a; }

struct Solid : InArena {
  virtual float distance(Vector p) const = 0;
  virtual unsigned count() const { return 1; }
};
struct Sphere final : Solid {
  Vector centre;
  float radius;
  Sphere(Vector c, float r) : centre(c), radius(r) {}
  float distance(Vector p) const override { return length(p - centre) - radius; }
};
struct Box final : Solid {
  Vector centre, half;
  Box(Vector c, Vector h) : centre(c), half(h) {}
  float distance(Vector p) const override {
    const Vector d = p - centre;
    const Vector q = {absolute(d.x) - half.x, absolute(d.y) - half.y, absolute(d.z) - half.z};
    const Vector outside = {larger(q.x, 0), larger(q.y, 0), larger(q.z, 0)};
    return length(outside) + smaller(larger(q.x, larger(q.y, q.z)), 0);
  }
};
struct Plane final : Solid {
  float height;
  explicit Plane(float h) : height(h) {}
  float distance(Vector p) const override { return p.y - height; }
};
struct Pair : Solid {
  const Solid *a, *b;
  Pair(const Solid *x, const Solid *y) : a(x), b(y) {}
  unsigned count() const override { return a->count() + b->count() + 1; }
};
struct Union final : Pair {
  using Pair::Pair;
  float distance(Vector p) const override { return smaller(a->distance(p), b->distance(p)); }
};
struct Difference final : Pair {
  using Pair::Pair;
  float distance(Vector p) const override { return larger(a->distance(p), -b->distance(p)); }
};
struct Moved final : Solid {
  const Solid *of;
  Vector by;
  Moved(const Solid *s, Vector v) : of(s), by(v) {}
  float distance(Vector p) const override { return of->distance(p - by); }
  unsigned count() const override { return of->count() + 1; }
};

const Solid *scene() {
  const Solid *all = new Plane(-1);
  for (int i = 0; i < 5; i++) {
    const float x = static_cast<float>(i) * 1.5f - 3;
    const Solid *body = i & 1 ? static_cast<const Solid *>(new Box({0, 0, 0}, {0.5f, 0.6f, 0.5f}))
                              : new Sphere({0, 0, 0}, 0.7f);
    all = new Union(
        all, new Moved(new Difference(body, new Sphere({0.3f, 0.4f, -0.4f}, 0.4f)), {x, 0, 3}));
  }
  return all;
}

uint32_t march(const Solid *solid) {
  uint32_t sum = solid->count();
  for (int row = 0; row < 40; row++)
    for (int column = 0; column < 60; column++) {
      Vector way = {static_cast<float>(column - 30) / 30, static_cast<float>(20 - row) / 30, 1};
      way = way * (1 / length(way));
      float far = 0;
      uint32_t steps = 0;
      for (; steps < 48 && far < 20; steps++) {
        const float near = solid->distance(way * far + Vector{0, 0, -1});
        if (near < 0.001f)
          break;
        far += near;
      }
      sum = sum * 31 + steps;
    }
  return sum;
}

// ---- expressions

struct Expression : InArena {
  virtual double value(double x) const = 0;
  virtual const Expression *derived() const = 0;
  virtual const Expression *simple() const { return this; }
  virtual bool is(double) const { return false; }
};
struct Number final : Expression {
  double n;
  explicit Number(double v) : n(v) {}
  double value(double) const override { return n; }
  const Expression *derived() const override { return new Number(0); }
  bool is(double wanted) const override { return n == wanted; }
};
struct Variable final : Expression {
  double value(double x) const override { return x; }
  const Expression *derived() const override { return new Number(1); }
};
struct Sum final : Expression {
  const Expression *a, *b;
  Sum(const Expression *x, const Expression *y) : a(x), b(y) {}
  double value(double x) const override { return a->value(x) + b->value(x); }
  const Expression *derived() const override { return new Sum(a->derived(), b->derived()); }
  const Expression *simple() const override {
    const Expression *x = a->simple(), *y = b->simple();
    return x->is(0) ? y : y->is(0) ? x : new Sum(x, y);
  }
};
struct Product final : Expression {
  const Expression *a, *b;
  Product(const Expression *x, const Expression *y) : a(x), b(y) {}
  double value(double x) const override { return a->value(x) * b->value(x); }
  const Expression *derived() const override {
    return new Sum(new Product(a->derived(), b), new Product(a, b->derived()));
  }
  const Expression *simple() const override {
    const Expression *x = a->simple(), *y = b->simple();
    if (x->is(0) || y->is(0))
      return new Number(0);
    return x->is(1) ? y : y->is(1) ? x : new Product(x, y);
  }
};

uint32_t derive() {
  const Expression *x = new Variable, *sum = new Number(0.25);
  for (int i = 1; i < 6; i++) {
    const Expression *power = x;
    for (int k = 1; k < i; k++)
      power = new Product(power, x);
    sum = new Sum(sum, new Product(new Number(1.0 / i), power));
  }
  double total = 0;
  for (int order = 0; order < 4; order++) {
    for (int i = 0; i < 60; i++)
      total += sum->value(i / 64.0);
    sum = sum->derived()->simple();
  }
  return double_bits(total);
}

} // namespace

extern "C" void setup(void) {}

extern "C" uint32_t run(void) {
  used = 0;
  const uint32_t sum = march(scene());
  return sum * 31 + derive();
}
