// The type language of WebAssembly 3.0 (spec: "Structure / Types"): number, vector and reference
// types, composite types, recursion groups, limits. Plain values, no LLVM.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace wexn::wasm {

// Abstract heap types (wexn/abi/heap_types.def), and Concrete for a type index.
enum class HeapKind : uint8_t {
#define HEAP_TYPE(kind, KIND, code, above, place, text, abbreviation, feature) kind,
#include <wexn/abi/heap_types.def>
  Concrete,
};

struct HeapType {
  HeapKind kind = HeapKind::Func;
  bool shared = false;
  uint32_t index = 0; // type index in the module, only for Concrete
  bool operator==(const HeapType &) const = default;
};

enum class ValKind : uint8_t {
#define VALUE_TYPE(kind, code, text, log2) kind,
#include <wexn/abi/value_types.def>
  Ref,
  Bottom
};

// A value type. `nullable` and `heap` have a meaning for Ref only. Bottom is the type of operands
// in unreachable code (spec: "Validation / Algorithm").
struct ValType {
  ValKind kind = ValKind::Bottom;
  bool nullable = false;
  HeapType heap{};

  static constexpr ValType of(ValKind k) { return {k, false, {}}; }
  static constexpr ValType ref(HeapKind k, bool nullable) {
    return {ValKind::Ref, nullable, {k, false, 0}};
  }
  static constexpr ValType ref(uint32_t type_index, bool nullable) {
    return {ValKind::Ref, nullable, {HeapKind::Concrete, false, type_index}};
  }
  [[nodiscard]] bool is_ref() const { return kind == ValKind::Ref; }
  // Spec: a type is defaultable if it has a default value (all but non-nullable references).
  [[nodiscard]] bool defaultable() const { return kind != ValKind::Ref || nullable; }
  bool operator==(const ValType &) const = default;
};

inline constexpr ValType kI32 = ValType::of(ValKind::I32);
inline constexpr ValType kI64 = ValType::of(ValKind::I64);
inline constexpr ValType kF32 = ValType::of(ValKind::F32);
inline constexpr ValType kF64 = ValType::of(ValKind::F64);
inline constexpr ValType kV128 = ValType::of(ValKind::V128);
// What the result of an instruction that makes a reference of its operand is in unreachable code:
// some reference type, nothing being known of which (spec: "(ref bot)").
inline constexpr ValType kBottomRef = {ValKind::Bottom, true, {}};
inline constexpr ValType kFuncRef = ValType::ref(HeapKind::Func, true);
inline constexpr ValType kExternRef = ValType::ref(HeapKind::Extern, true);
inline constexpr ValType kExnRef = ValType::ref(HeapKind::Exn, true);

struct FuncType {
  std::vector<ValType> params, results;
};

enum class Packed : uint8_t { None, I8, I16 };

struct FieldType {
  ValType type; // kI32 when packed
  Packed packed = Packed::None;
  bool mutable_ = false;
};

enum class CompositeKind : uint8_t { Func, Struct, Array };

// One type definition. `canonical` is filled in by canonicalize_types(): two indices denote the
// same type exactly if their `canonical` numbers are equal (spec: "Validation / Types / Type
// equivalence of recursive types").
struct TypeDef {
  CompositeKind kind = CompositeKind::Func;
  bool final_ = true;
  bool shared = false;
  std::optional<uint32_t> super; // type index
  FuncType func;                 // kind Func
  std::vector<FieldType> fields; // kind Struct: all fields; Array: exactly one
  uint32_t group_start = 0;      // first type index of its recursion group
  uint32_t group_size = 1;
  uint32_t canonical = 0;
  uint64_t at = 0; // file offset
};

// Limits of memories (pages) and tables (elements).
struct Limits {
  uint64_t min = 0;
  std::optional<uint64_t> max;
  bool is64 = false;
  bool shared = false;
};

// Fills in TypeDef::canonical: the index of the first type in `types` that is the same type.
// REQUIRES: recursion groups are complete, and all type indices in them in range.
void canonicalize_types(std::vector<TypeDef> &types);

// As in the text format: "i32", "funcref", "(ref null 7)".
[[nodiscard]] std::string type_name(const ValType &type);
[[nodiscard]] std::string heap_type_name(const HeapType &type);

} // namespace wexn::wasm
