// Error messages of a store.
#include "runtime/error.h"

namespace wexn::rt {

wexn_status fail_parts(wexn_store *store, const Text *parts, uint32_t count) {
  char *out = store->error.text;
  uint64_t room = ErrorMessage::kSize - 1;
  for (uint32_t i = 0; i < count; ++i) {
    const uint64_t n = parts[i].size < room ? parts[i].size : room;
    __builtin_memmove(out, parts[i].data, n);
    out += n;
    room -= n;
  }
  *out = 0;
  return WEXN_ERROR;
}

wexn_status fail_no_memory(wexn_store *store) { return fail(store, "out of memory"); }

} // namespace wexn::rt

const char *wexn_error_message(const wexn_store *store) { return store->error.text; }
