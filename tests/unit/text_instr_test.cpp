// Instructions of the text format: every row of opcodes.def comes back from the decoder, folded
// forms mean the flat ones, and labels are counted right.
#include "wexnc/support/bytes.h"
#include "wexnc/wasm/binary/decode.h"
#include "wexnc/wasm/instr.h"
#include "wexnc/wasm/text/text.h"

#include <gtest/gtest.h>

namespace wexn::wasm {
namespace {

constexpr Opcode kOpcodes[] = {
#define OPCODE(id, text, prefix, code, imm, sig, feature) Opcode::id,
#include "wexnc/wasm/opcodes.def"
};

// What the function body of `source` is made of; the error if it is not accepted.
struct Body {
  std::vector<uint8_t> bytes; // without locals
  std::string error;
};

Body body_of(const std::string &source) {
  Result<TextModule> text = parse_wat(source);
  if (!text.ok())
    return {{}, std::string(error_text(text.error().id)) + ": " + text.error().detail};
  Result<Module> module = decode_module(text->bytes, Features());
  if (!module.ok())
    return {{}, std::string("decoder: ") + error_text(module.error().id)};
  const std::span<const uint8_t> body = module->funcs.back().body;
  return {{body.begin() + 1, body.end()}, {}};
}

// A module that has two of everything that an instruction can name, and these instructions.
Body instructions(const std::string &code) {
  return body_of(R"((module
    (type $f0 (func)) (type $s (struct (field i32) (field $y i32))) (type $a (array i32))
    (memory $m0 1) (memory $m1 1) (table $t0 1 funcref) (table $t1 1 funcref)
    (global $g0 i32 (i32.const 0)) (global $g1 i32 (i32.const 0)) (tag $e0) (tag $e1)
    (elem $e0 func) (elem $e1 func) (data $d0 "") (data $d1 "")
    (func $other) (func )" +
                 code + "))");
}

// Immediates for an instruction, in the text.
std::string immediates(Opcode op) {
  switch (opcode_info(op).imm) {
  case Imm::None:
  case Imm::Fence:
    return "";
  case Imm::Block:
    return "(type $f0)";
  case Imm::TryTable:
    return "(result i32) (catch $e1 0) (catch_ref 0 0) (catch_all 0) (catch_all_ref 0)";
  case Imm::Label:
    return "1";
  case Imm::LabelTable:
    return "1 0 1";
  case Imm::Local:
    return "3";
  case Imm::Global:
    return "$g1";
  case Imm::Func:
    return "$other";
  case Imm::Tag:
    return "$e1";
  case Imm::Type:
    return "$s";
  case Imm::Table:
    return "$t1";
  case Imm::Memory:
    return "$m1";
  case Imm::Data:
    return "$d1";
  case Imm::Elem:
    return "$e1";
  case Imm::CallIndirect:
    return "$t1 (type $f0)";
  case Imm::TableTable:
    return "$t1 $t0";
  case Imm::MemoryMemory:
    return "$m1 $m0";
  case Imm::DataMemory:
    return "$m1 $d1";
  case Imm::ElemTable:
    return "$t1 $e1";
  case Imm::TypeField:
    return "$s $y";
  case Imm::TypeN:
    return "$a 5";
  case Imm::TypeType:
    return "$a 2";
  case Imm::TypeData:
    return "$a $d1";
  case Imm::TypeElem:
    return "$a $e1";
  case Imm::MemArg8:
  case Imm::MemArg16:
  case Imm::MemArg32:
  case Imm::MemArg64:
  case Imm::MemArg128:
  case Imm::AtomicMemArg8:
  case Imm::AtomicMemArg16:
  case Imm::AtomicMemArg32:
  case Imm::AtomicMemArg64:
    return "$m1 offset=0x10 align=1";
  case Imm::MemArgLane8:
  case Imm::MemArgLane16:
  case Imm::MemArgLane32:
  case Imm::MemArgLane64:
    return "$m1 offset=0x10 align=1 1";
  case Imm::Lane2:
  case Imm::Lane4:
  case Imm::Lane8:
  case Imm::Lane16:
    return "1";
  case Imm::I32Const:
  case Imm::I64Const:
    return "-2";
  case Imm::F32Const:
  case Imm::F64Const:
    return "0x1p1";
  case Imm::V128Const:
    return "i32x4 1 2 3 4";
  case Imm::Shuffle:
    return "0 1 2 3 4 5 6 7 8 9 10 11 12 13 14 31";
  case Imm::RefNull:
    return "$a";
  case Imm::CastHeap:
    return op == Opcode::RefTestNull || op == Opcode::RefCastNull ? "(ref null $a)" : "(ref $a)";
  case Imm::BrOnCast:
    return "1 anyref (ref $a)";
  case Imm::SelectTypes:
    return "(result i32) (result i64)";
  }
  return "";
}

// The instructions around one that is a part of a block.
std::string surrounded(Opcode op, const std::string &text) {
  switch (op) {
  case Opcode::Else:
    return "if " + text + " end";
  case Opcode::End:
    return "block " + text;
  case Opcode::Catch:
  case Opcode::CatchAll:
    return "try " + text + " end";
  case Opcode::Delegate:
    return "try " + text;
  default:
    return opcode_info(op).imm == Imm::Block || opcode_info(op).imm == Imm::TryTable ? text + " end"
                                                                                     : text;
  }
}

TEST(TextInstr, EveryOpcodeComesBackFromTheDecoder) {
  for (const Opcode op : kOpcodes) {
    const std::string text = std::string(opcode_name(op)) + " " + immediates(op);
    const Body body = instructions(surrounded(op, text));
    ASSERT_EQ(body.error, "") << text;
    Cursor in(body.bytes, 0);
    Instr instr;
    Error error;
    bool found = false;
    while (!in.empty()) {
      ASSERT_TRUE(decode_instr(in, Features::all(), instr, error)) << text;
      if (instr.op != op)
        continue;
      found = true;
      const Imm imm = opcode_info(op).imm;
      if (imm >= Imm::MemArg8 && imm <= Imm::MemArgLane64) {
        EXPECT_EQ(instr.mem.memory, 1u) << text;
        EXPECT_EQ(instr.mem.offset, 16u) << text;
        EXPECT_EQ(instr.mem.align_log2, 0u) << text;
      }
      if (imm == Imm::TableTable || imm == Imm::MemoryMemory) {
        EXPECT_EQ(instr.index, 1u) << text;
        EXPECT_EQ(instr.index2, 0u) << text;
      }
      if (imm == Imm::DataMemory || imm == Imm::ElemTable || imm == Imm::TypeField) {
        EXPECT_EQ(instr.index, 1u) << text;
        EXPECT_EQ(instr.index2, 1u) << text;
      }
      if (imm == Imm::TypeN) {
        EXPECT_EQ(instr.index, 2u) << text;
        EXPECT_EQ(instr.index2, 5u) << text;
      }
      if (imm == Imm::TryTable) {
        EXPECT_EQ(instr.catches.size(), 4u);
      }
      break;
    }
    EXPECT_TRUE(found) << text;
  }
}

void expect_same(const std::string &a, const std::string &b) {
  const Body left = instructions(a), right = instructions(b);
  EXPECT_EQ(left.error, "") << a;
  EXPECT_EQ(right.error, "") << b;
  EXPECT_EQ(left.bytes, right.bytes) << a << "\n" << b;
}

TEST(TextInstr, FoldedFormsMeanFlatOnes) {
  expect_same("(i32.add (i32.const 1) (i32.mul (i32.const 2) (i32.const 3)))",
              "i32.const 1 i32.const 2 i32.const 3 i32.mul i32.add");
  expect_same("(block $l (result i32) (br $l (i32.const 1)))",
              "block $l (result i32) i32.const 1 br $l end");
  expect_same("(loop (nop) nop (block nop))", "loop nop nop block nop end end");
  expect_same("(if (i32.const 1) (then (nop)))", "i32.const 1 if nop end");
  expect_same("(if $l (result i32) (i32.const 1) (then (i32.const 2)) (else (br $l)))",
              "i32.const 1 if $l (result i32) i32.const 2 else $l br 0 end $l");
  expect_same("(if (then) (else))", "if else end");
  expect_same("(if (i32.const 0) (i32.eqz) (then))", "i32.const 0 i32.eqz if end");
  expect_same("(select (result i32) (i32.const 1) (i32.const 2) (i32.const 3))",
              "i32.const 1 i32.const 2 i32.const 3 select (result i32)");
  expect_same("(call_indirect $t1 (param i32) (result i32) (i32.const 1) (i32.const 0))",
              "i32.const 1 i32.const 0 call_indirect $t1 (param i32) (result i32)");
  expect_same("(try_table $l (result exnref) (catch_all_ref 0) (throw $e0))",
              "try_table $l (result exnref) (catch_all_ref 0) throw $e0 end $l");
  expect_same("(try $l (do (nop)) (catch $e0 (rethrow $l)) (catch_all (nop)))",
              "try $l nop catch $e0 rethrow 0 catch_all nop end");
  expect_same("(try (do (try (do) (delegate 0))) (catch_all))", "try try delegate 0 catch_all end");
}

TEST(TextInstr, AbsentImmediatesHaveDefaults) {
  expect_same("table.get table.size memory.size", "table.get 0 table.size 0 memory.size 0");
  expect_same("memory.copy table.copy", "memory.copy 0 0 table.copy 0 0");
  expect_same("memory.init $d1 table.init $e1", "memory.init 0 1 table.init 0 1");
  expect_same("i32.load i64.store8", "i32.load 0 offset=0 align=4 i64.store8 align=1");
  expect_same("v128.load8_lane 3", "v128.load8_lane 0 offset=0 align=1 3");
  expect_same("v128.load16_lane 1 3", "v128.load16_lane $m1 align=2 3");
  expect_same("call_indirect", "call_indirect 0 (type $f0)");
}

TEST(TextInstr, Labels) {
  // The innermost label of a name is meant.
  expect_same("block $l block $l br $l end br $l end", "block block br 0 end br 0 end");
  expect_same("block $a loop $b if $c br $a br $b br $c br 3 end end end",
              "block loop if br 2 br 1 br 0 br 3 end end end");
  // A clause's label is outside of the try_table, as is that of delegate.
  expect_same("block $l try_table $l (catch_all $l) br $l end end",
              "block try_table (catch_all 0) br 0 end end");
  expect_same("block $l try $l delegate $l end", "block try delegate 0 end");
  // The condition is outside of the if.
  expect_same("(block $l (if $l (br_if $l (i32.const 0)) (then (br $l))))",
              "block i32.const 0 br_if 0 if br 0 end end");
  EXPECT_EQ(instructions("block $l end br $l").error, "unknown label: $l");
  EXPECT_EQ(instructions("block $l end $m").error, "mismatching label: $m");
  EXPECT_EQ(instructions("block end $m").error, "mismatching label: $m");
  EXPECT_EQ(instructions("if $l else $m end").error, "mismatching label: $m");
}

TEST(TextInstr, MisplacedParts) {
  for (const char *code : {"end",
                           "else",
                           "block else end",
                           "(block else)",
                           "(block",
                           "block",
                           "(then)",
                           "(end)",
                           "catch $e0",
                           "delegate 0",
                           "block catch $e0 end",
                           "try catch_all catch_all end",
                           "try catch_all catch $e0 end",
                           "try catch $e0 delegate 0",
                           "(if (i32.const 1))",
                           "(if (i32.const 1) (nop) nop (then))",
                           "(if (then) (then))",
                           "(if (then) (else) (else))",
                           "(try)",
                           "(try (do) (catch_all) (catch_all))",
                           "(try (do) (catch $e0) (delegate 0))",
                           "(nop nop)",
                           "(i32.add i32.const 1)",
                           "(block end)",
                           "if else else end",
                           "(i32.const)",
                           "i32.const 1 2",
                           "(catch_all)",
                           "call_indirect (result i32) (param i32)",
                           "block (param $x i32) end",
                           "(func)",
                           "br_table",
                           "select (result)x"})
    EXPECT_NE(instructions(code).error, "") << code;
}

TEST(TextInstr, MalformedImmediates) {
  for (const char *code : {"i32.load align=0",
                           "i32.load align=3",
                           "i32.load align=4 offset=4",
                           "i32.load offset=-1",
                           "i32.load offset=18446744073709551616",
                           "i32.const 0x1_0000_0000",
                           "i64.const 1.0",
                           "v128.const i8x16 1",
                           "v128.const i32x4 1 2 3 4 5",
                           "v128.const i64x2 1 0x1_0000000000000000",
                           "i8x16.shuffle 0 1 2 3 4 5 6 7 8 9 10 11 12 13 14",
                           "i8x16.shuffle 0 1 2 3 4 5 6 7 8 9 10 11 12 13 14 256",
                           "i8x16.extract_lane_s",
                           "i8x16.extract_lane_s -1",
                           "i32x4.extract_lane 256",
                           "ref.null",
                           "ref.test i32",
                           "br_on_cast 0 anyref",
                           "local.get -1",
                           "local.get 4294967296",
                           "ref.null (ref any)",
                           "struct.get $s $z",
                           "memory.copy 0"})
    EXPECT_NE(instructions(code).error, "") << code;
}

TEST(TextInstr, NestingTakesNoStack) {
  constexpr size_t kDepth = 200000;
  const auto repeat = [](const char *what) {
    std::string out;
    for (size_t i = 0; i < kDepth; ++i)
      out += what;
    return out;
  };
  EXPECT_TRUE(parse_wat("(func " + repeat("(block ") + repeat(")") + ")").ok());
  EXPECT_TRUE(parse_wat("(func " + repeat("block ") + repeat("end ") + ")").ok());
  EXPECT_TRUE(parse_wat("(func " + repeat("(drop ") + repeat(")") + ")").ok());
  EXPECT_TRUE(parse_wat("(func " + repeat("(if (i32.const 0) (then ") + repeat("))") + ")").ok());
  EXPECT_TRUE(parse_wat(repeat("(;") + repeat(";)")).ok());
  EXPECT_TRUE(parse_wat(repeat("(@a (") + repeat("))")).ok());
  EXPECT_FALSE(parse_wat("(func " + repeat("(block ")).ok());
}

} // namespace
} // namespace wexn::wasm
