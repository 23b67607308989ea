// The commands of a script on the interpreter; see suite.h. Validation is not looked at: it is the
// compiler's.
#include "tests/random/suite.h"

#include "tests/spec/run/value.h"
#include "tests/spec/script_json.h"
#include "tests/support/interpreter/code.h"
#include "wexnc/wasm/text/text.h"

#include <algorithm>
#include <cstdio>
#include <filesystem>

namespace wexn::random {
namespace {

namespace fs = std::filesystem;
using namespace interpret;
using wasm::Command;
using wasm::HeapKind;
using wasm::ScriptAction;
using wasm::ScriptModule;
using wasm::ScriptValue;
using Kind = Command::Kind;

enum class Outcome : uint8_t { Pass, Fail, Skip };

// What a value of the interpreter is for the comparison that the other runner has.
spec::Value slot_of(const Type &type, const Value &value) {
  spec::Value v;
  v.slot.v128 = {value.lo, value.hi};
  switch (type.kind) {
  case wasm::ValKind::I32:
    v.type.code = WEXN_I32;
    break;
  case wasm::ValKind::I64:
    v.type.code = WEXN_I64;
    break;
  case wasm::ValKind::F32:
    v.type.code = WEXN_F32;
    break;
  case wasm::ValKind::F64:
    v.type.code = WEXN_F64;
    break;
  case wasm::ValKind::V128:
    v.type.code = WEXN_V128;
    break;
  case wasm::ValKind::Ref:
    v.type.code = type.nullable ? WEXN_REF_NULL : WEXN_REF;
    v.type.heap = WEXN_HEAP_FUNC; // also of a type of its own
    switch (type.heap.kind) {
#define HEAP_TYPE(kind, KIND, number, above, place, text, abbreviation, feature)                   \
  case HeapKind::kind:                                                                             \
    v.type.heap = WEXN_HEAP_##KIND;                                                                \
    break;
#include <wexn/abi/heap_types.def>
    case HeapKind::Concrete:
      break;
    }
    break;
  case wasm::ValKind::Bottom:
    bug("a value without a type");
  }
  return v;
}

bool in_any_hierarchy(const Store &store, const Type &type) {
  return type.is_ref() && store.types.matches(type, Type::ref(HeapKind::Any, true));
}
uint64_t host_in_any(uint32_t number) {
  return reinterpret_cast<uintptr_t>(spec::host_reference(number)) | interpret::kHostBit;
}

std::optional<Value> argument(const Store &store, const Type &type, const ScriptValue &v) {
  if (v.kind == ScriptValue::Kind::Ref && v.host && in_any_hierarchy(store, type))
    return Value{host_in_any(*v.host), 0};
  const auto slot = spec::to_slot(nullptr, v);
  if (!slot)
    return std::nullopt;
  if (v.kind == ScriptValue::Kind::V128)
    return Value{slot->v128.lo, slot->v128.hi};
  if (v.kind == ScriptValue::Kind::I32 || v.kind == ScriptValue::Kind::F32)
    return Value{slot->v128.lo & UINT32_MAX, 0};
  return Value{slot->v128.lo, 0};
}

bool same_message(const std::string &actual, const std::string &expected) {
  return actual.starts_with(expected) || expected.starts_with(actual);
}

class Script {
public:
  size_t passed = 0, failed = 0, skipped = 0;

  explicit Script(std::string name) : name_(std::move(name)) { make_spectest(); }

  void run(const Command &command) {
    Outcome outcome = Outcome::Pass;
    why_.clear();
    switch (command.kind) {
    case Kind::Module:
      outcome = define(command);
      if (outcome == Outcome::Pass)
        outcome = instantiate(command, definition_);
      else
        current_ = {nullptr, definition_.skipped};
      break;
    case Kind::ModuleDefinition:
      outcome = define(command);
      break;
    case Kind::ModuleInstance:
      outcome = instantiate(command, named_definition(command));
      break;
    case Kind::Register:
      registered_[command.as] = instance(command.name);
      return;
    case Kind::Action:
    case Kind::AssertReturn:
    case Kind::AssertTrap:
    case Kind::AssertException:
    case Kind::AssertExhaustion:
      outcome = act(command);
      break;
    case Kind::AssertUnlinkable:
    case Kind::AssertUninstantiable:
      outcome = refuse(command);
      break;
    case Kind::AssertInvalid:
    case Kind::AssertMalformed:
    case Kind::AssertInvalidCustom:
    case Kind::AssertMalformedCustom:
      return;
    case Kind::AssertSuspension:
    case Kind::Thread:
    case Kind::Wait:
      outcome = Outcome::Skip;
    }
    ++(outcome == Outcome::Pass ? passed : outcome == Outcome::Fail ? failed : skipped);
    if (outcome == Outcome::Fail)
      std::printf("%s:%u: FAILED: %s\n", name_.c_str(), command.line, why_.c_str());
  }

private:
  // `skipped`: it could not be made, but by no fault of its own.
  struct Made {
    Instance *instance = nullptr;
    bool skipped = false;
  };
  struct Definition {
    std::shared_ptr<LoadedModule> module;
    bool skipped = false;
  };
  std::string name_, why_;
  Store store_;
  Definition definition_;
  Made current_;
  std::map<std::string, Made> instances_, registered_;
  std::map<std::string, Definition> definitions_;
  std::map<std::string, Extern> spectest_;

