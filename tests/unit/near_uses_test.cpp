// What is computed near its uses (wexnc/optimize/near_uses.h): values go where they are needed less
// often than where they were, and what is made is well-formed.
#include "wexnc/optimize/near_uses.h"

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

struct Result {
  llvm::LLVMContext context;
  std::unique_ptr<llvm::Module> module;
  // How many instructions of that kind a block has.
  unsigned count(const std::string &block, unsigned opcode) const {
    unsigned found = 0;
    for (const llvm::BasicBlock &each : *module->getFunction("f"))
      for (const llvm::Instruction &i : each)
        found += each.getName() == block && i.getOpcode() == opcode;
    return found;
  }
};

using Addresses = NearUsesPass::Addresses;

void run(Result &result, const std::string &text, size_t fewest_blocks = 0,
         Addresses addresses = Addresses::GoBehindSwitches) {
  result.module = parse_module(text, result.context);
  ASSERT_NE(result.module, nullptr);
  run_on_f(*result.module, NearUsesPass(fewest_blocks, addresses));
}

constexpr const char *kLoop = R"(
declare void @use(i64)
define i64 @f(ptr %base, i32 %x, i32 %n) {
entry:
  %seldom = add i32 %x, 5
  %wide = zext i32 %seldom to i64
  %often = add i32 %x, 7
  br label %loop
loop:
  %i = phi i32 [ 0, %entry ], [ %next, %back ]
  %o = add i32 %i, %often
  %is = icmp eq i32 %o, 1
  br i1 %is, label %first, label %back, !prof !0
first:
  call void @use(i64 %wide)
  call void @use(i64 %wide)
  br label %back
back:
  %next = add i32 %i, 1
  %done = icmp eq i32 %next, %n
  br i1 %done, label %out, label %loop
out:
  ret i64 0
}
!0 = !{!"branch_weights", i32 1, i32 100000}
)";

TEST(NearUses, WhatIsSeldomNeededGoesThere) {
  Result result;
  run(result, kLoop);
  EXPECT_EQ(result.count("entry", llvm::Instruction::ZExt), 0u);
  EXPECT_EQ(result.count("first", llvm::Instruction::ZExt), 1u);
  EXPECT_EQ(result.count("first", llvm::Instruction::Add), 1u);
}

TEST(NearUses, WhatIsOftenNeededStays) {
  Result result;
  run(result, kLoop);
  EXPECT_EQ(result.count("entry", llvm::Instruction::Add), 1u);
  EXPECT_EQ(result.count("loop", llvm::Instruction::Add), 1u);
}

TEST(NearUses, NothingMovesInSmallFunctions) {
  Result result;
  run(result, kLoop, 64);
  EXPECT_EQ(result.count("entry", llvm::Instruction::Add), 2u);
}

// A phi uses its value at the end of the block that it comes from, where a call may end that; two
// uses of a block have one value, before both.
TEST(NearUses, PhisAndCalls) {
  Result result;
  run(result, R"(
declare i32 @callee(i32)
declare i32 @personality(...)
define i32 @f(i32 %x, i32 %n) personality ptr @personality {
entry:
  %a = add i32 %x, 5
  br label %loop
loop:
  %i = phi i32 [ 0, %entry ], [ %next, %back ]
  %is = icmp eq i32 %i, 17
  br i1 %is, label %first, label %back, !prof !0
first:
  %v = invoke i32 @callee(i32 %a) to label %joined unwind label %pad
pad:
  %caught = landingpad { ptr, i32 } cleanup
  br label %joined
joined:
  %p = phi i32 [ %a, %first ], [ %a, %pad ]
  %sum = mul i32 %p, %n
  br label %back
back:
  %s = phi i32 [ 0, %loop ], [ %sum, %joined ]
  %next = add i32 %i, 1
  %done = icmp eq i32 %next, %n
  br i1 %done, label %out, label %loop
out:
  ret i32 %s
}
!0 = !{!"branch_weights", i32 1, i32 100000}
)");
  EXPECT_EQ(result.count("entry", llvm::Instruction::Add), 0u);
  EXPECT_EQ(result.count("first", llvm::Instruction::Add), 1u);
  EXPECT_EQ(result.count("pad", llvm::Instruction::Add), 1u);
}

// A loop with a switch of cases, in two of which there are accesses at %at, in the second also
// what is told.
std::string many_ways(const std::string &also, int number = 16) {
  std::string cases;
  for (int i = 0; i < number; ++i)
    cases += "    i32 " + std::to_string(i) + ", label " +
             (i == 0   ? "%first"
              : i == 1 ? "%second"
                       : "%back") +
             "\n";
  return R"(
declare void @use(ptr)
define void @f(ptr %base, i64 %x, i32 %n) {
entry:
  br label %loop
loop:
  %at = getelementptr i8, ptr %base, i64 %x
  %v = load i32, ptr %at
  switch i32 %v, label %back [
)" + cases +
         R"(  ]
first:
  store i32 %n, ptr %at
  %further = getelementptr i8, ptr %at, i64 4
  store i32 %n, ptr %further
  br label %back
second:
  %other = getelementptr i8, ptr %at, i64 8
  %w = load i32, ptr %other
  )" + also +
         R"(
  br label %back
back:
  br label %loop
}
)";
}

TEST(NearUses, AddressesBehindASwitchAreComputedAtEachAccess) {
  Result result;
  run(result, many_ways(""));
  EXPECT_EQ(result.count("loop", llvm::Instruction::GetElementPtr), 1u);
  EXPECT_EQ(result.count("first", llvm::Instruction::GetElementPtr), 2u);
  EXPECT_EQ(result.count("second", llvm::Instruction::GetElementPtr), 2u);
}

// Of eight cases on, however few blocks there are.
TEST(NearUses, AddressesGoBehindASwitchOfSmallFunctionsToo) {
  Result eight, seven;
  run(eight, many_ways("", 8), 64);
  EXPECT_EQ(eight.count("first", llvm::Instruction::GetElementPtr), 2u);
  EXPECT_EQ(eight.count("second", llvm::Instruction::GetElementPtr), 2u);
  run(seven, many_ways("", 7), 64);
  EXPECT_EQ(seven.count("first", llvm::Instruction::GetElementPtr), 1u);
  EXPECT_EQ(seven.count("second", llvm::Instruction::GetElementPtr), 1u);
}

TEST(NearUses, AddressesStayWhereTheyCostAnInstruction) {
  Result result;
  run(result, many_ways(""), 0, Addresses::Stay);
  EXPECT_EQ(result.count("loop", llvm::Instruction::GetElementPtr), 1u);
  EXPECT_EQ(result.count("first", llvm::Instruction::GetElementPtr), 1u);
  EXPECT_EQ(result.count("second", llvm::Instruction::GetElementPtr), 1u);
}

// Addresses of stores are; a pointer that is stored is not.
TEST(NearUses, AddressesThatAreValuesStay) {
  Result result;
  run(result, many_ways("store ptr %at, ptr %base"));
  EXPECT_EQ(result.count("first", llvm::Instruction::GetElementPtr), 2u);
  EXPECT_EQ(result.count("second", llvm::Instruction::GetElementPtr), 1u);
}

TEST(NearUses, AddressesStayWhereMuchIsCalled) {
  Result result;
  run(result, many_ways("call void @use(ptr %base)"));
  EXPECT_EQ(result.count("first", llvm::Instruction::GetElementPtr), 1u);
  EXPECT_EQ(result.count("second", llvm::Instruction::GetElementPtr), 1u);
}

} // namespace
} // namespace wexn::optimize
