// See scan.h.
#include "wexnc/optimize/scan.h"

#include "llvm/ADT/STLExtras.h"
#include "llvm/ADT/SmallPtrSet.h"
#include "llvm/ADT/SmallVector.h"
#include "llvm/Analysis/AliasAnalysis.h"
#include "llvm/Analysis/AssumptionCache.h"
#include "llvm/Analysis/LoopInfo.h"
#include "llvm/Analysis/OptimizationRemarkEmitter.h"
#include "llvm/Analysis/ScalarEvolution.h"
#include "llvm/Analysis/ScalarEvolutionExpressions.h"
#include "llvm/Analysis/TargetTransformInfo.h"
#include "llvm/IR/Dominators.h"
#include "llvm/IR/IRBuilder.h"
#include "llvm/IR/InstIterator.h"
#include "llvm/IR/Instructions.h"
#include "llvm/Transforms/Utils/Local.h"
#include "llvm/Transforms/Utils/LoopUtils.h"
#include "llvm/Transforms/Utils/UnrollLoop.h"

#include <map>
#include <optional>

namespace wexn::optimize {

using namespace llvm;

namespace {

constexpr unsigned kLanes = 4, kElement = 4; // bytes

// One step: sum = before + load; store sum.
struct Step {
  Value *before = nullptr;
  LoadInst *load = nullptr;
  BinaryOperator *sum = nullptr;
  StoreInst *store = nullptr;
};

StoreInst *store_of(BinaryOperator &sum) {
  StoreInst *found = nullptr;
  for (User *user : sum.users()) {
    auto *store = dyn_cast<StoreInst>(user);
    if (!store || store->getValueOperand() != &sum || store->getParent() != sum.getParent())
      continue;
    if (found || !store->isSimple())
      return nullptr;
    found = store;
  }
  return found;
}

// The step that `sum` is, with `before` as the sum so far.
std::optional<Step> step_of(BinaryOperator &sum, Value *before) {
  if (sum.getOpcode() != Instruction::Add || !sum.getType()->isIntegerTy(8 * kElement))
    return std::nullopt;
  if (sum.getOperand(0) != before && sum.getOperand(1) != before)
    return std::nullopt;
  auto *load = dyn_cast<LoadInst>(sum.getOperand(sum.getOperand(0) == before));
  if (!load || !load->isSimple() || !load->hasOneUse() || load->getParent() != sum.getParent())
    return std::nullopt;
  if (StoreInst *store = store_of(sum))
    return Step{before, load, &sum, store};
  return std::nullopt;
}

std::optional<int64_t> distance(ScalarEvolution &se, Value *from, Value *to) {
  const auto *difference =
      dyn_cast<SCEVConstant>(se.getMinusSCEV(se.getSCEV(to), se.getSCEV(from)));
  if (!difference || difference->getAPInt().getSignificantBits() > 64)
    return std::nullopt;
  return difference->getAPInt().getSExtValue();
}

// A loop of one block with nothing but a scan: its store is never where one of the next three
// iterations loads.
bool is_scan(Loop &loop, ScalarEvolution &se) {
  if (!loop.isInnermost() || loop.getNumBlocks() != 1 || !loop.getLoopPreheader())
    return false;
  BasicBlock *block = loop.getHeader();
  std::optional<Step> step;
  for (PHINode &phi : block->phis())
    if (auto *sum = dyn_cast<BinaryOperator>(phi.getIncomingValueForBlock(block)))
      if (!step && sum->getParent() == block)
        step = step_of(*sum, &phi);
  if (!step)
    return false;
  for (Instruction &i : *block)
    if (i.mayReadOrWriteMemory() && &i != step->load && &i != step->store)
      return false;
  for (Value *pointer : {step->load->getPointerOperand(), step->store->getPointerOperand()}) {
    const auto *address = dyn_cast<SCEVAddRecExpr>(se.getSCEV(pointer));
    const auto *stride = address ? dyn_cast<SCEVConstant>(address->getStepRecurrence(se)) : nullptr;
    if (!stride || stride->getAPInt() != kElement)
      return false;
  }
  const auto ahead =
      distance(se, step->load->getPointerOperand(), step->store->getPointerOperand());
  return ahead && (*ahead <= 0 || *ahead >= int64_t(kLanes * kElement));
}

class BlockScans {
public:
  BlockScans(BasicBlock &block, ScalarEvolution &se, AAResults &aa)
      : block_(block), se_(se), aa_(aa) {}

