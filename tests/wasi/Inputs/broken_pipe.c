/* A host whose standard output is a pipe that nobody reads: the guest that writes to it gets the
 * error code 64 (pipe), and the host lives. With an argument, the process is the guest's. */
#include "write.h"
#include <signal.h>
#include <stdio.h>
#include <unistd.h>
#include <wexn/wasi.h>

int main(int argc, char **argv) {
  (void)argv;
  int ends[2];
  if (pipe(ends) || dup2(ends[1], 1) < 0 || close(ends[0]) || close(ends[1]))
    return 1;
  char error[200];
  wexn_store *store = wexn_store_new(NULL);
  wexn_wasi_config config = {.own_process = argc > 1};
  wexn_wasi *wasi = wexn_wasi_new(store, &config, error, sizeof error);
  wexn_instance *instance;
  if (!wexn_install_trap_handlers() || !wasi ||
      wexn_wasi_instantiate(wasi, &write_module, NULL, &instance, error, sizeof error) != WEXN_OK)
    return 1;
  int32_t result = -1;
  wexn_status status = write_go((write_instance *)instance, &result);
  fprintf(stderr, "status %d, error %d\n", status, (int)result);
  struct sigaction action;
  sigaction(SIGPIPE, NULL, &action);
  fprintf(stderr, "SIGPIPE is %s\n", action.sa_handler == SIG_DFL ? "as it was" : "changed");
  wexn_wasi_delete(wasi);
  wexn_store_delete(store);
  return 0;
}
