// See held_references.h. The collector takes for a reference whatever word of the native stack or
// of a register points into an object or right behind it. Code that holds something else over a
// call, as the address of an element that it will get to only in later rounds, while it needs the
// reference itself no more, would lose the object. LLVM makes such code: LoopStrengthReduce of a
// loop that counts down to a length from far above, CodeGenPrepare of offsets that do not fit into
// an instruction, instruction selection of sums. So each address of an access (or of what is handed
// on as an external reference) is followed to its references, and these are used, by an empty
// assembler statement, behind the last call of each block from which the access can be reached.
//
// What it relies on:
// - Objects are accessed only through addresses that are sums of the heap's base and a reference,
//   which is zero-extended and never multiplied (FuncTranslator::in_object). Of a sum, every term
//   is held that is not multiplied: with the reference perhaps an index of bytes, never less. A
//   choice between addresses, by phi or select, becomes one between their terms; a loop's own step
//   from one address to the next adds none. What cannot be taken apart is held as it is. The base
//   is known by where it is loaded from; of an access that is marked as one of objects, and whose
//   address does not come from there, all that the address is made of is held.
// - Who uses a reference after a call as a value, and not as part of an address, has it then: no
//   pass calculates references.
// - Accesses stay on their side of calls. Only loads of what never changes could move behind one in
//   code generation, so here those of objects lose that mark.
// - The assembler statement is opaque and stays behind its call, so its operand is in a register or
//   on the stack over the call. Nothing else has to be known of the passes that follow, of the IR
//   or of machine code. What the register allocator makes anew rather than keeps is constants, and
//   what the function got on the stack, where the collector sees it.
// - Intrinsics, assembler statements, and calls that access no memory do not collect. Nor does
//   anything follow calls that do not return, unless what they throw is caught here.
//
// Loops of the shapes that would lose an array: tests/run/gc_held.wast and gc_pointers.wast, and
// random ones (tests/random/objects.cpp). That the operands are over their calls where the
// collector looks, in machine code: tests/unit/held_references_test.cpp.
#include "wexnc/optimize/held_references.h"

#include "wexnc/ir/object_marks.h"

#include <wexn/abi/store.h>

#include "llvm/ADT/DenseMap.h"
#include "llvm/ADT/DenseSet.h"
#include "llvm/ADT/MapVector.h"
#include "llvm/ADT/SCCIterator.h"
#include "llvm/ADT/SetVector.h"
#include "llvm/ADT/SmallPtrSet.h"
#include "llvm/IR/CFG.h"
#include "llvm/IR/IRBuilder.h"
#include "llvm/IR/InlineAsm.h"
#include "llvm/IR/Instructions.h"
#include "llvm/IR/IntrinsicInst.h"
#include "llvm/IR/Operator.h"

#include <algorithm>
#include <deque>

namespace wexn::optimize {

using namespace llvm;

namespace {

using Terms = SmallVector<Value *, 2>;

// An address, or another sum: terms that may be references, and choices between other sums.
struct Sum {
  Terms terms;
  SmallVector<Instruction *, 2> choices;
  Terms roots, multiples; // what is no reference as far as is known
  bool in_heap = false;
};

// A phi or select.
struct Choice {
  Instruction *instr;
  SmallVector<Sum, 2> sums;
  SmallVector<Choice *, 2> reached; // by the sums, of those that are not done
  bool done = false;
};

} // namespace
} // namespace wexn::optimize

template <> struct llvm::GraphTraits<wexn::optimize::Choice *> {
  using NodeRef = wexn::optimize::Choice *;
  using ChildIteratorType = SmallVectorImpl<NodeRef>::iterator;
  static NodeRef getEntryNode(NodeRef node) { return node; }
  static ChildIteratorType child_begin(NodeRef node) { return node->reached.begin(); }
  static ChildIteratorType child_end(NodeRef node) { return node->reached.end(); }
};

