// Rows of checks (wexnc/optimize/check_rows.h): what is left where it was, and what is in copies.
#include "wexnc/optimize/check_rows.h"

#include "tests/unit/function_pass.h"
#include "wexnc/ir/access_check.h"

#include "llvm/IR/Function.h"
#include "llvm/IR/Instructions.h"
#include "llvm/IR/LLVMContext.h"
#include "llvm/IR/MDBuilder.h"
#include "llvm/IR/Metadata.h"
#include "llvm/IR/Module.h"

#include <gtest/gtest.h>

#include <cstdint>
#include <functional>
#include <memory>
#include <string>
#include <vector>

namespace wexn::optimize {
namespace {

struct Found {
  unsigned checks = 0, stores = 0; // on the way that is meant to be taken
  std::vector<uint64_t> tested;    // extents
  unsigned copied_checks = 0, copied_stores = 0;
  int64_t lowest = 0; // of indices
  auto operator<=>(const Found &) const = default;
};

void count(llvm::BasicBlock &block, unsigned &checks, unsigned &stores) {
  for (llvm::Instruction &i : block) {
    checks += ir::access_check(i).has_value();
    stores += llvm::isa<llvm::StoreInst>(i);
  }
}

// Of a function with i32 %p and %q, and both as indices %i and %j.
Found rows(const std::string &body, const std::function<void(ir::MemoryFacts &)> &change = {}) {
  Found found;
  llvm::LLVMContext context;
  const std::unique_ptr<llvm::Module> module =
      parse_module("declare void @call()\ndefine void @f(ptr %vm, i32 %p, i32 %q) {\n"
                   "%i = zext i32 %p to i64\n" +
                       body + "ret void\n}\n",
                   context);
  if (!module)
    return found;
  ir::MemoryFacts facts;
  facts.page_log2 = 16;
  llvm::MDBuilder metadata(context);
  llvm::MDNode *kind = metadata.createTBAANode("memory", metadata.createTBAARoot("all"));
  facts.kind = facts.head_kind = facts.size_kind = metadata.createTBAAStructTagNode(kind, kind, 0);
  if (change)
    change(facts);
  ir::add_memory_facts(*module, facts);
  run_on_f(*module, CheckRowsPass());
  const llvm::BasicBlock *copy = nullptr;
  llvm::BasicBlock *block = &module->getFunction("f")->getEntryBlock();
  while (block) {
    count(*block, found.checks, found.stores);
    const auto *branch = llvm::dyn_cast<llvm::BranchInst>(block->getTerminator());
    if (!branch || !branch->isConditional())
      break;
    const auto *compare = llvm::cast<llvm::ICmpInst>(branch->getCondition());
    // index + extent > size, or index > size - extent.
    const auto *end = llvm::cast<llvm::Instruction>(compare->getOperand(facts.is64));
    found.tested.push_back(llvm::cast<llvm::ConstantInt>(end->getOperand(1))->getZExtValue());
    if (const auto *index = llvm::dyn_cast<llvm::BinaryOperator>(compare->getOperand(0));
        index && facts.is64)
      found.lowest = llvm::cast<llvm::ConstantInt>(index->getOperand(1))->getSExtValue();
    EXPECT_EQ(compare->getPredicate(), llvm::ICmpInst::ICMP_UGT);
    if (copy != branch->getSuccessor(0))
      count(*branch->getSuccessor(0), found.copied_checks, found.copied_stores);
    copy = branch->getSuccessor(0);
    EXPECT_TRUE(llvm::isa<llvm::UnreachableInst>(copy->getTerminator()));
    block = branch->getSuccessor(1);
  }
  return found;
}

std::string check(const std::string &index, unsigned extent) {
  return "call void asm sideeffect \"wexn.check 0 " + std::to_string(extent) +
         " 1\", \"r,r\"(i64 " + index + ", ptr %vm)\n";
}
std::string access(const std::string &index, unsigned extent) {
  return check(index, extent) + "store i8 1, ptr %vm\n";
}
const std::string kQ = "%j = zext i32 %q to i64\n";

TEST(CheckRows, TheWidestIsTestedFirst) {
  EXPECT_EQ(rows(access("%i", 4) + access("%i", 8)), (Found{0, 2, {8}, 2, 1}));
  EXPECT_EQ(rows(access("%i", 4) + access("%i", 12) + access("%i", 8)), (Found{1, 3, {12}, 2, 1}));
  EXPECT_EQ(rows(access("%i", 4) + access("%i", 8) + access("%i", 12)), (Found{0, 3, {12}, 3, 2}));
  EXPECT_EQ(rows(access("%i", 8) + access("%i", 4)), (Found{2, 2, {}, 0, 0}));
}

TEST(CheckRows, RowsOfSeveralIndicesHaveOneCopy) {
  const std::string both = kQ + check("%j", 4) + access("%i", 4) + check("%j", 8) + access("%i", 8);
  EXPECT_EQ(rows(both), (Found{0, 2, {8, 8}, 4, 1}));
  // An index that is extended, or computed, in the row.
  EXPECT_EQ(rows(access("%i", 4) + kQ + access("%j", 4) + access("%j", 8) + access("%i", 8)),
            (Found{0, 4, {8, 8}, 4, 3}));
  const std::string computed =
      access("%i", 4) + "%k = mul i64 %i, 3\n" + check("%k", 4) + access("%i", 6) + check("%k", 8);
  EXPECT_EQ(rows(computed + access("%i", 8) + access("%i", 10)), (Found{2, 4, {10}, 6, 3}));
}

TEST(CheckRows, NothingBetweenMayLetAMemoryGrow) {
  const auto between = [](const std::string &what) {
    return rows(access("%i", 4) + access("%i", 6) + what + access("%i", 8));
  };
  EXPECT_EQ(between("call void @call()\n"), (Found{1, 3, {6}, 2, 1}));
  EXPECT_EQ(between("store volatile i8 1, ptr %vm\n"), (Found{1, 4, {6}, 2, 1}));
  EXPECT_EQ(between("%k = load atomic i8, ptr %vm seq_cst, align 1\n"), (Found{1, 3, {6}, 2, 1}));
  EXPECT_EQ(between("%k = load i8, ptr %vm\n"), (Found{0, 3, {8}, 3, 2}));
}

TEST(CheckRows, MemoriesThatAreSharedOrGuardedHaveNone) {
  const std::string row = access("%i", 4) + access("%i", 8);
  EXPECT_EQ(rows(row, [](auto &m) { m.shared = true; }), (Found{2, 2, {}, 0, 0}));
  EXPECT_EQ(rows(row, [](auto &m) { m.guarded = true; }), (Found{2, 2, {}, 0, 0}));
}

TEST(CheckRows, IndicesOf64BitsMayBeConstantsBehindOneValue) {
  const auto wide = [](ir::MemoryFacts &m) {
    m.is64 = true;
    m.min_bytes = 65'536;
  };
  const std::string behind = "%k = add i64 %i, 12\n", before = "%l = add i64 %i, -4\n";
  const std::string both = behind + before + access("%i", 4) + access("%k", 4);
  EXPECT_EQ(rows(both, wide), (Found{0, 2, {16}, 2, 1}));
  EXPECT_EQ(rows(both + access("%l", 4), wide), (Found{0, 3, {20}, 3, 2, -4}));
  EXPECT_EQ(rows(both + access("%l", 24), wide), (Found{0, 3, {24}, 3, 2, -4}));
  EXPECT_EQ(rows(behind + access("%k", 4) + access("%i", 4), wide), (Found{0, 2, {16}, 2, 1}));
  EXPECT_EQ(rows(behind + access("%k", 4) + access("%i", 4)), (Found{2, 2, {}, 0, 0})); // may wrap
  const std::string far = "%k = add i64 %i, 4097\n" + access("%i", 4) + access("%k", 4);
  EXPECT_EQ(rows(far, wide), (Found{2, 2, {}, 0, 0}));
}

TEST(CheckRows, ACopyIsSmall) {
  std::string many;
  for (unsigned i = 0; i < 30; ++i)
    many += "store i8 1, ptr %vm\n";
  EXPECT_EQ(rows(access("%i", 4) + many + access("%i", 8)), (Found{2, 32, {}, 0, 0}));
}

} // namespace
} // namespace wexn::optimize
