// The C header generator. Everything it writes starts with the module's name; mangle.h has the rule
// for names. Imports come as one struct with a struct per imported module in it.
#include "wexnc/header/c_header.h"

#include "wexnc/support/mangle.h"
#include "wexnc/support/printable.h"
#include "wexnc/support/result.h"
#include "wexnc/wasm/match.h"

#include <map>
#include <set>
#include <tuple>
#include <vector>

namespace wexn {
namespace {

using wasm::ExternKind;

std::string c_type(const wasm::ValType &type) {
  switch (type.kind) {
  case wasm::ValKind::I32:
    return "int32_t ";
  case wasm::ValKind::I64:
    return "int64_t ";
  case wasm::ValKind::F32:
    return "float ";
  case wasm::ValKind::F64:
    return "double ";
  case wasm::ValKind::V128:
    return "wexn_v128 ";
  case wasm::ValKind::Ref:
    break;
  case wasm::ValKind::Bottom:
    bug("a signature with the bottom type");
  }
  return "wexn_ref ";
}

// How a reference crosses the boundary depends on its hierarchy; concrete types on their
// definition.
std::string c_type(const wasm::Module &module, const wasm::ValType &type) {
  if (!type.is_ref())
    return c_type(type);
  const wasm::HeapKind top = wasm::top_of(module, type.heap);
  return top == wasm::HeapKind::Func     ? "wexn_func *"
         : top == wasm::HeapKind::Extern ? "void *"
                                         : "wexn_ref ";
}

// Text that may stand in a C comment: no comment ends, no backslashes or trigraphs, nothing that
// people would not see. Bytes that may not stay are %HH.
std::string comment(std::string_view name) {
  std::string out;
  for (; !name.empty();) {
    const size_t length = wexn_printable_length(name.data(), name.size());
    const char c = name[0], last = out.empty() ? ' ' : out.back();
    const bool unsafe = length == 0 || c == '\\' || c == '?' || (c == '/' && last == '*') ||
                        (c == '*' && last == '/');
    if (unsafe) {
      char escaped[8];
      std::snprintf(escaped, sizeof escaped, "%%%02x", static_cast<unsigned char>(c));
      out += escaped;
    } else {
      out += name.substr(0, length);
    }
    name.remove_prefix(unsafe ? 1 : length);
  }
  return out;
}

std::string signature_text(const wasm::FuncType &type) {
  std::string out = "(func";
  auto list = [&](const char *what, const std::vector<wasm::ValType> &types) {
    if (types.empty())
      return;
    out += std::string(" (") + what;
    for (const wasm::ValType &t : types)
      out += " " + wasm::type_name(t);
    out += ")";
  };
  list("param", type.params);
  list("result", type.results);
  return out + ")";
}

bool uses_v128(const wasm::FuncType &type) {
  for (const auto *list : {&type.params, &type.results})
    for (const wasm::ValType &t : *list)
      if (t.kind == wasm::ValKind::V128)
        return true;
  return false;
}

const char *entity_type(ExternKind kind) {
  switch (kind) {
  case ExternKind::Table:
    return "wexn_table *";
  case ExternKind::Memory:
    return "wexn_memory *";
  case ExternKind::Global:
    return "wexn_global *";
  case ExternKind::Tag:
    return "wexn_tag *";
  case ExternKind::Func:
    return "wexn_func *";
  }
  bug("unknown kind");
}

const char *entity_word(ExternKind kind) {
  switch (kind) {
  case ExternKind::Table:
    return "table";
  case ExternKind::Memory:
    return "memory";
  case ExternKind::Global:
    return "global";
  case ExternKind::Tag:
    return "tag";
  case ExternKind::Func:
    return "func";
  }
  bug("unknown kind");
}

class Writer {
public:
  Writer(const wasm::Module &module, std::string_view name, uint64_t instance_size)
      : module_(module), module_name_(name), name_(symbol_prefix(name)),
        instance_size_(instance_size) {}

  std::string write(bool with_functypes) {
    name_imports();
    head();
    instance();
    imports();
    import_constructors();
    resolver();
    constructor();
    if (with_functypes)
      functypes();
    for (uint32_t i = 0; i < module_.exports.size(); ++i)
      write_export(i);
    out_ += "\n#ifdef __cplusplus\n}\n#endif\n#endif\n";
    return std::move(out_);
  }

private:
  // A member of the imports' struct: every import of one module and name with the same type shares
  // it.
  struct Member {
    std::string group, name;       // C names of the imported module and of the member in its struct
    std::vector<uint32_t> imports; // those it stands for, at least one
  };

