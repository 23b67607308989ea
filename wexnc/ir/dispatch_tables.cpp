// What calls find in tables whose elements are known (static_tables.h), and calls of references, by
// guess. A dispatch table has for each element the number of its type and where its code is; types
// that are called often enough have tables of their own, with nothing but their code. The parts of
// a big module refer to these tables; the object with the module image defines them.
#include "wexnc/ir/build_image.h"

#include "wexnc/ir/call_marks.h"

#include "llvm/IR/Constants.h"

namespace wexn::ir {

using namespace llvm;

const Callees &ModuleContext::callees(uint32_t table, uint32_t type_index) {
  static const Callees none;
  const auto [known, is_new] = callees_.try_emplace(table);
  if (is_new && facts.static_tables[table])
    known->second = find_callees(wasm, *facts.static_tables[table]);
  const auto found = known->second.find(wasm.types[type_index].canonical);
  return found != known->second.end() ? found->second : none;
}

void ModuleContext::find_likely_callees() {
  // A way for each, which the processor learns to predict where it cannot predict an indirect call.
  constexpr size_t kMost = 4;
  likely_callees_.emplace();
  if (!options.guess_callees)
    return;
  for (const uint32_t func : layout.func_defs)
    for (std::optional<uint32_t> type = wasm.funcs[func].type; type; type = wasm.types[*type].super)
      if (auto &list = (*likely_callees_)[wasm.types[*type].canonical]; list.size() <= kMost)
        list.push_back(func);
  for (auto &[type, list] : *likely_callees_)
    if (list.size() > kMost)
      list.clear();
}

const std::vector<uint32_t> &ModuleContext::likely_callees(uint32_t type_index) {
  static const std::vector<uint32_t> none;
  if (!likely_callees_)
    find_likely_callees();
  const auto found = likely_callees_->find(wasm.types[type_index].canonical);
  return found != likely_callees_->end() ? found->second : none;
}

// Tables of relative addresses, but for small ones: no relocation is left for the dynamic linker.
GlobalVariable *ModuleContext::new_dispatch_table(Type *type, const std::string &name) {
  auto *g = new GlobalVariable(llvm, type, true, GlobalValue::ExternalLinkage, nullptr, name);
  g->setVisibility(GlobalValue::HiddenVisibility);
  g->setDSOLocal(true);
  g->setAlignment(Align(8));
  return g;
}

GlobalVariable *ModuleContext::dispatch_table(uint32_t table) {
  GlobalVariable *&g = dispatch_tables_[table];
  if (!g)
    g = new_dispatch_table(
        ArrayType::get(StructType::get(ctx, {i32, i32}), facts.static_tables[table]->size()),
        own_symbol("dispatch") + "." + std::to_string(table));
  return g;
}

GlobalVariable *ModuleContext::own_dispatch_table(uint32_t table, uint32_t canonical_type,
                                                  const Callees &callees) {
  const std::string name =
      own_symbol("dispatch") + "." + std::to_string(table) + "." + std::to_string(canonical_type);
  if (GlobalVariable *known = llvm.getNamedGlobal(name))
    return known;
  // With the addresses themselves, calls are an instruction shorter, or two; but each takes twice
  // the room, and a word for the dynamic linker.
  constexpr uint32_t kMostAddresses = 256;
  const uint32_t size = callees.end - callees.first;
  return new_dispatch_table(ArrayType::get(size <= kMostAddresses ? ptr : i32, size), name);
}

Function *ModuleContext::wrong_element(uint32_t table) {
  const std::string name = own_symbol("wrong") + "." + std::to_string(table);
  if (Function *known = llvm.getFunction(name))
    return known;
  Function *f = Function::Create(FunctionType::get(void_, {ptr, i32}, false),
                                 GlobalValue::ExternalLinkage, name, llvm);
  f->setVisibility(GlobalValue::HiddenVisibility);
  f->setDSOLocal(true);
  f->addFnAttr(kWrongElementAttribute);
  f->addFnAttr(Attribute::Cold);
  f->addFnAttr(Attribute::NoInline);
  f->setDoesNotThrow();
  return f;
}

namespace {

class DispatchTables {
public:
  explicit DispatchTables(ModuleContext &module) : m(module), w(module.wasm) {}

