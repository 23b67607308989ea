// Compares with limits (wexnc/optimize/limits.h): which there are, and how many bits they have.
#include "wexnc/optimize/limits.h"

#include "tests/unit/function_pass.h"
#include "wexnc/ir/access_check.h"

#include "llvm/IR/Constants.h"
#include "llvm/IR/Function.h"
#include "llvm/IR/LLVMContext.h"
#include "llvm/IR/MDBuilder.h"
#include "llvm/IR/Metadata.h"
#include "llvm/IR/Module.h"
#include "llvm/Support/raw_ostream.h"

#include <gtest/gtest.h>

#include <array>
#include <cstdint>
#include <memory>
#include <string>

namespace wexn::optimize {
namespace {

constexpr uint64_t kCell = 128, kSize = 136; // where the memory and its size are in the instance

// The function after the pass, for an instance with limits for 8 bytes and for 1.
std::string with_limits(const std::string &body) {
  llvm::LLVMContext context;
  const std::unique_ptr<llvm::Module> module =
      parse_module("target triple = \"x86_64-linux-gnu\"\n" + body, context);
  if (!module)
    return "";
  ir::MemoryFacts facts;
  facts.min_bytes = 65536;
  facts.cell_offset = kCell;
  llvm::MDBuilder metadata(context);
  llvm::MDNode *kind = metadata.createTBAANode("sizes", metadata.createTBAARoot("all"));
  facts.kind = facts.head_kind = facts.size_kind = metadata.createTBAAStructTagNode(kind, kind, 0);
  const std::array<uint32_t, 3> extents{8, 1, 0};
  facts.extents =
      llvm::cast<llvm::ConstantDataArray>(llvm::ConstantDataArray::get(context, extents));
  ir::add_memory_facts(*module, facts);
  run_on_f(*module, LimitsPass());
  std::string text;
  llvm::raw_string_ostream out(text);
  out << *module->getFunction("f");
  return text;
}

std::string compare(const std::string &condition) {
  return with_limits("define i1 @f(ptr %vm, i32 %p) {\n"
                     "  %at = getelementptr i8, ptr %vm, i64 " +
                     std::to_string(kSize) +
                     "\n  %size = load i64, ptr %at\n  %index = zext i32 %p to i64\n" + condition +
                     "  ret i1 %beyond\n}\n");
}

bool has(const std::string &text, const char *part) { return text.find(part) != std::string::npos; }

TEST(Limits, AnIndexOf32BitsIsComparedAsSuch) {
  const std::string text = compare("%end = add nuw i64 %index, 8\n"
                                   "%beyond = icmp ugt i64 %end, %size\n");
  EXPECT_TRUE(has(text, "icmp ugt i32")) << text;
  EXPECT_TRUE(has(text, "i64 124")) << text;
}

// LLVM says so of a single byte.
TEST(Limits, AByteThatIsNotBeforeTheSizeEndsBehindIt) {
  const std::string text = compare("%beyond = icmp uge i64 %index, %size\n");
  EXPECT_TRUE(has(text, "icmp ugt i32")) << text;
  EXPECT_TRUE(has(text, "i64 120")) << text;
  const std::string inside = compare("%beyond = icmp ugt i64 %size, %index\n");
  EXPECT_TRUE(has(inside, "icmp ule i32")) << inside;
  EXPECT_TRUE(has(inside, "i64 120")) << inside;
}

// Its lowest 32 bits may be those of one that is in bounds.
TEST(Limits, AnIndexThatMayHaveMoreBitsIsNotCut) {
  for (const char *condition : {"%end = add nuw i64 %index, 100\n"
                                "%beyond = icmp uge i64 %end, %size\n",
                                "%end = add nuw i64 %index, 100\n"
                                "%less = add i64 %size, -8\n"
                                "%beyond = icmp ugt i64 %end, %less\n"}) {
    const std::string text = compare(condition);
    EXPECT_TRUE(has(text, "load i32")) << text;
    EXPECT_TRUE(has(text, "icmp ugt i64")) << text;
  }
}

// As many phis as large functions have between a size and its uses.
std::string phis(const std::string &last) {
  std::string text = "define i1 @f(ptr %vm, i32 %p, i1 %c, i64 %other) {\n"
                     "  %at = getelementptr i8, ptr %vm, i64 " +
                     std::to_string(kSize) +
                     "\n  %size = load i64, ptr %at\n  %index = zext i32 %p to i64\n"
                     "  br label %b0\nb0:\n"
                     "  %s0 = phi i64 [ %size, %0 ], [ " +
                     last + ", %b99 ]\n";
  for (int i = 1; i < 100; ++i) {
    const std::string n = std::to_string(i), before = std::to_string(i - 1);
    text += "  br i1 %c, label %l" + n + ", label %b" + n + "\nl" + n + ":\n  %v" + n +
            " = load i64, ptr %at\n  br label %b" + n + "\nb" + n + ":\n  %s" + n +
            " = phi i64 [ %v" + n + ", %l" + n + " ], [ %s" + before + ", %b" + before + " ]\n";
  }
  return text + "  br i1 %c, label %b0, label %end\nend:\n"
                "  %beyond = icmp uge i64 %index, %s50\n  ret i1 %beyond\n}\n";
}

TEST(Limits, APhiOfSizesIsOne) {
  const std::string text = with_limits(phis("%s99"));
  EXPECT_TRUE(has(text, "icmp ugt i32")) << text;
  EXPECT_FALSE(has(text, "phi")) << text;
}

TEST(Limits, APhiOfAnythingElseIsNone) {
  const std::string text = with_limits(phis("%other"));
  EXPECT_TRUE(has(text, "icmp uge i64 %index, %s50")) << text;
}

} // namespace
} // namespace wexn::optimize
