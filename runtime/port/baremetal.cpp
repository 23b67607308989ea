// The port for systems without an operating system: all memory is one region, the arena of the
// board (wexn/board.h). Modules need --bounds=software, and should declare a maximum for their
// memory, because what is reserved is taken. The stack is the linker script's, or unknown where
// there are no such symbols.
#include <wexn/board.h>
#include <wexn/port.h>

extern "C" {
extern uint8_t wexn_stack_bottom[] __attribute__((weak));
extern uint8_t wexn_stack_top[] __attribute__((weak));
}

namespace {

constexpr size_t kPage = WEXN_BOARD_PAGE;

// Released ranges, sorted by address, neighbours joined. Before the first use all of the region is
// one range.
struct Range {
  Range *next;
  size_t size;
};
Range *ranges;
bool started;

void start() {
  started = true;
  uint8_t *first, *end;
  wexn_board_arena(&first, &end);
  const uintptr_t lo = (reinterpret_cast<uintptr_t>(first) + kPage - 1) & ~(uintptr_t{kPage} - 1);
  const uintptr_t hi = reinterpret_cast<uintptr_t>(end) & ~(uintptr_t{kPage} - 1);
  if (lo >= hi)
    return;
  ranges = reinterpret_cast<Range *>(lo);
  *ranges = {nullptr, hi - lo};
}

uint8_t *end_of(Range *range) { return reinterpret_cast<uint8_t *>(range) + range->size; }

} // namespace

size_t wexn_port_page_size() { return kPage; }

void *wexn_port_reserve(size_t bytes) {
  if (!started)
    start();
  for (Range **link = &ranges; *link != nullptr; link = &(*link)->next) {
    Range *range = *link;
    if (range->size < bytes)
      continue;
    range->size -= bytes; // from the end, so that the rest stays linked
    if (range->size == 0)
      *link = range->next;
    return end_of(range);
  }
  return nullptr;
}

bool wexn_port_commit(void *start, size_t bytes) {
  __builtin_memset(start, 0, bytes);
  return true;
}

bool wexn_port_decommit(void *, size_t) { return true; } // the next commit makes it zero

void *wexn_port_pages(size_t bytes) {
  void *pages = wexn_port_reserve(bytes);
  return pages == nullptr ? nullptr : __builtin_memset(pages, 0, bytes);
}

void wexn_port_release(void *start, size_t bytes) {
  Range *before = nullptr, *after = ranges;
  while (after != nullptr && static_cast<void *>(after) < start) {
    before = after;
    after = after->next;
  }
  auto *range = static_cast<Range *>(start);
  *range = {after, bytes};
  if (after != nullptr && end_of(range) == reinterpret_cast<uint8_t *>(after)) {
    range->size += after->size;
    range->next = after->next;
  }
  if (before == nullptr) {
    ranges = range;
  } else if (end_of(before) == reinterpret_cast<uint8_t *>(range)) {
    before->size += range->size;
    before->next = range->next;
  } else {
    before->next = range;
  }
}

bool wexn_port_stack_bounds(uintptr_t *lo, uintptr_t *hi) {
  *lo = reinterpret_cast<uintptr_t>(wexn_stack_bottom);
  *hi = reinterpret_cast<uintptr_t>(wexn_stack_top);
  return *lo < *hi;
}

void wexn_port_error(const char *text, size_t bytes) { wexn_board_write(text, bytes); }
void wexn_port_abort() { wexn_board_exit(WEXN_BOARD_ABORTED); }
bool wexn_port_fault_stack() { return false; }
bool wexn_port_catch_faults(wexn_fault_handler *) { return false; }
