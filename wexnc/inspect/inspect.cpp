// ObjectInfo -> text or JSON.
#include "wexnc/inspect/inspect.h"

#include "wexnc/inspect/model.h"
#include "wexnc/support/file.h"
#include "wexnc/support/printable.h"
#include "wexnc/support/utf8.h"

#include <cinttypes>
#include <cstdio>
#include <limits>

namespace wexn {
namespace {

double per(uint64_t bytes, uint64_t count) {
  return count ? static_cast<double>(bytes) / static_cast<double>(count) : 0;
}

class Text {
public:
  void object(const ObjectInfo &info, const InspectOptions &options) {
    std::printf("%s: %s %s %s\n", printable(info.file).c_str(), info.format.c_str(),
                info.arch.c_str(), info.relocatable ? "relocatable object" : "program or library");
    for (const ModuleInfo &m : info.modules)
      if (options.tags || options.types) {
        if (options.tags)
          list("tags", m.tags);
        if (options.types)
          types(m.types);
      } else {
        module(m);
      }
    const bool by_function = options.exceptions || options.inlined || options.traps;
    if ((options.tags || options.types) && !by_function)
      return;
    if (!by_function) {
      sections(info);
      runtime_calls(info);
      traps(info);
    }
    tables(info.tables);
    functions(info, options);
  }

private:
  static void list(const char *title, const std::vector<std::string> &types) {
    if (types.empty())
      return;
    std::printf("%s\n", title);
    for (size_t i = 0; i < types.size(); ++i)
      std::printf("  %3zu  %s\n", i, types[i].c_str());
  }

  static void types(const std::vector<TypeInfo> &types) {
    std::puts("types");
    for (size_t i = 0; i < types.size(); ++i) {
      const TypeInfo &t = types[i];
      std::printf("  %3zu  %s.%u %s%s", i, t.hash.c_str(), t.position, t.kind.c_str(),
                  t.final_ ? " final" : "");
      if (t.kind == "struct")
        std::printf(", %u bytes", t.bytes);
      if (t.display.size() > 1) {
        std::fputs(", display", stdout);
        for (const uint32_t above : t.display)
          std::printf(" %u", above);
      }
      std::puts("");
      for (const FieldInfo &field : t.fields)
        std::printf("       +%-5u %2u  %s%s\n", field.offset, field.bytes, field.type.c_str(),
                    field.followed ? ", followed" : "");
    }
  }

  static void externs(const char *title, const std::vector<ExternInfo> &list) {
    if (list.empty())
      return;
    std::printf("%s\n", title);
    for (const ExternInfo &e : list) {
      std::string name = e.module.empty() ? e.name : e.module + "." + e.name;
      std::printf("  %-6s %-32s %s\n", e.kind.c_str(), printable(name).c_str(), e.type.c_str());
    }
  }

  static void module(const ModuleInfo &m) {
    std::printf("module %s\n  image %s, ABI version %u, instance %" PRIu64 " bytes\n"
                "  %u functions (%u imported), %u globals; %s bounds%s%s%s%s\n",
                printable(m.name).c_str(), printable(m.symbol).c_str(), m.abi_version,
                m.instance_size, m.functions, m.imported_functions, m.globals, m.bounds.c_str(),
                m.segment ? ", memory 0 in GS" : "", m.stack_check ? ", stack check" : "",
                m.uses_heap ? ", managed heap" : "", m.interruptible ? ", interruptible" : "");
    externs("imports", m.imports);
    externs("exports", m.exports);
    list("memories", m.memories);
    list("tables", m.tables);
    list("tags", m.tags);
  }

  static void sections(const ObjectInfo &info) {
    std::printf("sections                     number      bytes  relocations\n");
    for (const SectionInfo &s : info.sections)
      std::printf("  %-24s %8" PRIu64 " %10" PRIu64 " %12" PRIu64 "\n", printable(s.name).c_str(),
                  s.count, s.bytes, s.relocations);
  }

  static void runtime_calls(const ObjectInfo &info) {
    if (info.runtime_calls.empty())
      return;
    std::printf("runtime calls            references\n");
    for (const RuntimeCallInfo &call : info.runtime_calls)
      std::printf("  %-24s %8u\n", printable(call.name).c_str(), call.references);
  }

  static void tables(const TableInfo &t) {
    std::printf("handler tables\n  %" PRIu64 " functions, %.1f bytes each; %" PRIu64
                " of them with %" PRIu64 " call sites in a try, %" PRIu64
                " clauses, %.1f bytes a site\n",
                t.functions, per(t.func_bytes, t.functions), t.functions_in_try, t.sites, t.clauses,
                per(t.site_bytes, t.sites));
    if (t.inline_rows != 0)
      std::printf("inline tables\n  %" PRIu64 " functions with %" PRIu64
                  " ranges of inlined code, %" PRIu64 " bytes\n",
                  t.inline_rows, t.inline_ranges, t.inline_row_bytes + t.inline_chain_bytes);
  }

