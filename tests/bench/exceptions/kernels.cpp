// The functions of kernels.py in C++, for the compilers' own exceptions; measured by measure.c.
#include "kernels.h"

namespace {

struct E {
  uint32_t value;
};
struct Other {
  uint64_t value;
};
template <int N> struct Clause {
  uint32_t value;
};
template <int N> struct Payload {
  uint64_t values[N];
};
template <> struct Payload<0> {};

volatile bool throws = true;

uint32_t rotl(uint32_t x, int by) { return x << by | x >> (32 - by); }

[[gnu::noinline]] uint32_t down(uint32_t n) {
  if (n == 0) {
    if (throws)
      throw E{7};
    return 1;
  }
  return rotl(down(n - 1), 3) + 1;
}
[[gnu::noinline]] uint32_t down_tries(uint32_t n) {
  if (n == 0)
    return down(0);
  uint32_t result;
  try {
    result = down_tries(n - 1);
  } catch (const Other &other) {
    result = static_cast<uint32_t>(other.value);
  }
  return rotl(result, 3) + 1;
}
[[gnu::noinline]] uint32_t level(uint32_t n) {
  if (n == 0)
    return down(0);
  uint32_t result;
  try {
    result = level(n - 1);
  } catch (const E &) {
    throw;
  }
  return rotl(result, 3) + 1;
}
[[gnu::noinline]] uint32_t same(uint32_t n) { return n * 3 + 1; }
template <int N> [[gnu::noinline]] uint32_t throw_payload(uint32_t n) {
  if (throws) {
    Payload<N> payload;
    if constexpr (N > 0)
      for (int i = 0; i < N; ++i)
        payload.values[i] = static_cast<uint64_t>(static_cast<int64_t>(static_cast<int32_t>(n)) + i);
    throw payload;
  }
  return 1;
}

// Calls go through pointers that the compiler does not see through, as on the other sides.
using Function = uint32_t (*)(uint32_t);
Function volatile down_pointer = down, tries_pointer = down_tries, level_pointer = level, same_pointer = same;

template <typename Step> uint32_t rounds(uint32_t count, Step step) {
  uint32_t hash = 0;
  for (; count; --count)
    hash = step(hash, count) ^ rotl(hash, 5);
  return hash;
}
uint32_t catch_e(Function function, uint32_t n) {
  try {
    return function(n);
  } catch (const E &e) {
    return e.value;
  }
}
template <int N> uint32_t payload(uint32_t count, uint32_t) {
  static Function volatile pointer = throw_payload<N>;
  return rounds(count, [](uint32_t, uint32_t n) -> uint32_t {
    try {
      return pointer(n);
    } catch (const Payload<N> &p) {
      if constexpr (N == 0) {
        return 5;
      } else {
        uint64_t all = 0;
        for (uint64_t value : p.values)
          all ^= value;
        return static_cast<uint32_t>(all);
      }
    }
  });
}

uint32_t catch_many(Function function, uint32_t n) {
#define CLAUSE(i)                                                                                  \
  catch (const Clause<i> &c) {                                                                     \
    return c.value + i;                                                                            \
  }
#define CLAUSES(i) CLAUSE(i) CLAUSE(i + 1) CLAUSE(i + 2) CLAUSE(i + 3) CLAUSE(i + 4)
  try {
    return function(n);
  }
  CLAUSES(0)
  CLAUSES(5)
  CLAUSES(10)
  catch (const E &e) {
    return e.value;
  }
#undef CLAUSES
#undef CLAUSE
}

uint32_t frames(uint32_t count, uint32_t n) {
  return rounds(count, [n](uint32_t, uint32_t) { return catch_e(down_pointer, n); });
}
uint32_t tries(uint32_t count, uint32_t n) {
  return rounds(count, [n](uint32_t, uint32_t) { return catch_e(tries_pointer, n); });
}
uint32_t clauses(uint32_t count, uint32_t n) {
  return rounds(count, [n](uint32_t, uint32_t) { return catch_many(down_pointer, n); });
}
uint32_t chain(uint32_t count, uint32_t n) {
  return rounds(count, [n](uint32_t, uint32_t) { return catch_e(level_pointer, n); });
}
uint32_t local(uint32_t count, uint32_t) {
  return rounds(count, [](uint32_t hash, uint32_t) -> uint32_t {
    try {
      throw E{hash & 255};
    } catch (const E &e) {
      return e.value + 1;
    }
  });
}
uint32_t loop_plain(uint32_t count, uint32_t) {
  return rounds(count, [](uint32_t hash, uint32_t) { return same_pointer(hash); });
}
uint32_t loop_try(uint32_t count, uint32_t) {
  return rounds(count, [](uint32_t hash, uint32_t) -> uint32_t {
    try {
      return same_pointer(hash);
    } catch (const E &e) {
      return e.value + 1;
    }
  });
}

} // namespace

const Kernel kernels[] = {
    {"frames", frames},          {"tries", tries},           {"chain", chain},
    {"local", local},            {"clauses", clauses},       {"loop_plain", loop_plain},
    {"loop_try", loop_try},
    {"payload0", payload<0>},    {"payload1", payload<1>},   {"payload8", payload<8>},
    {"payload32", payload<32>},  {nullptr, nullptr},
};

extern "C" void prepare(void) {}
