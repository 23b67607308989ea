// Guarded 64-bit memories: which indices are compared (wexnc/optimize/near_indices.h).
#include "tests/unit/function_pass.h"
#include "wexnc/ir/access_check.h"
#include "wexnc/optimize/exact.h"

#include "llvm/IR/Function.h"
#include "llvm/IR/InstIterator.h"
#include "llvm/IR/Instructions.h"
#include "llvm/IR/LLVMContext.h"
#include "llvm/IR/MDBuilder.h"
#include "llvm/IR/Module.h"

#include <gtest/gtest.h>

#include <memory>
#include <string>

namespace wexn::optimize {
namespace {

// A check with an offset in front of as many bytes.
std::string check(const std::string &index, unsigned bytes = 4, unsigned offset = 0) {
  return "  call void asm sideeffect \"wexn.check 0 " + std::to_string(offset + bytes) + " " +
         std::to_string(bytes) + "\", \"r,r\"(i64 " + index + ", ptr %vm) memory(read)\n";
}

// The indices that are compared, in their order.
std::string compared(const std::string &body) {
  llvm::LLVMContext context;
  const std::unique_ptr<llvm::Module> module =
      parse_module("declare void @call()\n"
                   "define void @f(ptr %vm, i64 %p, i64 %q, i32 %n, i1 %c) {\nentry:\n" +
                       body + "  ret void\n}\n",
                   context);
  if (!module)
    return "no module";
  ir::MemoryFacts facts;
  facts.page_log2 = 16;
  facts.guarded = facts.is64 = true;
  llvm::MDBuilder metadata(context);
  llvm::MDNode *kind = metadata.createTBAANode("memory", metadata.createTBAARoot("all"));
  facts.kind = facts.head_kind = facts.size_kind = metadata.createTBAAStructTagNode(kind, kind, 0);
  ir::add_memory_facts(*module, facts);
  run_on_f(*module, CompareBoundsPass());
  std::string found;
  for (llvm::Instruction &i : llvm::instructions(*module->getFunction("f")))
    if (llvm::isa<llvm::ICmpInst>(i) && !i.getName().starts_with("c"))
      found += (found.empty() ? "" : " ") + i.getOperand(0)->getName().str();
  return found;
}

TEST(NearIndices, OneCompareServesWhatLiesNear) {
  const std::string first = check("%p");
  EXPECT_EQ(compared(first + "  %a = add i64 %p, 8\n" + check("%a") + "  %b = add i64 %p, -8\n" +
                     check("%b")),
            "p");
  // As far as is reserved: 32 GiB, less a MiB, before and behind; an index that was in bounds may
  // be 0, and ends before 64 GiB.
  EXPECT_EQ(compared(first + "  %a = add i64 %p, -34358689792\n" + check("%a")), "p");
  EXPECT_EQ(compared(first + "  %a = add i64 %p, -34358689793\n" + check("%a")), "p a");
  EXPECT_EQ(compared(first + "  %a = add i64 %p, 34358689795\n" + check("%a")), "p");
  EXPECT_EQ(compared(first + "  %a = add i64 %p, 34358689796\n" + check("%a")), "p a");
}

TEST(NearIndices, BeforeTheMemoryAnAccessBeginsAtItsIndex) {
  const std::string first = check("%p") + "  %a = add i64 %p, -8\n";
  EXPECT_EQ(compared(first + check("%a", 8)), "p");
  EXPECT_EQ(compared(first + check("%a", 4, 4)), "p a");
  EXPECT_EQ(compared(first + check("%a", 16)), "p a");
  // What lies behind one that was in bounds does not lie before the memory.
  EXPECT_EQ(compared(first + check("%a") + "  %b = add i64 %a, 4\n" + check("%b", 16, 4)), "p");
}

TEST(NearIndices, WhatIsKnownHoldsWhereTheFirstCheckWasComeTo) {
  EXPECT_EQ(compared("  br i1 %c, label %way, label %end\nway:\n" + check("%p") +
                     "  br label %end\nend:\n" + check("%p")),
            "p p");
  EXPECT_EQ(compared(check("%p") + "  br i1 %c, label %way, label %end\nway:\n" + check("%p") +
                     "  br label %end\nend:\n" + check("%p")),
            "p");
}

TEST(NearIndices, SmallNumbersBehindOrBefore) {
  const std::string small = "  %w = sext i32 %n to i64\n  %s = shl nsw i64 %w, 2\n";
  EXPECT_EQ(compared(small + check("%s")), "");
  EXPECT_EQ(compared(small + check("%s", 4, 4)), "s");
  EXPECT_EQ(compared(small + "  %a = add i64 %s, 65536\n" + check("%a")), "");
  EXPECT_EQ(compared(small + check("%p") + "  %a = add i64 %p, %s\n" + check("%a")), "p");
  EXPECT_EQ(compared(small + check("%p") + "  %a = sub i64 %p, %s\n" + check("%a")), "p");
  EXPECT_EQ(compared("  %w = sext i32 %n to i64\n  %s = shl nsw i64 %w, 5\n" + check("%p") +
                     "  %a = add i64 %p, %s\n" + check("%a")),
            "p a");
  // The sum that was in bounds, not what it was made of.
  EXPECT_EQ(compared(small + "  %a = add i64 %p, %s\n" + check("%a") + "  %b = add i64 %a, 8\n" +
                     check("%b", 4, 4)),
            "a");
}

// A loop in which %i, which begins with a value, is what `round` leaves in %next.
std::string loop(const std::string &first, const std::string &round) {
  return "  br label %loop\nloop:\n  %i = phi i64 [ " + first + ", %entry ], [ %next, %latch ]\n" +
         round + "  br label %latch\nlatch:\n  br i1 %c, label %loop, label %out\nout:\n";
}

TEST(NearIndices, APointerThatIsAccessedInEachRound) {
  EXPECT_EQ(compared(loop("1024", check("%i") + "  %next = add i64 %i, 4\n")), "");
  EXPECT_EQ(compared(loop("1024", check("%i") + "  %next = add i64 %i, -4\n")), "");
  EXPECT_EQ(compared(loop("%p", check("%i") + "  %next = add i64 %i, 4\n")), "i");
  EXPECT_EQ(compared(check("%p") + loop("%p", check("%i") + "  %next = add i64 %i, 4\n")), "p");
  // Of what moves on and is not accessed nothing is known.
  EXPECT_EQ(compared(loop("1024", "  %next = add i64 %i, 4\n  br i1 %c, label %at, label %latch\n"
                                  "at:\n" +
                                      check("%i"))),
            "i");
  EXPECT_EQ(compared(loop("1024", "  br i1 %c, label %at, label %not\nat:\n" + check("%i") +
                                      "  %more = add i64 %i, 4\n  br label %not\nnot:\n"
                                      "  %next = phi i64 [ %i, %loop ], [ %more, %at ]\n")),
            "");
}

} // namespace
} // namespace wexn::optimize
