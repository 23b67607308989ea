// The commands of a script, numbered: what both halves of the runner call them by. And which half
// deals with a command.
#pragma once

#include "tests/spec/report.h"
#include "tests/spec/script.h"

#include <vector>

namespace wexn::spec {

// Whether a command is dealt with by the compiler alone: nothing to execute.
[[nodiscard]] bool is_static(wasm::Command::Kind kind);
// Whether a command brings a module that has to be compiled.
[[nodiscard]] bool needs_object(const wasm::Command &command);
// The numbers of the commands in preorder.
[[nodiscard]] std::vector<Step> number_steps(const std::vector<wasm::Command> &commands);
// The step of each command of the outermost level.
[[nodiscard]] std::vector<size_t> step_of(const std::vector<wasm::Command> &commands);

} // namespace wexn::spec
