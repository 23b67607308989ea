// A phi that is another one and a constant (wexnc/optimize/phi_steps.h): it becomes their sum,
// behind the last use of the other, if that holds on each way and nothing else needs what was
// computed there.
#include "wexnc/optimize/phi_steps.h"

#include "tests/unit/function_pass.h"

#include "llvm/ADT/STLExtras.h"
#include "llvm/IR/Constants.h"
#include "llvm/IR/Function.h"
#include "llvm/IR/InstIterator.h"
#include "llvm/IR/Instructions.h"
#include "llvm/IR/LLVMContext.h"
#include "llvm/IR/Module.h"

#include <gtest/gtest.h>

#include <cstdint>
#include <optional>
#include <string>

namespace wexn::optimize {
namespace {

// Two ways, with what each computes; the block where they meet uses %x in a call, then returns
// %later.
std::string meeting(const std::string &first, const std::string &second,
                    const std::string &phis = "%x = phi i32 [ %a, %one ], [ %b, %two ]\n"
                                              "%later = phi i32 [ %a4, %one ], [ %b4, %two ]\n") {
  return "declare void @use(i32)\n"
         "define i32 @f(i1 %is, i32 %a, i32 %b) {\n"
         "br i1 %is, label %one, label %two\n"
         "one:\n" +
         first + "br label %meet\ntwo:\n" + second + "br label %meet\nmeet:\n" + phis +
         "call void @use(i32 %x)\nret i32 %later\n}\n";
}

// By how much what is returned is more than %x; nothing where it is still a phi.
std::optional<int64_t> step(const std::string &text) {
  llvm::LLVMContext context;
  auto module = parse_module(text, context);
  if (!module)
    return std::nullopt;
  run_on_f(*module, PhiStepsPass());
  const llvm::BasicBlock &meet = module->getFunction("f")->back();
  const auto *sum = llvm::dyn_cast<llvm::BinaryOperator>(meet.getTerminator()->getOperand(0));
  if (!sum)
    return std::nullopt;
  EXPECT_EQ(sum->getOperand(0)->getName(), "x");
  EXPECT_TRUE(llvm::isa<llvm::CallInst>(sum->getPrevNode())) << "behind the use";
  EXPECT_FALSE(sum->hasNoSignedWrap() || sum->hasNoUnsignedWrap());
  for (const llvm::BasicBlock &block : *module->getFunction("f"))
    EXPECT_TRUE(&block == &meet || block.size() <= 2) << "what nobody uses is gone";
  return llvm::cast<llvm::ConstantInt>(sum->getOperand(1))->getSExtValue();
}

TEST(PhiSteps, ASumOnEachWay) {
  EXPECT_EQ(step(meeting("%a4 = add nuw i32 %a, 4\n", "%b4 = add i32 %b, 4\n")), 4);
  EXPECT_EQ(step(meeting("%a4 = add i32 %a, -4\n", "%b4 = add i32 %b, -4\n")), -4);
}

TEST(PhiSteps, SumsOfTheSame) {
  EXPECT_EQ(step(meeting("%c = add i32 %a, 10\n%a4 = add i32 %a, 14\n", "%b4 = add i32 %b, 4\n",
                         "%x = phi i32 [ %c, %one ], [ %b, %two ]\n"
                         "%later = phi i32 [ %a4, %one ], [ %b4, %two ]\n")),
            4);
}

// Of a sum that %x takes on the first way: whether it still says that it does not wrap.
bool promises(const std::string &later) {
  llvm::LLVMContext context;
  auto module = parse_module(meeting("%c = add nuw nsw i32 %a, 10\n%a4 = " + later + "\n",
                                     "%b4 = add i32 %b, 4\n",
                                     "%x = phi i32 [ %c, %one ], [ %b, %two ]\n"
                                     "%later = phi i32 [ %a4, %one ], [ %b4, %two ]\n"),
                             context);
  if (!module)
    return false;
  run_on_f(*module, PhiStepsPass());
  for (llvm::Instruction &i : llvm::instructions(module->getFunction("f")))
    if (i.getName() == "c")
      return i.hasNoUnsignedWrap() && i.hasNoSignedWrap();
  return false;
}

TEST(PhiSteps, PromisesOfTheOtherGo) {
  EXPECT_FALSE(promises("add i32 %a, 14"));
  EXPECT_FALSE(promises("add nuw nsw i32 %a, 14"));
  EXPECT_TRUE(promises("add i32 %c, 4")) << "they held for both";
}

TEST(PhiSteps, Constants) {
  EXPECT_EQ(step(meeting("", "%b4 = add i32 %b, 4\n",
                         "%x = phi i32 [ -1, %one ], [ %b, %two ]\n"
                         "%later = phi i32 [ 3, %one ], [ %b4, %two ]\n")),
            4);
}

TEST(PhiSteps, OtherStepsStay) {
  EXPECT_EQ(step(meeting("%a4 = add i32 %a, 4\n", "%b4 = add i32 %b, 5\n")), std::nullopt);
  EXPECT_EQ(step(meeting("%a4 = add i32 %a, 4\n", "%b4 = add i32 %a, 4\n")), std::nullopt);
  EXPECT_EQ(step(meeting("%a4 = add i32 %a, 4\n", "%b4 = sub i32 %b, 4\n")), std::nullopt);
}

TEST(PhiSteps, WhatIsUsedElsewhereStays) {
  EXPECT_EQ(
      step(meeting("%a4 = add i32 %a, 4\ncall void @use(i32 %a4)\n", "%b4 = add i32 %b, 4\n")),
      std::nullopt);
}

TEST(PhiSteps, ALoop) {
  llvm::LLVMContext context;
  auto module = parse_module(R"(
declare i32 @use(i32)
define void @f(i32 %a) {
  %a1 = add i32 %a, 1
  br label %loop
loop:
  %x = phi i32 [ %a, %0 ], [ %later, %loop ]
  %later = phi i32 [ %a1, %0 ], [ %next, %loop ]
  %got = call i32 @use(i32 %x)
  %next = add i32 %later, 1
  %done = icmp eq i32 %got, 0
  br i1 %done, label %out, label %loop
out:
  ret void
})",
                             context);
  ASSERT_NE(module, nullptr);
  run_on_f(*module, PhiStepsPass());
  EXPECT_TRUE(
      llvm::hasSingleElement(module->getFunction("f")->getEntryBlock().getNextNode()->phis()));
}

} // namespace
} // namespace wexn::optimize
