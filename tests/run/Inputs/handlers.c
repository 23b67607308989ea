/* handlers HOW: runs a module with guarded memory. `plain`: without a word about signals, on two threads; `kept`: the
 * store's config keeps the signals to the host; `library N`: others take SIGSEGV, N times, and pass on what is not theirs,
 * and the host has ours put in front each time; `greedy`: others take it and pass nothing on; `host`: the host's own bug. */
#include "handlers.h"

#include <pthread.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

static void run(wexn_store *store) {
  handlers_instance *m;
  int32_t result;
  wexn_status status = handlers_new(store, NULL, NULL, &m);
  if (status != WEXN_OK) {
    printf("error: %s\n", wexn_error_message(store));
    return;
  }
  printf("in bounds: %d\n", handlers_load(m, 65532, &result));
  for (int i = 0; i < 2; i++) {
    status = handlers_load(m, 0x7fff0000, &result);
    printf("out of bounds: %d %s\n", status, wexn_trap_message(store));
  }
}

static void *thread(void *unused) {
  (void)unused;
  wexn_store *store = wexn_store_new(NULL);
  run(store);
  wexn_store_delete(store);
  return NULL;
}

enum { MOST = 20 };
static struct sigaction found[MOST];
static void library(int signal, siginfo_t *info, void *context, int number) {
  static int entered;
  static const char text[] = "library\n", cycle[] = "a circle\n";
  (void)!write(1, text, sizeof text - 1);
  if (++entered > 2 * MOST) {
    (void)!write(1, cycle, sizeof cycle - 1);
    _exit(1);
  }
  if (found[number].sa_flags & SA_SIGINFO)
    found[number].sa_sigaction(signal, info, context);
  else
    sigaction(signal, &found[number], NULL);
}
static void first(int s, siginfo_t *i, void *c) { library(s, i, c, 0); }
static void second(int s, siginfo_t *i, void *c) { library(s, i, c, 1); }
static void greedy(int signal) {
  (void)signal;
  _exit(77);
}
static void take(void (*handler)(int, siginfo_t *, void *), struct sigaction *old) {
  struct sigaction action = {0};
  action.sa_sigaction = handler;
  action.sa_flags = SA_SIGINFO | SA_NODEFER;
  sigaction(SIGSEGV, &action, old);
}

int main(int argc, char **argv) {
  const char *how = argv[1];
  setvbuf(stdout, NULL, _IONBF, 0);
  wexn_store_config config = {.keep_signals = strcmp(how, "kept") == 0};
  wexn_store *store = wexn_store_new(&config);
  run(store);
  if (strcmp(how, "plain") == 0) {
    pthread_t other;
    pthread_create(&other, NULL, thread, NULL);
    pthread_join(other, NULL);
  } else if (strcmp(how, "kept") == 0) {
    printf("installed: %d\n", wexn_install_trap_handlers());
    run(store);
  } else if (strcmp(how, "library") == 0) {
    take(first, &found[0]);
    if (atoi(argv[2]) > 0)
      printf("installed: %d\n", wexn_install_trap_handlers());
    if (atoi(argv[2]) > 1) {
      take(second, &found[1]);
      printf("installed: %d\n", wexn_install_trap_handlers());
      printf("installed: %d\n", wexn_install_trap_handlers());
    }
    run(store);
  } else if (strcmp(how, "greedy") == 0) {
    signal(SIGSEGV, greedy);
    printf("installed: %d\n", wexn_install_trap_handlers());
    run(store);
  }
  if (strcmp(how, "plain") != 0 && strcmp(how, "kept") != 0)
    *(volatile int *)8 = 1;
  wexn_store_delete(store);
  return argc > 3;
}
