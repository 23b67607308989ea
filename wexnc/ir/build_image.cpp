// See build_image.h.
#include "wexnc/ir/build_image.h"

#include "objfmt/sections.h"
#include "wexnc/ir/constant_bytes.h"
#include "wexnc/ir/memory_segment.h"
#include "wexnc/ir/rust_names.h"
#include "wexnc/ir/source_map.h"
#include "wexnc/support/mangle.h"

#include <wexn/abi/module_image.h>

#include "llvm/ADT/StringMap.h"
#include "llvm/IR/Module.h"
#include "llvm/Transforms/Utils/ModuleUtils.h"

#include <type_traits>

namespace wexn::ir {

using namespace llvm;

#define WEXN_STRINGIFY_(x) #x
#define WEXN_STRINGIFY(x) WEXN_STRINGIFY_(x)

namespace {

class ImageBuilder {
public:
  explicit ImageBuilder(ModuleContext &module) : m(module), w(module.wasm), l(module.layout) {}

  Status build() {
    mark_boundaries();
    define_types();
    build_functypes();
    TRY_ASSIGN(Function * init, build_init(m));
    build_functions();
    build_dispatch_tables(m);
    build_externs();
    build_segments();
    build_object_types();
    build_limits();
    build_names();
    build_source_names();
    finish_image(init);
    return ok_status();
  }

private:
  ModuleContext &m;
  const wasm::Module &w;
  const Layout &l;
  wexn_module_image image_{};
  std::vector<std::pair<uint64_t, Constant *>> pointers_; // into image_
  std::vector<bool> crosses_in_, crosses_out_;            // by type index: needs thunks
  std::vector<Function *> enters_;                        // by type index
  GlobalVariable *functypes_ = nullptr;
  StringMap<Constant *> strings_; // by what they are

  template <typename T> void set(const T *wexn_module_image::*member, Constant *value) {
    point(image_.*member, value);
  }
  template <typename T> void point(const T &member, Constant *value) {
    pointers_.emplace_back(
        reinterpret_cast<const char *>(&member) - reinterpret_cast<const char *>(&image_), value);
  }

  // Which function types need code for calls from and to the host: those of functions that the host
  // can get hold of, and those of imported functions (also under another index for the same type);
  // all of them if the host asks for it.
  void mark_boundaries() {
    crosses_in_.assign(w.types.size(), false);
    crosses_out_.assign(w.types.size(), false);
    for (uint32_t i : l.func_defs)
      crosses_in_[w.funcs[i].type] = true;
    if (m.options.host_functions)
      for (uint32_t i = 0; i < w.types.size(); ++i)
        crosses_in_[i] = crosses_out_[i] = w.types[i].kind == wasm::CompositeKind::Func;
    for (uint32_t i = 0; i < w.num_imported_funcs; ++i)
      crosses_in_[w.funcs[i].type] = crosses_out_[w.funcs[i].type] = true;
  }

  static uint8_t heap_code(wasm::HeapKind kind) {
    switch (kind) {
#define HEAP_TYPE(kind, KIND, code, above, place, text, abbreviation, feature)                     \
  case wasm::HeapKind::kind:                                                                       \
    return WEXN_HEAP_##KIND;
#include <wexn/abi/heap_types.def>
    case wasm::HeapKind::Concrete:
      return WEXN_HEAP_CONCRETE;
    }
    bug("heap kind");
  }

