// Indices that are the low half of their pointer (wexnc/optimize/index_pointers.h).
#include "wexnc/optimize/index_pointers.h"

#include "tests/unit/function_pass.h"
#include "wexnc/ir/access_check.h"

#include "llvm/IR/Function.h"
#include "llvm/IR/LLVMContext.h"
#include "llvm/IR/MDBuilder.h"
#include "llvm/IR/Metadata.h"
#include "llvm/IR/Module.h"
#include "llvm/Support/raw_ostream.h"

#include <wexn/abi/vmctx.h>

#include <gtest/gtest.h>

#include <cstddef>
#include <memory>
#include <string>

namespace wexn::optimize {
namespace {

// The function after the pass, with one memory, whose base is the first word of the instance.
std::string with_pointers(const std::string &body, bool guarded = true, bool is64 = false) {
  llvm::LLVMContext context;
  const std::unique_ptr<llvm::Module> module = parse_module(
      "declare i32 @callee(i32)\ndefine i32 @f(ptr %vm, i32 %p) {\n" + body + "}\n!0 = !{}\n",
      context);
  if (!module)
    return "";
  ir::MemoryFacts facts;
  facts.guarded = guarded;
  facts.is64 = is64;
  facts.head_offset = offsetof(wexn_memory_entry, memory) - offsetof(wexn_memory_entry, base);
  llvm::MDBuilder metadata(context);
  llvm::MDNode *kind = metadata.createTBAANode("sizes", metadata.createTBAARoot("all"));
  facts.kind = facts.head_kind = facts.size_kind = metadata.createTBAAStructTagNode(kind, kind, 0);
  ir::add_memory_facts(*module, facts);
  run_on_f(*module, IndexPointersPass());
  std::string text;
  llvm::raw_string_ostream out(text);
  out << *module->getFunction("f");
  return text;
}

bool has(const std::string &text, const char *part) { return text.find(part) != std::string::npos; }

// A field of what %v points to, and then the index itself.
std::string field_then_index(const char *offset, const char *flags = "") {
  return "  %base = load ptr, ptr %vm, !invariant.load !0\n"
         "  %v = load i32, ptr %vm\n"
         "  %wide = zext i32 %v to i64\n"
         "  %at = getelementptr " +
         std::string(flags) +
         " i8, ptr %base, i64 %wide\n"
         "  %field = getelementptr i8, ptr %at, i64 " +
         std::string(offset) +
         "\n  %x = load i32, ptr %field\n"
         "  br label %behind\nbehind:\n"
         "  %r = call i32 @callee(i32 %v)\n"
         "  %s = add i32 %r, %x\n"
         "  ret i32 %s\n";
}

TEST(IndexPointers, BehindThePointerItIsTheIndex) {
  const std::string text = with_pointers(field_then_index("4"));
  EXPECT_TRUE(has(text, "ptrtoint ptr %at")) << text;
  EXPECT_FALSE(has(text, "@callee(i32 %v)")) << text;
}

TEST(IndexPointers, OnlyInMemoriesThatAreAligned) {
  for (const bool guarded : {false, true}) {
    const std::string text = with_pointers(field_then_index("4"), guarded, /*is64=*/guarded);
    EXPECT_TRUE(has(text, "@callee(i32 %v)")) << text;
  }
}

// The sum may wrap where the index is used only.
TEST(IndexPointers, ThePointerSaysNothingOfTheSum) {
  const std::string text = with_pointers(field_then_index("4", "inbounds"));
  EXPECT_TRUE(has(text, "ptrtoint ptr %at")) << text;
  EXPECT_FALSE(has(text, "inbounds")) << text;
}

// The extension may have come before the branch that says so.
TEST(IndexPointers, ThePointerSaysNothingOfTheSign) {
  const std::string text =
      with_pointers("  %base = load ptr, ptr %vm, !invariant.load !0\n"
                    "  %v = load i32, ptr %vm\n  %wide = zext nneg i32 %v to i64\n"
                    "  %at = getelementptr i8, ptr %base, i64 %wide\n"
                    "  %below = icmp slt i32 %v, 0\n"
                    "  br i1 %below, label %other, label %use\n"
                    "use:\n  %field = getelementptr i8, ptr %at, i64 4\n"
                    "  %x = load i32, ptr %field\n  ret i32 %x\n"
                    "other:\n  %r = call i32 @callee(i32 %v)\n  ret i32 %r\n");
  EXPECT_FALSE(has(text, "icmp slt i32 %v, 0")) << text;
  EXPECT_FALSE(has(text, "nneg")) << text;
}

// Which an access makes for nothing.
TEST(IndexPointers, NotForASumOfOneAccess) {
  const std::string text =
      with_pointers("  %base = load ptr, ptr %vm, !invariant.load !0\n"
                    "  %v = load i32, ptr %vm\n  %wide = zext i32 %v to i64\n"
                    "  %at = getelementptr i8, ptr %base, i64 %wide\n  %x = load i32, ptr %at\n"
                    "  %r = call i32 @callee(i32 %v)\n  %s = add i32 %r, %x\n  ret i32 %s\n");
  EXPECT_TRUE(has(text, "@callee(i32 %v)")) << text;
}

// Before it, and on a way that does not come by it, nothing is replaced.
TEST(IndexPointers, OnlyWhereThePointerIs) {
  const std::string text =
      with_pointers("  %base = load ptr, ptr %vm, !invariant.load !0\n"
                    "  %v = load i32, ptr %vm\n  %no = icmp eq i32 %v, 0\n"
                    "  br i1 %no, label %other, label %use\n"
                    "use:\n  %wide = zext i32 %v to i64\n"
                    "  %at = getelementptr i8, ptr %base, i64 %wide\n"
                    "  %field = getelementptr i8, ptr %at, i64 4\n  %x = load i32, ptr %field\n"
                    "  br label %other\n"
                    "other:\n  %in = phi i32 [ 7, %0 ], [ %v, %use ]\n"
                    "  %r = call i32 @callee(i32 %v)\n  %s = add i32 %r, %in\n  ret i32 %s\n");
  EXPECT_TRUE(has(text, "icmp eq i32 %v, 0")) << text;
  EXPECT_TRUE(has(text, "@callee(i32 %v)")) << text;
  EXPECT_FALSE(has(text, "[ %v, %use ]")) << text;
}

// It is a pointer before the branch, as which it lives on.
TEST(IndexPointers, AnArgumentBecomesAPointerAtOnce) {
  const std::string text =
      with_pointers("  %wide = zext i32 %p to i64\n"
                    "  %base = load ptr, ptr %vm, !invariant.load !0\n"
                    "  %no = icmp eq i32 %p, 0\n  br i1 %no, label %other, label %use\n"
                    "use:\n  %at = getelementptr i8, ptr %base, i64 %wide\n"
                    "  %field = getelementptr i8, ptr %at, i64 4\n  %x = load i32, ptr %field\n"
                    "  ret i32 %x\n"
                    "other:\n  %r = call i32 @callee(i32 %p)\n  ret i32 %r\n");
  EXPECT_FALSE(has(text, "@callee(i32 %p)")) << text;
  EXPECT_FALSE(has(text, "%at")) << text;
}

} // namespace
} // namespace wexn::optimize
