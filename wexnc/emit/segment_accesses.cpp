// See segment_accesses.h. What it relies on:
//
// - An address in a memory is the base that load_memory_base() loads, which is marked as one that
//   never changes, and what is added to it by getelementptr. The same sum without the base is what
//   the processor adds to the base of GS, in 64 bits as before. Both are computed modulo 2^64.
// - LLVM's address space 256 of x86 is GS. Null is an address as any other in address spaces but
//   the first (NullPointerIsDefined), and what is made of it is no object that could be told from
//   others: where only one of two accesses to the same byte goes through GS, alias analysis knows
//   no more of them than that they have different addresses, which says nothing.
// - What else is known of an access is a mark of the instruction, of which only the pointer is
//   replaced: kind, alignment, whether it is volatile (optimize/exact.h), its place in the source.
// - The code generator keeps the address space in the description of each access, and takes the
//   segment from there. Atomic accesses, masked ones, copies of many bytes and whatever is a call
//   stay as they are: those have patterns of their own.
// - LLVM takes what is loaded from gs:0 for the base of GS, as is so in glibc's blocks of threads,
//   and would make it the segment where it is a part of an address outside of GS: one that the
//   module cannot have. It is told not to, by an attribute (kNoThreadBlock).
#include "wexnc/emit/segment_accesses.h"

#include "wexnc/ir/access_check.h"
#include "wexnc/ir/segment_attribute.h"

#include "llvm/ADT/DenseMap.h"
#include "llvm/ADT/DenseSet.h"
#include "llvm/ADT/STLExtras.h"
#include "llvm/ADT/SmallVector.h"
#include "llvm/Analysis/LoopInfo.h"
#include "llvm/IR/Constants.h"
#include "llvm/IR/DerivedTypes.h"
#include "llvm/IR/Dominators.h"
#include "llvm/IR/Instructions.h"
#include "llvm/IR/IntrinsicInst.h"
#include "llvm/Transforms/Utils/Local.h"

#include <cstddef>
#include <cstdint>

namespace wexn::emit {

using namespace llvm;

namespace {

constexpr unsigned kGs = 256; // address space
constexpr const char *kNoThreadBlock = "indirect-tls-seg-refs";
// A loop of more blocks has hardly a register to spare for the base.
constexpr unsigned kFewBlocks = 8;
// What an access in a loop counts, others being 1.
constexpr int kInLoop = 2;

class Converter {
public:
  Converter(Function &f, const ir::MemoryFacts &memory)
      : f_(f), memory_(memory), type_(PointerType::get(f.getContext(), kGs)), dominators_(f),
        loops_(dominators_) {}

  void run() {
    for (BasicBlock &block : f_)
      for (Instruction &i : block)
        if (is_base(i))
          derive(i);
    if (order_.empty())
      return;
    pays_ = pays();
    drop_others();
    SmallVector<Use *> pointers;
    for (Instruction *from : order_)
      if (derived_.contains(from))
        for (Use &use : from->uses())
          if (goes(use))
            pointers.push_back(&use);
    SmallVector<WeakTrackingVH> left;
    for (Use *pointer : pointers) {
      left.emplace_back(pointer->get());
      pointer->set(in_segment(pointer->get()));
    }
    for (size_t i = 0; i < phis_.size(); ++i) {
      auto *made = cast<PHINode>(in_segment_.lookup(phis_[i]));
      for (unsigned in = 0; in < phis_[i]->getNumIncomingValues(); ++in)
        made->addIncoming(in_segment(phis_[i]->getIncomingValue(in)),
                          phis_[i]->getIncomingBlock(in));
    }
    // A phi may be all that uses itself.
    for (PHINode *phi : phis_) {
      phi->replaceAllUsesWith(PoisonValue::get(phi->getType()));
      left.emplace_back(phi);
    }
    RecursivelyDeleteTriviallyDeadInstructionsPermissive(left);
  }

private:
  Function &f_;
  const ir::MemoryFacts &memory_;
  PointerType *type_;
  DominatorTree dominators_;
  LoopInfo loops_;
  DenseMap<const Loop *, bool> has_registers_;
  bool pays_ = false;
  // What points into the memory: the base and what is made of it alone.
  SmallVector<Instruction *> order_;
  DenseSet<const Value *> derived_;
  DenseMap<Value *, Value *> in_segment_; // what takes the place of which
  SmallVector<PHINode *> phis_;           // of those, in order