  static wexn_valtype valtype(const wasm::ValType &t) {
    wexn_valtype v{};
    switch (t.kind) {
#define VALUE_TYPE(kind, number, text, log2)                                                       \
  case wasm::ValKind::kind:                                                                        \
    v.code = number;                                                                               \
    break;
#include <wexn/abi/value_types.def>
    case wasm::ValKind::Ref:
      v.code = t.nullable ? WEXN_REF_NULL : WEXN_REF;
      v.heap = heap_code(t.heap.kind);
      break;
    case wasm::ValKind::Bottom:
      bug("bottom type in a definition");
    }
    return v;
  }
  Constant *concrete(const wasm::ValType &t) {
    return t.is_ref() && t.heap.kind == wasm::HeapKind::Concrete ? m.type_symbol(t.heap.index)
                                                                 : nullptr;
  }
  void append_valtype(Blob &blob, const wasm::ValType &t, uint8_t packed = 0,
                      bool mutable_ = false) {
    wexn_valtype v = valtype(t);
    v.packed = packed;
    v.mutable_ = mutable_;
    const uint64_t at = blob.append(v);
    blob.point(at + offsetof(wexn_valtype, type), concrete(t));
  }

  // Descriptors of all types of the module, one symbol for each distinct type.
  void define_types() {
    for (uint32_t i = 0; i < w.types.size(); ++i) {
      GlobalVariable *symbol = m.type_symbol(i);
      if (symbol->hasInitializer())
        continue;
      define_type(i, symbol);
    }
  }
  void define_type(uint32_t index, GlobalVariable *symbol) {
    const wasm::TypeDef &t = w.types[index];
    wexn_type d{};
    std::copy(m.type_hashes()[index].begin(), m.type_hashes()[index].end(), d.hash);
    d.kind = t.kind == wasm::CompositeKind::Func     ? WEXN_TYPE_FUNC
             : t.kind == wasm::CompositeKind::Struct ? WEXN_TYPE_STRUCT
                                                     : WEXN_TYPE_ARRAY;
    d.final_ = t.final_;
    for (auto super = t.super; super; super = w.types[*super].super)
      ++d.depth;
    Blob members;
    if (t.kind == wasm::CompositeKind::Func) {
      d.num_params = static_cast<uint32_t>(t.func.params.size());
      d.num_results = static_cast<uint32_t>(t.func.results.size());
      for (const wasm::ValType &p : t.func.params)
        append_valtype(members, p);
      for (const wasm::ValType &r : t.func.results)
        append_valtype(members, r);
    } else {
      d.num_params = static_cast<uint32_t>(t.fields.size());
      for (const wasm::FieldType &f : t.fields)
        append_valtype(members, f.type,
                       f.packed == wasm::Packed::I8    ? 8
                       : f.packed == wasm::Packed::I16 ? 16
                                                       : 0,
                       f.mutable_);
    }
    Blob blob;
    blob.append(d);
    if (t.super)
      blob.point(offsetof(wexn_type, super), m.type_symbol(*t.super));
    // The list of members lies in the same global, so that a copy dropped by the linker goes whole.
    const uint64_t list = sizeof(wexn_type);
    Constant *members_value = members.empty() ? nullptr : members.value(m.ctx);
    if (members_value)
      blob.point(offsetof(wexn_type, types), ConstantExpr::getInBoundsGetElementPtr(
                                                 m.i8, symbol, ConstantInt::get(m.i64, list)));
    Constant *value = blob.value(m.ctx);
    if (members_value)
      value = ConstantStruct::getAnon(m.ctx, {value, members_value}, true);

    // The declaration stands for a byte; replace it by one of the right type.
    auto *defined =
        new GlobalVariable(m.llvm, value->getType(), true, GlobalValue::WeakODRLinkage, value, "");
    defined->takeName(symbol);
    defined->setVisibility(GlobalValue::HiddenVisibility);
    defined->setDSOLocal(true);
    defined->setAlignment(Align(8));
    if (Triple(m.llvm.getTargetTriple()).supportsCOMDAT())
      defined->setComdat(m.llvm.getOrInsertComdat(defined->getName()));
    m.replace_type_symbol(symbol, defined);
  }

