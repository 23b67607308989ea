// See copy_run.h.
#include "wexnc/optimize/copy_run.h"

#include "wexnc/optimize/copy_values.h"

#include "llvm/ADT/DenseMap.h"
#include "llvm/ADT/STLExtras.h"
#include "llvm/ADT/SmallVector.h"
#include "llvm/ADT/bit.h"
#include "llvm/IR/ConstantRange.h"
#include "llvm/IR/Constants.h"
#include "llvm/IR/InstrTypes.h"
#include "llvm/IR/Instructions.h"
#include "llvm/IR/IntrinsicInst.h"
#include "llvm/Support/MathExtras.h"

#include <algorithm>
#include <cstdlib>
#include <map>
#include <utility>
#include <vector>

namespace wexn::optimize {

using namespace llvm;
using namespace copies;
using ir::MemoryFacts;

namespace {

constexpr unsigned kMostBits = 4;         // of an address that a run may ask for
constexpr unsigned kMostSteps = 4000;     // of one run
constexpr unsigned kMostCalls = 2;        // that are open at a time
constexpr uint64_t kMostWork = 4'000'000; // of all of a function

// What the runs of one length have to tell apart.
struct Cases {
  unsigned source_bits = 0, target_bits = 0;
  bool order = false;
};

// One run of the function.
struct Given {
  bool fill;
  unsigned length;
  std::optional<int> distance;             // from source to target, if they overlap
  unsigned source_low = 0, target_low = 0; // the lowest bits of the addresses
  bool target_first = false;
};

class Run {
public:
  Run(const Function &f, const MemoryFacts &memory, uint32_t index, Cases &cases, uint64_t &work)
      : f_(f), memory_(memory), index_(index), bits_(memory.is64 ? 64 : 32), cases_(cases),
        work_(work) {}

  // Whether the function does what it should. False with cases_ grown: it has to be asked again.
  bool does(const Given &given) {
    given_ = given;
    steps_ = 0;
    const auto length = static_cast<int>(given.length);
    low_ = 0;
    high_ = length;
    if (given.distance) {
      low_ = std::min(0, -*given.distance);
      high_ = std::max(length, length - *given.distance);
    }
    source_.clear();
    target_.clear();
    for (int i = 0; i < length; ++i)
      source_.push_back({Lane::Source, static_cast<int16_t>(i)});
    for (int i = low_; i < high_; ++i)
      target_.push_back({Lane::Target, static_cast<int16_t>(i)});
    Frame &frame = frame_of(f_, 0);
    if (!arguments(frame))
      return false;
    const auto result = run(f_, frame, 0);
    return result && is_right(*result) && is_done();
  }

private:
  // A function's values, and what is asked of its instructions again and again. What a run reads it
  // has computed before, so nothing has to be forgotten between two.
  struct Frame {
    DenseMap<const Value *, unsigned> numbers;
    std::vector<Known> values;
    DenseMap<const Instruction *, ir::AccessCheck> checks;
  };
  const Function &f_;
  const MemoryFacts &memory_;
  uint32_t index_;
  unsigned bits_; // of an address
  Cases &cases_;
  uint64_t &work_;
  Given given_;
  unsigned steps_ = 0;
  std::map<std::pair<const Function *, unsigned>, Frame> frames_; // by the depth of calls, too
  Frame *frame_ = nullptr;            // of the function that is run, or of one that it calls
  int low_ = 0, high_ = 0;            // places in the target's row; where rows overlap, in both
  std::vector<Lane> source_, target_; // the bytes

  Frame &frame_of(const Function &f, unsigned depth) {
    Frame &frame = frames_[{&f, depth}];
    if (!frame.values.empty())
      return frame;
    for (const Argument &argument : f.args())
      frame.numbers.insert({&argument, frame.numbers.size()});
    for (const BasicBlock &block : f)
      for (const Instruction &i : block) {
        if (!i.getType()->isVoidTy())
          frame.numbers.insert({&i, frame.numbers.size()});
        if (const auto check = ir::access_check(const_cast<Instruction &>(i)))
          frame.checks.insert({&i, *check});
        for (const Value *operand : i.operand_values())
          if (const auto *constant = dyn_cast<ConstantInt>(operand);
              constant && constant->getBitWidth() <= 64)
            frame.numbers.insert({constant, frame.numbers.size()});
      }
    frame.values.resize(frame.numbers.size());
    for (const auto &[value, number] : frame.numbers)
      if (const auto *constant = dyn_cast<ConstantInt>(value))
        frame.values[number] = number_of(constant->getZExtValue(), constant->getBitWidth());
    return frame;
  }
  static void set(Frame &frame, const Value &v, const Known &known) {
    frame.values[frame.numbers.at(&v)] = known;
  }

