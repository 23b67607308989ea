// See merge.h.
#include "wexnc/link/merge.h"

#include "wexnc/support/file.h"
#include "wexnc/support/process.h"

#include <cerrno>
#include <cstdlib>
#include <cstring>
#include <filesystem>
#include <unistd.h>

namespace wexn {

namespace {

// A folder of our own under $TMPDIR, removed with everything in it.
class TemporaryFolder {
public:
  static Result<std::string> make() {
    const char *base = std::getenv("TMPDIR");
    std::string path = std::string(base && *base ? base : "/tmp") + "/wexnc-XXXXXX";
    if (!::mkdtemp(path.data())) {
      Error error;
      error.id = ErrorId::CannotWrite;
      error.detail = path + ": " + std::strerror(errno) + "; TMPDIR names another folder";
      return error;
    }
    return path;
  }
  explicit TemporaryFolder(std::string path) : path_(std::move(path)) {}
  TemporaryFolder(const TemporaryFolder &) = delete;
  TemporaryFolder &operator=(const TemporaryFolder &) = delete;
  ~TemporaryFolder() {
    std::error_code ignored;
    std::filesystem::remove_all(path_, ignored);
  }
  [[nodiscard]] std::string file(const std::string &name) const { return path_ + "/" + name; }

private:
  std::string path_;
};

// The linker of the LLVM that the compiler is built with, or a newer one under the plain name.
std::string linker() {
  for (const char *name : {"/usr/bin/ld.lld-19", "/usr/lib/llvm-19/bin/ld.lld"})
    if (::access(name, X_OK) == 0)
      return name;
  return "ld.lld";
}

} // namespace

Result<std::vector<uint8_t>> merge_objects(const std::vector<std::vector<uint8_t>> &parts) {
  TRY_ASSIGN(std::string path, TemporaryFolder::make());
  const TemporaryFolder folder(std::move(path));
  const std::string merged = folder.file("merged");
  std::vector<std::string> args{linker(), "-r", "-o", merged};
  for (size_t i = 0; i < parts.size(); ++i) {
    args.push_back(folder.file(std::to_string(i)));
    TRY(write_file(args.back(), parts[i]));
  }
  const Result<int> status = run_program(args);
  if (!status.ok()) {
    Error error = status.error();
    error.detail += "; it joins the parts of big modules: install LLVM's linker (Debian's lld-19)";
    return error;
  }
  if (status.value() != 0) {
    Error error;
    error.id = ErrorId::LinkFailed;
    error.detail = args[0] + " -r ended with status " + std::to_string(status.value());
    return error;
  }
  return read_file(merged);
}

} // namespace wexn
