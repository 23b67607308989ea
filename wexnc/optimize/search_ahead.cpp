// See search_ahead.h. A search is a loop without effects: each round reads elements at addresses
// that advance by an element's size, and leaves if something holds for them (a difference, a zero),
// or if a counter has reached its end. Before it comes a loop that reads 16 bytes at a time of each
// row and finds the first round that may leave; the search itself, as it was, begins there. Before
// all that the first round is copied, in which many searches end. In a loop, whether it ends one
// changes from one search to the next: on x86 a branch that nobody can foresee costs more than the
// vector, so none is copied there; on AArch64, where a vector takes many more instructions, two
// are. A search in a loop for a few wide elements is left as it is if what it compares them with is
// another one each time: most of them end early, and the vector only delays what comes behind. So
// is one that goes on where a search by words has ended: what it looks for is in the last word, or
// there is less than a word left; and on AArch64 one in a large function: what such functions look
// for are names and keys, which differ early.
//
// What it relies on:
// - A round that leaves the loop at none of its exits, and traps at no access, does nothing but
//   advance the counters. So rounds of which this is known may be skipped: counters start as many
//   steps later.
// - Scalar evolution's count for an exit is exact: the number of the round that takes it, if no
//   other exit is taken before. No earlier round takes it.
// - The elements of a skipped round lie within the memory: the 16 bytes that were read do. An index
//   is start + rounds * size, modulo 2^32 or 2^64; as the whole lies below the memory's size, it
//   did not wrap. Near a memory's end nothing is skipped. A memory does not shrink.
// - To read a byte of a memory that the search would not read has no effect. Memories that threads
//   share are left alone.
#include "wexnc/optimize/search_ahead.h"

#include "wexnc/ir/access_check.h"
#include "wexnc/optimize/loop_copies.h"

#include "llvm/ADT/DenseMap.h"
#include "llvm/ADT/SmallVector.h"
#include "llvm/Analysis/LoopInfo.h"
#include "llvm/Analysis/ScalarEvolution.h"
#include "llvm/Analysis/ScalarEvolutionExpressions.h"
#include "llvm/Analysis/TargetTransformInfo.h"
#include "llvm/IR/IRBuilder.h"
#include "llvm/IR/Instructions.h"
#include "llvm/IR/PatternMatch.h"
#include "llvm/TargetParser/Triple.h"
#include "llvm/Transforms/Utils/BasicBlockUtils.h"
#include "llvm/Transforms/Utils/Cloning.h"
#include "llvm/Transforms/Utils/ScalarEvolutionExpander.h"

#include <memory>
#include <utility>
#include <vector>

namespace wexn::optimize {

using namespace llvm;
using namespace llvm::PatternMatch;
using ir::AccessCheck;
using ir::MemoryFacts;

namespace {

constexpr unsigned kBytes = 16; // that are looked at at once
// Elements of which fewer fit in there are wide. On AArch64 they are looked at one by one: it takes
// more instructions to get from a vector to the number of a lane.
constexpr unsigned kFewestLanes = 8;
constexpr size_t kMostBlocks = 8, kMostInstructions = 60, kMostRows = 3;
constexpr size_t kLargestFunction = 64; // blocks, on AArch64
constexpr unsigned kDeepest = 8;
constexpr uint64_t kFewestRounds = 8;
constexpr uint64_t kMostOffset = uint64_t{1} << 40;
constexpr uint64_t kMostRounds = uint64_t{1} << 62;

// What one access of the loop reads, round by round.
struct Row {
  AccessCheck check;
  LoadInst *load;
  const SCEV *start; // index of the first round
  Value *base;
  Value *index = nullptr; // start
  Value *first = nullptr; // pointer to what the first round reads
  Value *vector = nullptr;
};

class Search {
public:
  Search(Loop &loop, const LoopInfo &loops, ScalarEvolution &se, const TargetTransformInfo &tti,
         const std::vector<MemoryFacts> &memories, bool aarch64)
      : loop_(loop), loops_(loops), se_(se), tti_(tti), memories_(memories), aarch64_(aarch64),
        expander_(se, loop.getHeader()->getModule()->getDataLayout(), "search") {}

