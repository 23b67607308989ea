// fd_*: everything a guest does with an open descriptor except reading directories.
#include "runtime/wasi/filestat.h"
#include "runtime/wasi/signals.h"

#include <cerrno>
#include <fcntl.h>
#include <sys/socket.h>
#include <sys/stat.h>

namespace wexn::wasi {
namespace {

Errno result_of(int host) { return host < 0 ? errno_from_host(errno) : Errno::success; }

// Host offsets are signed.
bool offset_fits(uint64_t offset) { return offset <= INT64_MAX; }

Errno transferred(ssize_t host, Out<uint32_t> bytes) {
  if (host < 0)
    return errno_from_host(errno);
  bytes.set(static_cast<uint32_t>(host)); // Linux transfers less than 2 GiB at a time
  return Errno::success;
}

// What the system moves between a file and buffers it moves at once, and no signal ends it before:
// so much at a time that an interrupt has not to wait long.
constexpr size_t PIECE = size_t{4} << 20;
constexpr size_t MOST = 0x7ffff000; // in one call, as in one of Linux
constexpr uint64_t ALLOCATED_AT_ONCE = uint64_t{32} << 20;

// Not where a call moves what there is, or waits for the rest.
bool moves_in_pieces(const Descriptor &file) {
  return file.type == FileType::regular_file || file.type == FileType::block_device;
}

// move(buffers, count, done) for all buffers, or piece by piece for as long as whole pieces are
// moved. Bytes moved, or -1 with errno if the first one fails. Changes the buffers.
template <typename F>
ssize_t move_all(const State &state, const Descriptor &file, iovec *buffers, int count, F move) {
  if (!moves_in_pieces(file))
    return uninterrupted(state, [&] { return move(buffers, count, size_t{0}); });
  iovec *const end = buffers + count;
  for (size_t done = 0;;) {
    const size_t most = PIECE < MOST - done ? PIECE : MOST - done;
    size_t wanted = 0;
    iovec *next = buffers;
    while (next != end && wanted < most)
      wanted += (next++)->iov_len;
    const size_t rest = wanted > most ? wanted - most : 0; // of the last buffer
    if (rest != 0) {
      next[-1].iov_len -= rest;
      wanted = most;
    }
    ssize_t now =
        uninterrupted(state, [&] { return move(buffers, static_cast<int>(next - buffers), done); });
    if (now < 0)
      return done ? static_cast<ssize_t>(done) : now;
    done += static_cast<size_t>(now);
    buffers = next;
    if (rest != 0) {
      buffers--;
      *buffers = {static_cast<uint8_t *>(buffers->iov_base) + buffers->iov_len, rest};
    }
    if (static_cast<size_t>(now) != wanted || buffers == end || done == MOST || !goes_on(state))
      return static_cast<ssize_t>(done);
  }
}

// The same for a call that writes.
template <typename F>
Errno written(const State &state, const Descriptor &file, iovec *buffers, int count, F write,
              Out<uint32_t> bytes) {
  size_t wanted = 0;
  for (int i = 0; i < count; i++)
    wanted += buffers[i].iov_len;
  QuietCalls quiet(state);
  ssize_t done = move_all(state, file, buffers, count, write);
  if (done >= 0 && static_cast<size_t>(done) == wanted)
    quiet.complete();
  return transferred(done, bytes);
}

Errno seek(const Descriptor &file, int64_t offset, int whence, Out<uint64_t> position) {
  off_t at = ::lseek(file.fd, offset, whence);
  if (at < 0)
    return errno_from_host(errno);
  position.set(static_cast<uint64_t>(at));
  return Errno::success;
}

} // namespace

Errno fd_advise(Call &, Handle<Right::fd_advise> file, uint64_t offset, uint64_t length,
                uint32_t advice) {
  static constexpr int ADVICE[] = {POSIX_FADV_NORMAL,   POSIX_FADV_SEQUENTIAL, POSIX_FADV_RANDOM,
                                   POSIX_FADV_WILLNEED, POSIX_FADV_DONTNEED,   POSIX_FADV_NOREUSE};
  if (advice > ADVICE_NOREUSE || !offset_fits(offset) || !offset_fits(length))
    return Errno::inval;
  int code = ::posix_fadvise(file->fd, static_cast<off_t>(offset), static_cast<off_t>(length),
                             ADVICE[advice]);
  return code ? errno_from_host(code) : Errno::success;
}

Errno fd_allocate(Call &call, Handle<Right::fd_allocate> file, uint64_t offset, uint64_t length) {
  if (!offset_fits(offset) || !offset_fits(length))
    return Errno::fbig;
  QuietCalls quiet(*call.state);
  auto allocate = [&](uint64_t at, uint64_t bytes) {
    int code;
    do
      code = ::posix_fallocate(file->fd, static_cast<off_t>(at), static_cast<off_t>(bytes));
    while (code == EINTR && goes_on(*call.state));
    return code;
  };
  // The end first: a file that may not become so large stays as it is.
  const uint64_t last = length < ALLOCATED_AT_ONCE ? length : ALLOCATED_AT_ONCE;
  int code = offset > INT64_MAX - length ? EFBIG : allocate(offset + length - last, last);
  for (uint64_t left = length - last; code == 0 && left != 0;) {
    if (!goes_on(*call.state))
      return Errno::intr;
    const uint64_t now = left < ALLOCATED_AT_ONCE ? left : ALLOCATED_AT_ONCE;
    code = allocate(offset + length - last - left, now);
    left -= now;
  }
  if (code == 0)
    quiet.complete();
  return code ? errno_from_host(code) : Errno::success;
}

Errno fd_close(Call &call, uint32_t fd) { return call.state->table.close(fd); }

Errno fd_datasync(Call &call, Handle<Right::fd_datasync> file) {
  return result_of(uninterrupted(*call.state, [&] { return ::fdatasync(file->fd); }));
}

Errno fd_sync(Call &call, Handle<Right::fd_sync> file) {
  return result_of(uninterrupted(*call.state, [&] { return ::fsync(file->fd); }));
}

Errno fd_fdstat_get(Call &, Handle<> file, Out<Fdstat> out) {
  int flags = ::fcntl(file->fd, F_GETFL);
  if (flags < 0)
    return errno_from_host(errno);
  Fdstat stat{};
  stat.filetype = file->type;
  stat.flags = fdflags_from_host(flags);
  stat.base = file->base;
  stat.inheriting = file->inheriting;
  out.set(stat);
  return Errno::success;
}

Errno fd_fdstat_set_flags(Call &, Handle<Right::fd_fdstat_set_flags> file, FdFlags flags) {
  int now = ::fcntl(file->fd, F_GETFL);
  if (now < 0)
    return errno_from_host(errno);
  // The host cannot change how an open file is synchronised.
  auto sync_of = [](uint16_t f) { return f & (FD_SYNC | FD_RSYNC) ? FD_SYNC : f & FD_DSYNC; };
  if (sync_of(flags.value) != sync_of(fdflags_from_host(now)))
    return Errno::notsup;
  int wanted = (now & ~(O_APPEND | O_NONBLOCK)) | (flags.has(FD_APPEND) ? O_APPEND : 0) |
               (flags.has(FD_NONBLOCK) ? O_NONBLOCK : 0);
  return result_of(::fcntl(file->fd, F_SETFL, wanted));
}

Errno fd_fdstat_set_rights(Call &call, Handle<> file, Rights base, Rights inheriting) {
  const DescriptorTable::Guard guard(call.state->table);
  if ((base.value & ~file->base) || (inheriting.value & ~file->inheriting))
    return Errno::notcapable;
  file.descriptor->base = base.value;
  file.descriptor->inheriting = inheriting.value;
  return Errno::success;
}

Errno fd_filestat_get(Call &, Handle<Right::fd_filestat_get> file, OutFilestat out) {
  struct stat st;
  if (::fstat(file->fd, &st) < 0)
    return errno_from_host(errno);
  Filestat stat = filestat_from_host(st);
  stat.filetype = file->type; // tells datagram sockets from others
  out.set(stat);
  return Errno::success;
}

Errno fd_filestat_set_size(Call &call, Handle<Right::fd_filestat_set_size> file, uint64_t size) {
  if (!offset_fits(size))
    return Errno::fbig;
  QuietCalls quiet(*call.state);
  int done =
      uninterrupted(*call.state, [&] { return ::ftruncate(file->fd, static_cast<off_t>(size)); });
  if (done == 0)
    quiet.complete();
  return result_of(done);
}

Errno fd_filestat_set_times(Call &, Handle<Right::fd_filestat_set_times> file, uint64_t atim,
                            uint64_t mtim, FstFlags which) {
  timespec times[2];
  if (Errno e = times_to_host(atim, mtim, which, times); e != Errno::success)
    return e;
  return result_of(::futimens(file->fd, times));
}

Errno fd_prestat_get(Call &, Handle<> file, Out<Prestat> out) {
  if (!file->preopen)
    return Errno::badf; // the code that ends a guest's search for preopens
  Prestat stat{};
  stat.tag = PREOPEN_DIRECTORY;
  stat.name_bytes = static_cast<uint32_t>(std::strlen(file->preopen));
  out.set(stat);
  return Errno::success;
}

Errno fd_prestat_dir_name(Call &, Handle<> file, Bytes name) {
  if (!file->preopen)
    return Errno::badf;
  size_t size = std::strlen(file->preopen);
  if (name.size < size)
    return Errno::nametoolong;
  std::memcpy(name.data, file->preopen, size);
  return Errno::success;
}

Errno fd_read(Call &call, Handle<Right::fd_read> file, IoVecs buffers, Out<uint32_t> bytes) {
  IoVecs::Host host;
  int count;
  if (Errno e = buffers.gather(call, host, count); e != Errno::success)
    return e;
  auto read = [&](const iovec *to, int n, size_t) { return ::readv(file->fd, to, n); };
  return transferred(move_all(*call.state, *file.descriptor, host.data(), count, read), bytes);
}

Errno fd_write(Call &call, Handle<Right::fd_write> file, IoVecs buffers, Out<uint32_t> bytes) {
  IoVecs::Host host;
  int count;
  if (Errno e = buffers.gather(call, host, count); e != Errno::success)
    return e;
  if (file->type == FileType::socket_stream || file->type == FileType::socket_dgram) {
    // A guest has no signals, so a closed connection must be an error.
    msghdr message{};
    message.msg_iov = host.data();
    message.msg_iovlen = static_cast<size_t>(count);
    return transferred(
        uninterrupted(*call.state, [&] { return ::sendmsg(file->fd, &message, MSG_NOSIGNAL); }),
        bytes);
  }
  auto write = [&](const iovec *from, int n, size_t) { return ::writev(file->fd, from, n); };
  return written(*call.state, *file.descriptor, host.data(), count, write, bytes);
}

Errno fd_pread(Call &call, Handle<Right::fd_read, Right::fd_seek> file, IoVecs buffers,
               uint64_t offset, Out<uint32_t> bytes) {
  IoVecs::Host host;
  int count;
  if (!offset_fits(offset))
    return Errno::inval;
  if (Errno e = buffers.gather(call, host, count); e != Errno::success)
    return e;
  auto read = [&](const iovec *to, int n, size_t done) {
    return ::preadv(file->fd, to, n, static_cast<off_t>(offset + done));
  };
  return transferred(move_all(*call.state, *file.descriptor, host.data(), count, read), bytes);
}

Errno fd_pwrite(Call &call, Handle<Right::fd_write, Right::fd_seek> file, IoVecs buffers,
                uint64_t offset, Out<uint32_t> bytes) {
  IoVecs::Host host;
  int count;
  if (!offset_fits(offset))
    return Errno::inval;
  if (Errno e = buffers.gather(call, host, count); e != Errno::success)
    return e;
  auto write = [&](const iovec *from, int n, size_t done) {
    return ::pwritev(file->fd, from, n, static_cast<off_t>(offset + done));
  };
  return written(*call.state, *file.descriptor, host.data(), count, write, bytes);
}

Errno fd_renumber(Call &call, uint32_t from, uint32_t to) {
  return call.state->table.renumber(from, to);
}

Errno fd_seek(Call &call, Handle<> file, int64_t offset, uint32_t whence, Out<uint64_t> position) {
  static constexpr int PREVIEW1[] = {SEEK_SET, SEEK_CUR, SEEK_END};
  static constexpr int SNAPSHOT0[] = {SEEK_CUR, SEEK_END, SEEK_SET};
  if (whence > WHENCE_END)
    return Errno::inval;
  int host = call.snapshot0 ? SNAPSHOT0[whence] : PREVIEW1[whence];
  // fd_seek includes fd_tell; asking for the position needs no more than fd_tell.
  bool asks = offset == 0 && host == SEEK_CUR;
  uint64_t sufficient = Right::fd_seek | (asks ? Right::fd_tell : uint64_t{0});
  if (!(file->base & sufficient))
    return missing_right(*file.descriptor, Right::fd_seek);
  return seek(*file.descriptor, offset, host, position);
}

Errno fd_tell(Call &, Handle<Right::fd_tell> file, Out<uint64_t> position) {
  return seek(*file.descriptor, 0, SEEK_CUR, position);
}

} // namespace wexn::wasi
