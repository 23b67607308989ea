// Numeric literals of the text format: range, form, and the rounding of floats.
#include "wexnc/wasm/text/number.h"

#include <gtest/gtest.h>

#include <bit>
#include <cmath>
#include <cstdio>
#include <cstdlib>
#include <random>
#include <string>

namespace wexn::wasm {
namespace {

using Status = NumberStatus;

::testing::AssertionResult is(const ParsedNumber &number, uint64_t bits) {
  if (number.status != Status::Ok)
    return ::testing::AssertionFailure() << "not accepted";
  if (number.bits != bits)
    return ::testing::AssertionFailure() << std::hex << number.bits << " instead of " << bits;
  return ::testing::AssertionSuccess();
}

TEST(TextNumber, Naturals) {
  EXPECT_TRUE(is(parse_nat("0", 10), 0));
  EXPECT_TRUE(is(parse_nat("1_000", 1000), 1000));
  EXPECT_TRUE(is(parse_nat("0xFf_fF", 0xFFFF), 0xFFFF));
  EXPECT_TRUE(is(parse_nat("18446744073709551615", ~uint64_t{0}), ~uint64_t{0}));
  EXPECT_EQ(parse_nat("18446744073709551616", ~uint64_t{0}).status, Status::OutOfRange);
  EXPECT_EQ(parse_nat("11", 10).status, Status::OutOfRange);
  for (const char *text :
       {"", "_1", "1_", "1__0", "0x", "0x_1", "0X1", "+1", "-1", "1a", "a", "0b1"})
    EXPECT_EQ(parse_nat(text, 10).status, Status::Malformed) << text;
}

TEST(TextNumber, IntegersOfBothSignednesses) {
  EXPECT_TRUE(is(parse_int("4294967295", 32), 0xFFFFFFFF));
  EXPECT_TRUE(is(parse_int("-1", 32), 0xFFFFFFFF));
  EXPECT_TRUE(is(parse_int("-0x80000000", 32), 0x80000000));
  EXPECT_TRUE(is(parse_int("+2147483647", 32), 0x7FFFFFFF));
  EXPECT_TRUE(is(parse_int("-0", 64), 0));
  EXPECT_TRUE(is(parse_int("-9223372036854775808", 64), uint64_t{1} << 63));
  EXPECT_TRUE(is(parse_int("-128", 8), 0x80));
  EXPECT_TRUE(is(parse_int("255", 8), 0xFF));
  for (const char *text : {"4294967296", "-2147483649", "+2147483648"})
    EXPECT_EQ(parse_int(text, 32).status, Status::OutOfRange) << text;
  EXPECT_EQ(parse_int("-129", 8).status, Status::OutOfRange);
  for (const char *text : {"+", "-", "--1", "1.0", "- 1"})
    EXPECT_EQ(parse_int(text, 32).status, Status::Malformed) << text;
}

TEST(TextNumber, SpecialFloats) {
  EXPECT_TRUE(is(parse_float("inf", 32), 0x7F800000));
  EXPECT_TRUE(is(parse_float("-inf", 64), 0xFFF0000000000000));
  EXPECT_TRUE(is(parse_float("nan", 32), 0x7FC00000));
  EXPECT_TRUE(is(parse_float("-nan", 64), 0xFFF8000000000000));
  EXPECT_TRUE(is(parse_float("+nan:0x1", 32), 0x7F800001));
  EXPECT_TRUE(is(parse_float("nan:0x7f_ffff", 32), 0x7FFFFFFF));
  EXPECT_TRUE(is(parse_float("-nan:0xfffffffffffff", 64), 0xFFFFFFFFFFFFFFFF));
  for (const char *text : {"nan:0x0", "nan:0x800000"})
    EXPECT_EQ(parse_float(text, 32).status, Status::OutOfRange) << text;
  for (const char *text : {"nan:1", "nan:", "nan:0x", "Inf", "infinity", "nan:canonical"})
    EXPECT_EQ(parse_float(text, 32).status, Status::Malformed) << text;
}

TEST(TextNumber, FormsOfFloats) {
  for (const char *text : {"1", "1.", "1.0", "1e0", "1.e+0", "0x1", "0x1.", "0x1p0", "0x.8p1",
                           "10_0e-2", "0x1_0.0p-0_4"}) {
    const bool ok = std::string_view(text) != "0x.8p1";
    EXPECT_EQ(parse_float(text, 64).status, ok ? Status::Ok : Status::Malformed) << text;
    if (ok)
      EXPECT_TRUE(is(parse_float(text, 64), 0x3FF0000000000000)) << text;
  }
  for (const char *text : {".5", "1e", "1e+", "0x1p", "1_.0", "1._0", "1e_1", "0x1p1a", "1.0.0",
                           "e1", "0x", "1f", "1e1_"})
    EXPECT_EQ(parse_float(text, 64).status, Status::Malformed) << text;
}

TEST(TextNumber, HexFloatsRoundToNearestEven) {
  EXPECT_TRUE(is(parse_float("0x1.000001p0", 32), 0x3F800000)); // tie to even: down
  EXPECT_TRUE(is(parse_float("0x1.000003p0", 32), 0x3F800002)); // tie to even: up
  EXPECT_TRUE(is(parse_float("0x1.00000100000000000000000001p0", 32), 0x3F800001)); // sticky
  EXPECT_TRUE(is(parse_float("0x1.fffffffffffffp-1023", 64), 0x0010000000000000));
  EXPECT_TRUE(is(parse_float("0x1p-1074", 64), 1));
  EXPECT_TRUE(is(parse_float("0x1p-1075", 64), 0));
  EXPECT_TRUE(is(parse_float("0x1.0000000001p-1075", 64), 1));
  EXPECT_TRUE(is(parse_float("0x1.fffffefp127", 32), 0x7F7FFFFF));
  EXPECT_EQ(parse_float("0x1.ffffffp127", 32).status, Status::OutOfRange);
  EXPECT_EQ(parse_float("0x1p1024", 64).status, Status::OutOfRange);
  EXPECT_TRUE(is(parse_float("0x0p99999999999999999999", 64), 0));
  EXPECT_EQ(parse_float("0x1p99999999999999999999", 64).status, Status::OutOfRange);
  EXPECT_TRUE(is(parse_float("-0x1p-99999999999999999999", 64), uint64_t{1} << 63));
  // More digits than fit, with the exponent that makes up for them.
  EXPECT_TRUE(is(parse_float("0x1" + std::string(1000, '0') + "p-4000", 64), 0x3FF0000000000000));
  EXPECT_TRUE(is(parse_float("0x0." + std::string(999, '0') + "1p4000", 64), 0x3FF0000000000000));
}

TEST(TextNumber, DecimalFloatsRoundToNearestEven) {
  EXPECT_TRUE(is(parse_float("16777217", 32), 0x4B800000)); // 2^24 + 1: tie
  EXPECT_TRUE(is(parse_float("16777217.0000000000000000000000000001", 32), 0x4B800001));
  EXPECT_TRUE(is(parse_float("9007199254740993", 64), 0x4340000000000000));
  EXPECT_TRUE(is(parse_float("4.9e-324", 64), 1));
  EXPECT_TRUE(is(parse_float("2.4703282292062327e-324", 64), 0));
  EXPECT_TRUE(is(parse_float("2.4703282292062328e-324", 64), 1));
  EXPECT_TRUE(is(parse_float("3.4028234e38", 32), 0x7F7FFFFF));
  EXPECT_TRUE(is(parse_float("340282356779733661637539395458142568447", 32), 0x7F7FFFFF));
  EXPECT_EQ(parse_float("340282356779733661637539395458142568448", 32).status, Status::OutOfRange);
  EXPECT_EQ(parse_float("1.8e308", 64).status, Status::OutOfRange);
  EXPECT_EQ(parse_float("1e999999999999999999999", 64).status, Status::OutOfRange);
  EXPECT_TRUE(is(parse_float("0e999999999999999999999", 64), 0));
  EXPECT_TRUE(is(parse_float("-1e-999999999999999999999", 64), uint64_t{1} << 63));
  EXPECT_TRUE(is(parse_float("1" + std::string(1000, '0') + "e-1000", 64), 0x3FF0000000000000));
  EXPECT_TRUE(is(parse_float("0." + std::string(999, '0') + "1e1000", 64), 0x3FF0000000000000));
  // Rounded once, not by way of a double: just above the middle of two floats.
  EXPECT_TRUE(is(parse_float("1.00000017881393432617187500000000000001", 32), 0x3F800002));
  EXPECT_TRUE(is(parse_float("1.00000017881393432617187499999999999999", 32), 0x3F800001));
}

// The C library reads the same literals; it rounds correctly too.
TEST(TextNumber, AgreesWithTheCLibrary) {
  std::mt19937_64 random(1);
  for (int i = 0; i < 20000; ++i) {
    const uint64_t bits = random();
    const auto value = std::bit_cast<double>(bits);
    if (!std::isfinite(value))
      continue;
    char text[64];
    for (const char *format : {"%a", "%.17g", "%.9g", "%.3e", "%.8a"}) {
      std::snprintf(text, sizeof text, format, value);
      const double expected = std::strtod(text, nullptr);
      if (std::isinf(expected))
        EXPECT_EQ(parse_float(text, 64).status, Status::OutOfRange) << text;
      else
        EXPECT_TRUE(is(parse_float(text, 64), std::bit_cast<uint64_t>(expected))) << text;
      const float narrow = std::strtof(text, nullptr);
      if (std::isinf(narrow))
        EXPECT_EQ(parse_float(text, 32).status, Status::OutOfRange) << text;
      else
        EXPECT_TRUE(is(parse_float(text, 32), std::bit_cast<uint32_t>(narrow))) << text;
    }
    // Doubles in the range of floats, where the rounding of both widths matters.
    const double near_float =
        static_cast<double>(static_cast<float>(std::ldexp(
            static_cast<double>(random() >> 11), static_cast<int>(random() % 300) - 200))) *
        (1 + 0x1p-24);
    std::snprintf(text, sizeof text, "%.20e", near_float);
    const float narrow = std::strtof(text, nullptr);
    if (std::isfinite(narrow))
      EXPECT_TRUE(is(parse_float(text, 32), std::bit_cast<uint32_t>(narrow))) << text;
  }
}

} // namespace
} // namespace wexn::wasm
