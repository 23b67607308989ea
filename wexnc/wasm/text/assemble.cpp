// The last step from text to binary: sections in their order, custom sections where annotations put
// them, the name section, and the map from offsets to lines (spec: "Binary Format / Modules" and
// "Appendix / Custom Sections and Annotations").
#include "wexnc/support/utf8.h"
#include "wexnc/wasm/text/module.h"

#include <algorithm>

namespace wexn::wasm {
namespace {

// Their names in (@custom ... (before name)).
constexpr std::pair<SectionId, std::string_view> kSectionNames[] = {
    {SectionId::Type, "type"},     {SectionId::Import, "import"},       {SectionId::Func, "func"},
    {SectionId::Table, "table"},   {SectionId::Memory, "memory"},       {SectionId::Tag, "tag"},
    {SectionId::Global, "global"}, {SectionId::Export, "export"},       {SectionId::Start, "start"},
    {SectionId::Elem, "elem"},     {SectionId::DataCount, "datacount"}, {SectionId::Code, "code"},
    {SectionId::Data, "data"},
};

using NameMap = std::map<uint32_t, std::string>;

void write_name_map(ByteWriter &out, const NameMap &names) {
  out.unsigned_leb(names.size());
  for (const auto &[index, name] : names) {
    out.unsigned_leb(index);
    out.sized(name);
  }
}

class Assembler {
public:
  explicit Assembler(TextContext &context) : context_(context) {}
  TextModule run(const std::string &name);

private:
  void type_section();
  void section(SectionId id);
  void customs(bool after, std::optional<SectionId> id);
  void custom(const std::string &name, std::span<const uint8_t> payload);
  void branch_hints();
  void names(const std::string &module_name);

