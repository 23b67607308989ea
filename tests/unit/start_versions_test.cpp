// Loops with a version for starts that do not wrap (wexnc/optimize/start_versions.h): what is
// compared before them, and what their addresses are made of.
#include "wexnc/optimize/start_versions.h"

#include "tests/unit/function_pass.h"

#include "llvm/ADT/STLExtras.h"
#include "llvm/IR/Constants.h"
#include "llvm/IR/Function.h"
#include "llvm/IR/InstIterator.h"
#include "llvm/IR/Instructions.h"
#include "llvm/IR/LLVMContext.h"
#include "llvm/IR/Module.h"

#include <gtest/gtest.h>

#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>

namespace wexn::optimize {
namespace {

struct Code {
  // %few has 3 bits, %four is 4 times that; the last of the sums is made so.
  unsigned sums = 8;
  std::string before = {}; // them, and behind them, in the loop
  std::string last = "add i32 %p, %four";
  std::string also = {};
  std::string attributes = {};
};

struct Result {
  llvm::LLVMContext context;
  std::unique_ptr<llvm::Module> module;
  std::optional<uint64_t> largest; // %p with which the loop that has changed is entered, if any
  size_t sums = 0;                 // of 32 bits with %p, that are left
};

void run(Result &result, const Code &code) {
  std::string round;
  for (unsigned i = 0; i < code.sums; ++i) {
    const std::string s = "%s" + std::to_string(i);
    round += s + " = " + (i + 1 == code.sums ? code.last : "add i32 %four, %p") + "\n" + s +
             ".wide = zext i32 " + s + " to i64\n" + s + ".at = getelementptr i8, ptr %base, i64 " +
             s + ".wide\nstore volatile i8 1, ptr " + s + ".at\n";
  }
  result.module =
      parse_module("declare void @use(i32)\ndefine void @f(ptr %vm, i32 %p) " + code.attributes +
                       " {\n%base = load ptr, ptr %vm, !invariant.load !0\n"
                       "br label %loop\nloop:\n%q = load volatile i32, ptr %vm\n"
                       "%few = and i32 %q, 7\n%four = shl i32 %few, 2\n" +
                       code.before + round + code.also +
                       "%c = icmp eq i32 %q, 0\nbr i1 %c, label %loop, label %end\n"
                       "end:\nret void\n}\n!0 = !{}\n",
                   result.context);
  ASSERT_NE(result.module, nullptr);
  llvm::Function &f = *result.module->getFunction("f");
  const size_t before = f.getInstructionCount();
  run_on_f(*result.module, StartVersionsPass());
  llvm::Value *p = f.getArg(1);
  for (llvm::Instruction &i : llvm::instructions(f)) {
    if (const auto *compare = llvm::dyn_cast<llvm::ICmpInst>(&i);
        compare && compare->getOperand(0) == p) {
      EXPECT_EQ(compare->getPredicate(), llvm::ICmpInst::ICMP_ULE);
      result.largest = llvm::cast<llvm::ConstantInt>(compare->getOperand(1))->getZExtValue();
    }
    result.sums += i.isBinaryOp() && llvm::is_contained(i.operand_values(), p);
  }
  EXPECT_EQ(result.largest.has_value(), f.getInstructionCount() != before);
}

std::optional<uint64_t> largest(const Code &code) {
  Result result;
  run(result, code);
  return result.largest;
}

constexpr uint64_t kLast = UINT32_MAX;

TEST(StartVersions, TheLargestStartIsTheLastWithWhichNothingWraps) {
  EXPECT_EQ(largest({}), kLast - 28);
  EXPECT_EQ(largest({.last = "add i32 %few, %p"}), kLast - 28);
  EXPECT_EQ(largest({.last = "or disjoint i32 %p, %few"}), kLast - 28);
  EXPECT_EQ(largest({.before = "%sum = add i32 %p, %four\n", .last = "add i32 %sum, 5"}),
            kLast - 33);
  EXPECT_EQ(largest({.before = "%more = and i32 %q, 255\n", .last = "add i32 %p, %more"}),
            kLast - 255);
}

TEST(StartVersions, OneOfTwoLoopsKeepsItsSums) {
  Result result;
  run(result, {});
  EXPECT_EQ(result.sums, 8u);
}

TEST(StartVersions, WhatIsNoSuchLoopStays) {
  EXPECT_EQ(largest({.sums = 7}), std::nullopt);
  EXPECT_EQ(largest({.last = "add i32 %p, %q"}), std::nullopt); // seven, and the start is wanted
  EXPECT_EQ(largest({.last = "sub i32 %p, %four"}), std::nullopt);
  EXPECT_EQ(largest({.also = "call void @use(i32 %p)\n"}), std::nullopt);
  EXPECT_EQ(largest({.also = "call void @use(i32 %s3)\n"}), std::nullopt);
  EXPECT_EQ(largest({.sums = 9, .also = "call void @use(i32 %p)\n"}), std::nullopt);
  EXPECT_EQ(largest({.attributes = "optsize"}), std::nullopt);
}

} // namespace
} // namespace wexn::optimize
