// See shuffle_trees.h. What it relies on: VectorCombine (foldShuffleToIdentity) goes from a shuffle
// through shuffles and operations on vectors to leaves, and a frozen value is a leaf. If what can
// be come to in two ways from one shuffle is frozen, what is left is a tree: each operand is come
// to once, with one row of lanes. What VectorCombine makes of trees are trees. None of what it does
// with vectors asks whether they are frozen, so that the freezes are not needed behind it.
#include "wexnc/optimize/shuffle_trees.h"

#include "wexnc/optimize/stand_ins.h"

#include "llvm/ADT/SmallPtrSet.h"
#include "llvm/ADT/SmallVector.h"
#include "llvm/IR/DerivedTypes.h"
#include "llvm/IR/Function.h"
#include "llvm/IR/InstIterator.h"
#include "llvm/IR/InstrTypes.h"
#include "llvm/IR/Instructions.h"
#include "llvm/IR/IntrinsicInst.h"
#include "llvm/Transforms/Vectorize/VectorCombine.h"

#include <cstddef>
#include <iterator>

namespace wexn::optimize {

using namespace llvm;

namespace {

bool is_gone_through(const Value *v) {
  return isa<FixedVectorType>(v->getType()) && isa<ShuffleVectorInst, BinaryOperator, UnaryOperator,
                                                   CmpInst, CastInst, SelectInst, IntrinsicInst>(v);
}

using Places = SmallPtrSet<const Value *, 32>;

// Shuffles and all that can be come to from one.
Places below_shuffles(const Function &f) {
  Places found;
  SmallVector<const Instruction *> todo;
  const auto add = [&](const Value *v) {
    if (is_gone_through(v) && found.insert(v).second)
      todo.push_back(cast<Instruction>(v));
  };
  for (const Instruction &i : instructions(f))
    if (isa<ShuffleVectorInst>(i))
      add(&i);
  while (!todo.empty())
    for (const Value *operand : todo.pop_back_val()->operands())
      add(operand);
  return found;
}

// Whether two ways up from `i` may meet. Of what has very many users that is not looked at.
bool meets(const Instruction &i, const Places &below) {
  constexpr size_t kMostSeen = 64;
  Places seen;
  SmallVector<const Value *> todo = {&i};
  while (!todo.empty())
    for (const Use &use : todo.pop_back_val()->uses())
      if (below.contains(use.getUser())) {
        if (!seen.insert(use.getUser()).second || seen.size() > kMostSeen)
          return true;
        todo.push_back(use.getUser());
      }
  return false;
}

} // namespace

PreservedAnalyses ShuffleTreesPass::run(Function &f, FunctionAnalysisManager &am) {
  const Places below = below_shuffles(f);
  SmallVector<Instruction *> shared;
  for (Instruction &i : instructions(f))
    if (i.hasNUsesOrMore(2) && below.contains(&i) && meets(i, below))
      shared.push_back(&i);
  StandIns freezes(f, "wexn.shared");
  for (Instruction *i : shared)
    freezes.add(*new FreezeInst(i, "", std::next(i->getIterator())));
  const PreservedAnalyses kept = VectorCombinePass().run(f, am);
  freezes.take_away();
  return kept;
}

} // namespace wexn::optimize