  // One way through it, with exits.
  static bool has_shape(const Loop &loop) {
    if (!loop.isInnermost() || !loop.isLoopSimplifyForm() || loop.getNumBlocks() > kMostBlocks)
      return false;
    size_t size = 0;
    for (const BasicBlock *block : loop.blocks()) {
      const auto *branch = dyn_cast<BranchInst>(block->getTerminator());
      size += block->size();
      if (!branch || size > kMostInstructions ||
          (block != loop.getHeader() && !block->getSinglePredecessor()))
        return false;
      unsigned inside = 0;
      for (const BasicBlock *next : branch->successors())
        inside += loop.contains(next);
      if (inside != 1)
        return false;
    }
    return true;
  }

  // REQUIRES: the loop has the shape.
  bool find() { return find_counters() && find_rows() && find_exits() && !is_rest_of_words(); }
  // First all that asks the analyses, then what they do not follow.
  void expand() {
    const auto at = loop_.getLoopPreheader()->getTerminator()->getIterator();
    for (const SCEV *count : counts_)
      ends_.push_back(expander_.expandCodeFor(count, count->getType(), at));
    for (Row &row : rows_)
      row.index = expander_.expandCodeFor(row.start, row.start->getType(), at);
  }

private:
  Loop &loop_;
  const LoopInfo &loops_;
  ScalarEvolution &se_;
  const TargetTransformInfo &tti_;
  const std::vector<MemoryFacts> &memories_;
  const bool aarch64_;
  SCEVExpander expander_;
  std::vector<std::pair<PHINode *, APInt>> counters_; // and their steps
  std::vector<Row> rows_;
  std::vector<std::pair<Value *, bool>> leaves_; // conditions of elements that leave if they are so
  std::vector<const SCEV *> counts_;             // of the other exits
  std::vector<Value *> ends_;                    // the same
  unsigned element_ = 0;                         // bytes

  // ---- What the loop is

  bool find_counters() {
    counters_.clear();
    for (PHINode &phi : loop_.getHeader()->phis()) {
      Value *next = phi.getIncomingValueForBlock(loop_.getLoopLatch());
      const APInt *step = nullptr;
      if (!phi.getType()->isIntegerTy() || !match(next, m_Add(m_Specific(&phi), m_APInt(step))))
        return false;
      counters_.push_back({&phi, *step});
    }
    return !counters_.empty();
  }

  bool find_rows() {
    std::vector<AccessCheck> checks;
    std::vector<LoadInst *> loads;
    for (BasicBlock *block : loop_.blocks())
      for (Instruction &i : *block) {
        if (const auto check = ir::access_check(i)) {
          checks.push_back(*check);
        } else if (auto *load = dyn_cast<LoadInst>(&i)) {
          if (!load->isSimple())
            return false;
          loads.push_back(load);
        } else if (i.mayReadOrWriteMemory() || i.mayHaveSideEffects()) {
          return false;
        }
      }
    if (checks.size() != loads.size() || checks.empty() || checks.size() > kMostRows)
      return false;
    element_ = checks[0].width;
    if (aarch64_ && element_ > kBytes / kFewestLanes)
      return false;
    return all_of(checks, [&](const AccessCheck &check) {
      for (LoadInst *load : loads)
        if (load->getPointerOperand() == check.pointer &&
            load->getParent() == check.call->getParent())
          return add_row(check, load);
      return false;
    });
  }

  bool add_row(const AccessCheck &check, LoadInst *load) {
    const MemoryFacts &memory = memories_[check.memory];
    const SCEV *index = se_.getSCEV(check.index);
    if (const auto *zext = dyn_cast<SCEVZeroExtendExpr>(index))
      index = zext->getOperand();
    const auto *rec = dyn_cast<SCEVAddRecExpr>(index);
    if (memory.shared || !rec || !rec->isAffine() || rec->getLoop() != &loop_ ||
        !is_contained({1u, 2u, 4u, 8u}, element_) || check.width != element_ ||
        !load->getType()->isIntegerTy(8 * element_) || check.extent > kMostOffset ||
        se_.getTypeSizeInBits(rec->getType()) != (memory.is64 ? 64 : 32) ||
        rec->getStepRecurrence(se_) != se_.getConstant(rec->getType(), element_) ||
        any_of(rows_, [&](const Row &row) { return row.load == load; }))
      return false;
    Value *base = check.pointer;
    while (auto *gep = dyn_cast<GetElementPtrInst>(base))
      base = gep->getPointerOperand();
    if (!isa<LoadInst>(base) || !loop_.isLoopInvariant(base) || !can_expand(rec->getStart()))
      return false;
    rows_.push_back({check, load, rec->getStart(), base});
    return true;
  }

