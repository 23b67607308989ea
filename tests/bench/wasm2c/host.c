// The host of code written by wasm2c: see wasm-rt.h.
#include "wasm-rt.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/mman.h>

enum { PAGE = 65536, MAX_TYPES = 256, MAX_VALUES = 16 };
#define RESERVED (UINT64_C(8) << 30)

void wasm_rt_trap(wasm_rt_trap_t code) {
  fprintf(stderr, "wasm2c: trap %d\n", (int)code);
  abort();
}

// Equal types get equal numbers.
uint32_t wasm_rt_register_func_type(uint32_t params, uint32_t results, ...) {
  static uint32_t known[MAX_TYPES][2 + MAX_VALUES], count;
  uint32_t type[2 + MAX_VALUES] = {params, results};
  va_list values;
  va_start(values, results);
  for (uint32_t i = 0; i < params + results; i++)
    type[2 + i] = (uint32_t)va_arg(values, int) + 1;
  va_end(values);
  for (uint32_t i = 0; i < count; i++)
    if (memcmp(known[i], type, sizeof type) == 0)
      return i + 1;
  memcpy(known[count], type, sizeof type);
  return ++count;
}

void wasm_rt_allocate_memory(wasm_rt_memory_t *memory, uint32_t pages, uint32_t max_pages) {
  void *data = mmap(NULL, RESERVED, PROT_NONE, MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0);
  if (data == MAP_FAILED || mprotect(data, (size_t)pages * PAGE, PROT_READ | PROT_WRITE) != 0)
    abort();
  memory->data = data;
  memory->pages = pages;
  memory->max_pages = max_pages;
  memory->size = (uint64_t)pages * PAGE;
}

uint32_t wasm_rt_grow_memory(wasm_rt_memory_t *memory, uint32_t pages) {
  const uint32_t old = memory->pages;
  if (pages > memory->max_pages - old ||
      mprotect(memory->data, (size_t)(old + pages) * PAGE, PROT_READ | PROT_WRITE) != 0)
    return UINT32_MAX;
  memory->pages += pages;
  memory->size = (uint64_t)memory->pages * PAGE;
  return old;
}

void wasm_rt_free_memory(wasm_rt_memory_t *memory) { munmap(memory->data, RESERVED); }

void wasm_rt_allocate_funcref_table(wasm_rt_funcref_table_t *table, uint32_t size, uint32_t max) {
  table->data = calloc(size, sizeof *table->data);
  table->size = size;
  table->max_size = max;
}

void wasm_rt_free_funcref_table(wasm_rt_funcref_table_t *table) { free(table->data); }
