// What an object holds, as values: read back from the module images and tables in it, so that what
// is shown is what the runtime will see.
#pragma once

#include "objfmt/object.h"
#include "unwindinfo/dump.h"

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace wexn {

struct SectionInfo {
  std::string name; // sections per function are counted together under their common name
  uint64_t count = 0, bytes = 0, relocations = 0;
};
struct ExternInfo {
  std::string module, name, kind, type; // module: imports only
};
// A call that ends in a trap. Accesses of guarded memory are not among them: they fault.
struct TrapInfo {
  uint32_t offset = 0; // from the function's start, within the call
  std::string kind;    // the trap's message; "several": branches choose
};
struct FunctionInfo {
  std::string symbol;
  unwind::DumpedFunction tables;
  std::optional<size_t> module; // in ObjectInfo::modules
  std::vector<TrapInfo> traps;  // relocatable objects
};
struct TableInfo {
  uint64_t functions = 0, functions_in_try = 0, sites = 0, clauses = 0;
  uint64_t func_bytes = 0, site_bytes = 0;
  uint64_t inline_rows = 0, inline_ranges = 0, inline_row_bytes = 0, inline_chain_bytes = 0;
};
struct RuntimeCallInfo {
  std::string name;
  uint32_t references = 0;
};
struct FieldInfo {
  std::string type;               // with its mutability
  uint32_t offset = 0, bytes = 0; // in the object; arrays: of the first element
  bool followed = false;          // by the collector
};
// A type of structures or arrays that the module makes objects of or casts to, or that one of those
// refers to.
struct TypeInfo {
  std::string kind, hash; // struct, array or func; the first 8 hex digits of the group's
  uint32_t position = 0;  // in the recursion group
  bool final_ = false;
  uint32_t bytes = 0;            // of a structure, header included
  std::vector<uint32_t> display; // types from the root of the hierarchy to this one, by number
  std::vector<FieldInfo> fields;
};
struct ModuleInfo {
  std::string name, symbol, bounds;
  uint32_t abi_version = 0;
  uint64_t instance_size = 0;
  bool stack_check = false, uses_heap = false, interruptible = false, segment = false;
  std::vector<ExternInfo> imports, exports;
  std::vector<std::string> memories, tables, tags; // types; imported ones first
  std::vector<TypeInfo> types;                     // by number
  uint32_t functions = 0, imported_functions = 0, globals = 0;
  unwind::SourceNames source_names;
  uint64_t init = 0; // address; behind all of the module's functions
};
struct ObjectInfo {
  std::string file, format, arch;
  bool relocatable = false;
  std::vector<SectionInfo> sections;
  std::vector<ModuleInfo> modules;
  std::vector<FunctionInfo> functions;
  unwind::Machine machine = unwind::Machine::X86_64;
  TableInfo tables;
  std::vector<std::pair<std::string, uint32_t>> traps; // how many of each kind, by name
  std::vector<RuntimeCallInfo> runtime_calls; // relocatable objects: how often each is referred to
};

// Errors: BadObject, when a table or image leads outside of the file.
[[nodiscard]] Result<ObjectInfo> describe(const objfmt::Object &object);

} // namespace wexn
