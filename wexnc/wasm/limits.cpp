// The words for an exceeded limit.
#include "wexnc/wasm/limits.h"

namespace wexn::wasm {

Error limit_error(Limit l, uint64_t offset) {
  static constexpr const char *kWhat[] = {
#define LIMIT(id, value, what) what,
#include "wexnc/wasm/limits.def"
  };
  return Error{.id = ErrorId::LimitExceeded,
               .offset = offset,
               .detail =
                   "at most " + std::to_string(limit(l)) + " " + kWhat[static_cast<size_t>(l)]};
}

} // namespace wexn::wasm
