// Loops of several elements a round, behind one that did the rest (wexnc/optimize/whole_rounds.h):
// they begin at a multiple of their step where each way to them says so, and nowhere else.
#include "wexnc/optimize/whole_rounds.h"

#include "tests/unit/function_pass.h"

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

// A rest of `rest` rounds that is left out if `tested` is 0; then a loop from %start to %end in
// steps. `in_rest`: the count's own loop before.
struct Code {
  std::string rest = "%rest = and i32 %n, 3\n", tested = "%rest", predicate = "eq";
  std::string first = "%n", next = "-1", from = "%n", to = "0", step = "-4";
  std::string leaves = "eq", less = "0"; // and what is added to the count before the loop
};

std::string text(const Code &c) {
  return "define void @f(i32 %n, i32 %m) {\nentry:\n" + c.rest + "%none = icmp " + c.predicate +
         " i32 " + c.tested +
         ", 0\n"
         "br i1 %none, label %meet, label %before\n"
         "before:\nbr label %one\n"
         "one:\n%k = phi i32 [ %rest, %before ], [ %k.next, %one ]\n"
         "%c = phi i32 [ " +
         c.first + ", %before ], [ %c.next, %one ]\n%c.next = add i32 %c, " + c.next +
         "\n%k.next = add i32 %k, -1\n%over = icmp eq i32 %k.next, 0\n"
         "br i1 %over, label %behind, label %one\n"
         "behind:\n%left = phi i32 [ %c.next, %one ]\nbr label %meet\n"
         "meet:\n%start = phi i32 [ " +
         c.from +
         ", %entry ], [ %left, %behind ]\n"
         "%few = icmp ult i32 %n, 4\nbr i1 %few, label %out, label %head\n"
         "head:\n%first = add i32 %start, " +
         c.less +
         "\nbr label %loop\n"
         "loop:\n%i = phi i32 [ %first, %head ], [ %i.next, %loop ]\n"
         "%i.next = add i32 %i, " +
         c.step + "\n%end = icmp " + c.leaves + " i32 %i.next, " + c.to +
         "\nbr i1 %end, label %done, label %loop\n"
         "done:\nbr label %out\nout:\nret void\n}\n";
}

// What the loop's start is cut with, as a number below 0; nothing where it begins as before.
std::optional<int64_t> mask_in(const std::string &text) {
  llvm::LLVMContext context;
  auto module = parse_module(text, context);
  if (!module)
    return std::nullopt;
  run_on_f(*module, WholeRoundsPass());
  std::optional<int64_t> found;
  bool equality = false;
  for (const llvm::Instruction &i : llvm::instructions(*module->getFunction("f")))
    if (i.getOpcode() == llvm::Instruction::And && i.getParent()->getName() == "head")
      found = llvm::cast<llvm::ConstantInt>(i.getOperand(1))->getSExtValue();
    else if (i.isTerminator() && i.getParent()->getName() == "loop")
      equality =
          llvm::cast<llvm::ICmpInst>(llvm::cast<llvm::BranchInst>(i).getCondition())->isEquality();
  EXPECT_TRUE(!found || equality);
  return found;
}
std::optional<int64_t> mask(const Code &code) { return mask_in(text(code)); }

