// Objects of every target are read back and pass the check; damaged ones fail it, and never do
// more.
#include "objfmt/check.h"
#include "wexnc/compile.h"
#include "wexnc/inspect_model.h"
#include "wexnc/wasm/text.h"

#include <gtest/gtest.h>

#include <algorithm>

namespace wexn {
namespace {

constexpr const char *kModule = R"((module
  (import "env" "f" (func $f (param i32) (result i64)))
  (tag $t (param i32 f64)) (tag $u)
  (memory (export "memory") 1 3)
  (func (export "go") (param i32) (result i64)
    (block $all
      (block $h (result i32 f64)
        (try_table (catch $t $h) (catch_all $all)
          (return (call $f (local.get 0))))
        (unreachable))
      (drop) (drop))
    (i64.load (local.get 0)))
  (func (export "throw") (param i32) (throw $t (local.get 0) (f64.const 1)))))";

std::vector<uint8_t> compiled(std::string_view target) {
  auto text = wasm::parse_wat(kModule);
  EXPECT_TRUE(text.ok());
  Options options;
  options.input = "test.wat";
  options.target = target;
  options.module_name = "test";
  options.opt = OptLevel::O1;
  auto object = compile(options, text->bytes);
  if (!object.ok())
    ADD_FAILURE() << error_text(object.error().id) << ": " << object.error().detail;
  return object.ok() ? object->bytes : std::vector<uint8_t>();
}

class EveryTarget : public testing::TestWithParam<std::string_view> {};

TEST_P(EveryTarget, ReadsBackWhatWasCompiled) {
  std::vector<uint8_t> bytes = compiled(GetParam());
  EXPECT_EQ(objfmt::check_object(bytes), std::nullopt);
  auto object = objfmt::read_object(bytes);
  ASSERT_TRUE(object.ok()) << object.error().detail;
  auto info = describe(*object);
  ASSERT_TRUE(info.ok()) << info.error().detail;
  ASSERT_EQ(info->modules.size(), 1u);
  const ModuleInfo &m = info->modules[0];
  EXPECT_EQ(m.name, "test");
  ASSERT_EQ(m.imports.size(), 1u);
  EXPECT_EQ(m.imports[0].module, "env");
  EXPECT_EQ(m.imports[0].type, "(func (param i32) (result i64))");
  ASSERT_EQ(m.exports.size(), 3u);
  EXPECT_EQ(m.exports[1].name, "go");
  EXPECT_EQ(m.tags, (std::vector<std::string>{"(func (param i32 f64))", "(func)"}));
  EXPECT_EQ(m.memories, std::vector<std::string>{"1 3"});
  ASSERT_EQ(info->tables.functions_in_try, 1u);
  auto in_try = std::find_if(info->functions.begin(), info->functions.end(),
                             [](const FunctionInfo &f) { return !f.sites.empty(); });
  EXPECT_EQ(in_try->wasm_index, 1u);
  EXPECT_EQ(in_try->sites[0].clauses, (std::vector<std::string>{"catch 0", "catch_all"}));
}

// Any file that was cut off is refused with an error, or describes less; it never leads outside.
TEST_P(EveryTarget, SurvivesTruncation) {
  std::vector<uint8_t> bytes = compiled(GetParam());
  unsigned refused = 0;
  for (size_t size = 0; size < bytes.size(); size += 61) {
    std::vector<uint8_t> part(bytes.begin(), bytes.begin() + static_cast<long>(size));
    auto object = objfmt::read_object(part);
    refused += !object.ok() || !describe(*object).ok();
  }
  EXPECT_GT(refused, 5u);
}

INSTANTIATE_TEST_SUITE_P(Targets, EveryTarget,
                         testing::Values("x86_64-linux-gnu", "aarch64-linux-gnu",
                                         "x86_64-apple-macos", "arm64-apple-macos"));

TEST(Check, FindsAFunctionWithoutRow) {
  std::vector<uint8_t> bytes = compiled("x86_64-linux-gnu");
  auto object = objfmt::read_object(bytes);
  ASSERT_TRUE(object.ok());
  auto symbol = std::find_if(object->symbols.begin(), object->symbols.end(),
                             [](const objfmt::Symbol &s) { return s.function && s.size; });
  symbol->function = false;
  EXPECT_NE(objfmt::check_object(*object), std::nullopt);
  symbol->function = true;
  EXPECT_EQ(objfmt::check_object(*object), std::nullopt);
  symbol->size += unwind::kSizeUnit; // less could be padding
  EXPECT_NE(objfmt::check_object(*object).value_or("").find(symbol->name), std::string::npos);
}

TEST(Check, FindsAnUnknownUndefinedSymbol) {
  std::vector<uint8_t> bytes = compiled("x86_64-linux-gnu");
  std::string_view name = "wexn_rt_trap";
  auto at = std::search(bytes.begin(), bytes.end(), name.begin(), name.end());
  ASSERT_NE(at, bytes.end());
  *at = 'v';
  EXPECT_EQ(objfmt::check_object(bytes),
            "the object needs vexn_rt_trap, which no library of ours defines");
}

TEST(Check, RefusesOtherFiles) {
  EXPECT_FALSE(objfmt::read_object(std::vector<uint8_t>{0, 'a', 's', 'm'}).ok());
  EXPECT_FALSE(objfmt::read_object({}).ok());
}

} // namespace
} // namespace wexn
