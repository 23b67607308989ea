// Names of C++ types, as type_info has them, to text: known ones, and any bytes.
#include "runtime/wasi/cxx_type_name.h"

#include <gtest/gtest.h>
#include <random>
#include <string>

using namespace wexn::wasi;

static std::string name(std::string_view mangled) {
  BoundedText out;
  return cxx_type_name(mangled, out) ? std::string(out.view()) : "-";
}

TEST(CxxTypeName, Types) {
  EXPECT_EQ(name("i"), "int");
  EXPECT_EQ(name("PKc"), "char const*");
  EXPECT_EQ(name("5Error"), "Error");
  EXPECT_EQ(name("St13runtime_error"), "std::runtime_error");
  EXPECT_EQ(name("NSt3__112system_errorE"), "std::system_error");
  EXPECT_EQ(name("N3app3net7TimeoutE"), "app::net::Timeout");
  EXPECT_EQ(name("*N12_GLOBAL__N_15ErrorE"), "(anonymous namespace)::Error");
  EXPECT_EQ(name("N3app5ErrorIiJcbEEE"), "app::Error<int, char, bool>");
  EXPECT_EQ(name("3BoxIS_IiEE"), "Box<Box<int>>");
  EXPECT_EQ(name("3BoxIN3app1AENS0_1BEE"), "Box<app::A, app::B>");
  EXPECT_EQ(name("5ArrayIiLi3ELb1EE"), "Array<int, 3, true>");
  EXPECT_EQ(name("NSt3__212basic_stringIcNS_11char_traitsIcEENS_9allocatorIcEEEE"),
            "std::basic_string<char, std::char_traits<char>, std::allocator<char>>");
  EXPECT_EQ(name("Ss"), "std::string");
  EXPECT_EQ(name("Dn"), "std::nullptr_t");
  EXPECT_EQ(name("PFivE"), "int ()*");
  EXPECT_EQ(name("A3_i"), "int [3]");
  EXPECT_EQ(name("Z4mainvE5Local"), "main()::Local");
  EXPECT_EQ(name("Z4mainvEUlvE_"), "main()::{lambda()}");
}

TEST(CxxTypeName, NotTypes) {
  for (const char *wrong : {"", "5Err", "N3app", "S_", "S5_", "St", "PK", "3BoxI", "99999999999a",
                            "T_", "i5Error", "XE", "N", "NE1aE", "DX", "A_i", "3BoxIL"})
    EXPECT_EQ(name(wrong), "-") << wrong;
  EXPECT_EQ(name(std::string(1000, 'P') + "i"), "-");
  EXPECT_EQ(name("1a" + std::string(600, 'I') + "i"), "-");
  // Each argument doubles the text.
  std::string bomb = "1aI";
  for (int i = 0; i < 30; i++)
    bomb += "1bIS_S_";
  EXPECT_EQ(name(bomb), "-");
}

TEST(CxxTypeName, AnyBytes) {
  std::mt19937 random(1);
  const std::string letters = "NSIEPKRLJZUvitacFAD_0123456789stbdo";
  for (int i = 0; i < 200000; i++) {
    std::string text;
    for (size_t n = random() % 40; n != 0; n--)
      text += random() % 16 == 0 ? static_cast<char>(random()) : letters[random() % letters.size()];
    BoundedText out;
    if (cxx_type_name(text, out))
      EXPECT_LE(out.size, BoundedText::SIZE);
  }
}
