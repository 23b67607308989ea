// Arithmetic of the specification ("Execution / Numerics") on C++ numbers, for scalars and lanes.
// Every NaN that comes out of arithmetic is the canonical one with a positive sign.
#pragma once

#include "tests/support/interpreter/store.h"

#include <bit>
#include <cmath>
#include <concepts>
#include <limits>
#include <type_traits>

namespace wexn::interpret {

template <typename T>
concept Float = std::floating_point<T>;

template <typename T> [[nodiscard]] T get(const Value &v) {
  if constexpr (std::is_same_v<T, float>)
    return std::bit_cast<float>(static_cast<uint32_t>(v.lo));
  else if constexpr (std::is_same_v<T, double>)
    return std::bit_cast<double>(v.lo);
  else
    return static_cast<T>(v.lo);
}
template <typename T> [[nodiscard]] Value value_of(T x) {
  if constexpr (std::is_same_v<T, float>)
    return {std::bit_cast<uint32_t>(x), 0};
  else if constexpr (std::is_same_v<T, double>)
    return {std::bit_cast<uint64_t>(x), 0};
  else
    return {static_cast<uint64_t>(static_cast<std::make_unsigned_t<T>>(x)), 0};
}

template <Float T> T canonical(T x) {
  return std::isnan(x) ? std::numeric_limits<T>::quiet_NaN() : x;
}

template <Float T> T float_min(T a, T b) {
  if (std::isnan(a) || std::isnan(b))
    return std::numeric_limits<T>::quiet_NaN();
  if (a == b)
    return std::signbit(a) ? a : b;
  return a < b ? a : b;
}
template <Float T> T float_max(T a, T b) {
  if (std::isnan(a) || std::isnan(b))
    return std::numeric_limits<T>::quiet_NaN();
  if (a == b)
    return std::signbit(a) ? b : a;
  return a > b ? a : b;
}
template <Float T> T nearest(T x) { return canonical(std::nearbyint(x)); } // to even, by default

// The sign alone changes, also that of a NaN.
template <Float T> T with_sign(T x, bool negative) {
  using Bits = std::conditional_t<sizeof(T) == 4, uint32_t, uint64_t>;
  constexpr Bits kSign = Bits{1} << (8 * sizeof(T) - 1);
  const Bits bits = std::bit_cast<Bits>(x) & ~kSign;
  return std::bit_cast<T>(negative ? bits | kSign : bits);
}

// Whether x, cut to an integer, is one of I.
template <std::integral I, Float T> bool fits(T x) {
  const T limit = std::ldexp(T{1}, std::numeric_limits<I>::digits);
  if constexpr (std::is_signed_v<I>) {
    // -limit - 1 is not a number of type T where that has fewer digits than I.
    const bool low = std::numeric_limits<T>::digits > std::numeric_limits<I>::digits
                         ? x > -limit - T{1}
                         : x >= -limit;
    return low && x < limit;
  } else {
    return x > T{-1} && x < limit;
  }
}
template <std::integral I, Float T> I truncate_saturated(T x) {
  if (std::isnan(x))
    return 0;
  if (fits<I>(x))
    return static_cast<I>(x);
  return x < 0 ? std::numeric_limits<I>::min() : std::numeric_limits<I>::max();
}

// Modulo 2^width, whatever the sign.
template <std::integral T> T add(T a, T b) {
  using U = std::make_unsigned_t<T>;
  return static_cast<T>(static_cast<U>(static_cast<U>(a) + static_cast<U>(b)));
}
template <std::integral T> T subtract(T a, T b) {
  using U = std::make_unsigned_t<T>;
  return static_cast<T>(static_cast<U>(static_cast<U>(a) - static_cast<U>(b)));
}
template <std::integral T> T multiply(T a, T b) {
  return static_cast<T>(static_cast<uint64_t>(a) * static_cast<uint64_t>(b));
}
template <std::integral T> T shift_left(T a, uint64_t n) {
  using U = std::make_unsigned_t<T>;
  return static_cast<T>(
      static_cast<U>(static_cast<uint64_t>(static_cast<U>(a)) << (n % (8 * sizeof(T)))));
}
// Of a signed type with copies of the sign.
template <std::integral T> T shift_right(T a, uint64_t n) {
  return static_cast<T>(a >> (n % (8 * sizeof(T))));
}

} // namespace wexn::interpret
