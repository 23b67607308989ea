// See module_context.h. What calls find in tables is in dispatch_tables.cpp.
#include "wexnc/ir/module_context.h"

#include "wexnc/ir/access_check.h"
#include "wexnc/ir/func_marks.h"
#include "wexnc/ir/global_marks.h"
#include "wexnc/ir/object_marks.h"
#include "wexnc/ir/segment_attribute.h"
#include "wexnc/ir/stack_attribute.h"
#include "wexnc/ir/tag_marks.h"
#include "wexnc/ir/type_hash.h"
#include "wexnc/wasm/match.h"

#include <wexn/abi/object.h>
#include <wexn/abi/vmctx.h>

#include "llvm/IR/Intrinsics.h"
#include "llvm/IR/MDBuilder.h"
#include "llvm/Support/raw_ostream.h"
#include "llvm/TargetParser/Triple.h"

#include <algorithm>
#include <set>

namespace wexn::ir {

using namespace llvm;

ModuleContext::ModuleContext(const wasm::Module &wasm_module, const ModuleFacts &module_facts,
                             const Layout &instance_layout,
                             const TranslateOptions &translate_options, Module &llvm_module)
    : wasm(wasm_module), facts(module_facts), layout(instance_layout), options(translate_options),
      llvm(llvm_module), ctx(llvm_module.getContext()),
      debug(llvm_module, translate_options.name, translate_options.optimize,
            translate_options.source) {
  i1 = Type::getInt1Ty(ctx);
  i8 = Type::getInt8Ty(ctx);
  i16 = Type::getInt16Ty(ctx);
  i32 = Type::getInt32Ty(ctx);
  i64 = Type::getInt64Ty(ctx);
  f32 = Type::getFloatTy(ctx);
  f64 = Type::getDoubleTy(ctx);
  v128 = FixedVectorType::get(i64, 2);
  ptr = PointerType::get(ctx, 0);
  void_ = Type::getVoidTy(ctx);
  x86 = Triple(llvm.getTargetTriple()).isX86();
  has_shared_memory = std::any_of(wasm.memories.begin(), wasm.memories.end(),
                                  [](const auto &memory) { return memory.type.limits.shared; });
  empty_ = MDNode::get(ctx, {});
  unlikely_ = MDBuilder(ctx).createBranchWeights(1, 1u << 20);
  // As much again as there is; a small module may have its few loops at once.
  guessed_bytes_left = 16 * 1024;
  for (uint32_t i = options.first; i < options.end; ++i)
    guessed_bytes_left += wasm.funcs[i].body.size();
  signatures_.resize(wasm.types.size());
  bodies_.resize(wasm.funcs.size());
  codes_.resize(wasm.funcs.size());
  entries_.resize(wasm.funcs.size());
  type_symbols_.resize(wasm.types.size());
  make_tbaa();
  describe_memories();
  describe_globals();
  name_functions();
  llvm.addModuleFlag(Module::Warning, kImportedTagsFlag, wasm.num_imported_tags);
}

void ModuleContext::make_tbaa() {
  static const char *const names[] = {"memory", "vmctx",      "memory size", "global",
                                      "table",  "table head", "func",        "segment",
                                      "store",  "payload",    kObjectHead};
  static_assert(std::size(names) == static_cast<size_t>(AliasKind::Count_));
  MDBuilder md(ctx);
  MDNode *root = md.createTBAARoot("wexn");
  for (const char *name : names) {
    MDNode *type = md.createTBAAScalarTypeNode(name, root);
    tbaa_.push_back(md.createTBAAStructTagNode(type, type, 0));
  }
}

void ModuleContext::describe_memories() {
  for (uint32_t i = 0; i < wasm.memories.size(); ++i) {
    const wasm::MemoryType &t = wasm.memories[i].type;
    MemoryFacts known;
    const bool fits = t.limits.min <= UINT64_MAX >> t.page_log2;
    known.page_log2 = t.page_log2;
    known.min_bytes = fits ? t.limits.min << t.page_log2 : 0;
    known.is64 = t.limits.is64;
    known.shared = shared(i);
    known.guarded = guarded(i);
    known.head_offset = layout.memories + sizeof(wexn_memory_entry) * uint64_t{i} +
                        offsetof(wexn_memory_entry, memory);
    known.kind = tbaa(AliasKind::Memory);
    known.head_kind = tbaa(AliasKind::Vmctx);
    known.size_kind = tbaa(AliasKind::MemorySize);
    if (i == wasm.num_imported_memories && !layout.extents.empty()) {
      known.cell_offset = layout.memory_cells;
      known.extents = cast<ConstantDataArray>(ConstantDataArray::get(ctx, layout.extents));
    }
    memories.push_back(known);
    add_memory_facts(llvm, known);
  }
}

// More are of no use; and a load of more than the global has those in its lowest bits, too.
constexpr unsigned kMostGlobalZeros = 16;

void ModuleContext::describe_globals() {
  for (uint32_t i = wasm.num_imported_globals; i < wasm.globals.size(); ++i)
    if (const unsigned zeros = std::min<unsigned>(facts.global_zeros[i], kMostGlobalZeros))
      add_global_mark(llvm, global_offset(i), zeros);
}

uint64_t ModuleContext::global_offset(uint32_t global) const {
  return layout.globals + sizeof(wexn_global) * uint64_t{global - wasm.num_imported_globals};
}

MDNode *ModuleContext::new_tbaa(const Twine &name) {
  MDBuilder md(ctx);
  MDNode *type = md.createTBAAScalarTypeNode(name.str(), md.createTBAARoot("wexn"));
  return md.createTBAAStructTagNode(type, type, 0);
}

MDNode *ModuleContext::field_tbaa(uint32_t type_index, uint32_t field) {
  uint32_t declaring = type_index;
  for (auto above = wasm.types[type_index].super; above && field < wasm.types[*above].fields.size();
       above = wasm.types[*above].super)
    declaring = *above;
  declaring = wasm.types[declaring].canonical;
  MDNode *&node = field_tbaa_[{declaring, field}];
  if (!node)
    node = new_tbaa(kObjectField + Twine(declaring) + "." + Twine(field));
  return node;
}

MDNode *ModuleContext::element_tbaa(uint32_t type_index) {
  Type *type = storage(wasm.types[type_index].fields.front());
  MDNode *&node = element_tbaa_[type];
  if (!node)
    node = new_tbaa(kObjectElement + Twine(element_tbaa_.size()));
  return node;
}

Type *ModuleContext::storage(const wasm::FieldType &field) const {
  switch (field.packed) {
  case wasm::Packed::I8:
    return i8;
  case wasm::Packed::I16:
    return i16;
  case wasm::Packed::None:
    return type(field.type);
  }
  bug("packed type");
}

const ModuleContext::ObjectLayout &ModuleContext::object_layout(uint32_t type_index) {
  const auto [known, is_new] = object_layouts_.try_emplace(type_index);
  ObjectLayout &object = known->second;
  if (!is_new)
    return object;
  wexn_struct_layout places{WEXN_STRUCT_FIELDS, {}};
  for (const wasm::FieldType &field : wasm.types[type_index].fields) {
    const uint64_t bytes = llvm.getDataLayout().getTypeStoreSize(storage(field));
    object.offsets.push_back(wexn_place_field(&places, Log2_64(bytes)));
  }
  object.size = places.end;
  return object;
}

// Of the bodies of functions that make tail calls.
static constexpr const char *kTail = ".tail";

// Symbols carry the module's own names; a name used twice gets its function's index appended. Each
// part of a big module finds the same symbols, so LLVM must have no reason to choose others.
void ModuleContext::name_functions() {
  std::set<std::string> used;
  symbols_.resize(wasm.funcs.size());
  for (uint32_t i = 0; i < wasm.funcs.size(); ++i) {
    const bool tail = makes_tail_calls(i);
    const auto take = [&](const std::string &name) {
      if (used.contains(name) || (tail && used.contains(name + kTail)))
        return false;
      used.insert(name);
      if (tail)
        used.insert(name + kTail);
      return true;
    };
    std::string name = options.name + "." + func_name(i);
    // ELF symbol names end at a NUL byte; what follows an @ is a version for linkers.
    for (char &c : name)
      if (c == '\0' || c == '@')
        c = '.';
    if (!take(name)) {
      name += "." + std::to_string(i);
      while (!take(name))
        name += "_";
    }
    symbols_[i] = std::move(name);
  }
}

std::string ModuleContext::own_symbol(const std::string &what) const {
  return "wexn." + what + "." + options.name;
}

std::string ModuleContext::func_name(uint32_t func) const {
  auto it = wasm.names.funcs.find(func);
  if (it != wasm.names.funcs.end() && !it->second.empty())
    return it->second;
  return "f" + std::to_string(func);
}

std::string ModuleContext::func_symbol(uint32_t func) { return symbols_[func]; }

bool ModuleContext::is_managed(const wasm::ValType &t) const {
  if (!t.is_ref())
    return false;
  const wasm::HeapKind top = wasm::top_of(wasm, t.heap);
  return top == wasm::HeapKind::Any || top == wasm::HeapKind::Exn;
}

Type *ModuleContext::type(const wasm::ValType &t) const {
  switch (t.kind) {
  case wasm::ValKind::I32:
    return i32;
  case wasm::ValKind::I64:
    return i64;
  case wasm::ValKind::F32:
    return f32;
  case wasm::ValKind::F64:
    return f64;
  case wasm::ValKind::V128:
    return v128;
  case wasm::ValKind::Ref:
    return is_managed(t) ? i32 : ptr;
  case wasm::ValKind::Bottom:
    break;
  }
  bug("value of bottom type in reachable code");
}

namespace {

// Whether LLVM's tailcc, on x86-64, disagrees with itself about the bytes of the arguments on the
// stack: what calls rounds them up to the alignment of a vector, what is called does not, and takes
// fewer off the stack. `params`: the instance, parameters, and the place of results.
bool is_odd_on_stack(ArrayRef<Type *> params) {
  unsigned numbers = 6, vectors = 8; // registers left
  uint64_t bytes = 0;
  bool aligned = false;
  for (const Type *type : params) {
    unsigned &left = type->isFloatingPointTy() || type->isVectorTy() ? vectors : numbers;
    if (left != 0) {
      --left;
    } else if (type->isVectorTy()) {
      bytes = alignTo(bytes, 16) + 16;
      aligned = true;
    } else {
      bytes += 8;
    }
  }
  return aligned && bytes % 16 != 0;
}

} // namespace

void Signature::pad(std::vector<Value *> &args) const {
  if (padded)
    args.push_back(Constant::getNullValue(type->params().back()));
}

Signature ModuleContext::make_signature(const wasm::FuncType &t) const {
  Signature s;
  std::vector<Type *> params{ptr}, results;
  for (const wasm::ValType &p : t.params)
    params.push_back(type(p));
  for (const wasm::ValType &r : t.results)
    results.push_back(type(r));
  if (results.empty())
    s.result = void_;
  else if (results.size() == 1)
    s.result = results[0];
  else if (results.size() == 2)
    s.result = StructType::get(ctx, results);
  else {
    s.result = void_;
    s.result_pointer = true;
    params.push_back(ptr);
  }
  // A number of which there is no more in registers.
  s.padded = is_odd_on_stack(params);
  if (s.padded)
    params.push_back(f64);
  s.type = FunctionType::get(s.result, params, false);
  return s;
}

const Signature &ModuleContext::signature(uint32_t type_index) {
  Signature &s = signatures_[type_index];
  if (!s.type)
    s = make_signature(wasm.types[type_index].func);
  return s;
}

void ModuleContext::probe_stack(Function *f) const {
  f->addFnAttr("probe-stack", "inline-asm");
  // On x86 LLVM touches all of a frame but the lowest part, of that size at most. A call's return
  // address is below it, and is not to be behind the guard page.
  if (x86)
    f->addFnAttr("stack-probe-size", "4080");
}

void ModuleContext::set_stack(Function *f, StringRef store) const {
  if (options.stack_check || options.stack_guard)
    f->addFnAttr(kStackAttribute, store);
  if (options.stack_guard) {
    probe_stack(f);
    f->addFnAttr(Attribute::NoRedZone); // it would reach a page and more beyond the last probe
  }
}

void ModuleContext::set_attributes(Function *f, Convention convention) const {
  set_convention(*f, convention);
  f->addFnAttr("frame-pointer", "all");
  // Only return_call is a tail call: others keep their frames, for backtraces and so that endless
  // recursion exhausts the stack instead of turning into an endless loop.
  f->addFnAttr("disable-tail-calls", "true");
  f->setUWTableKind(UWTableKind::Async);
  set_stack(f, kStoreOfInstance);
  f->addParamAttr(0, Attribute::NonNull);
  f->addParamAttr(0, Attribute::NoUndef);
  f->addDereferenceableParamAttr(0, layout.size);
  if (!options.optimize) {
    f->addFnAttr(Attribute::NoInline);
    f->addFnAttr(Attribute::OptimizeNone);
  }
}

bool ModuleContext::is_private(uint32_t func) const {
  const Callers &callers = facts.callers[func];
  return options.one_object || (func >= options.first && func < options.end &&
                                !wasm.declared_refs[func] && wasm.start != func && !callers.small &&
                                callers.first >= options.first && callers.last < options.end);
}

Function *ModuleContext::body(uint32_t func) {
  Function *&f = bodies_[func];
  if (f)
    return f;
  bool tail = makes_tail_calls(func);
  const Signature &s = signature(wasm.funcs[func].type);
  f = Function::Create(
      s.type, is_private(func) ? GlobalValue::InternalLinkage : GlobalValue::ExternalLinkage,
      tail ? func_symbol(func) + kTail : func_symbol(func), llvm);
  if (!is_private(func))
    f->setVisibility(GlobalValue::HiddenVisibility);
  f->setDSOLocal(true);
  set_attributes(f, convention(func));
  f->addFnAttr(kFuncIndexAttribute, std::to_string(func));
  if (options.segment)
    f->addFnAttr(kSegmentAttribute);
  if (!tail)
    codes_[func] = f;
  return f;
}

// For a function that makes tail calls: a wrapper with the usual convention around the body.
Function *ModuleContext::code(uint32_t func) {
  Function *&f = codes_[func];
  if (f)
    return f;
  Function *inner = body(func);
  if (f)
    return f;
  f = Function::Create(inner->getFunctionType(),
                       is_private(func) ? GlobalValue::InternalLinkage
                                        : GlobalValue::ExternalLinkage,
                       func_symbol(func), llvm);
  if (!is_private(func))
    f->setVisibility(GlobalValue::HiddenVisibility);
  f->setDSOLocal(true);
  set_attributes(f, Convention::Compiled);
  return f;
}

Function *ModuleContext::entry(uint32_t func) {
  if (!has_entry(func))
    return code(func);
  Function *&f = entries_[func];
  if (f)
    return f;
  f = Function::Create(body(func)->getFunctionType(), GlobalValue::InternalLinkage,
                       own_symbol("entry") + "." + std::to_string(func), llvm);
  set_convention(*f, Convention::Compiled);
  f->addFnAttr("frame-pointer", "all");
  f->setUWTableKind(UWTableKind::Async);
  return f;
}

namespace {
bool has_effect(RuntimeCall call, StringRef wanted) {
  switch (call) {
#define RUNTIME_CALL(name, ret, params, effects)                                                   \
  case RuntimeCall::name##_:                                                                       \
    return wanted == #effects;
#include <wexn/abi/runtime_calls.def>
  }
  bug("runtime call without a row");
}
} // namespace

bool ModuleContext::throws(RuntimeCall call) {
  return has_effect(call, "Throws") || has_effect(call, "NoReturnThrows");
}

FunctionCallee ModuleContext::runtime(RuntimeCall call) {
  const char *name = nullptr, *params = nullptr;
  char result = 'v';
  switch (call) {
#define RUNTIME_CALL(id, ret, parameters, effects)                                                 \
  case RuntimeCall::id##_:                                                                         \
    name = "wexn_rt_" #id;                                                                         \
    params = parameters;                                                                           \
    result = #ret[0];                                                                              \
    break;
#include <wexn/abi/runtime_calls.def>
  }
  if (Function *known = llvm.getFunction(name))
    return known;
  auto letter = [&](char c) -> Type * {
    switch (c) {
    case 'v':
      return void_;
    case 'p':
      return ptr;
    case 'i':
      return i32;
    case 'l':
      return i64;
    default:
      bug("runtime_calls.def: unknown letter");
    }
  };
  std::vector<Type *> types;
  for (const char *p = params; *p; ++p)
    types.push_back(letter(*p));
  auto *f = Function::Create(FunctionType::get(letter(result), types, false),
                             GlobalValue::ExternalLinkage, name, llvm);
  if (!throws(call))
    f->setDoesNotThrow();
  if (has_effect(call, "NoReturn") || has_effect(call, "NoReturnThrows")) {
    f->setDoesNotReturn();
    f->addFnAttr(Attribute::Cold);
  }
  if (has_effect(call, "Allocates"))
    f->setMemoryEffects(MemoryEffects::readOnly() | MemoryEffects::inaccessibleMemOnly());
  if (has_effect(call, "Pure")) {
    f->setMemoryEffects(MemoryEffects::none());
    f->addFnAttr(Attribute::WillReturn);
  }
  return f;
}

const std::vector<std::array<uint8_t, 32>> &ModuleContext::type_hashes() {
  if (type_hashes_.empty())
    type_hashes_ = hash_types(wasm);
  return type_hashes_;
}

GlobalVariable *ModuleContext::type_symbol(uint32_t index) {
  GlobalVariable *&g = type_symbols_[index];
  if (g)
    return g;
  const auto &hash = type_hashes()[index];
  std::string name = "wexn.type.";
  for (uint8_t byte : hash) {
    name += "0123456789abcdef"[byte >> 4];
    name += "0123456789abcdef"[byte & 15];
  }
  // Canonically equal definitions of this module share the symbol.
  if (GlobalVariable *known = llvm.getNamedGlobal(name))
    return g = known;
  // Declared here; build_image() defines those of the object.
  g = new GlobalVariable(llvm, i8, true, GlobalValue::ExternalLinkage, nullptr, name);
  g->setVisibility(GlobalValue::HiddenVisibility);
  g->setDSOLocal(true);
  g->setAlignment(Align(8));
  return g;
}

void ModuleContext::replace_type_symbol(GlobalVariable *declared, GlobalVariable *defined) {
  for (GlobalVariable *&g : type_symbols_)
    if (g == declared)
      g = defined;
  declared->replaceAllUsesWith(defined);
  declared->eraseFromParent();
}

Constant *ModuleContext::tag_marker(uint32_t tag, bool with_ref) {
  Constant *&c = (with_ref ? tag_ref_markers_ : tag_markers_)[tag];
  if (!c) {
    std::string name = (with_ref ? kTagRefMarker : kTagMarker) + std::to_string(tag);
    c = new GlobalVariable(llvm, i8, true, GlobalValue::ExternalLinkage, nullptr, name);
  }
  return c;
}

Constant *ModuleContext::catch_all_ref_marker() {
  if (GlobalVariable *g = llvm.getNamedGlobal(kAllRefMarker))
    return g;
  return new GlobalVariable(llvm, i8, true, GlobalValue::ExternalLinkage, nullptr, kAllRefMarker);
}

Function *ModuleContext::personality() {
  if (Function *f = llvm.getFunction("wexn_personality"))
    return f;
  return Function::Create(FunctionType::get(i32, true), GlobalValue::ExternalLinkage,
                          "wexn_personality", llvm);
}

} // namespace wexn::ir