namespace wexn::optimize {
namespace {

bool may_collect(const Instruction &instr) {
  const auto *call = dyn_cast<CallBase>(&instr);
  return call && !isa<IntrinsicInst>(call) && !call->isInlineAsm() &&
         (isa<InvokeInst>(call) || !call->doesNotReturn()) && !call->doesNotAccessMemory();
}

bool chooses(const Value *v) { return isa<PHINode, SelectInst>(v) && !v->getType()->isVectorTy(); }
SmallVector<Value *, 4> alternatives(Instruction &choice) {
  if (auto *select = dyn_cast<SelectInst>(&choice))
    return {select->getTrueValue(), select->getFalseValue()};
  return {choice.value_op_begin(), choice.value_op_end()};
}

// Into whatever objects.
bool is_marked(const Instruction &access) {
  const MDNode *tbaa = access.getMetadata(LLVMContext::MD_tbaa);
  if (!tbaa)
    return false;
  const StringRef name =
      cast<MDString>(cast<MDNode>(tbaa->getOperand(0))->getOperand(0))->getString();
  return name == ir::kObjectHead || name.starts_with(ir::kObjectField) ||
         name.starts_with(ir::kObjectElement);
}

// The store's heap_base.
bool loads_heap_base(const LoadInst &load) {
  APInt offset(64, 0);
  const Value *store = load.getPointerOperand()->stripAndAccumulateConstantOffsets(
      load.getDataLayout(), offset, /*AllowNonInbounds=*/true);
  return load.getType()->isPointerTy() && load.hasMetadata(LLVMContext::MD_invariant_load) &&
         !isa<Argument>(store) && offset == offsetof(wexn_store_head, heap_base);
}

InlineAsm *use_of(Type *type) {
  return InlineAsm::get(FunctionType::get(Type::getVoidTy(type->getContext()), {type}, false), "",
                        "r", /*hasSideEffects=*/true);
}
void use(IRBuilder<> &b, Value *value) {
  CallInst *use = b.CreateCall(use_of(value->getType()), {value});
  use->setMemoryEffects(MemoryEffects::inaccessibleMemOnly());
  for (const Attribute::AttrKind kind :
       {Attribute::NoUnwind, Attribute::WillReturn, Attribute::NoCallback})
    use->addFnAttr(kind);
}

class Holder {
public:
  explicit Holder(Function &f) : f_(f) {}

  void run() {
    bool knows_objects = false;
    for (BasicBlock &block : f_)
      for (Instruction &instr : block) {
        if (may_collect(instr))
          calls_[&block].push_back(&instr);
        const auto *load = dyn_cast<LoadInst>(&instr);
        knows_objects |= (load && loads_heap_base(*load)) || is_marked(instr);
      }
    if (calls_.empty() || !knows_objects)
      return;
    for (BasicBlock &block : f_)
      for (Instruction &instr : block)
        accesses(instr);
    const SmallVector<Need, 16> needs = waiting_;
    while (!waiting_.empty() && num_holds_ <= kMostHolds)
      find_calls(waiting_.pop_back_val());
    // Where many references are live over many calls: used where they are needed, they have been
    // there over all calls before as well.
    if (num_holds_ > kMostHolds) {
      held_.clear();
      for (const Need &need : needs)
        if (!need.to)
          held_[need.at].insert(need.reference);
    }
    for (auto &[before, references] : held_)
      for (Value *reference : references)
        hold(reference, before);
    for (Instruction *made : made_)
      if (!made_needed_.contains(made))
        made->replaceAllUsesWith(PoisonValue::get(made->getType()));
    for (Instruction *made : made_)
      if (!made_needed_.contains(made))
        made->eraseFromParent();
  }

private:
  // Where a reference has to be: at an instruction, or on the way from its block to another, in
  // which it is `there`.
  struct Need {
    Value *reference;
    Instruction *at;
    BasicBlock *to;
    Value *there;
  };

  Function &f_;
  DenseMap<const BasicBlock *, SmallVector<Instruction *, 4>> calls_;
  DenseMap<const Instruction *, Terms> chosen_; // for each choice, the terms that it becomes
  DenseMap<const Instruction *, bool> heap_;    // choices: whether some address is in the heap
  DenseMap<const Instruction *, bool> sums_;    // choices of 32 bits: whether some are sums
  SetVector<Instruction *> made_;               // choices
  DenseSet<const Value *> made_needed_;
  static constexpr uint32_t kMostHolds = 4096; // in a function
  uint32_t num_holds_ = 0;
  SmallVector<Need, 16> waiting_;
  DenseSet<std::pair<const Value *, const BasicBlock *>> live_out_;
  MapVector<Instruction *, SetVector<Value *>> held_; // before which instructions

  // ---- From addresses to references

  void accesses(Instruction &instr) {
    if (auto *load = dyn_cast<LoadInst>(&instr)) {
      if (access(instr, load->getPointerOperand()))
        load->setMetadata(LLVMContext::MD_invariant_load, nullptr);
    } else if (isa<CallBase>(instr)) {
      for (Value *argument : cast<CallBase>(instr).args())
        if (argument->getType()->isPtrOrPtrVectorTy())
          access(instr, argument);
    } else if (!isa<PHINode, SelectInst, GetElementPtrInst, CastInst, CmpInst, FreezeInst,
                    ExtractElementInst, InsertElementInst, ShuffleVectorInst>(instr)) {
      for (Value *operand : instr.operands())
        if (operand->getType()->isPtrOrPtrVectorTy())
          access(instr, operand);
    }
  }

