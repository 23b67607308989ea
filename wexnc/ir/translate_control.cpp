// Blocks, branches and traps (spec: "Execution / Control Instructions").
#include "wexnc/ir/translate_func.h"

#include <wexn/abi/vmctx.h>

#include "llvm/ADT/MapVector.h"
#include "llvm/ADT/SmallVector.h"
#include "llvm/IR/Constants.h"
#include "llvm/IR/GlobalVariable.h"
#include "llvm/IR/Instructions.h"

namespace wexn::ir {

using namespace llvm;
using wasm::Opcode;

BasicBlock *FuncTranslator::new_block(const char *name) {
  return BasicBlock::Create(m.ctx, name, fn_);
}

void FuncTranslator::resume_at(BasicBlock *block) {
  // Without an optimiser, blocks stay in this order: that of the source, as debuggers expect.
  if (!m.options.optimize && block != &fn_->back())
    block->moveAfter(&fn_->back());
  b.SetInsertPoint(block);
  dead_ = false;
}

void FuncTranslator::make_dead() {
  dead_ = true;
  b.ClearInsertionPoint();
  if (!frames_.empty())
    stack_.resize(frames_.back().height);
}

std::vector<PHINode *> FuncTranslator::make_phis(BasicBlock *block,
                                                 const std::vector<wasm::ValType> &types) {
  IRBuilder<> at(block, block->begin());
  std::vector<PHINode *> phis;
  phis.reserve(types.size());
  for (const wasm::ValType &t : types)
    phis.push_back(at.CreatePHI(m.type(t), 2));
  return phis;
}

void FuncTranslator::enter_block(const wasm::Instr &instr) {
  std::vector<wasm::ValType> params, results;
  wasm::block_signature(m.wasm, instr.block, params, results);
  Frame frame;
  frame.op = instr.op;
  frame.offset = instr.offset;
  frame.outer = frame.region = frames_.back().region;
  Value *condition = instr.op == Opcode::If ? pop() : nullptr;
  frame.height = stack_.size() - params.size();
  frame.end = new_block("end");
  frame.end_phis = make_phis(frame.end, results);
  frame.target = frame.end;
  frame.target_phis = frame.end_phis;

  switch (instr.op) {
  case Opcode::Loop: {
    BasicBlock *header = new_block("loop");
    frame.target = header;
    frame.target_phis = make_phis(header, params);
    loop_params_.insert(loop_params_.end(), frame.target_phis.begin(), frame.target_phis.end());
    std::vector<Value *> values = pop_n(params.size());
    for (size_t i = 0; i < values.size(); ++i)
      frame.target_phis[i]->addIncoming(values[i], b.GetInsertBlock());
    b.CreateBr(header);
    resume_at(header);
    stack_.insert(stack_.end(), frame.target_phis.begin(), frame.target_phis.end());
    break;
  }
  case Opcode::If: {
    BasicBlock *then = new_block("then");
    frame.otherwise = new_block("else");
    frame.params.assign(stack_.begin() + static_cast<std::ptrdiff_t>(frame.height), stack_.end());
    b.CreateCondBr(b.CreateIsNotNull(condition), then, frame.otherwise);
    resume_at(then);
    break;
  }
  case Opcode::TryTable:
    open_try_table(instr, frame);
    break;
  case Opcode::Try:
    frame.own = &regions_.emplace_back();
    frame.own->outer = frame.outer;
    frame.region = frame.own;
    break;
  default:
    break;
  }
  frames_.push_back(std::move(frame));
}

void FuncTranslator::add_incoming(Frame &frame) {
  const size_t n = frame.target_phis.size();
  for (size_t i = 0; i < n; ++i)
    frame.target_phis[i]->addIncoming(stack_[stack_.size() - n + i], b.GetInsertBlock());
}

void FuncTranslator::branch_to(Frame &frame) {
  add_incoming(frame);
  b.CreateBr(frame.target);
}

void FuncTranslator::br(uint32_t depth) {
  branch_to(label(depth));
  make_dead();
}

void FuncTranslator::br_if(uint32_t depth) {
  Value *condition = b.CreateIsNotNull(pop());
  Frame &frame = label(depth);
  add_incoming(frame);
  BasicBlock *next = new_block("next");
  b.CreateCondBr(condition, frame.target, next);
  resume_at(next);
}

namespace {

// Some passes take time with the square of a switch's cases. Where they are many and go to few
// targets, a table in the object says which.
constexpr size_t kManyCases = 1024, kCasesPerTarget = 4;

using TargetNumbers = MapVector<uint32_t, uint32_t>;

// Numbers for the targets in the order in which they come first.
TargetNumbers numbered(ArrayRef<uint32_t> targets) {
  TargetNumbers numbers;
  for (const uint32_t target : targets)
    numbers.try_emplace(target, numbers.size());
  return numbers;
}

// The number of the target that an index stands for; every one from the last on for the last.
Value *load_number(IRBuilder<> &b, Value *index, ArrayRef<uint32_t> targets,
                   const TargetNumbers &numbers) {
  SmallVector<uint32_t> table;
  for (const uint32_t target : targets)
    table.push_back(numbers.lookup(target));
  const SmallVector<uint8_t> bytes(table.begin(), table.end());
  Constant *content = numbers.size() <= 256
                          ? ConstantDataArray::get(b.getContext(), ArrayRef(bytes))
                          : ConstantDataArray::get(b.getContext(), ArrayRef(table));
  auto *global = new GlobalVariable(*b.GetInsertBlock()->getModule(), content->getType(),
                                    /*isConstant=*/true, GlobalValue::PrivateLinkage, content);
  global->setUnnamedAddr(GlobalValue::UnnamedAddr::Global);
  Value *last = b.getInt32(static_cast<uint32_t>(targets.size() - 1));
  Value *at = b.CreateZExt(b.CreateBinaryIntrinsic(Intrinsic::umin, index, last), b.getInt64Ty());
  return b.CreateLoad(content->getType()->getArrayElementType(),
                      b.CreateInBoundsGEP(content->getType(), global, {b.getInt64(0), at}));
}

} // namespace

void FuncTranslator::br_table(const wasm::Instr &instr) {
  Value *index = pop();
  const ArrayRef<uint32_t> targets = instr.targets;
  Frame &otherwise = label(targets.back());
  add_incoming(otherwise);
  const auto add_case = [&](SwitchInst *s, uint32_t number, uint32_t target) {
    Frame &frame = label(target);
    add_incoming(frame);
    s->addCase(cast<ConstantInt>(ConstantInt::get(s->getCondition()->getType(), number)),
               frame.target);
  };
  const size_t cases = targets.size() - 1;
  if (const auto numbers = numbered(targets);
      cases >= kManyCases && cases >= kCasesPerTarget * numbers.size()) {
    SwitchInst *s = b.CreateSwitch(load_number(b, index, targets, numbers), otherwise.target,
                                   static_cast<unsigned>(numbers.size()));
    for (const auto &[target, number] : numbers)
      if (target != targets.back())
        add_case(s, number, target);
  } else {
    SwitchInst *s = b.CreateSwitch(index, otherwise.target, static_cast<unsigned>(cases));
    for (size_t i = 0; i < cases; ++i)
      add_case(s, static_cast<uint32_t>(i), targets[i]);
  }
  make_dead();
}

// br_on_null drops the reference when it does not branch's opposite: the non-null value stays on
// the stack after br_on_null, and travels with the branch of br_on_non_null.
void FuncTranslator::br_on_null(uint32_t depth, bool branch_if_null) {
  Value *ref = pop();
  Value *is_null = b.CreateIsNull(ref);
  Frame &frame = label(depth);
  BasicBlock *next = new_block("next");
  if (branch_if_null) {
    add_incoming(frame);
    b.CreateCondBr(is_null, frame.target, next);
    resume_at(next);
    push(ref);
  } else {
    push(ref);
    add_incoming(frame);
    pop();
    b.CreateCondBr(is_null, next, frame.target);
    resume_at(next);
  }
}

void FuncTranslator::on_else() {
  Frame &frame = frames_.back();
  if (frame.dead)
    return;
  if (!dead_)
    branch_to(frame);
  stack_.resize(frame.height);
  resume_at(frame.otherwise);
  stack_.insert(stack_.end(), frame.params.begin(), frame.params.end());
  frame.otherwise = nullptr;
}

void FuncTranslator::on_end() {
  Frame &frame = frames_.back();
  if (frame.dead) {
    frames_.pop_back();
    return;
  }
  if (!dead_) {
    for (size_t i = 0, n = frame.end_phis.size(); i < n; ++i)
      frame.end_phis[i]->addIncoming(stack_[stack_.size() - n + i], b.GetInsertBlock());
    b.CreateBr(frame.end);
  }
  if (frame.otherwise) { // an if without else passes its parameters on
    resume_at(frame.otherwise);
    for (size_t i = 0; i < frame.end_phis.size(); ++i)
      frame.end_phis[i]->addIncoming(frame.params[i], b.GetInsertBlock());
    b.CreateBr(frame.end);
  }
  leave_frame();
}

// What the ways that come together bring, if all bring the same, as each br_if does with what it
// leaves on the stack: then it is computed before all of them. Otherwise the phi.
static Value *merged(PHINode *phi) {
  Value *same = phi->getNumIncomingValues() > 0 ? phi->hasConstantValue() : nullptr;
  if (!same)
    return phi;
  phi->eraseFromParent();
  return same;
}

// The same for the parameters of loops, of which few change in most; those of outer loops first, so
// that a use goes from one to the next no more than once.
void FuncTranslator::merge_loop_params() {
  for (PHINode *phi : loop_params_)
    if (Value *same = phi->hasConstantValue()) {
      phi->replaceAllUsesWith(same);
      phi->eraseFromParent();
    }
  loop_params_.clear();
}

// Goes on after the block that ends here, with its results on the stack.
void FuncTranslator::leave_frame() {
  Frame frame = std::move(frames_.back());
  frames_.pop_back();
  stack_.resize(frame.height);
  resume_at(frame.end);
  for (PHINode *phi : frame.end_phis)
    push(merged(phi));
  if (frames_.empty())
    emit_return();
}

void FuncTranslator::emit_return() {
  const Signature &s = m.signature(m.wasm.funcs[func_].type);
  const size_t n = m.wasm.func_type(func_).results.size();
  std::vector<Value *> values = pop_n(n);
  if (s.result_pointer) {
    Value *area = result_area(*fn_);
    for (size_t i = 0; i < n; ++i)
      b.CreateAlignedStore(
          values[i], b.CreateConstInBoundsGEP1_64(m.i8, area, sizeof(wexn_slot) * i), Align(16));
    b.CreateRetVoid();
  } else if (n == 0) {
    b.CreateRetVoid();
  } else if (n == 1) {
    b.CreateRet(values[0]);
  } else {
    b.CreateAggregateRet(values.data(), static_cast<unsigned>(n));
  }
}

void FuncTranslator::trap(TrapCode code) {
  call_runtime(RuntimeCall::trap_, {vmctx_, b.getInt32(static_cast<uint32_t>(code))});
  b.CreateUnreachable();
  make_dead();
}

// Ends in a trap.
BasicBlock *FuncTranslator::trap_block(TrapCode code) {
  BasicBlock *&shared = trap_blocks_[code];
  BasicBlock *block = m.options.trap_sites ? nullptr : shared;
  if (!block) {
    block = shared = new_block("trap");
    IRBuilder<> at(block);
    at.SetCurrentDebugLocation(b.getCurrentDebugLocation());
    CallInst *c = at.CreateCall(m.runtime(RuntimeCall::trap_),
                                {vmctx_, at.getInt32(static_cast<uint32_t>(code))});
    c->setDoesNotThrow();
    at.CreateUnreachable();
  }
  return block;
}

void FuncTranslator::trap_if(Value *condition, TrapCode code) {
  BasicBlock *block = trap_block(code), *next = new_block("next");
  b.CreateCondBr(condition, block, next, m.unlikely());
  resume_at(next);
}

} // namespace wexn::ir
