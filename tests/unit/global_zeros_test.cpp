// Lowest bits of globals that are never set (wexnc/ir/global_zeros.h), through everything that
// locals are followed through: each rule that is missing or wrong changes a number.
#include "wexnc/ir/facts.h"
#include "wexnc/wasm/binary/decode.h"
#include "wexnc/wasm/text/text.h"

#include <gtest/gtest.h>

#include <string>
#include <string_view>
#include <vector>

namespace wexn::ir {
namespace {

// Of the first global.
int zeros_of(const std::string &fields) {
  Result<wasm::TextModule> text = wasm::parse_wat("(module " + fields + ")");
  EXPECT_TRUE(text.ok()) << fields;
  if (!text.ok())
    return -1;
  Result<wasm::Module> module = wasm::decode_and_validate(text->bytes, wasm::Features());
  EXPECT_TRUE(module.ok()) << fields;
  if (!module.ok())
    return -1;
  Result<ModuleFacts> facts = gather_facts(*module, wasm::Features());
  EXPECT_TRUE(facts.ok()) << fields;
  return facts.ok() ? facts->global_zeros[0] : -1;
}

constexpr const char *kGlobal = "(global $g (mut i32) (i32.const 65536))";
constexpr const char *kFill = "(func $fill (param i32 i32 i32) (result i32) (block (br_if 0 "
                              "(local.get 2)) (return (local.get 0))) (local.get 0))";

int zeros_in(const std::string &body) {
  return zeros_of(std::string(kGlobal) + kFill +
                  "(tag $t) (func $f (param $p i32) (local $a i32) (local $b i32) " + body + ")");
}

// A frame of 48 bytes, what is done in it, and its end.
int zeros_with(const std::string &inner) {
  return zeros_in("(global.set $g (local.tee $a (i32.sub (global.get $g) (i32.const 48))))" +
                  inner + "(global.set $g (i32.add (local.get $a) (i32.const 48)))");
}

TEST(GlobalZeros, Globals) {
  EXPECT_EQ(zeros_of("(global (mut i32) (i32.const 40))"), 3);
  EXPECT_EQ(zeros_of("(global (mut i64) (i64.const 4096))"), 12);
  EXPECT_EQ(zeros_of("(global (mut i32) (i32.const 0))"), 64);
  EXPECT_EQ(zeros_of("(global (export \"g\") (mut i32) (i32.const 40))"), 0);
  EXPECT_EQ(zeros_of("(global (export \"g\") i32 (i32.const 40))"), 3);
  EXPECT_EQ(zeros_of("(import \"m\" \"g\" (global i32))"), 0);
  EXPECT_EQ(zeros_of("(global (mut f32) (f32.const 0))"), 0);
}

TEST(GlobalZeros, Values) {
  EXPECT_EQ(zeros_in("(global.set $g (i32.sub (global.get $g) (i32.const 24)))"), 3);
  EXPECT_EQ(zeros_in("(global.set $g (i32.add (i32.const 8) (global.get $g)))"), 3);
  EXPECT_EQ(zeros_in("(global.set $g (i32.and (local.get $p) (i32.const -16)))"), 4);
  EXPECT_EQ(zeros_in("(global.set $g (i32.mul (local.get $p) (i32.const 4)))"), 2);
  EXPECT_EQ(zeros_in("(global.set $g (i32.or (global.get $g) (i32.const 4)))"), 2);
  EXPECT_EQ(zeros_in("(global.set $g (i32.xor (global.get $g) (i32.const 2)))"), 1);
  EXPECT_EQ(zeros_in("(global.set $g (local.get $p))"), 0);
  EXPECT_EQ(zeros_in("(global.set $g (i32.shr_u (global.get $g) (i32.const 1)))"), 0);
  EXPECT_EQ(zeros_in("(global.set $g (select (i32.const 8) (i32.const 32) (local.get $p)))"), 3);
  EXPECT_EQ(zeros_in("(drop (i32.const 1)) (global.set $g (i32.const 8))"), 3);
  // Another global's, and one that is never set.
  EXPECT_EQ(zeros_of(std::string(kGlobal) +
                     "(global $h (mut i32) (i32.const 16)) (func (global.set $g (global.get $h)))"),
            0);
  // In several bodies, and a local that nothing sets.
  EXPECT_EQ(zeros_of(std::string(kGlobal) +
                     "(func (global.set $g (i32.const 32))) (func (global.set $g (i32.const 8)))"),
            3);
  EXPECT_EQ(zeros_in("(global.set $g (local.get $b))"), 16);
}

TEST(GlobalZeros, Locals) {
  EXPECT_EQ(zeros_with(""), 4);
  // The local is used for something else, then, before, or on another way.
  EXPECT_EQ(zeros_with("(local.set $a (local.get $p))"), 0);
  EXPECT_EQ(
      zeros_in(
          "(local.set $a (local.get $p)) (local.set $a (i32.sub (global.get $g) (i32.const 32)))"
          "(global.set $g (local.get $a))"),
      5);
  EXPECT_EQ(zeros_with("(block (br_if 0 (local.get $p)) (local.set $a (local.get $p)) (return))"),
            4);
  EXPECT_EQ(zeros_with("(block (br_if 0 (local.get $p)) (local.set $a (local.get $p)))"), 0);
  EXPECT_EQ(
      zeros_with("(block (local.set $a (local.get $p)) (br_if 0 (local.get $p)) (unreachable))"),
      0);
  EXPECT_EQ(
      zeros_with(
          "(block (block (local.set $a (local.get $p)) (br_table 0 1 (local.get $p))) (return))"),
      0);
  EXPECT_EQ(zeros_with("(block (local.set $a (local.get $p)) (br 0))"), 0);
  // Two locals.
  EXPECT_EQ(
      zeros_in(
          "(local.set $a (i32.sub (global.get $g) (i32.const 32))) (local.set $b (local.get $a))"
          "(local.set $a (local.get $p)) (global.set $g (local.get $b))"),
      5);
  EXPECT_EQ(
      zeros_in(
          "(local.set $p (i32.sub (global.get $g) (i32.const 32))) (global.set $g (local.get $p))"),
      5);
}

TEST(GlobalZeros, Arms) {
  EXPECT_EQ(zeros_with("(if (local.get $p) (then (local.set $a (local.get $p)) (return)))"), 4);
  EXPECT_EQ(zeros_with("(if (local.get $p) (then (local.set $a (local.get $p))))"), 0);
  EXPECT_EQ(
      zeros_with("(if (local.get $p) (then (local.set $a (local.get $p)) (return)) (else (nop)))"),
      4);
  EXPECT_EQ(zeros_with("(if (local.get $p) (then (nop)) (else (local.set $a (local.get $p))))"), 0);
  EXPECT_EQ(zeros_with("(if (local.get $p) (then (local.set $a (local.get $p))) (else (return)))"),
            0);
  EXPECT_EQ(zeros_with("(if (local.get $p) (then (local.set $a (i32.const 8))) (else (local.set $a "
                       "(i32.const 4))))"),
            2);
  // Where it was set to anything before it was followed.
  EXPECT_EQ(zeros_in("(block (local.set $a (local.get $p)) (br_if 0 (local.get $p))"
                     "(local.set $a (i32.sub (global.get $g) (i32.const 32)))) (global.set $g "
                     "(local.get $a))"),
            0);
  EXPECT_EQ(zeros_in("(local.set $a (local.get $p)) (if (local.get $p) (then"
                     "(local.set $a (i32.sub (global.get $g) (i32.const 32))))) (global.set $g "
                     "(local.get $a))"),
            0);
}

TEST(GlobalZeros, Loops) {
  EXPECT_EQ(zeros_with("(loop (br_if 0 (local.get $p)))"), 4);
  EXPECT_EQ(
      zeros_with(
          "(loop (local.set $a (i32.add (local.get $a) (i32.const 8))) (br_if 0 (local.get $p)))"),
      3);
  EXPECT_EQ(zeros_with("(loop (global.set $g (local.get $a)) (local.set $a (local.get $p)) (br_if "
                       "0 (local.get $p)) (return))"),
            0);
  EXPECT_EQ(
      zeros_with("(loop (global.set $g (local.get $a)) (local.set $a (local.get $p)) (return))"),
      4);
  // Followed only in the loop: its beginning is not.
  EXPECT_EQ(zeros_in("(loop (global.set $g (local.get $a)) (local.set $a (i32.sub (global.get $g) "
                     "(i32.const 32)))"
                     "(local.set $a (local.get $p)) (br_if 0 (local.get $p)))"),
            0);
}

TEST(GlobalZeros, Exceptions) {
  EXPECT_EQ(zeros_with("(block (try_table (catch $t 0) (call $f (i32.const 0))))"), 4);
  EXPECT_EQ(zeros_with("(block (try_table (catch $t 0) (local.set $a (local.get $p)) (call $f "
                       "(i32.const 0)) (return)))"),
            0);
  EXPECT_EQ(zeros_with(
                "(block (try_table (catch_all 0) (block (local.set $a (local.get $p))) (return)))"),
            0);
  EXPECT_EQ(zeros_with("(block (try_table (catch_all 0) (return)) (local.set $a (local.get $p)))"),
            4);
  EXPECT_EQ(zeros_with("(try (do (call $f (i32.const 0))) (catch $t (nop)))"), 4);
  EXPECT_EQ(zeros_with("(try (do (local.set $a (local.get $p)) (return)) (catch_all (nop)))"), 0);
  EXPECT_EQ(zeros_with("(try (do (nop)) (catch_all (local.set $a (local.get $p)) (return)))"), 4);
  EXPECT_EQ(zeros_with("(try (do (nop)) (catch_all (local.set $a (local.get $p))))"), 0);
  EXPECT_EQ(zeros_with("(try (do (try (do (local.set $a (local.get $p)) (return)) (delegate 0))) "
                       "(catch_all (nop)))"),
            0);
  EXPECT_EQ(zeros_with("(try (do (try (do (nop)) (catch_all (local.set $a (local.get $p)) "
                       "(return)))) (catch_all (nop)))"),
            0);
}

TEST(GlobalZeros, ManyHandlers) {
  const auto nested = [](int depth) {
    std::string text;
    for (int i = 0; i < depth; ++i)
      text += "(try (do ";
    text += "(local.set $a (i32.add (local.get $a) (i32.const 16)))";
    for (int i = 0; i < depth; ++i)
      text += ") (catch_all (return)))";
    return text;
  };
  EXPECT_EQ(zeros_with(nested(16)), 4);
  EXPECT_EQ(zeros_with(nested(17)), 0); // not followed any more
}

TEST(GlobalZeros, FirstArgument) {
  const auto with = [](const std::string &callee) {
    return zeros_of(std::string(kGlobal) + callee +
                    "(func (local $a i32) (global.set $g (local.tee $a (i32.sub (global.get $g) "
                    "(i32.const 32))))"
                    "(local.set $a (call $c (local.get $a) (i32.const 0)))"
                    "(global.set $g (i32.add (local.get $a) (i32.const 32))))");
  };
  EXPECT_EQ(with("(func $c (param i32 i32) (result i32) (local.get 0))"), 5);
  EXPECT_EQ(with("(func $c (param i32 i32) (result i32) (local.get 1))"), 0);
  EXPECT_EQ(
      with("(func $c (param i32 i32) (result i32) (local.set 0 (local.get 1)) (local.get 0))"), 0);
  EXPECT_EQ(with("(func $c (param i32 i32) (result i32) (drop (local.tee 0 (local.get 1))) "
                 "(local.get 0))"),
            0);
  EXPECT_EQ(with("(func $c (param i32 i32) (result i32) (if (local.get 1) (then (return (local.get "
                 "0)))) (local.get 0))"),
            5);
  EXPECT_EQ(with("(func $c (param i32 i32) (result i32) (if (local.get 1) (then (return (local.get "
                 "1)))) (local.get 0))"),
            0);
  EXPECT_EQ(
      with("(func $c (param i32 i32) (result i32) (block (br 1 (local.get 1))) (local.get 0))"), 0);
  EXPECT_EQ(
      with("(func $c (param i32 i32) (result i32) (block (br 1 (local.get 0))) (local.get 0))"), 5);
  EXPECT_EQ(with("(func $c (param i32 i32) (result i32) (drop (br_if 0 (local.get 1) (local.get "
                 "1))) (local.get 0))"),
            0);
  EXPECT_EQ(
      with("(func $c (param i32 i32) (result i32)"
           "(drop (block (result i32) (br_table 0 1 (local.get 1) (local.get 1)))) (local.get 0))"),
      0);
  EXPECT_EQ(with("(func $c (param i32 i32) (result i32) (return_call $c (local.get 1) (local.get "
                 "1)) (local.get 0))"),
            0);
}

} // namespace
} // namespace wexn::ir
