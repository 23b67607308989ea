// See emit_object.h. The order of passes is that of LLVMTargetMachine::addPassesToEmitFile.
#include "wexnc/emit/emit_object.h"

#include "wexnc/emit/access_pairs.h"
#include "wexnc/emit/branch_chains.h"
#include "wexnc/emit/callee_pops.h"
#include "wexnc/emit/dispatch_lines.h"
#include "wexnc/emit/drop_personality.h"
#include "wexnc/emit/frame_check.h"
#include "wexnc/emit/handler_emitter.h"
#include "wexnc/emit/held_values.h"
#include "wexnc/emit/inline_table.h"
#include "wexnc/emit/long_blocks.h"
#include "wexnc/emit/loop_tables.h"
#include "wexnc/emit/low_cases.h"
#include "wexnc/emit/masked_ternaries.h"
#include "wexnc/emit/own_ends.h"
#include "wexnc/emit/recursive_lines.h"
#include "wexnc/emit/segment_accesses.h"
#include "wexnc/emit/segment_sums.h"
#include "wexnc/emit/small_loops.h"
#include "wexnc/emit/undef_reads.h"
#include "wexnc/emit/vector_divisions.h"
#include "wexnc/emit/whole_loads.h"
#include "wexnc/emit/zero_extensions.h"
#include "wexnc/ir/memory_segment.h"
#include "wexnc/optimize/held_references.h"
#include "wexnc/optimize/optimize.h"
#include "wexnc/optimize/vmctx_slot.h"

#include "llvm/Analysis/TargetLibraryInfo.h"
#include "llvm/CodeGen/AsmPrinter.h"
#include "llvm/CodeGen/AsmPrinterHandler.h"
#include "llvm/CodeGen/MachineFunction.h"
#include "llvm/CodeGen/MachineModuleInfo.h"
#include "llvm/CodeGen/Passes.h"
#include "llvm/CodeGen/TargetPassConfig.h"
#include "llvm/IR/IRBuilder.h"
#include "llvm/IR/LegacyPassManager.h"
#include "llvm/IR/Verifier.h"
#include "llvm/MC/MCContext.h"
#include "llvm/MC/MCStreamer.h"
#include "llvm/MC/TargetRegistry.h"

