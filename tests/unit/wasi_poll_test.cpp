// poll_oneoff: clocks, descriptors, and errors told as events.
#include "tests/unit/wasi_guest.h"

#include <chrono>
#include <csignal>
#include <sys/socket.h>
#include <sys/time.h>

namespace wexn::wasi {
namespace {

constexpr uint64_t MS = 1'000'000;

class WasiPoll : public testing::Test {
protected:
  static Subscription clock(uint64_t userdata, uint32_t id, uint64_t timeout, uint16_t flags = 0) {
    Subscription sub{};
    sub.userdata = userdata;
    sub.type = EVENT_CLOCK;
    sub.clock.id = id;
    sub.clock.timeout = timeout;
    sub.clock.flags = flags;
    return sub;
  }
  static Subscription descriptor(uint64_t userdata, uint8_t type, uint32_t fd) {
    Subscription sub{};
    sub.userdata = userdata;
    sub.type = type;
    sub.fd = fd;
    return sub;
  }
  std::vector<Event> poll(const std::vector<Subscription> &subs, Errno expected = Errno::success) {
    for (size_t i = 0; i < subs.size(); i++)
      guest.put_value(Guest::TEXT + static_cast<uint32_t>(i * sizeof(Subscription)), subs[i]);
    EXPECT_EQ(guest.call("poll_oneoff", {Guest::TEXT, Guest::BUFFER, subs.size(), Guest::OUT}),
              expected);
    std::vector<Event> events;
    if (expected == Errno::success)
      for (uint32_t i = 0; i < guest.get<uint32_t>(Guest::OUT); i++)
        events.push_back(
            guest.get<Event>(Guest::BUFFER + i * static_cast<uint32_t>(sizeof(Event))));
    return events;
  }
  uint64_t now(uint32_t id) {
    EXPECT_EQ(guest.call("clock_time_get", {id, 0, Guest::OUT}), Errno::success);
    return guest.get<uint64_t>(Guest::OUT);
  }

