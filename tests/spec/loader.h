// The modules of a script -> native objects -> one shared library, which the program that runs the
// commands loads: the same pipeline and the same linker that users have.
#pragma once

#include "tests/spec/options.h"
#include "tests/spec/plan.h"
#include "tests/spec/report.h"
#include "wexnc/support/result.h"
#include "tests/spec/script.h"

#include <map>
#include <string>
#include <vector>

namespace wexn::spec {

// A new folder for temporary files, removed with everything in it by the destructor unless kept.
class WorkFolder {
public:
  // `parent` empty: where the system wants such files.
  WorkFolder(const std::string &parent, bool keep);
  ~WorkFolder();
  WorkFolder(const WorkFolder &) = delete;
  WorkFolder &operator=(const WorkFolder &) = delete;
  [[nodiscard]] const std::string &path() const { return path_; }
  [[nodiscard]] std::string file(const std::string &name) const { return path_ + "/" + name; }

private:
  std::string path_;
  bool keep_;
};

// Does everything about the modules of a script that needs no execution.
class Builder {
public:
  Builder(const Options &options, Reporter &reporter, const WorkFolder &folder)
      : options_(options), reporter_(reporter), folder_(folder) {}

  // Compiles the module of a step to an object.
  void compile(size_t step, const wasm::Command &command);
  // Whether the compiler rejects the module of a step, as it should: reports the finding.
  void check_rejected(size_t step, const wasm::Command &command);
  // Links what was compiled. Returns the library's path, empty if there is nothing to link.
  [[nodiscard]] Result<std::string> link();

  [[nodiscard]] std::map<size_t, BuiltModule> take_modules() { return std::move(modules_); }

private:
  const Options &options_;
  Reporter &reporter_;
  const WorkFolder &folder_;
  std::map<size_t, BuiltModule> modules_;
  std::vector<std::string> objects_;
};

// One line for an error of the compiler: catalogue text, detail, place.
[[nodiscard]] std::string explain(const Error &error);

} // namespace wexn::spec
