// The decoder beyond what the official suite covers: what a Module holds, names, errors and their
// positions, features that are off.
#include "tests/unit/wasm_builder.h"
#include "wexnc/wasm/instr.h"

#include <gtest/gtest.h>

namespace wexn::wasm {
namespace {

using namespace test;

const Bytes kNullary = func_type({}, {});

Bytes custom(std::string_view title, const Bytes &contents) {
  return section(0, concat({name(title), contents}));
}

Bytes named(uint8_t subsection, const Bytes &map) { return concat({{subsection}, sized(map)}); }

Bytes entry(uint32_t index, std::string_view text) { return concat({uleb(index), name(text)}); }

TEST(WasmDecode, EmptyModule) {
  const Bytes bytes = module({});
  Result<Module> m = check(bytes);
  ASSERT_TRUE(m.ok());
  EXPECT_TRUE(m->funcs.empty());
  EXPECT_FALSE(m->start.has_value());
}

TEST(WasmDecode, BodiesAreRangesOfTheFile) {
  const Bytes bytes = one_function({kNullary}, {0x01, 0x0B});
  Result<Module> m = check(bytes);
  ASSERT_TRUE(m.ok());
  const Func &func = m->funcs[0];
  EXPECT_EQ(func.body.data(), bytes.data() + func.body_offset);
  EXPECT_EQ(Bytes(func.body.begin(), func.body.end()), (Bytes{0, 0x01, 0x0B}));
  EXPECT_EQ(m->code_offset + 2, func.body_offset); // a count and a size before it
}

TEST(WasmDecode, IndexSpacesStartWithImports) {
  const Bytes imports =
      vec({concat({name("m"), name("g"), {3, 0x7F, 0}}), concat({name("m"), name("f"), {0, 0}}),
           concat({name("m"), name("h"), {3, 0x7E, 1}})});
  const Bytes bytes =
      module({section(kTypeSection, vec({kNullary})), section(kImportSection, imports),
              section(kGlobalSection, vec({{0x7F, 0, 0x23, 0, 0x0B}}))});
  Result<Module> m = check(bytes);
  ASSERT_TRUE(m.ok());
  EXPECT_EQ(m->num_imported_globals, 2u);
  EXPECT_EQ(m->num_imported_funcs, 1u);
  EXPECT_EQ(m->imports[2].index, 1u);
  EXPECT_EQ(m->globals[1].import, 2u);
  EXPECT_TRUE(m->globals[1].type.mutable_);
  EXPECT_FALSE(m->globals[2].import.has_value());
  EXPECT_EQ(m->globals[2].init.bytes.size(), 3u);
}

TEST(WasmDecode, Names) {
  const Bytes names =
      concat({named(0, name("mod")), named(1, vec({entry(0, "run"), entry(7, "gone")})),
              named(2, vec({concat({uleb(0), vec({entry(0, "x"), entry(1, "y")})})})),
              named(7, vec({entry(0, "counter")}))});
  const Bytes bytes = one_function({kNullary}, {0x0B}, {1, 2, 0x7F},
                                   {section(kGlobalSection, vec({{0x7F, 0, 0x41, 0, 0x0B}}))});
  Result<Module> m = check(concat({bytes, custom("name", names)}));
  ASSERT_TRUE(m.ok());
  EXPECT_EQ(m->names.module, "mod");
  EXPECT_EQ(m->names.funcs, (std::map<uint32_t, std::string>{{0, "run"}}));
  EXPECT_EQ(m->names.locals[0][1], "y");
  EXPECT_EQ(m->names.globals[0], "counter");
}

TEST(WasmDecode, DamagedNamesAreNoError) {
  const Bytes good = named(1, vec({entry(0, "run")}));
  for (const Bytes &damaged :
       {named(2, {0xFF, 0xFF, 0xFF, 0xFF, 0x0F}), Bytes{1, 0x7F}, Bytes{1},
        named(7, {1, 0, 2, 0xFF, 0xFF}), named(2, vec({concat({uleb(0), uleb(UINT32_MAX)})}))}) {
    Result<Module> m =
        check(concat({one_function({kNullary}, {0x0B}), custom("name", concat({good, damaged}))}));
    ASSERT_TRUE(m.ok());
    EXPECT_EQ(m->names.funcs[0], "run") << "what came before the damage counts";
  }
}

TEST(WasmDecode, CustomSections) {
  const Bytes bytes = concat({module({}), custom("a", {1, 2}), custom("b", {})});
  Result<Module> m = check(bytes);
  ASSERT_TRUE(m.ok());
  ASSERT_EQ(m->customs.size(), 2u);
  EXPECT_EQ(m->customs[0].name, "a");
  EXPECT_EQ(bytes[m->customs[0].offset], 1);
  EXPECT_FALSE(check(concat({module({}), custom("\xC0\x80", {})})).ok());
}

TEST(WasmDecode, ErrorsHaveOffsetAndFunction) {
  const Bytes names = named(1, vec({entry(0, "run")}));
  const Bytes bytes = one_function({kNullary}, {0x01, 0xFF, 0x0B});
  Result<Module> anonymous = check(bytes);
  ASSERT_FALSE(anonymous.ok());
  EXPECT_EQ(anonymous.error().id, ErrorId::IllegalOpcode);
  EXPECT_EQ(anonymous.error().function, "0");
  EXPECT_EQ(bytes[*anonymous.error().offset], 0xFF);
  Result<Module> with_name = check(concat({bytes, custom("name", names)}));
  ASSERT_FALSE(with_name.ok());
  EXPECT_EQ(with_name.error().function, "run");
}

TEST(WasmDecode, EveryTruncationIsRefused) {
  // Each kind of section once; no prefix of this ends at the end of a section that can be the last.
  const Bytes bytes = one_function(
      {kNullary}, {0x02, 0x40, 0x41, 1, 0x0D, 0, 0x0B, 0x0B}, {1, 1, 0x7F},
      {section(kTableSection, vec({{0x70, 0, 1}})), section(kMemorySection, vec({{1, 1, 2}})),
       section(kGlobalSection, vec({{0x7F, 0, 0x41, 0, 0x0B}})),
       section(kExportSection, vec({concat({name("f"), {0, 0}})})),
       section(kElemSection, vec({{0, 0x41, 0, 0x0B, 1, 0}}))});
  ASSERT_TRUE(check(bytes).ok());
  size_t accepted = 0;
  for (size_t size = 0; size < bytes.size(); ++size)
    accepted += check(Bytes(bytes.begin(), bytes.begin() + static_cast<ptrdiff_t>(size))).ok();
  EXPECT_EQ(accepted, 2u) << "after the header, and after the types";
}

struct Gated {
  Feature feature;
  Bytes bytes;
};

TEST(WasmDecode, FeaturesThatAreOff) {
  const Bytes eh_tag = section(kTagSection, vec({{0, 0}}));
  const Bytes memory = section(kMemorySection, vec({{3, 1, 1}}));
  const Gated cases[] = {
      {Feature::Simd, one_function({kNullary}, {0x41, 0, 0xFD, 17, 0x1A, 0x0B})},
      {Feature::RelaxedSimd,
       one_function({kNullary}, concat({{0x00, 0xFD}, uleb(0x100), {0x1A, 0x0B}}))},
      {Feature::TailCall, one_function({kNullary}, {0x12, 0, 0x0B})},
      {Feature::ExtendedConst,
       module({section(kGlobalSection, vec({{0x7F, 0, 0x41, 1, 0x41, 2, 0x6A, 0x0B}}))})},
      {Feature::FunctionReferences,
       module({section(kTypeSection, vec({{0x60, 1, 0x64, 0x70, 0}}))})},
      {Feature::Gc, module({section(kTypeSection, vec({{0x5F, 0}}))})},
      {Feature::MultiMemory, module({section(kMemorySection, vec({{0, 1}, {0, 1}}))})},
      {Feature::Memory64, module({section(kMemorySection, vec({{4, 1}}))})},
      {Feature::Exceptions, one_function({kNullary}, {0x1F, 0x40, 0, 0x0B, 0x0B})},
      {Feature::Exnref, one_function({kNullary}, {0x00, 0x0A, 0x0B})},
      {Feature::LegacyExceptions, one_function({kNullary}, {0x06, 0x40, 0x19, 0x0B, 0x0B})},
      {Feature::Threads, module({memory})},
  };
  for (const Gated &gated : cases) {
    const std::string flag = feature_flag(gated.feature);
    EXPECT_TRUE(check(gated.bytes).ok()) << flag;
    Features without;
    without.set(gated.feature, false);
    Result<Module> result = check(gated.bytes, without);
    ASSERT_FALSE(result.ok()) << flag;
    EXPECT_EQ(result.error().feature, flag);
    EXPECT_NE(result.error().detail.find("--enable-" + flag), std::string::npos);
  }
  // Tags and throw are in both proposals of exception handling.
  const Bytes throws = one_function({kNullary}, {0x08, 0, 0x0B}, {0}, {eh_tag});
  Features legacy;
  legacy.set(Feature::Exceptions, false);
  EXPECT_TRUE(check(throws, legacy).ok());
  legacy.set(Feature::LegacyExceptions, false);
  EXPECT_FALSE(check(throws, legacy).ok());
}

TEST(WasmDecode, FlagsLeadBackToFeatures) {
  for (size_t i = 0; i < static_cast<size_t>(Feature::Count_); ++i) {
    const auto feature = static_cast<Feature>(i);
    EXPECT_EQ(feature_by_flag(feature_flag(feature)), feature);
  }
  EXPECT_FALSE(feature_by_flag("no-such-proposal").has_value());
}

TEST(WasmDecode, EveryOpcodeIsFoundByItsCode) {
  for (size_t i = 0; i < kOpcodeCount; ++i) {
    const auto op = static_cast<Opcode>(i);
    const OpcodeInfo &info = opcode_info(op);
    Bytes bytes = info.prefix ? concat({{info.prefix}, uleb(info.code)})
                              : Bytes{static_cast<uint8_t>(info.code)};
    // Enough zeros for any immediates, except for heap types, where zero is a type index.
    bytes.resize(bytes.size() + 32);
    Cursor in(bytes, 0);
    Instr instr;
    Error error;
    ASSERT_TRUE(decode_instr(in, Features::all(), instr, error))
        << info.text << ": " << error_text(error.id);
    EXPECT_EQ(instr.op, op) << info.text;
  }
}

} // namespace
} // namespace wexn::wasm
