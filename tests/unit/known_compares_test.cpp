// Compares that the branch before decides (wexnc/optimize/known_compares.h): who comes from there
// brings a constant, all others the compare.
#include "wexnc/optimize/known_compares.h"

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

// A loop that goes on while %first of %i and %j, which change where %second of them.
std::string text(const std::string &first, const std::string &second) {
  return R"(
define i32 @f(ptr %p, i32 %a, i32 %b) {
entry:
  br label %top
top:
  %i0 = phi i32 [ %a, %entry ], [ %i, %meet ]
  %j0 = phi i32 [ %b, %entry ], [ %j, %meet ]
  %i1 = load volatile i32, ptr %p
  %j1 = load volatile i32, ptr %p
  %one = icmp )" +
         second + R"( i32 %i1, %j1
  br i1 %one, label %change, label %meet
change:
  %i2 = add i32 %i1, 1
  %j2 = sub i32 %j1, 1
  store volatile i32 %i0, ptr %p
  br label %meet
meet:
  %i = phi i32 [ %i1, %top ], [ %i2, %change ]
  %j = phi i32 [ %j1, %top ], [ %j2, %change ]
  %again = icmp )" +
         first + R"( i32 %i, %j
  br i1 %again, label %top, label %out
out:
  %r = add i32 %i, %j0
  ret i32 %r
}
)";
}

// What comes with who leaves the change out; null if that is not known.
const llvm::ConstantInt *known(const std::string &first, const std::string &second) {
  static llvm::LLVMContext context;
  const auto module = parse_module(text(first, second), context);
  if (!module)
    return nullptr;
  run_on_f(*module, KnownComparesPass());
  const llvm::ConstantInt *found = nullptr;
  const llvm::BasicBlock *top = nullptr;
  for (const llvm::BasicBlock &block : *module->getFunction("f")) {
    if (block.getName() == "top")
      top = &block;
    const auto *branch = llvm::dyn_cast<llvm::BranchInst>(block.getTerminator());
    if (block.getName() != "meet")
      continue;
    if (const auto *phi = llvm::dyn_cast<llvm::PHINode>(branch->getCondition())) {
      found = llvm::cast<llvm::ConstantInt>(phi->getIncomingValueForBlock(top));
      const auto *compare = llvm::cast<llvm::ICmpInst>(
          phi->getIncomingValue(phi->getIncomingBlock(0) == top ? 1 : 0));
      EXPECT_EQ(compare->getOperand(0)->getName(), "i2");
      EXPECT_EQ(compare->getOperand(1)->getName(), "j2");
    }
  }
  return found;
}

TEST(KnownCompares, WhatTheBranchDecides) {
  const llvm::ConstantInt *decided = known("sle", "sle");
  ASSERT_NE(decided, nullptr);
  EXPECT_TRUE(decided->isZero());
  decided = known("sgt", "sle");
  ASSERT_NE(decided, nullptr);
  EXPECT_TRUE(decided->isOne());
  decided = known("ne", "sle"); // not at most: not the same
  ASSERT_NE(decided, nullptr);
  EXPECT_TRUE(decided->isOne());
}

TEST(KnownCompares, WhatItDoesNot) {
  EXPECT_EQ(known("sle", "ule"), nullptr);
  EXPECT_EQ(known("slt", "slt")->isZero(), true);
  EXPECT_EQ(known("sle", "slt"), nullptr); // may be the same
}

} // namespace
} // namespace wexn::optimize
