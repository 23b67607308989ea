// Debug metadata of translated functions: one DISubprogram for each Wasm function, which all its
// instructions name as their place, so that what is inlined remains known
// (wexnc/emit/inline_table.h); that never leaves the compiler. With -g each instruction has a place
// in the source that the module's DWARF speaks of, and the object gets DWARF of its own.
#pragma once

#include "wexnc/ir/source_map.h"

#include "llvm/IR/DIBuilder.h"
#include "llvm/IR/Module.h"

#include <map>
#include <memory>
#include <string>
#include <vector>

namespace wexn::ir {

class DebugInfo {
public:
  // `source`: null without -g; must outlive this.
  DebugInfo(llvm::Module &module, const std::string &name, bool optimized, const SourceMap *source);

  // The scope of Wasm function `index`. `name` is for humans; `code` is where its body begins, in
  // bytes from the start of the module.
  [[nodiscard]] llvm::DISubprogram *function(uint32_t index, const std::string &name,
                                             uint64_t code);
  // The place of an instruction of the last function that was asked for.
  [[nodiscard]] llvm::DILocation *location(uint64_t offset);
  // After the last function.
  void finish();

private:
  llvm::Module &module_;
  const SourceMap *source_; // null: nothing is known of sources
  std::string name_;
  bool optimized_;
  std::unique_ptr<llvm::DIBuilder> builder_;
  llvm::DIFile *module_file_ = nullptr;
  llvm::DISubroutineType *type_ = nullptr;
  std::vector<llvm::DIFile *> files_; // by number in the source map
  std::map<std::pair<llvm::DIScope *, llvm::DIFile *>, llvm::DIScope *> in_other_file_;
  std::map<uint32_t, llvm::DISubprogram *> inlined_functions_; // by number in the source map
  // Of the function being translated: where each scope of the source map was inlined.
  llvm::DISubprogram *current_ = nullptr;
  llvm::DILocation *anywhere_ = nullptr; // in it; without -g
  std::map<uint32_t, llvm::DILocation *> inlined_at_;

  void start();
  llvm::DIFile *file(uint32_t number);
  llvm::DISubprogram *make(uint32_t index, const std::string &name, uint32_t file, uint32_t line);
  llvm::DISubprogram *scope_of(uint32_t scope);
  llvm::DILocation *inlined_at(uint32_t scope);
  llvm::DIScope *in_file(llvm::DISubprogram *scope, uint32_t file);
};

} // namespace wexn::ir
