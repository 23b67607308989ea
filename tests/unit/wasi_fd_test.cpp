// Descriptors: rights, reading and writing through lists of buffers, positions, renumbering,
// directories' entries.
#include "tests/unit/wasi_guest.h"

#include <map>
#include <pty.h>
#include <sys/socket.h>

namespace wexn::wasi {
namespace {

class WasiFd : public testing::Test {
protected:
  WasiFd() {
    top.write("file", "0123456789");
    dir = guest.preopen(top.path(), "/data");
  }
  uint32_t open(std::string_view path, uint32_t oflags = 0, uint64_t base = Guest::FILE_RIGHTS,
                uint64_t inheriting = 0, uint32_t fdflags = 0) {
    uint32_t fd = ~0u;
    EXPECT_EQ(guest.open_fd(dir, path, oflags, base, fd, LOOKUP_FOLLOW, inheriting, fdflags),
              Errno::success)
        << path;
    return fd;
  }
  Fdstat fdstat(uint32_t fd) {
    EXPECT_EQ(guest.call("fd_fdstat_get", {fd, Guest::OUT}), Errno::success);
    return guest.get<Fdstat>(Guest::OUT);
  }
  Errno seek(uint32_t fd, int64_t offset, uint32_t whence, uint64_t &position) {
    Errno e = guest.call("fd_seek", {fd, static_cast<uint64_t>(offset), whence, Guest::OUT});
    position = guest.get<uint64_t>(Guest::OUT);
    return e;
  }