  // Whether it is one of the heap.
  bool access(Instruction &at, Value *address) {
    Sum sum = take_apart(address);
    for (Instruction *choice : sum.choices) {
      resolve(choice);
      append_range(sum.terms, chosen_[choice]);
      sum.in_heap |= heap_[choice];
    }
    if (!sum.in_heap) {
      if (!is_marked(at))
        return false;
      append_range(sum.terms, sum.roots);
      append_range(sum.terms, sum.multiples);
    } else if (sum.terms.empty()) {
      append_range(sum.terms, sum.multiples);
    }
    for (Value *term : sum.terms)
      need(term, &at);
    return true;
  }

  Sum take_apart(Value *whole) {
    Sum sum;
    SmallVector<Value *, 8> parts = {whole};
    SmallPtrSet<Value *, 8> seen;
    while (!parts.empty()) {
      Value *part = parts.pop_back_val();
      if (!seen.insert(part).second || isa<Constant>(part))
        continue;
      auto *instr = dyn_cast<Instruction>(part);
      const bool pointer = part->getType()->isPtrOrPtrVectorTy();
      if (pointer ? take_address(instr, parts, sum) : take_number(instr, parts, sum))
        continue;
      if (instr && chooses(instr))
        sum.choices.push_back(instr);
      else
        (pointer ? sum.roots : sum.terms).push_back(part);
    }
    return sum;
  }
  bool take_address(Instruction *instr, SmallVectorImpl<Value *> &parts, Sum &sum) {
    if (auto *gep = dyn_cast_or_null<GetElementPtrInst>(instr)) {
      const bool bytes = gep->getNumIndices() == 1 &&
                         f_.getDataLayout().getTypeStoreSize(gep->getSourceElementType()) == 1;
      for (Value *index : gep->indices())
        if (bytes)
          parts.push_back(index);
        else if (!isa<Constant>(index))
          sum.multiples.push_back(index);
      parts.push_back(gep->getPointerOperand());
      return true;
    }
    if (auto *load = dyn_cast_or_null<LoadInst>(instr); load && loads_heap_base(*load)) {
      sum.in_heap = true;
      return true;
    }
    return instr &&
           isa<CastInst, FreezeInst, ExtractElementInst, InsertElementInst, ShuffleVectorInst>(
               instr) &&
           take_operands(*instr, parts);
  }
  bool take_number(Instruction *instr, SmallVectorImpl<Value *> &parts, Sum &sum) {
    if (!instr)
      return false;
    switch (instr->getOpcode()) {
    case Instruction::Or:
      if (!cast<PossiblyDisjointInst>(instr)->isDisjoint())
        return false;
      [[fallthrough]];
    case Instruction::Add:
    case Instruction::ZExt:
    case Instruction::SExt:
    case Instruction::PtrToInt:
    case Instruction::Freeze:
      return take_operands(*instr, parts);
    case Instruction::Sub:
      parts.push_back(instr->getOperand(0));
      return true;
    case Instruction::Mul:
    case Instruction::Shl:
      sum.multiples.push_back(instr);
      return true;
    case Instruction::PHI:
    case Instruction::Select:
      // What is chosen among references is one.
      if (instr->getType()->isIntegerTy(32) && !chooses_sums(*instr)) {
        sum.terms.push_back(instr);
        return true;
      }
      return false;
    default:
      return false;
    }
  }
  static bool take_operands(const Instruction &instr, SmallVectorImpl<Value *> &parts) {
    for (Value *operand : instr.operands())
      if (!operand->getType()->isFPOrFPVectorTy() && !isa<ConstantInt>(operand))
        parts.push_back(operand);
    return true;
  }

  bool chooses_sums(Instruction &choice) {
    const auto known = sums_.find(&choice);
    if (known != sums_.end())
      return known->second;
    SetVector<Instruction *> seen;
    seen.insert(&choice);
    for (size_t i = 0; i < seen.size(); ++i)
      for (Value *v : alternatives(*seen[i]))
        if (isa<BinaryOperator>(v))
          return sums_[&choice] = true;
        else if (chooses(v))
          seen.insert(cast<Instruction>(v));
    for (Instruction *each : seen)
      sums_[each] = false;
    return false;
  }