  void build() {
    for (uint32_t t = 0; t < w.tables.size(); ++t) {
      if (!m.options.optimize || !m.facts.static_tables[t] || m.facts.table_calls[t].empty())
        continue;
      const StaticTable &elements = *m.facts.static_tables[t];
      build_dispatch_table(t, elements);
      build_wrong_element(t, elements.size());
      for (const uint32_t type : m.facts.table_calls[t])
        if (const Callees &callees = m.callees(t, type); callees.own_table)
          build_own_dispatch_table(t, type, callees);
    }
  }
  void build_dispatch_table(uint32_t index, const StaticTable &elements) {
    GlobalVariable *table = m.dispatch_table(index);
    auto *entry_type = cast<StructType>(table->getValueType()->getArrayElementType());
    std::vector<Constant *> entries;
    for (uint32_t func : elements) {
      // An imported function is here for its type only: nobody calls it this way.
      Constant *code = ConstantInt::get(m.i32, 0);
      if (func != kNullElement && !w.funcs[func].import)
        code = distance(m.code(func), table);
      const uint32_t type = func == kNullElement ? 0 : m.type_number(w.funcs[func].type);
      entries.push_back(ConstantStruct::get(entry_type, {ConstantInt::get(m.i32, type), code}));
    }
    define(table, entries);
  }
  void build_own_dispatch_table(uint32_t index, uint32_t type, const Callees &callees) {
    const StaticTable &elements = *m.facts.static_tables[index];
    GlobalVariable *table = m.own_dispatch_table(index, type, callees);
    const bool addresses = table->getValueType()->getArrayElementType()->isPointerTy();
    std::vector<Constant *> entries;
    for (uint32_t i = callees.first; i < callees.end; ++i) {
      Function *code = callee_of_type(elements[i], type);
      entries.push_back(addresses ? code : distance(code, table));
    }
    define(table, entries);
  }
  Function *callee_of_type(uint32_t func, uint32_t type) {
    if (func == kNullElement)
      return trap_function("null", TrapCode::UninitializedElement);
    if (w.types[w.funcs[func].type].canonical != type)
      return trap_function("mismatch", TrapCode::IndirectCallTypeMismatch);
    return m.code(func);
  }
  Constant *distance(Function *code, GlobalVariable *table) {
    return ConstantExpr::getTrunc(ConstantExpr::getSub(ConstantExpr::getPtrToInt(code, m.i64),
                                                       ConstantExpr::getPtrToInt(table, m.i64)),
                                  m.i32);
  }
  void define(GlobalVariable *table, const std::vector<Constant *> &entries) {
    table->setInitializer(ConstantArray::get(cast<ArrayType>(table->getValueType()), entries));
    if (m.options.one_object)
      table->setLinkage(GlobalValue::InternalLinkage);
  }

  // Called as if it were the element; no function of the module, so that the trap is in the caller.
  // What arguments there are besides the vmctx, it does not look at.
  Function *trap_function(const char *name, TrapCode code) {
    const std::string symbol = m.own_symbol(std::string("call.") + name);
    if (Function *known = m.llvm.getFunction(symbol))
      return known;
    Function *f = Function::Create(FunctionType::get(m.void_, {m.ptr}, false),
                                   GlobalValue::InternalLinkage, symbol, m.llvm);
    set_convention(*f, Convention::Compiled);
    IRBuilder<> b(BasicBlock::Create(m.ctx, "", f));
    f->addFnAttr("frame-pointer", "all");
    f->setUWTableKind(UWTableKind::Async);
    b.CreateCall(m.runtime(RuntimeCall::trap_),
                 {f->getArg(0), b.getInt32(static_cast<uint32_t>(code))});
    b.CreateUnreachable();
    return f;
  }
  void build_wrong_element(uint32_t index, uint64_t size) {
    Function *f = m.wrong_element(index);
    if (m.options.one_object)
      f->setLinkage(GlobalValue::InternalLinkage);
    BasicBlock *entry = BasicBlock::Create(m.ctx, "", f), *in = BasicBlock::Create(m.ctx, "in", f),
               *out = BasicBlock::Create(m.ctx, "out", f);
    IRBuilder<> b(entry);
    b.CreateCondBr(b.CreateICmpULT(f->getArg(1), b.getInt32(static_cast<uint32_t>(size))), in, out);
    auto code = [&](TrapCode c) { return b.getInt32(static_cast<uint32_t>(c)); };
    b.SetInsertPoint(out);
    jump_to_trap(b, f, code(TrapCode::UndefinedElement));
    b.SetInsertPoint(in);
    Value *at =
        b.CreateInBoundsGEP(m.i64, m.dispatch_table(index), b.CreateZExt(f->getArg(1), m.i64));
    Value *type = b.CreateAlignedLoad(
        m.i32, b.CreateConstInBoundsGEP1_64(m.i8, at, offsetof(DispatchEntry, type)), Align(4));
    jump_to_trap(b, f,
                 b.CreateSelect(b.CreateIsNull(type), code(TrapCode::UninitializedElement),
                                code(TrapCode::IndirectCallTypeMismatch)));
  }
  void jump_to_trap(IRBuilder<> &b, Function *f, Value *code) {
    f->addFnAttr("frame-pointer", "all");
    f->setUWTableKind(UWTableKind::Async);
    CallInst *trap = b.CreateCall(m.runtime(RuntimeCall::trap_), {f->getArg(0), code});
    trap->setTailCallKind(CallInst::TCK_MustTail);
    b.CreateRetVoid();
  }

private:
  ModuleContext &m;
  const wasm::Module &w;
};

} // namespace

void build_dispatch_tables(ModuleContext &m) { DispatchTables(m).build(); }

} // namespace wexn::ir