  bool arguments(Frame &frame) const {
    Known instance = number_of(0, 64);
    instance.kind = Known::Instance;
    set(frame, *f_.getArg(0), instance);
    Known target = number_of(0, bits_);
    target.target = 1;
    set(frame, *f_.getArg(1), target);
    Known second = number_of(0, f_.getArg(2)->getType()->getIntegerBitWidth());
    if (!given_.fill && second.width != bits_)
      return false;
    if (given_.fill) {
      second.kind = Known::Lanes;
      for (unsigned i = 0; i < second.width / kByte; ++i)
        second.lanes[i] = {Lane::Fill, static_cast<int16_t>(i)};
    } else if (given_.distance) {
      second = target;
      second.number = cut(static_cast<uint64_t>(-int64_t{*given_.distance}), bits_);
    } else {
      second.source = 1;
    }
    set(frame, *f_.getArg(2), second);
    set(frame, *f_.getArg(3), number_of(given_.length, bits_));
    return true;
  }

  [[nodiscard]] bool is_done() const {
    const int distance = given_.distance.value_or(0);
    for (int i = 0; !given_.fill && i < int(source_.size()); ++i)
      if (source_[size_t(i)] != Lane{Lane::Source, static_cast<int16_t>(i)})
        return false;
    for (int i = low_; i < high_; ++i) {
      Lane wanted{Lane::Target, static_cast<int16_t>(i)};
      if (i >= 0 && i < int(given_.length))
        wanted = given_.fill       ? Lane{Lane::Fill, 0}
                 : given_.distance ? Lane{Lane::Target, static_cast<int16_t>(i - distance)}
                                   : Lane{Lane::Source, static_cast<int16_t>(i)};
      if (target_[size_t(i - low_)] != wanted)
        return false;
    }
    return true;
  }

  // ---- Through the function

  // The result; a number if it has none.
  std::optional<Known> run(const Function &f, Frame &frame, unsigned depth) {
    Frame *const outside = std::exchange(frame_, &frame);
    auto result = walk(f, depth);
    frame_ = outside;
    return result;
  }

  std::optional<Known> walk(const Function &f, unsigned depth) {
    const BasicBlock *from = nullptr, *block = &f.getEntryBlock();
    while (steps_ < kMostSteps) {
      SmallVector<std::pair<const PHINode *, Known>, 8> phis;
      for (const PHINode &phi : block->phis()) {
        const Known *value = from ? get(phi.getIncomingValueForBlock(from)) : nullptr;
        if (!value)
          return std::nullopt;
        phis.push_back({&phi, *value});
      }
      for (const auto &[phi, value] : phis)
        set(*frame_, *phi, value);
      const BasicBlock *next = nullptr;
      for (const Instruction &i : *block) {
        ++steps_;
        ++work_;
        if (isa<PHINode>(i) || isa<DbgInfoIntrinsic>(i))
          continue;
        if (const auto *end = dyn_cast<ReturnInst>(&i))
          return end->getReturnValue() ? optional(get(end->getReturnValue())) : number_of(0, 1);
        if (i.isTerminator()) {
          next = successor(i);
          if (!next)
            return std::nullopt;
        } else if (!step(i, depth)) {
          return std::nullopt;
        }
      }
      from = block;
      block = next;
    }
    return std::nullopt;
  }

  bool calls(const CallInst &call, unsigned depth) {
    const Function *callee = call.getCalledFunction();
    if (!callee || callee->isDeclaration() || callee->isInterposable() || depth == kMostCalls)
      return false;
    Frame &frame = frame_of(*callee, depth + 1);
    for (const Argument &argument : callee->args()) {
      const Known *value = get(call.getArgOperand(argument.getArgNo()));
      if (!value)
        return false;
      set(frame, argument, *value);
    }
    const auto result = run(*callee, frame, depth + 1);
    if (result && !call.getType()->isVoidTy())
      set(*frame_, call, *result);
    return result.has_value();
  }

