// See check_rows.h. Of a row of checks of one index, each of which goes farther than those before,
// the widest is made first:
//
//     check p, 4    store p+0             index + 12 > size? -----> check p, 4    store p+0
//     check p, 8    store p+4    becomes  store p+0                 check p, 8    store p+4
//     check p, 12   store p+8             store p+4                 check p, 12
//                                         store p+8                 (not come to)
//
// On the right, out of the way, is what was there: it does what comes before the trap. Rows of
// several indices may lie among each other; each has a test, and all go to the same copy.
//
// With 64-bit addresses, indices that are small constants behind one value are a row, too: the test
// is of the lowest of them.
//
// What it relies on: the extents of a row are constants behind the same index, so that its widest
// check traps if the test failed, or one before it has. A memory with 64-bit addresses ends far
// before them: if an index is in bounds, another one a small constant behind or before it is that
// over the integers, or lies before 0, which is far behind the memory's end modulo 2^64, and out of
// bounds as the row is. (With 32-bit addresses a memory may have them all.) Between the two is
// nothing that could let the memory grow, and other threads have no part in it: only memories that
// are not shared have rows. The copy's effects are the original's, in order, up to a trap that must
// come in it.
#include "wexnc/optimize/check_rows.h"

#include "wexnc/ir/access_check.h"

#include "llvm/ADT/SmallPtrSet.h"
#include "llvm/ADT/SmallVector.h"
#include "llvm/IR/Dominators.h"
#include "llvm/IR/IRBuilder.h"
#include "llvm/IR/Instructions.h"
#include "llvm/IR/MDBuilder.h"
#include "llvm/IR/PatternMatch.h"
#include "llvm/Transforms/Utils/BasicBlockUtils.h"
#include "llvm/Transforms/Utils/ValueMapper.h"

#include <algorithm>
#include <utility>
#include <vector>

namespace wexn::optimize {

using namespace llvm;
using namespace llvm::PatternMatch;
using ir::AccessCheck;
using ir::MemoryFacts;

namespace {

// About how many bytes the processor's instructions have: of what a copy costs, and for how much of
// it a check may go.
constexpr size_t kBytesOfCheck = 11, kBytesOfAccess = 5, kBytesOfOther = 3;
constexpr size_t kMostBytes = 30;

constexpr uint64_t kFarthest = 4096; // between indices of a row, and its extents then

class Rows {
public:
  explicit Rows(Function &f)
      : f_(f), memories_(ir::read_memory_facts(*f.getParent())),
        unlikely_(MDBuilder(f.getContext()).createBranchWeights(1, 1u << 20)) {}

  bool run() {
    if (none_of(memories_, [](const MemoryFacts &m) { return has_rows(m); }))
      return false;
    SmallVector<BasicBlock *, 16> blocks;
    for (BasicBlock &block : f_)
      blocks.push_back(&block);
    for (BasicBlock *block : blocks) {
      const std::vector<Plan> plans = plans_of(*block);
      // From the end, so that each cut of a block moves no more than lies between two rows.
      for (const Plan &plan : reverse(plans))
        apply(plan);
      changed_ |= !plans.empty();
    }
    return changed_;
  }

private:
  Function &f_;
  std::vector<MemoryFacts> memories_;
  MDNode *unlikely_;
  bool changed_ = false;

  static bool has_rows(const MemoryFacts &memory) { return !memory.guarded && !memory.shared; }

  // Checks of indices that are constants behind one value; of one index, where it could wrap.
  struct Row {
    unsigned memory;
    Value *base;
    uint64_t offset; // of the lowest index
    uint64_t extent; // that of all checks behind that one
    std::vector<AccessCheck> checks;
  };
  // Rows that one copy serves, which goes from the first check to the last.
  struct Plan {
    std::vector<Row> rows;
    SmallVector<Instruction *, 2> extensions; // of indices, within
    Instruction *first = nullptr, *last = nullptr;
  };

  // What can be in a copy, and done without a memory growing.
  static bool can_be_copied(const Instruction &i) {
    if (i.isTerminator() || isa<PHINode>(i) || isa<AllocaInst>(i))
      return false;
    if (const auto *load = dyn_cast<LoadInst>(&i))
      return load->isSimple();
    if (const auto *store = dyn_cast<StoreInst>(&i))
      return store->isSimple();
    return !i.mayHaveSideEffects();
  }

  Row row_of(const AccessCheck &check) const {
    Value *base = nullptr;
    const APInt *by = nullptr;
    if (memories_[check.memory].is64 && check.extent <= kFarthest &&
        match(check.index, m_Add(m_Value(base), m_APInt(by))))
      return {check.memory, base, by->getZExtValue(), check.extent, {check}};
    return {check.memory, check.index, 0, check.extent, {check}};
  }

