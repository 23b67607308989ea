// What the parsers of the text format share while one module is turned into its binary form: the
// tokens and the place among them, the identifiers of every index space, the types, and the
// sections as far as they are written (spec: "Text Format / Contexts").
#pragma once

#include "wexnc/wasm/binary/encode.h"
#include "wexnc/wasm/text/lexer.h"

#include <array>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <unordered_map>
#include <utility>
#include <vector>

namespace wexn::wasm {

// A place among the tokens of a text.
class TokenCursor {
public:
  TokenCursor(LexedText &text, size_t position) : text_(text), position_(position) {}

  [[nodiscard]] size_t position() const { return position_; }
  void move_to(size_t position) { position_ = position; }
  [[nodiscard]] LexedText &text() const { return text_; }
  // The last token, End, stands for all that would follow it.
  [[nodiscard]] const Token &peek(size_t ahead = 0) const;
  [[nodiscard]] std::string_view peek_text(size_t ahead = 0) const {
    return text_.text(peek(ahead));
  }
  [[nodiscard]] TokenKind kind(size_t ahead = 0) const { return peek(ahead).kind; }
  // The text of a Word; empty for every other token.
  [[nodiscard]] std::string_view word(size_t ahead = 0) const;
  [[nodiscard]] bool at_word(std::string_view word) const { return this->word() == word; }
  // Whether "(" and then this word comes next.
  [[nodiscard]] bool at_open(std::string_view word) const;
  [[nodiscard]] bool at_number(size_t ahead = 0) const; // a Word that starts like a number
  [[nodiscard]] bool at_index(size_t ahead = 0) const;  // an Id, or a Word that starts with a digit

  void skip(size_t count = 1) { position_ += count; }
  // To behind the parenthesis that closes the one here. REQUIRES: kind() == LParen.
  Status skip_group();
  [[nodiscard]] bool take_word(std::string_view word);
  [[nodiscard]] bool take_open(std::string_view word);
  Status expect_open(std::string_view word);
  Status expect_close();
  // An identifier without its $, unquoted.
  [[nodiscard]] std::optional<std::string> take_id();
  Result<std::string> expect_string(std::string_view what);
  Result<std::string> expect_name(std::string_view what); // valid UTF-8
  Result<uint64_t> expect_nat(uint64_t max, std::string_view what);
  // The strings that follow, joined.
  [[nodiscard]] std::string take_strings();
  // A (@name "...") right here.
  Result<std::optional<std::string>> take_name_annotation();

  [[nodiscard]] Error error(ErrorId id, std::string detail = {}) const;
  [[nodiscard]] Error error_at(const Token &token, ErrorId id, std::string detail = {}) const;
  // "unexpected token" (or, for a word that no rule knows, "unknown operator").
  [[nodiscard]] Error unexpected(std::string_view expected) const;

private:
  LexedText &text_;
  size_t position_;
};

enum class Space : uint8_t {
  Type,
  Func,
  Table,
  Memory,
  Global,
  Tag,
  Elem,
  Data,
  Local,
  Field,
  Count_
};

// The identifiers of one index space.
struct IndexSpace {
  uint32_t count = 0;
  std::unordered_map<std::string, uint32_t> ids;
  std::map<uint32_t, std::string> names; // for the name section
  void clear() { *this = {}; }
};

// The contents of a section so far. Offsets are relative to the first entry.
struct SectionText {
  ByteWriter out;
  uint32_t count = 0;
  std::vector<std::pair<uint64_t, uint32_t>> places; // offset in `out`, offset in the source
};

struct CustomText {
  std::string name, payload;
  bool after = true;
  std::optional<SectionId> section; // none: the beginning (before) or the end (after) of the module
};

struct BranchHint {
  uint64_t offset = 0; // in the function's body
  uint8_t value = 0;
};

struct TextContext {
  explicit TextContext(LexedText &text, size_t position) : cursor(text, position) {}

  TokenCursor cursor;
  std::string module_name;
  std::array<IndexSpace, static_cast<size_t>(Space::Count_)> spaces;
  [[nodiscard]] IndexSpace &space(Space s) { return spaces[static_cast<size_t>(s)]; }

  std::vector<TypeDef> types;        // those written first, then those that type uses add
  std::vector<uint32_t> type_places; // offsets in the source
  struct Group {
    uint32_t start = 0, size = 0;
    bool written = false; // as (rec ...)
  };
  std::vector<Group> groups;
  std::unordered_map<std::string, uint32_t> func_types; // binary form -> smallest type index
  std::map<uint32_t, std::unordered_map<std::string, uint32_t>> field_ids;
  std::map<uint32_t, std::map<uint32_t, std::string>> field_names, local_names;

  std::array<SectionText, static_cast<size_t>(SectionId::Tag) + 1> sections;
  [[nodiscard]] SectionText &section(SectionId id) { return sections[static_cast<size_t>(id)]; }
  // Begins an entry of a section that comes from the token at `source_offset`.
  ByteWriter &entry(SectionId id, uint32_t source_offset);
  bool code_uses_data = false; // an instruction names a data segment
  std::array<uint32_t, static_cast<size_t>(ExternKind::Tag) + 1> imported{}; // read so far
  std::vector<CustomText> customs;
  std::map<uint32_t, std::vector<BranchHint>> branch_hints; // by function index

  // An optional identifier and name annotation: gives `index` of `space` its names.
  Status bind(Space space, uint32_t index);
  // The identifier alone, into `ids`; an error if it is there already.
  Status bind_id(Space space, std::unordered_map<std::string, uint32_t> &ids, uint32_t index,
                 const std::string &id, const Token &token);
  // A number, or an identifier of the space.
  Result<uint32_t> index(Space space);
  Result<uint32_t> field_index(uint32_t type);
};

} // namespace wexn::wasm
