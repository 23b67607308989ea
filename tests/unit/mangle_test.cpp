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

TEST(Mangle, ExportsAvoidTheCLibraryAndMacros) {
  EXPECT_EQ(export_symbol("strtok", "r"), "strtok__x72");
  EXPECT_EQ(export_symbol("strtok", "rr"), "strtok_rr");
  EXPECT_EQ(export_symbol("size", "t"), "size__x74");
  EXPECT_EQ(export_symbol("va", "arg"), "va__x61rg");
  EXPECT_EQ(export_symbol("sa", "handler"), "sa__x68andler");
  EXPECT_EQ(export_symbol("lib", "t"), "lib_t");
  EXPECT_EQ(export_symbol("process", "vm_readv"), "process__x76m_readv");
  EXPECT_EQ(export_symbol("INT", "MAX"), "INT__x4dAX");
}

TEST(Mangle, ModulesAvoidTheCLibraryAndTheRuntime) {
  for (const char *name : {"clock", "pthread", "wexn", "wexn_rt", "Wexn", "WEXN_x", "init", "a_",
                           "__a", "_A", "query", "llvm"})
    EXPECT_TRUE(reserved_module_name(name)) << name;
  for (const char *name :
       {"lib", "my_clock", "clock_2", "wexnlib", "_1", "x", "a_b", "strtok", "llvm_x"})
    EXPECT_FALSE(reserved_module_name(name)) << name;
}

TEST(Mangle, ModulesWithUnderscoresAreSetApart) {
  EXPECT_EQ(export_symbol("a", "b_c"), "a_b_c");
  EXPECT_EQ(export_symbol("a_b", "c"), "a_b__c");
  EXPECT_EQ(export_symbol("a", "b__c"), "a_b_x5f_c");
  EXPECT_EQ(export_symbol("a", "__c"), "a___c");
  EXPECT_EQ(export_symbol("a", "b_ c"), "a_b_x5f_x20c");
}

TEST(Mangle, MembersAvoidKeywords) {
  EXPECT_EQ(member_name("env"), "env");
  EXPECT_EQ(member_name("new"), "_x6eew");
  EXPECT_EQ(member_name("int"), "_x69nt");
  EXPECT_EQ(member_name("errno"), "_x65rrno");
  EXPECT_EQ(member_name("2d"), "_x32d");
  EXPECT_EQ(member_name("__FILE__"), "_x5f_FILE__");
  EXPECT_EQ(member_name(""), "_x5f");
  EXPECT_EQ(member_name("NAN"), "_x4eAN");
  EXPECT_EQ(member_name("INT_MAX"), "_x49NT_MAX");
  EXPECT_EQ(member_name("st_atime"), "_x73t_atime");
  EXPECT_EQ(member_name("int32_t"), "_x69nt32_t");
  EXPECT_EQ(member_name("wexn_func"), "_x77exn_func");
  EXPECT_EQ(member_name("GOT.mem"), "GOT_x2emem");
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

// The same for the symbols of several modules in one program, and what every module has.
TEST(Mangle, SymbolsOfDifferentModulesStayDifferent) {
  const std::string pieces[] = {"_", "_", "_", "a", "b", "x5f", "new", "R", ".", "x20"};
  std::mt19937 random(1);
  auto make = [&](unsigned most, size_t of) {
    std::string name;
    for (unsigned n = random() % most; n > 0; --n)
      name += pieces[random() % of];
    return name;
  };
  std::map<std::string, std::pair<std::string, std::string>> symbols;
  for (int i = 0; i < 200000; ++i) {
    const std::string module = "a" + make(6, std::size(pieces) - 2),
                      name = make(6, std::size(pieces));
    if (reserved_module_name(module))
      continue;
    const auto same = std::make_pair(module, name);
    EXPECT_EQ(symbols.emplace(export_symbol(module, name), same).first->second, same);
    const auto own = std::make_pair(module, std::string("\1new"));
    EXPECT_EQ(symbols.emplace(symbol_prefix(module) + "new", own).first->second, own);
  }
  EXPECT_GT(symbols.size(), 50000u);
}

} // namespace
} // namespace wexn