  bool is_base(const Instruction &i) const {
    const auto *load = dyn_cast<LoadInst>(&i);
    return load && ir::loads_memory_base(*load, f_, memory_);
  }

  static bool is_choice(const Value &value) { return isa<PHINode, SelectInst>(value); }

  void derive(Instruction &base) {
    SmallVector<Instruction *> waiting{&base};
    while (!waiting.empty()) {
      Instruction *from = waiting.pop_back_val();
      if (!derived_.insert(from).second)
        continue;
      order_.push_back(from);
      for (User *user : from->users()) {
        auto *sum = dyn_cast<GetElementPtrInst>(user);
        if (sum ? sum->getPointerOperand() == from && !sum->getType()->isVectorTy()
                : is_choice(*user))
          waiting.push_back(cast<Instruction>(user));
      }
    }
  }

  // A choice is made in the segment if all are, and nobody needs it outside; what is added to the
  // base would only be added twice.
  void drop_others() {
    SmallVector<Instruction *> waiting(order_);
    while (!waiting.empty()) {
      Instruction *i = waiting.pop_back_val();
      if (!derived_.contains(i) || is_base(*i) || stays_derived(*i))
        continue;
      derived_.erase(i);
      for (User *user : i->users())
        waiting.push_back(cast<Instruction>(user));
      for (Value *operand : i->operands())
        if (auto *from = dyn_cast<Instruction>(operand))
          waiting.push_back(from);
    }
  }
  bool stays_derived(const Instruction &i) {
    if (const auto *sum = dyn_cast<GetElementPtrInst>(&i)) {
      const auto *from = cast<Instruction>(sum->getPointerOperand());
      return derived_.contains(from) && (!of_choice(*sum) || is_for_segment(i));
    }
    const auto *select = dyn_cast<SelectInst>(&i);
    return (select ? derived_.contains(select->getTrueValue()) &&
                         derived_.contains(select->getFalseValue())
                   : all_of(cast<PHINode>(i).incoming_values(),
                            [&](const Use &in) { return derived_.contains(in); })) &&
           is_for_segment(i);
  }
  static bool of_choice(const GetElementPtrInst &sum) {
    const Value *from = &sum;
    while (const auto *inner = dyn_cast<GetElementPtrInst>(from))
      from = inner->getPointerOperand();
    return is_choice(*from);
  }
  bool is_for_segment(const Instruction &i) {
    return all_of(i.uses(),
                  [&](const Use &use) { return derived_.contains(use.getUser()) || goes(use); });
  }

  // Whether an access takes its address from there, in the segment.
  bool goes(const Use &pointer) {
    auto &access = *cast<Instruction>(pointer.getUser());
    if (!isa<LoadInst, StoreInst>(access) || access.isAtomic() ||
        pointer.getOperandNo() != (isa<LoadInst>(access) ? LoadInst::getPointerOperandIndex()
                                                         : StoreInst::getPointerOperandIndex()))
      return false;
    const Loop *loop = loops_.getLoopFor(access.getParent());
    return (!loop || !has_registers(*loop) || is_made_in(access, *loop)) &&
           (pays_ || becomes_part(access, loop));
  }

  // Whether it is one of no vector, and its address is made from the base in each round.
  static bool is_made_in(Instruction &access, const Loop &loop) {
    if (getLoadStoreType(&access)->isVectorTy())
      return false;
    const Value *from = getLoadStorePointerOperand(&access);
    while (const auto *sum = dyn_cast<GetElementPtrInst>(from)) {
      if (!sum->hasAllConstantIndices() && !loop.contains(sum))
        return false;
      from = sum->getPointerOperand();
    }
    return isa<LoadInst>(from);
  }

