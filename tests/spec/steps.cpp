// Preorder numbers; see steps.h.
#include "tests/spec/steps.h"

namespace wexn::spec {

using wasm::Command;
using Kind = Command::Kind;

static void number(const std::vector<Command> &commands, std::vector<Step> &steps) {
  for (const Command &command : commands) {
    steps.push_back({command.line, command.kind});
    number(command.commands, steps);
  }
}

bool is_static(Kind kind) {
  return kind == Kind::AssertInvalid || kind == Kind::AssertMalformed ||
         kind == Kind::AssertInvalidCustom || kind == Kind::AssertMalformedCustom;
}

bool needs_object(const Command &command) {
  return command.module.form != wasm::ScriptModule::Form::None && !is_static(command.kind);
}

std::vector<Step> number_steps(const std::vector<Command> &commands) {
  std::vector<Step> steps;
  number(commands, steps);
  return steps;
}

std::vector<size_t> step_of(const std::vector<Command> &commands) {
  std::vector<size_t> steps;
  size_t next = 0;
  for (const Command &command : commands) {
    steps.push_back(next);
    next += 1 + number_steps(command.commands).size();
  }
  return steps;
}

} // namespace wexn::spec
