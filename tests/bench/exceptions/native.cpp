// The workloads of workloads.wat in C++, with the platform's own exceptions. Calls go through
// volatile pointers, so that every level is a real frame here, too.
#include "native.h"

#include <cstring>
#include <exception>

namespace {

struct Never {};
template <int N> struct Payload {
  int64_t values[N];
};
using Fn = int32_t(int32_t);
volatile int32_t sink;
std::exception_ptr kept;

extern Fn *volatile const fns[];

int32_t plain(int32_t n) {
  if (n)
    return n - fns[0](n - 1);
  throw int32_t{1};
}
int32_t handled(int32_t n) {
  try {
    if (n)
      return n - fns[1](n - 1);
    throw int32_t{1};
  } catch (const Never &) {
    return 0;
  }
}
int32_t chain_ref(int32_t n) {
  try {
    if (n)
      return n - fns[2](n - 1);
    throw int32_t{1};
  } catch (int32_t) {
    throw;
  }
}
int32_t descend(int32_t n) { return n ? n - fns[3](n - 1) : 1; }
int32_t leaf(int32_t n) { return n; }
int32_t throw_value(int32_t n) { throw n; }
template <int N> int32_t throw_payload(int32_t) {
  Payload<N> p;
  for (int64_t &v : p.values)
    v = 1;
  throw p;
}
Fn *volatile const fns[] = {plain, handled,     chain_ref,        descend,
                            leaf,  throw_value, throw_payload<8>, throw_payload<32>};

void chain(int32_t n, int32_t depth, int which) {
  for (int32_t i = 0; i < n; ++i) {
    try {
      sink = fns[which](depth);
    } catch (int32_t v) {
      sink = v;
    }
  }
}
template <int N> void payload(int32_t n, int which) {
  for (int32_t i = 0; i < n; ++i) {
    try {
      sink = fns[which](0);
    } catch (const Payload<N> &p) {
      int64_t sum = 0;
      for (int64_t v : p.values)
        sum += v;
      sink = static_cast<int32_t>(sum);
    }
  }
}
void same_function(int32_t n, int32_t) {
  for (int32_t i = 0; i < n; ++i) {
    try {
      throw i;
    } catch (int32_t v) {
      sink = static_cast<int32_t>(__builtin_rotateleft32(static_cast<uint32_t>(sink), 5)) ^ v;
    }
  }
}
void take(int32_t n, bool keep) {
  for (int32_t i = 0; i < n; ++i) {
    try {
      sink = fns[5](1);
    } catch (...) {
      std::exception_ptr p = std::current_exception();
      if (keep)
        kept = p;
    }
  }
}
void no_throw(int32_t n, bool in_try) {
  if (!in_try) {
    for (int32_t i = 0; i < n; ++i)
      sink = fns[4](i);
    return;
  }
  for (int32_t i = 0; i < n; ++i) {
    try {
      sink = fns[4](i);
    } catch (int32_t v) {
      sink = v;
    }
  }
}

} // namespace

bool native_run(const char *name, int32_t n, int32_t depth) {
  static constexpr const char *chains[] = {"plain", "handled", "chain_ref", "descend"};
  for (int i = 0; i < 4; ++i)
    if (!std::strcmp(name, chains[i]))
      return chain(n, depth, i), true;
  if (!std::strcmp(name, "same_function"))
    return same_function(n, depth), true;
  if (!std::strcmp(name, "payload8"))
    return payload<8>(n, 6), true;
  if (!std::strcmp(name, "payload32"))
    return payload<32>(n, 7), true;
  if (!std::strcmp(name, "ref_dropped") || !std::strcmp(name, "ref_kept"))
    return take(n, !std::strcmp(name, "ref_kept")), true;
  if (!std::strcmp(name, "no_throw_try") || !std::strcmp(name, "no_throw_plain"))
    return no_throw(n, !std::strcmp(name, "no_throw_try")), true;
  return false;
}
