// Frames on the guest's stack (wexnc/optimize/frame_base.h): what is made of the stack pointer from
// before is made of the frame's own address, where both are wanted behind a call.
#include "wexnc/optimize/frame_base.h"

#include "tests/unit/function_pass.h"

#include "llvm/IR/Constants.h"
#include "llvm/IR/Function.h"
#include "llvm/IR/Instructions.h"
#include "llvm/IR/LLVMContext.h"
#include "llvm/IR/Module.h"

#include <gtest/gtest.h>

#include <memory>
#include <string>

namespace wexn::optimize {
namespace {

// What %restored, which the stack pointer is set to behind the call, is behind the pass: a value
// and what is added to it. `before` stands in front of the frame, `inside` in front of the call,
// `behind` behind it.
std::string restored(const std::string &behind, const std::string &base = "add i32 %old, -32",
                     const std::string &inside = "", const std::string &before = "",
                     const std::string &end = "store i32 %old, ptr %sp") {
  llvm::LLVMContext context;
  const std::unique_ptr<llvm::Module> module = parse_module(R"(
declare void @g(ptr)
declare void @use(i32)
define void @f(ptr %vm, ptr %memory, ptr %sp, i1 %some) {
entry:
  %old = load i32, ptr %sp
  )" + before + R"(
  %base = )" + base + R"(
  store i32 %base, ptr %sp
  )" + inside + R"(
  br i1 %some, label %calling, label %done
calling:
  call void @g(ptr %vm)
  br label %done
done:
  )" + behind + R"(
  )" + end + R"(
  ret void
})",
                                                            context);
  if (!module)
    return "not parsed";
  run_on_f(*module, FrameBasePass());
  const llvm::Function &f = *module->getFunction("f");
  const auto *store = llvm::cast<llvm::StoreInst>(f.back().getTerminator()->getPrevNode());
  const llvm::Value *value = store->getValueOperand();
  const auto *sum = llvm::dyn_cast<llvm::BinaryOperator>(value);
  if (!sum)
    return value->getName().str();
  return sum->getOperand(0)->getName().str() + " " +
         std::to_string(llvm::cast<llvm::ConstantInt>(sum->getOperand(1))->getSExtValue());
}

const std::string kUse = "call void @use(i32 %base)";

TEST(FrameBase, WhatWasBeforeIsMadeOfIt) {
  EXPECT_EQ(restored(kUse), "base 32");
  EXPECT_EQ(restored("%wide = zext i32 %base to i64\n  %at = getelementptr i8, ptr %memory, i64 "
                     "%wide\n  store i8 0, ptr %at"),
            "base 32");
  EXPECT_EQ(restored("store i8 0, ptr %at", "add i32 %old, -32",
                     "%wide = zext i32 %base to i64\n  %at = getelementptr i8, ptr %memory, i64 "
                     "%wide"),
            "old"); // an address that is there is not made again
}

TEST(FrameBase, SumsToo) {
  EXPECT_EQ(restored(kUse + "\n  %field = add i32 %old, -12", "add i32 %old, -32", "", "",
                     "store i32 %field, ptr %sp"),
            "base 20");
  EXPECT_EQ(restored(kUse + "\n  %field = add i32 %old, 2147483640", "add i32 %old, -32", "", "",
                     "store i32 %field, ptr %sp"),
            "base -2147483624"); // modulo 2^32
}

TEST(FrameBase, NotWithoutNeed) {
  EXPECT_EQ(restored(""), "old");
  EXPECT_EQ(restored("", "add i32 %old, -32", "call void @use(i32 %base)"), "old");
  EXPECT_EQ(restored(kUse, "add i32 %old, 32"), "old");
  EXPECT_EQ(restored(kUse, "sub i32 0, %old"), "old");
}

TEST(FrameBase, WhatComesBeforeTheFrameStays) {
  EXPECT_EQ(restored(kUse, "add i32 %old, -32", "", "call void @use(i32 %old)"), "base 32");
  EXPECT_EQ(restored("%phi = phi i32 [ %old, %entry ], [ %old, %calling ]\n  " + kUse,
                     "add i32 %old, -32", "", "", "store i32 %phi, ptr %sp"),
            "phi");
}

} // namespace
} // namespace wexn::optimize
