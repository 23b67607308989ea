// See large_tables.h.
#include "wexnc/optimize/large_tables.h"

#include "llvm/ADT/STLExtras.h"
#include "llvm/ADT/SmallPtrSet.h"
#include "llvm/ADT/SmallVector.h"
#include "llvm/Analysis/LazyCallGraph.h"
#include "llvm/IR/Constants.h"
#include "llvm/IR/GlobalVariable.h"
#include "llvm/IR/Instruction.h"
#include "llvm/IR/Module.h"

#include <cstdint>

namespace wexn::optimize {

using namespace llvm;

namespace {

constexpr uint64_t kFewest = 16;     // elements of a table that matters
constexpr uint64_t kMost = 1U << 20; // elements that functions may see, each time one sees them

// Numbers alone are no ConstantArray.
uint64_t elements(const GlobalVariable &table) {
  const auto *contents = table.isConstant() && table.hasInitializer()
                             ? dyn_cast<ConstantArray>(table.getInitializer())
                             : nullptr;
  return contents ? contents->getNumOperands() : 0;
}

// Functions with instructions that name a constant, by way of others, too.
uint64_t readers(const Constant &of) {
  SmallPtrSet<const User *, 16> seen;
  SmallPtrSet<const Function *, 16> found;
  SmallVector<const User *, 16> left(of.users());
  while (!left.empty()) {
    const User *user = left.pop_back_val();
    if (!seen.insert(user).second)
      continue;
    if (const auto *i = dyn_cast<Instruction>(user))
      found.insert(i->getFunction());
    else if (isa<Constant>(user) && !isa<GlobalValue>(user))
      append_range(left, user->users());
  }
  return found.size();
}

struct Table {
  GlobalVariable *own, *copy;
  GlobalValue::LinkageTypes linkage;
};

SmallVector<Table, 4> hide(Module &module) {
  SmallVector<GlobalVariable *, 8> candidates;
  uint64_t seen = 0;
  for (GlobalVariable &table : module.globals())
    if (elements(table) >= kFewest) {
      seen += readers(table) * elements(table);
      candidates.push_back(&table);
    }
  SmallVector<Table, 4> hidden;
  if (seen <= kMost)
    return hidden;
  for (GlobalVariable *table : candidates) {
    auto *copy = new GlobalVariable(module, table->getValueType(), true,
                                    GlobalValue::InternalLinkage, table->getInitializer());
    hidden.push_back({table, copy, table->getLinkage()});
    table->setInitializer(nullptr);
    table->setLinkage(GlobalValue::ExternalLinkage);
  }
  return hidden;
}

void show(ArrayRef<Table> hidden) {
  for (const Table &table : hidden) {
    table.own->setInitializer(table.copy->getInitializer());
    table.own->setLinkage(table.linkage);
    table.copy->eraseFromParent();
  }
}

} // namespace

PreservedAnalyses LargeTablesPass::run(Module &module, ModuleAnalysisManager &analyses) {
  const SmallVector<Table, 4> hidden = hide(module);
  PreservedAnalyses kept = inner_.run(module, analyses);
  show(hidden);
  if (!hidden.empty())
    kept.abandon<LazyCallGraphAnalysis>();
  return kept;
}

} // namespace wexn::optimize
