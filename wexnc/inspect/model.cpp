// Object -> ObjectInfo. The structs of the ABI are copied out of the contents as they are: every
// target has the layout of this machine (abi/types.h), and its pointers are addresses in the view.
#include "wexnc/inspect/model.h"

#include "objfmt/check.h"
#include "wexnc/emit/call_constants.h"
#include "wexnc/wasm/limits.h"

#include <algorithm>
#include <cstdio>
#include <cstring>
#include <map>
#include <wexn/abi/module_image.h>
#include <wexn/abi/object.h>
#include <wexn/wexn.h>

namespace wexn {
namespace {

using objfmt::Object;

uint64_t address_of(const void *pointer) { return reinterpret_cast<uintptr_t>(pointer); }

class Describer {
public:
  explicit Describer(const Object &object) : object_(object) {}

  Result<ObjectInfo> run() {
    info_.format = object_.format == ObjectFormat::Elf ? "ELF" : "Mach-O";
    info_.arch = object_.arch == Arch::X86_64 ? "x86-64" : "AArch64";
    info_.relocatable = object_.relocatable;
    sections();
    for (const objfmt::Symbol &s : object_.symbols)
      if (is_image(s))
        TRY(image(s));
    if (info_.modules.empty())
      return objfmt::bad_object("there is no module image in it");
    TRY(unwind_tables());
    traps();
    runtime_calls();
    return std::move(info_);
  }

private:
  const Object &object_;
  ObjectInfo info_;
  mutable uint64_t charged_ = 0;

  template <typename T> [[nodiscard]] Status read(uint64_t address, T &out) const {
    std::span<const uint8_t> bytes = object_.bytes(address, sizeof(T));
    if (bytes.empty())
      return objfmt::bad_object("a pointer leads out of the object's contents");
    std::memcpy(&out, bytes.data(), sizeof(T));
    return ok_status();
  }

  // What is told of modules has some relation to the object's size, unless it is damaged: names,
  // types and modules can all be the same bytes.
  [[nodiscard]] Status charge(uint64_t bytes) const {
    charged_ += bytes;
    if (charged_ > (1u << 20) + 64 * object_.data.size())
      return objfmt::bad_object("it says more than fits into it");
    return ok_status();
  }

  // .text.f and .text.g are both .text; names of the unwind tables have no dot.
  static std::string group(const std::string &name) {
    size_t dot = name.find('.', 1);
    for (std::string_view whole : {".data.rel.ro", ".init_array", ".note.GNU-stack"})
      if (name.starts_with(whole))
        return std::string(whole);
    return name.starts_with(".") && dot != std::string::npos ? name.substr(0, dot) : name;
  }

  void sections() {
    std::map<std::string, size_t> known;
    for (const objfmt::Section &s : object_.sections) {
      if (!s.size || !s.alloc)
        continue;
      auto [it, is_new] = known.emplace(group(s.name), info_.sections.size());
      if (is_new)
        info_.sections.push_back({it->first});
      SectionInfo &out = info_.sections[it->second];
      ++out.count;
      out.bytes += s.size;
      out.relocations += s.relocations;
    }
  }

  bool is_image(const objfmt::Symbol &s) const {
    wexn_module_image image;
    if (s.section == ~0u || !s.name.ends_with("_module") || object_.sections[s.section].code)
      return false;
    if (s.size && s.size != sizeof image && s.size != sizeof image + sizeof(wexn_thread_parts))
      return false;
    Status status = read(s.address, image);
    return status.ok() && image.abi_version == WEXN_ABI_VERSION;
  }

  Result<std::string> text(const wexn_name &name) const {
    if (!name.size)
      return std::string();
    std::span<const uint8_t> bytes = object_.bytes(address_of(name.data), name.size);
    if (bytes.empty())
      return objfmt::bad_object("a name lies outside of the object's contents");
    TRY(charge(bytes.size()));
    return std::string(bytes.begin(), bytes.end());
  }

