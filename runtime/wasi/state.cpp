// Descriptors: the guest's numbers, and what a host descriptor may be used for (preview 1: rights).
#include "runtime/wasi/state.h"

#include "runtime/wasi/guest.h"

#include <cerrno>
#include <cstdlib>
#include <fcntl.h>
#include <sys/socket.h>
#include <sys/stat.h>

namespace wexn::wasi {
namespace {

enum Applies : uint8_t { F = 1, D = 2, S = 4, T = 8 };

constexpr uint8_t APPLIES[] = {
#define RIGHT(name, applies) applies,
#include "runtime/wasi/rights.def"
};

uint64_t rights_of(uint8_t kind) {
  uint64_t rights = 0;
  for (unsigned bit = 0; bit < sizeof APPLIES; bit++)
    if (APPLIES[bit] & kind)
      rights |= uint64_t{1} << bit;
  return rights;
}

bool is_socket(FileType type) {
  return type == FileType::socket_stream || type == FileType::socket_dgram;
}

// Rights that make no sense for a descriptor open in this mode.
uint64_t excluded_by_mode(int flags) {
  switch (flags & O_ACCMODE) {
  case O_RDONLY:
    return Right::fd_write | Right::fd_allocate | Right::fd_filestat_set_size;
  case O_WRONLY:
    return Right::fd_read;
  default:
    return 0;
  }
}

void release(Descriptor *descriptor) {
  if (!descriptor)
    return;
  if (descriptor->owned)
    ::close(descriptor->fd);
  if (descriptor->positions) {
    descriptor->positions->~Positions();
    std::free(descriptor->positions);
  }
  std::free(descriptor->preopen);
  std::free(descriptor);
}

} // namespace

DescriptorTable::~DescriptorTable() {
  for (uint32_t fd = 0; fd < size_; fd++)
    release(slots_[fd]);
  std::free(slots_);
}

bool DescriptorTable::grow(uint32_t size) {
  if (size <= size_)
    return true;
  uint32_t rounded = size < 16 ? 16 : size * 2;
  auto **slots = static_cast<Descriptor **>(std::realloc(slots_, rounded * sizeof(Descriptor *)));
  if (!slots)
    return false;
  for (uint32_t i = size_; i < rounded; i++)
    slots[i] = nullptr;
  slots_ = slots;
  size_ = rounded;
  return true;
}

Descriptor *DescriptorTable::acquire(uint32_t fd) {
  const Guard guard(*this);
  Descriptor *descriptor = find(fd);
  if (descriptor)
    descriptor->uses++;
  return descriptor;
}

void DescriptorTable::give_back(Descriptor *descriptor) {
  if (!descriptor)
    return;
  {
    const Guard guard(*this);
    if (--descriptor->uses != 0)
      return;
  }
  release(descriptor);
}

Descriptor *DescriptorTable::take(uint32_t fd) {
  Descriptor *old = find(fd);
  if (old) {
    open_--;
    slots_[fd] = nullptr;
  }
  return old;
}

Errno DescriptorTable::put(const Descriptor &descriptor, uint32_t fd, Descriptor *&old) {
  auto *copy = static_cast<Descriptor *>(std::malloc(sizeof(Descriptor)));
  if (!copy || !grow(fd + 1)) {
    std::free(copy);
    return Errno::nomem;
  }
  *copy = descriptor;
  copy->uses = 1;
  old = take(fd);
  slots_[fd] = copy;
  open_++;
  return Errno::success;
}

Errno DescriptorTable::insert_at(const Descriptor &descriptor, uint32_t fd) {
  Descriptor *old = nullptr;
  Errno e;
  {
    const Guard guard(*this);
    e = put(descriptor, fd, old);
  }
  give_back(old);
  return e;
}

bool DescriptorTable::keep() {
  const Guard guard(*this);
  if (open_ >= most_)
    return false;
  open_++;
  return true;
}

DescriptorTable::Place::~Place() {
  if (!kept_)
    return;
  const Guard guard(table_);
  table_.open_--;
}

Errno DescriptorTable::insert(Place &place, const Descriptor &descriptor, uint32_t &fd,
                              uint32_t least) {
  const Guard guard(*this);
  uint32_t free = least;
  while (find(free))
    free++;
  Descriptor *nothing = nullptr;
  if (Errno e = put(descriptor, free, nothing); e != Errno::success)
    return e;
  open_--; // the place's
  place.kept_ = false;
  fd = free;
  return Errno::success;
}

Errno DescriptorTable::close(uint32_t fd) {
  Descriptor *old;
  {
    const Guard guard(*this);
    old = take(fd);
  }
  give_back(old);
  return old ? Errno::success : Errno::badf;
}

Errno DescriptorTable::renumber(uint32_t from, uint32_t to) {
  Descriptor *old;
  {
    const Guard guard(*this);
    if (!find(from) || !find(to))
      return Errno::badf;
    if (from == to)
      return Errno::success;
    old = take(to);
    slots_[to] = slots_[from];
    slots_[from] = nullptr;
  }
  give_back(old);
  return Errno::success;
}

FileType filetype_from_mode(uint32_t mode) {
  switch (mode & S_IFMT) {
  case S_IFREG:
    return FileType::regular_file;
  case S_IFDIR:
    return FileType::directory;
  case S_IFLNK:
    return FileType::symbolic_link;
  case S_IFCHR:
    return FileType::character_device;
  case S_IFBLK:
    return FileType::block_device;
  case S_IFSOCK:
    return FileType::socket_stream;
  default:
    return FileType::unknown; // pipes have no type of their own
  }
}

uint16_t fdflags_from_host(int flags) {
  uint16_t result = 0;
  if (flags & O_APPEND)
    result |= FD_APPEND;
  if (flags & O_NONBLOCK)
    result |= FD_NONBLOCK;
  if ((flags & O_SYNC) == O_SYNC)
    result |= FD_SYNC;
  else if (flags & O_DSYNC)
    result |= FD_DSYNC;
  return result;
}

Errno describe(int fd, uint64_t base, uint64_t inheriting, Descriptor &out) {
  struct stat st;
  int flags = ::fcntl(fd, F_GETFL);
  if (flags < 0 || ::fstat(fd, &st) != 0)
    return errno_from_host(errno);
  FileType type = filetype_from_mode(st.st_mode);
  uint8_t kind = F;
  if (type == FileType::directory) {
    kind = D;
  } else if (type == FileType::socket_stream) {
    kind = S;
    int socket_type = 0;
    socklen_t size = sizeof socket_type;
    if (::getsockopt(fd, SOL_SOCKET, SO_TYPE, &socket_type, &size) == 0 &&
        socket_type == SOCK_DGRAM)
      type = FileType::socket_dgram;
  } else if (type == FileType::character_device && ::isatty(fd)) {
    kind = T;
  }
  uint64_t applicable = rights_of(kind);
  if (kind != D)
    applicable &= ~excluded_by_mode(flags);
  // What a directory hands on is for things opened beneath it; nothing is opened through the rest.
  out = {fd,      true,    type, base & applicable, kind == D || kind == S ? inheriting : 0,
         nullptr, nullptr, 0};
  return Errno::success;
}

Errno add_stdio(State &state, int fd, uint32_t number) {
  Descriptor descriptor;
  if (Errno e = describe(fd, ALL_RIGHTS, ALL_RIGHTS, descriptor); e != Errno::success)
    return e;
  if (::fcntl(fd, F_GETFL) & O_PATH)
    return Errno::badf; // only keeps the number from being used for something else
  descriptor.owned = false;
  if (descriptor.type == FileType::directory) {
    descriptor.base = descriptor.base & Right::fd_filestat_get;
    descriptor.inheriting = 0;
  }
  if (!state.own_process) {
    // What others see of an open file that they share: its flags, size and times, and the place of
    // the next write.
    uint64_t withheld = Right::fd_fdstat_set_flags | Right::fd_filestat_set_size |
                        Right::fd_filestat_set_times | Right::fd_allocate;
    if (descriptor.type == FileType::regular_file)
      withheld |= Right::fd_seek;
    descriptor.base = descriptor.base & ~withheld;
  }
  return state.table.insert_at(descriptor, number);
}

Errno add_socket(State &state, int fd) {
  Descriptor descriptor;
  if (Errno e = describe(fd, ALL_RIGHTS, ALL_RIGHTS, descriptor); e != Errno::success)
    return e;
  if (!is_socket(descriptor.type))
    return Errno::notsock;
  DescriptorTable::Place place(state.table);
  uint32_t number;
  return place ? state.table.insert(place, descriptor, number, FIRST_GIVEN) : Errno::mfile;
}

Errno add_preopen(State &state, int fd, std::string_view name) {
  Descriptor descriptor;
  if (Errno e = describe(fd, ALL_RIGHTS, ALL_RIGHTS, descriptor); e != Errno::success)
    return e;
  if (descriptor.type != FileType::directory)
    return Errno::notdir;
  descriptor.preopen = ::strndup(name.data(), name.size());
  if (!descriptor.preopen)
    return Errno::nomem;
  DescriptorTable::Place place(state.table);
  uint32_t number;
  Errno e = place ? state.table.insert(place, descriptor, number, FIRST_GIVEN) : Errno::mfile;
  if (e != Errno::success)
    std::free(descriptor.preopen);
  return e;
}

Errno missing_right(const Descriptor &descriptor, uint64_t needed) {
  uint64_t missing = needed & ~descriptor.base;
  bool directory = descriptor.type == FileType::directory;
  // Rights that no descriptor of this type could hold.
  if (directory && !(missing & rights_of(D)))
    return missing & rights_of(F) ? Errno::isdir : Errno::notsock;
  if (!directory && !(missing & ~rights_of(D)) && !(missing & rights_of(F)))
    return Errno::notdir;
  if (!is_socket(descriptor.type) && (missing & (Right::sock_accept | Right::sock_shutdown)))
    return Errno::notsock;
  return Errno::notcapable;
}

} // namespace wexn::wasi
