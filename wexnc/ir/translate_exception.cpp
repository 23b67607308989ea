// Exceptions (spec: "Execution / Control Instructions", throw, throw_ref, try_table; and the legacy
// encoding). A call inside a try is an invoke. Each region of code with handlers gets one landing
// pad, whose clauses are the region's own, then those of the regions around it; they name static
// tags through marker symbols that the emitter turns into table rows (unwindinfo/README.md).
#include "wexnc/ir/translate_func.h"

#include "wexnc/ir/tag_marks.h"
#include "wexnc/wasm/limits.h"

#include <wexn/abi/store.h>
#include <wexn/abi/vmctx.h>

#include "llvm/Transforms/Utils/Local.h"

namespace wexn::ir {

using namespace llvm;
using wasm::Opcode;

// Where the values of the tag's exceptions lie in the store's payload area (wexn_payload_bytes).
std::vector<FuncTranslator::PayloadCell> FuncTranslator::payload_cells(uint32_t tag) {
  std::vector<PayloadCell> cells;
  const wasm::FuncType &type = m.wasm.tag_type(tag);
  if (type.params.empty())
    return cells;
  Value *store = vmctx_load(m.ptr, offsetof(wexn_instance, store), "store");
  LoadInst *area = b.CreateLoad(
      m.ptr, b.CreateConstInBoundsGEP1_64(m.i8, store, offsetof(wexn_store_head, payload)),
      "payload");
  area->setMetadata(LLVMContext::MD_tbaa, m.tbaa(AliasKind::Store));
  uint64_t offset = 0;
  for (const wasm::ValType &param : type.params) {
    cells.push_back(
        {b.CreateConstInBoundsGEP1_64(m.i8, area, offset), commonAlignment(Align(16), offset)});
    offset += payload_bytes(param);
  }
  return cells;
}

Value *FuncTranslator::tag_address(uint32_t tag) {
  return vmctx_load(m.ptr, m.layout.tags + sizeof(void *) * uint64_t{tag}, "tag");
}

void FuncTranslator::push_payload(uint32_t tag) {
  const wasm::FuncType &type = m.wasm.tag_type(tag);
  const std::vector<PayloadCell> cells = payload_cells(tag);
  for (uint32_t i = 0; i < type.params.size(); ++i) {
    LoadInst *load = b.CreateAlignedLoad(m.type(type.params[i]), cells[i].address, cells[i].align);
    load->setMetadata(LLVMContext::MD_tbaa, m.tbaa(AliasKind::Payload));
    push(load);
  }
}

TryRegion::Clause FuncTranslator::make_clause(bool all, bool with_ref, uint32_t tag) {
  TryRegion::Clause c;
  c.all = all;
  c.with_ref = with_ref;
  c.tag = tag;
  c.handler = new_block("catch");
  if (with_ref)
    c.exnref = IRBuilder<>(c.handler).CreatePHI(m.i32, 1, "exnref");
  return c;
}

void FuncTranslator::open_try_table(const wasm::Instr &instr, Frame &frame) {
  frame.own = &regions_.emplace_back();
  frame.own->outer = frame.outer;
  frame.region = frame.own;
  IRBuilderBase::InsertPointGuard guard(b);
  const std::vector<Value *> saved = stack_;
  for (const wasm::CatchClause &c : instr.catches) {
    const bool all = c.kind == wasm::CatchKind::CatchAll || c.kind == wasm::CatchKind::CatchAllRef;
    const bool with_ref =
        c.kind == wasm::CatchKind::CatchRef || c.kind == wasm::CatchKind::CatchAllRef;
    TryRegion::Clause clause = make_clause(all, with_ref, c.tag);
    b.SetInsertPoint(clause.handler);
    if (!all)
      push_payload(c.tag);
    if (with_ref)
      push(clause.exnref);
    branch_to(label(c.label)); // the frame of try_table itself is not pushed yet
    stack_ = saved;
    frame.own->clauses.push_back(clause);
  }
}

// `catch` and `catch_all` of a legacy try: ends the body or the previous handler, begins a handler.
void FuncTranslator::on_legacy_catch(const wasm::Instr &instr, bool all) {
  Frame &frame = frames_.back();
  if (frame.dead)
    return;
  if (!dead_)
    branch_to(frame);
  const bool with_ref = m.facts.rethrown.contains(frame.offset);
  TryRegion::Clause clause = make_clause(all, with_ref, instr.index);
  frame.own->clauses.push_back(clause);
  frame.op = instr.op;
  frame.region = frame.outer; // handlers are not covered by their own try
  frame.caught = clause.exnref;
  stack_.resize(frame.height);
  resume_at(clause.handler);
  if (!all)
    push_payload(instr.index);
}

// Exceptions of the try's body are looked at where the label's block stands, as if thrown there.
void FuncTranslator::on_delegate(uint32_t depth) {
  Frame &frame = frames_.back();
  if (frame.dead) {
    frames_.pop_back();
    return;
  }
  // The label counts from outside of the try. Handlers of a try apply to its body only.
  Frame &target = frames_[frames_.size() - 2 - depth];
  frame.own->outer = target.region;
  if (!dead_)
    branch_to(frame);
  leave_frame();
}

// Landing pad for calls at the current point, or null where nothing could catch.
BasicBlock *FuncTranslator::landing_pad() {
  TryRegion *region = frames_.empty() ? nullptr : frames_.back().region;
  if (!region)
    return nullptr;
  if (!region->pad)
    region->pad = new_block("pad");
  return region->pad;
}

// The marker that stands for a clause in landing pads.
Constant *FuncTranslator::clause_marker(const TryRegion::Clause &c) {
  if (!c.all)
    return m.tag_marker(c.tag, c.with_ref);
  return c.with_ref ? m.catch_all_ref_marker()
                    : cast<Constant>(ConstantPointerNull::get(PointerType::get(m.ctx, 0)));
}

// Goes on to the handler of the clause that caught, if it is one of the region's own. `pad` is the
// value of the landing pad. False: code goes on where it is none.
bool FuncTranslator::choose_own_clause(const TryRegion &region, Value *pad) {
  if (region.clauses.empty())
    return false;
  Value *exnref = b.CreateTrunc(b.CreatePtrToInt(b.CreateExtractValue(pad, 0), m.i64), m.i32);
  Value *selector = b.CreateExtractValue(pad, 1);
  for (const TryRegion::Clause &c : region.clauses) {
    if (c.exnref)
      c.exnref->addIncoming(exnref, b.GetInsertBlock());
    if (c.all) {
      b.CreateBr(c.handler);
      return true;
    }
    Value *id = b.CreateIntrinsic(Intrinsic::eh_typeid_for, {m.ptr}, {clause_marker(c)});
    BasicBlock *next = new_block("clause");
    b.CreateCondBr(b.CreateICmpEQ(selector, id), c.handler, next);
    b.SetInsertPoint(next);
  }
  return false;
}

// In a landing pad: names the clauses of the region and of those around it, and goes on to the
// handler of the one that caught. Landing pads of deeply nested tries share the choice among the
// outer ones, so that code grows with the nesting and not with its square. False: as above.
bool FuncTranslator::choose_clause(TryRegion &region, LandingPadInst &pad) {
  constexpr size_t kOwnChoice = 16; // clauses that each landing pad looks at by itself
  bool all = false;
  for (const TryRegion *r = &region; r && !all; r = r->outer) {
    ++num_clauses_; // also a region without any takes time
    for (const TryRegion::Clause &c : r->clauses)
      if (!all) {
        pad.addClause(clause_marker(c));
        all = c.all;
      }
  }
  const size_t count = pad.getNumClauses();
  num_clauses_ += count;
  size_t seen = 0;
  for (TryRegion *r = &region; r; r = r->outer) {
    seen += r->clauses.size();
    if (r != &region && count > kOwnChoice && seen > kOwnChoice) {
      share_choice(*r, &pad);
      return true;
    }
    if (choose_own_clause(*r, &pad))
      return true;
  }
  return false;
}

// Goes on at the choice among the clauses of `region` and those around it.
void FuncTranslator::share_choice(TryRegion &region, Value *pad) {
  if (!region.choice) {
    region.choice = IRBuilder<>(new_block("outer")).CreatePHI(pad->getType(), 2, "pad");
    shared_choices_.push_back(&region);
  }
  region.choice->addIncoming(pad, b.GetInsertBlock());
  b.CreateBr(region.choice->getParent());
}

void FuncTranslator::complete_shared_choices() {
  // One may ask for that of the region around it, which comes to the end of the list.
  for (size_t i = 0; i < shared_choices_.size(); ++i) {
    TryRegion &region = *shared_choices_[i];
    b.SetInsertPoint(region.choice->getParent());
    if (choose_own_clause(region, region.choice))
      continue;
    if (region.outer)
      share_choice(*region.outer, region.choice);
    else
      b.CreateResume(region.choice);
  }
}

Status FuncTranslator::complete_landing_pads() {
  for (TryRegion &region : regions_) {
    if (!region.pad)
      continue;
    if (!fn_->hasPersonalityFn())
      fn_->setPersonalityFn(m.personality());
    b.SetInsertPoint(region.pad);
    b.SetCurrentDebugLocation(DebugLoc());
    LandingPadInst *pad = b.CreateLandingPad(StructType::get(m.ptr, m.i32), 1);
    const bool caught = choose_clause(region, *pad);
    if (num_clauses_ > wasm::limit(wasm::Limit::Clauses)) {
      Error error = wasm::limit_error(wasm::Limit::Clauses, m.wasm.funcs[func_].body_offset);
      error.function = m.func_name(func_);
      return error;
    }
    if (!caught) {
      if (pad->getNumClauses() == 0)
        pad->setCleanup(true);
      b.CreateResume(pad);
    }
  }
  complete_shared_choices();
  // Handlers that nothing can reach still need a well-formed phi.
  for (TryRegion &region : regions_)
    for (const TryRegion::Clause &c : region.clauses)
      if (c.exnref && c.exnref->getNumIncomingValues() == 0) {
        c.exnref->replaceAllUsesWith(PoisonValue::get(m.i32));
        c.exnref->eraseFromParent();
      }
  // A region without any clause around it (delegate to the caller): plain calls.
  for (TryRegion &region : regions_) {
    if (!region.pad || !region.pad->getLandingPadInst()->isCleanup())
      continue;
    std::vector<InvokeInst *> invokes;
    for (BasicBlock *p : predecessors(region.pad))
      invokes.push_back(cast<InvokeInst>(p->getTerminator()));
    for (InvokeInst *i : invokes)
      changeToCall(i);
  }
  return ok_status();
}

void FuncTranslator::throw_tag(uint32_t tag) {
  std::vector<Value *> values = pop_n(m.wasm.tag_type(tag).params.size());
  const std::vector<PayloadCell> cells = payload_cells(tag);
  for (uint32_t i = 0; i < values.size(); ++i) {
    StoreInst *store = b.CreateAlignedStore(values[i], cells[i].address, cells[i].align);
    store->setMetadata(LLVMContext::MD_tbaa, m.tbaa(AliasKind::Payload));
  }
  FunctionCallee f = m.runtime(RuntimeCall::throw_);
  BasicBlock *from = b.GetInsertBlock();
  emit_call(f.getFunctionType(), f.getCallee(), {vmctx_, tag_address(tag)}, Convention::C, true);
  // Read by LocalThrowPass.
  cast<CallBase>(from->back()).addFnAttr(Attribute::get(m.ctx, kTagAttribute, std::to_string(tag)));
  b.CreateUnreachable();
  make_dead();
}

void FuncTranslator::throw_ref() {
  Value *ref = pop();
  trap_if(b.CreateIsNull(ref), TrapCode::NullExceptionReference);
  FunctionCallee f = m.runtime(RuntimeCall::throw_ref_);
  emit_call(f.getFunctionType(), f.getCallee(), {vmctx_, ref}, Convention::C, true);
  b.CreateUnreachable();
  make_dead();
}

void FuncTranslator::rethrow(uint32_t depth) {
  FunctionCallee f = m.runtime(RuntimeCall::throw_ref_);
  emit_call(f.getFunctionType(), f.getCallee(), {vmctx_, label(depth).caught}, Convention::C, true);
  b.CreateUnreachable();
  make_dead();
}

} // namespace wexn::ir
