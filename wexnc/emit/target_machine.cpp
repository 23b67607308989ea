// See target_machine.h.
#include "wexnc/emit/target_machine.h"

#include "wexnc/support/target.h"

#include "llvm/ADT/STLExtras.h"
#include "llvm/ADT/SmallVector.h"
#include "llvm/ADT/StringExtras.h"
#include "llvm/ADT/StringMap.h"
#include "llvm/IR/Module.h"
#include "llvm/MC/MCSubtargetInfo.h"
#include "llvm/MC/TargetRegistry.h"
#include "llvm/Support/CommandLine.h"
#include "llvm/Support/TargetSelect.h"
#include "llvm/TargetParser/Host.h"
#include "llvm/TargetParser/SubtargetFeature.h"
#include "llvm/TargetParser/Triple.h"

#include <mutex>

namespace wexn::emit {

namespace {

// Options of LLVM that have no other way in.
void set_option(llvm::StringRef name, llvm::StringRef value) {
  auto &options = llvm::cl::getRegisteredOptions();
  auto found = options.find(name);
  if (found == options.end() || found->second->addOccurrence(0, name, value))
    bug("LLVM lacks an option, or it takes other values");
}

void set_options() {
  // The X86 back end likes to branch around a conditional move that loads its operand. But a load
  // that is out of bounds has to trap on either path, so such moves stay as they are.
  set_option("x86-cmov-converter-force-mem-operand", "false");
  // At -O3, a pass behind register allocation propagates copies on AArch64. It takes a move of a
  // 32-bit value into x29 or x30 for a copy even where it extends the value to 64 bits, and removes
  // it where the lower half is there already: the upper one is then any, and may be an address's.
  set_option("aarch64-enable-copy-propagation", "false");
  // How loops compute addresses: with few instructions, as on X86, rather than few registers. The
  // AArch64 back end has many, and addresses that are base + index + constant cost one more.
  set_option("lsr-insns-cost", "true");
  // optimize::prepare_selection() does that, where it undoes nothing of ours.
  set_option("aarch64-enable-atomic-cfg-tidy", "false");
  // And that, but not to every function.
  set_option("disable-lsr", "true");
  // What loops in a row begin with is what the one before ended with, and that as an expression
  // grows with each of them. Bigger expressions than this are not simplified: time with their
  // square.
  set_option("scalar-evolution-huge-expr-threshold", "32");
  // With AVX-512 a pass looks for values that could be computed in mask registers, which takes time
  // with the square of a function's size.
  set_option("disable-x86-domain-reassignment", "true");
  // A vector that is loaded and stored right behind a store to a part of it is copied in pieces on
  // X86, also if a store of all of it has to trap at the end of a memory before it writes anything.
  set_option("x86-disable-avoid-SFB", "true");
  // AggressiveInstCombine makes one load of those that lie side by side, where the first of them
  // was, and looks at nothing between them but stores: checks of the others would come behind it.
  // With no instruction to look at it leaves them as they are.
  set_option("aggressive-instcombine-max-scan-instrs", "0");
  // SLPVectorizer looks this far from where a row of scalars begins, most of the time for rows of
  // phis, whose values come from many places. What goes further is no row here: accesses, which
  // trap in order, do not move past one another.
  set_option("slp-recursion-max-depth", "3");
}

void initialize_targets() {
  static std::once_flag once;
  std::call_once(once, [] {
    LLVMInitializeX86TargetInfo();
    LLVMInitializeX86Target();
    LLVMInitializeX86TargetMC();
    LLVMInitializeX86AsmPrinter();
    LLVMInitializeX86AsmParser();
    LLVMInitializeAArch64TargetInfo();
    LLVMInitializeAArch64Target();
    LLVMInitializeAArch64TargetMC();
    LLVMInitializeAArch64AsmPrinter();
    LLVMInitializeAArch64AsmParser();
    set_options();
  });
}

Error usage(ErrorId id, std::string detail) {
  Error e;
  e.id = id;
  e.detail = std::move(detail);
  return e;
}

llvm::CodeGenOptLevel codegen_level(OptLevel level) {
  switch (level) {
  case OptLevel::O0:
    return llvm::CodeGenOptLevel::None;
  case OptLevel::O1:
    return llvm::CodeGenOptLevel::Less;
  case OptLevel::O2:
  case OptLevel::Os:
  case OptLevel::Oz:
    return llvm::CodeGenOptLevel::Default;
  case OptLevel::O3:
    return llvm::CodeGenOptLevel::Aggressive;
  }
  bug("optimisation level");
}

// A level of an architecture names instructions, and no processor.
bool is_level(llvm::StringRef cpu) { return cpu.starts_with("x86-64"); }

std::string tuning(const Options &options, const Target &target) {
  if (options.tune == "native")
    return llvm::sys::getHostCPUName().str();
  if (!options.tune.empty())
    return options.tune;
  return std::string(options.cpu.empty()     ? target.default_tuning
                     : is_level(options.cpu) ? "generic"
                                             : "");
}

// What LLVM tunes for, where no processor is named, is those from 2011 on; until 2019, Intel's took
// longer for the sum of two registers and a constant than for two additions. Indices of memories
// are such sums, and cannot be part of an address, since they wrap: two instructions take room and
// time on all that came later, and on all of AMD's.
std::string general_features(const Options &options, const Target &target) {
  const bool x86 = llvm::Triple(target.llvm_triple).isX86();
  return x86 && tuning(options, target) == "generic" ? "-slow-3ops-lea" : "";
}

std::string host_features() {
  llvm::SubtargetFeatures features;
  for (const auto &feature : llvm::sys::getHostCPUFeatures())
    features.AddFeature(feature.first(), feature.second);
  return features.getString();
}

// The first part of "+avx2,-bmi" that is none; LLVM would warn of each function that has it.
std::string unknown_feature(const llvm::MCSubtargetInfo &info, llvm::StringRef list) {
  llvm::SmallVector<llvm::StringRef> parts;
  list.split(parts, ',', -1, false);
  for (const llvm::StringRef part : parts) {
    const llvm::StringRef name = part.drop_front();
    const bool sign = part[0] == '+' || part[0] == '-';
    if (!sign || llvm::none_of(info.getAllProcessorFeatures(),
                               [&](const llvm::SubtargetFeatureKV &f) { return name == f.Key; }))
      return part.str();
  }
  return "";
}

// The first part that changes which registers calls keep or values are passed in, the mode of the
// processor, what addresses are, or what the object has to be linked with: the runtime goes by none
// of these.
std::string unsupported_feature(llvm::StringRef list) {
  static constexpr llvm::StringRef ON[] = {
      "+16bit-mode", "+32bit-mode", "+soft-float", "+tagged-globals", "+outline-atomics",
      // Calls by way of functions that are none of the module's.
      "+retpoline", "+retpoline-indirect-calls", "+retpoline-indirect-branches",
      "+retpoline-external-thunk", "+lvi-cfi", "+seses", "+harden-sls-blr"};
  static constexpr llvm::StringRef OFF[] = {"-64bit", "-64bit-mode", "-cx8", "-sse",
                                            "-sse2",  "-fp-armv8",   "-neon"};
  llvm::SmallVector<llvm::StringRef> parts;
  list.split(parts, ',', -1, false);
  for (const llvm::StringRef part : parts)
    if (llvm::is_contained(ON, part) || llvm::is_contained(OFF, part) ||
        part.starts_with("+call-saved-") ||
        (part.starts_with("+reserve-x") && part != "+reserve-x18"))
      return part.str();
  return "";
}

// AVX-512 without VL has vectors of 512 bits alone, of which LLVM 19 knows by a feature of its own
// that clang adds; without either, operations that it takes for legal have no instruction.
std::string needed_features(const llvm::MCSubtargetInfo &info) {
  const bool wide_only = info.checkFeatures("+avx512f") && !info.checkFeatures("+avx512vl");
  return wide_only ? "+evex512" : "";
}

Error unknown_cpu(const char *option, const std::string &cpu, const std::string &triple) {
  return usage(ErrorId::UnknownCpu, std::string(option) + ": " + cpu + "; `clang-19 --target=" +
                                        triple + " --print-supported-cpus` lists them");
}

// REQUIRES: `feature` is none that the target has, or one without a sign.
Error unknown_attribute(const std::string &feature, const llvm::MCSubtargetInfo &info,
                        const char *arch) {
  const bool known =
      llvm::any_of(info.getAllProcessorFeatures(), [&](const auto &f) { return feature == f.Key; });
  return usage(ErrorId::UnknownAttribute,
               "-mattr: " + feature +
                   (known ? "; +" + feature + " switches it on, -" + feature + " off"
                          : std::string("; `llc-19 -march=") + arch + " -mattr=help` lists them"));
}

} // namespace

Result<std::unique_ptr<llvm::TargetMachine>> make_target_machine(const Options &options) {
  initialize_targets();
  const Target *target = find_target(options.target);
  if (!target)
    return usage(ErrorId::UnknownTarget, options.target);
  const std::string triple(target->llvm_triple);
  std::string message;
  const llvm::Target *llvm_target = llvm::TargetRegistry::lookupTarget(triple, message);
  if (!llvm_target)
    return usage(ErrorId::UnknownTarget, message);

  std::string cpu = options.cpu.empty() ? std::string(target->default_cpu) : options.cpu;
  llvm::SmallVector<std::string> features{general_features(options, *target)};
  if (cpu == "native") {
    cpu = llvm::sys::getHostCPUName().str();
    features.push_back(host_features());
  }
  features.push_back(options.attr);
  llvm::erase_if(features, [](const std::string &list) { return list.empty(); });
  std::unique_ptr<llvm::MCSubtargetInfo> info(llvm_target->createMCSubtargetInfo(triple, "", ""));
  if (!info->isCPUStringValid(cpu))
    return unknown_cpu("-mcpu", cpu, triple);
  // LLVM knows those of 32 bits by name, too.
  const bool x86 = llvm::Triple(triple).isX86();
  info.reset(llvm_target->createMCSubtargetInfo(triple, cpu, ""));
  if (x86 && !info->checkFeatures("+64bit"))
    return usage(ErrorId::UnsupportedCpu, "-mcpu: " + cpu + " has no 64-bit instructions");
  if (const std::string unknown = unknown_feature(*info, options.attr); !unknown.empty())
    return unknown_attribute(unknown, *info, llvm_target->getName());
  if (const std::string refused = unsupported_feature(options.attr); !refused.empty())
    return usage(ErrorId::UnsupportedAttribute,
                 "-mattr: " + refused + " does not go with the runtime");
  if (x86) {
    info.reset(llvm_target->createMCSubtargetInfo(triple, cpu, llvm::join(features, ",")));
    if (const std::string needed = needed_features(*info); !needed.empty())
      features.push_back(needed);
  }
  if (const std::string tune = tuning(options, *target);
      !tune.empty() && !info->isCPUStringValid(tune))
    return unknown_cpu("-mtune", tune, triple);

  llvm::TargetOptions target_options;
  target_options.AllowFPOpFusion = llvm::FPOpFusion::Strict;
  target_options.UnsafeFPMath = false;
  // Without optimisation emit_object() does it: the fast instruction selector can't.
  target_options.TrapUnreachable = options.opt != OptLevel::O0;
  // Behind the calls of the runtime that do not return there is nothing.
  target_options.NoTrapAfterNoreturn = true;
  target_options.EmulatedTLS = false;
  target_options.UniqueSectionNames = false;
  target_options.DataSections = true;
  target_options.FunctionSections = true;
  std::unique_ptr<llvm::TargetMachine> machine(llvm_target->createTargetMachine(
      triple, cpu, llvm::join(features, ","), target_options, llvm::Reloc::PIC_,
      llvm::CodeModel::Small, codegen_level(options.opt)));
  if (!machine)
    return usage(ErrorId::UnknownTarget, triple);
  // At -O0 for AArch64, that would take the access at zext(x << 2) for one at zext(x) << 2, which
  // is outside of a memory and of all that was reserved for it.
  machine->setGlobalISel(false);
  return machine;
}

void tune_functions(llvm::Module &module, const Options &options) {
  const std::string tune = tuning(options, *find_target(options.target));
  for (llvm::Function &f : module)
    if (!tune.empty() && !f.isDeclaration())
      f.addFnAttr("tune-cpu", tune);
}

} // namespace wexn::emit
