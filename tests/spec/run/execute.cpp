// The commands of a script, one function each group of them; see execute.h.
#include "tests/spec/run/execute.h"

#include "tests/spec/run/callbacks.h"
#include "tests/spec/run/library.h"
#include "tests/spec/run/spectest.h"
#include "tests/spec/run/value.h"
#include "tests/spec/steps.h"

#include <wexn/wexn.h>

#include <algorithm>
#include <cstdlib>
#include <memory>
#include <thread>
#include <unistd.h>

namespace wexn::spec {
namespace {

using wasm::Command;
using wasm::ScriptAction;
using wasm::ScriptModule;
using Kind = wasm::Command::Kind;

// What a name of the script stands for. One that could not be made says why, and so does
// everything that builds on it.
struct Definition {
  const wexn_module_image *image = nullptr;
  Outcome outcome = Outcome::Fail;
  std::string message = "no such module";
};
struct Instance {
  wexn_instance *instance = nullptr;
  Outcome outcome = Outcome::Fail;
  std::string message = "no such instance";
};

// How an instantiation or an action ended.
struct Ending {
  enum class Kind : uint8_t { Return, Trap, Exhaustion, Exception, LinkError, NotRun };
  Kind kind = Kind::NotRun;
  Outcome outcome = Outcome::Fail; // NotRun: Fail or Unsupported
  std::string message;             // trap, link error, or why it did not run
  std::vector<Value> results;
};

std::string describe_ending(const Ending &ending) {
  switch (ending.kind) {
  case Ending::Kind::Return:
    return "returned " + describe_all(ending.results);
  case Ending::Kind::Trap:
  case Ending::Kind::Exhaustion:
    return "trap: " + ending.message;
  case Ending::Kind::Exception:
    return "uncaught exception";
  case Ending::Kind::LinkError:
    return "not linked: " + ending.message;
  case Ending::Kind::NotRun:
    return ending.message;
  }
  return "?";
}

// The script, or a thread of it: each with names and a store of its own, and on a thread of the
// system.
class Executor {
public:
  Executor(const Plan &plan, Reporter &reporter) : plan_(plan), reporter_(reporter) {}

  [[nodiscard]] bool start();
  // Commands whose numbers begin at `first`. Ends when those of their threads have ended, too.
  void run_all(size_t first, const std::vector<Command> &commands);

private:
  struct Thread {
    std::unique_ptr<Executor> executor;
    std::thread thread;
  };

  void run(size_t step, const Command &command);
  void start_thread(size_t step, const Command &command);
  void wait_for_thread(size_t step, const std::string &name);
  void report(size_t step, bool pass, const std::string &message) {
    reporter_.found(step, pass ? Outcome::Pass : Outcome::Fail, pass ? "" : message);
  }
  // Reports `ending` against what was wanted; returns nothing run as it is.
  void judge(size_t step, const Ending &ending, bool pass, const std::string &wanted);
  void judge_trap(size_t step, const Ending &ending, const Command &command);
  void judge_return(size_t step, const Ending &ending, const Command &command);

  Definition define(size_t step);
  Definition definition_of(size_t step, const Command &command);
  Ending instantiate(const Definition &definition, wexn_instance *&instance);
  void make_instance(size_t step, const Command &command, const Definition &definition);
  Ending ending_of(wexn_status status);
  const Instance &instance_of(const std::string &name) const;
  Ending perform(const ScriptAction &action);
  Ending invoke(const wexn_extern &function, const ScriptAction &action);
  static bool resolve(void *env, const wexn_import_desc *import, wexn_extern *out);