  // One wexn_functype per type index that crosses the boundary; the array is indexed by type.
  void build_functypes() {
    enters_.assign(w.types.size(), nullptr);
    Blob blob;
    for (uint32_t i = 0; i < w.types.size(); ++i) {
      const uint64_t at = blob.append(wexn_functype{});
      if (w.types[i].kind != wasm::CompositeKind::Func)
        continue;
      const std::string suffix = "." + std::to_string(i);
      const wasm::FuncType &type = w.types[i].func;
      blob.point(at + offsetof(wexn_functype, type), m.type_symbol(i));
      if (crosses_in_[i]) {
        enters_[i] = build_enter_thunk(m, type, m.own_symbol("enter") + suffix);
        blob.point(at + offsetof(wexn_functype, enter), enters_[i]);
      }
      if (crosses_out_[i]) {
        blob.point(at + offsetof(wexn_functype, host),
                   build_host_thunk(m, type, m.own_symbol("host") + suffix));
        blob.point(at + offsetof(wexn_functype, host_slots),
                   build_host_slots_thunk(m, type, m.own_symbol("host_slots") + suffix));
      }
    }
    functypes_ = cast_or_null<GlobalVariable>(blob.global(m.llvm, m.own_symbol("functypes")));
    image_.num_functypes = static_cast<uint32_t>(w.types.size());
    set(&wexn_module_image::functypes, functypes_);
  }
  Constant *functype(uint32_t type_index) {
    return ConstantExpr::getInBoundsGetElementPtr(
        m.i8, functypes_, ConstantInt::get(m.i64, sizeof(wexn_functype) * uint64_t{type_index}));
  }

  void build_functions() {
    Blob defs, slots;
    for (uint32_t i : l.func_defs) {
      const uint64_t at = defs.append(wexn_func_def{});
      defs.point(at + offsetof(wexn_func_def, code), m.entry(i));
      if (m.makes_tail_calls(i))
        defs.point(at + offsetof(wexn_func_def, tail_code), m.body(i));
      defs.point(at + offsetof(wexn_func_def, functype), functype(w.funcs[i].type));
    }
    for (uint32_t i = w.num_imported_funcs; i < w.funcs.size(); ++i)
      slots.append(l.func_slot[i]);
    image_.num_func_defs = static_cast<uint32_t>(l.func_defs.size());
    set(&wexn_module_image::func_defs, defs.global(m.llvm, m.own_symbol("func_defs")));
    set(&wexn_module_image::func_slots, slots.global(m.llvm, m.own_symbol("func_slots")));
    // Direct calls need no wrapper, and a body that nothing else refers to may be in another
    // object.
    for (uint32_t i : l.func_defs)
      if (m.makes_tail_calls(i))
        build_code_wrapper(m, i);
      else if (m.has_entry(i))
        build_segment_entry(m, i);
    for (const wasm::Export &e : w.exports)
      if (e.kind == wasm::ExternKind::Func)
        build_typed_export(m, e.index, enters_[w.funcs[e.index].type],
                           export_symbol(m.options.name, e.name));
  }

  // The same text is there once: modules import many things from one other.
  Constant *string(std::string_view text) {
    Constant *&known = strings_[StringRef(text.data(), text.size())];
    if (known)
      return known;
    Constant *v = ConstantDataArray::getString(m.ctx, StringRef(text.data(), text.size()), true);
    auto *g = new GlobalVariable(m.llvm, v->getType(), true, GlobalValue::PrivateLinkage, v,
                                 m.own_symbol("str"));
    g->setUnnamedAddr(GlobalValue::UnnamedAddr::Global);
    return known = g;
  }
  void append_name(Blob &blob, uint64_t at, std::string_view text) {
    blob.point(at + offsetof(wexn_name, data), string(text));
  }

