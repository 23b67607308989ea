// Constants and result patterns of test scripts (spec repository: "interpreter / Scripts").
#include "tests/spec/script_value.h"

#include "wexnc/wasm/text/instr.h"
#include "wexnc/wasm/text/number.h"

#include <limits>

namespace wexn::wasm {
namespace {

using Kind = ScriptValue::Kind;
using Nan = ScriptValue::Nan;

struct NumberForm {
  std::string_view keyword;
  Kind kind;
  ValKind type;
};
constexpr NumberForm kNumbers[] = {
    {"i32.const", Kind::I32, ValKind::I32},
    {"i64.const", Kind::I64, ValKind::I64},
    {"f32.const", Kind::F32, ValKind::F32},
    {"f64.const", Kind::F64, ValKind::F64},
};

struct ShapeForm {
  std::string_view keyword;
  ScriptValue::Shape shape;
  unsigned width;
  bool is_float;
};
constexpr ShapeForm kShapes[] = {
    {"i8x16", ScriptValue::Shape::I8x16, 8, false},
    {"i16x8", ScriptValue::Shape::I16x8, 16, false},
    {"i32x4", ScriptValue::Shape::I32x4, 32, false},
    {"i64x2", ScriptValue::Shape::I64x2, 64, false},
    {"f32x4", ScriptValue::Shape::F32x4, 32, true},
    {"f64x2", ScriptValue::Shape::F64x2, 64, true},
};

// (ref.KEYWORD): a reference of that type, not null.
struct RefForm {
  std::string_view keyword;
  HeapKind heap;
};
constexpr RefForm kReferences[] = {
    {"ref.any", HeapKind::Any},       {"ref.eq", HeapKind::Eq},       {"ref.i31", HeapKind::I31},
    {"ref.struct", HeapKind::Struct}, {"ref.array", HeapKind::Array}, {"ref.func", HeapKind::Func},
    {"ref.extern", HeapKind::Extern}, {"ref.exn", HeapKind::Exn},
};

class ValueParser {
public:
  ValueParser(TokenCursor &cursor, bool patterns) : cursor_(cursor), patterns_(patterns) {}
  Result<ScriptValue> parse();

private:
  bool take_nan(ScriptValue::Lane &lane);
  Status vector(ScriptValue &value);
  Status null(ScriptValue &value);
  Status host(ScriptValue &value, HeapKind heap);
  Status reference(ScriptValue &value);
  Status contents(ScriptValue &value);

  TokenCursor &cursor_;
  bool patterns_;
};

bool ValueParser::take_nan(ScriptValue::Lane &lane) {
  if (patterns_ && cursor_.take_word("nan:canonical"))
    lane.nan = Nan::Canonical;
  else if (patterns_ && cursor_.take_word("nan:arithmetic"))
    lane.nan = Nan::Arithmetic;
  return lane.nan != Nan::None;
}

Status ValueParser::vector(ScriptValue &value) {
  value.kind = Kind::V128;
  for (const ShapeForm &shape : kShapes) {
    if (!cursor_.take_word(shape.keyword))
      continue;
    value.shape = shape.shape;
    for (unsigned i = 0; i < lane_count(shape.shape); ++i) {
      ScriptValue::Lane &lane = value.lanes.emplace_back();
      if (shape.is_float && take_nan(lane))
        continue;
      std::string_view word = cursor_.word();
      ParsedNumber number =
          shape.is_float ? parse_float(word, shape.width) : parse_int(word, shape.width);
      if (number.status != NumberStatus::Ok)
        return number.status == NumberStatus::OutOfRange
                   ? cursor_.error(ErrorId::TextConstantRange, std::string(word))
                   : cursor_.unexpected("number");
      lane.bits = number.bits;
      cursor_.skip();
    }
    return ok_status();
  }
  return cursor_.unexpected("shape of a vector");
}

// The type is optional in patterns. That of a defined type is not kept: a null has no other.
Status ValueParser::null(ScriptValue &value) {
  value.is_null = true;
  std::string_view word = cursor_.word();
#define HEAP_TYPE(kind, KIND, code, above, place, text, abbreviation, feature)                     \
  if (word == text)                                                                                \
    value.heap = HeapType{HeapKind::kind, false, 0};
#include <wexn/abi/heap_types.def>
  if (value.heap || cursor_.at_index())
    cursor_.skip();
  return ok_status();
}

Status ValueParser::host(ScriptValue &value, HeapKind heap) {
  value.heap = HeapType{heap, false, 0};
  TRY_ASSIGN(uint64_t number,
             cursor_.expect_nat(std::numeric_limits<uint32_t>::max(), "number of a reference"));
  value.host = static_cast<uint32_t>(number);
  return ok_status();
}

Status ValueParser::reference(ScriptValue &value) {
  value.kind = Kind::Ref;
  if (cursor_.take_word("ref.null"))
    return null(value);
  if (cursor_.take_word("ref.host"))
    return host(value, HeapKind::Any);
  if (cursor_.at_word("ref.extern") && cursor_.at_number(1)) {
    cursor_.skip();
    return host(value, HeapKind::Extern);
  }
  for (const RefForm &form : kReferences)
    if (patterns_ && cursor_.take_word(form.keyword)) {
      value.heap = HeapType{form.heap, false, 0};
      // (ref.func $f) is any function as well: functions have no names at run time.
      if (form.heap == HeapKind::Func && cursor_.at_index())
        cursor_.skip();
      return ok_status();
    }
  return cursor_.unexpected(patterns_ ? "constant or pattern" : "constant");
}

Status ValueParser::contents(ScriptValue &value) {
  if (cursor_.take_word("v128.const"))
    return vector(value);
  for (const NumberForm &form : kNumbers) {
    if (!cursor_.take_word(form.keyword))
      continue;
    value.kind = form.kind;
    bool is_float = form.kind == Kind::F32 || form.kind == Kind::F64;
    if (is_float && take_nan(value.number))
      return ok_status();
    TRY_ASSIGN(value.number.bits, parse_number(cursor_, form.type));
    return ok_status();
  }
  return reference(value);
}

Result<ScriptValue> ValueParser::parse() {
  ScriptValue value;
  if (patterns_ && cursor_.take_open("either")) {
    value.kind = Kind::Either;
    while (cursor_.kind() != TokenKind::RParen) {
      ScriptValue choice;
      if (cursor_.kind() != TokenKind::LParen)
        return cursor_.unexpected("constant or pattern");
      cursor_.skip();
      TRY(contents(choice));
      TRY(cursor_.expect_close());
      value.either.push_back(std::move(choice));
    }
  } else {
    if (cursor_.kind() != TokenKind::LParen)
      return cursor_.unexpected("'('");
    cursor_.skip();
    TRY(contents(value));
  }
  TRY(cursor_.expect_close());
  return value;
}

} // namespace

Result<ScriptValue> parse_script_constant(TokenCursor &cursor) {
  return ValueParser(cursor, false).parse();
}

Result<ScriptValue> parse_script_pattern(TokenCursor &cursor) {
  return ValueParser(cursor, true).parse();
}

} // namespace wexn::wasm
