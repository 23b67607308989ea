// Numeric literals of the text format -> their bits (spec: "Text Format / Values"). Hexadecimal
// floats are rounded here, since that is exact with integers; decimal ones by std::from_chars,
// which rounds correctly.
#include "wexnc/wasm/text/number.h"

#include <algorithm>
#include <bit>
#include <charconv>
#include <limits>
#include <string>
#include <system_error>

namespace wexn::wasm {
namespace {

constexpr ParsedNumber kMalformed{NumberStatus::Malformed, 0};
constexpr ParsedNumber kOutOfRange{NumberStatus::OutOfRange, 0};

int digit_value(char c) {
  if (c >= '0' && c <= '9')
    return c - '0';
  if (c >= 'a' && c <= 'f')
    return c - 'a' + 10;
  if (c >= 'A' && c <= 'F')
    return c - 'A' + 10;
  return 16;
}

// Removes a sign and returns it, 0 if there is none.
char take_sign(std::string_view &text) {
  if (text.empty() || (text[0] != '+' && text[0] != '-'))
    return 0;
  char sign = text[0];
  text.remove_prefix(1);
  return sign;
}

bool take_prefix(std::string_view &text, std::string_view prefix) {
  if (!text.starts_with(prefix))
    return false;
  text.remove_prefix(prefix.size());
  return true;
}

// Removes digits of `base` from the front, with single underscores between them, and returns them
// as they stand; empty if the text does not start with such a number.
std::string_view take_digits(std::string_view &text, int base) {
  size_t i = 0;
  while (i < text.size() && digit_value(text[i]) < base) {
    ++i;
    if (i + 1 < text.size() && text[i] == '_' && digit_value(text[i + 1]) < base)
      ++i;
  }
  std::string_view digits = text.substr(0, i);
  text.remove_prefix(i);
  return digits;
}

// Both formats of IEEE 754 that WebAssembly has.
struct Format {
  unsigned width, fraction; // bits
  int min_exponent, max_exponent;
  [[nodiscard]] uint64_t infinity() const {
    return ((uint64_t{1} << (width - 1 - fraction)) - 1) << fraction;
  }
  [[nodiscard]] uint64_t sign() const { return uint64_t{1} << (width - 1); }
};
constexpr Format kSingle{32, 23, -126, 127};
constexpr Format kDouble{64, 52, -1022, 1023};

// mantissa * 2^exponent, plus something less than one unit of the mantissa if `sticky`.
ParsedNumber round(const Format &format, uint64_t mantissa, int64_t exponent, bool sticky) {
  if (mantissa == 0)
    return {NumberStatus::Ok, 0};
  int64_t top = exponent + 63 - std::countl_zero(mantissa); // exponent of the leading bit
  if (top > format.max_exponent)
    return kOutOfRange;
  bool normal = top >= format.min_exponent;
  int64_t unit = (normal ? top : format.min_exponent) - static_cast<int64_t>(format.fraction);
  int64_t shift = unit - exponent;
  uint64_t kept = 0;
  if (shift <= 0) {
    kept = mantissa << -shift;
  } else if (shift <= 64) {
    kept = shift == 64 ? 0 : mantissa >> shift;
    uint64_t half = uint64_t{1} << (shift - 1);
    uint64_t rest = shift == 64 ? mantissa : mantissa & (2 * half - 1);
    if (rest > half || (rest == half && (sticky || (kept & 1) != 0)))
      ++kept;
  }
  // A carry out of the fraction raises the exponent by itself.
  uint64_t bits = kept;
  if (normal)
    bits += static_cast<uint64_t>(top - format.min_exponent) << format.fraction;
  return bits >= format.infinity() ? kOutOfRange : ParsedNumber{NumberStatus::Ok, bits};
}

// The exponent's value; clamped, far beyond where any literal that fits in memory needs it.
int64_t exponent_value(char sign, std::string_view digits) {
  constexpr int64_t kClamp = int64_t{1} << 60;
  int64_t value = 0;
  for (char c : digits)
    if (c != '_')
      value = std::min(value * 10 + digit_value(c), kClamp / 16);
  return sign == '-' ? -value : value;
}

// A literal without its sign and prefix: WHOLE [. FRACTION] [MARK [sign] EXPONENT].
struct FloatParts {
  std::string_view whole, fraction;
  int64_t exponent = 0;
};

// Splits all of `text`; the exponent's digits are decimal in either base. False: malformed.
bool split_float(std::string_view text, int base, std::string_view mark,
                 std::string_view upper_mark, FloatParts &parts) {
  parts.whole = take_digits(text, base);
  if (parts.whole.empty())
    return false;
  if (take_prefix(text, "."))
    parts.fraction = take_digits(text, base);
  if (take_prefix(text, mark) || take_prefix(text, upper_mark)) {
    char sign = take_sign(text);
    std::string_view digits = take_digits(text, 10);
    if (digits.empty())
      return false;
    parts.exponent = exponent_value(sign, digits);
  }
  return text.empty();
}

ParsedNumber parse_hex_float(std::string_view text, const Format &format) {
  FloatParts parts;
  if (!split_float(text, 16, "p", "P", parts))
    return kMalformed;
  auto [whole, fraction, exponent] = parts;
  uint64_t mantissa = 0;
  bool sticky = false;
  auto add = [&](char c, bool in_fraction) {
    if (c == '_')
      return;
    if (mantissa >> 60 == 0) {
      mantissa = mantissa << 4 | static_cast<uint64_t>(digit_value(c));
      exponent -= in_fraction ? 4 : 0;
    } else {
      sticky |= c != '0';
      exponent += in_fraction ? 0 : 4;
    }
  };
  for (char c : whole)
    add(c, false);
  for (char c : fraction)
    add(c, true);
  return round(format, mantissa, exponent, sticky);
}

template <typename T> ParsedNumber convert_decimal(const std::string &text, int64_t magnitude) {
  T value = 0;
  auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
  // Out of range can be either too large or too small.
  if (error == std::errc::result_out_of_range)
    return magnitude > 0 ? kOutOfRange : ParsedNumber{NumberStatus::Ok, 0};
  if (error != std::errc() || end != text.data() + text.size())
    return kMalformed;
  if (value > std::numeric_limits<T>::max())
    return kOutOfRange;
  if constexpr (sizeof(T) == 4)
    return {NumberStatus::Ok, std::bit_cast<uint32_t>(value)};
  else
    return {NumberStatus::Ok, std::bit_cast<uint64_t>(value)};
}

ParsedNumber parse_decimal_float(std::string_view text, const Format &format) {
  FloatParts parts;
  if (!split_float(text, 10, "e", "E", parts))
    return kMalformed;
  auto [whole, fraction, exponent] = parts;
  // d.ddd * 10^x with a leading digit that is not zero, so that x is the order of magnitude.
  std::string digits;
  int64_t magnitude = exponent - 1;
  for (char c : whole)
    if (c != '_' && (c != '0' || !digits.empty())) {
      digits.push_back(c);
      ++magnitude;
    }
  for (char c : fraction)
    if (c != '_') {
      if (c == '0' && digits.empty())
        --magnitude;
      else
        digits.push_back(c);
    }
  if (digits.empty())
    return {NumberStatus::Ok, 0};
  // Beyond these neither format has a value other than zero.
  if (magnitude > 400)
    return kOutOfRange;
  if (magnitude < -400)
    return {NumberStatus::Ok, 0};
  digits.insert(1, ".");
  digits += "e" + std::to_string(magnitude);
  return format.width == 32 ? convert_decimal<float>(digits, magnitude)
                            : convert_decimal<double>(digits, magnitude);
}

} // namespace

ParsedNumber parse_nat(std::string_view text, uint64_t max) {
  int base = take_prefix(text, "0x") ? 16 : 10;
  std::string_view digits = take_digits(text, base);
  if (digits.empty() || !text.empty())
    return kMalformed;
  uint64_t value = 0;
  for (char c : digits) {
    if (c == '_')
      continue;
    if (__builtin_mul_overflow(value, static_cast<uint64_t>(base), &value) ||
        __builtin_add_overflow(value, static_cast<uint64_t>(digit_value(c)), &value))
      return kOutOfRange;
  }
  return value > max ? kOutOfRange : ParsedNumber{NumberStatus::Ok, value};
}

ParsedNumber parse_int(std::string_view text, unsigned width) {
  uint64_t mask = ~uint64_t{0} >> (64 - width);
  uint64_t half = uint64_t{1} << (width - 1);
  char sign = take_sign(text);
  ParsedNumber number = parse_nat(text, sign == '-' ? half : sign == '+' ? half - 1 : mask);
  if (sign == '-')
    number.bits = (~number.bits + 1) & mask;
  return number;
}

ParsedNumber parse_float(std::string_view text, unsigned width) {
  const Format &format = width == 32 ? kSingle : kDouble;
  char sign = take_sign(text);
  ParsedNumber number;
  if (text == "inf") {
    number = {NumberStatus::Ok, format.infinity()};
  } else if (text == "nan") {
    number = {NumberStatus::Ok, format.infinity() | uint64_t{1} << (format.fraction - 1)};
  } else if (take_prefix(text, "nan:")) {
    if (!text.starts_with("0x"))
      return kMalformed;
    number = parse_nat(text, (uint64_t{1} << format.fraction) - 1);
    if (number.status == NumberStatus::Ok && number.bits == 0)
      return kOutOfRange;
    number.bits |= format.infinity();
  } else if (take_prefix(text, "0x")) {
    number = parse_hex_float(text, format);
  } else {
    number = parse_decimal_float(text, format);
  }
  if (sign == '-')
    number.bits |= format.sign();
  return number;
}

} // namespace wexn::wasm