  [[nodiscard]] bool is_right(const Known &result) const {
    return f_.getReturnType()->isVoidTy() ||
           (result.kind == Known::Sum && result.target == 1 && !result.source && !result.number);
  }

  const BasicBlock *successor(const Instruction &i) {
    if (const auto *branch = dyn_cast<BranchInst>(&i)) {
      if (branch->isUnconditional())
        return branch->getSuccessor(0);
      const Known *condition = get(branch->getCondition());
      return condition && condition->is_number() ? branch->getSuccessor(condition->number ? 0 : 1)
                                                 : nullptr;
    }
    if (const auto *choice = dyn_cast<SwitchInst>(&i)) {
      const Known *value = get(choice->getCondition());
      if (!value || !value->is_number())
        return nullptr;
      for (const auto &each : choice->cases())
        if (each.getCaseValue()->getZExtValue() == value->number)
          return each.getCaseSuccessor();
      return choice->getDefaultDest();
    }
    return nullptr;
  }

  static std::optional<Known> optional(const Known *known) {
    return known ? std::optional(*known) : std::nullopt;
  }
  // Null if it is none of the values that are known.
  const Known *get(const Value *v) const {
    const auto number = frame_->numbers.find(v);
    return number == frame_->numbers.end() ? nullptr : &frame_->values[number->second];
  }

  // False if the instruction is not understood, or might trap.
  bool step(const Instruction &i, unsigned depth) {
    if (const auto check = frame_->checks.find(&i); check != frame_->checks.end())
      return checks(check->second);
    if (const auto *store = dyn_cast<StoreInst>(&i))
      return stores(*store);
    if (const auto *call = dyn_cast<CallInst>(&i); call && !isa<IntrinsicInst>(i))
      return calls(*call, depth);
    if (const auto value = compute(i)) { // of what has no effect
      set(*frame_, i, *value);
      return true;
    }
    return false;
  }

  std::optional<Known> compute(const Instruction &i) {
    if (const auto *load = dyn_cast<LoadInst>(&i))
      return loads(*load);
    if (const auto *gep = dyn_cast<GetElementPtrInst>(&i))
      return moves(*gep);
    if (!i.getType()->isIntegerTy() || i.getType()->getIntegerBitWidth() > 64)
      return std::nullopt;
    const unsigned width = i.getType()->getIntegerBitWidth();
    if (const auto *choice = dyn_cast<SelectInst>(&i)) {
      const Known *condition = get(choice->getCondition());
      if (!condition || !condition->is_number())
        return std::nullopt;
      return optional(get(condition->number ? choice->getTrueValue() : choice->getFalseValue()));
    }
    const Known *a = get(i.getOperand(0));
    if (!a)
      return std::nullopt;
    if (isa<FreezeInst>(i))
      return *a;
    if (isa<CastInst>(i))
      return convert(i, *a, width);
    const Known *b = i.getNumOperands() > 1 ? get(i.getOperand(1)) : nullptr;
    if (!b)
      return std::nullopt;
    if (const auto *compare = dyn_cast<ICmpInst>(&i))
      return compared(compare->getPredicate(), *a, *b);
    if (isa<BinaryOperator>(i))
      return binary(i.getOpcode(), *a, *b, width);
    if (const auto *call = dyn_cast<IntrinsicInst>(&i))
      return intrinsic(*call, *a, *b, width);
    return std::nullopt;
  }

  // ---- Memory

  [[nodiscard]] bool is_within(Row row, int64_t first, int64_t width) const {
    return row == Row::Source ? first >= 0 && first + width <= int64_t(given_.length)
                              : first >= low_ && first + width <= high_;
  }
  // The sum is the index of a byte in a row: it did not wrap. One of fewer bits than an address is
  // none: of an address it has lost the highest.
  [[nodiscard]] bool is_index(const Known &k) const {
    const auto row = row_of(k);
    return k.kind == Known::Sum && k.width >= bits_ && row && is_within(*row, k.offset(), 1);
  }
  Lane &byte(Row row, int64_t place) {
    return row == Row::Source ? source_[size_t(place)] : target_[size_t(place - low_)];
  }

  bool checks(const ir::AccessCheck &check) {
    const Known *index = get(check.index);
    return check.memory == index_ && index && index->width == 64 && is_index(*index) &&
           check.extent <= kMostSteps &&
           is_within(*row_of(*index), index->offset() + int64_t(check.extent) - check.width,
                     check.width);
  }

