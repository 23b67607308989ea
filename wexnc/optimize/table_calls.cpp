// See table_calls.h.
//
// What it relies on:
//  - What a call's address, the checks before it and what they say of a wrong element are computed
//    from is one value, and tables that are constant. The same instructions are made of that value
//    in the function that is called.
//  - A check may wait until the call, for nothing that has an effect lies between them: what a
//    call_indirect takes was computed before. What is there and can be done too early only if the
//    check comes later are loads from such tables; no others than those of the call may be there,
//    and nothing else may want what they find.
//    (Other loads were moved behind the check: what makes them valid came before it.)
//  - A check may also say behind the call that a number is not zero. Nothing holds a division back
//    but the block it is in; so none is in the call's.
//  - All arguments, and the one that is added, are in registers, so that what is called has them
//    where it wants them, and the last instruction is a jump. If code generation makes a call of it
//    all the same, that gets a frame ("non-leaf").
//  - Whoever looks for the caller of the element, or of the function that traps, finds the one that
//    called: nothing of the function between is on the stack.
#include "wexnc/optimize/table_calls.h"

#include "wexnc/ir/call_marks.h"
#include "wexnc/optimize/stack_check.h"

#include "llvm/ADT/DenseMap.h"
#include "llvm/ADT/STLExtras.h"
#include "llvm/ADT/SetVector.h"
#include "llvm/ADT/SmallVector.h"
#include "llvm/ADT/StringMap.h"
#include "llvm/Analysis/BlockFrequencyInfo.h"
#include "llvm/Analysis/LoopInfo.h"
#include "llvm/Analysis/ValueTracking.h"
#include "llvm/IR/IRBuilder.h"
#include "llvm/IR/Instructions.h"
#include "llvm/IR/ValueHandle.h"
#include "llvm/Support/raw_ostream.h"
#include "llvm/Transforms/Utils/BasicBlockUtils.h"
#include "llvm/Transforms/Utils/Local.h"

#include <cstddef>
#include <optional>
#include <string>
#include <utility>
#include <vector>

namespace wexn::optimize {

using namespace llvm;

namespace {

// What every processor has registers for, besides the instance and the added one.
constexpr unsigned kMostGeneral = 5, kMostVectors = 8;
constexpr unsigned kMostDepth = 8; // of an expression
constexpr size_t kMostChecks = 2;
constexpr unsigned kFewest = 4; // calls that a function of their own is made for

bool fits(const FunctionType &type) {
  if (type.isVarArg() || type.getReturnType()->isAggregateType())
    return false;
  unsigned general = 0, vectors = 0;
  for (const Type *param : drop_begin(type.params()))
    if (param->isIntegerTy(32) || param->isIntegerTy(64) || param->isPointerTy())
      ++general;
    else if (param->isFloatTy() || param->isDoubleTy() || param->isVectorTy())
      ++vectors;
    else
      return false;
  return general <= kMostGeneral && vectors <= kMostVectors;
}

bool is_table(const Value &pointer) {
  const auto *table = dyn_cast<GlobalVariable>(getUnderlyingObject(&pointer));
  return table && table->isConstant();
}

bool loads_of_table(const Instruction &i) {
  const auto *load = dyn_cast<LoadInst>(&i);
  return load && is_table(*load->getPointerOperand());
}

// What may be made again elsewhere from the same value.
bool is_step(const Instruction &i) {
  switch (i.getOpcode()) {
  case Instruction::ZExt:
  case Instruction::SExt:
  case Instruction::Trunc:
  case Instruction::GetElementPtr:
  case Instruction::ICmp:
    return true;
  case Instruction::Add:
  case Instruction::LShr:
  case Instruction::AShr:
    return i.getType()->isIntegerTy(64) && isa<ConstantInt>(i.getOperand(1));
  case Instruction::Load:
    return cast<LoadInst>(i).isSimple() && loads_of_table(i);
  default:
    return false;
  }
}

// The one value that expressions are computed from, and their instructions, those that others use
// first.
struct Expressions {
  WeakTrackingVH from;
  SmallSetVector<Instruction *, 16> steps;

