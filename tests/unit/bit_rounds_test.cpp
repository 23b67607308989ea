// Loops that take a word's bits away, one each round (wexnc/optimize/bit_rounds.h): they go on
// until none is left instead of as many rounds as there were.
#include "wexnc/optimize/bit_rounds.h"

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

struct Shape {
  std::string word = "add i64 %x, 0", number = "call i64 @llvm.ctpop.i64(i64 %word)";
  std::string guard = "icmp eq i64 %word, 0"; // leaves before the loop
  std::string first = "add i32 %bits, 1", step = "-1";
  std::string left = "next", stays = "ugt", right = "1";
  std::string taken = "and i64 %w, %less";
  bool leaves = false; // the branch at the end is the other way round
};

std::string text(const Shape &shape) {
  return R"(
define i32 @f(ptr %p, i64 %x, i32 %low) {
entry:
  %word = )" +
         shape.word + R"(
  %none = )" +
         shape.guard + R"(
  br i1 %none, label %out, label %before
before:
  %narrow = call i32 @llvm.ctpop.i32(i32 %low)
  %all = )" +
         shape.number + R"(
  %bits = trunc i64 %all to i32
  %upto = add i32 %bits, %low
  %first = )" +
         shape.first + R"(
  br label %loop
loop:
  %w = phi i64 [ %word, %before ], [ %taken, %loop ]
  %counter = phi i32 [ %first, %before ], [ %next, %loop ]
  store volatile i64 %w, ptr %p
  %less = add i64 %w, -1
  %taken = )" +
         shape.taken + R"(
  %next = add i32 %counter, )" +
         shape.step + R"(
  %again = icmp )" +
         shape.stays + " i32 %" + shape.left + ", " + shape.right + "\n  br i1 %again, label " +
         (shape.leaves ? "%out, label %loop" : "%loop, label %out") + R"(
out:
  %r = phi i32 [ 0, %entry ], [ %bits, %loop ]
  ret i32 %r
}
declare i64 @llvm.ctpop.i64(i64)
declare i32 @llvm.ctpop.i32(i32)
)";
}

// Whether the loop goes on while the word has bits, without the counter.
bool changes(const Shape &shape) {
  static llvm::LLVMContext context;
  const auto module = parse_module(text(shape), context);
  if (!module)
    return false;
  run_on_f(*module, BitRoundsPass());
  for (const llvm::BasicBlock &block : *module->getFunction("f"))
    if (block.getName() == "loop") {
      const auto *branch = llvm::cast<llvm::BranchInst>(block.getTerminator());
      const auto *compare = llvm::cast<llvm::ICmpInst>(branch->getCondition());
      if (compare->getOperand(0)->getName() != "taken")
        return false;
      EXPECT_EQ(compare->getPredicate(),
                shape.leaves ? llvm::CmpInst::ICMP_EQ : llvm::CmpInst::ICMP_NE);
      EXPECT_TRUE(llvm::cast<llvm::ConstantInt>(compare->getOperand(1))->isZero());
      EXPECT_EQ(std::distance(block.phis().begin(), block.phis().end()), 1);
      return true;
    }
  ADD_FAILURE() << "no loop";
  return false;
}

TEST(BitRounds, DownToAConstant) {
  EXPECT_TRUE(changes({}));
  EXPECT_TRUE(changes({.stays = "sgt"}));
  EXPECT_TRUE(changes({.stays = "ne"}));
  EXPECT_TRUE(changes({.stays = "uge", .right = "2"}));
  EXPECT_TRUE(changes({.stays = "ult", .right = "2", .leaves = true}));
  EXPECT_TRUE(changes({.left = "counter", .right = "2"}));
  EXPECT_TRUE(changes({.first = "add i32 %bits, 1000", .right = "1000"}));
}

TEST(BitRounds, OfAWiderWord) {
  EXPECT_TRUE(changes({.word = "zext i32 %low to i64", .number = "zext i32 %narrow to i64"}));
  EXPECT_FALSE(changes({.word = "sext i32 %low to i64", .number = "zext i32 %narrow to i64"}));
}

TEST(BitRounds, UpFromAConstant) {
  EXPECT_TRUE(changes({.first = "add i32 0, 0", .step = "1", .stays = "ne", .right = "%bits"}));
  EXPECT_TRUE(changes({.first = "add i32 0, 0", .step = "1", .stays = "ult", .right = "%bits"}));
  EXPECT_TRUE(changes({.first = "add i32 0, 0", .step = "1", .stays = "slt", .right = "%bits"}));
}

TEST(BitRounds, WithAnyBegin) {
  EXPECT_TRUE(changes({.first = "add i32 %low, 0", .step = "1", .stays = "ne", .right = "%upto"}));
  // They may wrap.
  EXPECT_FALSE(
      changes({.first = "add i32 %low, 0", .step = "1", .stays = "ult", .right = "%upto"}));
  EXPECT_FALSE(changes({.first = "add i32 %bits, -1", .right = "-1"}));
  EXPECT_FALSE(changes({.first = "add i32 %bits, 2147483640", .right = "2147483640"}));
  EXPECT_FALSE(changes({.first = "add i32 %bits, -1", .stays = "sge", .right = "0"}));
  EXPECT_FALSE(changes({.first = "add i32 %bits, -1", .stays = "uge", .right = "0"}));
}

TEST(BitRounds, OtherNumbersOfRounds) {
  EXPECT_FALSE(changes({.right = "0"}));
  EXPECT_FALSE(changes({.right = "2"}));
  EXPECT_FALSE(changes({.left = "counter"}));
  EXPECT_FALSE(changes({.first = "add i32 %low, 1"}));
  EXPECT_FALSE(changes({.stays = "ult"}));
  EXPECT_FALSE(changes({.step = "-2", .stays = "ne"}));
  EXPECT_FALSE(changes({.first = "add i32 0, 0", .step = "1", .stays = "ule", .right = "%bits"}));
  EXPECT_FALSE(changes({.first = "add i32 0, 0", .step = "1", .stays = "ugt", .right = "%bits"}));
}

TEST(BitRounds, WordsThatMayBeEmpty) { EXPECT_FALSE(changes({.guard = "icmp eq i64 %word, 1"})); }

TEST(BitRounds, WordsThatLoseOtherBits) {
  EXPECT_FALSE(changes({.taken = "lshr i64 %w, 1"}));
  EXPECT_FALSE(changes({.taken = "or i64 %w, %less"}));
}

} // namespace
} // namespace wexn::optimize
