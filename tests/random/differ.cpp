// See differ.h. All modes of a module become one shared library, which one process runs
// (tests/random/run).
#include "tests/random/differ.h"

#include "tests/random/trace.h"
#include "tests/spec/pipeline.h"
#include "wexnc/compile.h"
#include "wexnc/support/target.h"
#include "wexnc/wasm/text/text.h"

#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <sstream>
#include <sys/wait.h>
#include <unistd.h>

namespace wexn::random {

namespace {

namespace fs = std::filesystem;
using interpret::Ending;
using interpret::Instance;
using interpret::Store;
using interpret::Trap;
using interpret::Type;
using interpret::Value;

constexpr uint64_t kFuel = 300'000; // instructions of a call

// ---- What is expected

// One line of a plan, and what is printed for it; nothing for a new instance.
struct Step {
  std::string line, expected;
  size_t call = 0;
};

std::string value_text(const Type &type, const Value &v) {
  return type.is_ref() ? ref_text(v.lo == 0) : bits_text(v.lo, v.hi);
}

std::string state(const Instance &instance) {
  std::string text;
  for (const wasm::Export &e : instance.loaded->module.exports) {
    const std::string name(e.name);
    if (e.kind == wasm::ExternKind::Memory) {
      const interpret::Memory &m = *instance.memories[e.index];
      text += memory_text(name, {m.data, m.bytes});
    } else if (e.kind == wasm::ExternKind::Global) {
      const interpret::Global &g = *instance.globals[e.index];
      text += global_text(name, value_text(g.type, g.value));
    } else if (e.kind == wasm::ExternKind::Table) {
      std::string elements;
      for (const uint64_t element : instance.tables[e.index]->elements)
        elements += element ? '1' : '0';
      text += table_text(name, elements);
    }
  }
  return text;
}

std::string ending_text(const Store &store, const interpret::Func &func, const Ending &ending) {
  if (ending.kind == Ending::Kind::Trap)
    return std::string("trap ") + interpret::trap_name(ending.trap);
  if (ending.kind == Ending::Kind::Exception)
    return "exception";
  std::string text = "return";
  const auto &types = store.type_of(func).results;
  for (size_t i = 0; i < types.size(); ++i)
    text += value_text(types[i], ending.results[i]);
  return text;
}

class Judge {
public:
  explicit Judge(std::shared_ptr<interpret::LoadedModule> module) : module_(std::move(module)) {}

  Status run(const Program &program, Verdict &verdict) {
    const Call *last = nullptr;
    for (size_t i = 0; i < program.calls.size(); ++i) {
      const Call &call = program.calls[i];
      if (!last || last->function != call.function)
        instance_ = nullptr;
      last = &call;
      if (!instance_)
        TRY(instantiate());
      const auto found = instance_->find(call.name);
      if (!found || !found->func)
        return Error{.id = ErrorId::UnknownFunction, .detail = call.name};
      store_->fuel = kFuel;
      const Ending ending = store_->call(*found->func, call.args);
      if (ending.kind == Ending::Kind::OutOfFuel) {
        ++verdict.dropped;
        instance_ = nullptr;
        continue;
      }
      if (fresh_)
        steps.push_back({"instance", "", i});
      fresh_ = false;
      std::string line = "call " + call.name;
      for (const Value &v : call.args)
        line += bits_text(v.lo, v.hi);
      steps.push_back(
          {line, ending_text(*store_, *found->func, ending) + kState + state(*instance_), i});
      ++verdict.compared;
      if (ending.kind == Ending::Kind::Trap) {
        ++verdict.traps;
        instance_ = nullptr;
      }
    }
    return ok_status();
  }
  std::vector<Step> steps;

private:
  std::shared_ptr<interpret::LoadedModule> module_;
  std::unique_ptr<Store> store_;
  Instance *instance_ = nullptr;
  bool fresh_ = false; // no call has been made in the instance

  Status instantiate() {
    store_ = std::make_unique<Store>();
    fresh_ = true;
    const auto nothing = [](std::string_view, std::string_view, const wasm::Import &) {
      return std::optional<interpret::Extern>();
    };
    if (store_->instantiate(module_, nothing, instance_).kind != Ending::Kind::Return)
      return Error{.id = ErrorId::UnknownFunction, .detail = "no instance"};
    return ok_status();
  }
};

// ---- What compiled code does

std::string symbol(const Mode &mode) { return "m" + mode.name(); }

class Compiled {
public:
  Compiled(const Environment &environment, const std::vector<Mode> &modes)
      : e_(environment), modes_(modes),
        target_(environment.target.empty() ? host_target().triple : environment.target) {}

