/* The child of a process uses its copy of a store, and the parent its own. */
#include "forked.h"
#include <stdio.h>
#include <sys/wait.h>
#include <unistd.h>

static int use(wexn_store *store, forked_instance *instance) {
  int32_t result = 0;
  if (forked_count(instance, &result) != WEXN_OK)
    return 100;
  int32_t none = 0;
  if (forked_out(instance, &none) != WEXN_TRAP)
    return 101;
  wexn_store_delete(store);
  return result;
}

int main(void) {
  wexn_store *store = wexn_store_new(NULL);
  forked_instance *instance;
  int32_t result;
  if (!store || forked_new(store, NULL, NULL, &instance) != WEXN_OK ||
      forked_count(instance, &result) != WEXN_OK)
    return 1;
  pid_t child = fork();
  if (child == 0)
    _exit(use(store, instance));
  int status = 0;
  waitpid(child, &status, 0);
  printf("child %d\n", WIFEXITED(status) ? WEXITSTATUS(status) : -1);
  printf("parent %d\n", use(store, instance));
  return 0;
}
