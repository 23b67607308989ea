// The table of targets, expanded from targets.def.
#include "wexnc/support/target.h"

#include "wexnc/support/result.h"

#include <algorithm>
#include <optional>
#include <vector>

namespace wexn {

std::span<const Target> all_targets() {
  static constexpr Target kTargets[] = {
#define TARGET(triple, llvm_triple, arch, format, cpu, tuning, hosted)                             \
  {triple, llvm_triple, Arch::arch, ObjectFormat::format, cpu, tuning, hosted},
#include "wexnc/support/targets.def"
  };
  return kTargets;
}

namespace {

// What a part of a triple means for us.
enum class System : uint8_t { Other, Linux, MacOS, None };
struct Meaning {
  Arch arch;
  System system;
  bool operator==(const Meaning &) const = default;
};

// "macosx11.0" is "macosx": systems may have a version.
std::string_view without_version(std::string_view word) {
  return word.substr(0, word.find_first_of("0123456789"));
}

std::optional<Meaning> meaning_of(std::string_view triple) {
  std::vector<std::string_view> parts;
  for (size_t at = 0; at <= triple.size();) {
    const size_t end = std::min(triple.find('-', at), triple.size());
    parts.push_back(triple.substr(at, end - at));
    at = end + 1;
  }
  if (parts.size() < 2 || parts.size() > 4)
    return std::nullopt;
  Meaning m{Arch::X86_64, System::Other};
  if (parts[0] == "aarch64" || parts[0] == "arm64")
    m.arch = Arch::AArch64;
  else if (parts[0] != "x86_64" && parts[0] != "amd64")
    return std::nullopt;
  const std::string_view last = parts.back();
  for (size_t i = 1; i < parts.size(); ++i) {
    const std::string_view system = without_version(parts[i]);
    if (system == "linux" && (i + 1 == parts.size() || last == "gnu"))
      m.system = System::Linux;
    else if (system == "macos" || system == "macosx" || system == "darwin")
      m.system = System::MacOS;
    else if (system == "none" && last == "elf")
      m.system = System::None;
  }
  return m.system == System::Other ? std::nullopt : std::optional(m);
}

} // namespace

const Target *find_target(std::string_view triple) {
  if (triple.empty())
    return &host_target();
  const std::optional<Meaning> meant = meaning_of(triple);
  for (const Target &target : all_targets())
    if (meant && meaning_of(target.triple) == meant)
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