  // ---- Choices

  // Finds what the choice becomes, and all that it may choose from.
  void resolve(Instruction *first) {
    if (chosen_.contains(first))
      return;
    std::deque<Choice> choices;
    DenseMap<Instruction *, Choice *> at;
    auto node = [&](Instruction *instr) {
      Choice *&choice = at[instr];
      if (!choice)
        choice = &choices.emplace_back(Choice{instr, {}, {}, false});
      return choice;
    };
    node(first);
    for (size_t i = 0; i < choices.size(); ++i)
      for (Value *alternative : alternatives(*choices[i].instr)) {
        const Sum &sum = choices[i].sums.emplace_back(take_apart(alternative));
        for (Instruction *next : sum.choices)
          if (!chosen_.contains(next))
            choices[i].reached.push_back(node(next));
      }
    for (auto it = scc_begin(&choices.front()); !it.isAtEnd(); ++it)
      resolve_together(*it);
  }

  // Choices that reach each other; all others that they reach are done.
  void resolve_together(const std::vector<Choice *> &together) {
    SmallPtrSet<Instruction *, 8> within;
    for (Choice *choice : together)
      within.insert(choice->instr);
    size_t width = 0;
    bool in_heap = false, clear = true;
    for (Choice *choice : together)
      for (Sum &sum : choice->sums) {
        const auto own = count_if(sum.choices, [&](Instruction *c) { return within.contains(c); });
        in_heap |= sum.in_heap;
        for (Instruction *c : sum.choices)
          if (!within.contains(c)) {
            append_range(sum.terms, chosen_[c]);
            in_heap |= heap_[c];
          }
        clear &= own < 2;
        if (own == 0)
          width = std::max<size_t>(width, sum.terms.size());
      }
    SmallVector<Terms, 4> become(together.size());
    for (size_t k = 0; k < width && clear; ++k)
      clear = make_choices(together, within, k, become);
    for (size_t i = 0; i < together.size(); ++i) {
      Instruction *instr = together[i]->instr;
      chosen_[instr] = clear ? become[i] : Terms{instr};
      heap_[instr] = in_heap;
    }
  }
  // One term of each; false: they are of types that no phi can have.
  bool make_choices(const std::vector<Choice *> &together,
                    const SmallPtrSetImpl<Instruction *> &within, size_t k,
                    SmallVectorImpl<Terms> &become) {
    SmallSetVector<Value *, 4> terms; // in their order, as conversions are made
    Type *type = Type::getInt32Ty(f_.getContext());
    bool always = true;
    for (const Choice *choice : together)
      for (const Sum &sum : choice->sums) {
        if (any_of(sum.choices, [&](Instruction *c) { return within.contains(c); }))
          continue;
        always &= k < sum.terms.size();
        if (k >= sum.terms.size())
          continue;
        Value *term = sum.terms[k];
        terms.insert(term);
        if (!term->getType()->isPointerTy() && !term->getType()->isIntegerTy())
          return false;
        if (term->getType() != type)
          type = Type::getInt64Ty(f_.getContext());
      }
    if (always && terms.size() == 1) {
      for (Terms &each : become)
        each.push_back(terms.front());
      return true;
    }
    DenseMap<Value *, Value *> same; // of the type
    for (Value *term : terms)
      if (!(same[term] = convert(term, type)))
        return false;
    for (size_t i = 0; i < together.size(); ++i) {
      Instruction *instr = together[i]->instr, *made = nullptr;
      Value *none = Constant::getNullValue(type);
      if (auto *select = dyn_cast<SelectInst>(instr))
        made = SelectInst::Create(select->getCondition(), none, none, "held", instr->getIterator());
      else
        made = PHINode::Create(type, instr->getNumOperands(), "held", instr->getIterator());
      made_.insert(made);
      become[i].push_back(made);
    }
    for (size_t i = 0; i < together.size(); ++i)
      for (size_t n = 0; n < together[i]->sums.size(); ++n) {
        const Sum &sum = together[i]->sums[n];
        Value *value = Constant::getNullValue(type);
        const auto *own = find_if(sum.choices, [&](Instruction *c) { return within.contains(c); });
        if (own != sum.choices.end())
          value = become[static_cast<size_t>(
              find_if(together, [&](const Choice *c) { return c->instr == *own; }) -
              together.begin())][k];
        else if (k < sum.terms.size())
          value = same[sum.terms[k]];
        Value *made = become[i][k];
        if (auto *phi = dyn_cast<PHINode>(made))
          phi->addIncoming(
              value, cast<PHINode>(together[i]->instr)->getIncomingBlock(static_cast<unsigned>(n)));
        else
          cast<SelectInst>(made)->setOperand(static_cast<unsigned>(n) + 1, value);
      }
    return true;
  }
  // Null: there is no place for the instruction.
  Value *convert(Value *term, Type *type) {
    if (term->getType() == type)
      return term;
    BasicBlock::iterator at = f_.getEntryBlock().getFirstInsertionPt();
    if (auto *instr = dyn_cast<Instruction>(term)) {
      const auto after = instr->getInsertionPointAfterDef();
      if (!after)
        return nullptr;
      at = *after;
    }
    IRBuilder<> b(at->getParent(), at);
    return term->getType()->isPointerTy() ? b.CreatePtrToInt(term, type)
                                          : b.CreateZExtOrTrunc(term, type);
  }

