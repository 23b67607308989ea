// See optimize.h. Two steps: the post-dominator tree of the paths that end in a return (blocks that
// can only trap or throw do not count), then a walk from instructions with effects to their operands
// that stops where the user is not executed whenever the operand is.
#include "wexnc/codegen/optimize.h"

#include "llvm/ADT/DenseSet.h"
#include "llvm/ADT/SmallPtrSet.h"
#include "llvm/IR/CFG.h"
#include "llvm/IR/Instructions.h"

#include <algorithm>
#include <vector>

namespace wexn::codegen {

using namespace llvm;

namespace {

// Post-dominators by the iterative method of Cooper, Harvey and Kennedy: dominators of the reversed
// graph, whose root is a virtual exit behind all returns.
class PostDominators {
public:
  explicit PostDominators(Function &f) {
    number_from_exit(f);
    parent_.assign(blocks_.size(), kNone);
    for (bool changed = true; changed;) {
      changed = false;
      for (unsigned i = 0; i < blocks_.size(); ++i)
        if (const unsigned found = meet_of_successors(blocks_[i]); found != parent_[i]) {
          parent_[i] = found;
          changed = true;
        }
    }
  }

  // Whether every path from `block` to a return passes `other`.
  [[nodiscard]] bool passes(BasicBlock *block, BasicBlock *other) const {
    auto b = index_.find(block), o = index_.find(other);
    if (b == index_.end() || o == index_.end())
      return false;
    unsigned at = b->second;
    while (at != kExit && at != kNone && at > o->second)
      at = parent_[at];
    return at == o->second;
  }

private:
  static constexpr unsigned kNone = ~0u;     // not known yet
  static constexpr unsigned kExit = ~0u - 1; // the virtual exit
  std::vector<BasicBlock *> blocks_;         // those that reach a return; exits come first
  DenseMap<BasicBlock *, unsigned> index_;
  std::vector<unsigned> parent_;             // a smaller index, or kExit

  // Reverse post-order of the reversed graph.
  void number_from_exit(Function &f) {
    std::vector<std::pair<BasicBlock *, pred_iterator>> path;
    DenseSet<BasicBlock *> seen;
    auto enter = [&](BasicBlock *block) {
      if (seen.insert(block).second)
        path.emplace_back(block, pred_begin(block));
    };
    for (BasicBlock &block : f) {
      if (!isa<ReturnInst>(block.getTerminator()))
        continue;
      enter(&block);
      while (!path.empty()) {
        auto &[at, next] = path.back();
        if (next != pred_end(at)) {
          enter(*next++);
        } else {
          blocks_.push_back(at);
          path.pop_back();
        }
      }
    }
    std::reverse(blocks_.begin(), blocks_.end());
    for (unsigned i = 0; i < blocks_.size(); ++i)
      index_[blocks_[i]] = i;
  }
  [[nodiscard]] unsigned meet(unsigned a, unsigned b) const {
    while (a != b) {
      if (a == kExit || b == kExit)
        return kExit;
      unsigned &farther = a > b ? a : b;
      farther = parent_[farther];
    }
    return a;
  }
  [[nodiscard]] unsigned meet_of_successors(BasicBlock *block) const {
    if (isa<ReturnInst>(block->getTerminator()))
      return kExit;
    unsigned found = kNone;
    for (BasicBlock *next : successors(block)) {
      auto s = index_.find(next);
      if (s == index_.end() || parent_[s->second] == kNone)
        continue;
      found = found == kNone ? s->second : meet(found, s->second);
    }
    return found;
  }
};

class Anchors {
public:
  explicit Anchors(Function &f) : paths_(f) {
    for (BasicBlock &block : f)
      for (Instruction &i : block)
        if (is_effect(i))
          need(i);
    while (!work_.empty())
      visit(*work_.pop_back_val());
  }
  bool needed(const Instruction &i) const { return needed_.contains(&i); }

private:
  PostDominators paths_;
  SmallPtrSet<const Instruction *, 32> needed_;
  SmallVector<Instruction *, 64> work_;

  static bool is_effect(const Instruction &i) {
    return i.isTerminator() || (!isa<LoadInst>(i) && i.mayHaveSideEffects());
  }
  void need(Instruction &i) {
    if (needed_.insert(&i).second)
      work_.push_back(&i);
  }
  // Operands of a needed instruction are needed if it is executed whenever they are.
  void visit(Instruction &user) {
    auto *phi = dyn_cast<PHINode>(&user);
    for (Use &use : user.operands()) {
      auto *operand = dyn_cast<Instruction>(use.get());
      if (!operand)
        continue;
      // A select or phi may take the other value: LLVM never sinks into a select's arm, but it can
      // turn one into a branch, so only values that are used in any case count.
      if (isa<SelectInst>(user) && use.getOperandNo() != 0 && isa<LoadInst>(operand))
        continue;
      BasicBlock *where = phi ? phi->getIncomingBlock(use) : user.getParent();
      if (where == operand->getParent() || paths_.passes(operand->getParent(), where))
        need(*operand);
    }
  }
};

} // namespace

PreservedAnalyses AnchorTrapsPass::run(Function &f, FunctionAnalysisManager &) {
  SmallVector<LoadInst *, 32> loads;
  for (BasicBlock &block : f)
    for (Instruction &i : block)
      if (auto *load = dyn_cast<LoadInst>(&i); load && load->isVolatile())
        loads.push_back(load);
  if (loads.empty())
    return PreservedAnalyses::all();
  Anchors anchors(f);
  for (LoadInst *load : loads)
    if (anchors.needed(*load))
      load->setVolatile(false);
  return PreservedAnalyses::none();
}

} // namespace wexn::codegen
