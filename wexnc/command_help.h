// What people read about the command line: help in 80 columns, suggestions, completion scripts. All
// of it comes from the options that command_line.cpp declares.
#pragma once

#include <memory>
#include <string>
#include <string_view>
#include <vector>

namespace CLI {
class App;
class FormatterBase;
} // namespace CLI

namespace wexn {

// How --help of `app` and its commands looks.
[[nodiscard]] std::shared_ptr<CLI::FormatterBase> help_formatter();

// The list of proposals and their flags, for the end of the help.
[[nodiscard]] std::string help_of_proposals();

// The one of `names` that `word` was probably meant to be; empty if none is near.
[[nodiscard]] std::string nearest(std::string_view word, const std::vector<std::string> &names);

// The names of all options, "--emit", "-O", ...
[[nodiscard]] std::vector<std::string> option_names(const CLI::App &app);

// The names of all commands.
[[nodiscard]] std::vector<std::string> command_names(const CLI::App &app);

// A script that teaches the shell ("bash", "zsh" or "fish") the commands, options and values.
[[nodiscard]] std::string completion_script(const CLI::App &app, std::string_view shell);

} // namespace wexn
