// Operands of constant instructions in the text format (spec: "Text Format / Numeric Instructions",
// "Vector Instructions").
#include "wexnc/wasm/text/instr.h"
#include "wexnc/wasm/text/number.h"

namespace wexn::wasm {

Result<uint64_t> parse_number(TokenCursor &cursor, ValKind kind) {
  std::string_view word = cursor.word();
  ParsedNumber number;
  switch (kind) {
  case ValKind::I32:
    number = parse_int(word, 32);
    break;
  case ValKind::I64:
    number = parse_int(word, 64);
    break;
  case ValKind::F32:
    number = parse_float(word, 32);
    break;
  case ValKind::F64:
    number = parse_float(word, 64);
    break;
  case ValKind::V128:
  case ValKind::Ref:
  case ValKind::Bottom:
    bug("not a type of numbers");
  }
  if (number.status == NumberStatus::Malformed)
    return cursor.at_number() ? cursor.error(ErrorId::TextBadNumber, std::string(word))
                              : cursor.unexpected("number");
  if (number.status == NumberStatus::OutOfRange)
    return cursor.error(ErrorId::TextConstantRange, std::string(word));
  cursor.skip();
  return number.bits;
}

Result<std::array<uint8_t, 16>> parse_v128(TokenCursor &cursor) {
  struct Shape {
    std::string_view name;
    unsigned width;
    bool is_float;
  };
  static constexpr Shape kShapes[] = {{"i8x16", 8, false},  {"i16x8", 16, false},
                                      {"i32x4", 32, false}, {"i64x2", 64, false},
                                      {"f32x4", 32, true},  {"f64x2", 64, true}};
  for (const Shape &shape : kShapes) {
    if (!cursor.take_word(shape.name))
      continue;
    std::array<uint8_t, 16> bytes{};
    unsigned size = shape.width / 8;
    for (unsigned at = 0; at < 16; at += size) {
      std::string_view word = cursor.word();
      if (word.empty())
        return cursor.error(ErrorId::TextLaneCount);
      ParsedNumber number =
          shape.is_float ? parse_float(word, shape.width) : parse_int(word, shape.width);
      if (number.status == NumberStatus::OutOfRange)
        return cursor.error(ErrorId::TextConstantRange, std::string(word));
      if (number.status == NumberStatus::Malformed)
        return cursor.unexpected("number");
      cursor.skip();
      for (unsigned i = 0; i < size; ++i)
        bytes[at + i] = static_cast<uint8_t>(number.bits >> (8 * i));
    }
    if (cursor.at_number())
      return cursor.error(ErrorId::TextLaneCount);
    return bytes;
  }
  return cursor.unexpected("shape of a vector");
}

} // namespace wexn::wasm
