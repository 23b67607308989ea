// See optimize.h. A value is needed if on every path from it to a return (blocks that can only trap
// or throw do not count) something needed uses it before it is computed anew; what has an effect is
// needed to begin with. Two places need care:
// - A phi uses its operand only if control comes along that edge.
// - A path that goes round a loop to where the value is computed again, without a use: LLVM may
// then
//   compute it after the loop, for the last round only. Unless the value is carried on: it flows
//   through a phi at the head of the loop into what it will be next time. Then all of that is one
//   circle (strongly connected component) of uses, and needed if the last round's value is.
#include "wexnc/optimize/optimize.h"

#include "llvm/ADT/BitVector.h"
#include "llvm/ADT/DenseSet.h"
#include "llvm/ADT/PostOrderIterator.h"
#include "llvm/ADT/SmallPtrSet.h"
#include "llvm/Analysis/LoopInfo.h"
#include "llvm/IR/CFG.h"
#include "llvm/IR/Instructions.h"

#include <algorithm>
#include <memory>
#include <queue>
#include <vector>

namespace wexn::optimize {

using namespace llvm;

namespace {

// How many blocks are looked at for one value; beyond, it counts as not needed.
constexpr size_t kLongestWalk = 200;

// The blocks from which a return can be reached.
SmallPtrSet<const BasicBlock *, 32> returning_blocks(Function &f) {
  SmallPtrSet<const BasicBlock *, 32> found;
  std::vector<BasicBlock *> open;
  for (BasicBlock &block : f)
    if (isa<ReturnInst>(block.getTerminator()))
      open.push_back(&block);
  while (!open.empty()) {
    BasicBlock *block = open.back();
    open.pop_back();
    if (found.insert(block).second)
      open.insert(open.end(), pred_begin(block), pred_end(block));
  }
  return found;
}

// The values that are carried around a loop: those in a circle of uses through a phi of its header.
// Tarjan's algorithm, without recursion.
class Carried {
public:
  explicit Carried(Loop &loop) : loop_(loop) {
    for (PHINode &phi : loop.getHeader()->phis())
      if (!nodes_.contains(&phi))
        walk(phi);
  }
  [[nodiscard]] bool contains(const Instruction *i) const { return carried_.contains(i); }

private:
  struct Node {
    unsigned number, lowest;
    bool on_stack;
  };
  Loop &loop_;
  DenseMap<const Instruction *, Node> nodes_;
  std::vector<Instruction *> stack_;
  DenseSet<const Instruction *> carried_;

  void walk(Instruction &from) {
    std::vector<std::pair<Instruction *, unsigned>> path;
    auto enter = [&](Instruction *i) {
      const unsigned number = nodes_.size();
      nodes_[i] = {number, number, true};
      stack_.push_back(i);
      path.emplace_back(i, 0);
    };
    enter(&from);
    while (!path.empty()) {
      auto [at, next] = path.back();
      if (next < at->getNumOperands()) {
        ++path.back().second;
        auto *operand = dyn_cast<Instruction>(at->getOperand(next));
        if (!operand || !loop_.contains(operand))
          continue;
        if (auto known = nodes_.find(operand); known == nodes_.end())
          enter(operand);
        else if (known->second.on_stack)
          lower(at, known->second.number);
        continue;
      }
      path.pop_back();
      const Node node = nodes_[at];
      if (!path.empty())
        lower(path.back().first, node.lowest);
      if (node.lowest == node.number)
        close(at);
    }
  }
  void lower(Instruction *i, unsigned to) {
    unsigned &lowest = nodes_[i].lowest;
    lowest = std::min(lowest, to);
  }
  void close(Instruction *root) {
    auto first = std::find(stack_.begin(), stack_.end(), root);
    const bool circle = stack_.end() - first > 1 && std::any_of(first, stack_.end(), [&](auto *i) {
                          return isa<PHINode>(i) && i->getParent() == loop_.getHeader();
                        });
    for (auto i = first; i != stack_.end(); ++i) {
      nodes_[*i].on_stack = false;
      if (circle)
        carried_.insert(*i);
    }
    stack_.erase(first, stack_.end());
  }
};

class Anchors {
public:
  Anchors(Function &f, LoopInfo &loops) : loops_(loops), returning_(returning_blocks(f)) {
    for (BasicBlock *block : ReversePostOrderTraversal<Function *>(&f))
      for (Instruction &i : *block) {
        numbers_[&i] = static_cast<unsigned>(order_.size());
        order_.push_back(&i);
      }
    waiting_.resize(static_cast<unsigned>(order_.size()));
    for (Instruction *i : order_)
      if (i->isTerminator() || (!isa<LoadInst>(i) && i->mayHaveSideEffects()))
        need(*i);
    while (!work_.empty()) {
      const unsigned number = work_.top();
      work_.pop();
      waiting_.reset(number);
      if (used_on_every_path(*order_[number]))
        need(*order_[number]);
    }
  }
  bool needed(const Instruction &i) const { return needed_.contains(&i); }

private:
  LoopInfo &loops_;
  SmallPtrSet<const BasicBlock *, 32> returning_;
  SmallPtrSet<const Instruction *, 32> needed_;
  DenseMap<Loop *, std::unique_ptr<Carried>> carried_;
  // To be looked at, the last in the order of the program first: then most of what uses a value was
  // looked at before it, and a value with thousands of uses is not looked at once for each of them.
  DenseMap<const Instruction *, unsigned> numbers_;
  std::vector<Instruction *> order_;
  BitVector waiting_;
  std::priority_queue<unsigned> work_;