  Outcome fail(std::string why) {
    why_ = std::move(why);
    return Outcome::Fail;
  }

  void make_spectest() {
    using enum wasm::ValKind;
    auto type = [](wasm::ValKind kind) { return wasm::ValType::of(kind); };
    auto function = [&](const char *name, std::vector<wasm::ValType> params) {
      Func f;
      f.type = store_.types.add_func({std::move(params), {}});
      f.host = [](std::vector<Value> &) {};
      spectest_[name].func = store_.keep(std::move(f));
    };
    function("print", {});
    function("print_i32", {wasm::kI32});
    function("print_i64", {wasm::kI64});
    function("print_f32", {wasm::kF32});
    function("print_f64", {wasm::kF64});
    function("print_i32_f32", {wasm::kI32, wasm::kF32});
    function("print_f64_f64", {wasm::kF64, wasm::kF64});
    auto global = [&](const char *name, wasm::ValKind kind, uint64_t bits) {
      spectest_[name].global = store_.keep(Global{{bits, 0}, type(kind), false});
    };
    global("global_i32", I32, 666);
    global("global_i64", I64, 666);
    global("global_f32", F32, 0x4426a666);
    global("global_f64", F64, 0x4084d4cccccccccd);
    spectest_["memory"].memory = store_.new_memory(1, {{1, 2, false, false}, 16});
    const wasm::Limits limits{10, 20, false, false}, limits64{10, 20, true, false};
    spectest_["table"].table =
        store_.keep(Table{std::vector<uint64_t>(10), wasm::kFuncRef, limits});
    spectest_["table64"].table =
        store_.keep(Table{std::vector<uint64_t>(10), wasm::kFuncRef, limits64});
  }

  Definition load_module(const ScriptModule &module) {
    std::vector<uint8_t> bytes = module.bytes;
    if (module.form == ScriptModule::Form::Text) {
      auto text = wasm::parse_wat(module.text);
      if (!text.ok()) {
        why_ = text.error().detail;
        return {};
      }
      bytes = text->bytes;
    }
    auto loaded = load(std::move(bytes));
    if (loaded.ok())
      return {*loaded, false};
    why_ = std::string(error_text(loaded.error().id)) + ": " + loaded.error().detail;
    return {nullptr, loaded.error().id == ErrorId::Unsupported};
  }
  Outcome define(const Command &command) {
    definition_ = load_module(command.module);
    if (!command.name.empty())
      definitions_[command.name] = definition_;
    return definition_.module ? Outcome::Pass
                              : (definition_.skipped ? Outcome::Skip : Outcome::Fail);
  }
  Definition named_definition(const Command &command) {
    return command.definition.empty() ? definition_ : definitions_[command.definition];
  }

  Ending make(const Definition &definition, Instance *&made, bool &excused) {
    auto resolve = [&](std::string_view module, std::string_view name,
                       const wasm::Import &) -> std::optional<Extern> {
      if (auto known = registered_.find(std::string(module)); known != registered_.end()) {
        excused |= known->second.skipped;
        return known->second.instance ? known->second.instance->find(name) : std::nullopt;
      }
      auto found = spectest_.find(std::string(name));
      return module == "spectest" && found != spectest_.end() ? std::optional(found->second)
                                                              : std::nullopt;
    };
    return store_.instantiate(definition.module, resolve, made);
  }
  Outcome instantiate(const Command &command, const Definition &definition) {
    Made made;
    Outcome outcome = Outcome::Pass;
    if (!definition.module) {
      made.skipped = definition.skipped;
      outcome = made.skipped ? Outcome::Skip : fail("no such definition");
    } else {
      const Ending ending = make(definition, made.instance, made.skipped);
      if (ending.kind != Ending::Kind::Return) {
        made.instance = nullptr;
        outcome = made.skipped ? Outcome::Skip : fail(describe(ending));
      }
    }
    current_ = made;
    if (!command.name.empty())
      instances_[command.name] = made;
    return outcome;
  }
  Outcome refuse(const Command &command) {
    const Definition definition = command.module.form != ScriptModule::Form::None
                                      ? load_module(command.module)
                                      : named_definition(command);
    if (!definition.module)
      return definition.skipped ? Outcome::Skip : Outcome::Fail;
    Made made;
    const Ending ending = make(definition, made.instance, made.skipped);
    if (made.skipped)
      return Outcome::Skip;
    const bool link = command.kind == Kind::AssertUnlinkable;
    if (link ? ending.kind == Ending::Kind::LinkError
             : ending.kind == Ending::Kind::Trap &&
                   same_message(trap_message(ending.trap), command.message))
      return Outcome::Pass;
    return fail("expected " + command.message + ", got " + describe(ending));
  }

