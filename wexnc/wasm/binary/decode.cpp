// Binary module -> Module (spec: "Binary Format / Modules"): the sections in their order, each by
// one function. Counts are believed only as far as there are bytes for them.
#include "wexnc/wasm/binary/decode.h"

#include "wexnc/support/bytes.h"
#include "wexnc/wasm/binary/const_expr.h"
#include "wexnc/wasm/binary/decode_names.h"
#include "wexnc/wasm/binary/decode_types.h"
#include "wexnc/wasm/codes.h"
#include "wexnc/wasm/limits.h"
#include "wexnc/wasm/unsupported.h"
#include "wexnc/wasm/validate/func.h"

#include <algorithm>

namespace wexn::wasm {

namespace {

#define READ(call)                                                                                 \
  do {                                                                                             \
    if (!in.call)                                                                                  \
      return in.error();                                                                           \
  } while (0)

Error malformed(ErrorId id, uint64_t offset) { return Error{.id = id, .offset = offset}; }

class ModuleDecoder {
public:
  ModuleDecoder(std::span<const uint8_t> bytes, const Features &features) : features_(features) {
    module_.bytes = bytes;
  }

  Status run();
  Module take() { return std::move(module_); }

private:
  Status custom_section(Cursor &in);
  Status type_section(Cursor &in);
  Status import_section(Cursor &in);
  Status func_section(Cursor &in);
  Status table_section(Cursor &in);
  Status memory_section(Cursor &in);
  Status tag_section(Cursor &in);
  Status global_section(Cursor &in);
  Status export_section(Cursor &in);
  Status start_section(Cursor &in);
  Status elem_section(Cursor &in);
  Status data_count_section(Cursor &in);
  Status code_section(Cursor &in);
  Status data_section(Cursor &in);

  // What is imported: the member that `kind` names; `type` is a function's or a tag's.
  struct ExternType {
    uint64_t at = 0; // file offset
    ExternKind kind = ExternKind::Func;
    uint32_t type = 0;
    TableType table;
    MemoryType memory;
    GlobalType global;
  };

  Status import_entry(Cursor &in);
  Status extern_type(Cursor &in, ExternType &out);
  Status import(std::string_view module, std::string_view name, const ExternType &type);
  Status elem_segment(Cursor &in, ElemSegment &segment);
  Status data_segment(Cursor &in, DataSegment &segment);
  Status const_expr(Cursor &in, ConstExpr &out) {
    return scan_const_expr(in, features_, out, scratch_);
  }
  // The number of entries of a section that adds to an index space which has `present` already.
  Status entry_count(Cursor &in, Limit max, size_t present, uint32_t &count) {
    const uint64_t offset = in.offset();
    READ(u32(count));
    TRY(check_limit(max, present + count, offset));
    if (count > in.remaining())
      return malformed(ErrorId::LengthOutOfBounds, offset);
    return ok_status();
  }

  using SectionReader = Status (ModuleDecoder::*)(Cursor &);
  // By section id.
  static constexpr SectionReader kSections[] = {
      &ModuleDecoder::custom_section,     &ModuleDecoder::type_section,
      &ModuleDecoder::import_section,     &ModuleDecoder::func_section,
      &ModuleDecoder::table_section,      &ModuleDecoder::memory_section,
      &ModuleDecoder::global_section,     &ModuleDecoder::export_section,
      &ModuleDecoder::start_section,      &ModuleDecoder::elem_section,
      &ModuleDecoder::code_section,       &ModuleDecoder::data_section,
      &ModuleDecoder::data_count_section, &ModuleDecoder::tag_section,
  };
  static_assert(std::size(kSections) == kSectionIds);