  // The same input gives the same bytes, so none are left to chance when this is copied.
  static_assert(std::has_unique_object_representations_v<wexn_limits>);
  static wexn_limits limits(const wasm::Limits &from, uint32_t page_log2 = 16) {
    wexn_limits to{};
    to.min = from.min;
    to.max = from.max.value_or(0);
    to.has_max = from.max.has_value();
    to.is64 = from.is64;
    to.shared = from.shared;
    to.page_log2 = page_log2 != 0 ? static_cast<uint8_t>(page_log2) : WEXN_PAGES_OF_1_BYTE;
    return to;
  }
  // The type of entity `index` of a kind, with the pointers it needs, relative to its own start.
  std::pair<wexn_externtype, std::vector<std::pair<uint64_t, Constant *>>>
  externtype(wasm::ExternKind kind, uint32_t index) {
    wexn_externtype t{};
    std::vector<std::pair<uint64_t, Constant *>> pointers;
    auto value = [&](const wasm::ValType &v, bool mutable_) {
      t.value = valtype(v);
      t.value.mutable_ = mutable_;
      pointers.emplace_back(offsetof(wexn_externtype, value) + offsetof(wexn_valtype, type),
                            concrete(v));
    };
    auto func = [&](uint32_t type) {
      pointers.emplace_back(offsetof(wexn_externtype, functype), functype(type));
    };
    switch (kind) {
    case wasm::ExternKind::Func:
      t.kind = WEXN_EXTERN_FUNC;
      func(w.funcs[index].type);
      break;
    case wasm::ExternKind::Table:
      t.kind = WEXN_EXTERN_TABLE;
      t.limits = limits(w.tables[index].type.limits);
      value(w.tables[index].type.elem, false);
      break;
    case wasm::ExternKind::Memory:
      t.kind = WEXN_EXTERN_MEMORY;
      t.limits = limits(w.memories[index].type.limits, w.memories[index].type.page_log2);
      break;
    case wasm::ExternKind::Global:
      t.kind = WEXN_EXTERN_GLOBAL;
      value(w.globals[index].type.type, w.globals[index].type.mutable_);
      break;
    case wasm::ExternKind::Tag:
      t.kind = WEXN_EXTERN_TAG;
      func(w.tags[index].type);
      break;
    }
    return {t, pointers};
  }
  void point_externtype(Blob &blob, uint64_t at, wasm::ExternKind kind, uint32_t index) {
    for (const auto &[offset, target] : externtype(kind, index).second)
      blob.point(at + offset, target);
  }
  Constant *externtypes(wasm::ExternKind kind, size_t count, const char *name) {
    Blob blob;
    for (uint32_t i = 0; i < count; ++i)
      point_externtype(blob, blob.append(externtype(kind, i).first), kind, i);
    return blob.global(m.llvm, m.own_symbol(name));
  }

  void build_externs() {
    Blob imports, exports;
    for (const wasm::Import &i : w.imports) {
      wexn_import_desc d{};
      d.module.size = i.module.size();
      d.name.size = i.name.size();
      d.type = externtype(i.kind, i.index).first;
      const uint64_t at = imports.append(d);
      append_name(imports, at + offsetof(wexn_import_desc, module), i.module);
      append_name(imports, at + offsetof(wexn_import_desc, name), i.name);
      point_externtype(imports, at + offsetof(wexn_import_desc, type), i.kind, i.index);
    }
    for (const wasm::Export &e : w.exports) {
      wexn_export_desc d{};
      d.name.size = e.name.size();
      d.index = e.index;
      d.type = externtype(e.kind, e.index).first;
      const uint64_t at = exports.append(d);
      append_name(exports, at + offsetof(wexn_export_desc, name), e.name);
      point_externtype(exports, at + offsetof(wexn_export_desc, type), e.kind, e.index);
    }
    image_.num_imports = static_cast<uint32_t>(w.imports.size());
    image_.num_exports = static_cast<uint32_t>(w.exports.size());
    set(&wexn_module_image::imports, imports.global(m.llvm, m.own_symbol("imports")));
    set(&wexn_module_image::exports, exports.global(m.llvm, m.own_symbol("exports")));
    set(&wexn_module_image::memory_types,
        externtypes(wasm::ExternKind::Memory, w.memories.size(), "memory_types"));
    set(&wexn_module_image::table_types,
        externtypes(wasm::ExternKind::Table, w.tables.size(), "table_types"));
    set(&wexn_module_image::global_types,
        externtypes(wasm::ExternKind::Global, w.globals.size(), "global_types"));
    set(&wexn_module_image::tag_types,
        externtypes(wasm::ExternKind::Tag, w.tags.size(), "tag_types"));
  }

