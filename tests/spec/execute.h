// Carries out the commands of a script on native code (spec repository: "interpreter / Scripts").
// Runs in a process of its own, so a crash costs one script and is reported with its signal.
#pragma once

#include "tests/spec/loader.h"
#include "tests/spec/mutate.h"
#include "tests/spec/options.h"
#include "tests/spec/report.h"
#include "wexnc/wasm/script.h"

#include <string>
#include <vector>

namespace wexn::spec {

// Loads `library` (nothing when empty) and reports a finding for every step that Builder has not
// dealt with already.
void execute_script(const Options &options, const std::vector<wasm::Command> &commands,
                    const Builder &builder, const std::string &library, Reporter &reporter);

// Whether a command is dealt with by the builder alone: nothing to execute.
[[nodiscard]] bool is_static(wasm::Command::Kind kind);
// Whether a command brings a module that has to be compiled.
[[nodiscard]] bool needs_object(const wasm::Command &command);
// The numbers of the commands in preorder.
[[nodiscard]] std::vector<Step> number_steps(const std::vector<wasm::Command> &commands);
// The step of each command of the outermost level.
[[nodiscard]] std::vector<size_t> step_of(const std::vector<wasm::Command> &commands);

} // namespace wexn::spec