  // With one more check, which it may have been wide enough for; false if it is none of the row.
  bool widen(Row &row, const Row &other) const {
    if (row.memory != other.memory || row.base != other.base)
      return false;
    const uint64_t up = other.offset - row.offset, down = 0 - up;
    uint64_t extent = row.extent, offset = row.offset;
    if (up == 0) {
      extent = std::max(extent, other.extent);
    } else if (std::max(row.extent, other.extent) > kFarthest) {
      return false;
    } else if (up <= kFarthest) {
      extent = std::max(extent, other.extent + up);
    } else if (down <= kFarthest) {
      extent = std::max(extent + down, other.extent);
      offset = other.offset;
    } else {
      return false;
    }
    // Else the limit would be computed each time.
    const MemoryFacts &memory = memories_[row.memory];
    if (up != 0 && memory.extents && !ir::limit_offset(memory, extent))
      return false;
    row.extent = extent;
    row.offset = offset;
    row.checks.push_back(other.checks.front());
    return true;
  }

  // What an index is an extension of; that can be made earlier.
  static Value *narrow(Value *index) {
    auto *extended = dyn_cast<ZExtInst>(index);
    return extended ? extended->getOperand(0) : index;
  }

  // One behind the other.
  std::vector<Plan> plans_of(BasicBlock &block) const {
    std::vector<Plan> plans;
    for (Instruction *i = &block.front(); i; i = i->getNextNode())
      if (const auto check = ir::access_check(*i); check && has_rows(memories_[check->memory]))
        if (Plan plan = plan_from(*check); !plan.rows.empty()) {
          i = plan.last;
          plans.push_back(std::move(plan));
        }
    return plans;
  }

  // The longest that is worth its copy and begins with this check.
  Plan plan_from(const AccessCheck &first) const {
    Plan plan;
    std::vector<Row> rows;
    SmallPtrSet<const Value *, 16> inside;
    size_t bytes = 0, gone = 0;
    constexpr size_t kMostGone = 16;
    for (Instruction *i = first.call; i && gone < kMostGone; i = i->getNextNode()) {
      const auto check = ir::access_check(*i);
      if (!check && !can_be_copied(*i))
        break;
      bytes += check                                           ? kBytesOfCheck
               : isa<LoadInst>(i) || isa<StoreInst>(i)         ? kBytesOfAccess
               : isa<CastInst>(i) || isa<GetElementPtrInst>(i) ? 0
                                                               : kBytesOfOther;
      if (bytes > (gone + 1) * kMostBytes && bytes > 4 * kMostBytes)
        break;
      inside.insert(i);
      if (!check || !has_rows(memories_[check->memory]))
        continue;
      const Row one = row_of(*check);
      if (inside.contains(narrow(one.base)))
        continue;
      uint64_t before = 0;
      const auto row = find_if(rows, [&](Row &each) {
        before = each.extent;
        return widen(each, one);
      });
      if (row == rows.end()) {
        rows.push_back(one);
        continue;
      }
      if (row->extent == before)
        continue;
      ++gone;
      if (bytes <= gone * kMostBytes) {
        plan.rows = rows;
        plan.first = first.call;
        plan.last = i;
      }
    }
    // One check alone gains nothing by being made earlier.
    erase_if(plan.rows, [](const Row &row) { return row.checks.size() < 2; });
    if (none_of(plan.rows, [&](const Row &row) { return row.checks.front().call == first.call; }))
      plan.rows.clear();
    for (const Row &row : plan.rows)
      if (auto *extended = dyn_cast<ZExtInst>(row.base); extended && inside.contains(extended))
        plan.extensions.push_back(extended);
    return plan;
  }

  void apply(const Plan &plan) {
    for (Instruction *extension : plan.extensions)
      extension->moveBefore(plan.first);
    BasicBlock *copy = copied(plan);
    for (const Row &row : plan.rows) {
      BasicBlock *block = plan.first->getParent();
      BasicBlock *rest = SplitBlock(block, plan.first, static_cast<DominatorTree *>(nullptr));
      block->getTerminator()->eraseFromParent();
      IRBuilder<> b(block);
      b.SetCurrentDebugLocation(row.checks.front().call->getDebugLoc());
      Value *index = row.offset ? b.CreateAdd(row.base, b.getInt64(row.offset)) : row.base;
      Value *beyond = ir::create_beyond(b, f_.getArg(0), memories_[row.memory], index, row.extent);
      b.CreateCondBr(beyond, copy, rest, unlikely_);
    }
    for (const Row &row : plan.rows)
      for (const AccessCheck &check : row.checks)
        check.call->eraseFromParent();
  }

  BasicBlock *copied(const Plan &plan) const {
    BasicBlock *copy = BasicBlock::Create(f_.getContext(), "row", &f_);
    ValueToValueMapTy map;
    for (Instruction *i = plan.first;; i = i->getNextNode()) {
      Instruction *made = i->clone();
      made->insertInto(copy, copy->end());
      map[i] = made;
      RemapInstruction(made, map, RF_NoModuleLevelChanges | RF_IgnoreMissingLocals);
      if (i == plan.last)
        break;
    }
    new UnreachableInst(f_.getContext(), copy);
    return copy;
  }
};

} // namespace

PreservedAnalyses CheckRowsPass::run(Function &f, FunctionAnalysisManager &) {
  return Rows(f).run() ? PreservedAnalyses::none() : PreservedAnalyses::all();
}

} // namespace wexn::optimize