  bool can_expand(const SCEV *e) {
    Instruction *at = loop_.getLoopPreheader()->getTerminator();
    return expander_.isSafeToExpandAt(e, at) &&
           !expander_.isHighCostExpansion(e, &loop_, 8, &tti_, at);
  }

  bool find_exits() {
    SmallVector<BasicBlock *, 4> blocks;
    loop_.getExitingBlocks(blocks);
    for (BasicBlock *block : blocks) {
      const auto *branch = cast<BranchInst>(block->getTerminator());
      const bool if_true = !loop_.contains(branch->getSuccessor(0));
      if (condition(branch->getCondition(), 0, nullptr)) {
        leaves_.push_back({branch->getCondition(), if_true});
        continue;
      }
      const SCEV *count = se_.getExitCount(&loop_, block);
      if (isa<SCEVCouldNotCompute>(count) || se_.getTypeSizeInBits(count->getType()) > 64 ||
          !can_expand(count) || se_.getUnsignedRangeMax(count).ult(kFewestRounds))
        return false;
      counts_.push_back(count);
    }
    return !leaves_.empty();
  }

  // Whether a row begins where a loop that read wider elements of it has ended.
  bool is_rest_of_words() const {
    return any_of(counters_, [&](const auto &counter) {
      SmallVector<Value *, 4> ways{
          counter.first->getIncomingValueForBlock(loop_.getLoopPreheader())};
      for (size_t i = 0; i < ways.size() && i < kDeepest; ++i) {
        const auto *phi = dyn_cast<PHINode>(ways[i]);
        if (!phi)
          continue;
        if (advances_by_words(*phi))
          return true;
        append_range(ways, phi->incoming_values());
      }
      return false;
    });
  }

  // Whether it steps over the wider elements that its loop, a search, too, reads.
  bool advances_by_words(const PHINode &phi) const {
    const Loop *before = loops_.getLoopFor(phi.getParent());
    const APInt *step = nullptr;
    if (!before || before->getHeader() != phi.getParent() || before->contains(&loop_) ||
        !before->getLoopLatch() || before->getNumBlocks() > kMostBlocks ||
        !match(phi.getIncomingValueForBlock(before->getLoopLatch()),
               m_Add(m_Specific(&phi), m_APInt(step))) ||
        !step->ugt(element_))
      return false;
    bool reads_words = false;
    for (const BasicBlock *block : before->blocks())
      for (const Instruction &i : *block) {
        if (i.mayWriteToMemory())
          return false;
        reads_words |= isa<LoadInst>(i) && i.getType()->isIntegerTy() &&
                       *step == i.getType()->getIntegerBitWidth() / 8;
      }
    return reads_words;
  }

  // ---- Conditions: with a builder they are made for all elements of a vector; without one it is
  // only asked whether they can be.

  Value *condition(Value *v, unsigned depth, IRBuilder<> *b) {
    Value *x = nullptr, *y = nullptr;
    if (depth > kDeepest)
      return nullptr;
    if (match(v, m_LogicalOr(m_Value(x), m_Value(y))) ||
        match(v, m_LogicalAnd(m_Value(x), m_Value(y)))) {
      const bool either = match(v, m_LogicalOr(m_Value(), m_Value()));
      x = condition(x, depth + 1, b);
      y = condition(y, depth + 1, b);
      return !x || !y || !b ? (x ? y : x) : either ? b->CreateOr(x, y) : b->CreateAnd(x, y);
    }
    auto *compare = dyn_cast<ICmpInst>(v);
    if (!compare || !loop_.contains(compare))
      return nullptr;
    x = compare->getOperand(0);
    y = compare->getOperand(1);
    // Extended elements are compared as they are.
    const bool extended = x->getType() != element_type();
    if (extended && !compare->isEquality())
      return nullptr;
    has_element_ = false;
    x = extended ? narrow(x, b) : element(x, depth, b);
    y = extended ? narrow(y, b) : element(y, depth, b);
    if (!x || !y || !has_element_)
      return nullptr;
    return b ? b->CreateICmp(compare->getPredicate(), x, y) : v;
  }

