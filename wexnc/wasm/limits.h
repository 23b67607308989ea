// Upper bounds on the parts of a module, from limits.def.
#pragma once

#include "wexnc/support/result.h"

#include <cstdint>

namespace wexn::wasm {

enum class Limit : uint8_t {
#define LIMIT(id, value, what) id,
#include "wexnc/wasm/limits.def"
};

[[nodiscard]] constexpr uint64_t limit(Limit l) {
  constexpr uint64_t kValues[] = {
#define LIMIT(id, value, what) value,
#include "wexnc/wasm/limits.def"
  };
  return kValues[static_cast<size_t>(l)];
}

// What exceeding `l` at `offset` is reported as.
[[nodiscard]] Error limit_error(Limit l, uint64_t offset);

[[nodiscard]] inline Status check_limit(Limit l, uint64_t count, uint64_t offset) {
  if (count > limit(l))
    return limit_error(l, offset);
  return ok_status();
}

} // namespace wexn::wasm
