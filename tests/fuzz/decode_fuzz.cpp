// libFuzzer: any bytes through the decoder and the validator. What is accepted must also be
// accepted or refused cleanly with every optional feature off, and have names that fit.
#include "wexnc/wasm/binary/decode.h"

using namespace wexn;
using namespace wexn::wasm;

extern "C" int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
  const std::span<const uint8_t> bytes(data, size);
  Result<Module> module = decode_and_validate(bytes, Features::all());
  if (!module.ok()) {
    if (!*error_text(module.error().id))
      bug("an error without a text");
    if (module.error().offset.value_or(0) > size)
      bug("an error beyond the end of the input");
    return 0;
  }
  for (const auto &[index, name] : module->names.funcs)
    if (index >= module->funcs.size())
      bug("the name of a function that is not there");
  Features none;
  for (size_t i = 0; i < static_cast<size_t>(Feature::Count_); ++i)
    none.set(static_cast<Feature>(i), false);
  const bool still_valid = decode_and_validate(bytes, none).ok();
  (void)still_valid;
  return 0;
}
