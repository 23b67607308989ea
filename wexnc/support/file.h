// Whole files in and out. An output file appears complete or not at all: it is written beside its
// final place under another name and then renamed.
#pragma once

#include "wexnc/support/result.h"

#include <cstdint>
#include <functional>
#include <span>
#include <string>
#include <vector>

namespace wexn {

// Whether two paths lead to one file, or would when both are written: other paths and links are
// seen through. Not of devices and "-", which are nothing that could be overwritten.
[[nodiscard]] bool same_file(const std::string &a, const std::string &b);

// The contents of a file, or of standard input for "-". Errors: CannotRead.
[[nodiscard]] Result<std::vector<uint8_t>> read_file(const std::string &path);

// How many bytes of a file that begins so may be read, and what it is, for the message; or what is
// wrong with it.
struct ReadLimit {
  uint64_t most;
  const char *what;
};
using ReadLimitOf = std::function<Result<ReadLimit>(std::span<const uint8_t> start)>;

// The same of a file that a stranger may have made, or a device that never ends: `limit_of` is
// asked before more than its start, 64 KiB, is read. Errors: its own, and LimitExceeded.
[[nodiscard]] Result<std::vector<uint8_t>> read_file(const std::string &path,
                                                     const ReadLimitOf &limit_of);

// Writes to standard output for "-", straight into devices and pipes, else by way of a temporary
// file in the same folder. Errors: CannotWrite; then nothing is left behind.
[[nodiscard]] Status write_file(const std::string &path, std::span<const uint8_t> bytes,
                                bool executable = false);

// A temporary file beside `path`, for a program that writes its output itself. Removed by the
// destructor unless commit() renamed it to `path`.
class TemporaryFile {
public:
  [[nodiscard]] static Result<TemporaryFile> beside(const std::string &path);
  TemporaryFile(TemporaryFile &&other) noexcept;
  TemporaryFile(const TemporaryFile &) = delete;
  TemporaryFile &operator=(const TemporaryFile &) = delete;
  TemporaryFile &operator=(TemporaryFile &&) = delete;
  ~TemporaryFile();

  [[nodiscard]] const std::string &path() const { return path_; }
  [[nodiscard]] Status write(std::span<const uint8_t> bytes);
  // Gives the file the permissions a new file would have and renames it to its final name.
  [[nodiscard]] Status commit(bool executable);

private:
  TemporaryFile(std::string path, std::string target)
      : path_(std::move(path)), target_(std::move(target)) {}
  std::string path_; // empty once committed
  std::string target_;
};

} // namespace wexn
