// See short_copies.h. What a function does is not told from its name but found by running it: once
// for each length, and for each alignment of its pointers if it asks for that, with addresses and
// bytes that are symbols. If in each run every byte of the target gets the byte that it should, the
// function is known for these lengths. Then it becomes a few moves of vectors, done if both rows
// lie within the memory and are apart; else, and for all other lengths, it jumps to what it was,
// which is a function of its own now: so that the short way needs no frame.
//
// What it relies on:
// - A run knows the length as a number, and of the rows' addresses that each row lies within the
//   memory and that the rows are apart; further their lowest bits or which comes first, and then
//   there is a run for each possibility. A branch or an access that this does not decide ends the
//   proof. So whatever the function does is what one of the runs did.
// - In a run no access lies outside of the rows, so none traps; what is read and written cannot be
//   seen by others before the function returns, as the memory is not shared, and only such
//   functions are called as are run, too. So only the bytes at the end count, which are compared,
//   all of them, and the result.
// - An index is symbol + number, modulo 2^32 or 2^64. As the row lies within the memory, it does
//   not wrap where the number is one of the row's.
// - Rows that overlap are only moved, all loads first, if the function was run for each distance
//   between them, too.
#include "wexnc/optimize/short_copies.h"

#include "wexnc/ir/access_check.h"
#include "wexnc/optimize/stack_check.h"

#include <wexn/abi/vmctx.h>

#include "llvm/ADT/ArrayRef.h"
#include "llvm/ADT/DenseMap.h"
#include "llvm/ADT/STLExtras.h"
#include "llvm/ADT/SmallVector.h"
#include "llvm/ADT/bit.h"
#include "llvm/Analysis/TargetTransformInfo.h"
#include "llvm/IR/ConstantRange.h"
#include "llvm/IR/IRBuilder.h"
#include "llvm/IR/InstrTypes.h"
#include "llvm/IR/Instructions.h"
#include "llvm/IR/IntrinsicInst.h"
#include "llvm/IR/MDBuilder.h"
#include "llvm/Support/MathExtras.h"

#include <algorithm>
#include <array>
#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <map>
#include <optional>
#include <utility>
#include <vector>

namespace wexn::optimize {

using namespace llvm;
using ir::MemoryFacts;

namespace {

constexpr unsigned kVector = 16;           // bytes
constexpr unsigned kShort = 2 * kVector;   // what two vectors move
constexpr unsigned kLongest = 4 * kVector; // what four move
constexpr int kMostTimes = 4;              // that a sum has an address in it
constexpr unsigned kMostBits = 4;          // of an address that a run may ask for
constexpr size_t kMostInstructions = 3000;
constexpr unsigned kMostSteps = 4000;     // of one run
constexpr unsigned kMostCalls = 2;        // that are open at a time
constexpr uint64_t kMostWork = 4'000'000; // of all
constexpr unsigned kByte = 8;             // bits
constexpr unsigned kLanes = 8;            // bytes of the widest value

enum class Row : uint8_t { Source, Target };

// One byte: a number, a byte that lay in a row before the run, or one of the argument to fill with.
struct Lane {
  enum Kind : uint8_t { Number, Source, Target, Fill } kind = Number;
  int16_t which = 0; // the number, or the byte's place from the row's start
  bool operator==(const Lane &) const = default;
  [[nodiscard]] bool is(int16_t number) const { return kind == Number && which == number; }
};

struct Known {
  enum Kind : uint8_t {
    Sum,      // source * (source's address) + target * (target's) + number, modulo 2^width
    Lanes,    // bytes, from the lowest
    Low,      // only the lowest `bits` bits are known, those of number: of what is computed of the
              // rows' addresses whose source or target is not 0
    Instance, // pointer to the instance + number
    Pointer   // pointer to the memory's start + the same sum
  } kind = Sum;
  uint8_t width = 0; // bits
  uint8_t bits = 0;
  int8_t source = 0, target = 0; // at most kMostTimes, or as much below 0
  uint64_t number = 0;
  std::array<Lane, kLanes> lanes{};

  [[nodiscard]] bool is_number() const { return kind == Sum && !source && !target; }
  [[nodiscard]] int64_t offset() const { return SignExtend64(number, width); }
};

uint64_t cut(uint64_t n, unsigned width) {
  return width >= 64 ? n : n & ((uint64_t{1} << width) - 1);
}

Known number_of(uint64_t n, unsigned width) {
  Known k;
  k.width = static_cast<uint8_t>(width);
  k.number = cut(n, width);
  return k;
}

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

