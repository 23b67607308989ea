// See debug_info.h.
#include "wexnc/ir/debug_info.h"

#include "unwindinfo/inline_tables.h"
#include "wexnc/ir/debug_scope.h"

#include "llvm/IR/DebugInfoMetadata.h"
#include "llvm/TargetParser/Triple.h"

namespace wexn::ir {

using namespace llvm;

DebugInfo::DebugInfo(Module &module, const std::string &name, bool optimized,
                     const SourceMap *source)
    : module_(module), source_(source && !source->empty() ? source : nullptr), name_(name),
      optimized_(optimized) {}

void DebugInfo::start() {
  builder_ = std::make_unique<DIBuilder>(module_);
  module_file_ = builder_->createFile(name_ + ".wasm", "");
  // LLVM calls none of its unit kinds "for the compiler only", but writes nothing for NoDebug.
  builder_->createCompileUnit(source_ && source_->language() ? source_->language()
                                                             : unsigned{dwarf::DW_LANG_C},
                              module_file_, "wexnc", optimized_, "", 0, "",
                              source_ ? DICompileUnit::FullDebug : DICompileUnit::NoDebug, 0, true,
                              false, DICompileUnit::DebugNameTableKind::None);
  type_ = builder_->createSubroutineType(builder_->getOrCreateTypeArray({}));
  module_.addModuleFlag(Module::Warning, "Debug Info Version", DEBUG_METADATA_VERSION);
  if (source_)
    module_.addModuleFlag(Module::Max, "Dwarf Version", 4);
}

DIFile *DebugInfo::file(uint32_t number) {
  if (!source_ || number >= source_->files().size())
    return module_file_;
  files_.resize(source_->files().size());
  DIFile *&known = files_[number];
  if (!known) {
    const SourceMap::File &f = source_->files()[number];
    known = builder_->createFile(f.name, f.directory);
  }
  return known;
}

// DIBuilder sets a virtual index in functions that it calls methods only; without virtuality they
// are plain functions to DWARF.
DISubprogram *DebugInfo::make(uint32_t index, const std::string &name, uint32_t file_number,
                              uint32_t line) {
  DIFile *in = file(file_number);
  return builder_->createMethod(
      in, name, "", in, line, type_, index, 0, nullptr, DINode::FlagZero,
      DISubprogram::SPFlagDefinition |
          (optimized_ ? DISubprogram::SPFlagOptimized : DISubprogram::SPFlagZero));
}

DISubprogram *DebugInfo::function(uint32_t index, const std::string &name, uint64_t code) {
  if (!builder_)
    start();
  inlined_at_.clear();
  if (source_)
    for (uint32_t scope = source_->scope(code); scope != SourceMap::kNone;
         scope = source_->scopes()[scope].parent)
      if (source_->scopes()[scope].parent == SourceMap::kNone) {
        const SourceMap::Function &f = source_->functions()[source_->scopes()[scope].function];
        return current_ = make(index, f.name.empty() ? name : f.name, f.file, f.line);
      }
  current_ = make(index, name, SourceMap::kNone, 0);
  anywhere_ = DILocation::get(module_.getContext(), 0, 0, current_);
  return current_;
}

// The function that is inlined as `scope`.
DISubprogram *DebugInfo::scope_of(uint32_t scope) {
  const SourceMap::Scope &s = source_->scopes()[scope];
  if (s.parent == SourceMap::kNone)
    return current_;
  DISubprogram *&known = inlined_functions_[s.function];
  if (!known) {
    const SourceMap::Function &f = source_->functions()[s.function];
    known = make(f.name_number == SourceMap::kNone ? kNoFunction
                                                   : unwind::kSourceFunction + f.name_number,
                 f.name, f.file, f.line);
  }
  return known;
}

// The place of the call in whose stead `scope` is there; null if it is a Wasm function itself.
DILocation *DebugInfo::inlined_at(uint32_t scope) {
  const SourceMap::Scope &s = source_->scopes()[scope];
  if (s.parent == SourceMap::kNone)
    return nullptr;
  if (const auto known = inlined_at_.find(scope); known != inlined_at_.end())
    return known->second;
  DILocation *outer = inlined_at(s.parent);
  DILocation *at = DILocation::getDistinct(module_.getContext(), s.call_line, s.call_column,
                                           in_file(scope_of(s.parent), s.call_file), outer);
  return inlined_at_[scope] = at;
}

// Code of a function that comes from another file: an included one, say.
DIScope *DebugInfo::in_file(DISubprogram *scope, uint32_t number) {
  DIFile *wanted = number == SourceMap::kNone ? scope->getFile() : file(number);
  if (wanted == scope->getFile())
    return scope;
  DIScope *&known = in_other_file_[{scope, wanted}];
  if (!known)
    known = builder_->createLexicalBlockFile(scope, wanted);
  return known;
}

DILocation *DebugInfo::location(uint64_t offset) {
  if (!source_)
    return anywhere_;
  LLVMContext &ctx = module_.getContext();
  const SourceMap::Line *line = source_->line(offset);
  const uint32_t scope = source_->scope(offset);
  if (!line)
    return DILocation::get(ctx, 0, 0, current_);
  if (scope == SourceMap::kNone)
    return DILocation::get(ctx, line->line, line->column, in_file(current_, line->file));
  return DILocation::get(ctx, line->line, line->column, in_file(scope_of(scope), line->file),
                         inlined_at(scope));
}

void DebugInfo::finish() {
  if (builder_)
    builder_->finalize();
}

} // namespace wexn::ir
