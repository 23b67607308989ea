// References, structures and arrays (spec: "Validation / Instructions / Reference Instructions" and
// "Aggregate Instructions").
#include "wexnc/wasm/limits.h"
#include "wexnc/wasm/validate/state.h"

namespace wexn::wasm {

namespace {

bool storage_matches(const Module &module, const FieldType &sub, const FieldType &super) {
  return sub.packed == super.packed && matches(module, sub.type, super.type);
}

} // namespace

bool FuncValidator::State::reference(const Instr &instr) {
  using enum Opcode;
  ValType ref;
  switch (instr.op) {
  case RefNull:
    if (!check_heap(instr.heap))
      return false;
    push(ValType{ValKind::Ref, true, instr.heap});
    return true;
  case RefIsNull:
    if (!pop_ref(ref))
      return false;
    push(kI32);
    return true;
  case RefFunc: {
    uint32_t type = 0;
    if (!func(instr.index, type))
      return false;
    if (!constant && !module.declared_refs[instr.index])
      return fail(ErrorId::UndeclaredFuncRef, std::to_string(instr.index));
    push(ValType::ref(type, false));
    return true;
  }
  case RefEq: {
    const ValType eqref = ValType::ref(HeapKind::Eq, true);
    if (!pop(eqref) || !pop(eqref))
      return false;
    push(kI32);
    return true;
  }
  case RefAsNonNull:
    if (!pop_ref(ref))
      return false;
    ref.nullable = false;
    push(ref.kind == ValKind::Bottom ? kBottomRef : ref);
    return true;
  case RefTest:
  case RefTestNull:
  case RefCast:
  case RefCastNull: {
    if (!check_heap(instr.heap) ||
        !pop_matching(ValType::ref(top_of(module, instr.heap), true), cast_operand))
      return false;
    const bool test = instr.op == RefTest || instr.op == RefTestNull;
    push(test ? kI32 : ValType{ValKind::Ref, instr.op == RefCastNull, instr.heap});
    return true;
  }
  case AnyConvertExtern:
  case ExternConvertAny: {
    const bool from_extern = instr.op == AnyConvertExtern;
    const HeapKind from = from_extern ? HeapKind::Extern : HeapKind::Any;
    if (!pop_matching(ValType::ref(from, true), ref))
      return false;
    push(
        ValType::ref(from_extern ? HeapKind::Any : HeapKind::Extern, ref.is_ref() && ref.nullable));
    return true;
  }
  case RefI31:
    if (!pop(kI32))
      return false;
    push(ValType::ref(HeapKind::I31, false));
    return true;
  default: // i31.get_s, i31.get_u
    if (!pop(ValType::ref(HeapKind::I31, true)))
      return false;
    push(kI32);
    return true;
  }
}

bool FuncValidator::State::structure(const Instr &instr) {
  using enum Opcode;
  const TypeDef *def = nullptr;
  if (!type_def(instr.index, CompositeKind::Struct, def))
    return false;
  if (instr.op == StructNew) {
    for (size_t i = def->fields.size(); i-- > 0 && !bottomless();)
      if (!pop(def->fields[i].type))
        return false;
    push(ValType::ref(instr.index, false));
    return true;
  }
  if (instr.op == StructNewDefault) {
    for (const FieldType &field : def->fields)
      if (!field.type.defaultable())
        return fail(ErrorId::NotDefaultable, type_name(field.type));
    push(ValType::ref(instr.index, false));
    return true;
  }
  if (instr.index2 >= def->fields.size())
    return fail(ErrorId::UnknownField, std::to_string(instr.index2));
  const FieldType &field = def->fields[instr.index2];
  if (instr.op == StructSet) {
    if (!field.mutable_)
      return fail(ErrorId::ImmutableField, std::to_string(instr.index2));
    return pop(field.type) && pop(ValType::ref(instr.index, true));
  }
  const bool packed = field.packed != Packed::None;
  if (packed != (instr.op != StructGet))
    return fail(packed ? ErrorId::PackedAccess : ErrorId::UnpackedAccess);
  if (!pop(ValType::ref(instr.index, true)))
    return false;
  push(field.type);
  return true;
}

bool FuncValidator::State::array(const Instr &instr) {
  using enum Opcode;
  if (instr.op == ArrayLen) {
    if (!pop(ValType::ref(HeapKind::Array, true)))
      return false;
    push(kI32);
    return true;
  }
  const TypeDef *def = nullptr;
  if (!type_def(instr.index, CompositeKind::Array, def))
    return false;
  const FieldType &element = def->fields.front();
  const ValType ref = ValType::ref(instr.index, true);
  const auto is_mutable = [&] { return element.mutable_ || fail(ErrorId::ImmutableArray); };
  switch (instr.op) {
  case ArrayNew:
    if (!pop(kI32) || !pop(element.type))
      return false;
    break;
  case ArrayNewDefault:
    if (!element.type.defaultable())
      return fail(ErrorId::NotDefaultable, type_name(element.type));
    if (!pop(kI32))
      return false;
    break;
  case ArrayNewFixed:
    if (instr.index2 > limit(Limit::ArrayNewFixed))
      return fail(limit_error(Limit::ArrayNewFixed, offset));
    for (uint32_t i = 0; i < instr.index2 && !bottomless(); ++i)
      if (!pop(element.type))
        return false;
    break;
  case ArrayNewData:
  case ArrayNewElem:
    if (!array_from_segment(instr, *def))
      return false;
    break;
  case ArrayInitData:
  case ArrayInitElem:
    return is_mutable() && array_from_segment(instr, *def) && pop(kI32) && pop(ref);
  case ArraySet:
    return is_mutable() && pop(element.type) && pop(kI32) && pop(ref);
  case ArrayFill:
    return is_mutable() && pop(kI32) && pop(element.type) && pop(kI32) && pop(ref);
  case ArrayCopy: {
    const TypeDef *from = nullptr;
    if (!type_def(instr.index2, CompositeKind::Array, from) || !is_mutable())
      return false;
    if (!storage_matches(module, from->fields.front(), element))
      return fail(ErrorId::ArraysDoNotMatch);
    return pop(kI32) && pop(kI32) && pop(ValType::ref(instr.index2, true)) && pop(kI32) && pop(ref);
  }
  default: { // array.get*
    const bool packed = element.packed != Packed::None;
    if (packed != (instr.op != ArrayGet))
      return fail(packed ? ErrorId::PackedAccess : ErrorId::UnpackedAccess);
    if (!pop(kI32) || !pop(ref))
      return false;
    push(element.type);
    return true;
  }
  }
  push(ValType::ref(instr.index, false));
  return true;
}

// Checks the segment and pops the range in it: its start and length.
bool FuncValidator::State::array_from_segment(const Instr &instr, const TypeDef &def) {
  const ValType &type = def.fields.front().type;
  if (instr.op == Opcode::ArrayNewData || instr.op == Opcode::ArrayInitData) {
    if (type.is_ref())
      return fail(ErrorId::ArrayNotNumeric);
    if (!data(instr.index2))
      return false;
  } else {
    const ElemSegment *segment = nullptr;
    if (!elem(instr.index2, segment))
      return false;
    // Packed elements are kI32 here, which no reference matches.
    if (!matches(module, segment->type, type))
      return mismatch(type, &segment->type);
  }
  return pop(kI32) && pop(kI32);
}

} // namespace wexn::wasm
