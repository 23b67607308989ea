// See no_wrap.h. An address of a 32-bit memory is zext(A) + offset with A computed modulo 2^32.
// While A might wrap, LLVM cannot see that successive addresses lie next to each other. It cannot
// in a loop that touches memory at A, because the last 64 KiB of the 32-bit space are never mapped:
// a 32-bit memory has at most 65,535 pages. Every step, for a guarded access I at zext(A) + offset:
//
// 1. (step) A = {S,+,c} in loop L, 0 < c <= 65,536, and I is executed in each round of L that goes
// on
//    to the next. If A wraps between rounds k and k+1, then A_k >= 2^32 - c, so I traps in round k
//    (offset >= 0 only leads further into the reservation) and there is no round k+1. So
//    zext(A_k) = zext(S) + k*c in 64 bits for every round that is reached.
// 2. (outer loops) the same for S = {T,+,d} in a loop M around L, if I is executed in each round of
// M:
//    the first time at S itself, as I is executed in each round of L.
// 3. (neighbours) another access J of the same loop at zext(A + d), 0 <= d <= 65,536: once I has
// been
//    executed in this round, A < 2^32 - 65,536, so zext(A + d) = zext(A) + d. If J comes before I
//    in the same block this is used only if nothing is written from J on up to I: then I traps in
//    place of J and nobody can tell.
//
// What scalar evolution proves by itself (constant trip counts) needs no such step. Nothing is said
// about descending loops: below the base there may be other data, so an address that wrapped there
// would not trap.
// I stays and traps: loads that could be deleted are volatile, see anchor_traps.cpp. Accesses of
// guarded memories are known by their alias type.
#include "wexnc/optimize/no_wrap.h"

#include "llvm/Analysis/LoopInfo.h"
#include "llvm/Analysis/ScalarEvolution.h"
#include "llvm/Analysis/ScalarEvolutionExpressions.h"
#include "llvm/Analysis/ValueTracking.h"
#include "llvm/IR/Dominators.h"
#include "llvm/IR/IRBuilder.h"
#include "llvm/IR/Instructions.h"
#include "llvm/Transforms/Utils/ScalarEvolutionExpander.h"

#include <map>
#include <vector>

namespace wexn::optimize {

using namespace llvm;

namespace {

constexpr uint64_t kNeverMapped = 65536;

struct Access {
  Instruction *instr;
  Value *base;         // the memory's base, invariant in the loop
  const SCEV *address; // i32, before the zext
  uint64_t offset;     // added to it
  const SCEV *wide;    // i64, what the rest is shown to be
};

bool is_guarded(const Instruction &i) {
  const MDNode *tag = i.getMetadata(LLVMContext::MD_tbaa);
  if (!tag || tag->getNumOperands() < 2)
    return false;
  const auto *type = dyn_cast<MDNode>(tag->getOperand(1));
  const auto *name = type ? dyn_cast<MDString>(type->getOperand(0)) : nullptr;
  return name && name->getString() == "guarded memory";
}

class Widener {
public:
  Widener(Function &f, LoopInfo &li, ScalarEvolution &se, DominatorTree &dt)
      : f_(f), li_(li), se_(se), dt_(dt), i64_(Type::getInt64Ty(f.getContext())),
        expander_(se, f.getDataLayout(), "wide") {
    expander_.disableCanonicalMode();
  }

  bool run() {
    std::map<Loop *, std::vector<Access>> by_loop;
    std::vector<Loop *> order; // for the same result every time
    for (BasicBlock &block : f_) {
      Loop *loop = li_.getLoopFor(&block);
      if (!loop || !loop->isLoopSimplifyForm())
        continue;
      for (Instruction &i : block)
        if (auto access = recognise(i, *loop)) {
          if (by_loop[loop].empty())
            order.push_back(loop);
          by_loop[loop].push_back(*access);
        }
    }
    bool changed = false;
    for (Loop *loop : order) {
      std::vector<Access> &accesses = by_loop[loop];
      for (Access &a : accesses)
        if (a.address)
          a.wide = widen(a.address, a.instr);
      use_neighbours(accesses, *loop);
      for (Access &a : accesses)
        changed |= rewrite(a, *loop);
    }
    return changed;
  }

private:
  Function &f_;
  LoopInfo &li_;
  ScalarEvolution &se_;
  DominatorTree &dt_;
  Type *i64_;
  SCEVExpander expander_;
  std::map<std::pair<const Loop *, uint64_t>, PHINode *> counters_;

