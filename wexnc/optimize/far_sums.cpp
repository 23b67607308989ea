// See far_sums.h.
#include "wexnc/optimize/far_sums.h"

#include "wexnc/optimize/preserved.h"

#include "llvm/ADT/DenseMap.h"
#include "llvm/ADT/DenseSet.h"
#include "llvm/ADT/PostOrderIterator.h"
#include "llvm/ADT/SetVector.h"
#include "llvm/IR/Function.h"
#include "llvm/IR/InlineAsm.h"
#include "llvm/IR/InstrTypes.h"
#include "llvm/IR/Instructions.h"
#include "llvm/IR/Module.h"
#include "llvm/TargetParser/Triple.h"

namespace wexn::optimize {

using namespace llvm;

namespace {

constexpr unsigned kLong = 64; // blocks that a row goes through
constexpr unsigned kPiece = 4;

// The longest row that ends with a value: how often it changes the block, and what is before it.
struct Row {
  unsigned length = 0;
  Instruction *before = nullptr;
};

bool is_moved(const Instruction &i) {
  return (i.isBinaryOp() || i.isUnaryOp() || i.isCast() || isa<SelectInst>(i)) &&
         (i.getType()->isIntegerTy(32) || i.getType()->isIntegerTy(64) ||
          i.getType()->isFloatingPointTy());
}

Row row_to(const Instruction &i, const DenseMap<const Instruction *, Row> &known) {
  Row longest;
  for (Value *operand : i.operands())
    if (auto *made = dyn_cast<Instruction>(operand); made && made->hasOneUse())
      if (const auto row = known.find(made); row != known.end()) {
        const unsigned length = row->second.length + (made->getParent() != i.getParent() ? 1 : 0);
        if (length >= longest.length)
          longest = {length, made};
      }
  return longest;
}

void divide(Instruction &value, bool x86) {
  Type *type = value.getType();
  const char *constraints = type->isIntegerTy() ? "=r,0" : x86 ? "=x,0" : "=w,0";
  auto *same = CallInst::Create(
      InlineAsm::get(FunctionType::get(type, {type}, false), "", constraints, false), {&value}, "",
      value.getNextNode()->getIterator());
  same->setDebugLoc(value.getDebugLoc());
  same->setDoesNotAccessMemory();
  same->setDoesNotThrow();
  same->addFnAttr(Attribute::WillReturn);
  same->setConvergent(); // that stays in its block
  value.replaceUsesWithIf(same, [&](const Use &use) { return use.getUser() != same; });
}

} // namespace

PreservedAnalyses FarSumsPass::run(Function &f, FunctionAnalysisManager &) {
  if (f.size() < kLong)
    return PreservedAnalyses::all();
  DenseMap<const Instruction *, Row> rows;
  DenseSet<const Instruction *> seen;
  SetVector<Instruction *> divided;
  for (BasicBlock *block : ReversePostOrderTraversal<Function *>(&f))
    for (Instruction &i : *block) {
      if (!is_moved(i))
        continue;
      rows[&i] = row_to(i, rows);
      if (rows[&i].length < kLong)
        continue;
      for (Instruction *at = &i; at && seen.insert(at).second;) {
        const Row row = rows.lookup(at);
        if (row.before && row.before->getParent() != at->getParent() && row.length % kPiece == 0)
          divided.insert(row.before);
        at = row.before;
      }
    }
  const bool x86 = Triple(f.getParent()->getTargetTriple()).isX86();
  for (Instruction *value : divided)
    divide(*value, x86);
  return all_but_values(!divided.empty());
}

} // namespace wexn::optimize
