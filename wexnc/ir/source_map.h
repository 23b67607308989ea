// What a module's own DWARF (custom sections .debug_*) says about its code: file, line and column
// of each instruction, functions, and where the compiler that made the module had inlined one into
// another. Read once before translation; plain data, shared by all threads.
// WebAssembly tool conventions: "DWARF for WebAssembly" (addresses are offsets in the code
// section).
#pragma once

#include "wexnc/wasm/module.h"

#include <cstdint>
#include <map>
#include <string>
#include <vector>

namespace wexn::ir {

class SourceMap {
public:
  static constexpr uint32_t kNone = ~0u;

  struct File {
    std::string directory; // empty if `name` is a whole path
    std::string name;
  };
  struct Line {
    uint64_t offset = 0;   // of the instruction, in bytes from the start of the module
    uint32_t file = kNone; // kNone: no line from here on
    uint32_t line = 0, column = 0;
  };
  // A function of the source.
  struct Function {
    std::string name;
    uint32_t file = kNone, line = 0;
    uint32_t name_number = kNone; // in names(), if it is inlined anywhere and has a name
  };
  // A function's code, or the part of another's code that is an inlined copy of it.
  struct Scope {
    uint32_t function = kNone; // in functions()
    uint32_t parent = kNone;   // scope that this was inlined into; kNone: not inlined
    uint32_t call_file = kNone, call_line = 0, call_column = 0; // of the call, if inlined
  };

  // Empty if the module has no debug information, or none that can be read.
  static SourceMap read(const wasm::Module &module);

  [[nodiscard]] bool empty() const { return lines_.empty(); }
  // `offset` is in bytes from the start of the module, here and below. Null: nothing is known.
  [[nodiscard]] const Line *line(uint64_t offset) const;
  // Innermost scope; kNone: none.
  [[nodiscard]] uint32_t scope(uint64_t offset) const;

  [[nodiscard]] const std::vector<File> &files() const { return files_; }
  [[nodiscard]] const std::vector<Function> &functions() const { return functions_; }
  [[nodiscard]] const std::vector<Scope> &scopes() const { return scopes_; }
  // By directory and name.
  using FileNumbers = std::map<std::pair<std::string, std::string>, uint32_t>;
  [[nodiscard]] const FileNumbers &file_numbers() const { return file_numbers_; }
  // What backtraces name: the paths of files(), then functions.
  [[nodiscard]] const std::vector<std::string> &names() const { return names_; }
  // DW_LANG_ of the first unit.
  [[nodiscard]] uint16_t language() const { return language_; }

private:
  friend class SourceMapReader;
  struct Range {
    uint64_t start = 0;
    uint32_t scope = kNone; // up to the next range
  };
  std::vector<File> files_;
  FileNumbers file_numbers_;
  std::vector<std::string> names_;
  std::vector<Line> lines_; // by offset
  std::vector<Function> functions_;
  std::vector<Scope> scopes_;
  std::vector<Range> ranges_; // by start
  uint16_t language_ = 0;
};

} // namespace wexn::ir
