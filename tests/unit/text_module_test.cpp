// Modules of the text format: abbreviations mean what they stand for, indices and types are
// resolved, errors say where they are, and offsets lead back to lines.
#include "wexnc/wasm/binary/decode.h"
#include "wexnc/wasm/text/text.h"

#include <gtest/gtest.h>

namespace wexn::wasm {
namespace {

std::string describe(const Error &error) {
  return std::to_string(error.line) + ":" + std::to_string(error.column) + ": " +
         error_text(error.id) + (error.detail.empty() ? "" : ": " + error.detail);
}

std::string error_of(std::string_view source) {
  const Result<TextModule> module = parse_wat(source);
  return module.ok() ? "accepted" : describe(module.error());
}

// A parsed module that lives as long as its bytes.
struct Parsed {
  explicit Parsed(std::string_view source) {
    Result<TextModule> parsed = parse_wat(source);
    EXPECT_TRUE(parsed.ok()) << describe(parsed.error()) << "\n" << source;
    if (!parsed.ok())
      return;
    text = std::move(*parsed);
    Result<Module> decoded = decode_and_validate(text.bytes, Features());
    EXPECT_TRUE(decoded.ok()) << error_text(decoded.error().id) << ": " << decoded.error().detail
                              << "\n"
                              << source;
    if (decoded.ok())
      module = std::move(*decoded);
  }
  TextModule text;
  Module module;
};

// Both texts must have the same sections, leaving custom ones aside.
void expect_same(std::string_view a, std::string_view b) {
  const auto sections = [](const std::vector<uint8_t> &bytes) {
    std::string out;
    for (size_t at = 8; at < bytes.size();) {
      const size_t start = at++;
      size_t size = 0;
      for (unsigned shift = 0;; shift += 7) {
        size |= static_cast<size_t>(bytes[at] & 0x7F) << shift;
        if ((bytes[at++] & 0x80) == 0)
          break;
      }
      at += size;
      if (bytes[start] != 0)
        out.append(bytes.begin() + static_cast<ptrdiff_t>(start),
                   bytes.begin() + static_cast<ptrdiff_t>(at));
    }
    return out;
  };
  const Parsed left(a), right(b);
  EXPECT_EQ(sections(left.text.bytes), sections(right.text.bytes)) << a << "\n" << b;
}

TEST(TextModule, EmptyForms) {
  for (const char *source : {"", "(module)", "(module $m)", ";; nothing\n", "(module quote \"\")",
                             "(module binary \"\\00asm\" \"\\01\\00\\00\\00\")"})
    EXPECT_EQ(Parsed(source).module.types.size(), 0u) << source;
}

TEST(TextModule, InlineImportsAndExports) {
  expect_same(R"((module (func $f (export "a") (export "b") (import "m" "n") (param i32))))",
              R"((module (import "m" "n" (func $f (param i32)))
                         (export "a" (func $f)) (export "b" (func 0))))");
  expect_same(R"((module (memory (export "m") (import "a" "b") 1 2)
                         (table (import "a" "c") 1 funcref)
                         (global (import "a" "d") (mut i32))
                         (tag (import "a" "e") (param i32))))",
              R"((module (import "a" "b" (memory 1 2)) (import "a" "c" (table 1 funcref))
                         (import "a" "d" (global (mut i32))) (import "a" "e" (tag (param i32)))
                         (export "m" (memory 0))))");
}

TEST(TextModule, InlineSegments) {
  expect_same(R"((module (memory (data "ab" "c")) (memory i64 (data))))",
              R"((module (memory 1 1) (memory i64 0 0) (data (i32.const 0) "abc")
                         (data (memory 1) (offset i64.const 0))))");
  expect_same(R"((module (func $f) (table funcref (elem $f 0)) (table $t i64 funcref (elem $f))
                         (table funcref (elem (ref.func $f) (item ref.null func)))))",
              R"((module (func $f) (table 2 2 funcref) (table $t i64 1 1 funcref)
                         (table 2 2 funcref)
                         (elem (i32.const 0) func $f $f)
                         (elem (table $t) (offset (i64.const 0)) func $f)
                         (elem (table 2) (i32.const 0) funcref (ref.func $f) (ref.null func))))");
  // Indices stand for (ref.func), which are not of the table's type: they must become expressions.
  expect_same(R"((module (type $t (func)) (func $f (type $t)) (table (ref null $t) (elem $f))))",
              R"((module (type $t (func)) (func $f) (table 1 1 (ref null $t))
                         (elem (table 0) (i32.const 0) (ref null $t) (ref.func $f))))");
}