  const wasm::Module &module_;
  std::string module_name_;
  std::string name_; // what all names start with, separator included
  uint64_t instance_size_;
  std::string out_;
  std::vector<Member> members_;
  std::vector<std::vector<uint32_t>> groups_; // members of each imported module

  const wasm::FuncType &import_func(const wasm::Import &import) const {
    return module_.func_type(import.index);
  }

  // Two imports of one name can be one member if these are equal: functions are told apart by their
  // type; for the others the runtime compares types, so one value serves if it serves at all.
  std::tuple<std::string_view, std::string_view, ExternKind, uint32_t>
  member_key(const wasm::Import &import) const {
    const bool func = import.kind == ExternKind::Func;
    return {import.module, import.name, import.kind,
            func ? module_.types[module_.funcs[import.index].type].canonical : 0};
  }

  void name_imports() {
    std::map<decltype(member_key({})), uint32_t> member;
    std::map<std::pair<std::string_view, std::string_view>, uint32_t> number; // of same names
    std::set<std::pair<std::string, std::string>> used;
    std::map<std::string, size_t> groups;
    for (const wasm::Import &import : module_.imports)
      used.insert({member_name(import.module), member_name(import.name)});
    for (uint32_t i = 0; i < module_.imports.size(); ++i) {
      const wasm::Import &import = module_.imports[i];
      const auto [it, is_new] =
          member.emplace(member_key(import), static_cast<uint32_t>(members_.size()));
      if (is_new) {
        std::string group = member_name(import.module), name = member_name(import.name);
        uint32_t &n = number[{import.module, import.name}];
        while (++n > 1 && !used.insert({group, name}).second)
          name = member_name(import.name) + "_" + std::to_string(n);
        const auto [at, is_first] = groups.emplace(group, groups_.size());
        if (is_first)
          groups_.emplace_back();
        groups_[at->second].push_back(it->second);
        members_.push_back({group, name, {}});
      }
      members_[it->second].imports.push_back(i);
    }
  }

  void head() {
    std::string n = module_name_;
    out_ += "/* C interface of the WebAssembly module \"" + n + "\", written by wexnc. Link with " +
            n +
            "'s object\n * and libwexn. wexn/wexn.h says who owns what and how exceptions and "
            "traps are read. */\n";
    out_ += "#ifndef WEXN_MODULE_" + n + "_H\n#define WEXN_MODULE_" + n +
            "_H\n\n#include <wexn/wexn.h>\n\n";
    out_ += "#ifdef __cplusplus\nextern \"C\" {\n#endif\n\n";
    bool v128 = false;
    for (const wasm::Import &import : module_.imports)
      v128 |= (import.kind == ExternKind::Func && uses_v128(import_func(import))) ||
              (import.kind == ExternKind::Global &&
               module_.globals[import.index].type.type.kind == wasm::ValKind::V128);
    for (const wasm::Export &e : module_.exports)
      v128 |= e.kind == ExternKind::Func && uses_v128(module_.func_type(e.index));
    if (v128)
      out_ += "#ifndef WEXN_V128_TYPE\n#define WEXN_V128_TYPE\n"
              "typedef int64_t wexn_v128 __attribute__((vector_size(16)));\n#endif\n\n";
  }

  void instance() {
    std::string size = std::to_string(instance_size_);
    out_ += "/* The module's description, in its object. */\nextern const wexn_module_image " +
            name_ + "module;\n\n";
    out_ += "/* Storage of one instance. It may lie anywhere and must stay where it is until its "
            "store is\n"
            " * deleted. " +
            name_ + "new fills it in. */\n#define " + name_ + "instance_size " + size +
            "\ntypedef struct " + name_ + "instance {\n  unsigned char bytes[" + size +
            "];\n} __attribute__((aligned(16))) " + name_ + "instance;\n\n";
    out_ += "static inline wexn_instance *" + name_ + "base(" + name_ +
            "instance *instance) {\n  return (wexn_instance *)(void *)instance;\n}\n";
  }

  // Parameters of a C function: `first`, the arguments, pointers for results from index `from` on.
  std::string parameters(const std::string &first, const wasm::FuncType &type,
                         bool all_results) const {
    std::string out = first;
    for (size_t i = 0; i < type.params.size(); ++i)
      out += ", " + c_type(module_, type.params[i]) + "p" + std::to_string(i);
    if (all_results || type.results.size() > 1)
      for (size_t i = 0; i < type.results.size(); ++i)
        out += ", " + c_type(module_, type.results[i]) + "*r" + std::to_string(i);
    return out;
  }