  static std::string heap_name(uint8_t code) {
    switch (code) {
    case WEXN_HEAP_NOEXN:
      return "noexn";
    case WEXN_HEAP_NOFUNC:
      return "nofunc";
    case WEXN_HEAP_NOEXTERN:
      return "noextern";
    case WEXN_HEAP_NONE:
      return "none";
    case WEXN_HEAP_FUNC:
      return "func";
    case WEXN_HEAP_EXTERN:
      return "extern";
    case WEXN_HEAP_ANY:
      return "any";
    case WEXN_HEAP_EQ:
      return "eq";
    case WEXN_HEAP_I31:
      return "i31";
    case WEXN_HEAP_STRUCT:
      return "struct";
    case WEXN_HEAP_ARRAY:
      return "array";
    case WEXN_HEAP_EXN:
      return "exn";
    default:
      return "type";
    }
  }

  static std::string value_name(const wexn_valtype &type) {
    switch (type.code) {
#define VALUE_TYPE(kind, code, text, log2)                                                         \
  case WEXN_##kind:                                                                                \
    return text;
#include <wexn/abi/value_types.def>
    case WEXN_REF_NULL:
      return "(ref null " + heap_name(type.heap) + ")";
    default:
      return "(ref " + heap_name(type.heap) + ")";
    }
  }

  Result<std::string> func_name(const wexn_functype *functype_address) const {
    wexn_functype functype;
    wexn_type type;
    TRY(read(address_of(functype_address), functype));
    TRY(read(address_of(functype.type), type));
    std::string out;
    if (type.num_params > wasm::limit(wasm::Limit::Params) ||
        type.num_results > wasm::limit(wasm::Limit::Results))
      return objfmt::bad_object("a function type with too many parameters or results");
    for (uint32_t i = 0; i < type.num_params + type.num_results; ++i) {
      wexn_valtype value;
      TRY(read(address_of(type.types) + i * sizeof value, value));
      if (i == 0 && type.num_params)
        out += " (param";
      if (i == type.num_params)
        out += std::string(type.num_params ? ")" : "") + " (result";
      out += " " + value_name(value);
    }
    TRY(charge(out.size()));
    return "(func" + out + (out.empty() ? ")" : "))");
  }

  static std::string limits(const wexn_limits &l) {
    return std::string(l.is64 ? "i64 " : "") + std::to_string(l.min) +
           (l.has_max ? " " + std::to_string(l.max) : "") + (l.shared ? " shared" : "") +
           (l.page_log2 == WEXN_PAGES_OF_1_BYTE ? " (pagesize 1)" : "");
  }

  Result<std::string> type_text(const wexn_externtype &type) const {
    TRY(charge(64));
    switch (type.kind) {
    case WEXN_EXTERN_FUNC:
    case WEXN_EXTERN_TAG:
      return func_name(type.functype);
    case WEXN_EXTERN_TABLE:
      return limits(type.limits) + " " + value_name(type.value);
    case WEXN_EXTERN_MEMORY:
      return limits(type.limits);
    case WEXN_EXTERN_GLOBAL:
      return type.value.mutable_ ? "(mut " + value_name(type.value) + ")" : value_name(type.value);
    default:
      return objfmt::bad_object("an import or export of an unknown kind");
    }
  }

  static const char *kind_text(uint8_t kind) {
    constexpr const char *kKinds[] = {"func", "table", "memory", "global", "tag"};
    return kind < 5 ? kKinds[kind] : "unknown";
  }

  Status types(const wexn_externtype *first, uint32_t count, std::vector<std::string> &out) const {
    for (uint32_t i = 0; i < count; ++i) {
      wexn_externtype type;
      TRY(read(address_of(first) + i * sizeof type, type));
      TRY_ASSIGN(std::string name, type_text(type));
      out.push_back(std::move(name));
    }
    return ok_status();
  }

