// The `main` of programs made from a WASI command: module image -> store -> instance -> `_start`.
//
// The command line: options of the runtime come first, everything from the first other word on
// belongs to the guest. `--` ends the runtime's options and is not handed on, so a guest that has
// options of the same names is called as `prog --dir . -- --dir x`.
#include "runtime/wasi/embed.h"
#include "runtime/wasi/options.h"
#include "runtime/wasi/report.h"

#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <fcntl.h>

#include <wexn/wasi.h>

// Defined by every object that wexnc makes, weakly, as the module in it; a program of several
// modules defines it itself.
extern "C" const wexn_module_image *const wexn_main_module;

namespace wexn::wasi {
namespace {

// A process may be started without some of its standard descriptors. Files that the guest opens
// must not take their numbers, where messages of the runtime would go.
void fill_standard_descriptors() {
  for (int fd = 0; fd < 3; fd++)
    if (::fcntl(fd, F_GETFD) < 0)
      (void)::open("/dev/null", O_PATH); // lowest free number; not usable, so that uses still fail
}

bool find_function_export(wexn_instance *instance, const char *name, wexn_extern &out) {
  return wexn_instance_export(instance, name, &out) && out.type.kind == WEXN_EXTERN_FUNC;
}

// Calls an export that has no parameters and results. true: it returned, so that the instance can
// be used on; else `status` is the process's.
bool call_plain(wexn_store *store, wexn_instance *instance, const char *name,
                const wexn_extern &function, int &status) {
  const wexn_type &type = *function.of.func->type;
  if (type.num_params || type.num_results) {
    std::fprintf(stderr, "wexn: error: the export %s has parameters or results\n", name);
    status = EXIT_FAILED;
    return false;
  }
  wexn_slot slot;
  wexn_status outcome = wexn_call(store, function.of.func, &slot);
  status = exit_status(store, instance, outcome);
  return outcome == WEXN_OK;
}

// A command runs from _start. A module without it may be a reactor, whose _initialize prepares it
// for calls, and in some languages runs the whole program; whatever else it exports is called when
// asked for only.
int run_instance(wexn_store *store, wexn_instance *instance, const Options &options,
                 const char *const *args, uint32_t num_args) {
  wexn_extern function;
  int status = 0;
  bool start = find_function_export(instance, "_start", function);
  if (start && !options.invoke) {
    call_plain(store, instance, "_start", function, status);
    return status;
  }
  bool reactor = !start && find_function_export(instance, "_initialize", function);
  if (reactor && !call_plain(store, instance, "_initialize", function, status))
    return status;
  if (options.invoke)
    return invoke(store, instance, options.invoke, args + 1, num_args - 1);
  if (!reactor)
    std::fputs("wexn: the module exports no _start: nothing was run but its start function, if it "
               "has one; see --invoke\n",
               stderr);
  return status;
}

int run(const Options &options, const char *const *args, uint32_t num_args) {
  if (options.abort_on_trap)
    abort_on_trap();
  const wexn_store_config store_config = wexn::wasi::store_config();
  wexn_store *store = wexn_store_new(&store_config);
  if (!store) {
    std::fputs("wexn: error: out of memory\n", stderr);
    return EXIT_FAILED;
  }
  wexn_wasi_config config{};
  config.args = args;
  config.num_args = num_args;
  config.environment = options.environment;
  config.num_environment = options.num_environment;
  config.dirs = options.dirs;
  config.num_dirs = options.num_dirs;
  config.own_process = true;
  config.max_threads = options.max_threads;
  const char *resolve = std::getenv("WEXN_WASI_RESOLVE");
  config.walk_paths = resolve && std::strcmp(resolve, "walk") == 0;

  char error[512];
  wexn_wasi *wasi = wexn_wasi_new(store, &config, error, sizeof error);
  if (!wasi) {
    std::fprintf(stderr, "wexn: error: %s\n", error);
    return EXIT_FAILED;
  }
  wasi->ends_process = true;
  wexn_instance *instance = nullptr;
  set_reported(&instance, 0);
  wexn_status made =
      wexn_wasi_instantiate(wasi, wexn_main_module, nullptr, &instance, error, sizeof error);
  int status = EXIT_FAILED;
  if (made == WEXN_OK)
    status = run_instance(store, instance, options, args, num_args);
  else if (made == WEXN_ERROR)
    std::fprintf(stderr, "wexn: error: %s\n", error);
  else
    status = exit_status(store, instance, made);
  if (wasi->threads) { // some may still use what they share
    begin_end();
    std::fflush(stdout);
    std::_Exit(status);
  }
  wexn_wasi_delete(wasi);
  wexn_store_delete(store);
  return status;
}

} // namespace
} // namespace wexn::wasi

int main(int argc, char **argv) {
  using namespace wexn::wasi;
  Options options(argc);
  int status = EXIT_FAILED;
  switch (options.parse(argc, argv)) {
  case Options::Parsed::Help:
    return 0;
  case Options::Parsed::Error:
    return EXIT_USAGE;
  case Options::Parsed::Run:
    break;
  }
  // The guest's first argument is the program's name; its others begin where parsing stopped.
  int first = options.first_argument;
  argv[first - 1] = argv[0];
  fill_standard_descriptors();
  status = run(options, argv + first - 1, static_cast<uint32_t>(argc - first + 1));
  return status;
}
