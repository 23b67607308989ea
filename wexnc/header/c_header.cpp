// The C header generator. Everything it writes starts with the module's name; mangle.h has the rule
// for names. Imports come as one struct with a struct per imported module in it.
#include "wexnc/header/c_header.h"

#include "wexnc/support/mangle.h"
#include "wexnc/support/result.h"
#include "wexnc/wasm/match.h"

#include <map>
#include <set>
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

// Text that may stand in a C comment: no comment ends, no control characters, no backslashes.
std::string comment(std::string_view name) {
  std::string out;
  for (char c : name) {
    bool unsafe = static_cast<unsigned char>(c) < 0x20 || c == 0x7f || c == '\\' || c == '?' ||
                  (c == '/' && !out.empty() && out.back() == '*') ||
                  (c == '*' && !out.empty() && out.back() == '/');
    if (unsafe) {
      char escaped[8];
      std::snprintf(escaped, sizeof escaped, "%%%02x",
                    static_cast<unsigned>(static_cast<unsigned char>(c)));
      out += escaped;
    } else {
      out += c;
    }
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
      : module_(module), name_(name), instance_size_(instance_size) {}

  std::string write() {
    name_imports();
    head();
    instance();
    imports();
    resolver();
    constructor();
    for (uint32_t i = 0; i < module_.exports.size(); ++i)
      write_export(i);
    out_ += "\n#ifdef __cplusplus\n}\n#endif\n#endif\n";
    return std::move(out_);
  }

private:
  // A member of the imports' struct: every import of one module and name with the same type shares
  // it.
  struct Member {
    std::string group, name; // C names of the imported module and of the member in its struct
    uint32_t import;         // the first import it stands for
  };

  const wasm::Module &module_;
  std::string name_;
  uint64_t instance_size_;
  std::string out_;
  std::vector<Member> members_;
  std::vector<uint32_t> member_of_; // import -> member

  const wasm::FuncType &import_func(const wasm::Import &import) const {
    return module_.func_type(import.index);
  }

  // Whether two imports of one name can be one member: functions of one type are; for the others
  // the runtime compares types, so one value serves if it serves at all.
  bool same_member(const wasm::Import &a, const wasm::Import &b) const {
    if (a.module != b.module || a.name != b.name || a.kind != b.kind)
      return false;
    return a.kind != ExternKind::Func || module_.types[module_.funcs[a.index].type].canonical ==
                                             module_.types[module_.funcs[b.index].type].canonical;
  }

  void name_imports() {
    std::map<std::pair<std::string_view, std::string_view>, std::vector<uint32_t>> by_name;
    std::set<std::pair<std::string, std::string>> used;
    for (const wasm::Import &import : module_.imports)
      used.insert({member_name(import.module), member_name(import.name)});
    for (uint32_t i = 0; i < module_.imports.size(); ++i) {
      const wasm::Import &import = module_.imports[i];
      std::vector<uint32_t> &same_name = by_name[{import.module, import.name}];
      uint32_t found = ~0u;
      for (uint32_t m : same_name)
        if (same_member(module_.imports[members_[m].import], import))
          found = m;
      if (found == ~0u) {
        found = static_cast<uint32_t>(members_.size());
        std::string group = member_name(import.module), name = member_name(import.name);
        for (uint32_t n = 2; !same_name.empty() && !used.insert({group, name}).second; ++n)
          name = member_name(import.name) + "_" + std::to_string(n);
        members_.push_back({group, name, i});
        same_name.push_back(found);
      }
      member_of_.push_back(found);
    }
  }

  void head() {
    std::string n = name_;
    out_ += "/* C interface of the WebAssembly module \"" + n + "\", written by wexnc. Link with " +
            n +
            "'s object\n * and libwexn. wexn/wexn.h says who owns what and how exceptions and "
            "traps are read. */\n";
    out_ += "#ifndef WEXN_MODULE_" + n + "_H\n#define WEXN_MODULE_" + n +
            "_H\n\n#include <wexn/wexn.h>\n\n";
    out_ += "#ifdef __cplusplus\nextern \"C\" {\n#endif\n\n";
    bool v128 = false;
    for (const wasm::Import &import : module_.imports)
      v128 |= import.kind == ExternKind::Func && uses_v128(import_func(import));
    for (const wasm::Export &e : module_.exports)
      v128 |= e.kind == ExternKind::Func && uses_v128(module_.func_type(e.index));
    if (v128)
      out_ += "#ifndef WEXN_V128_TYPE\n#define WEXN_V128_TYPE\n"
              "typedef int64_t wexn_v128 __attribute__((vector_size(16)));\n#endif\n\n";
  }

  void instance() {
    std::string size = std::to_string(instance_size_);
    out_ += "/* The module's description, in its object. */\nextern const wexn_module_image " +
            name_ + "_module;\n\n";
    out_ += "/* Storage of one instance. It may lie anywhere and must stay where it is until its "
            "store is\n"
            " * deleted. " +
            name_ + "_new fills it in. */\n#define " + name_ + "_instance_size " + size +
            "\ntypedef struct " + name_ + "_instance {\n  unsigned char bytes[" + size +
            "];\n} __attribute__((aligned(16))) " + name_ + "_instance;\n\n";
    out_ += "static inline wexn_instance *" + name_ + "_base(" + name_ +
            "_instance *instance) {\n  return (wexn_instance *)(void *)instance;\n}\n";
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
    if (members_.empty())
      return;
    out_ += "\n/* What the module imports. Functions: a C function `fn`, called with `env` first, "
            "or `func`, a\n"
            " * function of the store such as another instance's export. What stays null is looked "
            "for among\n"
            " * the definitions of the store (wexn_define). */\ntypedef struct " +
            name_ + "_imports {\n";
    std::set<std::string> done;
    for (const Member &first : members_) {
      if (!done.insert(first.group).second)
        continue;
      out_ += "  struct {\n";
      for (const Member &m : members_)
        if (m.group == first.group)
          import_member(m);
      out_ += "  } " + first.group + ";\n";
    }
    out_ += "} " + name_ + "_imports;\n";
  }

  void import_member(const Member &m) {
    const wasm::Import &import = module_.imports[m.import];
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

  void resolver() {
    if (members_.empty())
      return;
    out_ += "\nstruct " + name_ + "_resolve_env {\n  wexn_store *store;\n  const " + name_ +
            "_imports *imports;\n};\n";
    out_ += "static inline bool " + name_ +
            "_resolve(void *env, const wexn_import_desc *import, wexn_extern *out) {\n  wexn_store "
            "*store = ((struct " +
            name_ + "_resolve_env *)env)->store;\n  const " + name_ + "_imports *from = ((struct " +
            name_ + "_resolve_env *)env)->imports;\n  (void)store;\n  switch (import - " + name_ +
            "_module.imports) {\n";
    for (uint32_t member = 0; member < members_.size(); ++member) {
      for (uint32_t i = 0; i < member_of_.size(); ++i)
        if (member_of_[i] == member)
          out_ += "  case " + std::to_string(i) + ":\n";
      resolve_member(members_[member]);
    }
    out_ += "  default:\n    return false;\n  }\n}\n";
  }

  void resolve_member(const Member &m) {
    ExternKind kind = module_.imports[m.import].kind;
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
        " * start function. `*out` is the instance. The status is that of wexn_instance_new. */\n"
        "static inline wexn_status " +
        name_ + "_new(wexn_store *store, " + (has ? "const " + name_ + "_imports *imports, " : "") +
        name_ + "_instance *storage,\n    " + name_ +
        "_instance **out) {\n  wexn_instance_config config;\n  wexn_instance *instance = NULL;\n  "
        "wexn_status status;\n";
    if (has)
      out_ += "  struct " + name_ +
              "_resolve_env env;\n  env.store = store;\n  env.imports = imports;\n";
    out_ += "  __builtin_memset(&config, 0, sizeof config);\n  config.buffer = storage;\n";
    if (has)
      out_ += "  if (imports) {\n    config.resolver = " + name_ +
              "_resolve;\n    config.resolver_env = &env;\n  }\n";
    out_ += "  status = wexn_instance_new(store, &" + name_ +
            "_module, &config, &instance);\n  *out = (" + name_ +
            "_instance *)(void *)instance;\n  return status;\n}\n";
  }

  void write_export(uint32_t index) {
    const wasm::Export &e = module_.exports[index];
    std::string symbol = export_symbol(name_, e.name);
    std::string instance = name_ + "_instance *instance";
    if (e.kind == ExternKind::Func) {
      const wasm::FuncType &type = module_.func_type(e.index);
      out_ += "\n/* \"" + comment(e.name) + "\" " + signature_text(type) + " */\nwexn_status " +
              symbol + "(" + parameters(instance, type, true) + ");\n";
      return;
    }
    out_ += "\n/* \"" + comment(e.name) + "\" */\nstatic inline " + entity_type(e.kind) + symbol +
            "(" + instance + ") {\n  wexn_extern out;\n  return wexn_instance_export_at(" + name_ +
            "_base(instance), " + std::to_string(index) + ", &out) ? out.of." +
            entity_word(e.kind) + " : NULL;\n}\n";
  }
};

} // namespace

std::string c_header(const wasm::Module &module, std::string_view name, uint64_t instance_size) {
  return Writer(module, name, instance_size).write();
}

} // namespace wexn
