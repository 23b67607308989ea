// Modules that claim much: limits are enforced with their own error, and small inputs that stand
// for huge ones are answered quickly and without the memory they ask for.
#include "tests/unit/wasm_builder.h"
#include "wexnc/wasm/limits.h"

#include <gtest/gtest.h>

#include <chrono>

namespace wexn::wasm {
namespace {

using namespace test;

// Generous, for slow machines and sanitizers; what is tested would take minutes if done naively.
constexpr auto kQuick = std::chrono::seconds(20);

Result<Module> quickly(const Bytes &bytes) {
  const auto start = std::chrono::steady_clock::now();
  Result<Module> result = check(bytes);
  EXPECT_LT(std::chrono::steady_clock::now() - start, kQuick);
  return result;
}

ErrorId error_of(const Bytes &bytes) {
  Result<Module> result = quickly(bytes);
  EXPECT_FALSE(result.ok()) << "accepted";
  return result.ok() ? ErrorId{} : result.error().id;
}

TEST(WasmLimits, CountsBeyondTheBytes) {
  for (const uint8_t id :
       {kTypeSection, kImportSection, kFuncSection, kTableSection, kMemorySection, kTagSection,
        kGlobalSection, kExportSection, kElemSection, kDataSection})
    EXPECT_FALSE(quickly(module({section(id, uleb(90))})).ok()) << int(id);
  const Bytes huge = uleb(UINT32_MAX);
  EXPECT_EQ(error_of(module({section(kTypeSection, huge)})), ErrorId::LimitExceeded);
  EXPECT_EQ(error_of(module({section(kTypeSection, concat({{1, 0x60}, huge}))})),
            ErrorId::LengthOutOfBounds);
  EXPECT_EQ(error_of(module({concat({{kTypeSection}, huge, {0}})})), ErrorId::LengthOutOfBounds);
}

TEST(WasmLimits, BodyOfTwoGigabytesInAFewBytes) {
  const Bytes code = concat({{1}, uleb(0x7FFFFFFF), {0, 0x0B}});
  EXPECT_EQ(error_of(module({section(kTypeSection, vec({func_type({}, {})})),
                             section(kFuncSection, {1, 0}), section(kCodeSection, code)})),
            ErrorId::LengthOutOfBounds);
}

TEST(WasmLimits, Locals) {
  const std::vector<Bytes> types = {func_type({}, {})};
  const auto locals = [](uint64_t n) { return concat({{1}, uleb(n), {0x7F}}); };
  EXPECT_TRUE(quickly(one_function(types, {0x0B}, locals(50'000))).ok());
  EXPECT_EQ(error_of(one_function(types, {0x0B}, locals(50'001))), ErrorId::TooManyLocals);
  EXPECT_EQ(error_of(one_function(types, {0x0B}, locals(UINT32_MAX))), ErrorId::TooManyLocals);
}

// 50,000 functions of 8 bytes that declare 50,000 locals each.
TEST(WasmLimits, ManyFunctionsWithManyLocals) {
  constexpr size_t kFuncs = 50'000;
  const Bytes body = sized(concat({{1}, uleb(50'000), {0x7F, 0x0B}}));
  EXPECT_TRUE(quickly(module({section(kTypeSection, vec({func_type({}, {})})),
                              section(kFuncSection, concat({uleb(kFuncs), repeat({0}, kFuncs)})),
                              section(kCodeSection, concat({uleb(kFuncs), repeat(body, kFuncs)}))}))
                  .ok());
}

TEST(WasmLimits, ParametersAndResults) {
  const auto type = [](size_t params, size_t results) {
    return module(
        {section(kTypeSection, vec({func_type(Bytes(params, 0x7F), Bytes(results, 0x7F))}))});
  };
  EXPECT_TRUE(quickly(type(1000, 1000)).ok());
  EXPECT_EQ(error_of(type(1001, 0)), ErrorId::LimitExceeded);
  EXPECT_EQ(error_of(type(0, 1001)), ErrorId::LimitExceeded);
}

TEST(WasmLimits, BodySize) {
  const auto nops = [](size_t n) {
    return one_function({func_type({}, {})}, concat({Bytes(n, 0x01), {0x0B}}));
  };
  EXPECT_TRUE(quickly(nops(limit(Limit::BodySize) - 2)).ok());
  EXPECT_EQ(error_of(nops(limit(Limit::BodySize) - 1)), ErrorId::LimitExceeded);
}

TEST(WasmLimits, SubtypeDepth) {
  const auto chain = [](size_t types) {
    std::vector<Bytes> defs = {{0x50, 0, 0x5F, 0}};
    for (size_t i = 1; i < types; ++i)
      defs.push_back(concat({{0x50, 1}, uleb(i - 1), {0x5F, 0}}));
    return module({section(kTypeSection, vec(defs))});
  };
  EXPECT_TRUE(quickly(chain(64)).ok());
  EXPECT_EQ(error_of(chain(65)), ErrorId::LimitExceeded);
}

TEST(WasmLimits, MillionsOfTypes) {
  const auto types = [](size_t n) {
    return module({section(kTypeSection, concat({uleb(n), repeat(func_type({0x7F}, {}), n)}))});
  };
  Result<Module> most = quickly(types(1'000'000));
  ASSERT_TRUE(most.ok());
  EXPECT_EQ(most->types.back().canonical, 0u) << "they are all the same type";
  EXPECT_EQ(error_of(types(1'000'001)), ErrorId::LimitExceeded);
  // One group that claims all of them.
  EXPECT_FALSE(quickly(module({section(kTypeSection, concat({{1, 0x4E}, uleb(1'000'001)}))})).ok());
}

TEST(WasmLimits, Nesting) {
  const auto blocks = [](size_t depth) {
    return one_function({func_type({}, {})},
                        concat({repeat({0x02, 0x40}, depth), Bytes(depth + 1, 0x0B)}));
  };
  EXPECT_TRUE(quickly(blocks(100'000)).ok());
  EXPECT_EQ(error_of(blocks(2'000'000)), ErrorId::LimitExceeded);
}

// Each block of 2 bytes holds a thousand parameters and results.
TEST(WasmLimits, NestedBlocksWithManyParameters) {
  const Bytes thousand(1000, 0x7F);
  const Bytes code = concat({repeat({0x41, 0}, 1000), repeat({0x02, 1}, 1'000'000)});
  EXPECT_EQ(error_of(one_function({func_type({}, {}), func_type(thousand, thousand)}, code)),
            ErrorId::LimitExceeded);
}

// Each call of 2 bytes leaves a thousand values.
TEST(WasmLimits, CallsWithManyResults) {
  const Bytes thousand(1000, 0x7F);
  EXPECT_EQ(error_of(one_function({func_type({}, thousand)}, repeat({0x10, 0}, 3'000'000))),
            ErrorId::LimitExceeded);
}

TEST(WasmLimits, OperandsInUnreachableCode) {
  // array.new_fixed of 10,000 elements, again and again; there is nothing to pop.
  const Bytes allocate = concat({{0xFB, 8, 1}, uleb(10'000), {0x1A}});
  const Bytes code = concat({{0x00}, repeat(allocate, 1'000'000), {0x0B}});
  EXPECT_TRUE(quickly(one_function({func_type({}, {}), {0x5E, 0x7F, 1}}, code)).ok());
  const Bytes more = concat({{0xFB, 8, 1}, uleb(10'001), {0x1A}});
  EXPECT_EQ(error_of(one_function({func_type({}, {}), {0x5E, 0x7F, 1}}, more)),
            ErrorId::LimitExceeded);
}

TEST(WasmLimits, BranchTableWithMillionsOfTargets) {
  const Bytes thousand(1000, 0x7F);
  const Bytes table = concat({{0x0E}, uleb(5'000'000), Bytes(5'000'001, 0)});
  const Bytes code = concat({repeat({0x41, 0}, 1001), table, {0x0B}});
  EXPECT_TRUE(quickly(one_function({func_type({}, thousand)}, code)).ok());
  EXPECT_FALSE(
      quickly(one_function({func_type({}, {})}, concat({{0x00, 0x0E}, uleb(UINT32_MAX)}))).ok());
}

TEST(WasmLimits, ErrorsSayWhatTheLimitIs) {
  const Result<Module> result = check(module({section(kTypeSection, uleb(UINT32_MAX))}));
  ASSERT_FALSE(result.ok());
  EXPECT_NE(result.error().detail.find("1000000"), std::string::npos) << result.error().detail;
  EXPECT_EQ(result.error().offset, 10u);
}

} // namespace
} // namespace wexn::wasm
