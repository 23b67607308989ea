// See forward_stores.h. Only loads go: a load's check (ir/access_check.h) stays, and so do the
// stores.
//
// What it relies on:
// - The load and the stores are in one block or on the only way to it, and all that lies between
//   them and writes memory is a plain store to other bytes. So every byte has the value that the
//   last store to it gave it. Checks in between write nothing; behind one that traps, nobody uses
//   the load.
// - Which bytes a store writes is known if its address is that of the load and a constant, over all
//   64 bits. Two indices that are one value of 32 bits and constants, each modulo 2^32, differ by
//   what the constants say or by a multiple of 2^32 more: then the bytes may be the same ones only
//   if the constants alone say so. If they do not, they differ; if they do, nothing is known.
// - Targets are little-endian.
#include "wexnc/optimize/forward_stores.h"

#include "wexnc/optimize/preserved.h"

#include "llvm/ADT/SmallVector.h"
#include "llvm/Analysis/AliasAnalysis.h"
#include "llvm/Analysis/MemoryLocation.h"
#include "llvm/IR/IRBuilder.h"
#include "llvm/IR/Instructions.h"
#include "llvm/IR/PatternMatch.h"

#include <algorithm>
#include <optional>

namespace wexn::optimize {

using namespace llvm;
using namespace llvm::PatternMatch;

namespace {

// Instructions between the first store and the load: with more, it is done by then.
constexpr unsigned kFarthest = 48;
constexpr size_t kMostPieces = 4; // more of them cost as much as waiting
constexpr uint64_t kWidest = 16;

// What one store gave, by the place of its first byte in what is loaded.
struct Piece {
  int64_t at;
  uint64_t bytes;
  Value *value;
};

// The memory, and an index that is a value of so many bits and a constant, modulo 2^bits.
struct Index {
  const Value *memory = nullptr, *value = nullptr;
  unsigned bits = 0;
  uint64_t constant = 0;
};

class Forwarder {
public:
  Forwarder(Function &f, AAResults &aa) : f_(f), layout_(f.getDataLayout()), aa_(aa) {}

  bool run() {
    for (BasicBlock &block : f_)
      for (Instruction &i : make_early_inc_range(block))
        if (auto *load = dyn_cast<LoadInst>(&i))
          forward(*load);
    return changed_;
  }

private:
  Function &f_;
  const DataLayout &layout_;
  AAResults &aa_;
  bool changed_ = false;

  // The size of a type all of whose bits are memory's.
  std::optional<uint64_t> bytes_of(Type *type) const {
    const TypeSize bits = layout_.getTypeSizeInBits(type);
    if (!type->isSingleValueType() || type->isPtrOrPtrVectorTy() || bits.isScalable() ||
        bits % 8 != 0 || bits > 8 * kWidest)
      return std::nullopt;
    return bits.getFixedValue() / 8;
  }

  void forward(LoadInst &load) {
    const auto bytes = bytes_of(load.getType());
    if (!load.isSimple() || !bytes || !isPowerOf2_64(*bytes) || *bytes < 2)
      return;
    SmallVector<Piece, kMostPieces> pieces;
    if (!find(load, *bytes, pieces))
      return;
    std::ranges::sort(pieces, {}, &Piece::at);
    if (Value *value = join(load, *bytes, pieces)) {
      load.replaceAllUsesWith(value);
      load.eraseFromParent();
      changed_ = true;
    }
  }

  bool find(LoadInst &load, uint64_t bytes, SmallVectorImpl<Piece> &pieces) {
    uint32_t known = 0;
    const uint32_t all = (1u << bytes) - 1;
    unsigned steps = 0;
    for (Instruction *i = before(load); i && ++steps <= kFarthest; i = before(*i)) {
      if (!i->mayWriteToMemory())
        continue;
      auto *store = dyn_cast<StoreInst>(i);
      const auto width =
          store && store->isSimple() ? bytes_of(store->getValueOperand()->getType()) : std::nullopt;
      if (!width)
        return false;
      const auto at = distance(*load.getPointerOperand(), *store->getPointerOperand());
      if (!at) {
        if (!are_apart(load, bytes, *store, *width))
          return false;
        continue;
      }
      if (*at >= int64_t(bytes) || *at <= -int64_t(*width))
        continue;
      if (*at < 0 || *at + int64_t(*width) > int64_t(bytes) || pieces.size() == kMostPieces)
        return false;
      const uint32_t written = ((1u << *width) - 1) << *at;
      if (known & written)
        return false;
      known |= written;
      pieces.push_back({*at, *width, store->getValueOperand()});
      if (known == all)
        return true;
    }
    return false;
  }

