// The code that makes a new instance ready (spec: "Execution / Modules / Instantiation", steps
// after imports were matched and everything was allocated): globals, tables, element segments,
// active segments, start.
#include "wexnc/ir/build_image.h"
#include "wexnc/ir/translate_func.h"

#include <wexn/abi/vmctx.h>

namespace wexn::ir {

using namespace llvm;

namespace {

Status init_globals(FuncTranslator &t) {
  const wasm::Module &w = t.m.wasm;
  for (uint32_t i = w.num_imported_globals; i < w.globals.size(); ++i) {
    TRY_ASSIGN(Value * value, t.const_expr(w.globals[i].init, w.globals[i].type.type, i));
    t.b.CreateAlignedStore(value, t.global_address(i), Align(16));
  }
  return ok_status();
}

Status init_tables(FuncTranslator &t) {
  const wasm::Module &w = t.m.wasm;
  for (uint32_t i = w.num_imported_tables; i < w.tables.size(); ++i) {
    const wasm::Table &table = w.tables[i];
    if (!table.init)
      continue;
    TRY_ASSIGN(Value * value,
               t.const_expr(*table.init, table.type.elem, static_cast<uint32_t>(w.globals.size())));
    t.call_runtime(RuntimeCall::table_fill_,
                   {t.vmctx(), t.b.getInt32(i), t.b.getInt64(0), t.ref_bits(value),
                    t.b.getInt64(table.type.limits.min)});
  }
  return ok_status();
}

Status init_elem_values(FuncTranslator &t) {
  const wasm::Module &w = t.m.wasm;
  for (uint32_t i = 0; i < w.elems.size(); ++i) {
    const wasm::ElemSegment &e = w.elems[i];
    for (uint64_t k = 0; e.uses_exprs && k < e.exprs.size(); ++k) {
      TRY_ASSIGN(Value * value,
                 t.const_expr(e.exprs[k], e.type, static_cast<uint32_t>(w.globals.size())));
      const uint64_t at = t.m.layout.elem_values + 8 * (t.m.layout.elem_value_index[i] + k);
      t.b.CreateStore(t.ref_bits(value), t.b.CreateConstInBoundsGEP1_64(t.m.i8, t.vmctx(), at));
    }
  }
  return ok_status();
}

Status init_active_segments(FuncTranslator &t) {
  const wasm::Module &w = t.m.wasm;
  const auto globals = static_cast<uint32_t>(w.globals.size());
  for (uint32_t i = 0; i < w.elems.size(); ++i) {
    const wasm::ElemSegment &e = w.elems[i];
    if (e.mode == wasm::SegmentMode::Active) {
      const bool is64 = w.tables[e.table].type.limits.is64;
      TRY_ASSIGN(Value * offset, t.const_expr(e.offset, is64 ? wasm::kI64 : wasm::kI32, globals));
      t.call_runtime(RuntimeCall::table_init_,
                     {t.vmctx(), t.b.getInt32(i), t.b.getInt32(e.table),
                      t.memory_index(offset, is64), t.b.getInt64(0), t.b.getInt64(e.size())});
    }
    if (e.mode != wasm::SegmentMode::Passive)
      t.call_runtime(RuntimeCall::elem_drop_, {t.vmctx(), t.b.getInt32(i)});
  }
  for (uint32_t i = 0; i < w.datas.size(); ++i) {
    const wasm::DataSegment &d = w.datas[i];
    if (d.mode != wasm::SegmentMode::Active)
      continue;
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
                             m.options.name + ".init_objects", m.llvm);
  m.set_attributes(f);
  FuncTranslator t(m, f);
  t.call_runtime(RuntimeCall::objects_prepare_, {t.vmctx()});
  t.b.CreateCall(init, {t.vmctx()});
  t.b.CreateRetVoid();
  t.finish();
  return f;
}

} // namespace

Result<Function *> build_init(ModuleContext &m) {
  auto *f = Function::Create(FunctionType::get(m.void_, {m.ptr}, false),
                             GlobalValue::InternalLinkage, m.options.name + ".init", m.llvm);
  m.set_attributes(f);
  FuncTranslator t(m, f);
  TRY(init_globals(t));
  TRY(init_tables(t));
  TRY(init_elem_values(t));
  TRY(init_active_segments(t));
  if (m.wasm.start) {
    std::vector<Value *> results;
    t.call_wasm(*m.wasm.start, {}, results);
  }
  t.b.CreateRetVoid();
  t.finish();
  return m.facts.uses_objects ? prepare_objects_before(m, f) : f;
}

} // namespace wexn::ir
