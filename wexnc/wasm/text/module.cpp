// The first pass over a module's text: binds identifiers, gives out indices, checks the order of
// imports (spec: "Text Format / Modules"); and the entry points of the text format.
#include "wexnc/wasm/text/module.h"

#include "wexnc/wasm/text/types.h"

#include <algorithm>

namespace wexn::wasm {
namespace {

using Kind = ModuleField::Kind;

struct FieldKeyword {
  std::string_view word;
  Kind kind;
  std::optional<Space> space; // that it defines an entity of
};
constexpr FieldKeyword kKeywords[] = {
    {"type", Kind::Type, Space::Type},       {"rec", Kind::Type, std::nullopt},
    {"import", Kind::Import, std::nullopt},  {"func", Kind::Func, Space::Func},
    {"table", Kind::Table, Space::Table},    {"memory", Kind::Memory, Space::Memory},
    {"global", Kind::Global, Space::Global}, {"tag", Kind::Tag, Space::Tag},
    {"export", Kind::Export, std::nullopt},  {"start", Kind::Start, std::nullopt},
    {"elem", Kind::Elem, Space::Elem},       {"data", Kind::Data, Space::Data},
};

const FieldKeyword *find_keyword(std::string_view word) {
  auto found = std::find_if(std::begin(kKeywords), std::end(kKeywords),
                            [&](const FieldKeyword &k) { return k.word == word; });
  return found == std::end(kKeywords) ? nullptr : found;
}

bool importable(Kind kind) {
  return kind == Kind::Func || kind == Kind::Table || kind == Kind::Memory ||
         kind == Kind::Global || kind == Kind::Tag;
}

class FirstPass {
public:
  explicit FirstPass(TextContext &context) : context_(context) {}
  Status run();
  std::vector<ModuleField> fields;

private:
  Status customs();
  Status field();
  Status types(ModuleField &field, bool group);
  Status import();
  Status import_type(std::optional<uint32_t> shared = {});
  Status entity(ModuleField &field, const FieldKeyword &keyword);
  Result<bool> has_inline_segment(size_t token, std::string_view word);
  Status import_here(const Token &token);

