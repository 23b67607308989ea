// See resolve.h. Errors of the host that mean "would leave the directory" become notcapable here,
// and nowhere else.
#include "runtime/wasi/resolve.h"

#include "runtime/wasi/signals.h"

#include <cerrno>
#include <cstring>
#include <fcntl.h>
#include <sys/stat.h>
#include <sys/syscall.h>

namespace wexn::wasi {
namespace {

constexpr unsigned MAX_LINKS = 40; // as Linux

// <linux/openat2.h> is newer than some systems that this is built on.
struct OpenHow {
  uint64_t flags, mode, resolve;
};
constexpr uint64_t HOW_NO_MAGICLINKS = 2, HOW_BENEATH = 8;
#ifdef SYS_openat2
constexpr long OPENAT2 = SYS_openat2;
#else
constexpr long OPENAT2 = 437; // the same on all architectures
#endif

long openat2(int root, const char *path, int flags, mode_t mode) {
  OpenHow how = {static_cast<uint64_t>(static_cast<unsigned>(flags)), mode,
                 HOW_BENEATH | HOW_NO_MAGICLINKS};
  // EAGAIN: something was renamed while the kernel resolved "..".
  for (int attempt = 0;; attempt++) {
    long fd = ::syscall(OPENAT2, root, path, &how, sizeof how);
    if (fd >= 0 || errno != EAGAIN || attempt == 100)
      return fd;
  }
}

Errno beneath_error(int host) { return host == EXDEV ? Errno::notcapable : errno_from_host(host); }

// readlinkat with its result as a path. inval: not a symbolic link.
Errno read_link(int dir, const char *name, const PathText &target, std::string_view &out) {
  if (!target)
    return Errno::nomem;
  ssize_t size = ::readlinkat(dir, name, target.data(), target.size());
  if (size < 0)
    return errno_from_host(errno);
  if (size == static_cast<ssize_t>(target.size()))
    return Errno::nametoolong;
  out = {target.data(), static_cast<size_t>(size)};
  return Errno::success;
}

// The directories that a walk has gone through, the current one last.
class Trail {
public:
  explicit Trail(int root) : root_(root) {}
  Trail(const Trail &) = delete;
  Trail &operator=(const Trail &) = delete;
  ~Trail() {
    while (depth_ > 0)
      pop();
  }
  int current() const { return depth_ ? fds_[depth_ - 1] : root_; }
  Errno push(int fd) {
    if (!fds_ || depth_ == fds_.size()) {
      ::close(fd);
      return fds_ ? Errno::nametoolong : Errno::nomem;
    }
    fds_[depth_++] = fd;
    return Errno::success;
  }
  bool pop() {
    if (depth_ == 0)
      return false;
    ::close(fds_[--depth_]);
    return true;
  }
  // The current directory, as the caller's own descriptor.
  Errno take(OwnedFd &out) {
    out.reset(depth_ ? fds_[--depth_] : ::fcntl(root_, F_DUPFD_CLOEXEC, 0));
    return out ? Errno::success : errno_from_host(errno);
  }

private:
  int root_;
  unsigned depth_ = 0;
  Scratch<int, PATH_MAX / 2> fds_;
};

// Opens the directory `path` beneath `root`, component by component.
Errno walk(int root, const char *path, OwnedFd &out) {
  HostPath rest;
  if (Errno e = rest.assign(path); e != Errno::success)
    return e;
  Trail trail(root);
  char *at = rest.data();
  for (;;) {
    while (*at == '/')
      at++;
    if (!*at)
      return trail.take(out);
    char *name = at;
    while (*at && *at != '/')
      at++;
    char end = *at;
    *at = 0;
    if (std::strcmp(name, "..") == 0) {
      if (!trail.pop())
        return Errno::notcapable;
    } else if (std::strcmp(name, ".") != 0) {
      int fd = ::openat(trail.current(), name, O_PATH | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC);
      if (fd >= 0) {
        if (Errno e = trail.push(fd); e != Errno::success)
          return e;
      } else if (errno != ENOTDIR && errno != ELOOP) {
        return errno_from_host(errno);
      } else {
        // A link's target takes the place of the components up to here.
        PathText target;
        std::string_view text;
        Errno e = read_link(trail.current(), name, target, text);
        if (e != Errno::success)
          return e == Errno::inval ? Errno::notdir : e;
        *at = end;
        if (e = rest.expand(rest.data(), at, text); e != Errno::success)
          return e;
        at = rest.data();
        continue;
      }
    }
    *at = end;
  }
}

Errno open_directory(const State &state, int root, const char *path, OwnedFd &out) {
  if (!state.use_openat2)
    return walk(root, path, out);
  out.reset(static_cast<int>(uninterrupted(
      state, [&] { return openat2(root, path, O_PATH | O_DIRECTORY | O_CLOEXEC, 0); })));
  return out ? Errno::success : beneath_error(errno);
}

// What is special about the last component.
struct Tail {
  char *name;
  bool slash; // followed by slashes, of which one is left
  bool dots;  // "." or ".."
};

Tail split(HostPath &path) {
  char *end = path.data() + path.size();
  char *last = end;
  while (last[-1] == '/') // the first character is not a slash
    last--;
  char *name = last;
  while (name > path.data() && name[-1] != '/')
    name--;
  bool slash = last != end;
  if (slash)
    path.truncate(last + 1);
  std::string_view text(name, static_cast<size_t>(last - name));
  return {name, slash, text == "." || text == ".."};
}

} // namespace

Errno HostPath::assign(std::string_view text) {
  size_ = 0;
  links_ = 0;
  if (!text_)
    return Errno::nomem;
  text_[0] = 0;
  return expand(text_.data(), text_.data(), text);
}

Errno HostPath::expand(const char *from, const char *to, std::string_view target) {
  if (target.empty()) // as Linux has it, also of a link, which other file systems allow
    return Errno::noent;
  char *start = text_.data();
  size_t before = static_cast<size_t>(from - start);
  size_t after = size_ - static_cast<size_t>(to - start);
  if (before + target.size() + after >= text_.size())
    return Errno::nametoolong;
  if (links_++ > MAX_LINKS)
    return Errno::loop;
  std::memmove(start + before + target.size(), to, after);
  std::memcpy(start + before, target.data(), target.size());
  size_ = before + target.size() + after;
  text_[size_] = 0;
  // The copy is judged: `target` may lie in memory that other threads of the guest write to.
  if (std::memchr(start + before, 0, target.size()))
    return Errno::inval;
  return start[before] == '/' ? Errno::notcapable : Errno::success;
}

bool have_openat2() {
  OwnedFd fd(static_cast<int>(openat2(AT_FDCWD, ".", O_PATH | O_DIRECTORY | O_CLOEXEC, 0)));
  return static_cast<bool>(fd);
}

Errno find_place(const State &state, int root, HostPath &path, Last last, Place &place) {
  for (;;) {
    Tail tail = split(path);
    bool creates = last == Last::Create || last == Last::CreateFollow;
    if (tail.dots || (tail.slash && last != Last::Name && !creates)) {
      if (Errno e = open_directory(state, root, path.c_str(), place.owned); e != Errno::success)
        return e;
      place.dir = place.owned.get();
      place.name = ".";
      return Errno::success;
    }
    place.dir = root;
    if (tail.name != path.data()) {
      char first = *tail.name;
      *tail.name = 0;
      Errno e = open_directory(state, root, path.c_str(), place.owned);
      *tail.name = first;
      if (e != Errno::success)
        return e;
      place.dir = place.owned.get();
    }
    if (tail.slash && creates)
      return Errno::isdir;
    place.name = tail.name;
    if (last != Last::Follow && last != Last::CreateFollow)
      return Errno::success;
    PathText target;
    std::string_view text;
    Errno e = read_link(place.dir, place.name, target, text);
    if (e == Errno::inval || e == Errno::noent) // no link, or nothing at all
      return Errno::success;
    if (e == Errno::success)
      e = path.expand(tail.name, path.data() + path.size(), text);
    if (e != Errno::success)
      return e;
  }
}

Errno open_beneath(const State &state, int root, HostPath &path, bool follow, int flags,
                   mode_t mode, OwnedFd &out) {
  flags |= O_CLOEXEC | (flags & O_PATH ? 0 : O_NOCTTY) | (follow ? 0 : O_NOFOLLOW);
  // The kernel insists on no mode where none is used.
  mode = flags & O_CREAT ? mode : 0;
  if (state.use_openat2) {
    out.reset(static_cast<int>(
        uninterrupted(state, [&] { return openat2(root, path.c_str(), flags, mode); })));
    return out ? Errno::success : beneath_error(errno);
  }
  Place place;
  Last last = follow ? Last::Follow : Last::Lookup;
  if (flags & O_CREAT) // with O_EXCL, a link is something that exists already
    last = follow && !(flags & O_EXCL) ? Last::CreateFollow : Last::Create;
  if (Errno e = find_place(state, root, path, last, place); e != Errno::success)
    return e;
  out.reset(uninterrupted(
      state, [&] { return ::openat(place.dir, place.name, flags | O_NOFOLLOW, mode); }));
  return out ? Errno::success : errno_from_host(errno);
}

} // namespace wexn::wasi
