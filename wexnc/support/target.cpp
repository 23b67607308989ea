// The table of targets, expanded from targets.def.
#include "wexnc/support/target.h"

#include "wexnc/support/result.h"

namespace wexn {

std::span<const Target> all_targets() {
  static constexpr Target kTargets[] = {
#define TARGET(triple, llvm_triple, arch, format, cpu, hosted)                                     \
  {triple, llvm_triple, Arch::arch, ObjectFormat::format, cpu, hosted},
#include "wexnc/support/targets.def"
  };
  return kTargets;
}

const Target *find_target(std::string_view triple) {
  for (const Target &target : all_targets())
    if (target.triple == triple || target.llvm_triple == triple)
      return &target;
  return nullptr;
}

const Target &host_target() {
#if defined(__APPLE__) && defined(__aarch64__)
  const Target *host = find_target("arm64-apple-macos");
#elif defined(__APPLE__)
  const Target *host = find_target("x86_64-apple-macos");
#elif defined(__aarch64__)
  const Target *host = find_target("aarch64-linux-gnu");
#else
  const Target *host = find_target("x86_64-linux-gnu");
#endif
  if (!host)
    bug("the host is missing from targets.def");
  return *host;
}

} // namespace wexn
