// Error -> text.
#include "wexnc/diagnostics.h"

#include <cinttypes>

namespace wexn {
namespace {

const char *feature_description(wasm::Feature feature) {
  switch (feature) {
#define FEATURE(id, flag, state, text)                                                             \
  case wasm::Feature::id:                                                                          \
    return text;
#include "wexnc/wasm/features.def"
  case wasm::Feature::Count_:
    break;
  }
  bug("unknown feature");
}

std::string position(const Error &error, const wasm::TextModule *text) {
  uint32_t line = error.line, column = error.column;
  if (!line && text && error.offset) {
    wasm::SourcePos pos = wasm::source_position(*text, *error.offset);
    line = pos.line;
    column = pos.column;
  }
  if (line)
    return ":" + std::to_string(line) + (column ? ":" + std::to_string(column) : "");
  if (text || !error.offset)
    return "";
  char buffer[32];
  std::snprintf(buffer, sizeof buffer, ":0x%" PRIx64, *error.offset);
  return buffer;
}

} // namespace

bool is_input_error(ErrorId id) { return id != ErrorId::CannotRead && id != ErrorId::CannotWrite; }

std::string format_error(const Error &error, std::string_view file, const wasm::TextModule *text,
                         const wasm::Features &features) {
  if (file == "-")
    file = "<stdin>";
  bool about_input = is_input_error(error.id) && !file.empty();
  std::string out = about_input ? std::string(file) + position(error, text) : "wexnc";
  out += ": error: ";
  out += error_text(error.id);
  if (!error.detail.empty())
    out += ": " + error.detail;
  if (!error.function.empty())
    out += " (in function " + error.function + ")";
  auto feature = wasm::feature_by_flag(error.feature);
  if (!feature)
    return out;
  const bool off = !features.has(*feature);
  if (off || error.id == ErrorId::Unsupported)
    out += "\n" + std::string(about_input ? file : "wexnc") +
           ": note: this belongs to the proposal \"" + error.feature + "\" (" +
           feature_description(*feature) +
           (off ? "), which is switched off; --enable-" + error.feature + " allows it"
                : "), of which not everything is compiled yet");
  return out;
}

} // namespace wexn
