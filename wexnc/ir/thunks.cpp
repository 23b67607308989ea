// Code that crosses the boundary between compiled code and the host, one function per function type
// and direction (abi/types.h: wexn_functype, wexn_enter_fn, wexn_slots_fn).
#include "wexnc/ir/build_image.h"
#include "wexnc/ir/stack_attribute.h"

#include <wexn/abi/stack.h>
#include <wexn/abi/store.h>
#include <wexn/abi/vmctx.h>

#include "llvm/IR/IntrinsicsAArch64.h"
#include "llvm/IR/IntrinsicsX86.h"

namespace wexn::ir {

using namespace llvm;

namespace {

// Without an operating system nobody looks at the references that the host gives
// (runtime/api/reference.h).
bool checks_references(const ModuleContext &m, const std::vector<wasm::ValType> &types) {
  return Triple(m.llvm.getTargetTriple()).getOS() != Triple::UnknownOS &&
         std::any_of(types.begin(), types.end(), [](const wasm::ValType &t) { return t.is_ref(); });
}

struct Glue {
  ModuleContext &m;
  IRBuilder<> b;
  Function *fn;
  static constexpr size_t kManyValues = 100;

  Glue(ModuleContext &module, const wasm::FuncType &of, FunctionType *type, const Twine &name,
       GlobalValue::LinkageTypes linkage = GlobalValue::InternalLinkage)
      : m(module), b(module.ctx), fn(Function::Create(type, linkage, name, module.llvm)) {
    fn->addFnAttr("frame-pointer", "all");
    fn->setUWTableKind(UWTableKind::Async);
    // LLVM takes time with the square of the loads and stores in a row.
    if (of.params.size() + of.results.size() > kManyValues) {
      fn->addFnAttr(Attribute::NoInline);
      fn->addFnAttr(Attribute::OptimizeNone);
    }
    b.SetInsertPoint(BasicBlock::Create(m.ctx, "", fn));
  }
  Value *field(Value *base, uint64_t offset) {
    return b.CreateConstInBoundsGEP1_64(m.i8, base, offset);
  }
  Value *slot(Value *slots, size_t index) { return field(slots, sizeof(wexn_slot) * index); }
  Value *load_slot(Value *slots, size_t index, const wasm::ValType &type) {
    return b.CreateAlignedLoad(m.type(type), slot(slots, index), Align(16));
  }
  void store_slot(Value *slots, size_t index, Value *value) {
    b.CreateAlignedStore(value, slot(slots, index), Align(16));
  }
  Value *slots_area(size_t count) {
    AllocaInst *area = b.CreateAlloca(ArrayType::get(m.v128, std::max<size_t>(count, 1)));
    area->setAlignment(Align(16));
    return area;
  }
  // Calls `action` with the store, if `condition`.
  void call_if(Value *condition, RuntimeCall action, Value *store) {
    BasicBlock *then = BasicBlock::Create(m.ctx, "", fn);
    BasicBlock *on = BasicBlock::Create(m.ctx, "", fn);
    b.CreateCondBr(condition, then, on, m.unlikely());
    b.SetInsertPoint(then);
    b.CreateCall(m.runtime(action), {store});
    b.CreateBr(on);
    b.SetInsertPoint(on);
  }
  // How the processor's floating-point control differs from the default (store_layout.def).
  Value *fp_difference() {
    if (Triple(m.llvm.getTargetTriple()).isAArch64())
      return b.CreateIntrinsic(Intrinsic::aarch64_get_fpcr, {}, {});
    constexpr uint32_t kMxcsrDefault = 0x1f80, kMxcsrFlags = 0x3f;
    BasicBlock &entry = fn->getEntryBlock();
    Value *place = IRBuilder<>(&entry, entry.begin()).CreateAlloca(m.i32);
    b.CreateIntrinsic(Intrinsic::x86_sse_stmxcsr, {}, {place});
    return b.CreateXor(b.CreateAnd(b.CreateLoad(m.i32, place), ~kMxcsrFlags), kMxcsrDefault);
  }
  // A call of a host function, under the host's floating-point control, whatever it is afterwards.
  // On bare metal under the default, which it is again behind the call: that is smaller.
  Value *call_host(Value *host, FunctionType *type, Value *callee, ArrayRef<Value *> args) {
    Value *store = b.CreateLoad(m.ptr, field(host, offsetof(wexn_host_func, store)));
    const Triple triple(m.llvm.getTargetTriple());
    if (triple.isAArch64() && triple.getOS() == Triple::UnknownOS) {
      Value *result = b.CreateCall(type, callee, args);
      b.CreateIntrinsic(Intrinsic::aarch64_set_fpcr, {}, {b.getInt64(0)});
      throw_pending(store);
      return result;
    }
    Value *hosts = field(store, offsetof(wexn_store_head, host_fp));
    call_if(b.CreateIsNotNull(b.CreateLoad(m.i64, hosts)), RuntimeCall::fp_host_, store);
    Value *result = b.CreateCall(type, callee, args);
    Value *now = b.CreateZExt(fp_difference(), m.i64);
    call_if(b.CreateIsNotNull(b.CreateOr(now, b.CreateLoad(m.i64, hosts))), RuntimeCall::fp_guest_,
            store);
    throw_pending(store);
    return result;
  }
  // Throws on what a host function left pending, or goes on. An interrupt ends the code here: a
  // signal may never find it anywhere else, in a loop that only calls the host.
  void throw_pending(Value *store) {
    Value *pending = b.CreateLoad(m.i64, field(store, offsetof(wexn_store_head, pending)));
    Value *leaves = b.CreateIsNotNull(pending);
    if (m.options.hosted) {
      Value *limit = b.CreateLoad(m.i64, field(store, offsetof(wexn_store_head, stack_limit)));
      leaves = b.CreateOr(leaves, b.CreateICmpEQ(limit, b.getInt64(WEXN_INTERRUPTED)));
    }
    BasicBlock *thrown = BasicBlock::Create(m.ctx, "thrown", fn);
    BasicBlock *returned = BasicBlock::Create(m.ctx, "returned", fn);
    b.CreateCondBr(leaves, thrown, returned, m.unlikely());
    b.SetInsertPoint(thrown);
    b.CreateCall(m.runtime(RuntimeCall::throw_pending_), {store});
    b.CreateUnreachable();
    b.SetInsertPoint(returned);
  }
};

} // namespace

// void enter(vmctx, code, slots, store): arguments from slots, results to slots.
Function *build_enter_thunk(ModuleContext &m, const wasm::FuncType &type, const Twine &name) {
  const Signature s = m.make_signature(type);
  Glue g(m, type, FunctionType::get(m.void_, {m.ptr, m.ptr, m.ptr, m.ptr}, false), name);
  m.set_stack(g.fn, kStoreItself);
  Value *slots = g.fn->getArg(2);
  std::vector<Value *> args{g.fn->getArg(0)};
  for (size_t i = 0; i < type.params.size(); ++i)
    args.push_back(g.load_slot(slots, i, type.params[i]));
  if (s.result_pointer)
    args.push_back(slots);
  s.pad(args);
  CallInst *result = g.b.CreateCall(s.type, g.fn->getArg(1), args);
  set_convention(*result, Convention::Compiled);
  if (type.results.size() == 1)
    g.store_slot(slots, 0, result);
  else if (!s.result_pointer)
    for (unsigned i = 0; i < type.results.size(); ++i)
      g.store_slot(slots, i, g.b.CreateExtractValue(result, i));
  g.b.CreateRetVoid();
  return g.fn;
}

// Compiled convention -> `R fn(void *env, args...)`; more than one result through pointers behind
// the arguments.
Function *build_host_thunk(ModuleContext &m, const wasm::FuncType &type, const Twine &name) {
  const Signature s = m.make_signature(type);
  Glue g(m, type, s.type, name);
  set_convention(*g.fn, Convention::Compiled);
  m.set_stack(g.fn, kStoreOfHostFunc);
  Value *host = g.fn->getArg(0);
  const size_t n = type.results.size();
  std::vector<Value *> args{g.b.CreateLoad(m.ptr, g.field(host, offsetof(wexn_host_func, env)))};
  std::vector<Type *> types{m.ptr};
  for (unsigned i = 0; i < type.params.size(); ++i) {
    args.push_back(g.fn->getArg(i + 1));
    types.push_back(args.back()->getType());
  }
  Value *area = nullptr;
  if (n > 1) {
    area = s.result_pointer ? result_area(*g.fn) : g.slots_area(n);
    for (size_t i = 0; i < n; ++i) {
      args.push_back(g.slot(area, i));
      types.push_back(m.ptr);
    }
  }
  auto *host_type = FunctionType::get(n == 1 ? m.type(type.results[0]) : m.void_, types, false);
  Value *fn = g.b.CreateLoad(m.ptr, g.field(host, offsetof(wexn_host_func, fn)));
  const bool checks = checks_references(m, type.results);
  if (checks && n == 1)
    area = g.slots_area(1);
  Value *result = g.call_host(host, host_type, fn, args);
  if (checks) {
    if (n == 1)
      g.store_slot(area, 0, result);
    g.b.CreateCall(m.runtime(RuntimeCall::check_results_), {host, area});
  }
  if (n == 1)
    g.b.CreateRet(result);
  else if (n == 2) {
    Value *both[] = {g.load_slot(area, 0, type.results[0]), g.load_slot(area, 1, type.results[1])};
    g.b.CreateAggregateRet(both, 2);
  } else
    g.b.CreateRetVoid();
  return g.fn;
}

// Compiled convention -> `void fn(void *env, wexn_slot *)`.
Function *build_host_slots_thunk(ModuleContext &m, const wasm::FuncType &type, const Twine &name) {
  const Signature s = m.make_signature(type);
  Glue g(m, type, s.type, name);
  set_convention(*g.fn, Convention::Compiled);
  m.set_stack(g.fn, kStoreOfHostFunc);
  Value *host = g.fn->getArg(0);
  const size_t n = type.results.size();
  Value *slots = g.slots_area(std::max(type.params.size(), n));
  for (unsigned i = 0; i < type.params.size(); ++i)
    g.store_slot(slots, i, g.fn->getArg(i + 1));
  Value *env = g.b.CreateLoad(m.ptr, g.field(host, offsetof(wexn_host_func, env)));
  Value *fn = g.b.CreateLoad(m.ptr, g.field(host, offsetof(wexn_host_func, fn)));
  g.call_host(host, FunctionType::get(m.void_, {m.ptr, m.ptr}, false), fn, {env, slots});
  if (checks_references(m, type.results))
    g.b.CreateCall(m.runtime(RuntimeCall::check_results_), {host, slots});
  if (s.result_pointer) {
    for (size_t i = 0; i < n; ++i)
      g.store_slot(result_area(*g.fn), i, g.load_slot(slots, i, type.results[i]));
    g.b.CreateRetVoid();
  } else if (n == 0) {
    g.b.CreateRetVoid();
  } else if (n == 1) {
    g.b.CreateRet(g.load_slot(slots, 0, type.results[0]));
  } else {
    Value *both[] = {g.load_slot(slots, 0, type.results[0]),
                     g.load_slot(slots, 1, type.results[1])};
    g.b.CreateAggregateRet(both, 2);
  }
  return g.fn;
}

void build_code_wrapper(ModuleContext &m, uint32_t func) {
  Function *wrapper = m.code(func), *body = m.body(func);
  IRBuilder<> b(BasicBlock::Create(m.ctx, "", wrapper));
  std::vector<Value *> args;
  for (Argument &a : wrapper->args())
    args.push_back(&a);
  CallInst *c = b.CreateCall(body, args);
  set_convention(*c, m.convention(func));
  if (c->getType()->isVoidTy())
    b.CreateRetVoid();
  else
    b.CreateRet(c);
}

void build_typed_export(ModuleContext &m, uint32_t func, Function *enter,
                        const std::string &symbol) {
  const wasm::FuncType &type = m.wasm.func_type(func);
  std::vector<Type *> params{m.ptr};
  for (const wasm::ValType &p : type.params)
    params.push_back(m.type(p));
  params.insert(params.end(), type.results.size(), m.ptr);
  Glue g(m, type, FunctionType::get(m.i32, params, false), symbol, GlobalValue::ExternalLinkage);
  g.fn->setDSOLocal(true);
  m.probe_stack(g.fn); // the host's stack, of which nothing is known yet
  const unsigned num_params = static_cast<unsigned>(type.params.size());
  const unsigned num_results = static_cast<unsigned>(type.results.size());
  Value *instance = g.fn->getArg(0);
  Value *slots = g.slots_area(std::max(num_params, num_results));
  for (unsigned i = 0; i < num_params; ++i)
    g.store_slot(slots, i, g.fn->getArg(i + 1));
  Value *store = g.b.CreateLoad(m.ptr, g.field(instance, offsetof(wexn_instance, store)));
  Value *code = nullptr, *callee = instance;
  if (func < m.wasm.num_imported_funcs) {
    const uint64_t at = m.layout.imported_funcs + sizeof(wexn_imported_func) * uint64_t{func};
    code = g.b.CreateLoad(m.ptr, g.field(instance, at + offsetof(wexn_imported_func, code)));
    callee = g.b.CreateLoad(m.ptr, g.field(instance, at + offsetof(wexn_imported_func, vmctx)));
  } else {
    code = m.entry(func);
  }
  BasicBlock *ok = BasicBlock::Create(m.ctx, "ok", g.fn),
             *end = BasicBlock::Create(m.ctx, "end", g.fn);
  if (checks_references(m, type.params)) {
    BasicBlock *good = BasicBlock::Create(m.ctx, "good", g.fn, ok),
               *refused = BasicBlock::Create(m.ctx, "refused", g.fn);
    Value *checked = g.b.CreateCall(m.runtime(RuntimeCall::check_arguments_),
                                    {store, m.type_symbol(m.wasm.funcs[func].type), slots});
    g.b.CreateCondBr(g.b.CreateIsNull(checked), good, refused);
    g.b.SetInsertPoint(refused);
    g.b.CreateRet(checked);
    g.b.SetInsertPoint(good);
  }
  Value *status =
      g.b.CreateCall(m.runtime(RuntimeCall::enter_), {store, enter, callee, code, slots});
  g.b.CreateCondBr(g.b.CreateIsNull(status), ok, end);
  g.b.SetInsertPoint(ok);
  for (unsigned i = 0; i < num_results; ++i)
    g.b.CreateAlignedStore(g.load_slot(slots, i, type.results[i]), g.fn->getArg(1 + num_params + i),
                           Align(type.results[i] == wasm::kV128 ? 16 : 4));
  g.b.CreateBr(end);
  g.b.SetInsertPoint(end);
  g.b.CreateRet(status);
}

} // namespace wexn::ir