  bool run() {
    SmallPtrSet<Instruction *, 16> seen;
    for (Instruction &i : block_) {
      auto *sum = dyn_cast<BinaryOperator>(&i);
      std::optional<Step> step;
      for (unsigned k = 0; sum && k < 2 && !step && !seen.contains(sum); ++k)
        step = step_of(*sum, sum->getOperand(k));
      Group group;
      while (step) {
        seen.insert(step->sum);
        group.push_back(*step);
        if (group.size() == kLanes) {
          if (is_independent(group))
            groups_.push_back(group);
          group.clear();
        }
        step = next(*step, !group.empty());
      }
    }
    for (const Group &group : groups_)
      replace(group);
    return !groups_.empty();
  }

private:
  using Group = SmallVector<Step, kLanes>;
  BasicBlock &block_;
  ScalarEvolution &se_;
  AAResults &aa_;
  SmallVector<Group, 4> groups_;
  std::map<Value *, Value *> splats_; // of sums that groups ended with
  PHINode *carried_ = nullptr;        // what the last group hands on to the block's next round

  // The step that goes on from the sum, at the next addresses if both are to be in one group.
  std::optional<Step> next(const Step &step, bool adjacent) {
    auto is_next = [&](Value *a, Value *b) { return distance(se_, a, b) == kElement; };
    for (User *user : step.sum->users()) {
      auto *sum = dyn_cast<BinaryOperator>(user);
      if (!sum || sum->getParent() != &block_)
        continue;
      const auto found = step_of(*sum, step.sum);
      if (found && (!adjacent ||
                    (is_next(step.load->getPointerOperand(), found->load->getPointerOperand()) &&
                     is_next(step.store->getPointerOperand(), found->store->getPointerOperand()))))
        return found;
    }
    return std::nullopt;
  }

  bool are_apart(StoreInst *store, LoadInst *load) {
    if (const auto d = distance(se_, load->getPointerOperand(), store->getPointerOperand()))
      return *d >= int64_t(kElement) || *d <= -int64_t(kElement);
    return aa_.isNoAlias(MemoryLocation::get(store), MemoryLocation::get(load));
  }

  // Everything can happen at the place of the last store.
  bool is_independent(const Group &group) {
    for (size_t i = 0; i < kLanes; ++i)
      for (size_t j = i + 1; j < kLanes; ++j)
        if (!are_apart(group[i].store, group[j].load))
          return false;
    for (size_t i = 0; i < kLanes; ++i) {
      const Step &step = group[i];
      for (User *user : step.sum->users()) {
        const bool next = i + 1 < kLanes && user == group[i + 1].sum;
        const bool later = i + 1 == kLanes;
        if (user != step.store && !next && !later)
          return false;
      }
    }
    // No other access of memory in between, and the stores are in order.
    auto is_of = [&](const Instruction &i) {
      for (const Step &step : group)
        if (&i == step.load || &i == step.store)
          return true;
      return false;
    };
    const Instruction *first = group[0].load, *last = group[kLanes - 1].store;
    for (const Step &step : group) {
      if (step.load->comesBefore(first))
        first = step.load;
      if (step.store != last && !step.store->comesBefore(last))
        return false;
    }
    for (const Instruction *i = first; i != last; i = i->getNextNode())
      if (!is_of(*i) && (i->mayReadOrWriteMemory() || i->mayThrow() || !i->willReturn()))
        return false;
    // What depends on the last sum comes behind.
    for (User *user : group[kLanes - 1].sum->users()) {
      const auto *i = cast<Instruction>(user);
      if (i != last && i->getParent() == &block_ && !isa<PHINode>(i) && i->comesBefore(last))
        return false;
    }
    return true;
  }

  // The sum so far in all lanes. What the block hands on to itself, a vector hands on.
  Value *splat(IRBuilder<> &b, Value *scalar) {
    if (const auto known = splats_.find(scalar); known != splats_.end())
      return known->second;
    auto *phi = dyn_cast<PHINode>(scalar);
    if (!phi || phi->getParent() != &block_ || !phi->hasOneUse() ||
        phi->getNumIncomingValues() != 2 || phi->getBasicBlockIndex(&block_) < 0 ||
        phi->getIncomingValueForBlock(&block_) != groups_.back()[kLanes - 1].sum)
      return b.CreateVectorSplat(kLanes, scalar);
    const unsigned outside = 1 - static_cast<unsigned>(phi->getBasicBlockIndex(&block_));
    BasicBlock *from = phi->getIncomingBlock(outside);
    if (!isa<BranchInst>(from->getTerminator()))
      return b.CreateVectorSplat(kLanes, scalar);
    IRBuilder<> before(from->getTerminator());
    Value *start = before.CreateVectorSplat(kLanes, phi->getIncomingValue(outside));
    carried_ = PHINode::Create(start->getType(), 2, "scan", phi->getIterator());
    carried_->addIncoming(start, from);
    return carried_;
  }

