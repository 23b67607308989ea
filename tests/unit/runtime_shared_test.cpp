// Memories that several stores share: limits, growth by several threads, waiting and notifying.
#include <wexn/wexn.hpp>

#include <atomic>
#include <gtest/gtest.h>
#include <thread>
#include <vector>

namespace {

using wexn::SharedMemory;

wexn_limits limits(uint64_t min, uint64_t max) {
  wexn_limits l{};
  l.min = min;
  l.max = max;
  l.has_max = l.shared = 1;
  return l;
}

TEST(SharedMemory, NeedsToBeSharedAndAMaximum) {
  wexn_limits l = limits(1, 2);
  l.shared = 0;
  EXPECT_EQ(wexn_shared_memory_new(&l), nullptr);
  l = limits(1, 2);
  l.has_max = 0;
  EXPECT_EQ(wexn_shared_memory_new(&l), nullptr);
  l = limits(3, 2);
  EXPECT_EQ(wexn_shared_memory_new(&l), nullptr);
  wexn_shared_memory_release(nullptr);
}

TEST(SharedMemory, IsFoundFromItsMemory) {
  SharedMemory shared(1, 2);
  EXPECT_EQ(wexn_memory_shared(shared.memory().get()), shared.get());
  wexn_extern value = shared;
  EXPECT_EQ(value.type.limits.shared, 1);
  EXPECT_EQ(value.type.limits.max, 2u);
  wexn::Store store;
  wexn_memory *own = nullptr;
  wexn_limits l = limits(1, 2);
  l.shared = 0;
  ASSERT_EQ(wexn_memory_new(store.get(), &l, &own), WEXN_OK);
  EXPECT_EQ(wexn_memory_shared(own), nullptr);
}

TEST(SharedMemory, IsNotMadeInAStore) {
  wexn::Store store;
  wexn_memory *memory = nullptr;
  const wexn_limits l = limits(1, 2);
  EXPECT_EQ(wexn_memory_new(store.get(), &l, &memory), WEXN_ERROR);
  EXPECT_EQ(memory, nullptr);
}

TEST(SharedMemory, StaysForTheLastHandle) {
  auto first = std::make_unique<SharedMemory>(1, 1);
  SharedMemory second = *first;
  first->memory().write<uint32_t>(0, 7);
  first.reset();
  EXPECT_EQ(second.memory().read<uint32_t>(0), 7u);
}

// Every page is added once, whoever adds it, and can be used at once.
TEST(SharedMemory, GrowsForSeveralThreads) {
  constexpr uint64_t kMost = 400;
  SharedMemory shared(0, kMost);
  std::atomic<uint64_t> grown = 0, refused = 0, sum = 0;
  std::vector<std::thread> threads;
  for (int i = 0; i < 4; ++i)
    threads.emplace_back([&] {
      for (int k = 0; k < 150; ++k) {
        const uint64_t old = wexn_memory_grow(shared.memory().get(), 1);
        if (old == UINT64_MAX) {
          ++refused;
          continue;
        }
        ++grown;
        sum += old;
        shared.memory().write<uint32_t>(old << 16, 1);
      }
    });
  for (std::thread &thread : threads)
    thread.join();
  EXPECT_EQ(grown, kMost);
  EXPECT_EQ(refused, 600 - kMost);
  EXPECT_EQ(sum, kMost * (kMost - 1) / 2);
  EXPECT_EQ(shared.memory().pages(), kMost);
}

TEST(SharedMemory, WaitsOnlyAtAddressesInIt) {
  SharedMemory shared(1, 2);
  EXPECT_EQ(shared.wait(2, 0, 0), WEXN_WAIT_BAD_ADDRESS);
  EXPECT_EQ(shared.wait(65536, 0, 0), WEXN_WAIT_BAD_ADDRESS);
  EXPECT_EQ(shared.wait(65532, 0, 0), WEXN_WAIT_TIMED_OUT);
  EXPECT_EQ(shared.wait(65532, 1, -1), WEXN_WAIT_NOT_EQUAL);
  EXPECT_EQ(shared.wait64(65532, 0, 0), WEXN_WAIT_BAD_ADDRESS);
  EXPECT_EQ(shared.wait64(65528, 0, 1000), WEXN_WAIT_TIMED_OUT);
  EXPECT_EQ(shared.wait64(0, uint64_t{1} << 32, -1), WEXN_WAIT_NOT_EQUAL);
  EXPECT_EQ(shared.notify(UINT64_MAX - 3, 1), 0u);
  EXPECT_EQ(shared.notify(0, 1), 0u);
}

// As many as asked for, those who came first before the others, and nobody at another address.
TEST(SharedMemory, NotifiesInOrder) {
  SharedMemory shared(1, 1);
  std::atomic<int> order = 0;
  int came[4];
  std::vector<std::thread> threads;
  std::thread other([&] { EXPECT_EQ(shared.wait(128, 0), WEXN_WAIT_NOTIFIED); });
  for (int i = 0; i < 4; ++i) {
    std::atomic<bool> begun = false;
    threads.emplace_back([&, i] {
      begun = true;
      EXPECT_EQ(shared.wait(64, 0), WEXN_WAIT_NOTIFIED);
      came[i] = order++;
    });
    while (!begun)
      std::this_thread::yield();
    std::this_thread::sleep_for(std::chrono::milliseconds(20)); // stands in line before the next
  }
  for (int i = 0; i < 4; ++i) {
    while (shared.notify(64, 1) != 1)
      std::this_thread::yield();
    while (order != i + 1)
      std::this_thread::yield();
  }
  EXPECT_EQ(shared.notify(64, UINT32_MAX), 0u);
  for (std::thread &thread : threads)
    thread.join();
  for (int i = 0; i < 4; ++i)
    EXPECT_EQ(came[i], i);
  while (shared.notify(128, 5) != 1)
    std::this_thread::yield();
  other.join();
}

// Also those that end with no clock; and a count may be any.
TEST(SharedMemory, WaitsWithAnyTimeout) {
  SharedMemory shared(1, 1);
  for (const int64_t timeout : {INT64_MIN, int64_t{-1}, INT64_MAX, INT64_MAX - 1, int64_t{1} << 62,
                                int64_t{60'000'000'000}}) {
    std::thread thread([&] {
      EXPECT_EQ(wexn_shared_memory_wait64(shared.get(), 8, 0, timeout), WEXN_WAIT_NOTIFIED);
    });
    std::this_thread::sleep_for(std::chrono::milliseconds(5)); // sleeps by now
    EXPECT_EQ(shared.notify(8, 0), 0u);
    while (shared.notify(8, UINT32_MAX) != 1)
      std::this_thread::yield();
    thread.join();
  }
  for (const int64_t timeout : {0, 1, 1000, 999'999})
    EXPECT_EQ(wexn_shared_memory_wait32(shared.get(), 8, 0, timeout), WEXN_WAIT_TIMED_OUT);
}

// One notify wakes those of its address, all or as many as it is asked to, whatever the memory
// does.
TEST(SharedMemory, WakesAllAtAnAddressWhileItGrows) {
  constexpr uint32_t kThreads = 6;
  constexpr uint64_t kAt = 65532; // the last word until it grows
  SharedMemory shared(1, 500);
  std::atomic<bool> done = false;
  std::vector<std::thread> threads;
  std::thread other([&] { EXPECT_EQ(shared.wait(kAt - 4, 0), WEXN_WAIT_NOTIFIED); });
  std::thread grows([&] {
    while (!done && wexn_memory_grow(shared.memory().get(), 1) != UINT64_MAX)
      std::this_thread::yield();
  });
  for (uint32_t i = 0; i < kThreads; ++i)
    threads.emplace_back([&] { EXPECT_EQ(shared.wait(kAt, 0), WEXN_WAIT_NOTIFIED); });
  uint32_t woken = 0;
  while (woken < kThreads - 1) {
    const uint32_t now = shared.notify(kAt, 2);
    EXPECT_LE(now, 2u);
    woken += now;
  }
  while (woken < kThreads)
    woken += shared.notify(kAt, UINT32_MAX);
  EXPECT_EQ(woken, kThreads);
  for (std::thread &thread : threads)
    thread.join();
  done = true;
  grows.join();
  while (shared.notify(kAt - 4, 1) != 1)
    std::this_thread::yield();
  other.join();
}

} // namespace