  // Of a row: the place's number. The row's address times 1 is all that is added to it.
  [[nodiscard]] std::optional<Row> row_of(const Known &k) const {
    if (k.source == 1 && k.target == 0)
      return Row::Source;
    if (k.source == 0 && k.target == 1)
      return Row::Target;
    return std::nullopt;
  }
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
      const uint64_t base = memory_.head_offset - offsetof(wexn_memory_entry, memory) +
                            offsetof(wexn_memory_entry, base);
      if (!load.getType()->isPointerTy() || pointer->number != base)
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

  static std::optional<Known> lanes_of(const Known &k) {
    if (k.kind == Known::Lanes)
      return k;
    if (!k.is_number() || k.width % kByte != 0)
      return std::nullopt;
    Known all = k;
    all.kind = Known::Lanes;
    for (unsigned i = 0; i < k.width / kByte; ++i)
      all.lanes[i] = {Lane::Number, static_cast<int16_t>(k.number >> (kByte * i) & 0xff)};
    return all;
  }

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

  static std::optional<Known> folded(unsigned opcode, uint64_t a, uint64_t b, unsigned width) {
    switch (opcode) {
    case Instruction::Add:
      return number_of(a + b, width);
    case Instruction::Sub:
      return number_of(a - b, width);
    case Instruction::Mul:
      return number_of(a * b, width);
    case Instruction::And:
      return number_of(a & b, width);
    case Instruction::Or:
      return number_of(a | b, width);
    case Instruction::Xor:
      return number_of(a ^ b, width);
    case Instruction::Shl:
      return b < width ? std::optional(number_of(a << b, width)) : std::nullopt;
    case Instruction::LShr:
      return b < width ? std::optional(number_of(a >> b, width)) : std::nullopt;
    case Instruction::UDiv:
      return b ? std::optional(number_of(a / b, width)) : std::nullopt;
    case Instruction::URem:
      return b ? std::optional(number_of(a % b, width)) : std::nullopt;
    default:
      return std::nullopt;
    }
  }

  static std::optional<Known> added(const Known &a, const Known &b, int sign, unsigned width) {
    if (a.kind != Known::Sum || b.kind != Known::Sum)
      return std::nullopt;
    const int source = a.source + sign * b.source, target = a.target + sign * b.target;
    if (std::abs(source) > kMostTimes || std::abs(target) > kMostTimes)
      return std::nullopt;
    Known sum = a;
    sum.source = static_cast<int8_t>(source);
    sum.target = static_cast<int8_t>(target);
    sum.number = cut(a.number + uint64_t(int64_t(sign)) * b.number, width);
    return sum;
  }