TEST(WholeRounds, CountsDown) { EXPECT_EQ(mask({}), -4); }
TEST(WholeRounds, FewerAtATime) { EXPECT_EQ(mask({.step = "-2"}), -2); }
TEST(WholeRounds, CountsUp) {
  EXPECT_EQ(mask({.first = "0", .next = "1", .from = "0", .to = "%n", .step = "4"}), -4);
}
TEST(WholeRounds, LoopEndsSomewhereElse) {
  EXPECT_EQ(mask({.first = "0", .next = "1", .from = "0", .to = "%m", .step = "4"}), std::nullopt);
}
TEST(WholeRounds, RestOfALargerStep) { EXPECT_EQ(mask({.rest = "%rest = and i32 %n, 7\n"}), -4); }
TEST(WholeRounds, RestOfASmallerStep) {
  EXPECT_EQ(mask({.rest = "%rest = and i32 %n, 1\n"}), std::nullopt);
  EXPECT_EQ(mask({.step = "-8"}), std::nullopt);
}
TEST(WholeRounds, RestOfAnotherNumber) {
  EXPECT_EQ(mask({.rest = "%rest = and i32 %m, 3\n"}), std::nullopt);
}
TEST(WholeRounds, AnotherNumberIsTested) {
  EXPECT_EQ(mask({.rest = "%rest = and i32 %n, 3\n%other = and i32 %m, 3\n", .tested = "%other"}),
            std::nullopt);
}
TEST(WholeRounds, TheOtherWay) { EXPECT_EQ(mask({.predicate = "ne"}), std::nullopt); }
TEST(WholeRounds, AnotherStart) { EXPECT_EQ(mask({.from = "%m"}), std::nullopt); }
TEST(WholeRounds, TheRestTakesTwo) { EXPECT_EQ(mask({.next = "-2"}), std::nullopt); }
TEST(WholeRounds, StepsOfThree) { EXPECT_EQ(mask({.step = "-3"}), std::nullopt); }

// `while (n-- > 0)`: it leaves at -1, since all before are multiples of the step more than that.
TEST(WholeRounds, LeavesInARange) {
  EXPECT_EQ(mask({.to = "-3", .leaves = "ugt", .less = "-1"}), -4);
  EXPECT_EQ(mask({.to = "-4", .leaves = "uge", .less = "-1"}), -4);
  EXPECT_EQ(mask({.to = "3", .leaves = "ult"}), -4);
}
TEST(WholeRounds, TheEndIsOutsideOfTheRange) {
  EXPECT_EQ(mask({.to = "-2", .leaves = "ult", .less = "-1"}), std::nullopt);
  EXPECT_EQ(mask({.to = "-3", .leaves = "ugt", .less = "-4"}), std::nullopt);
}
TEST(WholeRounds, TheRangeHasTwoEnds) {
  EXPECT_EQ(mask({.to = "-6", .leaves = "ugt", .less = "-1"}), std::nullopt);
  EXPECT_EQ(mask({.to = "-4", .step = "-2", .leaves = "ugt", .less = "-1"}), std::nullopt);
}

// Of so many phis behind each other, to each of which so many ways lead.
std::string text_of_ways(unsigned phis, unsigned ways) {
  std::string all = "define void @f(i32 %n, i32 %m) {\nentry:\nbr label %at0\n", start = "8";
  for (unsigned p = 0; p < phis; ++p) {
    const std::string here = std::to_string(p), way = "%way" + here + ".";
    std::string cases, blocks, phi;
    for (unsigned k = 0; k < ways; ++k) {
      const std::string number = std::to_string(k);
      if (k)
        cases += " i32 " + number + ", label " + way + number;
      blocks += "way" + here + "." + number + ":\nbr label %at" + std::to_string(p + 1) + "\n";
      phi += (k ? ", [ " + start : "[ 4") + ", " + way + number + " ]";
    }
    all += (p ? "" : "at0:\n") + ("switch i32 %m, label " + way + "0 [" + cases + " ]\n") + blocks +
           "at" + std::to_string(p + 1) + ":\n%start" + here + " = phi i32 " + phi + "\n";
    start = "%start" + here;
  }
  return all + "br label %head\nhead:\nbr label %loop\nloop:\n%i = phi i32 [ " + start +
         ", %head ], [ %i.next, %loop ]\n%i.next = add i32 %i, -4\n"
         "%end = icmp eq i32 %i.next, 0\nbr i1 %end, label %done, label %loop\n"
         "done:\nret void\n}\n";
}
// Ways through several phis are as many as the product.
TEST(WholeRounds, ManyWays) {
  EXPECT_EQ(mask_in(text_of_ways(3, 3)), -4);
  EXPECT_EQ(mask_in(text_of_ways(4, 30)), std::nullopt);
}

} // namespace
} // namespace wexn::optimize
