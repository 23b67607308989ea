// Calls (spec: "Execution / Function Calls"). The convention is that of abi/types.h wexn_func:
// vmctx first; functions that make tail calls have a tailcc body besides the usual entry.
#include "wexnc/ir/segment_attribute.h"
#include "wexnc/ir/translate_func.h"
#include "wexnc/wasm/match.h"

#include <wexn/abi/vmctx.h>

#include "llvm/TargetParser/Triple.h"

#include <algorithm>

namespace wexn::ir {

using namespace llvm;

namespace {
// Fields of wexn_func never change once a reference to it can be seen.
Value *load_func_field(FuncTranslator &t, Value *func, uint64_t offset, const char *name) {
  LoadInst *load =
      t.b.CreateLoad(t.m.ptr, t.b.CreateConstInBoundsGEP1_64(t.m.i8, func, offset), name);
  load->setMetadata(LLVMContext::MD_invariant_load, t.m.empty_node());
  load->setMetadata(LLVMContext::MD_tbaa, t.m.tbaa(AliasKind::Func));
  return load;
}
} // namespace

Value *FuncTranslator::emit_call(FunctionType *type, Value *callee, ArrayRef<Value *> args,
                                 Convention convention, bool may_throw) {
  BasicBlock *pad = may_throw ? landing_pad() : nullptr;
  if (!pad) {
    CallInst *c = b.CreateCall(type, callee, args);
    set_convention(*c, convention);
    return c;
  }
  BasicBlock *next = new_block("next");
  InvokeInst *c = b.CreateInvoke(type, callee, next, pad, args);
  set_convention(*c, convention);
  resume_at(next);
  return c;
}

std::vector<Value *> FuncTranslator::call_args(Value *callee_vmctx, const wasm::FuncType &type) {
  std::vector<Value *> args = pop_n(type.params.size());
  args.insert(args.begin(), callee_vmctx);
  return args;
}

void FuncTranslator::push_results(const Signature &s, const wasm::FuncType &type, Value *result,
                                  Value *area) {
  const size_t n = type.results.size();
  if (s.result_pointer) {
    for (size_t i = 0; i < n; ++i)
      push(b.CreateAlignedLoad(m.type(type.results[i]),
                               b.CreateConstInBoundsGEP1_64(m.i8, area, sizeof(wexn_slot) * i),
                               Align(16)));
  } else if (n == 1) {
    push(result);
  } else {
    for (unsigned i = 0; i < n; ++i)
      push(b.CreateExtractValue(result, i));
  }
}

void FuncTranslator::call_wasm(uint32_t func, std::vector<Value *> args,
                               std::vector<Value *> &results) {
  const size_t before = stack_.size();
  stack_.insert(stack_.end(), args.begin(), args.end());
  call(func);
  results.assign(stack_.begin() + static_cast<std::ptrdiff_t>(before), stack_.end());
  stack_.resize(before);
}

void FuncTranslator::call(uint32_t func) {
  const uint32_t type_index = m.wasm.funcs[func].type;
  const wasm::FuncType &type = m.wasm.types[type_index].func;
  if (func < m.wasm.num_imported_funcs) {
    const uint64_t at = m.layout.imported_funcs + sizeof(wexn_imported_func) * uint64_t{func};
    Callee callee{vmctx_load(m.ptr, at + offsetof(wexn_imported_func, code), "import.code"),
                  vmctx_load(m.ptr, at + offsetof(wexn_imported_func, vmctx), "import.vmctx"),
                  nullptr};
    call_through(type_index, callee, pop_n(type.params.size()));
    return;
  }
  const Signature &s = m.signature(type_index);
  std::vector<Value *> args = call_args(vmctx_, type);
  Value *area = nullptr;
  if (s.result_pointer) {
    area = alloca_at_entry(ArrayType::get(m.v128, type.results.size()), "results");
    args.push_back(area);
  }
  s.pad(args);
  Value *result = emit_call(s.type, m.body(func), args, m.convention(func), true);
  push_results(s, type, result, area);
}

void FuncTranslator::call_through(uint32_t type_index, const Callee &callee,
                                  std::vector<Value *> args) {
  const Signature &s = m.signature(type_index);
  const wasm::FuncType &type = m.wasm.types[type_index].func;
  args.insert(args.begin(), callee.vmctx);
  Value *area = nullptr;
  if (s.result_pointer) {
    area = alloca_at_entry(ArrayType::get(m.v128, type.results.size()), "results");
    args.push_back(area);
  }
  s.pad(args);
  Value *result = emit_call(s.type, callee.code, args, Convention::Compiled, true);
  if (callee.vmctx == vmctx_)
    cast<CallBase>(result)->addFnAttr(Attribute::get(m.ctx, kOwnCallAttribute));
  push_results(s, type, result, area);
}

FuncTranslator::CallWays FuncTranslator::call_ways(const wasm::FuncType &type, size_t ways) {
  CallWays calls{new_block("called"), {}};
  for (const wasm::ValType &result : type.results)
    calls.results.push_back(
        PHINode::Create(m.type(result), static_cast<unsigned>(ways), "result", calls.joined));
  return calls;
}

void FuncTranslator::end_way(CallWays &calls, const std::vector<Value *> &results) {
  for (size_t i = 0; i < results.size(); ++i)
    calls.results[i]->addIncoming(results[i], b.GetInsertBlock());
  b.CreateBr(calls.joined);
}

void FuncTranslator::end_ways(CallWays &calls) {
  resume_at(calls.joined);
  for (PHINode *result : calls.results)
    push(result);
}

FuncTranslator::Callee FuncTranslator::load_callee(Value *func, bool with_tail) {
  Callee c{};
  c.code = load_func_field(*this, func, offsetof(wexn_func, code), "code");
  c.vmctx = load_func_field(*this, func, offsetof(wexn_func, vmctx), "callee");
  if (with_tail)
    c.tail_code = load_func_field(*this, func, offsetof(wexn_func, tail_code), "tail");
  return c;
}

// The function in the table, not null and of the wanted type.
Value *FuncTranslator::checked_table_func(const wasm::Instr &instr) {
  const wasm::Table &table = m.wasm.tables[instr.index2];
  Value *index = memory_index(pop(), table.type.limits.is64);
  Value *slot = table_slot(instr.index2, index, TrapCode::UndefinedElement);
  LoadInst *func = b.CreateLoad(m.ptr, slot, "func");
  func->setMetadata(LLVMContext::MD_tbaa, m.tbaa(AliasKind::Table));
  if (table.type.elem.nullable)
    trap_if(b.CreateIsNull(func), TrapCode::UninitializedElement);
  const bool known = wasm::matches(m.wasm, table.type.elem.heap,
                                   wasm::HeapType{wasm::HeapKind::Concrete, false, instr.index});
  if (!known) {
    Value *actual = load_func_field(*this, func, offsetof(wexn_func, type), "type");
    Value *expected = m.type_symbol(instr.index);
    BasicBlock *slow = new_block("type.slow"), *ok = new_block("type.ok");
    b.CreateCondBr(b.CreateICmpEQ(actual, expected), ok, slow,
                   MDNode::get(m.ctx, {MDString::get(m.ctx, "branch_weights"),
                                       ConstantAsMetadata::get(b.getInt32(1u << 20)),
                                       ConstantAsMetadata::get(b.getInt32(1))}));
    resume_at(slow);
    Value *matches = call_runtime(RuntimeCall::type_check_, {actual, expected});
    trap_if(b.CreateIsNull(matches), TrapCode::IndirectCallTypeMismatch);
    b.CreateBr(ok);
    resume_at(ok);
  }
  return func;
}

// A field of an element of a dispatch table, which is a constant. AArch64 loads an element at once
// and takes the fields as operands with a shift.
Value *FuncTranslator::dispatch_field(uint32_t table, Value *index, uint64_t offset,
                                      const char *name) {
  static_assert(sizeof(DispatchEntry) == sizeof(uint64_t));
  Value *entry = b.CreateInBoundsGEP(m.i64, m.dispatch_table(table), index);
  const bool whole = Triple(m.llvm.getTargetTriple()).isAArch64();
  LoadInst *load =
      whole
          ? b.CreateAlignedLoad(m.i64, entry, Align(8))
          : b.CreateAlignedLoad(m.i32, b.CreateConstInBoundsGEP1_64(m.i8, entry, offset), Align(4));
  load->setMetadata(LLVMContext::MD_invariant_load, m.empty_node());
  load->setName(name);
  return whole ? b.CreateTrunc(b.CreateLShr(load, 8 * offset), m.i32) : load;
}

// Goes on if the element of a static table may be called as one of the wanted type. What is wrong
// with another is found out when it is too late, by a function. Returns the element's number, from
// the first of the callees on if they have a table of their own.
Value *FuncTranslator::checked_static_index(const wasm::Instr &instr, const Callees &callees,
                                            Value *index) {
  const uint64_t size = m.facts.static_tables[instr.index2]->size();
  Value *place = index;
  BasicBlock *bad = new_block("bad"), *next = new_block("next");
  if (callees.dense || callees.own_table) {
    place = b.CreateSub(index, b.getInt64(callees.first));
    b.CreateCondBr(b.CreateICmpUGE(place, b.getInt64(callees.end - callees.first)), bad, next,
                   m.unlikely());
  } else {
    BasicBlock *in = new_block("in");
    b.CreateCondBr(b.CreateICmpUGE(index, b.getInt64(size)), bad, in, m.unlikely());
    resume_at(in);
    Value *actual = dispatch_field(instr.index2, index, offsetof(DispatchEntry, type), "type");
    b.CreateCondBr(b.CreateICmpNE(actual, b.getInt32(m.type_number(instr.index))), bad, next,
                   m.unlikely());
  }
  b.SetInsertPoint(bad);
  trap_element(instr.index2, index);
  resume_at(next);
  return callees.own_table ? place : index;
}

// Ends the block.
void FuncTranslator::trap_element(uint32_t table, Value *index) {
  Value *element = index;
  if (m.wasm.tables[table].type.limits.is64)
    element = b.CreateBinaryIntrinsic(Intrinsic::umin, index, b.getInt64(UINT32_MAX));
  CallInst *trap = b.CreateCall(m.wrong_element(table), {vmctx_, b.CreateTrunc(element, m.i32)});
  trap->setDoesNotReturn();
  trap->setDoesNotThrow();
  b.CreateUnreachable();
}

void FuncTranslator::call_element(const wasm::Instr &instr, const Callees &callees, Value *index,
                                  std::vector<Value *> args) {
  index = checked_static_index(instr, callees, index);
  Callee callee{nullptr, vmctx_, nullptr};
  if (callees.only) {
    callee.code = m.code(*callees.only);
  } else if (callees.own_table) {
    GlobalVariable *table =
        m.own_dispatch_table(instr.index2, m.wasm.types[instr.index].canonical, callees);
    llvm::Type *element = table->getValueType()->getArrayElementType();
    LoadInst *code = b.CreateLoad(element, b.CreateInBoundsGEP(element, table, index), "code");
    code->setMetadata(LLVMContext::MD_invariant_load, m.empty_node());
    callee.code = code;
    if (!element->isPointerTy())
      callee.code = b.CreateInBoundsGEP(m.i8, table, b.CreateSExt(code, m.i64));
  } else {
    callee.code = b.CreateInBoundsGEP(
        m.i8, m.dispatch_table(instr.index2),
        b.CreateSExt(dispatch_field(instr.index2, index, offsetof(DispatchEntry, code), "code"),
                     m.i64));
  }
  call_through(instr.index, callee, std::move(args));
}

// Of the few elements that a call finds, those that it is to look for first: small functions that
// call nothing, to be inlined, if they are at least half. What is handed to them in memory is then
// in registers, too; a call costs more than they do. Others are called through the table. Only
// where there is hope that it matters: in one of the functions that the call finds, as when one
// walks a tree, and on x86 in a loop. (On AArch64 such a loop takes a quarter more instructions.)
std::vector<uint32_t> FuncTranslator::guessed_elements(const wasm::Instr &instr,
                                                       const Callees &callees) {
  // With what each costs besides, in bytes; and how much all of a function's calls may take, for
  // passes whose time grows faster than functions do.
  constexpr size_t kWay = 16, kMost = 4096;
  const StaticTable &table = *m.facts.static_tables[instr.index2];
  const auto is_found = [&](uint32_t element) { return table[element] == func_; };
  const auto is_loop = [](const Frame &frame) { return frame.op == wasm::Opcode::Loop; };
  if (!m.options.guess_callees || callees.only ||
      (!(m.x86 && std::ranges::any_of(frames_, is_loop)) &&
       std::ranges::none_of(callees.few, is_found)))
    return {};
  std::vector<uint32_t> elements;
  size_t bytes = 0;
  for (const uint32_t element : callees.few)
    if (const wasm::Func &callee = m.wasm.funcs[table[element]];
        is_small(callee) && !m.facts.makes_calls[table[element]]) {
      elements.push_back(element);
      bytes += kWay + callee.body.size();
    }
  if (2 * elements.size() < callees.few.size() || guessed_bytes_ + bytes > kMost ||
      bytes > m.guessed_bytes_left)
    return {};
  guessed_bytes_ += bytes;
  m.guessed_bytes_left -= bytes;
  return elements;
}

void FuncTranslator::call_static(const wasm::Instr &instr, const Callees &callees) {
  const wasm::FuncType &type = m.wasm.types[instr.index].func;
  Value *index = memory_index(pop(), m.wasm.tables[instr.index2].type.limits.is64);
  const std::vector<Value *> args = pop_n(type.params.size());
  const std::vector<uint32_t> elements = guessed_elements(instr, callees);
  if (elements.empty())
    return call_element(instr, callees, index, args);

  // With all of them known, another element is a wrong one.
  const bool all = elements.size() == callees.few.size();
  CallWays ways = call_ways(type, elements.size() + 1);
  BasicBlock *others = new_block("others");
  SwitchInst *choice = b.CreateSwitch(index, others, static_cast<unsigned>(elements.size()));
  for (const uint32_t element : elements) {
    BasicBlock *found = new_block("is");
    choice->addCase(b.getInt64(element), found);
    resume_at(found);
    std::vector<Value *> results;
    call_wasm((*m.facts.static_tables[instr.index2])[element], args, results);
    end_way(ways, results);
  }
  resume_at(others);
  if (all) {
    trap_element(instr.index2, index);
  } else {
    call_element(instr, callees, index, args);
    end_way(ways, pop_n(type.results.size()));
  }
  end_ways(ways);
}

void FuncTranslator::call_indirect(const wasm::Instr &instr) {
  if (m.options.optimize)
    if (const Callees &callees = m.callees(instr.index2, instr.index); callees.direct)
      return call_static(instr, callees);
  Value *func = checked_table_func(instr);
  const wasm::FuncType &type = m.wasm.types[instr.index].func;
  call_through(instr.index, load_callee(func, false), pop_n(type.params.size()));
}

// A reference to a function of the instance is the address of its own wexn_func: where only few are
// of the type, the function is compared with each and called, or inlined, as the one that it is.
void FuncTranslator::call_ref(uint32_t type_index) {
  Value *func = pop();
  trap_if(b.CreateIsNull(func), TrapCode::NullFunctionReference);
  const wasm::FuncType &type = m.wasm.types[type_index].func;
  const std::vector<Value *> args = pop_n(type.params.size());
  const std::vector<uint32_t> &likely = m.likely_callees(type_index);
  if (likely.empty())
    return call_through(type_index, load_callee(func, false), args);

  CallWays ways = call_ways(type, likely.size() + 1);
  for (const uint32_t callee : likely) {
    BasicBlock *found = new_block("is"), *other = new_block("is.not");
    b.CreateCondBr(b.CreateICmpEQ(func, func_ref(callee)), found, other);
    resume_at(found);
    std::vector<Value *> results;
    call_wasm(callee, args, results);
    end_way(ways, results);
    resume_at(other);
  }
  call_through(type_index, load_callee(func, false), args);
  end_way(ways, pop_n(type.results.size()));
  end_ways(ways);
}

void FuncTranslator::return_value_of(const Signature &s, Value *result) {
  if (s.result->isVoidTy())
    b.CreateRetVoid();
  else
    b.CreateRet(result);
}

// REQUIRES: this function is one that makes tail calls (facts), so its own convention is tailcc.
void FuncTranslator::return_call(uint32_t func) {
  const uint32_t type_index = m.wasm.funcs[func].type;
  const wasm::FuncType &type = m.wasm.types[type_index].func;
  if (func < m.wasm.num_imported_funcs) {
    const uint64_t at = m.layout.imported_funcs + sizeof(wexn_imported_func) * uint64_t{func};
    Callee callee{vmctx_load(m.ptr, at + offsetof(wexn_imported_func, code), "import.code"),
                  vmctx_load(m.ptr, at + offsetof(wexn_imported_func, vmctx), "import.vmctx"),
                  vmctx_load(m.ptr, at + offsetof(wexn_imported_func, tail_code), "import.tail")};
    tail_call_through(type_index, callee, pop_n(type.params.size()));
    return;
  }
  const Signature &s = m.signature(type_index);
  std::vector<Value *> args = call_args(vmctx_, type);
  if (s.result_pointer)
    args.push_back(result_area(*fn_));
  s.pad(args);
  CallInst *c = b.CreateCall(s.type, m.body(func), args);
  set_convention(*c, m.convention(func));
  // A callee that makes no tail calls itself adds at most one frame: an ordinary call will do.
  if (m.makes_tail_calls(func))
    c->setTailCallKind(CallInst::TCK_MustTail);
  return_value_of(s, c);
  make_dead();
}

void FuncTranslator::tail_call_through(uint32_t type_index, const Callee &callee,
                                       std::vector<Value *> args) {
  const Signature &s = m.signature(type_index);
  args.insert(args.begin(), callee.vmctx);
  if (s.result_pointer)
    args.push_back(result_area(*fn_));
  s.pad(args);
  BasicBlock *tail = new_block("tail"), *plain = new_block("plain");
  b.CreateCondBr(b.CreateIsNotNull(callee.tail_code), tail, plain);
  b.SetInsertPoint(tail);
  CallInst *t = b.CreateCall(s.type, callee.tail_code, args);
  set_convention(*t, Convention::Tail);
  t->setTailCallKind(CallInst::TCK_MustTail);
  return_value_of(s, t);
  b.SetInsertPoint(plain);
  CallInst *c = b.CreateCall(s.type, callee.code, args);
  set_convention(*c, Convention::Compiled);
  return_value_of(s, c);
  make_dead();
}

void FuncTranslator::return_call_indirect(const wasm::Instr &instr) {
  Value *func = checked_table_func(instr);
  const wasm::FuncType &type = m.wasm.types[instr.index].func;
  tail_call_through(instr.index, load_callee(func, true), pop_n(type.params.size()));
}

void FuncTranslator::return_call_ref(uint32_t type_index) {
  Value *func = pop();
  trap_if(b.CreateIsNull(func), TrapCode::NullFunctionReference);
  const wasm::FuncType &type = m.wasm.types[type_index].func;
  tail_call_through(type_index, load_callee(func, true), pop_n(type.params.size()));
}

} // namespace wexn::ir