TEST(TextModule, InlineSegmentsCountAmongTheOthers) {
  Parsed parsed(R"((module (data $a "x") (memory (data "y")) (data $b "z")
                           (func (data.drop $a) (data.drop $b))))");
  ASSERT_EQ(parsed.module.datas.size(), 3u);
  EXPECT_EQ(parsed.module.datas[2].mode, SegmentMode::Passive);
  EXPECT_EQ(parsed.module.data_count, 3u);
  expect_same(R"((module (data $a "x") (memory (data "y")) (data $b "z") (func (data.drop $b))))",
              R"((module (data $a "x") (memory (data "y")) (data $b "z") (func (data.drop 2))))");
}

TEST(TextModule, TypeUses) {
  // Types that no type section has are added behind those that it has, each once.
  Parsed parsed(R"((module (func (param i32)) (func (param i64)) (func (param i32))
                           (type $t (func (param i64))) (func (type $t) (param $x i64))))");
  ASSERT_EQ(parsed.module.types.size(), 2u);
  EXPECT_EQ(parsed.module.funcs[0].type, 1u);
  EXPECT_EQ(parsed.module.funcs[1].type, 0u);
  EXPECT_EQ(parsed.module.funcs[2].type, 1u);
  EXPECT_EQ(parsed.module.funcs[3].type, 0u);
  // Only final types without a supertype, alone in their group, are the same as an inline one.
  Parsed subtypes(R"((module (type (sub (func))) (rec (type (func)) (type (struct))) (func)))");
  EXPECT_EQ(subtypes.module.funcs[0].type, 3u);
  EXPECT_EQ(error_of("(type (func)) (func (type 0) (param i32))"),
            "1:30: inline function type: does not match type 0");
  EXPECT_EQ(error_of("(func (type $x))"), "1:13: unknown type: $x");
}

TEST(TextModule, ForwardReferences) {
  Parsed parsed(R"((module (start $f) (export "f" (func $f)) (elem declare func $f)
                           (func (call $f) (drop (global.get $g))) (func $f)
                           (global $g i32 (i32.const 0))
                           (rec (type $a (struct (field (ref null $b))))
                                (type $b (struct (field $x (ref null $a)))))))");
  EXPECT_EQ(parsed.module.start, 1u);
}

TEST(TextModule, Names) {
  Parsed parsed(R"((module $"a module" (@name "M")
                     (type $t (struct (field $x i32) (field i32)))
                     (func $f (@name "display name") (param $p i32) (param i32) (local $l i32)
                       (local.set $l (local.get $p)))
                     (table $tab 0 funcref) (memory $mem 0) (global $g i32 (i32.const 0))
                     (elem $e func) (data $d "") (tag $tag)))");
  const Names &names = parsed.module.names;
  EXPECT_EQ(parsed.text.name, "$a module");
  EXPECT_EQ(names.module, "M");
  EXPECT_EQ(names.funcs.at(0), "display name");
  EXPECT_EQ(names.locals.at(0).at(0), "p");
  EXPECT_EQ(names.locals.at(0).at(2), "l");
  EXPECT_EQ(names.types.at(0), "t");
  EXPECT_EQ(names.tables.at(0), "tab");
  EXPECT_EQ(names.memories.at(0), "mem");
  EXPECT_EQ(names.globals.at(0), "g");
  EXPECT_EQ(names.elems.at(0), "e");
  EXPECT_EQ(names.datas.at(0), "d");
  EXPECT_EQ(names.tags.at(0), "tag");
}

TEST(TextModule, CustomSections) {
  Parsed parsed(R"((module (@custom "A" "aaa") (type (func)) (@custom "B" (before type) "b" "c")
                           (@custom "C" (after type)) (@custom "D" (before first) "\00")
                           (func (type 0)) (@custom "E" (after last) "e")))");
  std::string order;
  for (const CustomSection &section : parsed.module.customs)
    order += std::string(section.name) + std::to_string(section.bytes.size()) + " ";
  EXPECT_EQ(order, "D1 B2 C0 A3 E1 ");
  EXPECT_EQ(error_of("(func (@custom \"x\"))"), "1:7: misplaced annotation");
  EXPECT_EQ(error_of("(@custom x)"), "1:1: malformed annotation: @custom: missing section name");
}