  std::optional<Known> moves(const GetElementPtrInst &gep) {
    const Known *base = get(gep.getPointerOperand());
    const Known *by = gep.getNumIndices() == 1 ? get(gep.getOperand(1)) : nullptr;
    if (!base || !by || by->width != 64 || by->kind != Known::Sum ||
        !gep.getSourceElementType()->isIntegerTy(kByte))
      return std::nullopt;
    Known at = *base;
    if (!by->is_number()) {
      if (base->kind != Known::Pointer || base->source || base->target || base->number ||
          !is_index(*by))
        return std::nullopt;
      at.source = by->source;
      at.target = by->target;
    }
    at.number += by->number;
    return at;
  }

  [[nodiscard]] bool is_access(const Known &pointer, unsigned bytes) const {
    const auto row = row_of(pointer);
    return pointer.kind == Known::Pointer && row && is_within(*row, pointer.offset(), bytes);
  }

  std::optional<Known> loads(const LoadInst &load) {
    const Known *pointer = get(load.getPointerOperand());
    if (!pointer || !load.isSimple())
      return std::nullopt;
    if (pointer->kind == Known::Instance) {
      if (!load.getType()->isPointerTy() || pointer->number != ir::base_offset(memory_))
        return std::nullopt;
      Known memory = number_of(0, 64);
      memory.kind = Known::Pointer;
      return memory;
    }
    if (!load.getType()->isIntegerTy())
      return std::nullopt;
    const unsigned width = load.getType()->getIntegerBitWidth();
    if (width % kByte != 0 || width > kLanes * kByte || !is_access(*pointer, width / kByte))
      return std::nullopt;
    Known value = number_of(0, width);
    value.kind = Known::Lanes;
    for (unsigned i = 0; i < width / kByte; ++i)
      value.lanes[i] = byte(*row_of(*pointer), pointer->offset() + i);
    return value;
  }

  bool stores(const StoreInst &store) {
    const Known *pointer = get(store.getPointerOperand());
    const Known *value = get(store.getValueOperand());
    if (!pointer || !value || !store.isSimple() || value->width % kByte != 0 ||
        !is_access(*pointer, value->width / kByte))
      return false;
    const auto all = lanes_of(*value);
    for (unsigned i = 0; all && i < value->width / kByte; ++i)
      byte(*row_of(*pointer), pointer->offset() + i) = all->lanes[i];
    return all.has_value();
  }

  // ---- Values

  std::optional<Known> convert(const Instruction &i, Known a, unsigned width) const {
    switch (i.getOpcode()) {
    case Instruction::Trunc:
      if (a.kind == Known::Lanes && width % kByte != 0)
        return std::nullopt;
      if (a.kind == Known::Low && a.bits > width)
        a.bits = static_cast<uint8_t>(width);
      if (a.kind == Known::Lanes)
        std::fill(a.lanes.begin() + width / kByte, a.lanes.end(), Lane{});
      break;
    case Instruction::ZExt:
      if (a.kind == Known::Sum && !a.is_number() && !is_index(a))
        return std::nullopt;
      if (a.kind == Known::Sum && !a.is_number()) { // which may be negative where rows overlap
        a.number = static_cast<uint64_t>(a.offset());
        a.width = static_cast<uint8_t>(width);
        a.number = cut(a.number, width);
        return a;
      }
      break;
    case Instruction::SExt:
      if (!a.is_number())
        return std::nullopt;
      a.number = static_cast<uint64_t>(a.offset());
      break;
    default:
      return std::nullopt;
    }
    a.width = static_cast<uint8_t>(width);
    a.number = cut(a.number, width);
    return a;
  }

