// Values of scripts against values of the runtime: arguments in, comparison of results out
// (spec repository: "interpreter / Scripts", result patterns).
#pragma once

#include "tests/spec/script.h"

#include <wexn/abi/types.h>

#include <optional>
#include <string>
#include <vector>

namespace wexn::spec {

// A value of the runtime with the static type that the callee or the global declares for it.
struct Value {
  wexn_valtype type{};
  wexn_slot slot{};
  const wexn_store *store = nullptr; // of references
};

// The host's reference number `n`: never null, different for different numbers.
[[nodiscard]] void *host_reference(uint32_t n);

// What an argument looks like in a slot, or nothing if it cannot be expressed. References of the
// `any` hierarchy are made in the store; without one they cannot be.
[[nodiscard]] std::optional<wexn_slot> to_slot(wexn_store *store, const wasm::ScriptValue &value);

[[nodiscard]] bool matches(const Value &actual, const wasm::ScriptValue &expected);

[[nodiscard]] std::string describe(const Value &actual);
[[nodiscard]] std::string describe(const wasm::ScriptValue &expected);
template <typename T> [[nodiscard]] std::string describe_all(const std::vector<T> &values) {
  std::string text = "[";
  for (size_t i = 0; i < values.size(); ++i)
    text += (i ? " " : "") + describe(values[i]);
  return text + "]";
}

} // namespace wexn::spec
