// Errors as people read them: `app.wasm:0x1a2b: error: ...`, or `app.wat:12:7: error: ...` for
// text, with the function's name and the flag that would allow what was refused.
#pragma once

#include "wexnc/support/result.h"
#include "wexnc/wasm/features.h"
#include "wexnc/wasm/text/text.h"

#include <string>
#include <string_view>

namespace wexn {

// One line, or two when a flag would help; no newline at the end. `file` is the input's name, or
// empty when the error is not about its contents. `text` leads from byte offsets back to lines when
// the input was text; else null.
[[nodiscard]] std::string format_error(const Error &error, std::string_view file,
                                       const wasm::TextModule *text,
                                       const wasm::Features &features);

// The line of the source that the error is about, at most 76 bytes of it, and below it a caret at the
// place; two lines without a newline at the end. Empty when the place is not known.
[[nodiscard]] std::string source_excerpt(const Error &error, const wasm::TextModule *text,
                                         std::string_view source);

// The message as a terminal shows it best: its first line bold, the word "error:" red.
[[nodiscard]] std::string in_color(std::string message);

// Whether this error is about the command line, and not about the input.
[[nodiscard]] bool is_option_error(ErrorId id);

} // namespace wexn