  [[nodiscard]] Type *element_type() const {
    return IntegerType::get(loop_.getHeader()->getContext(), 8 * element_);
  }
  // Whether elements may be compared with it: wide ones if it stays in the loop around, too.
  [[nodiscard]] bool stays(const Value *v) const {
    const Loop *around = loop_.getParentLoop();
    return loop_.isLoopInvariant(v) &&
           (!around || element_ <= kBytes / kFewestLanes || around->isLoopInvariant(v));
  }
  Value *splat(Value *v, IRBuilder<> *b) const {
    return b ? b->CreateVectorSplat(kBytes / element_, v) : v;
  }

  // A wider value that is an element with zeros, or stays and fits into one.
  Value *narrow(Value *v, IRBuilder<> *b) {
    Value *x = nullptr;
    if (match(v, m_ZExt(m_Value(x))) && x->getType() == element_type())
      return element(x, 0, b);
    if (b && stays(v))
      return splat(b->CreateTrunc(v, element_type()), b);
    if (!v->getType()->isIntegerTy() || !stays(v) ||
        se_.getUnsignedRangeMax(se_.getSCEV(v)).getActiveBits() > 8 * element_)
      return nullptr;
    return v;
  }

  Value *element(Value *v, unsigned depth, IRBuilder<> *b) {
    if (v->getType() != element_type() || depth > kDeepest)
      return nullptr;
    if (stays(v))
      return splat(v, b);
    for (const Row &row : rows_)
      if (row.load == v) {
        has_element_ = true;
        return b ? row.vector : v;
      }
    auto *operation = dyn_cast<BinaryOperator>(v);
    if (!operation || !is_contained({Instruction::And, Instruction::Or, Instruction::Xor,
                                     Instruction::Add, Instruction::Sub},
                                    operation->getOpcode()))
      return nullptr;
    Value *x = element(operation->getOperand(0), depth + 1, b);
    Value *y = element(operation->getOperand(1), depth + 1, b);
    return !x || !y || !b ? (x ? y : x) : b->CreateBinOp(operation->getOpcode(), x, y);
  }
  bool has_element_ = false; // in what was just looked at

public:
  // ---- What comes before it