  Status image(const objfmt::Symbol &symbol) {
    wexn_module_image image;
    TRY(read(symbol.address, image));
    TRY(charge(256 + symbol.name.size()));
    ModuleInfo m;
    TRY_ASSIGN(m.name, text(image.name));
    m.symbol = symbol.name;
    m.abi_version = image.abi_version;
    m.instance_size = image.instance_size;
    m.bounds = image.flags & WEXN_IMAGE_SOFTWARE_BOUNDS ? "software" : "guard";
    m.stack_check = image.flags & WEXN_IMAGE_STACK_CHECK;
    m.uses_heap = image.flags & (WEXN_IMAGE_USES_HEAP | WEXN_IMAGE_USES_OBJECTS);
    m.interruptible = image.flags & WEXN_IMAGE_INTERRUPTIBLE;
    m.segment = image.flags & WEXN_IMAGE_SEGMENT;
    m.functions = image.num_funcs;
    m.imported_functions = image.num_imported_funcs;
    m.globals = image.num_globals;
    for (uint32_t i = 0; i < image.num_imports; ++i) {
      wexn_import_desc import;
      ExternInfo out;
      TRY(read(address_of(image.imports) + i * sizeof import, import));
      TRY_ASSIGN(out.module, text(import.module));
      TRY_ASSIGN(out.name, text(import.name));
      TRY_ASSIGN(out.type, type_text(import.type));
      out.kind = kind_text(import.type.kind);
      m.imports.push_back(std::move(out));
    }
    for (uint32_t i = 0; i < image.num_exports; ++i) {
      wexn_export_desc desc;
      ExternInfo out;
      TRY(read(address_of(image.exports) + i * sizeof desc, desc));
      TRY_ASSIGN(out.name, text(desc.name));
      TRY_ASSIGN(out.type, type_text(desc.type));
      out.kind = kind_text(desc.type.kind);
      m.exports.push_back(std::move(out));
    }
    TRY(types(image.memory_types, image.num_memories, m.memories));
    TRY(types(image.table_types, image.num_tables, m.tables));
    TRY(types(image.tag_types, image.num_tags, m.tags));
    TRY(object_types(image, m.types));
    TRY(source_names(image, m.source_names));
    m.init = address_of(image.init);
    info_.modules.push_back(std::move(m));
    return ok_status();
  }

  // ---- types of objects

  // Numbers of the module's types, in the order in which they are come upon.
  struct Types {
    std::map<uint64_t, uint32_t> numbers;
    std::vector<uint64_t> addresses;

    uint32_t number(const wexn_type *type) {
      const auto [it, is_new] = numbers.emplace(address_of(type), addresses.size());
      if (is_new)
        addresses.push_back(it->first);
      return it->second;
    }
  };

  Status object_types(const wexn_module_image &image, std::vector<TypeInfo> &out) const {
    Types types;
    for (uint32_t i = 0; i < image.num_object_types; ++i) {
      const wexn_type *type;
      TRY(read(address_of(image.object_types) + uint64_t{i} * sizeof type, type));
      (void)types.number(type);
    }
    for (size_t i = 0; i < types.addresses.size(); ++i) { // which grows
      TRY_ASSIGN(TypeInfo type, object_type(types.addresses[i], types));
      out.push_back(std::move(type));
    }
    return ok_status();
  }

  Result<TypeInfo> object_type(uint64_t address, Types &types) const {
    wexn_type type;
    TypeInfo out;
    TRY(read(address, type));
    TRY(charge(64));
    constexpr const char *kKinds[] = {"func", "struct", "array"};
    if (type.kind > WEXN_TYPE_ARRAY || (type.kind == WEXN_TYPE_ARRAY && type.num_params != 1) ||
        type.num_params > wasm::limit(wasm::Limit::Fields) || type.depth > kMostDepth)
      return objfmt::bad_object("a type that no module can have");
    out.kind = kKinds[type.kind];
    for (int i = 0; i < 4; ++i) {
      char digits[3];
      std::snprintf(digits, sizeof digits, "%02x", type.hash[i]);
      out.hash += digits;
      out.position |= uint32_t{type.hash[WEXN_TYPE_POSITION + i]} << (8 * i);
    }
    out.final_ = type.final_ != 0;
    out.display.push_back(types.number(reinterpret_cast<const wexn_type *>(address)));
    for (wexn_type above = type; above.super != nullptr && out.display.size() <= kMostDepth;) {
      out.display.insert(out.display.begin(), types.number(above.super));
      TRY(read(address_of(above.super), above));
    }
    if (type.kind != WEXN_TYPE_FUNC)
      TRY(fields(type, types, out));
    return out;
  }
  static constexpr uint32_t kMostDepth = 63; // spec: "Appendix / Implementation Limitations"

