// See proven_checks.h. A check proves true if the index is a constant or has few enough bits to lie
// below the memory's declared minimum, or does by the branches on every way to it; or if checks
// that every way to it comes through had the same index, or one that this index is a constant
// behind, or a constant and a value with few bits, and went at least as far.
//
// What it relies on: a memory has at least its declared minimum and never shrinks; behind a check,
// the access it was for is in bounds, or control would not be there. Addresses before that access
// lie in bounds, too: they are not below 0. If base + n is within the memory, then base + c, for
// c below n, does not wrap, since a memory has no more bytes than its indices have values. Two
// indices that are constants added to one value, modulo 2^bits, are that far apart, modulo 2^bits.
// So is one that a sum with a value is behind, modulo 2^bits, and nearer than all that the value
// can be. What does not wrap has the same value in 64 bits, part by part, wherever the check that
// says so has been come past; the parts themselves are sums of 64 bits, which promise nothing and
// may be made before. With its sum the index of an access is over, or it stays as it is: else both
// would be held. A memory has whole pages: if a byte at or behind a multiple of 2^k is in bounds,
// with k up to a page's bits, all are up to the next multiple. Nothing makes a fact about a value
// untrue while that value is in scope; so where ways meet, what all of them bring with them holds,
// and the ways back to a loop's header bring all that it had. Of a phi holds what holds of each
// value that comes in, at the end of the way that it comes on. At a loop's header that is taken to
// hold which the ways from outside bring, until a way back brings less; if none does, it holds in
// the first round, and in each other since it did in the one before. What was found out with checks
// there holds without those that it proves, too: the first of them that would have trapped was
// proven by what happened before it.
#include "wexnc/optimize/proven_checks.h"

#include "wexnc/ir/access_check.h"
#include "wexnc/optimize/low_zeros.h"
#include "wexnc/optimize/preserved.h"
#include "wexnc/optimize/wide_part.h"

#include "llvm/ADT/DenseMap.h"
#include "llvm/ADT/DenseSet.h"
#include "llvm/ADT/PostOrderIterator.h"
#include "llvm/ADT/STLFunctionalExtras.h"
#include "llvm/ADT/SmallVector.h"
#include "llvm/Analysis/AssumptionCache.h"
#include "llvm/Analysis/LazyValueInfo.h"
#include "llvm/Analysis/LoopInfo.h"
#include "llvm/Analysis/ValueTracking.h"
#include "llvm/IR/Dominators.h"
#include "llvm/IR/PatternMatch.h"
#include "llvm/IR/ValueHandle.h"
#include "llvm/Support/KnownBits.h"
#include "llvm/Transforms/Utils/Local.h"

#include <algorithm>
#include <map>
#include <optional>
#include <tuple>
#include <vector>

namespace wexn::optimize {

using namespace llvm;
using namespace llvm::PatternMatch;
using ir::AccessCheck;
using ir::MemoryFacts;

namespace {

// By how much a check may be widened, in bytes.
constexpr uint64_t kFarthest = 4096;

// Where tables may begin: what lies below are fields of objects, behind pointers.
constexpr uint64_t kFirstTable = 1024;

// What is looked at, of one value, and where ways meet.
constexpr size_t kMostFacts = 64;
constexpr size_t kMostSteps = 32; // up the tree of dominators
constexpr unsigned kMostWays = 16;
constexpr unsigned kMostRounds = 8; // until phis bring no less

// A memory and a value that indices are constants behind, of 32 bits if they were extended.
using Key = std::pair<unsigned, const Value *>;

// An index: a constant behind a value, modulo 2^bits.
struct Place {
  Key key;
  uint64_t offset = 0;
};

Place place_of(unsigned memory, const Value *index) {
  const Value *narrow = nullptr, *base = nullptr;
  const APInt *by = nullptr;
  if (match(index, m_ZExt(m_Value(narrow))))
    index = narrow;
  if (match(index, m_Add(m_Value(base), m_APInt(by))) ||
      match(index, m_DisjointOr(m_Value(base), m_APInt(by))))
    return {{memory, base}, by->getZExtValue()};
  return {{memory, index}};
}

class Prover {
public:
  Prover(Function &f, const LoopInfo *loops, DominatorTree &dominators,
         function_ref<LazyValueInfo &()> ranges)
      : f_(f), loops_(loops), dominators_(dominators), ranges_(ranges), layout_(f.getDataLayout()),
        memories_(ir::read_memory_facts(*f.getParent())) {
    dominators_.updateDFSNumbers();
  }