  // What was expanded for one loop may have made counters in another one.
  void rewrite() {
    if (!find_counters())
      return;
    const bool in_loop = loop_.getParentLoop();
    const uint64_t over = !in_loop ? 1 : aarch64_ ? 2 : 0; // rounds
    for (uint64_t i = 0; i < over; ++i)
      peel();
    BasicBlock *before = loop_.getLoopPreheader();
    Function &f = *before->getParent();
    LLVMContext &context = f.getContext();
    Instruction *at = before->getTerminator();
    IRBuilder<> b(at);
    Type *i64 = b.getInt64Ty();
    const auto [end, stop] = rounds_ahead(b, over);

    BasicBlock *after = SplitBlock(before, at);
    auto block = [&](const char *name) { return BasicBlock::Create(context, name, &f, after); };
    BasicBlock *head = block("ahead"), *look = block("ahead.look"), *found = block("ahead.found");
    before->getTerminator()->setSuccessor(0, head);

    b.SetInsertPoint(head);
    PHINode *round = b.CreatePHI(i64, 2, "round");
    b.CreateCondBr(b.CreateICmpSLT(round, stop), look, after);

    b.SetInsertPoint(look);
    constexpr unsigned kBits = 8;
    const unsigned lanes = kBytes / element_;
    for (Row &row : rows_) {
      Value *pointer = b.CreateGEP(b.getInt8Ty(), row.first, b.CreateShl(round, Log2_32(element_)));
      auto *load = b.CreateAlignedLoad(
          FixedVectorType::get(IntegerType::get(context, kBits * element_), lanes), pointer,
          Align(1));
      load->setMetadata(LLVMContext::MD_tbaa, memories_[row.check.memory].kind);
      row.vector = load;
    }
    Value *leaves = nullptr;
    for (const auto &[tested, if_true] : leaves_) {
      Value *each = condition(tested, 0, &b);
      if (!if_true)
        each = b.CreateNot(each);
      leaves = leaves ? b.CreateOr(leaves, each) : each;
    }
    const auto [mask, bits] = lane_mask(b, leaves);
    Value *next = b.CreateAdd(round, b.getInt64(lanes), "", /*NUW=*/true, /*NSW=*/true);
    b.CreateCondBr(b.CreateIsNull(mask), head, found);
    round->addIncoming(b.getInt64(0), before);
    round->addIncoming(next, look);

    b.SetInsertPoint(found);
    Value *bit = b.CreateZExt(b.CreateBinaryIntrinsic(Intrinsic::cttz, mask, b.getTrue()), i64);
    Value *first = b.CreateAdd(round, b.CreateLShr(bit, Log2_32(bits)));
    b.CreateBr(after);

    b.SetInsertPoint(after, after->begin());
    PHINode *reached = b.CreatePHI(i64, 2, "reached");
    reached->addIncoming(round, head);
    reached->addIncoming(first, found);
    Value *skipped = b.CreateBinaryIntrinsic(Intrinsic::umin, reached, end);
    for (const auto &[phi, step] : counters_) {
      Value *way = b.CreateMul(b.CreateZExtOrTrunc(skipped, phi->getType()), b.getInt(step));
      phi->setIncomingValueForBlock(after, b.CreateAdd(phi->getIncomingValueForBlock(after), way));
    }
    keep_small(*loop_.getLoopLatch());
  }

private:
  // No round below `end` leaves by a counter, and those below `stop` may be looked at, too. Gives
  // each row its first element. `over`: rounds that are over; they left by no counter, so no count
  // is less.
  struct Ahead {
    Value *end, *stop;
  };
  Ahead rounds_ahead(IRBuilder<> &b, uint64_t over) {
    Type *i64 = b.getInt64Ty();
    Value *vmctx = b.GetInsertBlock()->getParent()->getArg(0);
    Value *end = nullptr;
    bool is_small = false; // which is known of a counter of 32 bits
    for (Value *count : ends_) {
      Value *each = b.CreateSub(b.CreateZExt(count, i64), b.getInt64(over));
      end = end ? b.CreateBinaryIntrinsic(Intrinsic::umin, end, each) : each;
      is_small |= count->getType() != i64;
    }
    if (!end)
      end = b.getInt64(kMostRounds);
    else if (!is_small)
      end = b.CreateBinaryIntrinsic(Intrinsic::umin, end, b.getInt64(kMostRounds));
    Value *stop = end;
    const auto limit = [&](Value *left) {
      Value *rounds = b.CreateAdd(b.CreateAShr(left, Log2_32(element_)), b.getInt64(1));
      stop = b.CreateBinaryIntrinsic(Intrinsic::smin, stop, rounds);
    };
    SmallMapVector<uint32_t, Value *, 2> farthest; // of the rows of a 32-bit memory
    for (Row &row : rows_) {
      const uint32_t memory = row.check.memory;
      Value *start = b.CreateZExt(
          b.CreateAdd(row.index, ConstantInt::get(row.index->getType(), over * row.check.width)),
          i64);
      const uint64_t offset = row.check.extent - row.check.width;
      Value *place = b.CreateAdd(start, b.getInt64(offset));
      if (memories_[memory].is64) {
        Value *bytes = ir::load_checked_bytes(b, vmctx, memories_[memory]);
        Value *left = b.CreateSub(b.CreateSub(bytes, start), b.getInt64(offset + kBytes));
        limit(b.CreateSelect(b.CreateICmpULT(start, bytes), left, b.getInt64(uint64_t(-1))));
      } else if (Value *&last = farthest[memory]) {
        last = b.CreateBinaryIntrinsic(Intrinsic::umax, last, place);
      } else {
        last = place;
      }
      row.first = b.CreateGEP(b.getInt8Ty(), row.base, place);
    }
    for (const auto &[memory, last] : farthest) {
      Value *bytes = ir::load_checked_bytes(b, vmctx, memories_[memory]);
      limit(b.CreateSub(b.CreateSub(bytes, last), b.getInt64(kBytes)));
    }
    return {end, stop};
  }