  // What was done before `i` if that was.
  static Instruction *before(Instruction &i) {
    if (Instruction *previous = i.getPrevNode())
      return previous;
    BasicBlock *block = i.getParent()->getSinglePredecessor();
    return block ? block->getTerminator() : nullptr;
  }

  // to - from, over 64 bits.
  std::optional<int64_t> distance(const Value &from, const Value &to) const {
    APInt a(64, 0), b(64, 0);
    if (from.stripAndAccumulateConstantOffsets(layout_, a, /*AllowNonInbounds=*/true) !=
        to.stripAndAccumulateConstantOffsets(layout_, b, /*AllowNonInbounds=*/true))
      return std::nullopt;
    return (b - a).getSExtValue();
  }

  Index index_of(const Value &pointer) const {
    APInt offset(64, 0);
    const auto *gep = dyn_cast<GetElementPtrInst>(
        pointer.stripAndAccumulateConstantOffsets(layout_, offset, /*AllowNonInbounds=*/true));
    if (!gep || gep->getNumIndices() != 1 || !gep->getSourceElementType()->isIntegerTy(8) ||
        !gep->getOperand(1)->getType()->isIntegerTy(64))
      return {};
    Index index{gep->getPointerOperand(), gep->getOperand(1), 64, offset.getZExtValue()};
    if (Value *narrow = nullptr; match(index.value, m_ZExt(m_Value(narrow)))) {
      index.value = narrow;
      index.bits = narrow->getType()->getScalarSizeInBits();
    }
    Value *base = nullptr;
    const APInt *by = nullptr;
    while (match(index.value, m_AddLike(m_Value(base), m_APInt(by)))) {
      index.constant += static_cast<uint64_t>(by->getSExtValue());
      index.value = base;
    }
    return index;
  }

  bool are_apart(const LoadInst &load, uint64_t bytes, const StoreInst &store, uint64_t width) {
    const Index from = index_of(*load.getPointerOperand());
    const Index to = index_of(*store.getPointerOperand());
    if (from.memory && from.memory == to.memory && from.value == to.value && from.bits == to.bits &&
        from.bits >= 32) {
      const int64_t at = SignExtend64(to.constant - from.constant, from.bits);
      return at >= int64_t(bytes) || at <= -int64_t(width);
    }
    return aa_.isNoAlias(MemoryLocation::get(&store), MemoryLocation::get(&load));
  }

  // The pieces as one value of the load's type; null if that would take long.
  Value *join(LoadInst &load, uint64_t bytes, ArrayRef<Piece> pieces) const {
    IRBuilder<> b(&load);
    const bool even =
        all_of(pieces, [&](const Piece &p) { return p.bytes == pieces.front().bytes; });
    const bool numbers =
        all_of(pieces, [](const Piece &p) { return p.value->getType()->isIntegerTy(); });
    if (pieces.size() == 1)
      return b.CreateBitCast(pieces.front().value, load.getType());
    if (bytes > sizeof(uint64_t) || (even && !numbers)) {
      if (!even || pieces.front().bytes < 4)
        return nullptr;
      // In a vector's register, where some of them are already.
      const auto bits = static_cast<unsigned>(8 * pieces.front().bytes);
      Type *lane = bits == 32 ? b.getFloatTy() : b.getDoubleTy();
      Value *vector =
          PoisonValue::get(FixedVectorType::get(lane, static_cast<unsigned>(pieces.size())));
      for (size_t i = 0; i < pieces.size(); ++i)
        vector = b.CreateInsertElement(vector, b.CreateBitCast(pieces[i].value, lane), i);
      return b.CreateBitCast(vector, load.getType());
    }
    Type *whole = b.getIntNTy(static_cast<unsigned>(8 * bytes));
    Value *sum = nullptr;
    for (const Piece &p : pieces) {
      Value *bits = b.CreateBitCast(p.value, b.getIntNTy(static_cast<unsigned>(8 * p.bytes)));
      Value *part = b.CreateShl(b.CreateZExt(bits, whole), static_cast<uint64_t>(8 * p.at));
      sum = sum ? b.CreateOr(sum, part) : part;
    }
    return b.CreateBitCast(sum, load.getType());
  }
};

} // namespace

PreservedAnalyses ForwardStoresPass::run(Function &f, FunctionAnalysisManager &am) {
  return all_but_values(!f.hasOptSize() && Forwarder(f, am.getResult<AAManager>(f)).run());
}

} // namespace wexn::optimize