  // Each block after all on the ways to it, but those that come back.
  bool run() {
    ReversePostOrderTraversal<Function *> all(&f_);
    const std::vector<BasicBlock *> order(all.begin(), all.end());
    find_of_phis(order);
    for (BasicBlock *block : order) {
      enter(*block);
      for (const PHINode &phi : block->phis())
        for (const auto &[place, extent] : of_phis_.lookup(&phi))
          learn(place, extent);
      visit(*block);
    }
    for (CallInst *call : proven_)
      call->eraseFromParent();
    const bool changed = !proven_.empty() || !replaced_.empty();
    RecursivelyDeleteTriviallyDeadInstructionsPermissive(replaced_);
    return changed;
  }

private:
  using Node = DomTreeNode;
  Function &f_;
  const LoopInfo *loops_; // null: addresses stay as they are
  DominatorTree &dominators_;
  function_ref<LazyValueInfo &()> ranges_; // of what few checks ask for
  const DataLayout &layout_;
  std::vector<MemoryFacts> memories_;
  Node *at_ = nullptr;
  // From the beginning or somewhere in a block on: how far behind that index the memory goes at
  // least.
  struct Fact {
    Node *from;
    uint64_t offset, extent;
    Value *index; // of a check; null: none in particular
  };
  DenseMap<Key, SmallVector<Fact, 2>> facts_;
  DenseMap<const Node *, SmallVector<Place, 4>> of_block_;
  std::vector<CallInst *> proven_;
  std::map<std::tuple<const BasicBlock *, const Value *, const Value *>, Value *> made_;
  SmallVector<WeakTrackingVH, 32> replaced_;
  DenseMap<const Value *, bool> for_accesses_;
  DenseMap<const Value *, unsigned> zeros_; // of low_zeros()

  struct OfPhi {
    Place place;
    uint64_t extent;
  };
  DenseMap<const PHINode *, SmallVector<OfPhi, 1>> of_phis_; // what holds of them
  DenseSet<const Node *> visited_;

  void enter(const BasicBlock &block) {
    at_ = dominators_.getNode(&block);
    if (block.hasNPredecessorsOrMore(2) && !facts_.empty())
      meet(block);
    visited_.insert(at_);
  }

