// See parts.h.
#include "wexnc/parts.h"

#include "wexnc/emit/branch_protection.h"
#include "wexnc/emit/emit_object.h"
#include "wexnc/emit/target_machine.h"
#include "wexnc/ir/build_image.h"
#include "wexnc/ir/func_marks.h"
#include "wexnc/ir/translate_func.h"
#include "wexnc/optimize/allocation.h"
#include "wexnc/optimize/interrupt_check.h"
#include "wexnc/optimize/leaf_frames.h"
#include "wexnc/optimize/long_copies.h"
#include "wexnc/optimize/optimize.h"
#include "wexnc/optimize/paired_checks.h"
#include "wexnc/optimize/stack_check.h"
#include "wexnc/support/target.h"
#include "wexnc/watch.h"

#include "llvm/Bitcode/BitcodeWriter.h"
#include "llvm/IR/Verifier.h"
#include "llvm/MC/MCSubtargetInfo.h"
#include "llvm/Support/MathExtras.h"
#include "llvm/Support/raw_ostream.h"

#include <algorithm>
#include <atomic>
#include <numeric>
#include <optional>
#include <pthread.h>

namespace wexn {

namespace {

bool is_small(const Options &options) {
  return options.opt == OptLevel::Os || options.opt == OptLevel::Oz;
}

ir::TranslateOptions translate_options(const Options &options, const llvm::TargetMachine &machine) {
  ir::TranslateOptions t;
  t.name = options.module_name;
  t.features = options.features;
  t.hosted = find_target(options.target)->hosted;
  t.stub_imports = options.stub_imports;
  t.software_bounds = options.bounds == Bounds::Software;
  t.stack_check = options.stack_check == StackCheck::Limit;
  t.stack_guard = options.stack_check == StackCheck::Guard;
  t.interruptible = options.interruptible;
  t.optimize = options.opt != OptLevel::O0;
  t.guess_callees = t.optimize && !is_small(options);
  t.host_functions = options.host_functions;
  if (machine.getTargetTriple().isX86()) {
    const llvm::MCSubtargetInfo &cpu = *machine.getMCSubtargetInfo();
    t.ssse3 = cpu.checkFeatures("+ssse3");
    t.sse41 = cpu.checkFeatures("+sse4.1");
    t.fma = cpu.checkFeatures("+fma");
  }
  if (machine.getTargetTriple().isAArch64())
    t.ask_lse = t.hosted && !machine.getMCSubtargetInfo()->checkFeatures("+lse");
  return t;
}

bool makes_object(const Options &options) {
  return options.emit == EmitKind::Object || options.emit == EmitKind::Executable;
}

// Of a part at most, but for what one function may go beyond. Fewer functions are inlined into all
// their callers, and removed, where there are more parts.
uint64_t part_bytes(const Options &options) { return (is_small(options) ? 512 : 128) * 1024; }

// Some passes of LLVM take time with the square of a function's size: one of 7 MB, the most that is
// valid, would take hours. It is not optimised; where there are parts it is one of its own, for
// which code is generated without optimisation, too.
// It can also be a smaller one with many branches, or with locals that all go through one loop, or
// through the cases of one: a phi for each of the locals, which has a value for each of the cases.
// Or one that keeps the objects it has made while it makes others.
constexpr uint64_t kHugeFunction = 256 * 1024, kManyValues = 500'000, kManyKept = 40'000;
constexpr uint32_t kManyBranches = 10'000, kManyLocals = 10'000;

bool is_huge(const Job &job, uint32_t func) {
  return job.options.opt != OptLevel::O0 &&
         (job.module.funcs[func].body.size() > kHugeFunction ||
          job.facts.branches[func] > kManyBranches || job.facts.set_locals[func] > kManyLocals ||
          uint64_t{job.facts.joined_ways[func]} * job.facts.set_locals[func] > kManyValues ||
          job.facts.kept_values[func] > kManyKept);
}

// How long a function takes, beside others: what is made of its bytes, and what many passes do for
// each of its values wherever ways part. Of the parts of SQLite, which have as many bytes, one took
// 1.7 times as long as another; by this they are in order.
uint64_t work_of(const Job &job, uint32_t func) {
  const uint64_t bytes = job.module.funcs[func].body.size();
  return is_huge(job, func)
             ? bytes
             : bytes + uint64_t{job.facts.branches[func]} * job.facts.set_locals[func] / 2;
}

} // namespace

std::vector<Part> cut(const Job &job) {
  const wasm::Module &m = job.module;
  const auto count = static_cast<uint32_t>(m.funcs.size());
  const Target &target = *find_target(job.options.target);
  const bool one = !makes_object(job.options) || target.format != ObjectFormat::Elf;
  uint64_t all = 0;
  for (uint32_t i = m.num_imported_funcs; i < count; ++i)
    all += is_huge(job, i) ? 0 : m.funcs[i].body.size();
  // An even number of parts much alike, so that two threads have as much to do. A function is in
  // the part that its middle lies in.
  const uint64_t most = part_bytes(job.options);
  const uint64_t share = all <= most ? most : all / (2 * llvm::divideCeil(all, 2 * most)) + 1;
  uint64_t passed = 0, number = 0;
  std::vector<Part> parts;
  Part part{m.num_imported_funcs, m.num_imported_funcs};
  auto close = [&] {
    if (part.first != part.end)
      parts.push_back(part);
    part = {part.end, part.end};
  };
  for (uint32_t i = m.num_imported_funcs; i < count; ++i) {
    const bool alone = !one && is_huge(job, i);
    const uint64_t bytes = m.funcs[i].body.size();
    const uint64_t middle = (passed + bytes / 2) / share;
    if (alone || (!one && middle != number))
      close();
    part.huge = alone;
    part.end = i + 1;
    part.work += work_of(job, i);
    if (alone) {
      close();
      continue;
    }
    passed += bytes;
    number = middle;
  }
  part.end = count;
  part.image = true;
  parts.push_back(part);
  return parts;
}

namespace {

// Small functions of other parts that are called here, and those that they call, to be inlined.
// Their code is in their own part.
Status translate_callees(const Job &job, ir::ModuleContext &context) {
  for (int round = 0; round < 2; ++round) {
    std::vector<uint32_t> callees;
    for (const llvm::Function &f : context.llvm)
      if (uint32_t i = 0;
          f.isDeclaration() && !f.use_empty() &&
          !f.getFnAttribute(ir::kFuncIndexAttribute).getValueAsString().getAsInteger(10, i) &&
          !job.facts.makes_tail_calls[i] && ir::is_small(job.module.funcs[i]))
        callees.push_back(i);
    for (const uint32_t i : callees) {
      TRY(ir::FuncTranslator::translate(context, i));
      context.body(i)->setLinkage(llvm::GlobalValue::AvailableExternallyLinkage);
    }
  }
  return ok_status();
}

Status translate(const Job &job, const Part &part, bool one_part, llvm::Module &llvm_module,
                 llvm::TargetMachine &machine, PartWatch &watch) {
  ir::TranslateOptions options = translate_options(job.options, machine);
  options.one_object = one_part;
  options.first = part.first;
  options.end = part.end;
  options.source = &job.source;
  options.segment = job.segment;
  ir::ModuleContext context(job.module, job.facts, job.layout, options, llvm_module);
  for (uint32_t i = part.first; i < part.end; ++i) {
    TRY(ir::FuncTranslator::translate(context, i));
    if (is_huge(job, i)) {
      context.body(i)->addFnAttr(llvm::Attribute::NoInline);
      context.body(i)->addFnAttr(llvm::Attribute::OptimizeNone);
    }
    watch.translated();
  }
  if (options.optimize && !one_part)
    TRY(translate_callees(job, context));
  if (part.image)
    TRY(ir::build_image(context));
  context.debug.finish();
  if (job.options.verify && llvm::verifyModule(llvm_module, &llvm::errs()))
    bug("the translation of the module is not well-formed");
  return ok_status();
}

Result<CompiledObject> compile_part(const Job &whole, const Part &part, bool one_part,
                                    Watch &whole_watch) {
  PartWatch watch(whole.options, whole_watch, part.end - part.first);
  Options options = whole.options;
  if (part.huge)
    options.opt = OptLevel::O0;
  const Job job{options, whole.module, whole.facts, whole.layout, whole.source, whole.segment};
  TRY_ASSIGN(auto machine, emit::make_target_machine(job.options));
  llvm::LLVMContext ctx;
  // Of values; nobody but readers wants those.
  ctx.setDiscardValueNames(makes_object(job.options));
  llvm::Module llvm_module(job.options.module_name, ctx);
  llvm_module.setTargetTriple(machine->getTargetTriple().str());
  llvm_module.setDataLayout(machine->createDataLayout());
  llvm_module.setPICLevel(llvm::PICLevel::BigPIC);
  TRY(translate(job, part, one_part, llvm_module, *machine, watch));
  emit::tune_functions(llvm_module, job.options);
  optimize::run(llvm_module, *machine, job.options.opt,
                [&](llvm::PassInstrumentationCallbacks &callbacks) { watch.listen(callbacks); });
  if (job.options.opt != OptLevel::O0 && job.options.opt != OptLevel::Oz)
    optimize::inline_allocations(llvm_module);
  if (options.interruptible)
    optimize::add_interrupt_checks(llvm_module, *machine, options.stack_check != StackCheck::Limit);
  if (options.stack_check == StackCheck::Limit && options.opt != OptLevel::O0 &&
      machine->getTargetTriple().isAArch64())
    optimize::pair_checks(llvm_module);
  if (options.stack_check != StackCheck::None)
    optimize::add_stack_checks(llvm_module, options.stack_check == StackCheck::Guard);

  if (translate_options(options, *machine).hosted)
    optimize::divide_long_copies(llvm_module);
  optimize::drop_leaf_frames(llvm_module);
  emit::protect_branches(llvm_module, job.options.branch_protection);

  emit::EmitStats stats;
  llvm::SmallVector<char, 0> buffer;
  llvm::raw_svector_ostream out(buffer);
  if (job.options.emit == EmitKind::LlvmIr) {
    llvm_module.print(out, nullptr);
  } else if (job.options.emit == EmitKind::Bitcode) {
    llvm::WriteBitcodeToFile(llvm_module, out);
  } else {
    emit::EmitOptions emit_options;
    emit_options.assembly = job.options.emit == EmitKind::Assembly;
    emit_options.small = is_small(job.options);
    emit_options.verify = job.options.verify;
    emit_options.check_segment = job.options.memory_base == MemoryBase::Checked;
    if (!job.source.empty())
      emit_options.files = &job.source.file_numbers();
    if (job.options.watch) {
      emit_options.emitted = [&](const llvm::Function &function) { watch.emitted(function); };
      watch.emitting();
    }
    std::string message;
    if (!emit::emit_object(llvm_module, *machine, out, emit_options, stats, message))
      bug(message.c_str());
  }
  return CompiledObject{std::vector<uint8_t>(buffer.begin(), buffer.end()),
                        {stats.functions, stats.functions_in_try, stats.call_sites},
                        job.layout.size};
}

template <typename Work> void *run_work(void *work) {
  (*static_cast<Work *>(work))();
  return nullptr;
}

} // namespace

Result<std::vector<CompiledObject>> compile_parts(const Job &job, const std::vector<Part> &parts) {
  std::vector<std::optional<Result<CompiledObject>>> done(parts.size());
  std::vector<size_t> order(parts.size());
  std::iota(order.begin(), order.end(), 0);
  std::stable_sort(order.begin(), order.end(),
                   [&](size_t a, size_t b) { return parts[a].work > parts[b].work; });
  std::atomic<size_t> next = 0;
  Watch watch(job.options, job.module.funcs.size() - job.module.num_imported_funcs);
  auto work = [&] {
    for (size_t at; (at = next++) < parts.size();) {
      const size_t i = order[at];
      done[i].emplace(compile_part(job, parts[i], parts.size() == 1, watch));
    }
  };
  // As many threads as the system allows; at least this one. (std::thread would throw.)
  std::vector<pthread_t> threads;
  for (size_t i = 1; i < std::min<size_t>(job.options.jobs, parts.size()); ++i) {
    pthread_t thread;
    if (::pthread_create(&thread, nullptr, run_work<decltype(work)>, &work) != 0)
      break;
    threads.push_back(thread);
  }
  work();
  for (pthread_t thread : threads)
    ::pthread_join(thread, nullptr);
  watch.note_slowest();
  std::vector<CompiledObject> objects;
  for (auto &result : done) {
    if (!result->ok())
      return std::move(result->error());
    objects.push_back(std::move(result->value()));
  }
  return objects;
}

} // namespace wexn
