// A loop that a compiler unrolled, taken apart: a loop of one block whose counters step by U * s
// does in one round what the source did in U rounds. Here "copy j" of a value is what it is in the
// j-th of those, 0 <= j < U; `after` maps a value of copy j to its counterpart in copy j+1.
//
// It is found by comparing the computations of matching ends: stores whose addresses are s apart,
// and the terms of sums. Two values match if they are the same operation on matching operands,
// loads at addresses s apart, or linear in the counters and s apart; a value outside of the loop
// matches itself, and so does a load from an address that stays, which can move out of the loop; a
// value carried from the last round (phi) matches what replaces it, copy by copy, and the last copy
// must be what the loop hands to the next round. So copy 0, done at counters advanced by j * s,
// gives what copy j gave, provided that loads see the same memory, which is not looked at here.
//
// If the number of rounds of the source is not a multiple of U, the loop is left in the middle of a
// round: then it has two blocks, and the copies before the exit are all in the first. Not handled:
// other control flow, calls, accesses that must stay as they are (volatile).
#pragma once

#include "llvm/ADT/APInt.h"
#include "llvm/ADT/DenseMap.h"
#include "llvm/ADT/MapVector.h"
#include "llvm/ADT/SmallPtrSet.h"
#include "llvm/Analysis/LoopInfo.h"
#include "llvm/IR/Constants.h"
#include "llvm/IR/InstrTypes.h"
#include "llvm/IR/Instructions.h"

#include <cstddef>
#include <optional>
#include <vector>

namespace llvm {
class SCEV;
class SCEVExpander;
class ScalarEvolution;
} // namespace llvm

namespace wexn::optimize {

class UnrolledLoop {
public:
  // A sum (or product, ...) carried through the loop whose terms are added in any order.
  struct Fold {
    llvm::PHINode *phi;
    llvm::BinaryOperator *result;           // what goes to the next round
    std::vector<llvm::Instruction *> terms; // those of copy 0
  };

  // All are the caller's and outlive this.
  UnrolledLoop(llvm::Loop &loop, llvm::ScalarEvolution &se, llvm::SCEVExpander &expander)
      : loop(loop), block(loop.getHeader()), se_(se), expander_(expander) {}

  // Whether the loop is of a shape that can be looked at; asked once, before all else.
  [[nodiscard]] bool suitable();
  // Whether each round is that many copies of a smaller one.
  [[nodiscard]] bool find(unsigned copies);
  // A loop that is not unrolled: its accesses are copy 0, and there is no other.
  void take_as_one();

  llvm::Loop &loop;
  llvm::BasicBlock *block;          // the first block
  llvm::BasicBlock *tail = nullptr; // what comes after an exit in the middle, or null
  std::vector<llvm::Instruction *> body;
  std::vector<llvm::PHINode *> counters, carried;
  std::vector<llvm::StoreInst *> stores;
  llvm::DenseMap<const llvm::Instruction *, unsigned> position;
  // Loads from an address that stays -> the first such.
  llvm::MapVector<const llvm::Value *, llvm::LoadInst *> stays; // in the order of the block

  // Of the last find():
  unsigned copies = 0, before_exit = 0;
  llvm::DenseMap<llvm::Value *, llvm::Value *> after;
  std::vector<llvm::StoreInst *> first_stores;
  std::vector<Fold> folds;
  llvm::SmallPtrSet<llvm::Instruction *, 32> copy0; // all that is computed for copy 0

  [[nodiscard]] bool inside(const llvm::Value *v) const {
    const auto *i = llvm::dyn_cast<llvm::Instruction>(v);
    return i && (i->getParent() == block || (tail && i->getParent() == tail));
  }
  [[nodiscard]] llvm::Value *latch_value(const llvm::PHINode *phi) const {
    return phi->getIncomingValueForBlock(loop.getLoopLatch());
  }
  // A counter is a phi to which a constant is added in each round; its step, else null.
  llvm::ConstantInt *step_of_counter(llvm::PHINode *phi) const;
  // Whether v is a sum of constant multiples of counters and of values from outside, modulo the
  // width of its type: then it stays one when the counters take smaller steps.
  [[nodiscard]] bool linear(const llvm::Value *v, unsigned depth = 0) const;
  // The constant by which v grows in a round of the loop as it should be, if v is linear.
  std::optional<llvm::APInt> small_step(llvm::Value *v);
  // As many copies of `first` as there are by `after`, or fewer where it ends.
  std::vector<llvm::Value *> copies_of(llvm::Value *first) const;
  [[nodiscard]] bool is_fold(const llvm::PHINode *phi) const;
  // Whether it only hands a value out of the loop.
  [[nodiscard]] bool is_left_behind(const llvm::User *user) const;
  // What the last round's value outside of the loop is, of a value carried in copies.
  llvm::Value *left_with(llvm::PHINode *phi) const;
  // Of the loop as it will be.
  const llvm::SCEV *number_of_rounds();

private:
  [[nodiscard]] bool varies(const llvm::Value *v) const { return inside(v) && !stays.contains(v); }
  bool known_shape();
  bool find_first(llvm::LoadInst *load);
  bool one_step_apart(llvm::Value *a, llvm::Value *b);
  bool set_after(llvm::Value *a, llvm::Value *b);
  void back_to(size_t mark);
  bool match(llvm::Value *a, llvm::Value *b);
  bool match_inside(llvm::Instruction *a, llvm::Instruction *b);
  bool match_operands(llvm::Instruction *a, llvm::Instruction *b, bool swapped);
  bool match_stores();
  bool match_carried();
  bool match_fold(llvm::PHINode *phi);
  bool match_terms(Fold fold, const std::vector<llvm::Instruction *> &terms);
  bool match_chain(llvm::PHINode *phi);
  bool reaches(llvm::Value *from, const llvm::PHINode *phi) const;
  bool gather_copy0();
  bool find_exit();
  [[nodiscard]] bool no_other_uses() const;

  llvm::ScalarEvolution &se_;
  llvm::SCEVExpander &expander_;
  const llvm::SCEV *rounds_ = nullptr; // taken back edges
  unsigned loads_ = 0;                 // but for those in `stays`
  size_t matches_ = 0;                 // that may still be tried
  std::vector<llvm::Value *> trail_;   // keys of `after`, for going back
};

} // namespace wexn::optimize