  [[nodiscard]] std::optional<Access> recognise(Instruction &i, Loop &loop) {
    if (!isa<LoadInst, StoreInst>(i) || !is_guarded(i))
      return std::nullopt;
    Value *at = getLoadStorePointerOperand(&i);
    const SCEV *index = se_.getZero(i64_);
    while (auto *gep = dyn_cast<GetElementPtrInst>(at)) {
      if (gep->getNumIndices() != 1 || !gep->getSourceElementType()->isIntegerTy(8) ||
          gep->getOperand(1)->getType() != i64_)
        return std::nullopt;
      index = se_.getAddExpr(index, se_.getSCEV(gep->getOperand(1)));
      at = gep->getPointerOperand();
    }
    if (!loop.isLoopInvariant(at))
      return std::nullopt;
    if (steps(index, loop)) // proved by scalar evolution
      return Access{&i, at, nullptr, 0, index};
    // Offset + zext(address).
    uint64_t offset = 0;
    if (const auto *add = dyn_cast<SCEVAddExpr>(index)) {
      const auto *constant = dyn_cast<SCEVConstant>(add->getOperand(0));
      if (!constant || add->getNumOperands() != 2)
        return std::nullopt;
      offset = constant->getAPInt().getZExtValue();
      index = add->getOperand(1);
    }
    if (offset > UINT32_MAX)
      return std::nullopt;
    const auto *zext = dyn_cast<SCEVZeroExtendExpr>(index);
    if (!zext || !zext->getOperand()->getType()->isIntegerTy(32))
      return std::nullopt;
    const auto *rec = dyn_cast<SCEVAddRecExpr>(zext->getOperand());
    if (!rec || !rec->isAffine() || rec->getLoop() != &loop)
      return std::nullopt;
    return Access{&i, at, rec, offset, nullptr};
  }

  // zext(address) as a sum that steps with the loops around `instr`, as far as steps 1 and 2 go.
  const SCEV *widen(const SCEV *address, Instruction *instr) {
    const SCEV *zext = se_.getZeroExtendExpr(address, i64_);
    const auto *rec = dyn_cast<SCEVAddRecExpr>(address);
    if (isa<SCEVAddRecExpr>(zext) || !rec || !rec->isAffine())
      return zext;
    const Loop *loop = rec->getLoop();
    const auto *step = dyn_cast<SCEVConstant>(rec->getStepRecurrence(se_));
    if (!step || step->getAPInt().isZero() || step->getAPInt().ugt(kNeverMapped) ||
        !loop->isLoopSimplifyForm() || !loop->contains(instr) ||
        !dt_.dominates(instr->getParent(), loop->getLoopLatch()))
      return zext;
    const SCEV *start = widen(rec->getStart(), instr);
    return se_.getAddRecExpr(start, se_.getConstant(i64_, step->getAPInt().getZExtValue()), loop,
                             SCEV::FlagNUW);
  }

  // Step 3: addresses near another one are told by it.
  void use_neighbours(std::vector<Access> &accesses, const Loop &loop) {
    for (size_t i = 0; i < accesses.size(); ++i) {
      Access &a = accesses[i];
      if (!a.address)
        continue;
      uint64_t best = 0;
      const Access *leader = nullptr;
      for (const Access &b : accesses) {
        if (!b.address)
          continue;
        const auto *apart = dyn_cast<SCEVConstant>(se_.getMinusSCEV(a.address, b.address));
        if (!apart || apart->getAPInt().ugt(kNeverMapped) || !steps(b.wide, loop) ||
            !comes_first(*b.instr, *a.instr))
          continue;
        if (const uint64_t distance = apart->getAPInt().getZExtValue(); distance > best) {
          best = distance;
          leader = &b;
        }
      }
      if (leader) {
        const auto *known = dyn_cast<SCEVConstant>(se_.getMinusSCEV(a.wide, leader->wide));
        if (!steps(a.wide, loop) || !known)
          neighbours_.emplace_back(i, leader - accesses.data(), best);
      }
    }
    // Leaders keep what they had, so the order does not matter.
    std::vector<const SCEV *> before;
    for (const Access &a : accesses)
      before.push_back(a.wide);
    for (const auto &[i, leader, distance] : neighbours_)
      accesses[i].wide = se_.getAddExpr(before[leader], se_.getConstant(i64_, distance));
    neighbours_.clear();
  }
  std::vector<std::tuple<size_t, size_t, uint64_t>> neighbours_;

  static bool steps(const SCEV *wide, const Loop &loop) {
    const auto *rec = dyn_cast<SCEVAddRecExpr>(wide);
    return rec && rec->getLoop() == &loop;
  }

  // Whether `first` is executed before `then` in the same round, or might as well be.
  bool comes_first(const Instruction &first, const Instruction &then) const {
    if (first.getParent() != then.getParent())
      return dt_.dominates(first.getParent(), then.getParent());
    if (first.comesBefore(&then))
      return true;
    for (const Instruction *i = &then; i != &first; i = i->getNextNode())
      if (i->mayWriteToMemory() || !isGuaranteedToTransferExecutionToSuccessor(i))
        return false;
    return true;
  }