  static void traps(const ObjectInfo &info) {
    if (info.traps.empty())
      return;
    std::printf("traps                        places\n");
    for (const auto &[kind, places] : info.traps)
      std::printf("  %-28s %4u\n", kind.c_str(), places);
  }

  static void functions(const ObjectInfo &info, const InspectOptions &options) {
    std::vector<unwind::SourceNames> names;
    for (const ModuleInfo &m : info.modules) {
      names.emplace_back();
      for (const std::string &name : m.source_names)
        names.back().push_back(printable(name));
    }
    names.emplace_back(); // of functions that belong to no module
    for (const FunctionInfo &f : info.functions) {
      const unwind::DumpedFunction &t = f.tables;
      const std::string sites = options.exceptions ? unwind::sites_text(t) : "";
      const std::string inlined =
          options.inlined ? unwind::inlined_text(t, names[f.module.value_or(info.modules.size())])
                          : "";
      const bool traps = options.traps && !f.traps.empty();
      if (sites.empty() && inlined.empty() && !traps)
        continue;
      const std::string saved = unwind::saved_registers_text(info.machine, t.frame);
      std::printf("%s (%u bytes%s%s)\n%s", printable(f.symbol).c_str(), t.size,
                  saved.empty() ? "" : "; ", saved.c_str(), sites.c_str());
      if (!sites.empty())
        std::printf("  %" PRIu64 " bytes of tables, %.1f a call site\n", t.table_bytes,
                    per(t.table_bytes, t.sites.size()));
      if (!inlined.empty())
        std::printf("%s  %" PRIu64 " bytes of inline tables\n", inlined.c_str(), t.inline_bytes);
      if (traps)
        for (const TrapInfo &trap : f.traps)
          std::printf("  +0x%-6x %s\n", trap.offset, trap.kind.c_str());
    }
  }
};

// Writes JSON by hand: objects and arrays are opened and closed, commas come by themselves.
class Json {
public:
  void object(const ObjectInfo &info) {
    open('{');
    field("file", info.file);
    field("format", info.format);
    field("architecture", info.arch);
    field("relocatable", info.relocatable);
    array("modules", info.modules, [&](const ModuleInfo &m) { module(m); });
    array("sections", info.sections, [&](const SectionInfo &s) {
      field("name", s.name);
      field("count", s.count);
      field("bytes", s.bytes);
      field("relocations", s.relocations);
    });
    array("runtime_calls", info.runtime_calls, [&](const RuntimeCallInfo &c) {
      field("name", c.name);
      field("references", uint64_t{c.references});
    });
    key("handler_tables");
    open('{');
    field("functions", info.tables.functions);
    field("functions_in_try", info.tables.functions_in_try);
    field("call_sites", info.tables.sites);
    field("clauses", info.tables.clauses);
    field("function_bytes", info.tables.func_bytes);
    field("site_bytes", info.tables.site_bytes);
    close('}');
    key("inline_tables");
    open('{');
    field("functions", info.tables.inline_rows);
    field("ranges", info.tables.inline_ranges);
    field("row_bytes", info.tables.inline_row_bytes);
    field("chain_bytes", info.tables.inline_chain_bytes);
    close('}');
    array("traps", info.traps, [&](const std::pair<std::string, uint32_t> &trap) {
      field("kind", trap.first);
      field("places", uint64_t{trap.second});
    });
    array("functions", info.functions, [&](const FunctionInfo &f) { function(f, info); });
    close('}');
    std::puts("");
  }

private:
  bool first_ = true;

