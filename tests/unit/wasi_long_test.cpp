// Calls that move much go on in pieces, and end behind one if the guest is to end: what they do
// otherwise is what one call of the system does.
#include "runtime/wasi/signals.h"
#include "tests/unit/wasi_guest.h"

#include <sys/resource.h>
#include <wexn/wexn.h>

namespace wexn::wasi {
namespace {

constexpr uint32_t MB = 1 << 20;
constexpr uint32_t SIZE = 13 * MB + 123; // some pieces, and no whole number of them
// Buffers of the guest: odd sizes, some larger than a piece, some empty.
constexpr uint32_t BUFFERS[] = {1, 3 * MB + 7, 0, 6 * MB + 1, 4099, 0, 17, 4 * MB, 5};
constexpr uint32_t AT = 0x20000;

class WasiLong : public testing::Test {
protected:
  WasiLong() : guest(20 * MB) {
    dir = guest.preopen(top.path(), "/");
    for (uint32_t i = 0; i < SIZE; i++)
      text += static_cast<char>(i * 2654435761u >> 24);
    uint32_t address = AT, i = 0;
    for (uint32_t size : BUFFERS) {
      guest.put_value(Guest::TEXT2 + 8 * i++, GuestIoVec{address, size});
      address += size + 3; // not one behind the other
      room += size;
    }
  }
  ~WasiLong() override { wexn_store_delete(store); }

  uint32_t open(std::string_view name, uint32_t oflags = 0, uint32_t fdflags = 0) {
    uint32_t fd = ~0u;
    EXPECT_EQ(guest.open_fd(dir, name, oflags, Guest::FILE_RIGHTS, fd, 0, 0, fdflags),
              Errno::success);
    return fd;
  }
  uint32_t moved(const char *function, uint32_t fd) {
    EXPECT_EQ(guest.call(function, {fd, Guest::TEXT2, std::size(BUFFERS), Guest::OUT}),
              Errno::success);
    return guest.get<uint32_t>(Guest::OUT);
  }
  uint32_t moved(const char *function, uint32_t fd, uint64_t offset) {
    EXPECT_EQ(guest.call(function, {fd, Guest::TEXT2, std::size(BUFFERS), offset, Guest::OUT}),
              Errno::success);
    return guest.get<uint32_t>(Guest::OUT);
  }
  uint64_t position(uint32_t fd) {
    EXPECT_EQ(guest.call("fd_tell", {fd, Guest::OUT}), Errno::success);
    return guest.get<uint64_t>(Guest::OUT);
  }
  // What is in the buffers, and into them.
  std::string gathered() const {
    std::string all;
    uint32_t address = AT;
    for (uint32_t size : BUFFERS) {
      all += guest.text(address, size);
      address += size + 3;
    }
    return all;
  }
  void scatter(std::string_view from) {
    uint32_t address = AT;
    for (uint32_t size : BUFFERS) {
      guest.put(address, from.substr(0, size));
      from.remove_prefix(std::min<size_t>(size, from.size()));
      address += size + 3;
    }
  }
  // From here on an interrupt waits. Functions have to be called without their entry, which would
  // end the guest's code.
  void interrupt() {
    guest.state.store = store = wexn_store_new(nullptr);
    ASSERT_TRUE(wexn_store_enable_interrupts(store) && wexn_interrupt(store));
  }
  template <auto FN, typename... Ps> Errno call(std::initializer_list<uint64_t> args) {
    wexn_slot slots[16], *next = slots;
    for (uint64_t arg : args)
      (next++)->i64 = static_cast<int64_t>(arg);
    Arguments in(guest.context, slots);
    std::tuple<Ps...> taken{Param<Ps>::take(in)...};
    EXPECT_EQ(in.error, Errno::success);
    return std::apply([&](Ps &...arg) { return FN(guest.context, std::move(arg)...); }, taken);
  }
  template <auto FN, uint64_t... RIGHTS> Errno move_once(uint32_t fd) {
    return call<FN, Handle<RIGHTS...>, IoVecs, Out<uint32_t>>(
        {fd, Guest::TEXT2, std::size(BUFFERS), Guest::OUT});
  }
  template <auto FN, uint64_t... RIGHTS> Errno move_once_at(uint32_t fd, uint64_t offset) {
    return call<FN, Handle<RIGHTS...>, IoVecs, uint64_t, Out<uint32_t>>(
        {fd, Guest::TEXT2, std::size(BUFFERS), offset, Guest::OUT});
  }

