/* Each request for memory that the runtime makes is refused once, in a process of its own (a fork): what comes of it
   is an error or a trap, and afterwards everything works again and leaves nothing behind. */
#define _GNU_SOURCE
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/wait.h>
#include <unistd.h>
#include <wexn/wexn.h>

extern const wexn_module_image guard_module, software_module;

#define CHECK(condition) \
  do { \
    if (!(condition)) { \
      printf("line %d: %s\n", __LINE__, #condition); \
      fflush(stdout); \
      _exit(1); \
    } \
  } while (0)

static long asked, refused = -1; /* number of requests; which one is refused, -1: none */
static size_t mapped;
static bool refuse(void) {
  errno = ENOMEM;
  return asked++ == refused;
}

void *__real_mmap(void *start, size_t bytes, int protection, int flags, int fd, off_t offset);
int __real_munmap(void *start, size_t bytes);
int __real_mprotect(void *start, size_t bytes, int protection);
void *__wrap_mmap(void *start, size_t bytes, int protection, int flags, int fd, off_t offset) {
  if (refuse())
    return MAP_FAILED;
  void *at = __real_mmap(start, bytes, protection, flags, fd, offset);
  if (at != MAP_FAILED && !(flags & MAP_FIXED))
    mapped += bytes;
  return at;
}
int __wrap_munmap(void *start, size_t bytes) {
  mapped -= bytes;
  return __real_munmap(start, bytes);
}
int __wrap_mprotect(void *start, size_t bytes, int protection) {
  return refuse() ? -1 : __real_mprotect(start, bytes, protection);
}

static void ignore(void *env, wexn_slot *slots) { (void)env, (void)slots; }

static bool resolve(void *env, const wexn_import_desc *import, wexn_extern *out) {
  wexn_store *store = env;
  if (import->type.kind == WEXN_EXTERN_FUNC) {
    wexn_func *func;
    if (wexn_func_new_slots(store, import->type.functype, ignore, NULL, &func) != WEXN_OK)
      return false;
    *out = wexn_extern_func(func);
  } else if (import->type.kind == WEXN_EXTERN_MEMORY) {
    wexn_memory *memory;
    if (wexn_memory_new(store, &import->type.limits, &memory) != WEXN_OK)
      return false;
    *out = wexn_extern_memory(memory);
  } else {
    wexn_table *table;
    wexn_slot null = {0};
    if (wexn_table_new(store, &import->type.limits, &import->type.value, null, &table) != WEXN_OK)
      return false;
    *out = wexn_extern_table(table);
  }
  return true;
}

static void call(wexn_store *store, wexn_instance *instance, const char *name, int32_t argument) {
  wexn_extern func;
  CHECK(wexn_instance_export(instance, name, &func));
  wexn_slot slots[1] = {{.i32 = argument}};
  const wexn_status status = wexn_call(store, func.of.func, slots);
  if (status == WEXN_EXCEPTION) {
    CHECK(strcmp(name, "rethrow") == 0);
    wexn_exn *exn = wexn_take_exception(store);
    wexn_exn_release(exn);
  } else if (status != WEXN_OK) {
    CHECK(refused >= 0);
    CHECK(status == WEXN_TRAP || *wexn_error_message(store));
  }
}

static void use(const wexn_module_image *image, const wexn_store_config *config) {
  wexn_store *store = wexn_store_new(config);
  CHECK(store || refused >= 0);
  if (!store)
    return;
  const wexn_instance_config how = {.resolver = resolve, .resolver_env = store};
  for (int round = 0; round < 2; ++round) {
    wexn_instance *instance;
    const wexn_status status = wexn_instance_new(store, image, &how, &instance);
    if (status != WEXN_OK) {
      CHECK(refused >= 0 && *wexn_error_message(store));
      continue;
    }
    call(store, instance, "grow", 2);
    call(store, instance, "extend", 3000);
    call(store, instance, "objects", 30);
    call(store, instance, "catch", 5);
    call(store, instance, "rethrow", 5);
    call(store, instance, "wait", 0);
    wexn_store_collect(store);
    wexn_extern tag;
    wexn_slot fields[2] = {{.i32 = 1}, {.ref = 0}};
    CHECK(wexn_instance_export(instance, "e", &tag));
    wexn_exn *exn;
    if (wexn_exn_new(store, tag.of.tag, fields, &exn) == WEXN_OK)
      wexn_exn_release(exn);
    else
      CHECK(refused >= 0);
  }
  wexn_store_delete(store);
}

static void use_all(void) {
  const wexn_store_config plain = {0}, other = {.exception_backtraces = true, .stress_heap = 20};
  use(&guard_module, &plain);
  use(&software_module, &other);
}

/* With so many memories there before: some number of them leaves the next one without an entry for its guard. */
static long refuse_each(int memories) {
  wexn_store *store = wexn_store_new(NULL);
  const wexn_limits limits = {.min = 1, .page_log2 = 16};
  for (int i = 0; i < memories; ++i) {
    wexn_memory *memory;
    CHECK(store && wexn_memory_new(store, &limits, &memory) == WEXN_OK);
  }
  for (long which = 0;; ++which) {
    const pid_t child = fork();
    CHECK(child >= 0);
    if (child == 0) {
      asked = 0;
      refused = which;
      use_all();
      const bool last = asked <= refused;
      refused = -1;
      use_all();
      const size_t before = mapped;
      use_all();
      CHECK(mapped == before);
      _exit(last ? 2 : 0);
    }
    int status;
    CHECK(waitpid(child, &status, 0) == child);
    if (WIFEXITED(status) && WEXITSTATUS(status) == 2) {
      wexn_store_delete(store);
      return which;
    }
    if (status != 0) {
      printf("request %ld with %d memories: status %d\n", which, memories, status);
      exit(1);
    }
  }
}

int main(void) {
  CHECK(refuse_each(0) > 40);
  for (int memories = 12; memories <= 16; ++memories)
    refuse_each(memories);
  puts("all right");
}
