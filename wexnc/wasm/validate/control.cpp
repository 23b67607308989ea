// Blocks, branches, calls and exceptions (spec: "Validation / Instructions / Control Instructions";
// try, catch, rethrow and delegate: the legacy proposal of exception handling).
#include "wexnc/wasm/validate/state.h"

namespace wexn::wasm {

const std::vector<ValType> &label_types(const ControlFrame &frame) {
  return frame.op == Opcode::Loop ? frame.start_types : frame.end_types;
}

void block_signature(const Module &module, const BlockType &type, std::vector<ValType> &params,
                     std::vector<ValType> &results) {
  params.clear();
  results.clear();
  switch (type.kind) {
  case BlockType::Kind::Empty:
    return;
  case BlockType::Kind::Value:
    results.push_back(type.value);
    return;
  case BlockType::Kind::Index:
    params = module.types[type.index].func.params;
    results = module.types[type.index].func.results;
    return;
  }
  bug("unknown kind of block type");
}

bool FuncValidator::State::block(const Instr &instr) {
  const TypeDef *def = nullptr;
  if (instr.block.kind == BlockType::Kind::Index &&
      !type_def(instr.block.index, CompositeKind::Func, def))
    return false;
  if (instr.block.kind == BlockType::Kind::Value && !check_type(instr.block.value))
    return false;
  if (instr.op == Opcode::If && !pop(kI32))
    return false;
  // Labels of catch clauses do not count the try_table itself.
  if (instr.op == Opcode::TryTable && !check_catches(instr))
    return false;
  ControlFrame frame = new_frame();
  block_signature(module, instr.block, frame.start_types, frame.end_types);
  return pop_all(frame.start_types) && enter(std::move(frame), instr.op);
}

bool FuncValidator::State::check_catches(const Instr &instr) {
  for (const CatchClause &clause : instr.catches) {
    const ControlFrame *target = nullptr;
    if (!label(clause.label, target))
      return false;
    scratch.clear();
    if (clause.kind == CatchKind::Catch || clause.kind == CatchKind::CatchRef) {
      const FuncType *type = nullptr;
      if (!tag(clause.tag, type))
        return false;
      scratch = type->params;
    }
    if (clause.kind == CatchKind::CatchRef || clause.kind == CatchKind::CatchAllRef)
      scratch.push_back(ValType::ref(HeapKind::Exn, false));
    const std::vector<ValType> &wanted = label_types(*target);
    if (scratch.size() != wanted.size())
      return fail(ErrorId::TypeMismatch, "a catch clause gives " + std::to_string(scratch.size()) +
                                             " values to a label of " +
                                             std::to_string(wanted.size()));
    for (size_t i = 0; i < wanted.size(); ++i)
      if (!matches(module, scratch[i], wanted[i]))
        return mismatch(wanted[i], &scratch[i]);
  }
  return true;
}

bool FuncValidator::State::next_part_of_block(const Instr &instr) {
  const Opcode opened = frames.back().op;
  if (instr.op == Opcode::Else) {
    if (opened != Opcode::If)
      return fail(ErrorId::EndExpected, "else without if");
    if (!finish())
      return false;
    next_part(Opcode::Else);
    return push_all(frames.back().start_types);
  }
  if (opened != Opcode::Try && opened != Opcode::Catch)
    return fail(ErrorId::EndExpected, std::string(opcode_name(instr.op)) + " without try");
  const FuncType *caught = nullptr;
  if (instr.op == Opcode::Catch && !tag(instr.index, caught))
    return false;
  if (!finish())
    return false;
  next_part(instr.op);
  ControlFrame &frame = frames.back();
  held_types -= frame.start_types.size();
  frame.start_types.clear();
  if (caught)
    frame.start_types = caught->params;
  held_types += frame.start_types.size();
  return push_all(frame.start_types);
}

bool FuncValidator::State::end() {
  const ControlFrame &frame = frames.back();
  if (frame.op == Opcode::If) { // the missing else passes on what it gets
    bool same = frame.start_types.size() == frame.end_types.size();
    for (size_t i = 0; same && i < frame.start_types.size(); ++i)
      same = matches(module, frame.start_types[i], frame.end_types[i]);
    if (!same)
      return fail(ErrorId::TypeMismatch, "if without else must leave what it was given");
  }
  popped = frame.end_types;
  if (!leave() || !push_all(popped))
    return false;
  return !frames.empty() || in.empty() || fail(ErrorId::EndExpected, "code after the last end");
}

bool FuncValidator::State::delegate(const Instr &instr) {
  if (frames.back().op != Opcode::Try)
    return fail(ErrorId::EndExpected, "delegate without try");
  popped = frames.back().end_types;
  const ControlFrame *target = nullptr;
  if (!leave())
    return false;
  return label(instr.index, target) && push_all(popped);
}

bool FuncValidator::State::branch(const Instr &instr) {
  const ControlFrame *target = &frames.front();
  if (instr.op == Opcode::BrIf && !pop(kI32))
    return false;
  if (instr.op != Opcode::Return && !label(instr.index, target))
    return false;
  const std::vector<ValType> &types = label_types(*target);
  if (!pop_all(types))
    return false;
  if (instr.op == Opcode::BrIf)
    return push_all(types);
  set_unreachable();
  return true;
}

bool FuncValidator::State::branch_table(const Instr &instr) {
  if (!pop(kI32))
    return false;
  if (++seen_round == 0) { // wrapped around
    seen.clear();
    seen_round = 1;
  }
  seen.resize(std::max(seen.size(), frames.size()));
  const ControlFrame *target = nullptr;
  if (!label(instr.targets.back(), target))
    return false;
  const size_t arity = label_types(*target).size();
  for (const uint32_t depth : instr.targets) {
    if (!label(depth, target))
      return false;
    if (std::exchange(seen[depth], seen_round) == seen_round)
      continue; // large tables name few labels
    const std::vector<ValType> &types = label_types(*target);
    if (types.size() != arity)
      return fail(ErrorId::TypeMismatch, "labels of br_table with " + std::to_string(types.size()) +
                                             " and " + std::to_string(arity) + " values");
    if (!top_matches(types))
      return false;
  }
  set_unreachable();
  return true;
}

bool FuncValidator::State::branch_on_reference(const Instr &instr) {
  const ControlFrame *target = nullptr;
  ValType ref;
  if (!label(instr.index, target) || !pop_ref(ref))
    return false;
  const std::vector<ValType> &types = label_types(*target);
  if (ref.kind == ValKind::Bottom)
    ref = kBottomRef;
  else
    ref.nullable = false;
  if (instr.op == Opcode::BrOnNull) {
    if (!pop_all(types) || !push_all(types))
      return false;
    push(ref);
    return true;
  }
  if (types.empty() || !types.back().is_ref())
    return fail(ErrorId::TypeMismatch, "the label takes no reference");
  push(ref);
  if (!pop_all(types) || !push_all(types))
    return false;
  operands.pop_back();
  return true;
}

bool FuncValidator::State::branch_on_cast(const Instr &instr) {
  const ControlFrame *target = nullptr;
  if (!label(instr.index, target) || !check_heap(instr.heap) || !check_heap(instr.heap2))
    return false;
  const ValType from{ValKind::Ref, instr.nullable, instr.heap};
  const ValType to{ValKind::Ref, instr.nullable2, instr.heap2};
  if (!matches(module, to, from))
    return mismatch(from, &to);
  ValType rest = from; // what is left of `from` when the cast to `to` fails
  rest.nullable = from.nullable && !to.nullable;
  const bool taken_on_success = instr.op == Opcode::BrOnCast;
  const std::vector<ValType> &types = label_types(*target);
  if (types.empty() || !types.back().is_ref())
    return fail(ErrorId::TypeMismatch, "the label takes no reference");
  if (!pop(from))
    return false;
  push(taken_on_success ? to : rest);
  if (!pop_all(types) || !push_all(types))
    return false;
  operands.back() = taken_on_success ? rest : to;
  return true;
}

bool FuncValidator::State::call(const Instr &instr) {
  using enum Opcode;
  uint32_t type = instr.index;
  if ((instr.op == Call || instr.op == ReturnCall) && !func(instr.index, type))
    return false;
  const TypeDef *def = nullptr;
  if (!type_def(type, CompositeKind::Func, def))
    return false;
  if (instr.op == CallIndirect || instr.op == ReturnCallIndirect) {
    const Table *t = nullptr;
    if (!table(instr.index2, t))
      return false;
    if (!matches(module, t->type.elem, kFuncRef))
      return mismatch(kFuncRef, &t->type.elem);
    if (!pop(address_type(t->type.limits.is64)))
      return false;
  }
  if ((instr.op == CallRef || instr.op == ReturnCallRef) && !pop(ValType::ref(type, true)))
    return false;
  if (!pop_all(def->func.params))
    return false;
  if (instr.op == Call || instr.op == CallIndirect || instr.op == CallRef)
    return push_all(def->func.results);
  const std::vector<ValType> &wanted = frames.front().end_types, &given = def->func.results;
  if (wanted.size() != given.size())
    return fail(ErrorId::TypeMismatch, "the callee returns " + std::to_string(given.size()) +
                                           " values, the caller " + std::to_string(wanted.size()));
  for (size_t i = 0; i < wanted.size(); ++i)
    if (!matches(module, given[i], wanted[i]))
      return mismatch(wanted[i], &given[i]);
  set_unreachable();
  return true;
}

bool FuncValidator::State::throw_or_rethrow(const Instr &instr) {
  if (instr.op == Opcode::Throw) {
    const FuncType *type = nullptr;
    if (!tag(instr.index, type) || !pop_all(type->params))
      return false;
  } else if (instr.op == Opcode::ThrowRef) {
    if (!pop(kExnRef))
      return false;
  } else {
    const ControlFrame *target = nullptr;
    if (!label(instr.index, target))
      return false;
    if (target->op != Opcode::Catch && target->op != Opcode::CatchAll)
      return fail(ErrorId::BadRethrowLabel, std::to_string(instr.index));
  }
  set_unreachable();
  return true;
}

} // namespace wexn::wasm
