// Reading and atomically writing files, over POSIX calls.
#include "wexnc/support/file.h"

#include "wexnc/support/exhausted.h"

#include <cerrno>
#include <cstring>
#include <fcntl.h>
#include <filesystem>
#include <sys/stat.h>
#include <unistd.h>

namespace wexn {
namespace {

Error file_error(ErrorId id, const std::string &path, int code) {
  Error error;
  error.id = id;
  error.detail =
      (path == "-" ? std::string(id == ErrorId::CannotRead ? "standard input" : "standard output")
                   : path) +
      ": " + std::strerror(code);
  return error;
}

// 0 or errno.
int write_all(int fd, std::span<const uint8_t> bytes) {
  while (!bytes.empty()) {
    ssize_t n = ::write(fd, bytes.data(), bytes.size());
    if (n < 0 && errno == EINTR)
      continue;
    if (n < 0)
      return errno;
    bytes = bytes.subspan(static_cast<size_t>(n));
  }
  return 0;
}

bool is_special(const std::string &path) {
  struct stat st;
  return ::stat(path.c_str(), &st) == 0 && !S_ISREG(st.st_mode) && !S_ISDIR(st.st_mode);
}

} // namespace

bool same_file(const std::string &a, const std::string &b) {
  namespace fs = std::filesystem;
  if (a.empty() || b.empty() || a == "-" || b == "-" || is_special(a) || is_special(b))
    return false;
  std::error_code failed;
  if (fs::equivalent(a, b, failed) && !failed)
    return true;
  // Files that are not there yet.
  const fs::path whole_a = fs::weakly_canonical(fs::absolute(a, failed), failed);
  const fs::path whole_b = fs::weakly_canonical(fs::absolute(b, failed), failed);
  return !failed && whole_a == whole_b;
}

Result<std::vector<uint8_t>> read_file(const std::string &path) {
  bool is_stdin = path == "-";
  int fd = is_stdin ? STDIN_FILENO : ::open(path.c_str(), O_RDONLY | O_CLOEXEC);
  if (fd < 0)
    return file_error(ErrorId::CannotRead, path, errno);
  std::vector<uint8_t> bytes;
  struct stat st;
  if (::fstat(fd, &st) == 0 && S_ISREG(st.st_mode))
    bytes.reserve(static_cast<size_t>(st.st_size) + 1);
  int code = 0;
  for (;;) {
    size_t have = bytes.size();
    bytes.resize(have + std::max<size_t>(bytes.capacity() - have, 1 << 16));
    ssize_t n = ::read(fd, bytes.data() + have, bytes.size() - have);
    bytes.resize(have + (n > 0 ? static_cast<size_t>(n) : 0));
    if (n < 0 && errno == EINTR)
      continue;
    if (n < 0)
      code = errno;
    if (n <= 0)
      break;
  }
  if (!is_stdin)
    ::close(fd);
  if (code)
    return file_error(ErrorId::CannotRead, path, code);
  return bytes;
}

Status write_file(const std::string &path, std::span<const uint8_t> bytes, bool executable) {
  if (path == "-" || is_special(path)) {
    int fd = path == "-" ? STDOUT_FILENO : ::open(path.c_str(), O_WRONLY | O_CLOEXEC);
    int code = fd < 0 ? errno : write_all(fd, bytes);
    if (path != "-" && fd >= 0 && ::close(fd) != 0 && !code)
      code = errno;
    if (code)
      return file_error(ErrorId::CannotWrite, path, code);
    return ok_status();
  }
  TRY_ASSIGN(TemporaryFile temporary, TemporaryFile::beside(path));
  TRY(temporary.write(bytes));
  return temporary.commit(executable);
}

Result<TemporaryFile> TemporaryFile::beside(const std::string &path) {
  size_t slash = path.rfind('/');
  std::string name = slash == std::string::npos ? path : path.substr(slash + 1);
  std::string folder = slash == std::string::npos ? "" : path.substr(0, slash + 1);
  struct stat st;
  if (name.empty() || (::stat(path.c_str(), &st) == 0 && S_ISDIR(st.st_mode)))
    return file_error(ErrorId::CannotWrite, path, EISDIR);
  std::string pattern = folder + "." + name + ".XXXXXX";
  int fd = ::mkstemp(pattern.data());
  if (fd < 0)
    return file_error(ErrorId::CannotWrite, path, errno);
  ::close(fd);
  remember_temporary(pattern);
  return TemporaryFile(pattern, path);
}

TemporaryFile::TemporaryFile(TemporaryFile &&other) noexcept
    : path_(std::exchange(other.path_, {})), target_(std::move(other.target_)) {}

TemporaryFile::~TemporaryFile() {
  if (path_.empty())
    return;
  ::unlink(path_.c_str());
  forget_temporary(path_);
}

Status TemporaryFile::write(std::span<const uint8_t> bytes) {
  int fd = ::open(path_.c_str(), O_WRONLY | O_TRUNC | O_CLOEXEC);
  int code = fd < 0 ? errno : write_all(fd, bytes);
  if (fd >= 0 && ::close(fd) != 0 && !code)
    code = errno;
  if (code)
    return file_error(ErrorId::CannotWrite, target_, code);
  return ok_status();
}

Status TemporaryFile::commit(bool executable) {
  mode_t mask = ::umask(0);
  ::umask(mask);
  if (::chmod(path_.c_str(), (executable ? 0777u : 0666u) & ~mask) != 0 ||
      ::rename(path_.c_str(), target_.c_str()) != 0)
    return file_error(ErrorId::CannotWrite, target_, errno);
  forget_temporary(path_);
  path_.clear();
  return ok_status();
}

} // namespace wexn