  bool add(Value &v, unsigned depth = 0) {
    if (isa<Constant>(v))
      return true;
    auto *i = dyn_cast<Instruction>(&v);
    if (i && depth < kMostDepth && is_step(*i)) {
      if (steps.contains(i))
        return true;
      for (Value *operand : i->operands())
        if (!add(*operand, depth + 1))
          return false;
      steps.insert(i);
      return true;
    }
    if ((from && from != &v) || !(v.getType()->isIntegerTy(32) || v.getType()->isIntegerTy(64)))
      return false;
    from = &v;
    return true;
  }
};

struct Check {
  BranchInst *branch;
  bool traps_if; // the condition's value that leads to the trap
  Function *trap;
  WeakTrackingVH element; // what it is told
};

struct Candidate {
  CallBase *call = nullptr;
  SmallVector<Check, kMostChecks> checks; // the last one first
  Expressions expressions;
};

// What a block does that only says of an element that it cannot be called.
CallInst *trap_of(BasicBlock &block) {
  Instruction *first = block.getFirstNonPHIOrDbg();
  auto *call = dyn_cast<CallInst>(first);
  const Function *callee = call ? call->getCalledFunction() : nullptr;
  return callee && callee->hasFnAttribute(ir::kWrongElementAttribute) &&
                 isa<UnreachableInst>(call->getNextNonDebugInstruction())
             ? call
             : nullptr;
}

// Which the branch before a block makes, if it is one.
std::optional<Check> check_before(BasicBlock &block, const Value &vmctx) {
  BasicBlock *before = block.getSinglePredecessor();
  auto *branch = before ? dyn_cast<BranchInst>(before->getTerminator()) : nullptr;
  if (!branch || !branch->isConditional() || branch->getSuccessor(0) == branch->getSuccessor(1))
    return std::nullopt;
  const bool traps_if = branch->getSuccessor(1) == &block;
  BasicBlock *other = branch->getSuccessor(traps_if ? 0 : 1);
  CallInst *trap = trap_of(*other);
  if (!trap || trap->getArgOperand(0)->DoPHITranslation(other, before) != &vmctx)
    return std::nullopt;
  Value *element = trap->getArgOperand(1)->DoPHITranslation(other, before);
  return Check{branch, traps_if, trap->getCalledFunction(), element};
}

// Whether nothing is left of what a step computes when the call and its checks are gone.
bool goes_with(const Candidate &candidate, const Instruction &step) {
  return all_of(step.users(), [&](const User *user) {
    auto *by = cast<Instruction>(const_cast<User *>(user));
    return by == candidate.call ||
           any_of(candidate.checks, [&](const Check &check) { return by == check.branch; }) ||
           (candidate.expressions.steps.contains(by) && goes_with(candidate, *by));
  });
}

// Whether a check may come after what its block does before `end`.
bool may_pass(const BasicBlock &block, const Instruction &end, const Candidate &candidate) {
  if (isa<PHINode>(block.front()))
    return false;
  for (const Instruction &i : block) {
    if (&i == &end)
      break;
    if (loads_of_table(i) &&
        !(candidate.expressions.steps.contains(const_cast<Instruction *>(&i)) &&
          goes_with(candidate, i)))
      return false;
    if (!isa<LoadInst>(i) && i.mayHaveSideEffects())
      return false;
  }
  return true;
}

// Whether code generation might bring a division that traps from behind a call to before it.
bool divides_after(const CallBase &call) {
  return any_of(
      make_range(std::next(call.getIterator()), call.getParent()->end()), [](const Instruction &i) {
        return Instruction::isIntDivRem(i.getOpcode()) && !isSafeToSpeculativelyExecute(&i);
      });
}

std::optional<Candidate> candidate_of(CallBase &call) {
  if (call.isInlineAsm() || call.getCalledFunction() || call.isMustTailCall() ||
      call.hasOperandBundles() || call.getCallingConv() != CallingConv::C || call.arg_empty() ||
      !call.paramHasAttr(0, Attribute::SwiftSelf) || !fits(*call.getFunctionType()) ||
      divides_after(call))
    return std::nullopt;
  Candidate candidate;
  candidate.call = &call;
  if (!candidate.expressions.add(*call.getCalledOperand()) || !candidate.expressions.from)
    return std::nullopt;
  Instruction *end = &call;
  while (candidate.checks.size() < kMostChecks) {
    BasicBlock *block = end->getParent();
    const std::optional<Check> check = check_before(*block, *call.getArgOperand(0));
    if (!check || (!candidate.checks.empty() && (check->trap != candidate.checks[0].trap ||
                                                 check->element != candidate.checks[0].element)))
      break;
    Candidate more = candidate;
    if (!more.expressions.add(*check->branch->getCondition()) ||
        !more.expressions.add(*check->element) || !may_pass(*block, *end, more))
      break;
    more.checks.push_back(*check);
    candidate = std::move(more);
    end = check->branch;
  }
  if (candidate.checks.empty())
    return std::nullopt;
  return candidate;
}

class TableCalls {
public:
  explicit TableCalls(Module &module) : module_(module) {}

