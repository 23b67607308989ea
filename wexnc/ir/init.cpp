// The code that makes a new instance ready (spec: "Execution / Modules / Instantiation", steps
// after imports were matched and everything was allocated): globals, tables, element segments,
// active segments, start. The initialisation of a large module is several functions, since LLVM
// takes time with the square of a function's size; the last, which calls the others first, is the
// one that the module image names.
#include "wexnc/ir/build_image.h"
#include "wexnc/ir/memory_segment.h"
#include "wexnc/ir/translate_func.h"

#include <optional>
#include <wexn/abi/vmctx.h>

namespace wexn::ir {

using namespace llvm;

namespace {

// The functions as they are written, step after step.
class InitFunctions {
public:
  explicit InitFunctions(ModuleContext &module) : m(module) { open(); }

  ModuleContext &m;

  // Where the next step goes.
  FuncTranslator &next() {
    constexpr uint32_t kSteps = 200;
    if (steps_++ == kSteps) {
      close();
      earlier_.push_back(function_);
      open();
    }
    return *t_;
  }

  // The last function. Its own steps come after all others.
  Function *finish() {
    BasicBlock *first = t_->b.GetInsertBlock()->getParent()->getEntryBlock().getNextNode();
    IRBuilder<> at(first, first->begin());
    for (Function *f : earlier_)
      set_convention(*at.CreateCall(f, {function_->getArg(0)}), Convention::Compiled);
    close();
    return function_;
  }

private:
  std::vector<Function *> earlier_;
  Function *function_ = nullptr;
  std::optional<FuncTranslator> t_;
  uint32_t steps_ = 0;

