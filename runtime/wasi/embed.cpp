// <wexn/wasi.h>: configuration -> State, imports -> host functions.
#include "runtime/wasi/embed.h"
#include "runtime/wasi/functions.h"
#include "runtime/wasi/limits.h"

#include <cerrno>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <fcntl.h>
#include <new>

#include <wexn/wasi.h>

using namespace wexn::wasi;

// Linked with modules that have a shared memory, and only with them.
#pragma weak wexn_shared_memory_new_within
#pragma weak wexn_shared_memory_memory
#pragma weak wexn_shared_memory_retain
#pragma weak wexn_shared_memory_release
#pragma weak wexn_memory_shared

namespace {

// Adds what the configuration lists. On failure `what` and the returned code say why.
Errno fill(State &state, const wexn_wasi_config &config, const char *&what) {
  state.args = {config.args, config.num_args};
  state.environment = {config.environment, config.num_environment};
  state.own_process = config.own_process;
  state.use_openat2 = !config.walk_paths && have_openat2();
  if (!config.no_stdio)
    for (int fd = 0; fd < 3; fd++)
      // A descriptor that the process was started without is missing for the guest, too.
      if (Errno e = add_stdio(state, fd, static_cast<uint32_t>(fd));
          e != Errno::success && e != Errno::badf) {
        what = "standard input, output and error";
        return e;
      }
  for (uint32_t i = 0; i < config.num_dirs; i++) {
    const wexn_wasi_dir &dir = config.dirs[i];
    what = dir.host;
    OwnedFd fd(::open(dir.host, O_RDONLY | O_DIRECTORY | O_CLOEXEC));
    // A directory that may be searched but not read.
    if (!fd && errno == EACCES)
      fd.reset(::open(dir.host, O_PATH | O_DIRECTORY | O_CLOEXEC));
    if (!fd)
      return errno_from_host(errno);
    if (Errno e = add_preopen(state, fd.get(), dir.guest); e != Errno::success)
      return e;
    fd.release();
  }
  for (uint32_t i = 0; i < config.num_sockets; i++)
    if (Errno e = add_socket(state, config.sockets[i]); e != Errno::success) {
      what = "socket";
      while (i-- > 0) // the caller's still
        state.table.find(FIRST_GIVEN + config.num_dirs + i)->owned = false;
      return e;
    }
  if (config.max_descriptors || !config.own_process)
    state.table.limit(config.max_descriptors ? config.max_descriptors : DEFAULT_DESCRIPTORS);
  return Errno::success;
}

} // namespace

wexn_wasi *wexn_wasi_new(wexn_store *store, const wexn_wasi_config *config, char *error,
                         size_t error_size) {
  void *memory = std::malloc(sizeof(wexn_wasi));
  if (!memory) {
    std::snprintf(error, error_size, "out of memory");
    return nullptr;
  }
  auto *wasi = new (memory) wexn_wasi;
  wasi->state.store = store;
  static constexpr wexn_wasi_config NOTHING{};
  const char *what = "";
  Errno e = fill(wasi->state, config ? *config : NOTHING, what);
  wasi->max_threads = config ? config->max_threads : 0;
  if (e == Errno::success)
    return wasi;
  std::snprintf(error, error_size, "%s: %s", what, errno_text(e));
  wexn_wasi_delete(wasi);
  return nullptr;
}

void wexn_wasi_delete(wexn_wasi *wasi) {
  if (!wasi)
    return;
  if (wasi->threads && wasi->max_threads)
    spawn_of(*wasi->image)->end(wasi->threads);
  if (wasi->memory)
    wexn_shared_memory_release(wasi->memory);
  wasi->~wexn_wasi();
  std::free(wasi);
}

static bool is_shared_memory(const wexn_import_desc &import) {
  return import.type.kind == WEXN_EXTERN_MEMORY && import.type.limits.shared;
}

// The memory that a guest's threads share: made for the first instance, within its store's limit.
static bool provide_memory(wexn_wasi *wasi, const wexn_import_desc *import, wexn_extern *out) {
  if (!wasi->memory) {
    wasi->memory = wexn_shared_memory_new_within(wasi->state.store, &import->type.limits);
    wasi->memory_import = import;
    if (!wasi->memory)
      std::snprintf(wasi->no_memory, sizeof wasi->no_memory, "%s",
                    wexn_error_message(wasi->state.store));
  }
  if (!wasi->memory || wasi->memory_import != import)
    return false;
  *out = wexn_extern_memory(wexn_shared_memory_memory(wasi->memory));
  return true;
}

