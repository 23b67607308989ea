// Module images written by hand, for tests of the runtime without the compiler: "compiled"
// functions are C++ functions in a section of their own, with frame pointers and unwind tables made
// here.
#pragma once

#include "runtime/instance/store.h"
#include "unwindinfo/tables.h"

#include <algorithm>
#include <cstring>
#include <deque>
#include <string_view>
#include <vector>
#include <wexn/wexn.h>

// Code that stands for compiled code. FAKE_FRAME makes the function keep a frame pointer.
#define FAKE_CODE __attribute__((section("fake_wasm"), noinline, used, no_sanitize("function")))
#define FAKE_FRAME asm volatile("" ::"r"(__builtin_frame_address(0)))

extern "C" {
extern const uint8_t __start_fake_wasm[], __stop_fake_wasm[];
[[noreturn]] void wexn_rt_trap(wexn_instance *, uint32_t);
void wexn_rt_throw_pending(wexn_store *);
uint64_t wexn_rt_memory_grow(wexn_instance *, uint32_t, uint64_t);
void wexn_rt_memory_init(wexn_instance *, uint32_t, uint32_t, uint64_t, uint64_t, uint64_t);
void wexn_rt_data_drop(wexn_instance *, uint32_t);
uint64_t wexn_rt_table_grow(wexn_instance *, uint32_t, uint64_t, uint64_t);
void wexn_rt_table_fill(wexn_instance *, uint32_t, uint64_t, uint64_t, uint64_t);
void wexn_rt_table_copy(wexn_instance *, uint32_t, uint32_t, uint64_t, uint64_t, uint64_t);
void wexn_rt_table_init(wexn_instance *, uint32_t, uint32_t, uint64_t, uint64_t, uint64_t);
void wexn_rt_elem_drop(wexn_instance *, uint32_t);
uint32_t wexn_rt_type_check(const wexn_type *, const wexn_type *);
}

namespace fake {

// So that the section is there in every test.
FAKE_CODE inline void anchor() {}

inline wexn_valtype val(uint8_t code, uint8_t heap = 0, bool is_mutable = false,
                        const wexn_type *type = nullptr) {
  wexn_valtype v{};
  v.code = code;
  v.heap = heap;
  v.mutable_ = is_mutable;
  v.type = type;
  return v;
}
inline wexn_valtype ref_null(uint8_t heap, const wexn_type *type = nullptr) {
  return val(WEXN_REF_NULL, heap, false, type);
}
inline wexn_valtype ref(uint8_t heap, const wexn_type *type = nullptr) {
  return val(WEXN_REF, heap, false, type);
}
inline wexn_limits limits(uint64_t min) { return {min, 0, 0, 0, 0, 16, {}}; }
inline wexn_limits limits(uint64_t min, uint64_t max) { return {min, max, 1, 0, 0, 16, {}}; }
inline wexn_name name(const char *s) { return {s, std::strlen(s)}; }

// A function type that differs from those with another `id`.
struct Type : wexn_type {
  explicit Type(uint8_t id, uint8_t type_kind = WEXN_TYPE_FUNC,
                const wexn_type *supertype = nullptr)
      : wexn_type{} {
    hash[0] = id;
    kind = type_kind;
    super = supertype;
  }
  Type(uint8_t id, const wexn_valtype *value_types, uint32_t params, uint32_t results) : Type(id) {
    num_params = params;
    num_results = results;
    types = value_types;
  }
};

inline wexn_externtype func_type(const wexn_functype *type) {
  wexn_externtype t{};
  t.kind = WEXN_EXTERN_FUNC;
  t.functype = type;
  return t;
}
inline wexn_externtype tag_type(const wexn_functype *type) {
  wexn_externtype t = func_type(type);
  t.kind = WEXN_EXTERN_TAG;
  return t;
}
inline wexn_externtype memory_type(wexn_limits l) {
  wexn_externtype t{};
  t.kind = WEXN_EXTERN_MEMORY;
  t.limits = l;
  return t;
}
inline wexn_externtype table_type(wexn_limits l, wexn_valtype element) {
  wexn_externtype t{};
  t.kind = WEXN_EXTERN_TABLE;
  t.limits = l;
  t.value = element;
  return t;
}
inline wexn_externtype global_type(wexn_valtype value) {
  wexn_externtype t{};
  t.kind = WEXN_EXTERN_GLOBAL;
  t.value = value;
  return t;
}

// Rows for functions in the section fake_wasm. `code` gets the function index `index`.
class CodeTables {
public:
  void add(const void *code, uint32_t index) {
    functions_.push_back({reinterpret_cast<uintptr_t>(code), index});
  }
  void fill(wexn_module_image &image) {
    for (const void *thunk : thunks())
      add(thunk, wexn::unwind::kNoFunction);
    std::sort(functions_.begin(), functions_.end());
    functions_.erase(std::unique(functions_.begin(), functions_.end()), functions_.end());
    size_t n = functions_.size();
    // Rows are relative to themselves, in 32 bits: they must lie near the code.
    static int32_t rows[2 * 64];
    for (size_t i = 0; i < n; ++i) {
      const uintptr_t start = functions_[i].first;
      const uintptr_t end =
          i + 1 < n ? functions_[i + 1].first : reinterpret_cast<uintptr_t>(__stop_fake_wasm);
      rows[2 * i] = static_cast<int32_t>(static_cast<int64_t>(start) -
                                         reinterpret_cast<int64_t>(&rows[2 * i]));
      using namespace wexn::unwind;
      const uint32_t index =
          functions_[i].second == kNoFunction ? kRowIndices : functions_[i].second;
      const auto size = static_cast<uint32_t>(end - start + kSizeUnit - 1) / kSizeUnit;
      rows[2 * i + 1] = static_cast<int32_t>(index << kRowIndexBit | size << kRowSizeBit);
    }
    image.unwind_funcs_start = rows;
    image.unwind_funcs_end = rows + 2 * n;
  }

private:
  static std::vector<const void *> thunks();
  std::vector<std::pair<uintptr_t, uint32_t>> functions_;
};

// Put imports and definitions in, call finish(), use `image`. Not copied, not moved.
struct Module {
  wexn_module_image image{};
  std::vector<wexn_import_desc> imports;
  std::vector<wexn_export_desc> exports;
  std::vector<wexn_externtype> memories, tables, globals, tags; // imported ones are put in front
  std::vector<wexn_func_def> funcs; // each defined function has a reference
  std::vector<wexn_data_segment> datas;
  std::vector<wexn_elem_def> elems;
  uint32_t elem_values = 0;
  CodeTables code;