  // Copies the first round before the loop.
  void peel() {
    BasicBlock *before = loop_.getLoopPreheader(), *header = loop_.getHeader();
    BasicBlock *latch = loop_.getLoopLatch(), *on = SplitBlock(before, before->getTerminator());
    ValueToValueMapTy map;
    SmallVector<BasicBlock *, kMostBlocks> copies;
    for (BasicBlock *block : loop_.blocks()) {
      copies.push_back(CloneBasicBlock(block, map, ".first", before->getParent()));
      map[block] = copies.back();
    }
    for (PHINode &phi : header->phis()) {
      auto *copy = cast<PHINode>(map[&phi]);
      map[&phi] = phi.getIncomingValueForBlock(on);
      copy->eraseFromParent();
    }
    join_exits(loop_, map);
    auto *first = cast<BasicBlock>(map[header]);
    map[header] = on;
    remapInstructionsInBlocks(copies, map);
    before->getTerminator()->setSuccessor(0, first);
    for (PHINode &phi : header->phis()) {
      Value *next = phi.getIncomingValueForBlock(latch);
      Value *copy = map.lookup(next);
      phi.setIncomingValueForBlock(on, copy ? copy : next);
    }
  }

  // A number that is 0 if no lane of the vector is set, with so many bits for each.
  std::pair<Value *, unsigned> lane_mask(IRBuilder<> &b, Value *lanes) const {
    const unsigned count = kBytes / element_;
    if (!aarch64_)
      return {b.CreateBitCast(lanes, b.getIntNTy(count)), 1};
    Value *wide = b.CreateSExt(lanes, FixedVectorType::get(element_type(), count));
    if (element_ == 1)
      wide = b.CreateLShr(b.CreateBitCast(wide, FixedVectorType::get(b.getInt16Ty(), count / 2)),
                          uint64_t{4});
    auto *type = cast<FixedVectorType>(wide->getType());
    Value *narrow = b.CreateTrunc(wide, FixedVectorType::getTruncatedElementVectorType(type));
    return {b.CreateBitCast(narrow, b.getInt64Ty()), 64 / count};
  }
};

} // namespace

bool SearchAheadPass::may_apply(Function &f, const LoopInfo &loops) {
  return !f.hasOptSize() && any_of(loops.getLoopsInPreorder(),
                                   [](const Loop *loop) { return Search::has_shape(*loop); });
}

PreservedAnalyses SearchAheadPass::run(Function &f, FunctionAnalysisManager &am) {
  LoopInfo &li = am.getResult<LoopAnalysis>(f);
  const TargetTransformInfo &tti = am.getResult<TargetIRAnalysis>(f);
  if (li.empty() || f.hasOptSize() ||
      tti.getRegisterBitWidth(TargetTransformInfo::RGK_FixedWidthVector) < 8 * kBytes)
    return PreservedAnalyses::all();
  const bool aarch64 = Triple(f.getParent()->getTargetTriple()).isAArch64();
  if (aarch64 && f.size() > kLargestFunction)
    return PreservedAnalyses::all();
  const std::vector<MemoryFacts> memories = ir::read_memory_facts(*f.getParent());
  ScalarEvolution &se = am.getResult<ScalarEvolutionAnalysis>(f);
  std::vector<std::unique_ptr<Search>> searches;
  for (Loop *loop : li.getLoopsInPreorder())
    if (Search::has_shape(*loop))
      if (auto search = std::make_unique<Search>(*loop, li, se, tti, memories, aarch64);
          search->find())
        searches.push_back(std::move(search));
  for (const auto &search : searches)
    search->expand();
  for (const auto &search : searches)
    search->rewrite();
  return searches.empty() ? PreservedAnalyses::all() : PreservedAnalyses::none();
}

} // namespace wexn::optimize
