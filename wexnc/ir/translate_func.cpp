// See translate_func.h.
#include "wexnc/ir/translate_func.h"

#include "wexnc/wasm/codes.h"

#include <wexn/abi/vmctx.h>

#include "llvm/IR/DebugInfoMetadata.h"

namespace wexn::ir {

using namespace llvm;
using wasm::Opcode;

namespace {
bool has_mem_arg(Opcode op) {
  const wasm::Imm imm = wasm::opcode_info(op).imm;
  return imm >= wasm::Imm::MemArg8 && imm <= wasm::Imm::MemArg128;
}
} // namespace

FuncTranslator::FuncTranslator(ModuleContext &module, Function *f)
    : m(module), b(module.ctx), fn_(f), vmctx_(f->getArg(0)) {
  vmctx_->setName("vmctx");
  entry_ = BasicBlock::Create(m.ctx, "entry", f);
  BasicBlock *start = BasicBlock::Create(m.ctx, "start", f);
  b.SetInsertPoint(start);
}

FuncTranslator::FuncTranslator(ModuleContext &module, uint32_t func)
    : FuncTranslator(module, module.body(func)) {
  func_ = func;
  validator_.emplace(module.wasm, module.options.features, func);
}

Status FuncTranslator::finish() {
  TRY(complete_landing_pads());
  merge_loop_params();
  IRBuilder<>(entry_).CreateBr(entry_->getNextNode());
  return ok_status();
}

Status FuncTranslator::translate(ModuleContext &module, uint32_t func) {
  FuncTranslator t(module, func);
  t.scope_ =
      module.debug.function(func, module.func_name(func), module.wasm.funcs[func].body_offset);
  t.fn_->setSubprogram(t.scope_);
  TRY(t.body());
  return ok_status();
}

void FuncTranslator::set_location(uint64_t offset) {
  if (scope_)
    b.SetCurrentDebugLocation(m.debug.location(offset));
}

Value *FuncTranslator::alloca_at_entry(Type *type, const char *name) {
  IRBuilder<> at(entry_, entry_->begin());
  return at.CreateAlloca(type, nullptr, name);
}

Value *FuncTranslator::zero(const wasm::ValType &t) { return Constant::getNullValue(m.type(t)); }

AllocaInst *FuncTranslator::local(uint32_t index) {
  AllocaInst *&slot = locals_[index];
  if (slot)
    return slot;
  IRBuilder<> at(entry_);
  Type *type = m.type(validator_->local_type(index));
  slot = at.CreateAlloca(type);
  if (index < m.wasm.func_type(func_).params.size())
    at.CreateStore(fn_->getArg(index + 1), slot);
  else
    // Non-nullable references have no default; the validator saw that they are set before use.
    at.CreateStore(Constant::getNullValue(type), slot);
  return slot;
}

Status FuncTranslator::body() {
  TRY(validator_->begin());
  const wasm::FuncType &type = m.wasm.func_type(func_);
  Frame frame;
  frame.op = Opcode::Block;
  frame.end = frame.target = new_block("return");
  frame.end_phis = frame.target_phis = make_phis(frame.end, type.results);
  frames_.push_back(std::move(frame));

  // Some of what LLVM does in a block takes time with the square of its length. Where blocks are
  // not joined anyway, they end after so many instructions.
  constexpr uint32_t kLongBlock = 1000;
  uint32_t count = 0;
  wasm::Instr instr;
  while (!validator_->done()) {
    TRY(validator_->next(instr));
    set_location(instr.offset);
    TRY(translate(instr));
    if (!m.options.optimize && ++count % kLongBlock == 0 && !dead_ && !validator_->done()) {
      BasicBlock *next = new_block("next");
      b.CreateBr(next);
      b.SetInsertPoint(next);
    }
  }
  return finish();
}

Result<Value *> FuncTranslator::const_expr(const wasm::ConstExpr &expr, wasm::ValType type,
                                           uint32_t globals_visible) {
  wasm::FuncValidator v(m.wasm, m.options.features, expr, type, globals_visible);
  TRY(v.begin());
  wasm::Instr instr;
  while (!v.done()) {
    TRY(v.next(instr));
    if (instr.op != Opcode::End)
      TRY(translate(instr));
  }
  return pop();
}

Value *FuncTranslator::pop() {
  if (stack_.empty())
    bug("operand stack is empty");
  Value *v = stack_.back();
  stack_.pop_back();
  return v;
}

std::vector<Value *> FuncTranslator::pop_n(size_t n) {
  if (stack_.size() < n)
    bug("operand stack is too short");
  std::vector<Value *> values(stack_.end() - static_cast<std::ptrdiff_t>(n), stack_.end());
  stack_.resize(stack_.size() - n);
  return values;
}

// Loaded once at entry and shared: what is Never changed after instantiation (vmctx.def).
Value *FuncTranslator::vmctx_load(Type *type, uint64_t offset, const char *name) {
  Value *&known = invariants_[offset];
  if (known)
    return known;
  IRBuilder<> at(entry_);
  LoadInst *load = at.CreateLoad(type, at.CreateConstInBoundsGEP1_64(m.i8, vmctx_, offset), name);
  load->setMetadata(LLVMContext::MD_invariant_load, m.empty_node());
  load->setMetadata(LLVMContext::MD_noundef, m.empty_node());
  load->setMetadata(LLVMContext::MD_tbaa, m.tbaa(AliasKind::Vmctx));
  return known = load;
}

CallBase *FuncTranslator::call_runtime(RuntimeCall call, std::vector<Value *> args) {
  FunctionCallee f = m.runtime(call);
  CallInst *c = b.CreateCall(f, args);
  c->setDoesNotThrow();
  return c;
}

Value *FuncTranslator::ref_bits(Value *ref) {
  return ref->getType()->isPointerTy() ? b.CreatePtrToInt(ref, m.i64) : b.CreateZExt(ref, m.i64);
}

Value *FuncTranslator::memory_index(Value *value, bool is64) {
  return is64 ? value : b.CreateZExt(value, m.i64);
}

Value *FuncTranslator::global_address(uint32_t global) {
  if (global < m.wasm.num_imported_globals)
    return vmctx_load(m.ptr, m.layout.imported_globals + 8ull * global, "global");
  return b.CreateConstInBoundsGEP1_64(m.i8, vmctx_, m.global_offset(global));
}

Status FuncTranslator::translate(const wasm::Instr &instr) {
  if (dead_) {
    // Only the nesting of blocks matters until the current one ends.
    switch (instr.op) {
    case Opcode::Block:
    case Opcode::Loop:
    case Opcode::If:
    case Opcode::Try:
    case Opcode::TryTable: {
      Frame frame;
      frame.op = instr.op;
      frame.dead = true;
      frames_.push_back(std::move(frame));
      return ok_status();
    }
    case Opcode::Else:
    case Opcode::End:
    case Opcode::Catch:
    case Opcode::CatchAll:
    case Opcode::Delegate:
      break;
    default:
      return ok_status();
    }
  }

  switch (instr.op) {
  case Opcode::Unreachable:
    trap(TrapCode::Unreachable);
    break;
  case Opcode::Nop:
    break;
  case Opcode::Block:
  case Opcode::Loop:
  case Opcode::If:
  case Opcode::Try:
  case Opcode::TryTable:
    enter_block(instr);
    break;
  case Opcode::Else:
    on_else();
    break;
  case Opcode::End:
    on_end();
    break;
  case Opcode::Catch:
    on_legacy_catch(instr, false);
    break;
  case Opcode::CatchAll:
    on_legacy_catch(instr, true);
    break;
  case Opcode::Delegate:
    on_delegate(instr.index);
    break;
  case Opcode::Throw:
    throw_tag(instr.index);
    break;
  case Opcode::ThrowRef:
    throw_ref();
    break;
  case Opcode::Rethrow:
    rethrow(instr.index);
    break;
  case Opcode::Br:
    br(instr.index);
    break;
  case Opcode::BrIf:
    br_if(instr.index);
    break;
  case Opcode::BrTable:
    br_table(instr);
    break;
  case Opcode::BrOnNull:
    br_on_null(instr.index, true);
    break;
  case Opcode::BrOnNonNull:
    br_on_null(instr.index, false);
    break;
  case Opcode::Return:
    br(static_cast<uint32_t>(frames_.size() - 1));
    break;
  case Opcode::Call:
    call(instr.index);
    break;
  case Opcode::CallIndirect:
    call_indirect(instr);
    break;
  case Opcode::CallRef:
    call_ref(instr.index);
    break;
  case Opcode::ReturnCall:
    return_call(instr.index);
    break;
  case Opcode::ReturnCallIndirect:
    return_call_indirect(instr);
    break;
  case Opcode::ReturnCallRef:
    return_call_ref(instr.index);
    break;
  case Opcode::Drop:
    pop();
    break;
  case Opcode::Select:
  case Opcode::SelectT: {
    Value *condition = pop();
    Value *second = pop();
    Value *first = pop();
    push(b.CreateSelect(b.CreateIsNotNull(condition), first, second));
    break;
  }
  case Opcode::LocalGet: {
    AllocaInst *slot = local(instr.index);
    push(b.CreateLoad(slot->getAllocatedType(), slot));
    break;
  }
  case Opcode::LocalSet:
    b.CreateStore(pop(), local(instr.index));
    break;
  case Opcode::LocalTee:
    b.CreateStore(stack_.back(), local(instr.index));
    break;
  case Opcode::GlobalGet: {
    const wasm::Global &g = m.wasm.globals[instr.index];
    LoadInst *load = b.CreateLoad(m.type(g.type.type), global_address(instr.index));
    load->setMetadata(LLVMContext::MD_tbaa, m.tbaa(AliasKind::Global));
    // A constant's cell is written before any code that reads it runs; initialisation code itself
    // has no function index and must see its own stores.
    if (!g.type.mutable_ && func_ != ~0u)
      load->setMetadata(LLVMContext::MD_invariant_load, m.empty_node());
    push(load);
    break;
  }
  case Opcode::GlobalSet: {
    StoreInst *store = b.CreateStore(pop(), global_address(instr.index));
    store->setMetadata(LLVMContext::MD_tbaa, m.tbaa(AliasKind::Global));
    break;
  }
  case Opcode::I32Const:
    push(ConstantInt::get(m.i32, instr.bits));
    break;
  case Opcode::I64Const:
    push(ConstantInt::get(m.i64, instr.bits));
    break;
  case Opcode::F32Const:
    push(ConstantFP::get(m.ctx,
                         APFloat(APFloat::IEEEsingle(), APInt(32, instr.bits & 0xffffffffu))));
    break;
  case Opcode::F64Const:
    push(ConstantFP::get(m.ctx, APFloat(APFloat::IEEEdouble(), APInt(64, instr.bits))));
    break;
  case Opcode::TableGet:
  case Opcode::TableSet:
  case Opcode::TableInit:
  case Opcode::ElemDrop:
  case Opcode::TableCopy:
  case Opcode::TableGrow:
  case Opcode::TableSize:
  case Opcode::TableFill:
    table(instr);
    break;
  case Opcode::RefNull:
  case Opcode::RefIsNull:
  case Opcode::RefFunc:
  case Opcode::RefAsNonNull:
  case Opcode::RefEq:
  case Opcode::RefI31:
  case Opcode::I31GetS:
  case Opcode::I31GetU:
    reference(instr);
    break;
  case Opcode::StructNew:
  case Opcode::StructNewDefault:
  case Opcode::StructGet:
  case Opcode::StructGetS:
  case Opcode::StructGetU:
  case Opcode::StructSet:
    structure(instr);
    break;
  case Opcode::ArrayNew:
  case Opcode::ArrayNewDefault:
  case Opcode::ArrayNewFixed:
  case Opcode::ArrayNewData:
  case Opcode::ArrayNewElem:
    array_new(instr);
    break;
  case Opcode::ArrayGet:
  case Opcode::ArrayGetS:
  case Opcode::ArrayGetU:
  case Opcode::ArraySet:
  case Opcode::ArrayLen:
    array(instr);
    break;
  case Opcode::ArrayFill:
  case Opcode::ArrayCopy:
  case Opcode::ArrayInitData:
  case Opcode::ArrayInitElem:
    array_bulk(instr);
    break;
  case Opcode::RefTest:
  case Opcode::RefTestNull:
  case Opcode::RefCast:
  case Opcode::RefCastNull:
    cast(instr);
    break;
  case Opcode::BrOnCast:
  case Opcode::BrOnCastFail:
    br_on_cast(instr);
    break;
  case Opcode::AnyConvertExtern:
  case Opcode::ExternConvertAny:
    convert(instr);
    break;
  case Opcode::MemorySize:
  case Opcode::MemoryGrow:
  case Opcode::MemoryInit:
  case Opcode::DataDrop:
  case Opcode::MemoryCopy:
  case Opcode::MemoryFill:
    memory_bulk(instr);
    break;
  default:
    // The remaining rows: loads and stores, vectors, atomics and plain arithmetic. Those four know
    // the rows that they own and stop the compiler on any other.
    if (wasm::opcode_info(instr.op).prefix == wasm::code::kSimdPrefix)
      simd(instr);
    else if (wasm::opcode_info(instr.op).prefix == wasm::code::kAtomicPrefix)
      atomic(instr);
    else if (has_mem_arg(instr.op))
      memory_access(instr);
    else
      numeric(instr);
    break;
  }
  return ok_status();
}

} // namespace wexn::ir
