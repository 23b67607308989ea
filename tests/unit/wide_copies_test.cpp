// A move of the lower half of x29 or x30 that extends it stays (wexnc/emit/target_machine.cpp): the
// machine code of AArch64 at -O3, from behind register allocation on.
#include "wexnc/emit/target_machine.h"

#include "llvm/ADT/SmallString.h"
#include "llvm/CodeGen/MIRParser/MIRParser.h"
#include "llvm/CodeGen/MachineModuleInfo.h"
#include "llvm/IR/LLVMContext.h"
#include "llvm/IR/LegacyPassManager.h"
#include "llvm/IR/Module.h"
#include "llvm/Support/CodeGen.h"
#include "llvm/Support/CommandLine.h"
#include "llvm/Support/MemoryBuffer.h"
#include "llvm/Support/raw_ostream.h"
#include "llvm/Target/TargetMachine.h"

#include <gtest/gtest.h>

#include <memory>
#include <utility>

namespace wexn {
namespace {

constexpr const char *kHalves = R"(
name: halves
tracksRegLiveness: true
body: |
  bb.0:
    liveins: $lr, $x0, $x1
    $lr = ADDXrr killed $lr, killed $x1
    renamable $w8 = ORRWrs $wzr, renamable $w30, 0
    STRWui renamable $w8, renamable $x0, 0
    renamable $w30 = ORRWrs $wzr, killed renamable $w8, 0, implicit-def $lr
    STRXui killed renamable $lr, renamable $x0, 1
    RET undef $lr
)";

TEST(WideCopies, StayWhereTheyExtend) {
  Options options;
  options.target = "aarch64-linux-gnu";
  options.opt = OptLevel::O3;
  auto machine = emit::make_target_machine(options);
  ASSERT_TRUE(machine);
  auto &target = **machine;
  ASSERT_FALSE(llvm::cl::getRegisteredOptions()["start-before"]->addOccurrence(
      0, "start-before", "aarch64-ldst-opt,1"));

  llvm::LLVMContext context;
  const auto parser = llvm::createMIRParser(llvm::MemoryBuffer::getMemBuffer(kHalves), context);
  const std::unique_ptr<llvm::Module> module = parser->parseIRModule();
  ASSERT_TRUE(module);
  module->setTargetTriple(target.getTargetTriple().str());
  module->setDataLayout(target.createDataLayout());
  auto info = std::make_unique<llvm::MachineModuleInfoWrapperPass>(
      static_cast<llvm::LLVMTargetMachine *>(&target));
  ASSERT_FALSE(parser->parseMachineFunctions(*module, info->getMMI()));

  llvm::SmallString<256> text;
  llvm::raw_svector_ostream out(text);
  llvm::legacy::PassManager passes;
  ASSERT_FALSE(target.addPassesToEmitFile(passes, out, nullptr, llvm::CodeGenFileType::AssemblyFile,
                                          true, info.release()));
  passes.run(*module);
  EXPECT_TRUE(text.str().contains("\tmov\tw30, w")) << text.c_str();
}

} // namespace
} // namespace wexn
