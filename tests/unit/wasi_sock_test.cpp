// sock_*: accepting, receiving, sending, shutting down.
#include "tests/unit/wasi_guest.h"

#include <netinet/in.h>
#include <sys/socket.h>

namespace wexn::wasi {
namespace {

class WasiSock : public testing::Test {
protected:
  Errno recv(uint32_t fd, uint32_t room, uint32_t how, std::string &out, uint16_t &out_flags) {
    guest.put_value(Guest::TEXT, GuestIoVec{Guest::BUFFER, room});
    Errno e = guest.call("sock_recv", {fd, Guest::TEXT, 1, how, Guest::OUT, Guest::OUT2});
    if (e == Errno::success) {
      out = guest.text(Guest::BUFFER, guest.get<uint32_t>(Guest::OUT));
      out_flags = guest.get<uint16_t>(Guest::OUT2);
    }
    return e;
  }
  Errno send(uint32_t fd, std::string_view bytes, uint32_t how = 0) {
    guest.put(Guest::BUFFER, bytes);
    guest.put_value(Guest::TEXT, GuestIoVec{Guest::BUFFER, static_cast<uint32_t>(bytes.size())});
    return guest.call("sock_send", {fd, Guest::TEXT, 1, how, Guest::OUT});
  }
  // The guest's number SOCKET is one end, the result the other.
  int connect(int type) {
    int pair[2];
    EXPECT_EQ(::socketpair(AF_UNIX, type, 0, pair), 0);
    EXPECT_EQ(add_socket(guest.state, pair[0]), Errno::success);
    return pair[1];
  }

