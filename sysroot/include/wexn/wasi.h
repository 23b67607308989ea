/* WASI preview 1 for instances of compiled modules (C11): libwexn_wasi.a. For systems with POSIX
 * and Linux's *at calls. The archive also has a `main` that runs a module as a command; a program
 * with a main of its own uses these functions:
 *
 *   wexn_wasi *wasi = wexn_wasi_new(store, &config, error, sizeof error);
 *   wexn_wasi_instantiate(wasi, &app_module, NULL, &instance, error, sizeof error);
 *   ... call the export `_start`, or of a reactor `_initialize` before all others; proc_exit ends it
 *   with WEXN_TRAP, code WEXN_TRAP_Exit, and wexn_exit_status ...
 *   wexn_wasi_delete(wasi);
 *
 * The guest reaches what it is given and nothing else: standard input, output and error, the
 * directories listed in the configuration with everything beneath them, and the sockets. */
#ifndef WEXN_WASI_H
#define WEXN_WASI_H

#include <wexn/wexn.h>

#ifdef __cplusplus
extern "C" {
#endif
#pragma GCC visibility push(default)

typedef struct wexn_wasi wexn_wasi;

/* A directory of the host and the name by which the guest finds it. */
typedef struct wexn_wasi_dir {
  const char *host, *guest;
} wexn_wasi_dir;

/* All strings and arrays must stay until wexn_wasi_delete. */
typedef struct wexn_wasi_config {
  const char *const *args; /* the program's name first */
  uint32_t num_args;
  const char *const *environment; /* NAME=VALUE */
  uint32_t num_environment;
  const wexn_wasi_dir *dirs; /* become descriptors 3, 4, ... */
  uint32_t num_dirs;
  const int *sockets; /* become the descriptors after the directories; closed by wexn_wasi_delete, the
                       * caller's still if wexn_wasi_new fails */
  uint32_t num_sockets;
  uint32_t max_descriptors; /* that the guest opens at once; 0: 256, without limit for own_process */
  bool no_stdio;    /* the guest does not get the process's descriptors 0, 1 and 2 */
  bool walk_paths;  /* resolve paths component by component even if the system can do it by itself */
  /* The process serves this guest alone, as a program without a main of its own does. Then writing to
   * a pipe that nobody reads, or beyond RLIMIT_FSIZE, raises SIGPIPE or SIGXFSZ as in native
   * programs, and the guest may do with 0, 1 and 2 what those may. Else it gets the error only; and
   * flags, size and times of the files that are 0, 1 and 2, and where in them is written, are not
   * the guest's. */
  bool own_process;
  /* Threads besides the first that a guest with the import wasi.thread-spawn may have at once, with
   * own_process only: a trap, an uncaught exception or proc_exit in one of them ends the process. Else
   * the import is the embedder's to provide. A shared memory that the guest imports is made for it,
   * within the store's limit, unless the embedder provides one. Threads have stores of their own with
   * the configuration and the data (wexn_store_set_data) of the first one's: each may take as much,
   * besides the shared memory. Modules that import more than WASI's functions and that memory get no
   * threads. An interrupt or a deadline of the first one's store is the first thread's; the others go on
   * until wexn_wasi_delete. */
  uint32_t max_threads;
} wexn_wasi_config;

/* Null when something in the configuration cannot be had, with the reason in `error`. `config` may
 * be null. REQUIRES: the store outlives it. */
wexn_wasi *wexn_wasi_new(wexn_store *store, const wexn_wasi_config *config, char *error,
                         size_t error_size);
/* Closes everything the guest has open. Threads that the guest has made are ended first, as by
 * wexn_interrupt, which is enabled for them, and waited for; those of a store with keep_signals end by
 * themselves only, unless the module was compiled with --interruptible. To be called before
 * wexn_store_delete. REQUIRES: no other instance calls WASI functions of it any more. */
void wexn_wasi_delete(wexn_wasi *wasi);

/* wexn_instance_new with WASI's functions for the module's imports of wasi_snapshot_preview1 and
 * wasi_unstable; `config` (may be null) provides the others. WASI functions then read and write the
 * instance's exported memory "memory"; without one they answer that every address is bad.
 * WEXN_ERROR, with the reason in `error`: as wexn_instance_new; the memory has 64-bit addresses; an
 * import of WASI has another type. REQUIRES: one instance for each wexn_wasi; `out` stays while
 * WASI functions may be called. */
wexn_status wexn_wasi_instantiate(wexn_wasi *wasi, const wexn_module_image *image,
                                  const wexn_instance_config *config, wexn_instance **out,
                                  char *error, size_t error_size);

#pragma GCC visibility pop
#ifdef __cplusplus
}
#endif
#endif