  TempDir top;
  Guest guest;
  uint32_t dir;
};

TEST_F(WasiFd, BadNumbers) {
  for (uint64_t fd : {7ull, 1000ull, 0xffffffffull, 0x7fffffffull}) {
    EXPECT_EQ(guest.call("fd_close", {fd}), Errno::badf);
    EXPECT_EQ(guest.call("fd_fdstat_get", {fd, Guest::OUT}), Errno::badf);
    EXPECT_EQ(guest.call("fd_read", {fd, Guest::OUT2, 0, Guest::OUT}), Errno::badf);
    EXPECT_EQ(guest.call("fd_prestat_get", {fd, Guest::OUT}), Errno::badf);
    EXPECT_EQ(guest.call("fd_renumber", {fd, dir}), Errno::badf);
    EXPECT_EQ(guest.call("fd_renumber", {dir, fd}), Errno::badf);
    EXPECT_EQ(guest.open(static_cast<uint32_t>(fd), "file"), Errno::badf);
  }
}

TEST_F(WasiFd, PrestatNamesPreopensOnly) {
  ASSERT_EQ(guest.call("fd_prestat_get", {dir, Guest::OUT}), Errno::success);
  Prestat stat = guest.get<Prestat>(Guest::OUT);
  EXPECT_EQ(stat.tag, PREOPEN_DIRECTORY);
  ASSERT_EQ(stat.name_bytes, 5u);
  EXPECT_EQ(guest.call("fd_prestat_dir_name", {dir, Guest::TEXT, 5}), Errno::success);
  EXPECT_EQ(guest.text(Guest::TEXT, 6), "/data\xa5");
  EXPECT_EQ(guest.call("fd_prestat_dir_name", {dir, Guest::TEXT, 4}), Errno::nametoolong);
  EXPECT_EQ(guest.call("fd_prestat_dir_name", {dir, Guest::TEXT, 100}), Errno::success);
  EXPECT_EQ(guest.call("fd_prestat_dir_name", {dir, Guest::END - 4, 5}), Errno::fault);
  uint32_t same = open(".", OPEN_DIRECTORY, Guest::READ_RIGHTS);
  EXPECT_EQ(guest.call("fd_prestat_get", {same, Guest::OUT}), Errno::badf);
  EXPECT_EQ(guest.call("fd_prestat_dir_name", {same, Guest::TEXT, 5}), Errno::badf);
}

TEST_F(WasiFd, ReadsAndWritesThroughManyBuffers) {
  uint32_t fd = open("file");
  // Three buffers, one of them empty with an address that is nowhere.
  GuestIoVec vecs[] = {{Guest::BUFFER, 3}, {0xffffffff, 0}, {Guest::BUFFER + 10, 4}};
  guest.put_value(Guest::TEXT, vecs);
  ASSERT_EQ(guest.call("fd_read", {fd, Guest::TEXT, 3, Guest::OUT}), Errno::success);
  EXPECT_EQ(guest.get<uint32_t>(Guest::OUT), 7u);
  EXPECT_EQ(guest.text(Guest::BUFFER, 4), "012\xa5");
  EXPECT_EQ(guest.text(Guest::BUFFER + 10, 5), "3456\xa5");
  ASSERT_EQ(guest.call("fd_read", {fd, Guest::TEXT, 3, Guest::OUT}), Errno::success);
  EXPECT_EQ(guest.get<uint32_t>(Guest::OUT), 3u);
  ASSERT_EQ(guest.call("fd_read", {fd, Guest::TEXT, 3, Guest::OUT}), Errno::success);
  EXPECT_EQ(guest.get<uint32_t>(Guest::OUT), 0u);
  EXPECT_EQ(guest.call("fd_write", {fd, Guest::TEXT, 3, Guest::OUT}), Errno::success);
  EXPECT_EQ(top.read("file"), "01234567897893456");
  EXPECT_EQ(guest.call("fd_read", {fd, Guest::TEXT, 0, Guest::OUT}), Errno::success);
}

TEST_F(WasiFd, BuffersMustLieInMemory) {
  uint32_t fd = open("file");
  auto read_into = [&](uint32_t address, uint32_t size) {
    guest.put_value(Guest::TEXT, GuestIoVec{address, size});
    return guest.call("fd_read", {fd, Guest::TEXT, 1, Guest::OUT});
  };
  EXPECT_EQ(read_into(Guest::END - 2, 3), Errno::fault);
  EXPECT_EQ(read_into(0xffffffff, 1), Errno::fault);
  EXPECT_EQ(read_into(1, 0xffffffff), Errno::fault);
  EXPECT_EQ(read_into(Guest::END, 0), Errno::success);
  EXPECT_EQ(read_into(Guest::END - 2, 2), Errno::success);
  // The list itself.
  EXPECT_EQ(guest.call("fd_read", {fd, Guest::END - 7, 1, Guest::OUT}), Errno::fault);
  for (uint32_t i = 0; i < IoVecs::MAX; i++)
    guest.put_value(Guest::TEXT + i * 8, GuestIoVec{Guest::BUFFER, 1});
  EXPECT_EQ(guest.call("fd_read", {fd, Guest::TEXT, 1024, Guest::OUT}), Errno::success);
  EXPECT_EQ(guest.call("fd_read", {fd, Guest::TEXT, 0x20000000, Guest::OUT}), Errno::fault);
  EXPECT_EQ(guest.call("fd_read", {fd, Guest::TEXT, 0xffffffff, Guest::OUT}), Errno::fault);
  // The result: nothing is read when it cannot be told.
  uint64_t before, after;
  ASSERT_EQ(seek(fd, 0, WHENCE_CUR, before), Errno::success);
  EXPECT_EQ(guest.call("fd_read", {fd, Guest::TEXT, 1, Guest::END - 3}), Errno::fault);
  ASSERT_EQ(seek(fd, 0, WHENCE_CUR, after), Errno::success);
  EXPECT_EQ(before, after);
}

TEST_F(WasiFd, MoreBuffersThanTheHostTakes) {
  // 4,000 empty buffers, then 2,000 of one byte each.
  constexpr uint32_t COUNT = 6000;
  for (uint32_t i = 0; i < COUNT; i++)
    guest.put_value(Guest::TEXT + i * 8, GuestIoVec{0xf000 + (i & 1), i < 4000 ? 0u : 1u});
  guest.put(0xf000, "xy");
  uint32_t fd = open("many", OPEN_CREAT);
  ASSERT_EQ(guest.call("fd_write", {fd, Guest::TEXT, COUNT, Guest::OUT}), Errno::success);
  EXPECT_EQ(guest.get<uint32_t>(Guest::OUT), 1024u);
  std::string text = top.read("many");
  ASSERT_EQ(text.size(), 1024u);
  EXPECT_EQ(text.substr(0, 4), "xyxy");
}

TEST_F(WasiFd, PositionsAndPread) {
  uint32_t fd = open("file");
  uint64_t at;
  EXPECT_EQ(seek(fd, 4, WHENCE_SET, at), Errno::success);
  EXPECT_EQ(at, 4u);
  EXPECT_EQ(seek(fd, -1, WHENCE_CUR, at), Errno::success);
  EXPECT_EQ(at, 3u);
  EXPECT_EQ(seek(fd, -2, WHENCE_END, at), Errno::success);
  EXPECT_EQ(at, 8u);
  EXPECT_EQ(seek(fd, -1, WHENCE_SET, at), Errno::inval);
  EXPECT_EQ(seek(fd, 0, 3, at), Errno::inval);
  EXPECT_EQ(guest.call("fd_tell", {fd, Guest::OUT}), Errno::success);
  EXPECT_EQ(guest.get<uint64_t>(Guest::OUT), 8u);

  guest.put_value(Guest::OUT2, GuestIoVec{Guest::BUFFER, 3});
  EXPECT_EQ(guest.call("fd_pread", {fd, Guest::OUT2, 1, 2, Guest::OUT}), Errno::success);
  EXPECT_EQ(guest.text(Guest::BUFFER, 3), "234");
  guest.put(Guest::BUFFER, "abc");
  EXPECT_EQ(guest.call("fd_pwrite", {fd, Guest::OUT2, 1, 9, Guest::OUT}), Errno::success);
  EXPECT_EQ(top.read("file"), "012345678abc");
  EXPECT_EQ(guest.call("fd_tell", {fd, Guest::OUT}), Errno::success);
  EXPECT_EQ(guest.get<uint64_t>(Guest::OUT), 8u);
  EXPECT_EQ(guest.call("fd_pread", {fd, Guest::OUT2, 1, uint64_t{1} << 63, Guest::OUT}),
            Errno::inval);
  EXPECT_EQ(guest.call("fd_pwrite", {fd, Guest::OUT2, 1, ~uint64_t{0}, Guest::OUT}), Errno::inval);

  // In wasi_unstable the three origins have other numbers.
  guest.context.snapshot0 = true;
  EXPECT_EQ(seek(fd, 5, 2, at), Errno::success);
  EXPECT_EQ(at, 5u);
  EXPECT_EQ(seek(fd, 1, 0, at), Errno::success);
  EXPECT_EQ(at, 6u);
  EXPECT_EQ(seek(fd, 0, 1, at), Errno::success);
  EXPECT_EQ(at, 12u);
}

TEST_F(WasiFd, SizesAndTimes) {
  uint32_t fd = open("file");
  EXPECT_EQ(guest.call("fd_filestat_set_size", {fd, 4}), Errno::success);
  EXPECT_EQ(top.read("file"), "0123");
  EXPECT_EQ(guest.call("fd_filestat_set_size", {fd, uint64_t{1} << 63}), Errno::fbig);
  EXPECT_EQ(guest.call("fd_allocate", {fd, 0, 20}), Errno::success);
  EXPECT_EQ(top.read("file").size(), 20u);
  EXPECT_EQ(guest.call("fd_allocate", {fd, 0, 0}), Errno::inval);
  EXPECT_EQ(guest.call("fd_allocate", {fd, ~uint64_t{0}, 1}), Errno::fbig);
  for (uint32_t advice = 0; advice < 6; advice++)
    EXPECT_EQ(guest.call("fd_advise", {fd, 0, 10, advice}), Errno::success);
  EXPECT_EQ(guest.call("fd_advise", {fd, 0, 10, 6}), Errno::inval);
  EXPECT_EQ(guest.call("fd_advise", {fd, ~uint64_t{0}, 10, 0}), Errno::inval);
  EXPECT_EQ(guest.call("fd_sync", {fd}), Errno::success);
  EXPECT_EQ(guest.call("fd_datasync", {fd}), Errno::success);
  EXPECT_EQ(
      guest.call("fd_filestat_set_times", {fd, 1'000'000'001, 2'000'000'002, FST_ATIM | FST_MTIM}),
      Errno::success);
  EXPECT_EQ(guest.call("fd_filestat_set_times", {fd, 0, 0, FST_ATIM | FST_ATIM_NOW}), Errno::inval);
  ASSERT_EQ(guest.call("fd_filestat_get", {fd, Guest::OUT}), Errno::success);
  struct stat host;
  ASSERT_EQ(::stat((top / "file").c_str(), &host), 0);
  Filestat stat = guest.get<Filestat>(Guest::OUT);
  EXPECT_EQ(stat.dev, host.st_dev);
  EXPECT_EQ(stat.ino, host.st_ino);
  EXPECT_EQ(stat.filetype, FileType::regular_file);
  EXPECT_EQ(stat.nlink, 1u);
  EXPECT_EQ(stat.size, 20u);
  EXPECT_EQ(stat.atim, 1'000'000'001u);
  EXPECT_EQ(stat.mtim, 2'000'000'002u);

  // wasi_unstable's layout is 8 bytes shorter; what is behind stays as it was.
  guest.put(Guest::OUT, std::string(64, '\xa5'));
  guest.context.snapshot0 = true;
  ASSERT_EQ(guest.call("fd_filestat_get", {fd, Guest::OUT}), Errno::success);
  EXPECT_EQ(guest.get<uint32_t>(Guest::OUT + 20), 1u);
  EXPECT_EQ(guest.get<uint64_t>(Guest::OUT + 24), 20u);
  EXPECT_EQ(guest.get<uint64_t>(Guest::OUT + 40), 2'000'000'002u);
  EXPECT_EQ(guest.text(Guest::OUT + 56, 8), std::string(8, '\xa5'));
}

TEST_F(WasiFd, FlagsAreKeptAndChanged) {
  uint32_t fd = open("file", 0, Guest::FILE_RIGHTS, 0, FD_APPEND | FD_SYNC);
  EXPECT_EQ(fdstat(fd).flags, FD_APPEND | FD_SYNC);
  uint32_t written;
  EXPECT_EQ(guest.write(fd, "end", written), Errno::success);
  EXPECT_EQ(top.read("file"), "0123456789end");
  EXPECT_EQ(guest.call("fd_fdstat_set_flags", {fd, FD_SYNC}), Errno::success);
  EXPECT_EQ(fdstat(fd).flags, FD_SYNC);
  uint64_t at;
  EXPECT_EQ(seek(fd, 0, WHENCE_SET, at), Errno::success);
  EXPECT_EQ(guest.write(fd, "ABC", written), Errno::success);
  EXPECT_EQ(top.read("file"), "ABC3456789end");
  EXPECT_EQ(guest.call("fd_fdstat_set_flags", {fd, FD_SYNC | FD_NONBLOCK}), Errno::success);
  EXPECT_EQ(guest.call("fd_fdstat_set_flags", {fd, 0}), Errno::notsup); // cannot be turned off
  EXPECT_EQ(guest.call("fd_fdstat_set_flags", {fd, 32}), Errno::inval);
}

TEST_F(WasiFd, RightsAreThoseThatApply) {
  Fdstat stat = fdstat(dir);
  EXPECT_EQ(stat.filetype, FileType::directory);
  EXPECT_EQ(stat.base & (Right::fd_read | Right::fd_write | Right::fd_seek | Right::fd_tell), 0u);
  EXPECT_EQ(stat.base & Right::path_open, Right::path_open);
  EXPECT_EQ(stat.inheriting, ALL_RIGHTS);

  stat = fdstat(open("file"));
  EXPECT_EQ(stat.filetype, FileType::regular_file);
  EXPECT_EQ(stat.base, Guest::FILE_RIGHTS);
  EXPECT_EQ(stat.inheriting, 0u);
  stat = fdstat(open("file", 0, Right::fd_read | Right::fd_seek | Right::path_open));
  EXPECT_EQ(stat.base, Right::fd_read | Right::fd_seek);
  EXPECT_EQ(guest.open(dir, "file", 0, ALL_RIGHTS + 1), Errno::inval); // no such right
}

TEST_F(WasiFd, RightsAreEnforced) {
  uint32_t fd = open("file", 0, Right::fd_read);
  std::string text;
  uint32_t written;
  uint64_t at;
  EXPECT_EQ(guest.read(fd, text, 2), Errno::success);
  EXPECT_EQ(guest.write(fd, "x", written), Errno::notcapable);
  EXPECT_EQ(seek(fd, 1, WHENCE_SET, at), Errno::notcapable);
  EXPECT_EQ(seek(fd, 0, WHENCE_CUR, at), Errno::notcapable);
  EXPECT_EQ(guest.call("fd_tell", {fd, Guest::OUT}), Errno::notcapable);
  guest.put_value(Guest::OUT2, GuestIoVec{Guest::BUFFER, 3});
  EXPECT_EQ(guest.call("fd_pread", {fd, Guest::OUT2, 1, 0, Guest::OUT}), Errno::notcapable);
  EXPECT_EQ(guest.call("fd_filestat_get", {fd, Guest::OUT}), Errno::notcapable);
  EXPECT_EQ(guest.call("fd_filestat_set_size", {fd, 0}), Errno::notcapable);
  EXPECT_EQ(guest.call("fd_sync", {fd}), Errno::notcapable);
  EXPECT_EQ(guest.call("fd_advise", {fd, 0, 0, 0}), Errno::notcapable);
  EXPECT_EQ(guest.call("fd_fdstat_set_flags", {fd, FD_APPEND}), Errno::notcapable);

  // fd_tell alone suffices to ask for the position.
  fd = open("file", 0, Right::fd_read | Right::fd_tell);
  EXPECT_EQ(seek(fd, 0, WHENCE_CUR, at), Errno::success);
  EXPECT_EQ(seek(fd, 1, WHENCE_CUR, at), Errno::notcapable);
  EXPECT_EQ(seek(fd, 0, WHENCE_SET, at), Errno::notcapable);
  // fd_seek includes it.
  fd = open("file", 0, Right::fd_read | Right::fd_seek);
  EXPECT_EQ(seek(fd, 0, WHENCE_CUR, at), Errno::success);

  // Rights can be given up, and do not come back.
  fd = open("file");
  EXPECT_EQ(guest.call("fd_fdstat_set_rights", {fd, Right::fd_read, 0}), Errno::success);
  EXPECT_EQ(guest.write(fd, "x", written), Errno::notcapable);
  EXPECT_EQ(guest.call("fd_fdstat_set_rights", {fd, Right::fd_read | Right::fd_write, 0}),
            Errno::notcapable);
  EXPECT_EQ(guest.call("fd_fdstat_set_rights", {fd, Right::fd_read, Right::fd_read}),
            Errno::notcapable);
}

TEST_F(WasiFd, RightsOfDirectoriesAreInherited) {
  std::filesystem::create_directory(top / "sub");
  top.write("sub/f", "text");
  uint64_t base = Right::path_open | Right::fd_readdir;
  uint32_t sub = open("sub", OPEN_DIRECTORY, base, Right::fd_read | Right::path_open);
  uint32_t other = open("sub", OPEN_DIRECTORY, base, Right::fd_read | Right::fd_write);
  EXPECT_EQ(fdstat(sub).base, base);
  EXPECT_EQ(fdstat(sub).inheriting, Right::fd_read | Right::path_open);
  EXPECT_EQ(guest.open(sub, "f", 0, Right::fd_read), Errno::success);
  EXPECT_EQ(guest.open(sub, "f", 0, Right::fd_write), Errno::notcapable);
  EXPECT_EQ(guest.open(sub, "f", 0, Right::fd_read | Right::fd_tell), Errno::notcapable);
  EXPECT_EQ(guest.open(sub, "f", OPEN_TRUNC, Right::fd_read), Errno::notcapable);
  // Who may write may empty, even without the right to ask for that by name. Go asks so.
  EXPECT_EQ(guest.open(other, "f", OPEN_TRUNC, Right::fd_read), Errno::notcapable);
  EXPECT_EQ(guest.open(other, "f", OPEN_TRUNC, Right::fd_write), Errno::success);
  EXPECT_EQ(top.read("sub/f"), "");
  top.write("sub/f", "text");
  EXPECT_EQ(guest.open(sub, "g", OPEN_CREAT, Right::fd_read), Errno::notcapable);
  uint32_t fd;
  EXPECT_EQ(guest.open_fd(sub, "f", 0, 0, fd, 0, Right::fd_write), Errno::notcapable);
  EXPECT_EQ(guest.open_fd(sub, "f", 0, 0, fd, 0, 0, FD_SYNC), Errno::notcapable);
  EXPECT_EQ(guest.open_fd(sub, "f", 0, 0, fd, 0, 0, FD_DSYNC), Errno::notcapable);
  EXPECT_EQ(guest.path_call("path_create_directory", sub, "d"), Errno::notcapable);
  EXPECT_EQ(guest.path_call("path_unlink_file", sub, "f"), Errno::notcapable);
  EXPECT_EQ(guest.path_call("path_remove_directory", sub, "f"), Errno::notcapable);
  EXPECT_EQ(guest.two_paths(sub, "f", dir, "f"), Errno::notcapable);
  EXPECT_EQ(guest.two_paths(dir, "file", sub, "f"), Errno::notcapable);
  EXPECT_EQ(guest.link(sub, "f", dir, "f"), Errno::notcapable);
  EXPECT_EQ(guest.link(dir, "file", sub, "h"), Errno::notcapable);
  EXPECT_EQ(guest.symlink("f", sub, "s"), Errno::notcapable);
  EXPECT_EQ(guest.stat(sub, "f"), Errno::notcapable);
  std::string text;
  EXPECT_EQ(guest.readlink(sub, "f", text), Errno::notcapable);
  guest.put(Guest::TEXT, "f");
  EXPECT_EQ(guest.call("path_filestat_set_times", {sub, 0, Guest::TEXT, 1, 0, 0, FST_MTIM_NOW}),
            Errno::notcapable);
  EXPECT_EQ(top.read("sub/f"), "text");
}

TEST_F(WasiFd, WrongTypesHaveTheHostsErrors) {
  uint32_t fd = open("file");
  EXPECT_EQ(guest.open(fd, "x"), Errno::notdir);
  EXPECT_EQ(guest.path_call("path_create_directory", fd, "x"), Errno::notdir);
  EXPECT_EQ(guest.call("fd_readdir", {fd, Guest::BUFFER, 100, 0, Guest::OUT}), Errno::notdir);
  EXPECT_EQ(guest.call("sock_shutdown", {fd, 1}), Errno::notsock);
  EXPECT_EQ(guest.call("sock_accept", {fd, 0, Guest::OUT}), Errno::notsock);
  std::string text;
  uint32_t written;
  uint64_t at;
  EXPECT_EQ(guest.read(dir, text), Errno::isdir);
  EXPECT_EQ(guest.write(dir, "x", written), Errno::isdir);
  EXPECT_EQ(seek(dir, 0, WHENCE_SET, at), Errno::isdir);
  EXPECT_EQ(guest.call("fd_filestat_set_size", {dir, 0}), Errno::isdir);

  int pipe_fds[2];
  ASSERT_EQ(::pipe(pipe_fds), 0);
  uint32_t number = 40;
  ASSERT_EQ(add_stdio(guest.state, pipe_fds[0], number), Errno::success);
  EXPECT_EQ(fdstat(number).filetype, FileType::unknown);
  EXPECT_EQ(seek(number, 0, WHENCE_CUR, at), Errno::spipe);
  EXPECT_EQ(guest.write(number, "x", written), Errno::notcapable);
  EXPECT_EQ(guest.call("fd_close", {number}), Errno::success);
  EXPECT_EQ(::close(pipe_fds[0]), 0) << "a standard descriptor is not closed with its number";
  ::close(pipe_fds[1]);
}

TEST_F(WasiFd, TerminalsAreTold) {
  int master, slave;
  if (::openpty(&master, &slave, nullptr, nullptr, nullptr) != 0)
    GTEST_SKIP() << "there are no pseudo terminals here";
  ASSERT_EQ(add_stdio(guest.state, slave, 0), Errno::success);
  Fdstat stat = fdstat(0);
  EXPECT_EQ(stat.filetype, FileType::character_device);
  EXPECT_EQ(stat.base & (Right::fd_seek | Right::fd_tell), 0u);
  EXPECT_EQ(stat.base & (Right::fd_read | Right::fd_write), Right::fd_read | Right::fd_write);
  int null = ::open("/dev/null", O_RDWR);
  ASSERT_EQ(add_stdio(guest.state, null, 1), Errno::success);
  EXPECT_EQ(fdstat(1).base & (Right::fd_seek | Right::fd_tell), Right::fd_seek | Right::fd_tell);
  ::close(null);
  ::close(master);
  ::close(slave);
}

TEST_F(WasiFd, RenumberReplaces) {
  uint32_t a = open("file"), b = open("b", OPEN_CREAT);
  int host = guest.state.table.find(b)->fd;
  EXPECT_EQ(guest.call("fd_renumber", {a, a}), Errno::success);
  EXPECT_EQ(guest.call("fd_renumber", {a, b}), Errno::success);
  EXPECT_EQ(::fcntl(host, F_GETFD), -1) << "what was there is closed";
  EXPECT_EQ(guest.call("fd_close", {a}), Errno::badf);
  std::string text;
  EXPECT_EQ(guest.read(b, text), Errno::success);
  EXPECT_EQ(text, "0123456789");
  EXPECT_EQ(guest.call("fd_renumber", {b, a}), Errno::badf) << "the target must be open";

  // Over a standard descriptor, which stays open for the host.
  int null = ::open("/dev/null", O_RDWR);
  ASSERT_EQ(add_stdio(guest.state, null, 41), Errno::success);
  EXPECT_EQ(guest.call("fd_renumber", {b, 41}), Errno::success);
  EXPECT_EQ(::close(null), 0);
  EXPECT_EQ(guest.call("fd_renumber", {b, 41}), Errno::badf);

  // Over a preopen: the number then is no preopen any more, and reaches no further than before.
  std::filesystem::create_directory(top / "sub");
  uint32_t sub = open("sub", OPEN_DIRECTORY, Right::path_open, Right::fd_read);
  EXPECT_EQ(guest.call("fd_renumber", {sub, dir}), Errno::success);
  EXPECT_EQ(guest.call("fd_prestat_get", {dir, Guest::OUT}), Errno::badf);
  EXPECT_EQ(guest.open(dir, "../file", 0, Right::fd_read), Errno::notcapable);
  EXPECT_EQ(guest.open(dir, "file", 0, Right::fd_read), Errno::noent);
}

TEST_F(WasiFd, NumbersAreReused) {
  for (uint32_t number = 0; number < FIRST_GIVEN; number++) // this guest has no standard ones
    EXPECT_EQ(open("file"), number);
  uint32_t a = open("file"), b = open("file"), c = open("file");
  EXPECT_EQ(b, a + 1);
  EXPECT_EQ(c, a + 2);
  EXPECT_EQ(guest.call("fd_close", {b}), Errno::success);
  EXPECT_EQ(guest.call("fd_close", {b}), Errno::badf);
  EXPECT_EQ(open("file"), b);
  for (int i = 0; i < 100; i++)
    open("file");
  EXPECT_EQ(open("file"), c + 101);
}

// All entries, read with a buffer of `room` bytes at a time.
std::map<std::string, Dirent> list(Guest &guest, uint32_t dir, uint32_t room) {
  std::map<std::string, Dirent> entries;
  uint64_t cookie = 0;
  for (;;) {
    Errno e = guest.call("fd_readdir", {dir, Guest::BUFFER, room, cookie, Guest::OUT});
    EXPECT_EQ(e, Errno::success);
    uint32_t used = guest.get<uint32_t>(Guest::OUT);
    EXPECT_LE(used, room);
    if (e != Errno::success || used > room)
      return entries;
    uint32_t at = 0;
    while (at + sizeof(Dirent) <= used) {
      Dirent entry = guest.get<Dirent>(Guest::BUFFER + at);
      at += static_cast<uint32_t>(sizeof entry);
      if (at + entry.name_bytes > used)
        break; // cut off
      std::string name = guest.text(Guest::BUFFER + at, entry.name_bytes);
      EXPECT_EQ(entries.count(name), 0u) << name;
      entries[name] = entry;
      cookie = entry.next;
      EXPECT_NE(cookie, 0u);
      at += entry.name_bytes;
    }
    if (used < room)
      return entries;
  }
}

TEST_F(WasiFd, DirectoriesAreListed) {
  std::filesystem::create_directory(top / "sub");
  std::filesystem::create_symlink("file", top / "link");
  for (int i = 0; i < 500; i++)
    top.write("a_file_with_a_longer_name_" + std::to_string(i), "");
  for (uint32_t room : {300u, 301u, 4096u, 32768u}) {
    auto entries = list(guest, dir, room);
    EXPECT_EQ(entries.size(), 505u) << room; // 500, file, sub, link, ., ..
    EXPECT_EQ(entries["file"].type, FileType::regular_file);
    EXPECT_EQ(entries["sub"].type, FileType::directory);
    EXPECT_EQ(entries["link"].type, FileType::symbolic_link);
    struct stat st;
    ASSERT_EQ(::stat((top / "file").c_str(), &st), 0);
    EXPECT_EQ(entries["file"].ino, st.st_ino);
    EXPECT_EQ(entries[".."].ino, entries["."].ino) << "what is outside is not told";
  }
  EXPECT_EQ(guest.call("fd_readdir", {dir, Guest::BUFFER, 0, 0, Guest::OUT}), Errno::success);
  EXPECT_EQ(guest.get<uint32_t>(Guest::OUT), 0u);
  EXPECT_EQ(guest.call("fd_readdir", {dir, Guest::BUFFER, 5, 0, Guest::OUT}), Errno::success);
  EXPECT_EQ(guest.get<uint32_t>(Guest::OUT), 5u) << "a full buffer means that there is more";
  EXPECT_EQ(guest.call("fd_readdir", {dir, Guest::BUFFER, 100, ~uint64_t{0}, Guest::OUT}),
            Errno::inval);
  EXPECT_EQ(guest.call("fd_readdir", {dir, Guest::END - 10, 11, 0, Guest::OUT}), Errno::fault);
}

TEST_F(WasiFd, ListingGoesOnAfterRemovals) {
  for (int i = 0; i < 200; i++)
    top.write("n" + std::to_string(i), "");
  // Removes each entry as soon as it has been listed; none is missed.
  uint64_t cookie = 0;
  unsigned removed = 0;
  for (;;) {
    ASSERT_EQ(guest.call("fd_readdir", {dir, Guest::BUFFER, 256, cookie, Guest::OUT}),
              Errno::success);
    uint32_t used = guest.get<uint32_t>(Guest::OUT), at = 0;
    std::vector<std::string> names;
    while (at + sizeof(Dirent) <= used) {
      Dirent entry = guest.get<Dirent>(Guest::BUFFER + at);
      at += static_cast<uint32_t>(sizeof entry);
      if (at + entry.name_bytes > used)
        break;
      names.push_back(guest.text(Guest::BUFFER + at, entry.name_bytes));
      cookie = entry.next;
      at += entry.name_bytes;
    }
    for (const std::string &name : names)
      if (name[0] == 'n') {
        EXPECT_EQ(guest.path_call("path_unlink_file", dir, name), Errno::success);
        removed++;
      }
    if (used < 256)
      break;
  }
  EXPECT_EQ(removed, 200u);
}

} // namespace
} // namespace wexn::wasi