TEST(TextModule, BranchHints) {
  Parsed parsed(R"((module (func $f (param i32) (local i64)
                     (@metadata.code.branch_hint "\01") (if (local.get 0) (then))
                     (block local.get 0 (@metadata.code.branch_hint "\00") br_if 0))))");
  ASSERT_FALSE(parsed.module.customs.empty());
  const CustomSection &section = parsed.module.customs[0];
  EXPECT_EQ(section.name, "metadata.code.branch_hint");
  const std::vector<uint8_t> bytes(section.bytes.begin(), section.bytes.end());
  // One function, number 0, two hints. Locals take 3 bytes, then: local.get 0 (2), if (2 and end
  // 1), block (2), local.get 0 (2), br_if.
  EXPECT_EQ(bytes, (std::vector<uint8_t>{1, 0, 2, 5, 1, 1, 12, 1, 0}));
}

TEST(TextModule, Errors) {
  EXPECT_EQ(error_of("(module\n  (func\n    i32.ad))"),
            "3:5: unknown operator: i32.ad (expected instruction)");
  EXPECT_EQ(error_of("(module (func (local.get $x)))"), "1:26: unknown local: $x");
  EXPECT_EQ(error_of("(module (func $f) (func $f))"), "1:25: duplicate identifier: function $f");
  EXPECT_EQ(error_of("(module (func (param $x i32) (local $x i32)))"),
            "1:37: duplicate identifier: local $x");
  EXPECT_EQ(error_of("(module (type (struct (field $x i32) (field $x i32))))"),
            "1:45: duplicate identifier: field $x");
  EXPECT_EQ(error_of("(func) (import \"\" \"\" (func))"), "1:16: import after definition: func");
  EXPECT_EQ(error_of("(func) (start 0) (start 0)"), "1:18: multiple start sections");
  EXPECT_EQ(error_of("(module"), "1:8: unexpected token: end of text (expected ')')");
  EXPECT_EQ(error_of("(module) x"), "1:10: unknown operator: x (expected end of text)");
  EXPECT_EQ(error_of("(module) (module)"), "1:10: unexpected token: ( (expected end of text)");
  EXPECT_EQ(error_of("(module quote \"(module quote)\")").substr(0, 21), "1:9: unexpected token");
  EXPECT_EQ(error_of("(func (i32.const 4294967296))"), "1:18: constant out of range: 4294967296");
  EXPECT_EQ(error_of("(export \"\\ff\" (func 0))"), "1:9: malformed UTF-8 encoding");
  const Result<TextModule> module = parse_wat("(func) (func $named (nop nop))");
  ASSERT_FALSE(module.ok());
  EXPECT_EQ(module.error().function, "named");
}

TEST(TextModule, OffsetsLeadToLines) {
  const Parsed parsed(
      "(module\n (func $f (result i32)\n  (i32.add\n   (i32.const 1)\n   (i32.const "
      "2))\n  )\n (global i32\n  i32.const 7))");
  const Func &func = parsed.module.funcs[0];
  std::vector<std::pair<uint32_t, uint32_t>> places;
  // locals (1), i32.const 1 (2), i32.const 2 (2), i32.add, end
  for (const uint64_t at : {1u, 3u, 5u, 6u}) {
    const SourcePos pos = source_position(parsed.text, func.body_offset + at);
    places.emplace_back(pos.line, pos.column);
  }
  EXPECT_EQ(places, (std::vector<std::pair<uint32_t, uint32_t>>{{4, 5}, {5, 5}, {3, 4}, {6, 3}}));
  const SourcePos init = source_position(parsed.text, parsed.module.globals[0].init.offset);
  EXPECT_EQ(init.line, 8u);
  EXPECT_EQ(init.column, 3u);
  EXPECT_EQ(source_position(parsed.text, 0).line, 0u);
  for (size_t i = 1; i < parsed.text.offsets.size(); ++i)
    EXPECT_LE(parsed.text.offsets[i - 1].offset, parsed.text.offsets[i].offset);
}

TEST(TextModule, LimitsAndPages) {
  Parsed parsed("(module (memory i64 0x1_0 0x2_0) (memory 1 2 shared) (table i64 1 funcref))");
  EXPECT_TRUE(parsed.module.memories[0].type.limits.is64);
  EXPECT_EQ(parsed.module.memories[0].type.limits.min, 16u);
  EXPECT_EQ(parsed.module.memories[0].type.limits.max, 32u);
  EXPECT_TRUE(parsed.module.memories[1].type.limits.shared);
  EXPECT_TRUE(parsed.module.tables[0].type.limits.is64);
}

} // namespace
} // namespace wexn::wasm