  // Bytes that are repeated.
  static std::optional<Known> multiplied(const Known &a, uint64_t by, unsigned width) {
    if (a.kind != Known::Lanes)
      return std::nullopt;
    Known sum = *lanes_of(number_of(0, width));
    for (unsigned i = 0; i < width / kByte; ++i) {
      const uint64_t factor = by >> (kByte * i) & 0xff;
      if (factor == 0)
        continue;
      const auto part = factor == 1 ? shifted(a, kByte * i) : std::nullopt;
      const auto more = part ? joined(sum, *part) : std::nullopt;
      if (!more)
        return std::nullopt;
      sum = *more;
    }
    return sum;
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

  static std::optional<Known> joined(const Known &a, const Known &b) {
    auto all = lanes_of(a);
    const auto others = lanes_of(b);
    if (!all || !others)
      return std::nullopt;
    for (unsigned i = 0; i < a.width / kByte; ++i)
      if (all->lanes[i].is(0))
        all->lanes[i] = others->lanes[i];
      else if (!others->lanes[i].is(0))
        return std::nullopt;
    return all;
  }

  // To the left, or with a negative number to the right.
  static std::optional<Known> shifted(const Known &a, int64_t by) {
    if (a.kind != Known::Lanes || by % kByte != 0 || std::abs(by) >= int64_t(a.width))
      return std::nullopt;
    Known to = a;
    const int lanes = int(a.width / kByte), ways = int(by) / int(kByte);
    for (int i = 0; i < lanes; ++i)
      to.lanes[size_t(i)] = i - ways >= 0 && i - ways < lanes ? a.lanes[size_t(i - ways)] : Lane{};
    return to;
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

// What the function does: up to which length, and whether rows of up to kShort may overlap.
struct Proof {
  bool fill = false, overlapping = false;
  unsigned longest = 0;
};

class Prover {
public:
  Prover(const Function &f, const MemoryFacts &memory, uint32_t index)
      : run_(f, memory, index, cases_, work_) {}

  std::optional<Proof> prove() {
    for (const bool fill : {false, true}) {
      Proof proof{fill};
      cases_ = {};
      while (proof.longest < kLongest && is_proved({fill, proof.longest + 1, std::nullopt}))
        ++proof.longest;
      if (proof.longest < kShort)
        continue;
      cases_ = {};
      proof.overlapping = !fill && overlaps();
      return proof;
    }
    return std::nullopt;
  }

private:
  Cases cases_;
  uint64_t work_ = 0;
  Run run_;

  bool overlaps() {
    for (unsigned length = 1; length <= kShort; ++length)
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
          if (work_ > kMostWork || !run_.does(given))
            return false;
        }
    return true;
  }
};

// ---- The short way

class Writer {
public:
  Writer(Function &f, const MemoryFacts &memory, const Proof &proof)
      : f_(f), memory_(memory), proof_(proof), b_(f.getContext()), unlikely_(f.getContext()) {}

  void write() {
    Function &rest = move_body();
    BasicBlock *entry = BasicBlock::Create(f_.getContext(), "entry", &f_);
    slow_ = BasicBlock::Create(f_.getContext(), "rest", &f_);
    b_.SetInsertPoint(slow_);
    SmallVector<Value *, 4> arguments;
    for (Argument &argument : f_.args())
      arguments.push_back(&argument);
    CallInst *call = b_.CreateCall(&rest, arguments);
    call->setCallingConv(rest.getCallingConv());
    call->setAttributes(AttributeList().addParamAttributes(
        f_.getContext(), 0, AttrBuilder(f_.getContext(), f_.getAttributes().getParamAttrs(0))));
    call->setTailCallKind(CallInst::TCK_MustTail);
    call->addFnAttr(Attribute::get(f_.getContext(), kJumpAttribute));
    if (f_.getReturnType()->isVoidTy())
      b_.CreateRetVoid();
    else
      b_.CreateRet(call);
    target_ = f_.getArg(1);
    second_ = f_.getArg(2);
    length_ = f_.getArg(3);
    b_.SetInsertPoint(entry);
    Value *less = b_.CreateSub(length_, ConstantInt::get(length_->getType(), 1));
    go_on(b_.CreateICmpULT(less, ConstantInt::get(length_->getType(), proof_.longest)), "short",
          nullptr);
    bytes_ = b_.CreateZExt(length_, b_.getInt64Ty());
    to_ = pointer(target_);
    if (proof_.fill) {
      go_on(is_inside(target_), "inside", usual());
      Value *byte = b_.CreateZExt(b_.CreateTrunc(second_, b_.getInt8Ty()), b_.getInt64Ty());
      filling_ = b_.CreateMul(byte, b_.getInt64(0x0101010101010101));
    } else {
      from_ = pointer(second_);
      Value *farther = b_.CreateBinaryIntrinsic(Intrinsic::umax, target_, second_);
      Value *good = is_inside(farther);
      if (!proof_.overlapping)
        good = b_.CreateAnd(good, is_apart());
      go_on(good, "inside", usual());
    }
    by_length();
  }

private:
  Function &f_;
  const MemoryFacts &memory_;
  const Proof &proof_;
  IRBuilder<> b_;
  MDBuilder unlikely_;
  Function *body_ = nullptr;
  BasicBlock *slow_ = nullptr;
  Value *target_ = nullptr, *second_ = nullptr, *length_ = nullptr;
  Value *bytes_ = nullptr; // the length
  Value *to_ = nullptr, *from_ = nullptr, *filling_ = nullptr;

  // What traps, and has lines, is the function that the body is in.
  Function &move_body() {
    Function *rest = Function::Create(f_.getFunctionType(), GlobalValue::InternalLinkage,
                                      f_.getName() + ".rest");
    f_.getParent()->getFunctionList().insertAfter(f_.getIterator(), rest);
    rest->setDSOLocal(true);
    rest->setCallingConv(f_.getCallingConv());
    rest->setAttributes(f_.getAttributes());
    rest->addFnAttr(Attribute::NoInline);
    if (f_.hasPersonalityFn())
      rest->setPersonalityFn(f_.getPersonalityFn());
    rest->setSubprogram(f_.getSubprogram());
    f_.setSubprogram(nullptr);
    rest->splice(rest->begin(), &f_);
    for (Argument &argument : f_.args())
      argument.replaceAllUsesWith(rest->getArg(argument.getArgNo()));
    body_ = rest;
    return *rest;
  }

  BasicBlock *block(const char *name) {
    return BasicBlock::Create(f_.getContext(), name, &f_, slow_);
  }
  MDNode *usual() { return unlikely_.createBranchWeights(2000, 1); }

  void go_on(Value *condition, const char *name, MDNode *weights) {
    BasicBlock *next = block(name);
    b_.CreateCondBr(condition, next, slow_, weights);
    b_.SetInsertPoint(next);
  }

  Value *pointer(Value *index) {
    LoadInst *base = b_.CreateLoad(
        b_.getPtrTy(), b_.CreateConstInBoundsGEP1_64(b_.getInt8Ty(), f_.getArg(0), base_offset()),
        "base");
    for (const Instruction &i : body_->getEntryBlock())
      if (const auto *load = dyn_cast<LoadInst>(&i); load && load->getType()->isPointerTy()) {
        APInt offset(64, 0);
        if (load->getPointerOperand()->stripAndAccumulateConstantOffsets(
                f_.getDataLayout(), offset, true) == body_->getArg(0) &&
            offset == base_offset())
          base->copyMetadata(*load);
      }
    return b_.CreateGEP(b_.getInt8Ty(), base, b_.CreateZExt(index, b_.getInt64Ty()));
  }
  [[nodiscard]] uint64_t base_offset() const {
    return memory_.head_offset - offsetof(wexn_memory_entry, memory) +
           offsetof(wexn_memory_entry, base);
  }

  Value *is_inside(Value *index) {
    Value *all = ir::load_checked_bytes(b_, f_.getArg(0), memory_);
    Value *start = b_.CreateZExt(index, b_.getInt64Ty());
    if (!memory_.is64)
      return b_.CreateICmpULE(b_.CreateAdd(start, bytes_, "", true, true), all);
    return b_.CreateAnd(b_.CreateICmpULE(start, all),
                        b_.CreateICmpULE(bytes_, b_.CreateSub(all, start)));
  }
  // From the one to the other it is as far as the length, in both directions.
  Value *is_apart() {
    Value *way = b_.CreateSub(b_.CreateSub(target_, second_), length_);
    return b_.CreateICmpULE(way, b_.CreateNeg(b_.CreateShl(length_, 1)));
  }

  // ---- Moves

  struct Piece {
    Value *at; // from the start
    unsigned bytes;
  };

  Type *type_of(unsigned bytes) {
    if (bytes > sizeof(uint64_t))
      return FixedVectorType::get(b_.getInt64Ty(), bytes / sizeof(uint64_t));
    return b_.getIntNTy(bytes * kByte);
  }
  Value *at(Value *pointer, Value *offset) { return b_.CreateGEP(b_.getInt8Ty(), pointer, offset); }
  // All is loaded before anything is stored.
  void move(ArrayRef<Piece> pieces) {
    SmallVector<Value *, 8> values;
    for (const Piece &piece : pieces) {
      Type *type = type_of(piece.bytes);
      if (proof_.fill) {
        values.push_back(piece.bytes > sizeof(uint64_t) ? b_.CreateVectorSplat(2, filling_)
                                                        : b_.CreateTrunc(filling_, type));
        continue;
      }
      LoadInst *load = b_.CreateAlignedLoad(type, at(from_, piece.at), Align(1));
      load->setMetadata(LLVMContext::MD_tbaa, memory_.kind);
      values.push_back(load);
    }
    for (const auto &[piece, value] : zip(pieces, values)) {
      StoreInst *store = b_.CreateAlignedStore(value, at(to_, piece.at), Align(1));
      store->setMetadata(LLVMContext::MD_tbaa, memory_.kind);
    }
  }
  Value *from_end(unsigned bytes) { return b_.CreateSub(bytes_, b_.getInt64(bytes)); }
  void end() {
    if (f_.getReturnType()->isVoidTy())
      b_.CreateRetVoid();
    else
      b_.CreateRet(target_);
  }
  // Where the length is at least that; what else is written next is for shorter ones.
  BasicBlock *if_at_least(unsigned bytes, const char *name) {
    BasicBlock *more = block(name), *less = block("less");
    b_.CreateCondBr(b_.CreateICmpUGE(length_, ConstantInt::get(length_->getType(), bytes)), more,
                    less);
    b_.SetInsertPoint(less);
    return more;
  }
  void two_of(unsigned bytes) {
    move({{b_.getInt64(0), bytes}, {from_end(bytes), bytes}});
    end();
  }
  // As many vectors from the start, and from the end.
  void vectors(unsigned count) {
    SmallVector<Piece, 8> pieces;
    for (unsigned i = 0; i < count; ++i) {
      pieces.push_back({b_.getInt64(uint64_t{i} * kVector), kVector});
      pieces.push_back({from_end((i + 1) * kVector), kVector});
    }
    move(pieces);
    end();
  }

  void by_length() {
    BasicBlock *sixteen = if_at_least(kVector, "sixteen");
    BasicBlock *eight = if_at_least(8, "eight");
    BasicBlock *four = if_at_least(4, "four");
    move({{b_.getInt64(0), 1}, {b_.CreateLShr(bytes_, 1), 1}, {from_end(1), 1}});
    end();
    b_.SetInsertPoint(four);
    two_of(4);
    b_.SetInsertPoint(eight);
    two_of(8);
    b_.SetInsertPoint(sixteen);
    BasicBlock *more = if_at_least(kShort + 1, "more");
    vectors(1);
    b_.SetInsertPoint(more);
    if (!proof_.fill && proof_.overlapping)
      go_on(is_apart(), "apart", nullptr);
    vectors(2);
  }
};

// (target, source or byte, length), with the target as the result or none; on one memory.
std::optional<uint32_t> memory_of(Function &f, const std::vector<MemoryFacts> &memories) {
  size_t size = 0;
  bool stores = false;
  std::optional<uint32_t> memory;
  if (f.arg_size() != 4)
    return std::nullopt;
  for (BasicBlock &block : f)
    for (Instruction &i : block) {
      if (++size > kMostInstructions || isa<AllocaInst, InvokeInst>(i))
        return std::nullopt;
      stores |= isa<StoreInst>(i);
      if (const auto check = ir::access_check(i)) {
        if (memory && *memory != check->memory)
          return std::nullopt;
        memory = check->memory;
      }
    }
  if (!memory || !stores || memories[*memory].shared)
    return std::nullopt;
  const unsigned bits = memories[*memory].is64 ? 64 : 32;
  const auto is_address = [&](const Type *type) { return type->isIntegerTy(bits); };
  if (!is_address(f.getArg(1)->getType()) || !is_address(f.getArg(3)->getType()) ||
      !f.getArg(2)->getType()->isIntegerTy() ||
      (!f.getReturnType()->isVoidTy() && !is_address(f.getReturnType())))
    return std::nullopt;
  return memory;
}

} // namespace

// Proves all first: functions call each other.
PreservedAnalyses ShortCopiesPass::run(Module &module, ModuleAnalysisManager &am) {
  auto &fam = am.getResult<FunctionAnalysisManagerModuleProxy>(module).getManager();
  const std::vector<MemoryFacts> memories = ir::read_memory_facts(module);
  struct Found {
    Function *function;
    const MemoryFacts &memory;
    Proof proof;
  };
  std::vector<Found> found;
  for (Function &f : module) {
    if (f.isDeclaration() || f.hasOptSize() || !f.hasFnAttribute("wexn-func") ||
        fam.getResult<TargetIRAnalysis>(f).getRegisterBitWidth(
            TargetTransformInfo::RGK_FixedWidthVector) < kByte * kVector)
      continue;
    const auto memory = memory_of(f, memories);
    if (!memory)
      continue;
    if (const auto proof = Prover(f, memories[*memory], *memory).prove())
      found.push_back({&f, memories[*memory], *proof});
  }
  for (const auto &[f, memory, proof] : found) {
    Writer(*f, memory, proof).write();
    fam.invalidate(*f, PreservedAnalyses::none());
  }
  return found.empty() ? PreservedAnalyses::all() : PreservedAnalyses::none();
}

} // namespace wexn::optimize
