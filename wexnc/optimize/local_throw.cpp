// See local_throw.h.
#include "wexnc/optimize/local_throw.h"

#include "unwindinfo/tables.h"
#include "wexnc/ir/clause_marker.h"
#include "wexnc/ir/tag_marks.h"
#include "wexnc/optimize/unused_exnref.h"

#include "llvm/ADT/DenseMap.h"
#include "llvm/ADT/SmallVector.h"
#include "llvm/IR/CFG.h"
#include "llvm/IR/Constants.h"
#include "llvm/IR/IRBuilder.h"
#include "llvm/IR/Instructions.h"
#include "llvm/IR/Module.h"
#include "llvm/Transforms/Utils/Local.h"

#include <optional>

namespace wexn::optimize {

using namespace llvm;

namespace {

// A landing pad cut in two: what throws from other functions enters, and the block behind it that
// throws of this function may enter, too.
struct SplitPad {
  BasicBlock *body = nullptr;
  PHINode *exnref = nullptr, *selector = nullptr;
  SmallVector<std::pair<PHINode *, PHINode *>, 4> phis; // in the pad, its double in the body
};

class LocalThrows {
public:
  explicit LocalThrows(Function &f) : f_(f) {
    if (auto *flag = mdconst::extract_or_null<ConstantInt>(
            f.getParent()->getModuleFlag(ir::kImportedTagsFlag)))
      imported_tags_ = static_cast<uint32_t>(flag->getZExtValue());
  }

  bool run() {
    SmallVector<std::pair<InvokeInst *, uint32_t>, 8> local;
    for (BasicBlock &block : f_)
      if (auto *invoke = dyn_cast<InvokeInst>(block.getTerminator()))
        if (std::optional<uint32_t> selector = find_clause(*invoke))
          local.emplace_back(invoke, *selector);
    for (auto [invoke, selector] : local)
      make_branch(invoke, selector);
    if (!local.empty())
      removeUnreachableBlocks(f_);
    return !local.empty();
  }

private:
  Function &f_;
  uint32_t imported_tags_ = 0;
  DenseMap<BasicBlock *, SplitPad> pads_;

  [[nodiscard]] bool own(uint32_t tag) const { return tag >= imported_tags_; }

  // Selector of the clause that certainly catches what the invoke throws.
  std::optional<uint32_t> find_clause(const InvokeInst &invoke) const {
    const Attribute attribute = invoke.getFnAttr(ir::kTagAttribute);
    uint32_t thrown = 0;
    if (!attribute.isValid() || attribute.getValueAsString().getAsInteger(10, thrown))
      return std::nullopt;
    const LandingPadInst &pad = *invoke.getLandingPadInst();
    for (unsigned i = 0; i < pad.getNumClauses(); ++i) {
      const uint32_t entry = ir::marker_entry(pad.getClause(i));
      const uint32_t tag = unwind::entry_tag(entry);
      if (!unwind::catches_all(unwind::entry_kind(entry)) && tag != thrown) {
        if (own(tag) || own(thrown))
          continue;
        return std::nullopt;
      }
      // An exception object is for the runtime to make.
      if (unwind::takes_ref(unwind::entry_kind(entry)))
        return std::nullopt;
      return unwind::entry_selector(entry);
    }
    return std::nullopt;
  }

  SplitPad &split(BasicBlock *block) {
    SplitPad &s = pads_[block];
    if (s.body)
      return s;
    LandingPadInst *pad = block->getLandingPadInst();
    s.body = block->splitBasicBlock(std::next(pad->getIterator()), block->getName() + ".body");
    IRBuilder<> in_pad(block->getTerminator());
    Value *exnref = in_pad.CreateExtractValue(pad, 0),
          *selector = in_pad.CreateExtractValue(pad, 1);
    IRBuilder<> b(s.body, s.body->begin());
    s.exnref = b.CreatePHI(exnref->getType(), 2);
    s.selector = b.CreatePHI(selector->getType(), 2);
    for (PHINode &phi : block->phis()) {
      PHINode *twin = b.CreatePHI(phi.getType(), 2);
      phi.replaceAllUsesWith(twin);
      twin->addIncoming(&phi, block);
      s.phis.emplace_back(&phi, twin);
    }
    Value *both = nullptr;
    for (Use &use : make_early_inc_range(pad->uses())) {
      auto *extract = dyn_cast<ExtractValueInst>(use.getUser());
      if (extract == exnref || extract == selector)
        continue;
      if (extract) {
        extract->replaceAllUsesWith(extract->getIndices()[0] == 0 ? s.exnref : s.selector);
        extract->eraseFromParent();
        continue;
      }
      if (!both) {
        b.SetInsertPoint(s.body, s.body->getFirstInsertionPt());
        both = b.CreateInsertValue(PoisonValue::get(pad->getType()), s.exnref, 0);
        both = b.CreateInsertValue(both, s.selector, 1);
      }
      use.set(both);
    }
    s.exnref->addIncoming(exnref, block);
    s.selector->addIncoming(selector, block);
    return s;
  }

  void make_branch(InvokeInst *invoke, uint32_t selector) {
    BasicBlock *from = invoke->getParent(), *pad = invoke->getUnwindDest();
    SplitPad &s = split(pad);
    s.exnref->addIncoming(Constant::getNullValue(s.exnref->getType()), from);
    s.selector->addIncoming(ConstantInt::get(s.selector->getType(), selector), from);
    for (auto [phi, twin] : s.phis)
      twin->addIncoming(phi->getIncomingValueForBlock(from), from);
    invoke->getNormalDest()->removePredecessor(from);
    pad->removePredecessor(from, /*KeepOneInputPHIs=*/true);
    BranchInst *branch = BranchInst::Create(s.body, invoke->getIterator());
    branch->setDebugLoc(invoke->getDebugLoc());
    if (!invoke->use_empty())
      invoke->replaceAllUsesWith(PoisonValue::get(invoke->getType()));
    invoke->eraseFromParent();
  }
};

} // namespace

PreservedAnalyses LocalThrowPass::run(Function &f, FunctionAnalysisManager &) {
  ir::lower_clause_selectors(f);
  drop_unused_references(f);
  LocalThrows(f).run();
  return PreservedAnalyses::none();
}

} // namespace wexn::optimize
