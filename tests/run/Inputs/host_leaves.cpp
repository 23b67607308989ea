// host_leaves HOW: leaves a host function in ways other than returning; then uses the store again, and deletes it.
#include "leaves.h"

#include <pthread.h>
#include <setjmp.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <ucontext.h>

static const char *how;
static jmp_buf place;
static wexn_store *store;
static leaves_instance *m;
static bool quiet;

static void delete_store() { wexn_store_delete(store); }

// On a stack of which the runtime knows nothing.
static void delete_elsewhere() {
  static ucontext_t here, there;
  static char stack[64 << 10];
  getcontext(&there);
  there.uc_stack.ss_sp = stack;
  there.uc_stack.ss_size = sizeof stack;
  there.uc_link = &here;
  makecontext(&there, delete_store, 0);
  swapcontext(&here, &there);
}

static void leave(void *) {
  if (quiet)
    return;
  if (strcmp(how, "longjmp") == 0)
    longjmp(place, 1);
  if (strcmp(how, "throw") == 0)
    throw 42;
  if (strcmp(how, "pthread_exit") == 0)
    pthread_exit(nullptr);
  if (strcmp(how, "exit") == 0)
    exit(3);
  if (strcmp(how, "delete") == 0)
    delete_store();
  if (strcmp(how, "elsewhere") == 0)
    delete_elsewhere();
  if (wexn_instance_store(leaves_base(m)) != store)
    puts("gone");
}

static void *thread(void *) {
  int32_t r;
  leaves_run(m, &r);
  return nullptr;
}

static void *use(void *) {
  int32_t r;
  quiet = true;
  wexn_status status = leaves_run(m, &r);
  printf("run: %d %d\n", status, r);
  status = leaves_throws(m, &r);
  printf("throws: %d %d\n", status, r);
  wexn_store_collect(store);
  status = leaves_oob(m, &r);
  printf("oob: %d %s\n", status, wexn_trap_message(store));
  return nullptr;
}

static void at_exit() {
  wexn_store_delete(store);
  puts("deleted");
}

int main(int, char **argv) {
  how = argv[1];
  const bool again = argv[2] != nullptr;
  store = wexn_store_new(nullptr);
  leaves_imports imports = {};
  imports.host.leave.fn = leave;
  if (leaves_new(store, &imports, nullptr, &m) != WEXN_OK)
    return 1;
  atexit(at_exit);
  int32_t r = 0;
  if (strcmp(how, "pthread_exit") == 0) {
    pthread_t other;
    pthread_create(&other, nullptr, thread, nullptr);
    pthread_join(other, nullptr);
  } else if (setjmp(place) != 0) {
    puts("jumped");
  } else {
    try {
      printf("returned: %d\n", leaves_run(m, &r));
    } catch (int number) {
      printf("caught %d\n", number);
    }
  }
  if (again) {
    wexn_store_forget_calls(store);
    use(nullptr);
  }
  return 0;
}