  void imports() {
    if (members_.empty()) {
      out_ += "\n/* The module imports nothing. */\ntypedef struct " + name_ +
              "imports {\n  char none;\n} " + name_ + "imports;\n";
      return;
    }
    out_ += "\n/* What the module imports. Functions: a C function `fn`, called with `env` first, "
            "or `func`, a\n"
            " * function of the store such as another instance's export. What stays null is looked "
            "for among\n"
            " * the definitions of the store (wexn_define). */\ntypedef struct " +
            name_ + "imports {\n";
    for (const std::vector<uint32_t> &group : groups_) {
      out_ += "  struct {\n";
      for (const uint32_t member : group)
        import_member(members_[member]);
      out_ += "  } " + members_[group[0]].group + ";\n";
    }
    out_ += "} " + name_ + "imports;\n";
  }

  void import_member(const Member &m) {
    const wasm::Import &import = module_.imports[m.imports[0]];
    if (import.kind != ExternKind::Func) {
      out_ += std::string("    ") + entity_type(import.kind) + m.name + ";\n";
      return;
    }
    const wasm::FuncType &type = import_func(import);
    std::string result = type.results.size() == 1 ? c_type(module_, type.results[0]) : "void ";
    out_ += "    struct { /* " + signature_text(type) + " */\n      " + result + "(*fn)(" +
            parameters("void *env", type, false) +
            ");\n      void *env;\n      wexn_func *func;\n    } " + m.name + ";\n";
  }

  // A function for each import that is not one, which makes a value of the import's type.
  void import_constructors() {
    std::set<std::string> taken;
    for (const wasm::Export &e : module_.exports)
      taken.insert(export_symbol(module_name_, e.name));
    bool first = true;
    for (const Member &m : members_) {
      const wasm::Import &import = module_.imports[m.imports[0]];
      if (import.kind == ExternKind::Func)
        continue;
      if (first)
        out_ += "\n/* Make what the module imports, of the types that it declares. The values "
                "belong to the "
                "store; the\n * status is that of wexn_memory_new and the like. */\n";
      first = false;
      const std::string plain =
          "new_" + std::string(import.module) + "_" + std::string(import.name);
      std::string symbol = export_symbol(module_name_, plain);
      for (int n = 2; !taken.insert(symbol).second; ++n)
        symbol = export_symbol(module_name_, plain + "_" + std::to_string(n));
      import_constructor(import, symbol,
                         name_ + "module.imports[" + std::to_string(m.imports[0]) + "].type");
    }
  }

  void import_constructor(const wasm::Import &import, const std::string &symbol,
                          const std::string &type) {
    const std::string head = "static inline wexn_status " + symbol + "(wexn_store *store, ";
    const std::string slot = "  wexn_slot slot;\n  __builtin_memset(&slot, 0, sizeof slot);\n  "
                             "__builtin_memcpy(&slot, &value, sizeof value);\n";
    switch (import.kind) {
    case ExternKind::Memory:
      if (module_.memories[import.index].type.limits.shared)
        out_ += "/* Of the shared memory the caller has a handle; null: no address space. "
                "*/\nstatic inline "
                "wexn_shared_memory *" +
                symbol + "(void) {\n  return wexn_shared_memory_new(&" + type + ".limits);\n}\n";
      else
        out_ += head + "wexn_memory **out) {\n  return wexn_memory_new(store, &" + type +
                ".limits, out);\n}\n";
      break;
    case ExternKind::Table:
      out_ += head + c_type(module_, module_.tables[import.index].type.elem) +
              "value, wexn_table **out) {\n" + slot + "  return wexn_table_new(store, &" + type +
              ".limits, &" + type + ".value, slot, out);\n}\n";
      break;
    case ExternKind::Global:
      out_ += head + c_type(module_, module_.globals[import.index].type.type) +
              "value, wexn_global **out) {\n" + slot + "  return wexn_global_new(store, &" + type +
              ".value, slot, out);\n}\n";
      break;
    case ExternKind::Tag:
      out_ += head + "wexn_tag **out) {\n  return wexn_tag_new(store, " + type +
              ".functype->type, out);\n}\n";
      break;
    case ExternKind::Func:
      break;
    }
  }

