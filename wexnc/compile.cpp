// Table of contents of a compilation: one call per phase, with what holds from there on.
#include "wexnc/compile.h"

#include "wexnc/emit/target_machine.h"
#include "wexnc/link/merge.h"
#include "wexnc/memory_base.h"
#include "wexnc/parts.h"
#include "wexnc/support/exhausted.h"
#include "wexnc/wasm/binary/decode.h"

#include "llvm/Support/ErrorHandling.h"

namespace wexn {

static void report(const Options &options, std::string_view phase) {
  if (options.progress)
    options.progress(phase, 0, 0);
}

void watch_memory_of_llvm() {
  llvm::install_bad_alloc_error_handler([](void *, const char *, bool) { out_of_memory(); });
}

Result<CompiledObject> compile(const Options &options, std::span<const uint8_t> input) {
  TRY(emit::make_target_machine(options)); // an unknown CPU is reported before any work
  report(options, "decode");
  TRY_ASSIGN(wasm::Module module, wasm::decode_module(input, options.features));
  TRY(wasm::validate_module(module, options.features));
  report(options, "validate");
  TRY_ASSIGN(ir::ModuleFacts facts, ir::gather_facts(module, options.features));
  // From here on the module is valid and everything in it can be translated.
  const ir::Layout layout = ir::layout_instance(module, facts, options.bounds == Bounds::Software);
  const ir::SourceMap source = options.debug ? ir::SourceMap::read(module) : ir::SourceMap();
  const char *const why = why_no_segment(options, module, facts);
  const bool wanted = options.memory_base != MemoryBase::Register;
  if (wanted && why && options.note)
    options.note(std::string("no --memory-base=gs: ") + why);
  const Job job{options, module, facts, layout, source, wanted && !why};
  const std::vector<Part> parts = cut(job);
  TRY_ASSIGN(auto objects, compile_parts(job, parts));
  // From here on there are only bytes.
  if (objects.size() == 1)
    return std::move(objects[0]);
  report(options, "merge");
  CompiledObject object;
  object.instance_size = layout.size;
  std::vector<std::vector<uint8_t>> bytes;
  for (CompiledObject &part : objects) {
    object.tables.functions += part.tables.functions;
    object.tables.functions_in_try += part.tables.functions_in_try;
    object.tables.call_sites += part.tables.call_sites;
    bytes.push_back(std::move(part.bytes));
  }
  TRY_ASSIGN(object.bytes, merge_objects(bytes));
  return object;
}

} // namespace wexn
