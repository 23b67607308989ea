// The managed heap through the host's interface, without compiled code: what handles keep alive,
// objects of all sizes, more objects than the mark stack holds, limits, and how much memory it
// takes.
#include <gtest/gtest.h>

#include <ctime>
#include <deque>
#include <random>
#include <vector>

#include <wexn/wexn.h>

namespace {

// A store with tags made on the spot. Types must outlive the tags.
struct Exceptions {
  wexn_store *store;
  std::deque<std::vector<wexn_valtype>> params;
  std::deque<wexn_type> types;

  explicit Exceptions(uint64_t max_heap = 0, bool stress = false) {
    wexn_store_config config = {};
    config.max_heap_bytes = max_heap;
    config.stress_heap = stress;
    store = wexn_store_new(&config);
  }
  ~Exceptions() { wexn_store_delete(store); }
  Exceptions(const Exceptions &) = delete;
  Exceptions &operator=(const Exceptions &) = delete;

  wexn_tag *tag(size_t numbers, size_t references) {
    std::vector<wexn_valtype> &list = params.emplace_back();
    wexn_valtype number = {}, reference = {};
    number.code = WEXN_I64;
    reference.code = WEXN_REF_NULL;
    reference.heap = WEXN_HEAP_EXN;
    list.insert(list.end(), references, reference);
    list.insert(list.end(), numbers, number);
    wexn_type &type = types.emplace_back();
    type = {};
    type.kind = WEXN_TYPE_FUNC;
    type.num_params = static_cast<uint32_t>(list.size());
    type.types = list.data();
    wexn_tag *tag = nullptr;
    EXPECT_EQ(wexn_tag_new(store, &type, &tag), WEXN_OK);
    return tag;
  }
  wexn_exn *make(wexn_tag *tag, const std::vector<wexn_slot> &fields) {
    wexn_exn *exn = nullptr;
    EXPECT_EQ(wexn_exn_new(store, tag, fields.data(), &exn), WEXN_OK) << wexn_error_message(store);
    return exn;
  }
  uint64_t live() {
    wexn_store_collect(store);
    return wexn_store_heap_stats(store).live;
  }
};

wexn_slot number(int64_t value) {
  wexn_slot slot = {};
  slot.i64 = value;
  return slot;
}
wexn_slot reference(const wexn_exn *exn) {
  wexn_slot slot = {};
  slot.ref = exn ? wexn_exn_ref(exn) : 0;
  return slot;
}
int64_t field(const wexn_exn *exn, uint32_t index) {
  wexn_slot slot = {};
  EXPECT_TRUE(wexn_exn_field(exn, index, &slot));
  return slot.i64;
}

TEST(ExceptionHeap, HandlesKeepObjectsOfAllSizes) {
  for (const bool stress : {false, true}) {
    Exceptions e(0, stress);
    std::mt19937 random(1);
    struct Kept {
      wexn_exn *exn;
      int64_t first;
      size_t size;
    };
    std::vector<Kept> kept;
    std::vector<wexn_tag *> tags;
    const std::vector<size_t> sizes = {0,  1,   2,   3,   7,   15,  16,  31,
                                       63, 126, 127, 128, 255, 256, 1000};
    for (size_t size : sizes)
      tags.push_back(e.tag(size, 0));
    for (int64_t i = 0; i < (stress ? 400 : 4000); ++i) {
      const size_t which = random() % sizes.size();
      std::vector<wexn_slot> fields;
      for (size_t k = 0; k < sizes[which]; ++k)
        fields.push_back(number(i * 1000 + static_cast<int64_t>(k)));
      kept.push_back({e.make(tags[which], fields), i * 1000, sizes[which]});
      if (random() % 2) { // release one at random
        std::swap(kept[random() % kept.size()], kept.back());
        wexn_exn_release(kept.back().exn);
        kept.pop_back();
      }
    }
    e.live();
    for (const Kept &k : kept) {
      wexn_slot slot;
      for (uint32_t i = 0; i < k.size; ++i)
        ASSERT_EQ(field(k.exn, i), k.first + i);
      EXPECT_FALSE(wexn_exn_field(k.exn, static_cast<uint32_t>(k.size), &slot));
      wexn_exn_release(k.exn);
    }
    EXPECT_EQ(e.live(), 0u);
  }
}

TEST(ExceptionHeap, LongChainsLiveAndDie) {
  Exceptions e;
  wexn_tag *tag = e.tag(1, 1);
  wexn_exn *head = nullptr;
  constexpr int64_t kLength = 200'000;
  for (int64_t i = 0; i < kLength; ++i) {
    wexn_exn *next = e.make(tag, {reference(head), number(i)});
    wexn_exn_release(head);
    head = next;
  }
  EXPECT_GE(e.live(), static_cast<uint64_t>(kLength) * 32);
  for (int64_t i = kLength; i-- > 0;) {
    ASSERT_EQ(field(head, 1), i);
    wexn_slot slot;
    ASSERT_TRUE(wexn_exn_field(head, 0, &slot));
    wexn_exn *next = wexn_exn_from_ref(e.store, slot.ref);
    wexn_exn_release(head);
    head = next;
  }
  EXPECT_EQ(head, nullptr);
  EXPECT_EQ(e.live(), 0u);
}

// Every object has many parts, each with parts of its own: far more than the mark stack holds.
TEST(ExceptionHeap, WideTreesOverflowTheMarkStack) {
  Exceptions e;
  constexpr size_t kWidth = 1500;
  wexn_tag *leaf = e.tag(1, 0), *inner = e.tag(1, 1), *wide = e.tag(0, kWidth);
  std::vector<wexn_exn *> handles;
  std::vector<wexn_slot> fields;
  for (size_t i = 0; i < kWidth; ++i) {
    wexn_exn *below = e.make(leaf, {number(static_cast<int64_t>(i))});
    wexn_exn *above = e.make(inner, {reference(below), number(-1)});
    wexn_exn_release(below);
    handles.push_back(above);
    fields.push_back(reference(above));
  }
  wexn_exn *root = e.make(wide, fields);
  for (wexn_exn *exn : handles)
    wexn_exn_release(exn);
  e.live();
  e.live();
  for (uint32_t i = 0; i < kWidth; ++i) {
    wexn_slot slot;
    ASSERT_TRUE(wexn_exn_field(root, i, &slot));
    wexn_exn *above = wexn_exn_from_ref(e.store, slot.ref);
    ASSERT_NE(above, nullptr) << i;
    ASSERT_TRUE(wexn_exn_field(above, 0, &slot));
    wexn_exn *below = wexn_exn_from_ref(e.store, slot.ref);
    ASSERT_NE(below, nullptr) << i;
    ASSERT_EQ(field(below, 0), i);
    wexn_exn_release(below);
    wexn_exn_release(above);
  }
  wexn_exn_release(root);
  EXPECT_EQ(e.live(), 0u);
}

// A list whose every link brings more parts than the mark stack holds: a collector that goes over
// the heap again for each link takes the square of the time.
TEST(ExceptionHeap, CollectionTakesLinearTime) {
  Exceptions e;
  constexpr size_t kLinks = 1000, kWidth = 600;
  wexn_tag *leaf = e.tag(0, 0), *link = e.tag(0, kWidth + 1);
  wexn_exn *head = nullptr;
  std::vector<wexn_exn *> leaves(kWidth);
  for (size_t i = 0; i < kLinks; ++i) {
    std::vector<wexn_slot> fields;
    for (wexn_exn *&exn : leaves)
      fields.push_back(reference(exn = e.make(leaf, {})));
    fields.push_back(reference(head));
    wexn_exn *next = e.make(link, fields);
    for (wexn_exn *exn : leaves)
      wexn_exn_release(exn);
    wexn_exn_release(head);
    head = next;
  }
  const auto before = std::clock();
  EXPECT_EQ(e.live(), kLinks * (kWidth * 16 + 2 * 4096));
  EXPECT_LT(std::clock() - before, CLOCKS_PER_SEC); // about 20 ms
  wexn_exn_release(head);
}

TEST(ExceptionHeap, GarbageIsBounded) {
  Exceptions e;
  wexn_tag *tag = e.tag(1, 0);
  for (int64_t i = 0; i < 300'000; ++i)
    wexn_exn_release(e.make(tag, {number(i)}));
  const wexn_heap_stats stats = wexn_store_heap_stats(e.store);
  EXPECT_LE(stats.committed, 160u << 10);
  EXPECT_GT(stats.collections, 10u);
}

TEST(ExceptionHeap, StartsSmall) {
  Exceptions e;
  EXPECT_EQ(wexn_store_heap_stats(e.store).committed, 0u);
  wexn_exn_release(e.make(e.tag(1, 0), {number(1)}));
  EXPECT_LE(wexn_store_heap_stats(e.store).committed, 16u << 10);
}

TEST(ExceptionHeap, TheLimitHolds) {
  Exceptions e(1 << 20);
  wexn_tag *small = e.tag(1, 0), *large = e.tag(1000, 0), *huge = e.tag(200'000, 0);
  std::vector<wexn_exn *> kept;
  wexn_exn *exn = nullptr;
  const wexn_slot one = number(7);
  while (wexn_exn_new(e.store, small, &one, &exn) == WEXN_OK)
    kept.push_back(exn);
  EXPECT_STREQ(wexn_error_message(e.store), "the managed heap is full");
  EXPECT_EQ(exn, nullptr);
  EXPECT_LE(wexn_store_heap_stats(e.store).live, 1u << 20);
  EXPECT_GT(kept.size(), 30'000u);
  for (wexn_exn *k : kept) {
    ASSERT_EQ(field(k, 0), 7);
    wexn_exn_release(k);
  }
  // The same memory serves other sizes.
  const std::vector<wexn_slot> thousand(1000, number(3)), many(200'000, number(4));
  for (int i = 0; i < 200; ++i) {
    exn = e.make(large, thousand);
    ASSERT_EQ(field(exn, 999), 3);
    wexn_exn_release(exn);
  }
  EXPECT_EQ(wexn_exn_new(e.store, huge, many.data(), &exn), WEXN_ERROR);
}

TEST(ExceptionHeap, ReferencesToNothingAreRefused) {
  Exceptions e;
  wexn_tag *tag = e.tag(0, 1);
  wexn_exn *exn = e.make(tag, {reference(nullptr)});
  const wexn_ref ref = wexn_exn_ref(exn);
  for (const wexn_ref bad : {ref + 1, ref + 8, ref + 4096, ~0u, 16u, 4095u}) {
    EXPECT_EQ(wexn_exn_from_ref(e.store, bad), nullptr) << bad;
    wexn_slot slot = {};
    slot.ref = bad;
    wexn_exn *out = nullptr;
    EXPECT_EQ(wexn_exn_new(e.store, tag, &slot, &out), WEXN_ERROR) << bad;
  }
  EXPECT_EQ(wexn_exn_from_ref(e.store, 0), nullptr);
  wexn_exn_release(exn);
}

TEST(ExceptionHeapDeathTest, ReleasedHandlesAreNoticed) {
  Exceptions e;
  wexn_exn *exn = e.make(e.tag(0, 0), {});
  wexn_exn_release(exn);
  EXPECT_DEATH(wexn_exn_release(exn), "released");
  EXPECT_DEATH((void)wexn_exn_tag(exn), "released");
}

} // namespace