// The embedder has given one: threads get the same.
static void keep_memory(wexn_wasi *wasi, const wexn_import_desc *import, const wexn_extern &given) {
  if (wasi->memory || given.type.kind != WEXN_EXTERN_MEMORY)
    return;
  wexn_shared_memory *shared = wexn_memory_shared(given.of.memory);
  if (shared) {
    wasi->memory = wexn_shared_memory_retain(shared);
    wasi->memory_import = import;
  }
}

static bool is_spawn(const wexn_import_desc &import) {
  return std::string_view(import.module.data, import.module.size) == "wasi" &&
         std::string_view(import.name.data, import.name.size) == "thread-spawn";
}

// Of a module with this import (abi/runtime_parts.def).
static constexpr Function SPAWN = {"thread-spawn", "i", "i", nullptr};

static constexpr std::string_view PREVIEW1 = "wasi_snapshot_preview1", SNAPSHOT0 = "wasi_unstable";

// A wexn_resolver.
static bool resolve(void *env, const wexn_import_desc *import, wexn_extern *out) {
  auto *wasi = static_cast<wexn_wasi *>(env);
  std::string_view module(import->module.data, import->module.size);
  Call *call = module == PREVIEW1    ? &wasi->preview1
               : module == SNAPSHOT0 ? &wasi->snapshot0
                                     : nullptr;
  const Function *function = call ? find_function({import->name.data, import->name.size}) : nullptr;
  if (!function) {
    const wexn_instance_config &others = *wasi->others;
    const bool own_process = wasi->state.own_process;
    if (others.resolver && others.resolver(others.resolver_env, import, out)) {
      if (own_process && is_shared_memory(*import))
        keep_memory(wasi, import, *out);
      return true;
    }
    if (!own_process)
      return false;
    if (is_shared_memory(*import))
      return provide_memory(wasi, import, out);
    if (!is_spawn(*import))
      return false;
    function = &SPAWN;
  }
  if (import->type.kind != WEXN_EXTERN_FUNC ||
      !signature_matches(*function, *import->type.functype->type)) {
    wasi->mismatch = import;
    return false;
  }
  wexn_func *func;
  const bool spawn = function == &SPAWN;
  if (wexn_func_new_slots(wasi->state.store, import->type.functype,
                          spawn ? spawn_of(*wasi->image)->spawn : function->entry,
                          spawn ? static_cast<void *>(wasi) : call, &func) != WEXN_OK)
    return false;
  *out = wexn_extern_func(func);
  return true;
}

static bool exports_memory64(const wexn_module_image &image) {
  for (uint32_t i = 0; i < image.num_exports; i++) {
    const wexn_export_desc &desc = image.exports[i];
    if (desc.type.kind == WEXN_EXTERN_MEMORY && desc.type.limits.is64 &&
        std::string_view(desc.name.data, desc.name.size) == "memory")
      return true;
  }
  return false;
}

wexn_status wexn_wasi_instantiate(wexn_wasi *wasi, const wexn_module_image *image,
                                  const wexn_instance_config *config, wexn_instance **out,
                                  char *error, size_t error_size) {
  *out = nullptr;
  if (exports_memory64(*image)) {
    std::snprintf(error, error_size,
                  "WASI preview 1 needs a memory with 32-bit addresses; this module's has 64-bit "
                  "addresses");
    return WEXN_ERROR;
  }
  static constexpr wexn_instance_config NOTHING{};
  wasi->others = config ? config : &NOTHING;
  wasi->mismatch = nullptr;
  *wasi->no_memory = 0;
  wasi->image = image;
  wasi->state.memory = nullptr;
  wasi->state.instance = out;
  wexn_instance_config how = *wasi->others;
  how.resolver = resolve;
  how.resolver_env = wasi;
  wexn_status status = wexn_instance_new(wasi->state.store, image, &how, out);
  if (status != WEXN_ERROR)
    return status;
  if (*wasi->no_memory)
    std::snprintf(error, error_size, "no room for the shared memory: %s", wasi->no_memory);
  else if (wasi->mismatch)
    std::snprintf(error, error_size, "the import %s.%s has another type than WASI's function",
                  wasi->mismatch->module.data, wasi->mismatch->name.data);
  else
    std::snprintf(error, error_size, "%s", wexn_error_message(wasi->state.store));
  return status;
}

namespace wexn::wasi {

bool is_for_threads(const wexn_import_desc &import) {
  const std::string_view module(import.module.data, import.module.size);
  return is_shared_memory(import) || is_spawn(import) || module == PREVIEW1 || module == SNAPSHOT0;
}

const wexn_memory *find_memory(State &state) {
  wexn_extern memory;
  if (state.instance && *state.instance &&
      wexn_instance_export(*state.instance, "memory", &memory) &&
      memory.type.kind == WEXN_EXTERN_MEMORY)
    state.memory = memory.of.memory;
  return state.memory;
}

} // namespace wexn::wasi
