// Characters -> tokens of the text format (spec: "Text Format / Lexical Format"). Tokens must be
// apart from each other: a run of characters and strings that touch is one reserved token, and
// reserved tokens occur in annotations only.
#include "wexnc/wasm/text/lexer.h"

#include "wexnc/support/utf8.h"

#include <algorithm>
#include <optional>

namespace wexn::wasm {
namespace {

bool is_digit(char c) { return c >= '0' && c <= '9'; }
bool is_hex_digit(char c) {
  return is_digit(c) || (c >= 'a' && c <= 'f') || (c >= 'A' && c <= 'F');
}
unsigned hex_value(char c) {
  return static_cast<unsigned>(is_digit(c) ? c - '0' : (c | 0x20) - 'a' + 10);
}

// Spec: "idchar".
bool is_id_char(char c) {
  return c > ' ' && c < '\x7f' && std::string_view("\"(),;[]{}").find(c) == std::string_view::npos;
}

// REQUIRES: `code` <= 0x10FFFF.
void append_utf8(std::string &out, unsigned code) {
  auto put = [&](unsigned byte) { out.push_back(static_cast<char>(byte)); };
  if (code < 0x80) {
    put(code);
    return;
  }
  unsigned tails = code < 0x800 ? 1 : code < 0x10000 ? 2 : 3;
  constexpr unsigned kLead[] = {0, 0xC0, 0xE0, 0xF0};
  put(kLead[tails] | code >> (6 * tails));
  while (tails-- > 0)
    put(0x80 | (code >> (6 * tails) & 0x3F));
}

class Lexer {
public:
  explicit Lexer(std::string_view source) { text_.source = source; }
  Result<LexedText> run();

private:
  [[nodiscard]] char at(size_t i) const { return i < size() ? text_.source[i] : '\0'; }
  [[nodiscard]] size_t size() const { return text_.source.size(); }
  [[nodiscard]] bool starts(std::string_view what) const {
    return text_.source.substr(pos_).starts_with(what);
  }
  [[nodiscard]] Error error(ErrorId id, size_t offset, std::string detail = {}) const {
    return text_.error(id, static_cast<uint32_t>(offset), std::move(detail));
  }
  Status open();
  Status open_parenthesis(size_t begin);
  Status line_comment();
  Status block_comment();
  Status string();
  Status annotation_start();
  Status atom();
  Status check_character();
  void emit(TokenKind kind, size_t begin);

  LexedText text_;
  size_t pos_ = 0;