  Status fields(const wexn_type &type, Types &types, TypeInfo &out) const {
    wexn_struct_layout layout = {WEXN_STRUCT_FIELDS, {}};
    for (uint32_t i = 0; i < type.num_params; ++i) {
      wexn_valtype field;
      TRY(read(address_of(type.types) + uint64_t{i} * sizeof field, field));
      TRY(charge(32));
      FieldInfo info;
      TRY_ASSIGN(info.type, field_name(field, types));
      TRY_ASSIGN(const uint8_t top, top_of(field));
      const uint32_t log2 = wexn_storage_log2(&field, top);
      info.bytes = 1u << log2;
      info.offset =
          type.kind == WEXN_TYPE_STRUCT ? wexn_place_field(&layout, log2) : WEXN_ARRAY_ELEMENTS;
      info.followed = top != 0 && top != WEXN_HEAP_FUNC;
      out.fields.push_back(std::move(info));
    }
    out.bytes = type.kind == WEXN_TYPE_STRUCT ? layout.end : 0;
    return ok_status();
  }

  static bool is_reference(const wexn_valtype &type) {
    return type.code == WEXN_REF || type.code == WEXN_REF_NULL;
  }
  // The top of a reference's hierarchy; 0 for others.
  Result<uint8_t> top_of(const wexn_valtype &type) const {
    if (!is_reference(type))
      return uint8_t{0};
    wexn_type concrete = {};
    wexn_valtype copy = type;
    if (type.heap == WEXN_HEAP_CONCRETE) {
      TRY(read(address_of(type.type), concrete));
      copy.type = &concrete;
    }
    return wexn_heap_top(&copy);
  }
  Result<std::string> field_name(const wexn_valtype &type, Types &types) const {
    std::string name = type.packed != 0 ? "i" + std::to_string(type.packed) : value_name(type);
    if (is_reference(type) && type.heap == WEXN_HEAP_CONCRETE)
      name = std::string(type.code == WEXN_REF_NULL ? "(ref null " : "(ref ") +
             std::to_string(types.number(type.type)) + ")";
    return type.mutable_ ? "(mut " + name + ")" : name;
  }

  Status source_names(const wexn_module_image &image, unwind::SourceNames &out) const {
    uint32_t from = 0, to = 0;
    for (uint32_t i = 0; i < image.num_source_names; ++i) {
      TRY(read(address_of(image.source_name_offsets) + uint64_t{i} * sizeof from, from));
      TRY(read(address_of(image.source_name_offsets) + (uint64_t{i} + 1) * sizeof to, to));
      if (to < from) // so all of them together are no longer than the file
        return objfmt::bad_object("names of the source cannot be read");
      TRY_ASSIGN(std::string name, text({image.source_names + from, uint64_t{to} - from}));
      out.push_back(std::move(name));
    }
    return ok_status();
  }

  // As the runtime does: of all modules it is the one with the nearest init from the function on.
  static std::optional<size_t> module_of(const std::map<uint64_t, size_t> &inits,
                                         uint64_t function) {
    const auto found = inits.lower_bound(function);
    return found == inits.end() ? std::nullopt : std::optional(found->second);
  }

