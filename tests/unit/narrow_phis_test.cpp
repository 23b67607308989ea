// Phis that are made wide again (wexnc/optimize/narrow_phis.h): where what comes in is extended
// already, or may be for nothing.
#include "wexnc/optimize/narrow_phis.h"

#include "tests/unit/function_pass.h"

#include "llvm/IR/Function.h"
#include "llvm/IR/Instructions.h"
#include "llvm/IR/LLVMContext.h"
#include "llvm/IR/Module.h"

#include <gtest/gtest.h>

#include <iterator>
#include <memory>
#include <string>

namespace wexn::optimize {
namespace {

// How the first phi of the loop looks behind the pass, and what comes into it from there. `next` is
// what its next value is.
std::string carried(const std::string &next, const std::string &kind) {
  llvm::LLVMContext context;
  const std::unique_ptr<llvm::Module> module = parse_module(R"(
define void @f(ptr %base, i32 %n) {
entry:
  br label %loop
loop:
  %narrow = phi i8 [ 7, %entry ], [ %next, %loop ]
  %i = phi i32 [ 0, %entry ], [ %more, %loop ]
  %wide = )" + kind + R"( i8 %narrow to i32
  %more = add i32 %i, %wide
  %at = getelementptr i8, ptr %base, i32 %more
  %next = )" + next + R"(
  %done = icmp eq i32 %more, %n
  br i1 %done, label %out, label %loop
out:
  ret void
})",
                                                            context);
  if (!module)
    return "not parsed";
  const llvm::BasicBlock &loop = *std::next(module->getFunction("f")->begin());
  run_on_f(*module, WidenPhisPass());
  for (const llvm::PHINode &phi : loop.phis())
    if (phi.getName() != "i") {
      std::string text;
      llvm::raw_string_ostream out(text);
      phi.getType()->print(out);
      const auto *from = llvm::dyn_cast<llvm::CastInst>(phi.getIncomingValueForBlock(&loop));
      return text + (from ? std::string(" ") + from->getOpcodeName() + " of " +
                                from->getOperand(0)->getName().str()
                          : "");
    }
  return "lost";
}

TEST(NarrowPhis, WhatIsLoadedIsExtendedWhereItIsLoaded) {
  EXPECT_EQ(carried("load i8, ptr %at", "zext"), "i32 zext of next");
  EXPECT_EQ(carried("load i8, ptr %at", "sext"), "i32 sext of next");
}

// The same block more than once brings the same value each time, or the function is none.
TEST(NarrowPhis, WhatComesInTwiceIsExtendedOnce) {
  llvm::LLVMContext context;
  const std::unique_ptr<llvm::Module> module = parse_module(R"(
define void @f(ptr %base, i32 %n) {
entry:
  %first = load i8, ptr %base
  switch i32 %n, label %loop [ i32 1, label %loop
                               i32 2, label %out ]
loop:
  %narrow = phi i8 [ %first, %entry ], [ %first, %entry ], [ %next, %loop ]
  %wide = zext i8 %narrow to i64
  %at = getelementptr i8, ptr %base, i64 %wide
  %next = load i8, ptr %at
  %done = icmp eq i8 %next, 0
  br i1 %done, label %out, label %loop
out:
  ret void
})",
                                                            context);
  ASSERT_TRUE(module);
  run_on_f(*module, WidenPhisPass());
  EXPECT_EQ(std::next(module->getFunction("f")->begin())->front().getType()->getIntegerBitWidth(),
            64u);
}

TEST(NarrowPhis, WhatIsComputedStaysNarrow) {
  EXPECT_EQ(carried("trunc i32 %more to i8", "zext"), "i8 trunc of more");
}

} // namespace
} // namespace wexn::optimize