  // The lowest bits, if the runs tell them apart; else they shall.
  std::optional<uint64_t> lowest(const Known &k, unsigned bits) {
    if ((k.kind != Known::Sum && k.kind != Known::Low) || bits > kMostBits)
      return std::nullopt;
    bool known = k.kind == Known::Sum || k.bits >= bits;
    for (const auto &[depends, told] :
         {std::pair{k.source, &cases_.source_bits}, {k.target, &cases_.target_bits}})
      if (depends && *told < bits) {
        *told = bits;
        known = false;
      }
    if (!known)
      return std::nullopt;
    if (k.kind == Known::Low)
      return cut(k.number, bits);
    return cut(k.number + uint64_t(int64_t{k.source}) * given_.source_low +
                   uint64_t(int64_t{k.target}) * given_.target_low,
               bits);
  }
  // As many as they tell.
  [[nodiscard]] unsigned told(const Known &k) const {
    if (k.kind == Known::Low)
      return k.bits;
    return std::min(k.source ? cases_.source_bits : kMostBits,
                    k.target ? cases_.target_bits : kMostBits);
  }

  std::optional<Known> binary(unsigned opcode, const Known &a, const Known &b, unsigned width) {
    if (a.is_number() && b.is_number())
      return folded(opcode, a.number, b.number, width);
    if (a.is_number() && Instruction::isCommutative(opcode))
      return binary(opcode, b, a, width);
    switch (opcode) {
    case Instruction::Add:
    case Instruction::Sub:
      return added(a, b, opcode == Instruction::Add ? 1 : -1, width);
    case Instruction::Mul:
      return b.is_number() ? multiplied(a, b.number, width) : std::nullopt;
    case Instruction::And:
      return b.is_number() ? masked(a, b.number, width) : std::nullopt;
    case Instruction::Or:
      return joined(a, b);
    case Instruction::Xor: {
      const unsigned bits = std::min(told(a), told(b));
      const auto x = lowest(a, bits), y = lowest(b, bits);
      if (!x || !y)
        return std::nullopt;
      Known both = number_of(*x ^ *y, width);
      both.kind = Known::Low;
      both.bits = static_cast<uint8_t>(bits);
      both.source = int8_t(a.source || b.source);
      both.target = int8_t(a.target || b.target);
      return both;
    }
    case Instruction::Shl:
    case Instruction::LShr:
      return b.is_number()
                 ? shifted(a, opcode == Instruction::Shl ? int64_t(b.number) : -int64_t(b.number))
                 : std::nullopt;
    default:
      return std::nullopt;
    }
  }

  std::optional<Known> masked(Known a, uint64_t mask, unsigned width) {
    if (a.kind == Known::Lanes) {
      for (unsigned i = 0; i < width / kByte; ++i) {
        const uint64_t part = mask >> (kByte * i) & 0xff;
        if (part == 0)
          a.lanes[i] = {};
        else if (part != 0xff)
          return std::nullopt;
      }
      return a;
    }
    if (isMask_64(mask)) {
      const auto bits = lowest(a, static_cast<unsigned>(countr_one(mask)));
      return bits ? std::optional(number_of(*bits, width)) : std::nullopt;
    }
    if (const uint64_t rest = cut(~mask, width); isMask_64(rest) && a.kind == Known::Sum) {
      const auto bits = lowest(a, static_cast<unsigned>(countr_one(rest)));
      if (!bits)
        return std::nullopt;
      a.number = cut(a.number - *bits, width);
      return a;
    }
    // Bits in the middle.
    if (const unsigned bits = 64 - static_cast<unsigned>(countl_zero(mask)); bits <= kMostBits)
      if (const auto all = lowest(a, bits))
        return number_of(*all & mask, width);
    return std::nullopt;
  }

  std::optional<Known> intrinsic(const IntrinsicInst &call, const Known &a, const Known &b,
                                 unsigned width) {
    if (const auto *most = dyn_cast<MinMaxIntrinsic>(&call)) {
      const auto first = compared(most->getPredicate(), a, b);
      return first ? std::optional(first->number ? a : b) : std::nullopt;
    }
    const Intrinsic::ID id = call.getIntrinsicID();
    if (id != Intrinsic::fshl && id != Intrinsic::fshr)
      return std::nullopt;
    const Known *by = get(call.getArgOperand(2));
    if (!by || !by->is_number() || by->number % width == 0)
      return std::nullopt;
    const auto left =
        id == Intrinsic::fshl ? int64_t(by->number % width) : int64_t(width - by->number % width);
    const auto high = shifted(a, left), rest = shifted(b, left - int64_t(width));
    return high && rest ? joined(*high, *rest) : std::nullopt;
  }

  // ---- Comparisons