  Status unwind_tables() {
    const unwind::Tables tables = objfmt::unwind_tables(object_);
    const unwind::InlineTables inlined = objfmt::inline_tables(object_);
    info_.machine = tables.machine;
    TableInfo &out = info_.tables;
    out.functions = unwind::num_functions(tables);
    out.func_bytes = tables.funcs.size;
    out.site_bytes = tables.sites.size;
    out.inline_rows = inlined.rows.size / unwind::kInlineRowBytes;
    out.inline_row_bytes = inlined.rows.size;
    out.inline_chain_bytes = inlined.chains.size;
    std::vector<unwind::DumpedFunction> dumped;
    if (!unwind::dump_tables(tables, inlined, dumped))
      return objfmt::bad_object(dumped.size() < out.functions
                                    ? "row " + std::to_string(dumped.size()) +
                                          " of the unwind tables cannot be read"
                                    : "the inline tables cannot be read");
    std::map<uint64_t, size_t> inits;
    for (size_t i = 0; i < info_.modules.size(); ++i)
      inits.emplace(info_.modules[i].init, i);
    for (unwind::DumpedFunction &function : dumped) {
      const objfmt::Symbol *symbol = object_.symbol_at(function.start);
      out.functions_in_try += !function.sites.empty();
      out.sites += function.sites.size();
      for (const unwind::DumpedSite &site : function.sites)
        out.clauses += site.clauses.size();
      out.inline_ranges += function.inlined.size();
      const std::optional<size_t> module = module_of(inits, function.start);
      info_.functions.push_back({symbol ? symbol->name : "", std::move(function), module, {}});
    }
    return ok_status();
  }

  static std::string trap_name(std::optional<uint32_t> code) {
    if (!code)
      return "several";
    switch (*code) {
#define TRAP(id, message)                                                                          \
  case WEXN_TRAP_##id:                                                                             \
    return message;
#include <wexn/abi/traps.def>
    default:
      return "unknown";
    }
  }

  // Calls of wexn_rt_trap and wexn_rt_trap_memory, by function.
  void traps() {
    std::vector<uint64_t> calls, of_memory;
    for (const objfmt::CodeReference &reference : object_.code_references) {
      const std::string &name = object_.symbols[reference.symbol].name;
      if (name == "wexn_rt_trap" || name == "wexn_rt_trap_memory")
        calls.push_back(reference.address);
      if (name == "wexn_rt_trap_memory")
        of_memory.push_back(reference.address);
    }
    std::sort(calls.begin(), calls.end());
    std::sort(of_memory.begin(), of_memory.end());
    std::map<std::string, uint32_t> counts;
    emit::CallConstants constants(object_.arch);
    uint64_t read = 0; // functions do not overlap
    for (FunctionInfo &f : info_.functions) {
      // What follows the code of functions with calls in a try is no code.
      const uint32_t mark = f.tables.sites.empty() ? 0 : unwind::kMarkBytes;
      const std::span<const uint8_t> code =
          object_.bytes(f.tables.start, f.tables.size - std::min(f.tables.size, mark));
      std::vector<uint32_t> places;
      for (auto it = std::lower_bound(calls.begin(), calls.end(), f.tables.start);
           it != calls.end() && *it - f.tables.start < code.size(); ++it)
        places.push_back(static_cast<uint32_t>(*it - f.tables.start));
      if (places.empty() || (read += code.size()) > object_.data.size())
        continue;
      const auto codes = constants.second_arguments(code, places);
      for (size_t i = 0; i < places.size(); ++i) {
        const bool memory =
            std::binary_search(of_memory.begin(), of_memory.end(), f.tables.start + places[i]);
        f.traps.push_back({places[i], trap_name(memory ? WEXN_TRAP_MemoryOutOfBounds : codes[i])});
        ++counts[f.traps.back().kind];
      }
    }
    info_.traps.assign(counts.begin(), counts.end());
  }

  void runtime_calls() {
    for (const objfmt::Symbol &s : object_.symbols)
      if (s.undefined && s.name.find("wexn_rt_") != std::string::npos)
        info_.runtime_calls.push_back({s.name, s.references});
    std::sort(info_.runtime_calls.begin(), info_.runtime_calls.end(),
              [](const RuntimeCallInfo &a, const RuntimeCallInfo &b) { return a.name < b.name; });
  }
};

} // namespace

Result<ObjectInfo> describe(const Object &object) { return Describer(object).run(); }

} // namespace wexn
