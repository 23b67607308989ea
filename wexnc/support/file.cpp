// Reading and atomically writing files, over POSIX calls.
#include "wexnc/support/file.h"

#include "wexnc/support/exhausted.h"

#include <algorithm>
#include <cerrno>
#include <climits>
#include <cstring>
#include <fcntl.h>
#include <filesystem>
#include <limits>
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

constexpr size_t kStart = 1 << 16;

struct OpenInput {
  explicit OpenInput(const std::string &path)
      : fd(path == "-" ? STDIN_FILENO : ::open(path.c_str(), O_RDONLY | O_CLOEXEC)) {}
  OpenInput(const OpenInput &) = delete;
  OpenInput &operator=(const OpenInput &) = delete;
  ~OpenInput() {
    if (fd > STDIN_FILENO)
      ::close(fd);
  }
  const int fd;
};

// Until there are `most` bytes, or all. 0 or errno.
int read_some(int fd, uint64_t most, std::vector<uint8_t> &bytes) {
  while (bytes.size() < most) {
    const size_t have = bytes.size();
    const size_t room = std::max(bytes.capacity() - have, kStart);
    bytes.resize(have + static_cast<size_t>(std::min<uint64_t>(room, most - have)));
    const ssize_t n = ::read(fd, bytes.data() + have, bytes.size() - have);
    const int code = errno;
    bytes.resize(have + (n > 0 ? static_cast<size_t>(n) : 0));
    if (n < 0 && code != EINTR)
      return code;
    if (n == 0)
      break;
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
  return read_file(path, [](std::span<const uint8_t>) -> Result<ReadLimit> {
    return ReadLimit{std::numeric_limits<uint64_t>::max() - 1, ""};
  });
}

Result<std::vector<uint8_t>> read_file(const std::string &path, const ReadLimitOf &limit_of) {
  const OpenInput input(path);
  if (input.fd < 0)
    return file_error(ErrorId::CannotRead, path, errno);
  std::vector<uint8_t> bytes;
  if (int code = read_some(input.fd, kStart, bytes))
    return file_error(ErrorId::CannotRead, path, code);
  TRY_ASSIGN(const ReadLimit limit, limit_of(bytes));
  struct stat st;
  const bool has_size = ::fstat(input.fd, &st) == 0 && S_ISREG(st.st_mode);
  const uint64_t size = has_size ? static_cast<uint64_t>(st.st_size) : 0;
  if (size <= limit.most) {
    bytes.reserve(static_cast<size_t>(size) + 1);
    if (int code = read_some(input.fd, limit.most + 1, bytes))
      return file_error(ErrorId::CannotRead, path, code);
  }
  if (std::max<uint64_t>(size, bytes.size()) > limit.most)
    return Error{.id = ErrorId::LimitExceeded,
                 .detail = "at most " + std::to_string(limit.most) + " bytes in " + limit.what};
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
  // A name of its own where that of the file is so long that nothing can be added.
  constexpr size_t kAdded = 8;
  const bool fits = name.size() + kAdded <= NAME_MAX;
  std::string pattern = folder + (fits ? "." + name : ".wexnc") + ".XXXXXX";
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