  Module() {
    image.abi_version = WEXN_ABI_VERSION;
    image.name = name("fake");
    image.flags = WEXN_IMAGE_SOFTWARE_BOUNDS;
  }
  Module(const Module &) = delete;
  Module &operator=(const Module &) = delete;

  void import(const char *module, const char *item, wexn_externtype type) {
    imports.push_back({name(module), name(item), type});
  }
  void export_(const char *item, wexn_externtype type, uint32_t index) {
    exports.push_back({name(item), type, index});
  }

  const wexn_module_image *finish() {
    uint32_t num_imported[5] = {};
    std::vector<wexn_externtype> all[5];
    for (const wexn_import_desc &i : imports) {
      ++num_imported[i.type.kind];
      all[i.type.kind].push_back(i.type);
    }
    auto join = [&](std::vector<wexn_externtype> &defined, int kind) {
      defined.insert(defined.begin(), all[kind].begin(), all[kind].end());
      return static_cast<uint32_t>(defined.size());
    };
    image.num_imported_funcs = num_imported[WEXN_EXTERN_FUNC];
    image.num_imported_tables = num_imported[WEXN_EXTERN_TABLE];
    image.num_imported_memories = num_imported[WEXN_EXTERN_MEMORY];
    image.num_imported_globals = num_imported[WEXN_EXTERN_GLOBAL];
    image.num_imported_tags = num_imported[WEXN_EXTERN_TAG];
    image.num_memories = join(memories, WEXN_EXTERN_MEMORY);
    image.num_tables = join(tables, WEXN_EXTERN_TABLE);
    image.num_globals = join(globals, WEXN_EXTERN_GLOBAL);
    image.num_tags = join(tags, WEXN_EXTERN_TAG);
    image.num_func_defs = static_cast<uint32_t>(funcs.size());
    image.num_funcs = image.num_imported_funcs + image.num_func_defs;
    image.num_imports = static_cast<uint32_t>(imports.size());
    image.num_exports = static_cast<uint32_t>(exports.size());
    image.num_datas = static_cast<uint32_t>(datas.size());
    image.num_elems = static_cast<uint32_t>(elems.size());
    image.num_elem_values = elem_values;

    uint32_t at = (sizeof(wexn_instance) + 15) & ~15u;
    auto place = [&](uint32_t &field, size_t count, size_t size) {
      field = at;
      at = (at + static_cast<uint32_t>(count * size) + 15) & ~15u;
    };
    place(image.memories, memories.size(), sizeof(wexn_memory_entry));
    place(image.tables, tables.size(), sizeof(void *));
    place(image.imported_globals, image.num_imported_globals, sizeof(void *));
    place(image.globals, image.num_globals - image.num_imported_globals, sizeof(wexn_global));
    place(image.tags, tags.size(), sizeof(void *));
    place(image.imported_funcs, image.num_imported_funcs, sizeof(wexn_imported_func));
    place(image.funcs, funcs.size(), sizeof(wexn_func));
    place(image.datas, datas.size(), sizeof(wexn_data_segment));
    place(image.elems, elems.size(), sizeof(wexn_elem_segment));
    place(image.memory_cells, memories.size(), sizeof(wexn_memory));
    place(image.table_cells, tables.size(), sizeof(wexn_table));
    place(image.tag_cells, tags.size(), sizeof(wexn_tag));
    place(image.elem_values, elem_values, 8);
    image.instance_size = at;

    for (uint32_t i = 0; i < funcs.size(); ++i)
      slots_.push_back(i);
    image.imports = imports.data();
    image.exports = exports.data();
    image.memory_types = memories.data();
    image.table_types = tables.data();
    image.global_types = globals.data();
    image.tag_types = tags.data();
    image.func_defs = funcs.data();
    image.func_slots = slots_.data();
    image.data_defs = datas.data();
    image.elem_defs = elems.data();
    code.fill(image);
    return &image;
  }

private:
  std::vector<uint32_t> slots_;
};

// A store that goes with the test.
struct Store {
  wexn_store *s;
  explicit Store(const wexn_store_config *config = nullptr) : s(wexn_store_new(config)) {}
  Store(const Store &) = delete;
  Store &operator=(const Store &) = delete;
  ~Store() { wexn_store_delete(s); }
  operator wexn_store *() const { return s; }
  std::string_view error() const { return wexn_error_message(s); }
};

// ---- Boundary code, as the compiler makes it for each function type ----

FAKE_CODE inline void enter_v_v(void *vmctx, const void *code, wexn_slot *, wexn_store *) {
  FAKE_FRAME;
  reinterpret_cast<void (*)(void *)>(const_cast<void *>(code))(vmctx);
  asm volatile("");
}
FAKE_CODE inline void enter_i_i(void *vmctx, const void *code, wexn_slot *slots, wexn_store *) {
  FAKE_FRAME;
  slots[0].i32 =
      reinterpret_cast<int32_t (*)(void *, int32_t)>(const_cast<void *>(code))(vmctx, slots[0].i32);
}
FAKE_CODE inline int32_t host_i_i(wexn_host_func *host, int32_t a) {
  FAKE_FRAME;
  const int32_t result =
      reinterpret_cast<int32_t (*)(void *, int32_t)>(const_cast<void *>(host->fn))(host->env, a);
  if (host->store->head.pending != 0) {
    wexn_rt_throw_pending(host->store);
    asm volatile("");
  }
  return result;
}
FAKE_CODE inline int32_t host_slots_i_i(wexn_host_func *host, int32_t a) {
  FAKE_FRAME;
  wexn_slot slots[1];
  slots[0].i32 = a;
  reinterpret_cast<wexn_slots_fn *>(const_cast<void *>(host->fn))(host->env, slots);
  if (host->store->head.pending != 0) {
    wexn_rt_throw_pending(host->store);
    asm volatile("");
  }
  return slots[0].i32;
}

inline constexpr wexn_valtype two_i32[2] = {{WEXN_I32, 0, 0, 0, nullptr},
                                            {WEXN_I32, 0, 0, 0, nullptr}};
inline const Type type_v_v{1};
inline const Type type_i_i{2, two_i32, 1, 1};
inline const Type type_i_v{3, two_i32, 1, 0};
inline const wexn_functype v_v{&type_v_v, enter_v_v, nullptr, nullptr};
inline const wexn_functype i_v{&type_i_v, nullptr, nullptr, nullptr};
inline const wexn_functype i_i{&type_i_i, enter_i_i, reinterpret_cast<const void *>(host_i_i),
                               reinterpret_cast<const void *>(host_slots_i_i)};

template <typename F> const void *address(F *function) {
  return reinterpret_cast<const void *>(function);
}

inline std::vector<const void *> CodeTables::thunks() {
  return {address(enter_v_v), address(enter_i_i), address(host_i_i), address(host_slots_i_i)};
}

} // namespace fake
