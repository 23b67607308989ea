// Error -> text.
#include "wexnc/diagnostics.h"

#include "wexnc/support/printable.h"

#include <algorithm>
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

// Of an error in text; line 0 when unknown.
wasm::SourcePos text_position(const Error &error, const wasm::TextModule *text) {
  if (!error.line && text && error.offset)
    return wasm::source_position(*text, *error.offset);
  return {error.line, error.column};
}

std::string position(const Error &error, const wasm::TextModule *text) {
  const auto [line, column] = text_position(error, text);
  if (line)
    return ":" + std::to_string(line) + (column ? ":" + std::to_string(column) : "");
  if (text || !error.offset)
    return "";
  char buffer[32];
  std::snprintf(buffer, sizeof buffer, ":0x%" PRIx64, *error.offset);
  return buffer;
}

// Whether the file's name belongs in front.
bool is_input_error(ErrorId id) {
  return id != ErrorId::CannotRead && id != ErrorId::CannotWrite && !is_option_error(id);
}

} // namespace

bool is_option_error(ErrorId id) {
  return id == ErrorId::UnknownTarget || id == ErrorId::UnknownCpu ||
         id == ErrorId::UnsupportedCpu || id == ErrorId::UnknownAttribute ||
         id == ErrorId::UnsupportedAttribute;
}

std::string format_error(const Error &error, std::string_view file, const wasm::TextModule *text,
                         const wasm::Features &features) {
  const std::string shown = file == "-" ? "<stdin>" : printable(file);
  file = shown;
  bool about_input = is_input_error(error.id) && !file.empty();
  std::string out = about_input ? std::string(file) + position(error, text) : "wexnc";
  out += ": error: ";
  out += error_text(error.id);
  if (!error.detail.empty())
    out += ": " + printable(error.detail);
  if (!error.function.empty())
    out += " (in function " + printable(error.function) + ")";
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

std::string source_excerpt(const Error &error, const wasm::TextModule *text,
                           std::string_view source) {
  const auto [line, column] = text_position(error, text);
  if (line == 0 || column == 0)
    return "";
  for (uint32_t n = 1; n < line; ++n) {
    const size_t end = source.find('\n');
    if (end == std::string_view::npos)
      return "";
    source.remove_prefix(end + 1);
  }
  source = source.substr(0, source.find('\n'));
  if (column > source.size() + 1)
    return "";
  constexpr size_t kBefore = 60, kShown = 76;
  const size_t first = column > kBefore ? column - kBefore : 0;
  std::string shown(source.substr(first, kShown));
  for (char &c : shown)
    if (c < ' ' || c > '~') // no control characters, and one column a byte
      c = c == '\t' || c == '\r' ? ' ' : '?';
  return "  " + shown + "\n  " + std::string(column - 1 - first, ' ') + "^";
}

std::string in_color(std::string message) {
  constexpr std::string_view kBold = "\033[1m", kRed = "\033[31m", kOff = "\033[0m";
  const size_t at = message.find("error: ");
  if (at == std::string::npos)
    return message;
  const size_t end = std::min(message.find('\n'), message.size());
  message.insert(end, kOff);
  message.insert(at + 6, std::string(kOff) + std::string(kBold));
  message.insert(at, kRed);
  return std::string(kBold) + message;
}

} // namespace wexn
