// Tokens of the text format: what separates them, annotations, strings, and where errors are.
#include "wexnc/wasm/text/lexer.h"

#include <gtest/gtest.h>

namespace wexn::wasm {
namespace {

// One letter a token: ( ) s(tring) $ w(ord).
std::string kinds(std::string_view source) {
  Result<LexedText> text = lex(source);
  if (!text.ok())
    return std::string("error: ") + error_text(text.error().id);
  std::string out;
  for (const Token &token : text->tokens)
    if (token.kind != TokenKind::End)
      out += "()s$w"[static_cast<size_t>(token.kind)];
  return out;
}

struct Position {
  uint32_t line, column;
  bool operator==(const Position &) const = default;
};
Position error_position(std::string_view source) {
  Result<LexedText> text = lex(source);
  return text.ok() ? Position{0, 0} : Position{text.error().line, text.error().column};
}

TEST(TextLexer, Tokens) {
  EXPECT_EQ(kinds("(module $m \"a b\" i32.add 0x1)"), "(w$sww)");
  EXPECT_EQ(kinds("$a.b!? $\"with space\" (\"x\")"), "$$(s)");
  EXPECT_EQ(kinds(""), "");
}

TEST(TextLexer, TokensMustBeApart) {
  EXPECT_EQ(kinds("\"a\"\"b\""), "error: unknown operator");
  EXPECT_EQ(kinds("x\"a\""), "error: unknown operator");
  EXPECT_EQ(kinds("$\"a\"b"), "error: unknown operator");
  EXPECT_EQ(kinds("a(b)c"), "w(w)w");
  EXPECT_EQ(kinds("\"a\"(;;)\"b\""), "ss");
}

TEST(TextLexer, Comments) {
  EXPECT_EQ(kinds("a ;; b ( \" \n c"), "ww");
  EXPECT_EQ(kinds("a ;; b\rc"), "ww");
  EXPECT_EQ(kinds("a(; b (; c ;) d \" ;)e"), "ww");
  EXPECT_EQ(kinds("a (; b (; c ;)"), "error: unclosed comment");
  EXPECT_EQ(kinds("a ;; \xFF"), "error: malformed UTF-8 encoding");
  EXPECT_EQ(kinds("(; \xC0\x80 ;)"), "error: malformed UTF-8 encoding");
}

TEST(TextLexer, Annotations) {
  EXPECT_EQ(kinds("a (@x b (c) \"d)\" (@y) ;; )\n , ; [ } $ ) e"), "error: empty identifier");
  EXPECT_EQ(kinds("a (@x b (c) \"d)\" (@y) ;; )\n , [ } x\"y\"z (@ x) (@)) e"), "ww");
  EXPECT_EQ(kinds("(@\"quoted id\" x) a"), "w");
  EXPECT_EQ(kinds("(@ x)"), "error: empty annotation id");
  EXPECT_EQ(kinds("(@\"\")"), "error: empty annotation id");
  EXPECT_EQ(kinds("(@x (b)"), "error: unclosed annotation");
}

TEST(TextLexer, KeepsTheAnnotationsThatItKnows) {
  Result<LexedText> text = lex("(module (@name \"M\") (@other) (@custom \"c\") (func))");
  ASSERT_TRUE(text.ok());
  ASSERT_EQ(text->annotations.size(), 2u);
  EXPECT_EQ(text->annotations[0].kind, Annotation::Kind::Name);
  EXPECT_EQ(text->annotations[1].kind, Annotation::Kind::Custom);
  EXPECT_EQ(text->annotations_before(2).size(), 2u); // both stand before "(func"
  EXPECT_EQ(text->annotations_before(1).size(), 0u);
}

TEST(TextLexer, Strings) {
  EXPECT_EQ(unescape("\"a\\n\\t\\r\\\\\\'\\\"\\41\\u{20AC}\\u{1_0000}\""),
            "a\n\t\r\\'\"A\xE2\x82\xAC\xF0\x90\x80\x80");
  EXPECT_EQ(unescape("\"\\00\\ff\""), std::string("\0\xFF", 2));
  EXPECT_EQ(kinds("\"a"), "error: unclosed string");
  EXPECT_EQ(kinds("\"a\nb\""), "error: unclosed string");
  EXPECT_EQ(kinds("\"\x01\""), "error: illegal character");
  EXPECT_EQ(kinds("\"\x7F\""), "error: illegal character");
  EXPECT_EQ(kinds("\"\xED\xA0\x80\""), "error: malformed UTF-8 encoding");
  for (const char *bad : {"\"\\x\"", "\"\\0\"", "\"\\0g\"", "\"\\u{}\"", "\"\\u{110000}\"",
                          "\"\\u{d800}\"", "\"\\u{1__0}\"", "\"\\u20\"", "\"\\u{999999999999}\""})
    EXPECT_EQ(kinds(bad), "error: illegal escape") << bad;
}

TEST(TextLexer, Identifiers) {
  EXPECT_EQ(kinds("$"), "error: empty identifier");
  EXPECT_EQ(kinds("$\"\""), "error: empty identifier");
  EXPECT_EQ(kinds("$\"\\ff\""), "error: malformed UTF-8 encoding");
}

TEST(TextLexer, IllegalCharacters) {
  EXPECT_EQ(kinds("a , b"), "error: illegal character");
  EXPECT_EQ(kinds(std::string_view("a \0 b", 5)), "error: illegal character");
  EXPECT_EQ(kinds("\xE2\x82\xAC"), "error: illegal character");
  EXPECT_EQ(kinds("\xE2\x82"), "error: malformed UTF-8 encoding");
}

TEST(TextLexer, Positions) {
  EXPECT_EQ(error_position("(module\n  ,"), (Position{2, 3}));
  EXPECT_EQ(error_position("a\r\nb\rc\n\n {"), (Position{5, 2}));
  EXPECT_EQ(error_position("a\n (;"), (Position{2, 2}));
  EXPECT_EQ(error_position("a\n (@x (b)\n"), (Position{2, 2}));
}

} // namespace
} // namespace wexn::wasm
