// Checks in a row that take one branch (wexnc/optimize/joined_checks.h): what is between them, and
// what the second one is computed from, decides whether they do.
#include "wexnc/optimize/joined_checks.h"

#include "tests/unit/function_pass.h"

#include "llvm/IR/Function.h"
#include "llvm/IR/Instructions.h"
#include "llvm/IR/LLVMContext.h"
#include "llvm/IR/Module.h"

#include <gtest/gtest.h>

#include <string>

namespace wexn::optimize {
namespace {

// How many conditional branches are left of two checks with that between them, of which the second
// one compares %b with the limit that is at %place.
size_t branches(const std::string &between, const std::string &second_end = "trap",
                const std::string &place = "%vmctx") {
  llvm::LLVMContext context;
  const auto module = parse_module(R"(
declare void @trap()
declare void @call()
define i32 @f(ptr %vmctx, ptr %memory, i32 %a, i32 %given) {
entry:
  %p = getelementptr i8, ptr %vmctx, i64 80
  %l = load i32, ptr %p
  %w = zext i32 %a to i64
  %at = getelementptr i8, ptr %memory, i64 %w
  %out = icmp ugt i32 %a, %l
  br i1 %out, label %trap, label %next
next:
  %b = add nuw i32 %given, 4
  )" + between + R"(
  %q = getelementptr i8, ptr )" + place +
                                       R"(, i64 84
  %m = load i32, ptr %q
  %in = icmp ule i32 %b, %m
  br i1 %in, label %further, label %)" +
                                       second_end +
                                       R"(
further:
  %v = load i32, ptr %at
  ret i32 %v
trap:
  call void @trap()
  unreachable
other:
  call void @call()
  unreachable
}
)",
                                   context);
  run_on_f(*module, JoinedChecksPass());
  size_t found = 0;
  for (const llvm::BasicBlock &block : *module->getFunction("f")) {
    const auto *branch = llvm::dyn_cast<llvm::BranchInst>(block.getTerminator());
    found += branch && branch->isConditional();
  }
  return found;
}

TEST(JoinedChecks, NothingBetween) { EXPECT_EQ(branches(""), 1u); }
TEST(JoinedChecks, ALoadBetween) { EXPECT_EQ(branches("%x = load i32, ptr %at"), 1u); }
TEST(JoinedChecks, AStoreBetween) { EXPECT_EQ(branches("store i32 1, ptr %at"), 2u); }
TEST(JoinedChecks, ACallBetween) { EXPECT_EQ(branches("call void @call()"), 2u); }
TEST(JoinedChecks, AVolatileLoadBetween) {
  EXPECT_EQ(branches("%x = load volatile i32, ptr %at"), 2u);
}
TEST(JoinedChecks, AnotherTrap) { EXPECT_EQ(branches("", "other"), 2u); }
TEST(JoinedChecks, TheLimitIsNoField) { EXPECT_EQ(branches("", "trap", "%memory"), 2u); }
TEST(JoinedChecks, ADivisionMayFail) {
  EXPECT_EQ(branches("%d = udiv i32 %given, %a", "trap"), 1u); // but nothing needs it before
}

} // namespace
} // namespace wexn::optimize