  TextContext &context_;
  ByteWriter out_;
  TextModule module_;
};

void Assembler::custom(const std::string &name, std::span<const uint8_t> payload) {
  ByteWriter contents;
  contents.sized(name);
  contents.raw(payload);
  out_.section(SectionId::Custom, contents.bytes);
}

void Assembler::customs(bool after, std::optional<SectionId> id) {
  for (const CustomText &text : context_.customs)
    if (text.after == after && text.section == id) {
      ByteWriter payload;
      payload.raw(text.payload);
      custom(text.name, payload.bytes);
    }
}

// Types are written last of all, since type uses add to them.
void Assembler::type_section() {
  for (const TextContext::Group &group : context_.groups) {
    uint32_t place = group.size == 0 ? 0 : context_.type_places[group.start];
    ByteWriter &out = context_.entry(SectionId::Type, place);
    if (group.written) {
      out.byte(code::kRec);
      out.unsigned_leb(group.size);
    }
    for (uint32_t i = group.start; i < group.start + group.size; ++i) {
      if (i != group.start)
        context_.section(SectionId::Type).places.emplace_back(out.size(), context_.type_places[i]);
      out.type_def(context_.types[i]);
    }
  }
}

void Assembler::section(SectionId id) {
  SectionText &section = context_.section(id);
  ByteWriter contents;
  if (id == SectionId::DataCount) {
    uint32_t count = context_.section(SectionId::Data).count;
    if (!context_.code_uses_data)
      return;
    contents.unsigned_leb(count);
  } else {
    if (section.count == 0)
      return;
    if (id != SectionId::Start)
      contents.unsigned_leb(section.count);
  }
  size_t header = contents.size();
  contents.raw(section.out.bytes);
  size_t start = out_.section(id, contents.bytes) + header;
  for (const auto &[offset, place] : section.places)
    module_.offsets.push_back({start + offset, context_.cursor.text().position(place)});
}

// Custom section "metadata.code.branch_hint", in front of the code (tool conventions: "Code
// Metadata").
void Assembler::branch_hints() {
  if (context_.branch_hints.empty())
    return;
  ByteWriter payload;
  payload.unsigned_leb(context_.branch_hints.size());
  for (const auto &[func, hints] : context_.branch_hints) {
    payload.unsigned_leb(func);
    payload.unsigned_leb(hints.size());
    for (const BranchHint &hint : hints) {
      payload.unsigned_leb(hint.offset);
      payload.unsigned_leb(1);
      payload.byte(hint.value);
    }
  }
  custom("metadata.code.branch_hint", payload.bytes);
}

void Assembler::names(const std::string &module_name) {
  ByteWriter payload;
  auto subsection = [&](NameSection id, const ByteWriter &contents) {
    payload.byte(static_cast<unsigned>(id));
    payload.sized(contents.bytes);
  };
  auto direct = [&](NameSection id, Space space) {
    const NameMap &names = context_.space(space).names;
    if (names.empty())
      return;
    ByteWriter contents;
    write_name_map(contents, names);
    subsection(id, contents);
  };
  auto indirect = [&](NameSection id, const std::map<uint32_t, NameMap> &maps) {
    if (maps.empty())
      return;
    ByteWriter contents;
    contents.unsigned_leb(maps.size());
    for (const auto &[index, names] : maps) {
      contents.unsigned_leb(index);
      write_name_map(contents, names);
    }
    subsection(id, contents);
  };
  if (!module_name.empty()) {
    ByteWriter contents;
    contents.sized(module_name);
    subsection(NameSection::Module, contents);
  }
  direct(NameSection::Funcs, Space::Func);
  indirect(NameSection::Locals, context_.local_names);
  direct(NameSection::Types, Space::Type);
  direct(NameSection::Tables, Space::Table);
  direct(NameSection::Memories, Space::Memory);
  direct(NameSection::Globals, Space::Global);
  direct(NameSection::Elems, Space::Elem);
  direct(NameSection::Datas, Space::Data);
  indirect(NameSection::Fields, context_.field_names);
  direct(NameSection::Tags, Space::Tag);
  if (!payload.bytes.empty())
    custom("name", payload.bytes);
}

TextModule Assembler::run(const std::string &name) {
  out_.fixed32(code::kMagic);
  out_.fixed32(code::kVersion);
  type_section();
  customs(false, std::nullopt);
  for (const SectionId id : kSectionOrder) {
    customs(false, id);
    if (id == SectionId::Code)
      branch_hints();
    section(id);
    customs(true, id);
  }
  names(name);
  customs(true, std::nullopt);
  module_.bytes = std::move(out_.bytes);
  return std::move(module_);
}

} // namespace

TextModule assemble_module(TextContext &context, const std::string &name) {
  return Assembler(context).run(name);
}

// (@custom "name" ((before|after) section)? "payload"*)
Status parse_custom_annotation(TextContext &context, Annotation &annotation) {
  LexedText &text = context.cursor.text();
  const std::vector<Token> &tokens = annotation.tokens;
  auto bad = [&](const std::string &why) {
    return text.error(ErrorId::TextBadAnnotation, annotation.offset, "@custom: " + why);
  };
  auto kind = [&](size_t i) { return i < tokens.size() ? tokens[i].kind : TokenKind::End; };
  auto word = [&](size_t i) {
    return kind(i) == TokenKind::Word ? text.text(tokens[i]) : std::string_view();
  };
  annotation.used = true;
  if (kind(0) != TokenKind::String)
    return bad("missing section name");
  CustomText custom;
  custom.name = unescape(text.text(tokens[0]));
  if (!is_utf8(custom.name))
    return text.error(ErrorId::TextBadUtf8, tokens[0].offset);
  size_t next = 1;
  if (kind(next) == TokenKind::LParen) {
    std::string_view side = word(next + 1), where = word(next + 2);
    if (side != "before" && side != "after")
      return bad("malformed placement");
    custom.after = side == "after";
    if (where != (custom.after ? "last" : "first")) {
      auto section = std::find_if(std::begin(kSectionNames), std::end(kSectionNames),
                                  [&](const auto &s) { return s.second == where; });
      if (section == std::end(kSectionNames))
        return bad("malformed section kind");
      custom.section = section->first;
    }
    if (kind(next + 3) != TokenKind::RParen)
      return bad("malformed placement");
    next += 4;
  }
  for (; kind(next) == TokenKind::String; ++next)
    custom.payload += unescape(text.text(tokens[next]));
  if (next != tokens.size())
    return bad("unexpected token");
  context.customs.push_back(std::move(custom));
  return ok_status();
}

} // namespace wexn::wasm
