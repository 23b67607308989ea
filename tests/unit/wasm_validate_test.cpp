// FuncValidator as the translator drives it: what it shows after each instruction. And types: which
// are equal, which are subtypes.
#include "tests/unit/wasm_builder.h"
#include "wexnc/wasm/match.h"
#include "wexnc/wasm/validate/func.h"

#include <gtest/gtest.h>

namespace wexn::wasm {
namespace {

using namespace test;

// Walks function 0 and calls `look(validator, instr)` after each instruction.
template <typename Look> void walk(const Bytes &bytes, Look look) {
  const Features features;
  Result<Module> m = decode_module(bytes, features);
  ASSERT_TRUE(m.ok());
  ASSERT_TRUE(validate_module(*m, features).ok());
  FuncValidator validator(*m, features, 0);
  ASSERT_TRUE(validator.begin().ok());
  Instr instr;
  while (!validator.done()) {
    Status status = validator.next(instr);
    ASSERT_TRUE(status.ok()) << error_text(status.error().id) << ": " << status.error().detail;
    look(validator, instr);
  }
}

// What the validator shows, in one line for each instruction.
std::vector<std::string> trace(const Bytes &bytes) {
  std::vector<std::string> lines;
  walk(bytes, [&](const FuncValidator &v, const Instr &instr) {
    std::string line = std::string(opcode_name(instr.op)) + " " + std::to_string(v.frames().size());
    if (!v.frames().empty())
      line += std::string(" ") + opcode_name(v.frames().back().op);
    line += v.reachable() ? " :" : " unreachable :";
    for (const ValType &type : v.operands())
      line += " " + type_name(type);
    lines.push_back(line);
  });
  return lines;
}

using Lines = std::vector<std::string>;

TEST(FuncValidator, ShowsTheStateAfterEachInstruction) {
  // (if (result i32) (local.get 0) (then (i32.const 1)) (else (unreachable)))
  const Bytes bytes = one_function({func_type({0x7F}, {0x7F})},
                                   {0x20, 0, 0x04, 0x7F, 0x41, 1, 0x05, 0x00, 0x0B, 0x0B});
  EXPECT_EQ(trace(bytes),
            (Lines{"local.get 1 block : i32", "if 2 if :", "i32.const 2 if : i32", "else 2 else :",
                   "unreachable 2 else unreachable :", "end 1 block : i32", "end 0 : i32"}));
}

TEST(FuncValidator, ShowsLegacyHandlers) {
  // (try (throw 0 (i32.const 1)) (catch 0 (drop)) (catch_all (rethrow 0)))
  const Bytes bytes =
      one_function({func_type({}, {}), func_type({0x7F}, {})},
                   {0x06, 0x40, 0x41, 1, 0x08, 0, 0x07, 0, 0x1A, 0x19, 0x09, 0, 0x0B, 0x0B}, {0},
                   {section(kTagSection, vec({{0, 1}}))});
  EXPECT_EQ(trace(bytes), (Lines{"try 2 try :", "i32.const 2 try : i32",
                                 "throw 2 try unreachable :", "catch 2 catch : i32",
                                 "drop 2 catch :", "catch_all 2 catch_all :",
                                 "rethrow 2 catch_all unreachable :", "end 1 block :", "end 0 :"}));
}

TEST(FuncValidator, CountsDelegateFromOutsideOfItsTry) {
  const auto delegate = [](uint8_t label) {
    return one_function({func_type({}, {})}, {0x06, 0x40, 0x18, label, 0x0B});
  };
  EXPECT_TRUE(check(delegate(0)).ok());
  Result<Module> outside = check(delegate(1));
  ASSERT_FALSE(outside.ok());
  EXPECT_EQ(outside.error().id, ErrorId::UnknownLabel);
}

TEST(FuncValidator, FillsInImmediates) {
  const Bytes tag = section(kTagSection, vec({{0, 1}}));
  // block (result i32 exnref) of type 2: try_table (catch_ref 0 0) end, unreachable
  const Bytes bytes = one_function(
      {func_type({}, {}), func_type({0x7F}, {}), func_type({}, {0x7F, 0x69})},
      {0x02, 2, 0x1F, 0x40, 1, 1, 0, 0, 0x0B, 0x00, 0x0B, 0x1A, 0x1A, 0x0B}, {0}, {tag});
  size_t seen = 0;
  walk(bytes, [&](const FuncValidator &, const Instr &instr) {
    if (instr.op != Opcode::TryTable)
      return;
    ++seen;
    ASSERT_EQ(instr.catches.size(), 1u);
    EXPECT_EQ(instr.catches[0].kind, CatchKind::CatchRef);
    EXPECT_EQ(instr.catches[0].label, 0u);
    EXPECT_EQ(instr.block.kind, BlockType::Kind::Empty);
  });
  EXPECT_EQ(seen, 1u);
}

TEST(FuncValidator, GivesAllLocals) {
  const Bytes bytes =
      one_function({func_type({0x7C}, {})}, {0x0B}, concat({{2}, uleb(2000), {0x7E}, {2, 0x7D}}));
  walk(bytes, [](const FuncValidator &v, const Instr &) {
    ASSERT_EQ(v.num_locals(), 2003u);
    EXPECT_EQ(v.local_type(0), kF64);
    EXPECT_EQ(v.local_type(2000), kI64);
    EXPECT_EQ(v.local_type(2002), kF32);
  });
}

TEST(FuncValidator, KnowsTheTypesOfManyLocals) {
  const auto get = [](uint32_t index, uint8_t result) {
    return one_function({func_type({}, {result})}, concat({{0x20}, uleb(index), {0x0B}}),
                        concat({{3, 1, 0x7D}, uleb(2000), {0x7E}, uleb(3000), {0x7F}}));
  };
  EXPECT_TRUE(check(get(0, 0x7D)).ok());
  EXPECT_TRUE(check(get(2000, 0x7E)).ok());
  EXPECT_TRUE(check(get(2001, 0x7F)).ok());
  EXPECT_TRUE(check(get(5000, 0x7F)).ok());
  EXPECT_FALSE(check(get(2000, 0x7F)).ok());
  EXPECT_EQ(check(get(5001, 0x7F)).error().id, ErrorId::UnknownLocal);
}

TEST(FuncValidator, ReferencesInUnreachableCodeStayReferences) {
  const auto body = [](const Bytes &code) { return one_function({func_type({}, {})}, code); };
  // unreachable ref.as_non_null, then i32.eqz or ref.is_null
  EXPECT_FALSE(check(body({0x00, 0xD4, 0x45, 0x1A, 0x0B})).ok());
  EXPECT_TRUE(check(body({0x00, 0xD4, 0xD1, 0x1A, 0x0B})).ok());
  EXPECT_FALSE(check(body({0x00, 0xD4, 0x41, 0, 0x1B, 0x1A, 0x0B})).ok()) << "select needs a type";
}

TEST(FuncValidator, ConstantExpressions) {
  const Features features;
  const Module m;
  const auto valid = [&](const Bytes &code, ValType type) {
    FuncValidator v(m, features, ConstExpr{code, 100}, type, 0);
    Instr instr;
    if (!v.begin().ok())
      return false;
    while (!v.done())
      if (!v.next(instr).ok())
        return false;
    return true;
  };
  EXPECT_TRUE(valid({0x41, 1, 0x41, 2, 0x6C, 0x0B}, kI32));
  EXPECT_FALSE(valid({0x41, 1, 0x0B}, kI64));
  EXPECT_FALSE(valid({0x41, 1, 0x45, 0x0B}, kI32)) << "i32.eqz is not constant";
  EXPECT_FALSE(valid({0x23, 0, 0x0B}, kI32)) << "no global is visible";
}

// Types only; the bodies do not matter.
Result<Module> types(const std::vector<Bytes> &defs) {
  return check(module({section(kTypeSection, vec(defs))}));
}

TEST(WasmTypes, GroupsAreEqualAsWholes) {
  const Bytes empty = {0x5F, 0};
  const Bytes pair = {0x4E, 2, 0x5F, 0, 0x5F, 0};
  // (rec (struct (ref null own))), twice, and once referring to the other
  Result<Module> m = types({empty,
                            empty,
                            pair,
                            pair,
                            {0x5F, 1, 0x63, 6, 0},
                            {0x5F, 1, 0x63, 7, 0},
                            {0x5F, 1, 0x63, 6, 0}});
  ASSERT_TRUE(m.ok());
  const auto canonical = [&](uint32_t i) { return m->types[i].canonical; };
  EXPECT_EQ(canonical(1), 0u);
  EXPECT_NE(canonical(2), 0u) << "in a larger group";
  EXPECT_NE(canonical(3), canonical(2)) << "another place in the group";
  EXPECT_EQ(canonical(4), canonical(2));
  EXPECT_EQ(canonical(5), canonical(3));
  EXPECT_EQ(canonical(7), canonical(6)) << "each refers to itself";
  EXPECT_NE(canonical(8), canonical(6)) << "refers to another type";
}

TEST(WasmTypes, Subtyping) {
  // 0: sub struct {}  1: sub 0 struct {i32}  2: func  3: final sub 1 struct {i32 mut i32}
  Result<Module> m = types({{0x50, 0, 0x5F, 0},
                            {0x50, 1, 0, 0x5F, 1, 0x7F, 0},
                            func_type({}, {}),
                            {0x4F, 1, 1, 0x5F, 2, 0x7F, 0, 0x7F, 1}});
  ASSERT_TRUE(m.ok());
  const auto sub = [&](ValType a, ValType b) { return matches(*m, a, b); };
  const auto ref = [](uint32_t i) { return ValType::ref(i, false); };
  EXPECT_TRUE(sub(ref(3), ref(0)));
  EXPECT_FALSE(sub(ref(0), ref(1)));
  EXPECT_TRUE(sub(ref(1), ValType::ref(0u, true)));
  EXPECT_FALSE(sub(ValType::ref(1u, true), ref(0))) << "null";
  EXPECT_TRUE(sub(ref(1), ValType::ref(HeapKind::Eq, false)));
  EXPECT_FALSE(sub(ref(2), ValType::ref(HeapKind::Any, false)));
  EXPECT_TRUE(sub(ref(2), kFuncRef));
  EXPECT_TRUE(sub(ValType::ref(HeapKind::None, false), ref(3)));
  EXPECT_FALSE(sub(ValType::ref(HeapKind::NoFunc, false), ref(3)));
  EXPECT_TRUE(sub(ValType::ref(HeapKind::NoExn, true), kExnRef));
  EXPECT_FALSE(sub(kExternRef, ValType::ref(HeapKind::Any, true)));
  EXPECT_FALSE(types({{0x5F, 0}, {0x50, 1, 0, 0x5F, 0}}).ok()) << "type 0 is final";
}

} // namespace
} // namespace wexn::wasm