  void find(Function &f, FunctionAnalysisManager &am) {
    for (BasicBlock &block : f)
      for (Instruction &i : block)
        if (auto *call = dyn_cast<CallBase>(&i))
          if (std::optional<Candidate> candidate = candidate_of(*call);
              candidate && (f.hasOptSize() || is_seldom(block, am))) {
            const std::string key = key_of(*candidate);
            ++calls_[key];
            found_.emplace_back(key, std::move(*candidate));
          }
  }

  bool replace() {
    SmallSetVector<Function *, 16> changed;
    for (const auto &[key, candidate] : found_)
      if (calls_[key] >= kFewest) {
        changed.insert(candidate.call->getFunction());
        replace(candidate, key);
      }
    for (Function *f : changed)
      for (BasicBlock &block : make_early_inc_range(*f))
        MergeBlockIntoPredecessor(&block);
    return !changed.empty();
  }

private:
  Module &module_;
  std::vector<std::pair<std::string, Candidate>> found_;
  StringMap<unsigned> calls_;  // how many do the same
  StringMap<Function *> made_; // the function for them

  static bool is_seldom(const BasicBlock &block, FunctionAnalysisManager &am) {
    Function &f = const_cast<Function &>(*block.getParent());
    const auto &frequencies = am.getResult<BlockFrequencyAnalysis>(f);
    return !am.getResult<LoopAnalysis>(f).getLoopFor(&block) &&
           frequencies.getBlockFreq(&block) <= frequencies.getBlockFreq(&f.getEntryBlock());
  }

  // The same for those that do the same.
  static std::string key_of(const Candidate &candidate) {
    std::string key;
    raw_string_ostream out(key);
    DenseMap<const Value *, size_t> numbers;
    numbers[candidate.expressions.from] = 0;
    const auto name = [&](const Value &v) {
      if (const auto known = numbers.find(&v); known != numbers.end())
        out << " %" << known->second;
      else
        v.printAsOperand(out << ' ');
    };
    candidate.call->getFunctionType()->print(out);
    candidate.expressions.from->getType()->print(out);
    for (const Instruction *i : candidate.expressions.steps) {
      out << '\n' << i->getOpcode() << ' ';
      i->getType()->print(out);
      if (const auto *compare = dyn_cast<ICmpInst>(i))
        out << ' ' << compare->getPredicate();
      if (const auto *pointer = dyn_cast<GetElementPtrInst>(i))
        pointer->getSourceElementType()->print(out << ' ');
      for (const Value *operand : i->operands())
        name(*operand);
      numbers.try_emplace(i, numbers.size());
    }
    for (const Check &check : candidate.checks) {
      out << '\n' << check.traps_if << ' ' << check.trap->getName();
      name(*check.branch->getCondition());
      name(*check.element);
    }
    name(*candidate.call->getCalledOperand());
    return key;
  }

  // What is computed, of another value of that kind.
  class Again {
  public:
    // `passed`: the value, extended with zeros.
    Again(const Candidate &candidate, Value *passed)
        : from_(candidate.expressions.from), passed_(passed) {}
    Value *compute(IRBuilder<> &b, Value *v) {
      if (v == from_)
        return b.CreateTrunc(passed_, v->getType());
      if (auto *extended = dyn_cast<ZExtInst>(v);
          extended && extended->getOperand(0) == from_ && v->getType() == passed_->getType())
        return passed_;
      if (isa<Constant>(v))
        return v;
      if (Value *known = made_.lookup(v))
        return known;
      Instruction *copy = cast<Instruction>(v)->clone();
      for (Use &operand : copy->operands())
        operand.set(compute(b, operand.get()));
      // What is known where it was need not hold elsewhere.
      copy->dropPoisonGeneratingAnnotations();
      copy->setDebugLoc(DebugLoc());
      b.Insert(copy);
      if (auto *load = dyn_cast<LoadInst>(copy))
        load->setAlignment(load->getDataLayout().getABITypeAlign(load->getType()));
      made_[v] = copy;
      return copy;
    }

  private:
    Value *from_, *passed_;
    DenseMap<const Value *, Value *> made_;
  };

  // (what the call takes, the value with 64 bits: in a call it has to be moved anyway).
  Function &declare(const Candidate &candidate, const char *what) {
    const FunctionType &type = *candidate.call->getFunctionType();
    SmallVector<Type *> params(type.params());
    params.push_back(Type::getInt64Ty(module_.getContext()));
    Function *f = Function::Create(
        FunctionType::get(type.getReturnType(), params, false), GlobalValue::InternalLinkage,
        Twine("wexn.") + what + "." + module_.getName() + "." + Twine(made_.size()), module_);
    f->addParamAttr(0, Attribute::SwiftSelf);
    f->setUWTableKind(UWTableKind::Async);
    if (const Attribute tuning = candidate.call->getFunction()->getFnAttribute("tune-cpu");
        tuning.isValid())
      f->addFnAttr(tuning);
    return *f;
  }

