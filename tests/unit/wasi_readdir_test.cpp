// Positions in directories (telldir, seekdir): small numbers that mean the same entry for as long
// as it is there.
#include "runtime/wasi/limits.h"
#include "tests/unit/wasi_guest.h"

#include <random>
#include <set>

namespace wexn::wasi {
namespace {

struct Entry {
  std::string name;
  uint64_t next;
};

class WasiReaddir : public testing::Test {
protected:
  // One read from `cookie`; the entries that are whole.
  std::vector<Entry> read(uint64_t cookie, uint32_t room = 4096) {
    std::vector<Entry> entries;
    EXPECT_EQ(guest.call("fd_readdir", {dir, Guest::BUFFER, room, cookie, Guest::OUT}),
              Errno::success);
    uint32_t used = guest.get<uint32_t>(Guest::OUT), at = 0;
    while (at + sizeof(Dirent) <= used) {
      Dirent entry = guest.get<Dirent>(Guest::BUFFER + at);
      at += static_cast<uint32_t>(sizeof entry);
      if (at + entry.name_bytes > used)
        break;
      entries.push_back({guest.text(Guest::BUFFER + at, entry.name_bytes), entry.next});
      at += entry.name_bytes;
    }
    return entries;
  }
  std::vector<Entry> list(uint32_t room = 4096) {
    std::vector<Entry> all;
    for (uint64_t cookie = 0;;) {
      std::vector<Entry> some = read(cookie, room);
      if (some.empty())
        return all;
      all.insert(all.end(), some.begin(), some.end());
      cookie = all.back().next;
    }
  }
  // Name of the entry at a position, "" at the end.
  std::string at(uint64_t cookie) {
    std::vector<Entry> entries = read(cookie, 400);
    return entries.empty() ? "" : entries[0].name;
  }

  TempDir top;
  Guest guest;
  uint32_t dir = guest.preopen(top.path(), "/");
};

TEST_F(WasiReaddir, PositionsAreSmall) {
  for (int i = 0; i < 300; i++)
    top.write("f" + std::to_string(i), "");
  std::vector<Entry> first = list();
  ASSERT_EQ(first.size(), 302u);
  for (const Entry &entry : first)
    EXPECT_LE(entry.next, 302u);
  // Again, in pieces of other sizes, after seeking: the same numbers.
  for (uint32_t room : {100u, 333u, 8000u}) {
    std::vector<Entry> again = list(room);
    ASSERT_EQ(again.size(), first.size());
    for (size_t i = 0; i < first.size(); i++) {
      EXPECT_EQ(again[i].name, first[i].name);
      EXPECT_EQ(again[i].next, first[i].next);
    }
  }
  for (size_t i = first.size() - 1; i > 0; i--)
    EXPECT_EQ(at(first[i - 1].next), first[i].name);
  EXPECT_EQ(at(first.back().next), "");
}

TEST_F(WasiReaddir, PositionsStayWhileFilesComeAndGo) {
  std::mt19937 random(5);
  std::set<std::string> names;
  auto add = [&] {
    std::string name = "n" + std::to_string(random() % 100000);
    top.write(name, "");
    names.insert(name);
  };
  for (int i = 0; i < 100; i++)
    add();
  struct Known {
    uint64_t cookie;
    std::string name;
  };
  std::vector<Known> known;
  unsigned same = 0;
  for (int round = 0; round < 40; round++) {
    std::vector<Entry> all = list(500);
    for (size_t i = 1; i < all.size(); i += 3)
      known.push_back({all[i - 1].next, all[i].name});
    for (int i = 0; i < 5; i++) {
      auto gone = std::next(names.begin(), static_cast<long>(random() % names.size()));
      std::filesystem::remove(top / *gone);
      names.erase(gone);
      add();
    }
    // What was at a position and is still there is found from it: there, or behind what came
    // between.
    for (const Known &k : known) {
      if (!names.count(k.name))
        continue;
      bool found = false;
      for (const Entry &entry : read(k.cookie, 2000))
        found |= entry.name == k.name;
      EXPECT_TRUE(found) << "round " << round << " cookie " << k.cookie;
      same += at(k.cookie) == k.name;
    }
  }
  EXPECT_GT(same, 5000u);
  for (const Entry &entry : list())
    EXPECT_LT(entry.next, 400u) << "300 files have been here";
}

TEST_F(WasiReaddir, OnlyPositionsThatWereGiven) {
  for (uint64_t cookie : {uint64_t{1}, uint64_t{77}, uint64_t{1} << 31, uint64_t{1} << 32,
                          uint64_t{1} << 63, ~uint64_t{0}})
    EXPECT_EQ(guest.call("fd_readdir", {dir, Guest::BUFFER, 100, cookie, Guest::OUT}),
              Errno::inval);
  std::vector<Entry> all = list();
  ASSERT_EQ(all.size(), 2u);
  EXPECT_EQ(guest.call("fd_readdir", {dir, Guest::BUFFER, 100, all[1].next + 1, Guest::OUT}),
            Errno::inval);
  // They are the descriptor's own, and move with it.
  uint32_t other;
  ASSERT_EQ(guest.open_fd(dir, ".", OPEN_DIRECTORY, Guest::READ_RIGHTS, other), Errno::success);
  EXPECT_EQ(guest.call("fd_readdir", {other, Guest::BUFFER, 100, 1, Guest::OUT}), Errno::inval);
  EXPECT_EQ(guest.call("fd_renumber", {dir, other}), Errno::success);
  EXPECT_EQ(guest.call("fd_readdir", {other, Guest::BUFFER, 100, 1, Guest::OUT}), Errno::success);
}

TEST(WasiPositions, TheLatestAreKept) {
  Positions positions;
  uint32_t number = 0;
  int64_t host;
  constexpr uint32_t COUNT = MAX_POSITIONS * 4 + 100;
  for (uint32_t i = 1; i <= COUNT; i++) {
    ASSERT_EQ(positions.number_of(int64_t{i} << 40, number), Errno::success);
    ASSERT_EQ(number, i);
    uint32_t earlier = i > 7 ? i - i % 7 : i;
    ASSERT_EQ(positions.number_of(int64_t{earlier} << 40, number), Errno::success);
    ASSERT_EQ(number, earlier) << "known ones keep theirs";
  }
  EXPECT_FALSE(positions.find(1, host));
  EXPECT_FALSE(positions.find(COUNT - MAX_POSITIONS, host));
  for (uint32_t i = COUNT - MAX_POSITIONS + 1; i <= COUNT; i++) {
    ASSERT_TRUE(positions.find(i, host));
    ASSERT_EQ(host, int64_t{i} << 40);
  }
  // One that was forgotten has a new number.
  ASSERT_EQ(positions.number_of(int64_t{1} << 40, number), Errno::success);
  EXPECT_EQ(number, COUNT + 1);
  ASSERT_TRUE(positions.find(0, host));
  EXPECT_EQ(host, 0) << "the start is always known";
}

} // namespace
} // namespace wexn::wasi