  const Features &features_;
  Module module_;
  Instr scratch_;
  uint32_t bodies_ = 0; // read from the code section
};

Status ModuleDecoder::run() {
  TRY(check_limit(Limit::ModuleSize, module_.bytes.size(), 0));
  Cursor in(module_.bytes, 0);
  uint64_t magic = 0, version = 0;
  READ(fixed(4, magic));
  if (magic != code::kMagic)
    return malformed(ErrorId::BadMagic, 0);
  READ(fixed(4, version));
  if (version != code::kVersion)
    return Error{.id = ErrorId::BadVersion,
                 .offset = 4,
                 .detail = unsupported(Place::Version, static_cast<uint32_t>(version))};

  const SectionId *next = std::begin(kSectionOrder); // what may still come
  while (!in.empty()) {
    const uint64_t offset = in.offset();
    uint8_t id = 0;
    uint32_t size = 0;
    std::span<const uint8_t> bytes;
    READ(u8(id));
    if (id >= std::size(kSections))
      return malformed(ErrorId::BadSectionId, offset);
    READ(u32(size));
    const uint64_t start = in.offset();
    READ(bytes(size, bytes));
    if (const auto section = static_cast<SectionId>(id); section != SectionId::Custom) {
      next = std::find(next, std::end(kSectionOrder), section);
      if (next == std::end(kSectionOrder))
        return malformed(ErrorId::SectionOrder, offset);
      ++next;
    }
    Cursor contents(bytes, start, ErrorId::SectionEnd);
    TRY((this->*kSections[id])(contents));
    if (!contents.empty())
      return malformed(ErrorId::SectionSizeMismatch, contents.offset());
  }
  if (module_.num_imported_funcs + bodies_ != module_.funcs.size())
    return malformed(ErrorId::FuncCodeCounts, in.offset());
  if (module_.data_count && *module_.data_count != module_.datas.size())
    return malformed(ErrorId::DataCounts, in.offset());
  for (const CustomSection &section : module_.customs)
    if (section.name == "name")
      decode_names(section, module_);
  return ok_status();
}

Status ModuleDecoder::custom_section(Cursor &in) {
  CustomSection section;
  READ(name(section.name));
  section.offset = in.offset();
  READ(bytes(in.remaining(), section.bytes));
  if (module_.customs.size() < limit(Limit::CustomSections))
    module_.customs.push_back(section);
  return ok_status();
}

Status ModuleDecoder::type_section(Cursor &in) {
  uint32_t count = 0;
  TRY(entry_count(in, Limit::RecGroups, 0, count));
  for (uint32_t i = 0; i < count; ++i)
    TRY(read_rec_group(in, features_, module_.types));
  return ok_status();
}

Status ModuleDecoder::import_section(Cursor &in) {
  uint32_t count = 0;
  TRY(entry_count(in, Limit::Imports, 0, count));
  for (uint32_t i = 0; i < count; ++i)
    TRY(import_entry(in));
  return ok_status();
}

// An import, or several of one module.
Status ModuleDecoder::import_entry(Cursor &in) {
  std::string_view module, name;
  READ(name(module));
  READ(name(name));
  const uint64_t offset = in.offset();
  Cursor behind = in;
  uint8_t code = 0;
  ExternType type;
  if (!name.empty() || !behind.u8(code) ||
      (code != code::kImports && code != code::kImportsOfType)) {
    TRY(extern_type(in, type));
    return import(module, name, type);
  }
  if (!features_.has(Feature::CompactImports))
    return feature_error(Feature::CompactImports, offset, "an entry of several imports");
  in = behind;
  if (code == code::kImportsOfType)
    TRY(extern_type(in, type));
  uint32_t count = 0;
  TRY(entry_count(in, Limit::Imports, module_.imports.size(), count));
  for (uint32_t i = 0; i < count; ++i) {
    READ(name(name));
    if (code == code::kImports)
      TRY(extern_type(in, type));
    TRY(import(module, name, type));
  }
  return ok_status();
}

Status ModuleDecoder::extern_type(Cursor &in, ExternType &out) {
  out = {};
  out.at = in.offset();
  uint8_t kind = 0;
  READ(u8(kind));
  if (kind > static_cast<uint8_t>(ExternKind::Tag))
    return Error{.id = ErrorId::BadImportKind,
                 .offset = out.at,
                 .detail = unsupported(Place::ImportKind, kind)};
  out.kind = static_cast<ExternKind>(kind);
  switch (out.kind) {
  case ExternKind::Func:
    READ(u32(out.type));
    return ok_status();
  case ExternKind::Table:
    return read_table_type(in, features_, out.table);
  case ExternKind::Memory:
    return read_memory_type(in, features_, out.memory);
  case ExternKind::Global:
    return read_global_type(in, features_, out.global);
  case ExternKind::Tag:
    return read_tag_type(in, features_, out.type);
  }
  bug("unknown kind of import");
}

Status ModuleDecoder::import(std::string_view module, std::string_view name,
                             const ExternType &type) {
  TRY(check_limit(Limit::Imports, module_.imports.size() + 1, type.at));
  const auto number = static_cast<uint32_t>(module_.imports.size());
  Import &import = module_.imports.emplace_back();
  import.module = module;
  import.name = name;
  import.kind = type.kind;
  const auto add = [&](Limit limit, auto &space, uint32_t &imported, const auto &its) -> Status {
    TRY(check_limit(limit, space.size() + 1, type.at));
    import.index = imported++;
    auto &entity = space.emplace_back();
    entity.type = its;
    entity.at = type.at;
    entity.import = number;
    return ok_status();
  };
  switch (type.kind) {
  case ExternKind::Func:
    return add(Limit::Funcs, module_.funcs, module_.num_imported_funcs, type.type);
  case ExternKind::Table:
    return add(Limit::Tables, module_.tables, module_.num_imported_tables, type.table);
  case ExternKind::Memory:
    return add(Limit::Memories, module_.memories, module_.num_imported_memories, type.memory);
  case ExternKind::Global:
    return add(Limit::Globals, module_.globals, module_.num_imported_globals, type.global);
  case ExternKind::Tag:
    return add(Limit::Tags, module_.tags, module_.num_imported_tags, type.type);
  }
  bug("unknown kind of import");
}

Status ModuleDecoder::func_section(Cursor &in) {
  uint32_t count = 0;
  TRY(entry_count(in, Limit::Funcs, module_.funcs.size(), count));
  for (uint32_t i = 0; i < count; ++i) {
    Func &func = module_.funcs.emplace_back();
    func.at = in.offset();
    READ(u32(func.type));
  }
  return ok_status();
}

Status ModuleDecoder::table_section(Cursor &in) {
  uint32_t count = 0;
  TRY(entry_count(in, Limit::Tables, module_.tables.size(), count));
  for (uint32_t i = 0; i < count; ++i) {
    Table &table = module_.tables.emplace_back();
    const uint64_t offset = table.at = in.offset();
    if (in.empty() || in.peek() != code::kTableWithInit) {
      TRY(read_table_type(in, features_, table.type));
      continue;
    }
    uint8_t skipped = 0, reserved = 0;
    READ(u8(skipped));
    READ(u8(reserved));
    if (reserved != 0)
      return malformed(ErrorId::ZeroByteExpected, offset + 1);
    if (!features_.has(Feature::FunctionReferences))
      return feature_error(Feature::FunctionReferences, offset, "an initial value of a table");
    TRY(read_table_type(in, features_, table.type));
    TRY(const_expr(in, table.init.emplace()));
  }
  return ok_status();
}

Status ModuleDecoder::memory_section(Cursor &in) {
  uint32_t count = 0;
  TRY(entry_count(in, Limit::Memories, module_.memories.size(), count));
  for (uint32_t i = 0; i < count; ++i) {
    Memory &memory = module_.memories.emplace_back();
    memory.at = in.offset();
    TRY(read_memory_type(in, features_, memory.type));
  }
  return ok_status();
}

Status ModuleDecoder::tag_section(Cursor &in) {
  uint32_t count = 0;
  TRY(entry_count(in, Limit::Tags, module_.tags.size(), count));
  for (uint32_t i = 0; i < count; ++i) {
    Tag &tag = module_.tags.emplace_back();
    tag.at = in.offset();
    TRY(read_tag_type(in, features_, tag.type));
  }
  return ok_status();
}

Status ModuleDecoder::global_section(Cursor &in) {
  uint32_t count = 0;
  TRY(entry_count(in, Limit::Globals, module_.globals.size(), count));
  for (uint32_t i = 0; i < count; ++i) {
    Global &global = module_.globals.emplace_back();
    global.at = in.offset();
    TRY(read_global_type(in, features_, global.type));
    TRY(const_expr(in, global.init));
  }
  return ok_status();
}

Status ModuleDecoder::export_section(Cursor &in) {
  uint32_t count = 0;
  TRY(entry_count(in, Limit::Exports, 0, count));
  for (uint32_t i = 0; i < count; ++i) {
    Export &item = module_.exports.emplace_back();
    item.at = in.offset();
    READ(name(item.name));
    const uint64_t offset = in.offset();
    uint8_t kind = 0;
    READ(u8(kind));
    if (kind > static_cast<uint8_t>(ExternKind::Tag))
      return malformed(ErrorId::BadExportKind, offset);
    item.kind = static_cast<ExternKind>(kind);
    READ(u32(item.index));
  }
  return ok_status();
}

Status ModuleDecoder::start_section(Cursor &in) {
  uint32_t func = 0;
  module_.start_at = in.offset();
  READ(u32(func));
  module_.start = func;
  return ok_status();
}

Status ModuleDecoder::elem_section(Cursor &in) {
  uint32_t count = 0;
  TRY(entry_count(in, Limit::ElemSegments, 0, count));
  for (uint32_t i = 0; i < count; ++i)
    TRY(elem_segment(in, module_.elems.emplace_back()));
  return ok_status();
}

Status ModuleDecoder::elem_segment(Cursor &in, ElemSegment &segment) {
  constexpr uint32_t kNotActive = 1, kExplicit = 2, kExprs = 4;
  const uint64_t offset = segment.at = in.offset();
  uint32_t flags = 0;
  READ(u32(flags));
  if (flags > (kNotActive | kExplicit | kExprs))
    return malformed(ErrorId::BadSegmentFlags, offset);
  if (flags & kNotActive) {
    segment.mode = flags & kExplicit ? SegmentMode::Declarative : SegmentMode::Passive;
  } else {
    segment.mode = SegmentMode::Active;
    if (flags & kExplicit)
      READ(u32(segment.table));
    TRY(const_expr(in, segment.offset));
  }
  segment.uses_exprs = flags & kExprs;
  segment.type = ValType::ref(HeapKind::Func, segment.uses_exprs);
  if (flags & (kNotActive | kExplicit)) { // the others have no room for a type
    if (segment.uses_exprs) {
      TRY(read_ref_type(in, features_, segment.type));
    } else {
      const uint64_t kind_offset = in.offset();
      uint8_t kind = 0;
      READ(u8(kind));
      if (kind != 0)
        return malformed(ErrorId::BadElemKind, kind_offset);
    }
  }
  uint32_t count = 0;
  TRY(entry_count(in, Limit::TableEntries, 0, count));
  if (!segment.uses_exprs) {
    segment.funcs.resize(count);
    for (uint32_t &func : segment.funcs)
      READ(u32(func));
    return ok_status();
  }
  for (uint32_t i = 0; i < count; ++i)
    TRY(const_expr(in, segment.exprs.emplace_back()));
  return ok_status();
}

Status ModuleDecoder::data_count_section(Cursor &in) {
  const uint64_t offset = in.offset();
  uint32_t count = 0;
  READ(u32(count));
  TRY(check_limit(Limit::DataSegments, count, offset));
  module_.data_count = count;
  return ok_status();
}

Status ModuleDecoder::code_section(Cursor &in) {
  module_.code_offset = in.offset();
  const uint64_t start = in.offset();
  uint32_t count = 0;
  READ(u32(count));
  if (module_.num_imported_funcs + uint64_t{count} != module_.funcs.size())
    return malformed(ErrorId::FuncCodeCounts, start);
  for (; bodies_ < count; ++bodies_) {
    Func &func = module_.funcs[module_.num_imported_funcs + bodies_];
    const uint64_t offset = in.offset();
    uint32_t size = 0;
    READ(u32(size));
    func.body_offset = in.offset();
    READ(bytes(size, func.body));
    TRY(check_limit(Limit::BodySize, size, offset));
  }
  return ok_status();
}

Status ModuleDecoder::data_section(Cursor &in) {
  uint32_t count = 0;
  TRY(entry_count(in, Limit::DataSegments, 0, count));
  for (uint32_t i = 0; i < count; ++i)
    TRY(data_segment(in, module_.datas.emplace_back()));
  return ok_status();
}

Status ModuleDecoder::data_segment(Cursor &in, DataSegment &segment) {
  constexpr uint32_t kPassive = 1, kActiveExplicit = 2; // 0: active in memory 0
  const uint64_t offset = segment.at = in.offset();
  uint32_t flags = 0;
  READ(u32(flags));
  if (flags > kActiveExplicit)
    return malformed(ErrorId::BadSegmentFlags, offset);
  if (flags == kActiveExplicit)
    READ(u32(segment.memory));
  if (flags != kPassive) {
    segment.mode = SegmentMode::Active;
    TRY(const_expr(in, segment.offset));
  }
  uint32_t size = 0;
  READ(u32(size));
  READ(bytes(size, segment.bytes));
  return ok_status();
}

} // namespace

Result<Module> decode_module(std::span<const uint8_t> bytes, const Features &features) {
  ModuleDecoder decoder(bytes, features);
  TRY(decoder.run());
  return decoder.take();
}

Result<Module> decode_and_validate(std::span<const uint8_t> bytes, const Features &features) {
  TRY_ASSIGN(Module module, decode_module(bytes, features));
  TRY(validate_module(module, features));
  Instr instr;
  for (uint32_t i = module.imported_funcs(); i < module.funcs.size(); ++i) {
    FuncValidator validator(module, features, i);
    TRY(validator.begin());
    while (!validator.done())
      TRY(validator.next(instr));
  }
  return module;
}

} // namespace wexn::wasm