  TextContext &context_;
  TokenCursor &cursor_ = context_.cursor;
  std::optional<std::string_view> defined_; // keyword of the first definition that is no import
};

// Custom annotations right here, between fields.
Status FirstPass::customs() {
  for (Annotation &annotation : cursor_.text().annotations_before(cursor_.position()))
    if (annotation.kind == Annotation::Kind::Custom)
      TRY(parse_custom_annotation(context_, annotation));
  return ok_status();
}

Status FirstPass::import_here(const Token &token) {
  if (defined_)
    return cursor_.error_at(token, ErrorId::TextImportOrder, std::string(*defined_));
  return ok_status();
}

Status FirstPass::types(ModuleField &field, bool group) {
  IndexSpace &space = context_.space(Space::Type);
  field.index = space.count;
  if (!group)
    return context_.bind(Space::Type, space.count++);
  while (cursor_.at_open("type")) {
    size_t token = cursor_.position();
    cursor_.skip(2);
    TRY(context_.bind(Space::Type, space.count++));
    cursor_.move_to(token);
    TRY(cursor_.skip_group());
  }
  return ok_status();
}

// An import, or several in one field: import_field in field.cpp has the forms.
Status FirstPass::import() {
  TRY(import_here(cursor_.peek()));
  TRY(cursor_.expect_name("module name"));
  if (cursor_.kind() == TokenKind::String) {
    TRY(cursor_.expect_name("name"));
    return import_type();
  }
  uint32_t names = 0;
  bool typed = false;
  while (cursor_.at_open("item")) {
    const size_t item = cursor_.position();
    cursor_.skip(2);
    TRY(cursor_.expect_name("name"));
    if (cursor_.kind() == TokenKind::LParen) {
      TRY(import_type());
      typed = true;
    } else {
      ++names;
    }
    cursor_.move_to(item);
    TRY(cursor_.skip_group());
  }
  if (cursor_.kind() == TokenKind::LParen && !typed)
    return import_type(names);
  return ok_status();
}

// The type of an import, which has its identifier; or the one that `shared` imports have.
Status FirstPass::import_type(std::optional<uint32_t> shared) {
  const FieldKeyword *keyword =
      cursor_.kind() == TokenKind::LParen ? find_keyword(cursor_.word(1)) : nullptr;
  if (!keyword || !importable(keyword->kind))
    return cursor_.unexpected("'(func', '(table', '(memory', '(global' or '(tag'");
  cursor_.skip(2);
  IndexSpace &space = context_.space(*keyword->space);
  if (!shared)
    return context_.bind(*keyword->space, space.count++);
  if (cursor_.kind() == TokenKind::Id)
    return cursor_.error(ErrorId::TextIdentifierNotAllowed);
  space.count += *shared;
  return ok_status();
}

// Whether "(word" stands directly within the field.
Result<bool> FirstPass::has_inline_segment(size_t token, std::string_view word) {
  size_t here = cursor_.position();
  cursor_.move_to(token + 1);
  bool found = false;
  while (!found && cursor_.kind() != TokenKind::RParen && cursor_.kind() != TokenKind::End) {
    if (cursor_.at_open(word))
      found = true;
    else if (cursor_.kind() == TokenKind::LParen)
      TRY(cursor_.skip_group());
    else
      cursor_.skip();
  }
  cursor_.move_to(here);
  return found;
}

Status FirstPass::entity(ModuleField &field, const FieldKeyword &keyword) {
  const Token &token = cursor_.peek();
  field.index = context_.space(*keyword.space).count++;
  TRY(context_.bind(*keyword.space, field.index));
  if (!importable(field.kind))
    return ok_status();
  while (cursor_.at_open("export"))
    TRY(cursor_.skip_group());
  if (cursor_.at_open("import"))
    return import_here(token);
  if (!defined_)
    defined_ = keyword.word;
  bool table = field.kind == Kind::Table;
  if (table || field.kind == Kind::Memory) {
    TRY_ASSIGN(bool inline_segment, has_inline_segment(field.token, table ? "elem" : "data"));
    if (inline_segment)
      field.segment = context_.space(table ? Space::Elem : Space::Data).count++;
  }
  return ok_status();
}

Status FirstPass::field() {
  ModuleField field{Kind::Type, cursor_.position()};
  const FieldKeyword *keyword = nullptr;
  if (cursor_.kind() == TokenKind::LParen) {
    keyword = find_keyword(cursor_.word(1));
    cursor_.skip();
  }
  if (!keyword)
    return cursor_.unexpected("module field");
  cursor_.skip();
  field.kind = keyword->kind;
  if (field.kind == Kind::Type)
    TRY(types(field, keyword->word == "rec"));
  else if (field.kind == Kind::Import)
    TRY(import());
  else if (keyword->space)
    TRY(entity(field, *keyword));
  fields.push_back(field);
  cursor_.move_to(field.token);
  return cursor_.skip_group();
}

Status FirstPass::run() {
  for (;;) {
    TRY(customs());
    if (cursor_.kind() == TokenKind::RParen || cursor_.kind() == TokenKind::End)
      return ok_status();
    TRY(field());
  }
}

Status check_annotations(LexedText &text, size_t begin, size_t end) {
  for (const Annotation &annotation : text.annotations)
    if (!annotation.used && annotation.before >= begin && annotation.before <= end)
      return text.error(ErrorId::TextMisplacedAnnotation, annotation.offset);
  return ok_status();
}

Result<TextModule> parse_fields(TextContext &context, const std::string &name) {
  TokenCursor &cursor = context.cursor;
  FirstPass first(context);
  size_t begin = cursor.position();
  TRY(first.run());
  size_t end = cursor.position();
  for (bool types : {true, false})
    for (const ModuleField &field : first.fields)
      if ((field.kind == Kind::Type) == types) {
        cursor.move_to(field.token);
        TRY(parse_module_field(context, field));
      }
  cursor.move_to(end);
  TRY(check_annotations(cursor.text(), begin, end));
  return assemble_module(context, name);
}

Result<TextModule> parse_text(std::string_view source, bool allow_quote);

Result<TextModule> read_module(LexedText &text, bool allow_quote) {
  size_t position = 0;
  TokenCursor start(text, 0);
  bool parenthesized = start.take_open("module");
  position = start.position();
  TextModule module;
  TRY_ASSIGN(ModuleSource source, parse_module_source(text, position, module));
  TokenCursor cursor(text, position);
  if (parenthesized)
    TRY(cursor.expect_close());
  if (cursor.kind() != TokenKind::End)
    return cursor.unexpected("end of text");
  TRY(check_annotations(text, 0, text.tokens.size()));
  if (source.form != ModuleSource::Form::Fields && !(parenthesized && allow_quote))
    return start.unexpected("module field");
  if (source.form == ModuleSource::Form::Quote) {
    TRY_ASSIGN(module, parse_text(source.bytes, false));
  } else if (source.form == ModuleSource::Form::Binary) {
    module.bytes.assign(source.bytes.begin(), source.bytes.end());
  }
  if (!source.name.empty())
    module.name = source.name;
  return module;
}

Result<TextModule> parse_text(std::string_view source, bool allow_quote) {
  TRY_ASSIGN(LexedText text, lex(source));
  return read_module(text, allow_quote);
}

} // namespace

Result<ModuleSource> parse_module_source(LexedText &text, size_t &position, TextModule &module) {
  TextContext context(text, position);
  TokenCursor &cursor = context.cursor;
  ModuleSource source;
  std::optional<std::string> id = cursor.take_id();
  if (id)
    source.name = "$" + *id;
  TRY_ASSIGN(std::optional<std::string> annotation, cursor.take_name_annotation());
  bool binary = cursor.take_word("binary");
  if (binary || cursor.take_word("quote")) {
    source.form = binary ? ModuleSource::Form::Binary : ModuleSource::Form::Quote;
    source.bytes = cursor.take_strings();
    position = cursor.position();
    return source;
  }
  Result<TextModule> parsed = parse_fields(context, annotation ? *annotation : id.value_or(""));
  position = cursor.position();
  if (!parsed)
    return std::move(parsed.error());
  module = std::move(*parsed);
  module.name = source.name;
  return source;
}

bool is_module_field(std::string_view word) { return find_keyword(word) != nullptr; }

Result<TextModule> parse_wat(std::string_view source) { return parse_text(source, true); }

SourcePos source_position(const TextModule &module, uint64_t offset) {
  auto next = std::upper_bound(
      module.offsets.begin(), module.offsets.end(), offset,
      [](uint64_t at, const OffsetMapping &mapping) { return at < mapping.offset; });
  return next == module.offsets.begin() ? SourcePos{} : std::prev(next)->pos;
}

} // namespace wexn::wasm
