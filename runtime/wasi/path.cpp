// path_*: everything a guest does by name. All names go through resolve.h; no call here gives the
// kernel a name with more than one component.
#include "runtime/wasi/filestat.h"
#include "runtime/wasi/resolve.h"

#include <cerrno>
#include <cstdio>
#include <fcntl.h>
#include <sys/stat.h>

namespace wexn::wasi {
namespace {

Errno result_of(int host) { return host < 0 ? errno_from_host(errno) : Errno::success; }

// A guest's path and where its last component lies. Not to be moved: `place` points into `path`.
struct Target {
  HostPath path;
  Place place;

  Errno find(const Call &call, const Descriptor *dir, const Path &guest, Last last) {
    if (Errno e = path.assign(guest.text); e != Errno::success)
      return e;
    return find_place(*call.state, dir->fd, path, last, place);
  }
};

// Host flags for opening a file, and the rights that preview 1 asks for them (rights.fd_datasync,
// fd_sync and the path_* rights say what else they include).
struct OpenRequest {
  int flags = 0;
  uint64_t needed_base = Right::path_open, needed_inheriting = 0;
};

OpenRequest open_request(OFlags oflags, uint64_t base, uint64_t inheriting, FdFlags fdflags) {
  OpenRequest request;
  request.needed_inheriting = base | inheriting;
  auto add = [&](bool wanted, int flag, uint64_t needs_base, uint64_t needs_inheriting) {
    if (!wanted)
      return;
    request.flags |= flag;
    request.needed_base |= needs_base;
    request.needed_inheriting |= needs_inheriting;
  };
  bool creates = oflags.has(OPEN_CREAT);
  add(creates, O_CREAT, Right::path_create_file, 0);
  add(creates && oflags.has(OPEN_EXCL), O_EXCL, 0, 0); // means something else without O_CREAT
  add(oflags.has(OPEN_DIRECTORY), O_DIRECTORY, 0, 0);
  // Whoever may write to the file may empty it anyway; Go opens directories without this right.
  add(oflags.has(OPEN_TRUNC), O_TRUNC,
      base & Right::fd_write ? uint64_t{0} : Right::path_filestat_set_size, 0);
  add(fdflags.has(FD_APPEND), O_APPEND, 0, 0);
  add(fdflags.has(FD_NONBLOCK), O_NONBLOCK, 0, 0);
  add(fdflags.has(FD_DSYNC), O_DSYNC, 0, Right::fd_datasync);
  add(fdflags.has(FD_SYNC | FD_RSYNC), O_SYNC, 0, Right::fd_sync);

  bool reads = base & (Right::fd_read | Right::fd_readdir);
  bool writes = base & (Right::fd_datasync | Right::fd_write | Right::fd_allocate |
                        Right::fd_filestat_set_size);
  request.flags |= writes ? reads ? O_RDWR : O_WRONLY : O_RDONLY;
  return request;
}

} // namespace

Errno path_create_directory(Call &call, Handle<Right::path_create_directory> dir, Path path) {
  Target target;
  if (Errno e = target.find(call, dir.descriptor, path, Last::Name); e != Errno::success)
    return e;
  return result_of(::mkdirat(target.place.dir, target.place.name, 0777));
}

Errno path_filestat_get(Call &call, Handle<Right::path_filestat_get> dir, LookupFlags lookup,
                        Path path, OutFilestat out) {
  Target target;
  Last last = lookup.has(LOOKUP_FOLLOW) ? Last::Follow : Last::Lookup;
  if (Errno e = target.find(call, dir.descriptor, path, last); e != Errno::success)
    return e;
  struct stat st;
  if (::fstatat(target.place.dir, target.place.name, &st, AT_SYMLINK_NOFOLLOW) < 0)
    return errno_from_host(errno);
  out.set(filestat_from_host(st));
  return Errno::success;
}

Errno path_filestat_set_times(Call &call, Handle<Right::path_filestat_set_times> dir,
                              LookupFlags lookup, Path path, uint64_t atim, uint64_t mtim,
                              FstFlags which) {
  timespec times[2];
  if (Errno e = times_to_host(atim, mtim, which, times); e != Errno::success)
    return e;
  Target target;
  Last last = lookup.has(LOOKUP_FOLLOW) ? Last::Follow : Last::Lookup;
  if (Errno e = target.find(call, dir.descriptor, path, last); e != Errno::success)
    return e;
  return result_of(::utimensat(target.place.dir, target.place.name, times, AT_SYMLINK_NOFOLLOW));
}

Errno path_link(Call &call, Handle<Right::path_link_source> old_dir, LookupFlags lookup,
                Path old_path, Handle<Right::path_link_target> new_dir, Path new_path) {
  Target from, to;
  Last last = lookup.has(LOOKUP_FOLLOW) ? Last::Follow : Last::Lookup;
  if (Errno e = from.find(call, old_dir.descriptor, old_path, last); e != Errno::success)
    return e;
  if (Errno e = to.find(call, new_dir.descriptor, new_path, Last::Name); e != Errno::success)
    return e;
  return result_of(::linkat(from.place.dir, from.place.name, to.place.dir, to.place.name, 0));
}

Errno path_open(Call &call, Handle<Right::path_open> dir, LookupFlags lookup, Path path,
                OFlags oflags, Rights base, Rights inheriting, FdFlags fdflags,
                Out<uint32_t> opened) {
  OpenRequest request = open_request(oflags, base.value, inheriting.value, fdflags);
  if ((dir->base & request.needed_base) != request.needed_base ||
      (dir->inheriting & request.needed_inheriting) != request.needed_inheriting)
    return Errno::notcapable;
  if (oflags.has(OPEN_CREAT) && oflags.has(OPEN_DIRECTORY))
    return Errno::inval; // host systems disagree on what this does

  HostPath host_path;
  if (Errno e = host_path.assign(path.text); e != Errno::success)
    return e;
  DescriptorTable::Place place(call.state->table);
  if (!place)
    return Errno::mfile;
  OwnedFd fd;
  if (Errno e = open_beneath(*call.state, dir->fd, host_path, lookup.has(LOOKUP_FOLLOW),
                             request.flags, 0666, fd);
      e != Errno::success)
    return e;
  Descriptor descriptor;
  if (Errno e = describe(fd.get(), base.value, inheriting.value, descriptor); e != Errno::success)
    return e;
  uint32_t number;
  if (Errno e = call.state->table.insert(place, descriptor, number); e != Errno::success)
    return e;
  fd.release();
  opened.set(number);
  return Errno::success;
}

Errno path_readlink(Call &call, Handle<Right::path_readlink> dir, Path path, Bytes out,
                    Out<uint32_t> bytes) {
  Target target;
  if (Errno e = target.find(call, dir.descriptor, path, Last::Lookup); e != Errno::success)
    return e;
  // Read here first, since the host refuses an empty buffer and the guest may give one.
  PathText text;
  if (!text)
    return Errno::nomem;
  ssize_t size = ::readlinkat(target.place.dir, target.place.name, text.data(), text.size());
  if (size < 0)
    return errno_from_host(errno);
  uint32_t used = static_cast<uint32_t>(size) < out.size ? static_cast<uint32_t>(size) : out.size;
  if (used)
    std::memcpy(out.data, text.data(), used);
  bytes.set(used);
  return Errno::success;
}

Errno path_remove_directory(Call &call, Handle<Right::path_remove_directory> dir, Path path) {
  Target target;
  if (Errno e = target.find(call, dir.descriptor, path, Last::Name); e != Errno::success)
    return e;
  return result_of(::unlinkat(target.place.dir, target.place.name, AT_REMOVEDIR));
}

Errno path_rename(Call &call, Handle<Right::path_rename_source> old_dir, Path old_path,
                  Handle<Right::path_rename_target> new_dir, Path new_path) {
  Target from, to;
  if (Errno e = from.find(call, old_dir.descriptor, old_path, Last::Name); e != Errno::success)
    return e;
  if (Errno e = to.find(call, new_dir.descriptor, new_path, Last::Name); e != Errno::success)
    return e;
  return result_of(::renameat(from.place.dir, from.place.name, to.place.dir, to.place.name));
}

Errno path_symlink(Call &call, Path old_path, Handle<Right::path_symlink> dir, Path path) {
  // An absolute target would lead other programs to where this guest cannot look.
  HostPath text;
  if (Errno e = text.assign(old_path.text); e != Errno::success)
    return e;
  Target target;
  if (Errno e = target.find(call, dir.descriptor, path, Last::Name); e != Errno::success)
    return e;
  return result_of(::symlinkat(text.c_str(), target.place.dir, target.place.name));
}

Errno path_unlink_file(Call &call, Handle<Right::path_unlink_file> dir, Path path) {
  Target target;
  if (Errno e = target.find(call, dir.descriptor, path, Last::Name); e != Errno::success)
    return e;
  return result_of(::unlinkat(target.place.dir, target.place.name, 0));
}

} // namespace wexn::wasi
