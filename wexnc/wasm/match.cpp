// Subtyping between types of one module (spec: "Validation / Matching").
#include "wexnc/wasm/match.h"

#include "wexnc/support/result.h"

namespace wexn::wasm {

namespace {

bool concrete_matches(const Module &module, uint32_t sub, uint32_t super) {
  const uint32_t wanted = module.types[super].canonical;
  // Ends: a supertype has a smaller index than its subtype.
  for (std::optional<uint32_t> i = sub; i; i = module.types[*i].super)
    if (module.types[*i].canonical == wanted)
      return true;
  return false;
}

// The abstract type right above all types of a composite kind.
HeapKind kind_of(CompositeKind kind) {
  switch (kind) {
  case CompositeKind::Func:
    return HeapKind::Func;
  case CompositeKind::Struct:
    return HeapKind::Struct;
  case CompositeKind::Array:
    return HeapKind::Array;
  }
  bug("unknown composite type");
}

enum class Place : uint8_t { Top, Middle, Bottom };

// The kinds under the names that the column `above` uses.
struct Named {
#define HEAP_TYPE(kind, KIND, code, above, place, text, abbreviation, feature)                     \
  static constexpr HeapKind KIND = HeapKind::kind;
#include <wexn/abi/heap_types.def>
};

struct Row {
  HeapKind above;
  Place place;
};

// REQUIRES: an abstract heap type.
Row row_of(HeapKind kind) {
  switch (kind) {
#define HEAP_TYPE(kind, KIND, code, above, place, text, abbreviation, feature)                     \
  case HeapKind::kind:                                                                             \
    return {Named::above, Place::place};
#include <wexn/abi/heap_types.def>
  case HeapKind::Concrete:
    break;
  }
  bug("no abstract heap type");
}

HeapKind top_of(HeapKind kind) {
  while (row_of(kind).place != Place::Top)
    kind = row_of(kind).above;
  return kind;
}

bool abstract_matches(HeapKind sub, HeapKind super) {
  if (row_of(sub).place == Place::Bottom && top_of(super) == top_of(sub))
    return true;
  while (sub != super && row_of(sub).place == Place::Middle)
    sub = row_of(sub).above;
  return sub == super;
}

} // namespace

bool matches(const Module &module, const HeapType &sub, const HeapType &super) {
  if (sub == super)
    return true;
  if (sub.shared != super.shared)
    return false;
  const bool sub_concrete = sub.kind == HeapKind::Concrete;
  if (super.kind == HeapKind::Concrete) {
    if (sub_concrete)
      return concrete_matches(module, sub.index, super.index);
    const bool func = module.types[super.index].kind == CompositeKind::Func;
    return sub.kind == (func ? HeapKind::NoFunc : HeapKind::None);
  }
  return abstract_matches(sub_concrete ? kind_of(module.types[sub.index].kind) : sub.kind,
                          super.kind);
}

HeapKind top_of(const Module &module, const HeapType &type) {
  return top_of(type.kind == HeapKind::Concrete ? kind_of(module.types[type.index].kind)
                                                : type.kind);
}

bool matches(const Module &module, const ValType &sub, const ValType &super) {
  if (sub.kind == ValKind::Bottom)
    return !sub.nullable || super.is_ref() || super.kind == ValKind::Bottom; // kBottomRef
  if (sub.kind != super.kind)
    return false;
  return !sub.is_ref() ||
         ((!sub.nullable || super.nullable) && matches(module, sub.heap, super.heap));
}

} // namespace wexn::wasm
