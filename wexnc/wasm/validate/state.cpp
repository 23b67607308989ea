// The primitive operations of body validation (spec: "Appendix / Validation Algorithm").
#include "wexnc/wasm/validate/state.h"

#include "wexnc/wasm/limits.h"

#include <algorithm>

namespace wexn::wasm {

bool FuncValidator::State::fail(Error e) {
  error = std::move(e);
  return false;
}

bool FuncValidator::State::fail(ErrorId id, std::string detail) {
  return fail(Error{.id = id, .offset = offset, .detail = std::move(detail)});
}

bool FuncValidator::State::mismatch(const ValType &expected, const ValType *found) {
  return fail(ErrorId::TypeMismatch, "expected " + type_name(expected) + ", found " +
                                         (found ? type_name(*found) : "nothing"));
}

bool FuncValidator::State::push_all(const std::vector<ValType> &types) {
  if (operands.size() + types.size() > limit(Limit::HeldTypes))
    return fail(limit_error(Limit::HeldTypes, offset));
  operands.insert(operands.end(), types.begin(), types.end());
  return true;
}

bool FuncValidator::State::pop_any(ValType &found) {
  const ControlFrame &frame = frames.back();
  if (operands.size() > frame.height) {
    found = operands.back();
    operands.pop_back();
    return true;
  }
  found = ValType{};
  return frame.unreachable || fail(ErrorId::TypeMismatch, "expected an operand, found nothing");
}

bool FuncValidator::State::pop_matching(const ValType &expected, ValType &found) {
  if (operands.size() == frames.back().height && !frames.back().unreachable)
    return mismatch(expected, nullptr);
  return pop_any(found) && (matches(module, found, expected) || mismatch(expected, &found));
}

bool FuncValidator::State::pop_ref(ValType &found) {
  if (!pop_any(found))
    return false;
  return found.is_ref() || found.kind == ValKind::Bottom ||
         fail(ErrorId::TypeMismatch, "expected a reference, found " + type_name(found));
}

bool FuncValidator::State::pop_all(const std::vector<ValType> &types) {
  for (size_t i = types.size(); i-- > 0;) {
    if (bottomless())
      return true;
    if (!pop(types[i]))
      return false;
  }
  return true;
}

bool FuncValidator::State::top_matches(const std::vector<ValType> &types) {
  const ControlFrame &frame = frames.back();
  size_t left = operands.size() - frame.height;
  for (size_t i = types.size(), top = operands.size(); i-- > 0;) {
    if (left == 0)
      return frame.unreachable || mismatch(types[i], nullptr);
    --left;
    --top;
    if (!matches(module, operands[top], types[i]))
      return mismatch(types[i], &operands[top]);
  }
  return true;
}

ControlFrame FuncValidator::State::new_frame() {
  ControlFrame frame;
  if (!spare.empty()) {
    frame = std::move(spare.back());
    spare.pop_back();
    frame.start_types.clear();
    frame.end_types.clear();
    frame.unreachable = false;
  }
  return frame;
}

bool FuncValidator::State::enter(ControlFrame frame, Opcode op) {
  frame.op = op;
  frame.height = operands.size();
  frame.init_height = set_locals.size();
  held_types += frame.start_types.size() + frame.end_types.size();
  if (held_types > limit(Limit::HeldTypes))
    return fail(limit_error(Limit::HeldTypes, offset));
  if (frames.size() >= limit(Limit::Nesting))
    return fail(limit_error(Limit::Nesting, offset));
  frames.push_back(std::move(frame));
  return push_all(frames.back().start_types);
}

bool FuncValidator::State::finish() {
  const ControlFrame &frame = frames.back();
  if (!pop_all(frame.end_types))
    return false;
  if (operands.size() != frame.height)
    return fail(ErrorId::TypeMismatch, std::to_string(operands.size() - frame.height) +
                                           " values too many at the end of a block");
  return true;
}

bool FuncValidator::State::leave() {
  constexpr size_t kMaxSpare = 64;
  if (!finish())
    return false;
  ControlFrame &frame = frames.back();
  forget_locals(frame.init_height);
  held_types -= frame.start_types.size() + frame.end_types.size();
  if (spare.size() < kMaxSpare)
    spare.push_back(std::move(frame));
  frames.pop_back();
  return true;
}

void FuncValidator::State::next_part(Opcode op) {
  ControlFrame &frame = frames.back();
  frame.op = op;
  frame.unreachable = false;
  operands.resize(frame.height);
  forget_locals(frame.init_height);
}

void FuncValidator::State::forget_locals(size_t init_height) {
  while (set_locals.size() > init_height) {
    unset[set_locals.back()] = true;
    set_locals.pop_back();
  }
}

void FuncValidator::State::set_unreachable() {
  ControlFrame &frame = frames.back();
  operands.resize(frame.height);
  frame.unreachable = true;
}

ValType FuncValidator::State::late_local_type(uint32_t index) const {
  return std::ranges::upper_bound(runs, index, {}, &Run::end)->type;
}

bool FuncValidator::State::label(uint32_t depth, const ControlFrame *&frame) {
  if (depth >= frames.size())
    return fail(ErrorId::UnknownLabel, std::to_string(depth));
  frame = &frames[frames.size() - 1 - depth];
  return true;
}

bool FuncValidator::State::check_heap(const HeapType &type) {
  return type.kind != HeapKind::Concrete || type.index < module.types.size() ||
         fail(ErrorId::UnknownType, std::to_string(type.index));
}

bool FuncValidator::State::check_type(const ValType &type) {
  return !type.is_ref() || check_heap(type.heap);
}

bool FuncValidator::State::type_def(uint32_t index, CompositeKind kind, const TypeDef *&def) {
  if (index >= module.types.size())
    return fail(ErrorId::UnknownType, std::to_string(index));
  def = &module.types[index];
  if (def->kind == kind)
    return true;
  const ErrorId id = kind == CompositeKind::Func     ? ErrorId::NotAFunctionType
                     : kind == CompositeKind::Struct ? ErrorId::NotAStructType
                                                     : ErrorId::NotAnArrayType;
  return fail(id, "type " + std::to_string(index));
}

bool FuncValidator::State::table(uint32_t index, const Table *&table) {
  if (index >= module.tables.size())
    return fail(ErrorId::UnknownTable, std::to_string(index));
  table = &module.tables[index];
  return true;
}

bool FuncValidator::State::memory_address(uint32_t index, ValType &type) {
  if (index >= module.memories.size())
    return fail(ErrorId::UnknownMemory, std::to_string(index));
  type = address_type(module.memories[index].type.limits.is64);
  return true;
}

bool FuncValidator::State::data(uint32_t index) {
  if (!module.data_count)
    return fail(ErrorId::DataCountRequired);
  return index < *module.data_count || fail(ErrorId::UnknownData, std::to_string(index));
}

bool FuncValidator::State::elem(uint32_t index, const ElemSegment *&segment) {
  if (index >= module.elems.size())
    return fail(ErrorId::UnknownElem, std::to_string(index));
  segment = &module.elems[index];
  return true;
}

bool FuncValidator::State::tag(uint32_t index, const FuncType *&type) {
  if (index >= module.tags.size())
    return fail(ErrorId::UnknownTag, std::to_string(index));
  type = &module.tag_type(index);
  return true;
}

bool FuncValidator::State::func(uint32_t index, uint32_t &type) {
  if (index >= module.funcs.size())
    return fail(ErrorId::UnknownFunction, std::to_string(index));
  type = module.funcs[index].type;
  return true;
}

} // namespace wexn::wasm
