// The targets that can be compiled for: one row of targets.def each. No LLVM here; emit/ makes a
// TargetMachine of `llvm_triple` and the CPU.
#pragma once

#include <cstdint>
#include <span>
#include <string_view>

namespace wexn {

enum class Arch : uint8_t { X86_64, AArch64 };
enum class ObjectFormat : uint8_t { Elf, MachO };

struct Target {
  std::string_view triple; // as typed; also the folder in the sysroot
  std::string_view llvm_triple;
  Arch arch;
  ObjectFormat format;
  std::string_view default_cpu, default_tuning;
  bool hosted; // false: bare metal, no guard pages
};

[[nodiscard]] std::span<const Target> all_targets();

// The target of this name, an empty one being this machine's; null when there is none. Names are
// those of targets.def, and what clang and LLVM call the same: ARCHITECTURE[-VENDOR]-SYSTEM[-ABI]
// with any vendor, such as x86_64-pc-linux-gnu, aarch64-apple-darwin23.1.0 or
// arm64-apple-macosx11.0.
[[nodiscard]] const Target *find_target(std::string_view triple);

// The target this compiler runs on.
[[nodiscard]] const Target &host_target();

} // namespace wexn
