// Parts of sums (wexnc/optimize/sum_parts.h): what loops only add to something is brought to the
// sums, and nothing else.
#include "wexnc/optimize/sum_parts.h"

#include "tests/unit/function_pass.h"

#include "llvm/IR/Function.h"
#include "llvm/IR/Instructions.h"
#include "llvm/IR/LLVMContext.h"
#include "llvm/IR/Module.h"

#include <gtest/gtest.h>

#include <memory>
#include <string>

namespace wexn::optimize {
namespace {

// In what block the first operand of %sum is computed behind the pass. `part` is there before the
// loop, and `use` in it.
std::string place(const std::string &part, const std::string &use,
                  const std::string &sum = "add i32 %part, %y", const std::string &after = "%x",
                  unsigned most_uses = 32) {
  llvm::LLVMContext context;
  const std::unique_ptr<llvm::Module> module = parse_module(R"(
define i32 @f(ptr %base, i32 %x, i32 %n, i32 %y0) {
entry:
  %part = )" + part + R"(
  br label %loop
loop:
  %i = phi i32 [ 0, %entry ], [ %next, %loop ]
  %h = phi i32 [ 0, %entry ], [ %sum, %loop ]
  %y = xor i32 %i, %y0
  %sum = )" + sum + R"(
  %wide = zext i32 %sum to i64
  %at = getelementptr i8, ptr %base, i64 %wide
  store i32 %i, ptr %at
  )" + use + R"(
  %next = add i32 %i, 1
  %done = icmp eq i32 %next, %n
  br i1 %done, label %out, label %loop
out:
  ret i32 )" + after + R"(
})",
                                                            context);
  if (!module)
    return "not parsed";
  run_on_f(*module, SumPartsPass(most_uses));
  for (const llvm::BasicBlock &block : *module->getFunction("f"))
    for (const llvm::Instruction &i : block)
      if (i.getName() == "sum") {
        const auto *first = llvm::dyn_cast<llvm::Instruction>(i.getOperand(0));
        return first ? first->getParent()->getName().str() : "argument";
      }
  return "lost";
}

TEST(SumParts, ConstantAndShiftComeToTheSum) {
  EXPECT_EQ(place("add i32 %x, 8", ""), "loop");
  EXPECT_EQ(place("shl i32 %x, 3", ""), "loop");
  EXPECT_EQ(place("add i32 %x, 8", "", "add i32 %part, %y", "%part"), "loop");
}

TEST(SumParts, WhatNoAddressHasStays) {
  EXPECT_EQ(place("shl i32 %x, 4", ""), "entry");
  EXPECT_EQ(place("mul i32 %x, 8", ""), "entry");
  EXPECT_EQ(place("add i32 %x, %n", ""), "entry");
}

TEST(SumParts, WhatTheLoopUsesOtherwiseStays) {
  EXPECT_EQ(place("add i32 %x, 8", "store volatile i32 %part, ptr %base"), "entry");
  EXPECT_EQ(place("add i32 %x, 8", "", "sub i32 %part, %y"), "entry");
  EXPECT_EQ(place("add i32 %x, 8", "", "add i32 %part, 5"), "entry");
  EXPECT_EQ(place("add i32 %x, 8", "", "add i32 %part, %part"), "entry");
}

TEST(SumParts, WhatHasManyUsesStays) {
  EXPECT_EQ(place("add i32 %x, 8", "", "add i32 %part, %y", "%part", 2), "loop");
  EXPECT_EQ(place("add i32 %x, 8", "", "add i32 %part, %y", "%part", 1), "entry");
}

TEST(SumParts, WhatIsHandedOnStays) {
  EXPECT_EQ(place("add i32 %x, 8", "", "add i32 %part, %h"), "entry");
}

} // namespace
} // namespace wexn::optimize
