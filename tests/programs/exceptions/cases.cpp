// What a program can do with exceptions in C++, case by case. Each prints "RES name 1 value"; the value says in which
// order things happened, so it must be the same natively.
#include <algorithm>
#include <cstdio>
#include <exception>
#include <functional>
#include <map>
#include <memory>
#include <new>
#include <numeric>
#include <stdexcept>
#include <string>
#include <typeinfo>
#include <vector>

namespace {

#define NOINLINE __attribute__((noinline))

unsigned trail; // what happened, in order
NOINLINE void mark(unsigned what) { trail = trail * 33 + what; }

struct Scope {
  explicit Scope(unsigned i) : id(i) { mark(id); }
  ~Scope() { mark(id + 100u + static_cast<unsigned>(std::uncaught_exceptions()) * 1000u); }
  unsigned id;
};

struct Left {
  virtual ~Left() = default;
  int a = 1;
};
struct Right {
  virtual ~Right() = default;
  int b = 2;
};
struct Both : Left, Right {
  int c = 3;
};
struct Diamond1 : virtual Left {};
struct Diamond2 : virtual Left {};
struct Bottom : Diamond1, Diamond2 {};

volatile int zero = 0;

NOINLINE void thrower(int what) {
  Scope s(1);
  switch (what + zero) {
  case 0: throw 7;
  case 1: throw 2.5;
  case 2: throw "text";
  case 3: throw std::string("a string that does not fit into the object itself");
  case 4: throw Both();
  case 5: throw Bottom();
  case 6: throw std::out_of_range("range");
  case 7: throw &zero;
  case 8: throw 1ull << 60;
  case 9: throw 3.5f;
  }
}

// The handler that C++ picks for each type.
void types() {
  for (int i = 0; i <= 10; i++) {
    Scope s(2);
    try {
      thrower(i);
      mark(3);
    } catch (int x) {
      mark(10u + static_cast<unsigned>(x));
    } catch (const char *text) {
      mark(static_cast<unsigned>(text[0]));
    } catch (const std::string &text) {
      mark(static_cast<unsigned>(text.size()));
    } catch (Right &right) {
      mark(20u + static_cast<unsigned>(right.b));
    } catch (const Left *) {
      mark(30);
    } catch (const Left &left) {
      mark(31u + static_cast<unsigned>(left.a));
    } catch (const std::logic_error &error) {
      mark(static_cast<unsigned>(error.what()[1]));
    } catch (const volatile int *pointer) {
      mark(40u + static_cast<unsigned>(*pointer));
    } catch (...) {
      mark(50);
    }
  }
}

NOINLINE void nested(int depth) {
  Scope s(static_cast<unsigned>(depth));
  try {
    if (depth == 0)
      throw std::runtime_error("bottom");
    nested(depth - 1);
  } catch (const std::runtime_error &error) {
    Scope t(60);
    if (depth % 3 == 1)
      throw;
    if (depth % 3 == 2)
      throw std::runtime_error(error.what() + std::to_string(depth));
    try {
      if (depth > 0)
        nested(depth / 2 - 1);
    } catch (...) {
      mark(61);
    }
    throw;
  }
}

void rethrow() {
  try {
    nested(7);
  } catch (const std::exception &error) {
    for (const char *c = error.what(); *c; c++)
      mark(static_cast<unsigned>(*c));
  }
}

// A handler inside a handler, and the outer exception is still the current one behind it.
void handlers() {
  try {
    throw 1;
  } catch (int outer) {
    for (int i = 0; i < 3; i++)
      try {
        try {
          throw static_cast<double>(i);
        } catch (double inner) {
          mark(static_cast<unsigned>(inner) + 70);
          if (i == 2)
            throw outer;
        }
      } catch (int x) {
        mark(static_cast<unsigned>(x) + 80);
      }
    try {
      throw;
    } catch (int again) {
      mark(static_cast<unsigned>(again + outer));
    }
  }
  mark(std::current_exception() == nullptr);
}

struct Member {
  explicit Member(unsigned i) : scope(i) {
    if (i == 93)
      throw i;
  }
  Scope scope;
};
struct Whole {
  explicit Whole(unsigned i) try : first(90), second(i), array{Member(94), Member(95)} {
    mark(96);
  } catch (unsigned x) {
    mark(x + 4);
    // Leaving the handler of a constructor throws on.
  }
  Member first, second;
  Member array[2];
};

void constructors() {
  for (unsigned i : {92u, 93u})
    try {
      auto whole = std::make_unique<Whole>(i);
      mark(whole->second.scope.id);
    } catch (unsigned x) {
      mark(x + 1);
    }
  try {
    static int count;
    count = 0;
    struct Item {
      Item() : scope(static_cast<unsigned>(count)) {
        if (++count == 4)
          throw count;
      }
      Scope scope;
    };
    std::unique_ptr<Item[]> items(new Item[6]);
  } catch (int made) {
    mark(static_cast<unsigned>(made));
  }
}

// An exception that is thrown and caught while another one unwinds.
struct Cleaner {
  ~Cleaner() {
    mark(static_cast<unsigned>(std::uncaught_exceptions()));
    try {
      throw 3;
    } catch (int x) {
      mark(static_cast<unsigned>(x + std::uncaught_exceptions()));
    }
  }
};
void unwinding() {
  try {
    Cleaner a;
    Cleaner b;
    thrower(6);
  } catch (const std::out_of_range &error) {
    mark(static_cast<unsigned>(error.what()[0]));
  }
}

void pointers() {
  std::vector<std::exception_ptr> kept;
  for (int i = 0; i < 9; i++)
    try {
      thrower(i);
    } catch (...) {
      kept.push_back(std::current_exception());
    }
  std::reverse(kept.begin(), kept.end());
  for (const auto &e : kept)
    try {
      std::rethrow_exception(e);
    } catch (int x) {
      mark(static_cast<unsigned>(x));
    } catch (const std::exception &) {
      mark(110);
    } catch (...) {
      mark(111);
    }
  std::function<void(int)> chain = [&](int n) {
    try {
      n ? chain(n - 1) : throw std::runtime_error("root");
    } catch (...) {
      std::throw_with_nested(std::logic_error("level " + std::to_string(n)));
    }
  };
  std::function<void(const std::exception &)> show = [&](const std::exception &e) {
    mark(static_cast<unsigned>(e.what()[6 % std::string(e.what()).size()]));
    try {
      std::rethrow_if_nested(e);
    } catch (const std::exception &inner) {
      show(inner);
    }
  };
  try {
    chain(5);
  } catch (const std::exception &e) {
    show(e);
  }
}

void library() {
  std::vector<int> v(5);
  std::map<std::string, int> m{{"a", 1}};
  const std::function<void()> all[] = {
      [&] { v.at(5) = 1; },
      [&] { mark(static_cast<unsigned>(m.at("b"))); },
      [&] { mark(static_cast<unsigned>(std::stoi("x"))); },
      [&] { mark(static_cast<unsigned>(std::stol("99999999999999999999"))); },
      [&] { mark(static_cast<unsigned>(std::string("abc").substr(4).size())); },
      [&] { v.reserve(v.max_size() + 1); },
      [&] { std::function<void()>()(); },
      [&] { mark(static_cast<unsigned>(dynamic_cast<Both &>(*std::make_unique<Left>()).c)); },
      [&] { mark(static_cast<unsigned>(std::shared_ptr<int>(std::weak_ptr<int>()).use_count())); },
      [&] { mark(static_cast<unsigned>(std::stoi("12") + std::stoi("-3"))); },
  };
  for (const auto &f : all)
    try {
      f();
      mark(120);
    } catch (const std::out_of_range &) {
      mark(121);
    } catch (const std::invalid_argument &) {
      mark(122);
    } catch (const std::length_error &) {
      mark(123);
    } catch (const std::bad_function_call &) {
      mark(124);
    } catch (const std::bad_cast &) {
      mark(125);
    } catch (const std::bad_weak_ptr &) {
      mark(126);
    } catch (const std::exception &) {
      mark(127);
    }
}

// Out of the middle of an algorithm, with many values alive.
void through_algorithms() {
  std::vector<int> v(100);
  long long kept[12];
  for (int i = 0; i < 12; i++)
    kept[i] = zero + i * 1000003ll;
  int compared = 0;
  for (int limit : {10, 100, 1000000})
    try {
      std::iota(v.begin(), v.end(), 0);
      std::stable_sort(v.begin(), v.end(), [&](int a, int b) {
        if (++compared > limit)
          throw compared;
        return a % 7 < b % 7;
      });
      mark(static_cast<unsigned>(v[99]));
    } catch (int n) {
      mark(static_cast<unsigned>(n));
      compared = 0;
    }
  mark(static_cast<unsigned>(std::accumulate(kept, kept + 12, 0ll) % 1000));
}

NOINLINE int many(int n) {
  int result = 0;
  for (int i = 0; i < n; i++)
    try {
      thrower(i % 11);
      result += 1;
    } catch (const std::exception &) {
      result += 2;
      continue;
    } catch (int) {
      if (i > n - 12)
        break;
      result += 3;
    } catch (...) {
      result += 5;
    }
  return result;
}
void loops() {
  for (int i = 0; i < 20; i++)
    mark(static_cast<unsigned>(many(200 + i)));
}

struct Case {
  const char *name;
  void (*run)();
};
constexpr Case cases[] = {{"types", types},
                          {"rethrow", rethrow},
                          {"handlers", handlers},
                          {"constructors", constructors},
                          {"unwinding", unwinding},
                          {"pointers", pointers},
                          {"library", library},
                          {"algorithms", through_algorithms},
                          {"loops", loops}};

} // namespace

int main() {
  for (const Case &c : cases) {
    trail = 1;
    c.run();
    std::printf("RES %s 1 %u\n", c.name, trail);
  }
  // Not caught, but for the handler around everything.
  try {
    thrower(3);
  } catch (...) {
    std::printf("RES end 1 %u\n", trail);
  }
}
