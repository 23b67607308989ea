// Recursion groups -> canonical numbers (spec: "Validation / Types / Recursive types": two groups
// are the same type if they are equal after references inside of the group are replaced by
// positions in it), and types as text.
#include "wexnc/wasm/types.h"

#include "wexnc/support/result.h"

#include <map>

namespace wexn::wasm {

namespace {

// Writes down a group such that two groups are equal exactly if what is written is.
class GroupKey {
public:
  GroupKey(const std::vector<TypeDef> &types, uint32_t start, uint32_t size)
      : types_(types), start_(start), size_(size) {
    for (uint32_t i = start; i < start + size; ++i)
      add(types[i]);
  }
  std::string take() { return std::move(key_); }

private:
  void byte(unsigned b) { key_.push_back(static_cast<char>(b)); }
  void bits(std::initializer_list<bool> flags) {
    unsigned all = 0;
    for (const bool flag : flags)
      all = all << 1 | static_cast<unsigned>(flag);
    byte(all);
  }
  void number(uint32_t n) {
    for (unsigned shift = 0; shift < 32; shift += 8)
      byte((n >> shift) & 0xFF);
  }
  void index(uint32_t i) {
    const bool inside = i >= start_ && i - start_ < size_;
    bits({inside});
    number(inside ? i - start_ : types_[i].canonical);
  }
  void add(const ValType &type) {
    byte(static_cast<unsigned>(type.kind));
    if (!type.is_ref())
      return;
    bits({type.nullable, type.heap.shared});
    byte(static_cast<unsigned>(type.heap.kind));
    if (type.heap.kind == HeapKind::Concrete)
      index(type.heap.index);
  }
  void add(const std::vector<ValType> &list) {
    number(static_cast<uint32_t>(list.size()));
    for (const ValType &type : list)
      add(type);
  }
  void add(const TypeDef &def) {
    byte(static_cast<unsigned>(def.kind));
    bits({def.final_, def.shared, def.super.has_value()});
    if (def.super)
      index(*def.super);
    if (def.kind == CompositeKind::Func) {
      add(def.func.params);
      add(def.func.results);
      return;
    }
    number(static_cast<uint32_t>(def.fields.size()));
    for (const FieldType &field : def.fields) {
      byte(static_cast<unsigned>(field.packed));
      bits({field.mutable_});
      add(field.type);
    }
  }

  const std::vector<TypeDef> &types_;
  uint32_t start_, size_;
  std::string key_;
};

} // namespace

void canonicalize_types(std::vector<TypeDef> &types) {
  // Not a hash table: the keys are the input's, which could make all of them collide.
  std::map<std::string, uint32_t> first_of;
  for (uint32_t start = 0; start < types.size(); start += types[start].group_size) {
    const uint32_t size = types[start].group_size;
    const uint32_t canonical =
        first_of.try_emplace(GroupKey(types, start, size).take(), start).first->second;
    for (uint32_t i = 0; i < size; ++i)
      types[start + i].canonical = canonical + i;
  }
}

std::string heap_type_name(const HeapType &type) {
  switch (type.kind) {
#define HEAP_TYPE(kind, KIND, code, above, place, text, abbreviation, feature)                     \
  case HeapKind::kind:                                                                             \
    return text;
#include <wexn/abi/heap_types.def>
  case HeapKind::Concrete:
    return std::to_string(type.index);
  }
  bug("unknown heap type");
}

std::string type_name(const ValType &type) {
  switch (type.kind) {
#define VALUE_TYPE(kind, code, text, log2)                                                         \
  case ValKind::kind:                                                                              \
    return text;
#include <wexn/abi/value_types.def>
  case ValKind::Ref:
    return (type.nullable ? "(ref null " : "(ref ") + heap_type_name(type.heap) + ")";
  case ValKind::Bottom:
    return type == kBottomRef ? "any reference" : "any type";
  }
  bug("unknown value type");
}

} // namespace wexn::wasm