  void build_segments() {
    Blob datas, elems;
    for (const wasm::DataSegment &d : w.datas) {
      wexn_data_segment s{};
      s.size = d.bytes.size();
      const uint64_t at = datas.append(s);
      if (d.bytes.empty())
        continue;
      Constant *v =
          ConstantDataArray::get(m.ctx, ArrayRef<uint8_t>(d.bytes.data(), d.bytes.size()));
      auto *g = new GlobalVariable(m.llvm, v->getType(), true, GlobalValue::PrivateLinkage, v,
                                   m.own_symbol("data"));
      g->setAlignment(Align(16));
      datas.point(at + offsetof(wexn_data_segment, bytes), g);
    }
    for (uint32_t i = 0; i < w.elems.size(); ++i) {
      const wasm::ElemSegment &e = w.elems[i];
      wexn_elem_def d{};
      d.size = e.size();
      d.type = valtype(e.type);
      d.values_index = l.elem_value_index[i];
      const uint64_t at = elems.append(d);
      elems.point(at + offsetof(wexn_elem_def, type) + offsetof(wexn_valtype, type),
                  concrete(e.type));
      if (e.uses_exprs || e.funcs.empty())
        continue;
      Blob funcs;
      for (uint32_t f : e.funcs)
        funcs.append(f);
      elems.point(at + offsetof(wexn_elem_def, funcs), funcs.global(m.llvm, m.own_symbol("elem")));
    }
    image_.num_datas = static_cast<uint32_t>(w.datas.size());
    image_.num_elems = static_cast<uint32_t>(w.elems.size());
    image_.num_elem_values = l.num_elem_values;
    set(&wexn_module_image::data_defs, datas.global(m.llvm, m.own_symbol("datas")));
    set(&wexn_module_image::elem_defs, elems.global(m.llvm, m.own_symbol("elems")));
  }

  void build_limits() {
    Blob extents;
    for (const uint32_t extent : l.extents)
      extents.append(extent);
    if (l.extents.empty())
      return;
    set(&wexn_module_image::limit_extents, extents.global(m.llvm, m.own_symbol("limit_extents")));
  }

  void build_object_types() {
    Blob types;
    for (const uint32_t index : m.facts.object_types)
      types.point(types.append(static_cast<const wexn_type *>(nullptr)), m.type_symbol(index));
    image_.num_object_types = static_cast<uint32_t>(m.facts.object_types.size());
    set(&wexn_module_image::object_types, types.global(m.llvm, m.own_symbol("object_types")));
  }

  // Functions, then tags.
  void build_names() {
    if (w.names.funcs.empty() && w.names.tags.empty())
      return;
    Blob offsets;
    std::string text;
    const auto append = [&](const auto &names, size_t count) {
      for (uint32_t i = 0; i < count; ++i) {
        offsets.append(static_cast<uint32_t>(text.size()));
        if (const auto it = names.find(i); it != names.end())
          text += readable_rust_name(it->second);
      }
    };
    append(w.names.funcs, w.funcs.size());
    if (!w.names.tags.empty())
      append(w.names.tags, w.tags.size());
    offsets.append(static_cast<uint32_t>(text.size()));
    set(&wexn_module_image::func_name_offsets,
        offsets.global(m.llvm, m.own_symbol("name_offsets")));
    set(&wexn_module_image::func_names, string(text));
  }

