// See proven_checks.h. A check proves true if the index is a constant or has few enough bits to lie
// below the memory's declared minimum, or if a check that every way to it comes through had the
// same index and went at least as far.
//
// What it relies on: a memory has at least its declared minimum and never shrinks; behind a check,
// the access it was for is in bounds, or control would not be there. Addresses before that access
// lie in bounds, too: they are not below 0.
#include "wexnc/optimize/proven_checks.h"

#include "wexnc/ir/access_check.h"

#include "llvm/ADT/DenseMap.h"
#include "llvm/ADT/ScopedHashTable.h"
#include "llvm/Analysis/AssumptionCache.h"
#include "llvm/Analysis/ValueTracking.h"
#include "llvm/IR/Dominators.h"
#include "llvm/IR/PatternMatch.h"
#include "llvm/Support/KnownBits.h"

#include <memory>
#include <vector>

namespace wexn::optimize {

using namespace llvm;
using namespace llvm::PatternMatch;
using ir::AccessCheck;
using ir::MemoryFacts;

namespace {

// By how much a check may be widened, in bytes.
constexpr uint64_t kFarthest = 4096;

// A memory and an index, of 32 bits if it was extended.
using Key = std::pair<unsigned, const Value *>;
using Extents = ScopedHashTable<Key, uint64_t>;

class Prover {
public:
  explicit Prover(Function &f)
      : layout_(f.getDataLayout()), memories_(ir::read_memory_facts(*f.getParent())) {}

  // Blocks in the order of dominance, without recursion.
  bool run(DominatorTree &dominators) {
    struct Level {
      DomTreeNode *node;
      DomTreeNode::iterator next;
      std::unique_ptr<Extents::ScopeTy> scope;
    };
    std::vector<Level> path;
    auto enter = [&](DomTreeNode *node) {
      path.push_back({node, node->begin(), std::make_unique<Extents::ScopeTy>(extents_)});
      visit(*node->getBlock());
    };
    enter(dominators.getRootNode());
    while (!path.empty()) {
      Level &at = path.back();
      if (at.next != at.node->end())
        enter(*at.next++);
      else
        path.pop_back();
    }
    for (CallInst *call : proven_)
      call->eraseFromParent();
    return !proven_.empty();
  }

private:
  const DataLayout &layout_;
  std::vector<MemoryFacts> memories_;
  Extents extents_;
  std::vector<CallInst *> proven_;

  void visit(BasicBlock &block) {
    run_.clear();
    for (Instruction &i : make_early_inc_range(block)) {
      if (const auto check = ir::access_check(i)) {
        Value *index = check->index, *narrow = nullptr;
        if (match(index, m_ZExt(m_Value(narrow))))
          index = narrow;
        const Key key{check->memory, index};
        if (extents_.lookup(key) >= check->extent || below_minimum(*check)) {
          proven_.push_back(check->call);
          continue;
        }
        extents_.insert(key, check->extent);
        if (memories_[check->memory].guarded)
          continue;
        if (const auto first = run_.find(key);
            first != run_.end() && check->extent - first->second.extent <= kFarthest) {
          first->second = widened(first->second, check->extent);
          proven_.push_back(check->call);
        } else {
          run_[key] = *check;
        }
      } else if (i.mayHaveSideEffects()) {
        run_.clear();
      }
    }
  }

  // Checks of this block with nothing behind them that could be told from a trap: they may trap for
  // one that comes later.
  DenseMap<Key, AccessCheck> run_;

  static AccessCheck widened(AccessCheck check, uint64_t extent) {
    IRBuilder<> b(check.call);
    check.width += static_cast<uint32_t>(extent - check.extent);
    check.extent = extent;
    CallInst *call = ir::create_access_check(b, check);
    call->setDebugLoc(check.call->getDebugLoc());
    check.call->eraseFromParent();
    check.call = call;
    return check;
  }

  bool below_minimum(const AccessCheck &check) const {
    const uint64_t minimum = memories_[check.memory].min_bytes;
    if (check.extent > minimum)
      return false;
    return computeKnownBits(check.index, layout_).getMaxValue().ule(minimum - check.extent);
  }
};

} // namespace

PreservedAnalyses ProvenChecksPass::run(Function &f, FunctionAnalysisManager &am) {
  if (!Prover(f).run(am.getResult<DominatorTreeAnalysis>(f)))
    return PreservedAnalyses::all();
  PreservedAnalyses kept;
  kept.preserveSet<CFGAnalyses>();
  return kept;
}

} // namespace wexn::optimize
