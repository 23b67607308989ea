// Select, locals, globals, tables, and copies between memories or tables (spec: "Validation /
// Instructions", the sections of these names).
#include "wexnc/wasm/validate/state.h"

namespace wexn::wasm {

bool FuncValidator::State::select(const Instr &instr) {
  if (instr.op == Opcode::SelectT) {
    if (instr.types.size() != 1)
      return fail(ErrorId::BadResultArity, std::to_string(instr.types.size()));
    const ValType &type = instr.types.front();
    if (!check_type(type) || !pop(kI32) || !pop(type) || !pop(type))
      return false;
    push(type);
    return true;
  }
  ValType first, second;
  if (!pop(kI32) || !pop_any(second) || !pop_any(first))
    return false;
  for (const ValType &type : {first, second})
    if (type.is_ref() || type == kBottomRef)
      return fail(ErrorId::TypeMismatch, "select of references needs a type");
  if (first.kind == ValKind::Bottom)
    std::swap(first, second);
  if (second.kind != ValKind::Bottom && first != second)
    return mismatch(first, &second);
  push(first);
  return true;
}

bool FuncValidator::State::variable(const Instr &instr) {
  using enum Opcode;
  const uint32_t index = instr.index;
  if (instr.op == GlobalGet || instr.op == GlobalSet) {
    if (index >= (constant ? globals_visible : module.globals.size()))
      return fail(ErrorId::UnknownGlobal, std::to_string(index));
    const GlobalType &global = module.globals[index].type;
    if (instr.op == GlobalSet)
      return global.mutable_ ? pop(global.type)
                             : fail(ErrorId::ImmutableGlobal, std::to_string(index));
    if (constant && global.mutable_)
      return fail(ErrorId::ConstantRequired, "global " + std::to_string(index) + " is mutable");
    push(global.type);
    return true;
  }
  if (index >= num_locals)
    return fail(ErrorId::UnknownLocal, std::to_string(index));
  const ValType type = local_type(index);
  if (instr.op == LocalGet) {
    if (!unset.empty() && unset[index])
      return fail(ErrorId::UninitializedLocal, std::to_string(index));
    push(type);
    return true;
  }
  if (!pop(type))
    return false;
  if (!unset.empty() && unset[index]) {
    unset[index] = false;
    set_locals.push_back(index);
  }
  if (instr.op == LocalTee)
    push(type);
  return true;
}

bool FuncValidator::State::table_access(const Instr &instr) {
  using enum Opcode;
  const Table *t = nullptr;
  if (!table(instr.op == TableInit ? instr.index2 : instr.index, t))
    return false;
  const ValType address = address_type(t->type.limits.is64);
  const ValType &type = t->type.elem;
  switch (instr.op) {
  case TableGet:
    if (!pop(address))
      return false;
    push(type);
    return true;
  case TableSet:
    return pop(type) && pop(address);
  case TableSize:
    push(address);
    return true;
  case TableGrow:
    if (!pop(address) || !pop(type))
      return false;
    push(address);
    return true;
  case TableFill:
    return pop(address) && pop(type) && pop(address);
  default: {
    const ElemSegment *segment = nullptr;
    if (!elem(instr.index, segment))
      return false;
    if (!matches(module, segment->type, type))
      return mismatch(type, &segment->type);
    return pop(kI32) && pop(kI32) && pop(address);
  }
  }
}

bool FuncValidator::State::copy(const Instr &instr) {
  ValType to, from;
  if (instr.op == Opcode::MemoryCopy) {
    if (!memory_address(instr.index, to) || !memory_address(instr.index2, from))
      return false;
  } else {
    const Table *to_table = nullptr, *from_table = nullptr;
    if (!table(instr.index, to_table) || !table(instr.index2, from_table))
      return false;
    if (!matches(module, from_table->type.elem, to_table->type.elem))
      return mismatch(to_table->type.elem, &from_table->type.elem);
    to = address_type(to_table->type.limits.is64);
    from = address_type(from_table->type.limits.is64);
  }
  const ValType length = to.kind == from.kind ? to : kI32; // the smaller of the two
  return pop(length) && pop(from) && pop(to);
}

} // namespace wexn::wasm
