// Counts objects that stay only because of words on the stack that are no references. The program
// runs twice, with heaps at different places: a reference moves with the heap, another word does
// not. The second run keeps what the first kept, so that both heaps look the same.
//
// It takes the place of the runtime's heap_roots.cpp, which is compiled into it: what that finds on
// the stack comes here first.
#define mark_interior found_on_stack
#define mark_stack look_at_stack
#include "runtime/heap/heap_roots.cpp"
#undef mark_interior
#undef mark_stack

#include "kotlin/run.h"

namespace wexn::rt {

void mark_interior(Heap &heap, uint64_t offset);
void mark_stack(const wexn_store *store, Heap &heap);

namespace {

// Offsets found on the stack, from the heap's first block on; of all collections of the first run,
// each closed by kEnd; and of the collection at hand.
constexpr uint64_t kEnd = ~uint64_t{0};
struct List {
  uint64_t *items = nullptr;
  size_t count = 0, capacity = 0;
  void add(uint64_t item) {
    if (count == capacity) {
      capacity = capacity == 0 ? 1024 : 2 * capacity;
      items = static_cast<uint64_t *>(realloc(items, capacity * sizeof(uint64_t)));
    }
    items[count++] = item;
  }
};
List first_run, found;
size_t replayed; // of first_run
bool is_second;

struct Amount {
  uint64_t objects, bytes;
};
Amount marked(const Heap &heap) {
  Amount sum = {};
  for (uint32_t b = heap.first_block; b < heap.end_block; ++b) {
    const Block &block = heap.blocks[b];
    if (block.kind != BlockKind::Small && block.kind != BlockKind::Large)
      continue;
    uint64_t objects = 0;
    for (const auto &bits : block.bits)
      objects += static_cast<uint64_t>(__builtin_popcountll(bits.marked));
    sum.objects += objects;
    sum.bytes += objects * (block.kind == BlockKind::Small ? class_size(block.size_class)
                                                           : uint64_t{block.span} << kBlockLog2);
  }
  return sum;
}

int compare(const void *a, const void *b) {
  const auto x = *static_cast<const uint64_t *>(a), y = *static_cast<const uint64_t *>(b);
  return x < y ? -1 : x > y;
}

struct {
  uint64_t collections, words, wrong_words, stack_objects, wrong_objects, wrong_bytes, objects,
      bytes;
} total;

} // namespace

void found_on_stack(Heap &heap, uint64_t offset) {
  found.add(offset - (uint64_t{heap.first_block} << kBlockLog2));
}

void mark_stack(const wexn_store *store, Heap &heap) {
  const uint64_t first = uint64_t{heap.first_block} << kBlockLog2;
  found.count = 0;
  look_at_stack(store, heap);
  if (!is_second) {
    for (size_t i = 0; i < found.count; ++i) {
      first_run.add(found.items[i]);
      mark_interior(heap, first + found.items[i]);
    }
    first_run.add(kEnd);
    return;
  }
  drain(heap);
  const Amount precise = marked(heap);
  qsort(found.items, found.count, sizeof(uint64_t), compare);
  List wrong;
  for (uint64_t item; replayed < first_run.count && (item = first_run.items[replayed++]) != kEnd;) {
    total.words += 1;
    if (bsearch(&item, found.items, found.count, sizeof item, compare) != nullptr)
      mark_interior(heap, first + item);
    else
      wrong.add(item);
  }
  drain(heap);
  const Amount right = marked(heap);
  for (size_t i = 0; i < wrong.count; ++i)
    mark_interior(heap, first + wrong.items[i]);
  drain(heap);
  const Amount all = marked(heap);
  total.collections += 1;
  total.wrong_words += wrong.count;
  total.stack_objects += right.objects - precise.objects;
  total.wrong_objects += all.objects - right.objects;
  total.wrong_bytes += all.bytes - right.bytes;
  total.objects += all.objects;
  total.bytes += all.bytes;
  ::free(wrong.items);
}

} // namespace wexn::rt

int main(int argc, char **argv) {
  const auto stress = static_cast<uint32_t>(argc > 1 ? atoi(argv[1]) : 0);
  const uint64_t collections = run_kotlin(stress).collections;
  wexn::rt::is_second = true;
  if (run_kotlin(stress).collections != collections || wexn::rt::total.collections != collections)
    return fprintf(stderr, "the runs differ\n"), 1;
  const auto &total = wexn::rt::total;
  const auto mean = [=](uint64_t sum) {
    return static_cast<double>(sum) / static_cast<double>(collections);
  };
  fprintf(
      stderr,
      "a collection keeps %.0f objects (%.0f bytes), %.0f of them by the stack, whose %.0f hits\n"
      "include %.2f words that are no references: they keep %.2f objects (%.0f bytes)\n",
      mean(total.objects), mean(total.bytes), mean(total.stack_objects), mean(total.words),
      mean(total.wrong_words), mean(total.wrong_objects), mean(total.wrong_bytes));
  return 0;
}
