// Finding the sysroot from /proc/self/exe.
#include "wexnc/link/sysroot.h"

#include <filesystem>

namespace wexn {

namespace fs = std::filesystem;

Result<Sysroot> find_sysroot() {
  std::error_code ec;
  fs::path self = fs::read_symlink("/proc/self/exe", ec);
  fs::path top = self.parent_path().parent_path();
  for (auto [path, include] : {std::pair{top / "sysroot", top / "sysroot" / "include"},
                               std::pair{top / "lib" / "wexn", top / "include"}})
    if (fs::is_directory(path, ec))
      return Sysroot{path.string(), include.string()};
  Error error;
  error.id = ErrorId::CannotRead;
  error.detail = "the runtime's folder: neither " + (top / "sysroot").string() + " nor " +
                 (top / "lib" / "wexn").string() + " is there; `make install` puts it beside wexnc";
  return error;
}

std::string Sysroot::lib(const Target &target) const {
  return path + "/" + std::string(target.triple) + "/lib";
}

bool Sysroot::has_runtime(const Target &target) const {
  std::error_code ec;
  return fs::is_regular_file(lib(target) + "/libwexn.a", ec);
}

Status Sysroot::require_runtime(const Target &target) const {
  if (has_runtime(target))
    return ok_status();
  Error error;
  error.id = ErrorId::CannotRead;
  error.detail = lib(target) + "/libwexn.a: the runtime for " + std::string(target.triple) +
                 " is not installed; `wexnc targets` lists those that are";
  return error;
}

std::string link_flags(const Sysroot &sysroot, const Target &target) {
  const std::string lib = sysroot.lib(target);
  std::string flags = "-L" + lib;
  if (!target.hosted) // linker and compiler drivers take both alike
    flags = "-T " + lib + "/link.ld " + lib + "/crt0.o " + flags;
  std::error_code ec;
  if (fs::is_regular_file(lib + "/libwexn_wasi.a", ec))
    flags += " -lwexn_wasi";
  return flags + " -lwexn";
}

} // namespace wexn