  Guest guest;
};

TEST_F(WasiPoll, ClocksEndTheWait) {
  for (uint32_t id : {CLOCK_REALTIME_ID, CLOCK_MONOTONIC_ID}) {
    uint64_t start = now(CLOCK_MONOTONIC_ID);
    auto events = poll({clock(7, id, 20 * MS), clock(8, id, 60'000 * MS)});
    uint64_t passed = now(CLOCK_MONOTONIC_ID) - start;
    ASSERT_EQ(events.size(), 1u);
    EXPECT_EQ(events[0].userdata, 7u);
    EXPECT_EQ(events[0].type, EVENT_CLOCK);
    EXPECT_EQ(events[0].error, Errno::success);
    EXPECT_GE(passed, 20 * MS);
    EXPECT_LT(passed, 10'000 * MS);
    // Until a point in time.
    uint64_t deadline = now(id) + 10 * MS;
    events = poll({clock(9, id, deadline, SUBCLOCK_ABSTIME)});
    ASSERT_EQ(events.size(), 1u);
    EXPECT_GE(now(id), deadline);
    // In the past: at once, and both.
    events = poll({clock(1, id, 0, SUBCLOCK_ABSTIME), clock(2, id, 0)});
    ASSERT_EQ(events.size(), 2u);
    EXPECT_EQ(events[0].userdata, 1u);
    EXPECT_EQ(events[1].userdata, 2u);
  }
}

TEST_F(WasiPoll, SignalsDoNotEndIt) {
  struct sigaction action{}, before;
  action.sa_handler = [](int) {};
  ASSERT_EQ(::sigaction(SIGALRM, &action, &before), 0);
  itimerval timer{{0, 5000}, {0, 5000}}, off{};
  ::setitimer(ITIMER_REAL, &timer, nullptr);
  uint64_t start = now(CLOCK_MONOTONIC_ID);
  EXPECT_EQ(poll({clock(1, CLOCK_MONOTONIC_ID, 50 * MS)}).size(), 1u);
  EXPECT_GE(now(CLOCK_MONOTONIC_ID) - start, 50 * MS);
  ::setitimer(ITIMER_REAL, &off, nullptr);
  ::sigaction(SIGALRM, &before, nullptr);
}

TEST_F(WasiPoll, DescriptorsBecomeReady) {
  int pair[2];
  ASSERT_EQ(::socketpair(AF_UNIX, SOCK_STREAM, 0, pair), 0);
  ASSERT_EQ(add_socket(guest.state, pair[0]), Errno::success);
  uint32_t fd = FIRST_GIVEN;
  auto events = poll({descriptor(1, EVENT_FD_READ, fd), clock(2, CLOCK_MONOTONIC_ID, 5 * MS)});
  ASSERT_EQ(events.size(), 1u);
  EXPECT_EQ(events[0].userdata, 2u);

  ASSERT_EQ(::write(pair[1], "hello", 5), 5);
  events = poll({descriptor(1, EVENT_FD_READ, fd), clock(2, CLOCK_MONOTONIC_ID, 60'000 * MS),
                 descriptor(3, EVENT_FD_WRITE, fd)});
  ASSERT_EQ(events.size(), 2u);
  EXPECT_EQ(events[0].userdata, 1u);
  EXPECT_EQ(events[0].type, EVENT_FD_READ);
  EXPECT_EQ(events[0].bytes, 5u);
  EXPECT_EQ(events[0].flags, 0u);
  EXPECT_EQ(events[1].userdata, 3u);
  EXPECT_EQ(events[1].type, EVENT_FD_WRITE);

  ::close(pair[1]);
  events = poll({descriptor(1, EVENT_FD_READ, fd)});
  ASSERT_EQ(events.size(), 1u);
  EXPECT_EQ(events[0].flags, EVENT_HANGUP);
}

TEST_F(WasiPoll, FilesAreAlwaysReady) {
  TempDir top;
  top.write("file", "0123456789");
  uint32_t dir = guest.preopen(top.path(), "/"), fd;
  ASSERT_EQ(guest.open_fd(dir, "file", 0, Guest::FILE_RIGHTS, fd), Errno::success);
  std::string text;
  ASSERT_EQ(guest.read(fd, text, 4), Errno::success);
  auto events = poll({descriptor(1, EVENT_FD_READ, fd), descriptor(2, EVENT_FD_WRITE, fd)});
  ASSERT_EQ(events.size(), 2u);
  EXPECT_EQ(events[0].bytes, 6u);
}

TEST_F(WasiPoll, ErrorsAreEvents) {
  TempDir top;
  top.write("file", "x");
  uint32_t dir = guest.preopen(top.path(), "/"), fd;
  ASSERT_EQ(guest.open_fd(dir, "file", 0, Right::fd_read, fd), Errno::success);
  auto events =
      poll({descriptor(1, EVENT_FD_READ, 77), descriptor(2, EVENT_FD_READ, fd), clock(3, 9, 0),
            clock(4, CLOCK_PROCESS_ID, 0), clock(5, CLOCK_MONOTONIC_ID, 60'000 * MS)});
  ASSERT_EQ(events.size(), 4u);
  EXPECT_EQ(events[0].error, Errno::badf);
  EXPECT_EQ(events[1].error, Errno::notcapable);
  EXPECT_EQ(events[2].error, Errno::inval);
  EXPECT_EQ(events[3].error, Errno::notsup);
}

TEST_F(WasiPoll, BadCalls) {
  poll({}, Errno::inval);
  poll({descriptor(1, 3, 0)}, Errno::inval);
  EXPECT_EQ(guest.call("poll_oneoff", {Guest::TEXT, Guest::BUFFER, 0xffffffff, Guest::OUT}),
            Errno::fault);
  EXPECT_EQ(guest.call("poll_oneoff", {Guest::END - 47, Guest::BUFFER, 1, Guest::OUT}),
            Errno::fault);
  EXPECT_EQ(guest.call("poll_oneoff", {Guest::TEXT, Guest::END - 31, 1, Guest::OUT}), Errno::fault);
  EXPECT_EQ(guest.call("poll_oneoff", {Guest::TEXT, Guest::BUFFER, 1, Guest::END}), Errno::fault);
}

TEST_F(WasiPoll, OlderLayout) {
  guest.context.snapshot0 = true;
  SubscriptionSnapshot0 sub{};
  sub.userdata = 5;
  sub.type = EVENT_CLOCK;
  sub.clock.identifier = 99;
  sub.clock.id = CLOCK_MONOTONIC_ID;
  sub.clock.timeout = 5 * MS;
  guest.put_value(Guest::TEXT, sub);
  sub.userdata = 6;
  sub.clock.timeout = 60'000 * MS;
  guest.put_value(Guest::TEXT + 56, sub);
  ASSERT_EQ(guest.call("poll_oneoff", {Guest::TEXT, Guest::BUFFER, 2, Guest::OUT}), Errno::success);
  EXPECT_EQ(guest.get<uint32_t>(Guest::OUT), 1u);
  EXPECT_EQ(guest.get<Event>(Guest::BUFFER).userdata, 5u);
  EXPECT_EQ(guest.get<Event>(Guest::BUFFER).error, Errno::success);
}

} // namespace
} // namespace wexn::wasi
