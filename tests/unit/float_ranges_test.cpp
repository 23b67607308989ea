// Branches by compares of numbers that a branch before decides (wexnc/optimize/float_ranges.h).
#include "wexnc/optimize/float_ranges.h"

#include "tests/unit/function_pass.h"

#include "llvm/IR/Constants.h"
#include "llvm/IR/Function.h"
#include "llvm/IR/Instructions.h"
#include "llvm/IR/LLVMContext.h"
#include "llvm/IR/Module.h"

#include <gtest/gtest.h>

#include <string>

namespace wexn::optimize {
namespace {

// What `second` is where `first` holds, of %x and %a = fabs(%x): "true", "false" or "open".
std::string known(const std::string &first, const std::string &second,
                  bool where_it_fails = false) {
  const std::string ways = where_it_fails ? "label %out, label %in" : "label %in, label %out";
  const std::string text = R"(
declare double @llvm.fabs.f64(double)
define i32 @f(double %x, double %y) {
entry:
  %a = call double @llvm.fabs.f64(double %x)
  %first = )" + first + R"(
  br i1 %first, )" + ways + R"(
in:
  %second = )" + second + R"(
  br i1 %second, label %yes, label %out
yes:
  ret i32 1
out:
  ret i32 2
}
)";
  static llvm::LLVMContext context;
  const auto module = parse_module(text, context);
  if (!module)
    return "?";
  run_on_f(*module, FloatRangesPass());
  for (const llvm::BasicBlock &block : *module->getFunction("f"))
    if (block.getName() == "in") {
      const auto *branch = llvm::cast<llvm::BranchInst>(block.getTerminator());
      const auto *constant = llvm::dyn_cast<llvm::ConstantInt>(branch->getCondition());
      return !constant ? "open" : constant->isOne() ? "true" : "false";
    }
  return "?";
}

const std::string kMagnitude = "fcmp olt double %a, 0x41E0000000000000"; // |x| < 2^31

TEST(FloatRanges, Magnitude) {
  EXPECT_EQ(known(kMagnitude, "fcmp uno double %x, 0.0"), "false");
  EXPECT_EQ(known(kMagnitude, "fcmp olt double %x, 0x41E0000000000000"), "true");
  EXPECT_EQ(known(kMagnitude, "fcmp ogt double %x, 0xC1E0000000200000"), "true"); // -2^31 - 1
  EXPECT_EQ(known(kMagnitude, "fcmp ogt double %x, 0xC1E0000000000000"), "true"); // -2^31
  EXPECT_EQ(known(kMagnitude, "fcmp ule double %x, 0xC1E0000000000000"), "false");
  EXPECT_EQ(known(kMagnitude, "fcmp olt double %x, 0x41DFFFFFFFC00000"), "open"); // 2^31 - 1
  EXPECT_EQ(known(kMagnitude, "fcmp olt double %y, 0x41E0000000000000"), "open");
  EXPECT_EQ(
      known("fcmp ole double %a, 0x41E0000000000000", "fcmp olt double %x, 0x41E0000000000000"),
      "open");
  EXPECT_EQ(known("fcmp ogt double %a, 1.0", "fcmp ogt double %x, 0.5"), "open");
}

// The largest number below a bound, and both zeros.
TEST(FloatRanges, Neighbours) {
  EXPECT_EQ(known("fcmp olt double %x, 2.0", "fcmp ole double %x, 0x3FFFFFFFFFFFFFFF"), "true");
  EXPECT_EQ(known("fcmp ole double %x, 2.0", "fcmp ole double %x, 0x3FFFFFFFFFFFFFFF"), "open");
  EXPECT_EQ(known("fcmp oge double %x, 0.0", "fcmp ogt double %x, 0.0"), "open");
  EXPECT_EQ(known("fcmp oge double %x, 0.0", "fcmp oge double %x, -0.0"), "true");
  EXPECT_EQ(known("fcmp oge double %x, -0.0", "fcmp olt double %x, 0.0"), "false");
  EXPECT_EQ(known("fcmp oge double %x, -0.0", "fcmp ogt double %x, -1.0"), "true");
}

// What an unordered compare that holds says of a NaN, and which way a branch was taken.
TEST(FloatRanges, NaNs) {
  EXPECT_EQ(known("fcmp ult double %x, 2.0", "fcmp olt double %x, 3.0"), "open");
  EXPECT_EQ(known("fcmp uge double %x, 2.0", "fcmp olt double %x, 3.0", true), "true");
  EXPECT_EQ(known("fcmp oge double %x, 2.0", "fcmp olt double %x, 3.0", true), "open");
  EXPECT_EQ(known("fcmp ord double %x, 0.0", "fcmp uno double %x, 0.0"), "false");
  EXPECT_EQ(known("fcmp ord double %x, 0.0", "fcmp olt double %x, 3.0"), "open");
  EXPECT_EQ(known("fcmp ord double %x, %y", "fcmp uno double %x, 0.0"), "open");
}

TEST(FloatRanges, Joined) {
  const auto both = [](const std::string &join, const std::string &second) {
    return known("fcmp oge double %x, 0.0\n  %f2 = fcmp olt double %x, 8.0\n  %f3 = " + join +
                     " i1 %first, %f2\n  br i1 %f3, label %more, label %out\nmore:",
                 second);
  };
  // `%first` alone decides of the second branch; %f3 is asked before.
  EXPECT_EQ(both("and", "fcmp olt double %x, 9.0"), "true");
  EXPECT_EQ(both("or", "fcmp olt double %x, 9.0"), "open");
}

} // namespace
} // namespace wexn::optimize
