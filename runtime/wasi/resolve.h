// Sandboxed path resolution: what a guest names is always beneath the directory that it names it
// from. `..` never leaves that directory, absolute paths and absolute symbolic links are refused
// (notcapable), and so are the links of /proc that point at open files.
//
// Linux resolves beneath a directory by itself (openat2 with RESOLVE_BENEATH). Elsewhere, and when
// State::use_openat2 is false, paths are walked component by component: each directory is opened
// without following links from the one before, links are expanded here, and `..` returns to a
// directory that the walk still holds open, so that a directory moved meanwhile changes nothing.
#pragma once

#include "runtime/wasi/state.h"

#include <climits>
#include <sys/types.h>

namespace wexn::wasi {

using PathText = Scratch<char, PATH_MAX>;

// A path in host form. Errors of `assign`: noent (empty), inval (NUL byte), nametoolong,
// notcapable (absolute), nomem.
class HostPath {
public:
  Errno assign(std::string_view text);
  // Replaces [from, to), positions in this path, by a symbolic link's target. Errors as `assign`,
  // and loop after too many links.
  Errno expand(const char *from, const char *to, std::string_view target);
  // Cuts the path off at `end`, a position in it.
  void truncate(char *end) {
    *end = 0;
    size_ = static_cast<size_t>(end - text_.data());
  }
  const char *c_str() const { return text_.data(); }
  char *data() { return text_.data(); }
  size_t size() const { return size_; }

private:
  PathText text_;
  size_t size_ = 0;
  unsigned links_ = 0;
};

// A directory and a name in it, for the *at calls that look at the last component of a path only.
// The name has no slash except perhaps one at its end; it is "." when the path ends in "." or
// "..", whose directory then is `dir`.
struct Place {
  int dir; // what to use: the root's descriptor, or owned
  OwnedFd owned;
  const char *name; // in the HostPath, or "."
};

enum class Last {
  Name,   // for calls that do not look a last component up but create, remove or rename it: a
          // trailing slash stays, and the kernel only looks whether it is a directory
  Lookup, // for calls that look it up: a trailing slash means the directory, through links
  Follow, // the same, and symbolic links as last component are followed; the name may not exist
  Create, // for open(2) with O_CREAT: a trailing slash is the error isdir, once all before it
  CreateFollow, // has been found; the same with links followed
};

// REQUIRES: `path` and `root` stay while `place` is used.
Errno find_place(const State &state, int root, HostPath &path, Last last, Place &place);

// open(2) beneath `root`, with O_CLOEXEC and O_NOCTTY added to `flags`.
Errno open_beneath(const State &state, int root, HostPath &path, bool follow, int flags,
                   mode_t mode, OwnedFd &out);

} // namespace wexn::wasi
