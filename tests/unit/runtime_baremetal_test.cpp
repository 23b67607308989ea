// The port for systems without an operating system, in a region of this program, with the whole
// runtime on top of it.
#include "runtime_fake.h"

#include <csetjmp>
#include <gtest/gtest.h>
#include <string>
#include <vector>

// Its functions take the place of the archive's.
#include "runtime/port/baremetal.cpp"
#include "runtime/port/baremetal_board.cpp"

extern "C" {
// One object, so that the two symbols are the bounds of one region.
asm(".bss\n.p2align 12\n.globl wexn_heap_start\nwexn_heap_start:\n.zero 2 << 20\n"
    ".globl wexn_heap_end\nwexn_heap_end:\n.text\n");
}

// The semihosting host that the board's functions talk to.
static std::string console;
static jmp_buf exited;
static int exit_status;

extern "C" uint64_t wexn_semihost(uint32_t operation, const void *argument) {
  if (operation == kWriteChar) {
    console += *static_cast<const char *>(argument);
  } else {
    exit_status = static_cast<int>(static_cast<const uint64_t *>(argument)[1]);
    longjmp(exited, 1);
  }
  return 0;
}
static WexnTimer timer;
extern "C" WexnTimer wexn_timer() { return timer; }
uint64_t wexn_port_thread() { return 1; } // asked by what is built for systems with threads

