// A guest without compiled code: memory, a WASI state, and calls through the same entry points that
// compiled code uses.
#pragma once

#include "runtime/wasi/functions.h"
#include "runtime/wasi/guest.h"

#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <fcntl.h>
#include <filesystem>
#include <fstream>
#include <gtest/gtest.h>
#include <initializer_list>
#include <sstream>
#include <string>
#include <sys/stat.h>
#include <unistd.h>
#include <vector>

namespace wexn::wasi {

inline std::ostream &operator<<(std::ostream &out, Errno e) {
  static const char *const NAMES[] = {
#define ERRNO(name, host) #name,
#include "runtime/wasi/errno.def"
  };
  return out << NAMES[static_cast<unsigned>(e)];
}

// An empty directory that is removed with everything in it.
class TempDir {
public:
  TempDir() {
    std::string pattern = testing::TempDir() + "wexn_wasi_XXXXXX";
    if (!::mkdtemp(pattern.data()))
      std::abort();
    path_ = pattern;
  }
  ~TempDir() { std::filesystem::remove_all(path_); }
  TempDir(const TempDir &) = delete;
  TempDir &operator=(const TempDir &) = delete;
  std::string operator/(const std::string &name) const { return path_ + "/" + name; }
  const std::string &path() const { return path_; }
  void write(const std::string &name, const std::string &text) const {
    std::ofstream(path_ + "/" + name) << text;
  }
  std::string read(const std::string &name) const {
    std::ifstream in(path_ + "/" + name);
    std::stringstream text;
    text << in.rdbuf();
    return text.str();
  }

private:
  std::string path_;
};

// Texts and results lie at fixed places of a one-page memory that is filled with a pattern.
class Guest {
public:
  static constexpr uint32_t OUT = 0x100, OUT2 = 0x180, TEXT = 0x1000, TEXT2 = 0x3000,
                            BUFFER = 0x5000, BUFFER_SIZE = 0xa000, END = 0x10000;

  explicit Guest(uint32_t size = END) : bytes_(size, 0xa5) {
    memory_.base = bytes_.data();
    memory_.bytes = size;
    state.memory = &memory_;
    state.use_openat2 = have_openat2();
  }

  Errno call(std::string_view name, std::initializer_list<uint64_t> args) {
    const Function *function = find_function(name);
    EXPECT_NE(function, nullptr) << name;
    EXPECT_EQ(function->params.size(), args.size()) << name;
    wexn_slot slots[16];
    size_t i = 0;
    for (uint64_t arg : args) {
      slots[i].i64 = 0x5555555555555555; // upper halves of i32 slots are unspecified
      if (function->params[i] == 'i')
        slots[i].i32 = static_cast<int32_t>(arg);
      else
        slots[i].i64 = static_cast<int64_t>(arg);
      i++;
    }
    function->entry(&context, slots);
    return static_cast<Errno>(slots[0].i32);
  }

  void put(uint32_t address, std::string_view text) {
    std::memcpy(bytes_.data() + address, text.data(), text.size());
  }
  template <typename T> void put_value(uint32_t address, const T &value) {
    std::memcpy(bytes_.data() + address, &value, sizeof value);
  }
  std::string text(uint32_t address, size_t size) const {
    return {reinterpret_cast<const char *>(bytes_.data()) + address, size};
  }
  template <typename T> T get(uint32_t address) const {
    T value;
    std::memcpy(&value, bytes_.data() + address, sizeof value);
    return value;
  }