  // 0, step, 2 * step,... by the rounds of the loop.
  Value *counter(const Loop &loop, uint64_t step) {
    PHINode *&phi = counters_[{&loop, step}];
    if (!phi) {
      BasicBlock *header = loop.getHeader(), *latch = loop.getLoopLatch();
      IRBuilder<> b(header, header->begin());
      phi = b.CreatePHI(i64_, 2, "rounds");
      b.SetInsertPoint(latch->getTerminator());
      Value *next = b.CreateAdd(phi, b.getInt64(step), "rounds.next",
                                /*NUW=*/static_cast<int64_t>(step) > 0, /*NSW=*/true);
      phi->addIncoming(b.getInt64(0), loop.getLoopPreheader());
      phi->addIncoming(next, latch);
    }
    return phi;
  }

  // Computes `sum` before `where`; null if that cannot be done there.
  Value *build(const SCEV *sum, Instruction *where) {
    if (const auto *rec = dyn_cast<SCEVAddRecExpr>(sum); rec && rec->getLoop()->contains(where)) {
      const auto *step = dyn_cast<SCEVConstant>(rec->getStepRecurrence(se_));
      if (!rec->isAffine() || !step)
        return nullptr;
      Value *start = build(rec->getStart(), rec->getLoop()->getLoopPreheader()->getTerminator());
      if (!start)
        return nullptr;
      IRBuilder<> b(where);
      return b.CreateAdd(counter(*rec->getLoop(), step->getAPInt().getZExtValue()), start, "at");
    }
    if (!expander_.isSafeToExpandAt(sum, where))
      return nullptr;
    return expander_.expandCodeFor(sum, i64_, where->getIterator());
  }

  bool rewrite(const Access &a, Loop &loop) {
    if (!steps(a.wide, loop))
      return false;
    const auto *rec = cast<SCEVAddRecExpr>(a.wide);
    const auto *step = dyn_cast<SCEVConstant>(rec->getStepRecurrence(se_));
    if (!rec->isAffine() || !step)
      return false;
    // A constant at the end, so that neighbours share the rest.
    const SCEV *start = rec->getStart();
    uint64_t offset = a.offset;
    if (const auto *whole = dyn_cast<SCEVConstant>(start)) {
      offset += whole->getAPInt().getZExtValue();
      start = se_.getZero(i64_);
    } else if (const auto *add = dyn_cast<SCEVAddExpr>(start)) {
      if (const auto *constant = dyn_cast<SCEVConstant>(add->getOperand(0))) {
        offset += constant->getAPInt().getZExtValue();
        start = se_.getMinusSCEV(start, constant);
      }
    }
    Value *first = build(start, loop.getLoopPreheader()->getTerminator());
    if (!first)
      return false;
    // No address wraps in 64 bits: base + 8 GiB is far below the end.
    const bool up = step->getAPInt().isNonNegative() && static_cast<int64_t>(offset) >= 0;
    const GEPNoWrapFlags flags =
        up ? GEPNoWrapFlags::noUnsignedSignedWrap() | GEPNoWrapFlags::noUnsignedWrap()
           : GEPNoWrapFlags::none();
    Value *p = a.base;
    if (!start->isZero()) {
      IRBuilder<> outside(loop.getLoopPreheader()->getTerminator());
      p = outside.CreateGEP(outside.getInt8Ty(), p, first, "start", flags);
    }
    IRBuilder<> b(a.instr);
    p = b.CreateGEP(b.getInt8Ty(), p, counter(loop, step->getAPInt().getZExtValue()), "at", flags);
    if (offset)
      p = b.CreateGEP(b.getInt8Ty(), p, b.getInt64(offset), "ea", flags);
    a.instr->setOperand(isa<LoadInst>(a.instr) ? LoadInst::getPointerOperandIndex()
                                               : StoreInst::getPointerOperandIndex(),
                        p);
    return true;
  }
};

} // namespace

PreservedAnalyses NoWrapPass::run(Function &f, FunctionAnalysisManager &am) {
  LoopInfo &li = am.getResult<LoopAnalysis>(f);
  if (li.empty())
    return PreservedAnalyses::all();
  Widener widener(f, li, am.getResult<ScalarEvolutionAnalysis>(f),
                  am.getResult<DominatorTreeAnalysis>(f));
  if (!widener.run())
    return PreservedAnalyses::all();
  PreservedAnalyses kept;
  kept.preserveSet<CFGAnalyses>();
  return kept;
}

} // namespace wexn::optimize