  void need(Instruction &i) {
    if (!needed_.insert(&i).second)
      return;
    for (const Use &use : i.operands()) {
      const auto *operand = dyn_cast<Instruction>(use.get());
      if (!operand || needed(*operand) || !counts(use))
        continue;
      const auto known = numbers_.find(operand);
      if (known == numbers_.end() || waiting_.test(known->second))
        continue;
      waiting_.set(known->second);
      work_.push(known->second);
    }
  }
  // A select may take the other value: LLVM never sinks into a select's arm, but it can turn one
  // with a load into a branch.
  bool counts(const Use &use) const {
    const auto *user = cast<Instruction>(use.getUser());
    return needed(*user) &&
           !(isa<SelectInst>(user) && use.getOperandNo() != 0 && isa<LoadInst>(use.get()));
  }

  bool used_on_every_path(Instruction &value) {
    SmallPtrSet<const BasicBlock *, 8> blocks;                         // that use it
    DenseSet<std::pair<const BasicBlock *, const BasicBlock *>> edges; // into phis that do
    for (const Use &use : value.uses()) {
      if (!counts(use))
        continue;
      const auto *user = cast<Instruction>(use.getUser());
      if (const auto *phi = dyn_cast<PHINode>(user))
        edges.insert({phi->getIncomingBlock(use), phi->getParent()});
      else if (user->getParent() == value.getParent())
        return true;
      else
        blocks.insert(user->getParent());
    }
    SmallPtrSet<const BasicBlock *, 32> seen;
    std::vector<BasicBlock *> open{value.getParent()};
    while (!open.empty()) {
      BasicBlock *block = open.back();
      open.pop_back();
      if (isa<ReturnInst>(block->getTerminator()) || seen.size() > kLongestWalk)
        return false;
      for (BasicBlock *next : successors(block)) {
        if (!returning_.contains(next) || blocks.contains(next) || edges.contains({block, next}))
          continue;
        if (Loop *loop = goes_round(block, next, value)) {
          if (!carried(*loop).contains(&value))
            return false;
        } else if (next == value.getParent()) {
          return false; // a circle that is no loop
        } else if (seen.insert(next).second) {
          open.push_back(next);
        }
      }
    }
    return true;
  }
  // The loop with the value whose back edge is block -> next, if it is one.
  Loop *goes_round(BasicBlock *block, BasicBlock *next, Instruction &value) const {
    Loop *loop = loops_.getLoopFor(next);
    return loop && loop->getHeader() == next && loop->contains(block) && loop->contains(&value)
               ? loop
               : nullptr;
  }
  const Carried &carried(Loop &loop) {
    std::unique_ptr<Carried> &known = carried_[&loop];
    if (!known)
      known = std::make_unique<Carried>(loop);
    return *known;
  }
};

} // namespace

PreservedAnalyses AnchorTrapsPass::run(Function &f, FunctionAnalysisManager &am) {
  SmallVector<LoadInst *, 32> loads;
  for (BasicBlock &block : f)
    for (Instruction &i : block)
      if (auto *load = dyn_cast<LoadInst>(&i); load && load->isVolatile())
        loads.push_back(load);
  if (loads.empty())
    return PreservedAnalyses::all();
  Anchors anchors(f, am.getResult<LoopAnalysis>(f));
  for (LoadInst *load : loads)
    if (anchors.needed(*load))
      load->setVolatile(false);
  return PreservedAnalyses::none();
}

} // namespace wexn::optimize
