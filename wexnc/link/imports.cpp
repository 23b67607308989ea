// See imports.h. Only names are looked at: a function of another type is found when the program
// starts.
#include "wexnc/link/imports.h"

#include <algorithm>

namespace wexn {
namespace {

constexpr std::string_view kWasi[] = {
#define WASI(result, name, ...) #name,
#include <wexn/abi/wasi.def>
};

// What runtime/wasi/embed.cpp gives a program's module.
bool is_provided(const wasm::Module &module, const wasm::Import &import) {
  if (import.kind == wasm::ExternKind::Memory)
    return module.memories[import.index].type.limits.shared;
  if (import.kind != wasm::ExternKind::Func)
    return false;
  if (import.module == "wasi" && import.name == "thread-spawn")
    return true;
  return (import.module == "wasi_snapshot_preview1" || import.module == "wasi_unstable") &&
         std::find(std::begin(kWasi), std::end(kWasi), import.name) != std::end(kWasi);
}

} // namespace

Status check_imports(const wasm::Module &module, bool stub_imports) {
  std::string missing;
  bool functions = false;
  for (const wasm::Import &import : module.imports) {
    bool is_function = import.kind == wasm::ExternKind::Func;
    if ((is_function && stub_imports) || is_provided(module, import))
      continue;
    functions |= is_function;
    if (!missing.empty())
      missing += ", ";
    missing.append(import.module).append(".").append(import.name);
  }
  if (missing.empty())
    return ok_status();
  Error error;
  error.id = ErrorId::UnknownImports;
  error.detail = std::move(missing);
  if (functions)
    error.detail += "; --stub-imports makes functions of them that trap";
  return error;
}

} // namespace wexn