  void build_source_names() {
    if (!m.options.source || m.options.source->names().empty())
      return;
    Blob offsets;
    std::string text;
    for (const std::string &name : m.options.source->names()) {
      offsets.append(static_cast<uint32_t>(text.size()));
      text += name;
    }
    offsets.append(static_cast<uint32_t>(text.size()));
    image_.num_source_names = static_cast<uint32_t>(m.options.source->names().size());
    set(&wexn_module_image::source_name_offsets,
        offsets.global(m.llvm, m.own_symbol("source_offsets")));
    set(&wexn_module_image::source_names, string(text));
  }

  // Where the tables of the whole program begin or end: linkers define these symbols.
  GlobalVariable *bound(objfmt::SectionId section, bool end) {
    const bool elf = Triple(m.llvm.getTargetTriple()).isOSBinFormatELF();
    // \1: no underscore in front of it.
    const std::string symbol = elf ? objfmt::bound_symbol(section, ObjectFormat::Elf, end)
                                   : "\1" + objfmt::bound_symbol(section, ObjectFormat::MachO, end);
    if (GlobalVariable *known = m.llvm.getNamedGlobal(symbol))
      return known;
    // Weak on ELF: a program without a single row has no such section, and both bounds are null.
    // Linkers for Mach-O then make an empty section.
    auto *g = new GlobalVariable(
        m.llvm, m.i8, true, elf ? GlobalValue::ExternalWeakLinkage : GlobalValue::ExternalLinkage,
        nullptr, symbol);
    g->setVisibility(GlobalValue::HiddenVisibility);
    g->setDSOLocal(true);
    return g;
  }

  struct RuntimeParts {
#define RUNTIME_PART(part) bool part;
#define THREAD_PART RUNTIME_PART
#include <wexn/abi/runtime_parts.def>
  };
  RuntimeParts runtime_parts() {
    RuntimeParts needed = {.heap = m.facts.takes_exnref,
                           .faults = m.options.stack_guard,
                           .threads = m.has_shared_memory && m.options.hosted,
                           .wasi_threads = false};
    for (const wasm::Import &import : w.imports)
      needed.wasi_threads |= import.module == "wasi" && import.name == "thread-spawn";
    for (uint32_t i = 0; i < w.memories.size(); ++i)
      needed.faults |= m.guarded(i);
    return needed;
  }

  // Where the parts of an instance lie, and how many there are.
  void describe_layout() {
    image_.instance_size = l.size;
    image_.memories = l.memories;
    image_.tables = l.tables;
    image_.imported_globals = l.imported_globals;
    image_.globals = l.globals;
    image_.tags = l.tags;
    image_.imported_funcs = l.imported_funcs;
    image_.funcs = l.funcs;
    image_.datas = l.datas;
    image_.elems = l.elems;
    image_.memory_cells = l.memory_cells;
    image_.table_cells = l.table_cells;
    image_.tag_cells = l.tag_cells;
    image_.elem_values = l.elem_values;
    image_.rtts = l.rtts;
    image_.max_payload_bytes = l.max_payload_bytes;
    auto count = [](size_t n) { return static_cast<uint32_t>(n); };
    image_.num_imported_memories = w.num_imported_memories;
    image_.num_memories = count(w.memories.size());
    image_.num_imported_tables = w.num_imported_tables;
    image_.num_tables = count(w.tables.size());
    image_.num_imported_globals = w.num_imported_globals;
    image_.num_globals = count(w.globals.size());
    image_.num_imported_tags = w.num_imported_tags;
    image_.num_tags = count(w.tags.size());
    image_.num_imported_funcs = w.num_imported_funcs;
    image_.num_funcs = count(w.funcs.size());
  }