  void learn(const Place &place, uint64_t extent, Value *index = nullptr) {
    facts_[place.key].push_back({at_, place.offset, extent, index});
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

  // Those that indices are constants behind, or that come into one of them.
  DenseMap<const PHINode *, SmallVector<OfPhi, 1>>
  phis_of_indices(const std::vector<std::vector<AccessCheck>> &checks) const {
    DenseMap<const PHINode *, SmallVector<OfPhi, 1>> found;
    SmallVector<Key, 16> next;
    for (const std::vector<AccessCheck> &of_block : checks)
      for (const AccessCheck &check : of_block)
        next.push_back(place_of(check.memory, check.index).key);
    while (!next.empty()) {
      const Key key = next.pop_back_val();
      const auto *phi = dyn_cast<PHINode>(key.second);
      if (!phi)
        continue;
      SmallVector<OfPhi, 1> &known = found[phi];
      if (any_of(known, [&](const OfPhi &each) { return each.place.key == key; }))
        continue;
      known.push_back({{key}, UINT64_MAX});
      for (const Value *in : phi->incoming_values())
        next.push_back(place_of(key.first, in).key);
    }
    return found;
  }

  // What a way brings.
  uint64_t brought(const Key &phi, const Value &value, const Node *way) const {
    const uint64_t minimum = memories_[phi.first].min_bytes;
    uint64_t least = known(place_of(phi.first, &value), way);
    if (const auto *constant = dyn_cast<ConstantInt>(&value);
        constant && constant->getValue().ult(minimum))
      least = std::max(least, minimum - constant->getZExtValue());
    return least;
  }

  // Without what has been found, until the ways back bring no less than what was taken to hold.
  void find_of_phis(ArrayRef<BasicBlock *> order) {
    std::vector<std::vector<AccessCheck>> checks;
    for (BasicBlock *block : order) {
      std::vector<AccessCheck> &of_block = checks.emplace_back();
      for (Instruction &i : *block)
        if (const auto check = ir::access_check(i))
          of_block.push_back(*check);
    }
    auto phis = phis_of_indices(checks);
    bool stable = phis.empty();
    for (unsigned round = 0; round < kMostRounds && !stable; ++round) {
      for (size_t i = 0; i < order.size(); ++i) {
        enter(*order[i]);
        for (const PHINode &phi : order[i]->phis())
          if (const auto of_phi = phis.find(&phi); of_phi != phis.end())
            for (auto &[place, extent] : of_phi->second)
              if ((extent = std::min(extent, least_of(phi, place.key, /*back=*/false))) > 0)
                learn(place, extent);
        for (const AccessCheck &check : checks[i])
          learn(place_of(check.memory, check.index), check.extent);
      }
      stable = true;
      for (auto &[phi, known] : phis)
        for (auto &[place, extent] : known)
          if (const uint64_t least = least_of(*phi, place.key, /*back=*/true); least < extent) {
            extent = least;
            stable = false;
          }
      facts_.clear();
      of_block_.clear();
      visited_.clear();
    }
    if (stable)
      of_phis_ = std::move(phis);
  }

  // Of all ways to a phi, or but those back.
  uint64_t least_of(const PHINode &phi, const Key &key, bool back) const {
    const Node *here = dominators_.getNode(phi.getParent());
    uint64_t least = UINT64_MAX;
    for (unsigned i = 0; i < phi.getNumIncomingValues() && least > 0; ++i) {
      const Node *way = dominators_.getNode(phi.getIncomingBlock(i));
      if (!way || (!back && dominators_.dominates(here, way)))
        continue; // never taken, or back
      least =
          std::min(least, visited_.contains(way) ? brought(key, *phi.getIncomingValue(i), way) : 0);
    }
    return least;
  }

  void visit(BasicBlock &block) {
    run_.clear();
    for (Instruction &i : make_early_inc_range(block)) {
      if (loops_)
        fold(i);
      if (const auto check = ir::access_check(i)) {
        const Place place = place_of(check->memory, check->index);
        if (reaches(place, check->extent) || below_minimum(*check)) {
          proven_.push_back(check->call);
          continue;
        }
        learn(place, check->extent, check->index);
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

  // ---- addresses

  // Where the bytes of an access lie: a constant behind a base and an index of 32 bits.
  struct Address {
    unsigned memory;
    LoadInst *base;
    Value *index;
    uint64_t offset;
  };

  std::optional<Address> address_of(Value *pointer) const {
    uint64_t offset = 0;
    for (;;) {
      auto *sum = dyn_cast<GetElementPtrInst>(pointer);
      if (!sum || sum->getNumIndices() != 1 || !sum->getSourceElementType()->isIntegerTy(8))
        return std::nullopt;
      pointer = sum->getPointerOperand();
      if (const auto *by = dyn_cast<ConstantInt>(sum->getOperand(1))) {
        offset += by->getZExtValue();
        continue;
      }
      Value *index = nullptr;
      auto *base = dyn_cast<LoadInst>(pointer);
      if (!base || !match(sum->getOperand(1), m_ZExt(m_Value(index))) ||
          !index->getType()->isIntegerTy(32))
        return std::nullopt;
      for (unsigned memory = 0; memory < memories_.size(); ++memory)
        if (memories_[memory].guarded && !memories_[memory].is64 &&
            ir::loads_memory_base(*base, f_, memories_[memory]))
          return Address{memory, base, index, offset};
      return std::nullopt;
    }
  }

  // Whether nothing else wants it: then it is over with its accesses.
  bool is_for_accesses(const Value &index) {
    const auto [known, is_new] = for_accesses_.try_emplace(&index, false);
    if (is_new)
      known->second = all_users_access(index);
    return known->second;
  }
  static bool all_users_access(const Value &index) {
    return all_of(index.users(), [](const User *wide) {
      return isa<ZExtInst>(wide) && all_of(wide->users(), [](const User *user) {
               return isa<GetElementPtrInst>(user) ||
                      ir::access_check(*const_cast<Instruction *>(cast<Instruction>(user)));
             });
    });
  }

  // An index that another one lies a number behind, which has no more than that: where it is there
  // extended, and how far it is, but for that number.
  struct Start {
    Value *narrow, *wide; // that, if it is there
    uint64_t behind;
    [[nodiscard]] Value *index() const { return wide ? wide : narrow; }
  };

  std::optional<Start> start_of(const Place &place, uint64_t most) const {
    const auto found = facts_.find(place.key);
    if (found == facts_.end())
      return std::nullopt;
    for (const Fact &fact : ArrayRef(found->second).take_back(kMostFacts)) {
      const uint64_t behind = (place.offset - fact.offset) & maskTrailingOnes<uint64_t>(32);
      if (fact.extent > behind && fact.extent - behind > most && (fact.index || !fact.offset) &&
          (behind || most) && dominators_.dominates(fact.from, at_))
        return Start{const_cast<Value *>(place.key.second), fact.index, behind};
    }
    return std::nullopt;
  }

  static Value *pointer_of(Instruction &access) {
    if (const auto check = ir::access_check(access))
      return check->pointer;
    if (auto *exchange = dyn_cast<AtomicCmpXchgInst>(&access))
      return exchange->getPointerOperand();
    if (auto *rmw = dyn_cast<AtomicRMWInst>(&access))
      return rmw->getPointerOperand();
    return getLoadStorePointerOperand(&access);
  }

  void fold(Instruction &access) {
    Value *pointer = pointer_of(access);
    const auto address = pointer ? address_of(pointer) : std::nullopt;
    if (!address || !is_for_accesses(*address->index))
      return;
    const Place place = place_of(address->memory, address->index);
    if (!place.key.second->getType()->isIntegerTy(32))
      return; // of fewer bits, which wraps before
    Value *made = nullptr;
    if (const auto start = start_of(place, 0))
      made = behind_start(access, *address, *start);
    else
      made = behind_sum(access, *address, place);
    if (made) {
      access.replaceUsesOfWith(pointer, made);
      replaced_.push_back(pointer);
    }
  }

  Value *behind_start(Instruction &access, const Address &address, const Start &start) {
    IRBuilder<> b(&access);
    Value *first = pointer_to(address, start, access);
    return b.CreateGEP(b.getInt8Ty(), first, b.getInt64(start.behind + address.offset));
  }

  Value *behind_sum(Instruction &access, const Address &address, const Place &place) {
    for (const auto &[part, few] : parts_of(place)) {
      const Place from = behind(place, *part);
      if (!facts_.contains(from.key))
        continue;
      const auto start =
          start_of(from, computeKnownBits(few, layout_).getMaxValue().getZExtValue());
      Instruction *before = start ? before_loop(access, address, *start) : nullptr;
      if (!before)
        continue;
      Value *first = pointer_to(address, *start, *before);
      Value *&sum = made(*access.getParent(), *first, *few);
      IRBuilder<> b(&access);
      if (!sum)
        sum = b.CreateGEP(b.getInt8Ty(), first, wide_part(b, const_cast<Value &>(*few), layout_));
      return b.CreateGEP(b.getInt8Ty(), sum, b.getInt64(start->behind + address.offset));
    }
    return nullptr;
  }

  // The same one for all of a block: an access is found by its check's pointer. That may be in the
  // block that alone leads to this one.
  Value *&made(const BasicBlock &block, const Value &x, const Value &y) {
    Value *&here = made_[{&block, &x, &y}];
    if (const BasicBlock *before = block.getSinglePredecessor(); !here && before)
      if (const auto there = made_.find({before, &x, &y}); there != made_.end())
        here = there->second;
    return here;
  }

  Value *pointer_to(const Address &address, const Start &start, Instruction &before) {
    Value *&sum = made(*before.getParent(), *address.base, *start.index());
    if (!sum) {
      IRBuilder<> b(&before);
      sum = b.CreateGEP(b.getInt8Ty(), address.base,
                        start.wide ? start.wide : b.CreateZExt(start.narrow, b.getInt64Ty()));
    }
    return sum;
  }

  // The end of the block before the outermost loop in which the start stays. Elsewhere a sum with
  // what has few bits saves nothing.
  Instruction *before_loop(const Instruction &access, const Address &address,
                           const Start &start) const {
    Instruction *place = nullptr;
    for (const Loop *loop = loops_->getLoopFor(access.getParent());
         loop && loop->isLoopInvariant(start.index()) && loop->isLoopInvariant(address.base) &&
         loop->getLoopPredecessor();
         loop = loop->getParentLoop())
      place = loop->getLoopPredecessor()->getTerminator();
    return place;
  }

  // Whether the memory goes that far behind an index. One with zeros at its end is as far from the
  // end of a page, and so from the memory's.
  bool reaches(const Place &place, uint64_t extent) {
    const uint64_t least = known(place, at_);
    if (least >= extent || reaches_all(place, extent))
      return true;
    const unsigned page = memories_[place.key.first].page_log2;
    if (!least || extent > alignTo(least, uint64_t{1} << page))
      return false;
    const auto [zeros, is_new] = zeros_.try_emplace(place.key.second, 0);
    if (is_new)
      zeros->second = low_zeros(*place.key.second, f_);
    const auto of_offset = static_cast<unsigned>(countr_zero(place.offset));
    return extent <= alignTo(least, uint64_t{1} << std::min({page, zeros->second, of_offset}));
  }

  // The two of a sum, either way round.
  static SmallVector<std::pair<const Value *, const Value *>, 2> parts_of(const Place &sum) {
    const Value *x = nullptr, *y = nullptr;
    if (match(sum.key.second, m_Add(m_Value(x), m_Value(y))) ||
        match(sum.key.second, m_DisjointOr(m_Value(x), m_Value(y))))
      return {{x, y}, {y, x}};
    return {};
  }
  // Where a sum begins that is `part` and something else: as wide as the sum.
  static Place behind(const Place &sum, const Value &part) {
    Place place = place_of(sum.key.first, &part);
    if (place.key.second->getType() != part.getType())
      place = {{sum.key.first, &part}};
    place.offset += sum.offset;
    return place;
  }

  // Whether it goes that far behind all that a sum can be of which one part is known by its bits
  // only.
  bool reaches_all(const Place &sum, uint64_t extent) const {
    return any_of(parts_of(sum), [&](const auto &parts) {
      const uint64_t least = known(behind(sum, *parts.first), at_);
      return least > extent &&
             computeKnownBits(parts.second, layout_).getMaxValue().ule(least - extent);
    });
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
    if (computeKnownBits(check.index, layout_).getMaxValue().ule(minimum - check.extent))
      return true;
    // In a table that lies at a constant address, which may be the access's offset. A counter's way
    // is left to the passes that look at whole loops, and bring them into shape for others.
    const Place place = place_of(check.memory, check.index);
    const uint64_t table = check.extent + place.offset;
    return table >= kFirstTable && table <= minimum && !isa<PHINode>(place.key.second) &&
           ranges_()
               .getConstantRange(check.index, check.call, /*UndefAllowed=*/false)
               .getUnsignedMax()
               .ule(minimum - check.extent);
  }
};

} // namespace

PreservedAnalyses ProvenChecksPass::run(Function &f, FunctionAnalysisManager &am) {
  const auto ranges = [&]() -> LazyValueInfo & { return am.getResult<LazyValueAnalysis>(f); };
  return all_but_values(
      Prover(f, sums_ == Sums::BecomeParts ? &am.getResult<LoopAnalysis>(f) : nullptr,
             am.getResult<DominatorTreeAnalysis>(f), ranges)
          .run());
}

} // namespace wexn::optimize