  Function &make(const Candidate &candidate) {
    Function &f = declare(candidate, "element"), &trap = make_trap(candidate);
    f.addFnAttr("frame-pointer", "non-leaf");
    Again again(candidate, f.arg_end() - 1);
    const auto block = [&](const char *name) {
      return BasicBlock::Create(module_.getContext(), name, &f);
    };
    IRBuilder<> b(block(""));
    BasicBlock *bad = block("bad");
    // What is loaded comes behind the checks that allow it.
    for (const Check &check : reverse(candidate.checks)) {
      Value *condition = again.compute(b, check.branch->getCondition());
      BasicBlock *next = block("next");
      BranchInst *branch =
          b.CreateCondBr(condition, check.traps_if ? bad : next, check.traps_if ? next : bad);
      branch->setMetadata(LLVMContext::MD_prof, check.branch->getMetadata(LLVMContext::MD_prof));
      b.SetInsertPoint(next);
    }
    SmallVector<Value *> arguments;
    for (Argument &argument : f.args())
      arguments.push_back(&argument);
    jump(b, candidate.call->getFunctionType(), again.compute(b, candidate.call->getCalledOperand()),
         ArrayRef(arguments).drop_back(), CallInst::TCK_Tail);
    b.SetInsertPoint(bad);
    jump(b, trap.getFunctionType(), &trap, arguments, CallInst::TCK_MustTail);
    return f;
  }

  Function &make_trap(const Candidate &candidate) {
    Function &f = declare(candidate, "no_element");
    f.addFnAttr("frame-pointer", "all");
    f.addFnAttr(Attribute::Cold);
    const Check &check = candidate.checks[0];
    Again again(candidate, f.arg_end() - 1);
    IRBuilder<> b(BasicBlock::Create(module_.getContext(), "", &f));
    b.CreateCall(check.trap, {f.getArg(0), again.compute(b, check.element)});
    b.CreateUnreachable();
    return f;
  }

  static void jump(IRBuilder<> &b, FunctionType *type, Value *to, ArrayRef<Value *> arguments,
                   CallInst::TailCallKind kind) {
    CallInst *call = b.CreateCall(type, to, arguments);
    call->addParamAttr(0, Attribute::SwiftSelf);
    call->setTailCallKind(kind);
    call->addFnAttr(Attribute::get(call->getContext(), kJumpAttribute));
    if (type->getReturnType()->isVoidTy())
      b.CreateRetVoid();
    else
      b.CreateRet(call);
  }

  void replace(const Candidate &candidate, const std::string &key) {
    CallBase &call = *candidate.call;
    if (!made_.contains(key))
      made_[key] = &make(candidate);
    Function &f = *made_[key];
    SmallVector<Value *> arguments(call.args());
    arguments.push_back(
        IRBuilder<>(&call).CreateZExt(candidate.expressions.from, f.arg_end()[-1].getType()));
    CallBase *made = nullptr;
    if (auto *invoke = dyn_cast<InvokeInst>(&call))
      made = InvokeInst::Create(&f, invoke->getNormalDest(), invoke->getUnwindDest(), arguments, "",
                                call.getIterator());
    else
      made = CallInst::Create(&f, arguments, "", call.getIterator());
    made->setAttributes(call.getAttributes());
    made->copyMetadata(call);
    made->setDebugLoc(call.getDebugLoc());
    made->takeName(&call);
    call.replaceAllUsesWith(made);
    call.eraseFromParent();
    for (const Check &check : candidate.checks)
      remove(check);
    for (Instruction *i : reverse(candidate.expressions.steps))
      if (isInstructionTriviallyDead(i))
        i->eraseFromParent();
  }

  static void remove(const Check &check) {
    BasicBlock *before = check.branch->getParent(),
               *bad = check.branch->getSuccessor(check.traps_if ? 0 : 1),
               *next = check.branch->getSuccessor(check.traps_if ? 1 : 0);
    bad->removePredecessor(before);
    BranchInst::Create(next, check.branch->getIterator())->setDebugLoc(check.branch->getDebugLoc());
    check.branch->eraseFromParent();
    if (pred_empty(bad))
      DeleteDeadBlock(bad);
  }
};

} // namespace

PreservedAnalyses TableCallsPass::run(Module &module, ModuleAnalysisManager &am) {
  FunctionAnalysisManager &functions =
      am.getResult<FunctionAnalysisManagerModuleProxy>(module).getManager();
  TableCalls calls(module);
  for (Function &f : module)
    if (!f.isDeclaration() && !f.hasOptNone())
      calls.find(f, functions);
  return calls.replace() ? PreservedAnalyses::none() : PreservedAnalyses::all();
}

} // namespace wexn::optimize
