// A memory is released while the process can have no more mappings; those made afterwards are as
// large as they say, and zero.
#define _GNU_SOURCE
#include "m0.h"
#include "m1.h"
#include "m40.h"

#include <stdio.h>
#include <stdlib.h>
#include <sys/mman.h>

#define PAGE 65536
static const size_t kUnit = 4096, kMost = 4 << 20;

static void expect(bool right, const char *what) {
  if (right)
    return;
  printf("wrong: %s\n", what);
  exit(1);
}

// As many mappings as there can be: neighbours that differ, and then some more.
static char *fill(void) {
  char *all =
      mmap(NULL, kMost * kUnit, PROT_NONE, MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0);
  expect(all != MAP_FAILED, "address space");
  for (size_t i = 1; i < kMost && mprotect(all + i * kUnit, kUnit, PROT_READ) == 0; i += 2) {
  }
  for (int i = 0; i < 8; ++i)
    mmap(NULL, kUnit, i % 2 ? PROT_READ : PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1,
         0);
  return all;
}

int main(void) {
  m40_instance *first;
  m1_instance *one;
  m0_instance *none;
  int32_t result;
  // More memories than are kept for later.
  for (int round = 0; round < 2; ++round) {
    wexn_store *store = wexn_store_new(NULL), *other = wexn_store_new(NULL);
    expect(m40_new(store, NULL, NULL, &first) == WEXN_OK, "first instance");
    expect(m40_poke(first, 20 * PAGE) == WEXN_OK && m40_poke(first, 100) == WEXN_OK, "store");
    char *all = fill();
    wexn_store_delete(store);
    if (round == 1 && m0_new(other, NULL, NULL, &none) == WEXN_OK)
      expect(m0_peek(none, 100, &result) == WEXN_TRAP, "behind an empty memory");
    munmap(all, kMost * kUnit);
    expect(m1_new(other, NULL, NULL, &one) == WEXN_OK, "second instance");
    expect(m1_peek(one, 100, &result) == WEXN_OK && result == 0, "begins with zeros");
    expect(m1_peek(one, 20 * PAGE, &result) == WEXN_TRAP, "behind a memory of a page");
    expect(m1_grow(one, 30, &result) == WEXN_OK && result == 1, "growth");
    expect(m1_peek(one, 20 * PAGE, &result) == WEXN_OK && result == 0, "what is new is zero");
    wexn_store_delete(other);
  }
  puts("all right");
  return 0;
}