  TempDir top;
  Guest guest;
  wexn_store *store = nullptr;
  uint32_t dir;
  uint32_t room = 0;
  std::string text;
};

TEST_F(WasiLong, Reads) {
  ASSERT_LT(SIZE, room);
  top.write("f", text);
  uint32_t fd = open("f");
  ASSERT_EQ(moved("fd_read", fd), SIZE);
  EXPECT_EQ(position(fd), SIZE);
  EXPECT_TRUE(gathered().substr(0, SIZE) == text);
  EXPECT_EQ(moved("fd_read", fd), 0u);

  ASSERT_EQ(moved("fd_pread", fd, 5), SIZE - 5);
  EXPECT_TRUE(gathered().substr(0, SIZE - 5) == text.substr(5));
  EXPECT_EQ(position(fd), SIZE);
  EXPECT_EQ(moved("fd_pread", fd, SIZE), 0u);

  top.write("f", text + text);
  ASSERT_EQ(moved("fd_pread", fd, 0), room);
  EXPECT_TRUE(gathered() == (text + text).substr(0, room));
}

TEST_F(WasiLong, Writes) {
  scatter(text + text);
  const std::string all = (text + text).substr(0, room);
  uint32_t fd = open("f", OPEN_CREAT);
  ASSERT_EQ(moved("fd_write", fd), room);
  EXPECT_EQ(position(fd), room);
  EXPECT_TRUE(top.read("f") == all);
  ASSERT_EQ(moved("fd_pwrite", fd, 9), room);
  EXPECT_TRUE(top.read("f") == all.substr(0, 9) + all);
  EXPECT_EQ(position(fd), room);

  top.write("log", "before");
  ASSERT_EQ(moved("fd_write", open("log", 0, FD_APPEND)), room);
  EXPECT_TRUE(top.read("log") == "before" + all);
}

// What has been moved counts; what went wrong comes with the next call, and no signal with either.
TEST_F(WasiLong, LimitOfAFileInALaterPiece) {
  uint32_t fd = open("f", OPEN_CREAT);
  for (uint32_t limit : {9 * MB, 8 * MB}) { // within a piece, and at the end of one
    ASSERT_EQ(guest.call("fd_filestat_set_size", {fd, 0}), Errno::success);
    rlimit before, small;
    ASSERT_EQ(::getrlimit(RLIMIT_FSIZE, &before), 0);
    small = {limit, before.rlim_max};
    ASSERT_EQ(::setrlimit(RLIMIT_FSIZE, &small), 0);
    uint32_t fitted = moved("fd_pwrite", fd, 0);
    Errno more = guest.call("fd_pwrite", {fd, Guest::TEXT2, std::size(BUFFERS), limit, Guest::OUT});
    Errno allocated = guest.call("fd_allocate", {fd, 0, 100 * MB});
    ASSERT_EQ(::setrlimit(RLIMIT_FSIZE, &before), 0);
    EXPECT_EQ(fitted, limit);
    EXPECT_EQ(more, Errno::fbig);
    EXPECT_EQ(allocated, Errno::fbig);
    EXPECT_EQ(std::filesystem::file_size(top / "f"), limit);
  }
}

TEST_F(WasiLong, Allocates) {
  uint32_t fd = open("f", OPEN_CREAT);
  for (uint64_t size : {uint64_t{1}, uint64_t{32} * MB, uint64_t{77} * MB + 1}) {
    ASSERT_EQ(guest.call("fd_allocate", {fd, 1, size}), Errno::success);
    struct stat st;
    ASSERT_EQ(::stat((top / "f").c_str(), &st), 0);
    EXPECT_EQ(st.st_size, static_cast<off_t>(size + 1));
    EXPECT_GE(static_cast<uint64_t>(st.st_blocks) * 512, size);
  }
  EXPECT_EQ(guest.call("fd_allocate", {fd, 0, 0}), Errno::inval);
  EXPECT_EQ(guest.call("fd_allocate", {fd, 1, INT64_MAX}), Errno::fbig);
}

// Without the pieces, each does all that it was asked to before the guest ends.
TEST_F(WasiLong, InterruptsEndThem) {
  top.write("f", text);
  top.write("empty", "");
  for (int i = 0; i < 1000; i++)
    top.write("a_file_with_a_longer_name_" + std::to_string(i), "");
  uint32_t fd = open("f"), empty = open("empty");
  interrupt();
  auto some = [&] {
    uint32_t bytes = guest.get<uint32_t>(Guest::OUT);
    return bytes > 0 && bytes < SIZE / 2;
  };
  ASSERT_EQ((move_once<fd_read, Right::fd_read>(fd)), Errno::success);
  EXPECT_TRUE(some());
  ASSERT_EQ((move_once_at<fd_pread, Right::fd_read, Right::fd_seek>(fd, 0)), Errno::success);
  EXPECT_TRUE(some());
  ASSERT_EQ((move_once<fd_write, Right::fd_write>(fd)), Errno::success);
  EXPECT_TRUE(some());
  ASSERT_EQ((move_once_at<fd_pwrite, Right::fd_write, Right::fd_seek>(fd, 0)), Errno::success);
  EXPECT_TRUE(some());
  EXPECT_EQ((call<fd_readdir, Handle<Right::fd_readdir>, Bytes, uint64_t, Out<uint32_t>>(
                {dir, AT, MB, 0, Guest::OUT})),
            Errno::intr);
  EXPECT_EQ(
      (call<fd_allocate, Handle<Right::fd_allocate>, uint64_t, uint64_t>({empty, 0, 128 * MB})),
      Errno::intr);
}

} // namespace
} // namespace wexn::wasi
