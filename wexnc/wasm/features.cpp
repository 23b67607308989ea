// Expands features.def into defaults and flag names.
#include "wexnc/wasm/features.h"

namespace wexn::wasm {

Features::Features() {
#define FEATURE(id, flag, state, text)                                                             \
  set(Feature::id, FeatureDefault::state != FeatureDefault::Off);
#include "wexnc/wasm/features.def"
}

Features Features::all() {
  Features every;
  every.bits_.set();
  return every;
}

const char *feature_flag(Feature f) {
  static constexpr const char *kFlags[] = {
#define FEATURE(id, flag, state, text) flag,
#include "wexnc/wasm/features.def"
  };
  return kFlags[static_cast<size_t>(f)];
}

std::optional<Feature> feature_by_flag(std::string_view flag) {
  for (size_t i = 0; i < static_cast<size_t>(Feature::Count_); ++i)
    if (flag == feature_flag(static_cast<Feature>(i)))
      return static_cast<Feature>(i);
  return std::nullopt;
}

Error feature_error(Feature f, uint64_t offset, std::string_view what) {
  const std::string flag = feature_flag(f);
  return Error{.id = ErrorId::FeatureDisabled,
               .offset = offset,
               .detail = std::string(what) + " needs --enable-" + flag,
               .feature = flag};
}

} // namespace wexn::wasm
