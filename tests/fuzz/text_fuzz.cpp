// libFuzzer: any bytes as a module and as a script of the text format. What is accepted goes through
// the decoder and the validator, and its map of offsets must fit the binary; errors must say where.
#include "wexnc/wasm/binary/decode.h"
#include "tests/spec/script.h"
#include "wexnc/wasm/text/text.h"

#include <algorithm>

using namespace wexn;
using namespace wexn::wasm;

namespace {

void check_error(const Error &error, std::string_view source) {
  if (!*error_text(error.id))
    bug("an error without a text");
  const auto lines = static_cast<uint32_t>(std::count(source.begin(), source.end(), '\n') +
                                           std::count(source.begin(), source.end(), '\r') + 1);
  if (error.line == 0 || error.column == 0 || error.line > lines)
    bug("an error that is nowhere in the source");
}

void check_module(const TextModule &module) {
  uint64_t last = 0;
  for (const OffsetMapping &mapping : module.offsets) {
    if (mapping.offset < last || mapping.offset >= module.bytes.size() || mapping.pos.line == 0)
      bug("a map of offsets that does not fit");
    last = mapping.offset;
  }
  const bool valid = decode_and_validate(module.bytes, Features::all()).ok();
  (void)valid;
}

} // namespace

extern "C" int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
  const std::string_view source(reinterpret_cast<const char *>(data), size);
  Result<TextModule> module = parse_wat(source);
  if (module.ok())
    check_module(*module);
  else if (source.find("quote") == std::string_view::npos) // positions in quoted text are its own
    check_error(module.error(), source);
  Result<std::vector<Command>> script = parse_script(source);
  if (!script.ok())
    check_error(script.error(), source);
  return 0;
}