  Guest guest;
  std::string text;
  uint16_t flags = 0;
  static constexpr uint32_t SOCKET = FIRST_GIVEN;
};

TEST_F(WasiSock, StreamsTransferBytes) {
  OwnedFd peer(connect(SOCK_STREAM));
  ASSERT_EQ(guest.call("fd_fdstat_get", {SOCKET, Guest::OUT}), Errno::success);
  EXPECT_EQ(guest.get<Fdstat>(Guest::OUT).filetype, FileType::socket_stream);
  char buffer[16];
  EXPECT_EQ(send(SOCKET, "ping"), Errno::success);
  EXPECT_EQ(guest.get<uint32_t>(Guest::OUT), 4u);
  ASSERT_EQ(::read(peer.get(), buffer, sizeof buffer), 4);
  ASSERT_EQ(::write(peer.get(), "pong", 4), 4);
  EXPECT_EQ(recv(SOCKET, 4, RECV_PEEK, text, flags), Errno::success);
  EXPECT_EQ(text, "pong");
  EXPECT_EQ(recv(SOCKET, 4, RECV_WAITALL, text, flags), Errno::success);
  EXPECT_EQ(text, "pong");
  EXPECT_EQ(flags, 0u);
  EXPECT_EQ(recv(SOCKET, 4, 4, text, flags), Errno::inval);
  EXPECT_EQ(send(SOCKET, "x", 1), Errno::inval);
  // Files' functions work on them, too.
  uint32_t written;
  EXPECT_EQ(guest.write(SOCKET, "more", written), Errno::success);
  ASSERT_EQ(::read(peer.get(), buffer, sizeof buffer), 4);
}

TEST_F(WasiSock, ClosedConnectionsAreErrorsNotSignals) {
  OwnedFd peer(connect(SOCK_STREAM));
  peer.reset(-1);
  uint32_t written;
  EXPECT_EQ(send(SOCKET, "x"), Errno::pipe);
  EXPECT_EQ(guest.write(SOCKET, "x", written), Errno::pipe);
}

TEST_F(WasiSock, DatagramsAreCutOff) {
  OwnedFd peer(connect(SOCK_DGRAM));
  ASSERT_EQ(guest.call("fd_fdstat_get", {SOCKET, Guest::OUT}), Errno::success);
  EXPECT_EQ(guest.get<Fdstat>(Guest::OUT).filetype, FileType::socket_dgram);
  ASSERT_EQ(::write(peer.get(), "datagram", 8), 8);
  EXPECT_EQ(recv(SOCKET, 4, 0, text, flags), Errno::success);
  EXPECT_EQ(text, "data");
  EXPECT_EQ(flags, RECV_TRUNCATED);
}

TEST_F(WasiSock, ShutdownEndsDirections) {
  OwnedFd peer(connect(SOCK_STREAM));
  EXPECT_EQ(guest.call("sock_shutdown", {SOCKET, 0}), Errno::inval);
  EXPECT_EQ(guest.call("sock_shutdown", {SOCKET, 4}), Errno::inval);
  EXPECT_EQ(guest.call("sock_shutdown", {SOCKET, SHUT_WR_FLAG}), Errno::success);
  char byte;
  EXPECT_EQ(::read(peer.get(), &byte, 1), 0);
  EXPECT_EQ(send(SOCKET, "x"), Errno::pipe);
  EXPECT_EQ(guest.call("sock_shutdown", {SOCKET, SHUT_RD_FLAG}), Errno::success);
  EXPECT_EQ(recv(SOCKET, 4, 0, text, flags), Errno::success);
  EXPECT_EQ(text, "");
}

TEST_F(WasiSock, ListenersAccept) {
  OwnedFd listener(::socket(AF_INET, SOCK_STREAM, 0));
  sockaddr_in address{};
  address.sin_family = AF_INET;
  address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  socklen_t size = sizeof address;
  auto *generic = reinterpret_cast<sockaddr *>(&address);
  ASSERT_EQ(::bind(listener.get(), generic, size), 0);
  ASSERT_EQ(::listen(listener.get(), 4), 0);
  ASSERT_EQ(::getsockname(listener.get(), generic, &size), 0);
  ASSERT_EQ(add_socket(guest.state, listener.get()), Errno::success);
  listener.release();
  EXPECT_EQ(guest.call("fd_fdstat_set_flags", {SOCKET, FD_NONBLOCK}), Errno::success);
  EXPECT_EQ(guest.call("sock_accept", {SOCKET, 0, Guest::OUT}), Errno::again);
  OwnedFd peer(::socket(AF_INET, SOCK_STREAM, 0));
  ASSERT_EQ(::connect(peer.get(), generic, size), 0);
  EXPECT_EQ(guest.call("sock_accept", {SOCKET, FD_APPEND, Guest::OUT}), Errno::inval);
  // Without room for it a connection waits for a later call.
  guest.state.table.limit(0);
  EXPECT_EQ(guest.call("sock_accept", {SOCKET, FD_NONBLOCK, Guest::OUT}), Errno::mfile);
  guest.state.table.limit(1);
  ASSERT_EQ(guest.call("sock_accept", {SOCKET, FD_NONBLOCK, Guest::OUT}), Errno::success);
  uint32_t connection = guest.get<uint32_t>(Guest::OUT);
  EXPECT_EQ(connection, 0u);
  EXPECT_EQ(recv(connection, 4, 0, text, flags), Errno::again);
  ASSERT_EQ(::write(peer.get(), "hi", 2), 2);
  guest.call("fd_fdstat_set_flags", {connection, 0});
  EXPECT_EQ(recv(connection, 4, 0, text, flags), Errno::success);
  EXPECT_EQ(text, "hi");
  // Without the right.
  guest.call("fd_fdstat_set_rights", {SOCKET, Right::fd_read, 0});
  EXPECT_EQ(guest.call("sock_accept", {SOCKET, 0, Guest::OUT}), Errno::notcapable);
}

TEST_F(WasiSock, OnlySocketsAreSockets) {
  OwnedFd null(::open("/dev/null", O_RDWR));
  EXPECT_EQ(add_socket(guest.state, null.get()), Errno::notsock);
}

} // namespace
} // namespace wexn::wasi