namespace wexn::emit {
namespace {

class Announcer : public llvm::AsmPrinterHandler {
public:
  explicit Announcer(const std::function<void(const llvm::Function &)> &emitted)
      : emitted_(emitted) {}
  void endModule() override {}
  void beginFunction(const llvm::MachineFunction *) override {}
  void endFunction(const llvm::MachineFunction *mf) override { emitted_(mf->getFunction()); }

private:
  const std::function<void(const llvm::Function &)> &emitted_;
};

// What is never come to ends in a trap, as TargetOptions::TrapUnreachable does it elsewhere;
// without optimisation that would send the end of each such block through the slow instruction
// selector.
void add_traps(llvm::Module &module) {
  for (llvm::Function &f : module)
    for (llvm::BasicBlock &block : f)
      if (auto *end = llvm::dyn_cast<llvm::UnreachableInst>(block.getTerminator()))
        llvm::IRBuilder<>(end).CreateIntrinsic(llvm::Intrinsic::trap, {}, {});
}

} // namespace

bool emit_object(llvm::Module &module, llvm::TargetMachine &target_machine,
                 llvm::raw_pwrite_stream &out, const EmitOptions &options, EmitStats &stats,
                 std::string &error) {
  auto &tm = static_cast<llvm::LLVMTargetMachine &>(target_machine);
  optimize::add_vmctx_slots(module);
  if (!tm.Options.TrapUnreachable)
    add_traps(module);
  optimize::hold_references(module);
  if (tm.getOptLevel() != llvm::CodeGenOptLevel::None)
    optimize::prepare_selection(module, tm);
  ir::keep_segment(module, options.check_segment);
  if (tm.getTargetTriple().isX86())
    address_by_segment(module);
  keep_vector_divisions(module);
  // Outlined functions have no frame of their own; a throw could not get past them.
  tm.setMachineOutliner(false);

  llvm::legacy::PassManager passes;
  passes.add(
      new llvm::TargetLibraryInfoWrapperPass(llvm::TargetLibraryInfoImpl(tm.getTargetTriple())));
  if (options.verify)
    passes.add(llvm::createVerifierPass());
  llvm::TargetPassConfig *config = tm.createPassConfig(passes);
  config->setDisableVerify(!options.verify);
  auto *machine_module = new llvm::MachineModuleInfoWrapperPass(&tm);
  passes.add(config);
  passes.add(machine_module);
  // There are no variables whose places could be found.
  config->disablePass(&llvm::LiveDebugValuesID);
  if (tm.getTargetTriple().isAArch64()) {
    add_callee_pop_passes(*config);
    add_access_pairs_pass(*config, module.getModuleFlag("Dwarf Version"));
  }
  if (tm.getTargetTriple().isX86()) {
    add_masked_ternaries_pass(*config);
    add_zero_extensions_pass(*config);
    add_segment_sums_pass(*config);
    if (!options.small)
      add_dispatch_lines_pass(*config);
    add_branch_chains_pass(*config);
    if (!options.small) {
      add_small_loops_pass(*config);
      add_recursive_lines_pass(*config);
    }
    add_own_ends_pass(*config); // AArch64 has registers enough: only copies come of it
    // These processors find by themselves what can be done at once.
    if (tm.getOptLevel() == llvm::CodeGenOptLevel::Less)
      config->disablePass(&llvm::MachineSchedulerID);
  }
  add_whole_loads_pass(*config);
  add_frame_check_pass(*config);
  add_undef_reads_pass(*config);
  add_held_values_pass(*config);
  add_long_blocks_pass(*config);
  add_low_cases_pass(*config);
  if (tm.getTargetTriple().isAArch64() && tm.getTargetTriple().isOSBinFormatELF())
    add_loop_tables_pass(*config);
  if (options.insert)
    options.insert(*config);
  if (config->addISelPasses()) {
    error = "the target has no instruction selector for this pipeline";
    return false;
  }
  // For AArch64, that forgets the arguments on the stack that a callee takes away (callee_pops.h).
  if (tm.getTargetTriple().isAArch64()) {
    tm.setO0WantsFastISel(false);
    tm.setFastISel(false);
  }
  config->addMachinePasses();
  config->setInitialized();

  ReturnLabels labels;
  passes.add(create_drop_personality_pass(labels, stats));
  InlinedCode inlined;
  passes.add(create_inline_table_pass(inlined, options.files));

  llvm::MCContext &context = machine_module->getMMI().getContext();
  auto streamer = tm.createMCStreamer(out, nullptr,
                                      options.assembly ? llvm::CodeGenFileType::AssemblyFile
                                                       : llvm::CodeGenFileType::ObjectFile,
                                      context);
  if (!streamer) {
    error = llvm::toString(streamer.takeError());
    return false;
  }
  llvm::AsmPrinter *printer = tm.getTarget().createAsmPrinter(tm, std::move(*streamer));
  if (!printer) {
    error = "the target cannot print machine code";
    return false;
  }
  if (options.tables) {
    printer->addAsmPrinterHandler(create_handler_emitter(*printer, labels, stats, error));
    printer->addAsmPrinterHandler(create_inline_table_writer(*printer, inlined));
  }
  if (options.emitted)
    printer->addAsmPrinterHandler(std::make_unique<Announcer>(options.emitted));
  passes.add(printer);
  passes.add(llvm::createFreeMachineFunctionPass());

  passes.run(module);
  if (!error.empty())
    return false;
  if (context.hadError()) {
    error = "the assembler rejected the generated code";
    return false;
  }
  return true;
}

} // namespace wexn::emit
