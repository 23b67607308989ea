// The compiler as a function: bytes of a WebAssembly module in, bytes of an object out.
#pragma once

#include "objfmt/check.h"
#include "wexnc/options.h"
#include "wexnc/support/result.h"

#include <cstdint>
#include <span>
#include <vector>

namespace wexn {

struct CompiledObject {
  std::vector<uint8_t> bytes; // what Options::emit asked for; an object for Executable
  objfmt::TableCounts tables; // that must be in it, for objfmt::check_object
  uint64_t instance_size = 0; // bytes of an instance
};

// For a program that compiles and then ends: where LLVM gets no memory, out_of_memory() says so.
void watch_memory_of_llvm();

// Compiles a module in the binary format. The result depends on the input and the options only, not
// on Options::jobs. Errors: the input is malformed, invalid or uses a disabled or unsupported
// feature; an unknown CPU or attribute.
[[nodiscard]] Result<CompiledObject> compile(const Options &options,
                                             std::span<const uint8_t> input);

} // namespace wexn