  void finish_image(Function *init) {
    image_.abi_version = WEXN_ABI_VERSION;
    image_.flags = (m.options.software_bounds ? WEXN_IMAGE_SOFTWARE_BOUNDS : 0u) |
                   (m.facts.takes_exnref ? WEXN_IMAGE_USES_HEAP : 0u) |
                   (m.facts.uses_objects ? WEXN_IMAGE_USES_OBJECTS : 0u) |
                   (m.options.stack_check ? WEXN_IMAGE_STACK_CHECK : 0u) |
                   (m.options.stack_guard ? WEXN_IMAGE_STACK_GUARD : 0u) |
                   (m.options.interruptible ? WEXN_IMAGE_INTERRUPTIBLE : 0u) |
                   (m.options.stub_imports ? WEXN_IMAGE_STUB_IMPORTS : 0u) |
                   (m.options.segment ? WEXN_IMAGE_SEGMENT : 0u) |
                   (w.names.tags.empty() ? 0u : WEXN_IMAGE_TAG_NAMES);
    describe_layout();
    image_.name.size = m.options.name.size();
    point(image_.name.data, string(m.options.name));
    point(image_.abi_symbol, new GlobalVariable(m.llvm, m.i8, true, GlobalValue::ExternalLinkage,
                                                nullptr, WEXN_STRINGIFY(WEXN_ABI_SYMBOL)));
    point(image_.init, init);
    point(image_.init_enter, build_enter_thunk(m, wasm::FuncType{}, "wexn.enter.init"));
    point(image_.unwind_funcs_start, bound(objfmt::SectionId::Funcs, false));
    point(image_.unwind_funcs_end, bound(objfmt::SectionId::Funcs, true));
    point(image_.unwind_sites_start, bound(objfmt::SectionId::Sites, false));
    point(image_.unwind_sites_end, bound(objfmt::SectionId::Sites, true));
    point(image_.inline_rows_start, bound(objfmt::SectionId::Inline, false));
    point(image_.inline_rows_end, bound(objfmt::SectionId::Inline, true));
    point(image_.inline_chains_start, bound(objfmt::SectionId::Chains, false));
    point(image_.inline_chains_end, bound(objfmt::SectionId::Chains, true));
    const RuntimeParts needed = runtime_parts();
    if (needed.threads || needed.wasi_threads)
      image_.flags |= WEXN_IMAGE_THREAD_PARTS;
    auto symbol = [&](const char *name) {
      return new GlobalVariable(m.llvm, m.i8, true, GlobalValue::ExternalLinkage, nullptr, name);
    };
#define RUNTIME_PART(part)                                                                         \
  if (needed.part)                                                                                 \
    point(image_.part, symbol("wexn_rt_" #part));
#define THREAD_PART(part)
#include <wexn/abi/runtime_parts.def>

    Blob blob;
    static_assert(std::has_unique_object_representations_v<wexn_module_image>); // as of limits
    blob.append(image_);
    for (const auto &[offset, target] : pointers_)
      blob.point(offset, target);
    if ((image_.flags & WEXN_IMAGE_THREAD_PARTS) != 0) {
      const uint64_t parts = blob.append(wexn_thread_parts{});
#define RUNTIME_PART(part)
#define THREAD_PART(part)                                                                          \
  if (needed.part)                                                                                 \
    blob.point(parts + offsetof(wexn_thread_parts, part), symbol("wexn_rt_" #part));
#include <wexn/abi/runtime_parts.def>
    }
    Constant *value = blob.value(m.ctx);
    auto *image = new GlobalVariable(m.llvm, value->getType(), true, GlobalValue::ExternalLinkage,
                                     value, symbol_prefix(m.options.name) + "module");
    image->setAlignment(Align(16));
    image->setDSOLocal(true);
    // What a program's WASI main runs, unless it is linked from several objects and says otherwise.
    auto *main = new GlobalVariable(m.llvm, m.ptr, true, GlobalValue::WeakAnyLinkage, image,
                                    "wexn_main_module");
    main->setVisibility(GlobalValue::HiddenVisibility);
    main->setDSOLocal(true);
    main->setAlignment(Align(8));
  }
};

} // namespace

Status build_image(ModuleContext &m) { return ImageBuilder(m).build(); }

} // namespace wexn::ir