  void comma() {
    if (!first_)
      std::putchar(',');
    first_ = false;
  }
  void open(char c) {
    std::putchar(c);
    first_ = true;
  }
  void close(char c) {
    std::putchar(c);
    first_ = false;
  }
  // Names of damaged objects need not be UTF-8: then each byte is shown as a character.
  void string(const std::string &s) {
    const bool utf8 = is_utf8(s);
    std::putchar('"');
    for (char c : s) {
      const auto byte = static_cast<uint8_t>(c);
      if (c == '"' || c == '\\')
        std::printf("\\%c", c);
      else if (byte < 0x20 || (!utf8 && byte >= 0x80))
        std::printf("\\u%04x", byte);
      else
        std::putchar(c);
    }
    std::putchar('"');
  }
  void key(const char *name) {
    comma();
    string(name);
    std::putchar(':');
  }
  void field(const char *name, const std::string &value) {
    key(name);
    string(value);
  }
  void field(const char *name, uint64_t value) {
    key(name);
    std::printf("%" PRIu64, value);
  }
  void field(const char *name, bool value) {
    key(name);
    std::fputs(value ? "true" : "false", stdout);
  }
  template <typename T, typename F>
  void array(const char *name, const std::vector<T> &list, F each) {
    key(name);
    open('[');
    for (const T &element : list) {
      comma();
      open('{');
      each(element);
      close('}');
    }
    close(']');
  }
  void strings(const char *name, const std::vector<std::string> &list) {
    key(name);
    open('[');
    for (const std::string &s : list) {
      comma();
      string(s);
    }
    close(']');
  }
  void externs(const char *name, const std::vector<ExternInfo> &list, bool imports) {
    array(name, list, [&](const ExternInfo &e) {
      if (imports)
        field("module", e.module);
      field("name", e.name);
      field("kind", e.kind);
      field("type", e.type);
    });
  }
  void module(const ModuleInfo &m) {
    field("name", m.name);
    field("symbol", m.symbol);
    field("abi_version", uint64_t{m.abi_version});
    field("instance_size", m.instance_size);
    field("bounds", m.bounds);
    field("memory_base", std::string(m.segment ? "gs" : "register"));
    field("stack_check", m.stack_check);
    field("interruptible", m.interruptible);
    field("uses_heap", m.uses_heap);
    field("functions", uint64_t{m.functions});
    field("imported_functions", uint64_t{m.imported_functions});
    field("globals", uint64_t{m.globals});
    externs("imports", m.imports, true);
    externs("exports", m.exports, false);
    strings("memories", m.memories);
    strings("tables", m.tables);
    strings("tags", m.tags);
    array("types", m.types, [&](const TypeInfo &t) {
      field("kind", t.kind);
      field("hash", t.hash);
      field("position", uint64_t{t.position});
      field("final", t.final_);
      field("bytes", uint64_t{t.bytes});
      key("display");
      open('[');
      for (const uint32_t above : t.display) {
        comma();
        std::printf("%u", above);
      }
      close(']');
      array("fields", t.fields, [&](const FieldInfo &f) {
        field("type", f.type);
        field("offset", uint64_t{f.offset});
        field("bytes", uint64_t{f.bytes});
        field("followed", f.followed);
      });
    });
  }
  void function(const FunctionInfo &f, const ObjectInfo &info) {
    const unwind::SourceNames none;
    const unwind::SourceNames &names = f.module ? info.modules[*f.module].source_names : none;
    field("symbol", f.symbol);
    if (f.tables.index != unwind::kNoFunction)
      field("index", uint64_t{f.tables.index});
    field("bytes", uint64_t{f.tables.size});
    field("table_bytes", f.tables.table_bytes);
    field("inline_table_bytes", f.tables.inline_bytes);
    field("saved_registers", unwind::saved_registers_text(info.machine, f.tables.frame));
    array("call_sites", f.tables.sites, [&](const unwind::DumpedSite &site) {
      field("return_offset", uint64_t{site.return_offset});
      field("landing_pad_offset", uint64_t{site.pad_offset});
      strings("clauses", site.clauses);
    });
    array("inlined", f.tables.inlined, [&](const unwind::DumpedRange &range) {
      field("offset", uint64_t{range.offset});
      key("functions");
      open('[');
      for (const uint32_t function : range.functions) {
        comma();
        if (function < unwind::kSourceFunction)
          std::printf("%u", function);
        else
          string(unwind::source_name(names, function - unwind::kSourceFunction));
      }
      close(']');
      if (range.places.empty())
        return;
      key("places");
      open('[');
      for (const unwind::SourcePlace &place : range.places) {
        comma();
        if (place.line == 0)
          std::fputs("null", stdout);
        else
          string(unwind::source_name(names, place.file - 1) + ":" + std::to_string(place.line));
      }
      close(']');
    });
    array("traps", f.traps, [&](const TrapInfo &trap) {
      field("offset", uint64_t{trap.offset});
      field("kind", trap.kind);
    });
  }
};

} // namespace

void show(const ObjectInfo &info, const InspectOptions &options) {
  if (options.json)
    Json().object(info);
  else
    Text().object(info, options);
}

Status inspect(const InspectOptions &options) {
  const auto limit_of = [](std::span<const uint8_t> start) -> Result<ReadLimit> {
    TRY(objfmt::check_magic(start));
    return ReadLimit{std::numeric_limits<uint32_t>::max(), "an object or program"};
  };
  TRY_ASSIGN(std::vector<uint8_t> bytes, read_file(options.file, limit_of));
  TRY_ASSIGN(objfmt::Object object, objfmt::read_object(bytes));
  TRY_ASSIGN(ObjectInfo info, describe(object));
  info.file = options.file;
  show(info, options);
  return ok_status();
}

} // namespace wexn