  const Made &instance(const std::string &name) {
    return name.empty() ? current_ : instances_[name];
  }

  static std::string describe(const Ending &ending) {
    switch (ending.kind) {
    case Ending::Kind::Return: {
      std::string text = "returned";
      for (const Value &v : ending.results) {
        char bits[64];
        std::snprintf(bits, sizeof bits, " 0x%lx:%lx", v.hi, v.lo);
        text += bits;
      }
      return text;
    }
    case Ending::Kind::Trap:
      return trap_message(ending.trap);
    case Ending::Kind::Exception:
      return "an exception";
    case Ending::Kind::LinkError:
      return ending.message;
    case Ending::Kind::OutOfFuel:
      return "out of fuel";
    }
    return "?";
  }

  Outcome act(const Command &command) {
    const ScriptAction &action = command.action;
    const Made &made = instance(action.module);
    if (!made.instance)
      return made.skipped ? Outcome::Skip : fail("no such instance");
    const auto found = made.instance->find(action.field);
    if (!found)
      return fail("no such export");
    Ending ending;
    std::vector<Type> types;
    if (action.kind == ScriptAction::Kind::Get) {
      if (!found->global)
        return fail("not a global");
      ending.results = {found->global->value};
      types = {found->global->type};
    } else {
      if (!found->func)
        return fail("not a function");
      types = store_.type_of(*found->func).results;
      std::vector<Value> args;
      const std::vector<wasm::ValType> &params = store_.type_of(*found->func).params;
      for (size_t i = 0; i < action.args.size() && i < params.size(); ++i) {
        const auto arg = argument(store_, params[i], action.args[i]);
        if (!arg)
          return Outcome::Skip;
        args.push_back(*arg);
      }
      ending = store_.call(*found->func, args);
    }
    return judge(command, ending, types)
               ? Outcome::Pass
               : fail("expected " + expected(command) + ", got " + describe(ending));
  }
  static std::string expected(const Command &command) {
    if (command.kind == Kind::AssertReturn)
      return spec::describe_all(command.expected);
    return command.kind == Kind::Action ? "a return" : command.message;
  }
  bool matches(const Type &type, const Value &actual, const ScriptValue &expected) const {
    if (!in_any_hierarchy(store_, type) || expected.kind != ScriptValue::Kind::Ref)
      return spec::matches(slot_of(type, actual), expected);
    if (expected.is_null || actual.lo == 0)
      return expected.is_null && actual.lo == 0;
    if (expected.host)
      return actual.lo == host_in_any(*expected.host);
    return !expected.heap ||
           interpret::is_of(store_, actual.lo, Type::ref(expected.heap->kind, false));
  }
  bool judge(const Command &command, const Ending &ending, const std::vector<Type> &types) const {
    switch (command.kind) {
    case Kind::Action:
      return ending.kind == Ending::Kind::Return;
    case Kind::AssertReturn:
      if (ending.kind != Ending::Kind::Return || ending.results.size() != command.expected.size())
        return false;
      for (size_t i = 0; i < types.size(); ++i)
        if (!matches(types[i], ending.results[i], command.expected[i]))
          return false;
      return true;
    case Kind::AssertException:
      return ending.kind == Ending::Kind::Exception;
    default:
      return ending.kind == Ending::Kind::Trap &&
             same_message(trap_message(ending.trap), command.message);
    }
  }
};

bool is_script(const fs::path &file) {
  return file.extension() == ".wast" ||
         (file.extension() == ".json" && file.parent_path().filename() == file.stem());
}

} // namespace

bool run_suite(const std::vector<std::string> &paths) {
  std::vector<std::string> files;
  for (const std::string &path : paths) {
    std::error_code error;
    if (!fs::is_directory(path, error))
      files.push_back(path);
    else
      for (const auto &entry : fs::recursive_directory_iterator(path, error))
        if (entry.is_regular_file() && is_script(entry.path()))
          files.push_back(entry.path().string());
  }
  std::sort(files.begin(), files.end());
  size_t passed = 0, failed = 0, skipped = 0;
  for (const std::string &file : files) {
    auto commands = file.ends_with(".json") ? spec::read_json_script(file)
                                            : Result<std::vector<Command>>(std::vector<Command>());
    if (file.ends_with(".wast")) {
      auto text = spec::read_file(file);
      if (text.ok())
        commands = wasm::parse_script(*text);
      else
        commands = text.error();
    }
    if (!commands.ok()) {
      std::printf("%s: FAILED: %s\n", file.c_str(), commands.error().detail.c_str());
      ++failed;
      continue;
    }
    Script script(file);
    for (const Command &command : *commands)
      script.run(command);
    passed += script.passed;
    failed += script.failed;
    skipped += script.skipped;
  }
  std::printf("%zu passed, %zu failed, %zu skipped\n", passed, failed, skipped);
  return failed == 0 && passed > 0;
}

} // namespace wexn::random
