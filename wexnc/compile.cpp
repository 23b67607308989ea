// Table of contents of a compilation: one call per phase, with what holds from there on.
#include "wexnc/compile.h"

#include "wexnc/codegen/emit_object.h"
#include "wexnc/codegen/optimize.h"
#include "wexnc/codegen/target_machine.h"
#include "wexnc/ir/build_image.h"
#include "wexnc/ir/translate_func.h"
#include "wexnc/wasm/decode.h"

#include "llvm/Bitcode/BitcodeWriter.h"
#include "llvm/IR/Verifier.h"
#include "llvm/MC/MCSubtargetInfo.h"
#include "llvm/Support/raw_ostream.h"

namespace wexn {

namespace {

void report(const Options &options, std::string_view phase, uint64_t done = 0, uint64_t total = 0) {
  if (options.progress)
    options.progress(phase, done, total);
}

ir::TranslateOptions translate_options(const Options &options,
                                       const llvm::TargetMachine &machine) {
  ir::TranslateOptions t;
  t.name = options.module_name;
  t.features = options.features;
  t.software_bounds = options.bounds == Bounds::Software;
  t.stack_check = options.stack_check == StackCheck::Limit;
  t.optimize = options.opt != OptLevel::O0;
  t.public_image = options.public_image;
  if (machine.getTargetTriple().isX86()) {
    const llvm::MCSubtargetInfo &cpu = *machine.getMCSubtargetInfo();
    t.ssse3 = cpu.checkFeatures("+ssse3");
    t.sse41 = cpu.checkFeatures("+sse4.1");
    t.fma = cpu.checkFeatures("+fma");
  }
  return t;
}

// Everything that the compilation of the functions reads and does not change.
struct Job {
  const Options &options;
  const wasm::Module &module;
  const ir::ModuleFacts &facts;
  const ir::Layout &layout;
  llvm::TargetMachine &machine;
};

Status translate(const Job &job, llvm::Module &llvm_module) {
  const ir::TranslateOptions options = translate_options(job.options, job.machine);
  ir::ModuleContext context(job.module, job.facts, job.layout, options, llvm_module);
  report(job.options, "translate");
  for (uint32_t i = job.module.num_imported_funcs; i < job.module.funcs.size(); ++i)
    TRY(ir::FuncTranslator::translate(context, i));
  TRY(ir::build_image(context));
  context.finish_debug_info();
  if (llvm::verifyModule(llvm_module, &llvm::errs()))
    bug("the translation of the module is not well-formed");
  return ok_status();
}

Result<CompiledObject> emit(const Job &job, const std::map<std::string, uint64_t> &large_frames,
                            codegen::EmitStats &stats) {
  llvm::LLVMContext ctx;
  llvm::Module llvm_module(job.options.module_name, ctx);
  llvm_module.setTargetTriple(job.machine.getTargetTriple().str());
  llvm_module.setDataLayout(job.machine.createDataLayout());
  llvm_module.setPICLevel(llvm::PICLevel::BigPIC);
  TRY(translate(job, llvm_module));
  report(job.options, "optimise");
  codegen::optimize(llvm_module, job.machine, job.options.opt);
  if (job.options.stack_check == StackCheck::Limit)
    codegen::add_stack_checks(llvm_module, large_frames);

  llvm::SmallVector<char, 0> buffer;
  llvm::raw_svector_ostream out(buffer);
  if (job.options.emit == EmitKind::LlvmIr) {
    llvm_module.print(out, nullptr);
  } else if (job.options.emit == EmitKind::Bitcode) {
    llvm::WriteBitcodeToFile(llvm_module, out);
  } else {
    report(job.options, "generate code");
    codegen::EmitOptions emit_options;
    emit_options.assembly = job.options.emit == EmitKind::Assembly;
    std::string message;
    if (!codegen::emit_object(llvm_module, job.machine, out, emit_options, stats, message))
      bug(message.c_str());
  }
  CompiledObject object;
  object.bytes.assign(buffer.begin(), buffer.end());
  return object;
}

} // namespace

Result<CompiledObject> compile(const Options &options, std::span<const uint8_t> input) {
  TRY_ASSIGN(auto machine, codegen::make_target_machine(options));
  report(options, "decode");
  TRY_ASSIGN(wasm::Module module, wasm::decode_module(input, options.features));
  TRY(wasm::validate_module(module, options.features));
  report(options, "validate");
  TRY_ASSIGN(ir::ModuleFacts facts, ir::gather_facts(module, options.features));
  // From here on the module is valid and everything in it can be translated.
  const ir::Layout layout = ir::layout_instance(module);
  const Job job{options, module, facts, layout, *machine};

  // Frames so large that the stack check must know them are known after emission only: then once more.
  std::map<std::string, uint64_t> large_frames;
  for (;;) {
    codegen::EmitStats stats;
    TRY_ASSIGN(CompiledObject object, emit(job, large_frames, stats));
    const size_t before = large_frames.size();
    for (const codegen::FunctionFrame &f : stats.large_frames)
      large_frames.try_emplace(f.name, f.frame_bytes + 4096);
    if (large_frames.size() == before || options.stack_check != StackCheck::Limit)
      return object;
  }
}

} // namespace wexn