  // Lanes moved up by `count`, zeros below.
  Value *shifted(IRBuilder<> &b, Value *v, int count) {
    SmallVector<int, kLanes> mask;
    for (int lane = 0; lane < int(kLanes); ++lane)
      mask.push_back(lane < count ? int(kLanes) + lane : lane - count);
    return b.CreateShuffleVector(v, Constant::getNullValue(v->getType()), mask);
  }

  void replace(const Group &group) {
    const Step &first = group[0], &last = group[kLanes - 1];
    IRBuilder<> b(last.store);
    auto *type = FixedVectorType::get(last.sum->getType(), kLanes);
    LoadInst *load =
        b.CreateAlignedLoad(type, first.load->getPointerOperand(), first.load->getAlign());
    load->setAAMetadata(first.load->getAAMetadata());
    Value *v = load;
    v = b.CreateAdd(v, shifted(b, v, 1));
    v = b.CreateAdd(v, shifted(b, v, 2));
    // The sum so far goes from round to round through one addition only.
    Value *so_far = splat(b, first.before);
    const SmallVector<int, kLanes> last_lane(kLanes, kLanes - 1);
    Value *all = b.CreateAdd(so_far, b.CreateShuffleVector(v, last_lane));
    v = b.CreateAdd(v, so_far);
    StoreInst *store =
        b.CreateAlignedStore(v, first.store->getPointerOperand(), first.store->getAlign());
    store->setAAMetadata(first.store->getAAMetadata());
    Value *sum = b.CreateExtractElement(v, kLanes - 1);
    splats_[sum] = all;

    SmallVector<WeakTrackingVH, 8> addresses;
    for (const Step &step : group) {
      addresses.append({step.load->getPointerOperand(), step.store->getPointerOperand()});
      step.store->eraseFromParent();
    }
    last.sum->replaceAllUsesWith(sum);
    for (Group &other : groups_)
      if (other[0].before == last.sum)
        other[0].before = sum;
    if (carried_ && &group == &groups_.back())
      carried_->addIncoming(all, &block_);
    RecursivelyDeleteTriviallyDeadInstructions(last.sum);
    RecursivelyDeleteTriviallyDeadInstructionsPermissive(addresses);
  }
};

} // namespace

// Four rounds in one, and what is left over in a loop behind.
static bool unroll(Loop &loop, Function &f, FunctionAnalysisManager &am) {
  UnrollLoopOptions options = {};
  options.Count = kLanes;
  options.Force = true;
  options.Runtime = true;
  options.AllowExpensiveTripCount = true;
  Loop *remainder = nullptr;
  LoopInfo &loops = am.getResult<LoopAnalysis>(f);
  DominatorTree &dominators = am.getResult<DominatorTreeAnalysis>(f);
  ScalarEvolution &se = am.getResult<ScalarEvolutionAnalysis>(f);
  formLCSSARecursively(loop, dominators, &loops, &se);
  const LoopUnrollResult result = UnrollLoop(
      &loop, options, &loops, &se, &dominators, &am.getResult<AssumptionAnalysis>(f),
      &am.getResult<TargetIRAnalysis>(f), &am.getResult<OptimizationRemarkEmitterAnalysis>(f),
      /*PreserveLCSSA=*/true, &remainder);
  if (result != LoopUnrollResult::PartiallyUnrolled)
    return result != LoopUnrollResult::Unmodified;
  loop.setLoopAlreadyUnrolled();
  if (remainder)
    remainder->setLoopAlreadyUnrolled();
  return true;
}

// Both begin with a step.
bool ScanPass::may_apply(Function &f, const LoopInfo &) {
  return any_of(instructions(f), [](Instruction &i) {
    auto *sum = dyn_cast<BinaryOperator>(&i);
    return sum && any_of(sum->operands(),
                         [&](Value *before) { return step_of(*sum, before).has_value(); });
  });
}

PreservedAnalyses ScanPass::run(Function &f, FunctionAnalysisManager &am) {
  ScalarEvolution &se = am.getResult<ScalarEvolutionAnalysis>(f);
  AAResults &aa = am.getResult<AAManager>(f);
  bool changed = false;
  SmallVector<Loop *, 4> scans;
  if (!f.hasOptSize())
    for (Loop *loop : am.getResult<LoopAnalysis>(f).getLoopsInPreorder())
      if (is_scan(*loop, se))
        scans.push_back(loop);
  for (Loop *loop : scans)
    changed |= unroll(*loop, f, am);
  for (BasicBlock &block : f)
    changed |= BlockScans(block, se, aa).run();
  return changed ? PreservedAnalyses::none() : PreservedAnalyses::all();
}

} // namespace wexn::optimize
