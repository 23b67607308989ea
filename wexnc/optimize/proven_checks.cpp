// See proven_checks.h. A check proves true if the index is a constant or has few enough bits to lie
// below the memory's declared minimum, or if checks that every way to it comes through had the
// same index, or one that this index is a constant behind, and went at least as far.
//
// What it relies on: a memory has at least its declared minimum and never shrinks; behind a check,
// the access it was for is in bounds, or control would not be there. Addresses before that access
// lie in bounds, too: they are not below 0. If base + n is within the memory, then base + c, for
// c below n, does not wrap, since a memory has no more bytes than its indices have values. Two
// indices that are constants added to one value, modulo 2^bits, are that far apart, modulo 2^bits.
// A memory has whole pages: if a byte at or behind a multiple of 2^k is in bounds, with k up to a
// page's bits, all are up to the next multiple.
// Nothing makes a fact about a value untrue while that value is in scope; so where ways meet, what
// all of them bring with them holds, and the ways back to a loop's header bring all that it had.
#include "wexnc/optimize/proven_checks.h"

#include "wexnc/ir/access_check.h"
#include "wexnc/optimize/low_zeros.h"
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

// A memory and a value that indices are constants behind, of 32 bits if they were extended.
using Key = std::pair<unsigned, const Value *>;

// An index: a constant behind a value, modulo 2^bits.
struct Place {
  Key key;
  uint64_t offset = 0;
};

Place place_of(const AccessCheck &check) {
  Value *index = check.index, *narrow = nullptr, *base = nullptr;
  const APInt *by = nullptr;
  if (match(index, m_ZExt(m_Value(narrow))))
    index = narrow;
  if (match(index, m_Add(m_Value(base), m_APInt(by))) ||
      match(index, m_DisjointOr(m_Value(base), m_APInt(by))))
    return {{check.memory, base}, by->getZExtValue()};
  return {{check.memory, index}};
}

class Prover {
public:
  Prover(Function &f, DominatorTree &dominators)
      : f_(f), dominators_(dominators), layout_(f.getDataLayout()),
        memories_(ir::read_memory_facts(*f.getParent())),
        globals_(ir::read_global_marks(*f.getParent())) {
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
  // From the beginning or somewhere in a block on: how far behind that index the memory goes at
  // least.
  struct Fact {
    Node *from;
    uint64_t offset, extent;
  };
  DenseMap<Key, SmallVector<Fact, 2>> facts_;
  DenseMap<const Node *, SmallVector<Place, 4>> of_block_;
  std::vector<CallInst *> proven_;
  ir::GlobalMarks globals_;
  DenseMap<const Value *, unsigned> zeros_; // of low_zeros()

  void learn(const Place &place, uint64_t extent) {
    facts_[place.key].push_back({at_, place.offset, extent});
    of_block_[at_].push_back(place);
  }

  // What is known at the end of a block, or where the current one is. Behind an index that the
  // memory goes n bytes behind, and that c, below n, is added to, it goes n - c.
  uint64_t known(const Place &place, const Node *node) const {
    const auto found = facts_.find(place.key);
    if (found == facts_.end())
      return 0;
    const unsigned bits = place.key.second->getType()->getIntegerBitWidth();
    uint64_t most = 0;
    for (const Fact &fact : ArrayRef(found->second).take_back(kMostFacts)) {
      const uint64_t behind = (place.offset - fact.offset) & maskTrailingOnes<uint64_t>(bits);
      if (fact.extent > behind && fact.extent - behind > most &&
          dominators_.dominates(fact.from, node))
        most = fact.extent - behind;
    }
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
    SmallVector<Place, 16> places;
    size_t steps = 0;
    for (const Node *node = ways.front(); node != at_->getIDom(); node = node->getIDom()) {
      if (++steps > kMostSteps)
        break;
      if (const auto found = of_block_.find(node); found != of_block_.end())
        places.append(found->second.begin(), found->second.end());
    }
    if (places.size() > kMostFacts)
      places.resize(kMostFacts);
    for (const Place &place : places) {
      uint64_t least = UINT64_MAX;
      for (const Node *way : ways)
        least = std::min(least, known(place, way));
      if (least > known(place, at_))
        learn(place, least);
    }
  }
  DenseSet<const Node *> visited_;

  void visit(BasicBlock &block) {
    visited_.insert(at_);
    run_.clear();
    for (Instruction &i : make_early_inc_range(block)) {
      if (const auto check = ir::access_check(i)) {
        const Place place = place_of(*check);
        if (reaches(place, check->extent) || below_minimum(*check)) {
          proven_.push_back(check->call);
          continue;
        }
        learn(place, check->extent);
        if (memories_[check->memory].guarded)
          continue;
        const auto key = std::pair(place.key, place.offset);
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

  // Whether the memory goes that far behind an index. One with zeros at its end is as far from the
  // end of a page, and so from the memory's.
  bool reaches(const Place &place, uint64_t extent) {
    const uint64_t least = known(place, at_);
    if (least >= extent)
      return true;
    const unsigned page = memories_[place.key.first].page_log2;
    if (!least || extent > alignTo(least, uint64_t{1} << page))
      return false;
    const auto [zeros, is_new] = zeros_.try_emplace(place.key.second, 0);
    if (is_new)
      zeros->second = low_zeros(*place.key.second, f_, globals_);
    const auto of_offset = static_cast<unsigned>(countr_zero(place.offset));
    return extent <= alignTo(least, uint64_t{1} << std::min({page, zeros->second, of_offset}));
  }

  // Checks of this block with nothing behind them that could be told from a trap: they may trap for
  // one that comes later.
  DenseMap<std::pair<Key, uint64_t>, AccessCheck> run_;

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