  void resolver() {
    if (members_.empty())
      return;
    out_ += "\nstruct " + name_ + "resolve_env {\n  wexn_store *store;\n  const " + name_ +
            "imports *imports;\n};\n";
    out_ += "static inline bool " + name_ +
            "resolve(void *env, const wexn_import_desc *import, wexn_extern *out) {\n  wexn_store "
            "*store = ((struct " +
            name_ + "resolve_env *)env)->store;\n  const " + name_ + "imports *from = ((struct " +
            name_ + "resolve_env *)env)->imports;\n  (void)store;\n  switch (import - " + name_ +
            "module.imports) {\n";
    for (const Member &member : members_) {
      for (const uint32_t import : member.imports)
        out_ += "  case " + std::to_string(import) + ":\n";
      resolve_member(member);
    }
    out_ += "  default:\n    return false;\n  }\n}\n";
  }

  void resolve_member(const Member &m) {
    ExternKind kind = module_.imports[m.imports[0]].kind;
    std::string path = "from->" + m.group + "." + m.name;
    if (kind != ExternKind::Func) {
      out_ += "    if (!" + path + ")\n      return false;\n    *out = wexn_extern_" +
              entity_word(kind) + "(" + path +
              (kind == ExternKind::Global ? ", &import->type.value" : "") +
              ");\n    return true;\n";
      return;
    }
    out_ += "  {\n    wexn_func *func = " + path + ".func;\n    if (!func && " + path +
            ".fn) {\n      const void *code;\n      __builtin_memcpy(&code, &" + path +
            ".fn, sizeof code);\n      if (wexn_func_new(store, import->type.functype, code, " +
            path +
            ".env, &func) != WEXN_OK)\n        return false;\n    }\n    if (!func)\n      return "
            "false;\n"
            "    *out = wexn_extern_func(func);\n    return true;\n  }\n";
  }

  void constructor() {
    bool has = !members_.empty();
    out_ +=
        "\n/* Makes an instance in `storage`, or in memory of the store when it is null, and runs "
        "the module's\n"
        " * start function. `imports` may be null. `*out` is the instance. The status is that of "
        "wexn_instance_new. */\n"
        "static inline wexn_status " +
        name_ + "new(wexn_store *store, const " + name_ + "imports *imports, " + name_ +
        "instance *storage,\n    " + name_ +
        "instance **out) {\n  wexn_instance_config config;\n  wexn_instance *instance = NULL;\n  "
        "wexn_status status;\n";
    if (has)
      out_ += "  struct " + name_ +
              "resolve_env env;\n  env.store = store;\n  env.imports = imports;\n";
    else
      out_ += "  (void)imports;\n";
    out_ += "  __builtin_memset(&config, 0, sizeof config);\n  config.buffer = storage;\n";
    if (has)
      out_ += "  if (imports) {\n    config.resolver = " + name_ +
              "resolve;\n    config.resolver_env = &env;\n  }\n";
    out_ += "  status = wexn_instance_new(store, &" + name_ +
            "module, &config, &instance);\n  *out = (" + name_ +
            "instance *)(void *)instance;\n  return status;\n}\n";
  }

  void functypes() {
    out_ += "\n/* A function type of the module, for wexn_func_new, by its index there:\n";
    for (uint32_t i = 0; i < module_.types.size(); ++i) {
      if (module_.types[i].kind != wasm::CompositeKind::Func)
        continue;
      const auto called = module_.names.types.find(i);
      out_ += " *   " + std::to_string(i) + "  " + signature_text(module_.types[i].func) +
              (called == module_.names.types.end() ? "" : "  " + comment(called->second)) + "\n";
    }
    out_ += " */\nstatic inline const wexn_functype *" + name_ +
            "functype(uint32_t index) {\n  return &" + name_ + "module.functypes[index];\n}\n";
  }

  void write_export(uint32_t index) {
    const wasm::Export &e = module_.exports[index];
    std::string symbol = export_symbol(module_name_, e.name);
    std::string instance = name_ + "instance *instance";
    if (e.kind == ExternKind::Func) {
      const wasm::FuncType &type = module_.func_type(e.index);
      out_ += "\n/* \"" + comment(e.name) + "\" " + signature_text(type) + " */\nwexn_status " +
              symbol + "(" + parameters(instance, type, true) + ");\n";
      return;
    }
    out_ += "\n/* \"" + comment(e.name) + "\" */\nstatic inline " + entity_type(e.kind) + symbol +
            "(" + instance + ") {\n  wexn_extern out;\n  return wexn_instance_export_at(" + name_ +
            "base(instance), " + std::to_string(index) + ", &out) ? out.of." + entity_word(e.kind) +
            " : NULL;\n}\n";
  }
};

} // namespace

std::string c_header(const wasm::Module &module, std::string_view name, uint64_t instance_size,
                     bool functypes) {
  return Writer(module, name, instance_size).write(functypes);
}

} // namespace wexn
