// Characters -> tokens of the text format (spec: "Text Format / Lexical Format"). White space and
// comments go; annotations (@id ...) are white space too, but those with an id that is known here
// are kept beside the tokens, for whoever reads the construct that they stand in.
#pragma once

#include "wexnc/support/result.h"
#include "wexnc/wasm/text/text.h"

#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace wexn::wasm {

enum class TokenKind : uint8_t {
  LParen,
  RParen,
  String, // with its quotes
  Id,     // with its $
  Word,   // a keyword, a number, or an instruction's name
  End,    // of the source
};

struct Token {
  TokenKind kind = TokenKind::End;
  uint32_t offset = 0, length = 0; // bytes of the source
};

struct Annotation {
  enum class Kind : uint8_t { Name, Custom, BranchHint } kind = Kind::Name;
  uint32_t offset = 0;       // of "(@"
  uint32_t before = 0;       // index of the token that follows the annotation
  std::vector<Token> tokens; // between the id and the closing parenthesis
  bool used = false;         // it stood where its kind may stand
};

// REQUIRES: `source` outlives this.
struct LexedText {
  std::string_view source;
  std::vector<Token> tokens; // the last is End
  std::vector<Annotation> annotations;
  std::vector<uint32_t> line_starts;

  [[nodiscard]] std::string_view text(const Token &token) const {
    return source.substr(token.offset, token.length);
  }
  // Those that stand right before the token with this index.
  [[nodiscard]] std::span<Annotation> annotations_before(size_t token);
  // 1-based; columns count bytes.
  [[nodiscard]] SourcePos position(uint32_t offset) const;
  [[nodiscard]] Error error(ErrorId id, uint32_t offset, std::string detail = {}) const;
};

// Errors: those of the lexical format, with line and column.
[[nodiscard]] Result<LexedText> lex(std::string_view source);

// The contents of a string token; its form was checked by lex(). Any bytes.
[[nodiscard]] std::string unescape(std::string_view quoted);

} // namespace wexn::wasm
