// What wexn_wasi holds: the state of one instance, and how its imports are resolved.
#pragma once

#include "runtime/wasi/state.h"

#include <wexn/wasi.h>

struct wexn_wasi {
  wexn_wasi() = default;
  // For a thread of the same guest.
  wexn_wasi(const wexn_wasi &parent, wexn_store *store)
      : state(parent.state, store), memory_import(parent.memory_import), threads(parent.threads) {}

  wexn::wasi::State state;
  const wexn_module_image *image = nullptr;
  const wexn_instance_config *others = nullptr; // imports that are not WASI's
  const wexn_import_desc *mismatch = nullptr;   // an import of WASI with another type
  wexn::wasi::Call preview1{&state, false};
  wexn::wasi::Call snapshot0{&state, true};
  wexn_shared_memory *memory = nullptr;            // of a guest with threads, a handle
  const wexn_import_desc *memory_import = nullptr; // what it is imported as
  char no_memory[256] = "";                        // why it could not be made
  uint32_t max_threads = 0;                        // besides the first; of the first
  struct wexn_wasi_threads *threads = nullptr;     // all of a guest, with the first that is made
  bool ends_process = false; // with the first thread: nobody has to end the others
};

namespace wexn::wasi {

// The import wasi.thread-spawn: modules that have it point here (symbol wexn_rt_wasi_threads), so
// that other programs do not link it. Null where there is no WASI with threads.
struct Spawn {
  wexn_slots_fn *spawn;             // env: wexn_wasi *
  void (*end)(wexn_wasi_threads *); // ends all, waits until they are gone, and frees it
};
// Whether a thread of the guest can be given what the import asks for.
bool is_for_threads(const wexn_import_desc &import);
inline const Spawn *spawn_of(const wexn_module_image &image) {
  const wexn_thread_parts *parts = wexn_image_thread_parts(&image);
  return parts == nullptr ? nullptr : static_cast<const Spawn *>(parts->wasi_threads);
}

} // namespace wexn::wasi