  std::optional<Known> compared(CmpInst::Predicate predicate, const Known &a, const Known &b) {
    if (a.kind != Known::Sum || b.kind != Known::Sum)
      return std::nullopt;
    if (ICmpInst::isEquality(predicate))
      return equal(predicate, a, b);
    // Two places: as far as they lie from the start of the row, or as the rows lie.
    if (is_index(a) && is_index(b) && ICmpInst::isUnsigned(predicate)) {
      APInt x(64, uint64_t(a.offset() - low_)), y(64, uint64_t(b.offset() - low_));
      if (row_of(a) != row_of(b)) {
        if (!cases_.order) {
          cases_.order = true;
          return std::nullopt;
        }
        const bool first = (row_of(a) == Row::Target) == given_.target_first;
        x = APInt(64, first ? 0 : 1);
        y = APInt(64, first ? 1 : 0);
      }
      return number_of(ICmpInst::compare(x, y, predicate), 1);
    }
    const ConstantRange x = range_of(a), y = range_of(b);
    if (x.icmp(predicate, y))
      return number_of(1, 1);
    if (x.icmp(CmpInst::getInversePredicate(predicate), y))
      return number_of(0, 1);
    return std::nullopt;
  }

  std::optional<Known> equal(CmpInst::Predicate predicate, const Known &a, const Known &b) const {
    const auto difference = added(a, b, -1, a.width);
    const bool if_equal = predicate == CmpInst::ICMP_EQ;
    if (!difference)
      return std::nullopt;
    if (difference->is_number())
      return number_of((difference->number == 0) == if_equal, 1);
    const APInt zero(a.width, 0);
    if (!range_of(*difference).contains(zero))
      return number_of(!if_equal, 1);
    return std::nullopt;
  }

  // From one row's start to the other's it is at least the length, in either direction.
  [[nodiscard]] ConstantRange range_of(const Known &k) const {
    const APInt number(k.width, k.number), length(k.width, given_.length);
    if (k.is_number())
      return ConstantRange(number);
    if (k.width != bits_ || k.source + k.target != 0 || std::abs(k.source) != 1 || given_.distance)
      return ConstantRange::getFull(k.width);
    return ConstantRange(length + number, number - length + 1);
  }
};

class Prover {
public:
  Prover(const Function &f, const MemoryFacts &memory, uint32_t index, uint64_t most)
      : most_(most), run_(f, memory, index, cases_, work_) {}
  [[nodiscard]] uint64_t work() const { return work_; }

  std::optional<CopyProof> prove() {
    for (const bool fill : {false, true}) {
      CopyProof proof{fill};
      cases_ = {};
      while (proof.longest < kLongestCopy && is_proved({fill, proof.longest + 1, std::nullopt}))
        ++proof.longest;
      if (proof.longest < kShortCopy)
        continue;
      cases_ = {};
      proof.overlapping = !fill && overlaps();
      return proof;
    }
    return std::nullopt;
  }

private:
  Cases cases_;
  uint64_t work_ = 0, most_;
  Run run_;

  bool overlaps() {
    for (unsigned length = 1; length <= kShortCopy; ++length)
      for (int distance = 1 - int(length); distance < int(length); ++distance)
        if (!is_proved({false, length, distance}))
          return false;
    return true;
  }

  // In all cases; if it asks for more cases on the way, in those.
  bool is_proved(const Given &given) {
    for (;;) {
      const Cases asked = cases_;
      if (in_cases(given, asked))
        return true;
      const bool grown = cases_.source_bits != asked.source_bits ||
                         cases_.target_bits != asked.target_bits || cases_.order != asked.order;
      if (!grown)
        return false;
    }
  }

  bool in_cases(Given given, const Cases &asked) {
    for (unsigned order = 0; order <= (asked.order ? 1u : 0u); ++order)
      for (unsigned source = 0; source < 1u << asked.source_bits; ++source)
        for (unsigned target = 0; target < 1u << asked.target_bits; ++target) {
          given.target_first = order != 0;
          given.source_low = source;
          given.target_low = target;
          if (work_ > most_ || !run_.does(given))
            return false;
        }
    return true;
  }
};

} // namespace

std::optional<CopyProof> prove_copy(const Function &f, const MemoryFacts &memory, uint32_t index,
                                    uint64_t &left) {
  Prover prover(f, memory, index, std::min(kMostWork, left));
  auto proof = prover.prove();
  left -= std::min(left, prover.work());
  return proof;
}

} // namespace wexn::optimize
