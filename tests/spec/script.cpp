// Test scripts (.wast) -> commands (spec repository: "interpreter / Scripts"; threads: its
// proposal).
#include "tests/spec/script.h"

#include "tests/spec/script_value.h"
#include "wexnc/wasm/text/module.h"

#include <utility>

namespace wexn::wasm {
namespace {

using Kind = Command::Kind;

struct CommandForm {
  std::string_view keyword;
  Kind kind;
};
constexpr CommandForm kCommands[] = {
    {"module", Kind::Module},
    {"register", Kind::Register},
    {"invoke", Kind::Action},
    {"get", Kind::Action},
    {"assert_return", Kind::AssertReturn},
    {"assert_trap", Kind::AssertTrap},
    {"assert_exception", Kind::AssertException},
    {"assert_exhaustion", Kind::AssertExhaustion},
    {"assert_suspension", Kind::AssertSuspension},
    {"assert_invalid", Kind::AssertInvalid},
    {"assert_malformed", Kind::AssertMalformed},
    {"assert_unlinkable", Kind::AssertUnlinkable},
    {"assert_invalid_custom", Kind::AssertInvalidCustom},
    {"assert_malformed_custom", Kind::AssertMalformedCustom},
    {"thread", Kind::Thread},
    {"wait", Kind::Wait},
};

class ScriptParser {
public:
  explicit ScriptParser(LexedText &text) : text_(text), cursor_(text, 0) {}
  Result<std::vector<Command>> run();

private:
  Result<Command> command();
  Status rest(Command &command);
  Status thread(Command &command);
  Status module(Command &command, bool keep_quote);
  Status defined_module(Command &command, bool keep_quote);
  Status module_or_action(Command &command);
  Status action(ScriptAction &action);
  Status message(Command &command);
  std::string take_name();
  Status expect_name(std::string &name);

