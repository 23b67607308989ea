// One of our passes, alone, on a function that is written down as LLVM's text.
#pragma once

#include "llvm/AsmParser/Parser.h"
#include "llvm/IR/Function.h"
#include "llvm/IR/LLVMContext.h"
#include "llvm/IR/Module.h"
#include "llvm/IR/PassManager.h"
#include "llvm/IR/Verifier.h"
#include "llvm/Passes/PassBuilder.h"
#include "llvm/Support/SourceMgr.h"
#include "llvm/Support/raw_ostream.h"
#include "llvm/Target/TargetMachine.h"

#include <gtest/gtest.h>

#include <memory>
#include <string>

namespace wexn {

// Null, and a failure of the test, if it is no module.
inline std::unique_ptr<llvm::Module> parse_module(const std::string &text,
                                                  llvm::LLVMContext &context) {
  llvm::SMDiagnostic error;
  std::unique_ptr<llvm::Module> module = llvm::parseAssemblyString(text, error, context);
  EXPECT_NE(module, nullptr) << error.getMessage().str();
  return module;
}

// On the function f; what it makes must be well-formed. Costs are those of `machine`, if any.
template <typename Pass>
void run_on_f(llvm::Module &module, Pass pass, llvm::TargetMachine *machine = nullptr) {
  llvm::PassBuilder builder(machine);
  llvm::LoopAnalysisManager loops;
  llvm::FunctionAnalysisManager functions;
  llvm::CGSCCAnalysisManager components;
  llvm::ModuleAnalysisManager modules;
  builder.registerModuleAnalyses(modules);
  builder.registerCGSCCAnalyses(components);
  builder.registerFunctionAnalyses(functions);
  builder.registerLoopAnalyses(loops);
  builder.crossRegisterProxies(loops, functions, components, modules);
  pass.run(*module.getFunction("f"), functions);
  std::string message;
  llvm::raw_string_ostream out(message);
  EXPECT_FALSE(llvm::verifyModule(module, &out)) << message;
}

} // namespace wexn
