// Loads that were moved behind a branch from their check (wexnc/optimize/exact.h): which are made
// at the check again.
#include "wexnc/optimize/exact.h"

#include "tests/unit/function_pass.h"
#include "wexnc/ir/access_check.h"

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

void add_guarded_memory(llvm::Module &module) {
  llvm::MDBuilder metadata(module.getContext());
  llvm::MDNode *kind = metadata.createTBAANode("memory", metadata.createTBAARoot("all"));
  ir::MemoryFacts facts;
  facts.page_log2 = 16;
  facts.guarded = true;
  facts.kind = facts.head_kind = facts.size_kind = metadata.createTBAAStructTagNode(kind, kind, 0);
  ir::add_memory_facts(module, facts);
}

// The loads of a function, each with its block, type and alignment: there is a check of %p in
// `entry`, and `load` in a block behind it.
std::string loads(const std::string &behind_check, const std::string &before_load,
                  const std::string &load = "load i32, ptr %p, align 16",
                  const std::string &other = "exit") {
  llvm::LLVMContext context;
  const std::unique_ptr<llvm::Module> module =
      parse_module("target triple = \"x86_64-linux-gnu\"\n"
                   "define void @f(ptr %vm, i64 %i, i1 %c, ptr %p, ptr %q) {\n"
                   "entry:\n"
                   "  call void asm sideeffect \"wexn.check 0 4 4\", \"r,r\"(i64 %i, ptr %p) "
                   "memory(read)\n" +
                       behind_check + "  br i1 %c, label %way, label %" + other +
                       "\n"
                       "way:\n" +
                       before_load + "  %v = " + load +
                       "\n  br label %exit\n"
                       "exit:\n  ret void\n}\n",
                   context);
  if (!module)
    return "";
  add_guarded_memory(*module);
  run_on_f(*module, PinAccessesPass());
  std::string found;
  for (llvm::Instruction &i : llvm::instructions(*module->getFunction("f")))
    if (auto *at = llvm::dyn_cast<llvm::LoadInst>(&i))
      found += (at->getParent()->getName() + " i" +
                std::to_string(at->getType()->getPrimitiveSizeInBits()) + " " +
                std::to_string(at->getAlign().value()) + " ")
                   .str();
  return found;
}

TEST(SunkLoads, AreMadeAtTheCheckWithoutWhatTheBranchSays) {
  EXPECT_EQ(loads("", ""), "entry i32 1 ");
  EXPECT_EQ(loads("", "", "load i32, ptr %p, !noundef !{}"), "entry i32 1 ");
  EXPECT_EQ(loads("  %x = load i64, ptr %q, align 8\n", "  %y = load i64, ptr %q, align 8\n"),
            "entry i32 1 entry i64 8 way i64 8 ");
}

TEST(SunkLoads, StayBehindEffects) {
  for (const char *effect : {"  store i8 1, ptr %q\n", "  fence seq_cst\n",
                             "  %x = atomicrmw add ptr %q, i8 1 seq_cst\n", "  call void %q()\n"}) {
    EXPECT_EQ(loads(effect, ""), "entry i8 1 way i32 16 ") << effect;
    EXPECT_EQ(loads("", effect), "entry i8 1 way i32 16 ") << effect;
  }
}

TEST(SunkLoads, AreOfTheSamePlaceAndOneWay) {
  EXPECT_EQ(loads("", "", "load i32, ptr %q, align 4"), "entry i8 1 way i32 4 ");
  EXPECT_EQ(loads("", "", "load i64, ptr %p, align 4"), "entry i8 1 way i64 4 ");
  EXPECT_EQ(loads("", "", "load volatile i32, ptr %p, align 4"), "entry i8 1 way i32 4 ");
  EXPECT_EQ(loads("", "", "load i32, ptr %p, align 16", "way"), "entry i8 1 way i32 16 ");
}

} // namespace
} // namespace wexn::optimize
