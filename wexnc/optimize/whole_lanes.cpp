// See whole_lanes.h. What it relies on: SLPVectorizer removes the scalars that it makes a row of.
// So of each operation on integers and each width there are at most as many lanes more as there are
// scalars less, if a lane does what a scalar did; of two operations that a shuffle mixes, the lanes
// that it takes. In a lane of another width there is an operation that no scalar had.
#include "wexnc/optimize/whole_lanes.h"

#include "llvm/ADT/DenseMap.h"
#include "llvm/ADT/STLExtras.h"
#include "llvm/IR/DerivedTypes.h"
#include "llvm/IR/Function.h"
#include "llvm/IR/InstIterator.h"
#include "llvm/IR/Instructions.h"
#include "llvm/IR/IntrinsicInst.h"

#include <cstdint>
#include <memory>
#include <optional>
#include <utility>

namespace wexn::optimize {

using namespace llvm;

namespace {

// ---- Operations

using Operation = std::pair<unsigned, unsigned>; // what is done, and the bits

constexpr unsigned kCall = 1U << 16, kDestination = 8; // beside opcodes
unsigned call_of(Intrinsic::ID id) { return kCall + id; }

// Of a row that becomes one number: what is done with each lane but one.
std::optional<unsigned> reduction(Intrinsic::ID id) {
  switch (id) {
  case Intrinsic::vector_reduce_add:
    return Instruction::Add;
  case Intrinsic::vector_reduce_mul:
    return Instruction::Mul;
  case Intrinsic::vector_reduce_and:
    return Instruction::And;
  case Intrinsic::vector_reduce_or:
    return Instruction::Or;
  case Intrinsic::vector_reduce_xor:
    return Instruction::Xor;
  case Intrinsic::vector_reduce_smax:
    return call_of(Intrinsic::smax);
  case Intrinsic::vector_reduce_smin:
    return call_of(Intrinsic::smin);
  case Intrinsic::vector_reduce_umax:
    return call_of(Intrinsic::umax);
  case Intrinsic::vector_reduce_umin:
    return call_of(Intrinsic::umin);
  default:
    return std::nullopt;
  }
}

// Of a vector that is one of two that a shuffle mixes: the lanes that are taken of it.
unsigned taken_lanes(const Instruction &i, unsigned all) {
  const auto *mix = i.hasOneUse() ? dyn_cast<ShuffleVectorInst>(i.user_back()) : nullptr;
  if (!mix || isa<Constant>(mix->getOperand(mix->getOperand(0) == &i ? 1 : 0)))
    return all;
  const unsigned first = mix->getOperand(0) == &i ? 0 : all;
  return static_cast<unsigned>(count_if(mix->getShuffleMask(), [&](int lane) {
    return lane >= 0 && static_cast<unsigned>(lane) - first < all;
  }));
}

// Of what a function does on integers, and how many lanes more than scalars do it.
class Balance {
public:
  void add(const Function &f, int64_t sign) {
    for (const Instruction &i : instructions(f))
      add(i, sign);
  }
  // More lanes came than scalars went.
  [[nodiscard]] bool has_new_lanes() const {
    return any_of(counts_, [](const auto &each) {
      return each.second.lanes > 0 && each.second.lanes + each.second.scalars > 0;
    });
  }

private:
  struct Count {
    int64_t scalars = 0, lanes = 0;
  };
  DenseMap<Operation, Count> counts_;

  void add(const Instruction &i, int64_t sign) {
    const Type *on = i.getType();
    unsigned what = i.getOpcode(), less = 0;
    if (const auto *call = dyn_cast<IntrinsicInst>(&i)) {
      what = call_of(call->getIntrinsicID());
      if (const std::optional<unsigned> reduced = reduction(call->getIntrinsicID())) {
        what = *reduced;
        on = call->getArgOperand(0)->getType();
        less = 1;
      }
    } else if (isa<CastInst, CmpInst>(i)) {
      on = i.getOperand(0)->getType();
    } else if (!i.isBinaryOp() && !isa<SelectInst, PHINode>(i)) {
      return;
    }
    if (!on->isIntOrIntVectorTy())
      return;
    if (const auto *cast = dyn_cast<CastInst>(&i)) {
      if (isa<BitCastInst>(i))
        return;
      what += cast->getDestTy()->getScalarSizeInBits() << kDestination;
    }
    Count &count = counts_[{what, on->getScalarSizeInBits()}];
    if (const auto *row = dyn_cast<FixedVectorType>(on))
      count.lanes +=
          sign * (less ? row->getNumElements() - less : taken_lanes(i, row->getNumElements()));
    else
      count.scalars += sign;
  }
};

// ---- Copies

// A function's blocks, in a function that belongs to no module.
class Copy {
public:
  explicit Copy(const Function &f)
      : copy_(Function::Create(f.getFunctionType(), GlobalValue::InternalLinkage,
                               f.getAddressSpace())) {
    DenseMap<const Value *, Value *> map;
    for (const auto &[from, to] : zip_equal(f.args(), copy_->args()))
      map[&from] = &to;
    for (const BasicBlock &block : f) {
      BasicBlock *own = BasicBlock::Create(f.getContext(), block.getName(), copy_.get());
      map[&block] = own;
      for (const Instruction &i : block) {
        Instruction *each = i.clone();
        each->insertInto(own, own->end());
        if (i.hasName())
          each->setName(i.getName());
        map[&i] = each;
      }
    }
    for (Instruction &i : instructions(*copy_)) {
      for (Use &use : i.operands())
        if (Value *own = map.lookup(use))
          use.set(own);
      if (auto *phi = dyn_cast<PHINode>(&i))
        for (unsigned way = 0; way < phi->getNumIncomingValues(); ++way)
          phi->setIncomingBlock(way, cast<BasicBlock>(map.lookup(phi->getIncomingBlock(way))));
    }
  }

  [[nodiscard]] const Function &get() const { return *copy_; }

  void put_back(Function &f) {
    for (BasicBlock &block : f)
      block.dropAllReferences();
    while (!f.empty())
      f.begin()->eraseFromParent();
    f.splice(f.begin(), copy_.get());
    for (const auto &[to, from] : zip_equal(f.args(), copy_->args()))
      from.replaceAllUsesWith(&to);
  }

private:
  std::unique_ptr<Function> copy_;
};

} // namespace

PreservedAnalyses WholeLanesPass::run(Function &f, FunctionAnalysisManager &am) {
  Copy before(f);
  PreservedAnalyses kept = SLPVectorizerPass().run(f, am);
  if (kept.areAllPreserved())
    return kept;
  Balance balance;
  balance.add(before.get(), -1);
  balance.add(f, 1);
  if (!balance.has_new_lanes())
    return kept;
  before.put_back(f);
  return PreservedAnalyses::none();
}

} // namespace wexn::optimize
