// Extensions of indices (wexnc/optimize/wide_indices.h): what is made is well-formed where the
// place behind a value is in another block. Code generation hides some that is not.
#include "wexnc/optimize/wide_indices.h"

#include "tests/unit/function_pass.h"

#include "llvm/ADT/APInt.h"
#include "llvm/IR/Instructions.h"
#include "llvm/IR/LLVMContext.h"
#include "llvm/IR/Module.h"

#include <gtest/gtest.h>

#include <memory>
#include <string>

namespace wexn::optimize {
namespace {

void expect_well_formed(const std::string &text) {
  llvm::LLVMContext context;
  const std::unique_ptr<llvm::Module> module = parse_module(text, context);
  ASSERT_NE(module, nullptr);
  run_on_f(*module, WideIndicesPass());
}

// A value from an invoke at the end of a loop, and behind the loop the phi that names it there.
TEST(WideIndices, InvokeThatLeavesALoop) {
  expect_well_formed(R"(
declare i32 @callee(i32)
declare i32 @personality(...)
define i32 @f(ptr %base, i32 %start) personality ptr @personality {
entry:
  br label %loop
loop:
  %n = phi i32 [ %start, %entry ], [ %next, %pad ]
  %v = invoke i32 @callee(i32 %n) to label %out unwind label %pad
pad:
  %caught = landingpad { ptr, i32 } catch ptr null
  %next = add i32 %n, 1
  br label %loop
out:
  %left = phi i32 [ %v, %loop ]
  %wide = zext i32 %left to i64
  %at = getelementptr i8, ptr %base, i64 %wide
  %loaded = load i32, ptr %at
  %sum = add i32 %loaded, %left
  ret i32 %sum
}
)");
}

// The same without the phi: the extension is made where the call returns to.
TEST(WideIndices, Invoke) {
  expect_well_formed(R"(
declare i32 @callee(i32)
declare i32 @personality(...)
define i32 @f(ptr %base, i32 %start) personality ptr @personality {
entry:
  %v = invoke i32 @callee(i32 %start) to label %back unwind label %pad
pad:
  %caught = landingpad { ptr, i32 } catch ptr null
  ret i32 0
back:
  %zero = icmp eq i32 %v, 0
  br i1 %zero, label %end, label %use
use:
  %wide = zext i32 %v to i64
  %at = getelementptr i8, ptr %base, i64 %wide
  %loaded = load i32, ptr %at
  br label %end
end:
  %result = phi i32 [ %v, %back ], [ %loaded, %use ]
  ret i32 %result
}
)");
}

// The type of what a switch decides by, with as many cases, by a value of another block.
unsigned decides_by(unsigned cases, const std::string &target) {
  std::string text = "target triple = \"" + target + R"("
define i32 @f(ptr %p, i8 %highest) {
entry:
  %v = load i8, ptr %p
  %beyond = icmp ugt i8 %v, %highest
  br i1 %beyond, label %end, label %in
in:
  switch i8 %v, label %end [
)";
  for (unsigned i = 0; i < cases; ++i)
    text += "i8 " + std::to_string(i * 8) + ", label %is" + std::to_string(i % 4) + "\n";
  text += "]\n";
  for (unsigned i = 0; i < 4; ++i)
    text += "is" + std::to_string(i) + ":\nret i32 " + std::to_string(i) + "\n";
  text += "end:\nret i32 -1\n}\n";
  llvm::LLVMContext context;
  const std::unique_ptr<llvm::Module> module = parse_module(text, context);
  if (!module)
    return 0;
  run_on_f(*module, WideIndicesPass());
  unsigned bits = 0;
  for (const llvm::BasicBlock &block : *module->getFunction("f"))
    if (const auto *choice = llvm::dyn_cast<llvm::SwitchInst>(block.getTerminator())) {
      bits = choice->getCondition()->getType()->getIntegerBitWidth();
      for (const auto &each : choice->cases()) { // 128 and more are no negative numbers
        const llvm::APInt &value = each.getCaseValue()->getValue();
        EXPECT_EQ(value, llvm::APInt(bits, 8 * each.getCaseIndex()));
      }
      if (bits == 64) {
        const auto *wide = llvm::dyn_cast<llvm::ZExtInst>(choice->getCondition());
        EXPECT_TRUE(wide && wide->getParent()->isEntryBlock());
      }
    }
  return bits;
}

TEST(WideIndices, WhatDecidesManyCases) {
  const std::string x86 = "x86_64-unknown-linux-gnu";
  EXPECT_EQ(decides_by(20, x86), 64U);
  EXPECT_EQ(decides_by(15, x86), 8U);
  EXPECT_EQ(decides_by(20, "aarch64-unknown-linux-gnu"), 8U);
}

} // namespace
} // namespace wexn::optimize