namespace {

using namespace fake;

size_t free_bytes() {
  size_t sum = 0;
  for (const Range *range = ranges; range != nullptr; range = range->next)
    sum += range->size;
  return sum;
}
size_t number_of_ranges() {
  size_t n = 0;
  for (const Range *range = ranges; range != nullptr; range = range->next)
    ++n;
  return n;
}

TEST(BareMetal, PagesComeBackAndJoin) {
  void *first = wexn_port_pages(kPage);
  const size_t rest = free_bytes();
  void *a = wexn_port_pages(4 * kPage), *b = wexn_port_pages(8 * kPage),
       *c = wexn_port_pages(kPage);
  ASSERT_TRUE(a != nullptr && b != nullptr && c != nullptr);
  EXPECT_EQ(free_bytes(), rest - 13 * kPage);
  memset(b, 0xff, 8 * kPage);
  const size_t before = number_of_ranges();
  wexn_port_release(a, 4 * kPage);
  wexn_port_release(c, kPage);
  wexn_port_release(b, 8 * kPage);
  EXPECT_EQ(free_bytes(), rest);
  EXPECT_EQ(number_of_ranges(), before);
  const auto *again = static_cast<uint8_t *>(wexn_port_pages(13 * kPage));
  ASSERT_NE(again, nullptr);
  for (size_t i = 0; i < 13 * kPage; ++i)
    ASSERT_EQ(again[i], 0);
  EXPECT_EQ(wexn_port_pages(64 << 20), nullptr);
  wexn_port_release(const_cast<uint8_t *>(again), 13 * kPage);
  wexn_port_release(first, kPage);
}

FAKE_CODE int32_t twice(wexn_instance *, int32_t a) {
  FAKE_FRAME;
  return a * 2;
}

TEST(BareMetal, CommittedPagesAreZero) {
  auto *base = static_cast<uint8_t *>(wexn_port_reserve(2 * kPage));
  memset(base, 0xff, 2 * kPage);
  ASSERT_TRUE(wexn_port_commit(base + kPage, kPage));
  EXPECT_EQ(base[kPage], 0);
  EXPECT_EQ(base[2 * kPage - 1], 0);
  wexn_port_release(base, 2 * kPage);
}

TEST(BareMetal, FaultsAreReported) {
  console.clear();
  exit_status = 0;
  if (setjmp(exited) == 0) {
    const wexn_board_exception misaligned = {0, uint64_t{0x25} << 26 | 0x21, 0x40080123, 0x1001};
    wexn_board_fault(&misaligned);
  }
  EXPECT_EQ(exit_status, WEXN_BOARD_ABORTED);
  EXPECT_EQ(console, "wexn: fault: misaligned data access; pc 0x0000000040080123, "
                     "address 0x0000000000001001, syndrome 0x0000000094000021\n");
  console.clear();
  if (setjmp(exited) == 0) {
    const wexn_board_exception interrupt = {1, 0, 0, 0};
    wexn_board_fault(&interrupt);
  }
  EXPECT_EQ(console.substr(0, 16), "wexn: fault: IRQ");
}

TEST(BareMetal, ClockCountsNanosecondsForCenturies) {
  timer = {3 * 62'500'000 + 125, 62'500'000};
  EXPECT_EQ(wexn_board_clock(), 3'000'002'000u);
  timer = {uint64_t{1} << 62, 1'000'000'000};
  EXPECT_EQ(wexn_board_clock(), uint64_t{1} << 62);
}

TEST(BareMetal, RunsModules) {
  Module m;
  m.memories.push_back(memory_type(limits(1, 2)));
  m.funcs.push_back({address(twice), nullptr, &i_i});
  m.code.add(address(twice), 0);
  m.export_("twice", func_type(&i_i), 0);
  m.export_("memory", m.memories[0], 0);
  m.finish();
  for (int round = 0; round < 50; ++round) { // everything comes back
    Store store;
    wexn_instance *instance;
    ASSERT_EQ(wexn_instance_new(store, &m.image, nullptr, &instance), WEXN_OK) << store.error();
    wexn_extern f, memory;
    ASSERT_TRUE(wexn_instance_export(instance, "twice", &f));
    ASSERT_TRUE(wexn_instance_export(instance, "memory", &memory));
    ASSERT_EQ(memory.of.memory->base[65535], 0);
    ASSERT_EQ(wexn_memory_grow(memory.of.memory, 1), 1u);
    memory.of.memory->base[131071] = 1;
    wexn_slot slots[1];
    slots[0].i32 = 21;
    // Nobody knows the stack that this runs on: there are no symbols of a linker script.
    ASSERT_EQ(wexn_call(store, f.of.func, slots), WEXN_ERROR);
    EXPECT_NE(store.error().find("wexn_store_set_stack"), std::string::npos) << store.error();
    auto *here = static_cast<uint8_t *>(__builtin_frame_address(0));
    ASSERT_EQ(wexn_store_set_stack(store, here - 8192, here + 4096), WEXN_ERROR); // too small
    ASSERT_EQ(wexn_store_set_stack(store, here - (128 << 10), here + 4096), WEXN_OK);
    ASSERT_EQ(wexn_call(store, f.of.func, slots), WEXN_OK);
    EXPECT_EQ(slots[0].i32, 42);
  }
  EXPECT_FALSE(wexn_install_trap_handlers());
}

// A memory of no pages needs nothing, even when there is nothing left.
TEST(BareMetal, EmptyMemoriesFitIntoAFullArena) {
  Module m;
  m.memories.push_back(memory_type(limits(0)));
  m.finish();
  Store store;
  wexn_instance *instance;
  ASSERT_EQ(wexn_instance_new(store, &m.image, nullptr, &instance), WEXN_OK); // takes what there is
  std::vector<void *> taken;
  while (void *page = wexn_port_reserve(kPage))
    taken.push_back(page);
  EXPECT_EQ(wexn_instance_new(store, &m.image, nullptr, &instance), WEXN_OK) << store.error();
  for (void *page : taken)
    wexn_port_release(page, kPage);
}

TEST(BareMetal, GuardModeIsRefusedInWords) {
  Module m;
  m.image.flags = 0;
  m.memories.push_back(memory_type(limits(1)));
  Store store;
  wexn_instance *instance;
  ASSERT_EQ(wexn_instance_new(store, m.finish(), nullptr, &instance), WEXN_ERROR);
  EXPECT_NE(store.error().find("--bounds=software"), std::string_view::npos);
}

} // namespace
