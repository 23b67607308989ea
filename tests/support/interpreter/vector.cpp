// Instructions on 128-bit vectors, but for those that access memory (spec: "Execution / Vector
// Instructions"). The relaxed ones give one of the results that are allowed.
#include "tests/support/interpreter/code.h"
#include "tests/support/interpreter/number.h"

#include <array>
#include <cstring>

namespace wexn::interpret {

namespace {

using wasm::Opcode;

template <typename T> using Lanes = std::array<T, 16 / sizeof(T)>;
template <typename T> Lanes<T> lanes(const Value &v) { return std::bit_cast<Lanes<T>>(v); }
template <typename T> Value vector(const Lanes<T> &l) { return std::bit_cast<Value>(l); }

template <typename T, typename F> void map1(Value *sp, F f) {
  Lanes<T> a = lanes<T>(sp[-1]);
  for (T &x : a)
    x = static_cast<T>(f(x));
  sp[-1] = vector<T>(a);
}
template <typename T, typename F> void map2(Value *&sp, F f) {
  const Lanes<T> b = lanes<T>(sp[-1]);
  --sp;
  Lanes<T> a = lanes<T>(sp[-1]);
  for (size_t i = 0; i < a.size(); ++i)
    a[i] = static_cast<T>(f(a[i], b[i]));
  sp[-1] = vector<T>(a);
}
template <typename T, typename F> void map3(Value *&sp, F f) {
  const Lanes<T> c = lanes<T>(sp[-1]), b = lanes<T>(sp[-2]);
  sp -= 2;
  Lanes<T> a = lanes<T>(sp[-1]);
  for (size_t i = 0; i < a.size(); ++i)
    a[i] = static_cast<T>(f(a[i], b[i], c[i]));
  sp[-1] = vector<T>(a);
}
// All ones where f holds.
template <typename T, typename F> void compare(Value *&sp, F f) {
  using U = std::conditional_t<
      sizeof(T) == 1, uint8_t,
      std::conditional_t<sizeof(T) == 2, uint16_t,
                         std::conditional_t<sizeof(T) == 4, uint32_t, uint64_t>>>;
  const Lanes<T> b = lanes<T>(sp[-1]);
  --sp;
  const Lanes<T> a = lanes<T>(sp[-1]);
  Lanes<U> r{};
  for (size_t i = 0; i < a.size(); ++i)
    r[i] = f(a[i], b[i]) ? static_cast<U>(-1) : U{0};
  sp[-1] = vector<U>(r);
}
template <typename T> void shift(Value *&sp, bool left) {
  const uint64_t n = static_cast<uint32_t>(sp[-1].lo);
  --sp;
  map1<T>(sp, [&](T x) { return left ? shift_left(x, n) : shift_right(x, n); });
}
template <typename T> void splat(Value *sp) {
  Lanes<T> r{};
  r.fill(get<T>(sp[-1]));
  sp[-1] = vector<T>(r);
}
template <typename T, typename R = T> void extract(Value *sp, uint32_t lane) {
  sp[-1] = value_of(static_cast<R>(lanes<T>(sp[-1])[lane]));
}
template <typename T> void replace(Value *&sp, uint32_t lane) {
  const T x = get<T>(sp[-1]);
  --sp;
  Lanes<T> a = lanes<T>(sp[-1]);
  a[lane] = x;
  sp[-1] = vector<T>(a);
}
template <typename T> void all_true(Value *sp) {
  uint32_t all = 1;
  for (const T x : lanes<T>(sp[-1]))
    all &= x != 0;
  sp[-1] = {all, 0};
}
template <typename T> void bitmask(Value *sp) {
  const Lanes<T> a = lanes<T>(sp[-1]);
  uint32_t mask = 0;
  for (size_t i = 0; i < a.size(); ++i)
    mask |= uint32_t{a[i] < 0} << i;
  sp[-1] = {mask, 0};
}
template <typename T, typename W> T saturate(W x) {
  if (x < W{std::numeric_limits<T>::min()})
    return std::numeric_limits<T>::min();
  return x > W{std::numeric_limits<T>::max()} ? std::numeric_limits<T>::max() : static_cast<T>(x);
}
template <typename T> void saturating(Value *&sp, int sign) {
  map2<T>(sp, [&](T a, T b) { return saturate<T>(int32_t{a} + sign * int32_t{b}); });
}
template <typename From, typename To> void narrow(Value *&sp) {
  const Lanes<From> b = lanes<From>(sp[-1]);
  --sp;
  const Lanes<From> a = lanes<From>(sp[-1]);
  Lanes<To> r{};
  for (size_t i = 0; i < a.size(); ++i) {
    r[i] = saturate<To>(int64_t{a[i]});
    r[i + a.size()] = saturate<To>(int64_t{b[i]});
  }
  sp[-1] = vector<To>(r);
}
template <typename From, typename To> Lanes<To> half(const Value &v, bool high) {
  const Lanes<From> a = lanes<From>(v);
  Lanes<To> r{};
  for (size_t i = 0; i < r.size(); ++i)
    r[i] = static_cast<To>(a[i + (high ? r.size() : 0)]);
  return r;
}
template <typename From, typename To> void extend(Value *sp, bool high) {
  sp[-1] = vector<To>(half<From, To>(sp[-1], high));
}
template <typename From, typename To> void extended_multiply(Value *&sp, bool high) {
  const Lanes<To> b = half<From, To>(sp[-1], high);
  --sp;
  Lanes<To> a = half<From, To>(sp[-1], high);
  for (size_t i = 0; i < a.size(); ++i)
    a[i] = multiply(a[i], b[i]);
  sp[-1] = vector<To>(a);
}
template <typename From, typename To> void add_pairs(Value *sp) {
  const Lanes<From> a = lanes<From>(sp[-1]);
  Lanes<To> r{};
  for (size_t i = 0; i < r.size(); ++i)
    r[i] = static_cast<To>(To{a[2 * i]} + To{a[2 * i + 1]});
  sp[-1] = vector<To>(r);
}
// The lower lanes converted; the rest is zero.
template <typename From, typename To, typename F> void convert_low(Value *sp, F f) {
  const Lanes<From> a = lanes<From>(sp[-1]);
  Lanes<To> r{};
  for (size_t i = 0; i < std::min(a.size(), r.size()); ++i)
    r[i] = static_cast<To>(f(a[i]));
  sp[-1] = vector<To>(r);
}
template <typename T> T q15(T a, T b) {
  return saturate<T>((int32_t{a} * int32_t{b} + 0x4000) >> 15);
}
template <typename T> T average(T a, T b) {
  return static_cast<T>((uint32_t{a} + uint32_t{b} + 1) / 2);
}

void swizzle(Value *&sp) {
  const auto b = lanes<uint8_t>(sp[-1]);
  --sp;
  const auto a = lanes<uint8_t>(sp[-1]);
  Lanes<uint8_t> r{};
  for (size_t i = 0; i < 16; ++i)
    r[i] = b[i] < 16 ? a[b[i]] : uint8_t{0};
  sp[-1] = vector<uint8_t>(r);
}
void shuffle(Value *&sp, const Op &op) {
  const auto which = lanes<uint8_t>({op.bits, op.high});
  const auto b = lanes<uint8_t>(sp[-1]);
  --sp;
  const auto a = lanes<uint8_t>(sp[-1]);
  Lanes<uint8_t> r{};
  for (size_t i = 0; i < 16; ++i)
    r[i] = which[i] < 16 ? a[which[i]] : b[which[i] - 16];
  sp[-1] = vector<uint8_t>(r);
}
void dot(Value *&sp) {
  const auto b = lanes<int16_t>(sp[-1]);
  --sp;
  const auto a = lanes<int16_t>(sp[-1]);
  Lanes<int32_t> r{};
  for (size_t i = 0; i < 4; ++i)
    r[i] = add(int32_t{a[2 * i]} * b[2 * i], int32_t{a[2 * i + 1]} * b[2 * i + 1]);
  sp[-1] = vector<int32_t>(r);
}
// Of signed bytes with signed ones.
void relaxed_dot(Value *&sp) {
  const auto b = lanes<int8_t>(sp[-1]);
  --sp;
  const auto a = lanes<int8_t>(sp[-1]);
  Lanes<int16_t> r{};
  for (size_t i = 0; i < 8; ++i)
    r[i] = saturate<int16_t>(int32_t{a[2 * i]} * b[2 * i] + int32_t{a[2 * i + 1]} * b[2 * i + 1]);
  sp[-1] = vector<int16_t>(r);
}

#define CASE(name, ...)                                                                            \
  case Opcode::name:                                                                               \
    __VA_ARGS__;                                                                                   \
    return true;

// What lanes of integers of every width have.
#define INTEGER_LANES(P, S, U)                                                                     \
  CASE(P##Splat, splat<U>(sp))                                                                     \
  CASE(P##Eq, compare<U>(sp, [](U a, U b) { return a == b; }))                                     \
  CASE(P##Ne, compare<U>(sp, [](U a, U b) { return a != b; }))                                     \
  CASE(P##LtS, compare<S>(sp, [](S a, S b) { return a < b; }))                                     \
  CASE(P##GtS, compare<S>(sp, [](S a, S b) { return a > b; }))                                     \
  CASE(P##LeS, compare<S>(sp, [](S a, S b) { return a <= b; }))                                    \
  CASE(P##GeS, compare<S>(sp, [](S a, S b) { return a >= b; }))                                    \
  CASE(P##Abs, map1<S>(sp, [](S a) { return a < 0 ? subtract(S{0}, a) : a; }))                     \
  CASE(P##Neg, map1<S>(sp, [](S a) { return subtract(S{0}, a); }))                                 \
  CASE(P##AllTrue, all_true<U>(sp))                                                                \
  CASE(P##Bitmask, bitmask<S>(sp))                                                                 \
  CASE(P##Shl, shift<U>(sp, true))                                                                 \
  CASE(P##ShrS, shift<S>(sp, false))                                                               \
  CASE(P##ShrU, shift<U>(sp, false))                                                               \
  CASE(P##Add, map2<U>(sp, add<U>))                                                                \
  CASE(P##Sub, map2<U>(sp, subtract<U>))                                                           \
  CASE(P##ReplaceLane, replace<U>(sp, op.a))
// And those of up to 32 bits.
#define SHORT_LANES(P, S, U)                                                                       \
  CASE(P##LtU, compare<U>(sp, [](U a, U b) { return a < b; }))                                     \
  CASE(P##GtU, compare<U>(sp, [](U a, U b) { return a > b; }))                                     \
  CASE(P##LeU, compare<U>(sp, [](U a, U b) { return a <= b; }))                                    \
  CASE(P##GeU, compare<U>(sp, [](U a, U b) { return a >= b; }))                                    \
  CASE(P##MinS, map2<S>(sp, [](S a, S b) { return std::min(a, b); }))                              \
  CASE(P##MinU, map2<U>(sp, [](U a, U b) { return std::min(a, b); }))                              \
  CASE(P##MaxS, map2<S>(sp, [](S a, S b) { return std::max(a, b); }))                              \
  CASE(P##MaxU, map2<U>(sp, [](U a, U b) { return std::max(a, b); }))
// And those of 8 and 16.
#define SATURATING_LANES(P, S, U)                                                                  \
  CASE(P##ExtractLaneS, extract<S, int32_t>(sp, op.a))                                             \
  CASE(P##ExtractLaneU, extract<U, uint32_t>(sp, op.a))                                            \
  CASE(P##AddSatS, saturating<S>(sp, 1))                                                           \
  CASE(P##AddSatU, saturating<U>(sp, 1))                                                           \
  CASE(P##SubSatS, saturating<S>(sp, -1))                                                          \
  CASE(P##SubSatU, saturating<U>(sp, -1))                                                          \
  CASE(P##AvgrU, map2<U>(sp, average<U>))
// From lanes N of half the width to lanes W.
#define WIDENING(W, N, WS, WU, NS, NU)                                                             \
  CASE(W##ExtendLow##N##S, extend<NS, WS>(sp, false))                                              \
  CASE(W##ExtendHigh##N##S, extend<NS, WS>(sp, true))                                              \
  CASE(W##ExtendLow##N##U, extend<NU, WU>(sp, false))                                              \
  CASE(W##ExtendHigh##N##U, extend<NU, WU>(sp, true))                                              \
  CASE(W##ExtmulLow##N##S, extended_multiply<NS, WS>(sp, false))                                   \
  CASE(W##ExtmulHigh##N##S, extended_multiply<NS, WS>(sp, true))                                   \
  CASE(W##ExtmulLow##N##U, extended_multiply<NU, WU>(sp, false))                                   \
  CASE(W##ExtmulHigh##N##U, extended_multiply<NU, WU>(sp, true))

bool integers(const Op &op, Value *&sp) {
  switch (op.op) {
    INTEGER_LANES(I8x16, int8_t, uint8_t)
    INTEGER_LANES(I16x8, int16_t, uint16_t)
    INTEGER_LANES(I32x4, int32_t, uint32_t)
    INTEGER_LANES(I64x2, int64_t, uint64_t)
    SHORT_LANES(I8x16, int8_t, uint8_t)
    SHORT_LANES(I16x8, int16_t, uint16_t)
    SHORT_LANES(I32x4, int32_t, uint32_t)
    SATURATING_LANES(I8x16, int8_t, uint8_t)
    SATURATING_LANES(I16x8, int16_t, uint16_t)
    WIDENING(I16x8, I8x16, int16_t, uint16_t, int8_t, uint8_t)
    WIDENING(I32x4, I16x8, int32_t, uint32_t, int16_t, uint16_t)
    WIDENING(I64x2, I32x4, int64_t, uint64_t, int32_t, uint32_t)
    CASE(I32x4ExtractLane, extract<uint32_t>(sp, op.a))
    CASE(I64x2ExtractLane, extract<uint64_t>(sp, op.a))
    CASE(I8x16Popcnt, map1<uint8_t>(sp, [](uint8_t a) { return std::popcount(a); }))
    CASE(I16x8Mul, map2<uint16_t>(sp, multiply<uint16_t>))
    CASE(I32x4Mul, map2<uint32_t>(sp, multiply<uint32_t>))
    CASE(I64x2Mul, map2<uint64_t>(sp, multiply<uint64_t>))
    CASE(I8x16NarrowI16x8S, narrow<int16_t, int8_t>(sp))
    CASE(I8x16NarrowI16x8U, narrow<int16_t, uint8_t>(sp))
    CASE(I16x8NarrowI32x4S, narrow<int32_t, int16_t>(sp))
    CASE(I16x8NarrowI32x4U, narrow<int32_t, uint16_t>(sp))
    CASE(I16x8ExtaddPairwiseI8x16S, add_pairs<int8_t, int16_t>(sp))
    CASE(I16x8ExtaddPairwiseI8x16U, add_pairs<uint8_t, uint16_t>(sp))
    CASE(I32x4ExtaddPairwiseI16x8S, add_pairs<int16_t, int32_t>(sp))
    CASE(I32x4ExtaddPairwiseI16x8U, add_pairs<uint16_t, uint32_t>(sp))
    CASE(I16x8Q15mulrSatS, map2<int16_t>(sp, q15<int16_t>))
    CASE(I32x4DotI16x8S, dot(sp))
    CASE(I8x16Swizzle, swizzle(sp))
    CASE(I8x16Shuffle, shuffle(sp, op))
  default:
    return false;
  }
}

bool bits(const Op &op, Value *&sp) {
  using U = uint64_t;
  switch (op.op) {
    CASE(V128Const, *sp++ = (Value{op.bits, op.high}))
    CASE(V128Not, map1<U>(sp, [](U a) { return ~a; }))
    CASE(V128And, map2<U>(sp, [](U a, U b) { return a & b; }))
    CASE(V128Andnot, map2<U>(sp, [](U a, U b) { return a & ~b; }))
    CASE(V128Or, map2<U>(sp, [](U a, U b) { return a | b; }))
    CASE(V128Xor, map2<U>(sp, [](U a, U b) { return a ^ b; }))
    CASE(V128Bitselect, map3<U>(sp, [](U a, U b, U c) { return (a & c) | (b & ~c); }))
    CASE(V128AnyTrue, sp[-1] = (Value{uint64_t{(sp[-1].lo | sp[-1].hi) != 0}, 0}))
  default:
    return false;
  }
}

#define FLOAT_LANES(P, T)                                                                          \
  CASE(P##Splat, splat<T>(sp))                                                                     \
  CASE(P##ExtractLane, extract<T>(sp, op.a))                                                       \
  CASE(P##ReplaceLane, replace<T>(sp, op.a))                                                       \
  CASE(P##Eq, compare<T>(sp, [](T a, T b) { return a == b; }))                                     \
  CASE(P##Ne, compare<T>(sp, [](T a, T b) { return a != b; }))                                     \
  CASE(P##Lt, compare<T>(sp, [](T a, T b) { return a < b; }))                                      \
  CASE(P##Gt, compare<T>(sp, [](T a, T b) { return a > b; }))                                      \
  CASE(P##Le, compare<T>(sp, [](T a, T b) { return a <= b; }))                                     \
  CASE(P##Ge, compare<T>(sp, [](T a, T b) { return a >= b; }))                                     \
  CASE(P##Abs, map1<T>(sp, [](T a) { return with_sign(a, false); }))                               \
  CASE(P##Neg, map1<T>(sp, [](T a) { return with_sign(a, !std::signbit(a)); }))                    \
  CASE(P##Sqrt, map1<T>(sp, [](T a) { return canonical(std::sqrt(a)); }))                          \
  CASE(P##Ceil, map1<T>(sp, [](T a) { return canonical(std::ceil(a)); }))                          \
  CASE(P##Floor, map1<T>(sp, [](T a) { return canonical(std::floor(a)); }))                        \
  CASE(P##Trunc, map1<T>(sp, [](T a) { return canonical(std::trunc(a)); }))                        \
  CASE(P##Nearest, map1<T>(sp, nearest<T>))                                                        \
  CASE(P##Add, map2<T>(sp, [](T a, T b) { return canonical(a + b); }))                             \
  CASE(P##Sub, map2<T>(sp, [](T a, T b) { return canonical(a - b); }))                             \
  CASE(P##Mul, map2<T>(sp, [](T a, T b) { return canonical(a * b); }))                             \
  CASE(P##Div, map2<T>(sp, [](T a, T b) { return canonical(a / b); }))                             \
  CASE(P##Min, map2<T>(sp, float_min<T>))                                                          \
  CASE(P##Max, map2<T>(sp, float_max<T>))                                                          \
  CASE(P##Pmin, map2<T>(sp, [](T a, T b) { return b < a ? b : a; }))                               \
  CASE(P##Pmax, map2<T>(sp, [](T a, T b) { return a < b ? b : a; }))                               \
  CASE(P##RelaxedMin, map2<T>(sp, float_min<T>))                                                   \
  CASE(P##RelaxedMax, map2<T>(sp, float_max<T>))                                                   \
  CASE(P##RelaxedMadd, map3<T>(sp, [](T a, T b, T c) { return canonical(canonical(a * b) + c); })) \
  CASE(P##RelaxedNmadd, map3<T>(sp, [](T a, T b, T c) { return canonical(canonical(-a * b) + c); }))

bool floats(const Op &op, Value *&sp) {
  switch (op.op) {
    FLOAT_LANES(F32x4, float)
    FLOAT_LANES(F64x2, double)
    CASE(F32x4DemoteF64x2Zero,
         convert_low<double, float>(sp, [](double a) { return canonical(static_cast<float>(a)); }))
    CASE(F64x2PromoteLowF32x4,
         convert_low<float, double>(sp, [](float a) { return canonical(static_cast<double>(a)); }))
    CASE(F32x4ConvertI32x4S,
         convert_low<int32_t, float>(sp, [](int32_t a) { return static_cast<float>(a); }))
    CASE(F32x4ConvertI32x4U,
         convert_low<uint32_t, float>(sp, [](uint32_t a) { return static_cast<float>(a); }))
    CASE(F64x2ConvertLowI32x4S,
         convert_low<int32_t, double>(sp, [](int32_t a) { return static_cast<double>(a); }))
    CASE(F64x2ConvertLowI32x4U,
         convert_low<uint32_t, double>(sp, [](uint32_t a) { return static_cast<double>(a); }))
  default:
    return false;
  }
}

#define TO_INTEGERS(name, From, To)                                                                \
  CASE(name, convert_low<From, To>(sp, truncate_saturated<To, From>))

bool to_integers(const Op &op, Value *&sp) {
  switch (op.op) {
    TO_INTEGERS(I32x4TruncSatF32x4S, float, int32_t)
    TO_INTEGERS(I32x4TruncSatF32x4U, float, uint32_t)
    TO_INTEGERS(I32x4TruncSatF64x2SZero, double, int32_t)
    TO_INTEGERS(I32x4TruncSatF64x2UZero, double, uint32_t)
    TO_INTEGERS(I32x4RelaxedTruncF32x4S, float, int32_t)
    TO_INTEGERS(I32x4RelaxedTruncF32x4U, float, uint32_t)
    TO_INTEGERS(I32x4RelaxedTruncF64x2SZero, double, int32_t)
    TO_INTEGERS(I32x4RelaxedTruncF64x2UZero, double, uint32_t)
  default:
    return false;
  }
}

template <typename U> void select_bits(Value *&sp) {
  map3<U>(sp, [](U a, U b, U c) { return (a & c) | (b & ~c); });
}

bool relaxed(const Op &op, Value *&sp) {
  switch (op.op) {
    CASE(I8x16RelaxedSwizzle, swizzle(sp))
    CASE(I8x16RelaxedLaneselect, select_bits<uint8_t>(sp))
    CASE(I16x8RelaxedLaneselect, select_bits<uint16_t>(sp))
    CASE(I32x4RelaxedLaneselect, select_bits<uint32_t>(sp))
    CASE(I64x2RelaxedLaneselect, select_bits<uint64_t>(sp))
    CASE(I16x8RelaxedQ15mulrS, map2<int16_t>(sp, q15<int16_t>))
    CASE(I16x8RelaxedDotI8x16I7x16S, relaxed_dot(sp))
  case Opcode::I32x4RelaxedDotI8x16I7x16AddS: {
    const Value sum = sp[-1];
    --sp;
    relaxed_dot(sp);
    add_pairs<int16_t, int32_t>(sp);
    *sp++ = sum;
    map2<int32_t>(sp, add<int32_t>);
    return true;
  }
  default:
    return false;
  }
}

} // namespace

bool run_vector(const Op &op, Value *&sp) {
  return integers(op, sp) || bits(op, sp) || floats(op, sp) || to_integers(op, sp) ||
         relaxed(op, sp);
}

} // namespace wexn::interpret
