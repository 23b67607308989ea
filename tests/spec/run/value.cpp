// Slots, NaN patterns, lanes and references; see value.h.
#include "tests/spec/run/value.h"

#include <wexn/object.h>

#include <array>
#include <cstdio>
#include <cstring>

namespace wexn::spec {
namespace {

using wasm::HeapKind;
using wasm::ScriptValue;
using Lane = ScriptValue::Lane;
using Nan = ScriptValue::Nan;

bool is_ref(const wexn_valtype &type) {
  return type.code == WEXN_REF || type.code == WEXN_REF_NULL;
}

// WEXN_HEAP_FUNC, _EXTERN, _ANY or _EXN.
uint8_t top_of(const wexn_valtype &type) { return wexn_heap_top(&type); }

uint8_t code_of(HeapKind kind) {
  switch (kind) {
#define HEAP_TYPE(kind, KIND, number, above, place, text, abbreviation, feature)                   \
  case HeapKind::kind:                                                                             \
    return WEXN_HEAP_##KIND;
#include <wexn/abi/heap_types.def>
  case HeapKind::Concrete:
    break;
  }
  return WEXN_HEAP_FUNC; // scripts name no other concrete types
}

uint8_t top_of(HeapKind kind) {
  uint8_t code = code_of(kind);
  while (code != wexn_heap_above(code))
    code = wexn_heap_above(code);
  return code;
}

const char *heap_name(HeapKind kind) {
  switch (kind) {
#define HEAP_TYPE(kind, KIND, code, above, place, text, abbreviation, feature)                     \
  case HeapKind::kind:                                                                             \
    return abbreviation;
#include <wexn/abi/heap_types.def>
  case HeapKind::Concrete:
    break;
  }
  return "(ref $t)";
}

const char *heap_name(uint8_t heap) {
  switch (heap) {
#define HEAP_TYPE(kind, KIND, code, above, place, text, abbreviation, feature)                     \
  case code:                                                                                       \
    return abbreviation;
#include <wexn/abi/heap_types.def>
  default:
    return "(ref $t)";
  }
}

bool is_null(const Value &v) {
  const uint8_t top = top_of(v.type);
  if (top == WEXN_HEAP_FUNC || top == WEXN_HEAP_EXTERN)
    return v.slot.extern_ == nullptr;
  return v.slot.ref == 0;
}

// An IEEE 754 number of `width` bits whose significand has `fraction` stored bits.
bool lane_matches(uint64_t bits, const Lane &expected, unsigned width, unsigned fraction) {
  if (expected.nan == Nan::None)
    return bits == expected.bits;
  uint64_t magnitude = bits & ((uint64_t{1} << (width - 1)) - 1);
  uint64_t exponent = ((uint64_t{1} << (width - 1 - fraction)) - 1) << fraction;
  uint64_t quiet = uint64_t{1} << (fraction - 1);
  if (expected.nan == Nan::Canonical)
    return magnitude == (exponent | quiet);
  return (magnitude & (exponent | quiet)) == (exponent | quiet);
}

unsigned lane_bytes(ScriptValue::Shape shape) { return 16 / lane_count(shape); }

uint64_t lane_of(const wexn_slot &slot, unsigned bytes, unsigned index) {
  uint64_t bits = 0;
  std::memcpy(&bits, slot.bytes + index * bytes, bytes);
  return bits;
}

bool vector_matches(const wexn_slot &slot, const ScriptValue &expected) {
  unsigned bytes = lane_bytes(expected.shape);
  for (unsigned i = 0; i < lane_count(expected.shape); ++i) {
    unsigned fraction = bytes == 8 ? 52 : 23;
    if (!lane_matches(lane_of(slot, bytes, i), expected.lanes[i], bytes * 8, fraction))
      return false;
  }
  return true;
}

bool reference_matches(const Value &actual, const ScriptValue &expected) {
  if (!is_ref(actual.type))
    return false;
  if (expected.heap && top_of(actual.type) != top_of(expected.heap->kind))
    return false;
  if (expected.is_null)
    return is_null(actual);
  if (is_null(actual))
    return false;
  if (top_of(actual.type) == WEXN_HEAP_ANY) {
    if (expected.host)
      return wexn_ref_kind_of(actual.store, actual.slot.ref) == WEXN_KIND_HOST &&
             wexn_ref_to_extern(actual.store, actual.slot.ref) == host_reference(*expected.host);
    wexn_valtype type{};
    type.code = WEXN_REF;
    type.heap = expected.heap ? code_of(expected.heap->kind) : uint8_t{WEXN_HEAP_ANY};
    return wexn_ref_matches(actual.store, actual.slot.ref, &type);
  }
  return !expected.host || (top_of(actual.type) == WEXN_HEAP_EXTERN &&
                            actual.slot.extern_ == host_reference(*expected.host));
}

std::string format(const char *pattern, uint64_t number) {
  char text[64];
  std::snprintf(text, sizeof text, pattern, number);
  return text;
}

std::string describe_lane(const Lane &lane, bool hex) {
  if (lane.nan == Nan::Canonical)
    return "nan:canonical";
  if (lane.nan == Nan::Arithmetic)
    return "nan:arithmetic";
  return format(hex ? "0x%lx" : "%lu", lane.bits);
}

std::string vector_text(const std::array<uint64_t, 2> &words) {
  return format("v128 0x%016lx", words[1]) + format("_%016lx", words[0]);
}

std::string reference_text(const Value &v) {
  const uint8_t top = top_of(v.type);
  const std::string name = heap_name(top);
  if (is_null(v))
    return name + " null";
  const bool pointer = top == WEXN_HEAP_FUNC || top == WEXN_HEAP_EXTERN;
  if (top == WEXN_HEAP_ANY) {
    char text[200];
    wexn_ref_text(v.store, v.slot.ref, text, sizeof text);
    return name + " " + text;
  }
  const uint64_t bits = pointer ? reinterpret_cast<uintptr_t>(v.slot.extern_) : v.slot.ref;
  return name + format(" 0x%lx", bits);
}

} // namespace

void *host_reference(uint32_t n) {
  return reinterpret_cast<void *>((uintptr_t{n} + 1) * 16); // never dereferenced
}

std::optional<wexn_slot> to_slot(wexn_store *store, const ScriptValue &value) {
  wexn_slot slot{};
  switch (value.kind) {
  case ScriptValue::Kind::I32:
    slot.i32 = static_cast<int32_t>(value.number.bits);
    return slot;
  case ScriptValue::Kind::F32: {
    auto bits = static_cast<uint32_t>(value.number.bits);
    std::memcpy(slot.bytes, &bits, sizeof bits);
    return slot;
  }
  case ScriptValue::Kind::I64:
  case ScriptValue::Kind::F64:
    std::memcpy(slot.bytes, &value.number.bits, sizeof value.number.bits);
    return slot;
  case ScriptValue::Kind::V128: {
    unsigned bytes = lane_bytes(value.shape);
    for (unsigned i = 0; i < value.lanes.size(); ++i)
      std::memcpy(slot.bytes + i * bytes, &value.lanes[i].bits, bytes);
    return slot;
  }
  case ScriptValue::Kind::Ref:
    if (value.is_null)
      return slot;
    if (value.host && value.heap && value.heap->kind == HeapKind::Extern) {
      slot.extern_ = host_reference(*value.host);
      return slot;
    }
    if (value.host && store &&
        wexn_ref_from_extern(store, host_reference(*value.host), &slot.ref) == WEXN_OK)
      return slot;
    return std::nullopt;
  case ScriptValue::Kind::Either:
    return std::nullopt;
  }
  return std::nullopt;
}

bool matches(const Value &actual, const ScriptValue &expected) {
  switch (expected.kind) {
  case ScriptValue::Kind::I32:
    return actual.type.code == WEXN_I32 &&
           lane_matches(lane_of(actual.slot, 4, 0), expected.number, 32, 23);
  case ScriptValue::Kind::F32:
    return actual.type.code == WEXN_F32 &&
           lane_matches(lane_of(actual.slot, 4, 0), expected.number, 32, 23);
  case ScriptValue::Kind::I64:
    return actual.type.code == WEXN_I64 &&
           lane_matches(lane_of(actual.slot, 8, 0), expected.number, 64, 52);
  case ScriptValue::Kind::F64:
    return actual.type.code == WEXN_F64 &&
           lane_matches(lane_of(actual.slot, 8, 0), expected.number, 64, 52);
  case ScriptValue::Kind::V128:
    return actual.type.code == WEXN_V128 && vector_matches(actual.slot, expected);
  case ScriptValue::Kind::Ref:
    return reference_matches(actual, expected);
  case ScriptValue::Kind::Either:
    for (const ScriptValue &one : expected.either)
      if (matches(actual, one))
        return true;
    return false;
  }
  return false;
}

std::string describe(const Value &v) {
  switch (v.type.code) {
  case WEXN_I32:
    return "i32 " + format("%lu", lane_of(v.slot, 4, 0));
  case WEXN_I64:
    return "i64 " + format("%lu", lane_of(v.slot, 8, 0));
  case WEXN_F32:
    return "f32 " + format("0x%lx", lane_of(v.slot, 4, 0));
  case WEXN_F64:
    return "f64 " + format("0x%lx", lane_of(v.slot, 8, 0));
  case WEXN_V128:
    return vector_text({v.slot.v128.lo, v.slot.v128.hi});
  default:
    return reference_text(v);
  }
}

std::string describe(const ScriptValue &v) {
  switch (v.kind) {
  case ScriptValue::Kind::I32:
    return "i32 " + describe_lane(v.number, false);
  case ScriptValue::Kind::I64:
    return "i64 " + describe_lane(v.number, false);
  case ScriptValue::Kind::F32:
    return "f32 " + describe_lane(v.number, true);
  case ScriptValue::Kind::F64:
    return "f64 " + describe_lane(v.number, true);
  case ScriptValue::Kind::V128: {
    auto slot = to_slot(nullptr, v);
    bool exact = true;
    for (const Lane &lane : v.lanes)
      exact = exact && lane.nan == Nan::None;
    if (slot && exact)
      return vector_text({slot->v128.lo, slot->v128.hi});
    std::string text = "v128";
    for (const Lane &lane : v.lanes)
      text += " " + describe_lane(lane, true);
    return text;
  }
  case ScriptValue::Kind::Ref: {
    std::string name = v.heap ? heap_name(v.heap->kind) : "refnull";
    if (v.is_null)
      return name + " null";
    return v.host ? name + format(" number %lu", *v.host) : name + " not null";
  }
  case ScriptValue::Kind::Either: {
    std::string text = "either";
    for (const ScriptValue &one : v.either)
      text += " (" + describe(one) + ")";
    return text;
  }
  }
  return "?";
}

} // namespace wexn::spec
