// Proposals that can be switched on and off, one bit per row of features.def.
#pragma once

#include "wexnc/support/result.h"

#include <bitset>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string_view>

namespace wexn::wasm {

enum class Feature : uint8_t {
#define FEATURE(id, flag, on, text) id,
#include "wexnc/wasm/features.def"
  Count_,
};

// What a proposal is without a flag (features.def).
enum class FeatureDefault : uint8_t { On, Off };

class Features {
public:
  Features(); // every row at its default
  [[nodiscard]] static Features all();
  [[nodiscard]] bool has(Feature f) const { return bits_[static_cast<size_t>(f)]; }
  void set(Feature f, bool on) { bits_[static_cast<size_t>(f)] = on; }

private:
  std::bitset<static_cast<size_t>(Feature::Count_)> bits_;
};

// The name used in --enable-NAME and --disable-NAME.
[[nodiscard]] const char *feature_flag(Feature f);
[[nodiscard]] std::optional<Feature> feature_by_flag(std::string_view flag);

// The error of using `what`, which needs `f`, at `offset` of the file.
[[nodiscard]] Error feature_error(Feature f, uint64_t offset, std::string_view what);

} // namespace wexn::wasm