  Status build(const std::vector<uint8_t> &bytes) {
    std::vector<std::string> objects;
    for (const Mode &mode : modes_) {
      Options o;
      o.target = target_;
      o.opt = spec::opt_level(mode.level);
      o.bounds = mode.bounds;
      o.module_name = symbol(mode);
      o.cpu = e_.cpu;
      o.interruptible = e_.interruptible;
      o.memory_base = e_.memory_base;
      o.features = wasm::Features::all();
      o.verify = true;
      TRY_ASSIGN(CompiledObject object, wexn::compile(o, bytes));
      objects.push_back(file(symbol(mode) + ".o"));
      std::ofstream(objects.back(), std::ios::binary)
          .write(reinterpret_cast<const char *>(object.bytes.data()),
                 static_cast<std::streamsize>(object.bytes.size()));
    }
    return spec::link_library(objects, file("library.so"), file("linker.log"));
  }

  // Runs the steps in the modes from number `first` on. Lines that were printed, by mode; a process
  // that died leaves its last mode short, and says so in `death`.
  Result<std::vector<std::vector<std::string>>> run(const std::vector<Step> &steps, size_t first,
                                                    std::string &death) {
    std::ofstream plan(file("plan"));
    for (size_t i = first; i < modes_.size(); ++i) {
      plan << "module " << symbol(modes_[i]) << "_module\n";
      for (const Step &step : steps)
        plan << step.line << "\n";
    }
    plan.close();
    std::vector<std::string> words = e_.runner;
    std::error_code error;
    const std::string self = fs::read_symlink("/proc/self/exe", error).string();
    words.insert(words.end(), {self + "-run." + target_, file("library.so"), file("plan")});
    TRY_ASSIGN(const int status, spec::run_program(words, file("trace"), false));
    death = WIFSIGNALED(status) ? "signal " + std::to_string(WTERMSIG(status))
            : status != 0       ? "status " + std::to_string(WEXITSTATUS(status))
                                : "";
    std::vector<std::vector<std::string>> traces;
    std::ifstream in(file("trace"));
    for (std::string line; std::getline(in, line);)
      if (line.starts_with("module "))
        traces.emplace_back();
      else if (!traces.empty())
        traces.back().push_back(line);
    return traces;
  }

private:
  const Environment &e_;
  const std::vector<Mode> &modes_;
  std::string target_;
  std::string file(const std::string &name) const { return e_.folder + "/" + name; }
};

} // namespace

std::vector<Mode> all_modes() {
  std::vector<Mode> modes;
  for (const char level : {'0', '1', '2', '3', 's', 'z'})
    for (const Bounds bounds : {Bounds::Guard, Bounds::Software})
      modes.push_back({level, bounds});
  return modes;
}

std::vector<Mode> parse_modes(const std::string &text) {
  if (text == "all")
    return all_modes();
  std::vector<Mode> modes;
  std::istringstream in(text);
  for (std::string word; std::getline(in, word, ',');) {
    if (word.size() != 2 || std::string_view("0123sz").find(word[0]) == std::string_view::npos ||
        (word[1] != 'g' && word[1] != 's'))
      return {};
    modes.push_back({word[0], word[1] == 'g' ? Bounds::Guard : Bounds::Software});
  }
  return modes;
}

Verdict compare(const Program &program, const std::vector<Mode> &modes,
                const Environment &environment) {
  Verdict verdict;
  auto give_up = [&](const Error &error) {
    verdict.problem = std::string(error_text(error.id)) + ": " + error.detail +
                      (error.line ? " (line " + std::to_string(error.line) + ")" : "");
    return verdict;
  };
  auto text = wasm::parse_wat(program.text);
  if (!text.ok())
    return give_up(text.error());
  auto module = interpret::load(text->bytes);
  if (!module.ok())
    return give_up(module.error());
  Judge judge(*module);
  if (Status s = judge.run(program, verdict); !s.ok())
    return give_up(s.error());
  if (judge.steps.empty())
    return verdict;
  if (environment.falsify)
    judge.steps.back().expected += " falsified";

  Compiled compiled(environment, modes);
  if (Status s = compiled.build(text->bytes); !s.ok())
    return give_up(s.error());
  for (size_t first = 0; first < modes.size();) {
    std::string death;
    auto traces = compiled.run(judge.steps, first, death);
    if (!traces.ok())
      return give_up(traces.error());
    if (traces->empty()) {
      verdict.problem = "nothing ran: " + death;
      return verdict;
    }
    for (const std::vector<std::string> &trace : *traces) {
      const Mode &mode = modes[first++];
      size_t line = 0;
      for (const Step &step : judge.steps) {
        if (step.expected.empty())
          continue;
        const std::string found = line < trace.size() ? trace[line] : death;
        ++line;
        if (found == step.expected)
          continue;
        verdict.differences.push_back({mode, step.call, step.expected, found});
        break;
      }
    }
  }
  return verdict;
}

} // namespace wexn::random
