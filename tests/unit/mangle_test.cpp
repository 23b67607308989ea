// The rule that turns Wasm names into C identifiers, and that different names stay different.
#include "wexnc/support/mangle.h"

#include <gtest/gtest.h>

#include <map>
#include <random>

namespace wexn {
namespace {

TEST(Mangle, KeepsIdentifiersAndEscapesTheRest) {
  EXPECT_EQ(mangle("add_2"), "add_2");
  EXPECT_EQ(mangle("a b*/"), "a_x20b_x2a_x2f");
  EXPECT_EQ(mangle("wasi:http/types#drop"), "wasi_x3ahttp_x2ftypes_x23drop");
  EXPECT_EQ(mangle("\xc3\xa4"), "_xc3_xa4");
  EXPECT_EQ(mangle(std::string_view("\0", 1)), "_x00");
}

TEST(Mangle, EscapesUnderscoresThatLookLikeEscapes) {
  EXPECT_EQ(mangle("_x41"), "_x5fx41");
  EXPECT_EQ(mangle("_x4"), "_x4");
  EXPECT_EQ(mangle("_xg0"), "_xg0");
  EXPECT_EQ(mangle("_X41"), "_X41");
}

TEST(Mangle, ExportsAvoidTheInterfacesOwnNames) {
  EXPECT_EQ(export_symbol("lib", "add"), "lib_add");
  EXPECT_EQ(export_symbol("lib", ""), "lib_");
  EXPECT_EQ(export_symbol("lib", "module"), "lib__x6dodule");
  EXPECT_EQ(export_symbol("lib", "instance"), "lib__x69nstance");
}

TEST(Mangle, MembersAvoidKeywords) {
  EXPECT_EQ(member_name("env"), "env");
  EXPECT_EQ(member_name("new"), "_x6eew");
  EXPECT_EQ(member_name("int"), "_x69nt");
  EXPECT_EQ(member_name("errno"), "_x65rrno");
  EXPECT_EQ(member_name("2d"), "_x32d");
  EXPECT_EQ(member_name("__FILE__"), "_x5f_FILE__");
  EXPECT_EQ(member_name(""), "_x5f");
}

// Names made of the pieces that matter to the rule; two of them must never meet.
TEST(Mangle, DifferentNamesStayDifferent) {
  const std::string pieces[] = {"_",   "x", "5f",   "a",      "41", "n",
                                "new", " ", "_x5f", "module", "Z",  "\xff"};
  std::mt19937 random(1);
  std::map<std::string, std::string> exports, members;
  for (int i = 0; i < 20000; ++i) {
    std::string name;
    for (unsigned n = random() % 5; n > 0; --n)
      name += pieces[random() % std::size(pieces)];
    EXPECT_EQ(exports.emplace(export_symbol("m", name), name).first->second, name);
    EXPECT_EQ(members.emplace(member_name(name), name).first->second, name);
  }
  EXPECT_GT(members.size(), 1000u);
}

} // namespace
} // namespace wexn
