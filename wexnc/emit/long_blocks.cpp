// See long_blocks.h.
//
// What it relies on: a branch to the one block that follows changes nothing. A block is cut behind
// a store, where no value waits for the next instruction to take it in (as a branch takes a
// compare, an access its address), or anywhere if there is none; but not before the block's end,
// which has to follow a tail call. Slots on the stack stay in the entry block. CodeGenPrepare would
// join the pieces again; it has run before.
#include "wexnc/emit/long_blocks.h"

#include "llvm/ADT/SmallVector.h"
#include "llvm/CodeGen/StackProtector.h"
#include "llvm/IR/Function.h"
#include "llvm/IR/Instructions.h"
#include "llvm/Pass.h"

namespace wexn::emit {

using namespace llvm;

namespace {

constexpr size_t kPiece = 1000; // instructions, or up to as many more to the next store
constexpr size_t kLong = 3 * kPiece;

BasicBlock::iterator behind_slots(BasicBlock &block) {
  auto from = block.begin();
  if (block.isEntryBlock())
    for (Instruction &i : block)
      if (isa<AllocaInst>(i))
        from = std::next(i.getIterator());
  return from;
}

// Where pieces begin, but the first.
SmallVector<Instruction *> beginnings(BasicBlock &block) {
  SmallVector<Instruction *> found;
  if (block.size() <= kLong)
    return found;
  size_t count = 0;
  for (auto i = behind_slots(block); !i->isTerminator(); ++i) {
    const auto next = std::next(i);
    if (++count < kPiece || !(isa<StoreInst>(*i) || count > 2 * kPiece) || next->isTerminator() ||
        isa<PHINode>(*next))
      continue;
    found.push_back(&*next);
    count = 0;
  }
  return found;
}

class LongBlocks : public FunctionPass {
public:
  LongBlocks() : FunctionPass(id_) {}

  bool runOnFunction(Function &f) override {
    SmallVector<Instruction *> at;
    for (BasicBlock &block : f)
      at.append(beginnings(block));
    for (Instruction *i : reverse(at)) // so that each moves once
      i->getParent()->splitBasicBlock(i);
    return !at.empty();
  }

  // What that knows of slots stays; it can't be asked again.
  void getAnalysisUsage(AnalysisUsage &usage) const override {
    usage.addPreserved<StackProtector>();
  }

  [[nodiscard]] StringRef getPassName() const override { return "wexnc long blocks"; }

private:
  inline static char id_ = 0;
};

} // namespace

void add_long_blocks_pass(TargetPassConfig &config) {
  config.insertPass(&StackProtector::ID, new LongBlocks);
}

} // namespace wexn::emit
