// Compares of software bounds (wexnc/optimize/exact.h): where a memory's size is read.
#include "wexnc/optimize/exact.h"

#include "tests/unit/function_pass.h"
#include "wexnc/ir/access_check.h"

#include "llvm/IR/Constants.h"
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

enum class Limit { None, OfExtent };

void add_memory(llvm::Module &module, Limit limit) {
  llvm::LLVMContext &context = module.getContext();
  ir::MemoryFacts facts;
  facts.page_log2 = 16;
  facts.min_bytes = 65536;
  llvm::MDBuilder metadata(context);
  llvm::MDNode *kind = metadata.createTBAANode("memory", metadata.createTBAARoot("all"));
  facts.kind = facts.head_kind = facts.size_kind = metadata.createTBAAStructTagNode(kind, kind, 0);
  if (limit == Limit::OfExtent) {
    facts.cell_offset = 1024;
    facts.extents = llvm::cast<llvm::ConstantDataArray>(
        llvm::ConstantDataArray::get(context, llvm::ArrayRef<uint32_t>{4}));
  }
  ir::add_memory_facts(module, facts);
}

// The block in which the size is read that the check is made with: one of two loops, of which
// `outer` and `inner` are parts.
std::string read_in(const std::string &outer, const std::string &inner,
                    const std::string &target = "aarch64-linux-gnu", Limit limit = Limit::None) {
  llvm::LLVMContext context;
  const std::unique_ptr<llvm::Module> module =
      parse_module("target triple = \"" + target +
                       "\"\n"
                       "declare void @call()\n"
                       "define void @f(ptr %vm, i64 %n) {\n"
                       "entry:\n  %c = icmp eq i64 %n, 7\n  br i1 %c, label %way, label %outer\n"
                       "way:\n  br label %outer\n"
                       "outer:\n"
                       "  %i = phi i64 [ 0, %entry ], [ 1, %way ], [ %i2, %latch ]\n" +
                       outer +
                       "  br label %inner\n"
                       "inner:\n"
                       "  %j = phi i64 [ 0, %outer ], [ %j2, %inner ]\n"
                       "  call void asm sideeffect \"wexn.check 0 4 4\", \"r,r\"(i64 %j, ptr %vm) "
                       "memory(read)\n" +
                       inner +
                       "  %j2 = add i64 %j, 4\n"
                       "  %more = icmp ult i64 %j2, %n\n"
                       "  br i1 %more, label %inner, label %latch\n"
                       "latch:\n"
                       "  %i2 = add i64 %i, 1\n"
                       "  %again = icmp ult i64 %i2, %n\n"
                       "  br i1 %again, label %outer, label %exit\n"
                       "exit:\n  ret void\n}\n",
                   context);
  if (!module)
    return "";
  add_memory(*module, limit);
  run_on_f(*module, CompareBoundsPass());
  std::string found;
  for (llvm::Instruction &i : llvm::instructions(*module->getFunction("f")))
    if (llvm::isa<llvm::LoadInst>(i) && i.getType()->isIntegerTy(64))
      found += i.getParent()->getName();
  return found;
}

TEST(CompareBounds, ASizeIsReadBeforeLoopsInWhichItStays) {
  EXPECT_EQ(read_in("", ""), "outer.preheader");
  EXPECT_EQ(read_in("call void @call()\n", ""), "outer");
  EXPECT_EQ(read_in("", "call void @call()\n"), "inner");
}

TEST(CompareBounds, AfterAtomicsASizeIsReadAgain) {
  EXPECT_EQ(read_in("", "%a = atomicrmw add ptr %vm, i32 1 seq_cst\n"), "inner");
  EXPECT_EQ(read_in("", "%a = load atomic i32, ptr %vm seq_cst, align 4\n"), "inner");
  EXPECT_EQ(read_in("", "fence seq_cst\n"), "inner");
  EXPECT_EQ(read_in("", "call void asm sideeffect \"swpal\", \"r,~{memory}\"(ptr %vm)\n"), "inner");
  EXPECT_EQ(read_in("fence seq_cst\n", ""), "outer");
  EXPECT_EQ(read_in("", "%a = load atomic i32, ptr %vm unordered, align 4\n"), "outer.preheader");
}

TEST(CompareBounds, ALimitInMemoryIsComparedWithThere) {
  EXPECT_EQ(read_in("", "", "x86_64-linux-gnu", Limit::OfExtent), "inner");
  EXPECT_EQ(read_in("", "", "x86_64-linux-gnu"), "outer.preheader");
  EXPECT_EQ(read_in("", "", "aarch64-linux-gnu", Limit::OfExtent), "outer.preheader");
}

TEST(CompareBounds, NothingIsCompiledWithACheckThatIsNoCompare) {
  llvm::LLVMContext context;
  const std::unique_ptr<llvm::Module> module =
      parse_module("define void @f(ptr %vm, i64 %i) {\n"
                   "  call void asm sideeffect \"wexn.check 0 4 4\", \"r,r\"(i64 %i, ptr %vm)\n"
                   "  ret void\n"
                   "never:\n"
                   "  call void asm sideeffect \"wexn.check 0 4 4\", \"r,r\"(i64 %i, ptr %vm)\n"
                   "  ret void\n}\n",
                   context);
  ASSERT_NE(module, nullptr);
  add_memory(*module, Limit::None);
  EXPECT_DEATH(run_on_f(*module, PinAccessesPass()), "access without a compare");
  run_on_f(*module, CompareBoundsPass());
  run_on_f(*module, PinAccessesPass());
}

} // namespace
} // namespace wexn::optimize
