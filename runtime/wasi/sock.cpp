// sock_*: sockets that the embedder handed in, or that were accepted from them.
#include "runtime/wasi/guest.h"
#include "runtime/wasi/signals.h"

#include <sys/socket.h>

namespace wexn::wasi {

Errno sock_accept(Call &call, Handle<Right::sock_accept> listener, FdFlags flags,
                  Out<uint32_t> accepted) {
  if (flags.has(FD_APPEND | FD_DSYNC | FD_RSYNC | FD_SYNC))
    return Errno::inval;
  DescriptorTable::Place place(call.state->table);
  if (!place)
    return Errno::mfile;
  int how = SOCK_CLOEXEC | (flags.has(FD_NONBLOCK) ? SOCK_NONBLOCK : 0);
  OwnedFd fd(
      uninterrupted(*call.state, [&] { return ::accept4(listener->fd, nullptr, nullptr, how); }));
  if (!fd)
    return errno_from_host(errno);
  Descriptor descriptor;
  if (Errno e = describe(fd.get(), listener->inheriting, listener->inheriting, descriptor);
      e != Errno::success)
    return e;
  uint32_t number;
  if (Errno e = call.state->table.insert(place, descriptor, number); e != Errno::success)
    return e;
  fd.release();
  accepted.set(number);
  return Errno::success;
}

Errno sock_recv(Call &call, Handle<Right::fd_read> socket, IoVecs buffers, RiFlags flags,
                Out<uint32_t> bytes, Out<uint16_t> out_flags) {
  IoVecs::Host host;
  msghdr message{};
  int count;
  if (Errno e = buffers.gather(call, host, count); e != Errno::success)
    return e;
  message.msg_iov = host.data();
  message.msg_iovlen = static_cast<size_t>(count);
  int how = (flags.has(RECV_PEEK) ? MSG_PEEK : 0) | (flags.has(RECV_WAITALL) ? MSG_WAITALL : 0);
  ssize_t got = uninterrupted(*call.state, [&] { return ::recvmsg(socket->fd, &message, how); });
  if (got < 0)
    return errno_from_host(errno);
  bytes.set(static_cast<uint32_t>(got));
  out_flags.set(message.msg_flags & MSG_TRUNC ? RECV_TRUNCATED : 0);
  return Errno::success;
}

Errno sock_send(Call &call, Handle<Right::fd_write> socket, IoVecs buffers, SiFlags,
                Out<uint32_t> bytes) {
  IoVecs::Host host;
  msghdr message{};
  int count;
  if (Errno e = buffers.gather(call, host, count); e != Errno::success)
    return e;
  message.msg_iov = host.data();
  message.msg_iovlen = static_cast<size_t>(count);
  ssize_t sent =
      uninterrupted(*call.state, [&] { return ::sendmsg(socket->fd, &message, MSG_NOSIGNAL); });
  if (sent < 0)
    return errno_from_host(errno);
  bytes.set(static_cast<uint32_t>(sent));
  return Errno::success;
}

Errno sock_shutdown(Call &, Handle<Right::sock_shutdown> socket, SdFlags how) {
  static constexpr int HOW[] = {-1, SHUT_RD, SHUT_WR, SHUT_RDWR};
  if (how.value == 0)
    return Errno::inval;
  return ::shutdown(socket->fd, HOW[how.value]) < 0 ? errno_from_host(errno) : Errno::success;
}

} // namespace wexn::wasi