  // The annotations that are open, outermost first. Parentheses within them nest with theirs.
  struct OpenAnnotation {
    size_t offset = 0;
    std::optional<size_t> kept; // index into text_.annotations
    size_t depth = 0;           // parentheses open within
  };
  std::vector<OpenAnnotation> open_;
};

// Steps over one character of any kind but ASCII's; what is not UTF-8 ends the source.
Status Lexer::check_character() {
  size_t length = utf8_char_length(text_.source.substr(pos_));
  if (length == 0)
    return error(ErrorId::TextBadUtf8, pos_);
  pos_ += length;
  return ok_status();
}

Status Lexer::line_comment() {
  while (pos_ < size() && at(pos_) != '\n' && at(pos_) != '\r')
    TRY(check_character());
  return ok_status();
}

Status Lexer::block_comment() {
  size_t begin = pos_;
  size_t depth = 0;
  do {
    if (pos_ >= size())
      return error(ErrorId::TextUnclosedComment, begin);
    if (starts("(;")) {
      ++depth;
      pos_ += 2;
    } else if (starts(";)")) {
      --depth;
      pos_ += 2;
    } else {
      TRY(check_character());
    }
  } while (depth > 0);
  return ok_status();
}

// Steps over a string literal (spec: "Text Format / Values / Strings").
Status Lexer::string() {
  size_t begin = pos_++;
  while (at(pos_) != '"') {
    if (pos_ >= size() || at(pos_) == '\n' || at(pos_) == '\r')
      return error(ErrorId::TextUnclosedString, begin);
    auto c = static_cast<unsigned char>(at(pos_));
    if (c < 0x20 || c == 0x7F)
      return error(ErrorId::TextIllegalCharacter, pos_, "control character in a string");
    if (c != '\\') {
      TRY(check_character());
      continue;
    }
    char escaped = at(pos_ + 1);
    if (is_hex_digit(escaped) && is_hex_digit(at(pos_ + 2))) {
      pos_ += 3;
    } else if (std::string_view("nrt\\'\"").find(escaped) != std::string_view::npos) {
      pos_ += 2;
    } else if (escaped == 'u' && at(pos_ + 2) == '{') {
      size_t digits = pos_ + 3;
      uint32_t code = 0;
      size_t i = digits;
      for (; is_hex_digit(at(i)) || (at(i) == '_' && i > digits && is_hex_digit(at(i + 1))); ++i)
        if (at(i) != '_')
          code = std::min<uint32_t>(code * 16 + hex_value(at(i)), 0x110000);
      if (i == digits || at(i) != '}' || code > 0x10FFFF || (code >= 0xD800 && code <= 0xDFFF))
        return error(ErrorId::TextIllegalEscape, pos_, "not a Unicode scalar value");
      pos_ = i + 1;
    } else {
      return error(ErrorId::TextIllegalEscape, pos_);
    }
  }
  ++pos_;
  return ok_status();
}

void Lexer::emit(TokenKind kind, size_t begin) {
  Token token{kind, static_cast<uint32_t>(begin), static_cast<uint32_t>(pos_ - begin)};
  if (open_.empty())
    text_.tokens.push_back(token);
  else if (open_.back().kept)
    text_.annotations[*open_.back().kept].tokens.push_back(token);
}

// Behind a parenthesis that is one.
Status Lexer::open_parenthesis(size_t begin) {
  if (!open_.empty())
    ++open_.back().depth;
  emit(TokenKind::LParen, begin);
  return ok_status();
}

// "(@" and the annotation's id, which may be a string.
Status Lexer::annotation_start() {
  size_t begin = pos_;
  pos_ += 2;
  size_t id_begin = pos_;
  std::string id;
  if (at(pos_) == '"') {
    TRY(string());
    id = unescape(text_.source.substr(id_begin, pos_ - id_begin));
    if (!is_utf8(id))
      return error(ErrorId::TextBadUtf8, id_begin);
  } else {
    while (is_id_char(at(pos_)))
      ++pos_;
    id = text_.source.substr(id_begin, pos_ - id_begin);
  }
  // Within an annotation, "@" can be a token like any other.
  if (id.empty() && !open_.empty() && pos_ == id_begin) {
    --pos_;
    return open_parenthesis(begin);
  }
  if (id.empty())
    return error(ErrorId::TextEmptyAnnotation, begin);
  OpenAnnotation open{begin, std::nullopt, 0};
  auto keep = [&](Annotation::Kind kind) {
    open.kept = text_.annotations.size();
    text_.annotations.push_back({kind,
                                 static_cast<uint32_t>(begin),
                                 static_cast<uint32_t>(text_.tokens.size()),
                                 {},
                                 false});
  };
  // An annotation inside another one belongs to that one, whose meaning is its own business.
  if (open_.empty() && id == "name")
    keep(Annotation::Kind::Name);
  else if (open_.empty() && id == "custom")
    keep(Annotation::Kind::Custom);
  else if (open_.empty() && id == "metadata.code.branch_hint")
    keep(Annotation::Kind::BranchHint);
  open_.push_back(open);
  return ok_status();
}

// A maximal run of identifier characters and strings.
Status Lexer::atom() {
  size_t begin = pos_;
  unsigned strings = 0;
  size_t string_begin = 0;
  while (is_id_char(at(pos_)) || at(pos_) == '"') {
    if (at(pos_) == '"') {
      string_begin = pos_;
      ++strings;
      TRY(string());
    } else {
      ++pos_;
    }
  }
  if (pos_ == begin) {
    auto c = static_cast<unsigned char>(at(pos_));
    if (c >= 0x80 && utf8_char_length(text_.source.substr(pos_)) == 0)
      return error(ErrorId::TextBadUtf8, pos_);
    if (!open_.empty() && std::string_view(",;[]{}").find(at(pos_)) != std::string_view::npos) {
      ++pos_;
      emit(TokenKind::Word, begin);
      return ok_status();
    }
    return error(ErrorId::TextIllegalCharacter, pos_);
  }
  std::string_view text = text_.source.substr(begin, pos_ - begin);
  if (text[0] == '$' && strings == 0) {
    if (text.size() == 1)
      return error(ErrorId::TextEmptyIdentifier, begin);
    emit(TokenKind::Id, begin);
  } else if (text[0] == '$' && strings == 1 && string_begin == begin + 1 && text.back() == '"') {
    std::string name = unescape(text.substr(1));
    if (name.empty())
      return error(ErrorId::TextEmptyIdentifier, begin);
    if (!is_utf8(name))
      return error(ErrorId::TextBadUtf8, begin);
    emit(TokenKind::Id, begin);
  } else if (strings == 1 && text[0] == '"' && string_begin == begin && text.back() == '"') {
    emit(TokenKind::String, begin);
  } else if (strings == 0) {
    emit(TokenKind::Word, begin);
  } else if (open_.empty()) {
    return error(ErrorId::TextUnknownOperator, begin,
                 std::string(text) + " (tokens must be separated by white space)");
  } else {
    emit(TokenKind::Word, begin);
  }
  return ok_status();
}

// A parenthesis: of a comment, an annotation, or the program.
Status Lexer::open() {
  if (starts("(;"))
    return block_comment();
  if (starts("(@"))
    return annotation_start();
  ++pos_;
  return open_parenthesis(pos_ - 1);
}

Result<LexedText> Lexer::run() {
  if (size() > kMostText)
    return Error{
        ErrorId::LimitExceeded, std::nullopt, "source text of 4 GiB or more", 0, 0, {}, {}};
  text_.line_starts.push_back(0);
  for (size_t i = 0; i < size(); ++i)
    if (at(i) == '\n' || (at(i) == '\r' && at(i + 1) != '\n'))
      text_.line_starts.push_back(static_cast<uint32_t>(i + 1));

  while (pos_ < size()) {
    switch (at(pos_)) {
    case ' ':
    case '\t':
    case '\n':
    case '\r':
      ++pos_;
      break;
    case '(':
      TRY(open());
      break;
    case ')':
      ++pos_;
      if (!open_.empty() && open_.back().depth == 0) {
        open_.pop_back();
        break;
      }
      if (!open_.empty())
        --open_.back().depth;
      emit(TokenKind::RParen, pos_ - 1);
      break;
    case ';':
      if (starts(";;"))
        TRY(line_comment());
      else
        TRY(atom());
      break;
    default:
      TRY(atom());
      break;
    }
  }
  if (!open_.empty())
    return error(ErrorId::TextUnclosedAnnotation, open_.back().offset);
  emit(TokenKind::End, pos_);
  return std::move(text_);
}

} // namespace

std::span<Annotation> LexedText::annotations_before(size_t token) {
  auto first = std::partition_point(annotations.begin(), annotations.end(),
                                    [&](const Annotation &a) { return a.before < token; });
  auto last = std::find_if(first, annotations.end(),
                           [&](const Annotation &a) { return a.before != token; });
  return {first, last};
}

SourcePos LexedText::position(uint32_t offset) const {
  auto next = std::upper_bound(line_starts.begin(), line_starts.end(), offset);
  auto line = static_cast<uint32_t>(next - line_starts.begin());
  return {line, offset - line_starts[line - 1] + 1};
}

Error LexedText::error(ErrorId id, uint32_t offset, std::string detail) const {
  SourcePos pos = position(offset);
  Error error;
  error.id = id;
  error.detail = std::move(detail);
  error.line = pos.line;
  error.column = pos.column;
  return error;
}

Result<LexedText> lex(std::string_view source) { return Lexer(source).run(); }

std::string unescape(std::string_view quoted) {
  std::string out;
  out.reserve(quoted.size());
  for (size_t i = 1; i + 1 < quoted.size(); ++i) {
    if (quoted[i] != '\\') {
      out.push_back(quoted[i]);
      continue;
    }
    char c = quoted[++i];
    switch (c) {
    case 'n':
      out.push_back('\n');
      break;
    case 'r':
      out.push_back('\r');
      break;
    case 't':
      out.push_back('\t');
      break;
    case '\\':
    case '\'':
    case '"':
      out.push_back(c);
      break;
    case 'u': {
      unsigned code = 0;
      for (i += 2; quoted[i] != '}'; ++i)
        if (quoted[i] != '_')
          code = code * 16 + hex_value(quoted[i]);
      append_utf8(out, code);
      break;
    }
    default:
      out.push_back(static_cast<char>(hex_value(c) << 4 | hex_value(quoted[++i])));
      break;
    }
  }
  return out;
}

} // namespace wexn::wasm
