// kotlin: runs a Kotlin program's module once and reports (measure.h) about the work before each
// line that it writes.
#include "kotlin.h"

#include "measure.h"

#include <stdio.h>
#include <string.h>

static uint8_t *base;
static Moment before;
static char line[256];
static size_t length;

static int32_t random_get(void *env, int32_t to, int32_t size) {
  (void)env;
  memset(base + (uint32_t)to, 1, (uint32_t)size);
  return 0;
}

static int32_t fd_write(void *env, int32_t fd, int32_t vectors, int32_t count, int32_t written) {
  (void)env, (void)fd;
  uint32_t all = 0;
  for (int32_t i = 0; i < count; i++) {
    uint32_t vector[2];
    memcpy(vector, base + (uint32_t)vectors + 8 * (uint32_t)i, sizeof vector);
    for (uint32_t k = 0; k < vector[1] && length < sizeof line - 1; k++)
      line[length++] = (char)base[vector[0] + k];
    all += vector[1];
  }
  memcpy(base + (uint32_t)written, &all, sizeof all);
  if (length != 0 && line[length - 1] == '\n') {
    line[length - 1] = 0;
    report(line, before);
    length = 0;
    forget_pauses();
    before = moment();
  }
  return 0;
}

int main(void) {
  wexn_store *store = wexn_store_new(NULL);
  kotlin_imports imports = {0};
  imports.wasi_snapshot_preview1.fd_write.fn = fd_write;
  imports.wasi_snapshot_preview1.random_get.fn = random_get;
  kotlin_instance *instance;
  wexn_extern memory;
  if (kotlin_new(store, &imports, NULL, &instance) != WEXN_OK ||
      !wexn_instance_export(kotlin_base(instance), "memory", &memory)) {
    fprintf(stderr, "%s\n", wexn_error_message(store));
    return 1;
  }
  base = wexn_memory_data(memory.of.memory);
  before = moment();
  if (kotlin__initialize(instance) != WEXN_OK) {
    fprintf(stderr, "%s\n", wexn_trap_message(store));
    return 1;
  }
  wexn_store_delete(store);
  return 0;
}
