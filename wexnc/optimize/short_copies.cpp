// See short_copies.h. What a function does is not told from its name but found by running it
// (copy_run.h). Then it becomes a few moves of vectors, done if both rows lie within the memory and
// are apart; else, and for all other lengths, it jumps to what it was, which is a function of its
// own now: so that the short way needs no frame. Rows that overlap are only moved, all loads first,
// if that was shown of each distance between them, too.
#include "wexnc/optimize/short_copies.h"

#include "wexnc/ir/access_check.h"
#include "wexnc/ir/func_marks.h"
#include "wexnc/optimize/copy_run.h"
#include "wexnc/optimize/stack_check.h"

#include "llvm/ADT/ArrayRef.h"
#include "llvm/ADT/STLExtras.h"
#include "llvm/ADT/SmallVector.h"
#include "llvm/Analysis/TargetTransformInfo.h"
#include "llvm/IR/IRBuilder.h"
#include "llvm/IR/Instructions.h"
#include "llvm/IR/IntrinsicInst.h"
#include "llvm/IR/MDBuilder.h"

#include <cstdint>
#include <optional>
#include <vector>

namespace wexn::optimize {

using namespace llvm;
using ir::MemoryFacts;

namespace {

constexpr unsigned kVector = 16; // bytes
constexpr size_t kMostInstructions = 3000;
constexpr uint64_t kMostWork = 16'000'000; // instructions that are run; half a second
constexpr unsigned kByte = 8;              // bits

class Writer {
public:
  Writer(Function &f, const MemoryFacts &memory, const CopyProof &proof)
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
    bytes_ = b_.CreateZExt(length_, b_.getInt64Ty());
    Value *less = b_.CreateSub(bytes_, b_.getInt64(1));
    go_on(b_.CreateICmpULT(less, b_.getInt64(proof_.longest)), "short", nullptr);
    to_ = pointer(target_);
    if (proof_.fill) {
      go_on(is_inside(target_), "inside", usual());
      Value *byte = b_.CreateZExt(b_.CreateTrunc(second_, b_.getInt8Ty()), b_.getInt64Ty());
      filling_ = b_.CreateMul(byte, b_.getInt64(0x0101010101010101));
    } else {
      from_ = pointer(second_);
      Value *farther = b_.CreateBinaryIntrinsic(Intrinsic::umax, target_, second_);
      if (!proof_.overlapping)
        go_on_apart();
      go_on(is_inside(farther), "inside", usual());
    }
    by_length();
  }

private:
  Function &f_;
  const MemoryFacts &memory_;
  const CopyProof &proof_;
  IRBuilder<> b_;
  MDBuilder unlikely_;
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

  // Most rows are so far from each other that their length does not matter.
  void go_on_apart() {
    BasicBlock *near = block("near"), *apart = block("apart");
    b_.CreateCondBr(is_far(), apart, near, usual());
    b_.SetInsertPoint(near);
    b_.CreateCondBr(is_apart(), apart, slow_, usual());
    b_.SetInsertPoint(apart);
  }

  Value *pointer(Value *index) {
    Value *base = ir::load_memory_base(b_, f_.getArg(0), memory_);
    return b_.CreateGEP(b_.getInt8Ty(), base, b_.CreateZExt(index, b_.getInt64Ty()));
  }

  Value *is_inside(Value *index) {
    Value *all = ir::load_checked_bytes(b_, f_.getArg(0), memory_);
    Value *start = b_.CreateZExt(index, b_.getInt64Ty());
    if (!memory_.is64)
      return b_.CreateICmpULE(b_.CreateAdd(start, bytes_, "", true, true), all);
    return b_.CreateAnd(b_.CreateICmpULE(start, all),
                        b_.CreateICmpULE(bytes_, b_.CreateSub(all, start)));
  }
  // From the one to the other it is as far as the greatest length, in both directions.
  Value *is_far() {
    const uint64_t below = proof_.longest - 1;
    Type *type = length_->getType();
    Value *way = b_.CreateAdd(b_.CreateSub(target_, second_), ConstantInt::get(type, below));
    return b_.CreateICmpUGT(way, ConstantInt::get(type, 2 * below));
  }
  // The same for this length.
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
    BasicBlock *more = if_at_least(kShortCopy + 1, "more");
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
    CopyProof proof;
  };
  std::vector<Found> found;
  uint64_t left = kMostWork;
  for (Function &f : module) {
    if (f.isDeclaration() || f.hasOptSize() || !f.hasFnAttribute(ir::kFuncIndexAttribute) ||
        fam.getResult<TargetIRAnalysis>(f).getRegisterBitWidth(
            TargetTransformInfo::RGK_FixedWidthVector) < kByte * kVector)
      continue;
    const auto memory = memory_of(f, memories);
    if (!memory)
      continue;
    if (const auto proof = prove_copy(f, memories[*memory], *memory, left))
      found.push_back({&f, memories[*memory], *proof});
  }
  for (const auto &[f, memory, proof] : found) {
    Writer(*f, memory, proof).write();
    fam.invalidate(*f, PreservedAnalyses::none());
  }
  return found.empty() ? PreservedAnalyses::all() : PreservedAnalyses::none();
}

} // namespace wexn::optimize
