// The data and glue code of a module, besides its functions: type descriptors, the module image
// (abi/module_image.h), boundary thunks per function type, typed exports, initialisation code.
#pragma once

#include "wexnc/ir/module_context.h"
#include "wexnc/support/result.h"

namespace wexn::ir {

// Adds everything to m.llvm. Functions must be declared or defined there as module.code(i).
[[nodiscard]] Status build_image(ModuleContext &m);

// thunks.cpp: the three crossings of the boundary for a function type (abi: wexn_functype).
[[nodiscard]] llvm::Function *build_enter_thunk(ModuleContext &m, const wasm::FuncType &type,
                                                const llvm::Twine &name);
[[nodiscard]] llvm::Function *build_host_thunk(ModuleContext &m, const wasm::FuncType &type,
                                               const llvm::Twine &name);
[[nodiscard]] llvm::Function *build_host_slots_thunk(ModuleContext &m, const wasm::FuncType &type,
                                                     const llvm::Twine &name);
// C wrapper of a function that makes tail calls: module.code(func) around module.body(func).
void build_code_wrapper(ModuleContext &m, uint32_t func);
// `wexn_status SYMBOL(instance *, args..., results *...)` for exported function `func`.
void build_typed_export(ModuleContext &m, uint32_t func, llvm::Function *enter,
                        const std::string &symbol);
// dispatch_tables.cpp: defines what ModuleContext::dispatch_table() and those below it declare.
void build_dispatch_tables(ModuleContext &m);
// init.cpp: evaluates globals, tables, segments and calls start (abi: wexn_module_image.init).
[[nodiscard]] Result<llvm::Function *> build_init(ModuleContext &m);

} // namespace wexn::ir
