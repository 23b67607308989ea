/* An instance whose initialisation cannot begin is taken back; one whose start function ends badly stays. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <wexn/wexn.h>

#include "objects.h"
#include "start.h"

#define CHECK(condition) \
  do { \
    if (!(condition)) { \
      printf("line %d: %s\n", __LINE__, #condition); \
      exit(1); \
    } \
  } while (0)

/* Address space for the instance's memory and table, but not for a heap. */
static wexn_status make_in(size_t more, wexn_store *store, void *buffer, wexn_instance **out) {
  struct rlimit usual, little;
  long pages = 0;
  FILE *used = fopen("/proc/self/statm", "r");
  CHECK(used && fscanf(used, "%ld", &pages) == 1 && fclose(used) == 0 && getrlimit(RLIMIT_AS, &usual) == 0);
  little = usual;
  little.rlim_cur = (rlim_t)pages * 4096 + more;
  const wexn_instance_config config = {.buffer = buffer};
  CHECK(setrlimit(RLIMIT_AS, &little) == 0);
  const wexn_status status = wexn_instance_new(store, &objects_module, &config, out);
  CHECK(setrlimit(RLIMIT_AS, &usual) == 0);
  return status;
}

static uint32_t give_null(void *env) {
  (void)env;
  return 0;
}

int main(void) {
  const size_t size = (objects_module.instance_size + 15) / 16 * 16;
  const wexn_store_config limits = {.max_memory_bytes = 65536, .max_table_elements = 3};
  for (int own = 0; own < 2; ++own) {
    wexn_store *store = wexn_store_new(&limits);
    void *buffer = own ? aligned_alloc(16, size) : NULL;
    wexn_instance *instance = NULL;
    CHECK(make_in(96 << 10, store, buffer, &instance) == WEXN_ERROR && instance == NULL);
    CHECK(strcmp(wexn_error_message(store), "no memory or address space for the managed heap") == 0);
    if (own)
      memset(buffer, 0x55, size); /* the host's again */
    free(buffer);
    int32_t seven = 0;
    objects_instance *next;
    CHECK(objects_new(store, NULL, NULL, &next) == WEXN_OK && objects_f(next, &seven) == WEXN_OK && seven == 7);
    wexn_store_delete(store);
  }

  wexn_store *store = wexn_store_new(NULL);
  start_imports imports = {0};
  start_instance *stays = NULL;
  int32_t set = 0;
  imports.env.get.fn = give_null;
  CHECK(start_new(store, &imports, NULL, &stays) == WEXN_ERROR && stays != NULL);
  CHECK(strcmp(wexn_error_message(store), "a reference is null, but its type is not nullable") == 0);
  CHECK(start_f(stays, &set) == WEXN_OK && set == 1);
  wexn_store_delete(store);
  puts("all right");
  return 0;
}
