// Accesses to memory 0 through the segment GS (wexnc/emit/segment_accesses.h, segment_sums.h), in
// the assembly that is made of LLVM's text: which go through it, and that a sum becomes a part of
// an access only where it may.
#include "tests/unit/function_pass.h"
#include "wexnc/emit/emit_object.h"
#include "wexnc/emit/target_machine.h"
#include "wexnc/ir/access_check.h"
#include "wexnc/ir/segment_attribute.h"

#include "llvm/ADT/SmallString.h"
#include "llvm/IR/Function.h"
#include "llvm/IR/IRBuilder.h"
#include "llvm/IR/LLVMContext.h"
#include "llvm/IR/Module.h"
#include "llvm/Support/raw_ostream.h"

#include <wexn/abi/vmctx.h>

#include <gtest/gtest.h>

#include <cstddef>
#include <memory>
#include <string>

namespace wexn::emit {
namespace {

using namespace llvm;

constexpr const char *kBase = R"(
  %at = getelementptr i8, ptr %vmctx, i64 48
  %base = load ptr, ptr %at, align 8, !invariant.load !0
)";

// Of a function with that body behind the base's load.
std::string assembly(const std::string &parameters, const std::string &body, bool in_segment = true,
                     const char *cpu = "", OptLevel level = OptLevel::O2) {
  LLVMContext context;
  const auto module =
      parse_module("define i64 @f(ptr %vmctx, " + parameters + ") {\nentry:\n" + kBase + body +
                       "}\ndeclare void @llvm.memset.p0.i64(ptr, i8, i64, i1)\n!0 = !{}\n",
                   context);
  if (!module)
    return "";
  ir::MemoryFacts facts;
  facts.guarded = true;
  facts.head_offset = 48 + offsetof(wexn_memory_entry, memory) - offsetof(wexn_memory_entry, base);
  facts.kind = facts.head_kind = facts.size_kind = MDNode::get(context, {});
  ir::add_memory_facts(*module, facts);
  EXPECT_EQ(ir::base_offset(ir::read_memory_facts(*module).front()), 48u);
  if (in_segment)
    module->getFunction("f")->addFnAttr(ir::kSegmentAttribute);

  Options options;
  options.target = "x86_64-linux-gnu";
  options.opt = level;
  options.cpu = cpu;
  auto machine = make_target_machine(options);
  EXPECT_TRUE(static_cast<bool>(machine));
  module->setTargetTriple((*machine)->getTargetTriple().str());
  module->setDataLayout((*machine)->createDataLayout());
  EmitOptions emit_options;
  emit_options.assembly = true;
  emit_options.verify = true;
  emit_options.tables = false;
  EmitStats stats;
  std::string message;
  SmallString<0> text;
  raw_svector_ostream out(text);
  EXPECT_TRUE(emit_object(*module, **machine, out, emit_options, stats, message)) << message;
  return std::string(text);
}

size_t count(const std::string &text, const std::string &what) {
  size_t found = 0;
  for (size_t at = text.find(what); at != std::string::npos; at = text.find(what, at + 1))
    ++found;
  return found;
}

constexpr const char *kSum = "  %x = shl i32 %b, 2\n"
                             "  %y = add i32 %x, %a\n"
                             "  %sum = add i32 %y, 24\n"
                             "  %index = zext i32 %sum to i64\n"
                             "  %p = getelementptr i8, ptr %base, i64 %index\n";

TEST(Segment, ASumBecomesAPart) {
  const std::string text =
      assembly("i32 %a, i32 %b", kSum + std::string("  %v = load i64, ptr %p, align 1\n"
                                                    "  ret i64 %v\n"));
  EXPECT_EQ(count(text, "%gs:24(%esi,%edx,4)"), 1u) << text;
  EXPECT_EQ(count(text, "lea"), 0u) << text;
  EXPECT_EQ(count(text, "48("), 0u) << text; // the base
}

TEST(Segment, AtFastLevelsToo) {
  const std::string text = assembly("i32 %a, i32 %b",
                                    kSum + std::string("  %v = load i64, ptr %p, align 1\n"
                                                       "  ret i64 %v\n"),
                                    true, "", OptLevel::O1);
  EXPECT_EQ(count(text, "%gs:24(%esi,%edx,4)"), 1u) << text;
}

TEST(Segment, NotInOtherFunctions) {
  const std::string text = assembly("i32 %a, i32 %b",
                                    kSum + std::string("  %v = load i64, ptr %p, align 1\n"
                                                       "  ret i64 %v\n"),
                                    false);
  EXPECT_EQ(count(text, "gs:"), 0u) << text;
}

// What WebAssembly adds to an index does not wrap, as the sum of 32 bits does.
TEST(Segment, AnOffsetMakesASumStay) {
  const std::string text =
      assembly("i32 %a, i32 %b", kSum + std::string("  %q = getelementptr i8, ptr %p, i64 16\n"
                                                    "  %v = load i64, ptr %q, align 1\n"
                                                    "  ret i64 %v\n"));
  EXPECT_EQ(count(text, "%gs:16(%r"), 1u) << text;
  EXPECT_EQ(count(text, "lea"), 1u) << text;
}
TEST(Segment, AnOffsetOfOneAccessMakesASumStay) {
  const std::string text =
      assembly("i32 %a, i32 %b", kSum + std::string("  %q = getelementptr i8, ptr %p, i64 16\n"
                                                    "  %v = load i64, ptr %q, align 1\n"
                                                    "  %w = load i64, ptr %p, align 1\n"
                                                    "  %s = add i64 %v, %w\n"
                                                    "  ret i64 %s\n"));
  EXPECT_EQ(count(text, "%gs:16(%r"), 1u) << text;
  EXPECT_EQ(count(text, "%gs:(%r"), 1u) << text;
}

// A multiple of what is extended is one of 64 bits.
TEST(Segment, AMultipleOfASumIsNoPart) {
  const std::string text =
      assembly("i32 %a, i32 %b", "  %sum = add i32 %a, %b\n"
                                 "  %index = zext i32 %sum to i64\n"
                                 "  %p = getelementptr i64, ptr %base, i64 %index\n"
                                 "  %v = load i64, ptr %p, align 1\n"
                                 "  ret i64 %v\n");
  EXPECT_EQ(count(text, "%gs:(,%r"), 1u) << text;
  EXPECT_EQ(count(text, "%gs:(%e"), 0u) << text;
}

TEST(Segment, ASumThatIsNeededStays) {
  const std::string text =
      assembly("i32 %a, i32 %b", kSum + std::string("  store i32 %sum, ptr %p, align 1\n"
                                                    "  ret i64 0\n"));
  EXPECT_EQ(count(text, "%gs:(%r"), 1u) << text;
  EXPECT_EQ(count(text, "%gs:24"), 0u) << text;
}

// The upper half of an argument is any.
TEST(Segment, AnExtensionBecomesAPart) {
  const std::string text = assembly("i32 %a", "  %index = zext i32 %a to i64\n"
                                              "  %p = getelementptr i8, ptr %base, i64 %index\n"
                                              "  %v = load i64, ptr %p, align 1\n"
                                              "  ret i64 %v\n");
  EXPECT_EQ(count(text, "%gs:(%esi)"), 1u) << text;
}

// Bits 8 to 15 of a register can be had only without a REX prefix.
TEST(Segment, AnAccessWithoutRexIsWellFormed) {
  const std::string text =
      assembly("i32 %a, i32 %b", kSum + std::string("  %high = lshr i32 %a, 8\n"
                                                    "  %byte = trunc i32 %high to i8\n"
                                                    "  store i8 %byte, ptr %p, align 1\n"
                                                    "  ret i64 0\n"));
  EXPECT_EQ(count(text, "gs:"), 1u) << text;
}

TEST(Segment, AtomicAccessesAndCopiesStay) {
  const std::string text =
      assembly("i32 %a, i32 %b",
               kSum + std::string("  store i64 5, ptr %p, align 1\n"
                                  "  %old = atomicrmw or ptr %p, i64 1 seq_cst\n"
                                  "  %v = load i64, ptr %p, align 1\n"
                                  "  %n = zext i32 %b to i64\n"
                                  "  call void @llvm.memset.p0.i64(ptr %p, i8 0, i64 %n, i1 "
                                  "false)\n"
                                  "  %w = load i64, ptr %p, align 1\n"
                                  "  %s = add i64 %v, %w\n"
                                  "  ret i64 %s\n"));
  EXPECT_EQ(count(text, "lock"), 1u) << text;
  EXPECT_EQ(count(text, "gs:"), 3u) << text;
  // In that order, though their addresses are in different address spaces.
  const size_t lock = text.find("lock"), call = text.find("memset");
  const size_t store = text.find("gs:"), load = text.find("gs:", store + 1);
  const size_t last = text.find("gs:", load + 1);
  EXPECT_LT(store, lock) << text;
  EXPECT_LT(lock, load) << text;
  EXPECT_LT(load, call) << text;
  EXPECT_LT(call, last) << text;
}

// LLVM takes what is at gs:0 for the segment's base, unless it is told otherwise.
TEST(Segment, WhatIsLoadedFromZeroIsAnAddress) {
  for (const std::string index : {"zext i32 %first to i64", "and i64 %wide, -1"}) {
    const std::string text =
        assembly("ptr %object", "  %first = load i32, ptr %base, align 1\n"
                                "  %wide = load i64, ptr %base, align 1\n"
                                "  %index = " +
                                    index +
                                    "\n"
                                    "  %p = getelementptr i8, ptr %base, i64 %index\n"
                                    "  %v = load atomic i64, ptr %p seq_cst, align 8\n"
                                    "  %q = getelementptr i8, ptr %object, i64 %index\n"
                                    "  %w = load i64, ptr %q, align 8\n"
                                    "  %s = add i64 %v, %w\n"
                                    "  ret i64 %s\n");
    EXPECT_EQ(count(text, "%gs:0,"), 1u) << text;
    EXPECT_EQ(count(text, "gs:"), 1u) << text;
  }
}

// The base has a register in this loop, or is not needed there.
std::string loop_of(const std::string &address, const std::string &type) {
  return "  %row = zext i32 %a to i64\n"
         "  %before = getelementptr i8, ptr %base, i64 %row\n"
         "  br label %loop\nloop:\n"
         "  %i = phi i32 [ %b, %entry ], [ %next, %loop ]\n"
         "  %wide = zext i32 %i to i64\n" +
         address + "  store volatile " + type +
         " zeroinitializer, ptr %p, align 1\n"
         "  %next = mul i32 %i, 3\n"
         "  %done = icmp eq i32 %next, %a\n"
         "  br i1 %done, label %out, label %loop\nout:\n  ret i64 0\n";
}
TEST(Segment, InSmallLoopsOnlySumsGo) {
  const std::string plain = "  %p = getelementptr i8, ptr %base, i64 %wide\n";
  const std::string sum = "  %s = add i32 %i, %a\n"
                          "  %x = zext i32 %s to i64\n"
                          "  %p = getelementptr i8, ptr %base, i64 %x\n";
  const std::string row = "  %p = getelementptr i8, ptr %before, i64 %wide\n";
  EXPECT_EQ(count(assembly("i32 %a, i32 %b", loop_of(plain, "i64")), "gs:"), 0u);
  EXPECT_EQ(count(assembly("i32 %a, i32 %b", loop_of(row, "i64")), "gs:"), 0u);
  EXPECT_EQ(count(assembly("i32 %a, i32 %b", loop_of(sum, "<4 x i32>")), "gs:"), 0u);
  const std::string text = assembly("i32 %a, i32 %b", loop_of(sum, "i64"));
  EXPECT_EQ(count(text, "%gs:(%e"), 1u) << text;
  EXPECT_EQ(count(text, "48("), 0u) << text;
}

TEST(Segment, AChoiceOfAddressesGoes) {
  const std::string text =
      assembly("i32 %a, i32 %b", kSum + std::string("  %w = zext i32 %b to i64\n"
                                                    "  %q = getelementptr i8, ptr %base, i64 %w\n"
                                                    "  %is = icmp eq i32 %a, 0\n"
                                                    "  br i1 %is, label %then, label %end\n"
                                                    "then:\n"
                                                    "  store volatile i64 7, ptr %q, align 1\n"
                                                    "  br label %end\n"
                                                    "end:\n"
                                                    "  %r = phi ptr [ %p, %entry ], [ %q, %then ]\n"
                                                    "  %v = load i64, ptr %r, align 1\n"
                                                    "  ret i64 %v\n"));
  EXPECT_EQ(count(text, "48("), 0u) << text;
}

// With every encoding: legacy, VEX and EVEX, whose displacements may be scaled.
TEST(Segment, VectorsHaveSums) {
  for (const char *cpu : {"x86-64", "x86-64-v3", "x86-64-v4"}) {
    const std::string text =
        assembly("i32 %a, i32 %b",
                 kSum + std::string("  %v = load <4 x i32>, ptr %p, align 1\n"
                                    "  %m = mul <4 x i32> %v, %v\n"
                                    "  store <4 x i32> %m, ptr %vmctx, align 16\n"
                                    "  ret i64 0\n"),
                 true, cpu);
    EXPECT_EQ(count(text, "%gs:24(%esi,%edx,4)"), 1u) << text;
  }
}

} // namespace
} // namespace wexn::emit
