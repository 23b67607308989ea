// The cursor over tokens and the index spaces that the parsers of the text format share
// (spec: "Text Format / Contexts", "Text Format / Modules / Indices").
#include "wexnc/wasm/text/context.h"

#include "wexnc/support/utf8.h"
#include "wexnc/wasm/text/instr.h"
#include "wexnc/wasm/text/number.h"
#include "wexnc/wasm/unsupported.h"

#include <algorithm>
#include <limits>

namespace wexn::wasm {
namespace {

struct SpaceInfo {
  const char *name;
  ErrorId unknown;
};

// In the order of Space.
constexpr SpaceInfo kSpaces[] = {
    {"type", ErrorId::UnknownType},         {"function", ErrorId::UnknownFunction},
    {"table", ErrorId::UnknownTable},       {"memory", ErrorId::UnknownMemory},
    {"global", ErrorId::UnknownGlobal},     {"tag", ErrorId::UnknownTag},
    {"elem segment", ErrorId::UnknownElem}, {"data segment", ErrorId::UnknownData},
    {"local", ErrorId::UnknownLocal},       {"field", ErrorId::UnknownField},
};
static_assert(std::size(kSpaces) == static_cast<size_t>(Space::Count_));

bool is_digit(char c) { return c >= '0' && c <= '9'; }

// Keywords that are not instructions; only to word errors.
bool is_keyword(std::string_view word) {
  static constexpr std::string_view kWords[] = {
      "module", "binary", "quote",  "type",   "rec",       "sub",           "final",
      "func",   "struct", "array",  "field",  "mut",       "param",         "result",
      "local",  "import", "export", "table",  "memory",    "global",        "tag",
      "start",  "elem",   "data",   "offset", "item",      "declare",       "then",
      "do",     "ref",    "null",   "shared", "i32",       "i64",           "f32",
      "f64",    "v128",   "i8",     "i16",    "catch_ref", "catch_all_ref",
#define HEAP_TYPE(kind, KIND, code, above, place, text, abbreviation, feature) text, abbreviation,
#include <wexn/abi/heap_types.def>
  };
  return std::find(std::begin(kWords), std::end(kWords), word) != std::end(kWords) ||
         find_opcode(word).has_value() || word.starts_with("offset=") || word.starts_with("align=");
}

const char *space_name(Space space) { return kSpaces[static_cast<size_t>(space)].name; }

std::string id_name(std::string_view token) {
  token.remove_prefix(1);
  return token.starts_with('"') ? unescape(token) : std::string(token);
}

} // namespace

const Token &TokenCursor::peek(size_t ahead) const {
  return text_.tokens[std::min(position_ + ahead, text_.tokens.size() - 1)];
}

std::string_view TokenCursor::word(size_t ahead) const {
  const Token &token = peek(ahead);
  return token.kind == TokenKind::Word ? text_.text(token) : std::string_view();
}

bool TokenCursor::at_open(std::string_view word) const {
  return kind() == TokenKind::LParen && this->word(1) == word;
}

bool TokenCursor::at_number(size_t ahead) const {
  std::string_view text = word(ahead);
  if (!text.empty() && (text[0] == '+' || text[0] == '-'))
    return true;
  return !text.empty() && is_digit(text[0]);
}

bool TokenCursor::at_index(size_t ahead) const {
  std::string_view text = word(ahead);
  return kind(ahead) == TokenKind::Id || (!text.empty() && is_digit(text[0]));
}

Status TokenCursor::skip_group() {
  size_t depth = 0;
  do {
    if (kind() == TokenKind::End)
      return unexpected("')'");
    if (kind() == TokenKind::LParen)
      ++depth;
    else if (kind() == TokenKind::RParen)
      --depth;
    ++position_;
  } while (depth > 0);
  return ok_status();
}

bool TokenCursor::take_word(std::string_view word) {
  if (!at_word(word))
    return false;
  ++position_;
  return true;
}

bool TokenCursor::take_open(std::string_view word) {
  if (!at_open(word))
    return false;
  position_ += 2;
  return true;
}

Status TokenCursor::expect_open(std::string_view word) {
  if (take_open(word))
    return ok_status();
  return unexpected("'(" + std::string(word) + "'");
}

Status TokenCursor::expect_close() {
  if (kind() != TokenKind::RParen)
    return unexpected("')'");
  ++position_;
  return ok_status();
}

std::optional<std::string> TokenCursor::take_id() {
  if (kind() != TokenKind::Id)
    return std::nullopt;
  return id_name(text_.text(text_.tokens[position_++]));
}

Result<std::string> TokenCursor::expect_string(std::string_view what) {
  if (kind() != TokenKind::String)
    return unexpected(what);
  return unescape(text_.text(text_.tokens[position_++]));
}

Result<std::string> TokenCursor::expect_name(std::string_view what) {
  const Token &token = peek();
  TRY_ASSIGN(std::string name, expect_string(what));
  if (!is_utf8(name))
    return error_at(token, ErrorId::TextBadUtf8);
  return name;
}

Result<uint64_t> TokenCursor::expect_nat(uint64_t max, std::string_view what) {
  ParsedNumber number = parse_nat(word(), max);
  if (number.status == NumberStatus::Malformed)
    return unexpected(what);
  if (number.status == NumberStatus::OutOfRange)
    return error(ErrorId::TextConstantRange, std::string(word()));
  ++position_;
  return number.bits;
}

std::string TokenCursor::take_strings() {
  std::string all;
  for (; kind() == TokenKind::String; ++position_)
    all += unescape(text_.text(text_.tokens[position_]));
  return all;
}

Result<std::optional<std::string>> TokenCursor::take_name_annotation() {
  std::optional<std::string> name;
  for (Annotation &annotation : text_.annotations_before(position_)) {
    if (annotation.kind != Annotation::Kind::Name)
      continue;
    if (name)
      return text_.error(ErrorId::TextBadAnnotation, annotation.offset, "@name: more than one");
    if (annotation.tokens.size() != 1 || annotation.tokens[0].kind != TokenKind::String)
      return text_.error(ErrorId::TextBadAnnotation, annotation.offset, "@name: expected a string");
    name = unescape(text_.text(annotation.tokens[0]));
    if (!is_utf8(*name))
      return text_.error(ErrorId::TextBadUtf8, annotation.offset);
    annotation.used = true;
  }
  return name;
}

Error TokenCursor::error(ErrorId id, std::string detail) const {
  return error_at(peek(), id, std::move(detail));
}

Error TokenCursor::error_at(const Token &token, ErrorId id, std::string detail) const {
  return text_.error(id, token.offset, std::move(detail));
}

Error TokenCursor::unexpected(std::string_view expected) const {
  std::string found(kind() == TokenKind::End ? "end of text" : peek_text().substr(0, 60));
  bool known = is_keyword(word()) || parse_float(word(), 64).status != NumberStatus::Malformed;
  const std::string proposal = unsupported_word(word(kind() == TokenKind::LParen));
  const std::string detail =
      found + (proposal.empty() ? " (expected " + std::string(expected) + ")" : ", " + proposal);
  if (kind() == TokenKind::Word && !known)
    return error(ErrorId::TextUnknownOperator, detail);
  return error(ErrorId::TextUnexpectedToken, detail);
}

ByteWriter &TextContext::entry(SectionId id, uint32_t source_offset) {
  SectionText &to = section(id);
  ++to.count;
  to.places.emplace_back(to.out.size(), source_offset);
  return to.out;
}

Status TextContext::bind_id(Space space, std::unordered_map<std::string, uint32_t> &ids,
                            uint32_t index, const std::string &id, const Token &token) {
  if (!ids.emplace(id, index).second)
    return cursor.error_at(token, ErrorId::TextDuplicate,
                           std::string(space_name(space)) + " $" + id);
  return ok_status();
}

Status TextContext::bind(Space space, uint32_t index) {
  const Token &token = cursor.peek();
  std::optional<std::string> id = cursor.take_id();
  if (id)
    TRY(bind_id(space, this->space(space).ids, index, *id, token));
  TRY_ASSIGN(std::optional<std::string> name, cursor.take_name_annotation());
  if (name || id)
    this->space(space).names.emplace(index, name ? *name : *id);
  return ok_status();
}

Result<uint32_t> TextContext::index(Space space) {
  const Token &token = cursor.peek();
  if (std::optional<std::string> id = cursor.take_id()) {
    auto &ids = this->space(space).ids;
    auto found = ids.find(*id);
    if (found == ids.end())
      return cursor.error_at(token, kSpaces[static_cast<size_t>(space)].unknown, "$" + *id);
    return found->second;
  }
  TRY_ASSIGN(uint64_t number, cursor.expect_nat(std::numeric_limits<uint32_t>::max(),
                                                std::string("index of a ") + space_name(space)));
  return static_cast<uint32_t>(number);
}

Result<uint32_t> TextContext::field_index(uint32_t type) {
  const Token &token = cursor.peek();
  if (cursor.kind() != TokenKind::Id)
    return index(Space::Field);
  std::string id = *cursor.take_id();
  auto fields = field_ids.find(type);
  if (fields != field_ids.end()) {
    auto found = fields->second.find(id);
    if (found != fields->second.end())
      return found->second;
  }
  return cursor.error_at(token, ErrorId::UnknownField, "$" + id);
}

} // namespace wexn::wasm
