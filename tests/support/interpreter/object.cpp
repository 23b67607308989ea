// Structures, arrays, i31, casts and conversions (spec: "Execution / Instructions / Reference
// Instructions", "Aggregate Instructions").
#include "tests/support/interpreter/code.h"

#include <algorithm>
#include <cstring>

namespace wexn::interpret {

namespace {

using wasm::FieldType;
using wasm::HeapKind;
using wasm::Opcode;
using wasm::Packed;

constexpr uint64_t kMostElements = uint64_t{1} << 24;

Value packed(const FieldType &field, Value v) {
  if (field.packed == Packed::I8)
    return {v.lo & 0xff, 0};
  if (field.packed == Packed::I16)
    return {v.lo & 0xffff, 0};
  return v;
}
Value unpacked(const FieldType &field, Value v, bool with_sign) {
  if (field.packed == Packed::None || !with_sign)
    return v;
  const int32_t wide =
      field.packed == Packed::I8 ? static_cast<int8_t>(v.lo) : int32_t{static_cast<int16_t>(v.lo)};
  return {static_cast<uint32_t>(wide), 0};
}
// In a data segment.
uint64_t bytes_of(const FieldType &field) {
  if (field.packed != Packed::None)
    return field.packed == Packed::I8 ? 1 : 2;
  switch (field.type.kind) {
  case wasm::ValKind::I32:
  case wasm::ValKind::F32:
    return 4;
  case wasm::ValKind::V128:
    return 16;
  default:
    return 8;
  }
}
bool within(uint64_t at, uint64_t count, uint64_t size) { return at <= size && count <= size - at; }

class Step {
public:
  Step(const Op &op, Store &store, Instance &instance, Value *&sp)
      : op_(op), store_(store), instance_(instance), sp_(sp) {}

  Trap structure() {
    const std::vector<FieldType> &fields = type(op_.a).fields;
    switch (op_.op) {
    case Opcode::StructNew:
    case Opcode::StructNewDefault: {
      std::vector<Value> values(fields.size());
      if (op_.op == Opcode::StructNew) {
        sp_ -= fields.size();
        for (size_t i = 0; i < fields.size(); ++i)
          values[i] = packed(fields[i], sp_[i]);
      }
      make(std::move(values));
      return Trap::None;
    }
    case Opcode::StructSet: {
      const Value v = pop();
      Object *object = pop_object();
      if (!object)
        return Trap::NullStructReference;
      object->values[op_.b] = packed(fields[op_.b], v);
      return Trap::None;
    }
    default: {
      const Object *object = pop_object();
      if (!object)
        return Trap::NullStructReference;
      push(unpacked(fields[op_.b], object->values[op_.b], op_.op == Opcode::StructGetS));
      return Trap::None;
    }
    }
  }

  Trap new_array() {
    const FieldType &field = type(op_.a).fields.front();
    switch (op_.op) {
    case Opcode::ArrayNewFixed: {
      std::vector<Value> values(sp_ - op_.b, sp_);
      for (Value &v : values)
        v = packed(field, v);
      sp_ -= op_.b;
      make(std::move(values));
      return Trap::None;
    }
    case Opcode::ArrayNewData:
    case Opcode::ArrayNewElem: {
      const uint64_t count = pop().lo, from = pop().lo;
      std::vector<Value> values;
      if (const Trap t = segment(field, from, count, values); t != Trap::None)
        return t;
      make(std::move(values));
      return Trap::None;
    }
    default: {
      const uint64_t count = pop().lo;
      const Value v = op_.op == Opcode::ArrayNew ? packed(field, pop()) : Value{};
      if (count > kMostElements)
        return Trap::OutOfMemory;
      make(std::vector<Value>(count, v));
      return Trap::None;
    }
    }
  }

  Trap array() {
    if (op_.op == Opcode::ArrayLen) {
      const Object *object = pop_object();
      if (!object)
        return Trap::NullArrayReference;
      push({object->values.size(), 0});
      return Trap::None;
    }
    const FieldType &field = type(op_.a).fields.front();
    const Value v = op_.op == Opcode::ArraySet ? pop() : Value{};
    const uint64_t at = pop().lo;
    Object *object = pop_object();
    if (!object)
      return Trap::NullArrayReference;
    if (at >= object->values.size())
      return Trap::ArrayOutOfBounds;
    if (op_.op == Opcode::ArraySet)
      object->values[at] = packed(field, v);
    else
      push(unpacked(field, object->values[at], op_.op == Opcode::ArrayGetS));
    return Trap::None;
  }

  Trap bulk() {
    const FieldType &field = type(op_.a).fields.front();
    const uint64_t count = pop().lo;
    const Value second = pop(); // where from, or what
    const Object *source = op_.op == Opcode::ArrayCopy ? pop_object() : nullptr;
    const uint64_t to = pop().lo;
    Object *target = pop_object();
    if (!target || (op_.op == Opcode::ArrayCopy && !source))
      return Trap::NullArrayReference;
    if (!within(to, count, target->values.size()))
      return Trap::ArrayOutOfBounds;
    std::vector<Value> values;
    if (op_.op == Opcode::ArrayFill) {
      values.assign(count, packed(field, second));
    } else if (op_.op == Opcode::ArrayCopy) {
      if (!within(second.lo, count, source->values.size()))
        return Trap::ArrayOutOfBounds;
      const auto from = source->values.begin() + static_cast<ptrdiff_t>(second.lo);
      values.assign(from, from + static_cast<ptrdiff_t>(count));
    } else if (const Trap t = segment(field, second.lo, count, values); t != Trap::None) {
      return t;
    }
    std::copy(values.begin(), values.end(), target->values.begin() + static_cast<ptrdiff_t>(to));
    return Trap::None;
  }

private:
  const Op &op_;
  Store &store_;
  Instance &instance_;
  Value *&sp_;

