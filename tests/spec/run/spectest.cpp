// The exports of `spectest`; see spectest.h.
#include "tests/spec/run/spectest.h"

namespace wexn::spec {
namespace {

struct Function {
  std::string_view name;
  unsigned params;
  std::array<uint8_t, 2> types;
};
constexpr Function kFunctions[] = {
    {"print", 0, {}},
    {"print_i32", 1, {WEXN_I32}},
    {"print_i64", 1, {WEXN_I64}},
    {"print_f32", 1, {WEXN_F32}},
    {"print_f64", 1, {WEXN_F64}},
    {"print_i32_f32", 2, {WEXN_I32, WEXN_F32}},
    {"print_f64_f64", 2, {WEXN_F64, WEXN_F64}},
};

struct Global {
  std::string_view name;
  uint8_t type;
};
constexpr std::array<Global, 4> kGlobals = {{{"global_i32", WEXN_I32},
                                             {"global_i64", WEXN_I64},
                                             {"global_f32", WEXN_F32},
                                             {"global_f64", WEXN_F64}}};

wexn_slot global_value(uint8_t type) {
  wexn_slot slot{};
  if (type == WEXN_I32)
    slot.i32 = 666;
  else if (type == WEXN_I64)
    slot.i64 = 666;
  else if (type == WEXN_F32)
    slot.f32 = 666.6f;
  else
    slot.f64 = 666.6;
  return slot;
}

wexn_valtype valtype(uint8_t code, uint8_t heap = 0) {
  wexn_valtype type{};
  type.code = code;
  type.heap = heap;
  return type;
}

wexn_limits limits(uint64_t min, uint64_t max, bool is64) {
  wexn_limits l{};
  l.min = min;
  l.max = max;
  l.has_max = 1;
  l.is64 = is64;
  return l;
}

void print_nothing(void *, wexn_slot *) {}

bool has_type(const wexn_type *type, const Function &function) {
  if (!type || type->kind != WEXN_TYPE_FUNC || !type->final_ || type->super ||
      type->num_params != function.params || type->num_results != 0)
    return false;
  for (unsigned i = 0; i < function.params; ++i)
    if (type->types[i].code != function.types[i])
      return false;
  return true;
}

} // namespace

bool Spectest::create(wexn_store *store) {
  store_ = store;
  wexn_limits memory = limits(1, 2, false), table = limits(10, 20, false),
              table64 = limits(10, 20, true);
  wexn_valtype funcref = valtype(WEXN_REF_NULL, WEXN_HEAP_FUNC);
  bool ok = wexn_memory_new(store, &memory, &memory_) == WEXN_OK &&
            wexn_table_new(store, &table, &funcref, wexn_slot{}, &table_) == WEXN_OK &&
            wexn_table_new(store, &table64, &funcref, wexn_slot{}, &table64_) == WEXN_OK;
  for (size_t i = 0; ok && i < kGlobals.size(); ++i) {
    wexn_valtype type = valtype(kGlobals[i].type);
    ok = wexn_global_new(store, &type, global_value(kGlobals[i].type), &globals_[i]) == WEXN_OK;
  }
  other_type_.kind = WEXN_TYPE_FUNC;
  other_type_.final_ = 1;
  other_.type = &other_type_;
  return ok;
}

bool Spectest::find_function(std::string_view name, const wexn_import_desc &import,
                             wexn_extern &out) {
  for (const Function &function : kFunctions) {
    if (function.name != name)
      continue;
    if (import.type.kind != WEXN_EXTERN_FUNC || !has_type(import.type.functype->type, function)) {
      out = {};
      out.type.kind = WEXN_EXTERN_FUNC;
      out.type.functype = &other_;
      return true;
    }
    wexn_func *func = nullptr;
    if (wexn_func_new_slots(store_, import.type.functype, print_nothing, nullptr, &func) != WEXN_OK)
      return false;
    out = wexn_extern_func(func);
    return true;
  }
  return false;
}

bool Spectest::find(const wexn_import_desc &import, wexn_extern &out) {
  std::string_view name(import.name.data, import.name.size);
  for (size_t i = 0; i < kGlobals.size(); ++i)
    if (kGlobals[i].name == name) {
      wexn_valtype type = valtype(kGlobals[i].type);
      out = wexn_extern_global(globals_[i], &type);
      return true;
    }
  if (name == "memory")
    out = wexn_extern_memory(memory_);
  else if (name == "table")
    out = wexn_extern_table(table_);
  else if (name == "table64")
    out = wexn_extern_table(table64_);
  else
    return find_function(name, import, out);
  return true;
}

} // namespace wexn::spec