  // Whether more is saved all over the function, among it the base's register, than is lost in
  // loops in which the base has one.
  bool pays() {
    int64_t balance = 0;
    for (const Instruction *from : order_)
      for (const Use &use : from->uses()) {
        auto &access = *cast<Instruction>(use.getUser());
        if (!isa<LoadInst, StoreInst>(access) || getLoadStorePointerOperand(&access) != from)
          continue;
        const Loop *loop = loops_.getLoopFor(access.getParent());
        if (!loop || !has_registers(*loop))
          ++balance;
        else
          balance += becomes_part(access, loop) ? kInLoop : -kInLoop;
      }
    return balance >= 0;
  }

  // Whether the base may be expected to stay in a register all through the loop.
  bool has_registers(const Loop &loop) {
    const auto [known, is_new] = has_registers_.try_emplace(&loop, false);
    if (is_new)
      known->second = loop.getNumBlocks() <= kFewBlocks && none_of(loop.blocks(), [](auto *block) {
                        return any_of(*block, [](const Instruction &i) {
                          const auto *call = dyn_cast<CallBase>(&i);
                          return call && !isa<IntrinsicInst>(call) && !call->isInlineAsm();
                        });
                      });
    return known->second;
  }

  // Whether what the index is the sum of will be part of the access (segment_sums.h).
  static bool becomes_part(const Instruction &access, const Loop *loop) {
    const auto *pointer = dyn_cast<GetElementPtrInst>(getLoadStorePointerOperand(&access));
    if (!pointer || pointer->getNumIndices() != 1 ||
        !pointer->getSourceElementType()->isIntegerTy(8) ||
        !isa<LoadInst>(pointer->getPointerOperand()))
      return false;
    const auto *extended = dyn_cast<ZExtInst>(pointer->getOperand(1));
    const auto *sum = extended ? dyn_cast<BinaryOperator>(extended->getOperand(0)) : nullptr;
    return sum && sum->getType()->isIntegerTy(32) && sum->hasOneUse() &&
           (!loop || loop->contains(sum)) && is_sum(*sum) &&
           all_of(extended->users(), [&](const User *user) {
             return isa<GetElementPtrInst>(user) && all_of(user->users(), [&](const User *other) {
                      return getLoadStorePointerOperand(other) == user &&
                             !getLoadStoreType(const_cast<User *>(other))->isVectorTy();
                    });
           });
  }
  static bool is_sum(const BinaryOperator &sum) {
    const auto *constant = dyn_cast<ConstantInt>(sum.getOperand(1));
    switch (sum.getOpcode()) {
    case Instruction::Add:
      return true;
    case Instruction::Sub:
      return constant;
    case Instruction::Or:
      return cast<PossiblyDisjointInst>(sum).isDisjoint();
    case Instruction::Shl:
      return constant && constant->getValue().ule(3);
    default:
      return false;
    }
  }

  Value *in_segment(Value *pointer) {
    if (Value *known = in_segment_.lookup(pointer))
      return known;
    Instruction *made;
    if (auto *sum = dyn_cast<GetElementPtrInst>(pointer)) {
      Value *from = in_segment(sum->getPointerOperand());
      const SmallVector<Value *> indices(sum->indices());
      made = GetElementPtrInst::Create(sum->getSourceElementType(), from, indices, "",
                                       sum->getIterator());
    } else if (auto *select = dyn_cast<SelectInst>(pointer)) {
      Value *first = in_segment(select->getTrueValue());
      made = SelectInst::Create(select->getCondition(), first, in_segment(select->getFalseValue()),
                                "", select->getIterator());
    } else if (auto *phi = dyn_cast<PHINode>(pointer)) {
      made = PHINode::Create(type_, phi->getNumIncomingValues(), "", phi->getIterator());
      phis_.push_back(phi);
    } else {
      return ConstantPointerNull::get(type_);
    }
    made->setDebugLoc(cast<Instruction>(pointer)->getDebugLoc());
    return in_segment_[pointer] = made;
  }
};

} // namespace

void address_by_segment(Module &module) {
  if (none_of(module, [](const Function &f) { return f.hasFnAttribute(ir::kSegmentAttribute); }))
    return;
  const ir::MemoryFacts memory = ir::read_memory_facts(module).front();
  for (Function &f : module)
    if (!f.isDeclaration() && f.hasFnAttribute(ir::kSegmentAttribute)) {
      f.addFnAttr(kNoThreadBlock);
      Converter(f, memory).run();
    }
}

} // namespace wexn::emit
