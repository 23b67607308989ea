// Instructions on numbers (spec: "Execution / Numeric Instructions").
#include "tests/support/interpreter/code.h"
#include "tests/support/interpreter/number.h"

namespace wexn::interpret {

namespace {

using wasm::Opcode;

template <typename T, typename F> void unary(Value *sp, F f) {
  sp[-1] = value_of(f(get<T>(sp[-1])));
}
template <typename T, typename F> void binary(Value *&sp, F f) {
  const T b = get<T>(sp[-1]), a = get<T>(sp[-2]);
  --sp;
  sp[-1] = value_of(f(a, b));
}
template <typename T, typename F> void compare(Value *&sp, F f) {
  binary<T>(sp, [&](T a, T b) { return static_cast<uint32_t>(f(a, b) ? 1 : 0); });
}

template <typename T> void divide(Value *&sp, Trap &trap, bool remainder) {
  const T b = get<T>(sp[-1]), a = get<T>(sp[-2]);
  --sp;
  if (b == 0) {
    trap = Trap::IntegerDivideByZero;
    return;
  }
  if constexpr (std::is_signed_v<T>)
    if (b == -1) {
      if (!remainder && a == std::numeric_limits<T>::min())
        trap = Trap::IntegerOverflow;
      sp[-1] = value_of(remainder ? T{0} : subtract(T{0}, a));
      return;
    }
  sp[-1] = value_of(remainder ? static_cast<T>(a % b) : static_cast<T>(a / b));
}

template <typename I, typename T> void truncate(Value *sp, Trap &trap) {
  const T x = get<T>(sp[-1]);
  if (std::isnan(x))
    trap = Trap::InvalidConversionToInteger;
  else if (!fits<I>(x))
    trap = Trap::IntegerOverflow;
  else
    sp[-1] = value_of(static_cast<I>(x));
}

// Integers of one width: `P` is I32 or I64.
#define INTEGER(P, U, S)                                                                           \
  case Opcode::P##Eqz:                                                                             \
    unary<U>(sp, [](U a) { return uint32_t{a == 0}; });                                            \
    return true;                                                                                   \
  case Opcode::P##Eq:                                                                              \
    compare<U>(sp, [](U a, U b) { return a == b; });                                               \
    return true;                                                                                   \
  case Opcode::P##Ne:                                                                              \
    compare<U>(sp, [](U a, U b) { return a != b; });                                               \
    return true;                                                                                   \
  case Opcode::P##LtS:                                                                             \
    compare<S>(sp, [](S a, S b) { return a < b; });                                                \
    return true;                                                                                   \
  case Opcode::P##LtU:                                                                             \
    compare<U>(sp, [](U a, U b) { return a < b; });                                                \
    return true;                                                                                   \
  case Opcode::P##GtS:                                                                             \
    compare<S>(sp, [](S a, S b) { return a > b; });                                                \
    return true;                                                                                   \
  case Opcode::P##GtU:                                                                             \
    compare<U>(sp, [](U a, U b) { return a > b; });                                                \
    return true;                                                                                   \
  case Opcode::P##LeS:                                                                             \
    compare<S>(sp, [](S a, S b) { return a <= b; });                                               \
    return true;                                                                                   \
  case Opcode::P##LeU:                                                                             \
    compare<U>(sp, [](U a, U b) { return a <= b; });                                               \
    return true;                                                                                   \
  case Opcode::P##GeS:                                                                             \
    compare<S>(sp, [](S a, S b) { return a >= b; });                                               \
    return true;                                                                                   \
  case Opcode::P##GeU:                                                                             \
    compare<U>(sp, [](U a, U b) { return a >= b; });                                               \
    return true;                                                                                   \
  case Opcode::P##Clz:                                                                             \
    unary<U>(sp, [](U a) { return static_cast<U>(std::countl_zero(a)); });                         \
    return true;                                                                                   \
  case Opcode::P##Ctz:                                                                             \
    unary<U>(sp, [](U a) { return static_cast<U>(std::countr_zero(a)); });                         \
    return true;                                                                                   \
  case Opcode::P##Popcnt:                                                                          \
    unary<U>(sp, [](U a) { return static_cast<U>(std::popcount(a)); });                            \
    return true;                                                                                   \
  case Opcode::P##Add:                                                                             \
    binary<U>(sp, add<U>);                                                                         \
    return true;                                                                                   \
  case Opcode::P##Sub:                                                                             \
    binary<U>(sp, subtract<U>);                                                                    \
    return true;                                                                                   \
  case Opcode::P##Mul:                                                                             \
    binary<U>(sp, multiply<U>);                                                                    \
    return true;                                                                                   \
  case Opcode::P##DivS:                                                                            \
    divide<S>(sp, trap, false);                                                                    \
    return true;                                                                                   \
  case Opcode::P##DivU:                                                                            \
    divide<U>(sp, trap, false);                                                                    \
    return true;                                                                                   \
  case Opcode::P##RemS:                                                                            \
    divide<S>(sp, trap, true);                                                                     \
    return true;                                                                                   \
  case Opcode::P##RemU:                                                                            \
    divide<U>(sp, trap, true);                                                                     \
    return true;                                                                                   \
  case Opcode::P##And:                                                                             \
    binary<U>(sp, [](U a, U b) { return a & b; });                                                 \
    return true;                                                                                   \
  case Opcode::P##Or:                                                                              \
    binary<U>(sp, [](U a, U b) { return a | b; });                                                 \
    return true;                                                                                   \
  case Opcode::P##Xor:                                                                             \
    binary<U>(sp, [](U a, U b) { return a ^ b; });                                                 \
    return true;                                                                                   \
  case Opcode::P##Shl:                                                                             \
    binary<U>(sp, [](U a, U b) { return shift_left(a, b); });                                      \
    return true;                                                                                   \
  case Opcode::P##ShrS:                                                                            \
    binary<S>(sp, [](S a, S b) { return shift_right(a, static_cast<U>(b)); });                     \
    return true;                                                                                   \
  case Opcode::P##ShrU:                                                                            \
    binary<U>(sp, [](U a, U b) { return shift_right(a, b); });                                     \
    return true;                                                                                   \
  case Opcode::P##Rotl:                                                                            \
    binary<U>(sp, [](U a, U b) { return std::rotl(a, static_cast<int>(b % (8 * sizeof(U)))); });   \
    return true;                                                                                   \
  case Opcode::P##Rotr:                                                                            \
    binary<U>(sp, [](U a, U b) { return std::rotr(a, static_cast<int>(b % (8 * sizeof(U)))); });   \
    return true;                                                                                   \
  case Opcode::P##Extend8S:                                                                        \
    unary<U>(sp, [](U a) { return static_cast<S>(static_cast<int8_t>(a)); });                      \
    return true;                                                                                   \
  case Opcode::P##Extend16S:                                                                       \
    unary<U>(sp, [](U a) { return static_cast<S>(static_cast<int16_t>(a)); });                     \
    return true;                                                                                   \
  case Opcode::P##TruncF32S:                                                                       \
    truncate<S, float>(sp, trap);                                                                  \
    return true;                                                                                   \
  case Opcode::P##TruncF32U:                                                                       \
    truncate<U, float>(sp, trap);                                                                  \
    return true;                                                                                   \
  case Opcode::P##TruncF64S:                                                                       \
    truncate<S, double>(sp, trap);                                                                 \
    return true;                                                                                   \
  case Opcode::P##TruncF64U:                                                                       \
    truncate<U, double>(sp, trap);                                                                 \
    return true;                                                                                   \
  case Opcode::P##TruncSatF32S:                                                                    \
    unary<float>(sp, truncate_saturated<S, float>);                                                \
    return true;                                                                                   \
  case Opcode::P##TruncSatF32U:                                                                    \
    unary<float>(sp, truncate_saturated<U, float>);                                                \
    return true;                                                                                   \
  case Opcode::P##TruncSatF64S:                                                                    \
    unary<double>(sp, truncate_saturated<S, double>);                                              \
    return true;                                                                                   \
  case Opcode::P##TruncSatF64U:                                                                    \
    unary<double>(sp, truncate_saturated<U, double>);                                              \
    return true;

// [low high low high] -> [low high]
void wide_sum(Value *&sp, bool difference) {
  const auto low = get<uint64_t>(sp[-4]), high = get<uint64_t>(sp[-3]);
  const auto other_low = get<uint64_t>(sp[-2]), other_high = get<uint64_t>(sp[-1]);
  sp -= 2;
  const uint64_t sum = difference ? low - other_low : low + other_low;
  const uint64_t carry = difference ? low < other_low : sum < low;
  sp[-2] = value_of(sum);
  sp[-1] = value_of(difference ? high - other_high - carry : high + other_high + carry);
}

// [x y] -> [low high], by halves.
void wide_product(Value *sp, bool is_signed) {
  const auto x = get<uint64_t>(sp[-2]), y = get<uint64_t>(sp[-1]);
  const uint64_t mask = UINT32_MAX;
  const uint64_t low = (x & mask) * (y & mask);
  const uint64_t middle = (x >> 32) * (y & mask) + (low >> 32);
  const uint64_t other = (x & mask) * (y >> 32) + (middle & mask);
  uint64_t high = (x >> 32) * (y >> 32) + (middle >> 32) + (other >> 32);
  if (is_signed) // a negative number is one of 2^64 less
    high -= (x >> 63 ? y : 0) + (y >> 63 ? x : 0);
  sp[-2] = value_of(x * y);
  sp[-1] = value_of(high);
}

bool integer(Opcode op, Value *&sp, Trap &trap) {
  switch (op) {
    INTEGER(I32, uint32_t, int32_t)
    INTEGER(I64, uint64_t, int64_t)
  case Opcode::I64Extend32S:
  case Opcode::I64ExtendI32S:
    unary<uint64_t>(sp, [](uint64_t a) { return int64_t{static_cast<int32_t>(a)}; });
    return true;
  case Opcode::I64ExtendI32U:
  case Opcode::I32WrapI64:
    unary<uint32_t>(sp, [](uint32_t a) { return uint64_t{a}; });
    return true;
  case Opcode::I64Add128:
  case Opcode::I64Sub128:
    wide_sum(sp, op == Opcode::I64Sub128);
    return true;
  case Opcode::I64MulWideS:
  case Opcode::I64MulWideU:
    wide_product(sp, op == Opcode::I64MulWideS);
    return true;
  case Opcode::I32ReinterpretF32:
  case Opcode::I64ReinterpretF64:
  case Opcode::F32ReinterpretI32:
  case Opcode::F64ReinterpretI64:
    return true;
  default:
    return false;
  }
}

#define FLOAT(P, T)                                                                                \
  case Opcode::P##Eq:                                                                              \
    compare<T>(sp, [](T a, T b) { return a == b; });                                               \
    return true;                                                                                   \
  case Opcode::P##Ne:                                                                              \
    compare<T>(sp, [](T a, T b) { return a != b; });                                               \
    return true;                                                                                   \
  case Opcode::P##Lt:                                                                              \
    compare<T>(sp, [](T a, T b) { return a < b; });                                                \
    return true;                                                                                   \
  case Opcode::P##Gt:                                                                              \
    compare<T>(sp, [](T a, T b) { return a > b; });                                                \
    return true;                                                                                   \
  case Opcode::P##Le:                                                                              \
    compare<T>(sp, [](T a, T b) { return a <= b; });                                               \
    return true;                                                                                   \
  case Opcode::P##Ge:                                                                              \
    compare<T>(sp, [](T a, T b) { return a >= b; });                                               \
    return true;                                                                                   \
  case Opcode::P##Abs:                                                                             \
    unary<T>(sp, [](T a) { return with_sign(a, false); });                                         \
    return true;                                                                                   \
  case Opcode::P##Neg:                                                                             \
    unary<T>(sp, [](T a) { return with_sign(a, !std::signbit(a)); });                              \
    return true;                                                                                   \
  case Opcode::P##Ceil:                                                                            \
    unary<T>(sp, [](T a) { return canonical(std::ceil(a)); });                                     \
    return true;                                                                                   \
  case Opcode::P##Floor:                                                                           \
    unary<T>(sp, [](T a) { return canonical(std::floor(a)); });                                    \
    return true;                                                                                   \
  case Opcode::P##Trunc:                                                                           \
    unary<T>(sp, [](T a) { return canonical(std::trunc(a)); });                                    \
    return true;                                                                                   \
  case Opcode::P##Nearest:                                                                         \
    unary<T>(sp, nearest<T>);                                                                      \
    return true;                                                                                   \
  case Opcode::P##Sqrt:                                                                            \
    unary<T>(sp, [](T a) { return canonical(std::sqrt(a)); });                                     \
    return true;                                                                                   \
  case Opcode::P##Add:                                                                             \
    binary<T>(sp, [](T a, T b) { return canonical(a + b); });                                      \
    return true;                                                                                   \
  case Opcode::P##Sub:                                                                             \
    binary<T>(sp, [](T a, T b) { return canonical(a - b); });                                      \
    return true;                                                                                   \
  case Opcode::P##Mul:                                                                             \
    binary<T>(sp, [](T a, T b) { return canonical(a * b); });                                      \
    return true;                                                                                   \
  case Opcode::P##Div:                                                                             \
    binary<T>(sp, [](T a, T b) { return canonical(a / b); });                                      \
    return true;                                                                                   \
  case Opcode::P##Min:                                                                             \
    binary<T>(sp, float_min<T>);                                                                   \
    return true;                                                                                   \
  case Opcode::P##Max:                                                                             \
    binary<T>(sp, float_max<T>);                                                                   \
    return true;                                                                                   \
  case Opcode::P##Copysign:                                                                        \
    binary<T>(sp, [](T a, T b) { return with_sign(a, std::signbit(b)); });                         \
    return true;                                                                                   \
  case Opcode::P##ConvertI32S:                                                                     \
    unary<int32_t>(sp, [](int32_t a) { return static_cast<T>(a); });                               \
    return true;                                                                                   \
  case Opcode::P##ConvertI32U:                                                                     \
    unary<uint32_t>(sp, [](uint32_t a) { return static_cast<T>(a); });                             \
    return true;                                                                                   \
  case Opcode::P##ConvertI64S:                                                                     \
    unary<int64_t>(sp, [](int64_t a) { return static_cast<T>(a); });                               \
    return true;                                                                                   \
  case Opcode::P##ConvertI64U:                                                                     \
    unary<uint64_t>(sp, [](uint64_t a) { return static_cast<T>(a); });                             \
    return true;

bool floating(Opcode op, Value *&sp) {
  switch (op) {
    FLOAT(F32, float)
    FLOAT(F64, double)
  case Opcode::F32DemoteF64:
    unary<double>(sp, [](double a) { return canonical(static_cast<float>(a)); });
    return true;
  case Opcode::F64PromoteF32:
    unary<float>(sp, [](float a) { return canonical(static_cast<double>(a)); });
    return true;
  default:
    return false;
  }
}

} // namespace

bool run_numeric(const Op &op, Value *&sp, Trap &trap) {
  return integer(op.op, sp, trap) || floating(op.op, sp);
}

} // namespace wexn::interpret
