// Test scripts: each command becomes the struct that the runner carries out.
#include "tests/spec/script.h"

#include <gtest/gtest.h>

namespace wexn::wasm {
namespace {

using Kind = Command::Kind;
using Form = ScriptModule::Form;
using Value = ScriptValue;

std::vector<Command> parse(std::string_view source) {
  Result<std::vector<Command>> commands = parse_script(source);
  EXPECT_TRUE(commands.ok()) << error_text(commands.error().id) << ": " << commands.error().detail
                             << " at " << commands.error().line;
  return commands.ok() ? std::move(*commands) : std::vector<Command>(1);
}

std::string error_of(std::string_view source) {
  Result<std::vector<Command>> commands = parse_script(source);
  return commands.ok() ? "accepted" : error_text(commands.error().id);
}

TEST(Script, Modules) {
  const auto commands = parse(R"~(
    (module $A (func))
    (module binary "\00asm" "\01\00\00\00")
    (module $Q quote "(fu" "nc)")
    (module definition $D (memory 1))
    (module instance $I $D) (module instance $D) (module instance)
    (register "a" $A) (register "b"))~");
  ASSERT_EQ(commands.size(), 9u);
  EXPECT_EQ(commands[0].kind, Kind::Module);
  EXPECT_EQ(commands[0].line, 2u);
  EXPECT_EQ(commands[0].name, "$A");
  EXPECT_EQ(commands[0].module.form, Form::Binary);
  EXPECT_FALSE(commands[0].module.offsets.empty());
  EXPECT_EQ(commands[1].module.bytes.size(), 8u);
  EXPECT_EQ(commands[2].name, "$Q");
  EXPECT_EQ(commands[2].module.form, Form::Binary); // only malformed modules stay text
  EXPECT_GT(commands[2].module.bytes.size(), 8u);
  EXPECT_EQ(commands[3].kind, Kind::ModuleDefinition);
  EXPECT_EQ(commands[3].name, "$D");
  EXPECT_EQ(commands[4].kind, Kind::ModuleInstance);
  EXPECT_EQ(commands[4].name, "$I");
  EXPECT_EQ(commands[4].definition, "$D");
  EXPECT_EQ(commands[5].name, "");
  EXPECT_EQ(commands[5].definition, "$D");
  EXPECT_EQ(commands[6].definition, "");
  EXPECT_EQ(commands[7].kind, Kind::Register);
  EXPECT_EQ(commands[7].as, "a");
  EXPECT_EQ(commands[7].name, "$A");
  EXPECT_EQ(commands[8].name, "");
}

TEST(Script, AScriptCanBeOneModule) {
  const auto commands = parse("(func) (memory 0) (func (export \"f\"))");
  ASSERT_EQ(commands.size(), 1u);
  EXPECT_EQ(commands[0].kind, Kind::Module);
  EXPECT_GT(commands[0].module.bytes.size(), 8u);
  EXPECT_TRUE(parse("").empty());
}

TEST(Script, Assertions) {
  const auto commands = parse(R"~(
    (assert_return (invoke $M "f" (i32.const -1) (f64.const -0x1p0)) (i64.const 7))
    (assert_return (get "g"))
    (assert_trap (invoke "t") "unreachable")
    (assert_trap (module (func)) "in start")
    (assert_exception (invoke "e"))
    (assert_exhaustion (invoke "r") "call stack exhausted")
    (assert_invalid (module (func (i32.const 0))) "type mismatch")
    (assert_malformed (module quote "(func") "unexpected token")
    (assert_malformed (module binary "") "unexpected end")
    (assert_unlinkable (module instance $D) "unknown import")
    (invoke "a"))~");
  ASSERT_EQ(commands.size(), 11u);
  const ScriptAction &action = commands[0].action;
  EXPECT_EQ(action.kind, ScriptAction::Kind::Invoke);
  EXPECT_EQ(action.module, "$M");
  EXPECT_EQ(action.field, "f");
  ASSERT_EQ(action.args.size(), 2u);
  EXPECT_EQ(action.args[0].kind, Value::Kind::I32);
  EXPECT_EQ(action.args[0].number.bits, 0xFFFFFFFFu);
  EXPECT_EQ(action.args[1].number.bits, 0xBFF0000000000000u);
  ASSERT_EQ(commands[0].expected.size(), 1u);
  EXPECT_EQ(commands[0].expected[0].kind, Value::Kind::I64);
  EXPECT_EQ(commands[1].action.kind, ScriptAction::Kind::Get);
  EXPECT_EQ(commands[2].kind, Kind::AssertTrap);
  EXPECT_EQ(commands[2].message, "unreachable");
  EXPECT_EQ(commands[3].kind, Kind::AssertUninstantiable);
  EXPECT_EQ(commands[4].kind, Kind::AssertException);
  EXPECT_EQ(commands[5].kind, Kind::AssertExhaustion);
  EXPECT_EQ(commands[6].kind, Kind::AssertInvalid);
  EXPECT_GT(commands[6].module.bytes.size(), 8u);
  EXPECT_EQ(commands[7].module.form, Form::Text);
  EXPECT_EQ(commands[7].module.text, "(func");
  EXPECT_EQ(commands[8].module.form, Form::Binary);
  EXPECT_EQ(commands[9].definition, "$D");
  EXPECT_EQ(commands[9].module.form, Form::None);
  EXPECT_EQ(commands[10].kind, Kind::Action);
}

TEST(Script, Values) {
  const auto commands = parse(R"~(
    (assert_return (invoke "f" (ref.null extern) (ref.extern 7) (ref.host 8)
                               (v128.const i16x8 1 2 3 4 5 6 7 -1))
      (f32.const nan:canonical) (f64.const nan:arithmetic) (f32.const nan:0x200000)
      (v128.const f32x4 1.0 nan:canonical -0 nan:arithmetic)
      (ref.null) (ref.null func) (ref.null $t) (ref.extern) (ref.extern 3) (ref.func) (ref.i31)
      (either (i32.const 1) (i32.const 2))))~");
  ASSERT_EQ(commands.size(), 1u);
  const auto &args = commands[0].action.args;
  ASSERT_EQ(args.size(), 4u);
  EXPECT_TRUE(args[0].is_null);
  EXPECT_EQ(args[0].heap->kind, HeapKind::Extern);
  EXPECT_EQ(args[1].host, 7u);
  EXPECT_EQ(args[1].heap->kind, HeapKind::Extern);
  EXPECT_EQ(args[2].host, 8u);
  EXPECT_EQ(args[2].heap->kind, HeapKind::Any);
  EXPECT_EQ(args[3].shape, Value::Shape::I16x8);
  ASSERT_EQ(args[3].lanes.size(), 8u);
  EXPECT_EQ(args[3].lanes[7].bits, 0xFFFFu);
  const auto &results = commands[0].expected;
  ASSERT_EQ(results.size(), 12u);
  EXPECT_EQ(results[0].number.nan, Value::Nan::Canonical);
  EXPECT_EQ(results[1].number.nan, Value::Nan::Arithmetic);
  EXPECT_EQ(results[2].number.bits, 0x7FA00000u);
  EXPECT_EQ(results[3].lanes[0].bits, 0x3F800000u);
  EXPECT_EQ(results[3].lanes[1].nan, Value::Nan::Canonical);
  EXPECT_EQ(results[3].lanes[2].bits, 0x80000000u);
  EXPECT_EQ(results[3].lanes[3].nan, Value::Nan::Arithmetic);
  EXPECT_TRUE(results[4].is_null && !results[4].heap);
  EXPECT_EQ(results[5].heap->kind, HeapKind::Func);
  EXPECT_TRUE(results[6].is_null && !results[6].heap);
  EXPECT_TRUE(!results[7].is_null && !results[7].host);
  EXPECT_EQ(results[8].host, 3u);
  EXPECT_EQ(results[9].heap->kind, HeapKind::Func);
  EXPECT_EQ(results[10].heap->kind, HeapKind::I31);
  ASSERT_EQ(results[11].either.size(), 2u);
  EXPECT_EQ(results[11].either[1].number.bits, 2u);
}

TEST(Script, Threads) {
  const auto commands = parse(R"~((module $Mem (memory (export "m") 1 1 shared))
    (thread $T (shared (module $Mem)) (register "mem" $Mem) (assert_return (invoke "run")))
    (wait $T))~");
  ASSERT_EQ(commands.size(), 3u);
  EXPECT_EQ(commands[1].kind, Kind::Thread);
  EXPECT_EQ(commands[1].name, "$T");
  EXPECT_EQ(commands[1].shared_module, "$Mem");
  ASSERT_EQ(commands[1].commands.size(), 2u);
  EXPECT_EQ(commands[1].commands[1].kind, Kind::AssertReturn);
  EXPECT_EQ(commands[2].kind, Kind::Wait);
  EXPECT_EQ(commands[2].name, "$T");
}

TEST(Script, AModuleThatCannotBeParsedDoesNotEndTheScript) {
  const auto commands = parse("(module (func (nonsense (x))))\n(invoke \"f\")");
  ASSERT_EQ(commands.size(), 2u);
  ASSERT_TRUE(commands[0].module.error.has_value());
  EXPECT_EQ(commands[0].module.error->id, ErrorId::TextUnknownOperator);
  EXPECT_EQ(commands[0].module.error->column, 16u);
  EXPECT_EQ(commands[1].line, 2u);
}

TEST(Script, Errors) {
  EXPECT_EQ(error_of("(nonsense)"), std::string("unknown operator"));
  EXPECT_EQ(error_of("(assert_return (i32.const 0))"), std::string("unexpected token"));
  EXPECT_EQ(error_of("(assert_return (invoke \"f\" (f32.const nan:canonical)))"),
            std::string("unknown operator"));
  EXPECT_EQ(error_of("(assert_trap (invoke \"f\"))"), std::string("unexpected token"));
  EXPECT_EQ(error_of("(module"), std::string("unexpected token"));
  EXPECT_EQ(error_of("(assert_return (invoke \"f\") (ref.nonsense))"),
            std::string("unknown operator"));
}

} // namespace
} // namespace wexn::wasm