  // Preopens `dir`; its number.
  uint32_t preopen(const std::string &dir, const std::string &name) {
    int fd = ::open(dir.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    EXPECT_EQ(add_preopen(state, fd, name), Errno::success);
    for (uint32_t last = 64; last-- > 0;)
      if (const Descriptor *d = state.table.find(last); d && d->fd == fd)
        return last;
    return ~0u;
  }

  static constexpr uint64_t FILE_RIGHTS =
      Right::fd_read | Right::fd_write | Right::fd_seek | Right::fd_tell | Right::fd_filestat_get |
      Right::fd_filestat_set_size | Right::fd_filestat_set_times | Right::fd_allocate |
      Right::fd_advise | Right::fd_sync | Right::fd_datasync | Right::fd_fdstat_set_flags |
      Right::poll_fd_readwrite;
  static constexpr uint64_t READ_RIGHTS =
      Right::fd_read | Right::fd_seek | Right::fd_tell | Right::fd_filestat_get | Right::fd_readdir;

  Errno open_fd(uint32_t dir, std::string_view path, uint32_t oflags, uint64_t base, uint32_t &fd,
                uint32_t lookup = LOOKUP_FOLLOW, uint64_t inheriting = 0, uint32_t fdflags = 0) {
    put(TEXT, path);
    Errno e =
        call("path_open", {dir, lookup, TEXT, path.size(), oflags, base, inheriting, fdflags, OUT});
    if (e == Errno::success)
      fd = get<uint32_t>(OUT);
    return e;
  }
  Errno open(uint32_t dir, std::string_view path, uint32_t oflags = 0, uint64_t base = READ_RIGHTS,
             uint32_t lookup = LOOKUP_FOLLOW) {
    uint32_t fd;
    Errno e = open_fd(dir, path, oflags, base, fd, lookup);
    if (e == Errno::success) {
      EXPECT_EQ(call("fd_close", {fd}), Errno::success);
    }
    return e;
  }
  // (function, dir, path) for functions of just these.
  Errno path_call(std::string_view function, uint32_t dir, std::string_view path) {
    put(TEXT, path);
    return call(function, {dir, TEXT, path.size()});
  }
  Errno two_paths(uint32_t from_dir, std::string_view from, uint32_t to_dir, std::string_view to) {
    put(TEXT, from);
    put(TEXT2, to);
    return call("path_rename", {from_dir, TEXT, from.size(), to_dir, TEXT2, to.size()});
  }
  Errno link(uint32_t from_dir, std::string_view from, uint32_t to_dir, std::string_view to,
             uint32_t lookup = 0) {
    put(TEXT, from);
    put(TEXT2, to);
    return call("path_link", {from_dir, lookup, TEXT, from.size(), to_dir, TEXT2, to.size()});
  }
  Errno symlink(std::string_view target, uint32_t dir, std::string_view path) {
    put(TEXT, target);
    put(TEXT2, path);
    return call("path_symlink", {TEXT, target.size(), dir, TEXT2, path.size()});
  }
  Errno stat(uint32_t dir, std::string_view path, uint32_t lookup, Filestat &out) {
    put(TEXT, path);
    Errno e = call("path_filestat_get", {dir, lookup, TEXT, path.size(), OUT});
    if (e == Errno::success)
      out = get<Filestat>(OUT);
    return e;
  }
  Errno stat(uint32_t dir, std::string_view path, uint32_t lookup = LOOKUP_FOLLOW) {
    Filestat unused;
    return stat(dir, path, lookup, unused);
  }
  Errno readlink(uint32_t dir, std::string_view path, std::string &out, uint32_t room = 4096) {
    put(TEXT, path);
    Errno e = call("path_readlink", {dir, TEXT, path.size(), BUFFER, room, OUT});
    if (e == Errno::success)
      out = text(BUFFER, get<uint32_t>(OUT));
    return e;
  }
  Errno write(uint32_t fd, std::string_view text, uint32_t &written) {
    put(BUFFER, text);
    put_value(OUT2, GuestIoVec{BUFFER, static_cast<uint32_t>(text.size())});
    Errno e = call("fd_write", {fd, OUT2, 1, OUT});
    written = get<uint32_t>(OUT);
    return e;
  }
  Errno read(uint32_t fd, std::string &out, uint32_t room = 4096) {
    put_value(OUT2, GuestIoVec{BUFFER, room});
    Errno e = call("fd_read", {fd, OUT2, 1, OUT});
    if (e == Errno::success)
      out = text(BUFFER, get<uint32_t>(OUT));
    return e;
  }

  State state;
  Call context{&state, false};

private:
  std::vector<uint8_t> bytes_;
  wexn_memory memory_{};
};

} // namespace wexn::wasi
