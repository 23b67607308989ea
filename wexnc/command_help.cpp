// See command_help.h.
#include "wexnc/command_help.h"

#include "wexnc/wasm/features.h"

#include <CLI/CLI.hpp>

#include <algorithm>

namespace wexn {
namespace {

constexpr size_t kColumns = 80, kIndent = 28;

// Appends `text` in lines of at most kColumns, of which all but the first begin at `indent`. `at`:
// the column where the first one goes on.
void wrap(std::string &out, std::string_view text, size_t indent, size_t at) {
  while (!text.empty()) {
    size_t room = kColumns - at;
    if (text.size() > room) {
      const size_t space = text.rfind(' ', room);
      room = space == std::string_view::npos ? std::min(text.find(' '), text.size()) : space;
    } else {
      room = text.size();
    }
    out += text.substr(0, room);
    text.remove_prefix(std::min(text.size(), room + 1));
    if (!text.empty())
      out += "\n" + std::string(indent, ' ');
    at = indent;
  }
  out += '\n';
}

// A line of a list: what it is about, and the text beside it or below.
std::string entry(const std::string &name, std::string_view text) {
  std::string out = "  " + name;
  if (out.size() + 2 > kIndent)
    out += "\n" + std::string(kIndent, ' ');
  else
    out.resize(kIndent, ' ');
  wrap(out, text, kIndent, kIndent);
  return out;
}

bool has_value(const CLI::Option &option) { return option.get_items_expected_max() != 0; }

class HelpFormatter : public CLI::Formatter {
public:
  HelpFormatter() { label("Positionals", "Arguments"); }
  std::string make_option(const CLI::Option *option, bool positional) const override {
    return entry(option->get_name(positional, true) + (positional || option->get_type_size() == 0
                                                           ? ""
                                                           : " " + option->get_type_name()),
                 option->get_description());
  }
  std::string make_subcommand(const CLI::App *command) const override {
    return entry(command->get_name(), command->get_description());
  }
  std::string make_usage(const CLI::App *app, std::string name) const override {
    if (app->get_parent() != nullptr) {
      std::string usage = "\nUsage: wexnc " + app->get_name();
      if (!app->get_options([](const CLI::Option *o) { return o->nonpositional(); }).empty())
        usage += " [OPTION]...";
      for (const CLI::Option *o :
           app->get_options([](const CLI::Option *p) { return p->get_positional(); }))
        usage += o->get_required() ? " " + o->get_name(true) : " [" + o->get_name(true) + "]";
      return usage + "\n";
    }
    return "\nUsage: " + name + " [OPTION]... MODULE [-o FILE]\n       " + name +
           " COMMAND [OPTION]... [ARGUMENT]\n";
  }
};

size_t edit_distance(std::string_view a, std::string_view b) {
  std::vector<size_t> row(b.size() + 1);
  for (size_t j = 0; j <= b.size(); ++j)
    row[j] = j;
  for (size_t i = 0; i < a.size(); ++i) {
    size_t diagonal = row[0];
    row[0] = i + 1;
    for (size_t j = 0; j < b.size(); ++j) {
      const size_t change = diagonal + (a[i] == b[j] ? 0 : 1);
      diagonal = row[j + 1];
      row[j + 1] = std::min({change, diagonal + 1, row[j] + 1});
    }
  }
  return row[b.size()];
}

std::string joined(const std::vector<std::string> &words) {
  std::string out;
  for (const std::string &word : words)
    out += (out.empty() ? "" : " ") + word;
  return out;
}

// "obj|asm|exe" -> its values; nothing if the placeholder is a word such as FILE.
std::vector<std::string> values_of(const CLI::Option &option) {
  std::vector<std::string> out;
  const std::string type = option.get_type_name();
  if (type.find('|') == std::string::npos)
    return out;
  for (size_t at = 0; at <= type.size();) {
    const size_t end = std::min(type.find('|', at), type.size());
    out.push_back(type.substr(at, end - at));
    at = end + 1;
  }
  return out;
}

using Options = std::vector<const CLI::Option *>;
Options options_of(const CLI::App &app) {
  return app.get_options([](const CLI::Option *o) { return o->nonpositional(); });
}
std::vector<const CLI::App *> commands_of(const CLI::App &app) {
  return app.get_subcommands([](const CLI::App *) { return true; });
}
// What a command's argument can be; nothing if files.
std::vector<std::string> arguments_of(const CLI::App &command) {
  for (const CLI::Option *o :
       command.get_options([](const CLI::Option *p) { return p->get_positional(); }))
    return values_of(*o);
  return {};
}

std::string bash_script(const CLI::App &app) {
  std::string out = "_wexnc() {\n"
                    "  local word=${COMP_WORDS[COMP_CWORD]} previous=${COMP_WORDS[COMP_CWORD-1]}\n"
                    "  if [[ $word == = ]]; then word=; fi\n"
                    "  if [[ $previous == = ]]; then previous=${COMP_WORDS[COMP_CWORD-2]}; fi\n"
                    "  case $previous in\n";
  for (const CLI::Option *option : app.get_options())
    if (const auto values = values_of(*option); !values.empty() && !option->get_lnames().empty())
      out += "  --" + option->get_lnames()[0] + ") COMPREPLY=($(compgen -W '" + joined(values) +
             "' -- \"$word\")); return ;;\n";
  out += "  esac\n  case ${COMP_WORDS[1]} in\n";
  for (const CLI::App *command : commands_of(app)) {
    const std::string arguments = joined(arguments_of(*command));
    out += "  " + command->get_name() + ") COMPREPLY=($(compgen -W '" +
           joined(option_names(*command)) + (arguments.empty() ? "" : " " + arguments) +
           "' -- \"$word\")" + (arguments.empty() ? " $(compgen -f -- \"$word\")" : "") +
           "); return ;;\n";
  }
  return out + "  esac\n  local words='" + joined(option_names(app)) +
         "'\n  if [[ $COMP_CWORD == 1 ]]; then words=\"$words " + joined(command_names(app)) +
         "\"; fi\n  COMPREPLY=($(compgen -W \"$words\" -- \"$word\") $(compgen -f -- \"$word\"))\n"
         "}\ncomplete -o filenames -F _wexnc wexnc\n";
}

// Text within '…' of a shell; and there within […] of zsh.
std::string quoted(std::string text) {
  for (size_t at = 0; (at = text.find('\'', at)) != std::string::npos; ++at)
    text.replace(at, 1, "’");
  return text;
}
std::string bracketed(std::string text) {
  text = quoted(std::move(text));
  for (size_t at = 0; (at = text.find_first_of("[]:", at)) != std::string::npos; at += 2)
    text.insert(at, 1, '\\');
  return text;
}

std::string zsh_options(const CLI::App &app) {
  std::string out;
  for (const CLI::Option *option : options_of(app)) {
    const bool value = has_value(*option);
    const auto values = values_of(*option);
    auto add = [&](const std::string &name, const char *joint) {
      out +=
          "  '*" + name + (value ? joint : "") + "[" + bracketed(option->get_description()) + "]";
      if (value)
        out += ":value:" + (values.empty() ? "_files" : "(" + joined(values) + ")");
      out += "' \\\n";
    };
    for (const std::string &name : option->get_snames())
      add("-" + name, "+");
    for (const std::string &name : option->get_lnames())
      add("--" + name, "=");
  }
  return out;
}

std::string zsh_script(const CLI::App &app) {
  std::string out = "#compdef wexnc\ncase ${words[2]} in\n";
  for (const CLI::App *command : commands_of(app)) {
    const std::string arguments = joined(arguments_of(*command));
    out += command->get_name() + ")\n_arguments \\\n" + zsh_options(*command) + "  '1:command:(" +
           command->get_name() +
           ")' \\\n  '*:argument:" + (arguments.empty() ? "_files" : "(" + arguments + ")") +
           "' && return\n;;\n";
  }
  const std::string commands = joined(command_names(app));
  return out + "*)\n_arguments \\\n" + zsh_options(app) +
         "  '1:module or command:{_alternative \"commands:command:(" + commands +
         ")\" \"files:module:_files\"}' \\\n  '*:file:_files'\n;;\nesac\n";
}

// Each option, offered under a condition of fish's.
std::string fish_options(const CLI::App &app, const std::string &condition) {
  std::string out;
  for (const CLI::Option *option : options_of(app)) {
    out += "complete -c wexnc -n '" + condition + "'";
    for (const std::string &name : option->get_snames())
      out += " -s " + name;
    for (const std::string &name : option->get_lnames())
      out += " -l " + name;
    if (has_value(*option))
      out += " -r";
    if (const auto values = values_of(*option); !values.empty())
      out += " -f -a '" + joined(values) + "'";
    out += " -d '" + quoted(option->get_description()) + "'\n";
  }
  return out;
}

std::string fish_script(const CLI::App &app) {
  const std::string seen = "__fish_seen_subcommand_from ";
  std::string out = fish_options(app, "not " + seen + joined(command_names(app)));
  for (const CLI::App *command : commands_of(app)) {
    const std::string &name = command->get_name();
    out += "complete -c wexnc -n __fish_use_subcommand -a " + name + " -d '" +
           quoted(command->get_description()) + "'\n" + fish_options(*command, seen + name);
    if (const auto arguments = arguments_of(*command); !arguments.empty())
      out += "complete -c wexnc -n '" + seen + name + "' -f -a '" + joined(arguments) + "'\n";
  }
  return out;
}

} // namespace

std::shared_ptr<CLI::FormatterBase> help_formatter() { return std::make_shared<HelpFormatter>(); }

std::string help_of_proposals() {
  std::string out = "Proposals (--enable-NAME, --disable-NAME; the last one counts):\n";
  static constexpr const char *kStates[] = {"", " (off)"};
#define FEATURE(id, flag, state, text)                                                             \
  if (wasm::Feature::id != wasm::Feature::Mvp)                                                     \
    out += entry(flag,                                                                             \
                 (text) + std::string(kStates[static_cast<size_t>(wasm::FeatureDefault::state)]));
#include "wexnc/wasm/features.def"
  out.pop_back();
  return out;
}

std::string nearest(std::string_view word, const std::vector<std::string> &names) {
  std::string best;
  size_t least = SIZE_MAX;
  for (const std::string &name : names) {
    if (name.size() == 2) // one letter: any other is as near
      continue;
    const auto same = std::mismatch(word.begin(), word.end(), name.begin(), name.end()).first;
    const auto rest = static_cast<size_t>(word.end() - same);
    const size_t distance = edit_distance(word, name);
    if (distance <= std::max<size_t>(2, rest / 3) && distance < least) {
      least = distance;
      best = name;
    }
  }
  return best;
}

std::vector<std::string> option_names(const CLI::App &app) {
  std::vector<std::string> out;
  for (const CLI::Option *option : app.get_options()) {
    for (const std::string &name : option->get_snames())
      out.push_back("-" + name);
    for (const std::string &name : option->get_lnames())
      out.push_back("--" + name);
  }
  return out;
}

std::vector<std::string> command_names(const CLI::App &app) {
  std::vector<std::string> out;
  for (const CLI::App *command : app.get_subcommands([](const CLI::App *) { return true; }))
    out.push_back(command->get_name());
  return out;
}

std::string completion_script(const CLI::App &app, std::string_view shell) {
  return shell == "bash" ? bash_script(app) : shell == "zsh" ? zsh_script(app) : fish_script(app);
}

} // namespace wexn
