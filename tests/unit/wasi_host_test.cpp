// What a guest cannot do to its host: signals, files that others use, descriptors, memory.
#include "runtime/wasi/limits.h"
#include "runtime/wasi/signals.h"
#include "tests/unit/wasi_guest.h"

#include <sys/resource.h>
#include <sys/socket.h>
#include <sys/time.h>
#include <thread>

namespace wexn::wasi {
namespace {

class WasiHost : public testing::Test {
protected:
  // Guest's number for one end of a pipe whose other end is closed, or given.
  uint32_t writing_end(OwnedFd *reader = nullptr) {
    int ends[2];
    EXPECT_EQ(::pipe2(ends, O_CLOEXEC), 0);
    host = OwnedFd(ends[1]);
    OwnedFd other(ends[0]);
    if (reader)
      *reader = std::move(other);
    EXPECT_EQ(add_stdio(guest.state, ends[1], 1), Errno::success);
    return 1;
  }
  Fdstat fdstat(uint32_t fd) {
    EXPECT_EQ(guest.call("fd_fdstat_get", {fd, Guest::OUT}), Errno::success);
    return guest.get<Fdstat>(Guest::OUT);
  }
  static bool pending(int signal) {
    sigset_t set;
    ::sigpending(&set);
    return ::sigismember(&set, signal);
  }
  static bool blocked(int signal) {
    sigset_t set;
    ::pthread_sigmask(SIG_BLOCK, nullptr, &set);
    return ::sigismember(&set, signal);
  }

