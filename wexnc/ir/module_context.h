// What all translated functions of one LLVM module share: types, symbols, alias metadata, runtime
// calls. Made once per LLVM module; a big Wasm module is translated into several of these.
#pragma once

#include "wexnc/ir/access_check.h"
#include "wexnc/ir/convention.h"
#include "wexnc/ir/debug_info.h"
#include "wexnc/ir/facts.h"
#include "wexnc/ir/layout.h"
#include "wexnc/ir/options.h"
#include "wexnc/wasm/module.h"

#include "llvm/IR/Constants.h"
#include "llvm/IR/IRBuilder.h"
#include "llvm/IR/Module.h"

#include <array>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <unordered_map>
#include <vector>

namespace wexn::ir {

// One enumerator per row of abi/runtime_calls.def, with an underscore behind (one row is `throw`).
enum class RuntimeCall : uint8_t {
#define RUNTIME_CALL(name, ret, params, effects) name##_,
#include <wexn/abi/runtime_calls.def>
};

// One enumerator per row of abi/traps.def.
enum class TrapCode : uint8_t {
#define TRAP(id, text) id,
#include <wexn/abi/traps.def>
};

// Kinds of memory that never overlap; each is a TBAA type of its own, so that a store to one never
// forces a reload of another.
enum class AliasKind : uint8_t {
  Memory,
  Vmctx,
  MemorySize,
  Global,
  Table,
  TableHead,
  Func,
  Segment,
  Store,
  Payload,
  ObjectHead, // types and lengths of objects: no code but the runtime's writes them
  Count_
};

// How parameters and results of a Wasm function type map to LLVM (contract: abi/types.h wexn_func).
struct Signature {
  llvm::FunctionType *type = nullptr; // vmctx first
  bool result_pointer = false;        // results through a wexn_slot[] parameter, the last
  bool padded = false;                // by a last parameter that nothing reads (is_odd_on_stack)
  llvm::Type *result = nullptr;       // LLVM return type

  // `args`: all others.
  void pad(std::vector<llvm::Value *> &args) const;
};
// REQUIRES: Signature::result_pointer of the function's type.
[[nodiscard]] inline llvm::Argument *result_area(llvm::Function &f) {
  llvm::Argument *last = f.arg_end() - 1;
  return last->getType()->isPointerTy() ? last : last - 1; // Signature::padded
}

// An element of a static table as call_indirect sees it.
struct DispatchEntry {
  uint32_t type; // ModuleContext::type_number
  int32_t code;  // from the start of the dispatch table
};

class ModuleContext {
public:
  ModuleContext(const wasm::Module &wasm, const ModuleFacts &facts, const Layout &layout,
                const TranslateOptions &options, llvm::Module &llvm);

  const wasm::Module &wasm;
  const ModuleFacts &facts;
  const Layout &layout;
  const TranslateOptions &options;
  llvm::Module &llvm;
  llvm::LLVMContext &ctx;

  llvm::Type *i1, *i8, *i16, *i32, *i64, *f32, *f64, *v128, *ptr, *void_;
  bool x86; // target has x86's float min/max and shift rules
  bool has_shared_memory;

  [[nodiscard]] llvm::Type *type(const wasm::ValType &t) const;
  // Of a defined global, from the instance's start.
  [[nodiscard]] uint64_t global_offset(uint32_t global) const;
  [[nodiscard]] bool is_managed(const wasm::ValType &t) const; // 32-bit references into the heap
  [[nodiscard]] const Signature &signature(uint32_t type_index);
  [[nodiscard]] Signature make_signature(const wasm::FuncType &type) const;

  // Functions: `body` is what direct calls use (tailcc if the function makes tail calls),
  // `code` the entry with the C convention.
  [[nodiscard]] llvm::Function *body(uint32_t func);
  [[nodiscard]] llvm::Function *code(uint32_t func);
  // What references to the function name: `code`, or what sets GS for it first (memory_segment.h).
  [[nodiscard]] llvm::Function *entry(uint32_t func);
  [[nodiscard]] bool has_entry(uint32_t func) const {
    return options.segment && !facts.only_in_static_tables[func];
  }
  [[nodiscard]] bool makes_tail_calls(uint32_t func) const { return facts.makes_tail_calls[func]; }
  // Of the function's body.
  [[nodiscard]] Convention convention(uint32_t func) const {
    return makes_tail_calls(func) ? Convention::Tail : Convention::Compiled;
  }
  // Whether nothing outside of this LLVM module refers to it.
  [[nodiscard]] bool is_private(uint32_t func) const;
  [[nodiscard]] std::string func_symbol(uint32_t func);
  // Of what is no function of the module: those may have any name behind that of the module.
  [[nodiscard]] std::string own_symbol(const std::string &what) const;
  [[nodiscard]] std::string func_name(uint32_t func) const; // for humans

  [[nodiscard]] llvm::FunctionCallee runtime(RuntimeCall call);
  [[nodiscard]] static bool throws(RuntimeCall call);

  // The weak symbol of a type definition (abi: wexn_type).
  [[nodiscard]] llvm::GlobalVariable *type_symbol(uint32_t type_index);
  // Puts the definition in the place of the declaration that type_symbol() made.
  void replace_type_symbol(llvm::GlobalVariable *declared, llvm::GlobalVariable *defined);
  [[nodiscard]] const std::vector<std::array<uint8_t, 32>> &type_hashes();

