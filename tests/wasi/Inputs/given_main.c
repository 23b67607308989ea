/* given_main DIR: a guest without standard descriptors has what it is given, and what no guest is made for stays
   the caller's. */
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>
#include <wexn/wasi.h>

extern const wexn_module_image app_module;

#define CHECK(condition) \
  do { \
    if (!(condition)) \
      return printf("line %d: %s\n", __LINE__, #condition), 1; \
  } while (0)

int main(int argc, char **argv) {
  char error[200] = "";
  int pair[2];
  CHECK(argc == 2 && socketpair(AF_UNIX, SOCK_STREAM, 0, pair) == 0);
  const wexn_wasi_dir dirs[] = {{"/", "/none"}, {argv[1], "/data"}};
  const int sockets[] = {pair[0], -1};
  wexn_wasi_config config = {.dirs = dirs, .num_dirs = 2, .sockets = sockets, .num_sockets = 2, .no_stdio = true};
  wexn_store *store = wexn_store_new(NULL);
  CHECK(!wexn_wasi_new(store, &config, error, sizeof error));
  CHECK(fcntl(pair[0], F_GETFD) >= 0);

  config.num_sockets = 1;
  wexn_wasi *wasi = wexn_wasi_new(store, &config, error, sizeof error);
  wexn_instance *instance;
  wexn_extern start;
  wexn_slot slot;
  CHECK(wasi && wexn_wasi_instantiate(wasi, &app_module, NULL, &instance, error, sizeof error) == WEXN_OK);
  CHECK(wexn_instance_export(instance, "_start", &start));
  const wexn_status status = wexn_call(store, start.of.func, &slot);
  CHECK(status == WEXN_OK || (wexn_trap_code(store) == WEXN_TRAP_Exit && wexn_exit_status(store) == 0));
  char text[20];
  CHECK(read(pair[1], text, sizeof text) == 3 && memcmp(text, "one", 3) == 0);
  wexn_wasi_delete(wasi);
  CHECK(fcntl(pair[0], F_GETFD) < 0);
  wexn_store_delete(store);
  puts("all right");
}
