// Checks that prove true (wexnc/optimize/proven_checks.h): how many are left.
#include "wexnc/optimize/proven_checks.h"

#include "tests/unit/function_pass.h"
#include "wexnc/ir/access_check.h"

#include "llvm/IR/Function.h"
#include "llvm/IR/InstIterator.h"
#include "llvm/IR/LLVMContext.h"
#include "llvm/IR/MDBuilder.h"
#include "llvm/IR/Metadata.h"
#include "llvm/IR/Module.h"
#include "llvm/Support/raw_ostream.h"

#include <wexn/abi/vmctx.h>

#include <gtest/gtest.h>

#include <cstddef>
#include <cstdint>
#include <memory>
#include <string>

namespace wexn::optimize {
namespace {

std::string check(const std::string &index, unsigned extent) {
  return "call void asm sideeffect \"wexn.check 0 " + std::to_string(extent) +
         " 1\", \"r,r\"(i64 " + index + ", ptr %vm)\n";
}
constexpr const char *kEffect = "store i64 1, ptr %vm\n";

// Of those of a function with an i32 %p, for a memory with pages of that many bits.
size_t left(const std::string &body, unsigned page_log2 = 16, uint64_t minimum = 0) {
  llvm::LLVMContext context;
  const std::unique_ptr<llvm::Module> module =
      parse_module("define void @f(ptr %vm, i32 %p) {\n" + body + "ret void\n}\n", context);
  if (!module)
    return 0;
  ir::MemoryFacts facts;
  facts.page_log2 = page_log2;
  facts.min_bytes = minimum;
  llvm::MDBuilder metadata(context);
  llvm::MDNode *kind = metadata.createTBAANode("memory", metadata.createTBAARoot("all"));
  facts.kind = facts.head_kind = facts.size_kind = metadata.createTBAAStructTagNode(kind, kind, 0);
  ir::add_memory_facts(*module, facts);
  run_on_f(*module, ProvenChecksPass());
  size_t found = 0;
  for (llvm::Instruction &i : llvm::instructions(*module->getFunction("f")))
    found += ir::access_check(i).has_value();
  return found;
}

std::string index(const std::string &name, const std::string &value) {
  return "%" + name + " = " + value + "\n%" + name + ".wide = zext i32 %" + name + " to i64\n";
}

// A loop over the sixteen words of a table at 4096.
std::string over_table(const std::string &first, const std::string &access) {
  return "br label %loop\nloop:\n%i = phi i32 [ 0, %0 ], [ %n, %next ]\n" + first + access +
         "%last = icmp ugt i32 %i, 14\nbr i1 %last, label %end, label %next\n"
         "next:\n%n = add i32 %i, 1\nbr label %loop\nend:\n";
}

TEST(ProvenChecks, WhatLiesInATableByTheRangeOfItsIndex) {
  constexpr uint64_t kEnd = 4096 + 16 * 4;
  const std::string four = "%four = shl i32 %i, 2\n";
  const std::string sum = over_table(four + index("a", "add i32 %four, 4096"), check("%a.wide", 4));
  EXPECT_EQ(left(sum, 16, kEnd), 0u);
  EXPECT_EQ(left(sum, 16, kEnd - 1), 1u);
  const std::string offset = over_table(index("a", "shl i32 %i, 2"), check("%a.wide", 4100));
  EXPECT_EQ(left(offset, 16, kEnd), 0u);
  EXPECT_EQ(left(offset, 16, kEnd - 1), 1u);
  // Behind the loop, too; but of a number that it did not count nobody knows anything.
  EXPECT_EQ(left(sum + index("b", "shl i32 %i, 2") + check("%b.wide", 4100), 16, kEnd), 0u);
  EXPECT_EQ(left(sum + index("b", "shl i32 %p, 2") + check("%b.wide", 4100), 16, kEnd), 1u);
}

TEST(ProvenChecks, WhatLiesBehindAnIndexThatAConstantWasTakenOff) {
  const std::string low = index("a", "add i32 %p, -32") + check("%a.wide", 24) + kEffect;
  EXPECT_EQ(left(low + index("b", "add i32 %p, -12") + check("%b.wide", 4)), 1u);
  EXPECT_EQ(left(low + index("b", "add i32 %p, -11") + check("%b.wide", 4)), 2u);
  EXPECT_EQ(left(low + index("b", "add i32 %p, -33") + check("%b.wide", 4)), 2u);
  const std::string below = index("a", "add i32 %p, -8") + check("%a.wide", 16) + kEffect;
  EXPECT_EQ(left(below + index("b", "or i32 %p, 0") + check("%b.wide", 8)), 2u); // no constant
  EXPECT_EQ(left(below + "%b = zext i32 %p to i64\n" + check("%b", 8)), 1u);
  EXPECT_EQ(left(below + "%b = zext i32 %p to i64\n" + check("%b", 9)), 2u);
}

// A memory ends where a page does.
TEST(ProvenChecks, AnIndexWithZerosAtItsEndIsFarFromTheMemorys) {
  const std::string word = index("a", "shl i32 %p, 2") + check("%a.wide", 1) + kEffect;
  EXPECT_EQ(left(word + check("%a.wide", 4)), 1u);
  EXPECT_EQ(left(word + check("%a.wide", 5)), 2u);
  EXPECT_EQ(left(word + check("%a.wide", 4), 0), 2u); // pages of a byte
  EXPECT_EQ(left(word + check("%a.wide", 4), 1), 2u); // of two
  EXPECT_EQ(left(word + check("%a.wide", 2), 1), 1u);
  const std::string half = index("a", "shl i32 %p, 2") + index("b", "add i32 %a, 2");
  EXPECT_EQ(left(half + check("%b.wide", 1) + kEffect + check("%b.wide", 2)), 1u);
  EXPECT_EQ(left(half + check("%b.wide", 1) + kEffect + check("%b.wide", 3)), 2u);
}

TEST(ProvenChecks, ASumWithFewBitsBehindWhatWasChecked) {
  // %few is at most 28.
  const std::string few = "%few = and i32 %q, 28\n";
  const auto behind = [&](unsigned extent, const std::string &sum, unsigned wanted) {
    return left("%q = load i32, ptr %vm\n%p.wide = zext i32 %p to i64\n" + few +
                check("%p.wide", extent) + kEffect + index("s", sum) + check("%s.wide", wanted));
  };
  EXPECT_EQ(behind(32, "add i32 %p, %few", 4), 1u);
  EXPECT_EQ(behind(32, "add i32 %few, %p", 4), 1u);
  EXPECT_EQ(behind(31, "add i32 %p, %few", 4), 2u);
  EXPECT_EQ(behind(32, "add i32 %p, %few", 5), 2u);
  EXPECT_EQ(behind(32, "add i32 %p, %q", 4), 2u);
  EXPECT_EQ(behind(32, "sub i32 %p, %few", 4), 2u);
  // A constant in either part.
  const auto with_constants = [&](unsigned extent) {
    return left("%q = load i32, ptr %vm\n" + few + index("a", "add i32 %p, -32") +
                check("%a.wide", extent) + kEffect + "%s = add i32 %p, %few\n" +
                index("t", "add i32 %s, -28") + check("%t.wide", 4));
  };
  EXPECT_EQ(with_constants(36), 1u);
  EXPECT_EQ(with_constants(35), 2u);
}

// The function behind the last run on x86, with a guarded memory, whose base is the first word of
// the instance: a check of that extent behind %p, and then a load at %at.
std::string with_parts(unsigned extent, const std::string &at, const std::string &behind = "",
                       bool guarded = true) {
  llvm::LLVMContext context;
  const std::unique_ptr<llvm::Module> module = parse_module(
      "declare void @use(i32)\ndefine void @f(ptr %vm, i32 %p) {\n"
      "%base = load ptr, ptr %vm, !invariant.load !0\n%q = load i32, ptr %vm\n"
      "%few = and i32 %q, 7\n%p.wide = zext i32 %p to i64\n" +
          check("%p.wide", extent) + "store i64 1, ptr %vm\nbr label %loop\nloop:\n" + at +
          "%at = getelementptr i8, ptr %base, i64 %s.wide\n" +
          "%field = getelementptr i8, ptr %at, i64 3\n%x = load i32, ptr %field\n" + behind +
          "br i1 undef, label %loop, label %end\nend:\nret void\n}\n!0 = !{}\n",
      context);
  if (!module)
    return "";
  ir::MemoryFacts facts;
  facts.guarded = guarded;
  facts.page_log2 = 16;
  facts.head_offset = offsetof(wexn_memory_entry, memory) - offsetof(wexn_memory_entry, base);
  llvm::MDBuilder metadata(context);
  llvm::MDNode *kind = metadata.createTBAANode("memory", metadata.createTBAARoot("all"));
  facts.kind = facts.head_kind = facts.size_kind = metadata.createTBAAStructTagNode(kind, kind, 0);
  ir::add_memory_facts(*module, facts);
  run_on_f(*module, ProvenChecksPass(ProvenChecksPass::Sums::BecomeParts));
  std::string text;
  llvm::raw_string_ostream out(text);
  out << *module->getFunction("f");
  return text;
}

bool has_sum(const std::string &text) { return text.find("%s = add") != std::string::npos; }

TEST(ProvenChecks, WhatDoesNotWrapIsAddedInTheAddress) {
  const std::string constant = index("s", "add i32 %p, 8");
  const std::string text = with_parts(9, constant);
  EXPECT_FALSE(has_sum(text)) << text;
  EXPECT_NE(text.find(", i64 %p.wide"), std::string::npos) << text;
  EXPECT_NE(text.find(", i64 11"), std::string::npos) << text;
  EXPECT_TRUE(has_sum(with_parts(8, constant)));                     // 8 behind may be 0
  EXPECT_TRUE(has_sum(with_parts(9, index("s", "add i32 %p, -8")))); // before
  EXPECT_TRUE(has_sum(with_parts(9, constant, "call void @use(i32 %s)\n")));
  EXPECT_TRUE(has_sum(with_parts(9, constant, "", /*guarded=*/false)));
}

TEST(ProvenChecks, FewBitsAreAddedInTheAddressInALoop) {
  const std::string shifted = "%four = shl i32 %few, 2\n" + index("s", "add i32 %four, %p");
  const std::string text = with_parts(29, shifted);
  EXPECT_FALSE(has_sum(text)) << text;
  EXPECT_NE(text.find("shl i64"), std::string::npos) << text;
  EXPECT_LT(text.find(", i64 %p.wide"), text.find("loop:")) << text;
  EXPECT_TRUE(has_sum(with_parts(28, shifted)));
  EXPECT_TRUE(has_sum(with_parts(29, index("s", "add i32 %q, %p"))));
  // What a shift loses it does not lose in 64 bits.
  const std::string lost = "%top = shl i32 %q, 2\n%four = and i32 %top, 28\n";
  EXPECT_FALSE(has_sum(with_parts(29, lost + index("s", "add i32 %four, %p"))));
}

// %p, or %q of 8 further, comes in behind a check.
size_t left_behind_ways(unsigned extent_of_p, unsigned extent_of_q, const std::string &behind) {
  return left(index("q", "add i32 %p, 8") + "%p.wide = zext i32 %p to i64\n" +
              "%c = icmp ult i32 %p, 100\nbr i1 %c, label %one, label %other\none:\n" +
              check("%p.wide", extent_of_p) + kEffect + "br label %meet\nother:\n" +
              check("%q.wide", extent_of_q) + kEffect + "br label %meet\nmeet:\n" +
              "%r = phi i32 [ %p, %one ], [ %q, %other ]\n%r.wide = zext i32 %r to i64\n" + behind);
}

TEST(ProvenChecks, OfAPhiHoldsWhatHoldsOfAllThatComesIn) {
  EXPECT_EQ(left_behind_ways(4, 8, check("%r.wide", 4)), 2u);
  EXPECT_EQ(left_behind_ways(4, 8, check("%r.wide", 5)), 3u);
  EXPECT_EQ(left_behind_ways(8, 4, check("%r.wide", 5)), 3u);
  EXPECT_EQ(left_behind_ways(8, 8, check("%r.wide", 8)), 2u);
}

// A loop with an index that begins with %p, of which `extent` bytes are in bounds.
size_t left_in_loop(unsigned extent, const std::string &round, const std::string &next) {
  return left("%p.wide = zext i32 %p to i64\n" + check("%p.wide", extent) + kEffect +
              "br label %loop\nloop:\n%i = phi i32 [ %p, %0 ], [ " + next +
              ", %loop ]\n%j = phi i32 [ 0, %0 ], [ %i, %loop ]\n" +
              "%i.wide = zext i32 %i to i64\n%j.wide = zext i32 %j to i64\n" + round +
              "%c = icmp ult i32 %i, 100\nbr i1 %c, label %loop, label %end\nend:\n");
}

TEST(ProvenChecks, OfALoopsIndexHoldsWhatTheWaysBackBringToo) {
  const std::string same = check("%i.wide", 8);
  EXPECT_EQ(left_in_loop(8, same, "%i"), 1u);
  EXPECT_EQ(left_in_loop(7, same, "%i"), 2u);
  const std::string step = "%next = add i32 %i, 4\n" + same + kEffect;
  EXPECT_EQ(left_in_loop(8, step, "%next"), 2u);
  EXPECT_EQ(left_in_loop(8, check("%i.wide", 4) + kEffect + step, "%next"), 2u);
  EXPECT_EQ(left_in_loop(8, check("%i.wide", 5) + kEffect + step, "%next"), 3u);
  // What a round loads, behind a check or not.
  const std::string load = index("next", "load i32, ptr %vm");
  EXPECT_EQ(left_in_loop(8, same + load, "%next"), 2u);
  EXPECT_EQ(left_in_loop(8, same + load + kEffect + check("%next.wide", 8), "%next"), 2u);
  EXPECT_EQ(left_in_loop(8, same + load + kEffect + check("%next.wide", 7), "%next"), 3u);
  // Of the round before, or no bytes at first.
  EXPECT_EQ(left_in_loop(8, same + kEffect + check("%j.wide", 4), "%i"), 2u);
}

// An index that begins with a constant.
TEST(ProvenChecks, WhatLiesBelowTheMinimumComesIntoPhis) {
  const auto from = [](unsigned constant, const std::string &next) {
    return left("br label %loop\nloop:\n%i = phi i32 [ " + std::to_string(constant) + ", %0 ], [ " +
                    next + ", %loop ]\n%i.wide = zext i32 %i to i64\n" + kEffect +
                    check("%i.wide", 4) + "br i1 undef, label %loop, label %end\nend:\n",
                16, 65'536);
  };
  EXPECT_EQ(from(65'532, "%i"), 0u);
  EXPECT_EQ(from(65'533, "%i"), 1u);
  EXPECT_EQ(from(0, "%p"), 1u);
}

} // namespace
} // namespace wexn::optimize
