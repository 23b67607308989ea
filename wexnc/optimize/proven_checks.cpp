// See proven_checks.h. A check proves true if the index is a constant or has few enough bits to lie
// below the memory's declared minimum, or if checks that every way to it comes through had the
// same index, or one that this index is a constant behind, and went at least as far.
//
// What it relies on: a memory has at least its declared minimum and never shrinks; behind a check,
// the access it was for is in bounds, or control would not be there. Addresses before that access
// lie in bounds, too: they are not below 0. If base + n is within the memory, then base + c, for
// c below n, does not wrap, since a memory has no more bytes than its indices have values.
// Nothing makes a fact about a value untrue while that value is in scope; so where ways meet, what
// all of them bring with them holds, and the ways back to a loop's header bring all that it had.
#include "wexnc/optimize/proven_checks.h"

#include "wexnc/ir/access_check.h"
#include "wexnc/optimize/preserved.h"

#include "llvm/ADT/DenseMap.h"
#include "llvm/ADT/DenseSet.h"
#include "llvm/ADT/PostOrderIterator.h"
#include "llvm/ADT/SmallVector.h"
#include "llvm/Analysis/AssumptionCache.h"
#include "llvm/Analysis/ValueTracking.h"
#include "llvm/IR/Dominators.h"
#include "llvm/IR/PatternMatch.h"
#include "llvm/Support/KnownBits.h"

#include <algorithm>
#include <vector>

namespace wexn::optimize {

using namespace llvm;
using namespace llvm::PatternMatch;
using ir::AccessCheck;
using ir::MemoryFacts;

namespace {

// By how much a check may be widened, in bytes.
constexpr uint64_t kFarthest = 4096;

// What is looked at, of one value, and where ways meet.
constexpr size_t kMostFacts = 64;
constexpr size_t kMostSteps = 32; // up the tree of dominators
constexpr unsigned kMostWays = 16;

// A memory and an index, of 32 bits if it was extended.
using Key = std::pair<unsigned, const Value *>;

class Prover {
public:
  Prover(Function &f, DominatorTree &dominators)
      : f_(f), dominators_(dominators), layout_(f.getDataLayout()),
        memories_(ir::read_memory_facts(*f.getParent())) {
    dominators_.updateDFSNumbers();
  }

  // Each block after all on the ways to it, but those that come back.
  bool run() {
    for (BasicBlock *block : ReversePostOrderTraversal<Function *>(&f_)) {
      at_ = dominators_.getNode(block);
      if (block->hasNPredecessorsOrMore(2) && !facts_.empty())
        meet(*block);
      visit(*block);
    }
    for (CallInst *call : proven_)
      call->eraseFromParent();
    return !proven_.empty();
  }

private:
  using Node = DomTreeNode;
  Function &f_;
  DominatorTree &dominators_;
  const DataLayout &layout_;
  std::vector<MemoryFacts> memories_;
  Node *at_ = nullptr;
  // How far behind an index the memory goes at least, from the beginning or somewhere in a block
  // on.
  DenseMap<Key, SmallVector<std::pair<Node *, uint64_t>, 2>> facts_;
  DenseMap<const Node *, SmallVector<Key, 4>> of_block_;
  std::vector<CallInst *> proven_;

  void learn(Key key, uint64_t extent) {
    facts_[key].push_back({at_, extent});
    of_block_[at_].push_back(key);
  }

  // What is known at the end of a block, or where the current one is.
  uint64_t known(Key key, const Node *node) const {
    uint64_t most = 0;
    if (const auto found = facts_.find(key); found != facts_.end())
      for (const auto &[from, extent] : ArrayRef(found->second).take_back(kMostFacts))
        if (extent > most && dominators_.dominates(from, node))
          most = extent;
    return most;
  }

  void meet(const BasicBlock &block) {
    SmallVector<Node *, 4> ways;
    for (const BasicBlock *from : predecessors(&block)) {
      Node *node = dominators_.getNode(from);
      if (!node || dominators_.dominates(at_, node))
        continue; // never taken, or back
      // The block above knows no more than what holds anyway; and a way that was not yet looked at
      // (a loop with two entries) tells nothing.
      if (node == at_->getIDom() || ways.size() == kMostWays || !visited_.contains(node))
        return;
      ways.push_back(node);
    }
    SmallVector<Key, 16> keys;
    size_t steps = 0;
    for (const Node *node = ways.front(); node != at_->getIDom(); node = node->getIDom()) {
      if (++steps > kMostSteps)
        break;
      if (const auto found = of_block_.find(node); found != of_block_.end())
        keys.append(found->second.begin(), found->second.end());
    }
    if (keys.size() > kMostFacts)
      keys.resize(kMostFacts);
    for (const Key &key : keys) {
      uint64_t least = UINT64_MAX;
      for (const Node *way : ways)
        least = std::min(least, known(key, way));
      if (least > known(key, at_))
        learn(key, least);
    }
  }
  DenseSet<const Node *> visited_;

  void visit(BasicBlock &block) {
    visited_.insert(at_);
    run_.clear();
    for (Instruction &i : make_early_inc_range(block)) {
      if (const auto check = ir::access_check(i)) {
        Value *index = check->index, *narrow = nullptr;
        if (match(index, m_ZExt(m_Value(narrow))))
          index = narrow;
        const Key key{check->memory, index};
        if (is_known(key, check->extent) || below_minimum(*check)) {
          proven_.push_back(check->call);
          continue;
        }
        learn(key, check->extent);
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

  bool is_known(const Key &key, uint64_t extent) const {
    if (known(key, at_) >= extent)
      return true;
    const ir::IndexPlace place = ir::place_of(*key.second);
    return place.offset && place.offset <= UINT64_MAX - extent &&
           known({key.first, place.base}, at_) >= place.offset + extent;
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
  return all_but_values(Prover(f, am.getResult<DominatorTreeAnalysis>(f)).run());
}

} // namespace wexn::optimize
