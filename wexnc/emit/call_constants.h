// Which constant a call in machine code passes as its second argument, read off the instructions
// before it. `wexnc inspect` finds out by it for which trap a call of wexn_rt_trap is.
#pragma once

#include "wexnc/support/target.h"

#include <cstdint>
#include <memory>
#include <optional>
#include <span>
#include <vector>

namespace wexn::emit {

class CallConstants {
public:
  explicit CallConstants(Arch arch);
  ~CallConstants();

  // For each place, the offset in `code` of any byte of a call: the constant; nothing if the
  // argument is none, or branches lead to the call with different ones. `code` is a function from
  // its start.
  [[nodiscard]] std::vector<std::optional<uint32_t>>
  second_arguments(std::span<const uint8_t> code, const std::vector<uint32_t> &places);

private:
  class Reader;
  std::unique_ptr<Reader> reader_;
};

} // namespace wexn::emit
