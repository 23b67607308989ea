// Subtyping between types of one module (spec: "Validation / Matching").
#include "wexnc/wasm/validate_func.h"

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

bool is_internal(HeapKind kind) { return kind >= HeapKind::Any && kind <= HeapKind::None; }

bool abstract_matches(HeapKind sub, HeapKind super) {
  if (sub == super)
    return true;
  switch (super) {
  case HeapKind::Func:
    return sub == HeapKind::NoFunc;
  case HeapKind::Extern:
    return sub == HeapKind::NoExtern;
  case HeapKind::Exn:
    return sub == HeapKind::NoExn;
  case HeapKind::Any:
    return is_internal(sub);
  case HeapKind::Eq:
    return is_internal(sub) && sub != HeapKind::Any;
  case HeapKind::I31:
  case HeapKind::Struct:
  case HeapKind::Array:
    return sub == HeapKind::None;
  case HeapKind::NoFunc:
  case HeapKind::NoExtern:
  case HeapKind::None:
  case HeapKind::NoExn:
  case HeapKind::Concrete:
    return false;
  }
  bug("unknown heap type");
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

bool matches(const Module &module, const ValType &sub, const ValType &super) {
  if (sub.kind == ValKind::Bottom)
    return !sub.nullable || super.is_ref() || super.kind == ValKind::Bottom; // kBottomRef
  if (sub.kind != super.kind)
    return false;
  return !sub.is_ref() ||
         ((!sub.nullable || super.nullable) && matches(module, sub.heap, super.heap));
}

} // namespace wexn::wasm
