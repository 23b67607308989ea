// fd_readdir: directory entries one behind the other, the last one cut off where the guest's buffer
// ends. A cookie is a number for the host's own position after an entry (positions.h), so that
// reading goes on where it stopped whatever has been created or removed meanwhile; 0 is the start.
#include "runtime/wasi/guest.h"
#include "runtime/wasi/signals.h"

#include <cerrno>
#include <cstdlib>
#include <dirent.h>
#include <new>
#include <sys/stat.h>
#include <sys/syscall.h>

namespace wexn::wasi {
namespace {

FileType filetype_from_dirent(unsigned char type) {
  switch (type) {
  case DT_REG:
    return FileType::regular_file;
  case DT_DIR:
    return FileType::directory;
  case DT_LNK:
    return FileType::symbolic_link;
  case DT_CHR:
    return FileType::character_device;
  case DT_BLK:
    return FileType::block_device;
  case DT_SOCK:
    return FileType::socket_stream;
  default:
    return FileType::unknown;
  }
}

// The guest's buffer while it is filled.
struct Output {
  Bytes buffer;
  uint32_t used = 0;

  bool full() const { return used == buffer.size; }
  void add(const void *bytes, size_t size) {
    size_t room = buffer.size - used;
    size = size < room ? size : room;
    if (size)
      std::memcpy(buffer.data + used, bytes, size);
    used += static_cast<uint32_t>(size);
  }
};

// Null: out of memory.
Positions *positions_of(Descriptor &dir) {
  if (!dir.positions)
    if (void *memory = std::malloc(sizeof(Positions)))
      dir.positions = new (memory) Positions;
  return dir.positions;
}

} // namespace

Errno fd_readdir(Call &call, Handle<Right::fd_readdir> dir, Bytes entries, uint64_t cookie,
                 Out<uint32_t> bytes) {
  const DescriptorTable::Guard guard(call.state->table); // for the positions
  Positions *positions = positions_of(*dir.descriptor);
  if (!positions)
    return Errno::nomem;
  int64_t start;
  if (!positions->find(cookie, start))
    return Errno::inval;
  if (cookie == 0)
    positions->rewind();
  if (::lseek(dir->fd, start, SEEK_SET) < 0)
    return errno_from_host(errno);
  struct stat self;
  if (::fstat(dir->fd, &self) != 0)
    return errno_from_host(errno);
  Output out{entries};
  Scratch<char, 8192> host;
  if (!host)
    return Errno::nomem;
  for (bool first = true; !out.full(); first = false) {
    if (!first && !goes_on(*call.state))
      return Errno::intr; // a directory may have millions of entries
    long size = ::syscall(SYS_getdents64, dir->fd, host.data(), host.size());
    if (size < 0)
      return errno_from_host(errno);
    if (size == 0)
      break;
    for (long at = 0; at < size && !out.full();) {
      const auto *entry = reinterpret_cast<const dirent64 *>(host.data() + at);
      at += entry->d_reclen;
      std::string_view name = entry->d_name;
      uint32_t next;
      if (Errno e = positions->number_of(entry->d_off, next); e != Errno::success)
        return e;
      Dirent header{};
      header.next = next;
      // The parent may be outside of what the guest can reach, so its number is not told. The
      // directory's own stands for it: where it is 0, older C libraries ask for the file and fail.
      header.ino = name == ".." ? self.st_ino : entry->d_ino;
      header.name_bytes = static_cast<uint32_t>(name.size());
      header.type = filetype_from_dirent(entry->d_type);
      out.add(&header, sizeof header);
      out.add(name.data(), name.size());
    }
  }
  bytes.set(out.used);
  return Errno::success;
}

} // namespace wexn::wasi