  const Plan &plan_;
  Reporter &reporter_;
  wexn_store *store_ = nullptr;
  Spectest spectest_;
  Instance current_;
  Definition current_definition_;
  std::map<std::string, Instance> instances_, registered_;
  std::map<std::string, Definition> definitions_;
  std::map<std::string, Thread> threads_;
};

bool Executor::start() {
  wexn_store_config config{};
  config.stress_heap = plan_.stress_heap;
  // The emulator's book-keeping takes memory for every page that is reserved.
  config.max_memory_bytes = uint64_t{1} << 30;
  store_ = wexn_store_new(&config);
  if (!store_ || !spectest_.create(store_)) {
    reporter_.problem(std::string("no store for the script: ") +
                      (store_ ? wexn_error_message(store_) : "out of memory"));
    return false;
  }
  return true;
}

void Executor::judge(size_t step, const Ending &ending, bool pass, const std::string &wanted) {
  if (ending.kind == Ending::Kind::NotRun)
    reporter_.found(step, ending.outcome, ending.message);
  else
    report(step, pass, "expected " + wanted + ", got " + describe_ending(ending));
}

// The suite has the reference interpreter's words or a prefix of them, some with details appended.
bool same_message(const std::string &actual, const std::string &expected) {
  return actual.starts_with(expected) || expected.starts_with(actual);
}

void Executor::judge_trap(size_t step, const Ending &ending, const Command &command) {
  bool pass = ending.kind == Ending::Kind::Trap && same_message(ending.message, command.message);
  judge(step, ending, pass, "trap: " + command.message);
}

void Executor::judge_return(size_t step, const Ending &ending, const Command &command) {
  bool pass = ending.kind == Ending::Kind::Return &&
              std::equal(ending.results.begin(), ending.results.end(), command.expected.begin(),
                         command.expected.end(), matches);
  judge(step, ending, pass, describe_all(command.expected));
}

Definition Executor::define(size_t step) {
  auto built = plan_.modules.find(step);
  if (built == plan_.modules.end())
    return {nullptr, Outcome::Fail, "the module was not compiled"};
  const BuiltModule &module = built->second;
  if (module.outcome != Outcome::Pass)
    return {nullptr, module.outcome, module.message};
  const void *image = find_in_library(module.symbol);
  if (!image)
    return {nullptr, Outcome::Fail, "the library lacks " + module.symbol};
  return {static_cast<const wexn_module_image *>(image), Outcome::Pass, ""};
}

Definition Executor::definition_of(size_t step, const Command &command) {
  if (command.module.form != ScriptModule::Form::None)
    return define(step);
  if (command.definition.empty())
    return current_definition_;
  auto named = definitions_.find(command.definition);
  return named == definitions_.end() ? Definition{} : named->second;
}

bool Executor::resolve(void *env, const wexn_import_desc *import, wexn_extern *out) {
  auto &self = *static_cast<Executor *>(env);
  std::string module(import->module.data, import->module.size);
  auto found = self.registered_.find(module);
  if (found != self.registered_.end())
    return found->second.instance &&
           wexn_instance_export_sized(found->second.instance, import->name.data, import->name.size,
                                      out);
  if (module == "wexn-spec")
    return find_callback(self.store_, *import, *out);
  return module == "spectest" && self.spectest_.find(*import, *out);
}

Ending Executor::ending_of(wexn_status status) {
  Ending ending;
  switch (status) {
  case WEXN_OK:
    ending.kind = Ending::Kind::Return;
    break;
  case WEXN_EXCEPTION:
    ending.kind = Ending::Kind::Exception;
    wexn_exn_release(wexn_take_exception(store_));
    break;
  case WEXN_TRAP:
    ending.kind = wexn_trap_code(store_) == WEXN_TRAP_StackExhausted ? Ending::Kind::Exhaustion
                                                                     : Ending::Kind::Trap;
    ending.message = wexn_trap_message(store_);
    break;
  case WEXN_ERROR:
    ending.kind = Ending::Kind::LinkError;
    ending.message = wexn_error_message(store_);
    break;
  }
  return ending;
}

Ending Executor::instantiate(const Definition &definition, wexn_instance *&instance) {
  Ending ending;
  ending.outcome = definition.outcome;
  ending.message = definition.message;
  if (!definition.image)
    return ending;
  // What is imported from something that could not be made is not a link error.
  for (uint32_t i = 0; i < definition.image->num_imports; ++i) {
    const wexn_name &name = definition.image->imports[i].module;
    auto found = registered_.find(std::string(name.data, name.size));
    if (found != registered_.end() && !found->second.instance) {
      ending.outcome = found->second.outcome;
      ending.message = found->second.message;
      return ending;
    }
  }
  wexn_instance_config config{};
  config.resolver = resolve;
  config.resolver_env = this;
  return ending_of(wexn_instance_new(store_, definition.image, &config, &instance));
}

void Executor::make_instance(size_t step, const Command &command, const Definition &definition) {
  Instance made;
  Ending ending = instantiate(definition, made.instance);
  made.outcome = ending.kind == Ending::Kind::NotRun ? ending.outcome : Outcome::Fail;
  made.message = describe_ending(ending);
  if (ending.kind != Ending::Kind::Return)
    made.instance = nullptr;
  current_ = made;
  if (!command.name.empty())
    instances_[command.name] = made;
  judge(step, ending, ending.kind == Ending::Kind::Return, "an instance");
}

const Instance &Executor::instance_of(const std::string &name) const {
  static const Instance none;
  if (name.empty())
    return current_;
  auto found = instances_.find(name);
  return found == instances_.end() ? none : found->second;
}

Ending Executor::invoke(const wexn_extern &function, const ScriptAction &action) {
  Ending ending;
  const wexn_type *type = function.type.functype->type;
  if (type->num_params != action.args.size()) {
    ending.message = "wrong number of arguments";
    return ending;
  }
  std::vector<wexn_slot> slots(std::max<size_t>({type->num_params, type->num_results, 1}));
  for (size_t i = 0; i < action.args.size(); ++i) {
    auto slot = to_slot(store_, action.args[i]);
    if (!slot) {
      ending.outcome = Outcome::Unsupported;
      ending.message = "argument " + describe(action.args[i]);
      return ending;
    }
    slots[i] = *slot;
  }
  ending = ending_of(wexn_call(store_, function.of.func, slots.data()));
  if (ending.kind == Ending::Kind::Return)
    for (uint32_t i = 0; i < type->num_results; ++i)
      ending.results.push_back({type->types[type->num_params + i], slots[i], store_});
  return ending;
}

Ending Executor::perform(const ScriptAction &action) {
  const Instance &instance = instance_of(action.module);
  Ending ending;
  ending.outcome = instance.outcome;
  ending.message = instance.message;
  if (!instance.instance)
    return ending;
  ending.outcome = Outcome::Fail;
  wexn_extern value{};
  if (!wexn_instance_export_sized(instance.instance, action.field.data(), action.field.size(),
                                  &value)) {
    ending.message = "no export \"" + action.field + "\"";
    return ending;
  }
  bool get = action.kind == ScriptAction::Kind::Get;
  if (value.type.kind != (get ? WEXN_EXTERN_GLOBAL : WEXN_EXTERN_FUNC)) {
    ending.message = "export \"" + action.field + "\" is of another kind";
    return ending;
  }
  if (!get)
    return invoke(value, action);
  ending.kind = Ending::Kind::Return;
  ending.results.push_back({value.type.value, value.of.global->value, store_});
  return ending;
}

void Executor::run(size_t step, const Command &command) {
  reporter_.doing(step, "running");
  alarm(plan_.timeout);
  switch (command.kind) {
  case Kind::Module:
    current_definition_ = define(step);
    if (!command.name.empty())
      definitions_[command.name] = current_definition_;
    return make_instance(step, command, current_definition_);
  case Kind::ModuleDefinition: {
    Definition made = define(step);
    reporter_.found(step, made.outcome, made.message);
    if (made.outcome == Outcome::Fail)
      return; // keeps the definition that later commands would refer to without this one
    current_definition_ = made;
    if (!command.name.empty())
      definitions_[command.name] = std::move(made);
    return;
  }
  case Kind::ModuleInstance:
    return make_instance(step, command, definition_of(step, command));
  case Kind::Register: {
    const Instance &instance = instance_of(command.name);
    registered_[command.as] = instance;
    reporter_.found(step, instance.instance ? Outcome::Pass : instance.outcome, instance.message);
    return;
  }
  case Kind::Action: {
    Ending ending = perform(command.action);
    return judge(step, ending, ending.kind == Ending::Kind::Return, "a return");
  }
  case Kind::AssertReturn:
    return judge_return(step, perform(command.action), command);
  case Kind::AssertTrap:
    return judge_trap(step, perform(command.action), command);
  case Kind::AssertException: {
    Ending ending = perform(command.action);
    return judge(step, ending, ending.kind == Ending::Kind::Exception, "an exception");
  }
  case Kind::AssertExhaustion: {
    Ending ending = perform(command.action);
    return judge(step, ending, ending.kind == Ending::Kind::Exhaustion, command.message);
  }
  case Kind::AssertUnlinkable: {
    wexn_instance *instance = nullptr;
    Ending ending = instantiate(definition_of(step, command), instance);
    return judge(step, ending, ending.kind == Ending::Kind::LinkError,
                 "a link error: " + command.message);
  }
  case Kind::AssertUninstantiable: {
    wexn_instance *instance = nullptr;
    return judge_trap(step, instantiate(definition_of(step, command), instance), command);
  }
  case Kind::AssertSuspension:
    return reporter_.found(step, Outcome::Unsupported, "stack-switching: suspension");
  case Kind::Thread:
    return start_thread(step, command);
  case Kind::Wait:
    return wait_for_thread(step, command.name);
  case Kind::AssertInvalid:
  case Kind::AssertMalformed:
  case Kind::AssertInvalidCustom:
  case Kind::AssertMalformedCustom:
    bug("static command executed");
  }
}

void Executor::run_all(size_t first, const std::vector<Command> &commands) {
  const std::vector<size_t> steps = step_of(commands);
  for (size_t i = 0; i < commands.size(); ++i)
    if (!is_static(commands[i].kind))
      run(first + steps[i], commands[i]);
  for (auto &[name, thread] : threads_)
    if (thread.thread.joinable())
      thread.thread.join();
}

// Of this executor's instances the thread sees one, which is not registered there.
void Executor::start_thread(size_t step, const Command &command) {
  Thread &thread = threads_[command.name];
  if (thread.executor)
    return report(step, false, "two threads of one name");
  thread.executor = std::make_unique<Executor>(plan_, reporter_);
  if (!thread.executor->start())
    return;
  if (!command.shared_module.empty())
    thread.executor->instances_[command.shared_module] = instance_of(command.shared_module);
  report(step, true, "");
  thread.thread = std::thread([&command, step, executor = thread.executor.get()] {
    executor->run_all(step + 1, command.commands);
  });
}

void Executor::wait_for_thread(size_t step, const std::string &name) {
  auto found = threads_.find(name);
  const bool runs = found != threads_.end() && found->second.thread.joinable();
  if (runs)
    found->second.thread.join();
  report(step, runs, "no such thread");
}

} // namespace

void execute_script(const Plan &plan, Reporter &reporter) {
  if (!plan.library.empty()) {
    const std::string problem = open_library(plan.library);
    if (!problem.empty())
      return reporter.problem(problem);
  }
  Executor executor(plan, reporter);
  if (executor.start())
    executor.run_all(0, plan.commands);
}

} // namespace wexn::spec