  TempDir top;
  Guest guest;
  OwnedFd host;
  uint32_t written = 0;
};

// Dies of the signal without the code it tests.
TEST_F(WasiHost, NobodyReads) {
  uint32_t fd = writing_end();
  struct sigaction action;
  for (int i = 0; i < 3; i++) {
    EXPECT_EQ(guest.write(fd, "x", written), Errno::pipe);
    EXPECT_FALSE(blocked(SIGPIPE));
    EXPECT_FALSE(pending(SIGPIPE));
    ASSERT_EQ(::sigaction(SIGPIPE, nullptr, &action), 0);
    EXPECT_EQ(action.sa_handler, SIG_DFL);
  }
  ::signal(SIGPIPE, SIG_IGN);
  EXPECT_EQ(guest.write(fd, "x", written), Errno::pipe);
  ASSERT_EQ(::sigaction(SIGPIPE, nullptr, &action), 0);
  EXPECT_EQ(action.sa_handler, SIG_IGN);
  ::signal(SIGPIPE, SIG_DFL);
}

TEST_F(WasiHost, SignalsOfTheHostStay) {
  uint32_t fd = writing_end();
  sigset_t pipe;
  ::sigemptyset(&pipe);
  ::sigaddset(&pipe, SIGPIPE);
  ASSERT_EQ(::pthread_sigmask(SIG_BLOCK, &pipe, nullptr), 0);
  EXPECT_EQ(guest.write(fd, "x", written), Errno::pipe);
  EXPECT_TRUE(blocked(SIGPIPE));
  EXPECT_FALSE(pending(SIGPIPE));
  ::raise(SIGPIPE);
  EXPECT_EQ(guest.write(fd, "x", written), Errno::pipe);
  EXPECT_TRUE(pending(SIGPIPE)) << "this one is the host's";
  static constexpr timespec AT_ONCE{};
  EXPECT_EQ(::sigtimedwait(&pipe, nullptr, &AT_ONCE), SIGPIPE);
  ASSERT_EQ(::pthread_sigmask(SIG_UNBLOCK, &pipe, nullptr), 0);
}

// The reader goes away while the write waits: some bytes are written, and the signal is raised.
TEST_F(WasiHost, ReaderGoesAwayMeanwhile) {
  OwnedFd reader;
  uint32_t fd = writing_end(&reader);
  ASSERT_GE(::fcntl(host.get(), F_SETPIPE_SZ, 4096), 0);
  std::thread closes([&] {
    char byte[4096];
    EXPECT_GT(::read(reader.get(), byte, sizeof byte), 0);
    ::usleep(20000);
    reader.reset(-1);
  });
  EXPECT_EQ(guest.write(fd, std::string(40000, 'x'), written), Errno::success);
  closes.join();
  EXPECT_LT(written, 40000u);
  EXPECT_FALSE(pending(SIGPIPE));
  EXPECT_FALSE(blocked(SIGPIPE));
}

TEST_F(WasiHost, FilesHaveALimit) {
  uint32_t dir = guest.preopen(top.path(), "/"), fd;
  ASSERT_EQ(guest.open_fd(dir, "f", OPEN_CREAT, Guest::FILE_RIGHTS, fd), Errno::success);
  rlimit before, small;
  ASSERT_EQ(::getrlimit(RLIMIT_FSIZE, &before), 0);
  small = {4, before.rlim_max};
  ASSERT_EQ(::setrlimit(RLIMIT_FSIZE, &small), 0);
  Errno first = guest.write(fd, "123456", written);
  uint32_t fitted = written;
  Errno more = guest.write(fd, "7", written);
  guest.put_value(Guest::OUT2, GuestIoVec{Guest::BUFFER, 1});
  Errno at = guest.call("fd_pwrite", {fd, Guest::OUT2, 1, 100, Guest::OUT});
  Errno size = guest.call("fd_filestat_set_size", {fd, 100});
  Errno allocated = guest.call("fd_allocate", {fd, 0, 100});
  ASSERT_EQ(::setrlimit(RLIMIT_FSIZE, &before), 0);
  EXPECT_EQ(first, Errno::success);
  EXPECT_EQ(fitted, 4u);
  for (Errno e : {more, at, size, allocated})
    EXPECT_EQ(e, Errno::fbig);
  EXPECT_FALSE(pending(SIGXFSZ));
  EXPECT_EQ(top.read("f"), "1234");
}

TEST_F(WasiHost, SignalsDoNotEndReads) {
  int ends[2];
  ASSERT_EQ(::pipe2(ends, O_CLOEXEC), 0);
  OwnedFd reader(ends[0]), writer(ends[1]);
  ASSERT_EQ(add_stdio(guest.state, reader.get(), 0), Errno::success);
  struct sigaction action{}, before;
  action.sa_handler = [](int) {};
  ASSERT_EQ(::sigaction(SIGALRM, &action, &before), 0);
  itimerval timer{{0, 2000}, {0, 2000}}, off{};
  // Only this thread takes the signal.
  sigset_t alarm;
  ::sigemptyset(&alarm);
  ::sigaddset(&alarm, SIGALRM);
  ::pthread_sigmask(SIG_BLOCK, &alarm, nullptr);
  std::thread later([&] {
    ::usleep(30000);
    EXPECT_EQ(::write(writer.get(), "late", 4), 4);
  });
  ::pthread_sigmask(SIG_UNBLOCK, &alarm, nullptr);
  ::setitimer(ITIMER_REAL, &timer, nullptr);
  std::string text;
  EXPECT_EQ(guest.read(0, text), Errno::success);
  ::setitimer(ITIMER_REAL, &off, nullptr);
  ::sigaction(SIGALRM, &before, nullptr);
  later.join();
  EXPECT_EQ(text, "late");
}

// Descriptors 0, 1 and 2 give no names, and whoever else has the file open notices nothing but the
// bytes.
TEST_F(WasiHost, StandardDescriptorsAreNoDirectories) {
  top.write("secret", "secret");
  OwnedFd root(::open(top.path().c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC));
  for (bool own : {false, true}) {
    guest.state.own_process = own;
    ASSERT_EQ(add_stdio(guest.state, root.get(), 0), Errno::success);
    EXPECT_EQ(guest.open(0, "secret"), Errno::notcapable);
    EXPECT_EQ(guest.open(0, "new", OPEN_CREAT), Errno::notcapable);
    EXPECT_EQ(guest.stat(0, "secret"), Errno::notcapable);
    EXPECT_EQ(guest.path_call("path_create_directory", 0, "d"), Errno::notcapable);
    EXPECT_EQ(guest.path_call("path_unlink_file", 0, "secret"), Errno::notcapable);
    EXPECT_EQ(guest.two_paths(0, "secret", 0, "x"), Errno::notcapable);
    EXPECT_EQ(guest.symlink("secret", 0, "x"), Errno::notcapable);
    std::string text;
    EXPECT_EQ(guest.readlink(0, "secret", text), Errno::notcapable);
    EXPECT_EQ(guest.read(0, text), Errno::isdir);
    EXPECT_EQ(guest.call("fd_readdir", {0, Guest::BUFFER, 100, 0, Guest::OUT}), Errno::notcapable);
    EXPECT_EQ(guest.call("fd_prestat_get", {0, Guest::OUT}), Errno::badf);
    EXPECT_EQ(fdstat(0).filetype, FileType::directory);
    EXPECT_EQ(fdstat(0).inheriting, 0u);
  }
}

TEST_F(WasiHost, StandardDescriptorsAreShared) {
  top.write("log", "of the host\n");
  std::string log = top / "log";
  OwnedFd out(::open(log.c_str(), O_RDWR | O_CLOEXEC));
  ::lseek(out.get(), 0, SEEK_END);
  ASSERT_EQ(add_stdio(guest.state, out.get(), 1), Errno::success);
  EXPECT_EQ(guest.write(1, "and the guest\n", written), Errno::success);
  EXPECT_EQ(guest.call("fd_tell", {1, Guest::OUT}), Errno::success);
  EXPECT_EQ(guest.call("fd_seek", {1, 0, WHENCE_SET, Guest::OUT}), Errno::notcapable);
  guest.put_value(Guest::OUT2, GuestIoVec{Guest::BUFFER, 1});
  EXPECT_EQ(guest.call("fd_pwrite", {1, Guest::OUT2, 1, 0, Guest::OUT}), Errno::notcapable);
  EXPECT_EQ(guest.call("fd_filestat_set_size", {1, 0}), Errno::notcapable);
  EXPECT_EQ(guest.call("fd_filestat_set_times", {1, 0, 0, FST_MTIM}), Errno::notcapable);
  EXPECT_EQ(guest.call("fd_allocate", {1, 0, 1000}), Errno::notcapable);
  EXPECT_EQ(guest.call("fd_fdstat_set_flags", {1, FD_NONBLOCK}), Errno::notcapable);
  EXPECT_EQ(top.read("log"), "of the host\nand the guest\n");
  // In a process of its own, a guest is as free as native programs.
  guest.state.own_process = true;
  ASSERT_EQ(add_stdio(guest.state, out.get(), 1), Errno::success);
  EXPECT_EQ(guest.call("fd_fdstat_set_flags", {1, FD_NONBLOCK}), Errno::success);
  EXPECT_EQ(guest.call("fd_filestat_set_size", {1, 0}), Errno::success);
  EXPECT_EQ(guest.call("fd_seek", {1, 0, WHENCE_SET, Guest::OUT}), Errno::success);
}

TEST_F(WasiHost, DescriptorsAreLimited) {
  uint32_t dir = guest.preopen(top.path(), "/"), fds[3], other;
  top.write("f", "");
  guest.state.table.limit(3);
  for (uint32_t &fd : fds)
    ASSERT_EQ(guest.open_fd(dir, "f", 0, Guest::READ_RIGHTS, fd), Errno::success);
  EXPECT_EQ(guest.open(dir, "f"), Errno::mfile);
  // The host's descriptor that was opened for it is closed again.
  OwnedFd before(::open("/dev/null", O_RDONLY | O_CLOEXEC));
  EXPECT_EQ(guest.open(dir, "f"), Errno::mfile);
  OwnedFd after(::open("/dev/null", O_RDONLY | O_CLOEXEC));
  EXPECT_EQ(after.get(), before.get() + 1);
  // Nothing is done before.
  top.write("full", "text");
  EXPECT_EQ(guest.open(dir, "full", OPEN_TRUNC, Guest::FILE_RIGHTS), Errno::mfile);
  EXPECT_EQ(std::filesystem::file_size(top / "full"), 4u);
  EXPECT_EQ(guest.open(dir, "new", OPEN_CREAT, Guest::FILE_RIGHTS), Errno::mfile);
  EXPECT_FALSE(std::filesystem::exists(top / "new"));
  EXPECT_EQ(guest.call("fd_renumber", {fds[0], fds[1]}), Errno::success);
  EXPECT_EQ(guest.open(dir, "none"), Errno::noent); // leaves the place
  EXPECT_EQ(guest.open_fd(dir, "f", 0, Guest::READ_RIGHTS, other), Errno::success);
  EXPECT_EQ(guest.open(dir, "f"), Errno::mfile);
  EXPECT_EQ(guest.call("fd_close", {other}), Errno::success);
  EXPECT_EQ(guest.open(dir, "f"), Errno::success);
}

// Programs that the host starts do not get them.
TEST_F(WasiHost, DescriptorsStayInTheProcess) {
  int pair[2];
  ASSERT_EQ(::socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, pair), 0);
  OwnedFd peer(pair[1]);
  for (bool openat2 : {true, false}) {
    guest.state.use_openat2 = openat2 && have_openat2();
    uint32_t dir = guest.preopen(top.path(), "/"), fd;
    std::filesystem::create_directories(top / "a/b");
    ASSERT_EQ(guest.open_fd(dir, "a/b/../f", OPEN_CREAT, Guest::FILE_RIGHTS, fd), Errno::success);
    ASSERT_EQ(guest.open_fd(dir, "a/b/..", OPEN_DIRECTORY, Guest::READ_RIGHTS, fd), Errno::success);
    for (uint32_t number = 0; number < 16; number++)
      if (const Descriptor *d = guest.state.table.find(number)) {
        EXPECT_EQ(::fcntl(d->fd, F_GETFD), FD_CLOEXEC) << number;
      }
  }
}

TEST_F(WasiHost, PollsAreLimited) {
  std::vector<uint8_t> bytes(MAX_SUBSCRIPTIONS * sizeof(Subscription) + 4096);
  wexn_memory memory{};
  memory.base = bytes.data();
  memory.bytes = bytes.size();
  guest.state.memory = &memory;
  // Zeros are clocks that are due. More of them than the process may have descriptors.
  rlimit before, small;
  ASSERT_EQ(::getrlimit(RLIMIT_NOFILE, &before), 0);
  small = {64, before.rlim_max};
  ASSERT_EQ(::setrlimit(RLIMIT_NOFILE, &small), 0);
  Errno few = guest.call("poll_oneoff", {64, 64, MAX_SUBSCRIPTIONS, 0});
  ASSERT_EQ(::setrlimit(RLIMIT_NOFILE, &before), 0);
  EXPECT_EQ(few, Errno::success);
  uint32_t due;
  std::memcpy(&due, bytes.data(), sizeof due);
  EXPECT_EQ(due, MAX_SUBSCRIPTIONS);
  EXPECT_EQ(guest.call("poll_oneoff", {64, 64, MAX_SUBSCRIPTIONS + 1, 0}), Errno::inval);
}

} // namespace
} // namespace wexn::wasi