  // ---- From references to calls

  void need(Value *reference, Instruction *at, PHINode *phi = nullptr) {
    // Less than a reference has.
    if (isa<Constant>(reference) || reference->getType()->getScalarType()->isFloatingPointTy() ||
        (reference->getType()->isIntOrIntVectorTy() &&
         reference->getType()->getPrimitiveSizeInBits() < 32))
      return;
    waiting_.push_back({reference, at, phi ? phi->getParent() : nullptr, phi});
    auto *instr = dyn_cast<Instruction>(reference);
    if (!instr || !made_.contains(instr) || !made_needed_.insert(instr).second)
      return;
    if (auto *made = dyn_cast<PHINode>(instr))
      for (unsigned i = 0; i < made->getNumIncomingValues(); ++i)
        need(made->getIncomingValue(i), made->getIncomingBlock(i)->getTerminator(), made);
    else
      for (Value *operand : instr->operands())
        need(operand, instr);
  }

  void find_calls(const Need &need) {
    SmallVector<BasicBlock *, 8> behind; // into which the reference comes
    auto before = [&](Instruction *end, BasicBlock *block) {
      hold_behind_last(need.reference, block, end);
      const auto *made = dyn_cast<Instruction>(need.reference);
      if (!made || made->getParent() != block)
        behind.push_back(block);
    };
    auto leave = [&](BasicBlock *from, BasicBlock *to, Value *there) {
      Instruction *end = from->getTerminator();
      if (may_collect(*end) && end != need.reference)
        held_[&*to->getFirstInsertionPt()].insert(there);
      if (live_out_.insert({need.reference, from}).second)
        before(end, from);
    };
    if (need.to)
      leave(need.at->getParent(), need.to, need.there);
    else
      before(need.at, need.at->getParent());
    while (!behind.empty()) {
      BasicBlock *block = behind.pop_back_val();
      for (BasicBlock *from : predecessors(block))
        leave(from, block, need.reference);
    }
  }

  void hold_behind_last(Value *reference, BasicBlock *block, Instruction *end) {
    const auto calls = calls_.find(block);
    if (calls == calls_.end())
      return;
    const auto *last =
        partition_point(calls->second, [&](Instruction *call) { return call->comesBefore(end); });
    if (last == calls->second.begin())
      return;
    Instruction *call = *std::prev(last);
    const auto *made = dyn_cast<Instruction>(reference);
    if (!made || made->getParent() != block || made->comesBefore(call))
      num_holds_ += held_[call->getNextNode()].insert(reference);
  }

  void hold(Value *reference, Instruction *before) {
    IRBuilder<> b(before->getParent(), before->getIterator());
    b.SetCurrentDebugLocation(DebugLoc());
    if (const auto *vector = dyn_cast<FixedVectorType>(reference->getType())) {
      for (unsigned i = 0; i < vector->getNumElements(); ++i)
        use(b, b.CreateExtractElement(reference, i));
      return;
    }
    use(b, reference);
  }
};

} // namespace

bool holds_reference(const Instruction &instr) {
  const auto *call = dyn_cast<CallInst>(&instr);
  return call && call->arg_size() == 1 &&
         call->getCalledOperand() == use_of(call->getArgOperand(0)->getType());
}

void hold_instead(CallInst &use, Value &other) {
  const AttributeList attributes = use.getAttributes();
  InlineAsm *callee = use_of(other.getType());
  use.setCalledFunction(callee->getFunctionType(), callee);
  use.setArgOperand(0, &other);
  use.setAttributes(attributes);
}

void hold_references(Module &module) {
  for (Function &f : module)
    if (!f.isDeclaration())
      Holder(f).run();
}

} // namespace wexn::optimize
