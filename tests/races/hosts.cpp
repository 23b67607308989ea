// Hosts in C++ on several threads, each with a store and one memory in common: growth, waiting and
// waking, exceptions of both kinds through the module and from thread to thread, a store that goes
// from thread to thread; with the runtime under ThreadSanitizer.
#include "hosts.h"

#include <atomic>
#include <cstdio>
#include <future>
#include <mutex>
#include <optional>
#include <thread>
#include <wexn/wexn.hpp>

namespace {

constexpr int kThreads = 4, kRounds = 100, kSteps = 1000;
std::atomic<int> failures;
void expect(bool ok, const char *what) {
  if (ok)
    return;
  std::printf("wrong: %s\n", what);
  ++failures;
}

// What a thread has.
struct Guest {
  wexn::Store store;
  std::optional<wexn::Tag> tag;
  std::optional<wexn::Instance> instance;

  explicit Guest(const wexn::SharedMemory &memory) {
    wexn::Imports imports;
    imports.define("env", "memory", memory);
    imports.func("env", "host", [this](int32_t how) { return host(how); });
    instance.emplace(store, &hosts_module, imports);
    tag = instance->tag("e");
  }
  int32_t host(int32_t how) const {
    switch (how) {
    case 1:
      throw std::runtime_error("of the host");
    case 2:
      throw wexn::Exception(store, *tag, int32_t{42});
    case 3:
      throw wexn::Trap(WEXN_TRAP_IntegerOverflow);
    default:
      return how;
    }
  }
  int32_t call(const char *name, int32_t how) const {
    return instance->func<int32_t(int32_t)>(name)(how);
  }
};

// What a call ends with.
template <typename F> int outcome(F call) {
  try {
    call();
    return 0;
  } catch (const std::runtime_error &e) {
    return std::string_view(e.what()) == "of the host" ? 1 : -1;
  } catch (const wexn::Exception &e) {
    return e.field<int32_t>(0) == 42 ? 2 : -1;
  } catch (const wexn::Trap &e) {
    return e.kind() == WEXN_TRAP_IntegerOverflow     ? 3
           : e.kind() == WEXN_TRAP_MemoryOutOfBounds ? 4
                                                     : -1;
  }
}

std::mutex lock;
std::optional<Guest> passed_on; // under the lock

void run(const wexn::SharedMemory &memory) {
  for (int round = 0; round < kRounds; ++round) {
    const Guest guest(memory);
    for (int32_t how = 0; how < 4; ++how) {
      expect(outcome([&] { guest.call("call", how); }) == how, "call");
      expect(outcome([&] { guest.call("again", how); }) == how, "again");
    }
    guest.call("add", 1);
    (void)guest.instance->func<int32_t()>("grow")();
    guest.instance->func<int32_t()>("last")();
    expect(outcome([&] { guest.instance->func<int32_t()>("beyond")(); }) == 4, "beyond");
    const std::lock_guard held(lock);
    expect(outcome([&] { passed_on->call("again", 2); }) == 2, "passed on");
    if (round % 8 == 0)
      passed_on.emplace(memory);
  }
}

// Threads that wait for each other in turn: each step wakes all.
void step(const wexn::SharedMemory &memory, int number) {
  const Guest guest(memory);
  const auto wait = guest.instance->func<int32_t(int32_t)>("wait");
  const auto next = guest.instance->func<void()>("next");
  for (int32_t at = 0; at < kSteps; ++at) {
    if (at % kThreads == number)
      next();
    else
      expect(wait(at) != 2, "no time limit");
    for (int32_t now;
         (now = __atomic_load_n(reinterpret_cast<int32_t *>(memory.memory().bytes().data() + 64),
                                __ATOMIC_SEQ_CST)) <= at;)
      memory.wait(64, static_cast<uint32_t>(now));
  }
}

// Exceptions go to the thread that asks for the result, and the store with them.
void futures(const wexn::SharedMemory &memory) {
  for (int32_t how = 0; how < 4; ++how) {
    auto result =
        std::async(std::launch::async, [&memory, how] { return Guest(memory).call("again", how); });
    expect(outcome([&] { result.get(); }) == how, "future");
  }
}

} // namespace

int main() {
  const wexn::SharedMemory memory(1, 64);
  passed_on.emplace(memory);
  std::vector<std::thread> threads;
  for (int i = 0; i < kThreads; ++i)
    threads.emplace_back([&memory] { run(memory); });
  for (std::thread &thread : threads)
    thread.join();
  expect(passed_on->call("add", 0) == kThreads * kRounds, "sum");
  expect(memory.memory().pages() == 64, "pages");
  threads.clear();
  for (int i = 0; i < kThreads; ++i)
    threads.emplace_back([&memory, i] { step(memory, i); });
  for (std::thread &thread : threads)
    thread.join();
  futures(memory);
  passed_on.reset();
  std::printf("%d passed, %d failed\n", failures == 0, failures != 0);
  return failures != 0;
}
