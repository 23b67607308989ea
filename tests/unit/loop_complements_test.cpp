// Complements in loops (wexnc/optimize/loop_complements.h): what does not change is complemented
// before the loop, on whichever side of the exclusive or it is, and nothing else is touched.
#include "wexnc/optimize/loop_complements.h"

#include "tests/unit/function_pass.h"

#include "llvm/IR/Function.h"
#include "llvm/IR/Instructions.h"
#include "llvm/IR/LLVMContext.h"
#include "llvm/IR/Module.h"

#include <gtest/gtest.h>

#include <cstddef>
#include <memory>
#include <string>

namespace wexn::optimize {
namespace {

// The blocks of the exclusive ors that are left.
std::string complements(const std::string &bits, const std::string &compare,
                        const std::string &other = "%done") {
  llvm::LLVMContext context;
  const std::unique_ptr<llvm::Module> module = parse_module(R"(
define i32 @f(i32 %x, i32 %y) {
entry:
  br label %loop
loop:
  %i = phi i32 [ 0, %entry ], [ %next, %loop ]
  %j = phi i32 [ %x, %entry ], [ %double, %loop ]
  %bits = )" + bits + R"(
  %done = icmp )" + compare + R"(
  %double = shl i32 %j, 1
  %next = add i32 %i, 1
  br i1 %done, label %out, label %loop
out:
  ret i32 )" + (other == "%done" ? "%i" : other) +
                                                                R"(
})",
                                                            context);
  if (!module)
    return "not parsed";
  run_on_f(*module, LoopComplementsPass());
  std::string found;
  for (const llvm::BasicBlock &block : *module->getFunction("f"))
    for (const llvm::Instruction &i : block)
      if (i.getOpcode() == llvm::Instruction::Xor)
        found += (found.empty() ? "" : " ") + block.getName().str();
  return found;
}

TEST(LoopComplements, AreComputedBeforeTheLoop) {
  EXPECT_EQ(complements("xor i32 %i, %y", "eq i32 %bits, -1"), "entry");
  EXPECT_EQ(complements("xor i32 %y, %i", "ne i32 %bits, -1"), "entry");
}

TEST(LoopComplements, OnlyWhereOneSideStays) {
  EXPECT_EQ(complements("xor i32 %i, %j", "eq i32 %bits, -1"), "loop");
  EXPECT_EQ(complements("xor i32 %x, %y", "eq i32 %bits, -1"), "loop");
}

TEST(LoopComplements, OnlyOfEqualityWithAllBits) {
  EXPECT_EQ(complements("xor i32 %i, %y", "eq i32 %bits, -2"), "loop");
  EXPECT_EQ(complements("xor i32 %i, %y", "sgt i32 %bits, -1"), "loop");
  EXPECT_EQ(complements("or i32 %i, %y", "eq i32 %bits, -1"), "");
}

TEST(LoopComplements, NotWhereTheBitsAreUsedOtherwise) {
  EXPECT_EQ(complements("xor i32 %i, %y", "eq i32 %bits, -1", "%bits"), "loop");
}

// As many values as a loop has registers for, at most.
TEST(LoopComplements, OfSixteenValues) {
  std::string before, loop, last = "%i";
  for (const char *at :
       {"a", "b", "c", "d", "e", "f", "g", "h", "k", "l", "m", "n", "o", "p", "q", "r", "s", "t"}) {
    const std::string y = std::string("%y") + at, bits = std::string("%bits") + at,
                      is = std::string("%is") + at, sum = std::string("%sum") + at;
    before += y + " = load volatile i32, ptr %from\n";
    loop += bits + " = xor i32 %i, " + y + "\n" + is + " = icmp eq i32 " + bits + ", -1\n" + sum +
            " = select i1 " + is + ", i32 " + last + ", i32 7\n";
    last = sum;
  }
  llvm::LLVMContext context;
  const auto module =
      parse_module("define i32 @f(ptr %from) {\nentry:\n" + before +
                       "br label %loop\nloop:\n%i = phi i32 [ 0, %entry ], [ %next, %loop ]\n" +
                       loop + "%next = add i32 %i, 1\n%done = icmp eq i32 " + last +
                       ", 5\nbr i1 %done, label %out, label %loop\nout:\nret i32 " + last + "\n}",
                   context);
  ASSERT_TRUE(module);
  run_on_f(*module, LoopComplementsPass());
  size_t in_loop = 0, in_entry = 0;
  for (const llvm::BasicBlock &block : *module->getFunction("f"))
    for (const llvm::Instruction &i : block)
      if (i.getOpcode() == llvm::Instruction::Xor)
        ++(block.getName() == "loop" ? in_loop : in_entry);
  EXPECT_EQ(in_entry, 16u);
  EXPECT_EQ(in_loop, 2u);
}

} // namespace
} // namespace wexn::optimize