  Value pop() { return *--sp_; }
  void push(Value v) { *sp_++ = v; }
  Object *pop_object() { return reinterpret_cast<Object *>(pop().lo); }
  const wasm::TypeDef &type(uint32_t index) const {
    return store_.types.at(instance_.types[index]);
  }
  void make(std::vector<Value> values) {
    const Object *made = store_.keep(Object{instance_.types[op_.a], std::move(values)});
    push({reinterpret_cast<uintptr_t>(made), 0});
  }
  // Of the segment that the instruction names.
  Trap segment(const FieldType &field, uint64_t from, uint64_t count, std::vector<Value> &values) {
    if (op_.op == Opcode::ArrayNewElem || op_.op == Opcode::ArrayInitElem) {
      const std::vector<uint64_t> &elements = instance_.elems[op_.b];
      if (!within(from, count, elements.size()))
        return Trap::TableOutOfBounds;
      for (uint64_t i = 0; i < count; ++i)
        values.push_back({elements[from + i], 0});
      return Trap::None;
    }
    const std::span<const uint8_t> data = instance_.datas[op_.b];
    const uint64_t size = bytes_of(field);
    if (!within(from, count * size, data.size()))
      return Trap::MemoryOutOfBounds;
    for (uint64_t i = 0; i < count; ++i) {
      Value v;
      std::memcpy(&v, data.data() + from + i * size, size);
      values.push_back(v);
    }
    return Trap::None;
  }
};

Trap i31(const Op &op, Value *sp) {
  Value &v = sp[-1];
  if (op.op == Opcode::RefI31) {
    v = {uint64_t{static_cast<uint32_t>(v.lo) & 0x7fffffff} << 1 | kI31Bit, 0};
    return Trap::None;
  }
  if (v.lo == 0)
    return Trap::NullI31Reference;
  auto number = static_cast<uint32_t>(v.lo >> 1);
  if (op.op == Opcode::I31GetS && number >> 30 != 0)
    number |= 0x80000000;
  v = {number, 0};
  return Trap::None;
}

} // namespace

bool is_of(const Store &store, uint64_t reference, const Type &type) {
  if (reference == 0)
    return type.nullable;
  Type actual = Type::ref(HeapKind::Any, false);
  const Type any = Type::ref(HeapKind::Any, true), func = Type::ref(HeapKind::Func, true);
  if (store.types.matches(type, func))
    actual = Type::ref(reinterpret_cast<const Func *>(reference)->type, false);
  else if (!store.types.matches(type, any))
    actual =
        Type::ref(store.types.matches(type, Type::ref(HeapKind::Extern, true)) ? HeapKind::Extern
                                                                               : HeapKind::Exn,
                  false);
  else if (reference & kHostBit)
    return type.heap.kind == HeapKind::Any;
  else if (reference & kI31Bit)
    actual = Type::ref(HeapKind::I31, false);
  else
    actual = Type::ref(reinterpret_cast<const Object *>(reference)->type, false);
  return store.types.matches(actual, type);
}

bool run_object(const Op &op, Store &store, Instance &instance, Value *&sp, Trap &trap) {
  Step step(op, store, instance, sp);
  switch (op.op) {
  case Opcode::StructNew:
  case Opcode::StructNewDefault:
  case Opcode::StructGet:
  case Opcode::StructGetS:
  case Opcode::StructGetU:
  case Opcode::StructSet:
    trap = step.structure();
    return true;
  case Opcode::ArrayNew:
  case Opcode::ArrayNewDefault:
  case Opcode::ArrayNewFixed:
  case Opcode::ArrayNewData:
  case Opcode::ArrayNewElem:
    trap = step.new_array();
    return true;
  case Opcode::ArrayGet:
  case Opcode::ArrayGetS:
  case Opcode::ArrayGetU:
  case Opcode::ArraySet:
  case Opcode::ArrayLen:
    trap = step.array();
    return true;
  case Opcode::ArrayFill:
  case Opcode::ArrayCopy:
  case Opcode::ArrayInitData:
  case Opcode::ArrayInitElem:
    trap = step.bulk();
    return true;
  case Opcode::RefI31:
  case Opcode::I31GetS:
  case Opcode::I31GetU:
    trap = i31(op, sp);
    return true;
  case Opcode::RefEq:
    --sp;
    sp[-1] = {uint64_t{sp[-1].lo == sp[0].lo}, 0};
    return true;
  case Opcode::AnyConvertExtern:
    if (sp[-1].lo != 0)
      sp[-1].lo = sp[-1].lo & kInternalBit ? sp[-1].lo & ~kInternalBit : sp[-1].lo | kHostBit;
    return true;
  case Opcode::ExternConvertAny:
    if (sp[-1].lo != 0)
      sp[-1].lo = sp[-1].lo & kHostBit ? sp[-1].lo & ~kHostBit : sp[-1].lo | kInternalBit;
    return true;
  default:
    return false;
  }
}

} // namespace wexn::interpret