  LexedText &text_;
  TokenCursor cursor_;
  unsigned depth_ = 0; // threads within threads
};

std::string ScriptParser::take_name() {
  std::optional<std::string> id = cursor_.take_id();
  return id ? "$" + *id : std::string();
}

Status ScriptParser::expect_name(std::string &name) {
  if (cursor_.kind() != TokenKind::Id)
    return cursor_.unexpected("identifier");
  name = take_name();
  return ok_status();
}

Status ScriptParser::message(Command &command) {
  TRY_ASSIGN(command.message, cursor_.expect_string("message"));
  return ok_status();
}

// (invoke $M? "field" constant*) or (get $M? "field"), with its parentheses.
Status ScriptParser::action(ScriptAction &action) {
  bool invoke = cursor_.take_open("invoke");
  if (!invoke && !cursor_.take_open("get"))
    return cursor_.unexpected("'(invoke' or '(get'");
  action.kind = invoke ? ScriptAction::Kind::Invoke : ScriptAction::Kind::Get;
  action.module = take_name();
  TRY_ASSIGN(action.field, cursor_.expect_name("name of an export"));
  while (invoke && cursor_.kind() == TokenKind::LParen) {
    TRY_ASSIGN(action.args.emplace_back(), parse_script_constant(cursor_));
  }
  return cursor_.expect_close();
}

// Behind "(module" and "definition": identifier and contents.
Status ScriptParser::defined_module(Command &command, bool keep_quote) {
  ScriptModule &module = command.module;
  module.form = ScriptModule::Form::Binary;
  size_t position = cursor_.position();
  TextModule text;
  Result<ModuleSource> source = parse_module_source(text_, position, text);
  if (!source) {
    module.error = source.error();
    return ok_status();
  }
  cursor_.move_to(position);
  command.name = source->name;
  switch (source->form) {
  case ModuleSource::Form::Binary:
    module.bytes.assign(source->bytes.begin(), source->bytes.end());
    return ok_status();
  case ModuleSource::Form::Quote: {
    if (keep_quote) {
      module.form = ScriptModule::Form::Text;
      module.text = std::move(source->bytes);
      return ok_status();
    }
    Result<TextModule> quoted = parse_wat(source->bytes);
    if (!quoted) {
      module.error = quoted.error();
      return ok_status();
    }
    // Offsets lead to the quoted text, not to the script, so they are of no use here.
    module.bytes = std::move(quoted->bytes);
    return ok_status();
  }
  case ModuleSource::Form::Fields:
    module.bytes = std::move(text.bytes);
    module.offsets = std::move(text.offsets);
    return ok_status();
  }
  bug("unknown form of a module");
}

// (module ...), of which the parenthesis comes next.
Status ScriptParser::module(Command &command, bool keep_quote) {
  size_t begin = cursor_.position();
  TRY(cursor_.expect_open("module"));
  if (cursor_.take_word("instance")) {
    std::string first = take_name(), second = take_name();
    // The name of the instance is optional, that of the definition too, but then both are.
    command.name = second.empty() ? std::string() : first;
    command.definition = second.empty() ? first : second;
    if (command.kind == Kind::Module)
      command.kind = Kind::ModuleInstance;
    return cursor_.expect_close();
  }
  if (cursor_.take_word("definition") && command.kind == Kind::Module)
    command.kind = Kind::ModuleDefinition;
  TRY(defined_module(command, keep_quote));
  if (!command.module.error)
    return cursor_.expect_close();
  cursor_.move_to(begin);
  return cursor_.skip_group();
}

// What assert_trap is about: an action, or the instantiation of a module.
Status ScriptParser::module_or_action(Command &command) {
  if (!cursor_.at_open("module"))
    return action(command.action);
  if (command.kind == Kind::AssertTrap)
    command.kind = Kind::AssertUninstantiable;
  return module(command, false);
}

// (thread $T (shared (module $M))? command*), behind the keyword.
Status ScriptParser::thread(Command &command) {
  constexpr unsigned kMaxDepth = 16;
  if (++depth_ > kMaxDepth)
    return cursor_.error(ErrorId::TextNesting, "threads within threads");
  TRY(expect_name(command.name));
  if (cursor_.take_open("shared")) {
    TRY(cursor_.expect_open("module"));
    TRY(expect_name(command.shared_module));
    TRY(cursor_.expect_close());
    TRY(cursor_.expect_close());
  }
  while (cursor_.kind() == TokenKind::LParen) {
    TRY_ASSIGN(command.commands.emplace_back(), this->command());
  }
  --depth_;
  return ok_status();
}

// Behind the keyword, up to the closing parenthesis.
Status ScriptParser::rest(Command &command) {
  switch (command.kind) {
  case Kind::Register: {
    TRY_ASSIGN(command.as, cursor_.expect_name("name"));
    command.name = take_name();
    return ok_status();
  }
  case Kind::AssertReturn:
    TRY(action(command.action));
    while (cursor_.kind() == TokenKind::LParen) {
      TRY_ASSIGN(command.expected.emplace_back(), parse_script_pattern(cursor_));
    }
    return ok_status();
  case Kind::AssertException:
    return action(command.action);
  case Kind::AssertTrap:
    TRY(module_or_action(command));
    return message(command);
  case Kind::AssertExhaustion:
  case Kind::AssertSuspension:
    TRY(action(command.action));
    return message(command);
  case Kind::AssertMalformed:
  case Kind::AssertMalformedCustom:
    TRY(module(command, true));
    return message(command);
  case Kind::AssertInvalid:
  case Kind::AssertInvalidCustom:
  case Kind::AssertUnlinkable:
    TRY(module(command, false));
    return message(command);
  case Kind::Thread:
    return thread(command);
  case Kind::Wait:
    return expect_name(command.name);
  case Kind::Module:
  case Kind::ModuleDefinition:
  case Kind::ModuleInstance:
  case Kind::Action:
  case Kind::AssertUninstantiable:
    break;
  }
  bug("a command that is not read here");
}

Result<Command> ScriptParser::command() {
  Command command;
  const CommandForm *form = nullptr;
  for (const CommandForm &candidate : kCommands)
    if (cursor_.at_open(candidate.keyword))
      form = &candidate;
  if (!form) {
    if (cursor_.kind() == TokenKind::LParen)
      cursor_.skip();
    return cursor_.unexpected("command");
  }
  command.kind = form->kind;
  command.line = text_.position(cursor_.peek().offset).line;
  if (command.kind == Kind::Module) {
    TRY(module(command, false));
    return command;
  }
  if (command.kind == Kind::Action) {
    TRY(action(command.action));
    return command;
  }
  cursor_.skip(2);
  TRY(rest(command));
  TRY(cursor_.expect_close());
  return command;
}

Result<std::vector<Command>> ScriptParser::run() {
  std::vector<Command> commands;
  // A script can be the fields of a single module.
  std::string_view first = cursor_.word(1);
  if (cursor_.kind() == TokenKind::LParen && is_module_field(first)) {
    Command &command = commands.emplace_back();
    command.line = text_.position(cursor_.peek().offset).line;
    TRY(defined_module(command, false));
    if (command.module.error)
      return *command.module.error;
    if (cursor_.kind() != TokenKind::End)
      return cursor_.unexpected("end of text");
    return commands;
  }
  while (cursor_.kind() != TokenKind::End) {
    TRY_ASSIGN(commands.emplace_back(), command());
  }
  return commands;
}

} // namespace

Result<std::vector<Command>> parse_script(std::string_view source) {
  TRY_ASSIGN(LexedText text, lex(source));
  return ScriptParser(text).run();
}

} // namespace wexn::wasm