  void open() {
    function_ = Function::Create(FunctionType::get(m.void_, {m.ptr}, false),
                                 GlobalValue::InternalLinkage, m.own_symbol("init"), m.llvm);
    m.set_attributes(function_, Convention::Compiled);
    function_->addFnAttr(Attribute::NoInline);
    t_.emplace(m, function_);
    steps_ = 1;
  }
  void close() {
    t_->b.CreateRetVoid();
    if (!t_->finish().ok())
      bug("initialisation has no tries");
  }
};

Status init_globals(InitFunctions &init) {
  const wasm::Module &w = init.m.wasm;
  for (uint32_t i = w.num_imported_globals; i < w.globals.size(); ++i) {
    FuncTranslator &t = init.next();
    TRY_ASSIGN(Value * value, t.const_expr(w.globals[i].init, w.globals[i].type.type, i));
    t.b.CreateAlignedStore(value, t.global_address(i), Align(16));
  }
  return ok_status();
}

Status init_tables(InitFunctions &init) {
  const wasm::Module &w = init.m.wasm;
  for (uint32_t i = w.num_imported_tables; i < w.tables.size(); ++i) {
    const wasm::Table &table = w.tables[i];
    if (!table.init)
      continue;
    FuncTranslator &t = init.next();
    TRY_ASSIGN(Value * value,
               t.const_expr(*table.init, table.type.elem, static_cast<uint32_t>(w.globals.size())));
    t.call_runtime(RuntimeCall::table_fill_,
                   {t.vmctx(), t.b.getInt32(i), t.b.getInt64(0), t.ref_bits(value),
                    t.b.getInt64(table.type.limits.min)});
  }
  return ok_status();
}

Status init_elem_values(InitFunctions &init) {
  const wasm::Module &w = init.m.wasm;
  for (uint32_t i = 0; i < w.elems.size(); ++i) {
    const wasm::ElemSegment &e = w.elems[i];
    for (uint64_t k = 0; e.uses_exprs && k < e.exprs.size(); ++k) {
      FuncTranslator &t = init.next();
      TRY_ASSIGN(Value * value,
                 t.const_expr(e.exprs[k], e.type, static_cast<uint32_t>(w.globals.size())));
      Value *bits = t.ref_bits(value);
      const auto *constant = dyn_cast<Constant>(bits);
      if (constant && constant->isNullValue())
        continue; // a new instance is all zeros
      const uint64_t at = t.m.layout.elem_values + 8 * (t.m.layout.elem_value_index[i] + k);
      t.b.CreateStore(bits, t.b.CreateConstInBoundsGEP1_64(t.m.i8, t.vmctx(), at));
    }
  }
  return ok_status();
}

Status init_active_segments(InitFunctions &init) {
  const wasm::Module &w = init.m.wasm;
  const auto globals = static_cast<uint32_t>(w.globals.size());
  for (uint32_t i = 0; i < w.elems.size(); ++i) {
    const wasm::ElemSegment &e = w.elems[i];
    if (e.mode == wasm::SegmentMode::Passive)
      continue;
    FuncTranslator &t = init.next();
    if (e.mode == wasm::SegmentMode::Active) {
      const bool is64 = w.tables[e.table].type.limits.is64;
      TRY_ASSIGN(Value * offset, t.const_expr(e.offset, is64 ? wasm::kI64 : wasm::kI32, globals));
      t.call_runtime(RuntimeCall::table_init_,
                     {t.vmctx(), t.b.getInt32(i), t.b.getInt32(e.table),
                      t.memory_index(offset, is64), t.b.getInt64(0), t.b.getInt64(e.size())});
    }
    t.call_runtime(RuntimeCall::elem_drop_, {t.vmctx(), t.b.getInt32(i)});
  }
  for (uint32_t i = 0; i < w.datas.size(); ++i) {
    const wasm::DataSegment &d = w.datas[i];
    if (d.mode != wasm::SegmentMode::Active)
      continue;
    FuncTranslator &t = init.next();
    const bool is64 = w.memories[d.memory].type.limits.is64;
    TRY_ASSIGN(Value * offset, t.const_expr(d.offset, is64 ? wasm::kI64 : wasm::kI32, globals));
    t.call_runtime(RuntimeCall::memory_init_,
                   {t.vmctx(), t.b.getInt32(i), t.b.getInt32(d.memory),
                    t.memory_index(offset, is64), t.b.getInt64(0), t.b.getInt64(d.bytes.size())});
    t.call_runtime(RuntimeCall::data_drop_, {t.vmctx(), t.b.getInt32(i)});
  }
  return ok_status();
}

// Readies the heap, then runs `init`, which takes it for granted that this has happened: it must
// stay a function of its own.
Function *prepare_objects_before(ModuleContext &m, Function *init) {
  init->addFnAttr(Attribute::NoInline);
  auto *f = Function::Create(init->getFunctionType(), GlobalValue::InternalLinkage,
                             m.own_symbol("init_objects"), m.llvm);
  m.set_attributes(f, Convention::Compiled);
  FuncTranslator t(m, f);
  t.call_runtime(RuntimeCall::objects_prepare_, {t.vmctx()});
  set_convention(*t.b.CreateCall(init, {t.vmctx()}), Convention::Compiled);
  t.b.CreateRetVoid();
  if (!t.finish().ok())
    bug("initialisation has no tries");
  return f;
}

} // namespace

Result<Function *> build_init(ModuleContext &m) {
  InitFunctions init(m);
  TRY(init_globals(init));
  TRY(init_tables(init));
  TRY(init_elem_values(init));
  TRY(init_active_segments(init));
  if (m.wasm.start) {
    std::vector<Value *> results;
    // Not part of the initialisation's code, which is no function of the module: interrupts by
    // signals end only those (runtime/trap/preempt.cpp).
    FuncTranslator &t = init.next();
    if (*m.wasm.start >= m.wasm.num_imported_funcs) {
      m.body(*m.wasm.start)->addFnAttr(Attribute::NoInline);
      if (m.options.segment)
        set_segment(t.b, t.vmctx(), m.memories[0]);
    }
    t.call_wasm(*m.wasm.start, {}, results);
  }
  Function *f = init.finish();
  return m.facts.uses_objects ? prepare_objects_before(m, f) : f;
}

} // namespace wexn::ir