  // Where fields lie in objects (abi: wexn_place_field), by index, and bytes in all.
  struct ObjectLayout {
    std::vector<uint32_t> offsets;
    uint32_t size = 0;
  };
  [[nodiscard]] const ObjectLayout &object_layout(uint32_t type_index);
  // Of a field or element in memory.
  [[nodiscard]] llvm::Type *storage(const wasm::FieldType &field) const;

  // What a call_indirect can find, of which it needs nothing but the dispatch table; not direct if
  // the table is not static.
  [[nodiscard]] const Callees &callees(uint32_t table, uint32_t type_index);
  // The functions of this module that a call_ref of the type can find, if they are few; others come
  // from elsewhere. Empty: there are too many to guess.
  [[nodiscard]] const std::vector<uint32_t> &likely_callees(uint32_t type_index);
  // Of the small functions that calls through tables find, how many bytes may still be inlined.
  uint64_t guessed_bytes_left;
  // By element: DispatchEntry. Declared here; build_dispatch_tables() defines it.
  [[nodiscard]] llvm::GlobalVariable *dispatch_table(uint32_t table);
  // Of callees with a table of their own: by element - first, a ptr to the code, or an i32, where
  // it is from the start of the table. Declared here; build_dispatch_tables() defines it.
  [[nodiscard]] llvm::GlobalVariable *own_dispatch_table(uint32_t table, uint32_t canonical_type,
                                                         const Callees &callees);
  // Traps for an element that is not what a call_indirect wants: (vmctx, element), which is any
  // number from the size on if there is none. Declared here; build_dispatch_tables() defines it.
  [[nodiscard]] llvm::Function *wrong_element(uint32_t table);
  [[nodiscard]] bool shared(uint32_t memory) const {
    return wasm.memories[memory].type.limits.shared;
  }
  // Whether accesses of the memory are not checked: its pages around fault.
  [[nodiscard]] bool guarded(uint32_t memory) const {
    return is_guarded(wasm.memories[memory].type, options.software_bounds);
  }
  // The number of a function's type in a dispatch table; 0 stands for a null element.
  [[nodiscard]] uint32_t type_number(uint32_t type_index) const {
    return wasm.types[type_index].canonical + 1;
  }

  // Alias metadata for an access of that kind.
  [[nodiscard]] llvm::MDNode *tbaa(AliasKind kind) const {
    return tbaa_[static_cast<size_t>(kind)];
  }
  // The same for a field of a structure and for elements of an array. Only fields that are one in a
  // common supertype, and elements of the same storage type, can be in one place.
  [[nodiscard]] llvm::MDNode *field_tbaa(uint32_t type_index, uint32_t field);
  [[nodiscard]] llvm::MDNode *element_tbaa(uint32_t type_index);
  [[nodiscard]] llvm::MDNode *empty_node() const { return empty_; }
  [[nodiscard]] llvm::MDNode *unlikely() const { return unlikely_; }

  // The clause markers of landing pads (unwindinfo: kinds are told by name).
  [[nodiscard]] llvm::Constant *tag_marker(uint32_t tag, bool with_ref);
  [[nodiscard]] llvm::Constant *catch_all_ref_marker();
  [[nodiscard]] llvm::Function *personality();

  // Attributes that every compiled function carries.
  void set_attributes(llvm::Function *f, Convention convention) const;
  // Those among them that concern the stack, for functions of any type; `store`: see
  // stack_attribute.h.
  void set_stack(llvm::Function *f, llvm::StringRef store) const;
  // Has every page of the frame touched in turn.
  void probe_stack(llvm::Function *f) const;
  std::vector<MemoryFacts> memories; // as optimisation sees them, too
  DebugInfo debug;

private:
  std::vector<Signature> signatures_;
  std::vector<llvm::Function *> bodies_, codes_, entries_;
  std::vector<std::string> symbols_;
  std::vector<llvm::MDNode *> tbaa_;
  llvm::MDNode *empty_ = nullptr, *unlikely_ = nullptr;
  std::vector<llvm::GlobalVariable *> type_symbols_;
  std::vector<std::array<uint8_t, 32>> type_hashes_;
  std::optional<std::unordered_map<uint32_t, std::vector<uint32_t>>>
      likely_callees_;                         // by canonical type
  std::map<uint32_t, CalleesOfTable> callees_; // by table
  std::map<uint32_t, llvm::GlobalVariable *> dispatch_tables_;
  llvm::GlobalVariable *new_dispatch_table(llvm::Type *type, const std::string &name);
  std::map<uint32_t, ObjectLayout> object_layouts_;
  std::map<std::pair<uint32_t, uint32_t>, llvm::MDNode *>
      field_tbaa_; // by declaring type and field
  std::map<llvm::Type *, llvm::MDNode *> element_tbaa_;
  std::map<uint32_t, llvm::Constant *> tag_markers_, tag_ref_markers_;

  llvm::MDNode *new_tbaa(const llvm::Twine &name);
  void make_tbaa();
  void find_likely_callees();
  void describe_memories();
  void describe_globals();
  void name_functions();
};

} // namespace wexn::ir
